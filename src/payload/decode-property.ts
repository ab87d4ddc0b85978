/**
 * One property value of a body: JSON to canonical text, with every rule the model states about it.
 * In: the property and the JSON value. Out: the text, or what is wrong in words.
 * Nullability, AllowedValues and Pattern are judged here; type and facets by the primitive table.
 */
import { decodeValue, rowOf } from '../edm/index.ts';
import type { ComplexType, Property } from '../edm/index.ts';
import { collectionText, emptyCollection, memberJson } from './collections.ts';
import type { Scalar } from './entity-input.ts';
import { readGeoJson } from './geojson.ts';
import { describeJson, isJsonArray, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';

export type ValueOptions = { readonly ieee754Compatible: boolean; readonly lenient: boolean; readonly exponentialDecimals: boolean };
type Decoded =
  | { readonly kind: 'value'; readonly value: Scalar }
  /** `item` points into a collection (`/2`); the message continues the property's path. */
  | { readonly kind: 'problem'; readonly message: string; readonly item: string };

const LISTED_MAX = 12;
const patterns = new WeakMap<Property, RegExp>();

const problem = (message: string, item = ''): Decoded => ({ kind: 'problem', message, item });

export function decodeProperty(property: Property, value: JsonValue, options: ValueOptions): Decoded {
  if (property.collection) return decodeCollection(property, value, options);
  if (value === null) {
    return property.nullable ? { kind: 'value', value: null } : problem('is null; a value is required.');
  }
  return decodeSingle(property, value, options);
}

function decodeSingle(property: Property, value: JsonValue, options: ValueOptions): Decoded {
  if (rowOf(property.type)?.family === 'geo') {
    const read = readGeoJson(value, property.type.kind === 'typeDefinition' ? property.type.underlying.name : property.type.name);
    return 'text' in read ? { kind: 'value', value: read.text } : problem(`is ${read.problem}`);
  }
  if (value === null || isJsonArray(value) || isJsonObject(value)) {
    return problem(`is ${describeJson(value)}; a value of ${typeLabel(property)} was expected.`);
  }
  const text = decodeValue(property.type, value, { facets: property.facets, ...options });
  if (typeof text !== 'string') return problem(`is ${describeFound(property, value)}; ${text.message}`);
  if (property.storage.kind === 'hashed' && text === '') return problem('is empty; leave it out to keep the stored value.');
  return judgeRules(property, text);
}

function judgeRules(property: Property, text: string): Decoded {
  const { allowedValues, pattern } = property;
  if (allowedValues !== undefined && !allowedValues.has(text)) {
    const listed = [...allowedValues].slice(0, LISTED_MAX).join(', ');
    return problem(`is ${describeFound(property, text)}, which is not an allowed value; expected one of ${listed}${allowedValues.size > LISTED_MAX ? ', …' : ''}.`);
  }
  if (pattern !== undefined && !patternOf(property, pattern).test(text)) return problem(`does not match the pattern ${pattern}.`);
  return { kind: 'value', value: text };
}

function patternOf(property: Property, pattern: string): RegExp {
  const known = patterns.get(property) ?? new RegExp(pattern, 'u');
  patterns.set(property, known);
  return known;
}

/** Short plain texts are repeated to the client; secrets and long texts are not. */
const describeFound = ({ visibility }: Property, value: JsonValue): string =>
  typeof value === 'string' && visibility === 'plain' && value.length <= 40 ? `'${value}'` : describeJson(value);

function decodeCollection(property: Property, value: JsonValue, options: ValueOptions): Decoded {
  if (!isJsonArray(value)) return problem(`is ${describeJson(value)}; an array was expected.`);
  const texts: Scalar[] = [];
  for (const [index, item] of value.entries()) {
    const decoded = decodeElement(property, item, options);
    if (decoded.kind === 'problem') return { ...decoded, item: `/${index}${decoded.item}` };
    texts.push(decoded.value);
  }
  return { kind: 'value', value: collectionText(property, texts) };
}

/** One element of a collection: a value, or an object of the complex type as the JSON that is stored. */
export function decodeElement(property: Property, item: JsonValue, options: ValueOptions): Decoded {
  if (property.type.kind === 'complex') return decodeComplex(property.type, item, options);
  return item === null && property.nullable ? { kind: 'value', value: null } : decodeSingle(property, item, options);
}

function decodeComplex(type: ComplexType, item: JsonValue, options: ValueOptions): Decoded {
  if (!isJsonObject(item)) return problem(`is ${describeJson(item)}; an object of ${type.name} was expected.`);
  const unknown = Object.keys(item).find((name) => !name.includes('@') && !type.properties.has(name));
  if (unknown !== undefined) return problem(`is unknown: ${type.name} has no property '${unknown.slice(0, 80)}'.`, `/${unknown.slice(0, 80)}`);
  const members: string[] = [];
  for (const [name, property] of type.properties) {
    const decoded = decodeMember(property, item[name], options);
    if (decoded.kind === 'problem') return { ...decoded, item: `/${name}${decoded.item}` };
    members.push(`${JSON.stringify(name)}:${property.storage.kind === 'complex' ? (decoded.value ?? 'null') : memberJson(property, decoded.value)}`);
  }
  return { kind: 'value', value: `{${members.join(',')}}` };
}

/** An element is always stored whole: what it leaves out takes its default, or null. */
function decodeMember(property: Property, value: JsonValue | undefined, options: ValueOptions): Decoded {
  if (value === undefined) {
    if (property.collection) return { kind: 'value', value: emptyCollection(property) };
    if (property.defaultValue !== undefined || property.nullable) return { kind: 'value', value: property.defaultValue ?? null };
    return problem('is missing; a value is required.');
  }
  if (property.storage.kind === 'complex' && value !== null) return decodeElement(property, value, options);
  return decodeProperty(property, value, options);
}

export const typeLabel = (property: Property): string => property.type.name;

/**
 * Texts that a masked answer shows in place of the secret: `*****6513`, `***-**-6513`, or the same with crosses.
 * Sent back they must never overwrite what they hide.
 */
const MASKED = /^(?=.*(?:\*\*|••|xx))[*•x\s-]*[0-9a-z]{0,4}$/i;
export const looksMasked = (value: JsonValue): boolean => typeof value === 'string' && MASKED.test(value);
