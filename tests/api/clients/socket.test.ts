/** The Clients API as a client meets it over HTTP: both bases, a JWT, HEAD, the status line of what is not supported. */
import type { Server } from 'node:http';
import { SignJWT } from 'jose';
import { createApp } from '../../../src/app.ts';
import { observeNothing } from '../../../src/base/index.ts';
import { loadConfig } from '../../../src/config.ts';
import { listen, stop } from '../../../src/http/index.ts';
import { LOAN_SHAPES } from '../../../src/loan-shapes.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { loanModel, operationsOf } from '../../support/service.ts';
import { askWire } from '../../support/wire.ts';

const SECRET = 'shared between the issuer and this service';
const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent', JWT_SECRET: SECRET, JWT_AUDIENCE: 'clients' });

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let server: Server;
  let origin: string;
  let token: string;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    server = createApp({ config, database: opened.database, model: loanModel(), observe: observeNothing, operations: operationsOf(loanModel()), shapes: LOAN_SHAPES });
    origin = await listen(server, config);
    token = await new SignJWT({ tenant: 'demo', role: 'writer', sub: 'portal' }).setProtectedHeader({ alg: 'HS256' }).setAudience('clients').setExpirationTime('1 minute').sign(new TextEncoder().encode(SECRET));
  });
  afterAll(async () => {
    await stop(server);
    await opened.close();
  });

  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(origin + path, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  it('a client made at one base is read at the other, and the trail names the subject of the JWT', async () => {
    const made = await ask('POST', '/homedashboard/clients', { email: 'a@b.io', firstName: 'A', lastName: 'B' });
    expect(made.status).toBe(200);
    const { id } = await made.json() as { id: string };
    const read = await ask('GET', `/clients/${id}`);
    expect(await read.json()).toMatchObject({ id, email: 'a@b.io' });
    const trail = await ask('GET', `/odata.svc/AuditRecords?$filter=entityUid eq ${id}&$select=actor`);
    expect(await trail.json()).toMatchObject({ value: [{ actor: 'portal' }] });
    const head = await ask('HEAD', `/clients/${id}`);
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'application/json', '']);
  });

  it('DELETE of all clients says in its status line why not', async () => {
    const answer = await ask('DELETE', '/clients');
    expect([answer.status, answer.statusText, answer.headers.get('content-length'), await answer.text()]).toEqual([405, 'Operation is not currently supported on this resource', '0', '']);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });

  it('other paths that begin alike are not clients', async () => {
    expect((await ask('GET', '/clientsx')).status).toBe(404);
    expect((await ask('GET', '/Clients')).status).toBe(404);
  });

  const ALLOWED: Readonly<Record<string, string>> = {
    '/clients': 'GET, HEAD, POST, OPTIONS', '/homedashboard/clients': 'GET, HEAD, POST, OPTIONS', '/v1/customers': 'GET, HEAD, POST',
    '/services/apexrest/peer/v1/loanAccounts/getDetails': 'GET, HEAD', '/api/public/api/1': 'GET, HEAD',
  };

  it.each(LOAN_SHAPES)('what is too long for the handler, or a method nobody knows, is refused at $path in the dress of that API', async ({ path }) => {
    const long = await ask('GET', `${path}?x=${'y'.repeat(20_000)}`);
    const strange = await ask('SEARCH', path === '/api/public/api/1' ? `${path}/odata.svc` : path);
    const expecting = await askWire(origin, { method: 'GET', path, headers: { expect: 'a miracle' } });
    expect([long.status, strange.status, expecting.status]).toEqual([414, 405, 400]);
    expect(expecting.text).toContain('100-continue');
    expect(expecting.text).not.toMatch(/^\{"error":\{"code":"/);
    expect(strange.headers.get('allow')).toBe(ALLOWED[path]);
    for (const answer of [long, strange]) {
      const text = await answer.text();
      expect(text).not.toMatch(/^\{"error":\{"code":"/);
      expect(text).not.toContain('$query');
    }
  });
});
