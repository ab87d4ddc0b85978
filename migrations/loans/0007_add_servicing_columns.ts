/**
 * What servicing needs to know besides: what an instalment was sized on, what a payment made anew, when and how far a charge
 * was waived, and the instalment a late fee is for. In: the tables of 0003 and 0004. Out: columns, and views that show them.
 */
import type { Migration } from '../migration.ts';
import { CURRENT_TENANT } from './entity-table.ts';

const COLUMNS = {
  loan_setups: ['payment_basis text collate "C"'],
  payments: ['reamortize text collate "C"'],
  charges: ["waive_date date check (waive_date between '0001-01-01' and '9999-12-31')", 'waived_amount numeric(19,4)', 'installment_number int'],
} as const;

const viewOf = (table: string): string => `create or replace view "${table}_read" as select * from "${table}" where ${CURRENT_TENANT}`;

export const addServicingColumns: Migration = {
  name: '0007_add_servicing_columns',
  up: async (knex) => {
    for (const [table, columns] of Object.entries(COLUMNS)) await knex.raw([...columns.map((column) => `alter table "${table}" add column ${column}`), viewOf(table)].join(';\n'));
  },
  down: async (knex) => {
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const names = columns.map((column) => column.split(' ')[0] ?? '');
      await knex.raw([`drop view "${table}_read"`, ...names.map((name) => `alter table "${table}" drop column "${name}"`), viewOf(table), `grant select on "${table}_read" to odata_runtime`].join(';\n'));
    }
  },
};
