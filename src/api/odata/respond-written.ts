/**
 * What a change answers in OData's dress: the entity, a part of it, many entities, a delta, or nothing.
 * In: what the service wrote, and the request by which it was read back. Out: the response. It opens no
 * text it passes on.
 */
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import type { ReadRequest } from '../../query/index.ts';
import { answerOf } from '../../service/index.ts';
import type { Changed, ManyResult, WriteResult } from '../../service/index.ts';
import { contextFragment } from './context-url.ts';
import { entityAddress } from './entity-address.ts';
import type { Home } from './entity-address.ts';
import { emptyHeaders, jsonHeaders, respondRead, withMember } from './respond-read.ts';
import type { Dress } from './respond-read.ts';

export type Written = {
  readonly request: HttpRequest;
  readonly target: string;
  readonly dress: Dress;
  readonly set: Home;
  /** What the URL addresses, and what was read back of it. */
  readonly bound: ReadRequest;
  readonly shown: ReadRequest | undefined;
};

export function respondWritten(result: WriteResult, written: Written): HttpResponse {
  const { dress, shown } = written;
  if (result.part !== undefined) return respondPart(result, written);
  if (result.body === undefined || shown === undefined) return { status: result.status, headers: { ...emptyHeaders(dress), ...result.headers } };
  const context = contextMember(contextFragment(shown, containerOf(written), dress), written);
  return { status: result.status, headers: { ...jsonHeaders(dress), ...result.headers }, body: withMember(context, result.body) };
}

/** `Orders(1)` of `Orders(1)/Lines`; nothing for a set. */
const containerOf = ({ set: { name } }: Written): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/** As a read of the part would answer; conditions of the request spoke of the state before. */
function respondPart({ part = [], headers }: WriteResult, { request, target, dress, bound }: Written): HttpResponse {
  const plain: HttpRequest = { ...request, headers: new Map([...request.headers].filter(([name]) => name !== 'if-match' && name !== 'if-none-match')) };
  const response = respondRead({ request: bound, answer: answerOf(bound, part) }, { request: plain, target, dress, pageSize: Infinity, linkBytes: Infinity });
  return { ...response, headers: { ...response.headers, ...headers } };
}

export function respondMany({ shown: result }: ManyResult, written: Written): HttpResponse {
  const { dress, set, shown } = written;
  if (result === undefined) {
    const applied = dress.prefer.return === 'minimal' ? { 'Preference-Applied': 'return=minimal' } : {};
    return { status: 204, headers: { ...emptyHeaders(dress), ...applied } };
  }
  const headers = { ...jsonHeaders(dress), ...(dress.prefer.return === 'representation' ? { 'Preference-Applied': 'return=representation' } : {}) };
  if (result.kind === 'entities') {
    const fragment = shown === undefined ? set.name : contextFragment(shown, containerOf(written), dress);
    return { status: 200, headers, body: withMember(contextMember(fragment, written), `{"value":${result.text}}`) };
  }
  const items = result.items.map((item) => changedItem(item, written));
  return { status: 200, headers, body: withMember(contextMember(`${set.name}/$delta`, written), `{"value":[${items.join(',')}]}`) };
}

/** 4.0 and 4.01 write a deleted entity differently (JSON Format 15.2 and 15.3). */
function changedItem(item: Changed, { request, dress, set }: Written): string {
  if ('text' in item) return item.text;
  const id = `${request.baseUrl}/${entityAddress(set, item.removed)}`;
  if (dress.version === '4.01') return JSON.stringify({ [`${dress.prefix}removed`]: { reason: 'deleted' }, [`${dress.prefix}id`]: id });
  return JSON.stringify({ [`${dress.prefix}context`]: `${request.baseUrl}/$metadata#${set.name}/$deletedEntity`, id, reason: 'deleted' });
}

const contextMember = (fragment: string, { request, dress }: Written): string =>
  (dress.format.metadata === 'none' ? '' : `"${dress.prefix}context":${JSON.stringify(`${request.baseUrl}/$metadata#${fragment}`)}`);
