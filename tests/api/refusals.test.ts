/** Every fault that reaches an API shape, caused over a socket: its status and body are that shape's, never another's. */
import type { Server } from 'node:http';
import { createApp } from '../../src/app.ts';
import type { AppDeps } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import type { FaultCode } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import { openServer } from '../../src/db/index.ts';
import { listen, stop } from '../../src/http/index.ts';
import { LOAN_SHAPES } from '../../src/loan-shapes.ts';
import { cellOf } from '../../tools/api-faults.ts';
import { CHANGE, GRANTED, PATHS, REFUSALS } from '../../tools/refusals.ts';
import type { Refusal, ShapeName } from '../../tools/refusals.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { AUDIENCE, ISSUER, makeKey, secondsFromNow, startIssuer, unsigned } from '../support/issuer.ts';
import type { Issuer, Key } from '../support/issuer.ts';
import { installOtherTenant } from '../support/other-tenant.ts';
import { repeatable } from '../support/repeatable.ts';
import { loanModel, operationsOf } from '../support/service.ts';
import type { Json } from '../support/service.ts';
import { askWire } from '../support/wire.ts';
import type { Wired } from '../support/wire.ts';

const SHAPES = Object.keys(PATHS) as readonly ShapeName[];
const some = expect.any(String);
const LIMIT_BYTES = 20_000;

/** What a refusal looks like, member for member. */
const BODIES: Readonly<Record<ShapeName, (status: number) => Json>> = {
  odata: () => ({ error: { code: expect.stringMatching(/^[A-Z]{3}\d{3}$/), message: some } }),
  clients: (status) => ({ type: 'about:blank', title: some, status, detail: some, code: expect.stringMatching(/^[A-Z]{3}\d{3}$/) }),
  customers: () => ({ code: expect.stringMatching(/^[a-z_]+$/), message: some }),
  'loan-accounts': () => ({ status: 'ERROR', response: [], errorMessage: some, errorCode: expect.stringMatching(/^[A-Z_]+$/), content: [] }),
  loanpro: (status) => (status === 401 ? { code: '401-CN0001', message: some, context: { ip: null, uri: some, user_id: null, errors: [some] } } : { error: { message: some, type: 'ODataException', code: status } }),
};
/** Members that some refusals have and others do not. */
const MORE: Readonly<Record<ShapeName, readonly string[]>> = { odata: [], clients: ['errors'], customers: [], 'loan-accounts': [], loanpro: ['warnings'] };
const typeOf = (shape: ShapeName): string => (shape === 'clients' ? 'application/problem+json' : 'application/json');

function expectRefusal(shape: ShapeName, answer: Wired, { code, status }: { readonly code: FaultCode; readonly status: number }): void {
  const [documented, word] = cellOf(shape, code).split(' ');
  expect({ status: answer.status, type: answer.headers['content-type'], documented }).toEqual({ status, type: typeOf(shape), documented: String(status) });
  expect(answer.json).toMatchObject(BODIES[shape](status));
  expect(Object.keys(BODIES[shape](status))).toEqual(Object.keys(answer.json).filter((name) => !MORE[shape].includes(name)));
  if (shape === 'odata') expect(answer.json.error.code).toBe(code);
  if (shape === 'clients') expect(answer.json.code).toBe(code);
  if (word !== undefined) expect(answer.json[shape === 'customers' ? 'code' : 'errorCode']).toBe(word);
  expect(answer.text).not.toMatch(/<html|node:|at Object\.|duplicate key|syntax error at/i);
}

forEachDatabase((_name, open) => {
  let opened: TestDatabase;
  let issuer: Issuer;
  let key: Key;
  let server: Server;
  let origin: string;
  const known: Record<string, string> = {};

  const environment = (url: string): Record<string, string> => ({
    PORT: '0', LOG_LEVEL: 'silent', JWKS_URL: url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, LIMIT_BODY_BYTES: String(LIMIT_BYTES),
  });
  const start = async (more: Partial<AppDeps> = {}, url = issuer.url): Promise<{ readonly server: Server; readonly origin: string }> => {
    const config = loadConfig(environment(url));
    const started = createApp({ config, database: opened.database, model: loanModel(), observe: observeNothing, operations: operationsOf(loanModel()), shapes: LOAN_SHAPES, ...more });
    return { server: started, origin: await listen(started, config) };
  };
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
  type Asking = Partial<Omit<Refusal, 'token'>> & { readonly token?: string | null; readonly at?: string };
  const ask = (shape: ShapeName, { ask: asked = `GET ${GRANTED[shape]}`, body, headers = {}, token = 'demo', at = origin }: Asking): Promise<Wired> => {
    const [method = '', target = ''] = asked.split(/ (.*)/);
    const all = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
    const sent = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, filled(value)]));
    return askWire(at, { method, path: PATHS[shape] + filled(target), headers: sent, body });
  };

  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    await installOtherTenant(opened.owner);
    issuer = await startIssuer();
    key = await makeKey('first');
    issuer.publish(key);
    ({ server, origin } = await start());
    const { uid } = await opened.owner('customers').where({ id: 555, email: 'none@simnang.com' }).first<{ uid: string }>('uid');
    const { tenant_id } = await opened.owner('customers').where({ uid }).first<{ tenant_id: number }>('tenant_id');
    const [bare] = await opened.owner('loans').insert({ tenant_id, name: 'LAI-77000001', display_id: 'bare' }).returning<{ id: number }[]>('id');
    Object.assign(known, { client: uid, bare: String(bare?.id), now: new Date().toUTCString() });
  });
  afterAll(async () => {
    await stop(server);
    await issuer.close();
    await opened.close();
  });

  describe.each(SHAPES)('%s', (shape) => {
    test.each(REFUSALS[shape])('$code: $ask is $status', async (refusal) => {
      expectRefusal(shape, await ask(shape, refusal), refusal);
    });

    test('the request that credentials and sizes are tried on is granted', async () => {
      expect((await ask(shape, {})).status).toBe(200);
      expect((await ask(shape, { token: await key.sign() })).status).toBe(200);
    });

    test.each<[string, () => string | null | Promise<string>]>([
      ['no token', () => null],
      ['an unknown token', () => 'nobody'],
      ['an expired JWT', () => key.sign({ exp: secondsFromNow(-60) })],
      ['a JWT that is not valid yet', () => key.sign({ nbf: secondsFromNow(600) })],
      ['a JWT for another audience', () => key.sign({ aud: 'payroll' })],
      ['a JWT of another issuer', () => key.sign({ iss: 'https://evil.test' })],
      ['a JWT of the algorithm none', unsigned],
      ['a JWT of an unknown key', async () => (await makeKey('stranger')).sign()],
      ['a JWT for an unknown tenant', () => key.sign({ tenant: 'nobody' })],
      ['a JWT without a role', () => key.sign({ role: undefined })],
    ])('AUT401: %s', async (_case, token) => {
      const answer = await ask(shape, { token: await token() });
      expectRefusal(shape, answer, { code: 'AUT401', status: 401 });
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    });

    test('AUT401: a JWT whose key has been replaced in the key set', async () => {
      const [old, next] = [await makeKey(`old-${shape}`), await makeKey(`next-${shape}`)];
      issuer.publish(old);
      const fresh = await start();
      expect((await ask(shape, { token: await old.sign(), at: fresh.origin })).status).toBe(200);
      issuer.publish(next);
      expect((await ask(shape, { token: await next.sign(), at: fresh.origin })).status).toBe(200);
      expectRefusal(shape, await ask(shape, { token: await old.sign(), at: fresh.origin }), { code: 'AUT401', status: 401 });
      await stop(fresh.server);
      issuer.publish(key);
    });

    test('a tenant that the token may not use', async () => {
      const isLoanPro = shape === 'loanpro';
      expectRefusal(shape, await ask(shape, { headers: { 'autopal-instance-id': 'other' } }), { code: isLoanPro ? 'AUT401' : 'AUT403', status: isLoanPro ? 401 : 403 });
    });

    test('AUT503: a key set that cannot be fetched', async () => {
      const deaf = await start({}, 'http://127.0.0.1:9/jwks.json');
      expectRefusal(shape, await ask(shape, { token: await key.sign(), at: deaf.origin }), { code: 'AUT503', status: 503 });
      await stop(deaf.server);
    });

    test('LIM601, URL112, URL115: a long URL, a method of another world, a Host that is none', async () => {
      expectRefusal(shape, await ask(shape, { ask: `GET ${GRANTED[shape]}?x=${'y'.repeat(20_000)}` }), { code: 'LIM601', status: 414 });
      const strange = await ask(shape, { ask: `SEARCH ${GRANTED[shape]}` });
      expectRefusal(shape, strange, { code: 'URL112', status: 405 });
      expect(strange.headers['allow']).toMatch(/GET/);
      expectRefusal(shape, await ask(shape, { headers: { host: 'not a host' } }), { code: 'URL115', status: 400 });
    });

    test('DBS502: a database that is not there', async () => {
      const nowhere = openServer({ url: 'postgres://postgres@127.0.0.1:9/postgres', poolSize: 1, schema: 'nowhere', role: 'nobody', statementTimeoutMs: 1_000, observe: observeNothing });
      const lost = await start({ database: nowhere });
      expectRefusal(shape, await ask(shape, { at: lost.origin }), { code: 'DBS502', status: 503 });
      await stop(lost.server);
      await nowhere.close();
    });

    test('BUG900: an error of ours says nothing of its cause', async () => {
      const broken = await start({ authenticate: () => Promise.reject(new TypeError('secret of the house')) });
      const answer = await ask(shape, { at: broken.origin });
      expectRefusal(shape, answer, { code: 'BUG900', status: 500 });
      expect(answer.text).not.toContain('secret');
      await stop(broken.server);
    });

    const changing = shape === 'loan-accounts' ? undefined : CHANGE[shape];
    if (changing === undefined) return;
    const [change, body] = changing;

    test('BOD306: a body too large', async () => {
      expectRefusal(shape, await ask(shape, { ask: change, body: body.padEnd(LIMIT_BYTES + 1) }), { code: 'BOD306', status: 413 });
    });

    test('PRE408: an id that belongs to another request', async () => {
      const headers = repeatable();
      expect(Math.trunc((await ask(shape, { ask: change, body, headers })).status / 100)).toBe(2);
      expectRefusal(shape, await ask(shape, { ask: change, body: `${body} `, headers }), { code: 'PRE408', status: 400 });
    });
  });
});
