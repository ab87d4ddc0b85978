/**
 * Numbers: integers of five widths, exact decimals, IEEE doubles and singles.
 * In: literal text or JSON. Out: canonical text, every digit kept; integers and decimals never become a
 * JavaScript number. Refuses what is out of range, and decimals so long that they would only cost memory.
 */
import { expected, numberText, same, trimZeros } from './primitive-row.ts';
import type { DecodeOptions, JsonScalar, PrimitiveRow, Problem } from './primitive-row.ts';
import type { Facets, PrimitiveName } from './model.ts';

const DIGITS_MAX = 1_000;
const EXPONENT_MAX = 6_144;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Plain notation without exponent, sign only where it says something; undefined: no decimal, or too long. */
function normalizeDecimal(text: string): string | undefined {
  if (text.length > DIGITS_MAX + 20) return undefined;
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (whole.length + fraction.length > DIGITS_MAX || Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const integer = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const rest = point >= digits.length ? '' : digits.slice(Math.max(point, 0)).padStart(digits.length - point, '0');
  const plain = `${integer.replace(/^0+(?=\d)/, '') || '0'}${rest === '' ? '' : `.${rest}`}`;
  return sign === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/** The literal or number as text, where the options allow this spelling. */
function spelled(value: JsonScalar, options: DecodeOptions, stringAllowed: boolean): string | undefined {
  if (typeof value === 'string') return stringAllowed || options.lenient ? value : undefined;
  return numberText(value);
}

type IntegerBounds = { readonly name: PrimitiveName; readonly sqlType: string; readonly rank: number; readonly min: bigint; readonly max: bigint };

function integerRow({ name, sqlType, rank, min, max }: IntegerBounds): PrimitiveRow {
  const inRange = (text: string): string | undefined => {
    const value = BigInt(text);
    return value < min || value > max ? undefined : value.toString();
  };
  const parseUrl = (text: string): string | undefined =>
    text.length <= DIGITS_MAX && /^[+-]?\d+$/.test(text) ? inRange(text.replace(/^\+/, '')) : undefined;
  const ieee754Text = name === 'Edm.Int64';
  const wanted = expected(`a whole number from ${min} to ${max}`);
  const decodeJson = (value: JsonScalar, _facets: Facets, options: DecodeOptions): string | Problem => {
    const text = spelled(value, options, ieee754Text && options.ieee754Compatible);
    const whole = text === undefined ? undefined : normalizeDecimal(text)?.replace(/\.0+$/, '');
    return (whole === undefined ? undefined : parseUrl(whole)) ?? wanted;
  };
  return {
    name, family: 'number', sqlType, json: 'bare', ieee754Text, rank, zero: '0', min: min.toString(), max: max.toString(),
    parseUrl, decodeJson, printUrl: same,
  };
}

/** Digits are counted without zeros that say nothing; too many are refused, never rounded. */
function fitsDecimal(text: string, { precision, scale = 0 }: Facets): boolean {
  const [whole = '', fraction = ''] = text.replace(/^-/, '').split('.');
  const left = whole === '0' ? 0 : whole.length;
  const right = trimZeros(fraction).length;
  if (scale === 'floating') {
    const significant = trimZeros(`${whole}${fraction}`.replace(/^0+/, '')).length;
    return precision === undefined || significant <= precision;
  }
  if (scale === 'variable') return precision === undefined || left + right <= precision;
  return right <= scale && (precision === undefined || left <= precision - scale);
}

function describeDecimal({ precision, scale = 0 }: Facets): string {
  const digits = precision === undefined ? '' : ` of at most ${precision} digits`;
  const places = typeof scale === 'number' ? ` with at most ${scale} after the point` : '';
  return `a decimal number${digits}${digits !== '' && places !== '' ? ',' : ''}${places}`;
}

const decimalRow: PrimitiveRow = {
  name: 'Edm.Decimal', family: 'number', sqlType: 'numeric', json: 'bare', ieee754Text: true, rank: 6, zero: '0',
  parseUrl: normalizeDecimal,
  decodeJson: (value, facets, options) => {
    const text = spelled(value, options, options.ieee754Compatible);
    const exponentRefused = typeof value === 'string' && /e/i.test(value) && !options.exponentialDecimals && !options.lenient;
    const plain = text === undefined || exponentRefused ? undefined : normalizeDecimal(text);
    return plain !== undefined && fitsDecimal(plain, facets) ? plain : expected(describeDecimal(facets));
  },
  printUrl: same,
};

const SPECIAL: ReadonlyMap<string, string> = new Map([['INF', 'Infinity'], ['-INF', '-Infinity'], ['NaN', 'NaN']]);
const PRINTED: ReadonlyMap<string, string> = new Map([...SPECIAL].map(([spelling, canonical]) => [canonical, spelling]));

/** The shortest text that reads back as the same single. */
function printSingle(value: number): string {
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

const SINGLE_MAX = 3.4028234663852886e38;

function readDouble(text: string): string | undefined {
  const value = text.length <= DIGITS_MAX && DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return undefined;
  return Object.is(value, -0) ? '-0' : String(value);
}

function readSingle(text: string): string | undefined {
  const double = readDouble(text);
  const value = double === undefined ? Number.NaN : Math.fround(Number(double));
  if (!Number.isFinite(value)) return undefined;
  return Object.is(value, -0) ? '-0' : printSingle(value);
}

type FloatKind = { readonly name: PrimitiveName; readonly sqlType: string; readonly rank: number; readonly max: number };

function floatRow({ name, sqlType, rank, max }: FloatKind, read: (text: string) => string | undefined): PrimitiveRow {
  const parseUrl = (text: string): string | undefined => SPECIAL.get(text) ?? read(text);
  const wanted = expected(`a number within ±${max}, or "INF", "-INF", "NaN"`);
  return {
    name, family: 'number', sqlType, json: 'double', ieee754Text: false, rank, zero: '0', min: `-${max}`, max: String(max),
    parseUrl,
    decodeJson: (value, _facets, options) => {
      if (typeof value === 'string') return SPECIAL.get(value) ?? (options.lenient ? read(value) : undefined) ?? wanted;
      const text = numberText(value);
      return (text === undefined ? undefined : read(text)) ?? wanted;
    },
    printUrl: (canonical) => PRINTED.get(canonical) ?? canonical,
  };
}

export const NUMBER_ROWS: readonly PrimitiveRow[] = [
  integerRow({ name: 'Edm.Byte', sqlType: 'smallint', rank: 1, min: 0n, max: 255n }),
  integerRow({ name: 'Edm.SByte', sqlType: 'smallint', rank: 2, min: -128n, max: 127n }),
  integerRow({ name: 'Edm.Int16', sqlType: 'smallint', rank: 3, min: -32_768n, max: 32_767n }),
  integerRow({ name: 'Edm.Int32', sqlType: 'integer', rank: 4, min: -2_147_483_648n, max: 2_147_483_647n }),
  integerRow({ name: 'Edm.Int64', sqlType: 'bigint', rank: 5, min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  decimalRow,
  floatRow({ name: 'Edm.Single', sqlType: 'real', rank: 7, max: SINGLE_MAX }, readSingle),
  floatRow({ name: 'Edm.Double', sqlType: 'double precision', rank: 8, max: Number.MAX_VALUE }, readDouble),
];
