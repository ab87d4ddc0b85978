/** Literals, keys, casts, order and messages: each rule of the catalog's last section by its requests. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';

const A1 = seedKey('a1');
const ALL = 'a1 a2 a3 a4 a5 a6 a7';
const WITH_PLACE = 'a1 a2 a3 a5 a6 a7';

onTheCatalog(({ send, get }) => {
  const found = async (filter: string): Promise<string> => {
    const { status, json, text } = await get(`/Products?$select=ID&$filter=${filter}`);
    if (status !== 200) throw new Error(`${filter}: ${status} ${text}`);
    return json.value.map(({ ID }: { ID: string }) => ID.slice(-2)).join(' ');
  };

  test.each([
    ['/Products(1)', 404], ["/Products('abc')", 404], ["/Products('a''b')", 404], ['/Products(1.5)', 404], ['/Products(-1)', 404], ['/Products(true)', 404], ['/Products(2024-01-01)', 404], ['/Products(INF)', 404],
    ["/Products(duration'P1D')", 404], ["/Products(binary'AA')", 404], ["/Products(Catalog.ProductStatus'InStock')", 404], ["/Products(geography'SRID=4326;Point(1 2)')", 404], ['/Products(ID=1)', 404], ["/Products(ID='abc')", 404],
    ['/Products/abc', 404], ['/Products/1', 404], ['/Products(1)/Name', 404], ["/Products('abc')/GetTotalPrice(taxRate=1)", 404], ["/Products('abc)", 400], ['/Products(abc', 400], [`/Products(${A1}`, 400], [`/Products(${A1}))`, 400],
    [`/Products(${A1})(${A1})`, 400], ['/Products()', 400], ['/Products(null)', 400], ['/Products(Nope=1)', 400], [`/ProductDescriptions(ProductID=${A1})`, 400], [`/ProductDescriptions(${A1})`, 400],
    [`/ProductDescriptions(ProductID=1,LanguageKey='EN')`, 404], [`/ProductDescriptions(ProductID=${A1},LanguageKey=5)`, 404], [`/ProductDescriptions(ProductID=${A1},LanguageKey='EN)`, 400],
    [`/ProductDescriptions/${A1}/EN`, 200], [`/ProductDescriptions/${A1}/EN/Product/Name`, 200], [`/Products/${A1}/Descriptions/DE/LongText`, 200], [`/ProductDescriptions/${A1}/12`, 404], [`/ProductDescriptions/1/EN`, 404], [`/ProductDescriptions/${A1}`, 400], [`/ProductDescriptions/${A1}/$count`, 400], [`/ProductDescriptions/${A1}/EN/Nope`, 404],
    [`/Products(ID=${A1})`, 200], [`/Products/${A1}`, 200], [`/Products/${A1}/Name`, 200], [`/Products(${A1.toUpperCase()})`, 200], [`/Products('${A1}')`, 200], [`/ProductDescriptions(LanguageKey='EN',ProductID=${A1})`, 200], ['/Company(1)', 400],
  ])('GET %s is %i', async (target, status) => {
    const answer = await get(target);
    expect([answer.status, answer.json?.error?.message]).toEqual([status, status === 200 ? undefined : expect.stringMatching(/\w/)]);
  });

  test.each(['/Products(1)/Activate', "/Products('abc')/ApplyDiscount", '/Products(1)/Catalog.IncreasePrice'])('POST %s is 404', async (target) => {
    expect((await send('POST', target, { body: { percentage: 1, amount: 1 } })).status).toBe(404);
  });

  test.each([
    ['isof(Catalog.SpecialProduct)', 'a1 a6 a7'], ["isof('Catalog.SpecialProduct')", 'a1 a6 a7'], ['isof($it,Catalog.SpecialProduct)', 'a1 a6 a7'], ["isof($it,'Catalog.SpecialProduct')", 'a1 a6 a7'], ['not isof(Catalog.SpecialProduct)', 'a2 a3 a4 a5'],
    ["not isof('Catalog.SpecialProduct')", 'a2 a3 a4 a5'], ['isof(Catalog.Product)', ALL], ['isof(Price,Edm.Double)', ALL], ["isof(Price,'Edm.Double')", ALL], ['isof(Price,Edm.String)', ''], ['isof(ReleaseDate,Edm.Date)', 'a1 a2 a3 a4'],
    ['isof(ShippingAddress,Catalog.Address)', WITH_PLACE], ['isof(ShippingAddress,Catalog.Dimensions)', ''], ['isof(Category,Catalog.Category)', ALL], ['Descriptions/any(d:isof(d/Product,Catalog.SpecialProduct))', 'a1'],
    ['cast(Price,Edm.Int32) eq 15', 'a3'], ["cast(Price,'Edm.Int32') eq 15", 'a3'], ["cast(Price,Edm.String) eq '29.99'", 'a2'], ["cast(Price,'Edm.String') eq '29.99'", 'a2'], ["cast(Rating,Edm.String) eq '200'", 'a1'], ["cast('5',Edm.Int32) eq 5", ALL],
    ["cast(Status,Edm.String) eq 'InStock'", 'a3'], ["cast(Status,'Edm.String') eq 'InStock,OnSale'", 'a2 a7'], ["contains(cast(Status,Edm.String),'Featured')", 'a1 a5 a6'], ["not (cast(Status,Edm.String) eq 'InStock')", 'a1 a2 a4 a5 a6 a7'],
    ["cast(Offset,Edm.String) eq '-P1D'", 'a2'], ["cast(ShippingTime,Edm.String) eq 'P1DT2H30M'", 'a4'], ['cast(ProcessingTime,Edm.String) eq null', 'a5 a6 a7'], ["cast(Data,Edm.String) eq 'dGVzdA'", 'a1'],
    ["cast(Catalog.SpecialProduct)/SpecialFeature eq 'Phone support'", 'a1'], ["cast('Catalog.SpecialProduct')/SpecialFeature eq null", 'a2 a3 a4 a5'], ["contains(cast($it,Catalog.SpecialProduct)/SpecialFeature,'support')", 'a1 a6'],
    ["Category/Products/any(p:cast(p,Catalog.SpecialProduct)/SpecialFeature eq 'Phone support' and p/Price ge 1)", 'a1 a2 a5 a6 a7'], ["cast(Category,Catalog.Category)/Name eq 'Kitchen'", 'a3'],
    ["'EN' in Descriptions/LanguageKey", 'a1 a2 a3 a5'], ["not ('EN' in Descriptions/LanguageKey)", 'a4 a6 a7'], ["'DE' in Category/Products/Descriptions/LanguageKey", 'a1 a2 a5 a6 a7'], ['Price in Category/Products/Price', ALL], ['null in Category/Products/ReleaseDate', 'a1 a2 a5 a6 a7'],
    ["'Portland' in Category/Products/ShippingAddress/City", 'a3'], ["'Phone support' in Category/Products/Catalog.SpecialProduct/SpecialFeature", 'a1 a2 a5 a6 a7'], ['Price in RelatedProducts/Price', ''], ['Descriptions/any(d:d/LanguageKey in d/Product/Descriptions/LanguageKey)', 'a1 a2 a3 a5'],
    ["cast('InStock',Catalog.ProductStatus) eq Status", 'a3'], ["cast('InStock','Catalog.ProductStatus') eq Status", 'a3'], ["Catalog.SpecialProduct/SpecialFeature eq 'Phone support'", 'a1'],
    ['Price lt INF', ALL], ['Price gt -INF', ALL], ['Price eq INF', ''], ['Price eq NaN', ''], ['Price ne NaN', ALL], ['NaN eq NaN', ''], ['Price div 0 eq INF', ALL],
    ["Status eq Catalog.ProductStatus'InStock'", 'a3'], ["Status eq 'InStock'", 'a3'], ["Status eq 'InStock,Featured'", 'a1 a6'], ["Status eq 'Featured,InStock'", 'a1 a6'], ['Status eq 1', 'a3'], ["Status eq '1'", 'a3'], ['1 eq Status', 'a3'], ['Status gt 0', ALL],
    ['Status lt 2', 'a3'], ['Status ge 9', 'a1 a5 a6'], ["Status gt 'Discontinued'", 'a1 a5 a6'], ["Status has 'OnSale'", 'a2 a5 a7'], ["Status has Catalog.ProductStatus'OnSale,Featured'", 'a5'], ['Status has 2', 'a2 a5 a7'], ["Status in ('InStock','Discontinued')", 'a3 a4'],
    ['Status in (1,4)', 'a3 a4'], ["Status ne 'None'", ALL], ['Status eq null', ''], ["not (Status has 'InStock')", 'a4'],
    [`CategoryID eq ${seedKey('c3').toUpperCase()}`, 'a4'], ["Data eq binary'dGVzdA'", 'a1'], ["Data eq binary''", 'a3'], ["Data eq binary'dGVzdA=='", 'a1'], ['OpenTime eq 09:30', 'a1'], ['OpenTime eq 09:30:00.000', 'a1'], ['OpenTime lt 09:00:00', 'a2 a3'],
    ['CreatedAt eq 2024-01-15T10:30:00Z', 'a1'], ['CreatedAt eq 2024-01-15T11:30:00%2B01:00', 'a1'], ['CreatedAt eq 2024-01-15T11:30:00+01:00', 'a1'], ["ShippingTime eq duration'PT24H'", 'a1'], ["ShippingTime eq 'P1D'", 'a1'], ["ShippingTime gt duration'P1D'", 'a3 a4 a6'],
    ["Offset lt duration'PT0S'", 'a2'], ["ProcessingTime eq duration'PT1.5S'", 'a2'], ['Weight eq 3.14', 'a1'], ['ReleaseDate eq null', 'a5 a6 a7'], ["Name lt 'P'", 'a1 a3 a4 a7'], ["contains(Name,'mouse')", ''], ["contains(Name,'Mouse')", 'a2 a7'],
    ['ShippingAddress eq null', 'a4'], ['ShippingAddress ne null', WITH_PLACE], ['null eq ShippingAddress', 'a4'], ['not (Dimensions eq null)', WITH_PLACE], ['Descriptions/any(d:d/Product/ShippingAddress ne null)', 'a1 a2 a3 a5'], ['ShippingAddress/City eq null', 'a4'],
    ["Descriptions/any(d:d/LanguageKey eq 'DE')", 'a1'], ["Descriptions/all(d:d/LanguageKey eq 'EN')", 'a3 a4 a6 a7'], ['Descriptions/$count eq 2', 'a1 a2 a5'], ["Category/Products/any(p:p/Descriptions/any(d:d/LanguageKey eq 'ES'))", 'a1 a2 a5 a6 a7'],
  ])('$filter=%s', async (filter, expected) => expect(await found(filter)).toBe(expected));

  test.each([
    ['isof(Catalog.Nope)'], ["isof('Catalog.Nope')"], ['isof()'], ['isof(Price)'], ["isof('no type')"], ["isof('Catalog.Product)"], ['cast(Price) eq 1'], ['cast(Price,Catalog.Nope) eq 1'], ["Status eq 'Nope'"], ["Status eq Catalog.ProductStatus'Nope'"],
    ["'EN' in Descriptions"], ["'EN' in Descriptions/Nope"], ['1 in Descriptions/LanguageKey'], ["'EN' in Descriptions/$count"], ["'Kitchen' in Category/Name"], ['cast(Catalog.Nope)/Name eq null'], ["cast(Price,Catalog.SpecialProduct)/Name eq 'x'"],
    ["Status has 'Nope'"], ["Status eq Catalog.Nope'InStock'"], ["Price has 'OnSale'"], ['ShippingAddress gt null'], ["Data eq binary'*'"], ['OpenTime eq 25:00:00'], ["ShippingTime eq duration'1D'"], ["CategoryID eq 'abc'"],
  ])('$filter=%s is 400, in words', async (filter) => {
    const { status, json } = await get(`/Products?$filter=${filter}`);
    expect([status, json.error]).toEqual([400, { code: expect.any(String), message: expect.stringMatching(/\w+ \w+/), target: expect.any(String) }]);
  });

  test.each([
    ['/Products/Catalog.SpecialProduct', 200], ['/Products/Catalog.SpecialProduct/$count', 200], [`/Products(${A1})/Catalog.SpecialProduct`, 200], [`/Products(${A1})/Catalog.SpecialProduct/SpecialProperty`, 200], [`/Products/Catalog.SpecialProduct(${A1})`, 200],
    [`/Products/Catalog.SpecialProduct(${seedKey('a2')})`, 404], [`/Products(${seedKey('a2')})/Catalog.SpecialProduct`, 404], [`/Products(${seedKey('a2')})/Catalog.SpecialProduct/SpecialProperty`, 404], ['/Products/Catalog.Nope', 404], [`/Products(${A1})/Catalog.Nope`, 404],
    [`/Products(${A1})/Catalog.Nope/Name`, 404], ['/Products/Catalog.Category', 404], [`/Products(${A1})/SpecialProperty`, 404], ['/Products?$filter=SpecialFeature eq null', 400], ['/Products?$select=SpecialFeature', 400],
    [`/Categories(${seedKey('c1')})/Products/Catalog.SpecialProduct`, 200], ['/Categories?$expand=Products/Catalog.SpecialProduct', 200], ['/Products?$select=Name,Catalog.SpecialProduct/SpecialFeature', 200], ['/Products?$orderby=Catalog.SpecialProduct/SpecialFeature', 200],
  ])('the cast in %s: %i', async (target, status) => expect((await get(target)).status).toBe(status));

  test('rows show the members and the name of their own type', async () => {
    const { value } = (await get('/Products')).json;
    expect(value.map((row: Record<string, unknown>) => [row['@odata.type'], 'SpecialFeature' in row])).toEqual([...'SPPPPSS'].map((kind) => (kind === 'S' ? ['#Catalog.SpecialProduct', true] : [undefined, false])));
    expect((await get('/Products/Catalog.SpecialProduct')).json['@odata.context']).toMatch(/#Products\/Catalog\.SpecialProduct$/);
    expect((await get(`/Products(${A1})/Catalog.SpecialProduct/SpecialProperty`)).json.value).toBe('Three-year warranty');
  });

  test.each([
    ['ShippingAddress($select=City)', { ShippingAddress: { City: 'Seattle' } }], ['ShippingAddress($select=City,State),Name', { Name: 'Laptop', ShippingAddress: { City: 'Seattle', State: 'WA' } }], ['ShippingAddress/City', { ShippingAddress: { City: 'Seattle' } }],
    ['Dimensions($select=*)', { Dimensions: { Length: 35.5, Width: 25, Height: 2.5, Unit: 'cm' } }],
  ])('$select=%s', async (select, expected) => {
    const shown = Object.entries((await get(`/Products(${A1})?$select=${select}`)).json).filter(([name]) => !name.startsWith('@'));
    expect(Object.fromEntries(shown)).toEqual(expected);
  });

  test.each([
    ['$filter=ShippingAddress/Unknown eq 1', 'ShippingAddress/Unknown'], ["$filter=contains(ShippingAddress/Unknown,'x')", 'ShippingAddress/Unknown'], ["$filter=Category/Nope eq 'x'", 'Category/Nope'], ["$filter=Category/Nope/Deep eq 'x'", 'Category/Nope/Deep'], ['$filter=Dimensions/Length/Nope eq 1', 'Dimensions/Length/Nope'],
    ['$filter=Nope/City eq 1', 'Nope/City'], ['$filter=Category/Products/any(p:p/Category/Nope eq 1)', 'p/Category/Nope'], ['$filter=Descriptions/any(d:d/Nope eq 1)', 'd/Nope'], ['$filter=Descriptions/Nope eq 1', 'Descriptions/Nope'], ['$filter=Catalog.SpecialProduct/Nope eq 1', 'Catalog.SpecialProduct/Nope'],
    ['$filter=$it/ShippingAddress/Unknown eq 1', 'ShippingAddress/Unknown'], ['$filter=isof(ShippingAddress/Unknown,Edm.String)', 'ShippingAddress/Unknown'], ['$orderby=ShippingAddress/Unknown desc', 'ShippingAddress/Unknown'], ['$select=ShippingAddress/Unknown', 'ShippingAddress/Unknown'], ['$select=ShippingAddress($select=Unknown)', 'ShippingAddress/Unknown'],
    ['$select=Category/Name', 'Category/Name'], ['$expand=Nope', 'Nope'], ['$expand=Category/Nope', 'Category/Nope'], ['$expand=Category($select=Nope)', 'Nope'], ['$expand=Descriptions($orderby=Product/Nope)', 'Product/Nope'], ['$compute=ShippingAddress/Unknown as x', 'ShippingAddress/Unknown'],
  ])('%s is 400, and the message says %s', async (query, path) => {
    const { status, json } = await get(`/Products?${query}`);
    expect([status, json.error.message]).toEqual([400, expect.stringContaining(path)]);
  });

  test.each([
    ['Descriptions($levels=2)', 200], ['Descriptions($levels=max)', 200], ['Category($levels=1)', 200], ['RelatedProducts($levels=2)', 200], ['RelatedProducts($levels=max)', 200], ['*($levels=2)', 200],
    ['Descriptions($levels=0)', 400], ['Descriptions($levels=-1)', 400], ['RelatedProducts($levels=0)', 400], ['Descriptions($levels=x)', 400], ['*($levels=0)', 400], ['Category($expand=Products($expand=Descriptions))', 200],
  ])('$expand=%s is %i', async (expand, status) => expect((await get(`/Products?$expand=${expand}`)).status).toBe(status));

  test('nulls are lowest, enumerations ordered by value, texts by code point', async () => {
    const ordered = async (orderby: string): Promise<string> => (await get(`/Products?$select=ID&$orderby=${orderby}`)).json.value.map(({ ID }: { ID: string }) => ID.slice(-2)).join(' ');
    expect([await ordered('ReleaseDate'), await ordered('ReleaseDate desc,ID desc')]).toEqual(['a5 a6 a7 a3 a1 a2 a4', 'a4 a2 a1 a3 a7 a6 a5']);
    expect(await ordered('Status,ID')).toBe('a3 a2 a7 a4 a1 a6 a5');
    for (const Name of ['apple', 'Zebra', 'Ärger', '😀', '￿']) await send('POST', '/Products', { body: { Name } });
    const names: readonly string[] = (await get('/Products?$select=Name&$orderby=Name')).json.value.map((row: { Name: string }) => row.Name);
    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  test('the raw value of every property is what JSON says of it, without quotes', async () => {
    await send('PATCH', `/Products(${A1})`, { body: { Weight: '-INF' } });
    const product = (await get(`/Products(${A1})`)).json as Record<string, unknown>;
    const plain = Object.entries(product).filter(([name, value]) => !name.includes('@') && name !== 'Data' && ['number', 'string'].includes(typeof value));
    const raw = await Promise.all(plain.map(async ([name]) => [name, (await get(`/Products(${A1})/Catalog.SpecialProduct/${name}/$value`)).text]));
    expect(raw).toEqual(plain.map(([name, value]) => [name, String(value)]));
    expect(raw).toEqual(expect.arrayContaining([['Price', '999.99'], ['Weight', '-INF'], ['Rating', '200'], ['OpenTime', '09:30:00']]));
  });
});
