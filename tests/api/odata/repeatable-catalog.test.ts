/** Repeatable requests on a model without tenants: actions, streams, upserts; and what cannot be repeatable. */
import { randomUUID } from 'node:crypto';
import { openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';
import { forEachDatabase } from '../../support/database.ts';
import { repeatable } from '../../support/repeatable.ts';
import type { Json, SendOptions } from '../../support/service.ts';

const product = (digits: string): string => `/Products(${seedKey(digits)})`;

forEachDatabase((_name, open) => {
  let catalog: Catalog;
  beforeAll(async () => { catalog = await openCatalog(open); });
  beforeEach(async () => expect((await catalog.send('POST', '/Reseed')).status).toBe(200));
  afterAll(() => catalog.close());
  const get = async (target: string): Promise<Json> => (await catalog.send('GET', target)).json;

  test('twenty calls of an action with one id raise the price once', async () => {
    const options = { body: { amount: 1 }, headers: repeatable() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => catalog.send('POST', `${product('a3')}/IncreasePrice`, options)));
    for (const answer of answers) expect([answer.status, answer.headers['repeatability-result']]).toEqual([204, 'accepted']);
    expect(await get(product('a3'))).toMatchObject({ Price: 16.5, Version: 2 });
  });

  test.each<readonly [string, number, readonly [string, string, SendOptions]]>([
    ['an action that answers an entity', 200, ['POST', `${product('a3')}/ApplyDiscount`, { body: { percentage: 10 } }]],
    ['an action that answers a number', 200, ['POST', `${product('a3')}/CalculateDiscount`, { body: { percentage: 50 } }]],
    ['an action that answers a complex value', 200, ['POST', '/ResetAllPrices', {}]],
    ['an action with If-Match', 200, ['POST', `${product('a3')}/ApplyDiscount`, { body: { percentage: 10 }, headers: { 'If-Match': 'W/"1"' } }]],
    ['a media entity', 201, ['POST', '/MediaItems', { body: Buffer.from([0, 255, 1]), headers: { 'Content-Type': 'image/png', Slug: 'three' } }]],
    ['a stream property', 204, ['PUT', `${product('a3')}/Photo`, { body: Buffer.from([0, 255]), headers: { 'Content-Type': 'image/png' } }]],
    ['a singleton', 204, ['PATCH', '/Company', { body: { CEO: 'Someone' } }]],
    ['an entity', 204, ['DELETE', product('a3'), {}]],
    ['a reference', 204, ['POST', `${product('a1')}/RelatedProducts/$ref`, { body: { '@odata.id': product('a2').slice(1) } }]],
  ])('%s is answered %i once and again', async (_case, status, [method, target, options]) => {
    const all = { ...options, headers: { ...options.headers, ...repeatable() } };
    const first = await catalog.send(method, target, all);
    expect([first.status, first.headers['repeatability-result']]).toEqual([status, 'accepted']);
    const [items, entity] = [await get('/MediaItems/$count'), await get(product('a3'))];
    expect(await catalog.send(method, target, all)).toEqual(first);
    expect([await get('/MediaItems/$count'), await get(product('a3'))]).toEqual([items, entity]);
  });

  test('an action that has failed is called again', async () => {
    const options = { body: { percentage: 10 }, headers: { 'If-Match': 'W/"2"', ...repeatable() } };
    const target = `${product('a3')}/ApplyDiscount`;
    const early = await catalog.send('POST', target, options);
    expect([early.status, early.headers['repeatability-result']]).toEqual([412, 'accepted']);
    await catalog.send('POST', `${product('a3')}/Activate`);
    expect((await catalog.send('POST', target, options)).status).toBe(200);
  });

  test('an action that brings a transaction of its own is refused before it runs, and still runs without the headers', async () => {
    await catalog.send('POST', `${product('a3')}/IncreasePrice`, { body: { amount: 1 } });
    const refused = await catalog.send('POST', '/Reseed', { headers: repeatable() });
    expect([refused.status, refused.json.error.code, refused.headers['repeatability-result']]).toEqual([501, 'PRE409', 'rejected']);
    expect((await get(product('a3'))).Price).toBe(16.5);
    const { status, headers } = await catalog.send('POST', '/Reseed');
    expect([status, headers['repeatability-result']]).toEqual([200, undefined]);
  });

  test('repeatable requests, Reseed and reads at once all come to an end', async () => {
    const id = randomUUID();
    const firstSent = new Date();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => [
      catalog.send('POST', '/Categories', { body: { Name: 'Once' }, headers: repeatable(id, firstSent) }),
      catalog.send('GET', '/Products?$top=1'),
      ...(i % 7 === 0 ? [catalog.send('POST', '/Reseed')] : []),
    ]).flat());
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 201]);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
  });
});
