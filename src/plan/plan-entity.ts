/**
 * A projection becomes an `EntityPlan`: the page of rows, the columns of each object, and its children,
 * each planned alike. Inner rows and their page have aliases of their own: conditions and order speak of
 * the inner rows, columns and children of the page.
 */
import type { EntityType, Property } from '../edm/index.ts';
import type { BoundMember, BoundOptions, Expand, PropertyProjection, RowSource } from '../query/index.ts';
import { IT_MARK, column, fragment, textConstant } from './context.ts';
import type { PlanContext } from './context.ts';
import { BASE, entityInfo, entityPath, joinText, navigationInfo, streamInfo, typeInfo, verboseInfo } from './control-info.ts';
import { planCondition, planValue } from './plan-expr.ts';
import { isRowMember, planRowMember, planValueMembers } from './plan-members.ts';
import { planRows } from './plan-rows.ts';
import { planSearch } from './plan-search.ts';
import { NULL, encodeCalculated, valueMembers } from './plan-value.ts';
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
  const isFlat = extent.single || (!hasChildren(options.projection) && window.arms.length === 1 && !(window.offset !== undefined && isCalculated(context, options.projection)));
  const carried = isFlat ? [] : carriedColumns(context, rows);
  const pageAlias = isFlat ? filtered.alias : context.nextAlias();
  context.aliases.set(rows.range, pageAlias);
  const shown = { rows, alias: pageAlias, isFlat };
  const { members } = options.projection;
  const children = members === undefined ? options.projection.expands.map((expand) => planChild(context, rows, expand)) : planRowMembers(context, members);
  const columns = planColumns(context, shown, options, rows.range.type);
  const variants = planVariants(context, shown, options);
  const front = variants === undefined ? planFront(context, rows, options) : undefined;
  const entity: EntityPlan = { rows: filtered, pageAlias, carried, window, columns, front, variants, children, omitsNulls: context.shape.omitsNulls === true };
  return { entity, page: sized?.page };
}

function planFront(context: PlanContext, rows: RowSource, { projection }: BoundOptions): EntityPlan['front'] {
  if (context.shape.verbose === undefined || context.shape.references === true) return undefined;
  const { columns, text } = verboseInfo(context, rows, rows.range.type, projection);
  return { text, columns: columns.length };
}

const hasChildren = ({ expands, members }: BoundOptions['projection']): boolean => expands.length > 0 || members?.some(isRowMember) === true;

/** PostgreSQL works out the columns of skipped rows too: what is calculated, made of texts, or read from other rows waits for the page. */
const isCalculated = ({ shape }: PlanContext, { computed, members }: BoundOptions['projection']): boolean => computed.length > 0 || members !== undefined || shape.verbose !== undefined;

/** Related entities of another API shape; all of them, for its objects have no next links. */
function planRowMembers(context: PlanContext, members: readonly BoundMember[]): readonly ChildPlan[] {
  const whole = { ...context, pageSize: Infinity };
  return members.filter(isRowMember).map((member) => planRowMember(member, planEntity(whole, member.rows, member.options, { single: member.single, cursor: undefined }).entity));
}

/** Rows as columns see them: under their own alias when flat, else under the alias of their page. */
type Shown = { readonly rows: RowSource; readonly alias: string; readonly isFlat: boolean };

/** The page's size and order. A limit that the client set, and that a page can hold, needs no next link. */
function planWindow(context: PlanContext, rows: RowSource, options: BoundOptions, cursor: Cursor | undefined): { readonly window: Window; readonly page: PlannedEntity['page'] } {
  const order = planOrder(context, rows.range, options.orderby);
  const top = options.top?.value ?? Infinity;
  const cut = top > context.pageSize;
  const size = cut ? context.pageSize : top;
  const limit = size === Infinity ? undefined : number(size);
  const offset = options.skip === undefined || cursor !== undefined ? undefined : param(options.skip.slot);
  const window = { order, limit, offset, arms: planKeyset(order, cursor) };
  return { window, page: cut ? { size: context.pageSize, token: order.map((o) => o.expr) } : undefined };
}

const param = (slot: { readonly text: string }): PlanExpr => ({ kind: 'param', source: { kind: 'slot', slot }, sqlType: 'int8' });
/** A constant: the planner would take a limit it does not know for a tenth of the table, and sort it. */
const number = (value: number): PlanExpr => ({ kind: 'constant', value: String(value), sqlType: 'int8' });

/** Link columns that the answered type shows (a role seen through a link) leave the page under names of their own. */
function carriedColumns(context: PlanContext, rows: RowSource): EntityPlan['carried'] {
  const link = context.links.get(rows.range);
  if (link === undefined) return [];
  const columns = [...rows.range.type.properties.values()].flatMap((p) => (p.storage.kind === 'link' ? [p.storage.column] : []));
  return columns.map((name) => ({ expr: column(link, name), name: carriedName(name) }));
}
const carriedName = (name: string): string => `link__${name}`;

/** What one type of the family shows: a derived type says its name and adds its own properties. */
function planColumns(context: PlanContext, shown: Shown, options: BoundOptions, type: EntityType): readonly OutputColumn[] {
  if (context.shape.references === true) return entityInfo(context, shown.rows, shown.alias, type);
  const { projection } = options;
  if (projection.members !== undefined) return planValueMembers(context, projection.members);
  const own = new Set(type.properties.values());
  const shownProperties = isEverything(projection) ? [...own].map((property) => ({ property, parts: undefined })) : projection.properties.filter(({ property }) => own.has(property));
  const properties = shownProperties.flatMap((p) => planProperty(context, shown, p));
  const info = context.shape.verbose === undefined ? entityInfo(context, shown.rows, shown.alias, type) : verboseInfo(context, shown.rows, type, projection).columns;
  const computed = projection.computed.map((c) => ({ name: c.name, value: encodeCalculated(context, c.type, planValue(context, c.expr)) }));
  return [...info, ...properties, ...computed, ...navigationInfo(context, shown.rows, projection.navigationLinks)];
}

const isEverything = ({ selected }: BoundOptions['projection']): boolean => selected === undefined || selected.includes('*');

/** For hierarchies in one table: what each type shows, by the value of the column that names it. */
function planVariants(context: PlanContext, shown: Shown, options: BoundOptions): EntityPlan['variants'] {
  const { type } = shown.rows.range;
  const { discriminator } = type.table;
  if (discriminator === undefined || type.family.length < 2 || context.shape.references === true || options.projection.members !== undefined) return undefined;
  const types = type.family.flatMap((name) => context.model.types.get(name) ?? []).filter((t): t is EntityType => t.kind === 'entity' && !t.isAbstract);
  return {
    by: column(shown.alias, discriminator.column),
    cases: types.map((t) => ({ value: discriminator.values.get(t.name) ?? '', columns: planColumns(context, shown, options, t) })),
  };
}

function planProperty(context: PlanContext, shown: Shown, projected: PropertyProjection): readonly OutputColumn[] {
  const { property } = projected;
  if (property.storage.kind === 'stream') return streamInfo(context, shown.rows, property, shown.alias);
  const members = valueMembers(context, projected, { alias: shown.alias, prefix: '' });
  return [...typeInfo(context, property), ...(members.length > 0 ? members : [{ name: property.name, value: linkValue(context, shown, property) }])];
}

/** A column of the link row through which the entity was reached; null when it was reached otherwise. */
function linkValue(context: PlanContext, shown: Shown, { storage }: Property): PlanExpr {
  const link = context.links.get(shown.rows.range);
  if (link === undefined || storage.kind !== 'link') return NULL;
  return shown.isFlat ? column(link, storage.column) : column(shown.alias, carriedName(storage.column));
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
  const planned = planEntity(uncut(inner), expand.rows, options, { single: false, cursor: undefined });
  const envelope = context.shape.verbose?.envelope;
  return { kind: 'many', name, entity: planned.entity, page: nestedPage(context, parent, expand, planned), count, envelope };
}

/** Collections inside entities of OData's second version have no links to further rows here: they are whole. */
const uncut = (context: PlanContext): PlanContext => (context.shape.verbose === undefined ? context : { ...context, pageSize: Infinity });

const referencesOnly = (options: BoundOptions): BoundOptions =>
  ({ ...options, projection: { properties: [], computed: [], expands: [], navigationLinks: [], selected: [] } });

/** In the request that a link makes, `$it` would be another row: there, the row of this one is called by its address. */
function linkedOptions(context: PlanContext, expand: Expand, taken: number): PlanExpr {
  const options: PlanExpr = { kind: 'param', source: { kind: 'options', written: expand.written, taken }, sqlType: 'text' };
  const it = context.it === undefined ? undefined : entityPath(context, context.it);
  return fragment('replaced', options, textConstant(IT_MARK), it === undefined ? textConstant('$it') : joinText([textConstant('$root/'), ...it]));
}

/** The next link of an expanded collection addresses it from its own parent, with the options it was expanded by. */
function nestedPage(context: PlanContext, parent: RowSource, expand: Expand, planned: PlannedEntity): PagePlan | undefined {
  const path = entityPath(context, parent);
  if (planned.page === undefined || path === undefined) return undefined;
  const link = [BASE, textConstant('/'), ...path, textConstant(`/${expand.name}?`), linkedOptions(context, expand, planned.page.size), textConstant('$skiptoken=')];
  return { ...planned.page, linkName: `${expand.navigation.name}${context.shape.prefix}nextLink`, link: [joinText(link)] };
}
