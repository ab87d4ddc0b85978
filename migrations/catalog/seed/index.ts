/**
 * Puts the catalog into its first state, whatever it held before.
 * In: knex on the owner's side, on a migrated schema. Out: exactly the seed rows; times that are "now" are the
 * time of the transaction. Writers wait until it is done, and readers go on seeing the old rows until they see all
 * the new ones: the old ones are deleted, not truncated, because a truncated table is empty for older snapshots too.
 */
import type { Knex } from 'knex';
import { PRODUCT_DESCRIPTIONS, PRODUCTS } from './products.ts';
import { bytes, seedKey } from './seed-row.ts';
import type { SeedRow } from './seed-row.ts';

export { SEED_PRICES } from './products.ts';

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100" fill="#4A90E2"/></svg>';

/** The name again and again, cut to the size. */
function mediaItem(key: string, name: string, contentType: string, size: number): SeedRow {
  const content = Buffer.from(name.repeat(Math.ceil(size / name.length)), 'utf8').subarray(0, size);
  return { id: seedKey(key), name, content_type: contentType, size, content: bytes(content) };
}

/** Referenced tables first. */
const ROWS: readonly (readonly [table: string, rows: readonly SeedRow[]])[] = [
  ['categories', [
    { id: seedKey('c1'), name: 'Electronics', description: 'Gadgets and computers' },
    { id: seedKey('c2'), name: 'Kitchen', description: 'For cooking and drinking' },
    { id: seedKey('c3'), name: 'Furniture', description: 'For homes and offices' },
  ]],
  ['products', PRODUCTS],
  ['product_related', []],
  ['product_descriptions', PRODUCT_DESCRIPTIONS],
  ['media_items', [
    mediaItem('d1', 'Sample Image', 'image/png', 1024),
    mediaItem('d2', 'Sample Document', 'application/pdf', 2048),
  ]],
  ['read_only_items', [
    { id: seedKey('e1'), name: 'Read-only item A' },
    { id: seedKey('e2'), name: 'Read-only item B' },
  ]],
  ['decimal_samples', [{ id: seedKey('f1'), name: 'Seed Decimal', amount: '123.450000000000000000' }]],
  ['company', [{
    id: seedKey('b1'), name: 'TechStore Inc.', ceo: 'Sarah Johnson', founded: 2010, head_quarter: 'Seattle, WA, USA',
    website: 'https://techstore.example.com', logo: bytes(Buffer.from(LOGO, 'utf8')),
  }]],
];

export async function seedCatalog(knex: Knex): Promise<void> {
  const tables = ROWS.map(([table]) => table);
  await knex.transaction(async (trx) => {
    await lockTables(trx, tables);
    await trx.raw(tables.toReversed().map((table) => `delete from ${table}`).join('; '));
    for (const [table, rows] of ROWS) await insertRows(trx, table, rows);
  });
}

const LOCK_WAIT_MS = 30_000;
const PAUSE_MS = 20;

/**
 * All tables or none: writers take them in other orders, and whoever held some while it waited for the rest would
 * find itself in a circle with them. What is not free soon is asked for again, with nothing held meanwhile.
 */
async function lockTables(trx: Knex.Transaction, tables: readonly string[]): Promise<void> {
  const until = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const isLocked = await tryLock(trx, tables, Date.now() < until);
    if (isLocked) return;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}

const tryLock = (trx: Knex.Transaction, tables: readonly string[], mayRetry: boolean): Promise<boolean> =>
  trx.transaction(async (attempt) => {
    await attempt.raw("set local lock_timeout = '100ms'");
    await attempt.raw(`lock table ${tables.join(', ')} in exclusive mode`);
    await attempt.raw('set local lock_timeout = 0');
    return true;
  }).catch((error: unknown) => {
    const isTaken = (error as { readonly code?: string }).code === '55P03';
    if (isTaken && mayRetry) return false;
    throw error;
  });

/** One statement for each table; its rows name the same columns. */
async function insertRows(trx: Knex, table: string, rows: readonly SeedRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(first).map((column) => trx.ref(column).toString()).join(', ');
  await trx.raw(`insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, ?::json)`, [JSON.stringify(rows)]);
}
