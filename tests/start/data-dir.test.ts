/** Two processes on one embedded database would destroy it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from '../../src/db/data-dir.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'data-dir-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const lockFile = (): string => join(dataDir, 'process.lock');

it('a directory is made when it is missing, and free again after unlocking', () => {
  const unlock = lockDataDir(join(dataDir, 'new', 'deep'));
  expect(existsSync(join(dataDir, 'new', 'deep', 'process.lock'))).toBe(true);
  unlock();
  expect(existsSync(join(dataDir, 'new', 'deep', 'process.lock'))).toBe(false);
});

it('a directory in use by a living process is refused, naming the process and the way out', () => {
  writeFileSync(lockFile(), String(process.ppid));
  expect(() => lockDataDir(dataDir)).toThrow(`in use by process ${process.ppid}`);
  expect(() => lockDataDir(dataDir)).toThrow(lockFile());
});

it('a lock left behind by a crash does not stand in the way', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const left of [String(pid), '', 'nonsense', String(process.pid)]) {
    writeFileSync(lockFile(), left);
    lockDataDir(dataDir)();
  }
});
