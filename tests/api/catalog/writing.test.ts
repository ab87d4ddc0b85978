/** The catalog's rules for writing, each case with what is stored afterwards. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

const [LAPTOP, MUG, CHAIR, KITCHEN, NOBODY] = ['a1', 'a3', 'a4', 'c2', '99'].map(seedKey);
const TEXT = { 'content-type': 'text/plain' };

/** Instants drop trailing zeros, so their texts sort by time only with all six decimals. */
const sortable = (instant: string): string => {
  const [seconds = '', decimals = ''] = instant.replace('Z', '').split('.');
  return `${seconds}.${decimals.padEnd(6, '0')}`;
};

onTheCatalog(({ send, get }) => {
  beforeEach(() => send('POST', '/Reseed'));
  const count = async (set: string): Promise<string> => (await get(`/${set}/$count`)).text;
  const made = async (more: Json = {}): Promise<string> => `/Products(${(await send('POST', '/Products', { body: { Name: 'New', Price: 5, ...more } })).json.ID})`;

  test('name and price are enough', async () => {
    const { status, json, headers } = await send('POST', '/Products', { body: { Name: 'Lamp', Price: 12.5 } });
    const nothing = ['Description', 'Data', 'ReleaseDate', 'OpenTime', 'ShippingTime', 'ProcessingTime', 'Offset', 'CategoryID', 'SerialNumber', 'ShippingAddress', 'Dimensions', 'Location', 'Route', 'Area'].map((name) => [name, null]);
    expect([status, json]).toEqual([201, {
      '@odata.context': `${BASE_URL}/$metadata#Products/$entity`, '@odata.etag': 'W/"1"', ...Object.fromEntries(nothing), ID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      Name: 'Lamp', Price: 12.5, Rating: 0, Temperature: 0, Quantity: 0, Weight: 0, Status: 'None', Version: 1, ProductType: 'Product', CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    }]);
    expect(headers).toMatchObject({ location: `${BASE_URL}/Products(${json.ID})`, etag: 'W/"1"' });
  });

  const BAD: readonly (readonly [string, Json])[] = [
    ['no name', { Price: 1 }], ['null as name', { Name: null }], ['an empty name', { Name: '' }], ['blanks as name', { Name: ' ' }], ['a number as name', { Name: 5 }], ['a text as price', { Name: 'x', Price: '1' }],
    ['null as price', { Name: 'x', Price: null }], ['256', { Name: 'x', Rating: 256 }], ['-1', { Name: 'x', Rating: -1 }], ['a fraction', { Name: 'x', Rating: 1.5 }], ['-129', { Name: 'x', Temperature: -129 }], ['128', { Name: 'x', Temperature: 128 }],
    ['32768', { Name: 'x', Quantity: 32768 }], ['-32769', { Name: 'x', Quantity: -32769 }], ['more than a single holds', { Name: 'x', Weight: 1e39 }], ['101 characters', { Name: 'x'.repeat(101) }], ['501 characters', { Name: 'x', Description: 'x'.repeat(501) }],
    ['51 characters', { Name: 'x', SerialNumber: 'x'.repeat(51) }], ['a long state', { Name: 'x', ShippingAddress: { State: 'WAX' } }], ['an unknown property', { Name: 'x', Foo: 1 }], ['an unknown part', { Name: 'x', Dimensions: { Depth: 1 } }],
    ['a property of the derived type', { Name: 'x', SpecialFeature: 'f' }], ['an unknown type', { Name: 'x', '@odata.type': '#Catalog.Lamp' }], ['a foreign type', { Name: 'x', '@odata.type': '#Catalog.Category' }],
    ['a missing category', { Name: 'x', CategoryID: NOBODY }], ['a malformed key', { Name: 'x', CategoryID: 'abc' }], ['a bind to nobody', { Name: 'x', 'Category@odata.bind': `Categories(${NOBODY})` }], ['a malformed bind', { Name: 'x', 'Category@odata.bind': 'Categories(1' }],
    ['a bind with a wrong key', { Name: 'x', 'Category@odata.bind': 'Categories(1)' }], ['a bind to another set', { Name: 'x', 'Category@odata.bind': `Products(${LAPTOP})` }], ['an empty bind', { Name: 'x', 'Category@odata.bind': '' }], ['a number as bind', { Name: 'x', 'Category@odata.bind': 5 }],
    ['no such day', { Name: 'x', ReleaseDate: '2023-02-29' }], ['no such time', { Name: 'x', OpenTime: '25:00:00' }], ['no duration', { Name: 'x', ShippingTime: '1 day' }], ['no base64', { Name: 'x', Data: '*' }], ['a stream in the body', { Name: 'x', Photo: 'AAAA' }],
    ['16', { Name: 'x', Status: 16 }], ['-1', { Name: 'x', Status: -1 }], ['no member', { Name: 'x', Status: 'Sold' }], ['null as status', { Name: 'x', Status: null }],
    ['a nested item without text', { Name: 'x', Descriptions: [{ LanguageKey: 'EN' }] }], ['a nested key too long', { Name: 'x', Descriptions: [{ LanguageKey: 'ENG', Description: 'd' }] }], ['a nested item without key', { Name: 'x', Descriptions: [{ Description: 'd' }] }],
    ['the second nested item', { Name: 'x', Descriptions: [{ LanguageKey: 'EN', Description: 'd' }, { LanguageKey: 'DE', Description: null }] }], ['an object for a collection', { Name: 'x', Descriptions: {} }], ['one language twice', { Name: 'x', Descriptions: [{ LanguageKey: 'EN', Description: 'd' }, { LanguageKey: 'EN', Description: 'e' }] }],
    ['a list', []], ['nothing', 'null'], ['no JSON', '{"Name":'],
  ];
  test.each(BAD)('POST with %s (%j) is a client error that stores nothing', async (_title, body) => {
    const before = [await count('Products'), await count('ProductDescriptions')];
    const { status, json } = await send('POST', '/Products', { body });
    expect([status === 409 || status === 400, json.error]).toEqual([true, expect.objectContaining({ code: expect.any(String), message: expect.stringMatching(/\w/) })]);
    expect([await count('Products'), await count('ProductDescriptions')]).toEqual(before);
  });

  test.each<[Json, Json]>([
    [{ Status: 5 }, { Status: 'InStock,Discontinued' }], [{ Status: '5' }, { Status: 'InStock,Discontinued' }], [{ Status: 'OnSale,InStock' }, { Status: 'InStock,OnSale' }], [{ Status: 0 }, { Status: 'None' }], [{ Status: 15 }, { Status: 'InStock,OnSale,Discontinued,Featured' }],
    [{ Price: 'INF' }, { Price: 'INF' }], [{ Price: '-INF' }, { Price: '-INF' }], [{ Price: 'NaN' }, { Price: 'NaN' }], [{ Weight: 'INF' }, { Weight: 'INF' }], [{ Price: 0.12345678901234568 }, { Price: 0.12345678901234568 }], [{ Price: 1e300 }, { Price: 1e300 }],
    [{ ID: LAPTOP }, { ID: expect.not.stringMatching(/^0000/) }], [{ ID: 'none of mine' }, { ID: expect.any(String) }], [{ ID: null }, { ID: expect.any(String) }], [{ ID: 7 }, { ID: expect.any(String) }],
    [{ Version: 77, CreatedAt: '2000-01-01T00:00:00Z', ProductType: 'SpecialProduct' }, { Version: 1, CreatedAt: expect.stringMatching(/^20[2-9]/), ProductType: 'Product' }], [{ Version: 'x', CreatedAt: 5 }, { Version: 1 }], [{ SerialNumber: 'S-1' }, { SerialNumber: 'S-1' }],
    [{ '@odata.type': '#Catalog.SpecialProduct', ProductType: 'Product', SpecialFeature: 'f' }, { '@odata.type': '#Catalog.SpecialProduct', ProductType: 'SpecialProduct', SpecialFeature: 'f', SpecialProperty: null }],
    [{ '@odata.type': '#Catalog.Product' }, { ProductType: 'Product' }], [{ 'Category@odata.bind': `Categories(${KITCHEN})` }, { CategoryID: KITCHEN }], [{ 'Category@odata.bind': `${BASE_URL}/Categories(${KITCHEN})` }, { CategoryID: KITCHEN }],
    [{ CategoryID: KITCHEN?.toUpperCase() }, { CategoryID: KITCHEN }], [{ OpenTime: '09:30' }, { OpenTime: '09:30:00' }], [{ OpenTime: '09:30:00.500' }, { OpenTime: '09:30:00.5' }], [{ ShippingTime: 'PT36H' }, { ShippingTime: 'P1DT12H' }], [{ Offset: '-PT1.5S' }, { Offset: '-PT1.5S' }],
    [{ Data: '_-8' }, { Data: '_-8' }], [{ Data: 'dGVzdA==' }, { Data: 'dGVzdA' }], [{ Data: '' }, { Data: '' }], [{ '@my.note': 1, 'Price@my.note': 2 }, { Price: 5 }], [{ Rating: 255, Temperature: -128, Quantity: 32767 }, { Rating: 255, Temperature: -128, Quantity: 32767 }],
    [{ Descriptions: [{ LanguageKey: 'EN', Description: 'd', CustomName: 'n'.repeat(5000) }] }, { Descriptions: [expect.objectContaining({ ProductID: expect.stringMatching(/-4/), CustomName: 'n'.repeat(5000) })] }], [{ Category: { Name: 'Made with it' } }, { Category: expect.objectContaining({ Name: 'Made with it' }) }],
  ])('POST with %j stores %j', async (more, stored) => {
    const { status, json } = await send('POST', '/Products', { body: { Name: 'x', Price: 5, ...more } });
    expect([status, json]).toEqual([201, expect.objectContaining(stored)]);
    const plain = Object.entries(stored).filter(([name]) => name !== 'Descriptions' && name !== 'Category');
    expect((await get(`/Products(${json.ID})`)).json).toMatchObject(Object.fromEntries(plain));
  });

  test.each([
    [{ ProductID: CHAIR, LanguageKey: 'EN' }, 400], [{ ProductID: CHAIR, LanguageKey: 'EN', Description: null }, 400], [{ ProductID: NOBODY, LanguageKey: 'EN', Description: 'x' }, 400], [{ ProductID: 'abc', LanguageKey: 'EN', Description: 'x' }, 400],
    [{ LanguageKey: 'EN', Description: 'x' }, 400], [{ ProductID: CHAIR, Description: 'x' }, 400], [{ ProductID: LAPTOP, LanguageKey: 'EN', Description: 'x' }, 409], [{ ProductID: CHAIR, LanguageKey: 'EN', Description: 'x' }, 201],
    [{ LanguageKey: 'EN', Description: 'x', 'Product@odata.bind': `Products(${CHAIR})` }, 201], [{ LanguageKey: 'EN', Description: 'x', 'Product@odata.bind': `Products(${NOBODY})` }, 400], [{ LanguageKey: 'EN', Description: 'x', 'Product@odata.bind': `Products(${LAPTOP})` }, 409],
  ])('a description of %j is %i', async (body, status) => {
    const { json, headers, ...answer } = await send('POST', '/ProductDescriptions', { body });
    expect([answer.status, json.error?.message]).toEqual([status, status === 201 ? undefined : expect.stringMatching(/^\S/)]);
    if (status === 201) expect([json.ProductID, headers['location']]).toEqual([CHAIR, `${BASE_URL}/ProductDescriptions(ProductID=${CHAIR},LanguageKey='EN')`]);
  });

  test('below its product a description needs no product of its own', async () => {
    const add = (product: string | undefined, body: Json) => send('POST', `/Products(${product})/Descriptions`, { body });
    expect((await add(CHAIR, { LanguageKey: 'NL', Description: 'stoel' })).json).toMatchObject({ ProductID: CHAIR, LanguageKey: 'NL' });
    expect([(await add(CHAIR, { LanguageKey: 'NL', Description: 'x' })).status, (await add(CHAIR, { LanguageKey: 'IT' })).status, (await add(NOBODY, { LanguageKey: 'NL', Description: 'x' })).status]).toEqual([409, 400, 404]);
    const one = `/ProductDescriptions(ProductID=${CHAIR},LanguageKey='NL')`;
    for (const body of [{ LanguageKey: 'XX' }, { ProductID: LAPTOP }, { Description: null }]) expect([body, (await send('PATCH', one, { body })).status]).toEqual([body, 400]);
    expect((await send('PATCH', one, { body: { LanguageKey: 'NL', ProductID: CHAIR, LongText: 'l' } })).status).toBe(204);
    expect((await send('PUT', one, { body: { LanguageKey: 'XX', ProductID: LAPTOP, Description: 'zetel' } })).status).toBe(204);
    expect((await get(one)).json).toMatchObject({ LanguageKey: 'NL', ProductID: CHAIR, Description: 'zetel', LongText: null });
  });

  test('the key of the body: another one is refused by PATCH and ignored by PUT', async () => {
    const url = await made({ CategoryID: KITCHEN, Description: 'd', SerialNumber: 'S-1', ShippingAddress: { City: 'c' } });
    const ID = url.slice(10, -1);
    for (const other of [LAPTOP, NOBODY, 'abc', 5]) expect([other, (await send('PATCH', url, { body: { ID: other, Price: 9 } })).status]).toEqual([other, 400]);
    for (const same of [ID, ID.toUpperCase()]) expect((await send('PATCH', url, { body: { ID: same, Price: 9 } })).status).toBe(204);
    for (const other of [LAPTOP, 'abc']) expect((await send('PUT', url, { body: { ID: other, Name: 'Put' } })).status).toBe(204);
    expect((await get(url)).json).toMatchObject({ ID, Name: 'Put', Price: 0, CategoryID: null, Description: null, ShippingAddress: null, Status: 'None', SerialNumber: 'S-1' });
    expect((await get(`/Products(${LAPTOP})`)).json).toMatchObject({ Name: 'Laptop', Version: 1 });
  });

  test.each([[{ Price: 1 }], [{ Name: null }], [{ Name: '' }], [{ Name: 'x', Foo: 1 }], [{ Name: 'x', Price: 'one' }], [{ Name: 'x', '@odata.type': '#Catalog.SpecialProduct' }]])('PUT of %j is 400 and changes nothing', async (body) => {
    expect((await send('PUT', `/Products(${MUG})`, { body })).status).toBe(400);
    expect((await get(`/Products(${MUG})`)).json).toMatchObject({ Name: 'Coffee Mug', Version: 1 });
  });

  test.each(['Products', 'Categories', 'MediaItems', 'DecimalSamples'])('nothing is upserted in %s, whose keys the server makes', async (set) => {
    const body = { Name: 'x', ...(set === 'DecimalSamples' ? { Amount: 1 } : {}), ...(set === 'MediaItems' ? { ContentType: 'a/b' } : {}) };
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect([method, (await send(method, `/${set}(${NOBODY})`, { body })).status]).toEqual([method, 404]);
  });

  test('the company: PUT takes what is left out from defaults, Immutable and Computed values are passed over', async () => {
    expect((await send('PUT', '/Company', { body: { Name: 'N', CEO: 'C', Version: 9, ID: NOBODY } })).status).toBe(204);
    expect((await get('/Company')).json).toMatchObject({ ID: seedKey('b1'), Name: 'N', Founded: 0, HeadQuarter: '', Website: '', Logo: null, Version: 2 });
    expect((await send('PUT', '/Company', { body: { Name: 'N' } })).status).toBe(400);
    const url = await made({ SerialNumber: 'S-1' });
    expect((await send('PATCH', url, { body: { SerialNumber: 'S-2', ProductType: 'SpecialProduct', Version: 7, CreatedAt: 'never' } })).status).toBe(204);
    expect((await get(url)).json).toMatchObject({ SerialNumber: 'S-1', ProductType: 'Product', Version: 1 });
  });

  test('a category is unique by name, for new ones and for renamed ones', async () => {
    expect((await send('POST', '/Categories', { body: { Name: 'Kitchen' } })).json.error.code).toBe('PRE403');
    expect((await send('PATCH', `/Categories(${KITCHEN})`, { body: { Name: 'Furniture' } })).status).toBe(409);
  });

  test('deleting: a product takes its descriptions and links along, a category leaves its products', async () => {
    await send('POST', `/Products(${MUG})/RelatedProducts/$ref`, { body: { '@odata.id': `Products(${LAPTOP})` } });
    expect((await send('DELETE', `/Products(${LAPTOP})`)).status).toBe(204);
    expect([(await get(`/ProductDescriptions/$count?$filter=ProductID eq ${LAPTOP}`)).text, (await get(`/Products(${MUG})/RelatedProducts/$count`)).text]).toEqual(['0', '0']);
    expect((await send('DELETE', `/Categories(${KITCHEN})`)).status).toBe(204);
    expect((await get(`/Products(${MUG})`)).json).toMatchObject({ CategoryID: null });
  });

  test('special products: made by their type, replaced with all their values', async () => {
    const url = await made({ '@odata.type': '#Catalog.SpecialProduct', SpecialProperty: 's', ProductType: 'Product' });
    expect((await send('PATCH', url, { body: { SpecialFeature: 'f' } })).status).toBe(204);
    expect((await get(url)).json).toMatchObject({ SpecialProperty: 's', SpecialFeature: 'f' });
    expect((await send('PUT', url, { body: { Name: 'bare' } })).status).toBe(204);
    expect((await get(url)).json).toMatchObject({ SpecialProperty: null, ProductType: 'SpecialProduct' });
  });

  test('every kind of value can be written and read back', async () => {
    const values = {
      Rating: 255, Temperature: -128, Quantity: -32768, Weight: 1.5, Data: 'dGVzdA', ReleaseDate: '2024-02-29', OpenTime: '08:15:00.5', ShippingTime: 'P1DT2H', Offset: '-P1D', Status: 'InStock,Featured',
      ShippingAddress: { Street: 's', City: 'c', State: 'WA', PostalCode: '1', Country: 'USA' }, Dimensions: { Length: 1, Width: 2, Height: 3, Unit: 'cm' },
      Location: { type: 'Point', coordinates: [-122.3, 47.6] }, Route: { type: 'LineString', coordinates: [[1, 2], [3, 4]] }, Area: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] },
    };
    const stored = await send('POST', '/Products', { body: { Name: 'All', ...values } });
    expect([stored.status, stored.json.error]).toEqual([201, undefined]);
    expect((await get(`/Products(${stored.json.ID})`)).json).toMatchObject(values);
  });

  test('a deleted category leaves its products without one, each a version further', async () => {
    const category = (await send('POST', '/Categories', { body: { Name: 'Short-lived', Products: [{ Name: 'Inside', Price: 1 }] } })).json;
    expect(category.Products).toMatchObject([{ Name: 'Inside', CategoryID: category.ID }]);
    expect((await send('POST', '/Categories', { body: { Name: 'Kitchen' } })).status).toBe(409);
    expect((await send('DELETE', `/Categories(${category.ID})`)).status).toBe(204);
    expect((await get(`/Products(${category.Products[0].ID})`)).json).toMatchObject({ CategoryID: null, Version: 2 });
  });

  const EXACT = { accept: 'application/json;IEEE754Compatible=true', 'content-type': 'application/json;IEEE754Compatible=true' };
  test.each(['0.000000000000000001', '-99999999999999999999.999999999999999999', '123.45', '0'])('Amount %s survives as a string and as a number', async (text) => {
    const asText = await send('POST', '/DecimalSamples', { body: { Name: 'd', Amount: text }, headers: EXACT });
    const asNumber = await send('POST', '/DecimalSamples', { body: `{"Name":"d","Amount":${text}}` });
    expect([asText.status, asNumber.status]).toEqual([201, 201]);
    const shown = (whole: string): string => whole.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
    for (const { json } of [asText, asNumber]) {
      expect(shown((await get(`/DecimalSamples(${json.ID})`, EXACT)).json.Amount)).toBe(text);
      expect(shown(/"Amount":([-\d.]+)/.exec((await get(`/DecimalSamples(${json.ID})`)).text)?.[1] ?? '')).toBe(text);
    }
  });
  test.each([['{"Name":"d","Amount":0.0000000000000000001}'], ['{"Name":"d","Amount":100000000000000000000}'], ['{"Name":"d","Amount":"1.5"}'], ['{"Name":"d"}'], ['{"Name":"d","Amount":null}']])('POST %s is 400', async (body) => {
    expect((await send('POST', '/DecimalSamples', { body })).status).toBe(400);
  });
  test.each(['9223372036854775807', '-9223372036854775808'])('Size %s survives', async (text) => {
    const { json } = await send('POST', '/MediaItems', { body: `{"Name":"m","ContentType":"a/b","Size":${text}}` });
    expect((await get(`/MediaItems(${json.ID})`, EXACT)).json.Size).toBe(text);
    expect((await get(`/MediaItems(${json.ID})`)).text).toContain(`"Size":${text}`);
    expect((await get(`/MediaItems/$count?$filter=Size eq ${text}`)).text).toBe('1');
  });
  test('a Size beyond Int64 is 400', async () => expect((await send('POST', '/MediaItems', { body: '{"Name":"m","ContentType":"a/b","Size":9223372036854775808}' })).status).toBe(400));

  test.each<[string, string, Json, Record<string, string>]>([
    ['PATCH', '', { Price: 1 }, {}], ['PUT', '', { Name: 'x' }, {}], ['PUT', '/Price', { value: 3 }, {}], ['PATCH', '/ShippingAddress', { City: 'x' }, {}], ['DELETE', '/ShippingAddress', undefined, {}], ['PUT', '/Name/$value', 'x', TEXT], ['PUT', '/Photo', 'x', TEXT],
    ['DELETE', '/Photo', undefined, {}], ['POST', '/RelatedProducts/$ref', { '@odata.id': `Products(${LAPTOP})` }, {}], ['PUT', '/RelatedProducts/$ref', { value: [{ '@odata.id': `Products(${LAPTOP})` }] }, {}], ['PUT', '/Category/$ref', { '@odata.id': `Categories(${seedKey('c3')})` }, {}], ['DELETE', '/Category/$ref', undefined, {}],
    ['POST', '/Descriptions', { LanguageKey: 'PL', Description: 'x' }, {}], ['POST', '/ApplyDiscount', { percentage: 1 }, {}], ['POST', '/IncreasePrice', { amount: 1 }, {}], ['POST', '/Activate', undefined, {}],
  ])('%s …%s makes the next version', async (method, part, body, headers) => {
    const { headers: { etag } } = await get(`/Products(${MUG})`);
    expect([200, 201, 204]).toContain((await send(method, `/Products(${MUG})${part}`, { body, headers: { ...headers, 'if-match': part === '/Descriptions' ? '*' : (etag ?? '') } })).status);
    const { json, headers: after } = await get(`/Products(${MUG})`);
    expect([etag, json.Version, after['etag'], json['@odata.etag']]).toEqual(['W/"1"', 2, 'W/"2"', 'W/"2"']);
  });

  test('linking what is linked and unlinking what is not change nothing; reading changes nothing', async () => {
    const link = () => send('POST', `/Products(${MUG})/RelatedProducts/$ref`, { body: { '@odata.id': `Products(${LAPTOP})` } });
    expect([(await link()).status, (await link()).status]).toEqual([204, 204]);
    await send('POST', `/Products(${MUG})/CalculateDiscount`, { body: { percentage: 5 } });
    expect((await get(`/Products(${MUG})`)).json.Version).toBe(2);
    expect((await get(`/Products(${LAPTOP})`)).json.Version).toBe(1);
  });

  test.each([['PATCH', { Price: 1 }], ['PUT', { Name: 'x' }], ['DELETE', undefined]])('a wrong If-Match on %s is 412 and changes nothing', async (method, body) => {
    for (const tag of ['W/"2"', 'W/"0"', '"x"', 'W/"11"']) expect([tag, (await send(method, `/Products(${MUG})`, { body, headers: { 'if-match': tag } })).status]).toEqual([tag, 412]);
    expect((await get(`/Products(${MUG})`)).json).toMatchObject({ Name: 'Coffee Mug', Price: 15.5, Version: 1 });
    expect((await get(`/Products(${MUG})`, { 'if-none-match': 'W/"1"' })).status).toBe(304);
    expect((await send(method, `/Products(${MUG})`, { body, headers: { 'if-match': '*' } })).status).toBe(204);
  });

  test.each<[string, string, string, { body: Json; headers?: Record<string, string> }]>([
    ['/Company', 'UpdatedAt', 'PATCH', { body: { CEO: 'x' } }], ['/Company', 'UpdatedAt', 'PUT', { body: { Name: 'a', CEO: 'b' } }], ['/Company/CEO', 'UpdatedAt', 'PUT', { body: { value: 'x' } }],
    ['/Company/Logo/$value', 'UpdatedAt', 'PUT', { body: '<svg/>', headers: { 'content-type': 'image/svg+xml' } }], [`/MediaItems(${seedKey('d1')})`, 'ModifiedAt', 'PATCH', { body: { Name: 'x' } }],
    [`/MediaItems(${seedKey('d1')})/Name`, 'ModifiedAt', 'PUT', { body: { value: 'x' } }], [`/MediaItems(${seedKey('d1')})/$value`, 'ModifiedAt', 'PUT', { body: 'x', headers: TEXT }],
  ])('%s: %s moves with %s', async (target, column, method, change) => {
    const owner = target.replace(/(\/Company|\)).*$/, '$1');
    const before = (await get(owner)).json;
    expect((await send(method, target, change)).status).toBe(204);
    const after = (await get(owner)).json;
    expect(sortable(after[column]) > sortable(before[column])).toBe(true);
    expect(after.CreatedAt).toBe(before.CreatedAt);
  });
});
