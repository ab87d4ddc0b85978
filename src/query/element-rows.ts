/**
 * The elements of a property that is a collection of values, as rows: conditions and counts on them are those on
 * any collection. In: the property and what holds it. Out: a row source of a type made for the purpose, which has
 * the members of the complex type, or one nameless member that is the value itself.
 */
import type { EntityType, Property } from '../edm/index.ts';
import { isRowSource } from './operand.ts';
import type { PropertyExpr, Range, RowSource } from './typed.ts';

/** The column under which the plan reads a value that has no members. */
export const VALUE_COLUMN = 'k0';

const types = new WeakMap<Property, EntityType>();
const values = new WeakMap<EntityType, Property>();

export function elementsOf(of: Range | RowSource, path: readonly Property[]): RowSource {
  const property = path.at(-1);
  if (property === undefined) throw new Error('a property path is never empty');
  const type = types.get(property) ?? elementType(property);
  types.set(property, type);
  return {
    kind: 'rows', range: { name: property.name, type }, origin: { kind: 'elements', of, path }, conditions: [], search: undefined,
    set: undefined, cardinality: 'many', keyed: false, cast: undefined,
  };
}

function elementType(property: Property): EntityType {
  const { type } = property;
  const value: Property = { ...property, name: '', collection: false, storage: { kind: 'column', column: VALUE_COLUMN } };
  const shared = type.kind === 'complex' ? type : { name: type.name, baseType: undefined, family: [], isAbstract: false, isOpen: false, annotations: new Map() };
  const made: EntityType = {
    ...shared, kind: 'entity', hasStream: false, key: [], navigations: new Map(), properties: type.kind === 'complex' ? type.properties : new Map(),
    table: { name: '', read: '', tenantColumn: undefined, versionColumn: undefined, deletedColumn: undefined, discriminator: undefined },
  };
  if (type.kind !== 'complex') values.set(made, value);
  return made;
}

/** The value that a row variable stands for; undefined where it stands for an entity or a complex value. */
export function valueOf(at: Range | RowSource): PropertyExpr | undefined {
  const range = isRowSource(at) ? at.range : at;
  const property = values.get(range.type);
  return property === undefined ? undefined : { kind: 'property', of: range, path: [property], type: property.type, nullable: property.nullable };
}
