/**
 * One item of a delta: which row it means, and whether it is added, changed, related or removed.
 * In: the object and its key, if it has one. Out: the action, or undefined after noting a problem.
 * The standard's rules only; the markers of a dialect have no meaning here.
 */
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { DecodeContext } from './decode-context.ts';
import type { ItemAction, KeyTexts } from './entity-input.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { addProblem, failOnProblems, joinPath, makeProblems } from './problems.ts';
import { readReference } from './reference.ts';
import { keyInBody, refuseOtherKey } from './row-key.ts';

type DeltaItem = {
  readonly object: JsonObject;
  readonly path: string;
  readonly type: EntityType;
  readonly bodyKey: KeyTexts | undefined;
  readonly owned: boolean;
  readonly hasFields: boolean;
};
type Row = { readonly action: ItemAction; readonly key: KeyTexts | undefined };

export function nameDelta(context: DecodeContext, item: DeltaItem): Row | undefined {
  const { object, owned, hasFields, bodyKey, path } = item;
  const addressed = keyByAddress(context, item);
  refuseOtherKey(context, { type: item.type, key: addressed, bodyKey, path });
  const key = addressed ?? bodyKey;
  const removed = removalOf(object);
  if (removed === undefined) {
    if (key === undefined) return { action: 'create', key };
    // A key that the client gives is something to store, where nothing has it yet.
    const isNamedOnly = !hasFields && (addressed !== undefined || item.type.key.every((part) => part.path.at(-1)?.computed === true));
    return { action: !isNamedOnly ? 'merge' : owned ? 'mention' : 'link', key };
  }
  if (key === undefined) {
    addProblem(context.problems, 'BOD303', { path, message: `${path} is removed, but neither its key nor @id says which entity is meant.` });
    return undefined;
  }
  return { action: owned ? 'destroy' : removed === 'deleted' ? 'remove' : 'unlink', key };
}

/** The reason of `@removed`, in either spelling; undefined for what is not removed. */
function removalOf(object: JsonObject): string | undefined {
  const removed = object['@removed'] ?? object['@odata.removed'];
  if (removed === undefined) return undefined;
  const reason = isJsonObject(removed) ? removed['reason'] : undefined;
  return typeof reason === 'string' ? reason : 'changed';
}

function keyByAddress({ model, problems }: Pick<DecodeContext, 'model' | 'problems'>, { object, path, type }: Pick<DeltaItem, 'object' | 'path' | 'type'>): KeyTexts | undefined {
  const word = object['@id'] === undefined ? '@odata.id' : '@id';
  const address = object[word];
  if (typeof address !== 'string') return undefined;
  const found = readReference(model, type, address);
  if ('key' in found) return found.key;
  addProblem(problems, 'BOD303', { path: joinPath(path, word), message: `${joinPath(path, word)} ${found.problem}.` });
  return undefined;
}

export type DeltaHead = { readonly key: KeyTexts | undefined; readonly removed: boolean; readonly etag: string | undefined };

/** An item of a delta of a whole set: the key it names, whether it goes, and the ETag it must have. */
export function deltaItem(model: EdmModel, type: EntityType, object: JsonObject, heedsEtags: boolean): DeltaHead {
  const problems = makeProblems();
  const context = { model, problems, values: { ieee754Compatible: false, lenient: model.rules.lenient, exponentialDecimals: true } };
  const key = keyByAddress(context, { object, path: '', type }) ?? keyInBody(context, type, { members: new Map(Object.entries(object)), path: '' });
  failOnProblems(problems);
  const etag = heedsEtags ? (object['@etag'] ?? object['@odata.etag']) : undefined;
  return { key, removed: removalOf(object) !== undefined, etag: typeof etag === 'string' ? etag : undefined };
}
