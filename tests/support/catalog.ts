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
import type { Authenticate, Role } from '../../src/identity/index.ts';
import type { OperationHandlers } from '../../src/service/index.ts';
import { sender } from './service.ts';
import type { Answer, Send } from './service.ts';
import { forEachDatabase } from './database.ts';
import type { OpenDatabase, TestDatabase } from './database.ts';
import type { NamedInstall } from './install.ts';

let parsed: EdmModel | undefined;
/** Parsed once a worker. */
export const catalogModel = (): EdmModel => (parsed ??= parseModel(readCatalogSources()));

export type Catalog = {
  readonly send: Send;
  readonly db: TestDatabase;
  readonly close: () => Promise<void>;
  /** The same catalog as another process would serve it. */
  readonly beside: () => Send;
};
export type CatalogOptions = {
  readonly observe?: Observe;
  /** Takes the place of seeding, to see what surrounds it. */
  readonly reseed?: (seed: () => Promise<void>) => Promise<void>;
  /** Operations besides the catalog's, declared in a model of the caller's. */
  readonly model?: EdmModel;
  readonly operations?: OperationHandlers;
  readonly role?: Role;
};

const CATALOG: NamedInstall = {
  name: 'catalog',
  into: async (knex, schema) => {
    await migrateTo(knex, { migrations: catalogMigrations, schema });
    await seedCatalog(knex);
  },
};

export async function openCatalog(open: OpenDatabase, { observe, reseed = (seed) => seed(), model = catalogModel(), operations: more = new Map(), role = 'admin' }: CatalogOptions = {}): Promise<Catalog> {
  const db = await open({ install: CATALOG });
  const operations = catalogOperations({ reseed: () => reseed(() => seedCatalog(db.owner)), seedPrices: SEED_PRICES });
  const authenticate: Authenticate = async (request) => ({ ...(await authenticateNobody(request)), role });
  const serve = (): Send => sender(createODataHandler({ model, database: db.database, limits: LIMITS, observe: observe ?? (() => undefined), authenticate, operations: new Map([...operations, ...more]) }));
  return { send: serve(), db, close: db.close, beside: serve };
}

/** The catalog with further declarations in its schema before, in and after its container. */
export function catalogWith(added: { readonly schema?: string; readonly container?: string; readonly after?: string }): EdmModel {
  const sources = readCatalogSources();
  const csdlXml = sources.csdlXml
    .replace('<EntityContainer Name="Container">', (tag) => `${added.schema ?? ''}${tag}${added.container ?? ''}`)
    .replace('</EntityContainer>', (tag) => `${tag}${added.after ?? ''}`);
  return parseModel({ ...sources, csdlXml });
}

export type Shop = { readonly send: Send; readonly get: (target: string, headers?: Readonly<Record<string, string>>) => Promise<Answer> };

/** A suite on the catalog, on each database, with one catalog for the file. */
export function onTheCatalog(suite: (shop: Shop) => void): void {
  forEachDatabase((_name, open) => {
    let catalog: Catalog;
    beforeAll(async () => { catalog = await openCatalog(open, { observe: showBug }); });
    afterAll(() => catalog.close());
    const send: Send = (method, target, options) => catalog.send(method, target, options);
    suite({ send, get: (target, headers = {}) => send('GET', target, { headers }) });
  });
}

/** A 500 in a test shows its cause. */
const showBug: Observe = (observation) => {
  if (observation.kind === 'error') process.stderr.write(`${observation.where}: ${observation.error instanceof Error ? observation.error.stack : String(observation.error)}\n`);
};

/** The key of a seed row by its last two digits. */
export const seedKey = (digits: string): string => `00000000-0000-4000-8000-0000000000${digits}`;
