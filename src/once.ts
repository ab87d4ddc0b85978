/**
 * Changes through any API shape, made at most once: Repeatable Requests around a handler that knows nothing of them.
 * In: a mount and what it is served with. Out: its handler. A request that asks for it runs in the transaction that
 * remembers its answer; an answer that refuses ends that transaction and is not remembered.
 */
import { RequestError } from './base/index.ts';
import { asksToRepeat, pathOf, readRepeatability, repeatabilityResult } from './http/index.ts';
import type { Handler, HttpRequest, HttpResponse, Refuse } from './http/index.ts';
import type { Authenticate, Caller } from './identity/index.ts';
import { repeatably } from './service/index.ts';
import type { Deps, RepeatedAnswer } from './service/index.ts';

export type ShapeDeps = Deps & { readonly authenticate: Authenticate };
/** An API shape and a path it answers at. */
export type ShapeMount = { readonly path: string; readonly make: (deps: ShapeDeps) => Handler; readonly refuse: Refuse };

/** The refusal that a handler has already dressed; as an error it takes the transaction with it. */
class Refused extends Error {
  readonly response: HttpResponse;
  constructor(response: HttpResponse) {
    super('refused');
    this.response = response;
  }
}

export function serveShape({ make, refuse }: ShapeMount, deps: ShapeDeps): Handler {
  const handle = make(deps);
  const runOnce: Handler = async (request) => {
    const caller = await callerOf(deps, request);
    if (caller instanceof RequestError) return marked(await make({ ...deps, authenticate: () => Promise.reject(caller) })(request), caller);
    return answerOnce({ make, refuse }, deps, { caller, request });
  };
  return (request) => (asksToRepeat(request) ? runOnce(request) : handle(request));
}

const callerOf = ({ authenticate }: ShapeDeps, request: HttpRequest): Promise<Caller | RequestError> =>
  authenticate(request).catch((error: unknown) => (error instanceof RequestError ? error : Promise.reject(error)));

type Asked = { readonly caller: Caller; readonly request: HttpRequest };

async function answerOnce({ make, refuse }: Omit<ShapeMount, 'path'>, deps: ShapeDeps, { caller, request }: Asked): Promise<HttpResponse> {
  try {
    const repeat = await readRepeatability(request);
    if (repeat === undefined) throw new Error('a request that asks to be repeatable has an id');
    const authenticate = (): Promise<Caller> => Promise.resolve(caller);
    return marked(await repeatably(deps, caller, repeat, async (database) => done(await make({ ...deps, database, authenticate })(request))));
  } catch (error) {
    if (error instanceof Refused) return marked(error.response);
    if (error instanceof RequestError) return marked(refuse(error.fault, pathOf(request.target)), error);
    throw error;
  }
}

function done(response: HttpResponse): RepeatedAnswer {
  const { status, headers, body } = response;
  if (status >= 400) throw new Refused(response);
  if (body === undefined) return { status, headers };
  if (typeof body !== 'string') throw new Error('the answer to a change is not text');
  return { status, headers, body };
}

const marked = (response: HttpResponse, error?: RequestError): HttpResponse =>
  ({ ...response, headers: { ...response.headers, 'Repeatability-Result': repeatabilityResult(error?.fault.code) } });
