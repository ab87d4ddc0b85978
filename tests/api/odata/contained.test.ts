/** What is contained: reached through its parent only, told apart by keys that are unique below one parent. */
import { onTheWorkshop } from '../../support/workshop.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL } from '../../support/workshop.ts';

const V401 = { 'OData-Version': '4.01' };
const SHOWN = { Prefer: 'return=representation' };
const FULL = { Accept: 'application/json;odata.metadata=full' };

onTheWorkshop(({ send, get, rows }) => {
  const context = (fragment: string): string => `${WORKSHOP_URL}/$metadata#${fragment}`;
  const steps = (tool: number) => rows(`select no, text from steps where tool_id = ${tool} order by no`);
  const tool = async (more: object = {}): Promise<number> => (await send('POST', '/Tools', { body: { Name: 'T', ...more } })).json.ID;

  test.each([
    ['/Tools(1)/Steps', 'Tools(1)/Steps'], ['/Tools(1)/Steps(2)', 'Tools(1)/Steps/$entity'], ['/Tools(1)/Steps?$select=No', 'Tools(1)/Steps(No)'], ['/Tools(1)/Steps(1)/Text', 'Tools(1)/Steps(1)/Text'],
    ['/Tools(1)/Parts', 'Tools(1)/Parts'], ['/Tools(1)/Parts(ToolID=1,No=2)', 'Tools(1)/Parts/$entity'], ['/Tools(1)/Parts(ToolID=1,No=2)/Name', 'Tools(1)/Parts(ToolID=1,No=2)/Name'],
    ['/Tools(2)/Warranty', 'Tools(2)/Warranty/$entity'], ['/Tools(2)/Warranty/Years', 'Tools(2)/Warranty/Years'], ['/Tools(1)/Steps(1)/Notes', 'Tools(1)/Steps(1)/Notes'], ["/Tools(2)/Steps(1)/Notes('a')", 'Tools(2)/Steps(1)/Notes/$entity'],
    ['/Tools(3)/Steps', 'Tools(3)/Steps'], ["/Labels(ToolID=1,Language='EN')/Tool/Steps", 'Tools(1)/Steps'], ['/Tools(1)/Steps?$expand=Notes', 'Tools(1)/Steps(Notes())'],
  ])('the context URL of %s goes by its parent: %s', async (target, fragment) => {
    expect((await get(target))['@odata.context']).toBe(context(fragment));
    // The same shape of URL with another parent is not answered from what was kept of this one.
    if (target === '/Tools(1)/Steps') expect((await get('/Tools(2)/Steps'))['@odata.context']).toBe(context('Tools(2)/Steps'));
  });

  test('addresses at full metadata, of references, and of expanded rows lead where they say', async () => {
    const step = (await send('GET', '/Tools(1)/Steps(2)', { headers: FULL })).json;
    expect([step['@odata.id'], step['@odata.editLink'], step['Notes@odata.navigationLink']]).toEqual([`${WORKSHOP_URL}/Tools(1)/Steps(2)`, `${WORKSHOP_URL}/Tools(1)/Steps(2)`, `${WORKSHOP_URL}/Tools(1)/Steps(2)/Notes`]);
    const expanded = (await send('GET', '/Tools(2)?$expand=Steps($expand=Notes),Warranty,Parts', { headers: FULL })).json;
    expect([expanded.Steps[0]['@odata.id'], expanded.Steps[0].Notes[0]['@odata.id'], expanded.Warranty['@odata.id']]).toEqual(['Tools(2)/Steps(1)', "Tools(2)/Steps(1)/Notes('a')", 'Tools(2)/Warranty'].map((path) => `${WORKSHOP_URL}/${path}`));
    expect((await get('/Tools(1)/Steps/$ref')).value).toEqual([1, 2].map((no) => ({ '@odata.id': `${WORKSHOP_URL}/Tools(1)/Steps(${no})` })));
  });

  test.each([
    ['/Tools(1)/Parts(2)', 'Handle'], ['/Tools(1)/Parts(No=2)', 'Handle'], ['/Tools(1)/Parts/2', 'Handle'], ['/Tools(1)/Parts(ToolID=1,No=2)', 'Handle'], ['/Tools/1/Parts/1', 'Head'],
  ])('a key may leave out what the path has told: %s', async (target, name) => expect((await get(target)).Name).toBe(name));

  test('what is not below that parent is not there', async () => {
    for (const target of ['/Tools(1)/Parts(ToolID=2,No=1)', '/Tools(2)/Steps(2)', '/Tools(3)/Steps(1)', '/Tools(999)/Steps', "/Tools(1)/Steps(1)/Notes('b')", '/Steps(1)', '/Steps', '/Warranty']) expect([target, (await send('GET', target)).status]).toEqual([target, 404]);
    expect((await send('GET', '/Tools(1)/Warranty')).status).toBe(204);
  });

  test('a key that other parents have too names the row of this parent only', async () => {
    const [a, b] = [await tool({ Steps: [{ No: 1, Text: 'a1' }, { No: 2, Text: 'a2' }] }), await tool({ Steps: [{ No: 1, Text: 'b1' }] })];
    expect((await send('PATCH', `/Tools(${a})/Steps(1)`, { body: { Text: 'changed' }, headers: SHOWN })).json).toMatchObject({ '@odata.context': context(`Tools(${a})/Steps/$entity`), No: 1, Text: 'changed', Version: 2 });
    expect([await steps(a), await steps(b)]).toEqual([[{ no: 1, text: 'changed' }, { no: 2, text: 'a2' }], [{ no: 1, text: 'b1' }]]);
    expect((await send('DELETE', `/Tools(${a})/Steps(1)`)).status).toBe(204);
    expect([await steps(a), await steps(b)]).toEqual([[{ no: 2, text: 'a2' }], [{ no: 1, text: 'b1' }]]);
    expect((await send('POST', `/Tools(${b})/Steps`, { body: { No: 1, Text: 'again' } })).status).toBe(409);
    const made = await send('POST', `/Tools(${b})/Steps`, { body: { No: 2, Text: 'b2', Notes: [{ Letter: 'x' }] } });
    expect([made.status, made.headers['location'], made.json.Text, made.json.Notes]).toEqual([201, `${WORKSHOP_URL}/Tools(${b})/Steps(2)`, 'b2', [{ Letter: 'x', Body: null }]]);
    expect((await send('GET', (made.headers['location'] ?? '').replace(WORKSHOP_URL, ''))).json.Text).toBe('b2');
    expect((await send('PUT', `/Tools(${a})/Steps(7)`, { body: { Text: 'upserted' } })).status).toBe(201);
    expect(await steps(a)).toEqual([{ no: 2, text: 'a2' }, { no: 7, text: 'upserted' }]);
  });

  test('deep updates by full array and by delta mean the rows of their parent', async () => {
    const [a, b] = [await tool({ Steps: [{ No: 1, Text: 'a1', Notes: [{ Letter: 'x', Body: 'ax' }] }, { No: 2, Text: 'a2' }] }), await tool({ Steps: [{ No: 1, Text: 'b1' }, { No: 2, Text: 'b2' }] })];
    const body = { Steps: [{ No: 1, Text: 'kept', 'Notes@delta': [{ Letter: 'x', Body: 'changed' }, { Letter: 'y' }] }, { No: 3, Text: 'new' }] };
    expect((await send('PATCH', `/Tools(${a})`, { body, headers: V401 })).status).toBe(204);
    expect([await steps(a), await steps(b)]).toEqual([[{ no: 1, text: 'kept' }, { no: 3, text: 'new' }], [{ no: 1, text: 'b1' }, { no: 2, text: 'b2' }]]);
    expect(await rows(`select letter, body from step_notes where tool_id = ${a} order by letter`)).toEqual([{ letter: 'x', body: 'changed' }, { letter: 'y', body: null }]);
    const delta = { 'Steps@delta': [{ '@removed': { reason: 'changed' }, '@id': `Tools(${b})/Steps(2)` }, { No: 1, Text: 'b1 changed' }, { No: 9, Text: 'b9' }] };
    expect((await send('PATCH', `/Tools(${b})`, { body: delta, headers: V401 })).status).toBe(204);
    expect([await steps(a), await steps(b)]).toEqual([[{ no: 1, text: 'kept' }, { no: 3, text: 'new' }], [{ no: 1, text: 'b1 changed' }, { no: 9, text: 'b9' }]]);
  });

  test('each of what one parent contains is changed, and nothing of another', async () => {
    const [a, b] = [await tool({ Steps: [{ No: 1, Text: 'a1' }, { No: 2, Text: 'a2' }] }), await tool({ Steps: [{ No: 1, Text: 'b1' }] })];
    const changed = await send('PATCH', `/Tools(${a})/Steps/$each`, { body: { Text: 'all' }, headers: SHOWN });
    expect([changed.status, changed.json['@odata.context'], changed.json.value.map(({ No, Text }: Json) => [No, Text])]).toEqual([200, context(`Tools(${a})/Steps`), [[1, 'all'], [2, 'all']]]);
    expect(await steps(b)).toEqual([{ no: 1, text: 'b1' }]);
    expect((await send('DELETE', `/Tools(${a})/Steps/$filter(@f)/$each?@f=No%20gt%201`)).status).toBe(204);
    expect([await steps(a), await steps(b)]).toEqual([[{ no: 1, text: 'all' }], [{ no: 1, text: 'b1' }]]);
  });

  test('a single contained entity comes, changes and goes with its parent', async () => {
    const id = await tool();
    const before = (await get(`/Tools(${id})`)).Version;
    const made = await send('PUT', `/Tools(${id})/Warranty`, { body: { Code: 'N', Years: 3 } });
    expect([made.status, made.headers['location'], made.json['@odata.context'], made.json.Years]).toEqual([201, `${WORKSHOP_URL}/Tools(${id})/Warranty`, context(`Tools(${id})/Warranty/$entity`), 3]);
    expect((await send('PATCH', `/Tools(${id})/Warranty`, { body: { Years: 4 }, headers: { 'If-Match': made.headers['etag'] ?? '' } })).status).toBe(204);
    expect((await send('PATCH', `/Tools(${id})/Warranty`, { body: { Years: 5 }, headers: { 'If-Match': made.headers['etag'] ?? '' } })).status).toBe(412);
    expect(await get(`/Tools(${id})?$expand=Warranty`)).toMatchObject({ Warranty: { Code: 'N', Years: 4 } });
    expect((await send('DELETE', `/Tools(${id})/Warranty`)).status).toBe(204);
    expect([(await send('GET', `/Tools(${id})/Warranty`)).status, (await send('DELETE', `/Tools(${id})/Warranty`)).status]).toEqual([204, 404]);
    expect((await get(`/Tools(${id})`)).Version).toBeGreaterThan(before);
    const deep = await send('POST', '/Tools', { body: { Name: 'D', Warranty: { Code: 'D' } } });
    expect([deep.status, deep.json.Warranty]).toEqual([201, expect.objectContaining({ Code: 'D', Years: 2 })]);
    expect((await send('DELETE', `/Tools(${deep.json.ID})`)).status).toBe(204);
    expect(await rows(`select 1 from warranty where tool_id = ${deep.json.ID}`)).toEqual([]);
  });

  test('what is contained has no set: it is neither linked elsewhere nor listed', async () => {
    expect((await send('POST', '/Tools(2)/Steps/$ref', { body: { '@id': 'Tools(1)/Steps(2)' } })).status).toBe(400);
    expect((await send('DELETE', '/Tools(1)/Steps(2)/$ref')).status).toBe(409);
    expect((await get('/')).value.map(({ name }: Json) => name)).not.toContain('Steps');
    expect((await get('/Tools?$filter=Steps/any(s:s/Text%20eq%20%27Draw%27)&$select=ID')).value).toMatchObject([{ ID: 2 }]);
    expect((await get('/Tools?$filter=Warranty/Years%20eq%205&$select=ID')).value).toMatchObject([{ ID: 2 }]);
  });
});
