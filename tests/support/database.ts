/**
 * How a test gets a database. `forEachDatabase` runs a suite on the embedded database and, when
 * TEST_DATABASE_URL is set, on that server in a schema of its own. In: what to install. Out: a runtime
 * Database, the owner's knex, and a close that leaves nothing behind.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import pg from 'pg';
import { installDemo, migrate } from '../../migrations/index.ts';
import { observeNothing } from '../../src/base/index.ts';
import type { Observe } from '../../src/base/index.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from '../../src/db/index.ts';
import type { Database, EmbeddedInstance } from '../../src/db/index.ts';

/** `loans`: the loan schema, empty. `demo`: with the demo tenant. Otherwise whatever the test makes itself. */
export type Install = 'loans' | 'demo' | ((knex: Knex) => Promise<void>);
export type TestDatabase = {
  readonly database: Database;
  /** The owner's side: sees every tenant, bypasses the runtime role. */
  readonly owner: Knex;
  readonly schema: string;
  readonly close: () => Promise<void>;
  /** The embedded engine itself, where there is one. */
  readonly instance?: EmbeddedInstance;
};
export type OpenOptions = { readonly install: Install; readonly statementTimeoutMs?: number; readonly observe?: Observe };
export type OpenDatabase = (options: OpenOptions) => Promise<TestDatabase>;

const EMBEDDED_SCHEMA = 'service';
const CACHE = 'node_modules/.cache/loan-odata';
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
  const { install } = options;
  const instance = typeof install === 'string' ? await openInstance({ snapshot: await snapshotOf(install) }) : await openInstance({});
  const owner = openMigrator({ kind: 'embedded', instance, schema: EMBEDDED_SCHEMA });
  if (typeof install !== 'string') await installInto(owner, EMBEDDED_SCHEMA, install);
  const database = openEmbedded({ ...settings(EMBEDDED_SCHEMA, options), instance });
  const close = async (): Promise<void> => {
    await database.close();
    await owner.destroy();
    await instance.close();
  };
  return { database, owner, schema: EMBEDDED_SCHEMA, close, instance };
}

async function installInto(owner: Knex, schema: string, install: Install): Promise<void> {
  await owner.raw('create schema if not exists ??', [schema]);
  if (typeof install !== 'string') return install(owner);
  await migrate(owner, schema);
  if (install === 'demo') await installDemo(owner);
}

/** Installing takes longer than loading: the result is kept until the migrations or the engine change. */
async function snapshotOf(install: 'loans' | 'demo'): Promise<Blob> {
  const path = join(CACHE, `${install}-${fingerprint()}.tar.gz`);
  if (existsSync(path)) return new Blob([readFileSync(path)]);
  const instance = await openInstance({});
  const owner = openMigrator({ kind: 'embedded', instance, schema: EMBEDDED_SCHEMA });
  await installInto(owner, EMBEDDED_SCHEMA, install);
  const snapshot = await instance.dump();
  await owner.destroy();
  await instance.close();
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE)) if (old.startsWith(`${install}-`)) rmSync(join(CACHE, old), { force: true });
  // Another worker may be writing the same file: it appears whole or not at all.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, new Uint8Array(await snapshot.arrayBuffer()));
  renameSync(unfinished, path);
  return snapshot;
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version).update(readFileSync('package-lock.json'));
  const files = readdirSync('migrations', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join('migrations', name)));
  return hash.digest('hex').slice(0, 20);
}

async function openOnServer(url: string, options: OpenOptions): Promise<TestDatabase> {
  const schema = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const owner = openMigrator({ kind: 'server', url, schema });
  await inTurn(url, () => installInto(owner, schema, options.install));
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
