/**
 * LoanPro's API: its entities below `odata.svc`, its operations behind them, and its value lists. In: requests
 * and the services. Out: responses in its dress, faults included. An operation is answered by that operation
 * of the model which the table names for it, and refused where there is none.
 */
import { RequestError, fail } from '../../base/index.ts';
import { matchRoute, pathOf, queryOf, requestIdOf } from '../../http/index.ts';
import type { Handler, HttpRequest, HttpResponse, Route } from '../../http/index.ts';
import { CHALLENGE, maySeeSecrets } from '../../identity/index.ts';
import type { Authenticate, Caller, CallingRequest } from '../../identity/index.ts';
import { bindUrl, parseUrl } from '../../query/index.ts';
import type { OperationRequest, TypedRequest } from '../../query/index.ts';
import { encodeResult, operate, readShape } from '../../service/index.ts';
import type { Deps, Operated } from '../../service/index.ts';
import { JSON_HEADERS, answerOne, answerRead, baseOf, readAsking, shapeOf } from './answer-read.ts';
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
    return fail('AUT401', error.fault.message, { headers: CHALLENGE });
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
  const called = findOperation(request.method, target);
  if (called !== undefined) return answerOperation(deps, caller, request, called);
  if (request.method === 'GET' || request.method === 'HEAD') return answerRead(deps, caller, request, target);
  return answerWrite(deps, caller, request, target);
}

/** What the model is asked instead: a target of its own URL language. */
type CalledOperation = { readonly name: string; readonly target: string };

const OPERATION = /^\/(\w+)(?:\(([^()]*)\))?\/autopal\.(\w+)(?:\(([^()]*)\))?$/i;
const DATE = /^'?(\d{4}-\d{2}-\d{2})'?$/;

/** Undefined when the path is not that of an operation. */
function findOperation(method: string, target: string): CalledOperation | undefined {
  const [, set = '', key, name = '', given = ''] = OPERATION.exec(pathOf(target).replaceAll('%28', '(').replaceAll('%29', ')')) ?? [];
  if (name === '') return undefined;
  const known = OPERATIONS.find((one) => one.set === set && one.name.toLowerCase() === name.toLowerCase());
  if (known === undefined) return fail('MOD201', `${set.slice(0, 80)} has no operation '${name.slice(0, 80)}'.`, { target: name });
  const allowed = known.method === 'GET' ? ['GET', 'HEAD'] : [known.method];
  if (!allowed.includes(method)) fail('URL112', `Autopal.${known.name} takes ${known.method}, not ${method.slice(0, 20)}.`, { headers: { Allow: allowed.join(', ') } });
  if (known.is === undefined) return fail('URL109', `Autopal.${known.name} is an operation of LoanPro that this service does not offer.`, { target: known.name });
  if (key === undefined || key === '') return fail('MOD201', `Autopal.${known.name} is asked of one entity, such as ${set}(1)/Autopal.${known.name}().`, { target: known.name });
  const entity = readAsking(`/${set}(${key})`).path;
  return { name: known.name, target: `${entity}/${known.is}${known.is.includes('@date') ? `?@date=${dateOf(known.name, given)}` : ''}` };
}

const dateOf = (name: string, given: string): string =>
  DATE.exec(given.replaceAll('%27', "'"))?.[1] ?? fail('BOD303', `Autopal.${name} is given '${given.slice(0, 40)}'; a date such as 2019-07-01 was expected.`, { target: name });

async function answerOperation(deps: Deps, caller: Caller, request: HttpRequest, { name, target }: CalledOperation): Promise<HttpResponse> {
  const { model, limits } = deps;
  const bound = callOf(bindUrl({ model, limits, seesSecrets: maySeeSecrets(caller) }, parseUrl(target, { limits, lenient: model.rules.lenient })));
  if (bound === undefined) throw new Error(`Autopal.${name} stands for what is no operation of the model`);
  const shape = shapeOf(readAsking(`?${queryOf(request.target)}`));
  const { headers } = request;
  const action = bound.operation.kind !== 'action' ? undefined : {
    contentType: headers.get('content-type'), body: request.body, ifMatch: headers.get('if-match'), ifNoneMatch: undefined,
    wantsNothing: false, requestId: requestIdOf(request),
  };
  const operated = await operate(deps, caller, bound, { target, baseUrl: baseOf(request), shape, maxPageSize: undefined, action });
  if (operated.kind === 'read') return answerOne(operated.read);
  return { status: 200, headers: JSON_HEADERS, body: `{"d":${valueText(operated, bound.operation, shape)}}` };
}

/** The call that ends a path; what it answers is taken whole, also where it could be queried. */
function callOf(bound: TypedRequest): OperationRequest | undefined {
  if (bound.kind === 'operation') return bound;
  if (bound.kind !== 'read' || bound.rows.origin.kind !== 'values') return undefined;
  const { call } = bound.rows.origin;
  return { kind: 'operation', operation: call.operation, call, result: undefined, path: [], format: undefined };
}

type ResultType = Parameters<typeof encodeResult>[1];
type ValueShape = Parameters<typeof encodeResult>[2];

function valueText(operated: Exclude<Operated, { kind: 'read' }>, { returns }: { readonly returns: ResultType | undefined }, shape: ValueShape): string {
  if (operated.kind === 'nothing' || returns === undefined) return 'null';
  const text = encodeResult(operated.value, returns, shape);
  return returns.collection ? `{"results":${text}}` : text;
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
