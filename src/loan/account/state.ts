/**
 * The account between two events, and how interest grows on it. In: terms, a state, a day. Out: a new state.
 * States are never changed, only replaced; no clock.
 */
import type { Day } from '../dates.ts';
import { yearFraction } from '../day-count.ts';
import { ZERO, add, multiply, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { AccountTerms, ChargeEvent, Instalment } from './events.ts';

export type ChargeState = Pick<ChargeEvent, 'id' | 'date' | 'amount' | 'category' | 'interestBearing'> & {
  readonly paid: Ratio;
  readonly waived: Ratio;
  /** The instalment a late fee is for. */
  readonly instalment?: number;
};

/** How one payment was applied. `principal` + `interest` + `fees` + `excess` is its amount. */
export type PaymentSplit = {
  readonly id: string;
  /** The day from which it counts. */
  readonly date: Day;
  readonly principal: Ratio;
  readonly interest: Ratio;
  readonly fees: Ratio;
  /** More than was owed in all. */
  readonly excess: Ratio;
  readonly before: AccountState;
  readonly after: AccountState;
};

export type AccountState = {
  readonly principal: Ratio;
  /** Interest accrued until `accruedTo` and not paid. */
  readonly accrued: Ratio;
  readonly accruedTo: Day;
  readonly annualRate: Ratio;
  readonly charges: readonly ChargeState[];
  readonly instalments: readonly Instalment[];
  /** How much of the instalments, counted from the first, is paid. */
  readonly scheduled: Ratio;
  /** Instalments whose late fee was judged. */
  readonly judged: number;
  readonly lastPayment: { readonly date: Day; readonly amount: Ratio } | undefined;
};

export const openAccount = (terms: AccountTerms): AccountState => ({
  principal: terms.principal, accrued: ZERO, accruedTo: terms.startDate, annualRate: terms.annualRate,
  charges: [], instalments: terms.instalments, scheduled: ZERO, judged: 0, lastPayment: undefined,
});

/** Interest from the last accrual to `day`, with its sign when `day` is earlier; exact. */
export function interestTo(terms: AccountTerms, state: AccountState, day: Day): Ratio {
  if (day === state.accruedTo) return ZERO;
  return multiply(multiply(bearing(state), state.annualRate), yearFraction(terms.dayCount, state.accruedTo, day));
}

export const accrueTo = (terms: AccountTerms, state: AccountState, day: Day): AccountState =>
  (day === state.accruedTo ? state : { ...state, accrued: add(state.accrued, interestTo(terms, state, day)), accruedTo: day });

/** What bears interest: the principal, and the charges that are to. */
function bearing({ principal, charges }: AccountState): Ratio {
  return charges.reduce((base, charge) => (charge.interestBearing ? add(base, unpaidOf(charge)) : base), principal);
}

export const unpaidOf = ({ amount, paid, waived }: ChargeState): Ratio => subtract(amount, add(paid, waived));
export const unpaidCharges = ({ charges }: AccountState): Ratio => charges.reduce((sum, charge) => add(sum, unpaidOf(charge)), ZERO);
