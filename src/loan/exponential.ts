/**
 * Exponentials and logarithms to a hundred digits, for powers whose exponent is no integer and for solved rates.
 * Inside: fixed point, an integer over 2^BITS. In: ratios or fixed-point values. Out: the same; errors stay below 1e-100 of
 * the result (of 1, where the result is a small fixed-point value or a logarithm near zero). No doubles but for first guesses.
 */
import { ONE, multiply } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** A number as an integer over 2^BITS. */
export type Fixed = bigint;

export const BITS = 384n;
export const UNIT: Fixed = 1n << BITS;

export const fixedOf = ({ num, den }: Ratio): Fixed => (num << BITS) / den;
export const ratioOfFixed = (value: Fixed): Ratio => ({ num: value, den: UNIT });
export const timesFixed = (a: Fixed, b: Fixed): Fixed => (a * b) >> BITS;
export const overFixed = (a: Fixed, b: Fixed): Fixed => (a << BITS) / b;

/** Exact, for doubles below 2^900. */
export function fixedOfNumber(value: number): Fixed {
  const exponent = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value)));
  const mantissa = BigInt(Math.round(value * 2 ** (52 - exponent)));
  const shift = BITS + BigInt(exponent) - 52n;
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** The nearest double, for values below 2^600. */
export const numberOfFixed = (value: Fixed): number => Number(value) / 2 ** Number(BITS);

/** e^x as `mantissa` × 2^`shift`, with a mantissa between 0.7 and 1.5. */
function exponentialParts(x: Fixed): { readonly mantissa: Fixed; readonly shift: bigint } {
  const shift = (2n * x + LN2) / (2n * LN2) - (2n * x + LN2 < 0n ? 1n : 0n);
  const rest = (x - shift * LN2) >> HALVINGS;
  let [sum, term] = [UNIT, UNIT];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = timesFixed(term, rest) / n;
    sum += term;
  }
  for (let halving = 0n; halving < HALVINGS; halving++) sum = timesFixed(sum, sum);
  return { mantissa: sum, shift };
}

const HALVINGS = 10n;

/** e^x. */
export function exponential(x: Fixed): Fixed {
  const { mantissa, shift } = exponentialParts(x);
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** The natural logarithm of a ratio above zero. */
export function naturalLog(value: Ratio): Fixed {
  const twos = bitLength(value.num) - bitLength(value.den);
  const scaled = twos >= 0 ? fixedOf({ num: value.num, den: value.den << BigInt(twos) }) : fixedOf({ num: value.num << BigInt(-twos), den: value.den });
  let log = fixedOfNumber(Math.log(numberOfFixed(scaled)));
  for (let round = 0; round < 3; round++) {
    // Halley's step: triples the digits that are right, 16 at the start
    const grown = exponential(log);
    log += 2n * overFixed(scaled - grown, scaled + grown);
  }
  return log + BigInt(twos) * LN2;
}

const bitLength = (value: bigint): number => value.toString(16).length * 4;

/** `base` above zero to any power; the caller bounds exponent × ln(base). */
export function realPower(base: Ratio, exponent: Ratio): Ratio {
  const { mantissa, shift } = exponentialParts((naturalLog(base) * exponent.num) / exponent.den);
  const power = shift >= 0n ? { num: mantissa << shift, den: UNIT } : { num: mantissa, den: UNIT << -shift };
  return multiply(power, ONE);
}

/** ln 2 by Machin's kind of sum: 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749). */
const LN2: Fixed = 18n * inverseTanhOfPart(26n) - 2n * inverseTanhOfPart(4801n) + 8n * inverseTanhOfPart(8749n);

/** atanh(1/n) = 1/n + 1/3n³ + 1/5n⁵ + … */
function inverseTanhOfPart(n: bigint): Fixed {
  let [sum, power] = [0n, UNIT / n];
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power /= n * n;
  }
  return sum;
}
