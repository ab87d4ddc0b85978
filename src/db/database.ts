/**
 * The door to a database, embedded or server, seen alike by the whole service.
 * In: statements as values. Out: rows as arrays of text. Each call travels in one round trip:
 * tenant and plan mode are set for exactly that batch (`set_config(…, true)` before one Sync).
 * It knows nothing of entities or JSON, and never lets driver errors out: they become faults.
 */
import type { SqlValue, Statement } from '../sql/index.ts';

export type Row = readonly SqlValue[];
export type StatementResult = { readonly rows: readonly Row[]; readonly affected: number };

/** Whether the planner may reuse a plan made without looking at the values (key-shaped plans). */
export type PlanMode = 'generic' | 'custom';

/** What the database must know of the caller: the tenant's id, or none for models without tenants. */
export type Scope = { readonly tenant: number | undefined };

export type Database = {
  /** Runs one read in one round trip, in an implicit transaction of its own. */
  readonly read: (scope: Scope, statement: Statement, mode: PlanMode) => Promise<StatementResult>;
  /** Runs `work` inside one transaction; any throw rolls back. Retries nothing. */
  readonly transaction: <T>(scope: Scope, work: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
  /** It leads into a transaction that is open already: what fails in it cannot be tried again. */
  readonly isJoined?: true;
};

export type Transaction = {
  /** Runs the statements in order, in one round trip; fails as a whole with the first that fails. */
  readonly run: (statements: readonly Statement[]) => Promise<readonly StatementResult[]>;
};
