/**
 * How a test gets a database. `forEachDatabase` runs a suite on the embedded database and, when
 * TEST_DATABASE_URL is set, on that server. In: what to install. Out: a runtime Database of the test's own,
 * the owner's knex, and a close that leaves nothing behind.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { observeNothing } from '../../src/base/index.ts';
import type { Observe } from '../../src/base/index.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from '../../src/db/index.ts';
import type { Database, EmbeddedInstance } from '../../src/db/index.ts';
import { fingerprint, installInto, namedInstall } from './install.ts';
import type { Install, NamedInstall } from './install.ts';
import { makeServerDatabase } from './server-database.ts';

export type TestDatabase = {
  readonly database: Database;
  /** The owner's side: sees every tenant, bypasses the runtime role. */
  readonly owner: Knex;
  readonly schema: string;
  readonly close: () => Promise<void>;
  /** Where it is: an embedded engine, or an address on the server. */
  readonly place: { readonly kind: 'embedded'; readonly instance: EmbeddedInstance } | { readonly kind: 'server'; readonly url: string };
};
export type OpenOptions = { readonly install: Install; readonly statementTimeoutMs?: number; readonly observe?: Observe };
export type OpenDatabase = (options: OpenOptions) => Promise<TestDatabase>;

const SCHEMA = 'service';
const CACHE = 'node_modules/.cache/loan-odata';
const serverUrl = process.env['TEST_DATABASE_URL'];

export function forEachDatabase(suite: (name: 'embedded' | 'server', open: OpenDatabase) => void): void {
  describe('on the embedded database', () => suite('embedded', openOnInstance));
  if (serverUrl) describe('on a PostgreSQL server', () => suite('server', (options) => openOnServer(serverUrl, options)));
}

const settings = (options: OpenOptions) => ({
  schema: SCHEMA,
  role: 'odata_runtime',
  statementTimeoutMs: options.statementTimeoutMs ?? 60_000,
  observe: options.observe ?? observeNothing,
});

async function openOnInstance(options: OpenOptions): Promise<TestDatabase> {
  const { install } = options;
  const named = namedInstall(install);
  const instance = await openInstance(named === undefined ? {} : { snapshot: await snapshotOf(named) });
  const owner = openMigrator({ kind: 'embedded', instance, schema: SCHEMA });
  if (typeof install === 'function') await installInto(owner, SCHEMA, install);
  const database = openEmbedded({ ...settings(options), instance });
  const close = async (): Promise<void> => {
    await database.close();
    await owner.destroy();
    await instance.close();
  };
  return { database, owner, schema: SCHEMA, close, place: { kind: 'embedded', instance } };
}

/** Installing takes longer than loading: the result is kept until what it is made from changes. */
async function snapshotOf({ name, into }: NamedInstall): Promise<Blob> {
  const current = `${name}-${fingerprint()}.tar`;
  const path = join(CACHE, current);
  if (existsSync(path)) return new Blob([readFileSync(path)]);
  const instance = await openInstance({});
  const owner = openMigrator({ kind: 'embedded', instance, schema: SCHEMA });
  await installInto(owner, SCHEMA, into);
  const snapshot = await instance.dump();
  await owner.destroy();
  await instance.close();
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE)) if (old.startsWith(`${name}-`) && !old.startsWith(current)) rmSync(join(CACHE, old), { force: true });
  // Another worker may be writing the same file, under a name of its own: it appears whole or not at all.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, new Uint8Array(await snapshot.arrayBuffer()));
  renameSync(unfinished, path);
  return snapshot;
}

async function openOnServer(server: string, options: OpenOptions): Promise<TestDatabase> {
  const { url, drop } = await makeServerDatabase(server, SCHEMA, options.install);
  const owner = openMigrator({ kind: 'server', url, schema: SCHEMA });
  const database = openServer({ ...settings(options), url, poolSize: 4 });
  const close = async (): Promise<void> => {
    await database.close();
    await owner.destroy();
    await drop();
  };
  return { database, owner, schema: SCHEMA, close, place: { kind: 'server', url } };
}
