/**
 * Which row an object of the body names: by the id marker, by a reference, by its own key properties.
 * In: the object and its type. Out: key texts in the order of the type's key. Contradictions between
 * the three are refused here; whether the row exists is not known.
 */
import type { EntityType } from '../edm/index.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeProperty } from './decode-property.ts';
import type { KeyTexts } from './entity-input.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Marking } from './markers.ts';
import { addProblem, joinPath } from './problems.ts';
import { readReference } from './reference.ts';

type Searched = { readonly members: ReadonlyMap<string, JsonValue>; readonly path: string };

/** Key properties among the members. Undefined unless all are there and not null. */
export function keyInBody(context: Pick<DecodeContext, 'problems' | 'values'>, type: EntityType, at: Searched): KeyTexts | undefined {
  const key: string[] = [];
  for (const { path } of type.key) {
    const property = path[0];
    const value = property === undefined ? undefined : at.members.get(property.name);
    if (property === undefined || value === undefined || value === null) return undefined;
    const decoded = decodeProperty(property, value, context.values);
    if (decoded.kind === 'value' && decoded.value !== null) {
      key.push(decoded.value);
      continue;
    }
    const where = joinPath(at.path, property.name);
    addProblem(context.problems, 'BOD303', { path: where, message: `${where} ${decoded.kind === 'problem' ? decoded.message : 'is null.'}` });
    return undefined;
  }
  return key.length === 0 ? undefined : key;
}

type Keyed = { readonly members: ReadonlyMap<string, JsonValue>; readonly key: KeyTexts };

/** Each key property of the body must be that of the row the URL names, whether all of the key is there or not. */
export function refuseOtherKeyParts(context: Pick<DecodeContext, 'problems' | 'values'>, type: EntityType, { members, key }: Keyed): void {
  type.key.forEach(({ path: [property], alias }, index) => {
    const value = property === undefined ? undefined : members.get(property.name);
    if (property === undefined || value === undefined || value === null) return;
    const decoded = decodeProperty(property, value, context.values);
    if (decoded.kind === 'value' && decoded.value === key[index]) return;
    const found = decoded.kind === 'problem' ? decoded.message : `is ${decoded.value ?? 'null'}, but the URL names ${key[index] ?? ''}: a key cannot be changed.`;
    addProblem(context.problems, decoded.kind === 'problem' ? 'BOD303' : 'BOD304', { path: alias, message: `${alias} ${found}` });
  });
}

type Named = { readonly object: JsonObject; readonly marking: Marking; readonly path: string; readonly addressed: boolean };

/**
 * The key that a marker or a reference names; both together must agree. An address beside other members names
 * a row only where `addressed`: elsewhere it is control information of an answer that a client sends back.
 */
export function namedKey(context: DecodeContext, type: EntityType, { object, marking, path, addressed }: Named): KeyTexts | undefined {
  const byId = keyFromId(context, type, marking);
  const reference = marking.uri ?? (addressed || isReference(object) ? addressOf(object, path) : undefined);
  if (reference === undefined) return byId;
  const found = readReference(context.model, type, reference.text);
  if ('problem' in found) {
    addProblem(context.problems, 'BOD304', { path: reference.path, message: `${reference.path} ${found.problem}.` });
    return byId;
  }
  if (byId !== undefined && !sameKey(byId, found.key)) {
    addProblem(context.problems, 'BOD304', { path: reference.path, message: `${reference.path} and ${marking.id?.path} name different rows.` });
  }
  return byId ?? found.key;
}

/** An entity reference of the standard: an object with nothing but `@id`. */
export function isReference(object: JsonObject): boolean {
  const names = Object.keys(object).filter((name) => !/^@(odata\.)?(context|type|etag)$/.test(name));
  return names.length === 1 && (names[0] === '@id' || names[0] === '@odata.id');
}

/** What `@id` says; a value that is no text leads nowhere. */
export function addressOf(object: JsonObject, path: string): { text: string; path: string } | undefined {
  const name = '@id' in object ? '@id' : '@odata.id';
  const text = object[name];
  if (text === undefined) return undefined;
  return { text: typeof text === 'string' ? text : '', path: joinPath(path, name) };
}

function keyFromId(context: DecodeContext, type: EntityType, { id }: Marking): KeyTexts | undefined {
  if (id === undefined) return undefined;
  const [part, ...others] = type.key;
  const property = part?.path.at(-1);
  if (property === undefined || others.length > 0) {
    addProblem(context.problems, 'BOD304', { path: id.path, message: `${id.path} cannot name a ${type.name}: its key has ${type.key.length} parts.` });
    return undefined;
  }
  const decoded = decodeProperty(property, id.value, { ...context.values, lenient: true });
  if (decoded.kind === 'value' && decoded.value !== null) return [decoded.value];
  addProblem(context.problems, 'BOD304', { path: id.path, message: `${id.path} ${decoded.kind === 'problem' ? decoded.message : 'is null.'}` });
  return undefined;
}

type Compared = { readonly type: EntityType; readonly key: KeyTexts | undefined; readonly bodyKey: KeyTexts | undefined; readonly path: string };

/** The body's own key properties must not contradict the row that a marker, or the URL, names. */
export function refuseOtherKey({ problems, model }: DecodeContext, { type, key, bodyKey, path }: Compared): void {
  if (key === undefined || bodyKey === undefined || sameKey(key, bodyKey)) return;
  const where = joinPath(path, type.key[0]?.alias ?? '');
  const named = path === '' ? 'the URL' : (model.rules.markers?.id ?? 'the reference');
  addProblem(problems, 'BOD304', { path: where, message: `${where} is ${bodyKey.join(', ')}, but ${named} names ${key.join(', ')}: it is not clear which row is meant.` });
}

const sameKey = (left: KeyTexts, right: KeyTexts): boolean => left.length === right.length && left.every((text, index) => text === right[index]);
