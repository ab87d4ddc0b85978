/**
 * Collections of values as tables: arrays of single values, JSON arrays of complex ones.
 * In: the property and the column that holds the list. Out: a table reference whose columns are those that an
 * entity would have, and `n`, the place of the element. A member of a complex value stands under its own name in
 * the JSON, at any depth, as the text that its SQL type reads.
 */
import { sqlTypeOf } from '../edm/index.ts';
import type { ComplexType, Property } from '../edm/index.ts';
import { column } from './context.ts';
import type { PlanExpr, RecordColumn, TableRef } from './read-plan.ts';

type List = { readonly list: PlanExpr; readonly alias: string };

export function elementsRef(property: Property | undefined, { list, alias }: List): TableRef {
  if (property?.type.kind !== 'complex') return { keys: [list], alias };
  return { records: list, columns: leaves(property.type, { prefix: '', path: [] }), alias };
}

/** The column of a property of the row under `alias`, through the prefixes of the complex values around it. */
export function columnAt(alias: string, path: readonly Property[]): PlanExpr {
  const prefix = path.slice(0, -1).map(({ storage }) => (storage.kind === 'complex' ? storage.prefix : '')).join('');
  const storage = path.at(-1)?.storage;
  return storage?.kind === 'column' ? column(alias, prefix + storage.column) : { kind: 'constant', value: null, sqlType: 'text' };
}

/** Where a property's columns stand: an alias, and the prefix of the complex values around it. */
export type Place = { readonly alias: string; readonly prefix: string };

/** Every column of a complex property, which stands in the place. */
export function complexColumns(property: Property | undefined, place: Place): readonly PlanExpr[] {
  return property?.storage.kind === 'complex' ? leafColumns(property, { ...place, prefix: place.prefix + property.storage.prefix }) : [];
}

export function leafColumns(property: Property, place: Place): readonly PlanExpr[] {
  if (property.type.kind !== 'complex') return [];
  return [...property.type.properties.values()].flatMap((inner): readonly PlanExpr[] => {
    if (inner.storage.kind === 'column') return [column(place.alias, place.prefix + inner.storage.column)];
    return inner.storage.kind === 'complex' ? leafColumns(inner, { ...place, prefix: place.prefix + inner.storage.prefix }) : [];
  });
}

function leaves(type: ComplexType, at: { readonly prefix: string; readonly path: readonly string[] }): readonly RecordColumn[] {
  return [...type.properties.values()].flatMap(({ name, storage, type: valueType, collection }): readonly RecordColumn[] => {
    const path = [...at.path, name];
    if (storage.kind === 'complex' && valueType.kind === 'complex') return leaves(valueType, { prefix: at.prefix + storage.prefix, path });
    if (storage.kind !== 'column') return [];
    return [{ name: at.prefix + storage.column, path, sqlType: sqlTypeOf(valueType) + (collection && valueType.kind !== 'complex' ? '[]' : '') }];
  });
}
