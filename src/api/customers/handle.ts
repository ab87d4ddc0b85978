/**
 * The customers API of the LMS: one object, addressed by its number or by the partner's external id.
 * In: requests and the services. Out: responses; faults in this API's envelope. Here is only which request
 * means what.
 */
import { fail } from '../../base/index.ts';
import { matchRoute, requestIdOf } from '../../http/index.ts';
import type { Handler, HttpRequest, HttpResponse, Route } from '../../http/index.ts';
import { mayWrite } from '../../identity/index.ts';
import type { Authenticate } from '../../identity/index.ts';
import { readShape } from '../../service/index.ts';
import type { Deps } from '../../service/index.ts';
import { closeCustomer, createCustomer, notFound, readCustomer, removeCustomer, renameCustomer } from './change.ts';
import type { Address, Changing } from './change.ts';
import { renderFault } from './render-fault.ts';
import { checkExternalId, readFields, readId, readList } from './to-core.ts';
import { ADDRESSING, CLOSING_FIELDS, IDENTITY_FIELDS } from './wire.ts';

export const CUSTOMERS_PATH = '/v1/customers';

type Values = Readonly<Record<string, string>>;
/** Answers the body of a 200. */
type Run = (exchange: Changing & { readonly request: HttpRequest; readonly now: () => Date }, values: Values) => Promise<string>;

export function createCustomersHandler(deps: Deps & { readonly authenticate: Authenticate; readonly now?: () => Date }): Handler {
  const { now = () => new Date() } = deps;
  return async (request) => {
    try {
      const caller = await deps.authenticate(request);
      const { run, values } = routeOf(request);
      if (request.method !== 'GET' && request.method !== 'HEAD' && !mayWrite(caller)) fail('AUT403', `The role ${caller.role} may read customers, but not change them.`);
      return respond(await run({ deps, caller, requestId: requestIdOf(request), request, now }, values));
    } catch (error) {
      return renderFault(error, deps.observe);
    }
  };
}

function routeOf({ method, target }: HttpRequest): { readonly run: Run; readonly values: Values } {
  const matched = matchRoute(ROUTES, method, target);
  if (matched === undefined) return fail('MOD201', 'There is no such resource below /v1/customers.');
  if (matched.kind === 'method') return fail('URL112', `${method.slice(0, 20)} is not offered here.`, { headers: { Allow: matched.allow } });
  return matched;
}

const respond = (body: string): HttpResponse =>
  (body === '' ? { status: 200, headers: { 'Cache-Control': 'no-store' } } : { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body });

const list: Run = async ({ deps, caller, request }) => {
  const { input, page, rows } = readList(request.target);
  const answer = await readShape(deps, caller, input);
  if (answer?.kind !== 'collection') throw new Error('a list of customers is a collection');
  return `{"items":${answer.body},"total":${answer.count},"page":${page},"rowsPerPage":${rows}}`;
};

const create: Run = async (exchange) => {
  const fields = await readFields(exchange.request, IDENTITY_FIELDS, exchange.deps.limits.bodyDepth);
  return createCustomer(exchange, fields, exchange.now().toISOString().slice(0, 10));
};

const rename = (addressOf: AddressOf): Run => async (exchange, values) =>
  renameCustomer(exchange, addressOf(values), await readFields(exchange.request, IDENTITY_FIELDS, exchange.deps.limits.bodyDepth));

const close = (addressOf: AddressOf): Run => async (exchange, values) =>
  closeCustomer(exchange, addressOf(values), await readFields(exchange.request, CLOSING_FIELDS, exchange.deps.limits.bodyDepth));

type AddressOf = (values: Values) => Address;

const byId: AddressOf = ({ id = '' }) => ({ by: ADDRESSING.id, value: readId(id) ?? notFound() });

const byExternalId: AddressOf = ({ externalId = '' }) => {
  checkExternalId(externalId);
  return { by: ADDRESSING.externalId, value: externalId };
};

const ADDRESSES: readonly (readonly [pattern: string, addressOf: AddressOf])[] = [['/external/{externalId}', byExternalId], ['/{id}', byId]];

const ROUTES: readonly Route<Run>[] = [
  { method: 'GET', pattern: '', run: list },
  { method: 'POST', pattern: '', run: create },
  ...ADDRESSES.flatMap(([pattern, addressOf]): readonly Route<Run>[] => [
    { method: 'GET', pattern, run: (exchange, values) => readCustomer(exchange, addressOf(values)) },
    { method: 'PUT', pattern, run: rename(addressOf) },
    { method: 'DELETE', pattern, run: (exchange, values) => removeCustomer(exchange, addressOf(values)) },
    { method: 'POST', pattern: `${pattern}/close`, run: close(addressOf) },
  ]),
];
