/**
 * The named SQL generator beside ours, over the same rows: where it is right the answers agree, and
 * where it is not, the test says what it does instead, so that nobody reaches for it again.
 */
import { createRequire } from 'node:module';
import { loanModel } from '../../support/service.ts';
import { onTheService } from '../../support/suites.ts';

type Generated = { readonly where: string; readonly parameters: ReadonlyMap<string, unknown> | readonly unknown[] };
const generator: { createFilter: (text: string, options: object) => Generated; SQLLang: { PostgreSql: unknown } } = createRequire(import.meta.url)('odata-v4-sql');

/** Its text is no PostgreSQL: names in brackets, question marks. Rewritten as its users do. */
function rewrite({ where, parameters }: Generated): { readonly sql: string; readonly values: readonly unknown[] } {
  const values = Array.isArray(parameters) ? parameters : [...(parameters as ReadonlyMap<string, unknown>).values()];
  const properties = loanModel().entitySets.get('Customers')?.type.properties;
  const sql = where.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const storage = properties?.get(name)?.storage;
    return storage?.kind === 'column' ? `"${storage.column}"` : `"${name}"`;
  });
  return { sql, values };
}

onTheService(({ send, db }) => {
  const ours = async (filter: string): Promise<number[]> => {
    const { json } = await send('GET', `/Customers?$filter=${encodeURIComponent(filter)}&$select=id&$orderby=id`);
    return json.value.map(({ id }: { id: number }) => id);
  };
  const theirs = async (filter: string): Promise<number[]> => {
    const { sql, values } = rewrite(generator.createFilter(filter, { type: generator.SQLLang.PostgreSql }));
    const { rows } = await db().owner.raw(`select id from customers where tenant_id = 1 and deleted_at is null and (${sql}) order by id`, values as string[]);
    return rows.map(({ id }: { id: number }) => id);
  };

  test.each(["status eq 'Active'", "creditLimit gt 1000.50 and startswith(lastName,'Sm')", "endswith(lastName,'n') or id le 20", '(id gt 10 and id lt 20) or id eq 555', 'floor(totalIncome) eq 68500'])(
    'both answer %s with the same rows', async (filter) => {
      const rows = await ours(filter);
      expect(await theirs(filter)).toEqual(rows);
    });

  test.each([["not contains(lastName,'an')"], ["not (id lt 500) and fico gt 700"]])('for %s it fails open to every row, and ours does not', async (filter) => {
    expect(generator.createFilter(filter, { type: generator.SQLLang.PostgreSql }).where).toContain('1 = 1');
    const rows = await ours(filter);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(1000);
  });

  test("it takes the wildcards of contains(lastName,'_') for its own, ours looks for the character", async () => {
    expect((await theirs("contains(lastName,'_')")).length).toBeGreaterThan(500); // every customer with a name
    expect(await ours("contains(lastName,'_')")).toEqual([]);
  });
});
