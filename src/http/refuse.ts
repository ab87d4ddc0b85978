/**
 * Answers for requests that no handler sees: malformed HTTP, unknown paths, bodies beyond the limit, bugs.
 * In: a fault. Out: a response in OData's error format; never HTML, never internals.
 */
import { FAULTS, RequestError, statusOf } from '../base/index.ts';
import type { Fault } from '../base/index.ts';
import type { HttpResponse } from './message.ts';

/** Some refusals belong to HTTP rather than to a fault of ours, such as 431; the status is then given. */
export function refuse(fault: Fault, status: number = statusOf(fault)): HttpResponse {
  const { code, message, target, hint } = fault;
  const text = hint === undefined ? message : `${message} ${hint}`;
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'OData-Version': '4.0', 'Content-Language': 'en', ...fault.headers },
    body: JSON.stringify({ error: { code, message: text, ...(target === undefined ? {} : { target }) } }),
  };
}

export const faultOf = (error: unknown): Fault =>
  error instanceof RequestError ? error.fault : { code: 'BUG900', message: `${FAULTS.BUG900.title}; it has been logged.` };
