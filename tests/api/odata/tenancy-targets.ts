/**
 * Requests that reach every corner of a model: each set, property, navigation and collection, by path, filter,
 * order, expand, count, lambda, search, reference. In: the model and an id for each set. Out: targets.
 * They name ids that several tenants have, so that a missing condition shows.
 */
import type { EdmModel, EntitySet, EntityType, Navigation, Property } from '../../../src/edm/index.ts';

const typeOf = (model: EdmModel, navigation: Navigation): EntityType => {
  const type = model.types.get(navigation.target);
  if (type?.kind !== 'entity') throw new Error(`no entity type ${navigation.target}`);
  return type;
};

const valueProperties = (type: EntityType): readonly Property[] =>
  [...type.properties.values()].filter((p) => p.visibility !== 'writeOnly' && !p.collection && p.type.kind !== 'complex' && p.storage.kind === 'column');

/** Every set and navigation, in every position of a request. */
export function relationTargets(model: EdmModel, idOf: (set: string) => number | undefined): readonly string[] {
  return [...model.entitySets.values()].flatMap((set) => [...setTargets(set, idOf(set.name)), ...navigationTargets(model, set, idOf(set.name))]);
}

/** Every property, filtered by and ordered by. */
export function valueTargets(model: EdmModel): readonly string[] {
  return [...model.entitySets.values()].flatMap((set) => valueProperties(set.type).flatMap((p) => propertyTargets(set.name, p)));
}

function setTargets(set: EntitySet, id: number | undefined): readonly string[] {
  const { name, type } = set;
  const key = id === undefined ? [] : [`/${name}(${id})`, `/${name}/${id}`, `/${name}(${id})/$ref`, `/${name}(${id})/uid`, `/${name}(${id})/id/$value`, `/$entity?$id=${name}(${id})`, ...(type.hasStream ? [`/${name}(${id})/$value`] : [])];
  const search = [...type.properties.values()].some((p) => p.searchable) ? [`/${name}/$count?$search=twinned`, `/${name}?$search=NOT%20twinned&$top=3&$select=id`, `/${name}/$count?$search=a%20OR%20twinned`] : [];
  return [
    ...key, ...search,
    `/${name}?$top=30`, `/${name}?$count=true&$top=0`, `/${name}/$count`, `/${name}/$ref?$top=5`, `/${name}?$top=3&$skip=1&$orderby=id%20desc`,
    `/${name}?$filter=$root/${name}(${id ?? 1})/uid%20ne%20null&$top=2&$select=id`, `/${name}?$compute=$root/${name}(${id ?? 1})/uid%20as%20theirs&$select=id,theirs&$top=2`,
    `/${name}/$count?$filter=$it/id%20gt%200`,
  ];
}

function propertyTargets(set: string, property: Property): readonly string[] {
  const { name } = property;
  const kind = property.type.kind === 'primitive' ? property.type.name : '';
  const own = kind === 'Edm.String' ? [`contains(${name},'twinned')`, `${name}%20gt%20'M'`]
    : kind === 'Edm.Boolean' ? [name]
      : /Int|Decimal|Double/.test(kind) ? [`${name}%20gt%20100`] : [];
  return [`/${set}/$count?$filter=${name}%20ne%20null`, ...own.map((filter) => `/${set}/$count?$filter=${filter}`), `/${set}?$orderby=${name}%20desc&$top=2&$select=id,${name}`];
}

function navigationTargets(model: EdmModel, { name, type }: EntitySet, id: number | undefined): readonly string[] {
  return [...type.navigations.values()].flatMap((navigation) => {
    const target = typeOf(model, navigation);
    const inner = [...target.navigations.keys()].join(',');
    const nested = inner === '' ? [] : [`/${name}?$top=5&$select=id&$expand=${navigation.name}($expand=${inner})`];
    const both = [`/${name}?$top=20&$select=id&$expand=${navigation.name}`, `/${name}?$top=20&$select=id&$expand=${navigation.name}/$ref`, ...nested];
    return [...both, ...(navigation.collection ? collectionTargets(name, navigation, id) : singleTargets(name, navigation, id))];
  });
}

function collectionTargets(set: string, { name }: Navigation, id: number | undefined): readonly string[] {
  const byPath = id === undefined ? [] : [`/${set}(${id})/${name}`, `/${set}(${id})/${name}/$count`, `/${set}(${id})/${name}/$ref`, `/${set}(${id})/${name}?$filter=id%20gt%200&$orderby=id%20desc&$top=2`];
  return [
    ...byPath,
    `/${set}/$count?$filter=${name}/any()`, `/${set}/$count?$filter=${name}/any(x:x/id%20gt%20$it/id)`, `/${set}/$count?$filter=${name}/all(x:x/id%20lt%2010)`, `/${set}/$count?$filter=not%20${name}/any()`,
    `/${set}/$count?$filter=${name}/$count%20gt%201`, `/${set}?$orderby=${name}/$count%20desc,id&$top=3&$select=id`, `/${set}?$compute=${name}/$count%20as%20howMany&$select=id,howMany&$top=3`,
    `/${set}?$top=3&$select=id&$expand=${name}($count=true;$top=1;$filter=id%20gt%200)`, `/${set}?$top=3&$select=id&$expand=${name}/$count`, `/${set}/$count?$filter=${name}/$filter(id%20gt%205)/$count%20gt%200`,
  ];
}

function singleTargets(set: string, { name }: Navigation, id: number | undefined): readonly string[] {
  const byPath = id === undefined ? [] : [`/${set}(${id})/${name}`, `/${set}(${id})/${name}/$ref`, `/${set}(${id})/${name}/uid`];
  return [
    ...byPath,
    `/${set}/$count?$filter=${name}/id%20ne%20null`, `/${set}/$count?$filter=${name}%20eq%20null`, `/${set}?$orderby=${name}/uid&$top=2&$select=id`, `/${set}?$compute=${name}/uid%20as%20theirs&$select=id,theirs&$top=3`,
  ];
}
