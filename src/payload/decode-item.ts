/**
 * One JSON object as an entity: its type, the row it names, what is to happen, its values, its children.
 * In: the object and its place. Out: an `EntityInput`, or undefined when it asks for nothing or is wrong
 * (problems are noted). The order of navigations is the order of the body.
 */
import type { EntityType, Navigation, Property } from '../edm/index.ts';
import { classifyItem } from './classify.ts';
import { emptyCollection } from './collections.ts';
import { keyColumns } from './complete-keys.ts';
import { countEntity } from './decode-context.ts';
import type { DecodeContext, Place } from './decode-context.ts';
import { decodeValues, emptied, sortMembers } from './decode-members.ts';
import type { Members } from './decode-members.ts';
import { nameDelta } from './decode-delta.ts';
import { decodeBind, decodeDelta, decodeNavigation } from './decode-navigation.ts';
import { decodeLinkValues, linkWords } from './link-values.ts';
import type { EntityInput, ItemAction, KeyTexts, NavigationInput, ValueInput } from './entity-input.ts';
import { describeJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { NO_MARKING, readMarking } from './markers.ts';
import { addProblem, joinPath } from './problems.ts';
import { isReference, keyInBody, namedKey, refuseOtherKey, refuseOtherKeyParts } from './row-key.ts';
import { columnsFromParent, managedProperties, missingProperties } from './required.ts';

export function decodeItem(context: DecodeContext, object: JsonObject, place: Place): EntityInput | undefined {
  const { path, via, method } = place;
  countEntity(context, path);
  const type = typeOfObject(context, object, place);
  const words = via === undefined ? new Map<string, string>() : linkWords(context.model, via.navigation);
  const members = sortMembers(context, type, object, { path, isLinkWord: (name) => words.has(name) });
  const row = nameRow(context, { object, place, type, members });
  if (row === undefined) return undefined;
  const bringsKey = row.action === 'create' || row.action === 'upsert' || (via === undefined && place.urlKey === undefined);
  const ignored = new Set([...managedProperties(type), ...(bringsKey ? [] : keyNames(type))]);
  if (row.action === 'create' && type.isAbstract) refuseAbstract(context, type, path);
  const values = decodeValues(context, members, { type, path, prefix: '', ignored });
  const filled = via === undefined && method === 'PUT' ? fillDefaults(context, type, values) : values;
  const mayExist = row.action === 'create' && isHalfKeyed(type, via);
  if (row.action === 'create' && !mayExist) requireAll(context, { type, values, members, place });
  const linkValues = decodeLinkValues(context, { object, words, path }, via?.navigation);
  const base = {
    type, action: row.action, key: row.key, path, linkValues, ...etagOf(context, object, path),
    ...(mayExist ? { mayExist } : {}), ...(isReference(object) ? { byReference: true } : {}),
  };
  if (row.action === 'destroy' || row.action === 'unlink' || row.action === 'remove') return { ...base, values: [], navigations: [] };
  return { ...base, values: withoutBound(filled, members), navigations: decodeNavigations(context, members, place) };
}

/** Where a body both binds a relation and spells its foreign key, the binding counts (Protocol 11.4.3). */
function withoutBound(values: readonly ValueInput[], { binds }: Members): readonly ValueInput[] {
  if (binds.size === 0) return values;
  const columns = new Set([...binds.keys()].flatMap(sourceColumns));
  return values.filter(({ column }) => !columns.has(column));
}

/** Its parent's key is part of its own: such a row may be there already, where a body may say so. */
const isHalfKeyed = (type: EntityType, via: Place['via']): boolean =>
  (via?.membership === 'exact' || via?.membership === 'delta') && keyColumns(type).some((column) => column !== undefined && columnsFromParent(via.navigation).has(column));

function etagOf({ heedsEtags, problems }: DecodeContext, object: JsonObject, path: string): { etag?: string } {
  const name = '@etag' in object ? '@etag' : '@odata.etag';
  const etag = object[name];
  if (!heedsEtags || etag === undefined) return {};
  if (typeof etag === 'string') return { etag };
  addProblem(problems, 'BOD303', { path: joinPath(path, name), message: `${joinPath(path, name)} is ${describeJson(etag)}; an ETag as a string was expected.` });
  return {};
}

function refuseAbstract({ problems }: DecodeContext, { name, family }: EntityType, path: string): void {
  const where = joinPath(path, '@odata.type');
  const expected = family.filter((member) => member !== name).join(', ');
  addProblem(problems, 'BOD303', { path: where, message: `${where} is missing: ${name} is abstract; expected one of ${expected}.` });
}

/** `@odata.type` may narrow the declared type, never leave its family. */
function typeOfObject({ model, problems }: DecodeContext, object: JsonObject, { type, path, via, method }: Place): EntityType {
  const [word, name] = ['@odata.type', '@type'].map((control) => [control, object[control]] as const).find(([, value]) => value !== undefined) ?? [];
  if (word === undefined || name === undefined) return type;
  const named = typeof name === 'string' ? model.types.get(name.replace(/^.*#/, '')) : undefined;
  // The stored entity keeps its type; an update may only call it by a more general one.
  const isStored = via === undefined && method !== 'POST';
  if (named?.kind === 'entity' && isStored && named.family.includes(type.name)) return type;
  if (named?.kind === 'entity' && !isStored && type.family.includes(named.name)) return named;
  const found = typeof name === 'string' ? `'${name.slice(0, 80)}'` : describeJson(name);
  addProblem(problems, 'BOD303', { path: joinPath(path, word), message: `${joinPath(path, word)} is ${found}; ${type.name} was expected.` });
  return type;
}

type Found = { readonly object: JsonObject; readonly place: Place; readonly type: EntityType; readonly members: Members };
type Row = { readonly action: ItemAction; readonly key: KeyTexts | undefined };

function nameRow(context: DecodeContext, { object, place, type, members }: Found): Row | undefined {
  const { path, via } = place;
  const { problems, model } = context;
  const { markers } = model.rules;
  if (via === undefined) return nameRoot(context, { object, place, type, members });
  const marking = readMarking(object, markers, { path, problems });
  const bodyKey = keyInBody(context, type, { members: members.plain, path });
  if (via.membership === 'delta') return nameDelta(context, { object, path, type, bodyKey, owned: via.navigation.owned, hasFields: members.hasFields });
  const key = namedKey(context, type, { object, marking, path, addressed: via.membership === 'exact' });
  refuseOtherKey(context, { type, key, bodyKey, path });
  const action = classifyItem({
    ...{ navigation: via.navigation, target: type, markers, marking, hasFields: members.hasFields, key, bodyKey },
    ...{ membership: via.membership === 'exact' ? 'exact' : 'named', path, problems },
  });
  if (action === undefined) return undefined;
  return { action, key: action === 'merge' ? (key ?? bodyKey) : key };
}

/** The URL names the root; whatever the body says about its row must agree. */
function nameRoot(context: DecodeContext, { object, place, type, members }: Found): Row {
  const { problems, model } = context;
  const { markers } = model.rules;
  const marking = readMarking(object, markers, { path: '', problems });
  const key = namedKey(context, type, { object: Object.create(null), marking: { ...marking, uri: undefined }, path: '', addressed: false });
  if (marking.destroy) addProblem(problems, 'BOD304', { path: marking.destroyWord, message: `${marking.destroyWord} is not allowed on the entity of the URL itself; use DELETE.` });
  if (place.method === 'POST') {
    if (marking !== NO_MARKING && key !== undefined) addProblem(problems, 'BOD304', { path: markers?.id ?? '', message: `${markers?.id} names an existing row; a POST creates a new one.` });
    return { action: 'create', key: undefined };
  }
  // A replacing PUT may carry the key of what it was copied from.
  const isHeeded = markers !== undefined || place.method === 'PATCH';
  if (place.urlKey !== undefined) {
    refuseOtherKey(context, { type, key: place.urlKey, bodyKey: key, path: '' });
    if (isHeeded) refuseOtherKeyParts(context, type, { members: members.plain, key: place.urlKey });
    return { action: 'update', key: place.urlKey };
  }
  // Where the URL names no key (`Orders(1)/Buyer`), the caller compares once the row is known.
  return { action: 'update', key: key ?? (isHeeded ? keyInBody(context, type, { members: members.plain, path: '' }) : undefined) };
}

const keyNames = (type: EntityType): readonly string[] => type.key.flatMap((part) => part.path.map((property) => property.name));

function decodeNavigations(context: DecodeContext, members: Members, { path, method }: Place): readonly NavigationInput[] {
  const inputs: NavigationInput[] = [];
  for (const [navigation, value] of members.navigations) {
    const input = decodeNavigation(context, { navigation, value }, { path, method });
    if (input !== undefined) inputs.push(input);
  }
  for (const [navigation, value] of members.deltas) inputs.push(...decodeDelta(context, { navigation, value }, { path, method }));
  for (const [navigation, value] of members.binds) inputs.push(decodeBind(context, { navigation, value }, { path }));
  return inputs;
}

/** A replacing PUT gives every property that the body leaves out its default, or null. */
function fillDefaults({ model, problems }: DecodeContext, type: EntityType, values: readonly ValueInput[]): readonly ValueInput[] {
  if (model.rules.put !== 'replace') return values;
  const given = new Set(values.map(({ path }) => path.split('/')[0]));
  const names = new Set([...keyNames(type), ...managedProperties(type)]);
  const isOpen = (property: Property): boolean => !given.has(property.name) && !names.has(property.name) && !property.computed && !property.immutable;
  return [...values, ...[...type.properties.values()].filter(isOpen).flatMap((property) => defaultOf(problems, type, property))];
}

function defaultOf(problems: DecodeContext['problems'], type: EntityType, property: Property): readonly ValueInput[] {
  const { name, storage, nullable, collection, defaultValue } = property;
  if (storage.kind === 'complex') return property.type.kind === 'complex' && nullable ? emptied(property.type, { path: name, prefix: storage.prefix }) : [];
  if (storage.kind !== 'column') return [];
  if (!nullable && defaultValue === undefined && !collection) addMissing(problems, name, type);
  return [{ property, column: storage.column, value: defaultValue ?? (collection ? emptyCollection(property) : null), path: name }];
}

type Creation = { readonly type: EntityType; readonly values: readonly ValueInput[]; readonly members: Members; readonly place: Place };

function requireAll({ problems }: DecodeContext, { type, values, members, place }: Creation): void {
  const given = new Set(values.map(({ column }) => column));
  const parent: ReadonlySet<string> = place.via === undefined ? new Set() : columnsFromParent(place.via.navigation);
  const linked = new Set([...members.navigations.keys(), ...members.binds.keys()].flatMap(sourceColumns));
  const isGiven = (property: Property): boolean => {
    const column = property.storage.kind === 'column' ? property.storage.column : '';
    return members.plain.has(property.name) || given.has(column) || parent.has(column) || linked.has(column);
  };
  for (const property of missingProperties(type, isGiven)) addMissing(problems, joinPath(place.path, property.name), type);
}

const sourceColumns = ({ link }: Navigation): readonly string[] =>
  link.kind === 'foreignKey' && link.holder === 'source' ? link.pairs.map((pair) => pair.source) : [];

const addMissing = (problems: DecodeContext['problems'], path: string, type: EntityType): void =>
  addProblem(problems, 'BOD303', { path, message: `${path} is missing: a ${type.name} cannot be stored without it.` });
