/**
 * Brings operands together: literals take the type of what they are compared with, numbers keep their
 * promotion order, and what does not go together is refused with MOD203.
 * A literal is converted (never a property), so that an index on the property stays usable.
 */
import { fail } from '../base/index.ts';
import { parseValue, typeName } from '../edm/index.ts';
import type { ValueType } from '../edm/index.ts';
import { carrier, describe, exprType, is, isInteger, isNumeric, primitive, rankOf, shorten } from './bind-value.ts';
import type { Expr } from './typed.ts';

type Value = Expr & { kind: 'value' };

/** A string literal that spells a value of the other operand's type is that value (4.01 leniency). */
const FROM_TEXT: ReadonlySet<string> = new Set(['Edm.Date', 'Edm.DateTimeOffset', 'Edm.TimeOfDay', 'Edm.Duration', 'Edm.Guid', 'Edm.Binary']);

function retype(value: Value, type: ValueType): Value | undefined {
  if (parseValue(type, value.slot.text) === undefined) return undefined;
  const refill = (text: string): string =>
    parseValue(type, text) ?? fail('URL107', `'${shorten(text)}' is not a value of ${typeName(type)}.`, { target: shorten(text) });
  const slot = value.slot.refill === undefined ? value.slot : { ...value.slot, refill };
  return { ...value, type, slot: { ...slot, text: refill(value.slot.text) } };
}

/** A value brought to the type of the other operand, or as it was when the two compare as they are. */
function adapt(value: Value, to: ValueType, lenient: boolean): Value | undefined {
  if (carrier(value.type) === carrier(to)) return value;
  const name = carrier(to);
  if (isNumeric(value.type) && isNumeric(to)) return adaptNumber(value, to);
  const fromText = is(value.type, 'Edm.String') && (to.kind === 'enum' || FROM_TEXT.has(name) || (lenient && isNumeric(to)));
  if (fromText) return retype(value, to);
  if (to.kind === 'enum' && isInteger(value.type)) return retype(value, to);
  if (lenient && name === 'Edm.Date' && is(value.type, 'Edm.DateTimeOffset')) return midnightAsDate(value, to);
  return undefined;
}

/** Integers meet integers as they are; a fraction meets a Decimal exactly, a Double as a double. */
function adaptNumber(value: Value, to: ValueType): Value {
  if (isInteger(to)) return value;
  const finite = /^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$/.test(value.slot.text);
  return (finite ? retype(value, to) : undefined) ?? value;
}

/** `due eq datetime'1990-01-01T00:00:00'`, as clients of the older dialect write it. */
function midnightAsDate(value: Value, to: ValueType): Value | undefined {
  const refill = (text: string): string => {
    const match = /^(\d{4}-\d{2}-\d{2})T00:00(:00(\.0+)?)?Z?$/.exec(text);
    return match?.[1] ?? fail('URL107', `'${shorten(text)}' is not a date: its time is not midnight.`, { target: shorten(text) });
  };
  return { ...value, type: to, slot: { ...value.slot, text: refill(value.slot.text), refill } };
}

/** Both operands of a comparison, brought to types that compare. */
export function unify(left: Expr, right: Expr, options: { readonly lenient: boolean; readonly operator: string }): readonly [Expr, Expr] {
  const a = exprType(left);
  const b = exprType(right);
  if (a === undefined || b === undefined || carrier(a) === carrier(b)) return [left, right];
  if (right.kind === 'value') {
    const adapted = adapt(right, a, options.lenient);
    if (adapted !== undefined) return [left, adapted];
  }
  if (left.kind === 'value') {
    const adapted = adapt(left, b, options.lenient);
    if (adapted !== undefined) return [adapted, right];
  }
  const flags = options.lenient ? asFlag(left, right) : undefined;
  if (flags !== undefined) return flags;
  if (isNumeric(a) && isNumeric(b)) return [left, right];
  return fail('MOD203', `'${options.operator}' cannot compare ${describe(left)} with ${describe(right)}.`, { target: options.operator });
}

/** `isOpen eq 1`: the older dialect writes booleans as 0 and 1. */
function asFlag(left: Expr, right: Expr): readonly [Expr, Expr] | undefined {
  if (right.kind !== 'value' || exprType(left) === undefined) return undefined;
  if (!is(exprType(left) ?? primitive('Edm.String'), 'Edm.Boolean') || !['0', '1'].includes(right.slot.text)) return undefined;
  return [left, { kind: 'boolean', value: right.slot.text === '1' }];
}

/** The type two branches share: the wider number, or the same type. */
export function commonType(types: readonly ValueType[], place: string): ValueType {
  const [first, ...rest] = types;
  if (first === undefined) return primitive('Edm.Boolean');
  return rest.reduce((wide, type) => {
    if (carrier(wide) === carrier(type)) return wide;
    const [a, b] = [rankOf(wide), rankOf(type)];
    if (a === undefined || b === undefined) return fail('MOD203', `${place} mixes ${typeName(wide)} and ${typeName(type)}.`, { target: place });
    return a >= b ? wide : type;
  }, first);
}

export { adapt };
