import { forEachDatabase } from '../../support/database.ts';
import { openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';

const A = (xx: string): string => `/Products(${seedKey(xx)})`;

forEachDatabase((_, open) => {
  let catalog: Catalog;
  beforeAll(async () => { catalog = await openCatalog(open); });
  beforeEach(async () => expect((await catalog.send('POST', '/Reseed')).status).toBe(200));
  afterAll(() => catalog.close());
  const post = (target: string, body?: unknown, headers: Record<string, string> = {}) => catalog.send('POST', target, { body, headers });
  const product = async (xx: string) => (await catalog.send('GET', A(xx))).json;

  describe('actions on one product', () => {
    test('ApplyDiscount stores the reduced price and answers the entity', async () => {
      const answer = await post(`${A('a3')}/ApplyDiscount`, { percentage: 10 });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ Name: 'Coffee Mug', Price: 15.5 * (1 - 10 / 100), Version: 2, '@odata.etag': 'W/"2"' });
      expect(answer.json['@odata.context']).toMatch(/#Products\/\$entity$/);
      expect(answer.headers['etag']).toBe('W/"2"');
      expect(await product('a3')).toMatchObject({ Price: 15.5 * (1 - 10 / 100), Version: 2 });
    });

    test('what is answered follows Prefer, $select and $expand', async () => {
      const minimal = await post(`${A('a3')}/Catalog.ApplyDiscount`, { percentage: 10 }, { prefer: 'return=minimal' });
      expect([minimal.status, minimal.text, minimal.headers['preference-applied']]).toEqual([204, '', 'return=minimal']);
      const shaped = await post(`${A('a3')}/ApplyDiscount?$select=Name&$expand=Category($select=Name)`, { percentage: 0 });
      expect(shaped.json).toMatchObject({ Name: 'Coffee Mug', Category: { Name: 'Kitchen' } });
      expect(shaped.json.Price).toBeUndefined();
    });

    test('IncreasePrice and Activate answer nothing', async () => {
      expect((await post(`${A('a4')}/IncreasePrice`, { amount: 0.01 })).status).toBe(204);
      expect((await post(`${A('a4')}/Activate`)).status).toBe(204);
      expect((await post(`${A('a4')}/Activate`, {})).status).toBe(204);
      expect(await product('a4')).toMatchObject({ Price: 249.99 + 0.01, Status: 'InStock', Version: 4 });
    });

    test('CalculateDiscount answers a number and stores nothing', async () => {
      expect((await post(`${A('a3')}/CalculateDiscount`, { percentage: 50 })).json.value).toBe(7.75);
      expect(await product('a3')).toMatchObject({ Price: 15.5, Version: 1 });
    });

    test('an action reaches through navigation paths and casts', async () => {
      expect((await post(`/ProductDescriptions(ProductID=${seedKey('a1')},LanguageKey='EN')/Product/IncreasePrice`, { amount: 1 })).status).toBe(204);
      expect((await post(`${A('a1')}/Catalog.SpecialProduct/Catalog.IncreasePrice`, { amount: 1 })).status).toBe(204);
      expect((await post(`${A('a2')}/Catalog.SpecialProduct/Catalog.IncreasePrice`, { amount: 1 })).status).toBe(404);
      expect(await product('a1')).toMatchObject({ Price: 999.99 + 1 + 1, Version: 3 });
    });

    test('a stale If-Match is 412 and changes nothing, a current one succeeds', async () => {
      expect((await post(`${A('a3')}/ApplyDiscount`, { percentage: 10 }, { 'if-match': 'W/"7"' })).status).toBe(412);
      expect(await product('a3')).toMatchObject({ Price: 15.5, Version: 1 });
      expect((await post(`${A('a3')}/ApplyDiscount`, { percentage: 10 }, { 'if-match': 'W/"1"' })).status).toBe(200);
    });

    test('twenty calls at once all count', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(`${A('a3')}/IncreasePrice`, { amount: 1 })));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(204));
      expect(await product('a3')).toMatchObject({ Price: 35.5, Version: 21 });
    });
  });

  describe('actions on everything', () => {
    test('Process takes all products, or those that cost enough', async () => {
      expect((await post('/Process', { percentage: 50, minPrice: 500 })).status).toBe(204);
      expect(await product('a1')).toMatchObject({ Price: 999.99 * (1 - 50 / 100), Version: 2 });
      expect(await product('a3')).toMatchObject({ Price: 15.5, Version: 1 });
      expect((await post('/Process', { percentage: 10 })).status).toBe(204);
      expect(await product('a3')).toMatchObject({ Price: 15.5 * (1 - 10 / 100), Version: 2 });
    });

    test('ResetAllPrices gives seeded products their prices back', async () => {
      await post('/Process', { percentage: 50, minPrice: 500 });
      const { status, json } = await post('/ResetAllPrices');
      expect({ status, json }).toEqual({ status: 200, json: { '@odata.context': expect.stringMatching(/#Catalog\.PriceReset$/), message: expect.any(String), updatedCount: 7 } });
      expect(await product('a1')).toMatchObject({ Price: 999.99, Version: 3 });
      expect(await product('a3')).toMatchObject({ Price: 15.5, Version: 1 });
    });

    test.each(['/ResetProducts', '/Products/MarkAllAsReviewed', '/Products/Catalog.MarkAllAsReviewed', '/Products/$filter(Price gt 5)/MarkAllAsReviewed'])('%s changes nothing', async (target) => {
      expect((await post(target)).status).toBe(204);
      expect((await post(target, {})).status).toBe(204);
    });
  });

  describe('what is wrong with a call', () => {
    test.each([
      [`${A('a3')}/ApplyDiscount`, {}, 400], [`${A('a3')}/ApplyDiscount`, undefined, 400], [`${A('a3')}/ApplyDiscount`, { percentage: 'ten' }, 400], [`${A('a3')}/ApplyDiscount`, { percentage: null }, 400],
      [`${A('a3')}/ApplyDiscount`, { percentage: 1, other: 2 }, 400], [`${A('a3')}/ApplyDiscount`, [], 400], [`${A('a3')}/ApplyDiscount`, '{', 400], [`${A('a3')}/ApplyDiscount(percentage=1)`, {}, 400],
      [`${A('a3')}/Activate`, { what: 1 }, 400], ['/Process', {}, 400], ['/Process', { minPrice: 1 }, 400], ['/Process', { percentage: true }, 400],
      [`${A('99')}/ApplyDiscount`, { percentage: 1 }, 404], ["/Products('abc')/ApplyDiscount", { percentage: 1 }, 404], ['/Products(1)/ApplyDiscount', { percentage: 1 }, 404],
      ['/RetireCatalog', {}, 403], ['/RetireCatalog', undefined, 403], ['/ResetAllPrices?$top=1', {}, 400], ['/ResetAllPrices/message', {}, 404],
    ])('POST %s %j → %i', async (target, body, status) => {
      const answer = await post(target, body);
      expect({ status: answer.status, message: answer.json?.error?.message }).toEqual({ status, message: expect.any(String) });
    });

    test('every parameter that is wrong is named in the details', async () => {
      const { json } = await post('/Process', { percentage: 'x', minPrice: null, more: 1 });
      expect(json.error.details.map((d: { target: string }) => d.target).toSorted()).toEqual(['minPrice', 'more', 'percentage']);
    });

    test('a body that is not JSON is 415', async () => expect((await post(`${A('a3')}/ApplyDiscount`, 'percentage=1', { 'content-type': 'text/plain' })).status).toBe(415));

    test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s on an action is 405 with Allow: POST', async (method) => {
      for (const target of ['/Process', '/Reseed', `${A('a1')}/Activate`, '/Products/MarkAllAsReviewed']) {
        const answer = await catalog.send(method, target);
        expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
      }
    });

    test('plain options without a meaning are passed over on actions', async () => expect((await post('/ResetProducts?foo=1')).status).toBe(204));
  });
});
