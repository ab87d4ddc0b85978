/**
 * A second tenant that looks like the demo: every row of every table again, under the same ids, with other
 * uids and, where the schema lets it, other values. In: the owner's knex on a schema with the demo data.
 * Out: the tenant's id; its API token is `twin` (administrator). The demo tenant gets `demo-reader` and `demo-writer`.
 */
import type { Knex } from 'knex';

export const TWIN_TOKEN = 'twin';
export const TWIN_WORD = 'twinned';

type Column = { readonly table_name: string; readonly column_name: string; readonly type: string; readonly bound: boolean };

/** Stored columns of the tenants' tables; `bound` where a check or a reference has a say in the value. */
const COLUMNS = `
  select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as type,
    exists (select from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f') and a.attnum = any(k.conkey)) as bound
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and c.relname <> 'api_tokens'
    and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
  order by c.relname, a.attnum`;

export async function installTwinTenant(knex: Knex): Promise<number> {
  const [demo] = await knex('tenants').where({ name: 'demo' }).select<{ id: number }[]>('id');
  const [twin] = await knex('tenants').insert({ name: 'twin' }).returning<{ id: number }[]>('id');
  if (demo === undefined || twin === undefined) throw new Error('the twin tenant could not be made');
  await knex.raw(`
    insert into api_tokens (tenant_id, token_hash, role, label) values (${twin.id}, sha256('${TWIN_TOKEN}'), 'admin', 'Twin administrator');
    insert into api_tokens (tenant_id, token_hash, role, label)
      select ${demo.id}, sha256(convert_to('demo-' || word, 'UTF8')), word, 'Demo ' || word from (values ('reader'), ('writer')) roles (word)`);
  const tables = await tenantTables(knex);
  await eachInAnyOrder([...tables], ([table, columns]) => {
    const names = columns.map(({ column_name }) => `"${column_name}"`).join(', ');
    return knex.raw(`insert into "${table}" (${names}) select ${columns.map((column) => valueOf(column, twin.id)).join(', ')} from "${table}" where tenant_id = ${demo.id}`);
  });
  // Other counts as well: leaf rows with every third id are missing.
  for (const table of ['phones', 'notes', 'installments', 'payments', 'charges', 'documents']) await knex.raw(`delete from "${table}" where tenant_id = ${twin.id} and id % 3 = 0`);
  // Nobody else gathers statistics here, and plans made for half the rows can take for ever.
  await knex.raw('analyze');
  return twin.id;
}

/** Removes every row of the demo tenant, but neither the tenant nor its tokens. */
export async function removeDemoRows(knex: Knex): Promise<void> {
  const tables = await tenantTables(knex);
  await eachInAnyOrder([...tables.keys()], (table) => knex.raw(`delete from "${table}" where tenant_id = (select id from tenants where name = 'demo')`));
}

export async function tenantTables(knex: Knex): Promise<ReadonlyMap<string, readonly Column[]>> {
  const { rows } = await knex.raw<{ rows: Column[] }>(COLUMNS);
  const tables = new Map<string, Column[]>();
  for (const column of rows) tables.set(column.table_name, [...(tables.get(column.table_name) ?? []), column]);
  return tables;
}

function valueOf({ column_name, type, bound }: Column, tenant: number): string {
  const name = `"${column_name}"`;
  if (column_name === 'tenant_id') return String(tenant);
  if (type === 'uuid') return 'gen_random_uuid()';
  if (bound) return name;
  if (type === 'text') return `${name} || ' ${TWIN_WORD}'`;
  if (type === 'bytea') return `${name} || '${TWIN_WORD}'::bytea`;
  if (type.startsWith('numeric')) return `${name} + 1`;
  return name;
}

/** References decide the order: what fails is tried again after the others. */
async function eachInAnyOrder<T>(items: readonly T[], work: (item: T) => PromiseLike<unknown>): Promise<void> {
  let left = items;
  for (let round = 0; left.length > 0; round++) {
    const failed: T[] = [];
    let reason: unknown;
    for (const item of left) {
      try {
        await work(item);
      } catch (error) {
        failed.push(item);
        reason = error;
      }
    }
    if (failed.length === left.length || round > 10) throw reason;
    left = failed;
  }
}
