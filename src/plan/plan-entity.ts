/**
 * A projection becomes an `EntityPlan`: the page of rows, the columns of each object, and its children,
 * each planned alike. Inner rows and their page have aliases of their own: conditions and order speak of
 * the inner rows, columns and children of the page.
 */
import { jsonEncodingOf, rowOf } from '../edm/index.ts';
import type { Property, ValueType } from '../edm/index.ts';
import type { BoundOptions, Expand, PropertyProjection, RowSource } from '../query/index.ts';
import { column, fragment, textConstant } from './context.ts';
import type { PlanContext } from './context.ts';
import { BASE, entityInfo, entityPath, joinText, navigationInfo, typeInfo } from './control-info.ts';
import { planCondition, planValue } from './plan-expr.ts';
import { planRows } from './plan-rows.ts';
import { planSearch } from './plan-search.ts';
import type { ChildPlan, EntityPlan, OutputColumn, PagePlan, PlanExpr, RowsPlan, Window } from './read-plan.ts';
import { planKeyset, planOrder } from './window.ts';
import type { Cursor } from './window.ts';

/** How many rows are answered: what the client asked for, cut to a page. */
export type Extent = { readonly single: boolean; readonly cursor: Cursor | undefined };
export type PlannedEntity = { readonly entity: EntityPlan; readonly page: { readonly size: number; readonly token: readonly PlanExpr[] } | undefined };

/** Rows narrowed by $filter and $search: what is counted, and what pages are taken from. */
export function planFiltered(context: PlanContext, rows: RowSource, options: BoundOptions): RowsPlan {
  const planned = planRows(context, rows);
  const filter = options.filter === undefined ? [] : [planCondition(context, options.filter)];
  const search = options.search === undefined ? [] : [planSearch(context, rows.range, options.search)];
  return { ...planned, where: [...planned.where, ...filter, ...search] };
}

export function planEntity(context: PlanContext, rows: RowSource, options: BoundOptions, extent: Extent): PlannedEntity {
  const filtered = planFiltered(context, rows, options);
  const sized = extent.single ? undefined : planWindow(context, rows, options, extent.cursor);
  const window = sized?.window ?? { order: [], limit: undefined, offset: undefined, arms: [[]] };
  const isFlat = extent.single || (options.projection.expands.length === 0 && window.arms.length === 1);
  const carried = isFlat ? [] : carriedColumns(context, rows);
  const pageAlias = isFlat ? filtered.alias : context.nextAlias();
  context.aliases.set(rows.range, pageAlias);
  const shown = { rows, alias: pageAlias, isFlat };
  const children = options.projection.expands.map((expand) => planChild(context, rows, expand));
  const entity: EntityPlan = { rows: filtered, pageAlias, carried, window, columns: planColumns(context, shown, options), children };
  return { entity, page: sized?.page };
}

/** Rows as columns see them: under their own alias when flat, else under the alias of their page. */
type Shown = { readonly rows: RowSource; readonly alias: string; readonly isFlat: boolean };

/** The page's size and order. A limit that the client set, and that a page can hold, needs no next link. */
function planWindow(context: PlanContext, rows: RowSource, options: BoundOptions, cursor: Cursor | undefined): { readonly window: Window; readonly page: PlannedEntity['page'] } {
  const order = planOrder(context, rows.range, options.orderby);
  const top = options.top?.value ?? Infinity;
  const cut = top > context.pageSize;
  const limit = number(cut ? context.pageSize : top);
  const offset = options.skip === undefined || cursor !== undefined ? undefined : param(options.skip.slot);
  const window = { order, limit, offset, arms: planKeyset(order, cursor) };
  return { window, page: cut ? { size: context.pageSize, token: order.map((o) => o.expr) } : undefined };
}

const param = (slot: { readonly text: string }): PlanExpr => ({ kind: 'param', source: { kind: 'slot', slot }, sqlType: 'int8' });
const number = (value: number): PlanExpr => param({ text: String(value) });

/** Link columns that the answered type shows (a role seen through a link) leave the page under names of their own. */
function carriedColumns(context: PlanContext, rows: RowSource): EntityPlan['carried'] {
  const link = context.links.get(rows.range);
  if (link === undefined) return [];
  const columns = [...rows.range.type.properties.values()].flatMap((p) => (p.storage.kind === 'link' ? [p.storage.column] : []));
  return columns.map((name) => ({ expr: column(link, name), name: carriedName(name) }));
}
const carriedName = (name: string): string => `link__${name}`;

function planColumns(context: PlanContext, shown: Shown, options: BoundOptions): readonly OutputColumn[] {
  const { projection } = options;
  const properties = projection.properties.flatMap((p) => planProperty(context, shown, p));
  const computed = projection.computed.map((c) => ({ name: c.name, value: encodeJson(context, c.type, planValue(context, c.expr)) }));
  return [...entityInfo(context, shown.rows, shown.alias), ...properties, ...computed, ...navigationInfo(context, shown.rows, projection.navigationLinks)];
}

function planProperty(context: PlanContext, shown: Shown, projected: PropertyProjection): readonly OutputColumn[] {
  const { property } = projected;
  if (property.type.kind === 'primitive' && property.type.name === 'Edm.Stream') return [];
  const value = propertyValue(context, shown, property);
  return [...typeInfo(context, property), { name: property.name, value }];
}

const NULL: PlanExpr = { kind: 'constant', value: null, sqlType: 'text' };

function propertyValue(context: PlanContext, shown: Shown, property: Property): PlanExpr {
  if (isHidden(context, property)) return NULL;
  switch (property.storage.kind) {
    case 'column': return encodeJson(context, property.type, column(shown.alias, property.storage.column));
    case 'link': return linkValue(context, shown, property.storage.column);
    default: return NULL;
  }
}

/** A column of the link row through which the entity was reached; null when it was reached otherwise. */
function linkValue(context: PlanContext, shown: Shown, name: string): PlanExpr {
  const link = context.links.get(shown.rows.range);
  if (link === undefined) return NULL;
  return shown.isFlat ? column(link, name) : column(shown.alias, carriedName(name));
}

/** Nobody reads write-only properties; masked ones show null to callers without the right (decision 16). */
export const isHidden = (context: PlanContext, property: Property): boolean =>
  property.visibility === 'writeOnly' || (property.visibility === 'masked' && !context.seesSecrets);

const ENCODERS: Readonly<Record<string, string>> = {
  double: 'jsonDouble', instant: 'jsonInstant', base64url: 'jsonBinary', duration: 'jsonDuration',
};

/** A value as its JSON spelling (JSON Format 7.1); bare where PostgreSQL already prints it so. */
export function encodeJson(context: PlanContext, type: ValueType, value: PlanExpr): PlanExpr {
  if (context.shape.ieee754Compatible && rowOf(type)?.ieee754Text === true) return fragment('toText', value);
  const encoder = ENCODERS[jsonEncodingOf(type)];
  return encoder === undefined ? value : fragment(encoder, value);
}

function planChild(context: PlanContext, parent: RowSource, expand: Expand): ChildPlan {
  const { name } = expand.navigation;
  const countRows = (): RowsPlan => planFiltered(context, expand.rows, expand.options);
  const asText = context.shape.ieee754Compatible;
  const countName = `${name}${context.shape.prefix}count`;
  if (expand.answer === 'count') return { kind: 'count', name, count: { name: countName, rows: countRows(), asText } };
  const count = expand.options.count ? { name: countName, rows: countRows(), asText } : undefined;
  const options = expand.answer === 'references' ? referencesOnly(expand.options) : expand.options;
  const inner = expand.answer === 'references' ? { ...context, shape: { ...context.shape, references: true } } : context;
  if (!expand.navigation.collection) return { kind: 'one', name, entity: planEntity(inner, expand.rows, options, { single: true, cursor: undefined }).entity };
  const planned = planEntity(inner, expand.rows, options, { single: false, cursor: undefined });
  return { kind: 'many', name, entity: planned.entity, page: nestedPage(context, parent, expand, planned), count };
}

const referencesOnly = (options: BoundOptions): BoundOptions =>
  ({ ...options, projection: { properties: [], computed: [], expands: [], navigationLinks: [], selected: undefined } });

/** The next link of an expanded collection addresses it from its own parent, with the options it was expanded by. */
function nestedPage(context: PlanContext, parent: RowSource, expand: Expand, planned: PlannedEntity): PagePlan | undefined {
  const path = entityPath(context, parent);
  if (planned.page === undefined || path === undefined) return undefined;
  const options: PlanExpr = { kind: 'param', source: { kind: 'options', ...expand.optionsSpan }, sqlType: 'text' };
  const link = [BASE, textConstant('/'), ...path, textConstant(`/${expand.name}?`), options, textConstant('$skiptoken=')];
  return { ...planned.page, linkName: `${expand.name}${context.shape.prefix}nextLink`, link: [joinText(link)] };
}
