/**
 * A runtime that owns the tables: no policy and no view stands in its way. For tests that take the database's
 * line of defence away. In: an open test database. Out: another Database on it, to be closed by the caller.
 */
import { openEmbedded, openServer } from '../../src/db/index.ts';
import type { Database } from '../../src/db/index.ts';
import type { TestDatabase } from './database.ts';

export function openAsOwner({ schema, instance }: TestDatabase): Database {
  const settings = { schema, role: 'postgres', statementTimeoutMs: 30_000, observe: () => undefined };
  if (instance !== undefined) return openEmbedded({ ...settings, instance });
  const url = process.env['TEST_DATABASE_URL'] ?? '';
  return openServer({ ...settings, role: decodeURIComponent(new URL(url).username), url, poolSize: 2 });
}
