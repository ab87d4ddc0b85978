/** What changes answer: representations, $select and $expand of them, headers that say what was applied and where it is. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

const SHOWN = { Prefer: 'return=representation' };
const MINIMAL = { Prefer: 'return=minimal' };

onTheWorkshop(({ send, get }) => {
  test.each<[string, string, unknown, unknown]>([
    ['PUT', 'Note', { value: 'n' }, { value: 'n' }], ['PATCH', 'Price', { value: 1.5 }, { value: 1.5 }], ['PUT', 'Size', { Width: 1 }, { Width: 1, Height: null, Unit: null }],
    ['PATCH', 'Size', { Unit: 'cm' }, { Width: 1, Height: null, Unit: 'cm' }], ['PUT', 'Size/Unit', { value: 'in' }, { value: 'in' }], ['PUT', 'Tags', { value: ['a', 'b'] }, { value: ['a', 'b'] }],
  ])('%s of %s is answered with the property as it is now, where that is preferred', async (method, path, body, expected) => {
    const shown = await send(method, `/Tools(1)/${path}`, { body, headers: SHOWN });
    expect([shown.status, shown.headers['preference-applied'], shown.headers['content-type']]).toEqual([200, 'return=representation', 'application/json;odata.metadata=minimal']);
    expect(shown.json).toEqual({ '@odata.context': `${WORKSHOP_URL}/$metadata#Tools(1)/${path}`, ...(expected as object) });
    expect(shown.headers['etag']).toBe((await get('/Tools(1)'))['@odata.etag']);
    const silent = await send(method, `/Tools(1)/${path}`, { body, headers: MINIMAL });
    expect([silent.status, silent.text, silent.headers['preference-applied'], silent.headers['vary']]).toEqual([204, '', 'return=minimal', expect.stringMatching(/\bPrefer\b/)]);
  });

  test('a raw value is answered raw; null, and what is deleted, with nothing', async () => {
    const raw = await send('PUT', '/Tools(1)/Note/$value', { body: 'raw', headers: { ...SHOWN, 'Content-Type': 'text/plain' } });
    expect([raw.status, raw.text, raw.headers['content-type']]).toEqual([200, 'raw', 'text/plain']);
    expect((await send('PUT', '/Tools(1)/Note', { body: { value: null }, headers: SHOWN })).status).toBe(204);
    expect((await send('DELETE', '/Tools(1)/Note', { headers: SHOWN })).status).toBe(204);
    expect((await send('PUT', '/Tools(1)/Name', { body: { value: 'Hammer' }, headers: { ...SHOWN, 'If-Match': (await get('/Tools(1)'))['@odata.etag'] } })).status).toBe(200);
  });

  test('$select or $expand asks for the entity, whatever the method would answer by itself', async () => {
    const patched = await send('PATCH', '/Tools(2)?$select=Note&$expand=Labels', { body: { Note: 's' } });
    expect([patched.status, patched.headers['preference-applied'], patched.json]).toEqual([200, undefined, expect.objectContaining({ Note: 's', Labels: [] })]);
    expect((await send('PUT', '/Tools(2)?$select=Name', { body: { Name: 'Saw' } })).json).toMatchObject({ Name: 'Saw' });
    const made = await send('POST', '/Tools?$select=Name', { body: { Name: 'M' }, headers: MINIMAL });
    expect([made.status, made.headers['preference-applied'], made.json.Name, made.json.Note]).toEqual([201, undefined, 'M', undefined]);
  });

  test('an answer without a body says where the entity is, and its ETag', async () => {
    for (const [method, target, body] of [['POST', '/Shelves', { Code: 'loc', Title: 'x' }], ['PUT', "/Shelves('loc')", { Title: 'y' }], ['PATCH', "/Shelves('loc')", { Title: 'z' }], ['PUT', "/Shelves('loc2')", { Title: 'y' }], ['POST', '/Tools(1)/Parts', { No: 77 }]] as const) {
      const { status, headers } = await send(method, target, { body, headers: MINIMAL });
      const address = (headers['odata-entityid'] ?? '').replace(WORKSHOP_URL, '');
      expect([status, headers['preference-applied'], (await send('GET', address)).status]).toEqual([204, 'return=minimal', 200]);
      expect(headers['etag'] ?? 'none').toBe((await get(address))['@odata.etag'] ?? 'none');
      if (method === 'POST' || target.includes('loc2')) expect(headers['location']).toBe(headers['odata-entityid']);
    }
  });

  test.each(['application/json;odata.metadata=none', 'application/json;odata.metadata=full', 'application/json;IEEE754Compatible=true'])('a change answers in the representation asked for: %s', async (Accept) => {
    const change = await send('PATCH', '/Ledgers(2020)', { body: { Balance: 12.5 }, headers: { ...SHOWN, Accept, 'If-Match': '*' } });
    const { json } = await send('GET', '/Ledgers(2020)', { headers: { Accept } });
    expect([change.status, change.json]).toEqual([200, json]);
    expect((await send('PATCH', '/Ledgers(2020)', { body: { Balance: 1 }, headers: { Accept: 'text/html', 'If-Match': '*' } })).status).toBe(406);
    expect((await get('/Ledgers(2020)')).Balance).toBe(12.5);
  });
});

onTheService(({ send, get }) => {
  test('a masked or secret property is never shown after it was set', async () => {
    const { id } = (await send('POST', '/Customers', { body: { firstName: 'S', lastName: 'S' } })).json;
    const shown = await send('PUT', `/Customers(${id})/accessPassword`, { body: { value: 'sesame' }, headers: SHOWN });
    expect([shown.status, shown.text]).toEqual([204, '']);
    expect((await send('PUT', `/Customers(${id})/firstName`, { body: { value: 'T' }, headers: SHOWN })).json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers(${id})/firstName`);
    expect((await get(`/Customers(${id})/firstName`)).json.value).toBe('T');
  });
});
