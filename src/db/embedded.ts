/**
 * The embedded database: PostgreSQL inside this process (PGlite), persisted in a directory or in memory.
 * In: a directory or a snapshot. Out: an instance that hands out turns, and a Database over it.
 * It is one session: whoever has the turn has the session, with the settings it asked for; everybody else queues.
 * A long statement blocks the process, and no statement timeout applies: there is no second thread to watch it.
 */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { serialize } from 'pg-protocol';
import { Parser } from 'pg-protocol/dist/parser.js';
import type { BackendMessage, CommandCompleteMessage, DataRowMessage } from 'pg-protocol/dist/messages.js';
import type { Observe } from '../base/index.ts';
import type { Batch, PreparedNames } from './batch.ts';
import { lockDataDir } from './data-dir.ts';
import type { Database } from './database.ts';
import { makeDatabase } from './run.ts';
import { runtimeSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import { sqlstateOf } from './sqlstate.ts';
import { makeTurns } from './turns.ts';

export type InstanceOptions = {
  /** Absent: in memory. */
  readonly dataDir?: string;
  /** A dump of another instance's directory to start from; only for a fresh instance. */
  readonly snapshot?: Blob;
};

export type EmbeddedInstance = {
  /** Statements of the one session, whoever prepared them. */
  readonly prepared: PreparedNames;
  /** Waits for the turn and switches the session to these settings. */
  readonly takeTurn: (session: string) => Promise<Turn>;
  readonly dump: () => Promise<Blob>;
  readonly close: () => Promise<void>;
};
export type Turn = {
  /** Sends protocol bytes, answers with the server's bytes. */
  readonly exchange: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly end: () => void;
};

export async function openInstance(options: InstanceOptions): Promise<EmbeddedInstance> {
  const unlock = options.dataDir === undefined ? () => undefined : lockDataDir(options.dataDir);
  const pglite = await startEngine(options);
  const turns = makeTurns();
  const exchange = (bytes: Uint8Array): Promise<Uint8Array> => exchangeRaw(pglite, bytes);
  let current: string | undefined;
  const takeTurn = async (session: string): Promise<Turn> => {
    const end = await turns.take();
    try {
      if (session !== current) {
        current = undefined;
        feed(await exchange(serialize.query(session)), () => undefined);
        current = session;
      }
    } catch (error) {
      end();
      throw error;
    }
    return { exchange, end };
  };
  return {
    prepared: new Set(),
    takeTurn,
    dump: () => pglite.dumpDataDir('none'),
    close: async () => {
      const end = await turns.take();
      await pglite.close();
      unlock();
      end();
    },
  };
}

function startEngine({ dataDir, snapshot }: InstanceOptions): Promise<PGlite> {
  return PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir: join(dataDir, 'database') }),
    ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
    extensions: { pg_trgm },
  });
}

async function exchangeRaw(pglite: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // The chunks are views of the engine's memory: copy them before it writes again.
  await pglite.execProtocolRawStream(bytes, { onRawData: (chunk) => chunks.push(chunk.slice()) });
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Walks the messages of a finished exchange; throws the first error the server reported. */
function feed(bytes: Uint8Array, take: (message: BackendMessage) => void): void {
  let failure: BackendMessage | undefined;
  new Parser().parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (message) => {
    if (message.name === 'error') failure ??= message;
    else take(message);
  });
  if (failure !== undefined) throw failure;
}

export type EmbeddedOptions = SessionOptions & { readonly instance: EmbeddedInstance; readonly observe: Observe };

/** Closing this Database leaves the instance open: the instance belongs to who opened it. */
export function openEmbedded(options: EmbeddedOptions): Database {
  const session = runtimeSession(options);
  const { prepared } = options.instance;
  const acquire = async () => {
    const turn = await options.instance.takeTurn(session);
    const release = (broken: boolean): void => {
      if (!broken) return turn.end();
      // There is no other session to go on with: this one forgets its statements, as we do.
      prepared.clear();
      void turn.exchange(serialize.query('rollback; deallocate all')).then(turn.end, turn.end);
    };
    return { prepared, send: (batch: Batch) => sendInTurn(turn, batch), release };
  };
  return makeDatabase({ acquire, close: async () => undefined }, options.observe);
}

async function sendInTurn(turn: Turn, { bytes, collector }: Batch): Promise<void> {
  const reply = await turn.exchange(bytes);
  try {
    feed(reply, (message) => {
      if (message.name === 'dataRow') collector.row((message as DataRowMessage).fields);
      else if (message.name === 'commandComplete') collector.completed((message as CommandCompleteMessage).text);
      else if (message.name === 'parseComplete') collector.parsed();
      else if (message.name === 'emptyQuery') collector.completed('');
    });
  } catch (error) {
    throw sqlstateOf(error) === '26000' && collector.lacks(error) ? tooComplex() : error;
  }
}

/**
 * When a statement is too deep for the engine's stack, the engine says nothing about its Parse, and the Bind
 * behind it finds no statement. A server says 54001; so do we.
 */
const tooComplex = (): Error => Object.assign(new Error('stack depth limit exceeded'), { code: '54001' });
