/**
 * Reseed under twenty callers at once, among readers and writers. Every caller looks at what one answer
 * shows: the seed rows are all there or, where a row was added, all there beside it.
 */
import { openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { Json, Send } from '../../support/service.ts';

const [LAPTOP, MUG] = ['a1', 'a3'].map((xx) => `/Products(${seedKey(xx)})`);
const PNG = { 'content-type': 'image/png' };
const SEED_DESCRIPTIONS = [2, 2, 1, 0, 2, 0, 0];

/** Everything a client can see, but for the moments of seeding. */
async function everything(send: Send): Promise<Json> {
  const get = async (target: string): Promise<string> => (await send('GET', target)).text.replace(/"(UpdatedAt|ModifiedAt)":"[^"]*"/g, '"$1":""');
  const targets = ['/Products?$expand=Category,Descriptions,RelatedProducts', '/Categories', '/ProductDescriptions', '/MediaItems?$select=Name,ContentType,Size', '/ReadOnlyItems', '/DecimalSamples', '/Company',
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => `/Products(${seedKey(`a${n}`)})/Photo`), ...['d1', 'd2'].map((xx) => `/MediaItems(${seedKey(xx)})/$value`)];
  return Promise.all(targets.map(get));
}

/** One answer over three sets: whatever was added, the seed rows are whole. */
async function look(send: Send): Promise<number> {
  const { status, json, text } = await send('GET', '/Products?$count=true&$expand=Category($expand=Products($count=true;$select=ID)),Descriptions($select=LanguageKey)');
  if (status !== 200) throw new Error(text);
  const { value } = json;
  expect(json['@odata.count']).toBe(value.length);
  expect(value.slice(0, 7).map((row: Json) => [row.ID.slice(-2), row.Descriptions.length])).toEqual(SEED_DESCRIPTIONS.map((length, i) => [`a${i + 1}`, length]));
  for (const { Category } of value.slice(0, 7)) expect([Category.Products.length, Category.Products.length > 0]).toEqual([Category['Products@odata.count'], true]);
  return status;
}

const WRITES: readonly ((send: Send) => Promise<{ readonly status: number }>)[] = [
  (send) => send('POST', '/Products', { body: { Name: 'Added', Descriptions: [{ LanguageKey: 'EN', Description: 'x' }], CategoryID: seedKey('c1') } }),
  (send) => send('PATCH', LAPTOP ?? '', { body: { Price: 1 } }),
  (send) => send('POST', `${LAPTOP}/RelatedProducts/$ref`, { body: { '@odata.id': `Products(${seedKey('a3')})` } }),
  (send) => send('PUT', `${MUG}/Photo`, { body: 'other', headers: PNG }),
  (send) => send('POST', '/MediaItems', { body: 'more', headers: PNG }),
  (send) => send('POST', `${MUG}/IncreasePrice`, { body: { amount: 1 } }),
  (send) => send('PUT', `/MediaItems(${seedKey('d1')})/$value`, { body: 'other', headers: PNG }),
  (send) => send('PATCH', '/Company', { body: { CEO: 'Someone' } }),
];

forEachDatabase((_name, open) => {
  let catalog: Catalog;
  let first: Json;
  const log: string[] = [];
  beforeAll(async () => {
    catalog = await openCatalog(open, {
      reseed: async (seed) => {
        log.push('begins');
        await seed().finally(() => log.push('ends'));
      },
    });
    first = await everything(catalog.send);
  });
  afterAll(() => catalog.close());
  const reseed = (): ReturnType<Send> => catalog.send('POST', '/Reseed');

  test.each(['one process', 'two processes'])('twenty callers at once, in %s: nobody sees a catalog half filled, and it is whole at the end', async (processes) => {
    const others = processes === 'one process' ? catalog.send : catalog.beside();
    for (let round = 0; round < 3; round += 1) {
      const callers = Array.from({ length: 20 }, async (__, i): Promise<number> => {
        if (i % 4 === 0) return (await reseed()).status;
        if (i % 2 === 0) return (await (WRITES[(i + round) % WRITES.length] ?? reseed)(others)).status;
        return look(others);
      });
      for (const status of await Promise.all(callers)) expect([200, 201, 204]).toContain(status);
    }
    expect((await reseed()).json).toMatchObject({ status: 'success', message: expect.stringMatching(/\w/) });
    expect(await everything(catalog.send)).toEqual(first);
  });

  test('twenty calls of Reseed run one after the other', async () => {
    log.length = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, reseed));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(log).toEqual(Array.from({ length: 40 }, (__, i) => (i % 2 === 0 ? 'begins' : 'ends')));
  });

  test('it answers what it says, with and without a body, and waits for what was asked before', async () => {
    const added = WRITES.map((write) => write(catalog.send));
    const answer = await reseed();
    expect([answer.status, answer.json]).toEqual([200, { '@odata.context': expect.stringMatching(/#Catalog\.ReseedResult$/), status: 'success', message: expect.any(String) }]);
    expect((await Promise.all(added)).map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(await everything(catalog.send)).toEqual(first);
    for (const options of [{ body: {} }, { body: '', headers: { 'content-type': 'application/json' } }, {}]) expect((await catalog.send('POST', '/Reseed', options)).status).toBe(200);
    expect((await catalog.send('POST', '/Reseed', { body: { all: true } })).status).toBe(400);
  });

  test('when it fails, everybody finds the old state, and the next one succeeds', async () => {
    await catalog.send('PATCH', '/Company', { body: { CEO: 'Someone' } });
    await catalog.send('POST', '/Products', { body: { Name: 'Added' } });
    await catalog.db.owner.raw("alter table company add constraint refusal check (ceo = 'Someone')");
    const before = await everything(catalog.send);
    const [failed, ...others] = await Promise.all([reseed(), ...Array.from({ length: 5 }, () => look(catalog.send))]);
    expect([failed.status, failed.json.error.code, others]).toEqual([500, 'BUG900', Array(5).fill(200)]);
    expect(failed.text).not.toMatch(/refusal|company/);
    expect(await everything(catalog.send)).toEqual(before);
    await catalog.db.owner.raw('alter table company drop constraint refusal');
    expect((await reseed()).status).toBe(200);
    expect(await everything(catalog.send)).toEqual(first);
  });
});
