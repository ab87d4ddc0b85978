/**
 * A delta of a collection: entities added, changed and removed in one request (Protocol 11.4.11).
 * In: a request on a collection. Out: what is shown of it, or a fault with the item's path and nothing
 * changed: all runs in one transaction, one item after the other, each seeing what came before.
 */
import { RequestError, fail } from '../base/index.ts';
import type { Transaction } from '../db/index.ts';
import type { Caller } from '../identity/index.ts';
import { checkContentType, decodeEntity, deltaItem, describeJson, expandTreeOf, isJsonArray, isJsonObject, readJson } from '../payload/index.ts';
import type { EntityInput, JsonObject, KeyTexts } from '../payload/index.ts';
import type { Changed, ManyResult } from './write-answer.ts';
import { authorise } from './write-guard.ts';
import { creation, onRoot } from './write-job.ts';
import { hashSecrets } from './write-secrets.ts';
import type { WriteDeps, WriteRequest } from './write-request.ts';
import { narrowedRequest, runStored } from './write.ts';
import type { Running } from './write-run.ts';

const NOTHING = { values: [], navigations: [], linkValues: [] };

export async function writeDelta(deps: WriteDeps, caller: Caller, request: WriteRequest): Promise<ManyResult> {
  const items = await readItems(deps, request);
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const running = { deps, caller, tenant, wantsEntity: false };
  return deps.database.transaction({ tenant: caller.tenant }, async (tx): Promise<ManyResult> => {
    const applied: Applied[] = [];
    for (const [index, item] of items.entries()) {
      applied.push(await applyItem(tx, item, { ...running, request }).catch((error: unknown) => {
        throw placed(error, `value/${index}`);
      }));
    }
    return { shown: request.prefer === 'representation' || request.shaped === true ? { kind: 'delta', items: await show(tx, applied, deps) } : undefined };
  });
}

/** `input` is undefined for what was removed. */
type Applied = { readonly key: KeyTexts; readonly input: EntityInput | undefined };

/** In the order of the items; what a later item removed is shown as it was left: removed. */
async function show(tx: Transaction, applied: readonly Applied[], deps: WriteDeps): Promise<readonly Changed[]> {
  const reading = applied.flatMap(({ key, input }) => (input === undefined ? [] : [deps.readBack({ type: input.type, key, expand: expandTreeOf(input) })]));
  const results = reading.length === 0 ? [] : [...(await tx.run(reading))];
  return applied.map(({ key, input }): Changed => {
    const text = input === undefined ? undefined : results.shift()?.rows[0]?.[0];
    return text === undefined || text === null ? { removed: key } : { text };
  });
}

async function readItems({ limits }: WriteDeps, { contentType, body }: WriteRequest): Promise<readonly JsonObject[]> {
  checkContentType(contentType);
  const json = readJson(await body(), limits.bodyDepth);
  const items = isJsonObject(json) ? json['value'] : undefined;
  if (!isJsonArray(items)) return fail('BOD303', `The member value is ${describeJson(items)}; a delta of the set as an array was expected.`, { target: 'value' });
  if (items.length > limits.bodyEntities) fail('LIM602', `The body holds more entities than the limit bodyEntities of ${limits.bodyEntities}.`, { target: 'value' });
  return items.map((item, index) => (isJsonObject(item) ? item : fail('BOD303', `value/${index} is ${describeJson(item)}; an object was expected.`, { target: `value/${index}` })));
}

async function applyItem(tx: Transaction, item: JsonObject, running: Running): Promise<Applied> {
  const { deps, request, caller } = running;
  const { model, limits } = deps;
  const { type, via } = request.target;
  const { key, removed, etag } = deltaItem(model, type, item, request.version === '4.01');
  const method = removed ? 'DELETE' : key === undefined ? 'POST' : 'PATCH';
  const target = { type, key, via };
  const one = { ...request, method, target } as const;
  authorise(caller, one);
  if (removed) {
    if (key === undefined) fail('BOD303', 'The item is removed, but neither its key nor @id says which entity is meant.');
    await runStored(tx, onRoot({ type, key, action: 'destroy', path: '', ...NOTHING, ...(etag === undefined ? {} : { etag }) }, target), { ...running, request: one });
    return { key, input: undefined };
  }
  const options = { model, limits, method: key === undefined ? 'POST' : 'PATCH', version: request.version, ieee754Compatible: false } as const;
  const narrowed = key === undefined ? one : await narrowedRequest(tx, { ...running, request: one });
  const root = { type: narrowed.target.type, key, ...(key === undefined && via !== undefined ? { via: via.navigation } : {}) };
  const input = await hashSecrets(decodeEntity(root, item, options), deps.hashSecret);
  const written = await runStored(tx, key === undefined ? creation(input, target) : onRoot(input, narrowed.target), { ...running, request: narrowed });
  return { key: written.key, input };
}

/** The same fault with its targets inside the item. */
function placed(error: unknown, path: string): unknown {
  if (!(error instanceof RequestError)) return error;
  const below = (target: string | undefined): string => (target === undefined || target === '' ? path : `${path}/${target}`);
  const { fault } = error;
  const details = fault.details?.map((detail) => ({ ...detail, target: below(detail.target) }));
  return new RequestError({ ...fault, target: below(fault.target), ...(details === undefined ? {} : { details }) });
}
