/** What a client meets before, around and after a handler: HTTP itself. */
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { fail, observeNothing } from '../../src/base/index.ts';
import type { Observation } from '../../src/base/index.ts';
import { createExpressApp, createListener, listen, stop, toExpress } from '../../src/http/index.ts';
import type { Handler, HttpRequest, ListenerOptions } from '../../src/http/index.ts';

type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: Buffer };
type Ask = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string | Buffer };

const observations: Observation[] = [];
const big = JSON.stringify({ value: 'ä'.repeat(50_000) });
let seen: HttpRequest | undefined;
let release: (() => void) | undefined;

async function* pieces(): AsyncGenerator<string> {
  for (let index = 0; index < 1_000; index++) yield `${index},`.padEnd(1_000, ' ');
}
let giveUp: () => void = () => undefined;
const givenUp = new Promise<void>((resolve) => { giveUp = resolve; });
async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) yield 'more'.repeat(1_000);
  } finally {
    giveUp();
  }
}
async function* breaking(): AsyncGenerator<string> {
  yield '{"value":[';
  throw new Error('the database went away');
}

const answers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['/big', async () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: big })],
  ['/echo', async ({ body }) => ({ status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: await body() })],
  ['/stream', async () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: pieces() })],
  ['/endless', async () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: endless() })],
  ['/breaking', async () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: breaking() })],
  ['/fault', async () => fail('MOD209', 'There is no customer 7.', { headers: { 'X-Extra': 'yes' } })],
  ['/bug', async () => { throw new Error('secret detail'); }],
  ['/badheader', async () => ({ status: 200, headers: { Location: 'ünïcode\n' }, body: 'x' })],
  ['/empty', async () => ({ status: 204, headers: {} })],
  ['/slow', () => new Promise((resolve) => { release = () => resolve({ status: 200, headers: {}, body: 'late' }); })],
]);

const handle: Handler = async (request) => {
  seen = request;
  const answer = answers.get(request.target.split('?')[0] ?? '');
  return answer ? answer(request) : { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' };
};

const options: ListenerOptions = {
  mounts: [{ path: '/odata.svc', handle }],
  publicUrl: undefined,
  bodyBytes: 100_000,
  streamBytes: 300_000,
  urlBytes: 16_384,
  loopbackOnly: true,
  observe: (observation) => observations.push(observation),
};

const servers: Server[] = [];
async function start(server: Server): Promise<number> {
  servers.push(server);
  return Number(new URL(await listen(server, { host: '127.0.0.1', port: 0 })).port);
}

let port = 0;
beforeAll(async () => {
  port = await start(createListener({ ...options, app: createExpressApp(options) }));
});
afterAll(() => Promise.all(servers.filter((server) => server.listening).map(stop)));

function ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}, to = port): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port: to, host: '127.0.0.1', path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends bytes as they are; resolves with everything that came back until the connection closed. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => { received += chunk.toString(); });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

const errorOf = (answer: Answer): { code: string; message: string } => JSON.parse(answer.body.toString()).error;
const expectJsonError = (answer: Answer, status: number, code: string): void => {
  expect([answer.status, answer.headers['content-type'], answer.headers['odata-version'], answer.headers['content-language']]).toEqual([status, 'application/json', '4.0', 'en']);
  expect(errorOf(answer).code).toBe(code);
};

describe('a handler', () => {
  it('gets the target as it came over the wire', async () => {
    await ask("/odata.svc/Customers('a%2Fb%27')?%24filter=x%20eq%20'%26'&a=+");
    expect(seen?.target).toBe("/Customers('a%2Fb%27')?%24filter=x%20eq%20'%26'&a=+");
    expect(seen?.baseUrl).toBe(`http://127.0.0.1:${port}/odata.svc`);
    expect(seen?.isLoopback).toBe(true);
  });

  it.each([['/odata.svc', ''], ['/odata.svc/', '/'], ['/odata.svc?$format=json', '?$format=json']])('serves %s', async (path, target) => {
    expect((await ask(path)).status).toBe(200);
    expect(seen?.target).toBe(target);
  });

  it('gets repeated headers joined, and an id for the request', async () => {
    await ask('/odata.svc/', { headers: { 'X-Request-Id': 'mine-1', Prefer: 'return=minimal' } });
    expect(seen?.headers.get('x-request-id')).toBe('mine-1');
    const answer = await ask('/odata.svc/', { headers: { 'X-Request-Id': 'not an id' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    await sendRaw('GET /odata.svc/ HTTP/1.1\r\nHost: h\r\nPrefer: a\r\nPrefer: b\r\nConnection: close\r\n\r\n');
    expect(seen?.headers.get('prefer')).toBe('a, b');
  });

  it('uses the configured public URL, and never a forwarding header, for its base', async () => {
    const publicPort = await start(createListener({ ...options, publicUrl: 'https://api.example.com/loans' }));
    await ask('/odata.svc/', {}, publicPort);
    expect(seen?.baseUrl).toBe('https://api.example.com/loans/odata.svc');
    await ask('/odata.svc/', { headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', Host: 'good.example:81' } });
    expect(seen?.baseUrl).toBe('http://good.example:81/odata.svc');
  });

  it('may fail with a fault, which becomes an OData error with the fault’s headers', async () => {
    const answer = await ask('/odata.svc/fault');
    expectJsonError(answer, 404, 'MOD209');
    expect(answer.headers['x-extra']).toBe('yes');
  });

  it.each(['/bug', '/badheader'])('that has a bug at %s answers 500 without details, and the details are observed', async (path) => {
    observations.length = 0;
    const answer = await ask(`/odata.svc${path}`);
    expectJsonError(answer, 500, 'BUG900');
    expect(answer.body.toString()).not.toContain('secret');
    expect(observations.some(({ kind }) => kind === 'error')).toBe(true);
  });
});

describe('a response', () => {
  it('has its length, and no header that names the software', async () => {
    const answer = await ask('/odata.svc/big');
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(big)));
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.body.toString()).toBe(big);
  });

  it('is compressed when the client takes it and it is worth it', async () => {
    const answer = await ask('/odata.svc/big', { headers: { 'Accept-Encoding': 'gzip, deflate' } });
    expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual(['gzip', 'Accept-Encoding']);
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
    expect(gunzipSync(answer.body).toString()).toBe(big);
    const small = await ask('/odata.svc/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect([small.headers['content-encoding'], small.headers.vary]).toEqual([undefined, 'Accept-Encoding']);
  });

  it('to HEAD has the headers and no body', async () => {
    for (const path of ['/odata.svc/big', '/odata.svc/stream', '/odata.svc/fault', '/nowhere']) {
      const answer = await ask(path, { method: 'HEAD' });
      expect(answer.body.length).toBe(0);
    }
    expect((await ask('/odata.svc/big', { method: 'HEAD' })).headers['content-length']).toBe(String(Buffer.byteLength(big)));
  });

  it('without content has neither body nor length', async () => {
    const answer = await ask('/odata.svc/empty');
    expect([answer.status, answer.headers['content-length'], answer.body.length]).toEqual([204, undefined, 0]);
  });

  it('may be streamed, compressed or not', async () => {
    expect((await ask('/odata.svc/stream')).body.length).toBe(1_000_000);
    const answer = await ask('/odata.svc/stream', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(gunzipSync(answer.body).length).toBe(1_000_000);
  });

  it('that is streamed is given up when the client goes away', async () => {
    const outgoing = httpRequest({ port, host: '127.0.0.1', path: '/odata.svc/endless' }, (incoming) => incoming.once('data', () => outgoing.destroy()));
    outgoing.on('error', () => undefined);
    outgoing.end();
    await givenUp;
  });

  it('that breaks off in the middle shows as a broken connection, not as a finished answer', async () => {
    await expect(ask('/odata.svc/breaking')).rejects.toThrow();
  });
});

describe('a body', () => {
  it('arrives byte for byte, chunked or with its length', async () => {
    const body = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    expect((await ask('/odata.svc/echo', { method: 'POST', body })).body.equals(body)).toBe(true);
    expect((await ask('/odata.svc/echo', { method: 'POST', body, headers: { 'Transfer-Encoding': 'chunked' } })).body.equals(body)).toBe(true);
  });

  it.each([['with its length', {}], ['chunked', { 'Transfer-Encoding': 'chunked' }]])('beyond the limit, %s, is refused', async (_, headers) => {
    expectJsonError(await ask('/odata.svc/echo', { method: 'POST', body: 'x'.repeat(300_000), headers }), 413, 'BOD306');
  });

  it('in an encoding nobody undoes is refused', async () => {
    expectJsonError(await ask('/odata.svc/echo', { method: 'POST', body: 'x', headers: { 'Content-Encoding': 'gzip' } }), 415, 'BOD302');
  });

  it('announced with Expect: 100-continue is waited for, or refused before it is sent', async () => {
    const sent = await sendRaw('POST /odata.svc/echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi');
    expect(sent).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[\s\S]*\r\n\r\nhi$/);
    const refused = await sendRaw('POST /odata.svc/echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 999999\r\nConnection: close\r\n\r\n');
    expect(refused).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('what no handler can serve', () => {
  it.each(['/', '/nowhere', '/ODATA.SVC/', '/odata.svcX', '/odata%2Esvc/', '/%zz', '//odata.svc'])('%s is a 404 in JSON', async (path) => {
    expectJsonError(await ask(path), 404, 'MOD201');
  });

  it('an unusual method is refused with Allow', async () => {
    const answer = await ask('/odata.svc/', { method: 'PROPFIND' });
    expectJsonError(answer, 405, 'URL112');
    expect(answer.headers.allow).toContain('GET');
    expectJsonError(await ask('/nowhere', { method: 'PROPFIND' }), 404, 'MOD201');
  });

  it('a URL beyond the limit is refused with 414, however long', async () => {
    expectJsonError(await ask(`/odata.svc/${'x'.repeat(20_000)}`), 414, 'LIM601');
    expect(await sendRaw(`GET /odata.svc/${'x'.repeat(200_000)} HTTP/1.1\r\nHost: h\r\n\r\n`)).toMatch(/^HTTP\/1\.1 414 [\s\S]*"LIM601"/);
  });

  it.each([
    ['a word that is no method', 'FROB / HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['garbage', '\u0001\u0002\r\n\r\n', 400],
    ['headers beyond any measure', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, 431],
    ['no Host', 'GET /odata.svc/ HTTP/1.1\r\n\r\n', 400],
    ['a Host that is none', 'GET /odata.svc/ HTTP/1.1\r\nHost: a/b?<c>\r\nConnection: close\r\n\r\n', 400],
    ['two Hosts', 'GET /odata.svc/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
    ['an expectation we cannot meet', 'GET /odata.svc/ HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\nConnection: close\r\n\r\n', 417],
  ])('%s', async (_, text, status) => {
    const answer = await sendRaw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/<html|Express/i);
  });

  it('HTTP/1.0 without a Host is served under the address it reached', async () => {
    expect(await sendRaw('GET /odata.svc/ HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen?.baseUrl).toBe(`http://127.0.0.1:${port}/odata.svc`);
  });

  it.each([
    ['after a request on the same connection', 'GET /odata.svc/big HTTP/1.1\r\nHost: h\r\n\r\nFROB\r\n\r\n', [200, 400]],
    ['after two requests', 'GET /odata.svc/stream HTTP/1.1\r\nHost: h\r\n\r\nGET /odata.svc/empty HTTP/1.1\r\nHost: h\r\n\r\nFROB\r\n\r\n', [200, 204, 400]],
    ['after a body with fewer bytes announced than sent', 'POST /odata.svc/echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhigh', [200, 400]],
    ['in the body of a request', 'POST /odata.svc/echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nno chunk\r\n', [400]],
  ])('what is no HTTP %s takes no other answer\'s place', async (_, text, statuses) => {
    const answer = await sendRaw(text);
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status))).toEqual(statuses);
    expect(answer.split('"URL115"').length).toBe(2);
  });

  it('the absolute form of a target is the same resource', async () => {
    expect(await sendRaw('GET http://elsewhere/odata.svc/x?y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen?.target).toBe('/x?y');
  });
});

describe('an Express application of somebody else', () => {
  it('serves the same mounts, and keeps its own routes', async () => {
    const app = express();
    app.use(toExpress(options));
    app.get('/own', (_incoming, outgoing) => void outgoing.send('mine'));
    const appPort = await start(createServer(app));
    expect((await ask('/odata.svc/x', {}, appPort)).status).toBe(200);
    expect((await ask('/ODATA.SVC/x', {}, appPort)).status).toBe(404);
    expect((await ask('/own', {}, appPort)).body.toString()).toBe('mine');
  });
});

describe('logs', () => {
  it('name path, status and time, and no personal data of the URL', async () => {
    observations.length = 0;
    await ask("/odata.svc/Customers(ssn='123-45-6789',birthDate=1980-01-01)/Loans(7)?$filter=email%20eq%20'a@b.c'");
    await ask('/odata.svc/Customers(ssn=%27123-45-6789%27');
    const paths = observations.flatMap((observation) => (observation.kind === 'request' ? [observation.path] : []));
    expect(paths).toEqual(['/odata.svc/Customers(…)/Loans(7)', '/odata.svc/Customers(…)']);
  });
});

describe('stopping', () => {
  it('finishes what is in flight, takes nothing new and ends idle connections', async () => {
    const server = createListener({ ...options, observe: observeNothing });
    const stoppingPort = await start(server);
    const late = ask('/odata.svc/slow', { headers: { Connection: 'keep-alive' } }, stoppingPort);
    while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = stop(server);
    await expect(ask('/odata.svc/', {}, stoppingPort)).rejects.toThrow(/ECONNREFUSED/);
    release();
    release = undefined;
    const answer = await late;
    expect([answer.body.toString(), answer.headers.connection]).toEqual(['late', 'close']);
    await stopped;
  });
});
