/** The door to a schema's history: bring the loan schema up to date, ask how far it is, install the demo. */
import type { Knex } from 'knex';
import { loanMigrations } from './loans/index.ts';
import { migrateTo, stateOf, unmigrate } from './migrate.ts';
import type { MigrationState } from './migrate.ts';

/** Without a schema, the first one of the connection's search path is meant. */
export const migrate = (knex: Knex, schema?: string): Promise<void> => migrateTo(knex, { migrations: loanMigrations, schema });
export const rollBack = (knex: Knex, schema?: string): Promise<void> => unmigrate(knex, { migrations: loanMigrations, schema });
export const migrationState = (knex: Knex, schema?: string): Promise<MigrationState> => stateOf(knex, { migrations: loanMigrations, schema });

/** For other models: the same with a list of their own. */
export { migrateTo, migratorConfig, stateOf, unmigrate } from './migrate.ts';
export type { MigrationState, MigrationTarget } from './migrate.ts';
export type { Migration } from './migration.ts';
export { loanMigrations } from './loans/index.ts';
/** The demo tenant; installed once, the same rows everywhere. */
export { DEMO_TENANT, DEMO_TOKEN, installDemo } from './loans/demo/index.ts';
/** What every model has besides its own tables. */
export { createRepeatableRequests } from './repeatable-requests.ts';
export { MAKE_RUNTIME_ROLE } from './runtime-role.ts';
