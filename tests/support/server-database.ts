/**
 * Databases on the server of TEST_DATABASE_URL, each made for one test file. In: the server's address and what to
 * install. Out: the address of a database, and how to drop it. What has a name is installed once a run, in a
 * database that the others are copied from; `drop-databases.mjs` drops those when the run is over.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openMigrator } from '../../src/db/index.ts';
import { installInto, namedInstall } from './install.ts';
import type { Install, InstallInto } from './install.ts';

export type ServerDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** Copied from before there is anything, and never connected to: any number of files may do so at once. */
const EMPTY = 'template0';
/** Set by `name-run.mjs`. Every database of the run has it in its name, by which it is found when the run was killed. */
const run = process.env['TEST_RUN'] ?? String(process.pid);

export async function makeServerDatabase(server: string, schema: string, install: Install): Promise<ServerDatabase> {
  const named = namedInstall(install);
  const name = `testrun_${run}_${randomBytes(6).toString('hex')}`;
  const template = named === undefined ? EMPTY : await templateOf(server, `testrun_${run}_of_${named.name}`, (url) => installAt(url, schema, named.into));
  await command(server, `create database ${name} template ${template}`);
  const url = addressOf(server, name);
  if (typeof install === 'function') await inTurn(server, () => installAt(url, schema, install));
  return { url, drop: () => command(server, `drop database ${name} with (force)`) };
}

/** Has its name only when it is complete, so whoever sees the name may copy it. */
async function templateOf(server: string, name: string, installTo: (url: string) => Promise<void>): Promise<string> {
  if (await exists(server, name)) return name;
  await inTurn(server, async () => {
    if (await exists(server, name)) return;
    await command(server, `create database ${name}_unfinished template ${EMPTY}`);
    await installTo(addressOf(server, `${name}_unfinished`));
    await command(server, `alter database ${name}_unfinished rename to ${name}`);
  });
  return name;
}

async function installAt(url: string, schema: string, into: InstallInto): Promise<void> {
  const owner = openMigrator({ kind: 'server', url, schema });
  try {
    await installInto(owner, schema, into);
  } finally {
    await owner.destroy();
  }
}

/** Roles belong to the whole server: installs follow each other. */
const inTurn = (server: string, work: () => Promise<void>): Promise<void> => withClient(server, async (client) => {
  await client.query('select pg_advisory_lock(770815)');
  await work();
});

const exists = (server: string, name: string): Promise<boolean> => withClient(server, async (client) => (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1);

const command = (server: string, sql: string): Promise<void> => withClient(server, async (client) => void (await client.query(sql)));

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
