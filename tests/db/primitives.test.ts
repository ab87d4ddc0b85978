/** Canonical texts are what the database takes and keeps: the primitive table and PostgreSQL agree. */
import type { Knex } from 'knex';
import { PRIMITIVES } from '../../src/edm/index.ts';
import { CANONICAL_VALUES } from '../fixtures/primitive-values.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const install = async (knex: Knex): Promise<void> => {
  await knex.raw("do $$ begin if not exists (select from pg_roles where rolname = 'odata_runtime') then create role odata_runtime nologin; end if; end $$");
  await knex.raw('grant odata_runtime to current_user');
  await knex.raw('do $$ begin execute format(\'grant usage on schema %I to odata_runtime\', current_schema()); end $$');
};

const ROWS = [...PRIMITIVES.values()].filter(({ name }) => CANONICAL_VALUES[name] !== undefined);

forEachDatabase((_engine, open) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open({ install });
  });
  afterAll(() => test.close());

  it.each(ROWS)('keeps every value of $name as it was sent', async ({ name, sqlType, parseUrl, printUrl }) => {
    for (const text of CANONICAL_VALUES[name] ?? []) {
      const statement = { text: `select ($1::${sqlType})::text`, values: [text] };
      const { rows } = await test.database.read({ tenant: undefined }, statement, 'custom');
      const found = rows[0]?.[0] ?? '';
      const instant = name === 'Edm.DateTimeOffset' ? found.replace(' ', 'T').replace(/\+00$/, 'Z') : found;
      expect(parseUrl(printUrl(instant))).toBe(text);
    }
  });
});
