/**
 * Finding the rate at which a sum of dated money is worth nothing.
 * The unknown is the logarithm of 1 + rate: over it a payday loan's 1e60 % a year and a mortgage's 5 % lie close together,
 * and every rate above -100 % can be tried. In: the sum as a function, in doubles (to look around) and in fixed point (to decide).
 * Out: the rate, right to 80 digits, or undefined where the sum never changes its sign.
 * Signs bracket the root at every step: nothing can diverge, and the number of steps is bounded.
 */
import { BITS, UNIT, exponential, fixedOfNumber, ratioOfFixed } from './exponential.ts';
import type { Fixed } from './exponential.ts';
import type { Ratio } from './ratio.ts';

/** A sum as a function of ln(1 + rate). Both forms may be scaled by any positive factor: only the place of the root counts. */
export type RateSum = {
  readonly approximate: (log: number) => number;
  readonly exact: (log: Fixed) => Fixed;
  /** One change of sign in the row of amounts, so one root: a coarse search will do. */
  readonly isConventional: boolean;
};

/** Where several rates fit: those between `least` and `most` come first, then the one nearest to `guess`. 0.1 is 10 %. */
export type RateWanted = { readonly guess: number; readonly least: number; readonly most: number };

/** The logarithms searched, on both sides of zero; e^700 is the largest power of e a double holds. */
const LOG_MIN = 1e-7;
const LOG_MAX = 700;
const STEP_COARSE = 1.6;
const STEP_FINE = 1.03;

export function findRate(sum: RateSum, wanted: RateWanted): Ratio | undefined {
  const nearest = findBrackets(sum).sort((a, b) => distance(a, wanted) - distance(b, wanted))[0];
  const bracket = nearest && widen(sum.exact, narrow(sum.approximate, nearest));
  return bracket && ratioOfFixed(exponential(refine(sum.exact, bracket)) - UNIT);
}

type Bracket = { readonly low: number; readonly high: number };

/** Neighbouring points between which the sum changes sign. */
function findBrackets({ approximate, isConventional }: RateSum): Bracket[] {
  const points = searchedLogs(isConventional ? STEP_COARSE : STEP_FINE);
  const signs = points.map((log) => approximate(log) >= 0);
  return points.slice(1).flatMap((high, i) => (signs[i] === signs[i + 1] ? [] : [{ low: points[i] ?? high, high }]));
}

function searchedLogs(step: number): readonly number[] {
  const side: number[] = [];
  for (let log = LOG_MIN; log < LOG_MAX; log *= step) side.push(log);
  side.push(LOG_MAX);
  return [...side.map((log) => -log).reverse(), 0, ...side];
}

function distance({ low, high }: Bracket, { guess, least, most }: RateWanted): number {
  const rate = Math.expm1((low + high) / 2);
  const isWithin = Math.expm1(high) >= least && Math.expm1(low) <= most;
  return isWithin ? Math.abs(rate - guess) : Number.MAX_VALUE / 2 + Math.abs(rate - guess) / 2;
}

/** Halves the bracket as far as doubles can tell. */
function narrow(approximate: RateSum['approximate'], { low, high }: Bracket): Bracket {
  const isAbove = approximate(low) >= 0;
  let [from, to] = [low, high];
  for (let halving = 0; halving < 80; halving++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (approximate(middle) >= 0 === isAbove) from = middle;
    else to = middle;
  }
  return { low: from, high: to };
}

type FixedBracket = { readonly low: Fixed; readonly high: Fixed };

/** A bracket by the exact sums around the one doubles found; undefined when the change of sign was but an error of doubles. */
function widen(exact: RateSum['exact'], bracket: Bracket): FixedBracket | undefined {
  let [low, high] = [fixedOfNumber(bracket.low), fixedOfNumber(bracket.high)];
  for (let reach = UNIT >> 52n; reach < UNIT >> 4n; reach <<= 4n) {
    if (exact(low) >= 0n !== exact(high) >= 0n) return { low, high };
    [low, high] = [low - reach, high + reach];
  }
  return undefined;
}

const NEAR_ENOUGH: Fixed = 1n << (BITS - 280n);

/** Steps of the secant rule before every other one halves the bracket instead. */
const PATIENCE = 20;

/** The secant rule through the last two points, kept inside the bracket; it ends when a step is too small to matter. */
function refine(exact: RateSum['exact'], { low, high }: FixedBracket): Fixed {
  let [from, to] = [low, high];
  let [before, last] = [point(exact, low), point(exact, high)];
  const isAboveLow = before.worth >= 0n;
  for (let step = 1; to - from > NEAR_ENOUGH && last.worth !== 0n; step++) {
    const next = point(exact, nextLog({ before, last, from, to, halves: step > PATIENCE && step % 2 === 0 }));
    if (next.worth >= 0n === isAboveLow) from = next.log;
    else to = next.log;
    [before, last] = [last, next];
    if (size(last.log - before.log) <= NEAR_ENOUGH) break;
  }
  return last.log;
}

type Point = { readonly log: Fixed; readonly worth: Fixed };
const point = (exact: RateSum['exact'], log: Fixed): Point => ({ log, worth: exact(log) });
const size = (value: Fixed): Fixed => (value < 0n ? -value : value);

type Search = { readonly before: Point; readonly last: Point; readonly from: Fixed; readonly to: Fixed; readonly halves: boolean };

function nextLog({ before, last, from, to, halves }: Search): Fixed {
  const middle = (from + to) / 2n;
  if (halves || last.worth === before.worth) return middle;
  const secant = last.log - (last.worth * (last.log - before.log)) / (last.worth - before.worth);
  return secant > from && secant < to ? secant : middle;
}
