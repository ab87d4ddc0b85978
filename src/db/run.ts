/**
 * `Database` over any source of connections: reads in one round trip, transactions of batches.
 * In: a source (pooled server connections, or turns on the embedded database). Out: the contract of
 * `database.ts`. It owns begin, commit, rollback, the tenant of a batch and the one retry of reads;
 * it knows neither sockets nor PGlite.
 */
import { RequestError } from '../base/index.ts';
import type { Observe } from '../base/index.ts';
import type { Statement } from '../sql/index.ts';
import { encodeBatch, makeNamePolicy } from './batch.ts';
import type { Batch, NamePolicy, PreparedNames } from './batch.ts';
import type { Database, PlanMode, Scope, StatementResult, Transaction } from './database.ts';
import { failureOf, isBroken, toFault } from './sqlstate.ts';

/** One connection, held exclusively until released. */
export type Connection = {
  readonly prepared: PreparedNames;
  /** Sends the bytes and feeds the collector; rejects with the driver's error. */
  readonly send: (batch: Batch) => Promise<void>;
  readonly release: (broken: boolean) => void;
};
export type Source = { readonly acquire: () => Promise<Connection>; readonly close: () => Promise<void> };

type Context = { readonly source: Source; readonly policy: NamePolicy; readonly observe: Observe };

const SCOPE_TEXT = "select set_config('app.tenant', $1, true), set_config('plan_cache_mode', $2, true)";
const PLAN_MODES = { generic: 'force_generic_plan', custom: 'force_custom_plan' } as const;
const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] };
const COMMIT: Statement = { name: 'commit', text: 'commit', values: [] };
const ROLLBACK: Statement = { name: 'rollback', text: 'rollback', values: [] };

const scopeStatement = (scope: Scope, mode: PlanMode): Statement => ({
  name: 'scope',
  text: SCOPE_TEXT,
  values: [scope.tenant === undefined ? '' : String(scope.tenant), PLAN_MODES[mode]],
});

export function makeDatabase(source: Source, observe: Observe): Database {
  const context: Context = { source, policy: makeNamePolicy(), observe };
  return {
    read: (scope, statement, mode) => read(context, [scopeStatement(scope, mode), statement]),
    transaction: (scope, work) => transaction(context, scope, work),
    close: source.close,
  };
}

async function read(context: Context, statements: readonly [Statement, Statement]): Promise<StatementResult> {
  try {
    return await readOnce(context, statements);
  } catch (error) {
    if (!mayRetry(error)) throw error;
    return readOnce(context, statements);
  }
}

/** A forgotten prepared statement or a connection that died under us says nothing about the read itself. */
function mayRetry(error: unknown): boolean {
  return failureOf(error) !== undefined && error instanceof RequestError && error.fault.code === 'DBS502';
}

async function readOnce(context: Context, statements: readonly Statement[]): Promise<StatementResult> {
  const connection = await acquire(context);
  let broken = false;
  try {
    const results = await send(context, connection, { statements, prefix: 1 });
    return results[0] ?? { rows: [], affected: 0 };
  } catch (error) {
    broken = wasBroken(error);
    throw error;
  } finally {
    connection.release(broken);
  }
}

async function acquire({ source, observe }: Context): Promise<Connection> {
  try {
    return await source.acquire();
  } catch (error) {
    // Whatever keeps us from a usable connection, refused or misconfigured, is the same to a client.
    observe({ kind: 'error', where: 'database connection', error });
    throw notReachable();
  }
}

function notReachable(): RequestError {
  return new RequestError({ code: 'DBS502', message: 'The database is not reachable at the moment.', hint: 'Try again shortly.' });
}

type Sending = { readonly statements: readonly Statement[]; /** How many leading statements are ours. */ readonly prefix: number };

async function send(context: Context, connection: Connection, { statements, prefix }: Sending): Promise<readonly StatementResult[]> {
  const started = performance.now();
  const batch = encodeBatch(statements, connection.prepared, context.policy);
  try {
    await connection.send(batch);
  } catch (error) {
    const index = batch.collector.results.length - prefix;
    throw toFault(error, index < 0 ? -1 : index, context.observe);
  }
  const name = statements[prefix]?.name ?? 'unnamed';
  context.observe({ kind: 'statement', name, count: statements.length - prefix, milliseconds: performance.now() - started });
  return batch.collector.results.slice(prefix);
}

const wasBroken = (error: unknown): boolean => {
  const failure = failureOf(error);
  return failure !== undefined && isBroken({ code: failure.sqlstate });
};

async function transaction<T>(context: Context, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const connection = await acquire(context);
  const state: TransactionState = { phase: 'idle', failure: undefined };
  try {
    const value = await work({ run: (statements) => runInTransaction({ context, connection, scope, state }, statements) });
    // Work that swallowed a failed statement must not be told that it was committed.
    if (state.failure !== undefined) throw state.failure;
    const phase = state.phase;
    state.phase = 'ended';
    if (phase === 'open') await send(context, connection, { statements: [COMMIT], prefix: 1 });
    connection.release(false);
    return value;
  } catch (error) {
    connection.release(await abandon(context, connection, { state, error }));
    throw error;
  }
}

type TransactionState = { phase: 'idle' | 'open' | 'ended'; failure: unknown };
type Running = { readonly context: Context; readonly connection: Connection; readonly scope: Scope; readonly state: TransactionState };

async function runInTransaction(running: Running, statements: readonly Statement[]): Promise<readonly StatementResult[]> {
  const { context, connection, scope, state } = running;
  if (state.phase === 'ended') throw new Error('a statement was sent after its transaction had ended');
  const opening = state.phase === 'idle' ? [BEGIN, scopeStatement(scope, 'generic')] : [];
  state.phase = 'open';
  try {
    return await send(context, connection, { statements: [...opening, ...statements], prefix: opening.length });
  } catch (error) {
    state.failure ??= error;
    throw error;
  }
}

/** Rolls back; returns whether the connection is beyond use. */
async function abandon(context: Context, connection: Connection, end: { state: TransactionState; error: unknown }): Promise<boolean> {
  const untouched = end.state.phase === 'idle';
  end.state.phase = 'ended';
  if (untouched) return false;
  if (wasBroken(end.state.failure) || wasBroken(end.error)) return true;
  try {
    await send(context, connection, { statements: [ROLLBACK], prefix: 1 });
    return false;
  } catch {
    return true;
  }
}
