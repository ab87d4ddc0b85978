/**
 * What the instalments ask for by a day, and which of them are paid. Payments fill them from the first on;
 * the smaller of what they ask for and what the whole loan owes is ever due, and with the last one all of it.
 * In: a state and a day. Out: sums and instalments. Instalments stand in the order of their dates.
 */
import type { Day } from '../dates.ts';
import { ZERO, add, compare, greatest, isPositive, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { Instalment } from './events.ts';
import type { AccountState } from './state.ts';

/** Sums up to and with each instalment; worked out once for each list, which is never changed. */
const TOTALS = new WeakMap<readonly Instalment[], readonly Ratio[]>();

function totalsOf(instalments: readonly Instalment[]): readonly Ratio[] {
  const known = TOTALS.get(instalments);
  if (known !== undefined) return known;
  let total = ZERO;
  const totals = instalments.map(({ amount }) => (total = add(total, amount)));
  TOTALS.set(instalments, totals);
  return totals;
}

/** The amounts of all instalments due by `day`. */
export function dueBy({ instalments }: AccountState, day: Day): Ratio {
  const index = instalments.findLastIndex(({ dueDate }) => dueDate <= day);
  return totalsOf(instalments)[index] ?? ZERO;
}

/** …and of the next one, which a payment before its date pays too. */
export function dueThroughNext(state: AccountState, day: Day): Ratio {
  const next = state.instalments.find(({ dueDate }) => dueDate > day);
  return dueBy(state, next?.dueDate ?? day);
}

/** The first instalment that is not wholly paid, and what is missing: of the last one, whatever is `owed` when all are paid. */
export function firstUnpaid({ instalments, scheduled }: AccountState, owed: Ratio): { readonly instalment: Instalment; readonly unpaid: Ratio } | undefined {
  const totals = totalsOf(instalments);
  const index = totals.findIndex((total) => compare(total, scheduled) > 0);
  const [instalment, total] = [instalments.at(index), totals[index]];
  if (instalment === undefined || !isPositive(owed)) return undefined;
  if (total === undefined) return { instalment, unpaid: owed };
  return { instalment, unpaid: subtract(total, greatest(scheduled, subtract(total, instalment.amount))) };
}

/** What is due and unpaid of the instalments. What interest ran for paying late is due with the last one, like all that is `owed`. */
export function overdueOn(state: AccountState, day: Day, owed: Ratio): Ratio {
  const last = state.instalments.at(-1);
  return last !== undefined && last.dueDate <= day ? owed : greatest(ZERO, subtract(dueBy(state, day), state.scheduled));
}

/** Whether each instalment is paid, in their order. The last one is when the loan is settled, and then all are. */
export function paidFlags({ instalments, scheduled }: AccountState, isSettled: boolean): readonly boolean[] {
  return totalsOf(instalments).map((total, i) => isSettled || (i < instalments.length - 1 && compare(total, scheduled) <= 0));
}
