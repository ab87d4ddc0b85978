/** Who may call, decided against a database. */
import { RequestError } from '../../src/base/index.ts';
import { createToken, makeAuthenticate } from '../../src/identity/index.ts';
import type { Authenticate, Role } from '../../src/identity/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

type Headers = Readonly<Record<string, string>>;

const faultOf = async (work: Promise<unknown>): Promise<RequestError['fault']> => {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof RequestError) return error.fault;
  throw new Error(`expected a fault, got ${String(error)}`);
};

forEachDatabase((_name, open) => {
  let test: TestDatabase;
  let authenticate: Authenticate;
  let clock = 0;
  const tokens = new Map<string, string>();

  const addToken = async (tenant: string, role: Role): Promise<string> => {
    const token = await createToken(test.owner, { tenant, role, label: `${tenant} ${role}` });
    if (token === undefined) throw new Error(`no tenant ${tenant}`);
    tokens.set(`${tenant} ${role}`, token);
    return token;
  };
  const call = (headers: Headers, isLoopback = false) => authenticate({ headers: new Map(Object.entries(headers)), isLoopback });
  const bearer = (token: string | undefined): Headers => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    test = await open({ install: 'loans' });
    await test.owner('tenants').insert([{ id: 1, name: 'acme' }, { id: 2, name: 'globex' }, { id: 3, name: 'demo' }]);
    await test.owner.raw("insert into api_tokens (tenant_id, token_hash, role, label, is_demo) values (3, sha256('demo'), 'admin', 'demo', true)");
    await addToken('acme', 'reader');
    await addToken('globex', 'admin');
    authenticate = makeAuthenticate({ database: test.database, now: () => clock });
  });
  afterAll(() => test.close());

  it('a token stands for its tenant, role and label', async () => {
    expect(await call(bearer(tokens.get('acme reader')))).toEqual({ tenant: 1, tenantName: 'acme', role: 'reader', actor: 'acme reader' });
    expect(await call(bearer(tokens.get('globex admin')))).toMatchObject({ tenant: 2, role: 'admin' });
  });

  it('a token works as the password of Basic', async () => {
    const authorization = `Basic ${Buffer.from(`excel:${tokens.get('acme reader')}`).toString('base64')}`;
    expect(await call({ authorization })).toMatchObject({ tenantName: 'acme' });
  });

  it.each<[string, Headers]>([
    ['no credentials', {}],
    ['an empty Bearer', { authorization: 'Bearer ' }],
    ['an unknown token', { authorization: 'Bearer nonsense' }],
    ['a hash in place of a token', { authorization: `Bearer ${'00'.repeat(32)}` }],
  ])('%s: 401 that says what to send', async (_, headers) => {
    const fault = await faultOf(call(headers));
    expect(fault.code).toBe('AUT401');
    expect(fault.headers?.['WWW-Authenticate']).toMatch(/^Bearer, Basic realm="/);
    expect(fault.hint).toContain('Authorization');
  });

  it('the tenant header may name the token’s own tenant, by name or id, and no other', async () => {
    const own = bearer(tokens.get('acme reader'));
    expect(await call({ ...own, 'autopal-instance-id': 'acme' })).toMatchObject({ tenant: 1 });
    expect(await call({ ...own, 'autopal-instance-id': '1' })).toMatchObject({ tenant: 1 });
    for (const other of ['globex', '2', 'nobody', '__proto__']) {
      expect((await faultOf(call({ ...own, 'autopal-instance-id': other }))).code).toBe('AUT403');
    }
  });

  it('the demo token works over loopback without a proxy, and nowhere else', async () => {
    expect(await call(bearer('demo'), true)).toMatchObject({ tenantName: 'demo', role: 'admin' });
    expect((await faultOf(call(bearer('demo'), false))).code).toBe('AUT401');
    expect((await faultOf(call({ ...bearer('demo'), 'x-forwarded-for': '1.2.3.4' }, true))).code).toBe('AUT401');
    expect((await faultOf(call({ ...bearer('demo'), via: '1.1 proxy' }, true))).code).toBe('AUT401');
  });

  it('a revoked or expired token stops working within seconds', async () => {
    for (const column of ['revoked_at', 'expires_at']) {
      const token = await addToken('acme', 'writer');
      expect(await call(bearer(token))).toMatchObject({ role: 'writer' });
      await test.owner.raw(`update api_tokens set ?? = now() - interval '1 second' where token_hash = sha256(?)`, [column, token]);
      clock += 10_000;
      expect((await faultOf(call(bearer(token)))).code).toBe('AUT401');
    }
  });

  it('a token made a moment after it was refused works', async () => {
    const token = 'made-later';
    expect((await faultOf(call(bearer(token)))).code).toBe('AUT401');
    await test.owner.raw("insert into api_tokens (tenant_id, token_hash, role, label) values (1, sha256(?), 'reader', 'late')", [token]);
    expect(await call(bearer(token))).toMatchObject({ actor: 'late' });
  });

  it('no token is made for a tenant that does not exist', async () => {
    expect(await createToken(test.owner, { tenant: 'nobody', role: 'admin', label: '' })).toBeUndefined();
  });

  it('the database holds no token, and the runtime cannot read their hashes', async () => {
    const rows: unknown[] = await test.owner('api_tokens').select('*');
    expect(JSON.stringify(rows)).not.toContain(tokens.get('acme reader'));
    const read = test.database.read({ tenant: 1 }, { text: 'select token_hash from api_tokens', values: [] }, 'generic');
    expect((await faultOf(read)).code).toBe('BUG900');
  });
});
