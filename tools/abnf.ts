/**
 * `npm run -s abnf -- FILE.json`: runs grammar cases through the URL parser.
 * In: the path of a case file. Out: each failing case, a line per suite, and last the total.
 * Exits with 1 when a case fails or the file cannot be read.
 */
import { readFileSync } from 'node:fs';
import { runGrammarFile } from '../src/query/grammar/index.ts';
import type { GrammarReport, GrammarSuite } from '../src/query/grammar/index.ts';

function printReport({ suite, passed, failures }: GrammarReport): void {
  for (const { case: one, reason } of failures) {
    console.log(`${suite}  ${one.name ?? ''}  ${one.rule}  ${JSON.stringify(one.input)}\n    ${reason}`);
  }
  console.log(`${suite}: ${passed} passed, ${failures.length} failed`);
}

function main(file: string | undefined): number {
  if (file === undefined) {
    process.stderr.write('usage: npm run -s abnf -- FILE.json\n');
    return 2;
  }
  const reports = runGrammarFile(JSON.parse(readFileSync(file, 'utf8')) as Record<string, GrammarSuite>);
  reports.forEach(printReport);
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  const failed = reports.reduce((sum, report) => sum + report.failures.length, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

try {
  process.exitCode = main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
