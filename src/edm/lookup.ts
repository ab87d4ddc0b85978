/**
 * Small pure look-ups in a finished model.
 * In: the model and names as clients write them. Out: what they name, or nothing; nothing here fails.
 */
import type { EdmModel, EdmType, EntitySet, EntityType, Navigation, Property, Singleton, ComplexType } from './model.ts';

type Structured = EntityType | ComplexType;

export const findProperty = (type: Structured, name: string): Property | undefined => type.properties.get(name);
export const findNavigation = (type: Structured, name: string): Navigation | undefined => type.navigations.get(name);
export const typeOf = (model: EdmModel, qualifiedName: string): EdmType | undefined => model.types.get(qualifiedName);

/** The qualified name of a type, as faults and control information show it. */
export const typeName = (type: EdmType): string => type.name;

export function entityTypeOf(model: EdmModel, navigation: Navigation): EntityType {
  const type = model.types.get(navigation.target);
  if (type?.kind === 'entity') return type;
  throw new Error(`the model has no entity type ${navigation.target}`);
}

/** Whether `type` is `base` or derived from it. */
export const derivesFrom = (type: Structured, base: Structured): boolean => base.family.includes(type.name);

/** The set or singleton in which the targets of a navigation live, as the CSDL binds it. */
export function bindingOf(model: EdmModel, from: EntitySet | Singleton, navigation: Navigation): EntitySet | Singleton | undefined {
  const target = from.bindings.get(navigation.name) ?? from.bindings.get(`${navigation.declaredBy}/${navigation.name}`);
  return target === undefined ? undefined : (model.entitySets.get(target) ?? model.singletons.get(target));
}

/** The column at the end of a property path, with the prefixes of complex values on the way; undefined for complex values, streams and columns of link rows. */
export function columnOfPath(path: readonly Property[]): string | undefined {
  let prefix = '';
  for (const { storage } of path) {
    if (storage.kind === 'complex') prefix += storage.prefix;
    else return storage.kind === 'column' || storage.kind === 'hashed' ? prefix + storage.column : undefined;
  }
  return undefined;
}
