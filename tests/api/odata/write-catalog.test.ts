/** The catalog's rules for writing and its streams, on the unchanged engine. */
import { openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';
import { forEachDatabase } from '../../support/database.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';

const [LAPTOP, MOUSE, MUG, KITCHEN] = ['a1', 'a2', 'a3', 'c2'].map(seedKey);
const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

forEachDatabase((_name, open) => {
  let catalog: Catalog;
  let send: Send;
  beforeAll(async () => {
    catalog = await openCatalog(open, { observe: (o) => void (o.kind === 'error' && process.stderr.write(`${String(o.error)}\n`)) });
    send = catalog.send;
  });
  afterAll(() => catalog.close());
  const get = async (target: string, headers = {}): Promise<Json> => (await send('GET', target, { headers })).json;
  const product = async (more: object = {}): Promise<Json> => (await send('POST', '/Products', { body: { Name: 'P', Price: 1, ...more } })).json;

  test('a product of name and price has its other values from defaults or null', async () => {
    const made = await send('POST', '/Products', { body: { Name: 'Lamp', Price: 12.3456789012345, ID: LAPTOP, Version: 7, ProductType: 'SpecialProduct' } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ID: expect.stringMatching(KEY), Price: 12.3456789012345, Rating: 0, Status: 'None', Version: 1, ProductType: 'Product', Description: null, ShippingAddress: null });
    expect(made.headers).toMatchObject({ location: `${BASE_URL}/Products(${made.json.ID})`, etag: 'W/"1"' });
  });

  test.each<[string, Json]>([
    ['no name', { Price: 1 }], ['null as name', { Name: null, Price: 1 }], ['an empty name', { Name: '', Price: 1 }], ['a text as price', { Name: 'x', Price: '1' }],
    ['256 as byte', { Name: 'x', Rating: 256 }], ['128 as sbyte', { Name: 'x', Temperature: 128 }], ['40000 as Int16', { Name: 'x', Quantity: 40000 }],
    ['a name too long', { Name: 'x'.repeat(101) }], ['an unknown property', { Name: 'x', Foo: 1 }], ['a state too long', { Name: 'x', ShippingAddress: { State: 'WAX' } }],
    ['a bind to nothing', { Name: 'x', 'Category@odata.bind': `Categories(${LAPTOP})` }], ['a malformed bind', { Name: 'x', 'Category@odata.bind': 'Categories(1)' }],
    ['a bad nested item', { Name: 'x', Descriptions: [{ LanguageKey: 'EN', Description: null }] }], ['an unknown enum member', { Name: 'x', Status: 'Lost' }],
    ['a line as point', { Name: 'x', Location: { type: 'LineString', coordinates: [[1, 2], [3, 4]] } }], ['a point of one number', { Name: 'x', Location: { type: 'Point', coordinates: [1] } }],
    ['an open ring', { Name: 'x', Area: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1]]] } }], ['a text as point', { Name: 'x', Location: 'POINT(1 2)' }],
  ])('%s is 400 and nothing is stored', async (_title, body) => {
    const before = (await send('GET', '/Products/$count')).text;
    expect((await send('POST', '/Products', { body })).status).toBe(400);
    expect((await send('GET', '/Products/$count')).text).toBe(before);
  });

  test('descriptions: needed values, unknown products, keys twice', async () => {
    const post = (body: Json): Promise<Answer> => send('POST', '/ProductDescriptions', { body });
    expect((await post({ ProductID: MUG, LanguageKey: 'NL' })).status).toBe(400);
    expect((await post({ ProductID: KITCHEN, LanguageKey: 'NL', Description: 'x' })).status).toBe(400);
    expect((await post({ ProductID: MUG, LanguageKey: 'EN', Description: 'x' })).status).toBe(409);
    expect((await post({ ProductID: MUG, LanguageKey: 'NL', Description: 'x' })).status).toBe(201);
    expect((await send('POST', `/Products(${MUG})/Descriptions`, { body: { LanguageKey: 'FI', Description: 'x' } })).json).toMatchObject({ ProductID: MUG });
    expect((await send('PATCH', `/ProductDescriptions(ProductID=${MUG},LanguageKey='SV')`, { body: { Description: 'x' } })).status).toBe(201);
  });

  test('PUT replaces and ignores the key of the body, PATCH refuses another one; no key is upserted', async () => {
    const { ID } = await product({ Price: 5, CategoryID: KITCHEN, Description: 'd', SerialNumber: 'S', Status: 'InStock,OnSale', Dimensions: { Length: 1 } });
    expect((await send('PUT', `/Products(${ID})`, { body: { ID: LAPTOP, Name: 'Q', SerialNumber: 'T' } })).status).toBe(204);
    expect(await get(`/Products(${ID})`)).toMatchObject({ Name: 'Q', Price: 0, CategoryID: null, Description: null, SerialNumber: 'S', Status: 'None', Dimensions: null, Version: 2 });
    expect((await send('PATCH', `/Products(${ID})`, { body: { ID: LAPTOP } })).status).toBe(400);
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await send(method, `/Products(${KITCHEN})`, { body: { Name: 'x' } })).status).toBe(404);
  });

  test('special products: made by their type, replaced with all their values', async () => {
    const { ID, ProductType } = await product({ '@odata.type': '#Catalog.SpecialProduct', SpecialProperty: 's', ProductType: 'Product' });
    expect(ProductType).toBe('SpecialProduct');
    expect((await send('PATCH', `/Products(${ID})`, { body: { SpecialFeature: 'f' } })).status).toBe(204);
    expect(await get(`/Products(${ID})`)).toMatchObject({ SpecialProperty: 's', SpecialFeature: 'f' });
    expect((await send('PUT', `/Products(${ID})`, { body: { Name: 'bare' } })).status).toBe(204);
    expect(await get(`/Products(${ID})`)).toMatchObject({ SpecialProperty: null, ProductType: 'SpecialProduct' });
  });

  test('a wrong If-Match is 412, none is accepted; every change counts in Version', async () => {
    const { ID, '@odata.etag': tag } = await product();
    expect((await send('PATCH', `/Products(${ID})`, { body: { Price: 2 }, headers: { 'If-Match': 'W/"9"' } })).status).toBe(412);
    expect((await send('PATCH', `/Products(${ID})`, { body: { Price: 2 }, headers: { 'If-Match': tag } })).status).toBe(204);
    await send('POST', `/Products(${ID})/RelatedProducts/$ref`, { body: { '@odata.id': `Products(${MOUSE})` } });
    await send('PUT', `/Products(${ID})/Photo`, { body: Buffer.from('x'), headers: { 'Content-Type': 'image/png' } });
    expect((await get(`/Products(${ID})`)).Version).toBe(4);
    expect((await send('DELETE', `/Products(${ID})`)).status).toBe(204);
  });

  test('a deleted category leaves its products without one, each a version further', async () => {
    const category = (await send('POST', '/Categories', { body: { Name: 'Short-lived', Products: [{ Name: 'Inside', Price: 1 }] } })).json;
    expect(category.Products).toMatchObject([{ Name: 'Inside', CategoryID: category.ID }]);
    expect((await send('POST', '/Categories', { body: { Name: 'Kitchen' } })).status).toBe(409);
    expect((await send('DELETE', `/Categories(${category.ID})`)).status).toBe(204);
    expect(await get(`/Products(${category.Products[0].ID})`)).toMatchObject({ CategoryID: null, Version: 2 });
  });

  test('all digits of decimals and big integers survive both ways', async () => {
    const headers = { 'Content-Type': 'application/json;IEEE754Compatible=true', Accept: 'application/json;IEEE754Compatible=true' };
    const amount = '12345678901234567890.123456789012345678';
    const made = await send('POST', '/DecimalSamples', { body: { Name: 'd', Amount: amount }, headers });
    expect([made.status, made.json.Amount]).toEqual([201, amount]);
    const plain = await send('POST', '/DecimalSamples', { body: `{"Name":"e","Amount":${amount}}` });
    expect(plain.text).toContain(`"Amount":${amount}`);
  });

  test('the company is changed, never created or deleted; read-only items answer 405', async () => {
    expect((await send('PUT', '/Company', { body: { Name: 'N', CEO: 'C' } })).status).toBe(204);
    expect(await get('/Company')).toMatchObject({ Name: 'N', Founded: 0, Website: '', Logo: null, Version: 2 });
    for (const [method, target] of [['POST', '/Company'], ['DELETE', '/Company'], ['POST', '/ReadOnlyItems'], ['DELETE', `/ReadOnlyItems(${seedKey('e1')})`], ['PATCH', `/ReadOnlyItems(${seedKey('e1')})`]] as const) {
      const answer = await send(method, target, { body: {} });
      expect([answer.status, answer.headers['allow']]).toEqual([405, target === '/Company' ? 'GET, HEAD, PATCH, PUT' : 'GET, HEAD']);
    }
  });

  test('media items: bytes, their type and size, the name from Slug or Untitled', async () => {
    const made = await send('POST', '/MediaItems', { body: Buffer.from('abc'), headers: { 'Content-Type': 'image/gif', Slug: 'pic' } });
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ Name: 'pic', Size: 3, ContentType: 'image/gif' })]);
    expect((await send('POST', '/MediaItems', { body: Buffer.from('abc'), headers: { 'Content-Type': 'image/gif' } })).json.Name).toBe('Untitled');
    expect((await send('PUT', `/MediaItems(${made.json.ID})/$value`, { body: Buffer.from('hello'), headers: { 'Content-Type': 'text/plain' } })).status).toBe(204);
    const read = await send('GET', `/MediaItems(${made.json.ID})/$value`);
    expect([read.text, read.headers['content-type']]).toEqual(['hello', 'text/plain']);
    expect(await get(`/MediaItems(${made.json.ID})`)).toMatchObject({ Size: 5, ContentType: 'text/plain' });
    expect((await send('POST', '/MediaItems', { body: { Name: 'plain', ContentType: 'a/b', Size: 9 } })).json.Size).toBe(9);
    expect((await send('DELETE', `/MediaItems(${made.json.ID})`)).status).toBe(204);
  });

  test('every kind of value can be written and read back', async () => {
    const values = {
      Rating: 255, Temperature: -128, Quantity: -32768, Weight: 1.5, Data: 'dGVzdA', ReleaseDate: '2024-02-29', OpenTime: '08:15:00.5', ShippingTime: 'P1DT2H', Offset: '-P1D', Status: 'InStock,Featured',
      ShippingAddress: { Street: 's', City: 'c', State: 'WA', PostalCode: '1', Country: 'USA' }, Dimensions: { Length: 1, Width: 2, Height: 3, Unit: 'cm' },
      Location: { type: 'Point', coordinates: [-122.3, 47.6] }, Route: { type: 'LineString', coordinates: [[1, 2], [3, 4]] }, Area: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] },
    };
    const made = await send('POST', '/Products', { body: { Name: 'All', ...values } });
    expect([made.status, made.json.error]).toEqual([201, undefined]);
    expect(await get(`/Products(${made.json.ID})`)).toMatchObject(values);
  });
});
