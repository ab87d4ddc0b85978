/**
 * Serves the catalog, a second model that proves the engine knows none: no tenants, no credentials, at
 * the server's root, its seed rows fresh at every start. In: the environment. Out: a running service.
 * On a server its schema is its own; it refuses one that holds anything it did not make.
 */
import { readCatalogSources } from '../metadata/catalog/index.ts';
import { catalogOperations } from '../metadata/catalog/operations.ts';
import { SEED_PRICES, catalogMigrations, seedCatalog } from '../migrations/catalog/index.ts';
import { migrateTo, stateOf } from '../migrations/index.ts';
import { createApp } from './app.ts';
import { RUNTIME_ROLE, loadConfig } from './config.ts';
import type { Config } from './config.ts';
import type { Observe } from './base/index.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from './db/index.ts';
import type { Migrator } from './db/index.ts';
import { parseModel } from './edm/index.ts';
import { authenticateNobody } from './identity/index.ts';
import { makeLog } from './log.ts';
import { exitWith, run } from './run.ts';
import type { Storage } from './storage.ts';

const SCHEMA = 'catalog';
const PORT = 9090;

async function start(): Promise<void> {
  const config = loadConfig(undefined, { PORT });
  const log = makeLog(config.logLevel);
  const storage = await openCatalog(config, log.observe);
  const model = parseModel(readCatalogSources());
  const operations = catalogOperations({ reseed: storage.reseed, seedPrices: SEED_PRICES });
  const server = createApp({ config, database: storage.database, model, observe: log.observe, path: '', authenticate: authenticateNobody, operations });
  await run({ config, server, storage, log }, (origin) => Promise.resolve(['', `  The catalog, OData v4, no credentials: ${config.publicUrl ?? origin}/`, '']));
}

/** The owner's side stays open: reseeding writes tables that requests may only read. */
type CatalogStorage = Storage & { readonly reseed: () => Promise<void> };

async function openCatalog(config: Config, observe: Observe): Promise<CatalogStorage> {
  const settings = { schema: SCHEMA, role: RUNTIME_ROLE, statementTimeoutMs: config.statementTimeoutMs, observe };
  if (config.database.kind === 'server') {
    const { url } = config.database;
    const owner = openMigrator({ kind: 'server', url, schema: SCHEMA });
    await prepare(owner);
    const database = openServer({ ...settings, url, poolSize: config.poolSize });
    return { database, reseed: () => seedCatalog(owner), close: () => database.close().finally(() => owner.destroy()) };
  }
  const instance = await openInstance({});
  const owner = openMigrator({ kind: 'embedded', instance, schema: SCHEMA });
  await prepare(owner);
  const database = openEmbedded({ ...settings, instance });
  return { database, reseed: () => seedCatalog(owner), close: () => owner.destroy().finally(() => instance.close()) };
}

async function prepare(owner: Migrator): Promise<void> {
  const target = { migrations: catalogMigrations, schema: SCHEMA };
  const state = await stateOf(owner, target);
  if (state === 'empty') await refuseForeign(owner);
  if (state !== 'current') await migrateTo(owner, target);
  await seedCatalog(owner);
}

async function refuseForeign(owner: Migrator): Promise<void> {
  const { rows } = await owner.raw('select table_name from information_schema.tables where table_schema = ? limit 1', [SCHEMA]);
  if (rows.length > 0) throw new Error(`The schema ${SCHEMA} of DATABASE_URL holds tables this service did not make; it will not touch them.`);
}

start().catch(exitWith);
