/**
 * A folder that holds a model becomes a served one: `service.csdl.xml`, SQL migrations `NNNN_name.sql`,
 * and a `mapping.json` where the conventions do not fit. No code, no tenants, no credentials.
 * In: the folder and a configuration. Out: model, storage and a server that does not listen yet.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { basename, join } from 'node:path';
import { MAKE_RUNTIME_ROLE, createRepeatableRequests } from '../migrations/index.ts';
import type { Migration } from '../migrations/index.ts';
import { createApp } from './app.ts';
import type { Observe } from './base/index.ts';
import { RUNTIME_ROLE } from './config.ts';
import type { Config } from './config.ts';
import type { Migrator } from './db/index.ts';
import { parseModel } from './edm/index.ts';
import type { EdmModel, ModelSources } from './edm/index.ts';
import { isLoopback } from './http/index.ts';
import { authenticateNobody } from './identity/index.ts';
import { openModel } from './open-model.ts';
import type { ModelStorage } from './open-model.ts';

export type ServedFolder = { readonly model: EdmModel; readonly storage: ModelStorage; readonly server: Server };

export async function openFolder(folder: string, config: Config, observe: Observe): Promise<ServedFolder> {
  if (!isLoopback(config.host)) throw new Error('A model folder is served without credentials, and so only on a loopback address: leave HOST unset.');
  const model = parseModel(readSources(folder));
  const schema = model.rules.databaseSchema;
  const migrations = [...readMigrations(folder), createRepeatableRequests({ name: 'engine_create_repeatable_requests' })];
  const storage = await openModel(config, { schema, migrations, prepare: (owner) => grantAccess(owner, schema) }, observe);
  return { model, storage, server: createApp({ config, database: storage.database, model, observe, path: '', authenticate: authenticateNobody }) };
}

function readSources(folder: string): ModelSources {
  const mapping = join(folder, 'mapping.json');
  return {
    csdlXml: readFileSync(join(folder, 'service.csdl.xml'), 'utf8'),
    mapping: existsSync(mapping) ? (JSON.parse(readFileSync(mapping, 'utf8')) as unknown) : { model: basename(folder).replace(/\W+/g, '_') },
  };
}

/** Each file is one migration, in the order of their names. */
function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder).filter((name) => /^\d+_\w+\.sql$/.test(name)).sort();
  if (files.length === 0) throw new Error(`${folder} holds no migrations; they are files named like 0001_create_tables.sql.`);
  return files.map((name): Migration => {
    const sql = readFileSync(join(folder, name), 'utf8');
    // `?` in the file is SQL, not a binding.
    const up = (knex: Migrator): Promise<unknown> => Promise.resolve(knex.raw(sql.replaceAll('?', String.raw`\?`)));
    return { name: name.replace(/\.sql$/, ''), up, down: () => Promise.reject(new Error(`${name} has no way back`)) };
  });
}

/** The service works as a role that owns nothing; it may use whatever the migrations made. */
async function grantAccess(owner: Migrator, schema: string): Promise<void> {
  await owner.raw(MAKE_RUNTIME_ROLE);
  for (const grant of ['select, insert, update, delete on all tables in schema ??', 'usage on all sequences in schema ??']) {
    await owner.raw(`grant ${grant} to ${RUNTIME_ROLE}`, [schema]);
  }
}
