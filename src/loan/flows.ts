/**
 * Amounts at points of time, and what they are worth together at a rate.
 * In: amounts (positive for one side, negative for the other) and times in periods, exact. Out: the sum as a function of
 * the rate, for `find-rate`, and the present value at a given rate.
 * A time may end in a part of a period that bears simple interest (Regulation Z, Appendix J): (1 + odd × rate)(1 + rate)^time.
 */
import { UNIT, exponential, fixedOf, overFixed, timesFixed } from './exponential.ts';
import type { RateSum } from './find-rate.ts';
import { ZERO, absolute, add, compare, divide, greatest, isPositive, isZero, ratioText, subtract, toNumber } from './ratio.ts';
import type { Ratio } from './ratio.ts';

export type Flow = { readonly amount: Ratio; readonly time: Ratio; readonly odd?: Ratio };

/** The sum of all flows as a function of the rate, and how often its amounts change sign in order of time. */
export function rateSumOf(flows: readonly Flow[]): RateSum & { readonly signChanges: number } {
  const merged = mergeByTime(flows);
  const largest = merged.reduce((size, { amount }) => greatest(size, absolute(amount)), ZERO);
  const scaled = merged.map((flow) => ({ ...flow, amount: isZero(largest) ? ZERO : divide(flow.amount, largest) }));
  const signs = merged.filter(({ amount }) => !isZero(amount)).map(({ amount }) => isPositive(amount));
  const signChanges = signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
  const steps = stepsOf(scaled);
  return { approximate: approximateSum(scaled, steps), exact: exactSum(scaled, steps), signChanges, isConventional: signChanges === 1 };
}

type TimedFlow = Required<Flow>;

/** One flow for each time, in order of time. */
function mergeByTime(flows: readonly Flow[]): readonly TimedFlow[] {
  const ordered = flows.map((flow) => ({ odd: ZERO, ...flow })).sort((a, b) => compare(a.time, b.time) || compare(a.odd, b.odd));
  const merged: TimedFlow[] = [];
  for (const flow of ordered) {
    const last = merged.at(-1);
    const isSame = last !== undefined && compare(last.time, flow.time) === 0 && compare(last.odd, flow.odd) === 0;
    if (isSame) merged[merged.length - 1] = { ...last, amount: add(last.amount, flow.amount) };
    else merged.push(flow);
  }
  return merged;
}

/**
 * What both forms of the sum share: the gaps between the flows, each different one once, and the same for odd parts.
 * Discounting goes from one flow to the next, always in the direction in which amounts lose weight.
 */
type Steps = { readonly gaps: readonly Ratio[]; readonly odds: readonly Ratio[]; readonly places: readonly { readonly gap: number; readonly odd: number }[] };

function stepsOf(flows: readonly TimedFlow[]): Steps {
  const [gaps, odds] = [distinct(), distinct()];
  const places = flows.map(({ time, odd }, i) => ({ gap: gaps.indexOf(subtract(time, flows[i - 1]?.time ?? time)), odd: odds.indexOf(odd) }));
  return { gaps: gaps.values, odds: odds.values, places };
}

function distinct(): { readonly values: readonly Ratio[]; readonly indexOf: (value: Ratio) => number } {
  const [values, places]: [Ratio[], Map<string, number>] = [[], new Map()];
  const indexOf = (value: Ratio): number => {
    const text = ratioText(value);
    const place = places.get(text) ?? values.push(value) - 1;
    places.set(text, place);
    return place;
  };
  return { values, indexOf };
}

function approximateSum(flows: readonly TimedFlow[], { gaps, odds, places }: Steps): RateSum['approximate'] {
  const [amounts, gapNumbers, oddNumbers] = [flows.map(({ amount }) => toNumber(amount)), gaps.map(toNumber), odds.map(toNumber)];
  return (log) => {
    const factors = gapNumbers.map((gap) => Math.exp(-Math.abs(log) * gap));
    const growths = oddNumbers.map((odd) => 1 + odd * Math.expm1(log));
    const worths = places.map(({ odd }, i) => at(amounts, i, 0) / at(growths, odd, 1));
    if (log < 0) return places.reduce((total, { gap }, i) => total * at(factors, gap, 1) + at(worths, i, 0), 0);
    return places.reduceRight((total, { gap }, i) => (total + at(worths, i, 0)) * at(factors, gap, 1), 0);
  };
}

function exactSum(flows: readonly TimedFlow[], { gaps, odds, places }: Steps): RateSum['exact'] {
  const amounts = flows.map(({ amount }) => fixedOf(amount));
  const hasOdds = odds.some(isPositive);
  return (log) => {
    const rate = hasOdds ? exponential(log) - UNIT : 0n;
    const factors = gaps.map(({ num, den }) => exponential(((log < 0n ? log : -log) * num) / den));
    const growths = odds.map(({ num, den }) => UNIT + (rate * num) / den);
    const worths = hasOdds ? places.map(({ odd }, i) => overFixed(at(amounts, i, 0n), at(growths, odd, UNIT))) : amounts;
    if (log < 0n) return places.reduce((total, { gap }, i) => timesFixed(total, at(factors, gap, UNIT)) + at(worths, i, 0n), 0n);
    return places.reduceRight((total, { gap }, i) => timesFixed(total + at(worths, i, 0n), at(factors, gap, UNIT)), 0n);
  };
}

const at = <T>(values: readonly T[], index: number, absent: T): T => values[index] ?? absent;
