/**
 * Faults as problem details (RFC 9457). In: whatever was thrown. Out: `application/problem+json` with type,
 * title, status and detail, our code, and for bodies `errors`: the messages of each field.
 * What is no fault is a bug of ours: 500, an observation, no internals in the answer.
 */
import { STATUS_CODES } from 'node:http';
import { RequestError, statusOf } from '../../base/index.ts';
import type { Fault, FaultCode, Observe } from '../../base/index.ts';
import type { HttpResponse } from '../../http/index.ts';

type Dress = { readonly status: number };

/** What is not listed keeps the status of the fault. The title is always the name of the status. */
export const FAULT_DRESS: Readonly<Partial<Record<FaultCode, Dress>>> = {
  // an expression this API has no words for is the client's mistake here
  URL109: { status: 400 },
};

const BUG: Fault = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

export function renderFault(error: unknown, observe: Observe): HttpResponse {
  if (!(error instanceof RequestError)) observe({ kind: 'error', where: 'clients', error });
  return refuse(error instanceof RequestError ? error.fault : BUG);
}

/** Also for requests that the handler never gets to see. */
export function refuse(fault: Fault): HttpResponse {
  const { code, message, hint } = fault;
  const status = FAULT_DRESS[code]?.status ?? statusOf(fault);
  const errors = errorsOf(fault);
  const body = {
    type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: hint === undefined ? message : `${message} ${hint}`, code,
    ...(errors === undefined ? {} : { errors }),
  };
  return { status, headers: { 'Content-Type': 'application/problem+json', 'Content-Language': 'en', 'Cache-Control': 'no-store', ...fault.headers }, body: JSON.stringify(body) };
}

/** Messages by field, or by query option. */
function errorsOf({ message, target, details }: Fault): Readonly<Record<string, readonly string[]>> | undefined {
  const given = details ?? (target === undefined ? [] : [{ message, target }]);
  const byField = new Map<string, string[]>();
  for (const one of given) {
    const field = one.target ?? '';
    byField.set(field, [...(byField.get(field) ?? []), one.message]);
  }
  return byField.size === 0 ? undefined : Object.fromEntries(byField);
}
