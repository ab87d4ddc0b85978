/**
 * Plan expressions as SQL. One case per kind; a fragment without a row in the table is a bug of ours,
 * never a default clause. In: `PlanExpr`, rows. Out: pieces.
 */
import { unreachable } from '../base/index.ts';
import type { PlanExpr, PlanOrder, RowsPlan, TableRef } from '../plan/index.ts';
import { FRAGMENTS } from './fragments.ts';
import { columnOf, identifier, joined, param, print, quoted } from './printer.ts';
import type { Piece } from './printer.ts';

export function compileExpr(expr: PlanExpr): Piece {
  switch (expr.kind) {
    case 'column': return columnOf(expr.alias, expr.column);
    case 'param': return param(expr);
    case 'constant': return constant(expr);
    case 'fragment': return compileFragment(expr);
    case 'all': return expr.terms.length === 0 ? print('true') : print('({0})', joined(expr.terms.map(compileExpr), ' and '));
    case 'any': return expr.terms.length === 0 ? print('false') : print('({0})', joined(expr.terms.map(compileExpr), ' or '));
    case 'case': return compileCase(expr);
    case 'object': return compileObject(expr);
    case 'exists': return print('exists (select 1 {0})', fromWhere(expr.rows));
    case 'scalar': return compileScalar(expr);
    case 'list': return compileList(expr);
    case 'count': return print('(select count(*) {0})', fromWhere(expr.rows));
    default: return unreachable(expr);
  }
}

function compileScalar({ rows, value, order }: PlanExpr & { kind: 'scalar' }): Piece {
  const select = print('select {0} {1}', compileExpr(value), fromWhere(rows));
  if (order === undefined) return print('({0})', select);
  return print('({0} order by {1} limit 1)', select, joined(order.map((item) => compileExpr(item.expr)), ', '));
}

/** The aggregate takes the rows in the order in which the inner select gives them. */
function compileList({ rows, value, window: { order, limit, offset } }: PlanExpr & { kind: 'list' }): Piece {
  const elements = print('select {0} as value {1}{2}{3}', compileExpr(value), fromWhere(rows), orderBy(order), limits(limit, offset));
  return print("(select coalesce(json_agg(value), '[]') from ({0}) as elements)", elements);
}

export function orderBy(order: readonly PlanOrder[]): Piece {
  if (order.length === 0) return print('');
  return print(' order by {0}', joined(order.map(orderItem), ', '));
}

/** Null is lowest; the clause is printed only where there can be nulls, or an ordinary index could not serve. */
function orderItem(order: PlanOrder): Piece {
  const direction = order.descending ? ' desc' : '';
  const nulls = order.nullable ? (order.descending ? ' nulls last' : ' nulls first') : '';
  return print(`{0}${direction}${nulls}`, compileExpr(order.expr));
}

export function limits(limit: PlanExpr | undefined, offset: PlanExpr | undefined): Piece {
  const rows = limit === undefined ? print('') : print(' limit {0}', compileExpr(limit));
  return offset === undefined ? rows : print('{0} offset {1}', rows, compileExpr(offset));
}

function constant(expr: PlanExpr & { kind: 'constant' }): Piece {
  if (expr.value === null) return print(`null${expr.sqlType === undefined ? '' : `::${expr.sqlType}`}`);
  return typeof expr.value === 'string' ? quoted(expr.value) : print(String(expr.value));
}

/** Row comparisons, lists and joined texts take any number of arguments; every other fragment is a row of the table. */
function compileFragment(expr: PlanExpr & { kind: 'fragment' }): Piece {
  const args = expr.args.map(compileExpr);
  if (expr.name === 'commaList') return print("concat_ws(',', {0})", joined(args, ', '));
  if (expr.name === 'join') return print('({0})', joined(args, ' || '));
  // Null finds null here, as the standard's equality does.
  if (expr.name === 'among') return print('(array_position(array[{1}], {0}) is not null)', args[0] ?? print('null'), joined(args.slice(1), ', '));
  if (expr.name === 'rowGreater' || expr.name === 'rowLess') return compareRows(expr.name === 'rowGreater' ? '>' : '<', args);
  const template = FRAGMENTS[expr.name];
  if (template === undefined) throw new Error(`there is no SQL fragment '${expr.name}'`);
  return printOnce(template, expr.args, args);
}

/**
 * A calculated argument that the text names more than once is calculated once, beside the text: copies of
 * copies would double with each level of nesting. The fence keeps the planner from copying it after all.
 */
function printOnce(template: string, exprs: readonly PlanExpr[], args: readonly Piece[]): Piece {
  const repeated = args.flatMap((_, i) => (isCalculated(exprs[i]) && template.split(`{${i}}`).length > 2 ? [i] : []));
  if (repeated.length === 0) return print(template, ...args);
  const names = args.map((arg, i) => (repeated.includes(i) ? print(`v.a${i}`) : arg));
  const columns = joined(repeated.map((i) => print(`{0} as a${i}`, args[i] ?? print('null'))), ', ');
  return print('(select {0} from (select {1} offset 0) as v)', print(template, ...names), columns);
}

const isCalculated = (expr: PlanExpr | undefined): boolean =>
  expr !== undefined && expr.kind !== 'column' && expr.kind !== 'param' && expr.kind !== 'constant';

function compareRows(operator: string, args: readonly Piece[]): Piece {
  const half = args.length / 2;
  return print(`(({0}) ${operator} ({1}))`, joined(args.slice(0, half), ', '), joined(args.slice(half), ', '));
}

function compileCase(expr: PlanExpr & { kind: 'case' }): Piece {
  const branches = expr.branches.map((b) => print('when {0} then {1}', compileExpr(b.when), compileExpr(b.then)));
  return print('(case {0} end)', joined(branches, ' '));
}

/** num_nonnulls takes any number of columns of any type. */
function compileObject({ members, presence }: PlanExpr & { kind: 'object' }): Piece {
  const named = joined(members.map(({ name, value }) => print('{0} as {1}', compileExpr(value), identifier(name))), ', ');
  const object = print('(select row_to_json(part) from (select {0}) as part)', named);
  if (presence.length === 0) return object;
  return print('(case when num_nonnulls({0}) > 0 then {1} end)', joined(presence.map(compileExpr), ', '), object);
}

function table(ref: TableRef): Piece {
  if ('relation' in ref) return print('{0} as {1}', identifier(ref.relation), identifier(ref.alias));
  if ('records' in ref) return records(ref);
  const names = ref.keys.map((_, i) => `k${i}`).join(', ');
  return print(`unnest({0}) with ordinality as {1} (${names}, n)`, joined(ref.keys.map(compileExpr), ', '), identifier(ref.alias));
}

function records({ records: list, columns, alias }: Extract<TableRef, { readonly records: PlanExpr }>): Piece {
  const members = columns.map(({ name, path, sqlType }) => print(`(e.v #>> array[{0}])::${sqlType} as {1}, `, joined(path.map((step) => quoted(step)), ', '), identifier(name)));
  return print('lateral (select {0}e.n from json_array_elements(({1})::json) with ordinality as e(v, n)) as {2}', joined(members, ''), compileExpr(list), identifier(alias));
}

/** `from … where …` of a row plan, with further conditions and what is read beside its rows. */
export function fromWhere(rows: RowsPlan, more: readonly PlanExpr[] = [], lateral: Piece = print('')): Piece {
  const conditions = [...rows.where, ...more];
  const from = print('{0} {1}', joined(rows.tables.map(table), ', '), lateral);
  return conditions.length === 0 ? print('from {0}', from) : print('from {0} where {1}', from, joined(conditions.map(compileExpr), ' and '));
}
