/** Requests and responses as data; every API shape is a function between the two. */
import type { Fault } from '../base/index.ts';

export type HttpRequest = {
  readonly method: string;
  /** The raw request target after the mount path: `/Orders(555)?$expand=…`, nothing decoded. */
  readonly target: string;
  /** Scheme and authority, and mount path: `http://127.0.0.1:8080/odata.svc`. No trailing slash. */
  readonly baseUrl: string;
  /** Lower-case names; a repeated header is joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body's bytes, read when first asked for; refuses more than the limit. */
  readonly body: () => Promise<Uint8Array>;
  /** The same bytes piece by piece, with a larger limit; absent where the body is in memory anyway. */
  readonly spool?: () => Promise<Spooled>;
  readonly isLoopback: boolean;
};

/** A body that need not be in memory as a whole. */
export type Spooled = {
  readonly bytes: number;
  /** May be walked more than once, until it is discarded. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
  readonly discard: () => Promise<void>;
};

export type HttpResponse = {
  readonly status: number;
  /** The reason phrase of an answer without a body, where it is not the status's own. */
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
};

export type Handler = (request: HttpRequest) => Promise<HttpResponse>;
/** A fault in the dress of an API shape, for requests that its handler never gets to see; the path is behind the mount. */
export type Refuse = (fault: Fault, path: string) => HttpResponse;
