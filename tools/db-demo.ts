/**
 * `npm run db:demo`: installs the demo data, once, into the configured database.
 * In: DATABASE_URL (or the embedded database of DATA_DIR), already migrated. Out: one line that says what it did.
 */
import { installDemo } from '../migrations/index.ts';
import { checkSchema, runTool } from './run-tool.ts';

await runTool(async (owner, { schema }) => {
  await checkSchema(owner, schema);
  await installDemo(owner);
  return "The demo data is installed: tenant 'demo', API token 'demo' (accepted on a loopback address only).";
});
