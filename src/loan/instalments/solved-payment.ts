/**
 * Payments found by trying rows, where present values do not tell them.
 * `plan`: the payment that the plan as written, with its steps, skips, draws and deferrals, repays exactly without rounding.
 * `selfConsistent`: the payment x = (P + S)/n, kept to 36 decimals and not rounded, whose rows have rounded interest
 * that sums to S. More S means more payment and never more interest, so S less the interest rises with S by at least
 * one step, and bisection finds the only S there can be, or the two neighbours between which there is none.
 */
import { fail } from '../../base/index.ts';
import { ONE, ZERO, add, compare, absolute, decimalText, divide, isZero, multiply, negate, parseDecimal, ratioOf, subtract } from '../ratio.ts';
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

/** Where the rows end at a payment. Far off the mark the balance runs away to one side, and rows that only would run further are spared. */
function endOf(plan: Plan, payment: Ratio): State {
  const reach = multiply(plan.financed, RUNAWAY);
  let state = stateBefore(plan, { payment, charge: ZERO });
  while (!isFinished(plan, state) && compare(absolute(state.balance), reach) <= 0) state = nextRow(plan, state).state;
  return state;
}

const RUNAWAY = ratioOf(1_000_000);

const DECIMALS = 36;
const CENT: Rounding = { increment: { num: 1n, den: 100n }, mode: 'halfUp' };

/** A payment for some total of interest, and the balance its rows end with: zero but for the 36th decimal where the total is their interest. */
type Trial = { readonly payment: Ratio; readonly residual: Ratio };

function selfConsistent(plan: Plan): Solved {
  const n = ratioOf(plan.count ?? 1);
  const step = (plan.roundings.interest ?? CENT).increment;
  const open: Plan = { ...plan, absorbs: false };
  const start = endOf(open, kept(levelPaymentAt(plan.financed, plan.valueBefore(1)))).interest;
  const trial = (steps: bigint): Trial => {
    const payment = kept(divide(add(add(plan.financed, start), multiply(ratioOf(steps), step)), n));
    return { payment, residual: endOf(open, payment).balance };
  };
  const half = divide(step, ratioOf(2));
  const steps = lastNotAbove(({ residual }) => compare(residual, negate(half)) < 0, trial);
  const [below, above] = [trial(steps), trial(steps + 1n)];
  if (compare(absolute(below.residual), half) < 0) return { payment: below.payment, charge: ZERO, isExact: true };
  const order = compare(absolute(below.residual), absolute(above.residual));
  const isBelowNearer = order < 0 || (order === 0 && steps >= 0n); // on a tie the one nearer to the present value
  return { payment: (isBelowNearer ? below : above).payment, charge: ZERO, isExact: false };
}

/** The most steps that are not yet too many. */
function lastNotAbove(isAbove: (trial: Trial) => boolean, trial: (steps: bigint) => Trial): bigint {
  let [low, high] = [0n, 0n];
  if (isAbove(trial(0n))) for (low = -1n; isAbove(trial(low)); low = 2n * low) high = low;
  else for (high = 1n; !isAbove(trial(high)); high = 2n * high) low = high;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (isAbove(trial(middle))) high = middle;
    else low = middle;
  }
  return low;
}

/** To 36 decimals, half away from zero. */
const kept = (value: Ratio): Ratio => parseDecimal(decimalText(value, { most: DECIMALS })) ?? value;
