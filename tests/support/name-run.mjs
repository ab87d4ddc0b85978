/**
 * Before a run of the tests: a name for it, which every database it makes on the server has in its own, and a lock
 * that says the run is alive. What runs have left behind that were killed is dropped.
 */
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';
import { dropDatabases } from './drop-databases.mjs';

const HOLDS_RUN = 'select pg_advisory_lock(hashtext($1))';
const IS_OVER = 'select pg_try_advisory_lock(hashtext($1)) as is_over';

export default async () => {
  const run = randomBytes(4).toString('hex');
  process.env['TEST_RUN'] = run;
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(HOLDS_RUN, [run]);
  globalThis.testRun = client;
  const { rows } = await client.query("select distinct split_part(datname, '_', 2) as run from pg_database where datname ~ '^testrun_[0-9a-f]{8}_'");
  for (const { run: other } of rows) {
    const { rows: [held] } = await client.query(IS_OVER, [other]);
    if (held.is_over) await dropDatabases(client, other);
  }
};
