/**
 * The time value of money: a present value, level payments and a future value joined by a rate, with the meaning and
 * the signs of a spreadsheet's functions. Money received is positive, money paid negative.
 * With a = (1 + rate)^nper: pv × a + pmt × (1 + rate × when) × (a - 1) / rate + fv = 0; at rate 0: pv + pmt × nper + fv = 0.
 * In and out: ratios, exact where `nper` is a whole number, else right to 100 digits. What has no result fails with LON702
 * naming the argument, where a spreadsheet shows #NUM! or #DIV/0!.
 */
import { BITS, UNIT, exponential, fixedOf, naturalLog, numberOfFixed, overFixed, ratioOfFixed, realPower, timesFixed } from './exponential.ts';
import type { Fixed } from './exponential.ts';
import { findRate } from './find-rate.ts';
import type { RateSum } from './find-rate.ts';
import { ONE, ZERO, absolute, add, compare, divide, greatest, isNegative, isPositive, isZero, multiply, negate, power, ratioOf, reduced, subtract, toNumber } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { noResult } from './read-arguments.ts';

/** Payments fall at the end of a period (0) or at its beginning (1). */
export type When = 0 | 1;

/** Ratios per period; amounts in units of the currency. */
export type Annuity = { readonly rate: Ratio; readonly nper: Ratio; readonly pv: Ratio; readonly pmt: Ratio; readonly fv: Ratio; readonly when: When };

/** Largest size of ln((1 + rate)^nper): results have 4,000 digits there. */
const LOG_MAX = 10_000;
/** Most periods, forward or back. */
const PERIODS_MAX = ratioOf(1_000_000_000);

/** (1 + rate)^nper. */
export function growth(rate: Ratio, nper: Ratio): Ratio {
  const [base, exponent] = [add(ONE, rate), reduced(nper)];
  const isWhole = exponent.den === 1n;
  if (isZero(exponent)) return ONE;
  if (compare(absolute(exponent), PERIODS_MAX) > 0) noResult('nper', 'more than a billion periods are not counted');
  if (isZero(base)) return isPositive(exponent) ? ZERO : noResult('rate', 'a rate of -1 leaves nothing to go back from');
  if (isNegative(base) && !isWhole) noResult('rate', 'a rate below -1 has no powers but whole ones');
  const log = numberOfFixed(naturalLog(absolute(base))) * toNumber(exponent);
  if (Math.abs(log) > LOG_MAX) noResult('nper', 'money would grow or shrink beyond 4,000 digits');
  return isWhole ? power(base, Number(exponent.num)) : realPower(base, exponent);
}

/** What one unit paid every period grows to: (1 + rate × when)(a - 1) / rate, which is `nper` at rate 0. */
function accumulation(rate: Ratio, nper: Ratio, when: When): Ratio {
  if (isZero(rate)) return nper;
  const grown = growth(rate, nper);
  const whole = reduced(nper);
  const paid = whole.den === 1n && isPositive(whole) ? accumulatedWhole(rate, Number(whole.num)) : divide(subtract(grown, ONE), rate);
  return when === 1 ? multiply(paid, add(ONE, rate)) : paid;
}

/** (a - 1) / rate by doubling the periods, so that a rate near zero costs no digits: s(2m) = s(m)(2 + rate × s(m)), s(m + 1) = s(m)(1 + rate) + 1. */
function accumulatedWhole(rate: Ratio, periods: number): Ratio {
  let paid = ZERO;
  for (const bit of periods.toString(2)) {
    paid = multiply(paid, add(TWO, multiply(rate, paid)));
    if (bit === '1') paid = add(multiply(paid, add(ONE, rate)), ONE);
  }
  return paid;
}

const TWO = ratioOf(2);

export function pmt({ rate, nper, pv, fv, when }: Omit<Annuity, 'pmt'>): Ratio {
  const accumulated = accumulation(rate, nper, when);
  if (isZero(accumulated)) noResult('nper', 'there is no payment');
  return negate(divide(add(multiply(pv, growth(rate, nper)), fv), accumulated));
}

export function pv({ rate, nper, pmt: payment, fv, when }: Omit<Annuity, 'pv'>): Ratio {
  const grown = growth(rate, nper);
  if (isZero(grown)) noResult('rate', 'at a rate of -1 no present value matters');
  return negate(divide(add(multiply(payment, accumulation(rate, nper, when)), fv), grown));
}

export const fv = ({ rate, nper, pv: present, pmt: payment, when }: Omit<Annuity, 'fv'>): Ratio =>
  negate(add(multiply(present, growth(rate, nper)), multiply(payment, accumulation(rate, nper, when))));

/** Fractional and negative results stand. */
export function nper({ rate, pv: present, pmt: payment, fv: future, when }: Omit<Annuity, 'nper'>): Ratio {
  if (isZero(rate)) return isZero(payment) ? noResult('pmt', 'without payment and interest nothing changes') : negate(divide(add(present, future), payment));
  const base = add(ONE, rate);
  if (!isPositive(base)) noResult('rate', 'the rate must be above -1');
  const perpetual = divide(when === 1 ? multiply(payment, base) : payment, rate);
  const [above, below] = [subtract(perpetual, future), add(perpetual, present)];
  if (isZero(below) || !isPositive(divide(above, below))) noResult('pmt', 'the payments never bring the present to the future value');
  return ratioOfFixed(overFixed(naturalLog(reduced(divide(above, below))), naturalLog(base)));
}

type Payments = Omit<Annuity, 'pmt'>;

/** What is owed after k periods; `when` 1 counts the payment made at the beginning of each. */
const owedAfter = (terms: Payments, payment: Ratio, k: number): Ratio => negate(fv({ ...terms, nper: ratioOf(k), pmt: payment }));

/** The part of payment `per` (from 1) that is interest. */
export function ipmt(terms: Payments, per: number): Ratio {
  checkPeriod('per', per, terms.nper);
  return interestOf(terms, pmt(terms), per);
}

function interestOf(terms: Payments, payment: Ratio, per: number): Ratio {
  const { rate, when } = terms;
  if (when === 1 && per === 1) return ZERO;
  const interest = negate(multiply(owedAfter(terms, payment, per - 1), rate));
  if (when === 0) return interest;
  const base = add(ONE, rate);
  return isZero(base) ? noResult('rate', 'a rate of -1 cannot be discounted') : divide(interest, base);
}

/** The part of payment `per` that is principal. */
export function ppmt(terms: Payments, per: number): Ratio {
  checkPeriod('per', per, terms.nper);
  const payment = pmt(terms);
  return subtract(payment, interestOf(terms, payment, per));
}

function checkPeriod(target: string, per: number, count: Ratio): void {
  if (per < 1 || compare(ratioOf(per), count) > 0) noResult(target, `period ${per} is none of the periods 1 to nper`);
}

export type Cumulative = { readonly rate: Ratio; readonly nper: Ratio; readonly pv: Ratio; readonly start: number; readonly end: number; readonly when: When };

/** Principal of the payments `start` to `end`, inclusive. */
export function cumprinc(given: Cumulative): Ratio {
  const { start, end, when } = given;
  checkCumulative(given);
  const terms: Payments = { ...given, fv: ZERO };
  const payment = pmt(terms);
  // each payment lowers what was owed by its principal; in advance the first is all principal and the others lag a period
  if (when === 0) return subtract(owedAfter(terms, payment, end), owedAfter(terms, payment, start - 1));
  const later = end === 1 ? ZERO : subtract(owedAfter(terms, payment, end - 1), owedAfter(terms, payment, Math.max(start, 2) - 2));
  return start === 1 ? add(payment, later) : later;
}

/** Interest of the payments `start` to `end`, inclusive. */
export const cumipmt = (given: Cumulative): Ratio => {
  const principal = cumprinc(given);
  return subtract(multiply(pmt({ ...given, fv: ZERO }), ratioOf(given.end - given.start + 1)), principal);
};

function checkCumulative({ rate, nper: count, pv: present, start, end }: Cumulative): void {
  for (const [target, value] of [['rate', rate], ['nper', count], ['pv', present]] as const) if (!isPositive(value)) noResult(target, `${target} must be above zero`);
  if (start > end) noResult('start', 'start lies after end');
  checkPeriod('start', start, count);
  checkPeriod('end', end, count);
}

/** Yearly rate with interest on interest, from one of `npery` equal parts. */
export function effect(rate: Ratio, npery: number): Ratio {
  checkYearly(rate);
  return subtract(growth(divide(rate, ratioOf(npery)), ratioOf(npery)), ONE);
}

/** The inverse of `effect`. */
export function nominal(rate: Ratio, npery: number): Ratio {
  checkYearly(rate);
  return multiply(ratioOf(npery), subtract(growth(rate, ratioOf(1, npery)), ONE));
}

function checkYearly(rate: Ratio): void {
  if (!isPositive(rate)) noResult('rate', 'rate must be above zero');
}

/** The rate of a period that joins the amounts; of several, one between 0 and 1, then the one nearest to `guess`. */
export function rate(terms: Omit<Annuity, 'rate'>, guess: Ratio): Ratio {
  if (!isPositive(terms.nper)) noResult('nper', 'nper must be above zero');
  const found = findRate(annuitySum(terms), { guess: toNumber(guess), least: 0, most: 1 });
  return found ?? noResult('pmt', 'no rate joins these amounts');
}

/** The equation of the annuity over ln(1 + rate), divided by a where rates are positive so that nothing overflows. */
function annuitySum({ nper: count, pv: present, pmt: payment, fv: future, when }: Omit<Annuity, 'rate'>): RateSum {
  const largest = [present, payment, future].map(absolute).reduce(greatest, ZERO);
  const parts = [present, payment, future].map((amount) => (isZero(largest) ? ZERO : divide(amount, largest)));
  const [p = 0, c = 0, f = 0] = parts.map(toNumber);
  const [exactP = 0n, exactC = 0n, exactF = 0n] = parts.map(fixedOf);
  const n = toNumber(count);
  return {
    approximate: (log) => {
      const shrunk = Math.exp(-Math.abs(log) * n);
      const growthRate = Math.expm1(log);
      const paid = log === 0 ? n : Math.sign(log) * -Math.expm1(-Math.abs(log) * n) * (1 / growthRate + when);
      return log >= 0 ? p + c * paid + f * shrunk : p * shrunk + c * paid + f;
    },
    exact: (log) => {
      const size = log < 0n ? -log : log;
      const shrunk = exponential((-size * count.num) / count.den);
      const paid = paidExactly(log, { shrunk, count, when });
      return log >= 0n ? exactP + timesFixed(exactC, paid) + timesFixed(exactF, shrunk) : timesFixed(exactP, shrunk) + timesFixed(exactC, paid) + exactF;
    },
    isConventional: false,
  };
}

type Shrunk = { readonly shrunk: Fixed; readonly count: Ratio; readonly when: When };

/** (1 + rate × when)(1 - 1/a)/rate, or with a - 1 where the rate is negative. Near zero the quotient would lose its digits. */
function paidExactly(log: Fixed, { shrunk, count, when }: Shrunk): Fixed {
  if (log >> (BITS / 2n) === 0n || -log >> (BITS / 2n) === 0n) return fixedOf(count);
  const growthRate = exponential(log) - UNIT;
  const quotient = overFixed(log > 0n ? UNIT - shrunk : shrunk - UNIT, growthRate);
  return when === 1 ? quotient + timesFixed(quotient, growthRate) : quotient;
}
