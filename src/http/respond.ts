/**
 * `HttpResponse` → Node's response: status and headers at once, the length always known for finished
 * bodies, compression when the client takes it and the body is worth it, back pressure for streams.
 * It adds no meaning: what the headers say is the handler's business.
 */
import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createDeflate, createGzip, deflate, gzip } from 'node:zlib';
import type { HttpResponse } from './message.ts';
import { parseHeaderList } from './header-list.ts';

export type Asking = { readonly method: string; readonly acceptEncoding: string | undefined };
type Encoding = 'gzip' | 'deflate';
type Headers = Record<string, string | number>;

/** Below this, compression costs more than it saves. */
const COMPRESS_FROM_BYTES = 1_500;
/** Beyond this, a Buffer is written faster than a string. */
const BUFFER_FROM_CHARS = 16_384;
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|xml|http|problem\+json)|multipart\/)|\+(?:json|xml)\b/i;
const LEVEL = { level: 4 };
const gzipWhole = promisify<Uint8Array, typeof LEVEL, Buffer>(gzip);
const deflateWhole = promisify<Uint8Array, typeof LEVEL, Buffer>(deflate);

export async function respond(outgoing: ServerResponse, response: HttpResponse, asking: Asking): Promise<void> {
  const headers: Headers = { ...response.headers };
  const { body } = response;
  if (body === undefined) return endEmpty(outgoing, response, headers);
  const isCompressible = prepareVary(headers);
  if (typeof body === 'string' || body instanceof Uint8Array) return endWhole(outgoing, { response, headers, body, isCompressible, asking });
  const encoding = isCompressible ? negotiateEncoding(asking.acceptEncoding) : undefined;
  if (encoding !== undefined) {
    headers['Content-Encoding'] = encoding;
    delete headers['Content-Length'];
  }
  outgoing.writeHead(response.status, headers);
  if (asking.method === 'HEAD') {
    await body[Symbol.asyncIterator]().return?.();
    outgoing.end();
    return;
  }
  await endStream(outgoing, body, encoding);
}

function endEmpty(outgoing: ServerResponse, { status, reason = STATUS_CODES[status] }: HttpResponse, headers: Headers): void {
  if (status !== 204 && status !== 304) headers['Content-Length'] = 0;
  outgoing.writeHead(status, reason, headers);
  outgoing.end();
}

type Whole = {
  readonly response: HttpResponse;
  readonly headers: Headers;
  readonly body: string | Uint8Array;
  readonly isCompressible: boolean;
  readonly asking: Asking;
};

async function endWhole(outgoing: ServerResponse, { response, headers, body, isCompressible, asking }: Whole): Promise<void> {
  let content: string | Uint8Array = typeof body === 'string' && body.length > BUFFER_FROM_CHARS ? Buffer.from(body) : body;
  let length = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  const encoding = isCompressible && length > COMPRESS_FROM_BYTES ? negotiateEncoding(asking.acceptEncoding) : undefined;
  if (encoding !== undefined) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    content = await (encoding === 'gzip' ? gzipWhole : deflateWhole)(bytes, LEVEL);
    length = content.length;
    headers['Content-Encoding'] = encoding;
  }
  headers['Content-Length'] = length;
  outgoing.writeHead(response.status, headers);
  if (asking.method === 'HEAD') outgoing.end();
  else outgoing.end(content);
}

async function endStream(outgoing: ServerResponse, body: AsyncIterable<string | Uint8Array>, encoding: Encoding | undefined): Promise<void> {
  const source = Readable.from(body, { objectMode: false });
  // Each piece is flushed: a reader of a long list sees rows as they come.
  const options = { ...LEVEL, flush: constants.Z_SYNC_FLUSH };
  if (encoding === 'gzip') await pipeline(source, createGzip(options), outgoing);
  else if (encoding === 'deflate') await pipeline(source, createDeflate(options), outgoing);
  else await pipeline(source, outgoing);
}

/** Says in Vary that the answer depends on Accept-Encoding, whether or not this one is compressed. */
function prepareVary(headers: Headers): boolean {
  if ('Content-Encoding' in headers || !COMPRESSIBLE.test(String(headers['Content-Type'] ?? ''))) return false;
  headers['Vary'] = 'Vary' in headers ? `${headers['Vary']}, Accept-Encoding` : 'Accept-Encoding';
  return true;
}

export function negotiateEncoding(acceptEncoding: string | undefined): Encoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const qualities = new Map<string, number>();
  for (const { text, parameters } of parseHeaderList(acceptEncoding)) {
    const quality = parameters.find(({ name }) => name === 'q');
    qualities.set(text.toLowerCase(), quality === undefined ? 1 : Number(quality.value));
  }
  const qualityOf = (name: string): number => qualities.get(name) ?? qualities.get('*') ?? 0;
  const [gzipQuality, deflateQuality] = [qualityOf('gzip'), qualityOf('deflate')];
  if (!(gzipQuality > 0) && !(deflateQuality > 0)) return undefined;
  return gzipQuality >= deflateQuality ? 'gzip' : 'deflate';
}
