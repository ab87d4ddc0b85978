/** After a run of the tests: drops what is left of its databases on the server, and ends the session that named it. */
import process from 'node:process';

export default async () => {
  const client = globalThis.testRun;
  if (client === undefined) return;
  await dropDatabases(client, process.env['TEST_RUN']);
  await client.end();
};

export async function dropDatabases(client, run) {
  const { rows } = await client.query('select datname as name from pg_database where starts_with(datname, $1)', [`testrun_${run}_`]);
  for (const { name } of rows) await client.query(`drop database if exists "${name}" with (force)`);
}
