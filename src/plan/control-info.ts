/**
 * Control information as columns: ETags at minimal metadata, addresses, links and types at full.
 * In: the rows' type and set, the dress of the answer. Out: output columns, in the order the JSON
 * format asks for. Nothing here appears at metadata=none.
 */
import type { EntityType, Navigation, Property, ValueType } from '../edm/index.ts';
import { columnOfPath, sqlTypeOf } from '../edm/index.ts';
import type { Projection, RowSource } from '../query/index.ts';
import { column, fragment, textConstant } from './context.ts';
import type { PlanContext } from './context.ts';
import { aliasOf } from './plan-expr.ts';
import type { OutputColumn, PlanExpr } from './read-plan.ts';

export const BASE: PlanExpr = { kind: 'param', source: { kind: 'base' }, sqlType: 'text' };

export function etagOf(type: EntityType, alias: string): PlanExpr | undefined {
  return type.table.versionColumn === undefined ? undefined : fragment('etag', column(alias, type.table.versionColumn));
}

/** `Orders(555)`, `Orders(555)/Lines(2)`, from the row's own columns; undefined where the rows have no address. */
export function entityPath(context: PlanContext, rows: RowSource): readonly PlanExpr[] | undefined {
  return pathOf(context, rows, (name) => column(aliasOf(context, rows.range), name));
}

/** `columnOf`: a column of the row; for those around it, as the row itself has it in its foreign key. */
function pathOf(context: PlanContext, rows: RowSource, columnOf: (name: string) => PlanExpr | undefined): readonly PlanExpr[] | undefined {
  const { set, parent, origin } = rows;
  if (set !== undefined) return set.kind === 'singleton' ? [textConstant(set.name)] : keyed(context, rows, { name: set.name, columnOf });
  if (parent === undefined || origin.kind !== 'navigation' || origin.navigation.link.kind !== 'foreignKey') return undefined;
  const { name, collection, link } = origin.navigation;
  const above = pathOf(context, parent, (wanted) => {
    const pair = link.pairs.find(({ source }) => source === wanted);
    return pair === undefined ? undefined : columnOf(pair.target);
  });
  const own = collection ? keyed(context, rows, { name, columnOf }) : [textConstant(name)];
  return above === undefined || own === undefined ? undefined : [...above, textConstant('/'), ...own];
}

type Named = { readonly name: string; readonly columnOf: (name: string) => PlanExpr | undefined };

function keyed(context: PlanContext, rows: RowSource, { name, columnOf }: Named): readonly PlanExpr[] | undefined {
  const { key } = rows.range.type;
  const values = key.map((part) => columnOf(columnOfPath(part.path) ?? ''));
  if (values.includes(undefined)) return undefined;
  const parts = key.flatMap((part, i): readonly PlanExpr[] => {
    const label = key.length === 1 && context.shape.verbose === undefined ? '' : `${part.alias}=`;
    return [textConstant(`${i === 0 ? '(' : ','}${label}`), keyLiteral(part.path.at(-1)?.type, values[i] ?? textConstant(''))];
  });
  return [textConstant(name), ...parts, textConstant(')')];
}

const keyLiteral = (type: ValueType | undefined, value: PlanExpr): PlanExpr =>
  fragment(type !== undefined && sqlTypeOf(type) === 'text' ? 'keyString' : 'toText', value);

export const joinText = (parts: readonly PlanExpr[]): PlanExpr => fragment('join', ...parts.reduce(withConstants, []));

/** Texts that stand side by side become one. */
function withConstants(done: readonly PlanExpr[], part: PlanExpr): readonly PlanExpr[] {
  const last = done.at(-1);
  if (last?.kind !== 'constant' || part.kind !== 'constant' || typeof last.value !== 'string' || typeof part.value !== 'string') return [...done, part];
  return [...done.slice(0, -1), textConstant(last.value + part.value)];
}

/** Control information of one entity, before its properties. */
export function entityInfo(context: PlanContext, rows: RowSource, alias: string, type: EntityType): readonly OutputColumn[] {
  const { metadata, prefix, references } = context.shape;
  if (references === true) return reference(context, rows);
  if (context.shape.verbose !== undefined) return verboseInfo(context, rows, type);
  if (metadata === 'none') return [];
  const etag = etagOf(type, alias);
  const typeName = { name: `${prefix}type`, value: textConstant(`#${type.name}`) };
  const etags = etag === undefined ? [] : [{ name: `${prefix}etag`, value: etag }];
  const path = metadata === 'full' || context.shape.mixed === true ? entityPath(context, rows) : undefined;
  // A derived type is named where the declared one would mislead; media links are not computable.
  if (path === undefined) return [...(type === rows.range.type ? [] : [typeName]), ...etags, ...mediaInfo(context, rows, alias)];
  const identity = [
    typeName,
    { name: `${prefix}id`, value: joinText([BASE, textConstant('/'), ...path]) },
  ];
  if (metadata !== 'full') return [...identity, ...etags, ...mediaInfo(context, rows, alias)];
  return [
    ...identity,
    ...etags,
    { name: `${prefix}editLink`, value: joinText(path) },
    ...mediaInfo(context, rows, alias),
  ];
}

/** What an entity of OData's second version says of itself. */
function verboseInfo(context: PlanContext, rows: RowSource, type: EntityType): readonly OutputColumn[] {
  const path = entityPath(context, rows);
  const name = `${context.shape.verbose?.typePrefix ?? ''}${type.name.slice(type.name.lastIndexOf('.') + 1)}`;
  const uri = path === undefined ? [] : [{ name: 'uri', value: joinText([BASE, textConstant('/'), ...path]) }];
  return [{ name: '__metadata', value: { kind: 'object', presence: [], members: [...uri, { name: 'type', value: textConstant(name) }] } }];
}

/** Navigations that are not expanded, by their addresses. */
export function deferredInfo(context: PlanContext, rows: RowSource, { expands, selected }: Projection): readonly OutputColumn[] {
  const path = entityPath(context, rows);
  if (path === undefined) return [];
  const expanded = new Set(expands.map(({ navigation }) => navigation));
  const shown = [...rows.range.type.navigations.values()].filter((n) => !expanded.has(n) && (selected === undefined || selected.includes('*') || selected.includes(n.name)));
  const escaped = path.map((part) => (part.kind === 'fragment' && part.name === 'keyString' ? fragment('jsonEscaped', part) : part));
  // One text instead of nested objects: with a dozen of them a row, that halves what they cost.
  return shown.map(({ name }) => ({ name, value: fragment('asJson', joinText([textConstant('{"__deferred":{"uri":"'), ...escaped, textConstant(`/${name}"}}`)])) }));
}

/** An entity reference: the address alone. */
function reference(context: PlanContext, rows: RowSource): readonly OutputColumn[] {
  const path = entityPath(context, rows);
  return path === undefined ? [] : [{ name: `${context.shape.prefix}id`, value: joinText([BASE, textConstant('/'), ...path]) }];
}

function mediaInfo(context: PlanContext, rows: RowSource, alias: string): readonly OutputColumn[] {
  const { media } = rows.range.type.table;
  const path = media === undefined ? undefined : entityPath(context, rows);
  if (media === undefined || path === undefined) return [];
  const { prefix } = context.shape;
  const stream = joinText([...path, textConstant('/$value')]);
  return [
    { name: `${prefix}mediaEditLink`, value: stream },
    { name: `${prefix}mediaReadLink`, value: stream },
    { name: `${prefix}mediaContentType`, value: column(alias, media.contentType) },
  ];
}

/** Types that a reader could not tell from the JSON value; only under metadata=full. */
export function typeInfo(context: PlanContext, property: Property): readonly OutputColumn[] {
  const { metadata, prefix, version } = context.shape;
  if (metadata !== 'full' || property.type.kind === 'complex') return [];
  const name = property.type.name.replace(/^Edm\./, '');
  if (!property.collection && ['String', 'Boolean', 'Double'].includes(name)) return [];
  const type = property.collection ? `Collection(${name})` : name;
  return [{ name: `${property.name}${prefix}type`, value: textConstant(version === '4.0' || prefix === '@odata.' ? `#${type}` : type) }];
}

export function navigationInfo(context: PlanContext, rows: RowSource, navigations: readonly Navigation[]): readonly OutputColumn[] {
  const { metadata, prefix } = context.shape;
  const path = metadata === 'full' ? entityPath(context, rows) : undefined;
  if (path === undefined) return [];
  return navigations.flatMap((navigation) => [
    { name: `${navigation.name}${prefix}associationLink`, value: joinText([...path, textConstant(`/${navigation.name}/$ref`)]) },
    { name: `${navigation.name}${prefix}navigationLink`, value: joinText([...path, textConstant(`/${navigation.name}`)]) },
  ]);
}

/** Where a stream property is read and changed; only under metadata=full, for its address is conventional. */
export function streamInfo(context: PlanContext, rows: RowSource, property: Property, alias: string): readonly OutputColumn[] {
  const { metadata, prefix } = context.shape;
  const path = metadata === 'full' ? entityPath(context, rows) : undefined;
  if (path === undefined || property.storage.kind !== 'stream') return [];
  const link = joinText([...path, textConstant(`/${property.name}`)]);
  return [
    { name: `${property.name}${prefix}mediaEditLink`, value: link },
    { name: `${property.name}${prefix}mediaReadLink`, value: link },
    { name: `${property.name}${prefix}mediaContentType`, value: column(alias, property.storage.contentType) },
  ];
}
