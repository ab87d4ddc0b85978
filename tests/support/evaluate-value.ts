/**
 * Values as the expression oracle sees them, and how they are read from JSON and from URL literals.
 * In: payload JSON (asked for with IEEE754Compatible, so that no digit is lost) or literal syntax.
 * Out: tagged values with exact numbers: integers as bigint, decimals as Big, points in time as microseconds.
 * Written from the standard alone; it shares no parser with the service.
 */
import Big from 'big.js';
import type { ComplexType, EdmModel, EntityType, EnumType, ValueType } from '../../src/edm/index.ts';
import type { Json } from './service.ts';

Big.DP = 60;

export type NumberValue =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'decimal'; readonly value: Big; readonly text?: string }
  | { readonly kind: 'single' | 'double'; readonly value: number };
export type EntityValue = { readonly kind: 'entity'; readonly type: EntityType; readonly members: ReadonlyMap<string, Value> };
export type Value =
  | { readonly kind: 'null' }
  | NumberValue
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string' | 'guid' | 'binary'; readonly value: string }
  | { readonly kind: 'date'; readonly value: bigint } // days since 1970
  | { readonly kind: 'instant'; readonly value: bigint; readonly text?: string } // microseconds since 1970
  | { readonly kind: 'time'; readonly value: bigint } // microseconds since midnight
  | { readonly kind: 'duration'; readonly value: Big } // seconds
  | { readonly kind: 'enum'; readonly type: EnumType; readonly value: bigint }
  | { readonly kind: 'complex'; readonly members: ReadonlyMap<string, Value> }
  | EntityValue
  | { readonly kind: 'rows'; readonly rows: readonly EntityValue[] };

/** The standard says the request fails: division by zero, a value out of range, a negative length. */
export class EvaluationFailure extends Error {}

export const NULL: Value = { kind: 'null' };
export const DAY = 86_400_000_000n;
export const boolean = (value: boolean): Value => ({ kind: 'boolean', value });
export const integer = (value: bigint | number): Value => ({ kind: 'integer', value: BigInt(value) });
export const decimal = (value: Big): Value => ({ kind: 'decimal', value });
export const string = (value: string): Value => ({ kind: 'string', value });
export const isNumber = (value: Value): value is NumberValue =>
  value.kind === 'integer' || value.kind === 'decimal' || value.kind === 'single' || value.kind === 'double';
export const toBig = (value: NumberValue): Big => new Big(value.kind === 'integer' ? value.value.toString() : value.value);
export const toDouble = (value: NumberValue): number => Number(value.value.toString());

const INTEGERS: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ['Edm.Byte', [0n, 255n]], ['Edm.SByte', [-128n, 127n]], ['Edm.Int16', [-32768n, 32767n]],
  ['Edm.Int32', [-(2n ** 31n), 2n ** 31n - 1n]], ['Edm.Int64', [-(2n ** 63n), 2n ** 63n - 1n]],
]);
export const integerBounds = (name: string): readonly [bigint, bigint] | undefined => INTEGERS.get(name);

/** Days since 1970-01-01 of a proleptic Gregorian date; undefined when there is no such day. */
export function parseDate(text: string): bigint | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined || Number(year) < 1) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  return BigInt(date.getTime()) / 86_400_000n;
}

export function dateParts(days: bigint): { year: number; month: number; day: number } {
  const date = new Date(Number(days) * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function parseTime(text: string): bigint | undefined {
  const [, hour, minute, second = '0', fraction = ''] = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,12}))?)?$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  return (BigInt(hour) * 3600n + BigInt(minute ?? 0) * 60n + BigInt(second)) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

export function parseInstant(text: string): bigint | undefined {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d)T([\d:.]+)(Z|[+-]\d\d:\d\d)$/i.exec(text) ?? [];
  const [days, micros] = [parseDate(day ?? ''), parseTime(time ?? '')];
  if (days === undefined || micros === undefined || zone === undefined) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const offset = (BigInt(hours ?? 0) * 60n + BigInt(minutes ?? 0)) * 60_000_000n;
  return days * DAY + micros - (sign === '-' ? -offset : offset);
}

export function parseDuration(text: string): Big | undefined {
  const match = /^([+-]?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (match === null || /P$/i.test(text)) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const total = new Big(days).times(86_400).plus(new Big(hours).times(3600)).plus(new Big(minutes).times(60)).plus(seconds);
  return sign === '-' ? total.neg() : total;
}

/** A member name, several for flags, or a number. */
export function parseMembers(type: EnumType, text: string): bigint | undefined {
  let value = 0n;
  for (const part of text.split(',')) {
    const member = type.members.get(part.trim()) ?? (/^-?\d+$/.test(part) ? BigInt(part) : undefined);
    if (member === undefined) return undefined;
    value |= member;
  }
  return value;
}

const DOUBLES: ReadonlyMap<string, number> = new Map([['INF', Infinity], ['-INF', -Infinity], ['NaN', NaN]]);
export const parseDouble = (text: string): number | undefined => {
  const special = DOUBLES.get(text);
  if (special !== undefined) return special;
  return /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
};

/** A text as a value of a primitive type; undefined when it is no literal of that type. */
export function parsePrimitive(name: string, text: string): Value | undefined {
  const bounds = integerBounds(name);
  if (bounds !== undefined) {
    const value = /^[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
    return value === undefined || value < bounds[0] || value > bounds[1] ? undefined : { kind: 'integer', value };
  }
  switch (name) {
    case 'Edm.Decimal': return /^[-+]?\d+(\.\d+)?$/.test(text) ? { kind: 'decimal', value: new Big(text.replace('+', '')), text } : undefined;
    case 'Edm.Double': return wrap(parseDouble(text), (value) => ({ kind: 'double', value }));
    case 'Edm.Single': return wrap(parseDouble(text), (value) => ({ kind: 'single', value: Math.fround(value) }));
    case 'Edm.Boolean': return /^(true|false)$/i.test(text) ? boolean(text.toLowerCase() === 'true') : undefined;
    case 'Edm.String': return string(text);
    case 'Edm.Guid': return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? { kind: 'guid', value: text.toLowerCase() } : undefined;
    case 'Edm.Binary': return { kind: 'binary', value: text.replace(/=+$/, '') };
    case 'Edm.Date': return wrap(parseDate(text), (value) => ({ kind: 'date', value }));
    case 'Edm.DateTimeOffset': return wrap(parseInstant(text), (value) => ({ kind: 'instant', value, text }));
    case 'Edm.TimeOfDay': return wrap(parseTime(text), (value) => ({ kind: 'time', value }));
    case 'Edm.Duration': return wrap(parseDuration(text), (value) => ({ kind: 'duration', value }));
    default: return undefined;
  }
}

const wrap = <T>(value: T | undefined, make: (value: T) => Value): Value | undefined => (value === undefined ? undefined : make(value));

function readValue(type: ValueType, json: Json): Value {
  if (json === null) return NULL;
  if (type.kind === 'complex') return { kind: 'complex', members: readMembers(type, json) };
  const text = String(json);
  const value = type.kind === 'enum' ? wrap(parseMembers(type, text), (bits) => ({ kind: 'enum', type, value: bits }))
    : parsePrimitive(type.kind === 'typeDefinition' ? type.underlying.name : type.name, text);
  if (value === undefined) throw new Error(`'${text}' is no JSON form of ${type.name}`);
  return value;
}

function readMembers(type: ComplexType | EntityType, json: Json): Map<string, Value> {
  return new Map([...type.properties.values()].filter(({ name }) => name in json).map((property) => [property.name, readValue(property.type, json[property.name])]));
}

/** An entity with the navigations that the answer expanded. */
export function readEntity(model: EdmModel, declared: EntityType, json: Json): EntityValue {
  const named: unknown = json['@odata.type'] ?? json['@type'];
  const derived = typeof named === 'string' ? model.types.get(named.replace(/^.*#/, '')) : undefined;
  const type = derived?.kind === 'entity' ? derived : declared;
  const members = readMembers(type, json);
  for (const { name, target } of type.navigations.values()) {
    const found = json[name];
    const targetType = model.types.get(target);
    if (found === undefined || targetType?.kind !== 'entity') continue;
    const read = (item: Json): EntityValue => readEntity(model, targetType, item);
    members.set(name, found === null ? NULL : Array.isArray(found) ? { kind: 'rows', rows: found.map(read) } : read(found));
  }
  return { kind: 'entity', type, members };
}
