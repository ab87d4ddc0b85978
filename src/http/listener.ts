/**
 * The plain node:http listener in front: paths of a mount go straight to its handler, everything else to
 * the Express app, if there is one, or to a 404. In: mounts and settings. Out: an http.Server.
 * It answers malformed HTTP itself, in JSON, and never lets an error of a handler reach the socket.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fault, Observe } from '../base/index.ts';
import type { Handler, HttpResponse, Refuse } from './message.ts';
import { endSocket, makeMalformed } from './malformed.ts';
import { faultOf, refuse } from './refuse.ts';
import { readRequest, requestIdOf } from './request.ts';
import type { Mounted, RequestSettings } from './request.ts';
import { respond } from './respond.ts';

export type Mount = {
  /** `/odata.svc`, or '' for the root. */
  readonly path: string;
  readonly handle: Handler;
  /** Absent: OData's error format. */
  readonly refuse?: Refuse | undefined;
};
export type ServeOptions = RequestSettings & {
  readonly mounts: readonly Mount[];
  readonly urlBytes: number;
  readonly observe: Observe;
};
export type ListenerOptions = ServeOptions & {
  /** Takes what no mount takes; an Express app, for example. */
  readonly app?: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
};

/** Larger than `urlBytes`, so that a long URL meets our limit and not Node's. */
const HEADER_BYTES = 65_536;
const IN_FLIGHT = 1_000;
const DRAIN_MS = 1_000;
const ALLOWED = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'MERGE', 'OPTIONS']);

export function createListener(options: ListenerOptions): Server {
  const serve = makeServe(options);
  const malformed = makeMalformed(HEADER_BYTES);
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    malformed.owe(incoming, outgoing);
    if (serve(incoming, outgoing)) return;
    if (options.app) options.app(incoming, outgoing);
    else void answer(outgoing, incoming, unknownPath(incoming.url));
  };
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: 15_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    joinDuplicateHeaders: true,
    // Node would answer without a body; ours says what is missing.
    requireHostHeader: false,
  }, listener);
  server.on('connect', (_incoming: IncomingMessage, socket: Duplex) => {
    const message = 'The method CONNECT has no meaning here.';
    endSocket(socket, refuse({ code: 'URL112', message, headers: { Allow: ALLOWED } }));
  });
  server.on('clientError', malformed.answer);
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A body that will be refused anyway need not be sent.
    if (Number(incoming.headers['content-length'] ?? 0) <= Math.max(options.bodyBytes, options.streamBytes)) outgoing.writeContinue();
    listener(incoming, outgoing);
  });
  server.on('checkExpectation', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void answer(outgoing, incoming, refuseExpectation(findMount(options.mounts, incoming.url ?? '/')));
  });
  return server;
}

/** Serves a request that belongs to a mount; tells whether it did. Also the body of the Express adapter. */
export function makeServe(options: ServeOptions): (incoming: IncomingMessage, outgoing: ServerResponse) => boolean {
  let inFlight = 0;
  return (incoming, outgoing) => {
    const found = findMount(options.mounts, incoming.url ?? '/');
    if (found === undefined) return false;
    inFlight++;
    const limited = inFlight > IN_FLIGHT;
    const work = limited ? answer(outgoing, incoming, refuseFor(found)(TOO_BUSY)) : serveMounted(incoming, outgoing, { ...found, options });
    void work.finally(() => inFlight--);
    return true;
  };
}

type Found = Mounted & Omit<Mount, 'path'>;

export function findMount(mounts: readonly Mount[], url: string): Found | undefined {
  // A proxy may send the absolute form; scheme and authority say nothing about the resource.
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  for (const { path, ...mount } of mounts) {
    if (!target.startsWith(path)) continue;
    const next = target[path.length];
    if (next === undefined || next === '/' || next === '?') return { mountPath: path, target: target.slice(path.length), ...mount };
  }
  return undefined;
}

/** The dress of the mount. */
const refuseFor = (found: Found) => (fault: Fault): HttpResponse => found.refuse?.(fault, pathOf(found.target)) ?? refuse(fault);

function refuseExpectation(found: Found | undefined): HttpResponse {
  const fault: Fault = { code: 'URL115', message: 'The only expectation supported is 100-continue.' };
  return found?.refuse === undefined ? refuse(fault, 417) : refuseFor(found)(fault);
}

async function serveMounted(incoming: IncomingMessage, outgoing: ServerResponse, found: Found & { readonly options: ServeOptions }): Promise<void> {
  const started = performance.now();
  const { options } = found;
  let requestId = '';
  let discard = (): Promise<void> => Promise.resolve();
  let response: HttpResponse;
  try {
    const early = refuseEarly(incoming, found);
    const read = readRequest(incoming, { ...options, mountPath: found.mountPath, target: found.target });
    const { request } = read;
    discard = read.discard;
    requestId = requestIdOf(request);
    response = early === undefined ? await found.handle(request) : refuseFor(found)(early);
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === 'BUG900') options.observe({ kind: 'error', where: 'handler', error, requestId });
    response = refuseFor(found)(fault);
  }
  const headers = requestId === '' ? response.headers : { ...response.headers, 'X-Request-Id': requestId };
  if (!incoming.complete) await drain(incoming);
  await discard();
  await answer(outgoing, incoming, { ...response, headers }, options.observe);
  options.observe({
    kind: 'request',
    requestId,
    method: incoming.method ?? '',
    path: loggedPath(incoming.url),
    status: response.status,
    milliseconds: performance.now() - started,
  });
}

/**
 * A body nobody wanted is still on its way. If the connection were closed upon it, the client's system would
 * throw our answer away unread; so it is read for a while.
 */
function drain(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    incoming.on('end', end).on('close', end).on('error', end);
    incoming.resume();
  });
}

function refuseEarly(incoming: IncomingMessage, { options, refuse: dress }: Found & { readonly options: ServeOptions }): Fault | undefined {
  const length = (incoming.url ?? '').length;
  if (length > options.urlBytes) {
    const message = `The URL has ${length} bytes; the limit is ${options.urlBytes}.`;
    return { code: 'LIM601', message, ...(dress === undefined ? { hint: 'Send it as POST to $query.' } : {}) };
  }
  // Other shapes say themselves which methods a path takes.
  if (dress !== undefined || METHODS.has(incoming.method ?? '')) return undefined;
  return { code: 'URL112', message: `The method ${incoming.method} has no meaning here.`, headers: { Allow: ALLOWED } };
}

/** Writes the response; a client that went away in the meantime is nobody's error. */
export async function answer(outgoing: ServerResponse, incoming: IncomingMessage, response: HttpResponse, observe?: Observe): Promise<void> {
  const acceptEncoding = incoming.headers['accept-encoding'];
  const asking = { method: incoming.method ?? 'GET', acceptEncoding: typeof acceptEncoding === 'string' ? acceptEncoding : undefined };
  try {
    await respond(outgoing, response, asking);
  } catch (error) {
    if (outgoing.destroyed && isGone(error)) return;
    observe?.({ kind: 'error', where: 'response', error });
    if (outgoing.headersSent) outgoing.destroy();
    else await respond(outgoing, refuse(faultOf(error)), asking);
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ERR_STREAM_UNABLE_TO_PIPE');

const pathOf = (url: string | undefined): string => (url ?? '').split('?', 1)[0] ?? '';

/** For logs: literals in a path, such as alternate keys, may be personal data; plain ids stay. */
export function loggedPath(url: string | undefined): string {
  const path = pathOf(url);
  if (!/[('%]/.test(path)) return path.slice(0, 500);
  const withoutTexts = path.replace(/(?:'|%27)(?:(?!'|%27).)*(?:'|%27|$)/g, "'…'");
  return withoutTexts.replace(/\((?!\d+\))[^()]*(?:\)|$)/g, '(…)').slice(0, 500);
}

/** Client-supplied text goes back only as a short excerpt. */
export function unknownPath(url: string | undefined): HttpResponse {
  return refuse({ code: 'MOD201', message: `There is nothing at '${pathOf(url).slice(0, 200)}'.` });
}

const TOO_BUSY: Fault = {
  code: 'DBS502', message: 'The service is handling as many requests as it can.', hint: 'Try again shortly.', headers: { 'Retry-After': '1' },
};
