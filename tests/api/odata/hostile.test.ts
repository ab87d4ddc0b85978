/**
 * The hostile list, over sockets, against a service of its own: no 500, no HTML, no silence, no trace of
 * our insides; and what docs/hostile.md says is what happens.
 */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { listen, stop } from '../../../src/http/index.ts';
import { loanOperations } from '../../../src/servicing/index.ts';
import { GROUPS, tryCase } from '../../../tools/hostile/cases.ts';
import type { Service } from '../../../tools/hostile/request.ts';
import { alive, scenes } from '../../../tools/hostile/scenes.ts';
import { groupRows } from '../../../tools/hostile/table.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { loanModel } from '../../support/service.ts';

const TIMEOUT_MS = 240_000;
const page = readFileSync('docs/hostile.md', 'utf8');

forEachDatabase((name, open) => {
  let db: TestDatabase;
  let server: Server;
  let service: Service;
  const bugs: unknown[] = [];
  beforeAll(async () => {
    db = await open({ install: 'demo', statementTimeoutMs: 20_000 });
    const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent' });
    server = createApp({ config, database: db.database, model: loanModel(), operations: loanOperations(), observe: (o) => void (o.kind === 'error' && o.where === 'odata' && bugs.push(o.error)) });
    await listen(server, config);
    service = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, path: '/odata.svc', token: 'demo' };
  });
  afterAll(async () => {
    await stop(server);
    await db.close();
  });
  afterEach(async () => {
    expect((await alive(service)).complaints).toEqual([]);
    expect(bugs.splice(0)).toEqual([]);
  });

  test.each(GROUPS.map((group) => [group.title, group] as const))('%s: every request gets a proper answer, the documented one', async (_title, group) => {
    const tried = [];
    for (const hostile of group.cases) tried.push(await tryCase(service, hostile));
    expect(tried.flatMap(({ hostile, verdict }) => verdict.complaints.map((complaint) => `${hostile.name}: ${complaint}`))).toEqual([]);
    // A server runs into its timeout where the embedded database has none: the page shows the embedded one.
    if (name === 'embedded') expect(groupRows(tried).filter((row) => !page.includes(row))).toEqual([]);
  }, TIMEOUT_MS);

  test.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
    expect((await scene.play(service)).complaints).toEqual([]);
  }, TIMEOUT_MS);
});
