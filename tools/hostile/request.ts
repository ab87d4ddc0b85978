/**
 * Hostile requests as data, and how one goes over a socket. In: a request as bytes, or as method, target,
 * headers and body. Out: what came back, or how the connection ended. It uses no HTTP client: a client
 * would refuse to send, or would repair, most of what is sent here.
 */
import { connect } from 'node:net';
import { gunzipSync, inflateSync } from 'node:zlib';

/** refused: 4xx or 501. served: 2xx. either: whichever fits, as long as the answer is in order. */
export type Want = 'refused' | 'served' | 'either';
export type Hostile = {
  /** What is sent, in words; unique in its group. */
  readonly name: string;
  readonly method: string;
  /** Below the service root, as sent. One char is one byte. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  readonly want: Want;
  /** The whole request, instead of everything above. `{root}` stands for the path of the service root. */
  readonly raw?: string;
  /** Statuses and codes may differ from run to run; only the form of the answer is judged. */
  readonly varies?: boolean;
};
export type Group = { readonly title: string; readonly cases: readonly Hostile[] };

export type Service = { readonly host: string; readonly port: number; /** `/odata.svc` */ readonly path: string; readonly token: string };
export type Reply = {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};
/** How an exchange ended without an answer. */
export type Silence = 'closed' | 'timeout';

type Options = { readonly want?: Want; readonly headers?: readonly (readonly [string, string])[]; readonly varies?: boolean };

const varying = ({ varies }: Options): { varies?: boolean } => (varies === undefined ? {} : { varies });

export const get = (name: string, target: string, options: Options = {}): Hostile =>
  ({ name, method: 'GET', target, headers: options.headers ?? [], body: undefined, want: options.want ?? 'refused', ...varying(options) });

export const put = (name: string, target: string, body: string | Uint8Array, options: Options & { readonly method?: string; readonly type?: string } = {}): Hostile => ({
  name, method: options.method ?? 'PUT', target, want: options.want ?? 'refused', ...varying(options),
  headers: [['Content-Type', options.type ?? 'application/json'], ...(options.headers ?? [])],
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

export const rawly = (name: string, raw: string, want: Want = 'refused'): Hostile =>
  ({ name, method: 'RAW', target: '', headers: [], body: undefined, want, raw });

export const q = (text: string): string => encodeURIComponent(text);

export function bytesOf(hostile: Hostile, service: Service): Uint8Array {
  if (hostile.raw !== undefined) {
    return Buffer.from(hostile.raw.replaceAll('{root}', service.path).replaceAll('{token}', service.token), 'latin1');
  }
  const names = new Set(hostile.headers.map(([name]) => name.toLowerCase()));
  const usual: readonly (readonly [string, string])[] = [['Host', `${service.host}:${service.port}`], ['Authorization', `Bearer ${service.token}`]];
  const headers = [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...hostile.headers];
  if (hostile.body !== undefined && !names.has('transfer-encoding')) headers.push(['Content-Length', String(hostile.body.length)]);
  const lines = [`${hostile.method} ${service.path}${hostile.target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), 'Connection: close'];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), hostile.body ?? new Uint8Array()]);
}

/** Sends the pieces one after the other, with a pause between them, and reads until the other side closes. */
export function exchange(service: Service, pieces: readonly Uint8Array[], timeoutMs: number): Promise<Reply | Silence> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    const socket = connect(service.port, service.host);
    const timer = setTimeout(() => {
      resolve('timeout');
      socket.destroy();
    }, timeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve(parseReply(Buffer.concat(chunks)) ?? 'closed');
      socket.destroy();
    };
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', end);
    socket.on('close', end);
    socket.on('connect', () => sendPieces(socket, pieces));
  });
}

function sendPieces(socket: { write: (piece: Uint8Array) => unknown; writable: boolean }, pieces: readonly Uint8Array[]): void {
  const [first, ...rest] = pieces;
  if (first === undefined || !socket.writable) return;
  socket.write(first);
  setTimeout(() => sendPieces(socket, rest), 20);
}

/** Undefined when the bytes are no whole HTTP response. */
function parseReply(bytes: Buffer): Reply | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  if (status === 100) return parseReply(bytes.subarray(end + 4));
  const rest = bytes.subarray(end + 4);
  const whole = headers.get('transfer-encoding') === 'chunked' ? unchunk(rest) : rest;
  const length = headers.get('content-length');
  if (Number.isNaN(status) || whole === undefined) return undefined;
  if (length !== undefined && whole.length < Number(length) && whole.length > 0) return undefined;
  return { status, headers, body: decoded(whole, headers.get('content-encoding')).toString('utf8') };
}

function decoded(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  return encoding === 'deflate' ? inflateSync(bytes) : bytes;
}

function unchunk(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
