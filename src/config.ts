/**
 * The only reader of the environment. In: environment variables. Out: a frozen `Config`, or an error that
 * names every wrong setting, what it holds and what it should hold. An empty variable counts as absent.
 */
import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { LIMITS } from './base/index.ts';
import type { Limits } from './base/index.ts';
import type { JwtSettings } from './identity/index.ts';

export type DatabaseConfig =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'embedded'; readonly dataDir: string };

export type Config = {
  readonly host: string;
  readonly port: number;
  readonly database: DatabaseConfig;
  readonly schema: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** Without a trailing slash; undefined: from the request's Host. */
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
  readonly limits: Limits;
  /** Undefined: no JWT is accepted. */
  readonly jwt: JwtSettings | undefined;
};

/** Where the loan model lives in its database. */
const LOAN_SCHEMA = 'loan_service';
/** The role the service works as; the migrations make it. */
export const RUNTIME_ROLE = 'odata_runtime';

const integer = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const limitSetting = (name: string): string => `LIMIT_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

const SETTINGS: Readonly<Record<string, object>> = {
  PORT: { ...integer(0, 65_535), default: 8080 },
  HOST: { type: 'string', pattern: '^[A-Za-z0-9.:_-]+$', default: '127.0.0.1' },
  DATABASE_URL: { type: 'string', pattern: '^postgres(ql)?://' },
  DATABASE_POOL: { ...integer(1, 200), default: 8 },
  DATA_DIR: { type: 'string', default: '.data' },
  PUBLIC_URL: { type: 'string', pattern: '^https?://[^/?#\\s]+[^?#\\s]*$' },
  STATEMENT_TIMEOUT_MS: { ...integer(1, 3_600_000), default: 30_000 },
  JWT_SECRET: { type: 'string' },
  JWKS_URL: { type: 'string', pattern: '^https?://[^\\s]+$' },
  JWT_ISSUER: { type: 'string' },
  JWT_AUDIENCE: { type: 'string' },
  JWT_EXPIRY: { enum: ['required', 'optional'], default: 'required' },
  JWT_TENANT_CLAIM: { type: 'string', default: 'tenant' },
  JWT_ROLE_CLAIM: { type: 'string', default: 'role' },
  LOG_LEVEL: { enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' },
  ...Object.fromEntries(Object.entries(LIMITS).map(([name, value]) => [limitSetting(name), { ...integer(1, 2 ** 31 - 1), default: value }])),
};

/** What validation leaves behind: numbers are numbers, defaults are filled in. */
type Settings = Readonly<Record<string, string | number | undefined>>;

/** `defaults` stand in for settings that the environment does not name. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env, defaults: Readonly<Record<string, number>> = {}): Config {
  const settings = { ...validate(environment), ...unset(environment, defaults) };
  const text = (name: string): string => String(settings[name]);
  const optional = (name: string): string | undefined => (settings[name] === undefined ? undefined : text(name));
  const number = (name: string): number => Number(settings[name]);
  const url = optional('DATABASE_URL');
  const database: DatabaseConfig = url === undefined ? { kind: 'embedded', dataDir: text('DATA_DIR') } : { kind: 'server', url };
  return Object.freeze({
    host: text('HOST'),
    port: number('PORT'),
    database,
    schema: LOAN_SCHEMA,
    poolSize: number('DATABASE_POOL'),
    statementTimeoutMs: number('STATEMENT_TIMEOUT_MS'),
    publicUrl: optional('PUBLIC_URL')?.replace(/\/+$/, ''),
    logLevel: text('LOG_LEVEL'),
    limits: readLimits(number),
    jwt: jwtOf(optional),
  });
}

function jwtOf(optional: (name: string) => string | undefined): JwtSettings | undefined {
  const [secret, jwksUrl, issuer, audience] = ['JWT_SECRET', 'JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'].map(optional);
  const requiresExpiry = optional('JWT_EXPIRY') !== 'optional';
  const claims = { issuer, audience, requiresExpiry, tenantClaim: optional('JWT_TENANT_CLAIM') ?? '', roleClaim: optional('JWT_ROLE_CLAIM') ?? '' };
  if (secret !== undefined && jwksUrl !== undefined) throw new Error('The configuration is not valid:\n  JWT_SECRET and JWKS_URL are both given; tokens are checked with one of them.');
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) throw new Error(`The configuration is not valid:\n  JWKS_URL is '${jwksUrl}'; it must be a URL.`);
  if (secret !== undefined) return { key: { secret }, ...claims };
  return jwksUrl === undefined ? undefined : { key: { jwksUrl }, ...claims };
}

function readLimits(number: (name: string) => number): Limits {
  return Object.freeze(Object.fromEntries(Object.keys(LIMITS).map((name) => [name, number(limitSetting(name))])) as Limits);
}

const unset = (environment: Readonly<Record<string, string | undefined>>, defaults: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(defaults).filter(([name]) => (environment[name] ?? '') === ''));

function validate(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.keys(SETTINGS).filter((name) => environment[name] !== undefined && environment[name] !== '');
  const settings: Record<string, string | number | undefined> = Object.fromEntries(given.map((name) => [name, environment[name]]));
  const check = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true }).compile({ type: 'object', properties: SETTINGS });
  if (!check(settings)) throw new Error(['The configuration is not valid:', ...(check.errors ?? []).map((error) => explain(error, environment))].join('\n'));
  return settings;
}

/** A connection string may hold a password and is never repeated. */
function explain(error: ErrorObject, environment: Readonly<Record<string, string | undefined>>): string {
  const name = error.instancePath.slice(1);
  const value = name === 'DATABASE_URL' ? '(not shown)' : `'${environment[name]}'`;
  const allowed = error.keyword === 'enum' ? `: ${(error.params['allowedValues'] as readonly string[]).join(', ')}` : '';
  return `  ${name} is ${value}; it ${error.message ?? 'is wrong'}${allowed}`;
}
