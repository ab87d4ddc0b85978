/**
 * What the instalments ask for by a day, and which of them are paid. Payments fill them from the first on;
 * the smaller of what they ask for and what the whole loan owes is ever due.
 * In: a state and a day. Out: sums and instalments.
 */
import type { Day } from '../dates.ts';
import { ZERO, add, compare, greatest, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { Instalment } from './events.ts';
import type { AccountState } from './state.ts';

/** The amounts of all instalments due by `day`. */
export const dueBy = ({ instalments }: AccountState, day: Day): Ratio =>
  instalments.reduce((sum, instalment) => (instalment.dueDate <= day ? add(sum, instalment.amount) : sum), ZERO);

/** …and of the next one, which a payment before its date pays too. */
export function dueThroughNext(state: AccountState, day: Day): Ratio {
  const next = state.instalments.find(({ dueDate }) => dueDate > day);
  return dueBy(state, next?.dueDate ?? day);
}

/** The first instalment that is not wholly paid, and what is missing. */
export function firstUnpaid(state: AccountState, from = 0): { readonly instalment: Instalment; readonly unpaid: Ratio } | undefined {
  let total = ZERO;
  for (const [index, instalment] of state.instalments.entries()) {
    total = add(total, instalment.amount);
    if (index >= from && compare(total, state.scheduled) > 0) return { instalment, unpaid: subtract(total, greatest(state.scheduled, subtract(total, instalment.amount))) };
  }
  return undefined;
}

/** Whether each instalment is paid, in their order. */
export function paidFlags({ instalments, scheduled }: AccountState): readonly boolean[] {
  let total = ZERO;
  return instalments.map(({ amount }) => {
    total = add(total, amount);
    return compare(total, scheduled) <= 0;
  });
}
