/**
 * A PostgreSQL server as a source of connections: a pool of pg clients, each with the runtime's
 * session settings. In: a connection string and settings. Out: a Database. The batch of `batch.ts` is handed
 * to pg as a query object of our own; this is the only file that relies on how pg calls such objects.
 */
import pg from 'pg';
import type { Observe } from '../base/index.ts';
import type { Batch, PreparedNames } from './batch.ts';
import type { Database } from './database.ts';
import { makeDatabase } from './run.ts';
import type { Connection, Source } from './run.ts';
import { runtimeSession } from './session.ts';
import type { SessionOptions } from './session.ts';

export type ServerOptions = SessionOptions & {
  readonly url: string;
  readonly poolSize: number;
  readonly observe: Observe;
};

/** How long a request waits for a connection before it is told that the database is not reachable. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Connections are renewed so that the memory of their prepared statements does not grow for ever. */
const LIFETIME_SECONDS = 3_600;

export function openServer(options: ServerOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    application_name: 'loan-odata',
    keepAlive: true,
    onConnect: async (client) => {
      // A client that dies while it is checked out reports through its query; without a listener it would end the process.
      client.on('error', () => undefined);
      await client.query(runtimeSession(options));
    },
  });
  pool.on('error', (error) => options.observe({ kind: 'error', where: 'idle database connection', error }));
  return makeDatabase(poolSource(pool), options.observe);
}

function poolSource(pool: pg.Pool): Source {
  const names = new WeakMap<pg.PoolClient, PreparedNames>();
  const acquire = async (): Promise<Connection> => {
    const client = await pool.connect();
    const prepared = names.get(client) ?? new Set<string>();
    names.set(client, prepared);
    return { prepared, send: (batch) => sendThrough(client, batch), release: (broken) => client.release(broken) };
  };
  return { acquire, close: () => pool.end() };
}

/** The part of pg's connection that a query object meets. */
type Wire = {
  readonly stream: { readonly write: (bytes: Uint8Array) => unknown };
  readonly on: (event: 'parseComplete', listener: () => void) => unknown;
  readonly off: (event: 'parseComplete', listener: () => void) => unknown;
};

/** Runs a batch as pg's active query: pg hands us the rows and tells us when the server is ready again. */
function sendThrough(client: pg.PoolClient, { bytes, collector }: Batch): Promise<void> {
  return new Promise((resolve, reject) => {
    let wire: Wire | undefined;
    const settle = (finish: () => void): void => {
      wire?.off('parseComplete', collector.parsed);
      finish();
    };
    const query = {
      submit: (connection: unknown): null => {
        wire = connection as Wire;
        wire.on('parseComplete', collector.parsed);
        wire.stream.write(bytes);
        return null;
      },
      handleRowDescription: (): void => undefined,
      handleDataRow: (message: { fields: (string | null)[] }): void => collector.row(message.fields),
      handleCommandComplete: (message: { text: string }): void => collector.completed(message.text),
      handleEmptyQuery: (): void => collector.completed(''),
      handlePortalSuspended: (): void => undefined,
      handleReadyForQuery: (): void => settle(resolve),
      handleError: (error: unknown): void => settle(() => reject(error)),
    };
    client.query(query);
  });
}
