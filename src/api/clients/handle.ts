/**
 * The Clients API: clients are the customers of the tenant. In: requests and the services. Out: a bare
 * array, a client, or the audit record of a change; faults as problem details.
 * A change reads the client's key and phones first and writes upon the ETag it saw, again if that was old.
 */
import { RequestError, fail } from '../../base/index.ts';
import { parseValue } from '../../edm/index.ts';
import { matchRoute, pathOf, requestIdOf } from '../../http/index.ts';
import type { Handler, HttpRequest, HttpResponse, Route } from '../../http/index.ts';
import { hashPassword } from '../../identity/index.ts';
import type { Authenticate, Caller } from '../../identity/index.ts';
import { checkContentType, readJson } from '../../payload/index.ts';
import type { JsonValue } from '../../payload/index.ts';
import { checkMayWrite, readShape, shapeStatement, writeEntity } from '../../service/index.ts';
import type { Answer, Deps, WriteDeps, WriteMethod, WriteTarget } from '../../service/index.ts';
import { readListQuery, refuseOptions } from './list-query.ts';
import { renderFault } from './render-fault.ts';
import { inTheirNames, toCore } from './to-core.ts';
import type { CustomerBody, Doing, StoredPhone } from './to-core.ts';
import { AUDIT_RECORD, BEFORE_CHANGE, ONE_CLIENT } from './wire.ts';

/** As printed in the document, and below the base its samples use. */
export const CLIENTS_PATHS: readonly string[] = ['/clients', '/homedashboard/clients'];

type Exchange = { readonly deps: Deps; readonly caller: Caller; readonly request: HttpRequest; readonly id: string };
type Run = (exchange: Exchange) => Promise<HttpResponse>;

const ROUTES: readonly Route<Run>[] = [
  { method: 'GET', pattern: '', run: list },
  { method: 'POST', pattern: '', run: create },
  { method: 'GET', pattern: '/{id}', run: get },
  { method: 'PUT', pattern: '/{id}', run: (exchange) => change(exchange, 'replace') },
  { method: 'PATCH', pattern: '/{id}', run: (exchange) => change(exchange, 'merge') },
  { method: 'DELETE', pattern: '/{id}', run: remove },
];
const CHANGE_ATTEMPTS = 5;

export function createClientsHandler(deps: Deps & { readonly authenticate: Authenticate }): Handler {
  return async (request) => {
    try {
      const caller = await deps.authenticate(request);
      return await route(deps, caller, request);
    } catch (error) {
      return renderFault(error, deps.observe);
    }
  };
}

async function route(deps: Deps, caller: Caller, request: HttpRequest): Promise<HttpResponse> {
  const { method, target } = request;
  const matched = matchRoute(ROUTES, method, pathOf(target).replace(/\/$/, ''));
  if (matched === undefined) return fail('MOD201', 'There is nothing at this path; clients are at /clients and /clients/{id}.');
  if (matched.kind === 'method') return otherMethod(method, `${matched.allow}, OPTIONS`);
  const isList = matched.run === list;
  if (!isList) refuseOptions(target);
  if (method !== 'GET' && method !== 'HEAD') checkMayWrite(caller);
  const { id } = matched.values;
  return matched.run({ deps, caller, request, id: id === undefined ? '' : readId(id) });
}

/** The document gives DELETE of all clients its own answer: no content, the reason in the status line. */
function otherMethod(method: string, allow: string): HttpResponse {
  if (method === 'OPTIONS') return { status: 204, headers: { Allow: allow } };
  if (method === 'DELETE') return { status: 405, reason: 'Operation is not currently supported on this resource', headers: { Allow: allow } };
  return fail('URL112', `${method} is not allowed here; allowed are ${allow}.`, { headers: { Allow: allow } });
}

const readId = (text: string): string =>
  parseValue({ kind: 'primitive', name: 'Edm.Guid' }, text) ?? fail('MOD204', `'${text.slice(0, 100)}' is not the UUID of a client.`, { target: 'id' });

async function list({ deps, caller, request }: Exchange): Promise<HttpResponse> {
  return json(await readShape(deps, caller, readListQuery(request.target, deps.limits)));
}

async function get({ deps, caller, id }: Exchange): Promise<HttpResponse> {
  return json(await readShape(deps, caller, { read: ONE_CLIENT, values: [id] }) ?? unknownClient(id));
}

function json(answer: Answer | undefined): HttpResponse {
  if (answer === undefined || !('body' in answer)) throw new Error('the shape of clients has no body');
  const etag = answer.kind === 'entity' && answer.etag !== null ? { ETag: answer.etag } : {};
  return { status: 200, headers: { ...JSON_HEADERS, ...etag }, body: answer.body };
}

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
const unknownClient = (id: string): never => fail('MOD209', `There is no client ${id}.`, { target: 'id' });

async function create(exchange: Exchange): Promise<HttpResponse> {
  const body = toCore(await bodyOf(exchange), 'create', []);
  return write(exchange, { method: 'POST', target: { key: undefined }, body, ifMatch: undefined });
}

async function remove({ deps, caller, request, id }: Exchange): Promise<HttpResponse> {
  const uid = customersOf(deps).type.properties.get('uid');
  if (uid === undefined) throw new Error('customers have no uid');
  const target = { type: customersOf(deps).type, key: undefined, alternate: [{ path: [uid], text: id }], via: undefined };
  const asked = { ...requestOf(deps, request), method: 'DELETE', target, ifMatch: request.headers.get('if-match') } as const;
  await writeEntity(writeDeps(deps, caller), caller, asked).catch((error: unknown) => (isFault(error, 'MOD209') ? unknownClient(id) : Promise.reject(error)));
  return { status: 204, headers: {} };
}

/**
 * Both kinds of change are merging PUTs in our names: what replacing leaves out, `toCore` has filled in.
 * A condition of the client's own holds; ours only makes sure, where phones are concerned, that they are still those that were read.
 */
async function change(exchange: Exchange, doing: Doing): Promise<HttpResponse> {
  const given = await bodyOf(exchange);
  const theirs = exchange.request.headers.get('if-match');
  const ifMatch = theirs?.trim() === '*' ? undefined : theirs;
  for (let attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt++) {
    const { key, phones, etag } = await before(exchange);
    const body = toCore(given, doing, phones);
    const written = await write(exchange, { method: 'PUT', target: { key: [key] }, body, ifMatch: ifMatch ?? (body.concernsPhones ? etag : undefined) })
      .catch((error: unknown) => (ifMatch === undefined && isFault(error, 'PRE401') ? undefined : Promise.reject(error)));
    if (written !== undefined) return written;
  }
  return fail('PRE405', 'Other changes to the same client kept getting in between; nothing of this request was applied.', { hint: 'Send the request again.' });
}

type Before = { readonly key: string; readonly phones: readonly StoredPhone[]; readonly etag: string | undefined };

async function before({ deps, caller, id }: Exchange): Promise<Before> {
  const answer = await readShape(deps, caller, { read: BEFORE_CHANGE, values: [id] });
  if (answer?.kind !== 'entity') return unknownClient(id);
  const found = JSON.parse(answer.body) as { readonly id: number; readonly phones: readonly StoredPhone[] };
  return { key: String(found.id), phones: found.phones, etag: answer.etag ?? undefined };
}

const isFault = (error: unknown, code: string): boolean => error instanceof RequestError && error.fault.code === code;

async function bodyOf({ deps, request }: Exchange): Promise<JsonValue> {
  checkContentType(request.headers.get('content-type'));
  return readJson(await request.body(), deps.limits.bodyDepth);
}

type Writing = { readonly method: WriteMethod; readonly target: Pick<WriteTarget, 'key'>; readonly body: CustomerBody; readonly ifMatch: string | undefined };

async function write({ deps, caller, request }: Exchange, { method, target, body, ifMatch }: Writing): Promise<HttpResponse> {
  const written = await writeEntity(writeDeps(deps, caller), caller, {
    ...requestOf(deps, request), method, target: { type: customersOf(deps).type, via: undefined, ...target }, body: () => Promise.resolve(body.bytes), ifMatch,
  }).catch((error: unknown) => Promise.reject(inTheirNames(error, body)));
  return { status: 200, headers: JSON_HEADERS, body: written.body ?? '' };
}

function requestOf(deps: Deps, request: HttpRequest) {
  return {
    set: customersOf(deps), asOne: true, contentType: 'application/json', body: request.body, ifNoneMatch: undefined,
    prefer: 'representation' as const, version: undefined, requestId: requestIdOf(request),
  };
}

function customersOf({ model }: Deps) {
  const set = model.entitySets.get('Customers');
  if (set === undefined) throw new Error('the model has no Customers');
  return set;
}

const writeDeps = (deps: Deps, caller: Caller): WriteDeps => ({
  model: deps.model, database: deps.database, limits: deps.limits, hashSecret: hashPassword, entityUrl: () => '',
  readBack: ({ key }) => shapeStatement(deps, caller, { read: AUDIT_RECORD, values: key }).statement,
});
