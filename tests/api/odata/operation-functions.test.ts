import { forEachDatabase } from '../../support/database.ts';
import { openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';

const ALL = ['Premium Laptop Pro', 'Laptop', 'Smartphone', 'Office Chair', 'Gaming Mouse Ultra', 'Wireless Mouse', 'Coffee Mug'];
const A = (xx: string): string => `Products(${seedKey(xx)})`;

forEachDatabase((_, open) => {
  let catalog: Catalog;
  beforeAll(async () => { catalog = await openCatalog(open); });
  afterAll(() => catalog.close());
  const get = (target: string, headers: Record<string, string> = {}) => catalog.send('GET', target, { headers });
  const names = async (target: string): Promise<string[]> => {
    const { status, json, text } = await get(target);
    if (status !== 200) throw new Error(`${target}: ${status} ${text}`);
    return json.value.map((row: { Name: string }) => row.Name);
  };
  const valueOf = async (target: string): Promise<string> => {
    const { status, text } = await get(target);
    if (status !== 200) throw new Error(`${target}: ${status} ${text}`);
    return text.replace(/^\{"@odata\.context":"[^"]*",/, '{');
  };

  describe('functions that answer entities', () => {
    test.each([
      ['/GetTopProducts', ALL], ['/GetTopProducts()', ALL], ['/GetTopProducts(count=3)', ALL.slice(0, 3)], ['/GetTopProducts(count=0)', []],
      ["/GetTopProducts(count=2,category='Electronics')", ALL.slice(0, 2)], ["/GetTopProducts(category='Kitchen',count=5)", ['Coffee Mug']],
      ['/GetTopProducts(count=@n)?@n=2', ALL.slice(0, 2)], ['/GetTopProducts()?count=5', ALL.slice(0, 5)], ['/GetTopProducts?count=5', ALL.slice(0, 5)],
      ["/GetTopProducts?category='Electronics'&count=1", ALL.slice(0, 1)], ["/GetTopProducts(count=1)?category='Furniture'", ['Office Chair']],
      ["/FindProducts(name='Mouse',maxPrice=100)", ['Wireless Mouse']], ["/FindProducts(name='mouse',maxPrice=100)", []],
      ["/FindProducts?name='Laptop'&maxPrice=999.99", ['Laptop']], ["/FindProducts(name='Mouse',maxPrice=INF)", ['Wireless Mouse', 'Gaming Mouse Ultra']],
      [`/${A('a1')}/GetRelatedProducts`, ['Wireless Mouse', 'Smartphone', 'Premium Laptop Pro', 'Gaming Mouse Ultra']],
      [`/${A('a1')}/Catalog.GetRelatedProducts()`, ['Wireless Mouse', 'Smartphone', 'Premium Laptop Pro', 'Gaming Mouse Ultra']],
      [`/${A('a4')}/GetRelatedProducts()`, []],
    ])('%s', async (target, expected) => expect(await names(target)).toEqual(expected));

    test.each([
      ['/GetTopProducts?$filter=Price lt 200&$orderby=Name', ['Coffee Mug', 'Gaming Mouse Ultra', 'Wireless Mouse']],
      ['/GetTopProducts(count=4)?$skip=1&$top=2', ['Laptop', 'Smartphone']],
      ['/GetTopProducts(count=4)/$filter(Price gt 900)', ['Premium Laptop Pro', 'Laptop']],
      ['/GetTopProducts?$search=Mouse', ['Gaming Mouse Ultra', 'Wireless Mouse']],
      ['/GetTopProducts()/Catalog.SpecialProduct', ['Premium Laptop Pro', 'Laptop', 'Gaming Mouse Ultra']],
      [`/${A('a2')}/GetRelatedProducts()?$filter=Price gt 500&$orderby=Price desc`, ['Premium Laptop Pro', 'Laptop', 'Smartphone']],
    ])('query options and further segments apply: %s', async (target, expected) => expect(await names(target)).toEqual(expected));

    test('$count, $select and $expand apply', async () => {
      const { json } = await get('/GetTopProducts(count=2)?$count=true&$select=Name&$expand=Category($select=Name),Descriptions($count=true)');
      expect(json['@odata.count']).toBe(2);
      expect(json['@odata.context']).toMatch(/#Products\(Name,Category\(Name\),Descriptions\(\)\)$/);
      expect(json.value[1]).toMatchObject({ Name: 'Laptop', Category: { Name: 'Electronics' }, 'Descriptions@odata.count': 2 });
    });

    test('the number of results is text', async () => {
      const answer = await get('/GetTopProducts(count=3)/$count', { accept: 'text/plain' });
      expect([answer.status, answer.text]).toEqual([200, '3']);
      expect((await get('/GetTopProducts()/$count?$filter=Price gt 900')).text).toBe('2');
    });

    test('a key after the call addresses one of its results, and nothing else', async () => {
      expect((await get(`/GetTopProducts(count=3)(${seedKey('a1')})/Name`)).json.value).toBe('Laptop');
      expect((await get(`/GetTopProducts(count=3)(${seedKey('a3')})`)).status).toBe(404);
      expect((await get(`/GetTopProducts(count=3)(${seedKey('a1')})/GetTotalPrice(taxRate=0)`)).json.value).toBe(999.99);
    });

    test('results are entities of their set', async () => {
      const { json } = await get('/GetTopProducts(count=1)', { accept: 'application/json;odata.metadata=full' });
      expect(json['@odata.context']).toMatch(/\$metadata#Products$/);
      expect(json.value[0]['@odata.id']).toMatch(new RegExp(`/Products\\(${seedKey('a6')}\\)`));
    });
  });

  test('pages of a result follow its order to the end', async () => {
    let target: string | undefined = '/GetTopProducts?count=6';
    const seen: string[] = [];
    for (let i = 0; target !== undefined && i < 9; i += 1) {
      const { json } = await get(target, { prefer: 'maxpagesize=2' });
      seen.push(...json.value.map((row: { Name: string }) => row.Name));
      target = json['@odata.nextLink']?.replace('http://service.test/odata.svc', '');
    }
    expect(seen).toEqual(ALL.slice(0, 6));
  });

  describe('functions that answer values', () => {
    test.each([
      ['/Calculate(value=21)', '{"value":42}'], ['/Calculate(a=2,b=-5)', '{"value":-3}'], ['/Calculate(b=9007199254740993,a=1)', '{"value":9007199254740994}'],
      ['/Calculate?value=4', '{"value":8}'], ["/Convert(input='a%2Fb')", '{"value":"String: a/b"}'], ["/Convert?input='a/b'", '{"value":"String: a/b"}'], ['/Convert(number=-7)', '{"value":"Number: -7"}'],
      ['/Calculate(value=@v)?@v=3', '{"value":6}'],
      [`/${A('a3')}/GetTotalPrice(taxRate=0.5)`, '{"value":23.25}'], [`/${A('a3')}/GetTotalPrice(taxRate=1)`, '{"value":31}'], [`/${A('a3')}/GetTotalPrice(taxRate=INF)`, '{"value":"INF"}'],
      [`/${A('a3')}/CalculatePrice(discount=10)`, `{"value":${15.5 * (1 - 10 / 100)}}`],
      [`/${A('a3')}/CalculatePrice?discount=10&tax=8`, `{"value":${15.5 * (1 - 10 / 100) * (1 + 8 / 100)}}`],
      [`/${A('a3')}/CalculatePrice(tax=8,discount=10)`, `{"value":${15.5 * (1 - 10 / 100) * (1 + 8 / 100)}}`],
      [`/${A('a3')}/GetInfo(format='short')`, '{"value":"Product: Coffee Mug (Price: 15.50) in short format"}'],
      ['/Products/$filter(Price%20lt%2030)/GetAveragePrice', `{"value":${(29.99 + 15.5) / 2}}`],
      [`/Categories(${seedKey('c3')})/Products/Catalog.GetAveragePrice()`, '{"value":249.99}'],
    ])('%s', async (target, expected) => expect(await valueOf(target)).toBe(expected));

    test('the average over all products, and the figures about them', async () => {
      const sum = 999.99 + 29.99 + 15.5 + 249.99 + 799.99 + 1999.99 + 149.99;
      expect((await get('/Products/Catalog.GetAveragePrice()')).json.value).toBeCloseTo(sum / 7, 9);
      const { json } = await get('/GetProductStats()');
      expect(json).toEqual({ '@odata.context': 'http://service.test/odata.svc/$metadata#Catalog.ProductStats', totalProducts: 7, averagePrice: expect.closeTo(sum / 7, 9), maxPrice: 1999.99, minPrice: 15.5 });
      expect((await get('/GetProductStats')).status).toBe(200);
    });

    test('the average of nothing is no value', async () => expect((await get('/Products/$filter(Price gt 5000)/GetAveragePrice')).status).toBe(204));

    test('numbers beyond doubles are texts for those who ask, and types are told', async () => {
      expect((await get('/Calculate(value=21)', { accept: 'application/json;IEEE754Compatible=true' })).json.value).toBe('42');
      const { text } = await get('/GetProductStats', { accept: 'application/json;odata.metadata=full;IEEE754Compatible=true' });
      expect(text).toContain('"@odata.type":"#Catalog.ProductStats","totalProducts@odata.type":"#Int64","totalProducts":"7","averagePrice":');
      expect((await get('/Calculate(value=21)', { accept: 'application/json;odata.metadata=none' })).text).toBe('{"value":42}');
      expect((await get('/Calculate(value=21)', { 'odata-maxversion': '4.01' })).text).toMatch(/^\{"@context":"[^"]*#Edm\.Int64","value":42\}$/);
    });
  });

  describe('calls that no overload fits are refused', () => {
    test.each([
      ["/GetTopProducts(category='Kitchen')", 400], ['/Calculate(a=3)', 400], ['/Calculate()', 400], ['/Calculate', 400], ["/Convert(input='a',number=1)", 400],
      ["/Calculate(value='21')", 400], ['/Calculate(value=1.5)', 400], ['/Calculate(value=9223372036854775808)', 400], ['/Calculate(value=null)', 400], ['/Calculate(value=@v)', 400],
      ['/Calculate(value=9223372036854775807)', 400], ['/Calculate(value=1,value=2)', 400], ['/Calculate(3)', 400], ['/GetTopProducts(count=-1)', 400],
      [`/${A('a3')}/GetTotalPrice(taxRate='x')`, 400], [`/${A('a3')}/GetTotalPrice`, 400], [`/${A('a3')}/GetTotalPrice(rate=1)`, 400], ["/FindProducts(name=5,maxPrice=1)", 400],
      ['/GetTopProducts?foo=1', 400], ['/GetTopProducts()?count=x', 400], ['/GetTopProducts(count=2)?count=3', 400], ['/GetTopProducts?category=%27Kitchen%27', 400], ['/Calculate(value=1)?other=2', 400],
      ['/Calculate(value=1)?$top=1', 400], ['/Products?count=5', 400], ['/GetTopProducts?$filter=Nope eq 1', 400],
      ['/Calculate(value=1)/$count', 404], ['/GetProductStats()/totalProducts', 404], ['/Nothing(value=1)', 404],
      [`/${A('99')}/GetTotalPrice(taxRate=0.5)`, 404], [`/${A('99')}/GetRelatedProducts()`, 404], ["/Products('abc')/GetTotalPrice(taxRate=1)", 404], ['/Products(1)/GetTotalPrice(taxRate=1)', 404],
      [`/Categories(${seedKey('99')})/Products/GetAveragePrice()`, 404],
    ])('%s → %i', async (target, status) => {
      const answer = await get(target);
      expect({ status: answer.status, code: answer.json?.error?.code }).toEqual({ status, code: expect.any(String) });
    });

    test('what is no parameter is passed over where nothing is called', async () => expect((await get('/Products?foo=1')).status).toBe(200));
    test('the message says how the function can be called', async () => {
      const { json } = await get('/Calculate(a=3)');
      expect(json.error.message).toBe("Calculate is called with 'a'; it can be called as Calculate(value: Edm.Int64) or Calculate(a: Edm.Int64, b: Edm.Int64).");
    });
  });

  test('operations can be named in $select; they add no value', async () => {
    const { status, json } = await get(`/${A('a3')}?$select=Name,Catalog.ApplyDiscount,Catalog.GetTotalPrice`);
    expect([status, Object.keys(json)]).toEqual([200, ['@odata.context', '@odata.etag', 'Name']]);
    expect((await get(`/${A('a3')}?$select=Catalog.Nothing`)).status).toBe(400);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s on a function is 405 and says what is allowed', async (method) => {
    for (const target of ['/GetTopProducts(count=1)', '/Calculate(value=1)', `/${A('a1')}/GetRelatedProducts`]) {
      const answer = await catalog.send(method, target, { body: {} });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
    }
  });
});
