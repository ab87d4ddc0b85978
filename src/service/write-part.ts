/**
 * Writes to a part of an entity: a property, a stream, or its relations (`$ref`).
 * In: a request with its part. Out: a `Job` on the entity that holds the part.
 * It opens no connection and decides nothing about other parts.
 */
import { fail } from '../base/index.ts';
import type { EntityType, Navigation } from '../edm/index.ts';
import { entityTypeOf } from '../edm/index.ts';
import { checkContentType, clearedValues, decodeAppended, decodePropertyBody, decodeRawValue, decodeReferences, readJson, referenceTo } from '../payload/index.ts';
import type { EntityInput, NavigationInput, ValueInput } from '../payload/index.ts';
import { creation, onRoot } from './write-job.ts';
import type { Job, JobDeps } from './write-job.ts';
import { hashSecrets } from './write-secrets.ts';
import type { WriteTarget } from './write-target.ts';
import type { WritePart, WriteRequest } from './write-request.ts';

const NOTHING = { values: [], navigations: [], linkValues: [] };

export async function partJob(deps: JobDeps, request: WriteRequest, part: WritePart): Promise<Job> {
  switch (part.kind) {
    case 'reference': return referenceJob(deps, request, part.id);
    case 'property': return valuesJob(deps, request, await propertyValues(deps, request, part));
    case 'stream': return streamJob(deps, request, part);
  }
}

async function valuesJob(deps: JobDeps, { target }: WriteRequest, values: readonly ValueInput[]): Promise<Job> {
  const input: EntityInput = { type: target.type, key: target.key, action: 'update', path: '', ...NOTHING, values };
  return onRoot(await hashSecrets(input, deps.hashSecret), target);
}

async function propertyValues(deps: JobDeps, request: WriteRequest, { path, raw }: Extract<WritePart, { kind: 'property' }>): Promise<readonly ValueInput[]> {
  const { method, target, contentType } = request;
  const place = { type: target.type, path };
  if (method === 'DELETE') return clearedValues(place);
  const options = { model: deps.model, limits: deps.limits, replaces: method === 'PUT', ieee754Compatible: false };
  if (!raw) {
    const { ieee754Compatible } = checkContentType(contentType);
    if (method === 'POST') return decodeAppended(place, readJson(await request.body(), deps.limits.bodyDepth), { ...options, ieee754Compatible });
    return decodePropertyBody(place, readJson(await request.body(), deps.limits.bodyDepth), { ...options, ieee754Compatible });
  }
  const isBinary = path.at(-1)?.type.name === 'Edm.Binary';
  const isText = /^text\/plain\s*(;|$)/i.test(contentType?.trim() ?? '');
  if (!isBinary && !isText) fail('BOD302', `The Content-Type is ${JSON.stringify(contentType?.slice(0, 80) ?? '')}; a raw value is text/plain.`, { target: 'Content-Type' });
  const bytes = Buffer.from(await request.body());
  return decodeRawValue(place, isBinary ? bytes.toString('base64url') : utf8Of(bytes), options);
}

function utf8Of(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? fail('BOD303', 'The body holds the character U+0000, which cannot be stored.') : text;
  } catch {
    return fail('BOD303', 'The body is not valid UTF-8, or holds what cannot be stored.');
  }
}

type StreamPart = Extract<WritePart, { kind: 'stream' }>;

function streamJob(deps: JobDeps, request: WriteRequest, part: StreamPart): Promise<Job> | Job {
  const { target, method } = request;
  const values = streamValues(deps, request, part);
  if (method !== 'POST') return valuesJob(deps, request, values);
  return creation({ type: target.type, key: undefined, action: 'create', path: '', ...NOTHING, values }, target);
}

/** The bytes, their type, and what the model keeps about them besides. */
function streamValues({ model }: JobDeps, request: WriteRequest, { property, upload }: StreamPart): readonly ValueInput[] {
  const { type } = request.target;
  const columns = property?.storage.kind === 'stream' ? property.storage : type.table.media;
  if (columns === undefined) throw new Error(`${type.name} has no stream to write`);
  const path = property?.name ?? '$value';
  const value = (column: string, text: string | null): ValueInput => ({ property: undefined, column, value: text, path });
  if (request.method === 'DELETE') return [value(columns.content, null), value(columns.contentType, null)];
  if (upload === undefined) throw new Error('the bytes of a stream are not in the transaction');
  const media = property === undefined ? model.rules.media?.get(type.name) : undefined;
  const named = request.method === 'POST' && media?.name !== undefined ? plainValue(type, media.name, request.slug || (media.untitled ?? '')) : [];
  const sized = media?.size === undefined ? [] : plainValue(type, media.size, String(upload.bytes));
  const contentType = request.contentType?.trim() ?? '';
  return [value(columns.content, upload.name), value(columns.contentType, contentType === '' ? 'application/octet-stream' : contentType), ...named, ...sized];
}

function plainValue(type: EntityType, name: string, value: string): readonly ValueInput[] {
  const property = type.properties.get(name);
  return property?.storage.kind === 'column' ? [{ property, column: property.storage.column, value, path: name }] : [];
}

async function referenceJob(deps: JobDeps, request: WriteRequest, id: string | undefined): Promise<Job> {
  const { via } = request.target;
  if (via === undefined) return fail('URL112', 'References are changed below the entity that holds them.', { headers: { Allow: 'GET, HEAD' } });
  const related = await relationOf(deps, request, { navigation: via.navigation, id });
  const { parent } = via;
  const input: EntityInput = { type: parent.type, key: parent.key, action: 'update', path: '', ...NOTHING, navigations: [related] };
  return onRoot(input, parent);
}

type Relation = { readonly navigation: Navigation; readonly id: string | undefined };

async function relationOf(deps: JobDeps, request: WriteRequest, { navigation, id }: Relation): Promise<NavigationInput> {
  const { method, target } = request;
  const type = entityTypeOf(deps.model, navigation);
  const base = { navigation, target: type, path: navigation.name };
  if (method === 'DELETE') return { ...base, ...removal(deps, target, { navigation, id }) };
  checkContentType(request.contentType);
  const items = decodeReferences(deps.model, navigation, readJson(await request.body(), deps.limits.bodyDepth));
  return { ...base, items, mode: method === 'PUT' && navigation.collection ? 'exact' : 'named' };
}

/** One reference by key or `$id`, the only one, or all of a collection. */
function removal(deps: JobDeps, { type, key }: WriteTarget, { navigation, id }: Relation): Pick<NavigationInput, 'items' | 'mode'> {
  const named = id === undefined ? undefined : referenceTo(deps.model, { navigation, target: type }, { address: id, path: '$id' });
  const item: EntityInput = { type, key: key ?? named?.key, action: 'unlink', path: navigation.name, ...NOTHING };
  if (item.key !== undefined || !navigation.collection) return { items: [item], mode: 'named' };
  if (navigation.owned) fail('PRE404', `${navigation.name}: what belongs to its parent cannot be unlinked; delete it instead.`, { target: navigation.name });
  return { items: [], mode: 'exact' };
}
