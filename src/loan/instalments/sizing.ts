/**
 * How large the payment is: at the start, and after what changes it.
 * In: a plan and, later, a state. Out: payments rounded as the terms say. The first payment is sized before any
 * rate step, skip, disbursement or actual payment is known; these act in their own row.
 */
import { ONE, ZERO, add, divide, greatest, least, multiply, power, ratioOf, subtract, sum } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import { stepInto } from '../rates.ts';
import { levelPayment, levelPaymentAt, levelPaymentOfEqual, weightedPayment } from '../level-payment.ts';
import { growth } from '../compounding.ts';
import { paymentCap } from './plan.ts';
import type { Plan } from './plan.ts';
import { regularYears } from './periods.ts';
import type { State } from './state.ts';
import { decimalAt, percentOf } from '../texts.ts';

/** What is fixed before the first row. */
export type Sized = { readonly payment: Ratio; readonly charge: Ratio };

export function firstPayment(plan: Plan): Sized {
  const { kind, givenPayment } = plan;
  if (kind === 'ruleOf78') return fixedCharge(plan);
  if (kind === 'graduated') return { payment: firstRung(plan), charge: ZERO };
  if (givenPayment !== undefined) return { payment: givenPayment, charge: ZERO };
  return { payment: plan.isLevel ? sizedPayment(plan) : ZERO, charge: ZERO };
}

function sizedPayment(plan: Plan): Ratio {
  const { amortizeOver, paymentBasis } = plan.terms;
  const regular = amortizeOver ?? (paymentBasis === 'periodic' ? countOf(plan) - plan.grace : undefined);
  return roundTo(regular === undefined ? realPayment(plan) : regularPayment(plan, plan.financed, 1, regular), plan.roundings.payment);
}

/** Over the real factors; with rate steps, as if the first rate held to the end. */
function realPayment(plan: Plan): Ratio {
  const from = plan.kind === 'stepRate' ? 1 : plan.grace + 1;
  if (plan.rates.steps.length === 0) return levelPaymentAt(plan.financed, plan.valueBefore(from), balloonOf(plan));
  return levelPayment(plan.financed, frozenFactors(plan, from, plan.periods.at(1).rate), balloonOf(plan));
}

const countOf = (plan: Plan): number => plan.count ?? 0;
const balloonOf = ({ terms }: Plan): { readonly balloon: Ratio | undefined } => ({ balloon: terms.balloonAmount === undefined ? undefined : decimalAt(terms.balloonAmount) });

const upTo = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const realFactors = (plan: Plan, from: number): readonly Ratio[] => upTo(from, countOf(plan)).map((k) => plan.periods.at(k).factor);
const frozenFactors = (plan: Plan, from: number, rate: Ratio): readonly Ratio[] =>
  upTo(from, countOf(plan)).map((k) => growth(rate, plan.periods.at(k).years, plan.terms.compounding));

/** The level payment over so many regular periods at the rate of period `k`, whatever the dates; not rounded. */
const regularPayment = (plan: Plan, balance: Ratio, k: number, length: number): Ratio =>
  levelPaymentOfEqual(balance, growth(plan.periods.at(k).rate, regularYears(plan.terms), plan.terms.compounding), length, balloonOf(plan));

/** A payment that was sized on the whole plan already knows what the plan says will happen. */
const isSizedOnce = ({ terms }: Plan): boolean => terms.paymentBasis === 'plan';

/** A rate step that reaches period `k` sizes the payment anew, knowing no later step. */
export function paymentAfterStep(plan: Plan, { balance, payment }: State, k: number): Ratio {
  const { rates, periods, givenPayment } = plan;
  if (rates.steps.length === 0 || givenPayment !== undefined || isSizedOnce(plan)) return payment;
  const start = periods.at(k).start;
  const step = stepInto(rates, k, { start, previousStart: k === 1 ? start : periods.at(k - 1).start });
  if (step === undefined || !step.recalculates) return payment;
  const wanted = levelPayment(balance, frozenFactors(plan, Math.max(k, plan.grace + 1), periods.at(k).rate), balloonOf(plan));
  return roundTo(withinCap(roundTo(wanted, plan.roundings.payment), payment, paymentCap(plan)), plan.roundings.payment);
}

function withinCap(wanted: Ratio, payment: Ratio, cap: Ratio | undefined): Ratio {
  if (cap === undefined) return wanted;
  const reach = multiply(payment, cap);
  return greatest(subtract(payment, reach), least(wanted, add(payment, reach)));
}

/** Money paid out after row `k` sizes the payment anew over the real factors of the periods left. */
export function paymentAfterDraw(plan: Plan, { balance, payment }: State, k: number): Ratio {
  const from = Math.max(k, plan.grace) + 1;
  if (isSizedOnce(plan) || from > countOf(plan)) return payment;
  return roundTo(levelPaymentAt(balance, plan.valueBefore(from), balloonOf(plan)), plan.roundings.payment);
}

/** What was really paid in row `k`, where the terms want a new payment: over regular periods. */
export function paymentAfterPayment(plan: Plan, { balance, payment }: State, k: number): Ratio {
  const left = countOf(plan) - Math.max(k, plan.grace);
  if (!plan.isLevel || isSizedOnce(plan) || plan.actualPayment(k)?.recalcPayment !== true || left <= 0) return payment;
  return roundTo(regularPayment(plan, balance, k, left), plan.roundings.payment);
}

/** Relative size of the rung that row `k` (from 1) stands on. */
export function rungOf({ terms }: Plan, k: number): Ratio {
  const step = add(ONE, percentOf(terms.stepPercent ?? '0'));
  return power(step, Math.floor((k - 1) / (terms.stepEvery ?? 1)));
}

const firstRung = (plan: Plan): Ratio => weightedPayment(plan.financed, realFactors(plan, 1), (index) => rungOf(plan, index + 1));

/** The charge of all level payments, or the add-on charge, and the payment it comes to. */
function fixedCharge(plan: Plan): Sized {
  const n = ratioOf(countOf(plan));
  if (plan.terms.chargeBasis === 'addOn') {
    const charge = roundTo(multiply(plan.financed, sum(realFactors(plan, 1))), plan.roundings.interest);
    return { charge, payment: roundTo(divide(add(plan.financed, charge), n), plan.roundings.payment) };
  }
  const payment = plan.givenPayment ?? sizedPayment(plan);
  return { payment, charge: subtract(multiply(payment, n), plan.financed) };
}

