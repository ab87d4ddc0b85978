/**
 * Several statements as one message to PostgreSQL: per statement Parse (when it is new), Bind and
 * Execute, then one Sync, so that they travel in one round trip and form one implicit transaction.
 * In: statements and the names this connection has prepared. Out: bytes, and a collector that takes
 * the server's messages. Values and rows are text; no Describe is sent, because nobody needs column types.
 * A name counts as prepared only on its ParseComplete: after an error the server skips what follows.
 */
import { serialize } from 'pg-protocol';
import type { Statement } from '../sql/index.ts';
import type { Row, StatementResult } from './database.ts';

/** Per connection: the names the server has confirmed. */
export type PreparedNames = Set<string>;

/** Decides which statements are worth a name. Shared by the connections of one database. */
export type NamePolicy = { readonly mayPrepare: (name: string, prepared: PreparedNames) => boolean };

export type Batch = { readonly bytes: Uint8Array; readonly collector: Collector };

export type Collector = {
  readonly results: StatementResult[];
  readonly parsed: () => void;
  readonly row: (fields: Row) => void;
  readonly completed: (tag: string) => void;
  /** Whether the error is about a statement that this very batch should have prepared. */
  readonly lacks: (error: unknown) => boolean;
};

/** Each named statement costs the server memory on every connection that prepares it. */
const USES_BEFORE_NAME = 3;
const NAMES_PER_CONNECTION = 200;
const COUNTED_NAMES = 5_000;

const EXECUTE = serialize.execute();
const SYNC = serialize.sync();

export function makeNamePolicy(): NamePolicy {
  const uses = new Map<string, number>();
  const mayPrepare = (name: string, prepared: PreparedNames): boolean => {
    const count = (uses.get(name) ?? 0) + 1;
    if (uses.size > COUNTED_NAMES) uses.clear();
    uses.set(name, count);
    return count >= USES_BEFORE_NAME && prepared.size < NAMES_PER_CONNECTION;
  };
  return { mayPrepare };
}

export function encodeBatch(statements: readonly Statement[], prepared: PreparedNames, policy: NamePolicy): Batch {
  const parts: Uint8Array[] = [];
  const parsing: string[] = []; // one per Parse in this batch, '' for unnamed
  const known = (name: string): boolean => prepared.has(name) || parsing.includes(name);
  for (const statement of statements) {
    let name = statement.name ?? '';
    if (name !== '' && !known(name) && !policy.mayPrepare(name, prepared)) name = '';
    if (name === '' || !known(name)) {
      parts.push(serialize.parse({ name, text: statement.text }));
      parsing.push(name);
    }
    parts.push(serialize.bind({ statement: name, values: [...statement.values] }), EXECUTE);
  }
  parts.push(SYNC);
  return { bytes: Buffer.concat(parts), collector: makeCollector(parsing, prepared) };
}

function makeCollector(parsing: readonly string[], prepared: PreparedNames): Collector {
  const results: StatementResult[] = [];
  let rows: Row[] = [];
  let parsedCount = 0;
  return {
    results,
    parsed: () => {
      const name = parsing[parsedCount++];
      if (name) prepared.add(name);
    },
    row: (fields) => {
      rows.push(fields);
    },
    completed: (tag) => {
      results.push({ rows, affected: affectedBy(tag) });
      rows = [];
    },
    lacks: (error) => {
      const next = parsing[parsedCount];
      const message = error instanceof Error ? error.message : '';
      return next !== undefined && (next === '' ? message.startsWith('unnamed') : message.includes(`"${next}"`));
    },
  };
}

/** `INSERT 0 3`, `UPDATE 3`, `SELECT 12`, `BEGIN`: the last word is the row count, if it is a number. */
function affectedBy(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
}
