/**
 * The catalog as `npm run start:catalog` serves it: its own storage, at the root of a real server.
 * In: the environment. Out: `ask`, which sends a target exactly as it is written, and a close.
 */
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { readCatalogSources } from '../../metadata/catalog/index.ts';
import { catalogOperations } from '../../metadata/catalog/operations.ts';
import { SEED_PRICES, catalogMigrations, seedCatalog } from '../../migrations/catalog/index.ts';
import { createApp } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import { parseModel } from '../../src/edm/index.ts';
import { listen, stop } from '../../src/http/index.ts';
import { authenticateNobody } from '../../src/identity/index.ts';
import { openModel } from '../../src/open-model.ts';
import type { Json } from './service.ts';

export type Raw = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string; readonly json: Json };
export type Asking = { readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
export type CatalogServer = { readonly port: number; readonly ask: (method: string, target: string, asking?: Asking) => Promise<Raw>; readonly close: () => Promise<void> };

/** `schema` is the catalog's own on a server; tests that run beside each other need one each. */
export async function serveCatalog(schema: string, environment: Readonly<Record<string, string>> = {}): Promise<CatalogServer> {
  const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment });
  const storage = await openModel(config, { schema, migrations: catalogMigrations, prepare: seedCatalog }, observeNothing);
  const operations = catalogOperations({ reseed: () => seedCatalog(storage.owner), seedPrices: SEED_PRICES });
  const server = createApp({ config, database: storage.database, model: parseModel(readCatalogSources()), observe: observeNothing, path: '', authenticate: authenticateNobody, operations });
  const port = Number(new URL(await listen(server, config)).port);
  return { port, ask: (method, target, asking = {}) => ask({ method, path: target, port }, asking), close: () => stop(server).then(storage.close) };
}

function ask(target: { readonly method: string; readonly path: string; readonly port: number }, { headers = {}, body }: Asking): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...target, host: '127.0.0.1', headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
