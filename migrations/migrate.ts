/**
 * Brings a schema up to date with a static list of migrations, and tells how far it is.
 * In: knex on the owner's side and the schema (by default the first of its search path). Out: the schema,
 * with a migration table of its own inside it. Each migration runs in a transaction in which the search
 * path is the schema and `public`, whatever the connection says. It knows no model.
 */
import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

export type MigrationState = 'current' | 'empty' | 'behind';
export type MigrationTarget = { readonly migrations: readonly Migration[]; readonly schema?: string | undefined };

const MIGRATION_TABLE = 'schema_migrations';

export async function migrateTo(knex: Knex, target: MigrationTarget): Promise<void> {
  await knex.migrate.latest(await settings(knex, target));
}

export async function unmigrate(knex: Knex, target: MigrationTarget): Promise<void> {
  await knex.migrate.rollback(await settings(knex, target), true);
}

export async function stateOf(knex: Knex, target: MigrationTarget): Promise<MigrationState> {
  const schema = target.schema ?? (await currentSchema(knex));
  const table = `${schema}.${MIGRATION_TABLE}`;
  if (!(await knex.schema.withSchema(schema).hasTable(MIGRATION_TABLE))) return 'empty';
  const rows = await knex<{ name: string }>(table).select('name');
  const applied = new Set(rows.map((row) => row.name));
  if (applied.size === 0) return 'empty';
  return target.migrations.every(({ name }) => applied.has(name)) ? 'current' : 'behind';
}

async function settings(knex: Knex, target: MigrationTarget): Promise<Knex.MigratorConfig> {
  const schema = target.schema ?? (await currentSchema(knex));
  await knex.raw('create schema if not exists ??', [schema]);
  return migratorConfig(target.migrations, schema);
}

/** The same settings for knex's own command line. */
export const migratorConfig = (migrations: readonly Migration[], schema: string): Knex.MigratorConfig => ({
  tableName: MIGRATION_TABLE,
  schemaName: schema,
  migrationSource: sourceOf(migrations, schema),
});

async function currentSchema(knex: Knex): Promise<string> {
  const answer: unknown = await knex.select(knex.raw('current_schema() as name')).first();
  if (typeof answer === 'object' && answer !== null && 'name' in answer && typeof answer.name === 'string') return answer.name;
  throw new Error('the connection has no schema in its search path, and none was given');
}

function sourceOf(migrations: readonly Migration[], schema: string): Knex.MigrationSource<Migration> {
  const inSchema = (step: Migration['up']) => async (knex: Knex) => {
    await knex.raw('set local search_path to ??, public', [schema]);
    await step(knex);
  };
  return {
    getMigrations: () => Promise.resolve([...migrations]),
    getMigrationName: (migration) => migration.name,
    getMigration: (migration) => Promise.resolve({ up: inSchema(migration.up), down: inSchema(migration.down) }),
  };
}
