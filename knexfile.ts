/**
 * Settings for knex's own command line, for instance `npx knex --knexfile dist/knexfile.js migrate:status`.
 * In: the service's settings. Out: a connection and the static list of migrations. It speaks to a server
 * only; the embedded database belongs to the process that opened it.
 */
import type { Knex } from 'knex';
import { loanMigrations, migratorConfig } from './migrations/index.ts';
import { loadConfig } from './src/config.ts';

const { database, schema } = loadConfig();
if (database.kind !== 'server') throw new Error('set DATABASE_URL: the knex command line works on a PostgreSQL server');

const settings: Knex.Config = {
  client: 'pg',
  connection: database.url,
  searchPath: [schema, 'public'],
  migrations: migratorConfig(loanMigrations, schema),
};

export default settings;
