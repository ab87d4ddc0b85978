/**
 * Sorts the members of one JSON object and judges its values.
 * In: an object and the type it should have. Out: values with their columns, and the members that
 * are navigations or references. Ignores control information, annotations and what clients may not set.
 * It gives markers no meaning; see `classify.ts`.
 */
import type { ComplexType, EntityType, Navigation, Property } from '../edm/index.ts';
import { looksMasked } from './decode-property.ts';
import type { DecodeContext } from './decode-context.ts';
import type { ValueInput } from './entity-input.ts';
import { describeJson, isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { isDeferred, isMarkerWord } from './markers.ts';
import { addProblem, joinPath } from './problems.ts';
import { judgeValues } from './value-schema.ts';

export type Members = {
  readonly plain: ReadonlyMap<string, JsonValue>;
  readonly complex: ReadonlyMap<Property, JsonValue>;
  readonly navigations: ReadonlyMap<Navigation, JsonValue>;
  /** Values of `Nav@odata.bind`. */
  readonly binds: ReadonlyMap<Navigation, JsonValue>;
  /** Values of `Nav@delta`. */
  readonly deltas: ReadonlyMap<Navigation, JsonValue>;
  /** Members that ask for something: everything but markers, control information and key properties. */
  readonly hasFields: boolean;
};

/** `Buyer@odata.bind`, `Lines@delta`: what is to be related, and how it is said. */
const RELATED = /^(.+)@(?:odata\.)?(bind|delta)$/;

type Sorting = { readonly path: string; readonly isLinkWord: (name: string) => boolean };

export function sortMembers(context: DecodeContext, type: EntityType, object: JsonObject, { path, isLinkWord }: Sorting): Members {
  const plain = new Map<string, JsonValue>();
  const complex = new Map<Property, JsonValue>();
  const navigations = new Map<Navigation, JsonValue>();
  const binds = new Map<Navigation, JsonValue>();
  const deltas = new Map<Navigation, JsonValue>();
  const keyNames = new Set(type.key.map((part) => part.path[0]?.name));
  let hasFields = false;
  for (const [name, value] of Object.entries(object)) {
    if (isMarkerWord(context.model.rules.markers, name) || isLinkWord(name)) continue;
    const related = RELATED.exec(name);
    if (related === null && (isControl(name) || (type.navigations.has(name) && isDeferred(context.model.rules.markers, value)))) continue;
    if (!keyNames.has(name)) hasFields = true;
    const navigation = type.navigations.get(related?.[1] ?? name);
    const property = type.properties.get(name);
    const memberPath = joinPath(path, name);
    if (navigation !== undefined) keepOnce(context, { bind: binds, delta: deltas }[related?.[2] ?? ''] ?? navigations, { navigation, value, path: memberPath });
    else if (related !== null) {
      const message = `${memberPath} is about nothing: ${type.name} has no navigation '${related[1]}'.`;
      addProblem(context.problems, 'BOD303', { path: memberPath, message });
    }
    else if (property !== undefined && isComplex(property)) complex.set(property, value);
    else plain.set(name, value);
  }
  refuseBoth(context, path, { navigations, binds, deltas });
  return { plain, complex, navigations, binds, deltas, hasFields };
}

type Member = { readonly navigation: Navigation; readonly value: JsonValue; readonly path: string };

/** `Buyer@bind` and `Buyer@odata.bind` are one member. */
function keepOnce({ problems }: DecodeContext, members: Map<Navigation, JsonValue>, { navigation, value, path }: Member): void {
  if (members.has(navigation)) addProblem(problems, 'BOD303', { path, message: `${path} is given twice, in two spellings.` });
  members.set(navigation, value);
}

/** Two members that say what a relation is to be: neither is the one that counts. */
function refuseBoth({ problems }: DecodeContext, path: string, { navigations, binds, deltas }: Pick<Members, 'navigations' | 'binds' | 'deltas'>): void {
  for (const navigation of navigations.keys()) {
    const other = deltas.has(navigation) ? 'delta' : !navigation.collection && binds.has(navigation) ? 'odata.bind' : undefined;
    const where = joinPath(path, navigation.name);
    if (other !== undefined) addProblem(problems, 'BOD303', { path: where, message: `${where} and ${where}@${other} both say what ${navigation.name} is to be; one of them was expected.` });
  }
}

/** `@odata.type`, `Name@Some.Term`, and the `#Action` members of answers that clients send back. */
const isControl = (name: string): boolean => name.includes('@') || name.startsWith('#');

const isComplex = (property: Property): boolean => property.storage.kind === 'complex';

type Level = { readonly type: EntityType | ComplexType; readonly path: string; readonly prefix: string; readonly ignored: ReadonlySet<string> };

/** Values of the object itself and of its complex properties, each with the column it goes to. */
export function decodeValues(context: DecodeContext, members: Pick<Members, 'plain' | 'complex'>, level: Level): ValueInput[] {
  const accepted = new Map([...members.plain].filter(([name, value]) => !refuseStream(context, level, name) && !isIgnored(context, level, name, value)));
  const judged = judgeValues(level.type, accepted, {
    path: level.path,
    problems: context.problems,
    options: context.values,
    typeLabel: level.type.name,
  });
  const values: ValueInput[] = [];
  for (const [property, value] of judged) {
    const column = columnOf(property, level.prefix);
    if (column !== undefined) values.push({ property, column, value, path: joinPath(level.path, property.name) });
  }
  for (const [property, value] of members.complex) {
    if (!property.computed) values.push(...decodeComplex(context, { property, value }, level));
  }
  return values;
}

/**
 * What a client may send and the service leaves alone: computed values, keys that the URL or a marker
 * names, foreign keys of owned children, and secrets that come back null or masked.
 */
function isIgnored({ asService }: DecodeContext, { type, ignored }: Level, name: string, value: JsonValue): boolean {
  const property = type.properties.get(name);
  if (property === undefined) return false;
  if ((property.computed && !asService) || ignored.has(name) || property.storage.kind === 'link') return true;
  if (property.visibility === 'plain') return false;
  return value === null || looksMasked(value);
}

/** The bytes of a stream have their own URL; in a body they would be lost. */
function refuseStream({ problems }: DecodeContext, { type, path }: Level, name: string): boolean {
  if (type.properties.get(name)?.storage.kind !== 'stream') return false;
  const where = joinPath(path, name);
  addProblem(problems, 'BOD303', { path: where, message: `${where} is a stream: its bytes are sent to its own URL, …/${name}, not in a body.` });
  return true;
}

export function columnOf(property: Property, prefix = ''): string | undefined {
  const { storage } = property;
  return storage.kind === 'column' || storage.kind === 'hashed' ? prefix + storage.column : undefined;
}

function decodeComplex(context: DecodeContext, member: { property: Property; value: JsonValue }, level: Level): ValueInput[] {
  const { property, value } = member;
  const { type, storage } = property;
  const path = joinPath(level.path, property.name);
  if (type.kind !== 'complex' || storage.kind !== 'complex') return [];
  const prefix = level.prefix + storage.prefix;
  if (value === null && property.nullable) return emptied(type, { path, prefix });
  if (!isJsonObject(value)) {
    addProblem(context.problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; an object of ${type.name} was expected.` });
    return [];
  }
  refuseOtherType(context, type, { value, path });
  const parts = Object.entries(value).filter(([name]) => !isControl(name));
  const isNested = ([name]: [string, JsonValue]): boolean => type.properties.get(name)?.storage.kind === 'complex';
  const complex = new Map<Property, JsonValue>();
  for (const [name, part] of parts.filter(isNested)) {
    const nested = type.properties.get(name);
    if (nested !== undefined) complex.set(nested, part);
  }
  const plain = new Map(parts.filter((part) => !isNested(part)));
  const values = decodeValues(context, { plain, complex }, { type, path, prefix, ignored: new Set() });
  return context.replaces ? [...values, ...leftOut(type, value, { path, prefix })] : values;
}

/** A complex value is stored as its declared type; another one would lose what it has besides. */
function refuseOtherType({ model, problems }: DecodeContext, type: ComplexType, { value, path }: { value: JsonObject; path: string }): void {
  const word = '@type' in value ? '@type' : '@odata.type';
  const name = value[word];
  if (name === undefined || (typeof name === 'string' && model.types.get(name.replace(/^.*#/, '')) === type)) return;
  const found = typeof name === 'string' ? `'${name.slice(0, 80)}'` : describeJson(name);
  addProblem(problems, 'BOD303', { path: joinPath(path, word), message: `${joinPath(path, word)} is ${found}; ${type.name} was expected.` });
}

/** What a replaced complex value does not mention. */
function leftOut(type: ComplexType, given: JsonObject, at: { path: string; prefix: string }): ValueInput[] {
  const missing = [...type.properties].filter(([name, { computed }]) => !(name in given) && !computed);
  const values = emptied({ ...type, properties: new Map(missing) }, at);
  return values.map((value) => ({ ...value, value: value.property?.defaultValue ?? null }));
}

/** A complex value that is absent: all its columns are null. */
export function emptied(type: ComplexType, at: { path: string; prefix: string }): ValueInput[] {
  return [...type.properties.values()].flatMap((property): ValueInput[] => {
    if (property.type.kind === 'complex' && property.storage.kind === 'complex') {
      return emptied(property.type, { path: at.path, prefix: at.prefix + property.storage.prefix });
    }
    const column = columnOf(property, at.prefix);
    return column === undefined ? [] : [{ property, column, value: null, path: at.path }];
  });
}
