/**
 * Faults in the dress of the loan-account API: the envelope of every answer, with `status` ERROR.
 * In: a fault, or anything thrown. Out: the response. The table says status and code of each family; its
 * document prescribes 500 for what fails while the request is processed, unknown columns included.
 */
import { RequestError, statusOf } from '../../base/index.ts';
import type { Fault, FaultCode, Observe } from '../../base/index.ts';
import type { HttpResponse } from '../../http/index.ts';

type Dress = { readonly status: number; readonly errorCode: string };

/** What is not listed keeps the status of the fault; its code is INVALID_INPUT below 500, API_EXCEPTION above. */
export const FAULT_DRESS: Readonly<Partial<Record<FaultCode, Dress>>> = {
  AUT401: { status: 401, errorCode: 'INVALID_SESSION_ID' },
  AUT503: { status: 503, errorCode: 'SERVER_UNAVAILABLE' },
  AUT403: { status: 403, errorCode: 'INSUFFICIENT_ACCESS' },
  MOD202: { status: 500, errorCode: 'API_EXCEPTION' },
  MOD209: { status: 400, errorCode: 'INVALID_INPUT' },
  URL112: { status: 405, errorCode: 'METHOD_NOT_ALLOWED' },
  DBS502: { status: 503, errorCode: 'SERVER_UNAVAILABLE' },
  DBS503: { status: 503, errorCode: 'SERVER_UNAVAILABLE' },
  BUG900: { status: 500, errorCode: 'API_EXCEPTION' },
};

const BUG: Fault = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

export function renderFault(error: unknown, observe: Observe): HttpResponse {
  if (!(error instanceof RequestError)) observe({ kind: 'error', where: 'loan-accounts', error });
  return refuse(error instanceof RequestError ? error.fault : BUG);
}

/** Also for requests that the handler never gets to see. */
export function refuse(fault: Fault): HttpResponse {
  const status = FAULT_DRESS[fault.code]?.status ?? statusOf(fault);
  const errorCode = FAULT_DRESS[fault.code]?.errorCode ?? (status < 500 ? 'INVALID_INPUT' : 'API_EXCEPTION');
  const body = { status: 'ERROR', response: [], errorMessage: fault.message, errorCode, content: [] };
  return { status, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...fault.headers }, body: JSON.stringify(body) };
}
