/**
 * Which values a new row of a type cannot be without.
 * In: the type and the properties that are given, by the body or by the parent. Out: those missing.
 * Used while decoding for items that are certainly new, and by `change` for those found to be.
 */
import type { EntityType, Navigation, Property } from '../edm/index.ts';

export function missingProperties(type: EntityType, isGiven: (property: Property) => boolean): readonly Property[] {
  return [...type.properties.values()].filter((property) => isRequired(property) && !isGiven(property));
}

const isRequired = ({ nullable, computed, defaultValue, collection, storage }: Property): boolean =>
  !nullable && !computed && !collection && defaultValue === undefined && (storage.kind === 'column' || storage.kind === 'hashed');

/** Columns of the child that the parent's link fills. */
export const columnsFromParent = ({ link }: Navigation): ReadonlySet<string> =>
  new Set(link.kind === 'foreignKey' && link.holder === 'target' ? link.pairs.map((pair) => pair.target) : []);

const managed = new WeakMap<EntityType, ReadonlySet<string>>();

/** Foreign keys to owned children: they change with the child and are never set by a client. */
export function managedProperties(type: EntityType): ReadonlySet<string> {
  const known = managed.get(type);
  if (known !== undefined) return known;
  const columns = new Set<string>();
  for (const { owned, link } of type.navigations.values()) {
    if (owned && link.kind === 'foreignKey' && link.holder === 'source') for (const pair of link.pairs) columns.add(pair.source);
  }
  const names = [...type.properties.values()].filter(({ storage }) => storage.kind === 'column' && columns.has(storage.column)).map(({ name }) => name);
  const result = new Set(names);
  managed.set(type, result);
  return result;
}
