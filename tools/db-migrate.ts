/**
 * `npm run db:migrate`: brings the schema of the configured database up to date.
 * In: DATABASE_URL (or the embedded database of DATA_DIR). Out: one line that says what it did.
 */
import { migrate, migrationState } from '../migrations/index.ts';
import { runTool } from './run-tool.ts';

await runTool(async (owner, { schema }) => {
  const before = await migrationState(owner, schema);
  await migrate(owner, schema);
  return before === 'current' ? `The schema '${schema}' was up to date already.` : `The schema '${schema}' is up to date now.`;
});
