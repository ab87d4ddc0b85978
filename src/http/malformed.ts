/**
 * What is no HTTP. In: the errors of Node's parser, and which responses are still owed on each connection. Out: an
 * answer in JSON and the end of the connection. There is no request for such an answer, only a socket: it waits
 * for the answers to the requests that came before, or it would be taken for one of theirs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpResponse } from './message.ts';
import { refuse } from './refuse.ts';

type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
export type Malformed = {
  /** A request was taken, and this is what will answer it. */
  readonly owe: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly answer: (error: ClientError, socket: Duplex) => void;
};

export function makeMalformed(headerBytes: number): Malformed {
  const errors: ReadonlyMap<string, readonly [number, string]> = new Map([
    ['HPE_HEADER_OVERFLOW', [431, `The request's headers are larger than the limit of ${headerBytes} bytes.`]],
    ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'The request did not arrive in time.']],
    ['HPE_INVALID_METHOD', [400, 'The request line does not begin with a known HTTP method.']],
  ]);
  const owed = new WeakMap<Duplex, { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse }>();
  const answered = new WeakSet<Duplex>();

  const answer = (error: ClientError, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    // The parser repeats its complaint with every further packet.
    if (answered.has(socket)) return;
    answered.add(socket);
    const last = owed.get(socket);
    const response = refusal(error, errors);
    if (last === undefined || last.outgoing.writableFinished) endSocket(socket, response);
    else if (last.incoming.complete) last.outgoing.once('close', () => endSocket(socket, response));
    else if (last.outgoing.headersSent) socket.destroy();
    else endSocket(socket, response);
  };
  return { owe: (incoming, outgoing) => owed.set(incoming.socket, { incoming, outgoing }), answer };
}

function refusal(error: ClientError, errors: ReadonlyMap<string, readonly [number, string]>): HttpResponse {
  const [status, message] = errors.get(error.code ?? '') ?? [400, 'The request is not well-formed HTTP.'];
  const isLongUrl = status === 431 && error.rawPacket !== undefined && !error.rawPacket.includes('\r\n');
  return isLongUrl ? refuse({ code: 'LIM601', message: 'The URL is too long.' }) : refuse({ code: 'URL115', message }, status);
}

/** Writes a whole response where there is none to write to, and ends the connection. */
export function endSocket(socket: Duplex, response: HttpResponse): void {
  if (!socket.writable) return;
  const body = String(response.body);
  const lines = Object.entries({ ...response.headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' });
  socket.end(`HTTP/1.1 ${response.status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}
