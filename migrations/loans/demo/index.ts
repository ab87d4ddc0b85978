/**
 * The demo: one tenant with enough customers and loans that lists, pages and charts have something to show.
 * In: knex on the owner's side, on a migrated schema. Out: true when the tenant was installed, false when it
 * was there already. All in one transaction, the same rows every time. Its API token is `demo`.
 */
import type { Knex } from 'knex';
import { insertRows } from './insert-rows.ts';
import type { DemoRow, DemoRows } from './insert-rows.ts';
import { makeCustomers } from './make-customers.ts';
import { makeLoans } from './make-loans.ts';
import { makeRandom } from './random.ts';
import {
  PAYMENT_MODES, SAMPLE_CHARGES, SAMPLE_INSTALLMENTS, SAMPLE_OTHER_TRANSACTIONS, SAMPLE_PAYMENTS, SAMPLE_SUMMARIES,
} from './sample-account.ts';
import { SHOWCASE } from './showcase.ts';
import { makeValueLists } from './value-lists.ts';

export const DEMO_TENANT = 'demo';
export const DEMO_TOKEN = 'demo';
const CUSTOMER_COUNT = 1_000;
const LOAN_COUNT = 1_500;
const SEED = 20_250_630;

/** Referenced tables first. */
const TABLES = [
  'offices', 'addresses', 'customers', 'phones', 'employers', 'credit_scores', 'references', 'checking_accounts', 'credit_cards',
  'payment_accounts', 'social_profiles', 'loans', 'loan_customers', 'loan_setups', 'loan_settings', 'custom_fields', 'custom_field_values',
  'documents', 'notes', 'payment_modes', 'installments', 'schedule_summaries', 'payments', 'charges', 'other_transactions', 'status_archive', 'enum_items',
];
/** Sequences behind record names, with the table whose names they number. */
const NAME_SEQUENCES = {
  loan_names: 'loans', installment_names: 'installments', schedule_summary_names: 'schedule_summaries',
  payment_names: 'payments', charge_names: 'charges', other_transaction_names: 'other_transactions',
};

export async function installDemo(knex: Knex): Promise<boolean> {
  return knex.transaction(async (trx) => {
    await trx.raw("select pg_advisory_xact_lock(hashtext('install demo'))");
    const [tenant] = await trx('tenants').insert({ name: DEMO_TENANT }).onConflict('name').ignore().returning<{ id: number }[]>('id');
    if (tenant === undefined) return false;
    await trx.raw(
      "insert into api_tokens (tenant_id, token_hash, role, label, is_demo) values (?, sha256(convert_to(?, 'UTF8')), 'admin', 'Demo administrator', true)",
      [tenant.id, DEMO_TOKEN],
    );
    const rows = makeRows();
    for (const table of TABLES) await insertRows(trx, tenant.id, table, rows[table] ?? []);
    await trx.raw(sequencesSql());
    await trx.raw(`analyze ${TABLES.map((table) => `"${table}"`).join(', ')}`);
    return true;
  });
}

function makeRows(): DemoRows {
  const random = makeRandom(SEED);
  const customers = makeCustomers(random, CUSTOMER_COUNT);
  const loans = makeLoans(random, customers, LOAN_COUNT);
  const sample: DemoRows = {
    payment_modes: PAYMENT_MODES, installments: SAMPLE_INSTALLMENTS, schedule_summaries: SAMPLE_SUMMARIES, payments: SAMPLE_PAYMENTS,
    charges: SAMPLE_CHARGES, other_transactions: SAMPLE_OTHER_TRANSACTIONS, enum_items: makeValueLists(),
  };
  return [SHOWCASE, customers, loans, sample].reduce<Record<string, DemoRow[]>>((all, part: DemoRows) => {
    for (const [table, rows] of Object.entries(part)) all[table] = [...(all[table] ?? []), ...rows];
    return all;
  }, {});
}

/** Ids and names given out from now on lie past those installed; a sequence never goes back. */
function sequencesSql(): string {
  const ids = TABLES.map((table) => [`${table}_id_seq`, `(select max(id) from "${table}")`] as const);
  const names = Object.entries(NAME_SEQUENCES).map(([sequence, table]) => [sequence, `(select max(substring(name from '[0-9]+$')::int) from ${table})`] as const);
  return [...ids, ...names].map(([sequence, highest]) => `select setval('"${sequence}"', greatest(${highest}, (select last_value from "${sequence}")))`).join(';\n');
}
