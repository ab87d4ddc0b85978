/**
 * Bodies of requests to a part of an entity: one property, a raw value, references.
 * In: the property path or navigation, and the body. Out: values with their columns, or items that link.
 * What the whole entity needs is not judged here.
 */
import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import { entityTypeOf, parseValue, rowOf } from '../edm/index.ts';
import type { EdmModel, EntityType, Navigation, Property, ValueType } from '../edm/index.ts';
import { decodeItem } from './decode-item.ts';
import type { DecodeContext } from './decode-context.ts';
import { columnOf, decodeValues, emptied } from './decode-members.ts';
import { collectionText, emptyCollection } from './collections.ts';
import { decodeElement, decodeProperty } from './decode-property.ts';
import type { ValueOptions } from './decode-property.ts';
import type { EntityInput, ValueInput } from './entity-input.ts';
import { describeJson, isJsonArray, isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { failOnProblems, makeProblems } from './problems.ts';
import { readReference } from './reference.ts';

export type PartOptions = { readonly model: EdmModel; readonly limits: Limits; readonly replaces: boolean; readonly ieee754Compatible: boolean };
export type PropertyPlace = { readonly type: EntityType; readonly path: readonly Property[] };

const valueOptions = ({ model, ieee754Compatible }: PartOptions): ValueOptions => ({ ieee754Compatible, lenient: model.rules.lenient, exponentialDecimals: true });

/** `{"value": …}`, or the object itself for a complex value. */
export function decodePropertyBody(place: PropertyPlace, body: JsonValue, options: PartOptions): readonly ValueInput[] {
  const { property } = partOf(place);
  if (!isJsonObject(body)) return fail('BOD303', `The body is ${describeJson(body)}; an object was expected.`);
  const problems = makeProblems();
  const context: DecodeContext = {
    ...options, membership: 'refused', heedsEtags: false, asService: false, values: valueOptions(options), problems, counter: { entities: 0 }, decodeItem,
  };
  const isWhole = property.storage.kind === 'complex';
  const value = isWhole && !isNullBody(property, body) ? body : body['value'];
  if (value === undefined) return fail('BOD303', `The body has no member 'value'; {"value": …} was expected for ${property.name}.`, { target: 'value' });
  const members = isWhole ? { plain: new Map(), complex: new Map([[property, value]]) } : { plain: new Map([[property.name, value]]), complex: new Map() };
  const owner = ownerOf(place);
  const values = decodeValues(context, members, { type: owner.type, path: '', prefix: owner.prefix, ignored: new Set() });
  failOnProblems(problems);
  return values;
}

/** `{"value": null}` is the null of a complex property too, unless its type has a member of that name. */
const isNullBody = ({ type }: Property, body: JsonObject): boolean => body['value'] === null && type.kind === 'complex' && !type.properties.has('value');

/** One element for the end of a collection: `{"value": …}`, or the object itself where elements are complex. */
export function decodeAppended(place: PropertyPlace, body: JsonValue, options: PartOptions): readonly ValueInput[] {
  const { property } = partOf(place);
  const isWhole = property.type.kind === 'complex';
  if (!isJsonObject(body)) return fail('BOD303', `The body is ${describeJson(body)}; an object was expected.`);
  const element = isWhole ? body : body['value'];
  if (element === undefined) return fail('BOD303', `The body has no member 'value'; {"value": …} was expected as one element of ${property.name}.`, { target: 'value' });
  const decoded = decodeElement(property, element, valueOptions(options));
  if (decoded.kind === 'problem') {
    const target = (isWhole ? decoded.item.slice(1) : 'value') || property.name;
    return fail('BOD303', `${target} ${decoded.message}`, { target });
  }
  return [{ property, column: columnOf(property, ownerOf(place).prefix) ?? '', value: collectionText(property, [decoded.value]), appends: true, path: property.name }];
}

/** The text of `…/$value`: numbers and booleans as JSON writes them, everything else as it is. */
export function decodeRawValue(place: PropertyPlace, text: string, options: PartOptions): readonly ValueInput[] {
  const { property } = partOf(place);
  if (rowOf(property.type)?.family === 'geo') return wellKnownText(place, text);
  const readings: JsonValue[] = [text, ...(/^-?\d/.test(text) ? [{ number: text }] : []), ...(text === 'true' || text === 'false' ? [text === 'true'] : [])];
  const decoded = readings.map((value) => decodeProperty(property, value, valueOptions(options)));
  const good = decoded.find(({ kind }) => kind === 'value');
  const [first] = decoded;
  if (good?.kind !== 'value') return fail('BOD303', `${property.name} ${first?.kind === 'problem' ? first.message : 'has no such value'}`, { target: property.name });
  return [{ property, column: columnOf(property, ownerOf(place).prefix) ?? '', value: good.value, path: property.name }];
}

/** Geographic values are well-known text, as in literals. */
function wellKnownText(place: PropertyPlace, text: string): readonly ValueInput[] {
  const { property } = partOf(place);
  const value = parseValue(property.type as ValueType, text);
  if (value === undefined) return fail('BOD303', `${property.name} is ${JSON.stringify(text.slice(0, 80))}; well-known text of ${property.type.name} was expected, such as SRID=4326;Point(1 2).`, { target: property.name });
  return [{ property, column: columnOf(property, ownerOf(place).prefix) ?? '', value, path: property.name }];
}

/** What DELETE leaves behind: null, or an empty collection. */
export function clearedValues(place: PropertyPlace): readonly ValueInput[] {
  const { property } = partOf(place);
  const { prefix } = ownerOf(place);
  const { type, storage, collection, nullable, name } = property;
  if (!nullable && !collection) return fail('BOD303', `${name} cannot be deleted: it must have a value.`, { target: name });
  if (type.kind === 'complex' && storage.kind === 'complex') return emptied(type, { path: name, prefix: prefix + storage.prefix });
  return [{ property, column: columnOf(property, prefix) ?? '', value: collection ? emptyCollection(property) : null, path: name }];
}

function partOf({ path }: PropertyPlace): { readonly property: Property } {
  const property = path.at(-1);
  if (property === undefined) throw new Error('a property path is empty');
  return { property };
}

/** The type that declares the last property of the path, and the columns' prefix on the way there. */
function ownerOf({ type, path }: PropertyPlace) {
  const outer = path.slice(0, -1);
  const prefix = outer.map(({ storage }) => (storage.kind === 'complex' ? storage.prefix : '')).join('');
  const last = outer.at(-1)?.type;
  return { type: last?.kind === 'complex' ? last : type, prefix };
}

/** `{"@odata.id": "Orders(7)"}`, or `{"value": [ … ]}` for a whole collection. */
export function decodeReferences(model: EdmModel, navigation: Navigation, body: JsonValue): readonly EntityInput[] {
  const listed = isJsonObject(body) && navigation.collection && isJsonArray(body['value']) ? body['value'] : undefined;
  const target = entityTypeOf(model, navigation);
  return (listed ?? [body]).map((item, index) => {
    const at = listed === undefined ? '' : `value/${index}/`;
    const name = isJsonObject(item) && item['@id'] !== undefined ? '@id' : '@odata.id';
    const address = isJsonObject(item) ? item[name] : undefined;
    if (typeof address !== 'string') return fail('BOD303', `${at}${name} is ${describeJson(address)}; the address of an entity was expected.`, { target: `${at}${name}` });
    return referenceTo(model, { navigation, target }, { address, path: `${at}${name}` });
  });
}

type Leading = { readonly navigation: Navigation; readonly target: EntityType };

export function referenceTo(model: EdmModel, { navigation, target }: Leading, { address, path }: { address: string; path: string }): EntityInput {
  const found = readReference(model, target, address);
  if ('problem' in found) return fail('BOD303', `${path} ${found.problem}.`, { target: path });
  return { type: target, action: navigation.owned ? 'mention' : 'link', key: found.key, path, byReference: true, values: [], navigations: [], linkValues: [] };
}
