/**
 * Expressions over properties become expressions over columns, with OData's null logic made explicit.
 * `planCondition` is true exactly where the OData expression is true, `planDenial` exactly where it is
 * false; between them `not` and negated comparisons come out right although SQL knows three values.
 * Rewritings: comparisons with null → IS NULL; `ne` → null-safe; integers against fractions → integers;
 * `in` → one array; any/all → EXISTS; paths through navigations → scalar subselects.
 */
import { isInteger, isNumeric, isPrimitive, isRowSource } from '../query/index.ts';
import { exprType } from '../query/index.ts';
import type { Expr, PropertyExpr, Range, Slot } from '../query/index.ts';
import { sqlTypeOf } from '../edm/index.ts';
import { column, fragment } from './context.ts';
import type { PlanContext } from './context.ts';
import { columnAt, complexColumns } from './elements.ts';
import { planRows } from './plan-rows.ts';
import type { PlanExpr, PlanOrder } from './read-plan.ts';

type Compare = Extract<Expr, { kind: 'compare' }>;
const TRUE: PlanExpr = { kind: 'constant', value: true };
const FALSE: PlanExpr = { kind: 'constant', value: false };

/** True exactly where the expression is true. */
export function planCondition(context: PlanContext, expr: Expr): PlanExpr {
  switch (expr.kind) {
    case 'null': return FALSE;
    case 'boolean': return expr.value ? TRUE : FALSE;
    case 'not': return planDenial(context, expr.operand);
    case 'logic': return { kind: expr.op === 'and' ? 'all' : 'any', terms: expr.terms.map((t) => planCondition(context, t)) };
    case 'compare': return planCompare(context, expr);
    case 'in': return planIn(context, expr);
    case 'lambda': return expr.quantifier === 'any' ? planAny(context, expr) : fragment('not', planSomeFails(context, expr));
    case 'exists': return negateIf(expr.negated, { kind: 'exists', rows: planRows(context, expr.over) });
    case 'isof': return planIsof(context, expr);
    case 'case': return planCase(context, expr, planCondition);
    default: return planValue(context, expr);
  }
}

/** True exactly where the expression is false. */
function planDenial(context: PlanContext, expr: Expr): PlanExpr {
  switch (expr.kind) {
    case 'null': return FALSE;
    case 'boolean': return expr.value ? FALSE : TRUE;
    case 'not': return planCondition(context, expr.operand);
    case 'logic': return { kind: expr.op === 'and' ? 'any' : 'all', terms: expr.terms.map((t) => planDenial(context, t)) };
    case 'compare': return denyCompare(context, expr);
    case 'in': return fragment('isNotTrue', planIn(context, expr));
    case 'lambda': return expr.quantifier === 'any' ? fragment('not', planAny(context, expr)) : planSomeFails(context, expr);
    case 'exists': return negateIf(!expr.negated, { kind: 'exists', rows: planRows(context, expr.over) });
    case 'isof': return fragment('isNotTrue', planIsof(context, expr));
    case 'case': return planCase(context, expr, planDenial);
    default: return fragment('not', planValue(context, expr));
  }
}

const negateIf = (negated: boolean, expr: PlanExpr): PlanExpr => (negated ? fragment('not', expr) : expr);

/** The value of an expression; booleans keep null apart from false. */
export function planValue(context: PlanContext, expr: Expr): PlanExpr {
  switch (expr.kind) {
    case 'null': return { kind: 'constant', value: null };
    case 'boolean': return { kind: 'constant', value: expr.value };
    case 'value': return { kind: 'param', source: { kind: 'slot', slot: expr.slot }, sqlType: sqlTypeOf(expr.type) };
    case 'property': return planProperty(context, expr);
    case 'call': return planPrefix(context, expr) ?? { kind: 'fragment', name: expr.fn, args: expr.args.map((arg) => planValue(context, arg)) };
    case 'count': return { kind: 'count', rows: planRows(context, expr.over) };
    case 'case': return planCase(context, expr, planValue);
    case 'not': return fragment('not', planTruth(context, expr.operand));
    case 'logic': return { kind: expr.op === 'and' ? 'all' : 'any', terms: expr.terms.map((t) => planTruth(context, t)) };
    default: return fragment('isTrue', planCondition(context, expr)); // tests and comparisons are never null
  }
}

/** A term of and/or, where a bare null needs a type. SQL and OData share their three-valued tables. */
const planTruth = (context: PlanContext, expr: Expr): PlanExpr =>
  (expr.kind === 'null' ? { kind: 'constant', value: null, sqlType: 'boolean' } : planValue(context, expr));

/**
 * `startswith(property,'text')` as two bounds in code-point order: an ordinary index serves them, even
 * in a generic plan. Undefined for other calls.
 */
function planPrefix(context: PlanContext, expr: Extract<Expr, { kind: 'call' }>): PlanExpr | undefined {
  const [subject, prefix] = expr.args;
  if (expr.fn !== 'startswith' || subject?.kind !== 'property' || prefix?.kind !== 'value') return undefined;
  const { slot } = prefix;
  const { refill } = slot;
  const upper: Slot = { ...slot, text: afterPrefix(slot.text), ...(refill === undefined ? {} : { refill: (text) => afterPrefix(refill(text)) }) };
  const left = planValue(context, subject);
  const bound = (source: Slot): PlanExpr => ({ kind: 'param', source: { kind: 'slot', slot: source }, sqlType: 'text' });
  return { kind: 'all', terms: [fragment('ge', left, bound(slot)), fragment('lt', left, bound(upper))] };
}

const LAST_CODE_POINT = 0x10ffff;

/** The least text above every text with this prefix; above everything for the empty prefix. */
function afterPrefix(prefix: string): string {
  const points = [...prefix].map((char) => char.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return String.fromCodePoint(LAST_CODE_POINT).repeat(16);
  const next = last === 0xd7ff ? 0xe000 : last + 1; // surrogates are no code points of text
  return String.fromCodePoint(...points, next);
}

function planCase(context: PlanContext, expr: Extract<Expr, { kind: 'case' }>, then: typeof planValue): PlanExpr {
  return { kind: 'case', branches: expr.branches.map((b) => ({ when: planCondition(context, b.when), then: then(context, b.then) })) };
}

export function aliasOf(context: PlanContext, range: Range): string {
  const alias = context.aliases.get(range);
  if (alias === undefined) throw new Error(`the range ${range.name} is not in scope of the plan`);
  return alias;
}

function planProperty(context: PlanContext, expr: PropertyExpr): PlanExpr {
  if (!isRowSource(expr.of)) return propertyColumn(context, expr.of, expr.path);
  const rows = planRows(context, expr.of);
  const value = propertyColumn(context, expr.of.range, expr.path);
  return expr.of.first === true ? { kind: 'scalar', rows, value, order: keyOrder(context, expr.of.range) } : { kind: 'scalar', rows, value };
}

function keyOrder(context: PlanContext, range: Range): readonly PlanOrder[] {
  return range.type.key.map(({ path }) => ({ expr: propertyColumn(context, range, path), sqlType: 'text', descending: false, nullable: false }));
}

/** The column of a property, through the prefixes of the complex values around it. */
export function propertyColumn(context: PlanContext, range: Range, path: PropertyExpr['path']): PlanExpr {
  const storage = path.at(-1)?.storage;
  const link = context.links.get(range);
  if (storage?.kind === 'link' && link !== undefined) return column(link, storage.column);
  return columnAt(aliasOf(context, range), path);
}

export function isNullable(expr: Expr): boolean {
  switch (expr.kind) {
    case 'value': case 'boolean': case 'count': case 'exists': case 'lambda': case 'isof': return false;
    case 'property': return expr.nullable;
    case 'compare': case 'in': return false;
    case 'call': return NEVER_NULL.has(expr.fn) ? false : expr.args.some(isNullable) || DIVIDES.has(expr.fn) || expr.fn.startsWith('cast');
    case 'logic': return expr.terms.some(isNullable);
    case 'not': return isNullable(expr.operand);
    default: return true;
  }
}
const NEVER_NULL: ReadonlySet<string> = new Set(['now', 'minDateTime', 'maxDateTime']);
/** Beside these, a cast is null where the value does not fit. */
const DIVIDES: ReadonlySet<string> = new Set(['divInteger', 'divDecimal', 'modInteger', 'modDecimal']);

function planCompare(context: PlanContext, expr: Compare): PlanExpr {
  const fraction = againstFraction(expr);
  if (fraction !== undefined) return planCondition(context, fraction);
  if (expr.left.kind === 'null' || expr.right.kind === 'null') return compareNull(context, expr);
  if (isNotANumber(expr.left) || isNotANumber(expr.right)) return expr.op === 'ne' ? TRUE : FALSE;
  const [left, right] = [planValue(context, expr.left), planValue(context, expr.right)];
  const bothNullable = isNullable(expr.left) && isNullable(expr.right);
  const eitherNullable = isNullable(expr.left) || isNullable(expr.right);
  switch (expr.op) {
    case 'eq': return fragment(bothNullable ? 'same' : 'eq', left, right);
    case 'ne': return fragment(eitherNullable ? 'different' : 'ne', left, right);
    case 'gt': case 'lt': return fragment(expr.op, asCodePoints(expr.left, left), right);
    case 'ge': case 'le': return fragment(bothNullable ? `${expr.op}OrNull` : expr.op, asCodePoints(expr.left, left), right);
  }
}

/** IEEE 754: NaN compares with nothing, itself included; PostgreSQL has it the largest of numbers. */
const isNotANumber = (expr: Expr): boolean => expr.kind === 'value' && expr.slot.text === 'NaN' && isNumeric(expr.type);

/**
 * Texts are ordered by code point. Columns say so themselves; a calculated text (a cast, a case) would be
 * ordered by whatever locale the database was made with.
 */
export function asCodePoints(expr: Expr, planned: PlanExpr): PlanExpr {
  const type = exprType(expr);
  return expr.kind !== 'property' && type !== undefined && isPrimitive(type, 'Edm.String') ? fragment('codePoints', planned) : planned;
}

const OPPOSITE = { eq: 'ne', ne: 'eq', gt: 'le', ge: 'lt', lt: 'ge', le: 'gt' } as const;

function denyCompare(context: PlanContext, expr: Compare): PlanExpr {
  if (isNotANumber(expr.left) || isNotANumber(expr.right)) return expr.op === 'ne' ? FALSE : TRUE;
  const plain = !isNullable(expr.left) && !isNullable(expr.right);
  if (plain || expr.op === 'eq' || expr.op === 'ne') return planCompare(context, { ...expr, op: OPPOSITE[expr.op] });
  return fragment('isNotTrue', planCompare(context, expr));
}

/** Null equals only null; it is neither above nor below anything. */
function compareNull(context: PlanContext, expr: Compare): PlanExpr {
  const other = expr.left.kind === 'null' ? expr.right : expr.left;
  if (expr.op === 'gt' || expr.op === 'lt') return FALSE;
  const wantsNull = expr.op !== 'ne';
  if (other.kind === 'null') return wantsNull ? TRUE : FALSE;
  if (!isNullable(other)) return wantsNull ? FALSE : TRUE;
  if (other.kind === 'property' && other.type.kind === 'complex') return compareAbsent(context, other, wantsNull);
  return fragment(wantsNull ? 'isNull' : 'isNotNull', planValue(context, other));
}

/** A complex value is there when any of its columns has a value. */
function compareAbsent(context: PlanContext, { of, path }: PropertyExpr, wantsNull: boolean): PlanExpr {
  const rows = isRowSource(of) ? planRows(context, of) : undefined;
  const prefix = path.slice(0, -1).map(({ storage }) => (storage.kind === 'complex' ? storage.prefix : '')).join('');
  const columns = complexColumns(path.at(-1), { alias: aliasOf(context, isRowSource(of) ? of.range : of), prefix });
  const present: PlanExpr = { kind: 'any', terms: columns.map((c) => fragment('isNotNull', c)) };
  const found: PlanExpr = rows === undefined ? present : { kind: 'scalar', rows, value: present };
  return fragment(wantsNull ? 'isNotTrue' : 'isTrue', found);
}

/** `id gt 5.5` is decided now, so that the integer column is compared with an integer. */
function againstFraction(expr: Compare): Expr | undefined {
  const { left, right, op } = expr;
  const type = exprType(left);
  if (left.kind !== 'property' || right.kind !== 'value' || type === undefined || !isInteger(type) || isInteger(right.type)) return undefined;
  if (!isPrimitive(right.type, 'Edm.Decimal')) return undefined;
  const match = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(right.slot.text);
  if (match === null) return undefined;
  const whole = BigInt(`${match[1] === '-' ? '-' : ''}${match[2] ?? '0'}`);
  const isWhole = /^0*$/.test(match[3] ?? '');
  const floor = isWhole || match[1] !== '-' ? whole : whole - 1n;
  if (!isWhole && (op === 'eq' || op === 'ne')) return { kind: 'boolean', value: op === 'ne' };
  const below = op === 'gt' || op === 'ge' ? 'gt' : 'le';
  const value: Expr = { ...right, slot: { text: floor.toString() } };
  return withinBigint(floor) ? { ...expr, op: isWhole ? op : below, right: { ...value, type: INT64 } } : undefined;
}
const INT64 = { kind: 'primitive', name: 'Edm.Int64' } as const;
const withinBigint = (n: bigint): boolean => BigInt.asIntN(64, n) === n;

/** One array where the items are literals of one type; otherwise each item, or an array of what they calculate. */
function planIn(context: PlanContext, expr: Extract<Expr, { kind: 'in' }>): PlanExpr {
  const hasNull = expr.items.some((item) => item.kind === 'null') && isNullable(expr.left);
  const values = expr.items.filter((item) => item.kind !== 'null');
  const left = planValue(context, expr.left);
  const isNull = hasNull ? [fragment('isNull', left)] : [];
  const literals = literalArray(values);
  const terms = literals === undefined ? values.length : 1;
  // Several terms would each hold a copy of what is calculated on the left.
  if (left.kind !== 'column' && values.length > 0 && terms + isNull.length > 1) return fragment('among', left, ...expr.items.map((item) => planValue(context, item)));
  if (literals !== undefined) return { kind: 'any', terms: [fragment('anyOf', left, literals), ...isNull] };
  const equal = values.map((item) => planCondition(context, { kind: 'compare', op: 'eq', left: expr.left, right: item }));
  return equal.length + isNull.length === 0 ? FALSE : { kind: 'any', terms: [...equal, ...isNull] };
}

function literalArray(values: readonly Expr[]): PlanExpr | undefined {
  const slots = values.map((item) => (item.kind === 'value' ? item.slot : undefined));
  const types = new Set(values.map((item) => (item.kind === 'value' ? sqlTypeOf(item.type) : '')));
  if (types.size !== 1 || !slots.every((slot): slot is Slot => slot !== undefined)) return undefined;
  return { kind: 'param', source: { kind: 'array', slots }, sqlType: `${[...types].join('')}[]` };
}

type Lambda = Extract<Expr, { kind: 'lambda' }>;

function planAny(context: PlanContext, expr: Lambda): PlanExpr {
  const rows = planRows(context, expr.over);
  if (expr.body === undefined) return { kind: 'exists', rows };
  return { kind: 'exists', rows: { ...rows, where: [...rows.where, planCondition(context, expr.body)] } };
}

/** There is a row for which the body is not true: what `all` denies. */
function planSomeFails(context: PlanContext, expr: Lambda): PlanExpr {
  const rows = planRows(context, expr.over);
  if (expr.body === undefined) return FALSE;
  return { kind: 'exists', rows: { ...rows, where: [...rows.where, fragment('isNotTrue', planCondition(context, expr.body))] } };
}

/** The row's own type is one of the family. Hierarchies name it in a discriminator column. */
function planIsof(context: PlanContext, expr: Extract<Expr, { kind: 'isof' }>): PlanExpr {
  const { discriminator } = expr.range.type.table;
  if (discriminator === undefined) return expr.types.includes(expr.range.type.name) ? TRUE : FALSE;
  const slots = expr.types.flatMap((name) => discriminator.values.get(name) ?? []).map((text): Slot => ({ text }));
  const found = column(aliasOf(context, expr.range), discriminator.column);
  return fragment('anyOf', found, { kind: 'param', source: { kind: 'array', slots }, sqlType: 'text[]' });
}
