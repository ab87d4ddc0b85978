/** The page docs/bring-your-own.md, done as it says: its folder, its requests. */
import { readFileSync } from 'node:fs';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import { listen, stop } from '../../src/http/index.ts';
import { openFolder } from '../../src/open-folder.ts';
import type { ServedFolder } from '../../src/open-folder.ts';
import { repeatable } from '../support/repeatable.ts';

const page = readFileSync('docs/bring-your-own.md', 'utf8');
const serverUrl = process.env['TEST_DATABASE_URL'];

/** The curl commands of the page, as requests against another origin. */
function requests(origin: string): readonly { readonly url: string; readonly init: RequestInit }[] {
  const commands = page.replace(/\\\n\s*/g, ' ').split('\n').filter((line) => line.startsWith('curl '));
  return commands.map((command) => {
    const url = /'?(http:\/\/127\.0\.0\.1:8090[^'\s]*)/.exec(command)?.[1] ?? '';
    const body = /-d '([^']*)'/.exec(command)?.[1];
    const init = body === undefined ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
    return { url: url.replace('http://127.0.0.1:8090', origin), init };
  });
}

describe.each([['embedded', {}], ...(serverUrl === undefined ? [] : [['server', { DATABASE_URL: serverUrl }] as const])] as const)('on the %s database', (_name, settings) => {
  let served: ServedFolder;
  let origin: string;
  beforeAll(async () => {
    const config = loadConfig({ ...settings, PORT: '0', LOG_LEVEL: 'silent' });
    served = await openFolder('examples/library', config, observeNothing);
    origin = await listen(served.server, config);
  });
  afterAll(async () => {
    await stop(served.server);
    await served.storage.owner.raw('drop schema library cascade');
    await served.storage.close();
  });

  test('two tables become a served model, and the requests of the page answer what one would expect', async () => {
    const answers = [];
    for (const { url, init } of requests(origin)) {
      const response = await fetch(url, init);
      answers.push([response.status, await response.json()]);
    }
    expect(answers).toMatchObject([
      [200, { '@odata.count': 2, value: [{ name: 'Ursula K. Le Guin', Books: [{ title: 'The Dispossessed' }, { title: 'The Left Hand of Darkness' }] }, { Books: [{ title: 'Solaris' }] }] }],
      [200, { value: [{ title: 'Solaris', price: 12.5 }] }],
      [201, { name: 'N. K. Jemisin', Books: [{ title: 'The Fifth Season', authorId: expect.any(Number) }] }],
    ]);
  });

  test('requests to it are repeatable', async () => {
    const init = { method: 'POST', body: JSON.stringify({ name: 'Once' }), headers: { 'Content-Type': 'application/json', ...repeatable() } };
    const answers = await Promise.all(Array.from({ length: 5 }, async () => {
      const response = await fetch(`${origin}/Authors`, init);
      return [response.status, response.headers.get('repeatability-result'), response.headers.get('location'), await response.text()];
    }));
    for (const answer of answers) expect(answer).toEqual([201, 'accepted', answers[0]?.[2], answers[0]?.[3]]);
    expect(await (await fetch(`${origin}/Authors/$count?$filter=name%20eq%20'Once'`)).text()).toBe('1');
  });
});
