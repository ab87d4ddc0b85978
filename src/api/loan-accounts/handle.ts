/**
 * The loan-account API of Cloud Lending: one service, GET …/getDetails/{loanId}. In: requests and the
 * services. Out: its envelope around the finished text of the account; faults in the same envelope.
 */
import { fail } from '../../base/index.ts';
import { pathOf } from '../../http/index.ts';
import type { Handler, HttpRequest } from '../../http/index.ts';
import type { Authenticate, Caller } from '../../identity/index.ts';
import { readShape } from '../../service/index.ts';
import type { Deps } from '../../service/index.ts';
import { accountRead } from './account-shape.ts';
import { readAsked, readLoanId } from './read-query.ts';
import { renderFault } from './render-fault.ts';

export const LOAN_ACCOUNTS_PATH = '/services/apexrest/peer/v1/loanAccounts/getDetails';

export function createLoanAccountsHandler(deps: Deps & { readonly authenticate: Authenticate }): Handler {
  return async (request) => {
    try {
      const caller = await deps.authenticate(request);
      const account = await getDetails(deps, caller, request);
      return { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body: envelope(account) };
    } catch (error) {
      return renderFault(error, deps.observe);
    }
  };
}

const envelope = (account: string): string => `{"status":"SUCCESS","response":[],"errorMessage":null,"errorCode":"NO_ERROR","content":[${account}]}`;

async function getDetails(deps: Deps, caller: Caller, { method, target }: HttpRequest): Promise<string> {
  if (method !== 'GET' && method !== 'HEAD') fail('URL112', `HTTP Method '${method}' not allowed. Allowed are GET, HEAD.`, { headers: { Allow: 'GET, HEAD' } });
  const id = loanIdOf(target);
  if (id === '') fail('URL106', 'Loan Account Id is null', { target: 'loanId' });
  if (id.includes('\u0000')) fail('URL108', 'The Loan Account Id holds the character U+0000, which no account has.', { target: 'loanId' });
  const { read, values } = accountRead(id, readAsked(target));
  const answer = await readShape(deps, caller, { read, values, omitsNulls: true });
  return answer?.kind === 'entity' ? answer.body : fail('MOD209', 'Unable to find the Loan Account', { target: 'loanId' });
}

/** Everything behind the service's path names the account; without it, the parameter `loanId` may. */
function loanIdOf(target: string): string {
  const rest = decode(pathOf(target).slice(1)).trim();
  return rest === '' ? readLoanId(target) : rest;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail('URL102', 'The Loan Account Id holds an invalid percent escape.', { target: 'loanId' });
  }
}
