/**
 * `npm run -s loan:vectors -- FILE.json`: computes published loan figures and compares them.
 * In: the path of a vector file. Out: each miss with what was expected and what came out, and last `N passed, M failed`.
 * Exits with 1 when a vector fails or the file cannot be read. Nothing is skipped: what is not understood fails.
 */
import { readFileSync } from 'node:fs';
import { RequestError } from '../src/base/index.ts';
import { readVectors } from './vectors/read.ts';
import { runVector } from './vectors/run.ts';

function main(file: string | undefined): number {
  if (file === undefined) {
    process.stderr.write('usage: npm run -s loan:vectors -- FILE.json\n');
    return 2;
  }
  const outcomes = readVectors(readFileSync(file)).map(runVector);
  for (const { id, misses } of outcomes) for (const miss of misses) process.stdout.write(`${id}: ${miss}\n`);
  const failed = outcomes.filter(({ misses }) => misses.length > 0).length;
  process.stdout.write(`${outcomes.length - failed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
}

try {
  process.exitCode = main(process.argv[2]);
} catch (error) {
  const message = error instanceof RequestError ? error.fault.message : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
