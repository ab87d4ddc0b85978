/**
 * What a row of amounts is worth at a rate, and the rate at which it is worth nothing, with a spreadsheet's meaning.
 * In: amounts, and dates as day numbers for the functions that take dates. Out: ratios, right to 80 digits at least.
 * What has no result fails with LON702 naming the argument, where a spreadsheet shows #NUM! or #DIV/0!.
 */
import { exponential, fixedOf, naturalLog, numberOfFixed, ratioOfFixed, realPower, timesFixed } from './exponential.ts';
import type { Day } from './dates.ts';
import { findRate } from './find-rate.ts';
import type { RateWanted } from './find-rate.ts';
import { rateSumOf } from './flows.ts';
import type { Flow } from './flows.ts';
import { ONE, ZERO, add, divide, greatest, isNegative, isPositive, multiply, negate, ratioOf, subtract, toNumber } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { noResult } from './read-arguments.ts';

/** Values at the ends of periods 1, 2, …: the first is discounted by one period. */
export function npv(rate: Ratio, values: readonly Ratio[]): Ratio {
  return worth(rate, values.map((amount, i): Flow => ({ amount, time: ratioOf(i + 1) })));
}

/** Values on dates; all are discounted to the first of the list by days over 365. */
export function xnpv(rate: Ratio, values: readonly Ratio[], dates: readonly Day[]): Ratio {
  return worth(rate, datedFlows(values, dates));
}

const LOG_MAX = 10_000;

function worth(rate: Ratio, flows: readonly Flow[]): Ratio {
  const base = add(ONE, rate);
  if (!isPositive(base)) noResult('rate', 'the rate must be above -1');
  const log = naturalLog(base);
  const latest = flows.reduce((time, flow) => Math.max(time, toNumber(flow.time)), 0);
  if (Math.abs(numberOfFixed(log)) * latest > LOG_MAX) noResult('rate', 'money would grow or shrink beyond 4,000 digits');
  return ratioOfFixed(flows.reduce((total, { amount, time }) => total + timesFixed(fixedOf(amount), exponential((-log * time.num) / time.den)), 0n));
}

/** The rate of a period for values at times 0, 1, 2, …; of several, one between -0.9 and 5, then the one nearest to `guess`. */
export function irr(values: readonly Ratio[], guess: Ratio): Ratio {
  return rateOf(values.map((amount, i): Flow => ({ amount, time: ratioOf(i) })), { guess: toNumber(guess), least: -0.9, most: 5 });
}

/** The yearly rate for values on dates; of several, one between -0.9 and 10, then the one nearest to `guess`. */
export function xirr(values: readonly Ratio[], dates: readonly Day[], guess: Ratio): Ratio {
  return rateOf(datedFlows(values, dates), { guess: toNumber(guess), least: -0.9, most: 10 });
}

function rateOf(flows: readonly Flow[], wanted: RateWanted): Ratio {
  checkBothSigns(flows.map(({ amount }) => amount));
  return findRate(rateSumOf(flows), wanted) ?? noResult('values', 'at no rate are the values worth nothing together');
}

/**
 * The rate of a period at which what the negative values cost at `financeRate` grows to what the positive ones bring at
 * `reinvestRate`, values at times 0, 1, 2, …
 */
export function mirr(values: readonly Ratio[], financeRate: Ratio, reinvestRate: Ratio): Ratio {
  checkBothSigns(values);
  const [finance, reinvest] = [add(ONE, financeRate), add(ONE, reinvestRate)];
  if (!isPositive(finance)) noResult('financeRate', 'the rate must be above -1');
  if (!isPositive(reinvest)) noResult('reinvestRate', 'the rate must be above -1');
  const gained = values.reduce((total, value) => add(multiply(total, reinvest), greatest(value, ZERO)), ZERO);
  const spent = values.reduceRight((total, value) => add(divide(total, finance), greatest(negate(value), ZERO)), ZERO);
  return subtract(realPower(divide(gained, spent), ratioOf(1, values.length - 1)), ONE);
}

function checkBothSigns(values: readonly Ratio[]): void {
  if (!values.some(isPositive) || !values.some(isNegative)) noResult('values', 'the values must hold at least one above and one below zero');
}

function datedFlows(values: readonly Ratio[], dates: readonly Day[]): readonly Flow[] {
  const [first = 0] = dates;
  if (dates.length !== values.length) noResult('dates', `there are ${dates.length} dates for ${values.length} values`);
  if (dates.some((day) => day < first)) noResult('dates', 'no date may lie before the first of the list');
  return values.map((amount, i): Flow => ({ amount, time: ratioOf((dates[i] ?? first) - first, 365) }));
}
