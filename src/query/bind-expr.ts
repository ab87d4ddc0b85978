/**
 * Expressions: syntax → meaning. Finds every name in the model, decides types, inserts conversions,
 * resolves parameter aliases, and refuses (MOD202, MOD203, MOD207) what does not fit.
 * In: `ExprSyntax` and a `Scope`. Out: `Expr`. It never looks at tables.
 */
import { fail, unreachable } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { ValueType } from '../edm/index.ts';
import { bindCall, bindCast, bindIsof } from './bind-call.ts';
import { bindAmong, bindPath } from './bind-member.ts';
import { isRowSource } from './operand.ts';
import type { Binders, Operand } from './operand.ts';
import { bindLiteral, describe, exprType, is, isGeo, isInteger, isNumeric, primitive } from './bind-value.ts';
import { adapt, commonType, unify } from './coerce.ts';
import { reachDepth, resolveAlias, spendNodes } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ExprSyntax } from './syntax.ts';
import type { Comparison, Expr } from './typed.ts';

type Of<K extends ExprSyntax['kind']> = Extract<ExprSyntax, { kind: K }>;
const BOOLEAN = primitive('Edm.Boolean');

/** An expression that must yield a value. */
export function bindExpr(scope: Scope, syntax: ExprSyntax): Expr {
  const operand = bindOperand(scope, syntax);
  if (operand.kind === 'entity' || operand.kind === 'rows') {
    return fail('MOD203', `'${operand.text}' in ${scope.option} leads to entities where a value is expected.`, { target: operand.text });
  }
  return operand;
}

/** An expression that must yield true or false (or null). */
export function bindBoolean(scope: Scope, syntax: ExprSyntax): Expr {
  const expr = bindExpr(scope, syntax);
  const type = exprType(expr);
  if (type === undefined || is(type, 'Edm.Boolean')) return expr;
  return fail('MOD203', `${scope.option} needs a condition; this expression is of type ${typeName(type)}.`, { target: scope.option });
}

export function bindOperand(scope: Scope, syntax: ExprSyntax): Operand {
  const { spent } = scope;
  spendNodes(scope, 1);
  reachDepth(scope, spent.depth + 1);
  spent.depth += 1;
  const operand = bindKind(scope, syntax);
  spent.depth -= 1;
  return operand;
}

function bindKind(scope: Scope, syntax: ExprSyntax): Operand {
  switch (syntax.kind) {
    case 'literal': return scope.parameters === undefined ? bindLiteral(scope.model, syntax) : fixed(bindLiteral(scope.model, syntax));
    case 'alias': return bindAlias(scope, syntax);
    case 'path': return bindPath(scope, syntax, binders);
    case 'call': return bindCall(scope, syntax, binders);
    case 'cast': return bindCast(scope, syntax, binders);
    case 'isof': return bindIsof(scope, syntax, binders);
    case 'case': return bindCase(scope, syntax);
    case 'not': return { kind: 'not', operand: bindBoolean(scope, syntax.operand) };
    case 'negate': return bindNegate(scope, syntax);
    case 'logic': return { kind: 'logic', op: syntax.op, terms: syntax.terms.map((term) => bindBoolean(scope, term)) };
    case 'compare': return bindCompare(scope, syntax);
    case 'arithmetic': return bindArithmetic(scope, syntax);
    case 'list': case 'array': case 'object':
      return fail('MOD203', `A list or structured value in ${scope.option} can only be an operand of 'in' or a parameter.`, { target: scope.option });
    default: return unreachable(syntax);
  }
}

/** A literal that stands nowhere in the request target. */
const fixed = (literal: Expr): Expr => (literal.kind === 'value' ? { ...literal, slot: { text: literal.slot.text } } : literal);

function bindAlias(scope: Scope, syntax: Of<'alias'>): Operand {
  const given = scope.parameters?.get(syntax.name);
  if (given !== undefined) return given;
  const value = scope.aliases.get(syntax.name);
  if (value === undefined) return { kind: 'null' };
  if (scope.resolving.includes(syntax.name)) {
    return fail('URL106', `The parameter alias ${syntax.name} refers to itself.`, { target: syntax.name });
  }
  return bindOperand({ ...scope, resolving: [...scope.resolving, syntax.name] }, value);
}

function bindCase(scope: Scope, syntax: Of<'case'>): Expr {
  const branches = syntax.branches.map((b) => ({ when: bindBoolean(scope, b.when), then: bindExpr(scope, b.then) }));
  const types = branches.map((b) => exprType(b.then)).filter((t): t is ValueType => t !== undefined);
  return { kind: 'case', branches, type: commonType(types, 'case') };
}

function bindNegate(scope: Scope, syntax: Of<'not' | 'negate'>): Expr {
  const operand = bindExpr(scope, syntax.operand);
  const type = exprType(operand);
  if (type === undefined) return { kind: 'null' };
  if (!isNumeric(type) && !is(type, 'Edm.Duration')) {
    return fail('MOD203', `'-' needs a number or a duration, not ${describe(operand)}.`, { target: scope.option });
  }
  return isInteger(type) ? { kind: 'call', fn: 'negateInteger', args: [operand], type: primitive('Edm.Int64') } : { kind: 'call', fn: 'negate', args: [operand], type };
}

function bindCompare(scope: Scope, syntax: Of<'compare'>): Expr {
  if (syntax.op === 'in') return bindIn(scope, syntax);
  if (syntax.op === 'has') return bindHas(scope, syntax);
  const left = bindOperand(scope, syntax.left);
  const right = bindOperand(scope, syntax.right);
  if (left.kind === 'entity' || right.kind === 'entity') return compareEntity(syntax.op, left, right);
  if (left.kind === 'rows' || right.kind === 'rows') {
    return fail('MOD203', `'${syntax.op}' compares values; a collection needs any, all or $count.`, { target: scope.option });
  }
  const [a, b] = unify(left, right, { lenient: scope.model.rules.lenient, operator: syntax.op });
  refuseUnordered(syntax.op, a, b);
  return { kind: 'compare', op: syntax.op, left: a, right: b };
}

/** What has no order may be equal; complex values only to null, for there are no literals of them. */
function refuseUnordered(op: Comparison, left: Expr, right: Expr): void {
  const operand = left.kind === 'null' ? right : left;
  const type = exprType(operand);
  const isEquality = op === 'eq' || op === 'ne';
  const isNullTest = isEquality && (left.kind === 'null' || right.kind === 'null');
  if (type?.kind === 'complex' && isEquality) {
    if (isNullTest) return;
    fail('URL109', `Values of type ${describe(operand)} can only be compared with null.`, { target: op });
  }
  const unordered = type !== undefined && (is(type, 'Edm.Stream') || type.kind === 'complex' || (isGeo(type) && !isNullTest));
  if (unordered || (type !== undefined && !isEquality && is(type, 'Edm.Binary'))) {
    fail('MOD203', `'${op}' cannot compare values of type ${describe(operand)}.`, { target: op });
  }
}

/** `Buyer eq null` asks whether there is one; entities have no other comparison here. */
function compareEntity(op: Comparison, left: Operand, right: Operand): Expr {
  const entity = left.kind === 'entity' ? left : right;
  const other = entity === left ? right : left;
  if (entity.kind !== 'entity' || other.kind !== 'null' || (op !== 'eq' && op !== 'ne')) {
    return fail('URL109', 'Entities can only be compared with null, by eq and ne.', { target: op });
  }
  if (!isRowSource(entity.at)) return { kind: 'boolean', value: op === 'ne' };
  return { kind: 'exists', over: entity.at, negated: op === 'eq' };
}

function bindIn(scope: Scope, syntax: Of<'compare'>): Expr {
  const left = bindExpr(scope, syntax.left);
  const type = exprType(left);
  if (type !== undefined && (isGeo(type) || type.kind === 'complex')) fail('MOD203', `'in' cannot compare values of type ${describe(left)}.`, { target: 'in' });
  if (syntax.right.kind === 'path') return isAmong(scope, left, syntax.right);
  const list = listItems(scope, syntax.right);
  if (list.length > scope.limits.inListLength) {
    return fail('LIM602', `An 'in' list may have ${scope.limits.inListLength} items; this one has ${list.length}.`, { target: scope.option });
  }
  const pairs = list.map((item) => unify(left, bindExpr(scope, item), { lenient: scope.model.rules.lenient, operator: 'in' }));
  // A literal that takes the type of each item it is compared with cannot stand before all of them at once.
  if (pairs.some(([value]) => value !== left)) return { kind: 'logic', op: 'or', terms: pairs.map(([value, item]) => ({ kind: 'compare', op: 'eq', left: value, right: item })) };
  return { kind: 'in', left, items: pairs.map(([, item]) => item), type: type ?? BOOLEAN };
}

/** `'a' in Tags`, `5 in Lines/number`: some value equals, null equalling null. */
function isAmong(scope: Scope, left: Expr, syntax: Of<'path'>): Expr {
  const among = bindAmong(scope, syntax, binders);
  if (among === undefined) return fail('MOD203', "'in' needs a list of values in parentheses, or a collection of values.", { target: scope.option });
  const [value, other] = unify(among.value, left, { lenient: scope.model.rules.lenient, operator: 'in' });
  const equal: Expr = { kind: 'compare', op: 'eq', left: value, right: other };
  return among.over.reduceRight((body: Expr, over): Expr => ({ kind: 'lambda', quantifier: 'any', over, body }), equal);
}

function listItems(scope: Scope, syntax: ExprSyntax): readonly ExprSyntax[] {
  const value = resolveAlias(scope, syntax);
  if (value?.kind === 'list' || value?.kind === 'array') return value.items;
  return fail('MOD203', "'in' needs a list of values in parentheses.", { target: scope.option });
}

function bindHas(scope: Scope, syntax: Of<'compare'>): Expr {
  const left = bindExpr(scope, syntax.left);
  const type = exprType(left);
  if (type === undefined) return { kind: 'null' };
  const right = bindExpr(scope, syntax.right);
  const flags = right.kind === 'value' && type.kind === 'enum' ? adapt(right, type, false) : undefined;
  if (flags === undefined) return fail('MOD203', `'has' needs an enumeration and one of its values, not ${describe(left)} and ${describe(right)}.`, { target: scope.option });
  return { kind: 'call', fn: 'has', args: [left, flags], type: BOOLEAN };
}

function bindArithmetic(scope: Scope, syntax: Of<'arithmetic'>): Expr {
  const left = bindExpr(scope, syntax.left);
  const right = bindExpr(scope, syntax.right);
  const [a, b] = [exprType(left), exprType(right)];
  if (a === undefined || b === undefined) return { kind: 'null' };
  const numbers = isNumeric(a) && isNumeric(b) ? arithmeticType(syntax.op, a, b) : undefined;
  if (numbers !== undefined) return { kind: 'call', fn: numbers.fn, args: [left, right], type: numbers.type };
  const temporal = TEMPORAL.get(`${carrierOf(a)} ${syntax.op} ${carrierOf(b)}`);
  if (temporal === undefined) return fail('MOD203', `'${syntax.op}' cannot combine ${describe(left)} and ${describe(right)}.`, { target: scope.option });
  return { kind: 'call', fn: temporal.fn, args: [left, right], type: primitive(temporal.type) };
}

type NumericResult = { readonly fn: string; readonly type: ValueType };

/** Integers stay integers (64 bits, so that Int32 does not overflow), except under divby, which never fails (URL Conventions 5.1.1.2.5). */
function arithmeticType(op: Of<'arithmetic'>['op'], a: ValueType, b: ValueType): NumericResult {
  const wide = commonType([a, b], op);
  if (is(wide, 'Edm.Double') || is(wide, 'Edm.Single')) return { fn: `${op === 'divby' ? 'div' : op}Double`, type: primitive('Edm.Double') };
  if (!isInteger(wide) || op === 'divby') return { fn: `${op}Decimal`, type: primitive('Edm.Decimal') };
  return { fn: `${op}Integer`, type: primitive('Edm.Int64') };
}

const carrierOf = (type: ValueType): string => {
  const name = type.kind === 'typeDefinition' ? type.underlying.name : type.name;
  return isNumeric(type) ? 'number' : name;
};

/** Dates, instants and durations (URL Conventions 5.1.1.3). Durations are exact seconds in SQL. */
const TEMPORAL: ReadonlyMap<string, { readonly fn: string; readonly type: 'Edm.Date' | 'Edm.DateTimeOffset' | 'Edm.Duration' }> = new Map([
  ['Edm.DateTimeOffset add Edm.Duration', { fn: 'addInstant', type: 'Edm.DateTimeOffset' as const }],
  ['Edm.DateTimeOffset sub Edm.Duration', { fn: 'subInstant', type: 'Edm.DateTimeOffset' as const }],
  ['Edm.DateTimeOffset sub Edm.DateTimeOffset', { fn: 'betweenInstants', type: 'Edm.Duration' as const }],
  ['Edm.Date add Edm.Duration', { fn: 'addDate', type: 'Edm.Date' as const }],
  ['Edm.Date sub Edm.Duration', { fn: 'subDate', type: 'Edm.Date' as const }],
  ['Edm.Date sub Edm.Date', { fn: 'betweenDates', type: 'Edm.Duration' as const }],
  ['Edm.Duration add Edm.Duration', { fn: 'addDecimal', type: 'Edm.Duration' as const }],
  ['Edm.Duration sub Edm.Duration', { fn: 'subDecimal', type: 'Edm.Duration' as const }],
  ['Edm.Duration mul number', { fn: 'mulDecimal', type: 'Edm.Duration' as const }],
  ['number mul Edm.Duration', { fn: 'mulDecimal', type: 'Edm.Duration' as const }],
  ['Edm.Duration div number', { fn: 'divDecimal', type: 'Edm.Duration' as const }],
  ['Edm.Duration divby number', { fn: 'divDecimal', type: 'Edm.Duration' as const }],
]);

const binders: Binders = { value: bindExpr, boolean: bindBoolean, operand: bindOperand };
