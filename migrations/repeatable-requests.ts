/**
 * What a service remembers of repeatable requests: each one and its answer, until its time is over.
 * In: the migration's name in a model's history, and for a model with tenants the condition on their rows.
 * Out: a migration. A row is written and answered in one transaction, so that nobody ever sees one without
 * its answer. It is the engine's table, in no model; only `sql/compile-repeat` speaks to it.
 */
import type { Migration } from './migration.ts';
import { MAKE_RUNTIME_ROLE } from './runtime-role.ts';

export type RepeatableRequests = {
  readonly name: string;
  /** The policy on the column `tenant_id`; absent: the model has no tenants, and the table no such column. */
  readonly currentTenant?: string;
};

export function createRepeatableRequests({ name, currentTenant }: RepeatableRequests): Migration {
  const tenant = currentTenant === undefined ? '' : 'tenant_id, ';
  const table = `
    create table repeatable_requests (
      ${currentTenant === undefined ? '' : 'tenant_id int not null,'}
      caller text collate "C" not null,
      request_id uuid not null,
      first_sent timestamptz not null,
      fingerprint text collate "C" not null,
      status int,
      headers text collate "C",
      body text collate "C",
      primary key (${tenant}caller, request_id)
    );
    create index on repeatable_requests (${tenant}first_sent);
    grant select, insert, update, delete on repeatable_requests to odata_runtime`;
  const policy = `
    alter table repeatable_requests enable row level security;
    create policy tenant on repeatable_requests using (${currentTenant}) with check (${currentTenant})`;
  return {
    name,
    up: async (knex) => {
      for (const sql of [MAKE_RUNTIME_ROLE, table, ...(currentTenant === undefined ? [] : [policy])]) await knex.raw(sql);
    },
    down: (knex) => Promise.resolve(knex.raw('drop table repeatable_requests')),
  };
}
