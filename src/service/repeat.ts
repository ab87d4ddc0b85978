/**
 * Work that is done once, however often it is asked for (OASIS Repeatable Requests 1.0, section 5).
 * In: the request's id and fingerprint, and work that answers with text. Out: the answer, made now or remembered.
 * The id is claimed, the work done and its answer stored in one transaction: whoever comes with the same id
 * meanwhile waits at the key, and finds the answer, or nothing if the work failed. Failures are not remembered.
 */
import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import { joined } from '../db/index.ts';
import type { Database, Row, Transaction } from '../db/index.ts';
import { mayWrite } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { compileClaim, compileForget, compileRecall, compileRemember } from '../sql/index.ts';
import type { RepeatAnswer, RepeatClaim, TenantText } from '../sql/index.ts';

export type Repeat = {
  readonly requestId: string;
  readonly firstSent: Date;
  /** What must be the same every time: the parts of a request by name, or their hashes. */
  readonly fingerprint: Readonly<Record<string, string>>;
};
export type RepeatedAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: string };

export type RepeatDeps = { readonly database: Database; readonly limits: Limits };

const DAY_MS = 86_400_000;
/** How far the clocks of clients, of several processes and of this one may be apart. */
const CLOCKS_APART_MS = 3_600_000;

/** `work` must do everything in the database it is given: it leads into the transaction. */
export async function repeatably(deps: RepeatDeps, caller: Caller, repeat: Repeat, work: (database: Database) => Promise<RepeatedAnswer>): Promise<RepeatedAnswer> {
  // A remembered answer may show what only those see who may write.
  if (!mayWrite(caller)) fail('AUT403', `The role ${caller.role} may read, but not change data.`);
  const oldest = oldestOf(deps.limits, repeat);
  const scope = { tenant: caller.tenant };
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const claim = { caller: caller.actor, requestId: repeat.requestId, firstSent: repeat.firstSent.toISOString(), fingerprint: JSON.stringify(repeat.fingerprint) };
  return deps.database.transaction(scope, async (tx) => {
    const earlier = await claimed(tx, claim, tenant);
    if (earlier !== undefined) return recalled(earlier, repeat);
    const answer = await work(joined(tx, scope));
    await tx.run([compileRemember(claim, textsOf(answer, deps.limits), tenant), compileForget(oldest, tenant)]);
    return answer;
  });
}

/** Checks that the request was first sent within the time that is remembered; before the time returned, everything may be forgotten. */
function oldestOf({ repeatDays }: Limits, { firstSent }: Repeat): string {
  const now = Date.now();
  const oldest = Math.max(0, now - repeatDays * DAY_MS);
  const sent = firstSent.getTime();
  const place = { target: 'Repeatability-First-Sent' };
  if (sent > now + CLOCKS_APART_MS) fail('PRE407', `The request was first sent at ${firstSent.toISOString()}, which is yet to come: here it is ${new Date(now).toISOString()}.`, place);
  if (sent < oldest) fail('PRE407', `The request was first sent at ${firstSent.toISOString()}; requests are remembered for ${repeatDays} days, so whether it was executed is no longer known.`, place);
  return new Date(Math.max(0, oldest - CLOCKS_APART_MS)).toISOString();
}

/** Undefined: nobody came before. */
async function claimed(tx: Transaction, claim: RepeatClaim, tenant: TenantText): Promise<Row | undefined> {
  const [claiming, found] = await tx.run([compileClaim(claim, tenant), compileRecall(claim, tenant)]);
  if (claiming?.affected === 1) return undefined;
  return found?.rows[0] ?? fail('PRE405', 'The same request is being worked on; nothing of this one was applied. Send it again.');
}

function recalled([stored, status, headers, body]: Row, { requestId, fingerprint }: Repeat): RepeatedAnswer {
  const earlier = JSON.parse(stored ?? '{}') as Readonly<Record<string, string>>;
  const differing = Object.keys(fingerprint).filter((part) => fingerprint[part] !== earlier[part]);
  if (differing.length > 0) {
    fail('PRE408', `The id ${requestId} belongs to an earlier request with another ${differing.join(', ')}; a request is repeated with everything as it was, a new one needs an id of its own.`, { target: 'Repeatability-Request-ID' });
  }
  return { status: Number(status), headers: JSON.parse(headers ?? '{}') as RepeatedAnswer['headers'], ...(typeof body === 'string' ? { body } : {}) };
}

function textsOf({ status, headers, body }: RepeatedAnswer, { repeatAnswerBytes }: Limits): RepeatAnswer {
  const bytes = Buffer.byteLength(body ?? '');
  if (bytes > repeatAnswerBytes) {
    fail('LIM602', `The answer has ${bytes} bytes; the limit repeatAnswerBytes for answers of repeatable requests is ${repeatAnswerBytes}. Nothing was applied; ask for less with Prefer: return=minimal or $select.`);
  }
  return { status: String(status), headers: JSON.stringify(headers), body: body ?? null };
}
