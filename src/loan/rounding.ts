/**
 * Rounding to a multiple of a step, decided on the exact value.
 * In: a ratio and a rounding; none leaves the value as it is. Out: a ratio.
 * There is no default: a function that rounds takes its rounding as an argument.
 */
import type { Ratio } from './ratio.ts';
import { parseDecimal } from './ratio.ts';
import { unreachable } from '../base/index.ts';

/** `halfUp` and `up` go away from zero, `down` toward it, `halfEven` to the even neighbour on a tie. */
export const ROUNDING_MODES = ['halfUp', 'halfEven', 'up', 'down'] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** As written in terms: to the nearest, next or previous multiple of `increment` (decimal text above zero, in units of the currency). */
export type RoundingTerms = { readonly increment: string; readonly mode: RoundingMode };

/** As calculated with. */
export type Rounding = { readonly increment: Ratio; readonly mode: RoundingMode };

/** Undefined for no rounding; the increment's text was checked before. */
export function roundingOf(terms: RoundingTerms | null | undefined): Rounding | undefined {
  const increment = terms ? parseDecimal(terms.increment) : undefined;
  return terms && increment ? { increment, mode: terms.mode } : undefined;
}

export function roundTo(value: Ratio, rounding: Rounding | undefined): Ratio {
  if (rounding === undefined) return value;
  const { increment, mode } = rounding;
  const steps = roundQuotient(value.num * increment.den, value.den * increment.num, mode);
  return { num: steps * increment.num, den: increment.den };
}

/** `num / den` brought to an integer; `den` above zero. */
function roundQuotient(num: bigint, den: bigint, mode: RoundingMode): bigint {
  const size = num < 0n ? -num : num;
  const floor = size / den;
  const rest = size - floor * den;
  const steps = rest === 0n ? floor : floor + (awayFromZero(floor, 2n * rest - den, mode) ? 1n : 0n);
  return num < 0n ? -steps : steps;
}

/** `beyondHalf` is above zero past the middle and zero on the tie. */
function awayFromZero(floor: bigint, beyondHalf: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'halfUp':
      return beyondHalf >= 0n;
    case 'halfEven':
      return beyondHalf > 0n || (beyondHalf === 0n && floor % 2n === 1n);
    default:
      return unreachable(mode);
  }
}
