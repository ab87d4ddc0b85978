/**
 * Faults in OData's dress (JSON Format 21.1): `{"error":{code,message,target,details}}`.
 * What is no fault is a bug of ours: status 500, BUG900, an observation, no internals in the answer.
 */
import { RequestError, statusOf } from '../../base/index.ts';
import type { Fault, Observe } from '../../base/index.ts';
import type { HttpResponse } from '../../http/index.ts';

const BUG: Fault = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

export function renderFault(fault: Fault, version = '4.01'): HttpResponse {
  const { code, message, target, details } = fault;
  const error = { code, message, ...(target === undefined ? {} : { target }), ...(details === undefined ? {} : { details }) };
  return {
    status: statusOf(fault),
    headers: { 'Content-Type': 'application/json', 'OData-Version': version, 'Content-Language': 'en', 'Cache-Control': 'no-store', ...fault.headers },
    body: JSON.stringify({ error }),
  };
}

export function faultOf(error: unknown, observe: Observe): Fault {
  if (error instanceof RequestError) return error.fault;
  observe({ kind: 'error', where: 'odata', error });
  return BUG;
}
