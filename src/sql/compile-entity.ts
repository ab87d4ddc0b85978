/**
 * Entities as JSON text: objects from columns and children, arrays from pages of rows.
 * In: `EntityPlan`, `PagePlan`. Out: pieces whose value is text. Subselects that would be evaluated
 * twice when pulled up are fenced by `offset 0`.
 */
import { unreachable } from '../base/index.ts';
import type { ChildPlan, CountPlan, EntityPlan, OutputColumn, PagePlan, PlanExpr, PlanOrder, RowsPlan } from '../plan/index.ts';
import { compileExpr, fromWhere } from './compile-expr.ts';
import { TOKEN } from './fragments.ts';
import { columnOf, identifier, joined, print, quoted } from './printer.ts';
import type { Piece } from './printer.ts';

/** PostgreSQL cuts longer identifiers in silence; such members are written as text instead. */
const IDENTIFIER_BYTES = 63;

export const countRows = (rows: RowsPlan): Piece => print('(select count(*) {0})', fromWhere(rows));

/** The object of one row, as text; its columns and children refer to `pageAlias`. */
export function objectText(entity: EntityPlan): Piece {
  const members = entity.children.map(childMember);
  const own = ownMembers(entity.columns);
  if (members.length === 0) return print('({0})::text', own);
  if (entity.columns.length === 0) return print("('{' || {0} || '}')", joined(members, " || ',' || "));
  return print("(left(({0})::text, -1) || ',' || {1} || '}')", own, joined(members, " || ',' || "));
}

/** `{"id":1,"name":"x"}` of the row's own columns. */
function ownMembers(columns: readonly OutputColumn[]): Piece {
  if (columns.some((c) => Buffer.byteLength(c.name) > IDENTIFIER_BYTES)) return print("('{' || {0} || '}')", joined(columns.map(memberText), " || ',' || "));
  return print('select row_to_json(own) from (select {0}) as own', namedColumns(columns));
}

const namedColumns = (columns: readonly OutputColumn[]): Piece =>
  joined(columns.map((c) => print('{0} as {1}', compileExpr(c.value), identifier(c.name))), ', ');

const memberText = (column: OutputColumn): Piece =>
  print("{0} || coalesce(to_json({1})::text, 'null')", quoted(`${JSON.stringify(column.name)}:`), compileExpr(column.value));

const nameText = (name: string): string => `${JSON.stringify(name)}:`;

function childMember(child: ChildPlan): Piece {
  switch (child.kind) {
    case 'one': return print("{0} || coalesce((select {1} {2} limit 1), 'null')", quoted(nameText(child.name)), objectText(child.entity), fromWhere(child.entity.rows));
    case 'count': return countMember(child.count);
    case 'many': {
      const { text, from } = arrayText(child.entity, child.page, linkOf(child.entity, child.page));
      const rows = print('{0} || (select {1} from {2})', quoted(nameText(child.name)), text, from);
      return child.count === undefined ? rows : print("{0} || ',' || {1}", countMember(child.count), rows);
    }
    default: return unreachable(child);
  }
}

function countMember(count: CountPlan): Piece {
  const quote = count.asText ? '"' : '';
  return print(`{0} || {1} || '${quote}'`, quoted(nameText(count.name) + quote), countRows(count.rows));
}

type ArrayText = { readonly text: Piece; readonly from: Piece };

/** An array of objects: an aggregate, and the page it aggregates. Longer pages are cut, and `link` is appended. */
export function arrayText(entity: EntityPlan, page: PagePlan | undefined, link: Piece): ArrayText {
  const isDirect = entity.pageAlias === entity.rows.alias;
  const from = isDirect ? flatPage(entity) : nestedPage(entity);
  const all = "'[' || coalesce(array_to_string(array_agg(object), ','), '') || ']'";
  if (page === undefined) return { text: print(all), from };
  const cut = `'[' || array_to_string((array_agg(object))[1:${page.size}], ',') || ']' || {0}`;
  return { text: print(`case when count(*) <= ${page.size} then ${all} else ${cut} end`, link), from };
}

/** Rows that are nothing but their columns: aggregated as they are. */
function flatPage(entity: EntityPlan): Piece {
  const isNamed = entity.columns.every((c) => Buffer.byteLength(c.name) <= IDENTIFIER_BYTES);
  if (!isNamed) return print('({0}) as page', pageSelect(entity, print('{0} as object', ownMembers(entity.columns))));
  return print('(select row_to_json(page) as object from ({0}) as page) as objects', pageSelect(entity, namedColumns(entity.columns)));
}

/** Rows with children: the page first, then the object of each of its rows. */
function nestedPage(entity: EntityPlan): Piece {
  const carried = entity.carried.map((c) => print(', {0} as {1}', compileExpr(c.expr), identifier(c.name)));
  const all = joined([print('{0}.*', identifier(entity.rows.alias)), ...carried], '');
  return print('(select {0} as object from ({1}) as {2} offset 0) as objects', objectText(entity), pageSelect(entity, all), identifier(entity.pageAlias));
}

/** The ordered, limited rows. Several keyset arms are each ordered and limited, then merged. */
function pageSelect(entity: EntityPlan, columns: Piece): Piece {
  const { arms, order, limit, offset } = entity.window;
  const [only] = arms;
  const tail = limits(limit, offset);
  if (arms.length === 1 && only !== undefined) return print('select {0} {1}{2}{3}', columns, fromWhere(entity.rows, only), orderBy(order), tail);
  if (arms.length === 0) return print('select {0} {1} limit 0', columns, fromWhere(entity.rows));
  const named = joined([columns, ...order.map((o, i) => print(`, {0} as {1}`, compileExpr(o.expr), identifier(orderName(i))))], '');
  const selects = arms.map((arm) => print('(select {0} {1}{2}{3})', named, fromWhere(entity.rows, arm), orderBy(order), limits(limit, undefined)));
  return print('select * from ({0}) as arms{1}{2}', joined(selects, ' union all '), orderBy(order.map(asMerged)), tail);
}

const orderName = (index: number): string => `order__${index}`;
const asMerged = (order: PlanOrder, index: number): PlanOrder => ({ ...order, expr: { kind: 'column', alias: 'arms', column: orderName(index) } });

function orderBy(order: readonly PlanOrder[]): Piece {
  if (order.length === 0) return print('');
  return print(' order by {0}', joined(order.map(orderItem), ', '));
}

/** Null is lowest; the clause is printed only where there can be nulls, or an ordinary index could not serve. */
function orderItem(order: PlanOrder): Piece {
  const direction = order.descending ? ' desc' : '';
  const nulls = order.nullable ? (order.descending ? ' nulls last' : ' nulls first') : '';
  return print(`{0}${direction}${nulls}`, compileExpr(order.expr));
}

function limits(limit: PlanExpr | undefined, offset: PlanExpr | undefined): Piece {
  const rows = limit === undefined ? print('') : print(' limit {0}', compileExpr(limit));
  return offset === undefined ? rows : print('{0} offset {1}', rows, compileExpr(offset));
}

/** Order values of the page's last row, looked up only when the page was cut. */
export function tokenOf(entity: EntityPlan, page: PagePlan): Piece {
  const isMerged = entity.window.arms.length > 1;
  const values = page.token.map((expr, i) => print('({0})::text', isMerged ? columnOf('page', orderName(i)) : compileExpr(expr)));
  const token = print(TOKEN.replace('{values}', '{0}'), joined(values, ', '));
  const last = `limit 1 offset ${page.size - 1}`;
  if (isMerged) return print(`(select {0} from ({1}) as page ${last})`, token, pageSelect(entity, print('{0}.*', identifier(entity.rows.alias))));
  const { arms, order, offset } = entity.window;
  const skipped = offset === undefined ? print(last) : print(`limit 1 offset {0} + ${page.size - 1}`, compileExpr(offset));
  return print('(select {0} {1}{2} {3})', token, fromWhere(entity.rows, arms[0] ?? []), orderBy(order), skipped);
}

/** `,"Phones@odata.nextLink":"…"` behind a cut expanded collection. */
function linkOf(entity: EntityPlan, page: PagePlan | undefined): Piece {
  if (page?.linkName === undefined) return print("''");
  const url = joined([...page.link.map(compileExpr), tokenOf(entity, page)], ' || ');
  return print('{0} || to_json({1})::text', quoted(`,${nameText(page.linkName)}`), url);
}
