/**
 * A bound read becomes a `ReadPlan`: what is answered, by which rows, under which plan mode.
 * In: `ReadRequest`, settings (model, sight, dress), the decoded cursor. Out: `ReadPlan`.
 * Pure: it never sees a row, and the same request and settings always give the same plan.
 */
import { isBytes, isGeo, isPrimitive, isRowSource } from '../query/index.ts';
import type { Expr, OrderItem, Range, ReadRequest, RowSource, Target } from '../query/index.ts';
import type { Property } from '../edm/index.ts';
import { repeatedWays } from './breadth.ts';
import { column, fragment, isHidden, planContext, textConstant } from './context.ts';
import type { PlanContext, PlanSettings } from './context.ts';
import { entityPath, etagOf, joinText } from './control-info.ts';
import { planEntity, planFiltered } from './plan-entity.ts';
import { planCondition, propertyColumn } from './plan-expr.ts';
import { planRows } from './plan-rows.ts';
import { NULL, columnJson, countedElements } from './plan-value.ts';
import type { Breadth, PlanExpr, PlanMode, ReadPlan, RowsPlan } from './read-plan.ts';
import type { Cursor } from './window.ts';

export function planRead(settings: PlanSettings, request: ReadRequest, cursor: Cursor | undefined): ReadPlan {
  const context = planContext(settings, planCondition);
  const answer = planAnswer(context, request, cursor);
  return { mode: planMode(request, cursor), answer, breadth: planBreadth(settings, answer), parent: planParent(settings, request.rows), container: planContainer(settings, request) };
}

function planBreadth({ limits }: PlanSettings, answer: ReadPlan['answer']): Breadth | undefined {
  const ways = answer.kind === 'collection' || answer.kind === 'entity' ? repeatedWays(answer.entity, answer.kind === 'entity') : [];
  return ways.length === 0 ? undefined : { ways, rows: limits.expandedRows };
}

/** The keys of rows that an operation is called on. */
export function planKeys(settings: PlanSettings, rows: RowSource): ReadPlan {
  const context = planContext(settings, planCondition);
  const planned = planRows(context, rows);
  const key = rows.range.type.key.map(({ path }) => propertyColumn(context, rows.range, path));
  return { mode: 'custom', answer: { kind: 'keys', rows: planned, key }, breadth: undefined, parent: planParent(settings, rows) };
}

function planAnswer(outer: PlanContext, request: ReadRequest, cursor: Cursor | undefined): ReadPlan['answer'] {
  const { rows, target, options } = request;
  const context = { ...outer, it: rows };
  switch (target.kind) {
    case 'collection': case 'references': {
      const dressed = target.kind === 'references' ? asReferences(context) : context;
      const shown = target.kind === 'references' ? withoutProperties(options) : options;
      const { entity, page } = planEntity(dressed, rows, shown, { single: false, cursor });
      const count = options.count ? planFiltered(context, rows, options) : undefined;
      return { kind: 'collection', entity, count, page: page === undefined ? undefined : { ...page, linkName: undefined, link: [] } };
    }
    case 'entity': case 'reference': {
      const dressed = target.kind === 'reference' ? asReferences(context) : context;
      const shown = target.kind === 'reference' ? withoutProperties(options) : options;
      const { entity } = planEntity(dressed, rows, shown, { single: true, cursor: undefined });
      return { kind: 'entity', entity, etag: etagOf(rows.range.type, entity.pageAlias) };
    }
    case 'count': return { kind: 'count', rows: planFiltered(context, rows, options) };
    case 'property': return planProperty(context, request, target);
    case 'media': return planMedia(context, rows, target.property);
  }
}

const asReferences = (context: PlanContext): PlanContext => ({ ...context, shape: { ...context.shape, references: true } });

const withoutProperties = (options: ReadRequest['options']): ReadRequest['options'] =>
  ({ ...options, projection: { properties: [], computed: [], expands: [], navigationLinks: [], selected: undefined } });

function planProperty(context: PlanContext, { rows: source, options }: ReadRequest, target: Target & { kind: 'property' }): ReadPlan['answer'] {
  const rows = planRows(context, source);
  const last = target.path.at(-1);
  if (last === undefined) throw new Error('a property path is never empty');
  const shared = { kind: 'value' as const, rows, raw: target.raw, etag: etagOf(source.range.type, rows.alias) };
  if (isBytes(target)) {
    const bytes = isHidden(context, last) ? NULL : fragment('base64', propertyColumn(context, source.range, target.path));
    return { ...shared, value: bytes, contentType: textConstant(mediaTypeOf(last)) };
  }
  if (target.raw && isGeo(last.type)) return { ...shared, value: fragment('geoText', propertyColumn(context, source.range, target.path), textConstant(String(last.facets.srid ?? 4326))) };
  const place = { alias: rows.alias, prefix: prefixOf(target.path) };
  const [projected = { property: last, parts: undefined }] = options.projection.properties;
  const json = isHidden(context, last) ? NULL : (columnJson(context, projected, place) ?? propertyColumn(context, source.range, target.path));
  const count = countedElements(context, projected, place);
  return { ...shared, value: target.raw ? rawText(last, json) : fragment('toJson', json), address: addressOf(context, source), count };
}

/** The media type that the metadata gives a binary property (Protocol 11.2.4.1). */
function mediaTypeOf({ annotations }: Property): string {
  const named = annotations.get('Org.OData.Core.V1.MediaType');
  return typeof named === 'string' ? named : 'application/octet-stream';
}

function addressOf(context: PlanContext, source: RowSource): PlanExpr | undefined {
  const path = entityPath(context, source);
  return path === undefined ? undefined : joinText(path);
}

/** The prefixes of the complex values around a property. */
const prefixOf = (path: readonly Property[]): string => path.slice(0, -1).map(({ storage }) => (storage.kind === 'complex' ? storage.prefix : '')).join('');

/** `/$value`: the text of the value, without quotes; a double's JSON has them around INF and NaN. */
function rawText(property: Property, json: PlanExpr): PlanExpr {
  const isDouble = isPrimitive(property.type, 'Edm.Double') || isPrimitive(property.type, 'Edm.Single');
  return fragment(isDouble ? 'unquoted' : 'toText', json);
}

/** Streams are read in pieces, so that no stream is ever whole in memory. */
export const PIECE_BYTES = 4 * 1024 * 1024;
const PIECE_AT: PlanExpr = { kind: 'param', source: { kind: 'piece' }, sqlType: 'int4' };
const PIECE_LENGTH: PlanExpr = { kind: 'constant', value: String(PIECE_BYTES), sqlType: 'int4' };

function planMedia(context: PlanContext, source: RowSource, property: Property | undefined): ReadPlan['answer'] {
  const rows = planRows(context, source);
  const media = property?.storage.kind === 'stream' ? property.storage : source.range.type.table.media;
  if (media === undefined) throw new Error(`${source.range.type.name} has no media columns`);
  return {
    kind: 'value', rows, raw: true, etag: etagOf(source.range.type, rows.alias),
    value: fragment('base64Piece', column(rows.alias, media.content), PIECE_AT, PIECE_LENGTH), length: fragment('octets', column(rows.alias, media.content)), contentType: column(rows.alias, media.contentType),
  };
}

function planContainer(settings: PlanSettings, { rows: { set, parent }, target }: ReadRequest): ReadPlan['container'] {
  if (set !== undefined || parent === undefined || (target.kind !== 'collection' && target.kind !== 'entity')) return undefined;
  const context = planContext(settings, planCondition);
  const rows = planRows(context, parent);
  const path = entityPath(context, parent);
  return path === undefined ? undefined : { rows, address: joinText(path) };
}

/** `Orders(999)/Lines` is 404 when there is no order 999: the rows before the last navigation must exist. */
function planParent(settings: PlanSettings, rows: RowSource): RowsPlan | undefined {
  if (rows.origin.kind === 'elements' && isRowSource(rows.origin.of)) return planRows(planContext(settings, planCondition), rows.origin.of);
  if (rows.origin.kind !== 'navigation' || !isRowSource(rows.origin.from)) return undefined;
  return planRows(planContext(settings, planCondition), rows.origin.from);
}

/**
 * Generic plans serve reads by key and by navigation from a key, whatever they expand, and pages in the
 * order of the key; everything with another condition of the client's own, or rows to skip, is planned for
 * its values (a cached generic plan was up to 128 times slower there).
 */
function planMode(request: ReadRequest, cursor: Cursor | undefined): PlanMode {
  const { rows, options } = request;
  const isKeyed = rows.keyed || startsKeyed(rows);
  const isFiltered = options.filter !== undefined && !(isKeyRange(options.filter, rows.range) && isKeyOrder(options.orderby, rows.range));
  const hasOwnCondition = isFiltered || options.search !== undefined || options.count || request.target.kind === 'count';
  if (hasOwnCondition || rows.origin.kind === 'result' || rows.origin.kind === 'values' || rows.conditions.some((c) => !isKeyCondition(c))) return 'custom';
  if (isKeyed) return 'generic';
  if (options.skip !== undefined) return 'custom';
  return cursor === undefined || options.orderby.length === 0 ? 'generic' : 'custom';
}

function startsKeyed(rows: RowSource): boolean {
  if (rows.keyed) return true;
  return rows.origin.kind === 'navigation' && isRowSource(rows.origin.from) && startsKeyed(rows.origin.from);
}

const isKeyCondition = (expr: Expr): boolean => expr.kind === 'compare' && expr.op === 'eq' && expr.left.kind === 'property';

/** `id gt 5`, `id ge 5 and id lt 9`: the key's own index serves it for every value. */
function isKeyRange(filter: Expr, range: Range): boolean {
  if (filter.kind === 'logic') return filter.op === 'and' && filter.terms.every((term) => isKeyRange(term, range));
  return filter.kind === 'compare' && filter.op !== 'ne' && isOnlyKey(filter.left, range) && filter.right.kind === 'value';
}

const isKeyOrder = (orderby: readonly OrderItem[], range: Range): boolean => orderby.every(({ expr }) => isOnlyKey(expr, range));

function isOnlyKey(expr: Expr, range: Range): boolean {
  const [part, ...others] = range.type.key;
  return expr.kind === 'property' && expr.of === range && others.length === 0 && expr.path.at(-1) === part?.path.at(-1);
}
