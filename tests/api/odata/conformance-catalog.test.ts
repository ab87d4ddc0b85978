/** The conformance lines over the catalog: what the loan model has none of, and the rest a second time. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';
import { V40, V401, contextOf, everyPage, expectError } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

const [LAPTOP, MOUSE, MUG, CHAIR] = ['a1', 'a2', 'a3', 'a4'].map((xx) => `/Products(${seedKey(xx)})`) as [string, string, string, string];
const ELECTRONICS = `/Categories(${seedKey('c1')})`;
const refTo = (target: string): Json => ({ '@odata.id': target.slice(1) });

onTheCatalog(({ send, get }) => {
  beforeEach(() => send('POST', '/Reseed'));
  const names = async (target: string): Promise<readonly string[]> => {
    const { status, json, text } = await get(target);
    if (status !== 200) throw new Error(`${target}: ${status} ${text}`);
    return json.value.map(({ Name }: { Name: string }) => Name);
  };
  const LAPTOPS = ['Laptop', 'Premium Laptop Pro'];

  test('40-MIN-1 the service document lists every set and the singleton', async () => {
    const { json } = await get('/');
    expect(json.value.map(({ name }: { name: string }) => name)).toEqual(['Products', 'Categories', 'ProductDescriptions', 'MediaItems', 'ReadOnlyItems', 'DecimalSamples', 'Company']);
    for (const { url } of json.value) expect([url, (await get(`/${url}`)).status]).toEqual([url, 200]);
  });
  test('40-MIN-2 collections are objects with an array value', async () => expect(Array.isArray((await get('/Products')).json.value)).toBe(true));
  test('40-MIN-3 following next links gives every row once', async () => {
    const { rows, pages } = await everyPage(get, '/Products?$orderby=Price desc', { prefer: 'maxpagesize=2' });
    expect([new Set(rows.map(({ ID }) => ID)).size, rows.length, pages]).toEqual([7, 7, 4]);
  });
  test.each(['/', '/Products', LAPTOP, '/nope', '/Products?$filter=('])('40-MIN-4 %s carries one OData-Version', async (target) => {
    expect((await get(target, V40)).headers['odata-version']).toBe('4.0');
    expect((await get(target, V401)).headers['odata-version']).toBe('4.01');
  });
  test('40-MIN-6 unknown system options are refused, custom ones passed over', async () => {
    expectError(await get('/Products?$nope=1'), 400, /URL104/);
    expect((await get('/Products?nope=1', { prefer: 'nope' })).status).toBe(200);
  });
  test.each(['hassubset(x,y)', 'cast(Location,Edm.String) ne null', 'ShippingAddress eq ShippingAddress'])('40-MIN-7 $filter=%s is valid OData that is not offered: 501', async (filter) => {
    expectError(await get(`/Products?$filter=${filter}`), 501, /URL109/);
  });
  test("40-MIN-15 Status eq Ns.Enum'Member' and duration'P1D'", async () => {
    expect(await names("/Products?$filter=Status eq Catalog.ProductStatus'InStock'", )).toEqual(['Coffee Mug']);
    expect(await names("/Products?$filter=ShippingTime eq duration'P1D'")).toEqual(['Laptop']);
  });

  test('40-UPD-18 edit links are conventional, or explicit under metadata=full', async () => {
    const { json } = await get(LAPTOP, { accept: 'application/json;odata.metadata=full' });
    expect(json['@odata.editLink']).toBe(`${BASE_URL}${LAPTOP}`);
  });
  test('40-UPD-19 POST answers 201 with the entity, or 204', async () => {
    expect((await send('POST', '/Categories', { body: { Name: 'One' } })).json.Name).toBe('One');
    expect((await send('POST', '/Categories', { body: { Name: 'Two' }, headers: { prefer: 'return=minimal' } })).status).toBe(204);
  });
  test('40-UPD-20 POST to a related collection creates and links', async () => {
    expect((await send('POST', `${ELECTRONICS}/Products`, { body: { Name: 'Inside' } })).json).toMatchObject({ Name: 'Inside', CategoryID: seedKey('c1') });
  });
  test('40-UPD-21 POST to a collection of references links; repeating it answers 204', async () => {
    for (let i = 0; i < 2; i += 1) expect((await send('POST', `${LAPTOP}/RelatedProducts/$ref`, { body: refTo(MOUSE) })).status).toBe(204);
    expect(await names(`${LAPTOP}/RelatedProducts`)).toEqual(['Wireless Mouse']);
  });
  test('40-UPD-22 PUT to a single reference sets it', async () => {
    expect((await send('PUT', `${MUG}/Category/$ref`, { body: refTo(ELECTRONICS) })).status).toBe(204);
    expect((await get(`${MUG}/Category`)).json.Name).toBe('Electronics');
  });
  test('40-UPD-23 PATCH merges', async () => {
    expect((await send('PATCH', MUG, { body: { Price: 1, Dimensions: { Unit: 'mm' } } })).status).toBe(204);
    expect((await get(MUG)).json).toMatchObject({ Name: 'Coffee Mug', Price: 1, Dimensions: { Length: 8, Unit: 'mm' } });
  });
  test('40-UPD-24 DELETE answers 204, and 404 when repeated', async () => {
    expect([(await send('DELETE', MUG)).status, (await send('DELETE', MUG)).status]).toEqual([204, 404]);
  });
  test('40-UPD-25 DELETE of a reference by $id; a single-valued one takes none', async () => {
    await send('POST', `${LAPTOP}/RelatedProducts/$ref`, { body: refTo(MOUSE) });
    expect((await send('DELETE', `${LAPTOP}/RelatedProducts/$ref?$id=${MOUSE.slice(1)}`)).status).toBe(204);
    expect((await send('DELETE', `${LAPTOP}/Category/$ref?$id=${ELECTRONICS.slice(1)}`)).status).toBe(400);
    expect((await send('DELETE', `${LAPTOP}/Category/$ref`)).status).toBe(204);
    expect((await get(LAPTOP)).json.CategoryID).toBeNull();
  });
  test('40-UPD-26 a stale If-Match is 412, the current one succeeds', async () => {
    const patch = (tag: string) => send('PATCH', MUG, { body: { Price: 1 }, headers: { 'if-match': tag } });
    expect([(await patch('W/"9"')).status, (await patch('W/"1"')).status, (await patch('W/"1"')).status]).toEqual([412, 204, 412]);
  });
  test.each(['40-UPD-27', '40-UPD-28'])('%s Location on every creation, OData-EntityId on its 204', async () => {
    const made = await send('POST', '/ProductDescriptions', { body: { ProductID: seedKey('a4'), LanguageKey: 'EN', Description: 'x' }, headers: { prefer: 'return=minimal' } });
    expect([made.headers['location'], made.headers['odata-entityid']]).toEqual(Array(2).fill(`${BASE_URL}/ProductDescriptions(ProductID=${seedKey('a4')},LanguageKey='EN')`));
  });
  test('40-UPD-29 upsert where the client gives the key, unless a condition forbids it; never where the server does', async () => {
    const put = (target: string, headers: Record<string, string> = {}) => send('PATCH', target, { body: { Description: 'x' }, headers });
    const one = (key: string): string => `/ProductDescriptions(ProductID=${seedKey('a4')},LanguageKey='${key}')`;
    expect([(await put(one('EN'), { 'if-match': '*' })).status, (await put(one('EN'))).status, (await put(one('EN'), { 'if-none-match': '*' })).status]).toEqual([412, 201, 412]);
    expect((await put(`/Products(${seedKey('99')})`)).status).toBe(404);
  });
  test('40-UPD-30 a property and a complex value are set at their own URLs', async () => {
    expect((await send('PUT', `${MUG}/Name`, { body: { value: 'Cup' } })).status).toBe(204);
    expect((await send('PATCH', `${MUG}/ShippingAddress`, { body: { City: 'Salem' } })).status).toBe(204);
    expect((await get(MUG)).json).toMatchObject({ Name: 'Cup', ShippingAddress: { City: 'Salem', State: 'OR' } });
  });
  test('40-UPD-31 DELETE of a property makes it null; a required one stays', async () => {
    expect([(await send('DELETE', `${MUG}/ShippingAddress`)).status, (await send('DELETE', `${MUG}/Name`)).status]).toEqual([204, 400]);
    expect((await get(MUG)).json).toMatchObject({ Name: 'Coffee Mug', ShippingAddress: null });
  });
  test('40-UPD-32 a deep insert stores all or nothing and is answered as deep', async () => {
    const made = await send('POST', '/Categories', { body: { Name: 'Deep', Products: [{ Name: 'In', Descriptions: [{ LanguageKey: 'EN', Description: 'd' }] }] } });
    expect(made.json.Products[0].Descriptions[0]).toMatchObject({ LanguageKey: 'EN', Description: 'd' });
    expect((await send('POST', '/Categories', { body: { Name: 'Deeper', Products: [{ Name: 'In', Descriptions: [{ LanguageKey: 'EN' }] }] } })).status).toBe(400);
    expect((await get("/Categories/$count?$filter=Name eq 'Deeper'")).text).toBe('0');
  });
  test('40-UPD-33 each entity that a URL matches is changed, or deleted', async () => {
    expect((await send('PATCH', '/Products/$filter(Price lt 100)/$each', { body: { Rating: 7 } })).status).toBeLessThan(300);
    expect(await names('/Products?$filter=Rating eq 7')).toEqual(['Wireless Mouse', 'Coffee Mug']);
    expect((await send('DELETE', '/Products/$filter(@f)/$each?@f=Rating eq 7')).status).toBeLessThan(300);
    expect((await get('/Products/$count')).text).toBe('5');
  });

  test('40-INT-3 $select of properties, parts of complex values, and derived properties', async () => {
    const { json } = await get(`${LAPTOP}?$select=Name,ShippingAddress/City,Catalog.SpecialProduct/SpecialFeature`);
    expect(json).toMatchObject({ Name: 'Laptop', ShippingAddress: { City: 'Seattle' }, SpecialFeature: 'Phone support' });
    expect(json).not.toHaveProperty('Price');
  });
  test('40-INT-4 cast segments narrow to a derived type, and to nothing outside it', async () => {
    expect(await names('/Products/Catalog.SpecialProduct')).toEqual(['Laptop', 'Premium Laptop Pro', 'Gaming Mouse Ultra']);
    expect([(await get(`${LAPTOP}/Catalog.SpecialProduct`)).status, (await get(`${MOUSE}/Catalog.SpecialProduct`)).status]).toEqual([200, 404]);
  });
  test('40-INT-5 $top limits', async () => expect(await names('/Products?$top=1')).toEqual(['Laptop']));
  test.each([[`${MUG}/Name/$value`, 'text/plain', 'Coffee Mug'], [`${LAPTOP}/Data/$value`, 'application/octet-stream', 'test'], [`${LAPTOP}/Photo/$value`, 'application/octet-stream', 'photo of Laptop'], [`/MediaItems(${seedKey('d1')})/$value`, 'image/png', 'Sample Image'], [`${LAPTOP}/Location/$value`, 'text/plain', 'SRID=4326;Point(-122.3321 47.6062)']])('40-INT-6 %s is %s', async (target, type, text) => {
    const answer = await get(target);
    expect([answer.headers['content-type'], answer.text.slice(0, text.length)]).toEqual([type, text]);
  });
  test('40-INT-6 null is 204, and what is no media entity has no $value', async () => {
    expect((await get(`${CHAIR}/ShippingAddress`)).status).toBe(204);
    expectError(await get(`${MUG}/$value`), 400);
  });
  test('40-INT-7.1 eq and ne', async () => expect([await names('/Products?$filter=Price eq 15.5'), (await names('/Products?$filter=ReleaseDate ne null')).length]).toEqual([['Coffee Mug'], 4]));
  test('40-INT-7.2 parameter aliases; one without a value is null', async () => {
    expect(await names("/Products?$filter=Name eq @n&@n='Laptop'")).toEqual(['Laptop']);
    expect(await names('/Products?$filter=ShippingAddress/City eq @n')).toEqual(['Office Chair']);
  });
  test('40-INT-7.5 an expanded collection can be filtered, and its parents stay', async () => {
    const { json } = await get("/Products?$expand=Descriptions($filter=LanguageKey eq 'DE')");
    expect(json.value.map(({ Descriptions }: Json) => Descriptions.length)).toEqual([1, 0, 0, 0, 0, 0, 0]);
  });
  test('40-INT-11 $search finds words in searchable properties', async () => expect([await names('/Products?$search=laptop'), await names('/Products?$search=seattle')]).toEqual([LAPTOPS, ['Laptop']]));
  test('40-INT-12 $skip', async () => expect(await names('/Products?$skip=5&$top=1')).toEqual(['Premium Laptop Pro']));
  test('40-INT-13 $count=true ignores $top', async () => expect((await get('/Products?$count=true&$top=1&$filter=Price gt 500')).json['@odata.count']).toBe(3));
  test('40-INT-14 $expand of single and collection navigation', async () => expect((await get(`${LAPTOP}?$expand=Category,Descriptions`)).json).toMatchObject({ Category: { Name: 'Electronics' }, Descriptions: [{ LanguageKey: 'DE' }, { LanguageKey: 'EN' }] }));
  test.each(['40-INT-15', '40-ADV-5'])('%s any and all', async () => {
    expect(await names("/Products?$filter=Descriptions/any(d:d/LanguageKey eq 'FR')")).toEqual(['Wireless Mouse']);
    expect((await names("/Products?$filter=Descriptions/all(d:d/LanguageKey eq 'EN')")).length).toBe(4);
    expect((await names('/Products?$filter=not Descriptions/any()')).length).toBe(3);
  });
  test.each(['40-INT-16', '40-ADV-4'])('%s /$count of a set and of a navigation', async () => expect([(await get('/Products/$count')).text, (await get(`${ELECTRONICS}/Products/$count?$filter=Price gt 500`)).text]).toEqual(['7', '3']));
  test.each(['40-INT-17', '40-ADV-8'])('%s $orderby by paths, enumerations and expressions', async () => {
    expect((await names('/Products?$orderby=Category/Name desc,Price'))[0]).toBe('Coffee Mug');
    expect((await names('/Products?$orderby=length(Name) desc'))[0]).toMatch(/^Premium|^Gaming/);
  });

  test.each(['40-INT-8', '40-ADV-2', '40-MIN-13'])('%s $metadata is XML', async () => expect((await get('/$metadata')).headers['content-type']).toBe('application/xml'));
  test('40-ADV-9.1 references', async () => expect((await get(`${LAPTOP}?$expand=Descriptions/$ref`)).json.Descriptions[0]).toEqual({ '@odata.id': expect.stringContaining("LanguageKey='DE'") }));
  test('40-ADV-9.3 the cast in $expand narrows what is related', async () => expect((await get(`${ELECTRONICS}?$expand=Products/Catalog.SpecialProduct($select=Name)`)).json.Products.length).toBe(3));
  test('40-ADV-9.8 $levels follows a navigation to its own type', async () => {
    await send('POST', `${LAPTOP}/RelatedProducts/$ref`, { body: refTo(MOUSE) });
    await send('POST', `${MOUSE}/RelatedProducts/$ref`, { body: refTo(MUG) });
    const { json } = await get(`${LAPTOP}?$expand=RelatedProducts($levels=2;$select=Name)`);
    expect(json.RelatedProducts[0]).toMatchObject({ Name: 'Wireless Mouse', RelatedProducts: [{ Name: 'Coffee Mug' }] });
    expect(json['@odata.context']).toMatch(/#Products\(RelatedProducts\+\(Name\)\)\/\$entity$/);
    expect(contextOf(await get(`${LAPTOP}?$expand=RelatedProducts($levels=1)`))).toBe('Products(RelatedProducts())/$entity');
    expectError(await get(`${LAPTOP}?$expand=RelatedProducts($levels=0)`), 400);
  });
  test.each([['$search="Coffee Mug"', ['Coffee Mug']], ['$search=Mouse NOT Gaming', ['Wireless Mouse']], ['$search=(Mug OR Chair) AND Coffee', ['Coffee Mug']]])('40-ADV-10 %s', async (search, found) => expect(await names(`/Products?${search}`)).toEqual(found));
  test.each(['/Company', '/Company/Logo', LAPTOP, `${LAPTOP}/ShippingAddress/City`, `${LAPTOP}/Category/Name`, `${LAPTOP}/Descriptions(ProductID=${seedKey('a1')},LanguageKey='EN')`, '/Products/$ref', `${LAPTOP}/$ref`, `/Products/${seedKey('a1')}`, '/$entity?$id=Company'])('40-ADV-12 %s is a resource', async (target) => expect((await get(target)).status).toBe(200));

  test('401-MIN-2 a client that names 4.01 is answered with names without prefix', async () => expect(Object.keys((await get(MUG, V401)).json)[0]).toBe('@context'));
  test('401-MIN-5 the published schema version and * are accepted, another is 404', async () => {
    for (const [version, status] of [['1.0', 200], ['*', 200], ['2.0', 404]] as const) expect([version, (await get(`/Products?$schemaversion=${version}`)).status]).toEqual([version, status]);
  });
  test("401-MIN-6 options without $", async () => expect(await names("/Products?top=1&filter=Price lt 20")).toEqual(['Coffee Mug']));
  test("401-MIN-7 options, operators and functions in any case", async () => expect(await names("/Products?$FILTER=CONTAINS(Name,'Mug') AND Price LT 20")).toEqual(['Coffee Mug']));
  test.each(["Status eq 'InStock'", "OpenTime eq '00:00:00'", "CategoryID eq '00000000-0000-4000-8000-0000000000c2'"])('401-MIN-9a the string in %s is a value of the other type', async (filter) => expect(await names(`/Products?$filter=${filter}`)).toEqual(['Coffee Mug']));
  test("401-MIN-9b enumerations and durations without prefix", async () => expect([await names("/Products?$filter=Status has 'Discontinued'"), await names("/Products?$filter=ShippingTime eq 'P1D'")]).toEqual([['Office Chair'], ['Laptop']]));
  test.each(['/GetTopProducts', '/GetTopProducts()', '/GetProductStats', '/GetProductStats()', '/Products/GetAveragePrice', '/Products/GetAveragePrice()'])('401-MIN-9c %s', async (target) => expect((await get(target)).status).toBe(200));
  test.each([[undefined], [''], [{}]])('401-MIN-9d an action without parameters takes the body %j', async (body) => expect((await send('POST', '/ResetProducts', { body })).status).toBe(204));
  test.each(['GetTotalPrice(taxRate=1)', 'Catalog.GetTotalPrice(taxRate=1)'])('401-MIN-9e %s', async (call) => expect((await get(`${MUG}/${call}`)).json.value).toBe(31));
  test.each([[`/Products(@k)?@k=${seedKey('a3')}`, 'Coffee Mug'], [`/ProductDescriptions(ProductID=@p,LanguageKey=@l)/CustomName?@p=${seedKey('a1')}&@l='EN'`, 'Promo']])('401-MIN-9f %s', async (target, found) => {
    const { json } = await get(target);
    expect(json.Name ?? json.value).toBe(found);
  });
  test("401-MIN-9f strings with a slash reach a function by an alias", async () => expect((await get("/Convert(input=@i)?@i='a/b%5C'")).json.value).toBe('String: a/b\\'));
  test.each(['/GetTopProducts?count=2', '/GetTopProducts()?count=2', "/GetTopProducts(count=2)?category='Electronics'"])('401-MIN-9g %s', async (target) => expect((await names(target)).length).toBe(2));
  test.each(['401-MIN-9h', '401-INT-3'])('%s a navigation can be compared with null', async () => {
    await send('DELETE', `${MUG}/Category/$ref`);
    expect(await names('/Products?$filter=Category eq null')).toEqual(['Coffee Mug']);
  });
  test.each(['401-MIN-9i', '401-INT-4'])('%s in with a list, and with a collection behind an alias', async () => {
    expect(await names("/Products?$filter=Name in ('Laptop','Smartphone')")).toEqual(['Laptop', 'Smartphone']);
    expect(await names('/Products?$filter=Name in @l&@l=["Laptop"]')).toEqual(['Laptop']);
  });
  test('401-MIN-9j divby divides without cutting', async () => expect(await names('/Products?$filter=Rating divby 2 eq 127.5')).toEqual(['Office Chair']));
  test('401-MIN-9k substring with a negative start counts from the end', async () => expect(await names("/Products?$filter=substring(Name,-3) eq 'Mug'")).toEqual(['Coffee Mug']));
  test('401-MIN-9l keys as segments', async () => expect((await get(`/Products/${seedKey('a3')}/Name`)).json.value).toBe('Coffee Mug'));
  test('401-MIN-9m /$filter as a segment', async () => expect((await get('/Products/$filter(Price gt 500)/$count')).text).toBe('3'));
  test.each(['401-MIN-10', '401-ADV-6'])('%s $metadata as CSDL JSON', async () => expect((await get('/$metadata?$format=json')).json).toMatchObject({ $Version: '4.0', $EntityContainer: 'Catalog.Container' }));
  test('401-MIN-17 who names no version is answered as 4.01', async () => expect((await get('/Products')).headers['odata-version']).toBe('4.01'));
  test('401-MIN-19 DELETE of a reference by its own URL', async () => {
    await send('POST', `${LAPTOP}/RelatedProducts/$ref`, { body: refTo(MOUSE) });
    expect((await send('DELETE', `${LAPTOP}/RelatedProducts(${seedKey('a2')})/$ref`)).status).toBe(204);
    expect(await names(`${LAPTOP}/RelatedProducts`)).toEqual([]);
  });
  test.each(['401-MIN-20', '401-MIN-21'])('%s a nested collection of 4.01 is the exact membership', async (line) => {
    const body = { Name: 'Laptop', Descriptions: [{ ProductID: seedKey('a1'), LanguageKey: 'EN', Description: 'kept' }, { LanguageKey: 'IT', Description: 'new' }] };
    expect((await send(line === '401-MIN-20' ? 'PUT' : 'PATCH', LAPTOP, { body, headers: { 'odata-version': '4.01' } })).status).toBeLessThan(300);
    expect((await get(`${LAPTOP}/Descriptions`)).json.value.map(({ LanguageKey, Description }: Json) => [LanguageKey, Description])).toEqual([['EN', 'kept'], ['IT', 'new']]);
  });
  test('401-MIN-22 PUT on a collection of references replaces it, DELETE empties it', async () => {
    expect((await send('PUT', `${LAPTOP}/RelatedProducts/$ref`, { body: { value: [refTo(MOUSE), refTo(MUG)] } })).status).toBe(204);
    expect((await names(`${LAPTOP}/RelatedProducts`)).length).toBe(2);
    expect((await send('DELETE', `${LAPTOP}/RelatedProducts/$ref`)).status).toBe(204);
    expect(await names(`${LAPTOP}/RelatedProducts`)).toEqual([]);
  });
  test('401-MIN-24 the entities of a collection are changed or deleted together', async () => {
    expect((await send('PATCH', `${ELECTRONICS}/Products/$each`, { body: { Rating: 9 } })).status).toBeLessThan(300);
    expect(await names('/Products?$filter=Rating eq 9')).toEqual(['Laptop', 'Wireless Mouse', 'Smartphone', 'Premium Laptop Pro', 'Gaming Mouse Ultra']);
    expect((await send('DELETE', '/Products/$each')).status).toBeLessThan(300);
    expect((await get('/Products/$count')).text).toBe('0');
  });
  test('401-MIN-25 entities are made, changed and deleted through a cast', async () => {
    const special = '/Products/Catalog.SpecialProduct';
    const made = await send('POST', special, { body: { Name: 'Lamp', SpecialFeature: 'dim' } });
    expect([made.status, made.json.ProductType]).toEqual([201, 'SpecialProduct']);
    expect((await send('PATCH', `${special}/$filter(Price gt 500)/$each`, { body: { SpecialFeature: 'dear' } })).status).toBeLessThan(300);
    expect((await get(`${special}?$orderby=Name`)).json.value.map(({ Name, SpecialFeature }: Json) => [Name, SpecialFeature])).toEqual([
      ['Gaming Mouse Ultra', 'Adjustable sensitivity'], ['Lamp', 'dim'], ['Laptop', 'dear'], ['Premium Laptop Pro', 'dear'],
    ]);
    expect((await send('DELETE', `${special}/$each`)).status).toBeLessThan(300);
    expect(await names('/Products')).toEqual(['Wireless Mouse', 'Coffee Mug', 'Office Chair', 'Smartphone']);
  });
  test('401-MIN-26 a delta on a set that does not offer it is 405', async () => expect((await send('PATCH', '/Products', { body: { value: [] }, headers: { 'odata-version': '4.01' } })).headers['allow']).toBe('GET, HEAD, POST'));
  test('401-MIN-27 $select and $expand shape the answer to a change', async () => expect((await send('POST', '/Products?$select=Name&$expand=Category($select=Name)', { body: { Name: 'x', CategoryID: seedKey('c1') } })).json).toMatchObject({ Name: 'x', Category: { Name: 'Electronics' } }));
  test('401-INT-5 nested $select of complex properties', async () => expect((await get(`${LAPTOP}?$select=ShippingAddress($select=City)`)).json.ShippingAddress).toEqual({ City: 'Seattle' }));
  test('401-ADV-9 aliases given inside an expanded item, before those of the request', async () => {
    const shown = async (inner: string, outer: string): Promise<unknown> =>
      (await get(`${LAPTOP}?$expand=Descriptions(${inner};$select=LanguageKey)&${outer}`)).json.Descriptions.map(({ LanguageKey }: { LanguageKey: string }) => LanguageKey);
    expect(await shown("$filter=LanguageKey eq @l;@l='EN'", '@other=1')).toEqual(['EN']);
    expect(await shown("@l='DE';$filter=LanguageKey eq @l", "@l='EN'")).toEqual(['DE']);
    expect(await shown('$filter=LanguageKey eq @l', "@l='EN'")).toEqual(['EN']);
    const { Products, 'Products@odata.nextLink': next } = (await get(`${ELECTRONICS}?$expand=Products($filter=Price lt @p;@p=900;$select=ID)`, { prefer: 'maxpagesize=2' })).json;
    expect([Products.length, (await get(next.replace(BASE_URL, ''))).json.value.length]).toEqual([2, 1]);
  });
  test('401-INT-6 count of a filtered collection', async () => expect(await names("/Products?$filter=Descriptions/$count($filter=LanguageKey ne 'EN') eq 1")).toEqual(['Laptop', 'Wireless Mouse', 'Smartphone']));
  test.each(['401-INT-7', '401-ADV-4', '401-MIN-15', '40-ADV-16'])('%s $compute in $select, $filter and $orderby', async () => {
    const { json } = await get('/Products?$compute=Price mul 2 as Double&$select=Name,Double&$filter=Double gt 1000&$orderby=Double');
    expect(json.value.map(({ Double }: Json) => Double)).toEqual([1599.98, 1999.98, 3999.98]);
  });
  test('401-ADV-3 count of a filtered and searched collection', async () => expect(await names("/Products?$filter=Descriptions/$count($search=laptop;$filter=LanguageKey eq 'EN') eq 1")).toEqual(['Laptop']));
  test('401-ADV-9 nested options assign aliases of their own, which come before those around them', async () => {
    const { json } = await get("/Categories?$select=Name&$filter=Name eq @n&$expand=Products($select=Name;$filter=Price gt @p and Name ne @n;$orderby=Name;@p=500;@n='Laptop';$expand=Descriptions($select=LanguageKey;$filter=LanguageKey eq @l or ProductID eq null;@l=@k))&@n='Electronics'&@k='ES'&@p=0");
    expect(json.value.map(({ Name, Products }: Json) => [Name, Products.map((product: Json) => [product.Name, product.Descriptions.map(({ LanguageKey }: Json) => LanguageKey)])])).toEqual([
      ['Electronics', [['Premium Laptop Pro', []], ['Smartphone', ['ES']]]],
    ]);
    expectError(await get('/Categories?$expand=Products($filter=Price gt @a;@a=@b;@b=@a)'), 400);
  });
  test.each(['/products', '/Products?$select=name', "/Products?$filter=name eq 'x'", '/Products?$orderby=PRICE', '/Products?$expand=category'])('401-ADV-10 names are read as they are written in the metadata: %s is refused', async (target) => {
    expectError(await get(target), target === '/products' ? 404 : 400);
  });
  test('401-INT-5 the parts of a complex value are selected at its own address', async () => {
    const { json } = await get(`${LAPTOP}/ShippingAddress?$select=City,Country`);
    expect(json).toEqual({ '@odata.context': expect.stringMatching(/#Products\([^)]*\)\/ShippingAddress\(City,Country\)$/), City: 'Seattle', Country: 'USA' });
    expectError(await get(`${LAPTOP}/ShippingAddress?$select=Nope`), 400);
    expectError(await get(`${LAPTOP}/Name?$select=City`), 400);
  });
  test('1.7-json-ieee754 decimals, big integers and counts are strings when asked', async () => {
    const exact = { accept: 'application/json;IEEE754Compatible=true' };
    expect((await get('/DecimalSamples?$count=true', exact)).json).toMatchObject({ '@odata.count': '1', value: [{ Amount: '123.450000000000000000' }] });
    expect((await get('/MediaItems', exact)).json.value[0].Size).toBe('1024');
  });
  test.each([['/Products/Catalog.SpecialProduct', 'Products/Catalog.SpecialProduct'], [LAPTOP, 'Products/$entity'], ['/Company', 'Company'], ['/Products?$select=Name,ShippingAddress/City', 'Products(Name,ShippingAddress/City)'], [`${LAPTOP}/ShippingAddress`, `Products(${seedKey('a1')})/ShippingAddress`], ['/Calculate(value=1)', 'Edm.Int64'], ['/GetTopProducts', 'Products']])('1.7-context %s is #%s', async (target, context) => expect(contextOf(await get(target))).toBe(context));
  test('1.7-read-null null values and navigations are 204', async () => {
    await send('DELETE', `${MUG}/Category/$ref`);
    for (const part of ['Category', 'Description', 'SerialNumber']) expect([part, (await get(`${MUG}/${part}`)).status]).toEqual([part, 204]);
  });
  test.each([`/Products(${seedKey('99')})`, `${MUG}/Nope`, '/Products/Catalog.Nope', `/Products(${seedKey('99')})/Descriptions`])('1.7-read-404 %s', async (target) => expectError(await get(target), 404));
});
