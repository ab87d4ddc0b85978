/** `npm ci` works on every platform, not only on the one where the lock file was last written. */
import { readFileSync } from 'node:fs';

type Entry = { readonly optionalDependencies?: Readonly<Record<string, string>> };

it('the lock file lists every optional package, whatever platform it is for', () => {
  // npm leaves out what the registry at hand does not offer, and then refuses its own file.
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Readonly<Record<string, Entry>> };
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages)));
  expect(missing).toEqual([]);
});
