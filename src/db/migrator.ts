/**
 * knex on the owner's side, for migrations, demo data and tokens: never for requests.
 * In: a server's connection string or an embedded instance, and the schema. Out: a knex instance whose
 * search path starts with that schema. On the embedded database pg's own client talks through a stream
 * that ends in PGlite; knex holds the turn for as long as it holds the connection.
 */
import { Duplex } from 'node:stream';
import knex from 'knex';
import type { Knex } from 'knex';
import PostgresClient from 'knex/lib/dialects/postgres/index.js';
import pg from 'pg';
import type { EmbeddedInstance, Turn } from './embedded.ts';
import { ownerSession } from './session.ts';

/** What works on the owner's side hold; a name of ours, so that knex stays in this room. */
export type Migrator = Knex;

export type MigratorTarget =
  | { readonly kind: 'server'; readonly url: string; readonly schema: string }
  | { readonly kind: 'embedded'; readonly instance: EmbeddedInstance; readonly schema: string };

/** The schema need not exist yet: whoever installs something names it and makes it. */
export function openMigrator(target: MigratorTarget): Migrator {
  return target.kind === 'server' ? openOnServer(target.url, target.schema) : openOnInstance(target.instance, target.schema);
}

/** Failures reach the caller as errors; knex need not print them as well. */
const QUIET = { error: () => undefined };

function openOnServer(url: string, schema: string): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'loan-odata migrator' },
    searchPath: [schema, 'public'],
    pool: { min: 0, max: 2 },
    log: QUIET,
  });
}

function openOnInstance(instance: EmbeddedInstance, schema: string): Knex {
  return knex({ client: makeEmbeddedClient(instance, ownerSession(schema)), connection: {}, pool: { min: 0, max: 1 }, log: QUIET });
}

function makeEmbeddedClient(instance: EmbeddedInstance, session: string): typeof Knex.Client {
  let turn: Turn | undefined;
  const exchange = (bytes: Uint8Array): Promise<Uint8Array> => {
    if (turn === undefined) throw new Error('the migrator used the embedded database without a turn');
    return turn.exchange(bytes);
  };
  class EmbeddedClient extends PostgresClient {
    override async acquireConnection(): Promise<unknown> {
      const taken = await instance.takeTurn(session);
      turn = taken;
      try {
        return await super.acquireConnection();
      } catch (error) {
        taken.end();
        throw error;
      }
    }
    override async releaseConnection(connection: unknown): Promise<void> {
      const taken = turn;
      await super.releaseConnection(connection);
      taken?.end();
    }
    /** knex's own hook for making a connection. */
    async _acquireOnlyConnection(): Promise<pg.Client> {
      const client = new pg.Client({ stream: () => streamInto(exchange), ssl: false, user: 'postgres', database: 'postgres' });
      await client.connect();
      return client;
    }
  }
  return EmbeddedClient;
}

/** A socket as pg expects one, whose other end is the embedded database. */
function streamInto(exchange: (bytes: Uint8Array) => Promise<Uint8Array>): Duplex {
  const deliver = (bytes: Uint8Array, done: (error?: Error) => void): void => {
    exchange(bytes).then((answer) => {
      done();
      if (answer.length > 0) stream.push(Buffer.from(answer));
    }, done);
  };
  const stream: Duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Uint8Array, _encoding, done) => deliver(chunk, done),
    // pg corks what belongs together; the engine must see it as one message.
    writev: (chunks, done) => deliver(Buffer.concat(chunks.map(({ chunk }) => chunk as Uint8Array)), done),
    final: (done) => {
      stream.push(null);
      done();
    },
  });
  const same = (): Duplex => stream;
  return Object.assign(stream, {
    setNoDelay: same,
    setKeepAlive: same,
    ref: same,
    unref: same,
    connect: () => {
      process.nextTick(() => stream.emit('connect'));
      return stream;
    },
  });
}
