/** After a run of the tests: drops what is left of its databases on the server. */
import process from 'node:process';
import pg from 'pg';

export default async () => {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const { rows } = await client.query('select datname as name from pg_database where starts_with(datname, $1)', [`test_${process.env['TEST_RUN']}_`]);
  for (const { name } of rows) await client.query(`drop database "${name}" with (force)`);
  await client.end();
};
