/** Changes of every entity that a URL matches, and what is shown of changes of many: entities, deltas, nothing. */
import { onTheService } from '../../support/conformance.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

const SHOWN = { Prefer: 'return=representation' };
const V401 = { 'OData-Version': '4.01' };
const V40 = { 'OData-MaxVersion': '4.0' };

onTheWorkshop(({ send, get, rows }) => {
  const each = (set: string, filter: string): string => `/${set}/$filter(@f)/$each?@f=${encodeURIComponent(filter)}`;
  const tools = async (note: string, count = 3): Promise<number[]> => {
    const made = [];
    for (let i = 0; i < count; i++) made.push((await send('POST', '/Tools', { body: { Name: `${note}${i}`, Note: note, Labels: [{ Language: 'EN', Text: 'x' }] } })).json.ID);
    return made;
  };

  test('return=representation answers the changed entities, although they match the filter no more', async () => {
    const made = await tools('each');
    const answer = await send('PATCH', each('Tools', "Note eq 'each'"), { body: { Note: 'done', Size: { Width: 2 } }, headers: SHOWN });
    expect([answer.status, answer.headers['preference-applied']]).toEqual([200, 'return=representation']);
    expect(answer.json['@odata.context']).toBe(`${WORKSHOP_URL}/$metadata#Tools`);
    expect(answer.json.value.map(({ ID, Note, Version }: Json) => [ID, Note, Version])).toEqual(made.map((ID) => [ID, 'done', 2]));
    const chosen = await send('PATCH', `${each('Tools', "Note eq 'done'")}&$select=Note&$expand=Labels`, { body: { Note: 'again' } });
    expect([chosen.status, chosen.json.value.map(({ Note, Labels }: Json) => [Note, Labels.length])]).toEqual([200, made.map(() => ['again', 1])]);
    const silent = await send('PATCH', each('Tools', "Note eq 'again'"), { body: { Note: 'quiet' }, headers: { Prefer: 'return=minimal' } });
    expect([silent.status, silent.headers['preference-applied']]).toEqual([204, 'return=minimal']);
    const none = await send('PATCH', each('Tools', "Note eq 'nobody'"), { body: { Note: 'x' }, headers: SHOWN });
    expect([none.status, none.json.value]).toEqual([200, []]);
  });

  test('deletions are shown as a delta of deleted entities, in the form of the version', async () => {
    const made = await tools('gone', 2);
    const answer = await send('DELETE', each('Tools', "Note eq 'gone'"), { headers: SHOWN });
    expect([answer.status, answer.json['@odata.context']]).toEqual([200, `${WORKSHOP_URL}/$metadata#Tools/$delta`]);
    expect(answer.json.value).toEqual(made.map((ID) => ({ '@odata.removed': { reason: 'deleted' }, '@odata.id': `${WORKSHOP_URL}/Tools(${ID})` })));
    const older = await tools('gone', 1);
    const { json } = await send('DELETE', each('Tools', "Note eq 'gone'"), { headers: { ...SHOWN, ...V40 } });
    expect(json.value).toEqual(older.map((ID) => ({ '@odata.context': `${WORKSHOP_URL}/$metadata#Tools/$deletedEntity`, id: `${WORKSHOP_URL}/Tools(${ID})`, reason: 'deleted' })));
    expect(await rows(`select 1 from labels where tool_id in (${[...made, ...older].join()})`)).toEqual([]);
  });

  test('entities of several types are each changed as what they are', async () => {
    const [plain] = await tools('mixed', 1);
    const power = (await send('POST', '/Tools', { body: { '@odata.type': '#Workshop.PowerTool', Name: 'P', Note: 'mixed', Watts: 1 } })).json.ID;
    const answer = await send('PATCH', each('Tools', "Note eq 'mixed'"), { body: { Price: 3 }, headers: SHOWN });
    expect(answer.json.value.map(({ ID, Price, Watts }: Json) => [ID, Price, Watts])).toEqual([[plain, 3, undefined], [power, 3, 1]]);
    const refused = await send('PATCH', each('Tools', "Note eq 'mixed'"), { body: { Watts: 5 } });
    expect([refused.status, refused.json.error.target]).toEqual([400, 'Watts']);
    const casted = `/Tools/Workshop.PowerTool/$filter(@f)/$each?@f=${encodeURIComponent("Note eq 'mixed'")}`;
    expect((await send('PATCH', casted, { body: { Watts: 5 } })).status).toBe(204);
    expect(await rows("select watts from tools where note = 'mixed' order by id")).toEqual([{ watts: null }, { watts: 5 }]);
  });

  test('one that cannot be changed leaves all as they were', async () => {
    await tools('tied');
    const before = await rows("select id, version from tools where note = 'tied' order by id");
    expect((await send('PATCH', each('Tools', "Note eq 'tied'"), { body: { Serial: 'one for all' } })).status).toBe(204); // immutable: left alone
    expect((await send('PATCH', each('Tools', "Note eq 'tied'"), { body: { ShelfCode: 'nowhere' } })).json.error).toMatchObject({ code: 'BOD307', target: 'ShelfCode' });
    expect((await send('DELETE', '/Shelves/$each')).status).toBe(409);
    expect((await send('PATCH', '/Ledgers/$each', { body: { Balance: 0 } })).status).toBe(428);
    expect((await rows("select id from tools where note = 'tied' order by id")).length).toBe(before.length);
    expect((await rows('select code from shelves')).length).toBeGreaterThan(1);
  });

  test('nested content is applied to each, with keys of its own', async () => {
    const made = await tools('nest', 2);
    const body = { 'Labels@delta': [{ Language: 'FR', Text: 'x' }, { Language: 'EN', Text: 'changed' }] };
    const answer = await send('PATCH', each('Tools', "Note eq 'nest'"), { body, headers: { ...V401, ...SHOWN } });
    expect(answer.json.value.map(({ ID, Labels }: Json) => [ID, Labels.map(({ Language, Text }: Json) => [Language, Text])])).toEqual(made.map((ID) => [ID, [['EN', 'changed'], ['FR', 'x']]]));
  });

  test('the entities below a parent are changed together, and the parent once', async () => {
    const [ID] = await tools('parent', 1);
    await send('PATCH', `/Tools(${ID})`, { body: { 'Labels@delta': [{ Language: 'DE', Text: 'y' }] }, headers: V401 });
    const version = async (): Promise<number> => (await get(`/Tools(${ID})`)).Version;
    const before = await version();
    expect((await send('DELETE', `/Tools(${ID})/Labels/$each`)).status).toBe(204);
    expect([await version(), (await get(`/Tools(${ID})/Labels`)).value]).toEqual([before + 1, []]);
  });

  test('a delta of a set answers what became of each item, in their order', async () => {
    await send('POST', '/Shelves', { body: { Code: 'old', Title: 'x' } });
    const body = { value: [{ Code: 'fresh', Title: 'New' }, { '@removed': { reason: 'deleted' }, '@id': "Shelves('old')" }, { Code: 'A', Title: 'Changed' }] };
    const answer = await send('PATCH', '/Shelves', { body, headers: { ...V401, ...SHOWN } });
    expect([answer.status, answer.json['@odata.context'], answer.headers['preference-applied']]).toEqual([200, `${WORKSHOP_URL}/$metadata#Shelves/$delta`, 'return=representation']);
    expect(answer.json.value).toMatchObject([{ Code: 'fresh', Version: 1 }, { '@odata.removed': { reason: 'deleted' }, '@odata.id': `${WORKSHOP_URL}/Shelves('old')` }, { Code: 'A', Title: 'Changed' }]);
    const stale = { value: [{ '@removed': { reason: 'deleted' }, '@id': "Shelves('fresh')", '@etag': 'W/"9"' }] };
    expect((await send('PATCH', '/Shelves', { body: stale, headers: V401 })).json.error).toMatchObject({ code: 'PRE401', target: 'value/0/@etag' });
  });
});

onTheService(({ send, db }) => {
  test('the statements of a change of each do not depend on how many there are', async () => {
    const { id } = (await send('POST', '/Customers', { body: { firstName: 'E', lastName: 'E', Phones: Array.from({ length: 60 }, (_, i) => ({ phone: `${i}` })) } })).json;
    const answer = await send('PATCH', `/Customers(${id})/Phones/$each`, { body: { carrierName: 'All' }, headers: SHOWN });
    expect([answer.status, answer.json.value.length, new Set(answer.json.value.map(({ carrierName }: Json) => carrierName))]).toEqual([200, 60, new Set(['All'])]);
    const audited = await db().owner.raw("select count(*)::int as n, count(distinct request_id)::int as requests from audit_records where entity_type like '%Phone' and operation = 'update' and changes::text like '%All%'");
    expect(audited.rows).toEqual([{ n: 60, requests: 1 }]);
  });

  test('another tenant sees nothing to change', async () => {
    const before = (await send('GET', '/Offices/$count')).text;
    expect((await send('DELETE', `/Offices/$filter(@f)/$each?@f=${encodeURIComponent("name eq 'of another tenant'")}`)).status).toBe(204);
    expect((await send('GET', '/Offices/$count')).text).toBe(before);
  });
});
