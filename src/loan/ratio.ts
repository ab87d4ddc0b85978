/**
 * Exact arithmetic on ratios of integers: what amounts, rates and factors are made of inside this room.
 * In: decimal text ("1432.86") or ratio text ("0.1/12"). Out: ratios, and decimal text again.
 * A result is exact while its reduced denominator stays below 2^512; beyond that it is brought to
 * `GUARD_DIGITS` significant decimals at least. A tie is thus decided on the exact value wherever a tie
 * can occur: a denominator of that size has long ceased to divide a multiple of a rounding step.
 */

/** `num / den`, with `den` above zero; not necessarily reduced. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

const GUARD_DIGITS = 120;

const DEN_MAX = 2n ** 512n;
const GRID = 10n ** BigInt(GUARD_DIGITS);

export const ZERO: Ratio = { num: 0n, den: 1n };
export const ONE: Ratio = { num: 1n, den: 1n };

/** A ratio of two integers; `den` may be negative, not zero. */
export const ratioOf = (num: bigint | number, den: bigint | number = 1n): Ratio => {
  const [n, d] = [BigInt(num), BigInt(den)];
  return d < 0n ? { num: -n, den: -d } : { num: n, den: d };
};

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Plain decimal text without exponent; undefined when it is not that. */
export function parseDecimal(text: string): Ratio | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const num = BigInt(whole + fraction);
  return { num: sign === '-' ? -num : num, den: powerOfTen(fraction.length) };
}

/** A decimal, or two with a slash between them, the sign in front; undefined when it is not that. */
export function parseRatio(text: string): Ratio | undefined {
  const [above = '', below, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const num = parseDecimal(above);
  if (below === undefined || num === undefined) return num;
  const den = below.startsWith('-') ? undefined : parseDecimal(below);
  return den === undefined || den.num === 0n ? undefined : divide(num, den);
}

export function add(a: Ratio, b: Ratio): Ratio {
  if (b.num === 0n) return a;
  if (a.num === 0n) return b;
  if (a.den === b.den) return settle(a.num + b.num, a.den);
  if (a.den % b.den === 0n) return settle(a.num + b.num * (a.den / b.den), a.den);
  if (b.den % a.den === 0n) return settle(a.num * (b.den / a.den) + b.num, b.den);
  return settle(a.num * b.den + b.num * a.den, a.den * b.den);
}

export const negate = (a: Ratio): Ratio => ({ num: -a.num, den: a.den });
export const subtract = (a: Ratio, b: Ratio): Ratio => add(a, negate(b));
export const multiply = (a: Ratio, b: Ratio): Ratio => (a.num === 0n || b.num === 0n) ? ZERO : settle(a.num * b.num, a.den * b.den);

/** `b` is not zero: callers check what can be. */
export const divide = (a: Ratio, b: Ratio): Ratio =>
  b.num < 0n ? settle(-a.num * b.den, -a.den * b.num) : settle(a.num * b.den, a.den * b.num);

export const sum = (terms: readonly Ratio[]): Ratio => terms.reduce(add, ZERO);

/** `base` to an integer power, by squaring; a negative power of zero is the caller's mistake. */
export function power(base: Ratio, exponent: number): Ratio {
  let result = ONE;
  let square = exponent < 0 ? divide(ONE, base) : base;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  return result;
}

/** Below zero, zero or above zero, as `a` is smaller than, equal to or larger than `b`. */
export function compare(a: Ratio, b: Ratio): number {
  const [left, right] = [a.num * b.den, b.num * a.den];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const isZero = (a: Ratio): boolean => a.num === 0n;
export const isNegative = (a: Ratio): boolean => a.num < 0n;
export const isPositive = (a: Ratio): boolean => a.num > 0n;
export const least = (a: Ratio, b: Ratio): Ratio => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Ratio, b: Ratio): Ratio => (compare(a, b) >= 0 ? a : b);
export const absolute = (a: Ratio): Ratio => (a.num < 0n ? negate(a) : a);

/** The double nearest to the value's 36 decimals: for starting points and figures people look at, never for money. */
export const toNumber = (a: Ratio): number => Number(decimalText(a));

export type Places = { /** Fewest decimals. */ readonly least?: number; /** Most decimals; the last is rounded half away from zero. */ readonly most?: number };

/** Plain decimal text, at most 36 decimals unless told otherwise, without needless zeros. */
export function decimalText(a: Ratio, { least: fewest = 0, most = 36 }: Places = {}): string {
  const decimals = shortDecimals(a.den);
  if (decimals !== undefined && decimals <= fewest) return fixedText(a.num, decimals, fewest);
  const scale = powerOfTen(most);
  const size = a.num < 0n ? -a.num : a.num;
  const scaled = (2n * size * scale + a.den) / (2n * a.den);
  const digits = scaled.toString().padStart(most + 1, '0');
  let end = digits.length;
  while (end > digits.length - most + fewest && digits.charCodeAt(end - 1) === 48) end--;
  const point = digits.length - most;
  const sign = a.num < 0n && scaled !== 0n ? '-' : '';
  return sign + digits.slice(0, point) + (end > point ? `.${digits.slice(point, end)}` : '');
}

/** The decimals of a denominator that is a small power of ten, as rounded amounts have; else undefined. */
const shortDecimals = (den: bigint): number | undefined => (den === 1n ? 0 : den === 100n ? 2 : den === 10n ? 1 : undefined);

function fixedText(num: bigint, decimals: number, shown: number): string {
  if (num < 0n) return `-${fixedText(-num, decimals, shown)}`;
  const digits = num.toString().padStart(decimals + 1, '0') + '0'.repeat(shown - decimals);
  return shown === 0 ? digits : `${digits.slice(0, -shown)}.${digits.slice(-shown)}`;
}

/** The exact value as text that `parseRatio` reads: an integer, or numerator/denominator in lowest terms. */
export function ratioText(a: Ratio): string {
  const { num, den } = reduced(a);
  return den === 1n ? num.toString() : `${num}/${den}`;
}

export function reduced({ num, den }: Ratio): Ratio {
  const divisor = greatestCommonDivisor(num < 0n ? -num : num, den);
  return { num: num / divisor, den: den / divisor };
}

const POWERS: readonly bigint[] = Array.from({ length: 64 }, (_, i) => 10n ** BigInt(i));
export const powerOfTen = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/** Keeps the ratio exact while it is of bearable size. A value that was cut before is cut again without a search for divisors. */
function settle(num: bigint, den: bigint): Ratio {
  if (den < DEN_MAX) return { num, den };
  if (den % GRID === 0n) return cut(num, den);
  const exact = reduced({ num, den });
  return exact.den < DEN_MAX ? exact : cut(exact.num, exact.den);
}

function cut(num: bigint, den: bigint): Ratio {
  const size = num < 0n ? -num : num;
  if (size === 0n) return ZERO;
  const leadingZeros = Math.max(0, den.toString(16).length - size.toString(16).length);
  const scale = GRID * powerOfTen(Math.ceil(leadingZeros * 1.205)); // decimal digits of a hexadecimal one
  const scaled = (2n * size * scale + den) / (2n * den);
  return { num: num < 0n ? -scaled : scaled, den: scale };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
