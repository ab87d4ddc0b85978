/**
 * One process at a time on an embedded database's directory: two would destroy it.
 * In: the directory. Out: a function that gives it free again. The lock names its process, so that one
 * left behind by a crash does not stand in the way.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'process.lock');
  const holder = holderOf(path);
  if (holder !== undefined) {
    throw new Error(`The data directory '${dataDir}' is in use by process ${holder}. Stop it first; if there is no such service, remove '${path}'.`);
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}

function holderOf(path: string): number | undefined {
  const pid = Number(readText(path));
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0); // sends nothing; only asks whether there is such a process
    return pid;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : undefined;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
