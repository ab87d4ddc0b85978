/** The import laws: doors, directions, packages, cycles. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { BANNED_ROOMS, ROOMS } from './rooms.ts';

type Import = { readonly from: string; readonly to: string; readonly isPackage: boolean };

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join('src', name));

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(from, 'utf8');
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g), ...text.matchAll(/import\('([^']+)'\)/g)].map((match): Import => {
    const to = match[1] ?? '';
    return to.startsWith('.') ? { from, to: normalize(join(dirname(from), to)), isPackage: false } : { from, to, isPackage: true };
  });
});

/** The room a file is in; undefined for the composition at the top of `src` and for what lies outside it. */
function roomOf(file: string): string | undefined {
  const path = file.split(sep).slice(1, -1).join('/');
  return ROOMS.find(({ name }) => path === name || path.startsWith(`${name}/`))?.name;
}

test('every folder of src is a room with a law', () => {
  const homeless = files.filter((file) => dirname(file) !== 'src' && roomOf(file) === undefined);
  expect(homeless).toEqual([]);
});

test('no room has a name that says nothing', () => {
  const parts = new Set(files.flatMap((file) => dirname(file).split(sep)));
  expect(BANNED_ROOMS.filter((name) => parts.has(name))).toEqual([]);
});

test.each(ROOMS)('$name imports only the rooms below it', ({ name, imports: allowed }) => {
  const found = imports.filter(({ from, isPackage }) => !isPackage && roomOf(from) === name);
  const outside = found.filter(({ to }) => roomOf(to) !== name && !allowed.includes(roomOf(to) ?? to));
  expect(outside.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test.each(ROOMS)('$name uses only its own packages', ({ name, packages }) => {
  const found = imports.filter(({ from, to, isPackage }) => isPackage && roomOf(from) === name && !to.startsWith('node:'));
  const foreign = found.filter(({ to }) => !packages.some((allowed) => to === allowed || to.startsWith(`${allowed}/`)));
  expect(foreign.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('a room is entered by its door', () => {
  const windows = imports.filter(({ from, to, isPackage }) => !isPackage && roomOf(to) !== undefined && roomOf(to) !== roomOf(from) && !to.endsWith(`${sep}index.ts`));
  expect(windows.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('no file is part of an import cycle, types included', () => {
  const targets = new Map(files.map((file) => [file, imports.filter((i) => i.from === file && !i.isPackage).map((i) => i.to)]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const to of targets.get(file) ?? []) if (targets.has(to)) visit(to, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('only config.ts reads the environment', () => {
  const readers = files.filter((file) => file !== join('src', 'config.ts') && /process\.env/.test(readFileSync(file, 'utf8')));
  expect(readers).toEqual([]);
});
