/** How functions and actions are called: overloads, parameters as options, methods, what is wrong with a call. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';

const A = (xx: string): string => `/Products(${seedKey(xx)})`;

onTheCatalog(({ send, get }) => {
  test.each([
    ["/GetTopProducts(category='Kitchen')", "'category'"], ["/GetTopProducts?category='Kitchen'", 'no parameters|category'], ['/Calculate(a=3)', "'a'"], ['/Calculate', 'no parameters'], ['/Calculate()', 'no parameters'], ["/Convert(input='a',number=1)", "'input', 'number'"],
    ["/Convert?input='a'&number=1", 'number|input'], ['/Calculate(value=abc)', 'literal'], ['/Calculate(value=1.5)', 'value'], ['/Calculate(value=null)', 'value'], ['/Calculate(value=9223372036854775808)', 'value'], ['/Calculate(value=9223372036854775807)', 'Int64'], ['/Calculate(value=1,value=2)', 'twice'],
    ['/Calculate(Value=1)', "'Value'"], ['/Calculate(1)', 'names'], ['/GetTopProducts(count=1)?count=2', 'count'], ['/GetTopProducts?count=x', 'count'], ['/GetTopProducts?count=1&count=2', 'twice'], ['/GetTopProducts(count=-1)', 'negative'],
    ["/FindProducts(name='Mouse')", 'maxPrice'], ["/FindProducts(name='Mouse',maxPrice='x')", 'maxPrice'], ['/FindProducts(name=5,maxPrice=5)', 'name'], ['/FindProducts?name=Mouse&maxPrice=100', 'name'],
    [`${A('a1')}/GetTotalPrice`, 'taxRate'], [`${A('a1')}/GetTotalPrice()`, 'taxRate'], [`${A('a1')}/GetTotalPrice(taxRate=abc)`, 'literal'], [`${A('a1')}/GetTotalPrice(taxRate='0.1')`, 'taxRate'], [`${A('a1')}/GetTotalPrice(taxRate=true)`, 'taxRate'], [`${A('a1')}/CalculatePrice?tax=8`, 'discount'],
    [`${A('a1')}/CalculatePrice(discount=@d)`, 'discount'], [`${A('a1')}/GetInfo`, 'format'], [`${A('a1')}/GetInfo?format=plain`, 'format'],
    ['/GetTopProducts?foo=1', 'foo'], ['/GetTopProducts()?foo=1', 'foo'], ['/GetProductStats()?foo=1', 'foo'], [`${A('a1')}/GetTotalPrice(taxRate=1)?x=1`, "'x'"], [`${A('a1')}/CalculatePrice?discount=10&tax=8&z=1`, "'z'"], [`${A('a1')}/GetRelatedProducts?x=1`, "'x'"], ['/GetTopProducts?$foo=1', 'foo'],
    ['/Calculate(value=1)?$top=1', '\\$top'], ['/GetProductStats?$filter=true', '\\$filter'],
  ])('GET %s is 400, saying %s', async (target, words) => {
    const { status, json } = await get(target);
    expect([status, json.error?.message]).toEqual([400, expect.stringMatching(new RegExp(words))]);
  });

  test.each(['/Products?foo=1', `${A('a1')}?foo=1`, '/?foo=1', '/$metadata?foo=1', '/Company?foo=1', '/Products/$count?foo=1'])('on what is no call, an option without a meaning is passed over: %s', async (target) => expect((await get(target)).status).toBe(200));

  test.each([[`${A('99')}/GetTotalPrice(taxRate=1)`], [`${A('99')}/GetRelatedProducts`], ['/Categories/GetAveragePrice'], [`/Categories(${seedKey('c1')})/GetInfo(format='x')`], ['/Nope()'], ['/Products/Nope()'], ['/gettopproducts'], ['/Catalog.GetTopProducts()'], ['/Products/GetTotalPrice(taxRate=1)']])('GET %s is 404', async (target) => {
    expect((await get(target)).status).toBe(404);
  });

  test.each([
    [`${A('a3')}/GetInfo?format='short'`, 'Product: Coffee Mug (Price: 15.50) in short format'], [`${A('a3')}/GetInfo()?format='a+b'`, 'Product: Coffee Mug (Price: 15.50) in a b format'], [`${A('a3')}/GetInfo?@format='x'`, 'Product: Coffee Mug (Price: 15.50) in x format'],
    [`${A('a3')}/GetInfo(format=@f)?@f='it''s'&$format=json`, "Product: Coffee Mug (Price: 15.50) in it's format"], [`${A('a3')}/Catalog.GetInfo(format='x')`, 'Product: Coffee Mug (Price: 15.50) in x format'],
    [`${A('a3')}/CalculatePrice()?discount=10&tax=8`, 15.5 * (1 - 10 / 100) * (1 + 8 / 100)], [`${A('a3')}/CalculatePrice(discount=10)?tax=8`, 15.5 * (1 - 10 / 100) * (1 + 8 / 100)], [`${A('a3')}/CalculatePrice(discount=@d,tax=@t)?@d=10&@t=8`, 15.5 * (1 - 10 / 100) * (1 + 8 / 100)],
    [`${A('a3')}/GetTotalPrice?taxRate=1`, 31], [`${A('a3')}/GetTotalPrice(taxRate=-1)`, 0], ["/Convert?input='a+b'", 'String: a b'], ["/Convert(input='a+b')", 'String: a+b'], ["/Convert(input='h%C3%A9')", 'String: hé'], ["/Convert(input='')", 'String: '], ['/Convert(number=9223372036854775807)', 'Number: 9223372036854775807'],
    ['/Calculate?a=1&b=2', 3], ['/Calculate(a=1)?b=2', 3], ['/Calculate(value=-4611686018427387904)', -9223372036854775808],
  ])('GET %s is %j', async (target, value) => {
    const { status, json } = await get(target);
    expect([status, json.value]).toEqual([200, value]);
  });

  test('a system option keeps its meaning where the function can be called without it, unless it is marked', async () => {
    const names = async (target: string): Promise<number> => (await get(target)).json.value.length;
    expect((await get('/GetTopProducts?count=true')).json['@odata.count']).toBe(7);
    expect([await names('/GetTopProducts?count=2'), await names('/GetTopProducts?@count=2'), await names('/GetTopProducts?count=3&$top=2&$count=true')]).toEqual([2, 2, 2]);
  });

  test.each(['/GetTopProducts', '/GetTopProducts()', '/GetTopProducts(count=1)', '/Calculate', '/Calculate(a=3)', '/Calculate(value=1)', '/Convert', '/FindProducts', '/GetProductStats', `${A('a1')}/GetTotalPrice`, `${A('a1')}/GetInfo(format='x')`, '/Products/GetAveragePrice'])('%s takes GET and HEAD, whatever its parameters', async (target) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await send(method, target, { body: method === 'DELETE' ? undefined : {} });
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, 'GET, HEAD']);
    }
  });

  test.each(['/Process', '/Process(percentage=1)', '/ResetProducts', '/Reseed', '/ResetAllPrices', '/RetireCatalog', `${A('a1')}/Activate`, `${A('a1')}/ApplyDiscount`, '/Products/MarkAllAsReviewed'])('%s takes POST alone', async (target) => {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await send(method, target);
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, 'POST']);
    }
  });

  test('values say what they are, and follow IEEE754Compatible', async () => {
    expect((await get('/Calculate(a=2,b=3)')).json['@odata.context']).toMatch(/#Edm\.Int64$/);
    expect((await get('/Calculate(a=2,b=3)', { accept: 'application/json;IEEE754Compatible=true' })).json.value).toBe('5');
    expect((await get("/Convert(input='x')", { accept: 'application/json;odata.metadata=none' })).text).toBe('{"value":"String: x"}');
    expect((await get('/GetProductStats', { accept: 'application/json;IEEE754Compatible=true' })).json).toMatchObject({ totalProducts: '7', maxPrice: 1999.99 });
  });

  test.each<[string, unknown, number]>([
    ['/ResetProducts', undefined, 204], ['/ResetProducts', '', 204], ['/ResetProducts', {}, 204], ['/ResetProducts', { x: 1 }, 400], ['/ResetProducts', '[]', 400], [`${A('a3')}/Activate`, undefined, 204], [`${A('a3')}/Catalog.Activate`, {}, 204], ['/Products/MarkAllAsReviewed', {}, 204],
    ['/Process', { percentage: 10, minPrice: null }, 400], ['/Process', { percentage: '10' }, 400], ['/Process', {}, 400], ['/Process', undefined, 400], ['/Process', { percentage: 10, foo: 1 }, 400], ['/Process', { percentage: 0, minPrice: 5 }, 204], ['/Process', { percentage: 0 }, 204],
    [`${A('a3')}/ApplyDiscount`, { percentage: 0.5 }, 200], [`${A('a3')}/ApplyDiscount`, { percentage: [1] }, 400], [`${A('99')}/Activate`, undefined, 404], [`${A('99')}/ApplyDiscount`, { percentage: 1 }, 404], ['/Catalog.Process', { percentage: 1 }, 404], [`${A('a3')}/Process`, { percentage: 1 }, 404],
  ])('POST %s with %j is %i', async (target, body, status) => expect((await send('POST', target, { body })).status).toBe(status));

  test('only seeded products that still exist get their prices back', async () => {
    await send('POST', '/Reseed');
    const added = (await send('POST', '/Products', { body: { Name: 'New', Price: 5 } })).json.ID;
    await send('POST', '/Process', { body: { percentage: 50 } });
    await send('DELETE', A('a2'));
    expect((await send('POST', '/ResetAllPrices')).json).toMatchObject({ updatedCount: 6, message: expect.any(String) });
    expect((await get(`/Products(${added})`)).json.Price).toBe(2.5);
    expect((await get(A('a1'))).json.Price).toBe(999.99);
  });
});
