/**
 * Growth over a part of a year, simple or compounded.
 * In: a yearly rate and a number of years, exact. Out: the interest on 1. Simple growth is exact; compounding takes a
 * root, whose first 100 digits at least are right.
 */
import { ONE, add, divide, multiply, power, ratioOf, reduced, subtract, toNumber, compare, absolute, ratioText } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** How often a year interest is added to what bears interest; undefined for interest without interest inside a period. */
export type Compounding = { readonly timesPerYear: number } | undefined;

/** `growth` with what was found kept, for periods that repeat. */
export function keptGrowth(compounding: Compounding): (rate: Ratio, years: Ratio) => Ratio {
  if (compounding === undefined) return (rate, years) => growth(rate, years, undefined);
  const found = new Map<string, Ratio>();
  return (rate, years) => {
    const key = `${ratioText(rate)} ${ratioText(years)}`;
    const known = found.get(key) ?? growth(rate, years, compounding);
    found.set(key, known);
    return known;
  };
}

/** rate × years, or (1 + rate/m)^(m × years) - 1. */
export function growth(rate: Ratio, years: Ratio, compounding: Compounding): Ratio {
  if (compounding === undefined) return reduced(multiply(rate, years));
  const times = ratioOf(compounding.timesPerYear);
  return subtract(fractionalPower(add(ONE, divide(rate, times)), reduced(multiply(times, years))), ONE);
}

/** `base` above zero to the power p/q: the q-th root of its p-th power. */
function fractionalPower(base: Ratio, exponent: Ratio): Ratio {
  const grown = power(base, Number(exponent.num));
  return exponent.den === 1n ? grown : root(grown, Number(exponent.den));
}

const ROUNDS_MAX = 60;
const NEAR_ENOUGH = { num: 1n, den: 10n ** 110n };

/** Newton's method, from the nearest double on; each round doubles the digits that are right. */
function root(value: Ratio, degree: number): Ratio {
  const start = Math.pow(toNumber(value), 1 / degree);
  let x: Ratio = ratioOf(BigInt(Math.max(1, Math.round(start * 1e15))), 10n ** 15n);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const below = power(x, degree - 1);
    const change = divide(subtract(multiply(below, x), value), multiply(ratioOf(degree), below));
    x = subtract(x, change);
    if (compare(absolute(change), NEAR_ENOUGH) < 0) break;
  }
  return x;
}
