/**
 * The schedule as a fold: a plan and a state give the next row and the next state.
 * In: a plan and a state. Out: rows with exact amounts, in order of date. A balance is never rounded by itself: it
 * moves only by the principal column. Interest that is not paid is added to the balance or carried, as the terms say.
 */
import { ZERO, add, compare, isPositive, isZero, multiply, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { Day } from '../dates.ts';
import type { Plan } from './plan.ts';
import { paymentAfterDraw, paymentAfterPayment, paymentAfterStep } from './sizing.ts';
import type { Sized } from './sizing.ts';
import { splitOther } from './row-kinds.ts';
import type { Accrued, Row, Split, State } from './state.ts';
import { decimalAt } from '../texts.ts';

export type Step = { readonly row: Row; readonly state: State };

export const stateBefore = (plan: Plan, { payment, charge }: Sized): State => ({
  row: 0, balance: plan.financed, payment, charge, carried: ZERO, deferred: ZERO, roundingError: ZERO, interest: ZERO,
});

/** Kinds that run until paid off stop at the first balance of at most a millionth. */
const PAID_OFF = { num: 1n, den: 1_000_000n };

export const isFinished = (plan: Plan, { row, balance }: State): boolean =>
  plan.count === undefined ? row > 0 && compare(balance, PAID_OFF) <= 0 : row >= plan.count;

/** The row after `before`; only while the schedule is not finished. */
export function nextRow(plan: Plan, before: State): Step {
  const k = before.row + 1;
  const sized = plan.isLevel ? withPayment(before, paymentAfterStep(plan, before, k)) : before;
  if (plan.isLevel && plan.isSkipped(k)) return skippedRow(plan, sized, k);
  const accrued = accrue(plan, sized, k);
  const planned = plan.isLevel ? splitLevel(plan, accrued, k) : { split: splitOther(plan, accrued, k), state: accrued.state };
  const { split, state } = actual(plan, planned, k);
  const balance = subtract(state.balance, split.principal);
  const paid: State = { ...state, row: k, balance, interest: add(state.interest, split.interest), payment: paymentAfterPayment(plan, { ...state, balance }, k) };
  const after = drawn(plan, paid, k);
  return { row: rowOf(plan, k, split, after.balance), state: after };
}

const withPayment = (state: State, payment: Ratio): State => (payment === state.payment ? state : { ...state, payment });

const rowOf = (plan: Plan, n: number, split: Split, balance: Ratio): Row => ({ n, date: plan.periods.payDay(n), ...split, balance });

/** A skipped period pays nothing; its interest is carried without interest of its own, or added to the balance. */
function skippedRow(plan: Plan, before: State, k: number): Step {
  const state = { ...before, row: k };
  const exact = exactInterest(plan, before, k);
  if (plan.terms.unpaidInterest !== 'capitalized') {
    const after = drawn(plan, { ...state, carried: exact }, k);
    return { row: rowOf(plan, k, { payment: ZERO, principal: ZERO, interest: ZERO }, after.balance), state: after };
  }
  const { interest, state: accrued } = accrue(plan, state, k);
  const after = drawn(plan, { ...accrued, balance: add(accrued.balance, interest), interest: add(state.interest, interest) }, k);
  return { row: rowOf(plan, k, { payment: ZERO, principal: subtract(ZERO, interest), interest }, after.balance), state: after };
}

/** Balance × factor, with what was carried, and the interest of money paid out inside the period. */
function exactInterest(plan: Plan, state: State, k: number): Ratio {
  const base = plan.kind === 'flat' ? plan.financed : state.balance;
  let interest = add(multiply(base, plan.periods.at(k).factor), state.carried);
  if (k === 1 && plan.terms.oddInterest === 'firstPayment') interest = add(interest, multiply(base, plan.periods.oddFactor));
  for (const { amount, day } of plan.draws(k)) {
    if (day !== undefined) interest = add(interest, multiply(amount, plan.periods.factorFrom(k, day)));
  }
  return interest;
}

function accrue(plan: Plan, before: State, k: number): Accrued {
  const carries = plan.terms.carryInterestRounding === true;
  const exact = add(exactInterest(plan, before, k), carries ? before.roundingError : ZERO);
  const interest = roundTo(exact, plan.roundings.interest);
  if (!carries && isZero(before.carried)) return { interest, state: before };
  return { interest, state: { ...before, carried: ZERO, roundingError: carries ? subtract(exact, interest) : ZERO } };
}

type Planned = { readonly split: Split; readonly state: State };

function splitLevel(plan: Plan, { interest: own, state }: Accrued, k: number): Planned {
  if (k <= plan.deferral) return deferredRow(plan, { interest: own, state }, k);
  const interest = add(own, state.deferred);
  const collected = isZero(state.deferred) ? state : { ...state, deferred: ZERO };
  if (k <= plan.grace) return { split: { payment: interest, principal: ZERO, interest }, state: collected };
  if (k === plan.count && plan.absorbs) return { split: { payment: add(state.balance, interest), principal: state.balance, interest }, state: collected };
  const payment = add(add(state.payment, state.deferred), oddAddition(plan, state, k));
  const principal = subtract(payment, interest);
  if (isPositive(principal) || plan.terms.unpaidInterest !== 'carried') return { split: { payment, principal, interest }, state: collected };
  return { split: { payment, principal: ZERO, interest: payment }, state: { ...collected, carried: subtract(interest, payment) } };
}

/** Odd days' interest that the first payment collects on top of the level amount. */
function oddAddition(plan: Plan, state: State, k: number): Ratio {
  if (k !== 1 || plan.terms.oddInterest !== 'firstPayment') return ZERO;
  return roundTo(multiply(state.balance, plan.periods.oddFactor), plan.roundings.interest);
}

/** The interest is put off; past the grace on principal, the rest of the payment still repays. */
function deferredRow(plan: Plan, { interest, state }: Accrued, k: number): Planned {
  const capitalizes = plan.terms.unpaidInterest === 'capitalized';
  const repaid = k <= plan.grace ? ZERO : subtract(state.payment, interest);
  if (capitalizes) return { split: { payment: repaid, principal: subtract(repaid, interest), interest }, state };
  return { split: { payment: repaid, principal: repaid, interest: ZERO }, state: { ...state, deferred: add(state.deferred, interest) } };
}

/** What was really paid in place of what was planned; the row's interest stays. */
function actual(plan: Plan, planned: Planned, k: number): Planned {
  const paid = plan.actualPayment(k);
  if (paid === undefined) return planned;
  const payment = decimalAt(paid.amount);
  const { split, state } = planned;
  const isShort = plan.terms.unpaidInterest === 'carried' && compare(payment, split.interest) < 0;
  if (!isShort) return { split: { payment, principal: subtract(payment, split.interest), interest: split.interest }, state };
  return { split: { payment, principal: ZERO, interest: payment }, state: { ...state, carried: add(state.carried, subtract(split.interest, payment)) } };
}

/** Money paid out on the due date, after the payment, or inside the period before it. */
function drawn(plan: Plan, before: State, k: number): State {
  return plan.draws(k).reduce((state, draw) => {
    const after = { ...state, balance: add(state.balance, draw.amount) };
    return plan.isLevel && draw.recalculates ? { ...after, payment: paymentAfterDraw(plan, after, k) } : after;
  }, before);
}

/** Interest run from the last due date to `day`, inside the period that follows it; exact. */
export const accruedTo = (plan: Plan, state: State, day: Day): Ratio =>
  add(add(state.carried, state.deferred), multiply(plan.kind === 'flat' ? plan.financed : state.balance, plan.periods.factorTo(state.row + 1, day)));

