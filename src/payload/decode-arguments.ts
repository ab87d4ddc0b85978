/**
 * Parameters of operations: an action's body, and JSON given to a function by an alias.
 * In: the parameters and the JSON. Out: arguments by name, single values as canonical text. Everything
 * that is wrong is collected, as with any body; unknown parameters are refused, optional ones may be absent.
 */
import { suggest, typeName } from '../edm/index.ts';
import type { ComplexType, Operation, Parameter, Property } from '../edm/index.ts';
import type { Limits } from '../base/index.ts';
import { checkContentType } from './content-type.ts';
import { decodeProperty } from './decode-property.ts';
import type { ValueOptions } from './decode-property.ts';
import type { Scalar } from './entity-input.ts';
import { describeJson, isJsonArray, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';
import { addProblem, failOnProblems, joinPath, makeProblems } from './problems.ts';
import type { Problems } from './problems.ts';
import { readJson } from './read-json.ts';

export type ArgumentSettings = { readonly parameters: readonly Parameter[]; readonly limits: Limits; readonly lenient: boolean };
/** The same as the URL language makes of its literals. */
type Argument = { readonly kind: 'value'; readonly text: Scalar } | { readonly kind: 'json'; readonly json: JsonValue };
type Judging = { readonly problems: Problems; readonly options: ValueOptions };
type Sent = { readonly body: Uint8Array | undefined; readonly contentType: string | undefined };

/** No body at all is a body without parameters. */
export function decodeArguments(operation: Operation, { body, contentType }: Sent, { parameters, limits, lenient }: ArgumentSettings): ReadonlyMap<string, Argument> {
  const isEmpty = body === undefined || body.length === 0;
  const { ieee754Compatible } = isEmpty ? { ieee754Compatible: false } : checkContentType(contentType);
  const json: JsonValue = isEmpty ? {} : readJson(body, limits.bodyDepth);
  const judging: Judging = { problems: makeProblems(), options: { ieee754Compatible, lenient, exponentialDecimals: false } };
  const values = new Map<string, Argument>();
  if (!isEmpty && !isJsonObject(json)) addProblem(judging.problems, 'BOD303', { path: '', message: `The body is ${describeJson(json)}; an object with the parameters of ${operation.name} was expected.` });
  const members = isJsonObject(json) ? Object.entries(json) : [];
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const [name, value] of members) {
    const parameter = byName.get(name);
    if (parameter !== undefined) values.set(name, decodeArgument(judging, parameter, value));
    else if (!name.includes('@')) addProblem(judging.problems, 'BOD303', { path: name, message: unknown(name, operation.name, [...byName.keys()]) });
  }
  for (const { name, optional, type } of parameters) {
    if (values.has(name) || optional || (!isEmpty && !isJsonObject(json))) continue;
    addProblem(judging.problems, 'BOD303', { path: name, message: `The parameter ${name} is missing; ${operation.name} needs a value of ${typeName(type)}.` });
  }
  failOnProblems(judging.problems);
  return values;
}

/** Structured arguments that came by the URL; single values are judged where the URL is bound. */
export function checkArguments(given: ReadonlyMap<string, Argument>, { parameters, lenient }: ArgumentSettings): void {
  const judging: Judging = { problems: makeProblems(), options: { ieee754Compatible: false, lenient, exponentialDecimals: false } };
  for (const parameter of parameters) {
    const argument = given.get(parameter.name);
    if (argument?.kind === 'json') judge(judging, propertyOf(parameter), argument.json, parameter.name);
    if (argument?.kind === 'value' && argument.text !== null && isSized(parameter)) judge(judging, propertyOf(parameter), sizedJson(parameter, argument.text), parameter.name);
  }
  failOnProblems(judging.problems);
}

/** Literals of a URL have the type that was declared; how long they may be, only the facets say. */
const isSized = ({ type, collection }: Parameter): boolean => !collection && (type.name === 'Edm.Decimal' || type.name === 'Edm.String');
const sizedJson = ({ type }: Parameter, text: string): JsonValue => (type.name === 'Edm.Decimal' && /^[+-]?[0-9.]+(e[+-]?[0-9]+)?$/i.test(text) ? { number: text } : text);

function decodeArgument(judging: Judging, parameter: Parameter, value: JsonValue): Argument {
  if (!parameter.collection && parameter.type.kind !== 'complex') {
    const decoded = decodeProperty(propertyOf(parameter), value, judging.options);
    if (decoded.kind === 'value') return { kind: 'value', text: decoded.value };
    addProblem(judging.problems, 'BOD303', { path: parameter.name, message: `The parameter ${parameter.name} ${decoded.message}` });
    return { kind: 'value', text: null };
  }
  judge(judging, propertyOf(parameter), value, parameter.name);
  return value === null ? { kind: 'value', text: null } : { kind: 'json', json: value };
}

/** A parameter is judged as a property of its type would be. */
function propertyOf(parameter: Parameter): Property {
  const { name, type, collection, nullable, facets } = parameter;
  if (type.kind === 'entity') throw new Error(`the parameter ${name} is an entity; such parameters are not offered`);
  return {
    kind: 'property', name, declaredBy: '', type, collection, nullable, facets, defaultValue: undefined, computed: false, immutable: false,
    searchable: false, visibility: 'plain', allowedValues: undefined, pattern: undefined, storage: { kind: 'column', column: name }, annotations: new Map(),
  };
}

function judge(judging: Judging, property: Property, value: JsonValue, path: string): void {
  const { problems } = judging;
  const { type, nullable } = property;
  if (type.kind !== 'complex') {
    const decoded = decodeProperty(property, value, judging.options);
    if (decoded.kind === 'problem') addProblem(problems, 'BOD303', { path: path + decoded.item, message: `${path}${decoded.item} ${decoded.message}` });
    return;
  }
  if (property.collection) {
    if (!isJsonArray(value)) return addProblem(problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; an array was expected.` });
    return value.forEach((item, index) => judge(judging, { ...property, collection: false }, item, `${path}/${index}`));
  }
  if (value === null && nullable) return;
  if (!isJsonObject(value)) return addProblem(problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; an object was expected.` });
  judgeMembers(judging, type, value, path);
}

function judgeMembers(judging: Judging, type: ComplexType, value: { readonly [name: string]: JsonValue }, path: string): void {
  for (const [name, member] of Object.entries(value)) {
    const property = type.properties.get(name);
    if (property !== undefined) judge(judging, property, member, joinPath(path, name));
    else if (!name.includes('@') && !type.isOpen) {
      addProblem(judging.problems, 'BOD303', { path: joinPath(path, name), message: unknown(joinPath(path, name), typeName(type), [...type.properties.keys()]) });
    }
  }
  for (const { name, nullable, defaultValue, collection } of type.properties.values()) {
    if (name in value || nullable || collection || defaultValue !== undefined) continue;
    addProblem(judging.problems, 'BOD303', { path: joinPath(path, name), message: `${joinPath(path, name)} is missing; a value is required.` });
  }
}

function unknown(path: string, owner: string, names: readonly string[]): string {
  const near = suggest(path.slice(path.lastIndexOf('/') + 1), names);
  return `${path.slice(0, 80)} is unknown: ${owner} has ${names.length === 0 ? 'no parameters' : names.join(', ')}.${near === undefined ? '' : ` Did you mean '${near}'?`}`;
}
