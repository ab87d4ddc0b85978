/**
 * Complex values that a function answers, as rows: a collection of them takes the options of any collection.
 * In: a call, and the property of its answer that holds the values, if it is not the whole answer. Out: a row source over
 * lists, one for each property; the values' place in the answer is their order, and what tells them apart.
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { ComplexType, EntityType, Property } from '../edm/index.ts';
import type { OperationCall, RowSource } from './typed.ts';

export function rowsOfValues(call: OperationCall, property: Property | undefined, type: ComplexType): RowSource {
  return {
    kind: 'rows', range: { name: '$it', type: rowType(type) }, origin: { kind: 'values', call, property }, conditions: [], search: undefined,
    set: undefined, cardinality: 'many', keyed: false, cast: undefined,
  };
}

/** The names under which the plan reads the lists, and the place of a value among the others. */
const listColumn = (index: number): string => `k${index}`;
const PLACE = 'n';

/** The complex type as one whose values have a place to stand, each property in a list of its own. */
function rowType(type: ComplexType): EntityType {
  const properties = [...type.properties.values()].map((property, index): Property => {
    if (property.collection || property.type.kind === 'complex') return fail('URL109', `${typeName(type)} holds the structured ${property.name}; collections of such values are not offered as rows.`, { target: property.name });
    return { ...property, storage: { kind: 'column', column: listColumn(index) } };
  });
  return {
    ...type, kind: 'entity', hasStream: false, properties: new Map(properties.map((property) => [property.name, property])), navigations: new Map(),
    key: [{ alias: PLACE, path: [placeProperty(type)] }],
    table: { name: '', read: '', tenantColumn: undefined, versionColumn: undefined, deletedColumn: undefined, discriminator: undefined },
  };
}

/** It has a name no CSDL can have: it orders the rows and is never shown or asked for. */
const placeProperty = (type: ComplexType): Property => ({
  kind: 'property', name: '', declaredBy: type.name, type: { kind: 'primitive', name: 'Edm.Int64' }, collection: false, nullable: false, facets: {}, defaultValue: undefined,
  computed: true, immutable: true, searchable: false, visibility: 'plain', allowedValues: undefined, pattern: undefined, storage: { kind: 'column', column: PLACE }, annotations: new Map(),
});
