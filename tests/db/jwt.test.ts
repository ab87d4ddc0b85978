/** JSON Web Tokens as credentials: which are trusted, whom they stand for, and what is said of the others. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { RequestError } from '../../src/base/index.ts';
import { createToken, makeAuthenticate } from '../../src/identity/index.ts';
import type { Authenticate, Caller, JwtSettings } from '../../src/identity/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const SECRET = 'a secret of more than thirty-two bytes, for tests';
const BY_SECRET: JwtSettings = { key: { secret: SECRET }, issuer: 'https://issuer.test', audience: 'loans', requiresExpiry: true, tenantClaim: 'tenant', roleClaim: 'role' };
type Claims = Readonly<Record<string, unknown>>;
const GOOD: Claims = { iss: 'https://issuer.test', aud: 'loans', sub: 'ada', tenant: 'acme', role: 'writer' };

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const sign = (claims: Claims, secret = SECRET): Promise<string> =>
  new SignJWT({ exp: seconds(60), ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));

forEachDatabase((_name, open) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open({ install: 'loans' });
    await test.owner('tenants').insert([{ id: 1, name: 'acme' }, { id: 2, name: 'globex' }]);
  });
  afterAll(() => test.close());

  const with_ = (jwt: JwtSettings | undefined, now?: () => number): Authenticate => makeAuthenticate({ database: test.database, jwt, ...(now === undefined ? {} : { now }) });
  const call = (authenticate: Authenticate, token: string): Promise<Caller> => authenticate({ headers: new Map([['authorization', `Bearer ${token}`]]), isLoopback: false });
  const refusal = async (authenticate: Authenticate, token: string): Promise<RequestError['fault']> => {
    const error: unknown = await call(authenticate, token).then((caller) => caller, (thrown: unknown) => thrown);
    if (error instanceof RequestError) return error.fault;
    throw new Error(`expected a fault, got ${JSON.stringify(error)}`);
  };

  describe('signed with a shared secret', () => {
    it('a token stands for the tenant and role of its claims and for its subject', async () => {
      expect(await call(with_(BY_SECRET), await sign(GOOD))).toEqual({ tenant: 1, tenantName: 'acme', role: 'writer', actor: 'ada' });
    });

    it.each<[string, Claims, Partial<Caller>]>([
      ['a list of roles', { ...GOOD, role: ['billing', 'reader', 'admin'] }, { role: 'admin' }],
      ['an audience list', { ...GOOD, aud: ['other', 'loans'] }, { role: 'writer' }],
      ['a subject with control characters', { ...GOOD, sub: 'a\u0000\nb' }, { actor: 'a\ufffd\ufffdb' }],
      ['no subject', { ...GOOD, sub: undefined, tenant: 'globex', role: 'reader' }, { tenant: 2, role: 'reader', actor: 'JWT without subject' }],
    ])('%s is read', async (_, claims, expected) => {
      expect(await call(with_(BY_SECRET), await sign(claims))).toMatchObject(expected);
    });

    it.each<[string, () => string | Promise<string>, RegExp]>([
      ['expired', () => sign({ ...GOOD, exp: seconds(-1) }), /has expired/],
      ['that never expires', () => sign({ ...GOOD, exp: undefined }), /does not say when it expires/],
      ['with a text for the time it expires', () => sign({ ...GOOD, exp: '9999999999' }), /does not say when it expires/],
      ['not yet valid', () => sign({ ...GOOD, nbf: seconds(60) }), /not valid yet/],
      ['for another audience', () => sign({ ...GOOD, aud: 'payroll' }), /not made for this service/],
      ['without an audience', () => sign({ ...GOOD, aud: undefined }), /not made for this service/],
      ['of another issuer', () => sign({ ...GOOD, iss: 'https://issuer.test.evil' }), /not made for this service/],
      ['signed with another secret', () => sign(GOOD, `${SECRET}!`), /not one that this service trusts/],
      ['without a signature (alg none)', () => `${encode({ alg: 'none' })}.${encode({ ...GOOD, exp: seconds(60) })}.`, /not one that this service trusts/],
      ['of an unexpected algorithm', () => new SignJWT(GOOD).setProtectedHeader({ alg: 'HS512' }).sign(new TextEncoder().encode(SECRET)), /not one that this service trusts/],
      ['with changed claims', async () => (await sign(GOOD)).replace(/\.[^.]+\./, `.${encode({ ...GOOD, role: 'admin' })}.`), /not one that this service trusts/],
      ['cut short', async () => (await sign(GOOD)).slice(0, -3), /not one that this service trusts/],
      ['with an unknown critical header', () => `${encode({ alg: 'HS256', crit: ['x'], x: 1 })}.${encode(GOOD)}.AAAA`, /not one that this service trusts/],
      ['for an unknown tenant', () => sign({ ...GOOD, tenant: 'nobody' }), /claim 'tenant' names no tenant/],
      ['for a tenant by number', () => sign({ ...GOOD, tenant: 1 }), /claim 'tenant' names no tenant/],
      ['for a tenant with NUL in its name', () => sign({ ...GOOD, tenant: 'acme\u0000' }), /claim 'tenant' names no tenant/],
      ['without a tenant', () => sign({ ...GOOD, tenant: undefined }), /claim 'tenant' names no tenant/],
      ['with an unknown role', () => sign({ ...GOOD, role: 'root' }), /claim 'role' names no role/],
      ['without a role', () => sign({ ...GOOD, role: undefined }), /claim 'role' names no role/],
    ])('a token %s is refused with a plain sentence', async (_, make, message) => {
      const fault = await refusal(with_(BY_SECRET), await make());
      expect(fault).toMatchObject({ code: 'AUT401', headers: { 'WWW-Authenticate': expect.stringMatching(/^Bearer/) } });
      expect(fault.message).toMatch(message);
      expect(fault.message).not.toMatch(/signature|HMAC|JWS|jose/i);
    });

    it('claims may have other names', async () => {
      const settings = { ...BY_SECRET, tenantClaim: 'https://loans.test/org', roleClaim: 'roles' };
      const caller = await call(with_(settings), await sign({ ...GOOD, 'https://loans.test/org': 'globex', roles: ['admin'] }));
      expect(caller).toMatchObject({ tenantName: 'globex', role: 'admin' });
    });

    it('a token that never expires is accepted where the service was told so', async () => {
      const authenticate = with_({ ...BY_SECRET, requiresExpiry: false });
      expect(await call(authenticate, await sign({ ...GOOD, exp: undefined }))).toMatchObject({ tenant: 1 });
      expect((await refusal(authenticate, await sign({ ...GOOD, exp: seconds(-1) }))).message).toMatch(/has expired/);
    });

    it('the tenant header may name only the tenant of the token', async () => {
      const token = await sign(GOOD);
      const ask = (tenant: string): Promise<Caller> => with_(BY_SECRET)({ headers: new Map([['authorization', `Bearer ${token}`], ['autopal-instance-id', tenant]]), isLoopback: false });
      expect(await ask('acme')).toMatchObject({ tenant: 1 });
      await expect(ask('globex')).rejects.toMatchObject({ fault: { code: 'AUT403' } });
    });

    it('API tokens keep working beside it, and a JWT means nothing where none is configured', async () => {
      const token = await createToken(test.owner, { tenant: 'globex', role: 'reader', label: 'nightly' });
      expect(await call(with_(BY_SECRET), token ?? '')).toMatchObject({ tenantName: 'globex', actor: 'nightly' });
      expect((await refusal(with_(undefined), await sign(GOOD))).message).toMatch(/unknown, expired or revoked/);
    });
  });

  describe('signed with a key of the issuer', () => {
    let keys: JWK[] = [];
    let fetched = 0;
    let status = 200;
    const server = createServer((_request, response) => {
      fetched += 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? JSON.stringify({ keys }) : 'sorry');
    });
    let settings: JwtSettings;
    beforeAll(async () => {
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      settings = { ...BY_SECRET, key: { jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json` } };
    });
    afterAll(() => new Promise((resolve) => void server.close(resolve)));
    beforeEach(() => {
      [keys, fetched, status] = [[], 0, 200];
    });

    type Issuer = { readonly jwk: JWK; readonly token: (claims?: Claims) => Promise<string> };
    async function makeIssuer(kid: string | undefined, alg = 'RS256'): Promise<Issuer> {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const named = kid === undefined ? {} : { kid };
      const jwk = { ...(await exportJWK(publicKey)), ...named, alg, use: 'sig' };
      return { jwk, token: (claims = {}) => new SignJWT({ exp: seconds(60), ...GOOD, ...claims }).setProtectedHeader({ alg, ...named }).sign(privateKey) };
    }

    it.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('a token of %s is trusted', async (alg) => {
      const issuer = await makeIssuer('k1', alg);
      keys = [issuer.jwk];
      expect(await call(with_(settings), await issuer.token())).toMatchObject({ tenant: 1, role: 'writer' });
    });

    it('the keys are fetched once for many tokens, and again when a token names a new one', async () => {
      const [first, second] = [await makeIssuer('k1'), await makeIssuer('k2')];
      keys = [first.jwk];
      const authenticate = with_(settings);
      for (let i = 0; i < 3; i++) await call(authenticate, await first.token());
      expect(fetched).toBe(1);
      keys = [second.jwk];
      expect(await call(authenticate, await second.token())).toMatchObject({ tenant: 1 });
      expect(fetched).toBe(2);
      // the key that was taken away is not trusted any more
      expect((await refusal(authenticate, await first.token())).code).toBe('AUT401');
    });

    it('a token that names no key is tried with every key that could have signed it', async () => {
      const [first, second, stranger] = [await makeIssuer(undefined), await makeIssuer(undefined), await makeIssuer(undefined)];
      keys = [first.jwk, second.jwk];
      const authenticate = with_(settings);
      expect(await call(authenticate, await second.token())).toMatchObject({ tenant: 1 });
      expect((await refusal(authenticate, await second.token({ exp: seconds(-1) }))).message).toMatch(/has expired/);
      expect((await refusal(authenticate, await stranger.token())).message).toMatch(/not one that this service trusts/);
    });

    it('unknown keys make the service ask its issuer once in a while, not every time', async () => {
      let clock = 0;
      const [known, unknown] = [await makeIssuer('k1'), await makeIssuer('nobody')];
      keys = [known.jwk];
      const authenticate = with_(settings, () => clock);
      for (let i = 0; i < 5; i++) expect((await refusal(authenticate, await unknown.token())).code).toBe('AUT401');
      expect(fetched).toBe(2);
      clock += 5_000;
      expect((await refusal(authenticate, await unknown.token())).code).toBe('AUT401');
      expect(fetched).toBe(3);
      expect(await call(authenticate, await known.token())).toMatchObject({ tenant: 1 });
    });

    it('an unknown key is not the fault of the caller while the issuer does not answer', async () => {
      const [known, unknown] = [await makeIssuer('k1'), await makeIssuer('k2')];
      keys = [known.jwk];
      const authenticate = with_(settings);
      expect(await call(authenticate, await known.token())).toMatchObject({ tenant: 1 });
      status = 500;
      for (let i = 0; i < 2; i++) expect((await refusal(authenticate, await unknown.token())).code).toBe('AUT503');
      expect(await call(authenticate, await known.token())).toMatchObject({ tenant: 1 });
    });

    it('a token signed with the public key as if it were a secret is refused', async () => {
      const issuer = await makeIssuer('k1');
      keys = [issuer.jwk];
      const forged = await new SignJWT({ exp: seconds(60), ...GOOD, role: 'admin' }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new TextEncoder().encode(JSON.stringify(issuer.jwk)));
      expect((await refusal(with_(settings), forged)).code).toBe('AUT401');
    });

    it.each([[500, undefined], [200, [{ not: 'a key' }]], [302, undefined]])('an issuer that answers %i and %j is not the fault of the caller: 503', async (given, answered) => {
      const issuer = await makeIssuer('k1');
      status = given;
      keys = (answered ?? []) as JWK[];
      const fault = await refusal(with_(settings), await issuer.token());
      expect(fault.code).toBe(answered === undefined ? 'AUT503' : 'AUT401');
      expect(fault.message).not.toContain('127.0.0.1');
    });

    it('an issuer that is not there is not the fault of the caller: 503', async () => {
      const issuer = await makeIssuer('k1');
      const nowhere = { ...settings, key: { jwksUrl: 'http://127.0.0.1:9/jwks.json' } };
      expect((await refusal(with_(nowhere), await issuer.token())).code).toBe('AUT503');
    });
  });
});
