/**
 * Equality and order of oracle values (URL Conventions 5.1.1.1), numeric promotion (5.1.1.16) included.
 * In: two values. Out: a plain truth: comparisons never yield null. Null equals only null and is neither greater
 * nor less than anything, but `null ge null` holds, because `ge` is greater or equal. Strings order by code point.
 */
import { isNumber, parseMembers, parsePrimitive, toBig, toDouble } from './evaluate-value.ts';
import type { NumberValue, Value } from './evaluate-value.ts';

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

export function compareValues(op: Comparison, left: Value, right: Value): boolean {
  switch (op) {
    case 'eq': return equalValues(left, right);
    case 'ne': return !equalValues(left, right);
    case 'gt': return orderOf(left, right) === 1;
    case 'lt': return orderOf(left, right) === -1;
    case 'ge': return orderOf(left, right) === 1 || equalValues(left, right);
    case 'le': return orderOf(left, right) === -1 || equalValues(left, right);
  }
}

export function equalValues(left: Value, right: Value): boolean {
  if (left.kind === 'null' || right.kind === 'null') return left.kind === right.kind;
  if (left.kind === 'entity' && right.kind === 'entity') return left.type.key.every(({ alias }) => equalValues(member(left, alias), member(right, alias)));
  return orderOf(left, right) === 0;
}

const member = (entity: Value & { kind: 'entity' }, name: string): Value => entity.members.get(name) ?? { kind: 'null' };

/** Null below everything, for `$orderby`. */
export function orderWithNulls(left: Value, right: Value): number {
  if (left.kind === 'null' || right.kind === 'null') return Number(right.kind === 'null') - Number(left.kind === 'null');
  return orderOf(left, right) ?? 0;
}

/** -1, 0 or 1; undefined when the two have no order (a null, or NaN). */
function orderOf(a: Value, b: Value): number | undefined {
  if (a.kind === 'null' || b.kind === 'null') return undefined;
  if (isNumber(a) && isNumber(b)) return orderNumbers(a, b);
  const left = asKindOf(a, b);
  const right = asKindOf(b, a);
  if (left.kind === 'string' && right.kind === 'string') return Buffer.compare(Buffer.from(left.value), Buffer.from(right.value));
  if (left.kind === 'duration' && right.kind === 'duration') return left.value.cmp(right.value);
  if (left.kind !== right.kind || !('value' in left) || !('value' in right)) throw new Error(`${a.kind} does not compare with ${b.kind}`);
  if (left.value === right.value) return 0;
  return left.value < right.value ? -1 : 1;
}

function orderNumbers(a: NumberValue, b: NumberValue): number | undefined {
  const kinds = [a.kind, b.kind];
  if (!kinds.includes('double') && !kinds.includes('single')) return toBig(a).cmp(toBig(b));
  const convert = kinds.includes('double') ? toDouble : (value: NumberValue) => Math.fround(toDouble(value));
  const [left, right] = [convert(a), convert(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return undefined;
  return left === right ? 0 : left < right ? -1 : 1;
}

const TYPE_OF_KIND: Readonly<Record<string, string>> = {
  duration: 'Edm.Duration', guid: 'Edm.Guid', date: 'Edm.Date', instant: 'Edm.DateTimeOffset', time: 'Edm.TimeOfDay', binary: 'Edm.Binary',
};

/** Durations and enumeration members may be written as plain strings (4.01), other types as the service allows. */
function asKindOf(value: Value, other: Value): Value {
  if (value.kind !== 'string' || other.kind === 'string') return value;
  if (other.kind === 'enum') {
    const bits = parseMembers(other.type, value.value);
    return bits === undefined ? value : { kind: 'enum', type: other.type, value: bits };
  }
  return parsePrimitive(TYPE_OF_KIND[other.kind] ?? '', value.value) ?? value;
}
