/** Properties, complex values, collections, raw values and streams, each at its own URL. */
import { onTheService } from '../../support/conformance.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  const customer = async (): Promise<number> => (await send('POST', '/Customers', { body: { firstName: 'T', lastName: 'T', middleName: 'M' } })).json.id;

  test('a property is set, cleared, and set by its raw value', async () => {
    const id = await customer();
    const set = await send('PUT', `/Customers(${id})/firstName`, { body: { value: 'New' } });
    expect([set.status, set.headers['etag']]).toEqual([204, 'W/"2"']);
    expect((await send('PATCH', `/Customers(${id})/lastName`, { body: { value: 'Name' } })).status).toBe(204);
    expect((await send('DELETE', `/Customers(${id})/middleName`)).status).toBe(204);
    expect((await send('PUT', `/Customers(${id})/source/$value`, { body: 'ad', headers: { 'Content-Type': 'text/plain;charset=utf-8' } })).status).toBe(204);
    expect((await send('PUT', `/Customers(${id})/creditLimit/$value`, { body: '12.50', headers: { 'Content-Type': 'text/plain' } })).status).toBe(204);
    expect((await send('PUT', `/Customers(${id})/birthDate/$value`, { body: '1990-01-02', headers: { 'Content-Type': 'text/plain' } })).status).toBe(204);
    expect((await get(`/Customers(${id})`)).json).toMatchObject({ firstName: 'New', lastName: 'Name', middleName: null, source: 'ad', creditLimit: 12.5, birthDate: '1990-01-02' });
  });

  test.each<[string, string, Json, number]>([
    ['PUT', 'firstName', { value: 5 }, 400], ['PUT', 'firstName', { valu: 'x' }, 400], ['PUT', 'firstName', [], 400], ['DELETE', 'active', undefined, 400],
    ['PUT', 'active', { value: null }, 400], ['PUT', 'gender', { value: 'x' }, 400], ['POST', 'firstName', { value: 'x' }, 405], ['PUT', 'id', { value: 5 }, 405],
    ['PUT', 'displayName', { value: 'x' }, 405], ['DELETE', 'created', undefined, 405], ['PUT', 'nothing', { value: 'x' }, 404],
  ])('%s %s with %j answers %i', async (method, property, body, status) => {
    expect((await send(method, `/Customers(42)/${property}`, { body })).status).toBe(status);
  });

  test('conditions, missing entities and content types are checked', async () => {
    const id = await customer();
    expect((await send('PUT', `/Customers(${id})/firstName`, { body: { value: 'x' }, headers: { 'If-Match': 'W/"9"' } })).status).toBe(412);
    expect((await send('PUT', '/Customers(99999999)/firstName', { body: { value: 'x' } })).status).toBe(404);
    expect((await send('PUT', `/Customers(${id})/firstName`, { body: 'x', headers: { 'Content-Type': 'text/plain' } })).status).toBe(415);
    expect((await send('PUT', `/Customers(${id})/firstName/$value`, { body: '{}' })).status).toBe(415);
    expect((await send('PUT', `/Customers(${id})/creditLimit/$value`, { body: 'much', headers: { 'Content-Type': 'text/plain' } })).status).toBe(400);
    expect((await send('PUT', `/Customers(${id})/accessPassword`, { body: { value: 'sesame' } })).status).toBe(204);
    expect((await get(`/Customers(${id})`)).text).not.toContain('sesame');
  });
});

onTheWorkshop(({ send, get, rows }) => {
  test('a complex value: PATCH merges, PUT replaces, DELETE clears', async () => {
    expect((await send('PUT', '/Tools(1)/Size', { body: { Width: 1, Height: 2, Unit: 'cm' } })).status).toBe(204);
    expect((await send('PATCH', '/Tools(1)/Size', { body: { Height: 3 } })).status).toBe(204);
    expect((await get('/Tools(1)')).Size).toEqual({ Width: 1, Height: 3, Unit: 'cm' });
    expect((await send('PUT', '/Tools(1)/Size/Unit', { body: { value: 'in' } })).status).toBe(204);
    expect((await send('PUT', '/Tools(1)/Size', { body: { Unit: 'mm' } })).status).toBe(204);
    expect((await get('/Tools(1)')).Size).toEqual({ Width: null, Height: null, Unit: 'mm' });
    expect((await send('PUT', '/Tools(1)/Size', { body: { Depth: 1 } })).status).toBe(400);
    expect((await send('DELETE', '/Tools(1)/Size')).status).toBe(204);
    expect((await get('/Tools(1)')).Size).toBeNull();
  });

  test('inside a body PATCH merges a complex value, a replacing PUT replaces it', async () => {
    await send('PATCH', '/Tools(2)', { body: { Size: { Width: 1, Unit: 'cm' } } });
    await send('PATCH', '/Tools(2)', { body: { Size: { Height: 2 } } });
    expect((await get('/Tools(2)')).Size).toEqual({ Width: 1, Height: 2, Unit: 'cm' });
    await send('PUT', '/Tools(2)', { body: { Name: 'Saw', Size: { Height: 4 } } });
    expect((await get('/Tools(2)')).Size).toEqual({ Width: null, Height: 4, Unit: null });
  });

  test('a collection of values is replaced and emptied', async () => {
    expect((await send('PUT', '/Tools(1)/Tags', { body: { value: ['a', 'b'] } })).status).toBe(204);
    expect((await get('/Tools(1)')).Tags).toEqual(['a', 'b']);
    expect((await send('PUT', '/Tools(1)/Tags', { body: { value: 'a' } })).status).toBe(400);
    expect((await send('DELETE', '/Tools(1)/Tags')).status).toBe(204);
    expect((await get('/Tools(1)')).Tags).toEqual([]);
  });

  test('what may not be changed stays: keys 405, required values 400', async () => {
    expect((await send('PUT', "/Shelves('A')/Code", { body: { value: 'C' } })).status).toBe(405);
    expect((await send('DELETE', '/Tools(1)/Name')).status).toBe(400);
    expect((await send('PUT', '/House/Motto', { body: { value: 'Hurry' } })).status).toBe(204);
    expect((await get('/House')).Motto).toBe('Hurry');
    expect((await send('PUT', '/Ledgers(2020)/Balance', { body: { value: 1 } })).status).toBe(428);
  });

  test('a stream property is stored with its media type, replaced and removed', async () => {
    expect((await send('GET', '/Tools(1)/Photo')).status).toBe(204);
    const before = (await get('/Tools(1)')).Version;
    expect((await send('PUT', '/Tools(1)/Photo', { body: Buffer.from([0, 255, 10]), headers: { 'Content-Type': 'image/png' } })).status).toBe(204);
    const photo = await send('GET', '/Tools(1)/Photo');
    expect([photo.status, photo.headers['content-type']]).toEqual([200, 'image/png']);
    expect(await rows("select encode(photo, 'hex') as hex from tools where id = 1")).toEqual([{ hex: '00ff0a' }]);
    expect((await get('/Tools(1)')).Version).toBe(before + 1);
    expect((await send('DELETE', '/Tools(1)/Photo')).status).toBe(204);
    expect((await send('GET', '/Tools(1)/Photo')).status).toBe(204);
    expect((await send('PUT', '/Tools(9999)/Photo', { body: Buffer.from('x') })).status).toBe(404);
  });

  test('a media entity is made of its bytes, which may be replaced', async () => {
    const made = await send('POST', '/Manuals', { body: Buffer.from('hello'), headers: { 'Content-Type': 'text/plain', Slug: 'How%20to' } });
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ Name: 'How to', Size: 5, ContentType: 'text/plain' })]);
    expect(made.headers['location']).toBe(`${WORKSHOP_URL}/Manuals(${made.json.ID})`);
    expect((await send('GET', `/Manuals(${made.json.ID})/$value`)).text).toBe('hello');
    expect((await send('PUT', `/Manuals(${made.json.ID})/$value`, { body: Buffer.from('hi'), headers: { 'Content-Type': 'text/html' } })).status).toBe(204);
    const read = await send('GET', `/Manuals(${made.json.ID})/$value`);
    expect([read.text, read.headers['content-type']]).toEqual(['hi', 'text/html']);
    expect(await get(`/Manuals(${made.json.ID})`)).toMatchObject({ Size: 2, ContentType: 'text/html', Name: 'How to' });
    expect((await send('DELETE', `/Manuals(${made.json.ID})/$value`)).status).toBe(405);
    expect((await send('DELETE', `/Manuals(${made.json.ID})`)).status).toBe(204);
    expect((await send('GET', `/Manuals(${made.json.ID})/$value`)).status).toBe(404);
  });

  test('without a Slug a media entity has the name the model gives; JSON makes one without media', async () => {
    expect((await send('POST', '/Manuals', { body: Buffer.from('x'), headers: { 'Content-Type': 'application/pdf' } })).json.Name).toBe('Untitled');
    const plain = await send('POST', '/Manuals', { body: { Name: 'Plain', ContentType: 'image/gif', Size: 7 } });
    expect([plain.status, plain.json.Size]).toEqual([201, 7]);
  });
});
