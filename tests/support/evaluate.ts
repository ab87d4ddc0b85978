/**
 * The oracle for expressions: OData 4.01 URL Conventions 5.1.1, over plain rows in memory.
 * In: expression syntax, the row it is evaluated for, and what else is in reach ($it, aliases, $root, now).
 * Out: a value; null is a value of its own. It knows no SQL and shares nothing with binder, planner or printer,
 * so that agreement means something. Where the standard leaves a choice, the test that uses it says which one.
 */
import Big from 'big.js';
import type { EdmModel } from '../../src/edm/index.ts';
import type { ExprSyntax, PathPartSyntax } from '../../src/query/syntax.ts';
import { callFunction } from './evaluate-call.ts';
import { castValue, isOfType } from './evaluate-cast.ts';
import { compareValues, equalValues } from './evaluate-compare.ts';
import { boolean, DAY, decimal, EvaluationFailure, integer, integerBounds, isNumber, NULL, parseMembers, parsePrimitive, toBig, toDouble } from './evaluate-value.ts';
import type { EntityValue, NumberValue, Value } from './evaluate-value.ts';

export type Env = {
  readonly model: EdmModel;
  readonly aliases: ReadonlyMap<string, ExprSyntax>;
  /** All entities of a set, for `$root`. */
  readonly root: (set: string) => readonly EntityValue[];
  /** What `$it` is: the row of the resource path. */
  readonly it: EntityValue;
  readonly variables: ReadonlyMap<string, EntityValue>;
  readonly computed: ReadonlyMap<string, Value>;
  /** Microseconds since 1970, for `now()`: the same throughout. */
  readonly now: bigint;
};
type Of<K extends ExprSyntax['kind']> = Extract<ExprSyntax, { kind: K }>;

export function evaluate(syntax: ExprSyntax, row: EntityValue, env: Env): Value {
  const inner = (part: ExprSyntax): Value => evaluate(part, row, env);
  switch (syntax.kind) {
    case 'literal': return literalValue(syntax, env);
    case 'alias': return aliasValue(syntax.name, row, env);
    case 'path': return followPath(syntax.segments, row, env);
    case 'call': return syntax.name.toLowerCase() === 'now' ? { kind: 'instant', value: env.now } : callFunction(syntax.name.toLowerCase(), syntax.args.map(inner));
    case 'cast': return castValue(syntax.operand === undefined ? row : inner(syntax.operand), syntax.typeName, env.model);
    case 'isof': return boolean(isOfType(syntax.operand === undefined ? row : inner(syntax.operand), syntax.typeName, env.model));
    case 'case': {
      const branch = syntax.branches.find(({ when }) => isTrue(inner(when)));
      return branch === undefined ? NULL : inner(branch.then);
    }
    case 'not': return negated(inner(syntax.operand));
    case 'negate': return minus(inner(syntax.operand));
    case 'logic': return syntax.op === 'and' ? conjunction(syntax.terms.map(inner)) : negated(conjunction(syntax.terms.map(inner).map(negated)));
    case 'compare': return compare(syntax, row, env);
    case 'arithmetic': return arithmetic(syntax.op, inner(syntax.left), inner(syntax.right));
    default: throw new Error(`no value: ${syntax.kind}`);
  }
}

/** Only true keeps a row. */
export const isTrue = (value: Value): boolean => value.kind === 'boolean' && value.value;

function aliasValue(name: string, row: EntityValue, env: Env): Value {
  const value = env.aliases.get(name);
  return value === undefined ? NULL : evaluate(value, row, env);
}

const LITERAL_TYPES: Readonly<Record<string, string>> = {
  boolean: 'Edm.Boolean', decimal: 'Edm.Decimal', double: 'Edm.Double', string: 'Edm.String', guid: 'Edm.Guid', date: 'Edm.Date',
  dateTimeOffset: 'Edm.DateTimeOffset', timeOfDay: 'Edm.TimeOfDay', duration: 'Edm.Duration', binary: 'Edm.Binary',
};

function literalValue(literal: Of<'literal'>, env: Env): Value {
  if (literal.type === 'null') return NULL;
  if (literal.type === 'integer') return integer(BigInt(literal.text.replace('+', '')));
  if (literal.type === 'enum') {
    const type = env.model.types.get(literal.typeName ?? '');
    const value = type?.kind === 'enum' ? parseMembers(type, literal.text) : undefined;
    if (type?.kind === 'enum' && value !== undefined) return { kind: 'enum', type, value };
  }
  const value = parsePrimitive(LITERAL_TYPES[literal.type] ?? '', literal.text);
  if (value === undefined) throw new Error(`no literal: ${literal.type} ${literal.text}`);
  return value;
}

function negated(value: Value): Value {
  return value.kind === 'boolean' ? boolean(!value.value) : NULL;
}

function conjunction(terms: readonly Value[]): Value {
  if (terms.some((term) => term.kind === 'boolean' && !term.value)) return boolean(false);
  return terms.some((term) => term.kind === 'null') ? NULL : boolean(true);
}

function compare(syntax: Of<'compare'>, row: EntityValue, env: Env): Value {
  const left = evaluate(syntax.left, row, env);
  if (syntax.op === 'in') return boolean(listOf(syntax.right, row, env).some((item) => equalValues(left, item)));
  const right = evaluate(syntax.right, row, env);
  if (syntax.op === 'has') return hasFlags(left, right);
  return boolean(compareValues(syntax.op, left, right));
}

function listOf(syntax: ExprSyntax, row: EntityValue, env: Env): readonly Value[] {
  const list = syntax.kind === 'alias' ? env.aliases.get(syntax.name) : syntax;
  if (list?.kind !== 'list' && list?.kind !== 'array') throw new Error('in needs a list');
  return list.items.map((item) => evaluate(item, row, env));
}

function hasFlags(left: Value, right: Value): Value {
  if (left.kind !== 'enum' || right.kind === 'null') return NULL;
  const flags = right.kind === 'enum' ? right.value : parseMembers(left.type, right.kind === 'string' ? right.value : '');
  if (flags === undefined) throw new Error('has needs a member');
  return boolean((left.value & flags) === flags);
}

function minus(value: Value): Value {
  switch (value.kind) {
    case 'null': return NULL;
    case 'integer': return fitting(-value.value);
    case 'decimal': return decimal(value.value.neg());
    case 'duration': return { kind: 'duration', value: value.value.neg() };
    case 'single': case 'double': return { kind: value.kind, value: -value.value };
    default: throw new Error(`no negation of ${value.kind}`);
  }
}

/** Integers are computed in 64 bits; beyond them there is no value. */
function fitting(value: bigint): Value {
  const [low, high] = integerBounds('Edm.Int64') ?? [0n, 0n];
  if (value < low || value > high) throw new EvaluationFailure('integer overflow');
  return integer(value);
}

type Operator = Of<'arithmetic'>['op'];

function arithmetic(op: Operator, left: Value, right: Value): Value {
  if (left.kind === 'null' || right.kind === 'null') return NULL;
  if (isNumber(left) && isNumber(right)) return numericResult(op, left, right);
  return temporalResult(op, left, right);
}

function numericResult(op: Operator, left: NumberValue, right: NumberValue): Value {
  const kinds = [left.kind, right.kind];
  if (kinds.includes('double') || kinds.includes('single')) return doubleResult(op, toDouble(left), toDouble(right));
  if (left.kind === 'integer' && right.kind === 'integer' && op !== 'divby') return integerResult(op, left.value, right.value);
  const [a, b] = [toBig(left), toBig(right)];
  if (b.eq(0) && (op === 'div' || op === 'divby' || op === 'mod')) throw new EvaluationFailure('division by zero');
  switch (op) {
    case 'add': return decimal(a.plus(b));
    case 'sub': return decimal(a.minus(b));
    case 'mul': return decimal(a.times(b));
    case 'div': case 'divby': return decimal(a.div(b));
    case 'mod': return decimal(a.mod(b));
  }
}

function integerResult(op: Operator, a: bigint, b: bigint): Value {
  if (b === 0n && (op === 'div' || op === 'mod')) throw new EvaluationFailure('division by zero');
  switch (op) {
    case 'add': return fitting(a + b);
    case 'sub': return fitting(a - b);
    case 'mul': return fitting(a * b);
    case 'mod': return fitting(a % b);
    default: return fitting(a / b);
  }
}

function doubleResult(op: Operator, a: number, b: number): Value {
  const results = { add: a + b, sub: a - b, mul: a * b, div: a / b, divby: a / b, mod: a % b };
  if (op === 'mod' && b === 0) throw new EvaluationFailure('modulo zero');
  if (Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(results[op]) && b !== 0) throw new EvaluationFailure('double overflow');
  if (results[op] === 0 && a !== 0 && op !== 'sub' && op !== 'add' && op !== 'mod' && b !== 0 && Number.isFinite(b)) throw new EvaluationFailure('double underflow');
  return { kind: 'double', value: results[op] };
}

/** Instants have microseconds; a calculated half goes to the even one, which the standard leaves open. */
const microseconds = (seconds: Big): bigint => BigInt(seconds.times(1_000_000).round(0, Big.roundHalfEven).toFixed(0));
function wholeDays(seconds: Big): bigint {
  const days = seconds.div(86_400).round(0, Big.roundDown);
  return BigInt(days.times(86_400).gt(seconds) ? days.minus(1).toFixed(0) : days.toFixed(0));
}

function temporalResult(op: Operator, left: Value, right: Value): Value {
  if (right.kind === 'duration' && (op === 'add' || op === 'sub')) {
    const signed = op === 'add' ? right.value : right.value.neg();
    if (left.kind === 'duration') return { kind: 'duration', value: left.value.plus(signed) };
    if (left.kind === 'instant') return inYears({ kind: 'instant', value: left.value + microseconds(signed) });
    // The date becomes midnight, the duration is added, the time is dropped: minus an hour is yesterday.
    if (left.kind === 'date') return inYears({ kind: 'date', value: left.value + wholeDays(signed) });
  }
  if (op === 'sub' && left.kind === 'instant' && right.kind === 'instant') return { kind: 'duration', value: new Big((left.value - right.value).toString()).div(1_000_000) };
  if (op === 'sub' && left.kind === 'date' && right.kind === 'date') return { kind: 'duration', value: new Big((left.value - right.value).toString()).times(86_400) };
  if (op === 'mul' && left.kind === 'duration' && isNumber(right)) return { kind: 'duration', value: left.value.times(toBig(right)) };
  if (op === 'mul' && right.kind === 'duration' && isNumber(left)) return { kind: 'duration', value: right.value.times(toBig(left)) };
  if ((op === 'div' || op === 'divby') && left.kind === 'duration' && isNumber(right)) {
    if (toBig(right).eq(0)) throw new EvaluationFailure('division by zero');
    return { kind: 'duration', value: left.value.div(toBig(right)) };
  }
  throw new Error(`no ${op} of ${left.kind} and ${right.kind}`);
}

export const floorDiv = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;
const FIRST = -719_162n; // 0001-01-01
const LAST = 2_932_896n; // 9999-12-31

function inYears(value: Value & { kind: 'instant' | 'date' }): Value {
  const days = value.kind === 'date' ? value.value : floorDiv(value.value, DAY);
  if (days < FIRST || days > LAST) throw new EvaluationFailure('date out of range');
  return value;
}

function followPath(segments: readonly PathPartSyntax[], row: EntityValue, env: Env): Value {
  const [first, ...rest] = segments;
  if (first?.kind === 'root') {
    if (first.name !== '$root') return rest.reduce((at: Value, part) => step(at, part, row, env), first.name === '$it' ? env.it : row);
    const [set, ...others] = rest;
    if (set?.kind !== 'name') throw new Error('$root needs a set');
    return others.reduce((at: Value, part) => step(at, part, row, env), keyed({ kind: 'rows', rows: env.root(set.name) }, set, row, env));
  }
  const variable = first?.kind === 'name' ? (env.variables.get(first.name) ?? env.computed.get(first.name)) : undefined;
  return variable === undefined ? segments.reduce((at: Value, part) => step(at, part, row, env), row) : rest.reduce((at: Value, part) => step(at, part, row, env), variable);
}

/** One step. A null on the way makes everything behind it null; a collection behind a null is empty. */
function step(at: Value, part: PathPartSyntax, row: EntityValue, env: Env): Value {
  const rows = at.kind === 'rows' ? at.rows : [];
  switch (part.kind) {
    case 'name': return named(at, part, row, env);
    case 'lambda': return lambda(rows, part, row, env);
    case 'filter': return { kind: 'rows', rows: rows.filter((r) => isTrue(evaluate(part.filter, r, env))) };
    case 'count': {
      if (part.search !== undefined) throw new Error('the oracle does not search');
      const { filter } = part;
      return integer(filter === undefined ? rows.length : rows.filter((r) => isTrue(evaluate(filter, r, env))).length);
    }
    default: throw new Error(`no step: ${part.kind}`);
  }
}

function named(at: Value, part: PathPartSyntax & { kind: 'name' }, row: EntityValue, env: Env): Value {
  if (at.kind === 'null') return NULL;
  if (part.name.includes('.')) return castValue(at, part.name, env.model);
  if (at.kind !== 'entity' && at.kind !== 'complex') throw new Error(`no member ${part.name} of ${at.kind}`);
  const member = at.members.get(part.name);
  if (member === undefined) throw new Error(`the rows do not hold ${part.name}; expand it`);
  return keyed(member, part, row, env);
}

function keyed(value: Value, part: PathPartSyntax & { kind: 'name' }, row: EntityValue, env: Env): Value {
  if (part.args === undefined || part.args.length === 0 || value.kind !== 'rows') return value;
  const [first] = part.args;
  const found = value.rows.find((candidate) => part.args?.every((arg) => {
    const name = arg.name ?? candidate.type.key[0]?.alias ?? '';
    return equalValues(candidate.members.get(name) ?? NULL, evaluate(arg.value, row, env));
  }));
  return first === undefined ? value : (found ?? NULL);
}

function lambda(rows: readonly EntityValue[], part: PathPartSyntax & { kind: 'lambda' }, row: EntityValue, env: Env): Value {
  const { body, variable } = part;
  if (body === undefined || variable === undefined) return boolean(rows.length > 0);
  const holds = (member: EntityValue): boolean => isTrue(evaluate(body, row, { ...env, variables: new Map([...env.variables, [variable, member]]) }));
  return boolean(part.quantifier === 'any' ? rows.some(holds) : rows.every(holds));
}
