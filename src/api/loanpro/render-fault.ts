/**
 * Faults as LoanPro words them. In: a fault, or anything thrown. Out: the response. Most are
 * `{"error":{message,type,code}}`, where the code repeats the status; credentials that are not good enough
 * have a body of their own, and what may be a duplicate lists its warnings beside the error.
 * The status is 409 for whatever a body or an id gets wrong; 400 only for URLs and JSON that cannot be read.
 */
import { RequestError, statusOf } from '../../base/index.ts';
import type { Fault, FaultCode, Observe } from '../../base/index.ts';
import type { HttpResponse } from '../../http/index.ts';

/** What is not listed keeps the status of the fault. */
export const FAULT_DRESS: Readonly<Partial<Record<FaultCode, { readonly status: number }>>> = {
  MOD204: { status: 409 },
  MOD209: { status: 409 },
  BOD303: { status: 409 },
  BOD304: { status: 409 },
  BOD305: { status: 409 },
  BOD307: { status: 409 },
  LON701: { status: 409 },
  LON702: { status: 409 },
  LON703: { status: 409 },
  LON704: { status: 409 },
};

const BUG: Fault = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

export function renderFault(error: unknown, uri: string, observe: Observe): HttpResponse {
  if (!(error instanceof RequestError)) observe({ kind: 'error', where: 'loanpro', error });
  return refuse(error instanceof RequestError ? error.fault : BUG, uri);
}

/** Also for requests that the handler never gets to see. */
export function refuse(fault: Fault, uri: string): HttpResponse {
  const status = FAULT_DRESS[fault.code]?.status ?? statusOf(fault);
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...fault.headers };
  return { status, headers, body: JSON.stringify(status === 401 ? unauthorized(fault, uri) : bodyOf(fault, status)) };
}

const unauthorized = ({ message }: Fault, uri: string): object =>
  ({ code: '401-CN0001', message, context: { ip: null, uri, user_id: null, errors: [message] } });

function bodyOf(fault: Fault, status: number): object {
  const { code, message, details = [] } = fault;
  if (code !== 'PRE410') return { error: { message: messageOf(fault), type: 'ODataException', code: status } };
  return { error: { message, type: 'ODataException', code: status }, warnings: details.map((detail) => detail.message) };
}

/** There is no place for details: the message names them all. */
function messageOf({ message, details = [] }: Fault): string {
  return details.length < 2 ? message : [message, ...details.map((detail) => detail.message)].join('\n');
}
