/**
 * Payments found by trying rows, where present values do not tell them.
 * `plan`: the payment that the plan as written, with its steps, skips, draws and deferrals, repays exactly without rounding.
 * `selfConsistent`: the payment x = (P + S)/n, kept to 36 decimals and not rounded, whose rows have rounded interest
 * that sums to S. More S means more payment and never more interest, so S less the interest rises with S by at least
 * one step, and bisection finds the only S there can be, or the two neighbours between which there is none.
 */
import { fail } from '../../base/index.ts';
import { ONE, ZERO, add, compare, absolute, decimalText, divide, isZero, multiply, parseDecimal, ratioOf, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { Rounding } from '../rounding.ts';
import { levelPaymentAt } from '../level-payment.ts';
import type { Plan } from './plan.ts';
import { isFinished, nextRow, stateBefore } from './rows.ts';
import { firstPayment } from './sizing.ts';
import type { Sized } from './sizing.ts';
import type { State } from './state.ts';
import { decimalAt } from '../texts.ts';

/** `isExact` is false where no self-consistent payment exists and the one with the smallest residual was taken. */
export type Solved = Sized & { readonly isExact: boolean };

export function solvePayment(plan: Plan): Solved {
  const { paymentBasis } = plan.terms;
  const isOpen = plan.isLevel && plan.givenPayment === undefined;
  if (isOpen && paymentBasis === 'plan') return { payment: paymentOfPlan(plan), charge: ZERO, isExact: true };
  if (isOpen && paymentBasis === 'selfConsistent') return selfConsistent(plan);
  return { ...firstPayment(plan), isExact: true };
}

function lastState(plan: Plan, payment: Ratio): State {
  let state = stateBefore(plan, { payment, charge: ZERO });
  while (!isFinished(plan, state)) state = nextRow(plan, state).state;
  return state;
}

/** Without rounding, the last balance falls in a straight line as the payment rises: two trials tell where it meets the balloon. */
function paymentOfPlan(plan: Plan): Ratio {
  const { unpaidInterest, ...terms } = plan.terms;
  const unrounded = { ...plan.roundings, interest: undefined };
  // Interest a short payment leaves counts as added to the balance: carrying it would bend the line.
  const exact: Plan = { ...plan, absorbs: false, roundings: unrounded, terms: unpaidInterest === 'capitalized' ? plan.terms : terms };
  const [atZero, atOne] = [lastState(exact, ZERO).balance, lastState(exact, ONE).balance];
  const left = plan.terms.balloonAmount === undefined ? ZERO : decimalAt(plan.terms.balloonAmount);
  const reach = subtract(atZero, atOne);
  if (isZero(reach)) fail('LON701', 'No row is left that pays the level payment.', { target: 'paymentBasis' });
  return roundTo(divide(subtract(atZero, left), reach), plan.roundings.payment);
}

/**
 * The interest of all rows at a payment. Far off the mark the balance runs away to either side, and the search only needs to
 * know which: then what has run so far, less what was paid, tells.
 */
function interestOf(plan: Plan, payment: Ratio): Ratio {
  const reach = multiply(plan.financed, RUNAWAY);
  let state = stateBefore(plan, { payment, charge: ZERO });
  while (!isFinished(plan, state)) {
    state = nextRow(plan, state).state;
    if (compare(absolute(state.balance), reach) > 0) return subtract(multiply(payment, ratioOf(plan.count ?? 1)), subtract(plan.financed, state.balance));
  }
  return state.interest;
}

const RUNAWAY = ratioOf(1_000_000);

const DECIMALS = 36;
const CENT: Rounding = { increment: { num: 1n, den: 100n }, mode: 'halfUp' };

function selfConsistent(plan: Plan): Solved {
  const n = plan.count ?? 1;
  const step = (plan.roundings.interest ?? CENT).increment;
  const open: Plan = { ...plan, absorbs: false };
  const paymentFor = (total: Ratio): Ratio => kept(divide(add(plan.financed, total), ratioOf(n)));
  /** Above zero where `total` is more interest than its payment leaves to be charged. */
  const excess = (total: Ratio): Ratio => subtract(total, interestOf(open, paymentFor(total)));
  const start = interestOf(open, kept(levelPaymentAt(plan.financed, plan.valueBefore(1))));
  const { below, above } = bracket(start, step, excess);
  const nearest = compare(absolute(below.excess), absolute(above.excess)) <= 0 ? below : above;
  return { payment: paymentFor(nearest.total), charge: ZERO, isExact: nearest.excess.num === 0n };
}

type Trial = { readonly total: Ratio; readonly excess: Ratio };

/** Two neighbouring totals with an excess of at most zero and of more than zero. */
function bracket(start: Ratio, step: Ratio, excess: (total: Ratio) => Ratio): { readonly below: Trial; readonly above: Trial } {
  const trial = (steps: bigint): Trial => {
    const total = add(start, multiply(ratioOf(steps), step));
    return { total, excess: excess(total) };
  };
  let [low, high] = [0n, 0n];
  if (trial(0n).excess.num > 0n) for (low = -1n; trial(low).excess.num > 0n; low = 2n * low) high = low;
  else for (high = 1n; trial(high).excess.num <= 0n; high = 2n * high) low = high;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (trial(middle).excess.num > 0n) high = middle;
    else low = middle;
  }
  return { below: trial(low), above: trial(high) };
}

/** To 36 decimals, half away from zero. */
const kept = (value: Ratio): Ratio => parseDecimal(decimalText(value, { most: DECIMALS })) ?? value;
