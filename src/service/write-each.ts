/**
 * The same change of every entity that a URL matches (Protocol 11.4.13, 11.4.14).
 * In: a request on a collection, and the statement that finds the keys. Out: what is shown of it, or a fault
 * and nothing changed: all runs in one transaction. Entities of one type are locked, compared and written
 * together, in statements whose number does not depend on how many they are.
 */
import { fail } from '../base/index.ts';
import { diffAll, keyOfRow } from '../change/index.ts';
import type { Transaction } from '../db/index.ts';
import type { Caller } from '../identity/index.ts';
import { completeKeys, expandTreeOf } from '../payload/index.ts';
import type { ExpandTree, KeyTexts } from '../payload/index.ts';
import type { Matching } from './read-keys.ts';
import type { ManyResult } from './write-answer.ts';
import { narrowKeys, readRoots } from './write-before.ts';
import { authorise, checkStored } from './write-guard.ts';
import { jobOf } from './write-job.ts';
import type { Job } from './write-job.ts';
import type { WriteDeps, WriteRequest } from './write-request.ts';
import { runChanges } from './write-run.ts';
import type { Running } from './write-run.ts';
import { toPath } from './write-target.ts';
import { isFamily } from './write.ts';

export async function writeEach(deps: WriteDeps, caller: Caller, request: WriteRequest, matching: Matching): Promise<ManyResult> {
  authorise(caller, request);
  const job = isFamily(request) ? undefined : await eachJob(deps, request);
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const running = { deps, caller, request, tenant, wantsEntity: false };
  const showsBody = request.prefer === 'representation' || (request.shaped === true && request.method !== 'DELETE');
  return deps.database.transaction({ tenant: caller.tenant }, async (tx): Promise<ManyResult> => {
    const [found] = await tx.run([matching.statement]);
    const keys = matching.keysOf(found?.rows[0]);
    const trees: ExpandTree[] = [];
    for (const group of await groupsOf(tx, keys, running)) trees.push(await changeGroup(tx, group, { job, running }));
    if (!showsBody || deps.readMany === undefined) return { shown: undefined };
    if (request.method === 'DELETE') return { shown: { kind: 'delta', items: keys.map((removed) => ({ removed })) } };
    const [read] = await tx.run([deps.readMany({ keys, expand: new Map(trees.flatMap((tree) => [...tree])) })]);
    return { shown: { kind: 'entities', text: read?.rows[0]?.[0] ?? '[]' } };
  });
}

async function eachJob(deps: WriteDeps, request: WriteRequest): Promise<Job> {
  const job = await jobOf(deps, request);
  if (job.input.key !== undefined) fail('BOD304', 'The body names one entity by its key, but the URL addresses many.');
  return job;
}

type Group = { readonly request: WriteRequest; readonly keys: readonly KeyTexts[] };

/** Entities of a hierarchy by the type they really have: it says which values the body may hold. */
async function groupsOf(tx: Transaction, keys: readonly KeyTexts[], { deps, request, tenant }: Running): Promise<readonly Group[]> {
  if (keys.length === 0) return [];
  if (!isFamily(request)) return [{ request, keys }];
  const byType = await narrowKeys(tx, request.target, { keys, model: deps.model, tenant });
  return [...byType].map(([type, members]) => ({ request: { ...request, target: { ...request.target, type } }, keys: members }));
}

/** Answers which navigations the body went into. */
async function changeGroup(tx: Transaction, { request, keys }: Group, { job, running }: { readonly job: Job | undefined; readonly running: Running }): Promise<ExpandTree> {
  const { deps, tenant } = running;
  const { model } = deps;
  const known = job ?? (await eachJob(deps, request));
  const path = { ...toPath({ ...request.target, key: undefined }), keys };
  const inputs = new Map(keys.map((key) => [JSON.stringify(key), completeKeys(known.input, key)]));
  const stored = await readRoots(tx, [...new Set(inputs.values())], { model, path, tenant });
  for (const root of stored.roots) checkStored({ ...stored, ...root, before: { ...stored, root: root.root } }, request, known);
  const roots = stored.roots.map(({ root }) => ({ input: inputs.get(JSON.stringify(keyOfRow(path.shape.key, root.values))) ?? known.input, stored: root }));
  const changes = diffAll(model, roots, { before: stored, newKeys: stored.newKeys });
  await runChanges(tx, changes, { running: { ...running, request }, reading: [] });
  return expandTreeOf(known.input);
}
