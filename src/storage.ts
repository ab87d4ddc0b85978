/**
 * Which database, and in which state, for the service and for the tools. In: the configuration.
 * Out: a runtime Database ready to serve, or the owner's knex for the time of one piece of work.
 * The embedded database is brought up to date on the way; a server never is: there it only looks.
 */
import { installDemo, migrate, migrationState } from '../migrations/index.ts';
import type { Observe } from './base/index.ts';
import { RUNTIME_ROLE } from './config.ts';
import type { Config } from './config.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from './db/index.ts';
import type { Database, EmbeddedInstance, Migrator } from './db/index.ts';

export type Storage = { readonly database: Database; readonly close: () => Promise<void> };

/** A database that somebody has to prepare first; the message says how. */
export class NotReadyError extends Error {}

export async function openStorage(config: Config, observe: Observe): Promise<Storage> {
  const { schema, statementTimeoutMs, poolSize } = config;
  const settings = { schema, role: RUNTIME_ROLE, statementTimeoutMs, observe };
  if (config.database.kind === 'server') {
    await withOwner(config, (owner) => checkState(owner, schema));
    const database = openServer({ ...settings, url: config.database.url, poolSize });
    return { database, close: database.close };
  }
  const instance = await openInstance({ dataDir: config.database.dataDir });
  const owner = openMigrator({ kind: 'embedded', instance, schema });
  await prepareEmbedded(owner, schema, observe);
  const database = openEmbedded({ ...settings, instance });
  return { database, close: () => closeAll(owner, instance) };
}

async function closeAll(owner: Migrator, instance: EmbeddedInstance): Promise<void> {
  await owner.destroy();
  await instance.close();
}

async function checkState(owner: Migrator, schema: string): Promise<void> {
  const state = await migrationState(owner, schema);
  if (state === 'current') return;
  const found = state === 'empty' ? 'has no tables of this service yet' : 'is older than this version of the service';
  throw new NotReadyError(`The database of DATABASE_URL ${found}. Run: npm run db:migrate\nFor the demo data as well: npm run db:demo`);
}

async function prepareEmbedded(owner: Migrator, schema: string, observe: Observe): Promise<void> {
  const state = await migrationState(owner, schema);
  if (state !== 'current') {
    observe({ kind: 'notice', message: state === 'empty' ? 'creating the database' : 'bringing the database up to date' });
    await migrate(owner, schema);
  }
  // No tenant at all means that nobody has worked here yet: also after a first start that was interrupted.
  const tenants: unknown = await owner('tenants').first('id');
  if (tenants !== undefined) return;
  observe({ kind: 'notice', message: 'installing the demo data' });
  await installDemo(owner);
}

/** Runs `work` with the owner's knex on the configured database, and closes everything afterwards. */
export async function withOwner<T>(config: Config, work: (owner: Migrator) => Promise<T>): Promise<T> {
  const { schema, database } = config;
  if (database.kind === 'server') {
    const owner = openMigrator({ kind: 'server', url: database.url, schema });
    try {
      return await work(owner);
    } finally {
      await owner.destroy();
    }
  }
  const instance = await openInstance({ dataDir: database.dataDir });
  const owner = openMigrator({ kind: 'embedded', instance, schema });
  try {
    return await work(owner);
  } finally {
    await closeAll(owner, instance);
  }
}
