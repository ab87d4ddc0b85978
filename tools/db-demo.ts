/**
 * `npm run db:demo`: installs the demo data, once, into the configured database.
 * In: DATABASE_URL (or the embedded database of DATA_DIR), already migrated. Out: one line that says what it did.
 */
import { installDemo, migrationState } from '../migrations/index.ts';
import { runTool } from './run-tool.ts';

await runTool(async (owner, { schema }) => {
  if ((await migrationState(owner, schema)) !== 'current') throw new Error('The schema is not up to date. Run first: npm run db:migrate');
  await installDemo(owner);
  return "The demo data is installed: tenant 'demo', API token 'demo' (accepted on a loopback address only).";
});
