/**
 * The database of a model without tenants: a schema of its own, prepared by the owner, used by the
 * runtime role. In: configuration, schema, what prepares it. Out: a runtime database, and the owner's
 * side for as long as the service runs. It refuses a schema that holds anything it did not make.
 */
import { migrateTo, stateOf } from '../migrations/index.ts';
import type { Migration } from '../migrations/index.ts';
import type { Observe } from './base/index.ts';
import { RUNTIME_ROLE } from './config.ts';
import type { Config } from './config.ts';
import { openEmbedded, openInstance, openMigrator, openServer } from './db/index.ts';
import type { Migrator } from './db/index.ts';
import type { Storage } from './storage.ts';

export type ModelSchema = {
  readonly schema: string;
  readonly migrations: readonly Migration[];
  /** After the migrations, at every start. */
  readonly prepare: (owner: Migrator) => Promise<void>;
  /** Where the embedded database is kept; absent: in memory. */
  readonly dataDir?: string;
};
export type ModelStorage = Storage & { readonly owner: Migrator };

export async function openModel(config: Config, model: ModelSchema, observe: Observe): Promise<ModelStorage> {
  const { schema } = model;
  const settings = { schema, role: RUNTIME_ROLE, statementTimeoutMs: config.statementTimeoutMs, observe };
  if (config.database.kind === 'server') {
    const { url } = config.database;
    const owner = openMigrator({ kind: 'server', url, schema });
    await prepare(owner, model);
    const database = openServer({ ...settings, url, poolSize: config.poolSize });
    return { database, owner, close: () => database.close().finally(() => owner.destroy()) };
  }
  const instance = await openInstance(model.dataDir === undefined ? {} : { dataDir: model.dataDir });
  const owner = openMigrator({ kind: 'embedded', instance, schema });
  await prepare(owner, model);
  const database = openEmbedded({ ...settings, instance });
  return { database, owner, close: () => owner.destroy().finally(() => instance.close()) };
}

async function prepare(owner: Migrator, { schema, migrations, prepare: finish }: ModelSchema): Promise<void> {
  const target = { migrations, schema };
  const state = await stateOf(owner, target);
  if (state === 'empty') await refuseForeign(owner, schema);
  if (state !== 'current') await migrateTo(owner, target);
  await finish(owner);
}

async function refuseForeign(owner: Migrator, schema: string): Promise<void> {
  const { rows } = await owner.raw('select table_name from information_schema.tables where table_schema = ? limit 1', [schema]);
  if (rows.length > 0) throw new Error(`The schema ${schema} of DATABASE_URL holds tables this service did not make; it will not touch them.`);
}
