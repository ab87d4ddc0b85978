/** The conformance table, its lines and the tests that prove them name the same ids. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CONFORMANCE_LINES } from '../../tools/conformance-lines.ts';

const FOLDER = 'tests/api/odata';
const ID = String.raw`(?:40|401)-[A-Z]{3}-[0-9.]+[a-z]?|1\.7-[a-z0-9-]+|EXCEL-\d+`;
const sources = readdirSync(FOLDER).filter((name) => /^(conformance|excel|client).*\.test\.ts$/.test(name)).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const tested = new Set(sources.flatMap((text) => [...text.matchAll(new RegExp(String.raw`['"\`](${ID})(?=[ '"\`])`, 'g'))].map((match) => match[1] ?? '')));
const rows = new Map([...readFileSync('docs/conformance.md', 'utf8').matchAll(/^\| (\S+) \|.*\| (.+) \|$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
rows.delete('line');

test('no two lines share an id', () => {
  expect(new Set(CONFORMANCE_LINES.map(({ id }) => id)).size).toBe(CONFORMANCE_LINES.length);
});

test('every line in scope has a test, and every test proves a line', () => {
  const inScope = CONFORMANCE_LINES.filter(({ state }) => state !== 'later').map(({ id }) => id);
  expect([...tested].sort()).toEqual([...inScope].sort());
});

test('the table lists every line and shows no failure; npm run conformance:table renews it', () => {
  expect([...rows.keys()]).toEqual(CONFORMANCE_LINES.map(({ id }) => id));
  for (const { id, state } of CONFORMANCE_LINES) expect([id, rows.get(id)]).toEqual([id, state === 'later' ? 'later' : expect.stringMatching(/^passed \(/)]);
});
