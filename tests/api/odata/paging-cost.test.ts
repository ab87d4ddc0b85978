/**
 * A page costs the same however deep it lies: the rows that its plan touches are counted, not timed.
 * The statement runs as the service runs it, with the runtime role and the tenant set.
 */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { query, targetOf } from '../../support/evaluate-pages.ts';
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';
import type { Database } from '../../../src/db/index.ts';

type Call = Parameters<Database['read']>;
const PAGE = 20;

/** Rows that the scans of a plan produce or throw away. */
const touched = (node: Json): number => {
  const own = /Scan$/.test(node['Node Type']) && node['Node Type'] !== 'Subquery Scan' ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum: number, inner: Json) => sum + touched(inner), own);
};

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let last: Call | undefined;
  beforeAll(async () => {
    db = await open({ install: 'demo', statementTimeoutMs: 60_000 });
    const { database } = db;
    send = openService({ ...database, read: (...call: Call) => {
      last = call;
      return database.read(...call);
    } });
    await db.owner.raw(`insert into customers (tenant_id, id, last_name) select t.id, 100000 + n, case when n % 3 > 0 then 'Name ' || (n * 7919 % 5000) end from tenants t, generate_series(1, 6000) n where t.name = 'demo'`);
    await db.owner.raw(`insert into loans (tenant_id, id, name, record_id) select t.id, 100000 + n, 'Loan ' || lpad((n * 7919 % 6007)::text, 5, '0'), lpad(n::text, 18, 'x') from tenants t, generate_series(1, 6000) n where t.name = 'demo'`);
    await db.owner.raw('analyze customers');
    await db.owner.raw('analyze loans');
  });
  afterAll(() => db.close());

  const touchedBy = async (target: string): Promise<{ readonly rows: number; readonly next: string }> => {
    const { status, json, text } = await send('GET', target, { headers: { prefer: `maxpagesize=${PAGE}` } });
    if (status !== 200 || last === undefined) throw new Error(`${target}: ${status} ${text}`);
    const [scope, statement, mode] = last;
    const { rows } = await db.database.read(scope, { text: `explain (analyze, format json, timing off) ${statement.text}`, values: statement.values }, mode);
    const [plan]: Json[] = JSON.parse(String(rows[0]?.[0]));
    return { rows: touched(plan.Plan), next: targetOf(json['@odata.nextLink']) };
  };
  /** A page whose cursor lies `depth` rows in: the link of a page of that size leads there. */
  const linkAt = async (target: string, depth: number): Promise<string> => {
    const { json } = await send('GET', target, { headers: { prefer: `maxpagesize=${depth}` } });
    return targetOf(json['@odata.nextLink']);
  };

  test.each([
    ['the key', 'Customers', 'id'], ['the key backwards', 'Customers', 'id desc'], ['a text without nulls', 'Loans', 'name'], ['a text without nulls, backwards', 'Loans', 'name desc'],
    ['a nullable text', 'Customers', 'lastName'], ['a nullable text, backwards', 'Customers', 'lastName desc'],
  ])('ordered by %s, the page behind 20 rows and pages far behind touch as few rows', async (_what, set, $orderby) => {
    const target = `/${set}?${query({ $orderby, $select: 'id' })}`;
    const second = await touchedBy((await touchedBy(target)).next);
    let link = target;
    for (let passed = 0; passed < 5_400; passed += 900) {
      link = await linkAt(link, 900);
      const deep = await touchedBy(link);
      // A page, its edge, and once more where values and nulls are read side by side.
      expect({ passed, order: $orderby, few: deep.rows <= 4 * (PAGE + 2), rows: deep.rows }).toEqual({ passed, order: $orderby, few: true, rows: deep.rows });
    }
    expect(second.rows).toBeLessThanOrEqual(4 * (PAGE + 2));
  });
});
