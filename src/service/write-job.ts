/**
 * What a request asks for, as a change of one root row: the entity of the URL, its parent where something
 * is created below one, or a row to come. In: a resolved target and a body. Out: a `Job`.
 * It opens no connection; whether rows exist is found out later.
 */
import type { Limits } from '../base/index.ts';
import type { EdmModel } from '../edm/index.ts';
import { shapeOf } from '../change/index.ts';
import { checkContentType, decodeEntity, readJson } from '../payload/index.ts';
import type { EntityInput, KeyTexts, ValueInput } from '../payload/index.ts';
import type { RootPath } from '../sql/index.ts';
import { hashSecrets } from './write-secrets.ts';
import type { HashSecret } from './write-secrets.ts';
import { toPath } from './write-target.ts';
import type { WriteTarget } from './write-target.ts';
import type { WriteRequest } from './write-request.ts';

export type Job = {
  readonly input: EntityInput;
  /** Where the root is; undefined when it is to be created. */
  readonly path: RootPath | undefined;
  /** What is answered: the root itself, or the item of it that the request is about. */
  readonly subject: EntityInput;
  /** An ETag that the body carries. */
  readonly etag?: string | undefined;
};

export type JobDeps = { readonly model: EdmModel; readonly limits: Limits; readonly hashSecret: HashSecret };

const NOTHING = { values: [], navigations: [], linkValues: [] };

export async function jobOf(deps: JobDeps, request: WriteRequest): Promise<Job> {
  const { method, target } = request;
  if (method === 'DELETE') return onRoot({ type: target.type, key: target.key, action: 'destroy', path: '', ...NOTHING }, target);
  const { ieee754Compatible } = checkContentType(request.contentType);
  const body = readJson(await request.body(), deps.limits.bodyDepth);
  const { model, limits } = deps;
  const via = method === 'POST' && target.via !== undefined ? { via: target.via.navigation } : {};
  const decoded = decodeEntity({ type: target.type, key: target.key, ...via }, body, { model, limits, method, version: request.version, ieee754Compatible, asService: request.asService === true });
  const input = withoutFixed(await hashSecrets(decoded, deps.hashSecret), request);
  if (method === 'POST') return creation(input, target);
  return onRoot(input, target);
}

/** Values that the set's capabilities leave to the service are ignored, as computed ones are. */
function withoutFixed(input: EntityInput, { method, set: { capabilities } }: WriteRequest): EntityInput {
  const fixed = method === 'POST' ? capabilities.nonInsertable : capabilities.nonUpdatable;
  return fixed.size === 0 ? input : { ...input, values: input.values.filter(({ path }) => !fixed.has(path.split('/')[0] ?? '')) };
}

export const onRoot = (input: EntityInput, target: WriteTarget): Job => ({ input, subject: input, path: toPath(target), etag: input.etag });

/** A new entity, at the top or below its parent. */
export function creation(subject: EntityInput, { via }: WriteTarget): Job {
  if (via === undefined) return { input: subject, subject, path: undefined };
  const { parent, navigation } = via;
  const related = { navigation, target: subject.type, path: subject.path, items: [subject], mode: 'named' as const };
  const input: EntityInput = { type: parent.type, key: parent.key, action: 'update', path: '', ...NOTHING, navigations: [related] };
  return { input, subject, path: toPath(parent) };
}

/**
 * What to do when a PUT or PATCH finds no row: creates it, where the client gives the key, or where it is
 * the single owned child of a parent. Undefined: there is nothing to create.
 */
export function upsertJob({ input, etag }: Job, target: WriteTarget): Job | undefined {
  const { type, key, via, alternate = [] } = target;
  if (key !== undefined && isClientKey(target)) {
    const made: EntityInput = { ...input, action: 'create', key: undefined, values: [...keyValues(target, key), ...input.values] };
    return { ...creation(made, target), etag };
  }
  const isSingle = via !== undefined && !via.navigation.collection && via.navigation.owned && alternate.length === 0;
  if (!isSingle || type.isAbstract) return undefined;
  return { ...creation({ ...input, action: 'upsert', key: undefined }, target), etag };
}

const isClientKey = ({ type }: WriteTarget): boolean => type.key.every((part) => part.path.at(-1)?.computed !== true);

const keyValues = ({ type }: WriteTarget, key: KeyTexts): readonly ValueInput[] =>
  shapeOf(type).key.map(({ name, property }, index) => ({ property, column: name, value: key[index] ?? null, path: type.key[index]?.alias ?? name }));
