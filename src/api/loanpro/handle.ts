/**
 * LoanPro's API: its entities below `odata.svc`, and its value lists. In: requests and the services. Out:
 * responses in its dress, faults included. It says which part answers and who is calling, nothing else.
 */
import { RequestError, fail } from '../../base/index.ts';
import { matchRoute, pathOf } from '../../http/index.ts';
import type { Handler, HttpRequest, HttpResponse, Route } from '../../http/index.ts';
import type { Authenticate, Caller, CallingRequest } from '../../identity/index.ts';
import { readShape } from '../../service/index.ts';
import type { Deps } from '../../service/index.ts';
import { JSON_HEADERS, answerRead } from './answer-read.ts';
import { answerWrite } from './answer-write.ts';
import { renderFault } from './render-fault.ts';
import { ENTITIES_PATH, ENUM_ITEMS, OPERATIONS } from './wire.ts';

export type LoanProDeps = Deps & { readonly authenticate: Authenticate };

export function createLoanProHandler(deps: LoanProDeps): Handler {
  return async (request) => {
    try {
      const caller = await callerOf(deps.authenticate, request);
      return await route(deps, caller, request);
    } catch (error) {
      return renderFault(error, pathOf(request.target), deps.observe);
    }
  };
}

/** A tenant that the token may not use is as bad as no token. */
async function callerOf(authenticate: Authenticate, request: CallingRequest): Promise<Caller> {
  try {
    return await authenticate(request);
  } catch (error) {
    if (!(error instanceof RequestError) || error.fault.code !== 'AUT403') throw error;
    return fail('AUT401', error.fault.message);
  }
}

type Run = (deps: Deps, caller: Caller, group: string) => Promise<HttpResponse>;

const ROUTES: readonly Route<Run>[] = [{ method: 'GET', pattern: '/{collection}/items', run: answerItems }];

async function route(deps: Deps, caller: Caller, request: HttpRequest): Promise<HttpResponse> {
  const { target, method } = request;
  const next = target[ENTITIES_PATH.length];
  if (target.startsWith(ENTITIES_PATH) && (next === undefined || next === '/' || next === '?')) return answerEntities(deps, caller, request);
  const matched = matchRoute(ROUTES, method, target);
  if (matched?.kind === 'method') return fail('URL112', `${method} is not allowed on a value list.`, { headers: { Allow: matched.allow } });
  const group = matched === undefined ? undefined : /^collections\((.*)\)$/.exec(matched.values['collection'] ?? '')?.[1];
  if (matched === undefined || group === undefined) return fail('MOD201', 'There is nothing at this address.');
  return matched.run(deps, caller, group);
}

async function answerEntities(deps: Deps, caller: Caller, request: HttpRequest): Promise<HttpResponse> {
  const target = request.target.slice(ENTITIES_PATH.length);
  if (/^\/?$/.test(pathOf(target))) return answerSets(deps, request);
  refuseOperation(request.method, pathOf(target));
  if (request.method === 'GET' || request.method === 'HEAD') return answerRead(deps, caller, request, target);
  return answerWrite(deps, caller, request, target);
}

const OPERATION = /^\/(\w+)(?:\([^()]*\))?\/autopal\.(\w+)(?:\(|%28|$)/i;

/** None of them has an operation of the model behind it yet. */
function refuseOperation(method: string, path: string): void {
  const [, set = '', name = ''] = OPERATION.exec(path) ?? [];
  if (name === '') return;
  const known = OPERATIONS.find((one) => one.set === set && one.name.toLowerCase() === name.toLowerCase());
  if (known === undefined) return fail('MOD201', `${set.slice(0, 80)} has no operation '${name.slice(0, 80)}'.`, { target: name });
  if (method !== known.method) fail('URL112', `Autopal.${known.name} takes ${known.method}, not ${method.slice(0, 20)}.`, { headers: { Allow: known.method } });
  fail('URL109', `Autopal.${known.name} is an operation of LoanPro that this service does not offer.`, { target: known.name });
}

/** The service document of OData's second version. */
function answerSets({ model }: Deps, { method }: HttpRequest): HttpResponse {
  if (method !== 'GET' && method !== 'HEAD') return fail('URL112', `${method.slice(0, 20)} is not allowed on the service document.`, { headers: { Allow: 'GET, HEAD' } });
  const names = [...model.entitySets.values()].filter(({ inServiceDocument }) => inServiceDocument).map(({ name }) => name);
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ d: { EntitySets: names } }) };
}

async function answerItems(deps: Deps, caller: Caller, group: string): Promise<HttpResponse> {
  if (group.includes('\u0000')) fail('URL108', 'The name of the value list holds the character U+0000.', { target: 'collections' });
  const answer = await readShape(deps, caller, { read: ENUM_ITEMS, values: [group] });
  const items = answer?.kind === 'collection' ? answer.body : '[]';
  if (items === '[]') fail('MOD209', `There is no value list '${group.slice(0, 80)}'.`, { target: 'collections' });
  return { status: 200, headers: JSON_HEADERS, body: `{"d":{"results":${items}}}` };
}
