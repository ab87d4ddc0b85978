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

/** An address that can be requested as it stands, wherever the answer is read. */
const absolute = (path: readonly PlanExpr[], rest = ''): PlanExpr => joinText([BASE, textConstant('/'), ...path, ...(rest === '' ? [] : [textConstant(rest)])]);

/** Control information of one entity, before its properties. */
export function entityInfo(context: PlanContext, rows: RowSource, alias: string, type: EntityType): readonly OutputColumn[] {
  const { metadata, prefix, references } = context.shape;
  if (references === true) return reference(context, rows);
  if (metadata === 'none') return [];
  const etag = etagOf(type, alias);
  const typeName = { name: `${prefix}type`, value: textConstant(`#${type.name}`) };
  const etags = etag === undefined ? [] : [{ name: `${prefix}etag`, value: etag }];
  const path = metadata === 'full' || context.shape.mixed === true ? entityPath(context, rows) : undefined;
  // A derived type is named where the declared one would mislead; media links are not computable.
  if (path === undefined) return [...(type === rows.range.type ? [] : [typeName]), ...etags, ...mediaInfo(context, rows, alias)];
  const identity = [
    typeName,
    { name: `${prefix}id`, value: absolute(path) },
  ];
  if (metadata !== 'full') return [...identity, ...etags, ...mediaInfo(context, rows, alias)];
  return [
    ...identity,
    ...etags,
    { name: `${prefix}editLink`, value: absolute(path) },
    ...mediaInfo(context, rows, alias),
  ];
}

/** Members in front of an object's properties, and all of them again as one text, which begins the object. */
export type VerboseInfo = { readonly columns: readonly OutputColumn[]; readonly text: PlanExpr };
type Written = readonly [name: string, parts: readonly PlanExpr[]];

/**
 * What an entity of OData's second version says of itself, and where the navigations are that are not expanded. All of it
 * is JSON text around one address: as one text it is made once for all rows, and each row only puts its address in.
 */
export function verboseInfo(context: PlanContext, rows: RowSource, type: EntityType, projection: Projection): VerboseInfo {
  const name = `${context.shape.verbose?.typePrefix ?? ''}${type.name.slice(type.name.lastIndexOf('.') + 1)}`;
  const path = entityPath(context, rows)?.map(escapedPart);
  const navigations = path === undefined ? [] : deferred(rows, projection);
  const written = (base: PlanExpr, address: readonly PlanExpr[] | undefined): readonly Written[] => [
    ['__metadata', [textConstant('{'), ...(address === undefined ? [] : [textConstant('"uri":"'), base, textConstant('/'), ...address, textConstant('",')]), textConstant(`"type":${JSON.stringify(name)}}`)]],
    ...navigations.map((navigation): Written => [navigation, [textConstant('{"__deferred":{"uri":"'), ...(address ?? []), textConstant(`/${navigation}"}}`)]]),
  ];
  const columns = written(fragment('once', ESCAPED_BASE), path).map(([member, parts]) => ({ name: member, value: fragment('asJson', joinText(parts)) }));
  const members = written(ESCAPED_BASE, path === undefined ? undefined : [MARK]).flatMap(([member, parts], i) => [textConstant(`${i === 0 ? '{' : ','}${JSON.stringify(member)}:`), ...parts]);
  const text = fragment('once', joinText(members));
  return { columns, text: path === undefined ? text : fragment('replaced', text, MARK, fragment('codePoints', joinText(path))) };
}

/** Where the address of a row goes: no JSON text holds this character as it is. */
const MARK = textConstant('\u0001');
const ESCAPED_BASE = fragment('jsonEscaped', BASE);
const escapedPart = (part: PlanExpr): PlanExpr => (part.kind === 'fragment' && part.name === 'keyString' ? fragment('jsonEscaped', part) : part);

function deferred(rows: RowSource, { expands, selected }: Projection): readonly string[] {
  const expanded = new Set(expands.map(({ navigation }) => navigation));
  const shown = [...rows.range.type.navigations.values()].filter((n) => !expanded.has(n) && (selected === undefined || selected.includes('*') || selected.includes(n.name)));
  return shown.map(({ name }) => name);
}

/** An entity reference: the address alone. */
function reference(context: PlanContext, rows: RowSource): readonly OutputColumn[] {
  const path = entityPath(context, rows);
  return path === undefined ? [] : [{ name: `${context.shape.prefix}id`, value: absolute(path) }];
}

function mediaInfo(context: PlanContext, rows: RowSource, alias: string): readonly OutputColumn[] {
  const { media } = rows.range.type.table;
  const path = media === undefined ? undefined : entityPath(context, rows);
  if (media === undefined || path === undefined) return [];
  const { prefix } = context.shape;
  const stream = absolute(path, '/$value');
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
    { name: `${navigation.name}${prefix}associationLink`, value: absolute(path, `/${navigation.name}/$ref`) },
    { name: `${navigation.name}${prefix}navigationLink`, value: absolute(path, `/${navigation.name}`) },
  ]);
}

/** Where a stream property is read and changed; only under metadata=full, for its address is conventional. */
export function streamInfo(context: PlanContext, rows: RowSource, property: Property, alias: string): readonly OutputColumn[] {
  const { metadata, prefix } = context.shape;
  const path = metadata === 'full' ? entityPath(context, rows) : undefined;
  if (path === undefined || property.storage.kind !== 'stream') return [];
  const link = absolute(path, `/${property.name}`);
  return [
    { name: `${property.name}${prefix}mediaEditLink`, value: link },
    { name: `${property.name}${prefix}mediaReadLink`, value: link },
    { name: `${property.name}${prefix}mediaContentType`, value: column(alias, property.storage.contentType) },
  ];
}
