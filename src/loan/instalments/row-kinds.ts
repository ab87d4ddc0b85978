/**
 * How a row divides in the kinds that pay no level amount: ladders, fixed amounts, shares of the balance, flat interest.
 * In: a plan, the row's interest and the state before it. Out: payment = principal + interest.
 */
import { ONE, ZERO, add, divide, greatest, least, multiply, ratioOf, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { Plan } from './plan.ts';
import { rungOf } from './sizing.ts';
import type { Accrued, Split } from './state.ts';
import { decimalAt, percentOf } from '../texts.ts';

export function splitOther(plan: Plan, accrued: Accrued, k: number): Split {
  const { interest, state } = accrued;
  const { balance } = state;
  const isLast = k === plan.count;
  switch (plan.kind) {
    case 'graduated':
      return byPayment(roundTo(multiply(state.payment, rungOf(plan, k)), plan.roundings.payment), interest);
    case 'fixedPayment':
      return byPayment(least(plan.givenPayment ?? ZERO, add(balance, interest)), interest);
    case 'fixedPrincipal':
      return byPrincipal(least(decimalAt(plan.terms.fixedPrincipal ?? '0'), balance), interest);
    case 'principalPlusInterest':
      return byPrincipal(isLast ? balance : decimalAt(plan.terms.fixedPrincipal ?? '0'), interest);
    case 'percentOfBalance':
      return shareOfBalance(plan, accrued);
    case 'equalPrincipal':
      return byPrincipal(isLast ? balance : equalShare(plan, k), interest);
    case 'flat':
      return flatRow(plan, accrued, k);
    case 'ruleOf78':
      return sumOfDigitsRow(plan, accrued, k);
    default:
      return byPrincipal(isLast ? balance : ZERO, interest);
  }
}

const byPayment = (payment: Ratio, interest: Ratio): Split => ({ payment, principal: subtract(payment, interest), interest });
const byPrincipal = (principal: Ratio, interest: Ratio): Split => ({ payment: add(principal, interest), principal, interest });

/** The principal in equal parts over the periods after the grace. */
function equalShare(plan: Plan, k: number): Ratio {
  return k <= plan.grace ? ZERO : roundTo(divide(plan.financed, ratioOf((plan.count ?? 1) - plan.grace)), plan.roundings.principal);
}

function shareOfBalance({ terms }: Plan, { interest, state: { balance } }: Accrued): Split {
  const share = percentOf(terms.percent ?? '0');
  const floor = decimalAt(terms.minimum ?? '0');
  const owed = add(balance, interest);
  return terms.percentBase === 'balanceAndInterest'
    ? byPayment(least(greatest(multiply(owed, share), floor), owed), interest)
    : byPrincipal(least(greatest(multiply(balance, share), floor), balance), interest);
}

function flatRow(plan: Plan, { interest, state }: Accrued, k: number): Split {
  const { terms, roundings, count = 1 } = plan;
  if (k === count) return byPrincipal(state.balance, terms.flatInterestTotal === true ? flatRest(plan, state.interest) : interest);
  if (roundings.total === undefined || k <= plan.grace) return byPrincipal(equalShare(plan, k), interest);
  const share = divide(plan.financed, ratioOf(count - plan.grace));
  return byPayment(roundTo(add(share, interest), roundings.total), interest);
}

/** What is left of the whole term's flat interest, rounded once. */
function flatRest(plan: Plan, shown: Ratio): Ratio {
  const n = plan.count ?? 1;
  const total = multiply(multiply(plan.financed, plan.periods.at(n).factor), ratioOf(n));
  return subtract(roundTo(total, plan.roundings.interest), shown);
}

/** Interest by the periods remaining over the sum of all period numbers; the last row takes the rest of the charge. */
function sumOfDigitsRow(plan: Plan, { state }: Accrued, k: number): Split {
  const n = plan.count ?? 1;
  if (k === n) return byPrincipal(state.balance, subtract(state.charge, state.interest));
  const weight = multiply(ratioOf(2 * (n - k + 1), n), divide(ONE, ratioOf(n + 1)));
  return byPayment(state.payment, roundTo(multiply(state.charge, weight), plan.roundings.interest));
}
