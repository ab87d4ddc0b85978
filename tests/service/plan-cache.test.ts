/** The plan cache: shapes are found again under other literals, and a literal that decides a plan is never forgotten. */
import { makePlanCache } from '../../src/service/index.ts';
import type { PlanCache } from '../../src/service/index.ts';
import { createODataHandler } from '../../src/api/odata/index.ts';
import { LIMITS, observeNothing } from '../../src/base/index.ts';
import { makeAuthenticate } from '../../src/identity/index.ts';
import { loanOperations } from '../../src/servicing/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { BASE_URL, loanModel } from '../support/service.ts';

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let plans: PlanCache;
  let get: (target: string) => Promise<{ readonly status: number; readonly json: { value: { id: number }[]; error: { code: string } } }>;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    plans = makePlanCache();
    const handle = createODataHandler({ model: loanModel(), database: db.database, limits: LIMITS, observe: observeNothing, operations: loanOperations(), plans, authenticate: makeAuthenticate({ database: db.database }) });
    get = async (target) => {
      const headers = new Map([['authorization', 'Bearer demo']]);
      const response = await handle({ method: 'GET', target, baseUrl: BASE_URL, headers, body: () => Promise.resolve(new Uint8Array()), isLoopback: true });
      return { status: response.status, json: JSON.parse(String(response.body)) };
    };
  });
  afterAll(() => db.close());

  const ids = async (target: string): Promise<number[]> => (await get(target)).json.value.map(({ id }) => id);

  test('rotating literals miss once a shape', async () => {
    const before = plans.counts();
    for (let id = 1; id <= 300; id += 1) await get(`/Customers?$filter=id%20eq%20${id}%20or%20lastName%20eq%20'x${id}'&$select=id&$top=5`);
    const after = plans.counts();
    expect(after.misses - before.misses).toBeLessThanOrEqual(3); // one for each number of digits at most
    expect(after.hits - before.hits).toBeGreaterThanOrEqual(297);
  });

  test('another literal of the same shape gives its own answer', async () => {
    const target = (id: string): string => `/Customers?$filter=id%20eq%20${id}&$select=id`;
    expect([await ids(target('1')), await ids(target('2')), await ids(target('3'))]).toEqual([[1], [2], [3]]);
  });

  test.each([
    ['a fraction against an integer', (n: number) => `/Customers?$filter=id%20gt%20${n}.5%20and%20id%20lt%206&$select=id`, [[3, 4, 5], [5]], [2, 4]],
    ['$top against the page size', (n: number) => `/Customers?$filter=id%20lt%206&$select=id&$top=${n}`, [[1, 2], [1, 2, 3, 4]], [2, 4]],
    ['0 and 1 for booleans', (n: number) => `/Customers?$filter=id%20lt%203%20and%20active%20eq%20${n}&$select=id`, [[2], [1]], [0, 1]],
  ])('%s: the plan follows the value', async (_title, target, expected, values) => {
    for (const [i, value] of values.entries()) expect(await ids(target(value))).toEqual(expected[i]);
    for (const [i, value] of values.entries()) expect(await ids(target(value))).toEqual(expected[i]); // and again, from the cache
  });

  test('a literal out of range is refused on a known shape as on a new one', async () => {
    const good = "/Customers?$filter=birthDate%20gt%201990-01-01&$select=id&$top=1";
    const bad = good.replace('1990-01-01', '1990-02-30');
    expect((await get(bad)).status).toBe(400);
    expect((await get(good)).status).toBe(200);
    expect((await get(bad)).status).toBe(400);
  });

  test('nested next links carry the options of the request at hand', async () => {
    const link = async (phone: string): Promise<string> => {
      const handleTarget = `/Customers(555)?$select=id&$expand=Loans($filter=displayId%20ne%20'${phone}';$select=id)`;
      const headers = new Map([['authorization', 'Bearer demo'], ['prefer', 'maxpagesize=1']]);
      const handle = createODataHandler({ model: loanModel(), database: db.database, limits: LIMITS, observe: observeNothing, operations: loanOperations(), plans, authenticate: makeAuthenticate({ database: db.database }) });
      const response = await handle({ method: 'GET', target: handleTarget, baseUrl: BASE_URL, headers, body: () => Promise.resolve(new Uint8Array()), isLoopback: true });
      return JSON.parse(String(response.body))['Loans@odata.nextLink'];
    };
    expect(await link('a')).toContain("$filter=displayId%20ne%20'a'&$select=id&$skiptoken=");
    expect(await link('a-longer-one;(x')).toContain("$filter=displayId%20ne%20'a-longer-one;(x'&$select=id&$skiptoken=");
  });
});
