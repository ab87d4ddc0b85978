/**
 * The catalog for tests: its model over a test database with its seed rows, called without a socket.
 * In: how to open a database. Out: `send`, the database, and a way to close both.
 */
import { readCatalogSources } from '../../metadata/catalog/index.ts';
import { catalogOperations } from '../../metadata/catalog/operations.ts';
import { SEED_PRICES, catalogMigrations, seedCatalog } from '../../migrations/catalog/index.ts';
import { migrateTo } from '../../migrations/index.ts';
import { createODataHandler } from '../../src/api/odata/index.ts';
import { LIMITS } from '../../src/base/index.ts';
import type { Observe } from '../../src/base/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import { authenticateNobody } from '../../src/identity/index.ts';
import { sender } from './service.ts';
import type { Send } from './service.ts';
import type { OpenDatabase, TestDatabase } from './database.ts';

let parsed: EdmModel | undefined;
/** Parsed once a worker. */
export const catalogModel = (): EdmModel => (parsed ??= parseModel(readCatalogSources()));

export type Catalog = { readonly send: Send; readonly db: TestDatabase; readonly close: () => Promise<void> };
export type CatalogOptions = { readonly pageSize?: number; readonly observe?: Observe; /** Takes the place of seeding, to see what surrounds it. */ readonly reseed?: (seed: () => Promise<void>) => Promise<void> };

export async function openCatalog(open: OpenDatabase, { pageSize, observe, reseed = (seed) => seed() }: CatalogOptions = {}): Promise<Catalog> {
  const db = await open({
    install: async (knex) => {
      const schema: string = (await knex.raw('select current_schema() as name')).rows[0].name;
      await migrateTo(knex, { migrations: catalogMigrations, schema });
      await seedCatalog(knex);
    },
  });
  const operations = catalogOperations({ reseed: () => reseed(() => seedCatalog(db.owner)), seedPrices: SEED_PRICES });
  const limits = pageSize === undefined ? LIMITS : { ...LIMITS, pageSize };
  const handle = createODataHandler({ model: catalogModel(), database: db.database, limits, observe: observe ?? (() => undefined), authenticate: authenticateNobody, operations });
  return { send: sender(handle), db, close: db.close };
}

/** The key of a seed row by its last two digits. */
export const seedKey = (digits: string): string => `00000000-0000-4000-8000-0000000000${digits}`;
