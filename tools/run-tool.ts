/**
 * What the database tools share: configuration, the owner's connection, one line of output, an exit status.
 * In: the tool's work. Out: its answer on stdout and 0, or a message on stderr and 1; no stack traces.
 */
import { migrationState } from '../migrations/index.ts';
import { loadConfig } from '../src/config.ts';
import type { Config } from '../src/config.ts';
import type { Migrator } from '../src/db/index.ts';
import { withOwner } from '../src/storage.ts';

export async function runTool(work: (owner: Migrator, config: Config) => Promise<string>): Promise<void> {
  try {
    const config = loadConfig();
    const answer = await withOwner(config, (owner) => work(owner, config));
    process.stdout.write(`${answer}\n`);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

export async function checkSchema(owner: Migrator, schema: string): Promise<void> {
  if ((await migrationState(owner, schema)) !== 'current') throw new Error('The schema is not up to date. Run first: npm run db:migrate');
}

/** A refused connection to several addresses comes as an error without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
