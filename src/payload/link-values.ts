/**
 * Values of the link row itself: markers such as a role, which belong to neither of the two entities.
 * In: an item of a many-to-many navigation. Out: values with the column of the link table.
 * Their types come from the entity type that exposes the link table, where the model has one.
 */
import type { EdmModel, EntityType, Navigation, Property } from '../edm/index.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeProperty } from './decode-property.ts';
import type { ValueInput } from './entity-input.ts';
import type { JsonObject } from './json.ts';
import { addProblem, joinPath } from './problems.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** Marker → column, for this navigation. */
export const linkWords = ({ rules }: EdmModel, { declaredBy, name }: Navigation): ReadonlyMap<string, string> =>
  rules.markers?.linkColumns.get(`${declaredBy}/${name}`) ?? NONE;

/** The entity type stored in the table, if link rows are addressable. */
export function typeOfTable(model: EdmModel, table: string): EntityType | undefined {
  for (const type of model.types.values()) if (type.kind === 'entity' && type.table.name === table) return type;
  return undefined;
}

function propertyOfColumn(type: EntityType | undefined, column: string): Property | undefined {
  for (const property of type?.properties.values() ?? []) {
    if (property.storage.kind === 'column' && property.storage.column === column) return property;
  }
  return undefined;
}

type Marked = { readonly object: JsonObject; readonly words: ReadonlyMap<string, string>; readonly path: string };

export function decodeLinkValues(context: DecodeContext, { object, words, path }: Marked, navigation: Navigation | undefined): readonly ValueInput[] {
  if (navigation?.link.kind !== 'linkTable') return [];
  const type = typeOfTable(context.model, navigation.link.table.name);
  const values: ValueInput[] = [];
  for (const [word, column] of words) {
    const value = object[word];
    if (value === undefined || value === null) continue;
    const where = joinPath(path, word);
    const property = propertyOfColumn(type, column);
    if (property === undefined) {
      if (typeof value === 'string') values.push({ property, column, value, path: where });
      else addProblem(context.problems, 'BOD303', { path: where, message: `${where} is not a string.` });
      continue;
    }
    const decoded = decodeProperty(property, value, { ...context.values, lenient: true });
    if (decoded.kind === 'value') values.push({ property, column, value: decoded.value, path: where });
    else addProblem(context.problems, 'BOD303', { path: where, message: `${where} ${decoded.message}` });
  }
  return values;
}
