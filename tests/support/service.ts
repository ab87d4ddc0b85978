/**
 * A service for tests: the loan model over a test database with the demo data, called without a socket.
 * In: an open test database. Out: `send`, which takes a request as a client writes it and gives back
 * status, headers and body. Credentials default to the demo administrator.
 */
import { readLoanSources } from '../../metadata/loans/index.ts';
import { createODataHandler } from '../../src/api/odata/index.ts';
import { LIMITS } from '../../src/base/index.ts';
import type { Limits, Observe } from '../../src/base/index.ts';
import type { Database } from '../../src/db/index.ts';
import type { Handler } from '../../src/http/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import { makeAuthenticate } from '../../src/identity/index.ts';
import type { OperationHandlers } from '../../src/service/index.ts';
import { loanOperations } from '../../src/servicing/index.ts';

export type Answer = {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. Numbers are doubles here: compare digits in `text`. */
  readonly json: Json;
};
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are read freely by assertions
export type Json = any;

export type Send = (method: string, target: string, options?: SendOptions) => Promise<Answer>;
export type SendOptions = { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown; readonly token?: string };
export type ServiceOptions = { readonly limits?: Partial<Limits>; readonly observe?: Observe; readonly model?: EdmModel };

export const BASE_URL = 'http://service.test/odata.svc';
let loans: EdmModel | undefined;
/** The loan model, parsed once a worker. */
export const loanModel = (): EdmModel => (loans ??= parseModel(readLoanSources()));

export function openService(database: Database, options: ServiceOptions = {}): Send {
  const limits = { ...LIMITS, ...options.limits };
  const authenticate = makeAuthenticate({ database });
  const model = options.model ?? loanModel();
  const handle = createODataHandler({ model, database, limits, observe: options.observe ?? failOnBug, operations: operationsOf(model), authenticate });
  return sender(handle);
}

/** Models made for a test declare none. */
export const operationsOf = (model: EdmModel): OperationHandlers => (model.operations.size === 0 ? new Map() : loanOperations());

/** Requests as a client writes them, to any handler. */
export function sender(handle: Handler): Send {
  return async (method, target, { headers = {}, body, token = 'demo' } = {}) => {
    const bytes = bodyBytes(body);
    const all = new Map(Object.entries({ authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }));
    for (const [name, value] of Object.entries(headers)) all.set(name.toLowerCase(), value);
    const response = await handle({ method, target, baseUrl: BASE_URL, headers: all, body: () => Promise.resolve(bytes), isLoopback: true });
    return readAnswer(response);
  };
}

function bodyBytes(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readAnswer(response: { status: number; headers: Readonly<Record<string, string>>; body?: string | Uint8Array | AsyncIterable<string | Uint8Array> }): Promise<Answer> {
  const text = typeof response.body === 'string' ? response.body : Buffer.concat(await chunks(response.body)).toString('utf8');
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status: response.status, headers, text, json: parse(text) };
}

async function chunks(body: Uint8Array | AsyncIterable<string | Uint8Array> | undefined): Promise<Uint8Array[]> {
  if (body === undefined) return [];
  if (body instanceof Uint8Array) return [body];
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  return parts;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A 500 in a test shows its cause. */
export const failOnBug: Observe = (observation) => {
  if (observation.kind === 'error') process.stderr.write(`${observation.where}: ${observation.error instanceof Error ? observation.error.stack : String(observation.error)}\n`);
};
