/**
 * Changes of many entities in one request: the same change for each that a URL matches, or a delta of a
 * set. In: a request on a collection. Out: 204, or a fault and nothing changed: all runs in one
 * transaction, one entity after the other.
 */
import { RequestError, fail } from '../base/index.ts';
import type { Transaction } from '../db/index.ts';
import type { Caller } from '../identity/index.ts';
import { checkContentType, decodeEntity, deltaItem, describeJson, isJsonArray, isJsonObject, readJson } from '../payload/index.ts';
import type { JsonObject, KeyTexts } from '../payload/index.ts';
import type { WriteResult } from './write-answer.ts';
import { authorise } from './write-guard.ts';
import { creation, jobOf, onRoot } from './write-job.ts';
import type { Job } from './write-job.ts';
import type { Matching } from './read-keys.ts';
import { hashSecrets } from './write-secrets.ts';
import type { WriteDeps, WriteRequest } from './write-request.ts';
import { isFamily, narrowedRequest, runStored } from './write.ts';
import type { Running } from './write-run.ts';

const DONE: WriteResult = { status: 204, headers: {}, body: undefined };
const NOTHING = { values: [], navigations: [], linkValues: [] };

export async function writeEach(deps: WriteDeps, caller: Caller, request: WriteRequest, matching: Matching): Promise<WriteResult> {
  authorise(caller, request);
  const job = isFamily(request) ? undefined : await jobOf(deps, request);
  if (job?.input.key !== undefined) fail('BOD304', 'The body names one entity by its key, but the URL addresses many.');
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  await deps.database.transaction({ tenant: caller.tenant }, async (tx) => {
    const [found] = await tx.run([matching.statement]);
    for (const key of matching.keysOf(found?.rows[0])) await changeOne(tx, key, { job, running: { deps, caller, request, tenant, wantsEntity: false } });
  });
  return DONE;
}

type Each = { readonly job: Job | undefined; readonly running: Running };

/** The entity may be reached by its key alone: it was found below the URL in the same transaction. */
async function changeOne(tx: Transaction, key: KeyTexts, { job, running }: Each): Promise<void> {
  const { type } = running.request.target;
  const request = { ...running.request, target: { type, key, via: undefined } };
  const one = { ...running, request };
  if (job !== undefined) return void (await runStored(tx, onRoot({ ...job.input, key }, request.target), one));
  const narrowed = await narrowedRequest(tx, one);
  await runStored(tx, await jobOf(running.deps, narrowed), { ...one, request: narrowed });
}

export async function writeDelta(deps: WriteDeps, caller: Caller, request: WriteRequest): Promise<WriteResult> {
  const items = await readItems(deps, request);
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const running = { deps, caller, tenant, wantsEntity: false };
  await deps.database.transaction({ tenant: caller.tenant }, async (tx) => {
    for (const [index, item] of items.entries()) {
      await applyItem(tx, item, { ...running, request }).catch((error: unknown) => {
        throw placed(error, `value/${index}`);
      });
    }
  });
  return DONE;
}

async function readItems({ limits }: WriteDeps, { contentType, body }: WriteRequest): Promise<readonly JsonObject[]> {
  checkContentType(contentType);
  const json = readJson(await body(), limits.bodyDepth);
  const items = isJsonObject(json) ? json['value'] : undefined;
  if (!isJsonArray(items)) return fail('BOD303', `The member value is ${describeJson(items)}; a delta of the set as an array was expected.`, { target: 'value' });
  if (items.length > limits.bodyEntities) fail('LIM602', `The body holds more entities than the limit bodyEntities of ${limits.bodyEntities}.`, { target: 'value' });
  return items.map((item, index) => (isJsonObject(item) ? item : fail('BOD303', `value/${index} is ${describeJson(item)}; an object was expected.`, { target: `value/${index}` })));
}

async function applyItem(tx: Transaction, item: JsonObject, running: Running): Promise<void> {
  const { deps, request, caller } = running;
  const { model, limits } = deps;
  const { type, via } = request.target;
  const { key, removed } = deltaItem(model, type, item);
  const method = removed ? 'DELETE' : key === undefined ? 'POST' : 'PATCH';
  const target = { type, key, via };
  const one = { ...request, method, target } as const;
  authorise(caller, one);
  if (removed) {
    if (key === undefined) fail('BOD303', 'The item is removed, but neither its key nor @id says which entity is meant.');
    return void (await runStored(tx, onRoot({ type, key, action: 'destroy', path: '', ...NOTHING }, target), { ...running, request: one }));
  }
  const options = { model, limits, method: key === undefined ? 'POST' : 'PATCH', version: request.version, ieee754Compatible: false } as const;
  const narrowed = key === undefined ? one : await narrowedRequest(tx, { ...running, request: one });
  const root = { type: narrowed.target.type, key, ...(key === undefined && via !== undefined ? { via: via.navigation } : {}) };
  const input = await hashSecrets(decodeEntity(root, item, options), deps.hashSecret);
  await runStored(tx, key === undefined ? creation(input, target) : onRoot(input, narrowed.target), { ...running, request: narrowed });
}

/** The same fault with its targets inside the item. */
function placed(error: unknown, path: string): unknown {
  if (!(error instanceof RequestError)) return error;
  const below = (target: string | undefined): string => (target === undefined || target === '' ? path : `${path}/${target}`);
  const { fault } = error;
  const details = fault.details?.map((detail) => ({ ...detail, target: below(detail.target) }));
  return new RequestError({ ...fault, target: below(fault.target), ...(details === undefined ? {} : { details }) });
}
