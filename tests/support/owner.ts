/**
 * A runtime that owns the tables: no policy and no view stands in its way. For tests that take the database's
 * line of defence away. In: an open test database. Out: another Database on it, to be closed by the caller.
 */
import { openEmbedded, openServer } from '../../src/db/index.ts';
import type { Database } from '../../src/db/index.ts';
import type { TestDatabase } from './database.ts';

export function openAsOwner({ schema, place }: TestDatabase): Database {
  const settings = { schema, role: 'postgres', statementTimeoutMs: 30_000, observe: () => undefined };
  if (place.kind === 'embedded') return openEmbedded({ ...settings, instance: place.instance });
  return openServer({ ...settings, role: decodeURIComponent(new URL(place.url).username), url: place.url, poolSize: 2 });
}
