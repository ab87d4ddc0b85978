/**
 * Values of any value type over the primitive table: type definitions lend their underlying row,
 * enumerations are stored as their number.
 * In: literal text, JSON, or canonical text. Out: canonical text, or the literal a URL shows.
 * Complex values are walked by whoever holds them; here they are no values.
 */
import { primitiveRow } from './primitives.ts';
import { expected, isProblem } from './primitive-row.ts';
import type { DecodeOptions, JsonEncoding, JsonScalar, PrimitiveRow, Problem } from './primitive-row.ts';
import type { EnumType, Facets, ValueType } from './model.ts';

export type ValueOptions = DecodeOptions & { readonly facets: Facets };

/** Inner text of a literal → canonical text; undefined: no value of the type. */
export function parseValue(type: ValueType, text: string): string | undefined {
  if (type.kind === 'enum') return parseEnum(type, text);
  return rowOf(type)?.parseUrl(text);
}

/** A JSON value that is not null → canonical text, or what was expected. */
export function decodeValue(type: ValueType, value: JsonScalar, options: ValueOptions): string | Problem {
  if (type.kind === 'enum') return decodeEnum(type, value);
  const row = rowOf(type);
  if (row === undefined) return expected('an object');
  const facets = type.kind === 'typeDefinition' ? { ...type.facets, ...options.facets } : options.facets;
  const decoded = row.decodeJson(value, facets, options);
  return isProblem(decoded) ? { message: decoded.message } : decoded;
}

/** Canonical text → a literal as it stands in a URL's path or query, not yet percent-encoded. */
export function printLiteral(type: ValueType, canonical: string): string {
  if (type.kind === 'enum') return `'${printEnum(type, canonical)}'`;
  const row = rowOf(type);
  const text = row?.printUrl(canonical) ?? canonical;
  if (row?.family === 'text') return `'${text.replaceAll("'", "''")}'`;
  if (row?.family === 'binary') return `binary'${text}'`;
  return row?.family === 'duration' ? `duration'${text}'` : text;
}

/** The SQL type of the column that holds such a value. */
export function sqlTypeOf(type: ValueType): string {
  if (type.kind === 'enum') return primitiveRow(type.underlying).sqlType;
  return rowOf(type)?.sqlType ?? 'json';
}

export function jsonEncodingOf(type: ValueType): JsonEncoding {
  if (type.kind === 'enum') return 'enum';
  return rowOf(type)?.json ?? 'bare';
}

/** The row behind a primitive or a type definition. */
export function rowOf(type: ValueType): PrimitiveRow | undefined {
  if (type.kind === 'primitive') return primitiveRow(type.name);
  return type.kind === 'typeDefinition' ? primitiveRow(type.underlying.name) : undefined;
}

const ENUM_TEXT_MAX = 10_000;

/** `First,Third`, `First`, `9`, or for flags `First,8`: the number they stand for. */
export function parseEnum(type: EnumType, text: string): string | undefined {
  if (text.length > ENUM_TEXT_MAX) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > 1 && (!type.isFlags || parts.length > type.members.size)) return undefined;
  let total = 0n;
  for (const part of parts) {
    const value = type.members.get(part) ?? readNumber(part);
    if (value === undefined) return undefined;
    total |= value;
  }
  return isMember(type, total) ? total.toString() : undefined;
}

const readNumber = (text: string): bigint | undefined => (/^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined);

/** A flags value is made of members' bits; any other is a member. */
function isMember(type: EnumType, value: bigint): boolean {
  const values = [...type.members.values()];
  if (values.includes(value)) return true;
  if (!type.isFlags || value <= 0n) return false;
  const known = values.reduce((bits, member) => bits | member, 0n);
  return (value & ~known) === 0n;
}

function decodeEnum(type: EnumType, value: JsonScalar): string | Problem {
  const text = typeof value === 'string' ? value : typeof value === 'object' ? value.number : undefined;
  const names = [...type.members.keys()].slice(0, 20).join(', ');
  return (text === undefined ? undefined : parseEnum(type, text)) ?? expected(`${type.isFlags ? 'any of' : 'one of'} ${names}`);
}

/** Member names in rising order of value; bits already covered by a printed member are not repeated. */
export function printEnum(type: EnumType, canonical: string): string {
  const value = BigInt(canonical);
  const entries = [...type.members].toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const exact = entries.find(([, member]) => member === value);
  if (exact !== undefined) return exact[0];
  const names = entries.filter(([, member]) => member !== 0n && (member & value) === member && isSingleBit(member));
  const covered = names.reduce((bits, [, member]) => bits | member, 0n);
  return covered === value && names.length > 0 ? names.map(([name]) => name).join(',') : canonical;
}

const isSingleBit = (value: bigint): boolean => value > 0n && (value & (value - 1n)) === 0n;
