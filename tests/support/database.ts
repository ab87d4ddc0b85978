/**
 * How a test gets a database. `forEachDatabase` runs a suite on the embedded database and, when
 * TEST_DATABASE_URL is set, on that server in a schema of its own. In: what to install. Out: a runtime
 * Database, the owner's knex, and a close that leaves nothing behind.
 */
import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import pg from 'pg';
import { observeNothing } from '../../src/base/index.ts';
import type { Observe } from '../../src/base/index.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from '../../src/db/index.ts';
import type { Database } from '../../src/db/index.ts';

export type Install = (knex: Knex) => Promise<void>;
export type TestDatabase = {
  readonly database: Database;
  /** The owner's side: sees every tenant, bypasses the runtime role. */
  readonly owner: Knex;
  readonly schema: string;
  readonly close: () => Promise<void>;
};
export type OpenOptions = { readonly install: Install; readonly statementTimeoutMs?: number; readonly observe?: Observe };
export type OpenDatabase = (options: OpenOptions) => Promise<TestDatabase>;

const serverUrl = process.env['TEST_DATABASE_URL'];

export function forEachDatabase(suite: (name: 'embedded' | 'server', open: OpenDatabase) => void): void {
  describe('on the embedded database', () => suite('embedded', openOnInstance));
  if (serverUrl) describe('on a PostgreSQL server', () => suite('server', (options) => openOnServer(serverUrl, options)));
}

const settings = (schema: string, options: OpenOptions) => ({
  schema,
  role: 'odata_runtime',
  statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
  observe: options.observe ?? observeNothing,
});

async function openOnInstance(options: OpenOptions): Promise<TestDatabase> {
  const schema = 'service';
  const instance = await openInstance({});
  const owner = openMigrator({ kind: 'embedded', instance, schema });
  await owner.raw('create schema ??', [schema]);
  await options.install(owner);
  const database = openEmbedded({ ...settings(schema, options), instance });
  const close = async (): Promise<void> => {
    await database.close();
    await owner.destroy();
    await instance.close();
  };
  return { database, owner, schema, close };
}

async function openOnServer(url: string, options: OpenOptions): Promise<TestDatabase> {
  const schema = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const owner = openMigrator({ kind: 'server', url, schema });
  await owner.raw('create schema ??', [schema]);
  await inTurn(url, () => options.install(owner));
  const database = openServer({ ...settings(schema, options), url, poolSize: 4 });
  const close = async (): Promise<void> => {
    await database.close();
    await owner.raw(`drop schema "${schema}" cascade`);
    await owner.destroy();
  };
  return { database, owner, schema, close };
}

/** Roles and extensions belong to the whole server or database: test files install one after the other. */
async function inTurn(url: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(770815)');
    await work();
  } finally {
    await client.end();
  }
}
