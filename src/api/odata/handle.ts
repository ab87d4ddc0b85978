/**
 * The OData shape: one request in, one response out.
 * Settles version, caller and representation, then hands reads and writes to the services and dresses
 * what they answer. All faults end here, in OData's error form; nothing below speaks HTTP.
 */
import { fail } from '../../base/index.ts';
import { negotiateJson, parsePrefer } from '../../http/index.ts';
import type { Handler, HttpRequest, HttpResponse } from '../../http/index.ts';
import type { Authenticate, Caller } from '../../identity/index.ts';
import { checkHandlers, makeGate, makePlanCache, read } from '../../service/index.ts';
import type { Deps, PlanCache, Unread } from '../../service/index.ts';
import { metadataDocument, serviceDocument } from './documents.ts';
import { faultOf, renderFault } from './render-fault.ts';
import { handleCall, mayCall } from './handle-operation.ts';
import type { CallDress } from './handle-operation.ts';
import { handleWrite } from './handle-write.ts';
import type { WriteExchange } from './handle-write.ts';
import { respondAll } from './respond-all.ts';
import { jsonHeaders, respondRead, shapeOf } from './respond-read.ts';
import type { Dress } from './respond-read.ts';
import { rewriteTarget } from './rewrite-target.ts';
import type { Rewritten } from './rewrite-target.ts';
import { isBatch, marked, runnerFor } from './run-once.ts';
import type { Serving } from './run-once.ts';
import { responseVersion } from './version.ts';

/** Without `plans` the handler keeps a cache of its own. */
export type ODataDeps = Omit<Deps, 'plans'> & { readonly authenticate: Authenticate; readonly plans?: PlanCache };

export function createODataHandler(given: ODataDeps): Handler {
  const deps: Deps = { ...given, plans: given.plans ?? makePlanCache() };
  const serving = { deps, gate: [...(given.operations?.values() ?? [])].some((handler) => typeof handler === 'object') ? makeGate() : undefined };
  checkHandlers(given.model, given.operations ?? new Map());
  return async (request) => {
    try {
      const caller = await given.authenticate(request);
      return marked(await route(serving, caller, request), request);
    } catch (error) {
      const fault = faultOf(error, given.observe);
      return marked(renderFault(fault, errorVersion(request)), request, fault.code);
    }
  };
}

const errorVersion = (request: HttpRequest): string => (request.headers.get('odata-maxversion') === '4.0' ? '4.0' : '4.01');

async function route(serving: Serving, caller: Caller, request: HttpRequest): Promise<HttpResponse> {
  const { deps, gate } = serving;
  const rewritten = await rewriteTarget(request, deps.limits);
  const { target } = rewritten;
  const method = rewritten.isRead ? 'GET' : request.method;
  // Nobody waits at the gate for a body that is still on its way.
  if (gate !== undefined && !rewritten.isRead) await (request.spool ?? request.body)();
  const run = await runnerFor(serving, caller, request);
  if (mayCall(deps.model, target)) {
    const exchange = { request, target, method, dressIn: (format: string | undefined) => dressed(request, format) };
    const called = await handleCall({ deps: holding(deps, rewritten), run }, caller, exchange);
    if (called !== undefined) return called;
  }
  if (method === 'GET' || method === 'HEAD') return run(() => handleRead(deps, caller, request, rewritten));
  return handleWrite({ deps, run }, caller, method, settle(request, target));
}

const holding = (deps: Deps, { urlBytes }: Rewritten): Deps => (urlBytes === deps.limits.urlBytes ? deps : { ...deps, limits: { ...deps.limits, urlBytes } });

function dressed(request: HttpRequest, formatOption: string | undefined): CallDress {
  const format = negotiateJson(request.headers.get('accept'), formatOption);
  const dress = { ...responseVersion(request.headers), format: format ?? PLAIN_JSON, prefer: parsePrefer(request.headers.get('prefer')) };
  return { dress, refuseFormat: format === undefined ? () => notAcceptable(formatOption) : undefined };
}

/** What answers a change is settled before anything is changed. */
function settle(request: HttpRequest, target: string): WriteExchange {
  const formatOption = formatOf(target);
  const format = negotiateJson(request.headers.get('accept'), formatOption);
  // Whoever sends a batch asks for its own media type.
  if (format === undefined) return isBatch(target) ? notOffered('$batch') : notAcceptable(formatOption);
  return { request, target, dress: { ...responseVersion(request.headers), format, prefer: parsePrefer(request.headers.get('prefer')) } };
}

async function handleRead(deps: Deps, caller: Caller, request: HttpRequest, rewritten: Rewritten): Promise<HttpResponse> {
  const { target } = rewritten;
  const version = responseVersion(request.headers);
  const formatOption = formatOf(target);
  const prefer = parsePrefer(request.headers.get('prefer'));
  const format = negotiateJson(request.headers.get('accept'), formatOption);
  const json = format ?? PLAIN_JSON;
  const dress: Dress = { ...version, format: json, prefer };
  const answered = await read(holding(deps, rewritten), caller, { target, baseUrl: request.baseUrl, shape: shapeOf(dress), maxPageSize: prefer.maxPageSize });
  if (!('answer' in answered) && answered.request.kind === 'all') {
    if (format === undefined) return notAcceptable(formatOption);
    return respondAll(deps, caller, { request, target, dress, token: answered.request.skiptoken?.text });
  }
  if (!('answer' in answered)) return respondUnread(deps, answered.request, request, { dress, formatOption, acceptable: format !== undefined });
  if (format === undefined && answered.answer.kind !== 'count' && !isRaw(answered.request.target)) return notAcceptable(formatOption);
  const pageSize = Math.min(prefer.maxPageSize ?? Infinity, deps.limits.pageSize);
  return respondRead(answered, { request, target, dress, pageSize, linkBytes: deps.limits.urlBytes });
}

const PLAIN_JSON = { metadata: 'minimal', ieee754Compatible: false, exponentialDecimals: false, streaming: false } as const;

const isRaw = (target: { readonly kind: string; readonly raw?: boolean }): boolean => target.kind === 'media' || target.raw === true;

const notAcceptable = (formatOption: string | undefined): never =>
  fail('URL110', 'Data is offered as application/json with the parameters of OData 4.', { target: formatOption === undefined ? 'Accept' : '$format' });

const notOffered = (name: string): never => fail('URL109', `${name} is not offered yet.`, { target: name });

type Settled = { readonly dress: Dress; readonly formatOption: string | undefined; readonly acceptable: boolean };

/** Resources that read no rows. */
function respondUnread(deps: Deps, bound: Unread['request'], request: HttpRequest, settled: Settled): HttpResponse {
  switch (bound.kind) {
    case 'metadata': return metadataDocument(deps.model, request, settled);
    case 'service': {
      if (!settled.acceptable) return notAcceptable(settled.formatOption);
      const withContext = settled.dress.format.metadata !== 'none';
      const body = serviceDocument(deps.model, request.baseUrl, { ...settled.dress, withContext });
      return { status: 200, headers: jsonHeaders(settled.dress), body };
    }
    case 'batch': case 'all': return notOffered(`$${bound.kind}`);
    case 'operation': return fail('URL109', `${bound.operation.name} has no handler.`, { target: bound.operation.name });
  }
}

/** `$format`, read before anything is parsed: it decides how even a fault-free answer is dressed. */
function formatOf(target: string): string | undefined {
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : '';
  if (!/format/i.test(query)) return undefined;
  const option = query.split('&').find((o) => /^(\$|%24)?format=/i.test(o));
  return option === undefined ? undefined : decode(option.slice(option.indexOf('=') + 1));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return fail('URL102', '$format holds an invalid percent escape.', { target: '$format' });
  }
}
