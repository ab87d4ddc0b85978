/**
 * Writes at OData URLs: resolves the addressed resource, lets the service write it, dresses the answer.
 * In: request, caller, target. Out: response. What representation is acceptable is settled before
 * anything is written. It decides nothing about the body.
 */
import { fail } from '../../base/index.ts';
import { requestIdOf } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import { hashPassword, maySeeSecrets } from '../../identity/index.ts';
import type { Caller } from '../../identity/index.ts';
import { bindUrl, isRowSource, parseUrl } from '../../query/index.ts';
import type { ReadRequest, RowSource, TypedRequest, UrlSyntax } from '../../query/index.ts';
import { eachTargetOf, matchingKeys, readBack, readBackMany, readBackPart, writeDelta, writeEach, writeEntity, writeTargetOf } from '../../service/index.ts';
import type { BackRead, Deps, Matching, WriteDeps, WriteMethod, WritePart, WriteRequest } from '../../service/index.ts';
import { entityAddress, homeOf } from './entity-address.ts';
import type { Home } from './entity-address.ts';
import { checkMethod, kindOf } from './resource-methods.ts';
import type { ResourceKind } from './resource-methods.ts';
import { shapeOf } from './respond-read.ts';
import type { Dress } from './respond-read.ts';
import { respondMany, respondWritten } from './respond-written.ts';
import type { Written } from './respond-written.ts';
import type { Running } from './run-once.ts';

export type WriteExchange = { readonly request: HttpRequest; readonly target: string; readonly dress: Dress };
/** What the URL addresses, after its method was found allowed. */
export type Addressed = { readonly kind: ResourceKind; readonly bound: ReadRequest; readonly rows: RowSource; readonly set: Home; readonly url: UrlSyntax };

export async function handleWrite({ deps, run }: Running, caller: Caller, method: string, exchange: WriteExchange): Promise<HttpResponse> {
  const addressed = address(deps, caller, method, exchange.target);
  return run(async (database) => {
    const writing = writingOf({ ...deps, database }, caller, addressed, exchange);
    const request = requestOf(method as WriteMethod, addressed, exchange);
    const { set, bound, kind } = addressed;
    const written = (): Written => ({ ...exchange, set, bound, shown: writing.shown() });
    if (kind === 'each') return respondMany(await writeEach(writing.deps, caller, request, writing.matching()), written());
    if (kind === 'collection' && method === 'PATCH') return respondMany(await writeDelta(writing.deps, caller, request), written());
    return respondWritten(await writeEntity(writing.deps, caller, request), written());
  });
}

function requestOf(method: WriteMethod, addressed: Addressed, { request, dress }: WriteExchange): WriteRequest {
  const contentType = request.headers.get('content-type');
  return {
    method, set: addressed.set, target: addressed.kind === 'each' ? eachTargetOf(addressed.rows) : writeTargetOf(addressed.rows), part: partOf(method, addressed, contentType),
    contentType, body: request.body, ...(request.spool === undefined ? {} : { stream: request.spool }), slug: slugOf(request),
    ifMatch: request.headers.get('if-match'), ifNoneMatch: request.headers.get('if-none-match'),
    prefer: dress.prefer.return, shaped: isShaped(addressed), version: bodyVersion(request), requestId: requestIdOf(request),
  };
}

const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;

/** The part of an entity that the URL ends in. A media entity is made of its bytes, unless JSON comes. */
function partOf(method: WriteMethod, { kind, bound, rows, url }: Addressed, contentType: string | undefined): WritePart | undefined {
  const { target } = bound;
  switch (target.kind) {
    case 'references': case 'reference': return { kind: 'reference', id: url.options.id };
    case 'property': return { kind: 'property', path: target.path, raw: target.raw };
    case 'media': return { kind: 'stream', property: target.property };
    default: {
      const makesMedia = kind === 'collection' && method === 'POST' && rows.range.type.hasStream && !JSON_TYPE.test(contentType ?? '');
      return makesMedia ? { kind: 'stream', property: undefined } : undefined;
    }
  }
}

function slugOf(request: HttpRequest): string | undefined {
  const slug = request.headers.get('slug');
  try {
    return slug === undefined ? undefined : decodeURIComponent(slug);
  } catch {
    return slug;
  }
}

const bodyVersion = (request: HttpRequest): '4.0' | '4.01' | undefined => {
  const named = request.headers.get('odata-version')?.trim();
  if (named === undefined) return undefined;
  return named === '4.01' ? '4.01' : '4.0';
};

const isShaped = ({ url: { options } }: Addressed): boolean => options.select !== undefined || options.expand !== undefined;

/** What is contained is read back below its parent. */
function withinOf({ rows }: Addressed, target: string): { readonly rows: RowSource; readonly target: string } | undefined {
  if (rows.set !== undefined || rows.parent === undefined) return undefined;
  return { rows: { ...rows, conditions: rows.conditions.filter(({ kind }) => kind === 'isof'), keyed: false }, target };
}

type Writing = { readonly deps: WriteDeps; readonly matching: () => Matching; readonly shown: () => ReadRequest | undefined };

/** What the service needs from here; the request that was read back is kept, for its context URL. */
function writingOf(deps: Deps, caller: Caller, addressed: Addressed, { request, target, dress }: WriteExchange): Writing {
  let shown: ReadRequest | undefined;
  const { set, bound, url } = addressed;
  const input = { set, shape: shapeOf(dress), baseUrl: request.baseUrl, asked: isShaped(addressed) ? { options: url.options, target } : undefined, within: withinOf(addressed, target) };
  const showing = ({ statement, request: read }: BackRead): BackRead['statement'] => {
    shown = read;
    return statement;
  };
  const made: WriteDeps = {
    model: deps.model, database: deps.database, limits: deps.limits, hashSecret: hashPassword,
    readBack: (entity) => showing(readBack(deps, caller, input, entity)),
    readMany: (entities) => showing(readBackMany(deps, caller, input, entities)),
    readPart: () => readBackPart(deps, caller, input, { request: bound, target }),
    entityUrl: (key) => `${request.baseUrl}/${entityAddress(set, key)}`,
  };
  return { deps: made, matching: () => matchingKeys(deps, caller, { bound, target }), shown: () => shown };
}

function address(deps: Deps, caller: Caller, method: string, target: string): Addressed {
  const context = { model: deps.model, limits: deps.limits, seesSecrets: maySeeSecrets(caller) };
  const parsed = parseUrl(target, { limits: deps.limits, lenient: deps.model.rules.lenient });
  const isEach = parsed.path.at(-1)?.kind === 'each';
  const url = isEach ? { ...parsed, path: parsed.path.slice(0, -1) } : parsed;
  const bound = bindUrl(context, url);
  const kind = kindOf(bound, isEach);
  const set = bound.kind === 'read' ? homeOf(holderOf(bound)) : undefined;
  checkMethod(method, kind, set);
  if (bound.kind !== 'read') return notOffered(bound);
  refuseOptions(bound);
  if (set === undefined) return fail('MOD208', `${bound.rows.range.type.name} has no entity set to change it in.`, { headers: { Allow: 'GET, HEAD' } });
  return { kind, bound, rows: bound.rows, set, url };
}

/** $select and $expand shape what is answered; nothing else applies to a change. */
function refuseOptions({ options }: ReadRequest): void {
  const { filter, search, orderby, top, skip, count } = options;
  const refused = Object.entries({ filter, search, top, skip, orderby: orderby.length > 0 || undefined, count: count || undefined }).find(([, value]) => value !== undefined);
  if (refused !== undefined) fail('URL105', `$${refused[0]} does not apply to a change.`, { target: `$${refused[0]}` });
}

/** References are changed in the entity that holds them. */
function holderOf({ rows, target }: ReadRequest): RowSource {
  const isReference = target.kind === 'references' || target.kind === 'reference';
  return isReference && rows.origin.kind === 'navigation' && isRowSource(rows.origin.from) ? rows.origin.from : rows;
}

function notOffered(bound: Exclude<TypedRequest, ReadRequest>): never {
  if (bound.kind === 'operation') return fail('URL109', `${bound.operation.name} has no handler.`, { target: bound.operation.name });
  return fail('URL109', `$${bound.kind} is not offered yet.`, { target: `$${bound.kind}` });
}
