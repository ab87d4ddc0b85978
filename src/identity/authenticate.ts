/**
 * Headers → `Caller`, or a fault that says how to do it right. In: a request's headers and whether it came
 * over loopback. Out: tenant, role and a name for the audit trail.
 * The demo token is public knowledge: it works only where nobody else can reach the service.
 * A bearer credential is a JWT when the service was told whose it trusts and the text is one; else an API token.
 */
import { fail } from '../base/index.ts';
import type { Database } from '../db/index.ts';
import type { Caller } from './caller.ts';
import { isForwarded, readTenantName, readToken } from './credentials.ts';
import type { CredentialHeaders } from './credentials.ts';
import { isJwt, makeFindJwt } from './jwt.ts';
import type { JwtSettings } from './jwt.ts';
import { refuse } from './refuse.ts';
import { makeFindToken } from './token.ts';
import type { TokenHolder } from './token.ts';

/** The part of a request that says who is calling. */
export type CallingRequest = { readonly headers: CredentialHeaders; readonly isLoopback: boolean };
export type Authenticate = (request: CallingRequest) => Promise<Caller>;
export type AuthenticateDeps = {
  readonly database: Database;
  readonly now?: () => number;
  /** Absent: no JWT is accepted. */
  readonly jwt?: JwtSettings | undefined;
};

export function makeAuthenticate({ database, now = () => performance.now(), jwt }: AuthenticateDeps): Authenticate {
  const findToken = makeFindToken(database, now);
  const findJwt = jwt === undefined ? undefined : makeFindJwt(database, jwt, now);
  return async (request) => {
    const token = readToken(request.headers);
    if (token === undefined) refuse('The request carries no credentials this service reads.');
    const holder = findJwt !== undefined && isJwt(token) ? await findJwt(token) : await findToken(token);
    if (holder === undefined) refuse('The token is unknown, expired or revoked.');
    if (holder.isDemo && !mayUseDemo(request)) refuse('The demo token works only on a service that listens on a loopback address, reached without a proxy.');
    checkTenant(holder, readTenantName(request.headers));
    return { tenant: holder.tenant, tenantName: holder.tenantName, role: holder.role, actor: holder.label };
  };
}

/** For models without tenants, served without authentication. */
export const authenticateNobody: Authenticate = () =>
  Promise.resolve({ tenant: undefined, tenantName: '', role: 'admin', actor: 'anonymous' });

const mayUseDemo = (request: CallingRequest): boolean => request.isLoopback && !isForwarded(request.headers);

function checkTenant(holder: TokenHolder, wanted: string | undefined): void {
  if (wanted === undefined || wanted === holder.tenantName || wanted === String(holder.tenant)) return;
  fail('AUT403', `The credentials may not use the tenant '${wanted.slice(0, 100)}' named in Autopal-Instance-ID.`, {
    hint: 'Leave the header out to use the tenant the credentials belong to.',
  });
}
