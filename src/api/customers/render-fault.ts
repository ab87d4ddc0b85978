/**
 * Faults in the dress of the customers API: `{"code","message"}`, where the message about fields is itself
 * JSON text, `[{"field","error"}]`. In: a fault, or anything thrown. Out: the response. The code follows
 * the status; the table says where the status is another than the fault's own.
 */
import { RequestError, statusOf } from '../../base/index.ts';
import type { Fault, FaultCode, Observe } from '../../base/index.ts';
import type { HttpResponse } from '../../http/index.ts';
import { theirName } from './wire.ts';

type Dress = { readonly status: number };

/** What is not listed keeps the status of the fault. */
export const FAULT_DRESS: Readonly<Partial<Record<FaultCode, Dress>>> = {
  PRE401: { status: 409 },
};

export const STATUS_CODES: Readonly<Record<number, string>> = {
  400: 'invalid_argument', 401: 'unauthenticated', 403: 'permission_denied', 404: 'not_found', 405: 'unimplemented', 409: 'aborted',
  413: 'invalid_argument', 415: 'invalid_argument', 500: 'internal', 501: 'unimplemented', 503: 'unavailable',
};

const BUG: Fault = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

export function renderFault(error: unknown, observe: Observe): HttpResponse {
  if (!(error instanceof RequestError)) observe({ kind: 'error', where: 'customers', error });
  return refuse(error instanceof RequestError ? error.fault : BUG);
}

/** Also for requests that the handler never gets to see. */
export function refuse(fault: Fault): HttpResponse {
  const status = FAULT_DRESS[fault.code]?.status ?? statusOf(fault);
  const code = STATUS_CODES[status] ?? (status < 500 ? 'invalid_argument' : 'internal');
  return { status, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...fault.headers }, body: JSON.stringify({ code, message: messageOf(fault) }) };
}

function messageOf({ details, message }: Fault): string {
  if (details === undefined) return message;
  return JSON.stringify(details.map((detail) => ({ field: theirName(detail.target ?? ''), error: detail.message })));
}
