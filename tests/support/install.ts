/**
 * What a test's database starts with. In: the owner's knex and the schema. Out: the schema, made and filled.
 * Installs that have a name are the same for every test file, and so are made once and copied (`database.ts`).
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { installDemo, migrate } from '../../migrations/index.ts';

export type InstallInto = (knex: Knex, schema: string) => Promise<void>;
export type NamedInstall = { readonly name: string; readonly into: InstallInto };
/** `loans`: the loan schema, empty. `demo`: with the demo tenant. A function: for one file alone. */
export type Install = 'loans' | 'demo' | NamedInstall | InstallInto;

const LOANS: NamedInstall = { name: 'loans', into: migrate };
const DEMO: NamedInstall = {
  name: 'demo',
  into: async (knex, schema) => {
    await migrate(knex, schema);
    await installDemo(knex);
  },
};

export function namedInstall(install: Install): NamedInstall | undefined {
  if (install === 'loans') return LOANS;
  if (install === 'demo') return DEMO;
  return typeof install === 'function' ? undefined : install;
}

export async function installInto(owner: Knex, schema: string, into: InstallInto): Promise<void> {
  await owner.raw('create schema if not exists ??', [schema]);
  await into(owner, schema);
}

/** Whatever has a say in a named install. */
const SOURCES = ['migrations', 'src/base', 'src/loan', 'src/servicing', 'tests/support'];

/** Changes with the engine, its packages, and the sources of what is installed. */
export function fingerprint(): string {
  const hash = createHash('sha256').update(process.version).update(readFileSync('package-lock.json'));
  for (const folder of SOURCES) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    for (const name of files.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 20);
}
