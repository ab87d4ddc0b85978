/**
 * Related entities of a body: arrays, `{"results": […]}`, single objects, null, and `@odata.bind`.
 * In: one member and the navigation it names. Out: items in the order given, or problems.
 * A shape that cannot be read is refused; nothing is dropped in silence.
 */
import { entityTypeOf } from '../edm/index.ts';
import type { EntityType, Navigation } from '../edm/index.ts';
import type { DecodeContext, Membership, Method } from './decode-context.ts';
import type { EntityInput, NavigationInput } from './entity-input.ts';
import { describeJson, isJsonArray, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';
import { addProblem, joinPath } from './problems.ts';
import { readReference } from './reference.ts';

type At = { readonly path: string; readonly method: Method };
type Spot = At & { readonly navigation: Navigation; readonly target: EntityType };

export function decodeNavigation(context: DecodeContext, member: { navigation: Navigation; value: JsonValue }, at: At): NavigationInput | undefined {
  const { navigation, value } = member;
  const spot = { ...at, navigation, target: targetOf(context, navigation), path: joinPath(at.path, navigation.name) };
  if (!navigation.collection) return decodeSingle(context, spot, value);
  const listed = listItems(context, spot, value);
  if (listed === undefined) return undefined;
  if (listed.items.length > 0 && refuseInline(context, spot)) return undefined;
  const membership = listed.wrapped ? 'named' : context.membership;
  const items = listed.items.flatMap(({ item, path }) => decodeObject(context, { ...spot, path }, { item, membership }));
  refuseTwice(context, items);
  return { navigation, target: spot.target, path: spot.path, items, mode: membership === 'exact' ? 'exact' : 'named' };
}

const targetOf = ({ model }: DecodeContext, navigation: Navigation): EntityType => entityTypeOf(model, navigation);

type Listed = { readonly wrapped: boolean; readonly items: readonly { readonly item: JsonValue; readonly path: string }[] };

function listItems({ model, problems }: DecodeContext, { navigation, path }: Spot, value: JsonValue): Listed | undefined {
  const word = model.rules.markers?.results;
  if (isJsonArray(value)) return { wrapped: false, items: value.map((item, index) => ({ item, path: `${path}/${index}` })) };
  if (isJsonObject(value) && word !== undefined) {
    const names = Object.keys(value).filter((name) => !name.includes('@'));
    if (names.length === 0) return { wrapped: true, items: [] };
    const results = value[word];
    const stranger = names.find((name) => name !== word);
    if (isJsonArray(results) && stranger === undefined) {
      return { wrapped: true, items: results.map((item, index) => ({ item, path: `${path}/${word}/${index}` })) };
    }
    const found = stranger === undefined ? `${word} is ${describeJson(results)}` : `an object with the member '${stranger.slice(0, 80)}'`;
    addProblem(problems, 'BOD303', { path, message: `${path}: ${found}; an array or {"${word}": […]} was expected.` });
    return undefined;
  }
  const expected = word === undefined ? 'an array' : `an array or {"${word}": […]}`;
  const hint = value === null ? ' A collection cannot be null.' : '';
  addProblem(problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; ${expected} of ${navigation.target} was expected.${hint}` });
  return undefined;
}

function decodeSingle(context: DecodeContext, spot: Spot, value: JsonValue): NavigationInput | undefined {
  const { navigation, target, path } = spot;
  if (value === null) {
    if (navigation.nullable) return { navigation, target, path, items: [], mode: 'cleared' };
    addProblem(context.problems, 'BOD303', { path, message: `${path} is null; a ${navigation.target} is required.` });
    return undefined;
  }
  if (!isJsonObject(value)) {
    addProblem(context.problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; an object of ${navigation.target} was expected.` });
    return undefined;
  }
  if (refuseInline(context, spot)) return undefined;
  const items = decodeObject(context, spot, { item: value, membership: context.membership });
  return { navigation, target, path, items, mode: 'named' };
}

/** OData 4.0 lets an update name related entities only by reference. */
function refuseInline({ membership, problems }: DecodeContext, { navigation, path }: Spot): boolean {
  if (membership !== 'refused') return false;
  addProblem(problems, 'BOD303', {
    path,
    message: `${path} holds related entities, which an update of OData 4.0 may not carry. Change ${navigation.name} at its own URL, or send OData-Version: 4.01.`,
  });
  return true;
}

function decodeObject(context: DecodeContext, spot: Spot, { item, membership }: { item: JsonValue; membership: Membership }): EntityInput[] {
  const { navigation, target, path, method } = spot;
  if (!isJsonObject(item)) {
    addProblem(context.problems, 'BOD303', { path, message: `${path} is ${describeJson(item)}; an object of ${target.name} was expected.` });
    return [];
  }
  const input = context.decodeItem(context, item, { type: target, path, via: { navigation, membership }, method });
  return input === undefined ? [] : [input];
}

function refuseTwice({ problems }: DecodeContext, items: readonly EntityInput[]): void {
  const seen = new Map<string, string>();
  for (const { key, path } of items) {
    if (key === undefined) continue;
    const text = JSON.stringify(key);
    const first = seen.get(text);
    if (first === undefined) seen.set(text, path);
    else addProblem(problems, 'BOD304', { path, message: `${path} names the same row as ${first} (${key.join(', ')}); each row may occur once.` });
  }
}

/** `"Lines@delta": [ … ]`: entities added, changed or removed, each by itself. */
export function decodeDelta(context: DecodeContext, member: { navigation: Navigation; value: JsonValue }, at: At): readonly NavigationInput[] {
  const { navigation, value } = member;
  const path = joinPath(at.path, `${navigation.name}@delta`);
  const refuse = (message: string): readonly NavigationInput[] => (addProblem(context.problems, 'BOD303', { path, message: `${path} ${message}` }), []);
  if (at.method !== 'PATCH') return refuse('changes a collection by parts, which only a PATCH may do.');
  if (context.membership === 'refused') return refuse('is a delta, which an update of OData 4.0 may not carry; send OData-Version: 4.01.');
  if (!navigation.collection || !isJsonArray(value)) return refuse(`is ${describeJson(value)}; an array for a collection was expected.`);
  const target = targetOf(context, navigation);
  const items = value.flatMap((item, index) => decodeObject(context, { ...at, navigation, target, path: `${path}/${index}` }, { item, membership: 'delta' }));
  refuseTwice(context, items);
  return [{ navigation, target, path, items, mode: 'named' }];
}

/** `"Buyer@odata.bind": "Buyers(3)"`, or an array of such URLs: links to what exists. */
export function decodeBind(context: DecodeContext, member: { navigation: Navigation; value: JsonValue }, at: { path: string }): NavigationInput {
  const { navigation, value } = member;
  const target = targetOf(context, navigation);
  const path = joinPath(at.path, `${navigation.name}@odata.bind`);
  if (navigation.collection && !isJsonArray(value)) {
    addProblem(context.problems, 'BOD303', { path, message: `${path} is ${describeJson(value)}; an array of URLs was expected, because ${navigation.name} is a collection.` });
    return { navigation, target, path, items: [], mode: 'named' };
  }
  const texts = navigation.collection && isJsonArray(value) ? value : [value];
  const items = texts.flatMap((text, index): EntityInput[] => {
    const itemPath = isJsonArray(value) ? `${path}/${index}` : path;
    const found = typeof text === 'string' ? readReference(context.model, target, text) : { problem: `is ${describeJson(text)}; the URL of an entity was expected` };
    if ('key' in found) return [{ type: target, action: navigation.owned ? 'mention' : 'link', key: found.key, path: itemPath, byReference: true, values: [], navigations: [], linkValues: [] }];
    addProblem(context.problems, 'BOD303', { path: itemPath, message: `${itemPath} ${found.problem}.` });
    return [];
  });
  refuseTwice(context, items);
  return { navigation, target, path, items, mode: 'named' };
}
