/**
 * The recipe of a write: who may, what the body asks, what is stored, what changes, what is answered.
 * In: a caller, a resolved target and the request's parts. Out: status, headers and body as data.
 * All statements run in one transaction. Here is only the order; the rules live elsewhere.
 */
import { failureOf } from '../db/index.ts';
import type { Transaction } from '../db/index.ts';
import type { EdmModel } from '../edm/index.ts';
import type { Caller } from '../identity/index.ts';
import { answerOf, partAnswer } from './write-answer.ts';
import type { Written, WriteResult } from './write-answer.ts';
import { narrowTarget, readStored } from './write-before.ts';
import { allowedMethods, authorise, checkStored, refuseMethod, refuseMissing } from './write-guard.ts';
import { jobOf, upsertJob } from './write-job.ts';
import type { Job } from './write-job.ts';
import { partJob } from './write-part.ts';
import type { StreamBody, WriteDeps, WriteRequest } from './write-request.ts';
import { runJob } from './write-run.ts';
import type { Running } from './write-run.ts';
import { forget, upload } from './write-stream.ts';
import type { WriteTarget } from './write-target.ts';

export async function writeEntity(deps: WriteDeps, caller: Caller, request: WriteRequest): Promise<WriteResult> {
  authorise(caller, request);
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const stream = uploads(request) ? await streamOf(request) : undefined;
  const known = isFamily(request) || stream !== undefined ? undefined : await readJob(deps, request);
  const wantsEntity = wantsBody(deps.model, request) || isCreation(request);
  const running: Running = { deps, caller, request, tenant, wantsEntity };
  const work = (tx: Transaction): Promise<Written> => (stream === undefined ? runWrite(tx, known, running) : runUpload(tx, stream, running));
  const attempt = (): Promise<Written> => deps.database.transaction({ tenant: caller.tenant }, work);
  const written = await attempt().catch((error: unknown) => (deps.database.isJoined !== true && mayBeThereNow(request, error) ? attempt() : Promise.reject(error)));
  if (request.part !== undefined && !written.isNew) return partAnswer(request, written);
  return answerOf(deps, { method: request.method, prefer: request.prefer, showsBody: wantsBody(deps.model, request, written.isNew) }, written);
}

/** Another request made the entity that this one found missing: now it is there to be changed. */
const mayBeThereNow = ({ method, part }: WriteRequest, error: unknown): boolean =>
  (method === 'PUT' || method === 'PATCH') && part === undefined && failureOf(error)?.sqlstate === '23505';

const readJob = (deps: WriteDeps, request: WriteRequest): Promise<Job> => (request.part === undefined ? jobOf(deps, request) : partJob(deps, request, request.part));

/** Whether the request makes an entity: references and properties are added to what exists. */
const isCreation = ({ method, part }: WriteRequest): boolean => method === 'POST' && (part === undefined || part.kind === 'stream');

/** Rows of a hierarchy have to be looked at before a body can be read: their type says which values there are. */
export const isFamily = ({ method, part, target: { type } }: WriteRequest): boolean =>
  (method === 'PUT' || method === 'PATCH') && part === undefined && type.family.length > 1 && type.table.discriminator !== undefined;

const uploads = ({ method, part }: WriteRequest): boolean => part?.kind === 'stream' && method !== 'DELETE';

/** A shape that knows of no streams has the body in memory. */
async function streamOf({ stream, body }: WriteRequest): Promise<StreamBody> {
  if (stream !== undefined) return stream();
  const bytes = await body();
  return { bytes: bytes.length, pieces: async function* () { yield bytes; } };
}

async function runUpload(tx: Transaction, stream: StreamBody, running: Running): Promise<Written> {
  const { deps, request } = running;
  const { part } = request;
  if (part?.kind !== 'stream') throw new Error('only streams are uploaded');
  const uploaded = await upload(tx, stream);
  const filled: WriteRequest = { ...request, part: { ...part, upload: uploaded } };
  const written = await runStored(tx, await readJob(deps, filled), { ...running, request: filled });
  await forget(tx, uploaded);
  return written;
}

async function runWrite(tx: Transaction, known: Job | undefined, running: Running): Promise<Written> {
  if (known !== undefined) return runStored(tx, known, running);
  const narrowed = await narrowedRequest(tx, running);
  return runStored(tx, await readJob(running.deps, narrowed), { ...running, request: narrowed });
}

/** The request with the type that its row really has. */
export const narrowedRequest = async (tx: Transaction, { deps, request, tenant }: Running): Promise<WriteRequest> =>
  ({ ...request, target: await narrowTarget(tx, request.target, { model: deps.model, tenant }) });

export async function runStored(tx: Transaction, job: Job, running: Running): Promise<Written> {
  const { deps, request, tenant } = running;
  const stored = await readStored(tx, job.input, { model: deps.model, path: job.path, tenant });
  if (isCreation(request)) {
    if (job.path !== undefined && stored.root === undefined) refuseMissing({ ...request, target: request.target.via?.parent ?? request.target }, false);
    return runJob(tx, job, { stored, running });
  }
  if (stored.root === undefined && request.part !== undefined) return refuseMissing({ ...request, target: holderOf(request) }, false);
  if (stored.root === undefined) return upsert(tx, job, running);
  checkStored(stored, request, job);
  return runJob(tx, job, { stored, running });
}

/** The entity whose part is written. */
const holderOf = ({ target, part }: WriteRequest): WriteTarget => (part?.kind === 'reference' ? (target.via?.parent ?? target) : target);

/** PUT and PATCH create what is not there, where that can be: then the answer is that of a creation. */
async function upsert(tx: Transaction, job: Job, running: Running): Promise<Written> {
  const { deps, request, tenant } = running;
  const made = request.method === 'DELETE' ? undefined : upsertJob(job, request.target);
  const condition = request.ifMatch ?? job.etag;
  if (made === undefined || condition !== undefined) return refuseMissing({ ...request, ifMatch: condition }, made !== undefined);
  if (!request.set.capabilities.insertable) refuseMethod(request.method, request.set, allowedMethods(request.set, 'entity'));
  const stored = await readStored(tx, made.input, { model: deps.model, path: made.path, tenant });
  if (made.path !== undefined && stored.root === undefined) refuseMissing(request, false);
  return runJob(tx, made, { stored, running: { ...running, wantsEntity: true } });
}

/** Whether the answer shows the entity. */
export function wantsBody({ rules }: EdmModel, { method, prefer, part, shaped }: WriteRequest, isNew = false): boolean {
  if (method === 'DELETE') return false;
  if (part?.kind === 'property') return prefer === 'representation';
  if (part !== undefined && !(part.kind === 'stream' && method === 'POST')) return false;
  if (shaped === true) return true;
  if (prefer !== undefined) return prefer === 'representation';
  return isNew || method === 'POST' || (method === 'PUT' && rules.put === 'merge');
}
