export { maySeeSecrets, mayWrite } from './caller.ts';
export type { Caller, Role } from './caller.ts';
/** Who is calling: from API tokens and JWTs, or nobody in particular for models without tenants. */
export { authenticateNobody, makeAuthenticate } from './authenticate.ts';
export type { Authenticate, AuthenticateDeps, CallingRequest } from './authenticate.ts';
export type { JwtSettings } from './jwt.ts';
export { createToken, parseRole } from './token.ts';
export type { Owner, TokenRequest } from './token.ts';
/** What a 401 has to say in its headers. */
export { CHALLENGE } from './refuse.ts';
export { hashPassword } from './password.ts';
