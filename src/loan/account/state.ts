/**
 * The account between two events, and how interest grows on it. In: terms, a state, a day. Out: a new state.
 * States are never changed, only replaced; no clock.
 */
import type { Day } from '../dates.ts';
import { yearFraction } from '../day-count.ts';
import { ZERO, add, greatest, isPositive, multiply, ratioOf, subtract } from '../ratio.ts';
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
  /** Of interest that is agreed with the instalments: what has run since the start, and what runs beside that of the instalments. */
  readonly earned: Ratio;
  readonly beside: Ratio;
  readonly charges: readonly ChargeState[];
  readonly instalments: readonly Instalment[];
  /** How much of the instalments, counted from the first, is paid. */
  readonly scheduled: Ratio;
  /** Instalments whose late fee was judged. */
  readonly judged: number;
  readonly lastPayment: { readonly date: Day; readonly amount: Ratio } | undefined;
};

export const openAccount = (terms: AccountTerms): AccountState => ({
  principal: terms.principal, accrued: ZERO, accruedTo: terms.startDate, annualRate: terms.annualRate, earned: ZERO, beside: ZERO,
  charges: [], instalments: terms.instalments, scheduled: ZERO, judged: 0, lastPayment: undefined,
});

/** Interest from the last accrual to `day`, with its sign when `day` is earlier; exact. */
export function interestTo(terms: AccountTerms, state: AccountState, day: Day): Ratio {
  const { agreed, daily } = interestParts(terms, state, day);
  return add(agreed, daily);
}

export function accrueTo(terms: AccountTerms, state: AccountState, day: Day): AccountState {
  if (day === state.accruedTo) return state;
  const { agreed, daily } = interestParts(terms, state, day);
  return { ...state, accrued: add(state.accrued, add(agreed, daily)), accruedTo: day, earned: add(state.earned, agreed) };
}

type InterestParts = { /** As the instalments have it. */ readonly agreed: Ratio; /** On what is owed, day by day. */ readonly daily: Ratio };

function interestParts(terms: AccountTerms, state: AccountState, day: Day): InterestParts {
  const { principal, charges, accruedTo, instalments } = state;
  const onCharges = charges.reduce((base, charge) => (charge.interestBearing ? add(base, unpaidOf(charge)) : base), ZERO);
  const run = (base: Ratio, from: Day): Ratio => (from === day ? ZERO : multiply(multiply(base, state.annualRate), yearFraction(terms.dayCount, from, day)));
  if (terms.interest === 'daily') return { agreed: ZERO, daily: run(add(principal, onCharges), accruedTo) };
  const last = instalments.at(-1)?.dueDate ?? accruedTo;
  const behind = day > last ? run(principal, Math.max(last, accruedTo)) : ZERO;
  return { agreed: isPositive(principal) ? agreedTo(state, day) : ZERO, daily: add(run(onCharges, accruedTo), behind) };
}

/** Each instalment's interest is earned evenly from the due date before, or from where it was agreed anew, until its own; none is given back. */
function agreedTo({ instalments, accruedTo, earned, beside }: AccountState, day: Day): Ratio {
  let [at, sum, total] = [accruedTo, earned, beside];
  for (const { dueDate, interest } of instalments) {
    total = add(total, interest);
    if (dueDate <= at) continue;
    const to = Math.min(day, dueDate);
    const rest = greatest(ZERO, subtract(total, sum));
    sum = add(sum, to === dueDate ? rest : multiply(rest, ratioOf(to - at, dueDate - at)));
    at = to;
    if (to === day) break;
  }
  return subtract(sum, earned);
}

export const unpaidOf = ({ amount, paid, waived }: ChargeState): Ratio => subtract(amount, add(paid, waived));
export const unpaidCharges = ({ charges }: AccountState): Ratio => charges.reduce((sum, charge) => add(sum, unpaidOf(charge)), ZERO);
