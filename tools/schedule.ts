/**
 * `npm run -s schedule -- TERMS.json`: the schedule of some loan terms, as a table; with `--json` as JSON, every digit kept.
 * In: the path of a file with terms (docs/loan-terms.md). Out: rows, totals and what the borrower receives; a fault names
 * every problem of the terms, and the tool exits with 1.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RequestError } from '../src/base/index.ts';
import { calculateSchedule, discloseSchedule } from '../src/loan/index.ts';
import { readTerms } from '../src/servicing/index.ts';
import { printSchedule } from './schedule-table.ts';

function main(): number {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
  const [file] = positionals;
  if (file === undefined) {
    process.stderr.write('usage: npm run -s schedule -- TERMS.json [--json]\n');
    return 2;
  }
  const terms = readTerms(JSON.parse(readFileSync(file, 'utf8')));
  const schedule = calculateSchedule(terms);
  const disclosure = terms.form === 'contract' ? undefined : discloseSchedule(terms, 'US-AppendixJ');
  process.stdout.write(values.json ? `${JSON.stringify({ ...schedule, ...disclosure }, null, 2)}\n` : printSchedule(schedule, disclosure));
  return 0;
}

function messagesOf(error: unknown): readonly string[] {
  if (!(error instanceof RequestError)) return [error instanceof Error ? error.message : String(error)];
  const { code, message, details = [] } = error.fault;
  return [`${code} ${message}`, ...details.map((detail) => `  ${detail.target ?? ''}: ${detail.message}`)];
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${messagesOf(error).join('\n')}\n`);
  process.exitCode = 1;
}
