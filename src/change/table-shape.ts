/**
 * What `change` must know of a table to address its rows: key columns with their SQL types, and the
 * type of any column by name. In: entity types and links of the model. Out: a `TableShape`, the only
 * form in which the SQL printer sees a table. It reads no rows.
 */
import { sqlTypeOf } from '../edm/index.ts';
import type { ComplexType, EdmModel, EntityType, Navigation, Property, TableMapping } from '../edm/index.ts';
import { typeOfTable } from '../payload/index.ts';

export type Column = {
  readonly name: string;
  readonly sqlType: string;
  /** Absent for columns that the model does not expose, such as the foreign keys of a bare link table. */
  readonly property?: Property;
  /** The property as a path from the entity, `Site/Town`. */
  readonly label?: string;
  /** Holds the bytes of a stream: never read before a change, never audited. */
  readonly isStream?: boolean;
};

export type TableShape = {
  readonly table: TableMapping;
  readonly key: readonly Column[];
  /** What tells a row from all others: the key, and for contained rows their parent's. */
  readonly identity: readonly Column[];
  /** The entity type of the rows; undefined for link tables that no type describes. */
  readonly type: EntityType | undefined;
  readonly columns: ReadonlyMap<string, Column>;
};

const shapes = new WeakMap<EntityType, TableShape>();

export function shapeOf(type: EntityType): TableShape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const columns = new Map<string, Column>();
  addColumns(columns, type, { prefix: '', label: '' });
  if (type.table.media !== undefined) addStream(columns, type.table.media, '$value');
  const key = type.key.map((part) => columnAt(columns, keyColumn(part.path)));
  const owner = (type.table.ownerColumns ?? []).filter(({ name }) => !key.some((column) => column.name === name));
  for (const column of owner) if (!columns.has(column.name)) columns.set(column.name, column);
  const shape = { table: type.table, key, identity: [...owner, ...key], type, columns };
  shapes.set(type, shape);
  return shape;
}

function addStream(columns: Map<string, Column>, { content, contentType }: { content: string; contentType: string }, label: string): void {
  columns.set(content, { name: content, sqlType: 'bytea', label, isStream: true });
  // The media type may be a property of the entity as well.
  if (!columns.has(contentType)) columns.set(contentType, { name: contentType, sqlType: 'text', label: `${label} type` });
}

function addColumns(columns: Map<string, Column>, type: EntityType | ComplexType, at: { prefix: string; label: string }): void {
  for (const property of type.properties.values()) {
    const { storage, type: valueType, collection } = property;
    const label = at.label + property.name;
    if (storage.kind === 'complex' && valueType.kind === 'complex') {
      addColumns(columns, valueType, { prefix: at.prefix + storage.prefix, label: `${label}/` });
    }
    if (storage.kind === 'stream') addStream(columns, { content: at.prefix + storage.content, contentType: at.prefix + storage.contentType }, label);
    if (storage.kind !== 'column' && storage.kind !== 'hashed') continue;
    const name = at.prefix + storage.column;
    columns.set(name, { name, sqlType: sqlTypeOf(valueType) + (collection && valueType.kind !== 'complex' ? '[]' : ''), property, label });
  }
}

/** The column at the end of a key path, through complex values. */
function keyColumn(path: readonly Property[]): string {
  let prefix = '';
  for (const { storage } of path) {
    if (storage.kind === 'column') return prefix + storage.column;
    if (storage.kind === 'complex') prefix += storage.prefix;
  }
  throw new Error(`the key part ${path.map(({ name }) => name).join('/')} has no column`);
}

function columnAt(columns: ReadonlyMap<string, Column>, name: string): Column {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`no property describes the column ${name}`);
  return column;
}

/**
 * The rows of a link table, addressed by the two entities they relate. A foreign key that the model
 * does not expose as a property takes the type of the column it refers to.
 */
export function linkShapeOf(model: EdmModel, navigation: Navigation, source: EntityType): TableShape {
  const { link } = navigation;
  const target = model.types.get(navigation.target);
  if (link.kind !== 'linkTable' || target?.kind !== 'entity') throw new Error(`${navigation.name} is no many-to-many navigation`);
  const type = typeOfTable(model, link.table.name);
  const columns = new Map(type === undefined ? [] : shapeOf(type).columns);
  const ends = [
    ...link.source.map((pair) => ({ name: pair.source, from: shapeOf(source).columns.get(pair.target) })),
    ...link.target.map((pair) => ({ name: pair.source, from: shapeOf(target).columns.get(pair.target) })),
  ];
  // Sorted, so that the same row has the same key from whichever side it is reached.
  const key = ends.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, from }): Column => ({ name, sqlType: columns.get(name)?.sqlType ?? from?.sqlType ?? 'text' }));
  for (const column of key) columns.set(column.name, column);
  return { table: link.table, key, identity: key, type, columns };
}

/** A column by name; foreign keys that no property exposes fall back to the type given. */
export const columnOfShape = (shape: TableShape, name: string, fallback = 'text'): Column =>
  shape.columns.get(name) ?? { name, sqlType: fallback };

export const propertyAt = (shape: TableShape, column: string): Property | undefined => shape.columns.get(column)?.property;
