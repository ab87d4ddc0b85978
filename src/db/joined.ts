/**
 * A transaction that is already open, as a `Database`: whatever opens a transaction on it joins that one.
 * In: an open transaction and its scope. Out: a Database for work that knows nothing of what surrounds it.
 * Work that fails must let the error through: the transaction around it ends with it.
 */
import type { Database, Scope, StatementResult, Transaction } from './database.ts';

export function joined(tx: Transaction, outer: Scope): Database {
  const check = ({ tenant }: Scope): void => {
    if (tenant !== outer.tenant) throw new Error('work for one tenant cannot join the transaction of another');
  };
  const read = async (scope: Scope, statement: Parameters<Database['read']>[1]): Promise<StatementResult> => {
    check(scope);
    const [result] = await tx.run([statement]);
    return result ?? { rows: [], affected: 0 };
  };
  const transaction: Database['transaction'] = (scope, work) => {
    check(scope);
    return work(tx);
  };
  return { isJoined: true, read, transaction, close: () => Promise.resolve() };
}
