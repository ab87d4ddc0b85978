/**
 * The headers of a repeatable request (OASIS Repeatable Requests 1.0, sections 3 and 5).
 * In: a request. Out: its id, the time it was first sent, and a fingerprint of everything that must be the same when
 * it is sent again; or nothing, when the request does not ask for it. Malformed headers are a fault (PRE406).
 * It knows neither what is remembered nor for how long.
 */
import { createHash } from 'node:crypto';
import { fail } from '../base/index.ts';
import type { FaultCode } from '../base/index.ts';
import type { HttpRequest } from './message.ts';

export type Repeatability = {
  readonly requestId: string;
  readonly firstSent: Date;
  /** Hashes of method, URL, compared headers and body, each under its name. */
  readonly fingerprint: Readonly<Record<string, string>>;
};

const REQUEST_ID = 'repeatability-request-id';
const FIRST_SENT = 'repeatability-first-sent';

/** Headers that shape the effect or the answer. Others, such as those of proxies, may differ each time. */
const COMPARED = [
  'accept', 'content-type', 'if-match', 'if-none-match', 'odata-maxversion', 'odata-version', 'prefer', 'slug', FIRST_SENT, 'repeatability-client-id',
] as const;
const UNSAFE: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether the headers mean something here: safe methods ignore them. */
export const asksToRepeat = ({ method, headers }: HttpRequest): boolean => UNSAFE.has(method) && (headers.has(REQUEST_ID) || headers.has(FIRST_SENT));

const REJECTIONS: ReadonlySet<FaultCode> = new Set<FaultCode>(['PRE406', 'PRE407', 'PRE408', 'PRE409', 'AUT401']);

/**
 * `Repeatability-Result` (3.2.1). Whatever was not rejected unseen is accepted: its status tells how it went, and
 * sending it again does no harm.
 */
export const repeatabilityResult = (fault?: FaultCode): 'accepted' | 'rejected' => (fault !== undefined && REJECTIONS.has(fault) ? 'rejected' : 'accepted');

/** Reads the whole body. */
export async function readRepeatability(request: HttpRequest): Promise<Repeatability | undefined> {
  if (!asksToRepeat(request)) return undefined;
  const requestId = readId(request.headers.get(REQUEST_ID));
  const firstSent = readDate(request.headers.get(FIRST_SENT));
  return { requestId, firstSent, fingerprint: await fingerprintOf(request) };
}

function readId(id: string | undefined): string {
  if (id === undefined) return refuse('Repeatability-First-Sent is given without Repeatability-Request-ID.', 'Repeatability-Request-ID');
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  return refuse(`Repeatability-Request-ID is '${id.slice(0, 60)}'; a UUID of 36 characters was expected.`, 'Repeatability-Request-ID');
}

/** IMF-fixdate is exactly what `toUTCString` writes; every other spelling, and a wrong weekday, comes back different. */
function readDate(text: string | undefined): Date {
  if (text === undefined) return refuse('Repeatability-Request-ID is given without Repeatability-First-Sent.', 'Repeatability-First-Sent');
  const date = new Date(text);
  if (!Number.isNaN(date.getTime()) && date.toUTCString() === text) return date;
  return refuse(`Repeatability-First-Sent is '${text.slice(0, 60)}'; a date like 'Tue, 26 Mar 2019 16:06:51 GMT' was expected.`, 'Repeatability-First-Sent');
}

const refuse = (message: string, target: string): never => fail('PRE406', message, { target });

async function fingerprintOf({ method, target, baseUrl, headers, body, spool }: HttpRequest): Promise<Repeatability['fingerprint']> {
  const content = createHash('sha256');
  if (spool === undefined) content.update(await body());
  else for await (const piece of (await spool()).pieces()) content.update(piece);
  const path = baseUrl.replace(/^[a-z]+:\/\/[^/]*/i, '') + target;
  const compared = COMPARED.map((name) => headers.get(name) ?? null);
  return { method, URL: hash(path), headers: hash(JSON.stringify(compared)), body: content.digest('base64url') };
}

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('base64url');
