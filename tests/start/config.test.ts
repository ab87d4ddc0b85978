/** What the environment may say, and what happens when it says something else. */
import { LIMITS } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';

it('everything has a default: the embedded database under .data, on loopback port 8080', () => {
  expect(loadConfig({})).toMatchObject({
    host: '127.0.0.1', port: 8080, database: { kind: 'embedded', dataDir: '.data' }, poolSize: 8, publicUrl: undefined, logLevel: 'info', limits: LIMITS,
  });
});

it('an empty variable counts as absent', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '', PUBLIC_URL: '' })).toEqual(loadConfig({}));
});

it('settings are read as what they are', () => {
  const config = loadConfig({
    PORT: '0', HOST: '::1', DATABASE_URL: 'postgresql://u:p@h/d', DATABASE_POOL: '3', STATEMENT_TIMEOUT_MS: '500',
    PUBLIC_URL: 'https://api.example.com/loans/', LOG_LEVEL: 'silent', LIMIT_PAGE_SIZE: '50', LIMIT_URL_BYTES: '2048',
  });
  expect(config).toMatchObject({
    port: 0, host: '::1', database: { kind: 'server', url: 'postgresql://u:p@h/d' }, poolSize: 3, statementTimeoutMs: 500,
    publicUrl: 'https://api.example.com/loans', logLevel: 'silent', limits: { ...LIMITS, pageSize: 50, urlBytes: 2048 },
  });
});

it.each([
  ['PORT', 'abc'], ['PORT', '65536'], ['PORT', '80.5'], ['HOST', 'a b'], ['DATABASE_URL', 'mysql://x'], ['DATABASE_POOL', '0'],
  ['PUBLIC_URL', 'example.com'], ['PUBLIC_URL', 'https://x/?a'], ['LOG_LEVEL', 'loud'], ['STATEMENT_TIMEOUT_MS', '-1'], ['LIMIT_PAGE_SIZE', '0'],
])('%s = %s stops with a message that names it', (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`${name} is `));
});

it('all wrong settings are named at once, and no connection string is repeated', () => {
  const load = (): unknown => loadConfig({ PORT: 'x', DATABASE_URL: 'secret://user:pass@host' });
  expect(load).toThrow(/PORT is 'x'[\s\S]*DATABASE_URL is \(not shown\)/);
  expect(load).not.toThrow(/pass/);
});

it('JWTs are accepted when a secret or a key set is named; the claims have default names', () => {
  expect(loadConfig({}).jwt).toBeUndefined();
  expect(loadConfig({ JWT_SECRET: 's' }).jwt).toEqual({ key: { secret: 's' }, issuer: undefined, audience: undefined, requiresExpiry: true, tenantClaim: 'tenant', roleClaim: 'role' });
  expect(loadConfig({ JWKS_URL: 'https://id.test/jwks', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a', JWT_EXPIRY: 'optional', JWT_TENANT_CLAIM: 't', JWT_ROLE_CLAIM: 'r' }).jwt)
    .toEqual({ key: { jwksUrl: 'https://id.test/jwks' }, issuer: 'i', audience: 'a', requiresExpiry: false, tenantClaim: 't', roleClaim: 'r' });
});

it('a secret and a key set exclude each other, and the secret is not repeated', () => {
  const load = (): unknown => loadConfig({ JWT_SECRET: 'hush', JWKS_URL: 'https://id.test/jwks' });
  expect(load).toThrow(/JWT_SECRET and JWKS_URL/);
  expect(load).not.toThrow(/hush/);
  expect(() => loadConfig({ JWKS_URL: 'http://[' })).toThrow(/JWKS_URL is /);
});
