/**
 * Node's request → `HttpRequest`. In: the incoming message and the mount it belongs to. Out: data, with
 * the target as it came over the wire and a body that is read only when asked for, up to the limit.
 * Forwarding headers are not believed: the base URL is configured, or made from the Host header.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { fail } from '../base/index.ts';
import { contentOf } from './body.ts';
import type { HttpRequest } from './message.ts';

export type RequestSettings = {
  /** Base of absolute URLs, without a trailing slash; undefined: from the request's Host. */
  readonly publicUrl: string | undefined;
  /** Bytes of a body that is read as a whole. */
  readonly bodyBytes: number;
  /** Bytes of a body that is stored as it comes. */
  readonly streamBytes: number;
  /** Whether the listener itself is bound to a loopback address. */
  readonly loopbackOnly: boolean;
};
export type Mounted = { readonly mountPath: string; readonly target: string };

const AUTHORITY = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const LOOPBACK = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost)$/i;
const REQUEST_ID = /^[\w.:-]{1,100}$/;

export const isLoopback = (host: string | undefined): boolean => host !== undefined && LOOPBACK.test(host);

/** `discard`: to be called when the request has been answered. */
export function readRequest(incoming: IncomingMessage, mounted: Mounted & RequestSettings): { readonly request: HttpRequest; readonly discard: () => Promise<void> } {
  if (incoming.headers.host === undefined && incoming.httpVersion !== '1.0') fail('URL115', 'The request has no Host header, which HTTP/1.1 demands.', { target: 'Host', headers: { Connection: 'close' } });
  const headers = readHeaders(incoming);
  const { body, spool, discard } = contentOf(incoming, mounted);
  const request: HttpRequest = {
    method: incoming.method ?? 'GET',
    target: mounted.target,
    baseUrl: `${mounted.publicUrl ?? originOf(incoming)}${mounted.mountPath}`,
    headers,
    isLoopback: mounted.loopbackOnly && isLoopback(incoming.socket.remoteAddress),
    body,
    spool,
  };
  return { request, discard };
}

/** Every request has an id, its own or ours, for logs and the audit trail. */
export const requestIdOf = (request: HttpRequest): string => request.headers.get('x-request-id') ?? '';

function readHeaders(incoming: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const name in incoming.headers) {
    const value = incoming.headers[name];
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  const id = headers.get('x-request-id');
  if (id === undefined || !REQUEST_ID.test(id)) headers.set('x-request-id', randomUUID());
  return headers;
}

function originOf(incoming: IncomingMessage): string {
  const { localAddress, localPort } = incoming.socket;
  const host = incoming.headers.host ?? `${localAddress?.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  if (!AUTHORITY.test(host)) fail('URL115', `The Host header '${host.slice(0, 100)}' is not a host name with an optional port.`);
  return `${'encrypted' in incoming.socket ? 'https' : 'http'}://${host}`;
}
