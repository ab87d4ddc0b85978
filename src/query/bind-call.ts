/**
 * Canonical functions, `cast` and `isof`: finds the signature that the argument types fit.
 * In: call syntax. Out: `call`, `isof` or converted values. Refuses unknown functions (URL101),
 * known ones that are not offered (URL109), and arguments that fit no signature (MOD203).
 */
import { fail } from '../base/index.ts';
import { parsePrimitiveName, parseValue, suggest, typeName } from '../edm/index.ts';
import type { EntityType, EnumType, ValueType } from '../edm/index.ts';
import { carrier, describe, exprType, fixedValue, is, isGeo, isInteger, isNumeric, primitive, shorten } from './bind-value.ts';
import { adapt } from './coerce.ts';
import { CANONICAL, KNOWN_UNSUPPORTED } from './functions.ts';
import type { Accepts, Signature } from './functions.ts';
import { isRowSource, rangeOf } from './operand.ts';
import { toDatabasePattern } from './pattern.ts';
import { narrowed } from './row-source.ts';
import type { Binders, Operand } from './operand.ts';
import type { Scope } from './scope.ts';
import type { ExprSyntax } from './syntax.ts';
import type { Expr } from './typed.ts';

type CallSyntax = Extract<ExprSyntax, { kind: 'call' }>;
type CastSyntax = Extract<ExprSyntax, { kind: 'cast' | 'isof' }>;

export function bindCall(scope: Scope, syntax: CallSyntax, binders: Binders): Expr {
  const name = syntax.name.toLowerCase();
  const signatures = CANONICAL.get(name);
  if (signatures === undefined) return unknownFunction(scope, syntax.name);
  const args = syntax.args.map((arg) => (READS_CLOCK.has(name) ? inUtc(name, binders.value(scope, arg)) : binders.value(scope, arg)));
  if (args.some((arg) => arg.kind === 'null') && args.length > 0 && signatures.some((s) => s.accepts.length === args.length)) return { kind: 'null' };
  for (const signature of signatures) {
    const fitted = fit(signature, args);
    if (fitted !== undefined) return { kind: 'call', fn: signature.sql, args: name === 'matchespattern' ? fitted.map(asPattern) : fitted, type: resultOf(signature, fitted) };
  }
  if (name.startsWith('geo.') && args.some((arg) => describe(arg).startsWith('Edm.Geometry'))) return fail('URL109', `${name} is offered for geography alone.`, { target: syntax.name });
  const expected = signatures.map((s) => `${name}(${s.accepts.map(shortName).join(', ')})`).join(' or ');
  return fail('MOD203', `${name}(${args.map((a) => shortName(describe(a))).join(', ')}) in ${scope.option} fits no form of it; expected ${expected}.`, { target: syntax.name });
}

const shortName = (name: string): string => name.replace(/^Edm\./, '');

function unknownFunction(scope: Scope, name: string): never {
  const lower = name.toLowerCase();
  if (KNOWN_UNSUPPORTED.has(lower)) return fail('URL109', `The function ${name} is not offered.`, { target: name });
  const nearest = suggest(lower, [...CANONICAL.keys()]);
  return fail('MOD202', `There is no function '${name}' (in ${scope.option}).${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`, { target: name });
}

const READS_CLOCK: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'date', 'time', 'totaloffsetminutes']);

/** Offsets are not kept, so parts of a literal with another one cannot be told: the standard wants such a request to fail. */
function inUtc(name: string, arg: Expr): Expr {
  if (arg.kind !== 'value' || !is(arg.type, 'Edm.DateTimeOffset')) return arg;
  const { refill } = arg.slot;
  if (refill === undefined) return arg;
  const checked = (text: string): string => {
    if (/[+-]\d\d:\d\d$/.test(text) && !/[+-]00:00$/.test(text)) fail('URL109', `${name} of a literal with an offset other than UTC is not offered; write it with Z.`, { target: name });
    return refill(text);
  };
  return { ...arg, slot: { ...arg.slot, refill: checked } };
}

/** The pattern, in the database's dialect: it has to be known while binding. */
function asPattern(arg: Expr, index: number): Expr {
  if (index === 0) return arg;
  if (arg.kind !== 'value') return fail('URL109', 'matchespattern with a pattern that is calculated is not offered; write it as a literal.', { target: 'matchespattern' });
  const { slot } = arg;
  const { refill } = slot;
  const refilled = refill === undefined ? {} : { refill: (text: string) => toDatabasePattern(refill(text)) };
  return { ...arg, slot: { ...slot, text: toDatabasePattern(slot.text), ...refilled } };
}

function fit(signature: Signature, args: readonly Expr[]): readonly Expr[] | undefined {
  if (signature.accepts.length !== args.length) return undefined;
  const fitted = args.map((arg, i) => accept(signature.accepts[i] ?? 'number', arg));
  return fitted.every((arg): arg is Expr => arg !== undefined) ? fitted : undefined;
}

function accept(accepts: Accepts, arg: Expr): Expr | undefined {
  const type = exprType(arg);
  if (type === undefined) return undefined;
  if (accepts === 'number') return isNumeric(type) ? arg : undefined;
  if (accepts === 'integer') return isInteger(type) ? arg : undefined;
  if (carrier(type) === accepts) return arg;
  return arg.kind === 'value' && is(type, 'Edm.String') ? adapt(arg, primitive(accepts), false) : undefined;
}

function resultOf(signature: Signature, args: readonly Expr[]): ValueType {
  const [first] = args;
  if (signature.returns !== 'same') return primitive(signature.returns);
  return (first === undefined ? undefined : exprType(first)) ?? primitive('Edm.String');
}

/** `cast(x,Edm.String)`: conversions between primitive types; `cast(Type)` of the row itself is a path matter. */
export function bindCast(scope: Scope, syntax: CastSyntax, binders: Binders): Operand {
  const type = valueTypeNamed(scope, syntax.typeName);
  if (type === undefined) return fail('URL109', `cast to ${syntax.typeName}: only primitive and enumeration types can be cast to in an expression.`, { target: syntax.typeName });
  if (syntax.operand === undefined) return fail('MOD203', `cast(${syntax.typeName}) needs a value to cast.`, { target: 'cast' });
  const operand = binders.value(scope, syntax.operand);
  const from = exprType(operand);
  if (from === undefined) return { kind: 'null' };
  if (carrier(from) === carrier(type)) return operand;
  if (operand.kind === 'value') return castLiteral(operand, type);
  if (from.kind === 'enum' && is(type, 'Edm.String')) return memberName(operand, from, type);
  const fn = castFragment(from, type);
  if (fn === undefined) return fail('MOD203', `${describe(operand)} cannot be cast to ${typeName(type)}.`, { target: 'cast' });
  return { kind: 'call', fn, args: [operand], type };
}

/** A literal is converted while binding; what is no value of the type becomes null, as the standard says. */
function castLiteral(operand: Expr & { kind: 'value' }, type: ValueType): Expr {
  const text = is(operand.type, 'Edm.DateTimeOffset') && is(type, 'Edm.Date') ? operand.slot.text.slice(0, 10) : operand.slot.text;
  const whole = isInteger(type) && isNumeric(operand.type) ? text.replace(/\..*$/, '') : text;
  const value = parseValue(type, whole);
  return value === undefined ? { kind: 'null' } : fixedValue(type, value);
}

type Branch = { readonly when: Expr; readonly then: Expr };

/** The name of the member as payloads have it; of several flags all names, in rising order. */
function memberName(operand: Expr, from: EnumType, type: ValueType): Expr {
  const members = [...from.members].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const named = (when: Expr, name: string): Branch => ({ when, then: fixedValue(type, name) });
  const exact = members.map(([name, value]) => named({ kind: 'compare', op: 'eq', left: operand, right: fixedValue(from, String(value)) }, name));
  if (!from.isFlags) return { kind: 'case', branches: exact, type };
  const bits = members.filter(([, value]) => value > 0n && (value & (value - 1n)) === 0n);
  const set = bits.map(([name, value]): Expr => ({ kind: 'case', branches: [named({ kind: 'call', fn: 'has', args: [operand, fixedValue(from, String(value))], type: primitive('Edm.Boolean') }, name)], type }));
  const several: Branch = { when: { kind: 'compare', op: 'ne', left: operand, right: { kind: 'null' } }, then: { kind: 'call', fn: 'commaList', args: set, type } };
  return { kind: 'case', branches: [...exact, several], type };
}

/** Types whose literals can be read from text in the database. */
const FROM_TEXT: ReadonlySet<string> = new Set([
  'Byte', 'SByte', 'Int16', 'Int32', 'Int64', 'Decimal', 'Double', 'Single', 'Boolean', 'Guid', 'Date', 'DateTimeOffset', 'TimeOfDay',
].map((name) => `Edm.${name}`));

function castFragment(from: ValueType, to: ValueType): string | undefined {
  if (is(to, 'Edm.String')) return stringFragment(from);
  if (from.kind === 'enum') return isInteger(to) ? `castInteger:${carrier(to)}` : undefined;
  if (isNumeric(from) && isNumeric(to)) return isInteger(to) ? `castInteger:${carrier(to)}` : `castNumber:${carrier(to)}`;
  if (is(from, 'Edm.DateTimeOffset') && is(to, 'Edm.Date')) return 'date';
  if (is(from, 'Edm.DateTimeOffset') && is(to, 'Edm.TimeOfDay')) return 'time';
  if (is(from, 'Edm.Date') && is(to, 'Edm.DateTimeOffset')) return 'dateToInstant';
  if (is(from, 'Edm.String') && FROM_TEXT.has(carrier(to))) return `castText:${carrier(to)}`;
  return undefined;
}

function stringFragment(from: ValueType): string | undefined {
  if (is(from, 'Edm.DateTimeOffset')) return 'instantToText';
  if (is(from, 'Edm.Duration')) return 'jsonDuration';
  if (is(from, 'Edm.Binary')) return 'jsonBinary';
  if (isGeo(from)) return fail('URL109', `cast of ${typeName(from)} to Edm.String is not offered.`, { target: 'cast' });
  return isNumeric(from) && !isInteger(from) ? 'numberToText' : 'toText';
}

function valueTypeNamed(scope: Scope, name: string): ValueType | undefined {
  const edm = parsePrimitiveName(name);
  if (edm !== undefined) return primitive(edm);
  const type = scope.model.types.get(name);
  if (type === undefined) return fail('MOD202', `The model has no type '${name}' (in ${scope.option}).`, { target: name });
  return type.kind === 'enum' || type.kind === 'typeDefinition' ? type : undefined;
}

/** `isof(Type)` of the row, `isof(path,Type)` of a value or a related entity. */
export function bindIsof(scope: Scope, syntax: CastSyntax, binders: Binders): Expr {
  const operand = syntax.operand === undefined ? undefined : binders.operand(scope, syntax.operand);
  if (operand !== undefined && operand.kind !== 'entity') return isofValue(scope, operand, syntax.typeName);
  const at = operand === undefined ? scope.self : operand.at;
  const type = scope.model.types.get(syntax.typeName);
  if (at === undefined || type?.kind !== 'entity') return fail('MOD202', `isof needs an entity type; '${shorten(syntax.typeName)}' is none (in ${scope.option}).`, { target: syntax.typeName });
  const ofType: Expr = { kind: 'isof', range: rangeOf(at), types: (type satisfies EntityType).family };
  return isRowSource(at) ? { kind: 'exists', over: narrowed(at, ofType), negated: false } : ofType;
}

/** A value is of a type when its declared type is that type and it is not null. */
function isofValue(scope: Scope, operand: Operand, name: string): Expr {
  if (operand.kind === 'rows' || operand.kind === 'entity') return fail('MOD203', 'isof cannot test a collection.', { target: name });
  const found = exprType(operand);
  const named = scope.model.types.get(name);
  const isNotNull: Expr = { kind: 'compare', op: 'ne', left: operand, right: { kind: 'null' } };
  if (found?.kind === 'complex' && named?.kind === 'complex') return named.family.includes(found.name) ? isNotNull : { kind: 'boolean', value: false };
  const type = valueTypeNamed(scope, name);
  if (type === undefined || found === undefined || carrier(found) !== carrier(type)) return { kind: 'boolean', value: false };
  return isNotNull;
}
