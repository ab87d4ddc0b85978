/**
 * Statements that the embedded database's own stack cannot hold: refused as too large, and nothing else is hurt.
 * (A server has a deeper stack and says so itself.)
 */
import { RequestError } from '../../src/base/index.ts';
import type { StatementResult } from '../../src/db/database.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const nested = (depth: number): string => Array.from({ length: depth }).reduce<string>((inner) => `(${inner} * 1.0::float8)::float8`, '1.0::float8');

forEachDatabase((name, open) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await open({ install: async (knex) => {
      await knex.raw("do $$ begin if not exists (select from pg_roles where rolname = 'odata_runtime') then create role odata_runtime nologin; end if; end $$");
      await knex.raw('grant odata_runtime to current_user');
    } });
  });
  afterAll(() => db.close());

  const read = (text: string, statement?: string): Promise<StatementResult> =>
    db.database.read({ tenant: undefined }, { text, values: [], ...(statement === undefined ? {} : { name: statement }) }, 'custom');

  it.each(['unnamed', 'named'])('an %s statement nested too deep is refused as too large, again and again, and the next one works', async (kind) => {
    const statement = kind === 'named' ? 'deep' : undefined;
    for (let round = 0; round < 3; round++) {
      const error: unknown = await read(`select ${nested(name === 'server' ? 6_000 : 500)}`, statement).then(() => undefined, (thrown: unknown) => thrown);
      expect(error instanceof RequestError && error.fault.code).toBe('DBS504');
      expect((await read('select 1')).rows).toEqual([['1']]);
    }
  });
});
