/**
 * Instalments made anew from where the loan stands: the same dates, the balance and interest of now.
 * In: terms, a state, and what stays: the term (a new level payment) or the payment (fewer instalments).
 * Out: all instalments. Those behind the state's day repay what is not due yet, and the last one takes what is left;
 * what is past due stays so, and all of them are in whole cents where quotes are. What was paid ahead has lowered the balance, and counts for no instalment besides.
 */
import { yearFraction } from '../day-count.ts';
import { levelPayment } from '../level-payment.ts';
import { ONE, ZERO, add, compare, divide, greatest, isPositive, least, multiply, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { AccountTerms, Instalment } from './events.ts';
import { dueBy } from './instalments.ts';
import type { AccountState } from './state.ts';

export function reamortize(terms: AccountTerms, state: AccountState, keeps: 'term' | 'payment'): AccountState {
  const past = state.instalments.filter(({ dueDate }) => dueDate <= state.accruedTo);
  const due = dueBy(state, state.accruedTo);
  const arrears = greatest(ZERO, subtract(due, state.scheduled));
  const accrued = roundTo(state.accrued, terms.quoteRounding);
  const interest = least(accrued, arrears);
  const open = { ...state, accrued: subtract(accrued, interest), principal: subtract(state.principal, subtract(arrears, interest)) };
  const instalments = [...past, ...projectInstalments(terms, open, keeps)];
  return { ...state, instalments, scheduled: least(state.scheduled, due), beside: besideOf(state.earned, past, subtract(state.accrued, interest)) };
}

/** So that interest that is agreed comes, by the next due date, to that of the instalment made anew: what is `open` of it has run already. */
const besideOf = (earned: Ratio, past: readonly Instalment[], open: Ratio): Ratio =>
  subtract(subtract(earned, open), past.reduce((sum, { interest }) => add(sum, interest), ZERO));

function projectInstalments(terms: AccountTerms, state: AccountState, keeps: 'term' | 'payment'): readonly Instalment[] {
  const ahead = state.instalments.filter(({ dueDate }) => dueDate > state.accruedTo);
  const factors = ahead.map(({ dueDate }, i) => multiply(state.annualRate, yearFraction(terms.dayCount, ahead[i - 1]?.dueDate ?? state.accruedTo, dueDate)));
  const payment = keeps === 'payment' ? (ahead[0]?.amount ?? ZERO) : roundTo(levelOf(state, factors), terms.paymentRounding);
  let { principal: balance, accrued } = state;
  return ahead.flatMap((instalment, i): readonly Instalment[] => {
    if (!isPositive(balance) && !isPositive(accrued)) return [];
    const interest = roundTo(add(accrued, multiply(balance, factors[i] ?? ZERO)), terms.quoteRounding);
    const owed = add(balance, interest);
    const amount = i === ahead.length - 1 || compare(owed, payment) <= 0 ? owed : payment;
    const principal = least(balance, subtract(amount, interest));
    balance = subtract(balance, principal);
    accrued = ZERO;
    return [{ ...instalment, amount, principal, interest, balance }];
  });
}

/** Interest that is already there is repaid like principal that bears no interest before the first date. */
function levelOf({ principal, accrued }: AccountState, factors: readonly Ratio[]): Ratio {
  const [first = ZERO] = factors;
  if (factors.length === 0) return ZERO;
  return levelPayment(add(principal, divide(accrued, add(ONE, first))), factors);
}
