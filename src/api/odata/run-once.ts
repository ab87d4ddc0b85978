/**
 * How the work of a request is run: past the gate, and exactly once where the client asks for that.
 * In: what is served, the caller, the request. Out: a `Runner`, which gives the work the database it must use, and
 * a mark on the answer (Repeatable Requests 1.0, 3.2.1). What the work does is not its business.
 */
import { fail } from '../../base/index.ts';
import type { FaultCode } from '../../base/index.ts';
import { asksToRepeat, readRepeatability, repeatabilityResult } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import type { Caller } from '../../identity/index.ts';
import { repeatably } from '../../service/index.ts';
import type { Deps, Gate, RepeatedAnswer } from '../../service/index.ts';
import { isPostedQuery } from './rewrite-target.ts';

/** Requests run together; where an operation may exclude the others, they pass a gate. */
export type Serving = { readonly deps: Deps; readonly gate: Gate | undefined };

type Database = Deps['database'];

/** `isAlone`: the work excludes all other work, in a transaction of its own. */
export type Runner = (work: (database: Database) => Promise<HttpResponse>, isAlone?: boolean) => Promise<HttpResponse>;

/** What a handler of requests works with. */
export type Running = { readonly deps: Deps; readonly run: Runner };

export const isBatch = (target: string): boolean => /^\/(\$|%24)batch\/?(\?|$)/.test(target);

export async function runnerFor({ deps, gate }: Serving, caller: Caller, request: HttpRequest): Promise<Runner> {
  const repeat = isRepeatable(request) ? await readRepeatability(request) : undefined;
  if (repeat === undefined) return (work, isAlone = false) => pass(gate, isAlone, () => work(deps.database));
  if (isBatch(request.target)) fail('PRE409', 'A batch cannot be repeatable as a whole.', { target: '$batch' });
  return (work, isAlone = false) => {
    if (isAlone) fail('PRE409', 'The action brings a transaction of its own; whether it was executed could not be remembered with it.');
    return pass(gate, false, () => repeatably(deps, caller, repeat, async (inside) => textAnswer(await work(inside))));
  };
}

function pass<T>(gate: Gate | undefined, isAlone: boolean, work: () => Promise<T>): Promise<T> {
  if (gate === undefined) return work();
  return isAlone ? gate.alone(work) : gate.shared(work);
}

/** Changes answer with text or nothing. */
function textAnswer({ status, headers, body }: HttpResponse): RepeatedAnswer {
  if (body === undefined) return { status, headers };
  if (typeof body !== 'string') throw new Error('the answer to a change is not text');
  return { status, headers, body };
}

/** Reads ignore the headers, also those that come as POST. */
const isRepeatable = (request: HttpRequest): boolean => asksToRepeat(request) && !isPostedQuery(request.target);

/** The answer with its `Repeatability-Result`. */
export function marked(response: HttpResponse, request: HttpRequest, fault?: FaultCode): HttpResponse {
  if (!isRepeatable(request)) return response;
  return { ...response, headers: { ...response.headers, 'Repeatability-Result': repeatabilityResult(fault) } };
}
