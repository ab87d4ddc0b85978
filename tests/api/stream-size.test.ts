/** Streams over real sockets: large ones pass without being in memory, too large ones are refused and nobody waits. */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createApp } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import { listen, stop } from '../../src/http/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { WORKSHOP, workshopModel } from '../support/workshop.ts';

type Sent = Uint8Array | ReadableStream<Uint8Array>;
const MB = 1024 * 1024;
const LIMIT = 60 * MB;
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let server: Server;
  let url = '';
  beforeAll(async () => {
    db = await open({ install: WORKSHOP, statementTimeoutMs: 60_000 });
    const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent', LIMIT_STREAM_BYTES: String(LIMIT), LIMIT_BODY_BYTES: String(2 * MB) });
    const caller = { tenant: undefined, tenantName: '', role: 'admin', actor: 'tester' } as const;
    server = createApp({ config, database: db.database, model: workshopModel(), observe: observeNothing, path: '', authenticate: () => Promise.resolve(caller) });
    url = await listen(server, config);
  });
  afterAll(async () => {
    await stop(server);
    await db.close();
  });
  const put = (target: string, body: Sent, type = 'application/octet-stream') => fetch(url + target, { method: 'PUT', body, headers: { 'Content-Type': type }, duplex: 'half' } as object);

  test('50 MB are stored and read back byte by byte, as a property and as a media entity', async () => {
    const bytes = randomBytes(50 * MB);
    expect((await put('/Tools(1)/Photo', bytes, 'image/png')).status).toBe(204);
    const photo = await fetch(`${url}/Tools(1)/Photo`);
    expect([photo.status, photo.headers.get('content-type'), photo.headers.get('content-length')]).toEqual([200, 'image/png', String(bytes.length)]);
    expect(hash(new Uint8Array(await photo.arrayBuffer()))).toBe(hash(bytes));
    const made = await fetch(`${url}/Manuals`, { method: 'POST', body: bytes, headers: { 'Content-Type': 'video/mp4' } });
    const { ID, Size } = (await made.json()) as { ID: string; Size: number };
    expect([made.status, Size]).toEqual([201, bytes.length]);
    expect(hash(new Uint8Array(await (await fetch(`${url}/Manuals(${ID})/$value`)).arrayBuffer()))).toBe(hash(bytes));
    expect(await db.owner.raw('select count(*)::int as left from pg_largeobject_metadata').then(({ rows }) => rows)).toEqual([{ left: 0 }]);
  }, 120_000);

  test('a text that compresses is answered compressed, and whole', async () => {
    const text = Buffer.alloc(9 * MB, 'all work and no play ');
    expect((await put('/Tools(2)/Photo', text, 'text/plain')).status).toBe(204);
    const read = await fetch(`${url}/Tools(2)/Photo`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect([read.headers.get('content-encoding'), hash(new Uint8Array(await read.arrayBuffer()))]).toEqual(['gzip', hash(text)]);
    expect((await fetch(`${url}/Tools(2)/Photo`, { method: 'HEAD' })).status).toBe(200);
  }, 60_000);

  test('five uploads at once take little memory: nothing is whole in it', async () => {
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed)), 20);
    const answers = await Promise.all([1, 2, 3, 1, 2].map((id) => put(`/Tools(${id})/Photo`, chunked(40), 'image/png')));
    clearInterval(watch);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect((most - before.arrayBuffers - before.heapUsed) / MB).toBeLessThan(350);
  }, 180_000);

  test.each([['with its length told', false], ['in chunks', true]])('a stream beyond the limit, sent %s, is refused by the name of the limit', async (_form, isChunked) => {
    const before = await db.owner.raw('select version from tools where id = 3').then(({ rows }) => rows);
    const response = await put('/Tools(3)/Photo', isChunked ? chunked(70) : Buffer.alloc(LIMIT + 1));
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect([response.status, error.code, error.message]).toEqual([413, 'BOD306', expect.stringContaining(`streamBytes of ${LIMIT}`)]);
    expect(await db.owner.raw('select version from tools where id = 3').then(({ rows }) => rows)).toEqual(before);
    expect((await fetch(`${url}/House`)).status).toBe(200);
  }, 60_000);

  test('a client that asks first is told at once, without sending', async () => {
    const answer = await converse(`PUT /Tools(3)/Photo HTTP/1.1\r\nHost: x\r\nContent-Length: ${LIMIT + 1}\r\nExpect: 100-continue\r\nContent-Type: image/png\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*streamBytes/);
    const welcome = await converse(`PUT /Tools(3)/Photo HTTP/1.1\r\nHost: x\r\nContent-Length: ${50 * MB}\r\nExpect: 100-continue\r\n\r\n`);
    expect(welcome).toMatch(/^HTTP\/1\.1 100 /);
  });

  test('a client that goes away in the middle leaves nothing', async () => {
    const before = await db.owner.raw('select version from tools where id = 3').then(({ rows }) => rows);
    await new Promise<void>((resolve) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write(`PUT /Tools(3)/Photo HTTP/1.1\r\nHost: x\r\nContent-Length: ${10 * MB}\r\nContent-Type: image/png\r\n\r\n`);
        socket.write(Buffer.alloc(3 * MB), () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await fetch(`${url}/House`)).status).toBe(200);
    expect(await db.owner.raw('select version from tools where id = 3').then(({ rows }) => rows)).toEqual(before);
  });

  test('a JSON body keeps to its own, smaller limit', async () => {
    const response = await fetch(`${url}/Tools`, { method: 'POST', body: JSON.stringify({ Name: 'x', Note: 'x'.repeat(3 * MB) }), headers: { 'Content-Type': 'application/json' } });
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining('bodyBytes')]);
  });

  /** A body whose length is not told. */
  function chunked(megabytes: number): Sent {
    let left = megabytes;
    return new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(new Uint8Array(MB));
        else controller.close();
      },
    });
  }

  /** Sends a head and waits for the first answer. */
  function converse(head: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(head));
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.on('error', reject);
    });
  }
});
