/** PATCH, PUT and DELETE of entities: by key, through navigations, singletons; upserts; preconditions. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  const etag = async (target: string): Promise<string> => (await get(target)).json['@odata.etag'];
  const customer = async (more: object = {}): Promise<Json> => (await send('POST', '/Customers', { body: { firstName: 'T', lastName: 'T', ...more } })).json;

  test('PATCH changes what it names and answers 204, or 200 with the entity', async () => {
    const { id } = await customer({ middleName: 'keep' });
    const patched = await send('PATCH', `/Customers(${id})`, { body: { firstName: 'P' } });
    expect([patched.status, patched.headers['odata-entityid']]).toEqual([204, `${BASE_URL}/Customers(${id})`]);
    const shown = await send('PATCH', `/Customers(${id})`, { body: { lastName: 'Q' }, headers: { Prefer: 'return=representation' } });
    expect([shown.status, shown.json.firstName, shown.json.middleName]).toEqual([200, 'P', 'keep']);
  });

  test('DELETE answers 204, the second time 404, and the entity is gone from every read', async () => {
    const { id } = await customer({ Phones: [{ phone: '1' }] });
    const gone = await send('DELETE', `/Customers(${id})`, { body: 'null' });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await send('DELETE', `/Customers(${id})`)).status).toBe(404);
    expect((await get(`/Customers(${id})`)).status).toBe(404);
    expect((await send('PATCH', `/Customers(${id})`, { body: { firstName: 'x' } })).status).toBe(404);
  });

  test('a customer with a loan cannot be deleted, and the answer says why', async () => {
    const { id } = await customer({ Loans: [{ title: 'Car' }] });
    const refused = await send('DELETE', `/Customers(${id})`);
    expect([refused.status, refused.json.error]).toEqual([409, expect.objectContaining({ code: 'PRE404', message: expect.stringMatching(/Loans/) })]);
    expect((await get(`/Customers(${id})`)).status).toBe(200);
  });

  test('an owned child deleted at its own URL or through its parent gives the parent a new ETag', async () => {
    const { id, Phones } = await customer({ Phones: [{ phone: '1' }, { phone: '2' }] });
    const tags = [await etag(`/Customers(${id})`)];
    expect((await send('DELETE', `/Phones(${Phones[0].id})`)).status).toBe(204);
    tags.push(await etag(`/Customers(${id})`));
    expect((await send('DELETE', `/Customers(${id})/Phones(${Phones[1].id})`)).status).toBe(204);
    tags.push(await etag(`/Customers(${id})`));
    expect(new Set(tags).size).toBe(3);
    expect((await get(`/Customers(${id})/Phones`)).json.value).toEqual([]);
    expect((await send('DELETE', `/Customers(42)/Phones(${Phones[1].id})`)).status).toBe(404);
  });

  test('an address that is deleted leaves its customer without one', async () => {
    const { id } = await customer({ PrimaryAddress: { city: 'Oslo' } });
    const before = await etag(`/Customers(${id})`);
    expect((await send('DELETE', `/Customers(${id})/PrimaryAddress`)).status).toBe(204);
    expect((await get(`/Customers(${id})/PrimaryAddress`)).status).toBe(204);
    expect(await etag(`/Customers(${id})`)).not.toBe(before);
    expect((await send('DELETE', `/Customers(${id})/PrimaryAddress`)).status).toBe(404);
  });

  test('server-generated keys are never upserted', async () => {
    for (const method of ['PUT', 'PATCH']) expect((await send(method, '/Customers(99999999)', { body: { firstName: 'x' } })).status).toBe(404);
  });

  test('a stale If-Match forbids to delete; of 20 changes with one ETag one wins', async () => {
    const { id, '@odata.etag': tag } = await customer();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send('PATCH', `/Customers(${id})`, { body: { firstName: `n${i}` }, headers: { 'If-Match': tag } })));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect((await send('DELETE', `/Customers(${id})`, { headers: { 'If-Match': tag } })).status).toBe(412);
    expect((await send('DELETE', `/Customers(${id})`, { headers: { 'If-Match': await etag(`/Customers(${id})`) } })).status).toBe(204);
  });
});

onTheWorkshop(({ send, get, rows }) => {
  test('a PUT replaces: what is left out takes its default or null', async () => {
    const { json } = await send('POST', '/Tools', { body: { Name: 'Full', Note: 'n', Price: 5, Serial: 'S1', Size: { Width: 1 }, Tags: ['t'], ShelfCode: 'A' } });
    const put = await send('PUT', `/Tools(${json.ID})`, { body: { ID: 77, Name: 'Bare', Serial: 'S2' } });
    expect([put.status, put.headers['odata-entityid']]).toEqual([204, `${WORKSHOP_URL}/Tools(${json.ID})`]);
    expect(await get(`/Tools(${json.ID})`)).toMatchObject({ Name: 'Bare', Note: null, Price: 0, Serial: 'S1', Size: null, Tags: [], ShelfCode: null, Version: 2 });
    const missing = await send('PUT', `/Tools(${json.ID})`, { body: { Note: 'x' } });
    expect([missing.status, missing.json.error.target]).toEqual([400, 'Name']);
    expect((await send('PATCH', `/Tools(${json.ID})`, { body: { ID: 77 } })).status).toBe(400);
  });

  test.each(['PUT', 'PATCH'])('%s to a key that is not there creates, where clients give the keys', async (method) => {
    const made = await send(method, `/Shelves('${method}')`, { body: { Title: 'New' } });
    expect([made.status, made.headers['location'], made.json]).toEqual([201, `${WORKSHOP_URL}/Shelves('${method}')`, expect.objectContaining({ Code: method, Title: 'New', Version: 1 })]);
    expect((await send(method, `/Shelves('${method}')`, { body: { Title: 'Again' } })).status).toBe(204);
    const minimal = await send(method, `/Shelves('${method}2')`, { body: { Title: 'New' }, headers: { Prefer: 'return=minimal' } });
    expect([minimal.status, minimal.headers['odata-entityid']]).toEqual([204, `${WORKSHOP_URL}/Shelves('${method}2')`]);
  });

  test('If-Match forbids to create, If-None-Match: * forbids to change', async () => {
    const forbidden = await send('PATCH', "/Shelves('never')", { body: { Title: 'x' }, headers: { 'If-Match': '*' } });
    expect([forbidden.status, (await send('GET', "/Shelves('never')")).status]).toEqual([412, 404]);
    expect((await send('PATCH', "/Shelves('A')", { body: { Title: 'x' }, headers: { 'If-None-Match': '*' } })).status).toBe(412);
    expect((await send('PATCH', "/Shelves('once')", { body: { Title: 'x' }, headers: { 'If-None-Match': '*' } })).status).toBe(201);
    expect((await send('PATCH', "/Shelves('half')", { body: {} })).json.error).toMatchObject({ code: 'BOD303', target: 'Title' });
  });

  test('composite keys are upserted in their set and below the parent', async () => {
    expect((await send('PUT', "/Labels(ToolID=2,Language='NO')", { body: { Text: 'En sag' } })).status).toBe(201);
    expect((await send('PATCH', "/Tools(2)/Labels(ToolID=2,Language='SV')", { body: { Text: 'En såg' } })).json).toMatchObject({ ToolID: 2, Language: 'SV' });
    expect((await send('PUT', "/Labels(ToolID=9999,Language='NO')", { body: { Text: 'x' } })).status).toBe(400);
    expect((await send('PUT', "/Tools(9999)/Labels(ToolID=9999,Language='NO')", { body: { Text: 'x' } })).status).toBe(404);
  });

  test('a set that asks for If-Match answers 428 without it', async () => {
    for (const method of ['PATCH', 'PUT', 'DELETE']) expect((await send(method, '/Ledgers(2020)', { body: { Balance: 1 } })).status).toBe(428);
    const { '@odata.etag': tag } = await get('/Ledgers(2020)');
    expect((await send('PATCH', '/Ledgers(2020)', { body: { Balance: 1 }, headers: { 'If-Match': tag } })).status).toBe(204);
    expect((await send('PATCH', '/Ledgers(2020)', { body: { Balance: 2 }, headers: { 'If-Match': tag } })).status).toBe(412);
    expect((await send('PATCH', '/Ledgers(2021)', { body: { Balance: 2 } })).status).toBe(201);
    const refused = await send('PATCH', '/ClosedLedgers(2020)', { body: {} });
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test('an ETag in a 4.01 body must match; in a 4.0 body it is ignored', async () => {
    const stale = { '@odata.etag': 'W/"0"', Title: 'x' };
    expect((await send('PATCH', "/Shelves('B')", { body: stale, headers: { 'OData-Version': '4.01' } })).status).toBe(412);
    expect((await send('PATCH', "/Shelves('B')", { body: stale, headers: { 'OData-Version': '4.0' } })).status).toBe(204);
    const { '@odata.etag': tag } = await get("/Shelves('B')");
    expect((await send('PATCH', "/Shelves('B')", { body: { ...stale, '@odata.etag': tag }, headers: { 'OData-Version': '4.01' } })).status).toBe(204);
  });

  test('a singleton is changed, never created or deleted', async () => {
    expect((await send('PATCH', '/House', { body: { Motto: 'Cut once' } })).status).toBe(204);
    expect(await get('/House')).toMatchObject({ Owner: 'Ada', Motto: 'Cut once', Version: 2 });
    expect((await send('PUT', '/House', { body: { Owner: 'Bob' } })).status).toBe(204);
    expect(await get('/House')).toMatchObject({ Owner: 'Bob', Motto: '' });
    for (const method of ['POST', 'DELETE']) {
      const refused = await send(method, '/House', { body: {} });
      expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD, PATCH, PUT']);
    }
  });

  test('owned children go with their parent; what others refer to stays, with 409', async () => {
    const { json } = await send('POST', '/Tools', { body: { Name: 'Gone', Labels: [{ Language: 'EN', Text: 'x' }], Parts: [{ No: 1 }], 'Related@odata.bind': ['Tools(1)'] } });
    expect((await send('DELETE', `/Tools(${json.ID})`)).status).toBe(204);
    expect(await rows(`select 1 from labels where tool_id = ${json.ID}`)).toEqual([]);
    expect((await send('DELETE', "/Shelves('A')")).json.error.code).toBe('PRE404');
    expect((await send('GET', "/Shelves('A')")).status).toBe(200);
  });

  test('an entity keeps its type: values of the derived type are known, another type is refused', async () => {
    expect((await send('PATCH', '/Tools(3)', { body: { Watts: 710 } })).status).toBe(204);
    expect((await send('PATCH', '/Tools(3)', { body: { '@odata.type': '#Workshop.Tool', Watts: 720 } })).status).toBe(204);
    expect((await get('/Tools(3)/Workshop.PowerTool')).Watts).toBe(720);
    expect((await send('PATCH', '/Tools(1)', { body: { Watts: 1 } })).status).toBe(400);
    expect((await send('PATCH', '/Tools(1)', { body: { '@odata.type': '#Workshop.PowerTool', Watts: 1 } })).status).toBe(400);
    expect((await send('PATCH', '/Tools(1)/Workshop.PowerTool', { body: { Watts: 1 } })).status).toBe(404);
    expect((await send('PUT', '/Tools(3)/Workshop.PowerTool', { body: { Name: 'Drill' } })).status).toBe(204);
    expect((await get('/Tools(3)/Workshop.PowerTool')).Watts).toBeNull();
  });

  test('contained entities are changed and deleted at their own addresses', async () => {
    expect((await send('PATCH', '/Tools(1)/Parts(ToolID=1,No=1)', { body: { Name: 'Big head' } })).status).toBe(204);
    const tag = (await get('/Tools(1)'))['@odata.etag'];
    expect((await send('DELETE', '/Tools(1)/Parts(ToolID=1,No=2)')).status).toBe(204);
    expect((await get('/Tools(1)/Parts')).value).toMatchObject([{ No: 1, Name: 'Big head' }]);
    expect((await get('/Tools(1)'))['@odata.etag']).not.toBe(tag);
  });
});
