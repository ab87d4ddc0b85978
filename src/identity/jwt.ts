/**
 * JSON Web Tokens of an issuer the service was told to trust (RFC 7519). In: a compact token. Out: whom it
 * stands for: a tenant by its name and a role, from claims. Every token that cannot be trusted is refused with
 * one plain sentence; which check of its signature failed is nobody's business.
 * The algorithm is ours to choose, not the token's: HS256 for a secret, public keys for a key set.
 */
import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { CryptoKey, JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { fail } from '../base/index.ts';
import type { Database } from '../db/index.ts';
import type { Role } from './caller.ts';
import { keepBriefly } from './kept.ts';
import type { Find } from './kept.ts';
import { refuse } from './refuse.ts';
import { parseRole } from './token.ts';
import type { TokenHolder } from './token.ts';

export type JwtSettings = {
  /** The secret both sides know, or the address of the issuer's JWK set (RFC 7517). */
  readonly key: { readonly secret: string } | { readonly jwksUrl: string };
  /** Undefined: any. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Tokens that never end are refused. */
  readonly requiresExpiry: boolean;
  readonly tenantClaim: string;
  readonly roleClaim: string;
};
type Tenant = Pick<TokenHolder, 'tenant' | 'tenantName'>;
type Check = (token: string) => Promise<JWTPayload>;

const PUBLIC_KEY_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** A key set is not asked for again more often than this because of keys it does not hold. */
const MISS_COOLDOWN_MS = 5_000;
/** jose's own pause after any fetch would keep a key that was rotated in right after it out for as long. */
const NEVER_AGAIN = Number.MAX_SAFE_INTEGER;
const ACTOR_MAX = 200;

export function makeFindJwt(database: Database, settings: JwtSettings, now: () => number): (token: string) => Promise<TokenHolder> {
  const check = makeCheck(settings, now);
  const findTenant = keepBriefly((name) => queryTenant(database, name), now);
  return async (token) => holderOf(await check(token).catch(explain), settings, findTenant);
}

/** Three parts with a header that names an algorithm; API tokens have no dots. */
export function isJwt(token: string): boolean {
  try {
    return token.includes('.') && decodeProtectedHeader(token).alg !== undefined;
  } catch {
    return false;
  }
}

function makeCheck({ key, issuer, audience, requiresExpiry }: JwtSettings, now: () => number): Check {
  const claims: JWTVerifyOptions = {
    ...(issuer === undefined ? {} : { issuer }), ...(audience === undefined ? {} : { audience }), requiredClaims: requiresExpiry ? ['exp'] : [],
  };
  if ('secret' in key) {
    const secret = new TextEncoder().encode(key.secret);
    return async (token) => (await jwtVerify(token, secret, { ...claims, algorithms: ['HS256'] })).payload;
  }
  const findKey = makeFindKey(key.jwksUrl, now);
  const options = { ...claims, algorithms: PUBLIC_KEY_ALGORITHMS };
  return async (token) => {
    try {
      return (await jwtVerify(token, findKey, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return verifyByAny(token, error, options);
    }
  };
}

/** A token may leave out which key it is signed with, and while keys rotate there are two. */
async function verifyByAny(token: string, keys: AsyncIterable<CryptoKey>, options: JWTVerifyOptions): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

/** The issuer's keys, fetched when first needed and again when old, or when a token names one that is new. */
function makeFindKey(url: string, now: () => number): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), { cooldownDuration: NEVER_AGAIN });
  let askedAgain = -Infinity;
  let reloaded = Promise.resolve();
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (now() >= askedAgain + MISS_COOLDOWN_MS) {
        askedAgain = now();
        reloaded = keys.reload();
      }
      // Whether a key is unknown cannot be said while the issuer does not answer.
      await reloaded;
      return keys(header, token);
    }
  };
}

/** By the claim that did not hold. */
const CLAIM_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['exp', "The token does not say when it expires; a claim 'exp' with the time in seconds is needed."],
  ['nbf', 'The token is not valid yet.'],
]);

function explain(error: unknown): never {
  if (error instanceof errors.JWTExpired) refuse('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) refuse(CLAIM_PROBLEMS.get(error.claim) ?? 'The token was not made for this service.');
  if (isTrustProblem(error)) refuse('The token is not one that this service trusts.');
  return fail('AUT503', 'The keys that tokens are checked with cannot be fetched at the moment.', { hint: 'Try again shortly.' });
}

/** Problems of the token; others, such as a key set that does not answer, are not the caller's. */
const isTrustProblem = (error: unknown): boolean =>
  error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && !(error instanceof errors.JWKSInvalid) && error.code !== errors.JOSEError.code;

async function holderOf(payload: JWTPayload, { tenantClaim, roleClaim }: JwtSettings, findTenant: Find<Tenant>): Promise<TokenHolder> {
  const name = payload[tenantClaim];
  const tenant = typeof name === 'string' && isStorable(name) ? await findTenant(name) : undefined;
  if (tenant === undefined) return refuse(`The token's claim '${tenantClaim}' names no tenant of this service.`);
  const role = roleOf(payload[roleClaim]);
  if (role === undefined) return refuse(`The token's claim '${roleClaim}' names no role; roles are reader, writer and admin.`);
  return { ...tenant, role, label: actorOf(payload), isDemo: false };
}

/** Issuers give roles as a text or as a list, which may hold roles of other services. */
function roleOf(claim: unknown): Role | undefined {
  const named = (Array.isArray(claim) ? claim : [claim]).map((role) => (typeof role === 'string' ? parseRole(role) : undefined));
  return (['admin', 'writer', 'reader'] as const).find((role) => named.includes(role));
}

const isStorable = (text: string): boolean => !text.includes('\u0000');

/** A subject may hold anything; the audit trail wants a line. */
const actorOf = ({ sub }: JWTPayload): string => (typeof sub === 'string' && sub !== '' ? sub.replace(/\p{C}/gu, '\ufffd').slice(0, ACTOR_MAX) : 'JWT without subject');

async function queryTenant(database: Database, name: string): Promise<Tenant | undefined> {
  const statement = { name: 'find_tenant', text: 'select tenant_id, tenant_name from find_tenant($1)', values: [name] };
  const { rows } = await database.read({ tenant: undefined }, statement, 'generic');
  const [tenant, tenantName] = rows[0] ?? [];
  return tenant && tenantName ? { tenant: Number(tenant), tenantName } : undefined;
}
