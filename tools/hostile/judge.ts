/**
 * What an answer to a hostile request must look like, whatever was sent: a status that says whose fault it
 * is, an OData error body, and nothing of our insides. In: the request and its answer. Out: complaints.
 */
import type { Hostile, Reply, Silence } from './request.ts';

export type Verdict = {
  readonly status: string;
  readonly code: string;
  readonly complaints: readonly string[];
};

/** Traces of code, files, SQL and HTML that no client may see. */
const INSIDES: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\bat (?:async )?\S+ \(?(?:file:|node:|\/)|\n {4}at /],
  ['a file of ours', /(?:node_modules|dist\/src|\.ts:\d|\.js:\d)/],
  ['SQL', /\b(?:select|insert into|update|delete from)\b[^"]{0,80}\b(?:from|where|values|set)\b|syntax error at or near|\bpg_\w+|row_to_json|json_agg/i],
  ['HTML', /<!doctype|<html|<pre>/i],
];
const TIMEOUTS: ReadonlySet<string> = new Set(['DBS503']);

export function judge(hostile: Hostile, reply: Reply | Silence): Verdict {
  if (typeof reply === 'string') return { status: reply, code: '', complaints: [`no answer: ${reply}`] };
  const { status, headers, body } = reply;
  const error = hostile.method === 'HEAD' ? undefined : errorOf(body);
  const code = error?.code ?? '';
  const complaints = [
    ...statusComplaints(hostile, status, code),
    ...(headers.get('odata-version') === undefined ? ['no OData-Version'] : []),
    ...(status >= 400 ? errorComplaints(hostile, reply, error) : bodyComplaints(hostile, reply)),
    ...(headers.has('x-powered-by') ? ['X-Powered-By'] : []),
  ];
  return { status: String(status), code, complaints };
}

function statusComplaints({ want }: Hostile, status: number, code: string): readonly string[] {
  if (status === 503) return TIMEOUTS.has(code) ? [] : [`503 ${code} is no timeout`];
  const isRefused = (status >= 400 && status < 500) || status === 501;
  const isServed = (status >= 200 && status < 300) || status === 304;
  if (!isRefused && !isServed) return [`status ${status}`];
  if (want === 'refused' && !isRefused) return [`status ${status}, although it should be refused`];
  return want === 'served' && !isServed ? [`status ${status}, although it is harmless`] : [];
}

type ErrorBody = { readonly code: string; readonly message: string };

function errorOf(body: string): ErrorBody | undefined {
  try {
    const parsed = JSON.parse(body) as { readonly error?: { readonly code?: unknown; readonly message?: unknown } } | null;
    const { code, message } = parsed?.error ?? {};
    return typeof code === 'string' && typeof message === 'string' && message !== '' ? { code, message } : undefined;
  } catch {
    return undefined;
  }
}

function errorComplaints(hostile: Hostile, { status, headers, body }: Reply, error: ErrorBody | undefined): readonly string[] {
  const complaints: string[] = [];
  if (!/^application\/json/.test(headers.get('content-type') ?? '')) complaints.push(`Content-Type ${headers.get('content-type')}`);
  if (headers.get('content-language') === undefined) complaints.push('no Content-Language');
  if (status === 405 && headers.get('allow') === undefined) complaints.push('405 without Allow');
  if (status === 401 && headers.get('www-authenticate') === undefined) complaints.push('401 without WWW-Authenticate');
  if (hostile.method === 'HEAD') return complaints;
  if (error === undefined) complaints.push(`no OData error body: ${body.slice(0, 80)}`);
  if (body.length > 60_000) complaints.push(`an error body of ${body.length} characters`);
  for (const [what, trace] of INSIDES) if (trace.test(body)) complaints.push(`the answer shows ${what}`);
  return complaints;
}

function bodyComplaints({ method }: Hostile, { status, headers, body }: Reply): readonly string[] {
  if (method === 'HEAD' || status === 204 || status === 304) return body === '' ? [] : ['a body where none may be'];
  if (!/^application\/json/.test(headers.get('content-type') ?? '')) return [];
  try {
    JSON.parse(body);
    return [];
  } catch {
    return ['the body is no JSON'];
  }
}
