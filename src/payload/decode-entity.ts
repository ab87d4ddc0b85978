/**
 * A request body, checked against the model: JSON in, `EntityInput` tree out.
 * It walks objects and navigations, reads markers, judges values, and collects every problem into one
 * fault with details. It does not know which rows exist: `change` decides that.
 */
import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import type { EdmModel, EntityType, Navigation } from '../edm/index.ts';
import { completeKeys } from './complete-keys.ts';
import { decodeItem } from './decode-item.ts';
import type { DecodeContext, Membership, Method } from './decode-context.ts';
import { expandTreeOf } from './entity-input.ts';
import type { EntityInput, ExpandTree, KeyTexts } from './entity-input.ts';
import { describeJson, isJsonArray, isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { failOnProblems, joinPath, makeProblems } from './problems.ts';

export type DecodeOptions = {
  readonly model: EdmModel;
  readonly limits: Limits;
  readonly method: Method;
  /** The OData-Version header as sent; absent counts as 4.0 for the meaning of nested arrays. */
  readonly version: '4.0' | '4.01' | undefined;
  readonly ieee754Compatible: boolean;
  /** The service itself writes: computed values count. */
  readonly asService?: boolean;
};

/**
 * `key`: the key of the URL, for updates; bodies that name another row are refused.
 * `via`: the navigation whose collection takes the entity, for creations below a parent.
 */
export type RootTarget = { readonly type: EntityType; readonly key: KeyTexts | undefined; readonly via?: Navigation };

export function decodeEntity(target: RootTarget, body: JsonValue, options: DecodeOptions): EntityInput {
  if (!isJsonObject(body)) {
    return fail('BOD303', `The body is ${describeJson(body)}; an object with properties of ${target.type.name} was expected.`);
  }
  const { model, limits, ieee754Compatible } = options;
  const context: DecodeContext = {
    model,
    limits,
    membership: membershipOf(options, body),
    heedsEtags: options.version === '4.01',
    replaces: options.method === 'PUT' && model.rules.put === 'replace',
    asService: options.asService === true,
    values: { ieee754Compatible, lenient: model.rules.lenient, exponentialDecimals: true },
    problems: makeProblems(),
    counter: { entities: 0 },
    decodeItem,
  };
  const via = target.via && ({ navigation: target.via, membership: 'named' } as const);
  const input = decodeItem(context, body, { type: target.type, path: '', via, urlKey: target.key, method: options.method });
  failOnProblems(context.problems);
  if (input === undefined) return fail('BOD303', 'The body asks for nothing that can be done.');
  refuseDepth(expandTreeOf(input), { path: '', left: limits.expandDepth, limit: limits.expandDepth });
  return completeKeys(input, target.key);
}

/** A body is answered as deep as it goes, so it may go no deeper than an answer. */
function refuseDepth(tree: ExpandTree, at: { readonly path: string; readonly left: number; readonly limit: number }): void {
  for (const [name, inner] of tree) {
    const path = joinPath(at.path, name);
    if (at.left <= 0) fail('LIM602', `The body nests related entities deeper than the limit expandDepth of ${at.limit}.`, { target: path });
    refuseDepth(inner, { ...at, path, left: at.left - 1 });
  }
}

/**
 * Markers say what to do with each item, so any body that has one is read item by item. Without them
 * the standard applies, except that a merging PUT creates what it does not name.
 */
function membershipOf({ model, method, version }: DecodeOptions, body: JsonObject): Membership {
  if (hasMarker(model, body)) return 'named';
  if (version === '4.01') return 'exact';
  if (method === 'POST') return 'named';
  return method === 'PUT' && model.rules.put === 'merge' && model.rules.markers !== undefined ? 'named' : 'refused';
}

/** The words that decide about rows, anywhere in the body; its depth is bounded by the reader. */
function hasMarker({ rules: { markers } }: EdmModel, value: JsonValue): boolean {
  if (markers === undefined) return false;
  const words = [markers.id, markers.update, markers.metadata, ...markers.destroy];
  const search = (part: JsonValue): boolean => {
    if (isJsonArray(part)) return part.some(search);
    if (!isJsonObject(part)) return false;
    return words.some((word) => word in part) || Object.values(part).some(search);
  };
  return search(value);
}
