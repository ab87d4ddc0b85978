/**
 * Columns that come to tables later, and the read views that show them. In: columns by table, as SQL has them.
 * Out: a migration. `softDeleted` names the tables whose deleted rows no view shows.
 */
import type { Migration } from '../migration.ts';
import { readViewOf } from './entity-table.ts';

export type AddedColumns = { readonly name: string; readonly columns: Readonly<Record<string, readonly string[]>>; readonly softDeleted?: readonly string[] };

export function addColumns({ name, columns, softDeleted = [] }: AddedColumns): Migration {
  const viewOf = (table: string): string => readViewOf(table, softDeleted.includes(table));
  return {
    name,
    up: async (knex) => {
      for (const [table, added] of Object.entries(columns)) {
        await knex.raw([...added.map((column) => `alter table "${table}" add column ${column}`), viewOf(table).replace('create view', 'create or replace view')].join(';\n'));
      }
    },
    down: async (knex) => {
      for (const [table, added] of Object.entries(columns)) {
        const names = added.map((column) => column.split(' ')[0] ?? '');
        await knex.raw([`drop view "${table}_read"`, ...names.map((column) => `alter table "${table}" drop column "${column}"`), viewOf(table), `grant select on "${table}_read" to odata_runtime`].join(';\n'));
      }
    },
  };
}
