/** What a tidy house has: bounded files, no unfinished marks, docs in step. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../../src/base/index.ts';
import type { FaultCode } from '../../src/base/index.ts';
import { DRESSES, apiFaultsPage } from '../../tools/api-faults.ts';
import { faultsPage } from '../../tools/faults.ts';
import { reaching } from '../../tools/refusals.ts';
import type { ShapeName } from '../../tools/refusals.ts';
import { ROOMS } from './rooms.ts';

const LINES_MAX = 400;
const list = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
const sources = list('src');

test(`no source or test file is longer than ${LINES_MAX} lines`, () => {
  const long = [...sources, ...list('tests'), ...list('tools'), ...list('bench')].filter((file) => readFileSync(file, 'utf8').split('\n').length - 1 > LINES_MAX);
  expect(long).toEqual([]);
});

test('src holds no unfinished marks', () => {
  const marked = sources.filter((file) => /\b(TODO|FIXME|HACK|XXX|not implemented)\b/.test(readFileSync(file, 'utf8')));
  expect(marked).toEqual([]);
});

test('file names are words in kebab-case, three at most', () => {
  const odd = sources.filter((file) => !file.endsWith('.d.ts')).filter((file) => !/^[a-z0-9]+(-[a-z0-9]+){0,2}\.ts$/.test(file.split('/').at(-1) ?? ''));
  expect(odd).toEqual([]);
});

test('every source file says at its head what it is for', () => {
  const speaking = sources.filter((file) => !file.endsWith('index.ts') && !file.endsWith('.d.ts')); // doors speak by their exports
  const silent = speaking.filter((file) => !readFileSync(file, 'utf8').trimStart().startsWith('/**'));
  expect(silent).toEqual([]);
});

test('docs/faults.md lists exactly the faults there are', () => {
  expect(readFileSync('docs/faults.md', 'utf8')).toBe(faultsPage(FAULTS));
});

test('docs/api-faults.md says what the tables of the API shapes say; npm run docs:api-faults renews it', () => {
  expect(readFileSync('docs/api-faults.md', 'utf8')).toBe(apiFaultsPage());
});

test.each(Object.entries(DRESSES))('the dress of %s names only faults that reach it', (shape, { table }) => {
  expect(Object.keys(table).filter((code) => !reaching(shape as ShapeName).has(code as FaultCode))).toEqual([]);
});

test('ARCHITECTURE.md shows the import laws as they are tested', () => {
  const map = readFileSync('ARCHITECTURE.md', 'utf8');
  for (const { name, imports } of ROOMS) expect(map).toContain(`| \`${name}\` | ${imports.length === 0 ? '–' : imports.join(', ')} |`);
});

test('package-lock.json holds no download addresses', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
});
