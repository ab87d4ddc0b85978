/**
 * Functions and actions at OData URLs: method, body and dress of a call.
 * In: a request whose path may name an operation. Out: its answer, or nothing when no call is meant.
 * Entities are answered as by any read; values and nothing are dressed here (Protocol 11.5.4, 11.5.5).
 */
import { RequestError, fail } from '../../base/index.ts';
import type { EdmModel, Operation, TypeRef } from '../../edm/index.ts';
import { requestIdOf } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import { maySeeSecrets } from '../../identity/index.ts';
import type { Caller } from '../../identity/index.ts';
import { bindUrl, callsOf, parseUrl } from '../../query/index.ts';
import type { OperationCall, OperationRequest, ReadRequest, UrlSyntax } from '../../query/index.ts';
import { complexMembers, encodeResult, isExclusive, operate } from '../../service/index.ts';
import type { ActionInput, Deps, Operated, ResultValue } from '../../service/index.ts';
import { emptyHeaders, jsonHeaders, respondRead, shapeOf } from './respond-read.ts';
import type { Dress } from './respond-read.ts';
import type { Running } from './run-once.ts';

export type CallExchange = {
  readonly request: HttpRequest;
  readonly target: string;
  readonly method: string;
  /** The dress of the answer, once it is known that `$format` is one of the call's parameters or none. */
  readonly dressIn: (format: string | undefined) => CallDress;
};
export type CallDress = {
  readonly dress: Dress;
  /** Whether the answer may be JSON; counts and raw values need not be. */
  readonly refuseFormat: (() => never) | undefined;
};
/** `returns`: the type of what is answered, which may be a part of what the operation returns. */
type Answering = Pick<CallExchange, 'request' | 'target'> & Pick<CallDress, 'dress'> & { readonly returns: Pick<TypeRef, 'type' | 'collection'> | undefined };

const names = new WeakMap<EdmModel, ReadonlySet<string>>();

/** Unqualified names by which something may be called. */
function callNames(model: EdmModel): ReadonlySet<string> {
  const known = names.get(model) ?? new Set([...model.imports.keys(), ...[...model.operations.keys()].map(unqualified)]);
  names.set(model, known);
  return known;
}

const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** A cheap look at the path: whether a segment has the name of an operation. What is escaped is looked at closely. */
export function mayCall(model: EdmModel, target: string): boolean {
  const known = callNames(model);
  if (known.size === 0) return false;
  const [path = ''] = target.split('?', 1);
  return path.split('/').some((segment) => {
    const [name = ''] = segment.split('(', 1);
    return name.includes('%') || known.has(unqualified(name));
  });
}

export async function handleCall({ deps, run }: Running, caller: Caller, exchange: CallExchange): Promise<HttpResponse | undefined> {
  const bound = boundCall(deps, caller, exchange);
  const call = bound === undefined ? undefined : lastCall(bound);
  if (bound === undefined || call === undefined) return undefined;
  const isAction = call.operation.kind === 'action';
  checkMethod(exchange, call.operation);
  const isText = bound.kind === 'read' && (bound.target.kind === 'count' || bound.target.kind === 'media' || (bound.target.kind === 'property' && bound.target.raw));
  const { dress, refuseFormat } = exchange.dressIn(bound.format);
  if (!isText) refuseFormat?.();
  const { request, target } = exchange;
  const part = bound.kind === 'operation' ? bound.path.at(-1) : undefined;
  const answering = { request, target, dress, returns: part ?? call.operation.returns };
  const input = { target, baseUrl: request.baseUrl, shape: shapeOf(dress), maxPageSize: dress.prefer.maxPageSize, action: isAction ? actionInput(answering) : undefined };
  return run(async (database) => respond(deps, call, await operate({ ...deps, database }, caller, bound, input), answering), isExclusive(deps, bound));
}

function boundCall(deps: Deps, caller: Caller, exchange: Pick<CallExchange, 'target' | 'method'>): ReadRequest | OperationRequest | undefined {
  const context = { model: deps.model, limits: deps.limits, seesSecrets: maySeeSecrets(caller) };
  const url = postedAs(deps.model, exchange.method, parseUrl(exchange.target, { limits: deps.limits, lenient: deps.model.rules.lenient }));
  try {
    const bound = bindUrl(context, url);
    return bound.kind === 'read' || bound.kind === 'operation' ? bound : undefined;
  } catch (error) {
    // With the wrong method it does not matter which parameters are given.
    if (error instanceof RequestError && error.fault.code === 'MOD205') checkMethod(exchange, operationAtEnd(deps.model, url));
    throw error;
  }
}

/** A POST to a function means the action that the model names for it; the two may not share a name in the metadata. */
function postedAs({ rules }: EdmModel, method: string, url: UrlSyntax): UrlSyntax {
  const [only, second] = url.path;
  const action = method === 'POST' && second === undefined && only?.kind === 'name' && only.args === undefined ? rules.postAs?.get(only.name) : undefined;
  return action === undefined || only?.kind !== 'name' ? url : { ...url, path: [{ ...only, name: action }] };
}

/** What the last segment names, whatever its parameters; overloads are all functions or all actions. */
function operationAtEnd(model: EdmModel, { path }: UrlSyntax): Operation | undefined {
  const last = path.at(-1);
  const name = last?.kind === 'name' ? (model.imports.get(last.name)?.operation ?? last.name) : '';
  return model.operations.get(name.includes('.') ? name : `${model.namespace}.${name}`)?.[0];
}

const lastCall = (bound: ReadRequest | OperationRequest): OperationCall | undefined => (bound.kind === 'operation' ? bound.call : callsOf(bound.rows).at(-1));

function checkMethod({ method }: Pick<CallExchange, 'method'>, operation: Operation | undefined): void {
  const isRead = method === 'GET' || method === 'HEAD';
  if (operation === undefined) return;
  if (operation.kind === 'action' && method !== 'POST') fail('URL112', `${operation.name} is an action; it takes POST, not ${method.slice(0, 20)}.`, { headers: { Allow: 'POST' } });
  if (operation.kind === 'function' && !isRead) fail('URL112', `${operation.name} is a function; it takes GET, not ${method.slice(0, 20)}.`, { headers: { Allow: 'GET, HEAD' } });
}

const actionInput = ({ request, dress }: Answering): ActionInput => ({
  contentType: request.headers.get('content-type'),
  body: request.body,
  ifMatch: request.headers.get('if-match'),
  ifNoneMatch: request.headers.get('if-none-match'),
  wantsNothing: dress.prefer.return === 'minimal',
  requestId: requestIdOf(request),
});

function respond({ limits }: Deps, { operation }: OperationCall, operated: Operated, exchange: Answering): HttpResponse {
  const { request, target, dress } = exchange;
  const isAction = operation.kind === 'action';
  const applied = isAction && operation.returns !== undefined && dress.prefer.return !== undefined ? { 'Preference-Applied': `return=${dress.prefer.return}` } : {};
  switch (operated.kind) {
    case 'nothing': return { status: 204, headers: { ...emptyHeaders(dress), ...applied } };
    case 'value': return { status: 200, headers: { ...jsonHeaders(dress), ...applied }, body: valueBody(operated.value, exchange) };
    case 'read': {
      const pageSize = Math.min(dress.prefer.maxPageSize ?? Infinity, limits.pageSize);
      // The conditions of an action spoke of the entity before the change.
      const asked = isAction ? { ...request, headers: withoutConditions(request.headers) } : request;
      const response = respondRead(operated.read, { request: asked, target, dress, pageSize, linkBytes: limits.urlBytes });
      return { ...response, headers: { ...response.headers, ...applied } };
    }
  }
}

const withoutConditions = (headers: HttpRequest['headers']): HttpRequest['headers'] =>
  new Map([...headers].filter(([name]) => name !== 'if-match' && name !== 'if-none-match'));

/** A structured value's members stand beside its context; every other value is wrapped. */
function valueBody(value: ResultValue, { returns, request, dress }: Answering): string {
  if (returns === undefined) throw new Error('an operation without a return type answered a value');
  const shape = shapeOf(dress);
  const { type, collection } = returns;
  const name = collection ? `Collection(${type.name})` : type.name;
  const context = dress.format.metadata === 'none' ? [] : [`"${dress.prefix}context":${JSON.stringify(`${request.baseUrl}/$metadata#${name}`)}`];
  const isRecord = type.kind === 'complex' && !collection && typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isRecord ? complexMembers(value as { readonly [name: string]: ResultValue }, type, shape) : [`"value":${encodeResult(value, returns, shape)}`];
  return `{${[...context, ...members].join(',')}}`;
}
