/**
 * The shape of a row of the primitive table, and words its makers share.
 * A value in transit is canonical text: the text that is bound as a SQL parameter of `sqlType`.
 * In: nothing. Out: types, and the one way to say that a JSON value does not fit.
 */
import type { Facets, PrimitiveName } from './model.ts';

/** A JSON value that is no object, array or null, as our own reader delivers it: numbers keep their text. */
export type JsonScalar = boolean | string | { readonly number: string };

/** What was expected, as a sentence that follows "is …; ". */
export type Problem = { readonly message: string };

export type DecodeOptions = {
  /** Int64 and Decimal come as strings. */
  readonly ieee754Compatible: boolean;
  /** Decimals in strings may have an exponent. */
  readonly exponentialDecimals: boolean;
  /** The older dialect: 0/1, numeric strings, `/Date(n)/`, `YYYY-MM-DD hh:mm:ss`. */
  readonly lenient: boolean;
};

export type Family = 'number' | 'text' | 'temporal' | 'boolean' | 'binary' | 'guid' | 'duration' | 'geo' | 'stream';

/**
 * How SQL prints a column as JSON. bare: as PostgreSQL prints it in row_to_json. double: infinities are
 * spelled INF. instant: UTC. base64url: bytes. duration: from seconds. geojson: a json column. none: never.
 * `enum` belongs to enumerations, which store the number.
 */
export type JsonEncoding = 'bare' | 'double' | 'instant' | 'base64url' | 'duration' | 'geojson' | 'enum' | 'none';

export type PrimitiveRow = {
  readonly name: PrimitiveName;
  readonly family: Family;
  readonly sqlType: string;
  readonly json: JsonEncoding;
  /** Printed as a JSON string under IEEE754Compatible=true. */
  readonly ieee754Text: boolean;
  /** Numeric promotion: the higher rank wins. */
  readonly rank?: number;
  readonly zero?: string;
  readonly min?: string;
  readonly max?: string;
  /** Inner text of a URL literal → canonical text; undefined: no value of the type. */
  readonly parseUrl: (text: string) => string | undefined;
  readonly decodeJson: (value: JsonScalar, facets: Facets, options: DecodeOptions) => string | Problem;
  /** Canonical text → inner text of a URL literal; what `parseUrl` takes back. */
  readonly printUrl: (canonical: string) => string;
};

export const expected = (what: string): Problem => ({ message: `expected ${what}.` });
export const isProblem = (value: string | Problem): value is Problem => typeof value !== 'string';
export const numberText = (value: JsonScalar): string | undefined => (typeof value === 'object' ? value.number : undefined);

/** Without trailing zeros; a loop, because a regular expression would take quadratic time on long runs. */
export function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

export const same = (text: string): string => text;
