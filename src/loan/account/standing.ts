/**
 * How a loan stands on a day: payoff, per diem, amount due, days past due. In: terms and a state, and a day not
 * before its last event. Out: exact figures; `quoteRounding` is applied to the interest of a quote alone.
 * Payoff = principal + interest accrued to the day + unpaid charges.
 */
import type { Day } from '../dates.ts';
import { ZERO, add, compare, least, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { AccountTerms, Instalment } from './events.ts';
import { firstUnpaid, overdueOn } from './instalments.ts';
import { interestTo, unpaidCharges } from './state.ts';
import type { AccountState } from './state.ts';

export type Quote = { readonly principal: Ratio; readonly interest: Ratio; readonly fees: Ratio; readonly total: Ratio; readonly perDiem: Ratio };

/** What settles the loan on `day`. */
export function quotePayoff(terms: AccountTerms, state: AccountState, day: Day): Quote {
  const interest = roundTo(add(state.accrued, interestTo(terms, state, day)), terms.quoteRounding);
  const fees = unpaidCharges(state);
  return { principal: state.principal, interest, fees, total: add(add(state.principal, interest), fees), perDiem: perDiem(terms, state, day) };
}

/** Interest of the day that begins on `day`, unrounded. */
export const perDiem = (terms: AccountTerms, state: AccountState, day: Day): Ratio =>
  subtract(interestTo(terms, state, day + 1), interestTo(terms, state, day));

export type Standing = {
  /** Instalments due and unpaid, and unpaid charges. */
  readonly amountDue: Ratio;
  /** Of it what is instalments: interest and principal. */
  readonly overdue: Ratio;
  readonly daysPastDue: number;
  /** The first instalment not wholly paid, and what is missing of it. */
  readonly next: { readonly instalment: Instalment; readonly unpaid: Ratio } | undefined;
  readonly isSettled: boolean;
  readonly payoff: Ratio;
};

export function standingOf(terms: AccountTerms, state: AccountState, day: Day, tolerance: Ratio = ZERO): Standing {
  const quote = quotePayoff(terms, state, day);
  const isSettled = compare(quote.total, tolerance) <= 0;
  const owed = add(quote.principal, quote.interest);
  const next = isSettled ? undefined : firstUnpaid(state, owed);
  const overdue = next === undefined ? ZERO : overdueOn(state, day, owed);
  return {
    amountDue: isSettled ? ZERO : least(add(overdue, quote.fees), quote.total),
    overdue: least(overdue, owed),
    daysPastDue: next === undefined ? 0 : Math.max(0, day - next.instalment.dueDate),
    next: next === undefined ? undefined : { ...next, unpaid: least(next.unpaid, owed) },
    isSettled,
    payoff: quote.total,
  };
}
