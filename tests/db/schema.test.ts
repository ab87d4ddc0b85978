/** What the loan schema promises: it follows the CSDL column by column, and no tenant sees or touches another's rows. */
import type { Knex } from 'knex';
import { readLoanSources } from '../../metadata/loans/index.ts';
import { loanMigrations, migrate, migrationState, rollBack } from '../../migrations/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EntityType, Property } from '../../src/edm/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const model = parseModel(readLoanSources());
const entityTypes = [...model.entitySets.values()].map((set) => set.type);

type Column = { readonly table_name: string; readonly column_name: string; readonly type: string; readonly required: boolean; readonly provided: boolean };

const COLUMNS = `
  select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull as required, a.atthasdef or a.attidentity <> '' as provided
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ? and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;

const rowsOf = async <Row>(knex: Knex, sql: string, values: readonly string[] = []): Promise<Row[]> => {
  const answer = (await knex.raw(sql, values)) as { rows: Row[] };
  return answer.rows;
};

function expectedType({ type, facets }: Property): string {
  if (type.kind !== 'primitive') throw new Error(`unexpected kind ${type.kind}`);
  if (type.name === 'Edm.Decimal') return typeof facets.scale === 'number' ? `numeric(${facets.precision},${facets.scale})` : 'numeric';
  const types = new Map([
    ['Edm.String', 'text'], ['Edm.Int32', 'integer'], ['Edm.Boolean', 'boolean'], ['Edm.Date', 'date'],
    ['Edm.DateTimeOffset', 'timestamp with time zone'], ['Edm.Guid', 'uuid'], ['Edm.Double', 'double precision'],
  ]);
  return types.get(type.name) ?? `no column type for ${type.name}`;
}

const storedProperties = (type: EntityType): { property: Property; column: string }[] =>
  [...type.properties.values()].flatMap((property) =>
    property.storage.kind === 'column' || property.storage.kind === 'hashed' ? [{ property, column: property.storage.column }] : []);

forEachDatabase((name, open) => {
  describe('the loan schema', () => {
    let test: TestDatabase;
    let columns: Map<string, Column>;
    beforeAll(async () => {
      test = await open({ install: (knex) => migrate(knex) });
      const found = await rowsOf<Column>(test.owner, COLUMNS, [test.schema]);
      columns = new Map(found.map((column) => [`${column.table_name}.${column.column_name}`, column]));
    });
    afterAll(() => test.close());

    const seed = (): Promise<unknown> =>
      test.owner.raw(`
        insert into tenants (id, name) values (1, 'one'), (2, 'two') on conflict do nothing;
        insert into customers (tenant_id, id, last_name) values (1, 7, 'One'), (2, 7, 'Two') on conflict do nothing`);
    const run = (tenant: number | undefined, ...texts: string[]) =>
      test.database.transaction({ tenant }, (tx) => tx.run(texts.map((text) => ({ text, values: [] }))));
    const constraintOf = async (work: Promise<unknown>): Promise<string> => {
      const error = (await work.then(() => undefined, (thrown: unknown) => thrown)) as { cause?: { constraint?: string; sqlstate?: string } } | undefined;
      return error?.cause?.constraint ?? error?.cause?.sqlstate ?? 'nothing failed';
    };

    it('stores every property of the metadata in a column of its type', () => {
      const wrong = entityTypes.flatMap((type) =>
        storedProperties(type).flatMap(({ property, column }) => {
          const place = `${type.table.name}.${column}`;
          const stored = columns.get(place)?.type ?? 'no column';
          return stored === expectedType(property) ? [] : [`${place}: ${stored}, expected ${expectedType(property)}`];
        }));
      expect(wrong).toEqual([]);
    });
    it('requires in the database exactly what the metadata requires', () => {
      const wrong = entityTypes.flatMap((type) =>
        storedProperties(type)
          .filter(({ property, column }) => columns.get(`${type.table.name}.${column}`)?.required !== !property.nullable)
          .map(({ column }) => `${type.table.name}.${column}`));
      expect(wrong).toEqual([]);
    });
    it('supplies a value for every computed or defaulted property that may not be null', () => {
      const wrong = entityTypes.flatMap((type) =>
        storedProperties(type)
          .filter(({ property }) => !property.nullable && (property.computed || property.defaultValue !== undefined))
          .map(({ column }) => `${type.table.name}.${column}`)
          .filter((place) => columns.get(place)?.provided !== true));
      expect(wrong).toEqual([]);
    });

    it('leads every table of an entity set, every foreign key and every unique index with the tenant', async () => {
      const tables = entityTypes.map((type) => type.table.name);
      const keys = await rowsOf<{ place: string; table_name: string; first: string }>(test.owner, `
        select i.indexrelid::regclass::text as place, c.relname as table_name, a.attname as first
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where n.nspname = ? and i.indisunique
        union all
        select k.conname, c.relname, a.attname from pg_constraint k join pg_class c on c.oid = k.conrelid
          join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where n.nspname = ? and k.contype in ('f', 'x')`, [test.schema, test.schema]);
      const ours = keys.filter(({ table_name }) => tables.includes(table_name));
      expect(ours.length).toBeGreaterThan(tables.length * 2);
      expect(ours.filter(({ first }) => first !== 'tenant_id')).toEqual([]);
    });

    it('indexes every foreign key', async () => {
      const missing = await rowsOf<{ conname: string }>(test.owner, `
        select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ? and k.contype = 'f' and not exists (
          select from pg_index i where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey)`, [test.schema]);
      expect(missing).toEqual([]);
    });

    it('orders text by code point, whatever the server was set up with', async () => {
      const others = await rowsOf(test.owner, `
        select a.attrelid::regclass::text, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace join pg_collation l on l.oid = a.attcollation
        where n.nspname = ? and c.relkind = 'r' and a.attnum > 0 and l.collname <> 'C' and c.relname not like 'schema_migrations%'`, [test.schema]);
      expect(others).toEqual([]);
    });

    it('shows no rows through any view as long as no tenant is set', async () => {
      await seed();
      const found = await run(undefined, ...entityTypes.map((type) => `select count(*)::text from "${type.table.read}"`));
      expect(found.map(({ rows }) => rows[0]?.[0])).toEqual(entityTypes.map(() => '0'));
    });

    it('shows each tenant its own rows only', async () => {
      await seed();
      for (const [tenant, lastName] of [[1, 'One'], [2, 'Two']] as const) {
        const [found] = await run(tenant, 'select last_name from customers_read where id = 7');
        expect(found?.rows).toEqual([[lastName]]);
      }
    });

    it("neither changes, removes nor adds another tenant's rows", async () => {
      await seed();
      const changed = await run(1, "update customers set last_name = 'X' where tenant_id = 2", 'delete from customers where tenant_id = 2');
      expect(changed.map(({ affected }) => affected)).toEqual([0, 0]);
      expect(await constraintOf(run(1, "insert into customers (tenant_id, last_name) values (2, 'X')"))).toBe('42501');
      expect(await constraintOf(run(undefined, "insert into customers (tenant_id, last_name) values (1, 'X')"))).toBe('42501');
    });

    it('keeps tokens, the audit trail and the value lists out of reach of requests', async () => {
      const refused = ['select * from api_tokens', 'select * from tenants', "update audit_records set actor = 'x'", 'delete from audit_records', "insert into enum_items (tenant_id, \"group\", value, label) values (1, 'a', 'b', 'c')", 'create table mine (id int)'];
      for (const text of refused) expect([text, await constraintOf(run(1, text))]).toEqual([text, '42501']);
    });

    it('finds a live token by its hash and no other', async () => {
      await seed();
      await test.owner.raw(`
        insert into api_tokens (tenant_id, token_hash, role, label, expires_at, revoked_at) values
          (1, sha256('live'), 'writer', 'Live', null, null), (1, sha256('old'), 'writer', 'Old', now() - interval '1 day', null),
          (1, sha256('gone'), 'writer', 'Gone', null, now())`);
      const find = async (token: string) => (await run(undefined, `select * from find_token(sha256('${token}'))`))[0]?.rows;
      expect(await find('live')).toEqual([['1', 'one', 'writer', 'Live', 'f']]);
      expect([await find('old'), await find('gone'), await find('never')]).toEqual([[], [], []]);
    });

    it('lets one phone and one payment account be primary, and swaps them inside one transaction', async () => {
      await seed();
      await run(1, "insert into phones (tenant_id, id, customer_id, phone, is_primary) values (1, 901, 7, 'a', true), (1, 902, 7, 'b', false)");
      expect(await constraintOf(run(1, 'update phones set is_primary = true where id = 902'))).toBe('phones_one_primary');
      await run(1, 'set constraints all deferred', 'update phones set is_primary = true where id = 902', 'update phones set is_primary = false where id = 901');
      const [found] = await run(1, 'select id from phones_read where is_primary');
      expect(found?.rows).toEqual([['902']]);
    });

    it('counts unique values among live customers only', async () => {
      await seed();
      await run(1, "insert into customers (tenant_id, id, ssn, birth_date) values (1, 20, '1', '1990-01-01')");
      const again = "insert into customers (tenant_id, id, ssn, birth_date) values (1, 21, '1', '1990-01-01')";
      expect(await constraintOf(run(1, again))).toBe('customers_ssn_birth_date_key');
      await run(1, 'update customers set deleted_at = now() where id = 20', again);
      const [found] = await run(1, "select id from customers_read where ssn = '1'");
      expect(found?.rows).toEqual([['21']]);
    });

    it.each(["birth_date = 'infinity'", "birth_date = '0044-03-15 BC'", "credit_limit = 'NaN'", "total_income = 'Infinity'", "total_income = 'NaN'"])(
      'refuses a value OData has no words for: %s', async (assignment) => {
        await seed();
        expect(await constraintOf(run(1, `update customers set ${assignment} where id = 7`))).toBe('customers_values_check');
      });

    it('writes the name of a person from its parts, and of a company from the company name', async () => {
      const [found] = await run(1,
        `insert into customers (tenant_id, customer_type, first_name, middle_name, last_name, company_name) values
          (1, 'customer.type.individual', 'John', '', 'Dow', null), (1, 'customer.type.individual', 'Ada', 'King', 'Lovelace', 'x'),
          (1, 'customer.type.company', 'Ada', null, null, 'Engines Ltd'), (1, 'customer.type.individual', null, null, null, null)
         returning display_name`);
      expect(found?.rows).toEqual([['John Dow'], ['Ada King Lovelace'], ['Engines Ltd'], [null]]);
    });

    it('removes what a customer owns with the customer, and only empties references to shared rows', async () => {
      await seed();
      await run(1,
        'insert into addresses (tenant_id, id) values (1, 50)',
        'insert into customers (tenant_id, id, primary_address_id) values (1, 30, 50)',
        "insert into phones (tenant_id, customer_id, phone) values (1, 30, 'x')",
        "insert into notes (tenant_id, customer_id, subject) values (1, 30, 'x')",
        'delete from addresses where id = 50');
      const [address] = await run(1, 'select primary_address_id from customers_read where id = 30');
      expect(address?.rows).toEqual([[null]]);
      const [, phones, notes] = await run(1, 'delete from customers where id = 30', 'select 1 from phones_read where customer_id = 30', 'select 1 from notes_read where customer_id = 30');
      expect([phones?.rows, notes?.rows]).toEqual([[], []]);
    });
  });

  describe(`its history (${name})`, () => {
    it('goes up on an empty database and down again without leaving anything', async () => {
      const test = await open({ install: () => Promise.resolve() });
      try {
        expect(await migrationState(test.owner)).toBe('empty');
        await migrate(test.owner);
        expect(await migrationState(test.owner)).toBe('current');
        await migrate(test.owner);
        await test.owner('schema_migrations').where({ name: loanMigrations.at(-1)?.name }).delete();
        expect(await migrationState(test.owner)).toBe('behind');
        await test.owner('schema_migrations').insert({ name: loanMigrations.at(-1)?.name, batch: 1, migration_time: new Date(0) });
        await rollBack(test.owner);
        expect(await migrationState(test.owner)).toBe('empty');
        const left = await rowsOf<{ relname: string }>(test.owner, "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relkind in ('r', 'v', 'S') and c.relname not like 'schema_migrations%'", [test.schema]);
        expect(left).toEqual([]);
      } finally {
        await test.close();
      }
    });
  });
});
