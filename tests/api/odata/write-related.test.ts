/** Related entities in bodies of 4.01: named by address or key, with ETags that must match; bindings of both versions. */
import { onTheWorkshop } from '../../support/workshop.ts';
import type { Json } from '../../support/service.ts';

const V401 = { 'OData-Version': '4.01' };

onTheWorkshop(({ send, get }) => {
  const shelf = async (Code: string): Promise<Json> => (await send('POST', '/Shelves', { body: { Code, Title: Code } })).json;
  const tool = async (more: object = {}): Promise<Json> => (await send('POST', '/Tools', { body: { Name: 'T', ...more } })).json;

  test('a deep insert of 4.01 relates what exists, by address or by key, and changes it', async () => {
    const [first, second] = [await tool(), await tool()];
    const body = { Code: 'links', Title: 'x', Tools: [{ '@id': `Tools(${first.ID})`, Note: 'by address' }, { ID: second.ID, Note: 'by key' }, { Name: 'new' }] };
    const made = await send('POST', '/Shelves', { body, headers: V401 });
    expect([made.status, made.json.Tools.map(({ ID, Name, Note }: Json) => [ID, Name, Note])]).toEqual([201, [[first.ID, 'T', 'by address'], [second.ID, 'T', 'by key'], [expect.any(Number), 'new', null]]]);
    const single = await send('POST', '/Tools', { body: { Name: 'U', Shelf: { Code: 'links', Title: 'renamed' } }, headers: V401 });
    expect([single.status, single.json.ShelfCode, (await get("/Shelves('links')")).Title]).toEqual([201, 'links', 'renamed']);
  });

  test('in a full array an address names the row, with or without values beside it', async () => {
    const { Code } = await shelf('full');
    const tools = [await tool({ ShelfCode: Code }), await tool({ ShelfCode: Code }), await tool()];
    const items = [{ '@id': `Tools(${tools[1].ID})`, Note: 'kept' }, { '@id': `Tools(${tools[2].ID})` }];
    expect((await send('PATCH', `/Shelves('${Code}')`, { body: { Tools: items }, headers: V401 })).status).toBe(204);
    expect((await get(`/Shelves('${Code}')/Tools`)).value.map(({ ID, Note }: Json) => [ID, Note])).toEqual([[tools[1].ID, 'kept'], [tools[2].ID, null]]);
  });

  test('an address and a key that name different rows are refused', async () => {
    for (const body of [{ Related: [{ '@id': 'Tools(1)', ID: 2, Note: 'x' }] }, { 'Related@delta': [{ '@id': 'Tools(1)', ID: 2, Note: 'x' }] }]) {
      expect((await send('PATCH', '/Tools(3)', { body, headers: V401 })).json.error).toMatchObject({ code: 'BOD304', target: expect.stringMatching(/^Related(@delta)?\/0\/ID$/) });
    }
  });

  test.each<[string, (tag: string) => object]>([
    ['full array', (tag) => ({ Tools: [{ '@etag': tag, ID: 3, Note: 'e' }] })], ['full array, by address', (tag) => ({ Tools: [{ '@etag': tag, '@id': 'Tools(3)', Note: 'e' }] })],
    ['delta', (tag) => ({ 'Tools@delta': [{ '@etag': tag, ID: 3, Note: 'e' }] })], ['delta that links', (tag) => ({ 'Tools@delta': [{ '@etag': tag, '@id': 'Tools(1)' }] })],
    ['delta that removes', (tag) => ({ 'Tools@delta': [{ '@removed': { reason: 'changed' }, '@etag': tag, ID: 3 }] })],
  ])('%s: a nested ETag that does not match is 412 with the path, and nothing is changed', async (_title, body) => {
    await send('PATCH', '/Tools(3)', { body: { ShelfCode: 'B' } });
    const before = await get("/Shelves('B')?$expand=Tools");
    const refused = await send('PATCH', "/Shelves('B')", { body: { Title: 'changed', ...body('W/"0"') }, headers: V401 });
    expect([refused.status, refused.json.error]).toEqual([412, expect.objectContaining({ code: 'PRE401', target: expect.stringMatching(/^Tools(@delta)?\/0$/) })]);
    expect(await get("/Shelves('B')?$expand=Tools")).toEqual(before);
    expect((await send('PATCH', "/Shelves('B')", { body: body('W/"0"'), headers: { 'OData-Version': '4.0' } })).status).toBe(400);
    const named = JSON.stringify(body('')).includes('Tools(1)') ? '/Tools(1)' : '/Tools(3)';
    const tagOf = async (): Promise<string> => (await get(named))['@odata.etag'];
    expect((await send('PATCH', "/Shelves('B')", { body: body(await tagOf()), headers: V401 })).status).toBe(204);
    await send('PATCH', '/Tools(3)', { body: { ShelfCode: 'B' } });
    expect((await send('PATCH', "/Shelves('B')", { body: body('*'), headers: V401 })).status).toBe(204);
  });

  test('an ETag for a row that is not there is 412; of a root that is not there too', async () => {
    const refused = await send('PATCH', '/Tools(1)', { body: { 'Labels@delta': [{ '@etag': '*', Language: 'XX', Text: 'x' }] }, headers: V401 });
    expect([refused.status, refused.json.error.target]).toEqual([412, 'Labels@delta/0']);
    expect((await send('PUT', "/Shelves('none')", { body: { '@etag': '*', Title: 'x' }, headers: V401 })).status).toBe(412);
    expect((await send('PATCH', '/Tools(1)', { body: { Related: [{ '@etag': 5, ID: 2 }] }, headers: V401 })).json.error.target).toBe('Related/0/@etag');
  });

  test('of two changes of one related row with its ETag one wins, whichever parent it is reached by', async () => {
    const { Code } = await shelf('race');
    const { ID, '@odata.etag': tag } = await tool({ ShelfCode: Code });
    const bodies = Array.from({ length: 20 }, (_, i) => ({ 'Tools@delta': [{ '@etag': tag, ID, Note: `n${i}` }] }));
    const answers = await Promise.all([
      ...bodies.slice(0, 10).map((body) => send('PATCH', `/Shelves('${Code}')`, { body, headers: V401 })),
      ...bodies.slice(10).map((body) => send('PATCH', `/Tools(${ID})`, { body: { '@etag': tag, Note: body['Tools@delta'][0]?.Note }, headers: V401 })),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 19 }, () => 412)]);
  });

  test('a binding counts, not the foreign key spelled beside it', async () => {
    const { Code } = await shelf('bound');
    const made = await tool({ ShelfCode: 'nowhere', 'Shelf@odata.bind': `Shelves('${Code}')` });
    expect(made.ShelfCode).toBe(Code);
    expect((await send('PATCH', `/Tools(${made.ID})`, { body: { ShelfCode: null, 'Shelf@odata.bind': "Shelves('A')" } })).status).toBe(204);
    expect((await get(`/Tools(${made.ID})`)).ShelfCode).toBe('A');
  });

  test.each<[string, Json, string]>([
    ['a text for a collection', { 'Related@odata.bind': 'Tools(1)' }, 'Related@odata.bind'], ['an array for one entity', { 'Shelf@odata.bind': ["Shelves('A')"] }, 'Shelf@odata.bind/0'],
    ['null', { 'Shelf@odata.bind': null }, 'Shelf@odata.bind'], ['nothing known', { 'Shelv@odata.bind': "Shelves('A')" }, 'Shelv@odata.bind'], ['another set', { 'Shelf@odata.bind': 'Tools(1)' }, 'Shelf@odata.bind'],
    ['a set without a key', { 'Shelf@odata.bind': 'Shelves' }, 'Shelf@odata.bind'], ['an open quote', { 'Shelf@odata.bind': "Shelves('A)" }, 'Shelf@odata.bind'], ['an open bracket', { 'Shelf@odata.bind': "Shelves('A'" }, 'Shelf@odata.bind'],
    ['a key of another type', { 'Related@odata.bind': ["Tools('x')"] }, 'Related@odata.bind/0'], ['the same twice', { 'Related@odata.bind': ['Tools(1)', 'Tools(2)', 'Tools(1)'] }, 'Related@odata.bind/2'],
    ['two spellings', { 'Shelf@odata.bind': "Shelves('A')", 'Shelf@bind': "Shelves('B')" }, 'Shelf@bind'], ['an entity besides', { 'Shelf@odata.bind': "Shelves('A')", Shelf: { Code: 'n', Title: 'n' } }, 'Shelf'],
    ['an array and a delta', { Related: [], 'Related@delta': [] }, 'Related'], ['nothing that exists', { 'Shelf@odata.bind': "Shelves('none')" }, 'Shelf@odata.bind'],
    ['an owned row of another', { 'Labels@odata.bind': ["Labels(ToolID=1,Language='EN')"] }, 'Labels@odata.bind/0'], ['a nested relation unknown', { Parts: [{ No: 1, 'X@odata.bind': 'Tools(1)' }] }, 'Parts/0/X@odata.bind'],
  ])('a binding of %s is refused with its path', async (_title, relation, target) => {
    const count = async (): Promise<string> => (await send('GET', '/Tools/$count')).text;
    const before = await count();
    const refused = await send('POST', '/Tools', { body: { Name: 'B', ...relation } });
    expect([refused.status, refused.json.error.target, await count()]).toEqual([400, target, before]);
  });

  test.each(["Shelves('A')", "/Shelves('A')", "http://service.test/workshop/Shelves('A')", "Shelves(Code='A')", 'Shelves(%27A%27)', "http://localhost:80/x/y.svc/Shelves('A')"])('a binding may be written %s', async (address) => {
    expect((await tool({ 'Shelf@odata.bind': address })).ShelfCode).toBe('A');
  });
});
