/**
 * Serves the catalog, a second model that proves the engine knows none: no tenants, no credentials, at
 * the server's root, its seed rows fresh at every start. In: the environment. Out: a running service.
 * On a server its schema is its own; it refuses one that holds anything it did not make.
 */
import { readCatalogSources } from '../metadata/catalog/index.ts';
import { catalogOperations } from '../metadata/catalog/operations.ts';
import { SEED_PRICES, catalogMigrations, seedCatalog } from '../migrations/catalog/index.ts';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { parseModel } from './edm/index.ts';
import { authenticateNobody } from './identity/index.ts';
import { makeLog } from './log.ts';
import { openModel } from './open-model.ts';
import { exitWith, run } from './run.ts';

const SCHEMA = 'catalog';
const PORT = 9090;

async function start(): Promise<void> {
  const config = loadConfig(undefined, { PORT });
  const log = makeLog(config.logLevel);
  const storage = await openModel(config, { schema: SCHEMA, migrations: catalogMigrations, prepare: seedCatalog }, log.observe);
  const model = parseModel(readCatalogSources());
  // Reseeding writes tables that requests may only read: it works on the owner's side.
  const operations = catalogOperations({ reseed: () => seedCatalog(storage.owner), seedPrices: SEED_PRICES });
  const server = createApp({ config, database: storage.database, model, observe: log.observe, path: '', authenticate: authenticateNobody, operations });
  await run({ config, server, storage, log }, (origin) => Promise.resolve(['', `  The catalog, OData v4, no credentials: ${config.publicUrl ?? origin}/`, '']));
}

start().catch(exitWith);
