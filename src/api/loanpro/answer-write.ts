/**
 * Writes at LoanPro's URLs: POST to a list, PUT and DELETE of an entity. In: a request. Out: 200 with the
 * entity in `d`, its relations deferred. The body goes to the service as it is: its names and its deep
 * updates are LoanPro's own. Whatever looks like a record that exists is refused unless the body says so.
 */
import { fail } from '../../base/index.ts';
import { requestIdOf } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import { hashPassword, maySeeSecrets } from '../../identity/index.ts';
import type { Caller } from '../../identity/index.ts';
import { isJsonNumber, isJsonObject, readJson } from '../../payload/index.ts';
import { bindUrl, parseUrl } from '../../query/index.ts';
import type { OptionsSyntax, ReadRequest } from '../../query/index.ts';
import { readBack, writeEntity, writeTargetOf } from '../../service/index.ts';
import type { Deps, WriteDeps, WriteMethod, WriteRequest } from '../../service/index.ts';
import { JSON_HEADERS, baseOf, readAsking, shapeOf } from './answer-read.ts';
import type { Asking } from './answer-read.ts';
import { DUPLICATES, IGNORE_WARNINGS } from './wire.ts';

type EntitySetOf = NonNullable<ReadRequest['rows']['set']>;
type Addressed = {
  readonly method: WriteMethod;
  readonly bound: ReadRequest;
  readonly set: EntitySetOf;
  readonly target: string;
  readonly options: OptionsSyntax;
  readonly asking: Asking;
};

export async function answerWrite(deps: Deps, caller: Caller, request: HttpRequest, target: string): Promise<HttpResponse> {
  const addressed = address(deps, caller, request, readAsking(target));
  const bytes = addressed.method === 'DELETE' ? new Uint8Array() : await request.body();
  const duplicates = ignoresWarnings(bytes, deps.limits.bodyDepth) ? [] : DUPLICATES;
  const writing = { ...writeDepsOf(deps, caller, request, addressed), duplicates };
  const { body = '{}', headers } = await writeEntity(writing, caller, requestOf(addressed, request, bytes));
  const etag = headers['ETag'];
  return { status: 200, headers: { ...JSON_HEADERS, ...(etag === undefined ? {} : { ETag: etag }) }, body: `{"d":${body}}` };
}

function address({ model, limits }: Deps, caller: Caller, { method }: HttpRequest, asking: Asking): Addressed {
  const query = asking.options.join('&');
  const target = query === '' ? asking.path : `${asking.path}?${query}`;
  const url = parseUrl(target, { limits, lenient: model.rules.lenient });
  const bound = bindUrl({ model, limits, seesSecrets: maySeeSecrets(caller) }, url);
  const allowed = methodsOf(bound);
  const known = (['POST', 'PUT', 'DELETE'] as const).find((name) => name === method && allowed.includes(name));
  if (known === undefined || bound.kind !== 'read' || bound.rows.set === undefined) {
    return fail('URL112', `${method.slice(0, 20)} is not allowed here.`, { headers: { Allow: ['GET', 'HEAD', ...allowed].join(', ') } });
  }
  refuseOptions(url.options);
  return { method: known, bound, set: bound.rows.set, target, options: url.options, asking };
}

/** $select and $expand shape what is answered; what narrows a list means nothing for a change. */
function refuseOptions(options: OptionsSyntax): void {
  const refused = (['filter', 'search', 'orderby', 'skip', 'count', 'skiptoken'] as const).find((name) => options[name] !== undefined);
  if (refused !== undefined) fail('URL105', `$${refused} does not apply to a change.`, { target: `$${refused}` });
}

/** What the target takes besides reading, as far as its set can be changed. */
function methodsOf(bound: ReturnType<typeof bindUrl>): readonly WriteMethod[] {
  if (bound.kind !== 'read' || bound.rows.set === undefined) return [];
  const { insertable, updatable, deletable } = bound.rows.set.capabilities;
  if (bound.target.kind === 'collection') return insertable ? ['POST'] : [];
  return bound.target.kind === 'entity' ? [...(updatable ? ['PUT' as const] : []), ...(deletable ? ['DELETE' as const] : [])] : [];
}

function requestOf({ method, bound, set }: Addressed, request: HttpRequest, bytes: Uint8Array): WriteRequest {
  const { headers } = request;
  return {
    method, set, target: writeTargetOf(bound.rows), contentType: headers.get('content-type'), body: () => Promise.resolve(bytes),
    ifMatch: headers.get('if-match'), ifNoneMatch: headers.get('if-none-match'), prefer: undefined, version: undefined, requestId: requestIdOf(request),
  };
}

/** The entity as it is afterwards shows what the URL asks to see of it; relations are deferred, however deep the body went. */
function writeDepsOf(deps: Deps, caller: Caller, request: HttpRequest, { set, target, options, asking }: Addressed): WriteDeps {
  const baseUrl = baseOf(request);
  const asked = options.select === undefined && options.expand === undefined ? undefined : { options, target };
  return {
    model: deps.model, database: deps.database, limits: deps.limits, hashSecret: hashPassword,
    readBack: ({ key }) => readBack(deps, caller, { set, shape: shapeOf(asking), baseUrl, asked }, { key, expand: new Map() }).statement,
    entityUrl: (key) => `${baseUrl}/${set.name}(id=${key.join()})`,
  };
}

/** `"__ignoreWarnings": true` in the entity itself. What is no JSON is refused by whoever reads it. */
function ignoresWarnings(bytes: Uint8Array, depth: number): boolean {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(IGNORE_WARNINGS)) return false;
  const body = readJson(bytes, depth);
  const word = isJsonObject(body) ? body[IGNORE_WARNINGS] : undefined;
  return word === true || word === 'true' || word === '1' || (isJsonNumber(word) && word.number === '1');
}
