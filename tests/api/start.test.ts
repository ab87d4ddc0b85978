/** A first start, a stop and a second start, as somebody with only Node sees them. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLoanSources } from '../../metadata/loans/index.ts';
import { createApp } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import type { Config } from '../../src/config.ts';
import { parseModel } from '../../src/edm/index.ts';
import { listen, stop } from '../../src/http/index.ts';
import { loanOperations } from '../../src/servicing/index.ts';
import { NotReadyError, openStorage, withOwner } from '../../src/storage.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'start-'));
const model = parseModel(readLoanSources());
const config: Config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' });
const serverUrl = process.env['TEST_DATABASE_URL'];

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

type Started = { readonly root: string; readonly end: () => Promise<void> };

async function start(started: Config = config): Promise<Started> {
  const storage = await openStorage(started, observeNothing);
  const server: Server = createApp({ config: started, database: storage.database, model, observe: observeNothing, operations: loanOperations() });
  const origin = await listen(server, started);
  const end = async (): Promise<void> => {
    await stop(server);
    await storage.close();
  };
  return { root: `${origin}/odata.svc`, end };
}

const ask = (url: string, headers: Record<string, string> = {}): Promise<Response> => fetch(url, { headers });
const demo = { authorization: 'Bearer demo' };

it('the first start has the demo data and its token; the second finds what was left', async () => {
  const first = await start();
  expect((await ask(`${first.root}/Customers(555)`)).status).toBe(401);
  expect((await ask(`${first.root}/Customers(555)`, demo)).status).not.toBe(401);
  await first.end();

  await withOwner(config, async (owner) => {
    expect(await owner('customers').count({ count: '*' }).first()).toMatchObject({ count: expect.stringMatching(/^\d{4,}$/) });
    await owner('tenants').where({ name: 'demo' }).update({ name: 'renamed' });
  });

  const second = await start();
  expect((await ask(`${second.root}/`, { ...demo, 'Autopal-Instance-ID': 'renamed' })).status).not.toBe(403);
  expect((await ask(`${second.root}/`, { ...demo, 'Autopal-Instance-ID': 'demo' })).status).toBe(403);
  await second.end();
});

it('the demo token is refused when the service listens beyond loopback, and behind a proxy', async () => {
  const open = await start({ ...config, host: '0.0.0.0' });
  const root = open.root.replace('0.0.0.0', '127.0.0.1');
  expect((await ask(`${root}/`, demo)).status).toBe(401);
  await open.end();
  const closed = await start();
  expect((await ask(`${closed.root}/`, { ...demo, 'X-Forwarded-For': '10.0.0.1' })).status).toBe(401);
  await closed.end();
});

(serverUrl ? it : it.skip)('on a server it neither migrates nor seeds, and says which command does', async () => {
  const onServer: Config = { ...config, schema: `never_made_${process.pid}`, database: { kind: 'server', url: serverUrl ?? '' } };
  await expect(openStorage(onServer, observeNothing)).rejects.toThrow(NotReadyError);
  await expect(openStorage(onServer, observeNothing)).rejects.toThrow(/npm run db:migrate/);
  const { rows } = await withOwner(onServer, (owner) => owner.raw('select 1 from pg_namespace where nspname = ?', [onServer.schema]));
  expect(rows).toEqual([]);
});
