/**
 * Entities as JSON: objects from columns and children, arrays from pages of rows.
 * In: `EntityPlan`, `PagePlan`. Out: pieces of type json. PostgreSQL writes each row once, straight into
 * the array it belongs to: texts joined afterwards would copy everything below them once a level.
 * A collection that may be cut is read beside its parent (lateral), for its link follows the object's
 * other members, which the JSON format allows; only then is an object's text opened again.
 */
import { unreachable } from '../base/index.ts';
import type { ChildPlan, CountPlan, EntityPlan, Envelope, OutputColumn, PagePlan, PlanExpr, PlanOrder, RowsPlan } from '../plan/index.ts';
import { compileExpr, fromWhere, limits, orderBy } from './compile-expr.ts';
import { TOKEN } from './fragments.ts';
import { columnOf, identifier, joined, print, quoted } from './printer.ts';
import type { Piece } from './printer.ts';

/** PostgreSQL cuts longer identifiers in silence; such members are written as text instead. */
const IDENTIFIER_BYTES = 63;

export const countRows = (rows: RowsPlan): Piece => print('(select count(*) {0})', fromWhere(rows));

type Member = { readonly name: string; readonly value: Piece };
/** A collection read beside its parent: its rows as an array, and the member that links to further ones. */
type Beside = { readonly alias: string; readonly select: Piece };
/** One object: the select of its members, what they are read from besides the row, and links to further rows. */
type ObjectParts = { readonly members: readonly Member[]; readonly beside: readonly Beside[] };

function objectParts(entity: EntityPlan, columns: readonly OutputColumn[] = entity.columns): ObjectParts {
  const children = entity.children.map((child, i) => childParts(child, `${entity.pageAlias}_${i}`));
  const own = columns.map((c) => ({ name: c.name, value: compileExpr(c.value) }));
  return { members: [...own, ...children.flatMap((c) => c.members)], beside: children.flatMap((c) => c.beside) };
}

/** One row as a JSON object: what is selected, and the further tables it needs. */
export function rowObject(entity: EntityPlan): { readonly object: Piece; readonly lateral: Piece } {
  const parts = objectParts(entity);
  const lateral = joined(parts.beside.map(({ alias, select }) => print(', lateral ({0}) as {1}', select, identifier(alias))), '');
  return { object: entity.variants === undefined ? membersObject(parts) : variantObject(entity, entity.variants), lateral };
}

/** Rows of several types: each is written with the members of its own. */
function variantObject(entity: EntityPlan, variants: NonNullable<EntityPlan['variants']>): Piece {
  const cases = variants.cases.map(({ value, columns }) => print('when {0} then {1}', quoted(value), membersObject(objectParts(entity, columns))));
  return print('(case {0} {1} end)', compileExpr(variants.by), joined(cases, ' '));
}

function membersObject({ members, beside }: ObjectParts): Piece {
  if (members.some(isLong)) return longObject(members, beside);
  if (beside.length === 0) return print('(select row_to_json(own) from (select {0}) as own)', namedMembers(members));
  const links = joined(beside.map(({ alias }) => columnOf(alias, 'link')), ', ');
  const linked = print("case when coalesce({0}) is null then row_to_json(own) else (left(row_to_json(own)::text, -1) || concat({0}) || '}')::json end", links);
  // Fenced by `offset 0`, or the members would be planned once for either branch.
  return print('(select {0} from (select {1} offset 0) as own)', linked, namedMembers(members));
}

/**
 * Objects of an answer, as text, where their front is: as values of type json the members in it would each be read again,
 * which for a dozen of them costs as much as all others. In: the plan. Out: undefined for objects without a front.
 */
export function answerRows(entity: EntityPlan): { readonly object: Piece; readonly from: Piece } | undefined {
  const { front, pageAlias, rows } = entity;
  const { members, beside } = objectParts(entity);
  if (front === undefined || beside.length > 0 || members.some(isLong) || entity.omitsNulls === true) return undefined;
  const others = members.slice(front.columns);
  const object = others.length === 0 ? print("{0} || '}'", compileExpr(front.text)) : print("{0} || ',' || right(row_to_json(own)::text, -1)", compileExpr(front.text));
  const own = others.length === 0 ? print('') : print(', lateral (select {0}) as own', namedMembers(others));
  const from = pageAlias === rows.alias ? windowed(entity, own) : print('from ({0}) as {1}{2}', pageRows(entity), identifier(pageAlias), own);
  return { object, from };
}

/** Rows that no page stands before, and what is read beside each. */
const windowed = ({ rows, window: { arms, order, limit, offset } }: EntityPlan, lateral: Piece): Piece =>
  print('{0}{1}{2}', fromWhere(rows, arms[0] ?? [], lateral), orderBy(order), limits(limit, offset));

const isLong = ({ name }: Member): boolean => Buffer.byteLength(name) > IDENTIFIER_BYTES;
const namedMembers = (members: readonly Member[]): Piece => joined(members.map(({ name, value }) => print('{0} as {1}', value, identifier(name))), ', ');

/** Names that are no identifiers: the object is joined from texts. */
function longObject(members: readonly Member[], beside: readonly Beside[]): Piece {
  const texts = members.map(({ name, value }) => print("{0} || coalesce(to_json({1})::text, 'null')", quoted(nameText(name)), value));
  const links = beside.map(({ alias }) => print(" || coalesce({0}, '')", columnOf(alias, 'link')));
  return print("('{' || {0}{1} || '}')::json", joined(texts, " || ',' || "), joined(links, ''));
}

const nameText = (name: string): string => `${JSON.stringify(name)}:`;

function childParts(child: ChildPlan, alias: string): ObjectParts {
  switch (child.kind) {
    case 'one': {
      const { object, lateral } = rowObject(child.entity);
      return { members: [{ name: child.name, value: print('(select {0} {1} limit 1)', object, fromWhere(child.entity.rows, [], lateral)) }], beside: [] };
    }
    case 'count': return { members: [countMember(child.count)], beside: [] };
    case 'many': {
      const { entity, page, name } = child;
      const counts = child.count === undefined ? [] : [countMember(child.count)];
      const { array: rows, from } = rowArray(entity);
      const array = child.envelope === undefined ? rows : enveloped(child.envelope, rows);
      if (page?.linkName === undefined) return { members: [...counts, { name, value: print('(select {0} from {1})', array, from) }], beside: [] };
      const select = print('select {0} as rows, {1} as link from {2}', array, whenFull(page, linkOf(entity, page)), from);
      return { members: [...counts, { name, value: columnOf(alias, 'rows') }], beside: [{ alias, select }] };
    }
    default: return unreachable(child);
  }
}

/** The object around an array of rows, which are counted by the aggregate beside it. */
function enveloped({ rows, count, flags = {}, absentWhenEmpty }: Envelope, array: Piece): Piece {
  const pairs = [
    ...(count === undefined ? [] : [print('{0}, count(*)', quoted(count))]),
    ...Object.entries(flags).map(([name, value]) => print(`{0}, ${String(value)}`, quoted(name))),
    print('{0}, {1}', quoted(rows), array),
  ];
  const object = print('json_build_object({0})', joined(pairs, ', '));
  return absentWhenEmpty === true ? print('case when count(*) > 0 then {0} end', object) : object;
}

const countMember = ({ name, rows, asText }: CountPlan): Member => ({ name, value: print(asText ? '{0}::text' : '{0}', countRows(rows)) });

/** Beside an aggregate over a page: a full page may have rows behind it, a shorter one has none. */
export const whenFull = (page: PagePlan, value: Piece): Piece => print(`case when count(*) = ${page.size} then {0} end`, value);

/** An array of objects: an aggregate, and the page it aggregates. */
export function rowArray(entity: EntityPlan): { readonly array: Piece; readonly from: Piece } {
  const isDirect = entity.pageAlias === entity.rows.alias;
  const from = isDirect ? flatPage(entity) : nestedPage(entity);
  return { array: print("coalesce(json_agg({0}), '[]')", identifier('object')), from };
}

/** Rows that are nothing but their columns: aggregated as they are. */
function flatPage(entity: EntityPlan): Piece {
  if (entity.variants !== undefined) return print('({0}) as page', pageSelect(entity, print('{0} as object', variantObject(entity, entity.variants))));
  const { members } = objectParts(entity);
  if (members.some(isLong)) return print('({0}) as page', pageSelect(entity, print('{0} as object', longObject(members, []))));
  return print('({0}) as object', pageSelect(entity, namedMembers(members)));
}

/** The rows of a page, as they are. */
export function pageRows(entity: EntityPlan): Piece {
  const carried = entity.carried.map((c) => print(', {0} as {1}', compileExpr(c.expr), identifier(c.name)));
  return pageSelect(entity, joined([print('{0}.*', identifier(entity.rows.alias)), ...carried], ''));
}

/** Rows with children: the page first, then the object of each of its rows. */
function nestedPage(entity: EntityPlan): Piece {
  const page = pageRows(entity);
  const parts = objectParts(entity);
  if (parts.beside.length === 0 && !parts.members.some(isLong) && entity.variants === undefined) {
    return print('(select {0} from ({1}) as {2}) as object', namedMembers(parts.members), page, identifier(entity.pageAlias));
  }
  const { object, lateral } = rowObject(entity);
  return print('(select {0} as object from ({1}) as {2}{3}) as objects', object, page, identifier(entity.pageAlias), lateral);
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

/**
 * Order values of a full page's last row, when another row follows it; null when none does.
 * Looked for only when the page is full, so that shorter ones cost nothing.
 */
export function tokenOf(entity: EntityPlan, page: PagePlan): Piece {
  const isMerged = entity.window.arms.length > 1;
  const values = page.token.map((expr, i) => print('({0})::text', isMerged ? columnOf('page', orderName(i)) : compileExpr(expr)));
  const token = print(TOKEN.replace('{values}', '{0}'), joined(values, ', '));
  const edge = isMerged ? mergedEdge(entity, page, token) : plainEdge(entity, page, token);
  return print('(select (array_agg(token))[1] from ({0}) as edge having count(*) > 1)', edge);
}

/** The last row of the page and the first behind it. */
function plainEdge(entity: EntityPlan, page: PagePlan, token: Piece): Piece {
  const { arms, order, offset } = entity.window;
  const before = page.size - 1;
  const skipped = offset === undefined ? print(String(before)) : print(`{0} + ${before}`, compileExpr(offset));
  return print('select {0} as token {1}{2} limit 2 offset {3}', token, fromWhere(entity.rows, arms[0] ?? []), orderBy(order), skipped);
}

function mergedEdge(entity: EntityPlan, page: PagePlan, token: Piece): Piece {
  const further: PlanExpr = { kind: 'constant', value: String(page.size + 1), sqlType: 'int8' };
  const longer = { ...entity, window: { ...entity.window, limit: further } };
  return print(`select {0} as token from ({1}) as page offset ${page.size - 1}`, token, pageSelect(longer, print('{0}.*', identifier(entity.rows.alias))));
}

/** `,"Lines@odata.nextLink":"…"` behind a cut expanded collection; null when nothing follows. */
function linkOf(entity: EntityPlan, page: PagePlan): Piece {
  const url = joined([...page.link.map(compileExpr), tokenOf(entity, page)], ' || ');
  return print('{0} || to_json({1})::text', quoted(`,${nameText(page.linkName ?? '')}`), url);
}
