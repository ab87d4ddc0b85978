/**
 * The data of the bench, in a schema of its own on a PostgreSQL server: one tenant, made by set-based SQL.
 * In: the server's URL. Out: the schema filled, analyzed and marked, ready for this run and the next.
 * It refuses a database that holds anything it did not put there, and never drops what it did not make.
 */
import { migrate } from '../migrations/index.ts';
import { openMigrator } from '../src/db/index.ts';
import type { Migrator } from '../src/db/index.ts';

export const BENCH_SCHEMA = 'loan_bench';
export const BENCH_TOKEN = 'bench';
export const TENANT = 1;
export const CUSTOMERS = 100_000;
export const STATUSES = ['Active', 'Prospect', 'Dormant', 'Delinquent', 'Closed'] as const;

/** Raised when the rows below change: older data is then made anew. */
const DATA_VERSION = 1;

export async function prepareData(url: string, say: (line: string) => void): Promise<void> {
  const owner = openMigrator({ kind: 'server', url, schema: BENCH_SCHEMA });
  try {
    await refuseForeign(owner);
    if (await isComplete(owner)) return say('data: kept from an earlier run');
    say(`data: loading into the schema ${BENCH_SCHEMA}, once; this takes a minute or two`);
    await load(owner, say);
  } finally {
    await owner.destroy();
  }
}

type Rows = { readonly rows: readonly Readonly<Record<string, unknown>>[] };
const rowsOf = async (owner: Migrator, sql: string): Promise<Rows['rows']> => ((await owner.raw(sql)) as Rows).rows;

/** Relations outside our schema that no extension brought along; or our schema, without our mark. */
async function refuseForeign(owner: Migrator): Promise<void> {
  const found = await rowsOf(owner, `
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      and (n.nspname <> '${BENCH_SCHEMA}' or to_regclass('${BENCH_SCHEMA}.bench_mark') is null)
    limit 1`);
  const [foreign] = found;
  if (foreign === undefined) return;
  throw new Error(`The database holds ${String(foreign['schema'])}.${String(foreign['name'])}, which the bench did not put there. Give it an empty database in DATABASE_URL.`);
}

async function isComplete(owner: Migrator): Promise<boolean> {
  const [there] = await rowsOf(owner, `select to_regclass('${BENCH_SCHEMA}.bench_mark') is not null as marked`);
  if (there?.['marked'] !== true) return false;
  const [mark] = await rowsOf(owner, `select data_version from ${BENCH_SCHEMA}.bench_mark where complete`);
  return mark?.['data_version'] === DATA_VERSION;
}

async function load(owner: Migrator, say: (line: string) => void): Promise<void> {
  await owner.raw(`drop schema if exists ${BENCH_SCHEMA} cascade`);
  await owner.raw(`create schema ${BENCH_SCHEMA}; create table ${BENCH_SCHEMA}.bench_mark (data_version int, complete boolean)`);
  await owner.raw(`insert into ${BENCH_SCHEMA}.bench_mark values (${DATA_VERSION}, false)`);
  await migrate(owner, BENCH_SCHEMA);
  for (const [name, sql] of STEPS) {
    const started = performance.now();
    await owner.raw(sql);
    say(`data: ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await owner.raw(`vacuum (analyze) ${TABLES.join(', ')}`);
  await owner.raw(`update ${BENCH_SCHEMA}.bench_mark set complete = true`);
}

const TABLES = ['tenants', 'api_tokens', 'addresses', 'customers', 'phones', 'loans', 'loan_customers', 'loan_setups', 'payments'];

/** A number that looks random and is the same every time: 0 up to, but not including, `below`. */
const mixed = (of: string, below: number, salt: number): string => `((${of}::bigint * 2654435761 + ${salt} * 40503) % 4294967291 % ${below})`;
const picked = (words: readonly string[], of: string, salt: number): string =>
  `(array[${words.map((word) => `'${word}'`).join(',')}])[1 + ${mixed(of, words.length, salt)}]`;

const FIRST_NAMES = ['Ada', 'Ben', 'Clara', 'David', 'Emma', 'Farid', 'Grace', 'Hugo', 'Iris', 'Jonas', 'Kira', 'Leo', 'Mina', 'Noah', 'Olga', 'Paul'];
const NAME_STARTS = ['An', 'Bar', 'Cor', 'Dal', 'El', 'Fen', 'Gar', 'Hol', 'Iver', 'Jan', 'Kel', 'Lar', 'Mor', 'Nor', 'Or', 'Pel', 'Quin', 'Ros', 'Sal', 'Tor'];
const NAME_ENDS = ['berg', 'dale', 'ford', 'gard', 'holm', 'land', 'man', 'ner', 'quist', 'son', 'stein', 'ton', 'vik', 'well', 'wood', 'worth'];
const CITIES = ['Salem', 'Dover', 'Austin', 'Boise', 'Helena', 'Juneau', 'Lansing', 'Madison'];

const STEPS: readonly (readonly [string, string])[] = [
  ['tenant and token', `
    insert into tenants (id, name) values (${TENANT}, 'bench');
    insert into api_tokens (tenant_id, token_hash, role, label) values (${TENANT}, sha256('${BENCH_TOKEN}'), 'admin', 'Bench')`],
  ['100,000 addresses', `
    insert into addresses (tenant_id, id, address1, city, state, zipcode, country, geo_lat, geo_lon, is_verified)
    select ${TENANT}, i, i || ' Main Street', ${picked(CITIES, 'i', 1)}, 'geo.state.UT', lpad(${mixed('i', 100_000, 2)}::text, 5, '0'),
      'company.country.usa', 40 + ${mixed('i', 1_000_000, 3)} / 1e6, -100 - ${mixed('i', 1_000_000, 4)} / 1e6, i % 3 = 0
    from generate_series(1, ${CUSTOMERS}) i`],
  ['100,000 customers', `
    insert into customers (tenant_id, id, custom_id, status, first_name, last_name, birth_date, gender, email, ssn, credit_limit, fico, total_income, primary_address_id)
    select ${TENANT}, i, 'C-' || i, ${picked(STATUSES, 'i', 5)}, ${picked(FIRST_NAMES, 'i', 6)},
      ${picked(NAME_STARTS, 'i', 7)} || ${picked(NAME_ENDS, '(i / 7)', 8)},
      date '1950-01-01' + ${mixed('i', 18_000, 9)}::int, case when i % 2 = 0 then 'customer.gender.female' else 'customer.gender.male' end,
      'customer' || i || '@mail.example', lpad(i::text, 9, '0'), ${mixed('i', 1_000_000, 10)} / 100.0, 500 + ${mixed('i', 350, 11)},
      20000 + ${mixed('i', 9_000_000, 12)} / 100.0, i
    from generate_series(1, ${CUSTOMERS}) i`],
  ['200,000 phones', `
    insert into phones (tenant_id, id, customer_id, phone, type, is_primary)
    select ${TENANT}, i, (i + 1) / 2, '555' || lpad(${mixed('i', 10_000_000, 13)}::text, 7, '0'),
      case when i % 2 = 1 then 'customer.phoneType.cell' else 'customer.phoneType.home' end, i % 2 = 1
    from generate_series(1, ${2 * CUSTOMERS}) i`],
  ['200,000 loans', `
    insert into loans (tenant_id, id, display_id, title, status, active, contract_date, next_installment_date, maturity_date, due_day, principal_remaining, interest_remaining, total_amount_paid)
    select ${TENANT}, i, 'L-' || i, 'Loan ' || i, case when i % 5 = 0 then 'Closed' else 'Open' end, i % 5 <> 0,
      date '2018-01-01' + (i % 2000), date '2025-07-01' + (i % 28), date '2028-01-01' + (i % 2000), 1 + i % 28,
      ${mixed('i', 5_000_000, 14)} / 100.0, ${mixed('i', 50_000, 15)} / 100.0, ${mixed('i', 900_000, 16)} / 100.0
    from generate_series(1, ${2 * CUSTOMERS}) i`],
  ['200,000 links', `
    insert into loan_customers (tenant_id, id, loan_id, customer_id, role)
    select ${TENANT}, i, i, (i + 1) / 2, 'loan.customerRole.primary' from generate_series(1, ${2 * CUSTOMERS}) i`],
  ['200,000 setups', `
    insert into loan_setups (tenant_id, id, loan_id, loan_amount, loan_rate, loan_term, contract_date, first_payment_date, loan_class, loan_type, payment)
    select ${TENANT}, i, i, ${mixed('i', 6_000_000, 17)} / 100.0, 3 + ${mixed('i', 2_000, 18)} / 100.0, 12 * (1 + i % 7),
      date '2018-01-01' + (i % 2000), date '2018-02-01' + (i % 2000), 'loan.class.consumer', 'loan.type.installment', 50 + ${mixed('i', 90_000, 19)} / 100.0
    from generate_series(1, ${2 * CUSTOMERS}) i`],
  ['1,000,000 payments', `
    insert into payments (tenant_id, id, loan_id, date, amount, principal, interest, info, after_principal_balance)
    select ${TENANT}, i, (i + 4) / 5, date '2019-01-01' + 30 * (i % 5) + (i % 28), 100 + ${mixed('i', 40_000, 20)} / 100.0,
      80 + ${mixed('i', 30_000, 21)} / 100.0, ${mixed('i', 10_000, 22)} / 100.0, 'Payment ' || i, ${mixed('i', 900_000, 23)} / 100.0
    from generate_series(1, ${10 * CUSTOMERS}) i`],
  ['sequences', ['addresses', 'customers', 'phones', 'loans', 'loan_customers', 'loan_setups', 'payments']
    .map((table) => `select setval('${table}_id_seq', (select max(id) from ${table}))`).join(';')],
];
