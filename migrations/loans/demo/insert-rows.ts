/**
 * Many rows in few statements. In: rows as records of columns. Out: one `insert` for each table and set
 * of columns, the values travelling as one JSON text that PostgreSQL casts to the columns' types.
 * Every row gets a `uid` that depends on its table and id only, and a date of its own or the demo's, so
 * that two installations agree.
 */
import type { Knex } from 'knex';

export type DemoValue = string | number | boolean | null;
/** Columns by name; amounts are texts. */
export type DemoRow = { readonly id: number } & Readonly<Record<string, DemoValue>>;
export type DemoRows = Readonly<Record<string, readonly DemoRow[]>>;

/** The clock of the demo, for rows that do not say when they were made. */
const MADE = '2025-06-30T12:00:00Z';

export async function insertRows(knex: Knex, tenantId: number, table: string, rows: readonly DemoRow[]): Promise<void> {
  for (const [columns, group] of groupByColumns(rows.map(dated))) {
    const names = [...columns].map((column) => knex.ref(column).toString()).join(', ');
    await knex.raw(
      `insert into ?? (tenant_id, uid, ${names})
       select ?, overlay(overlay(md5(? || ':' || id) placing '4' from 13) placing '8' from 17)::uuid, ${names}
       from json_populate_recordset(null::??, ?::json)`,
      [table, tenantId, table, table, JSON.stringify(group)],
    );
  }
}

const dated = (row: DemoRow): DemoRow => ({ ...row, created: row['created'] ?? MADE, last_update: row['last_update'] ?? row['created'] ?? MADE });

/** Rows that name the same columns in the same order share a statement. */
function groupByColumns(rows: readonly DemoRow[]): Map<readonly string[], DemoRow[]> {
  const groups = new Map<string, DemoRow[]>();
  for (const row of rows) {
    const key = Object.keys(row).join(',');
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return new Map([...groups].map(([key, group]) => [key.split(','), group]));
}
