/** What every room may rely on when it talks to a database, on both engines. */
import type { Knex } from 'knex';
import { RequestError } from '../../src/base/index.ts';
import type { Observation } from '../../src/base/index.ts';
import { failureOf, joined } from '../../src/db/index.ts';
import type { Database, Scope } from '../../src/db/index.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const TENANTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

async function install(knex: Knex): Promise<void> {
  await knex.raw("do $$ begin if not exists (select from pg_roles where rolname = 'odata_runtime') then create role odata_runtime nologin; end if; end $$");
  await knex.raw('grant odata_runtime to current_user');
  await knex.raw(`
    create table item (
      tenant_id int not null, id int not null, name text collate "C", flagged boolean not null default false, amount numeric(19,4) check (amount >= 0),
      parent int, primary key (tenant_id, id), unique (tenant_id, name),
      constraint item_parent foreign key (tenant_id, parent) references item (tenant_id, id) deferrable initially deferred)`);
  await knex.raw("create view item_read as select * from item where tenant_id = nullif(current_setting('app.tenant', true), '')::int");
  await knex.raw("alter table item enable row level security");
  await knex.raw("create policy own on item using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)");
  await knex.raw('grant select, insert, update, delete on item to odata_runtime');
  await knex.raw('grant select on item_read to odata_runtime');
  await knex.raw('do $$ begin execute format(\'grant usage on schema %I to odata_runtime\', current_schema()); end $$');
  await knex.raw("insert into item (tenant_id, id, name) select t, i, 'n' || i from generate_series(1, 9) t, generate_series(1, 3) i");
}

const of = (tenant: number | undefined): Scope => ({ tenant });
const plain = (text: string, ...values: (string | null)[]): Statement => ({ text, values });
const named = (name: string, text: string, ...values: (string | null)[]): Statement => ({ name, text, values });
const TENANTS_SEEN = 'select distinct tenant_id from item_read';

const faultOf = async (work: Promise<unknown>): Promise<RequestError> => {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof RequestError) return error;
  throw new Error(`expected a fault, got ${String(error)}`);
};

forEachDatabase((name, open) => {
  let test: TestDatabase;
  let database: Database;
  const observations: Observation[] = [];
  beforeAll(async () => {
    test = await open({ install, statementTimeoutMs: 1_000, observe: (observation) => observations.push(observation) });
    database = test.database;
  });
  afterAll(() => test.close());

  describe('a read', () => {
    it('answers rows as arrays of text, null as null', async () => {
      const { rows } = await database.read(of(1), plain("select id, name, flagged, null::int, 12345678901234567890.12345678901234567890::numeric, now() - now() from item_read order by id limit 1"), 'generic');
      expect(rows).toEqual([['1', 'n1', 'f', null, '12345678901234567890.12345678901234567890', 'PT0S']]);
    });

    it('takes values of any text, null and two megabytes long', async () => {
      const long = 'ü"\\\'$1?'.repeat(300_000);
      const { rows } = await database.read(of(1), plain('select $1::text, $2::text is null, length($1::text)', long, null), 'custom');
      expect(rows[0]?.[0] === long).toBe(true);
      expect(rows[0]?.slice(1)).toEqual(['t', '2100000']);
    });

    it('sees its own tenant only, and nothing without one', async () => {
      expect((await database.read(of(7), plain(TENANTS_SEEN), 'generic')).rows).toEqual([['7']]);
      expect((await database.read(of(undefined), plain(TENANTS_SEEN), 'generic')).rows).toEqual([]);
    });

    it('runs as the runtime role, in UTC, with the plan mode it asked for', async () => {
      const settings = plain("select current_user, current_setting('TimeZone'), current_setting('IntervalStyle'), current_setting('plan_cache_mode'), current_setting('jit'), current_schema()");
      expect((await database.read(of(1), settings, 'custom')).rows).toEqual([['odata_runtime', 'UTC', 'iso_8601', 'force_custom_plan', 'off', test.schema]]);
      expect((await database.read(of(1), settings, 'generic')).rows[0]?.[3]).toBe('force_generic_plan');
    });

    it('gives two hundred interleaved reads of nine tenants their own rows', async () => {
      const work = Array.from({ length: 200 }, async (_, index) => {
        const tenant = TENANTS[index % TENANTS.length] ?? 1;
        const statement = index % 3 === 0 ? plain(TENANTS_SEEN) : named(`seen_${index % 5}`, `${TENANTS_SEEN} -- ${index % 5}`);
        if (index % 20 === 19) await faultOf(database.read(of(tenant), plain('select 1/0'), 'generic'));
        return (await database.read(of(tenant), statement, index % 2 ? 'generic' : 'custom')).rows.length === 1
          && (await database.read(of(tenant), statement, 'generic')).rows[0]?.[0] === String(tenant);
      });
      expect(await Promise.all(work)).toEqual(Array.from({ length: 200 }, () => true));
    });

    it('leaves neither tenant nor plan mode behind, also after an error', async () => {
      await faultOf(database.read(of(5), plain('select 1/0'), 'custom'));
      const left = plain("select current_setting('app.tenant', true), count(*) from item_read");
      const { rows } = await database.read(of(undefined), left, 'generic');
      expect(rows).toEqual([['', '0']]);
    });
  });

  describe('a named statement', () => {
    it('keeps working when its first preparation is skipped by an earlier error', async () => {
      const twice = named('late', 'select $1::int + 1', '1');
      for (let use = 0; use < 3; use++) await database.read(of(1), twice, 'generic');
      await faultOf(database.transaction(of(1), (tx) => tx.run([plain('select 1/0'), named('later', 'select 2'), twice])));
      for (let use = 0; use < 6; use++) {
        expect((await database.read(of(1), twice, 'generic')).rows).toEqual([['2']]);
        expect((await database.read(of(1), named('later', 'select 2'), 'generic')).rows).toEqual([['2']]);
      }
    });

    it('may occur twice in one batch', async () => {
      const same = named('same', 'select $1::text', 'x');
      for (let use = 0; use < 4; use++) {
        const results = await database.transaction(of(1), (tx) => tx.run([same, same]));
        expect(results.map(({ rows }) => rows)).toEqual([[['x']], [['x']]]);
      }
    });

    it('survives a server that forgot it', async () => {
      const forgettable = named('forgettable', 'select 42');
      for (let use = 0; use < 5; use++) await database.read(of(1), forgettable, 'generic');
      await database.read(of(1), plain('deallocate all'), 'generic');
      for (let use = 0; use < 9; use++) expect((await database.read(of(1), forgettable, 'generic')).rows).toEqual([['42']]);
    });

    it('stays possible for thousands of different texts', async () => {
      for (let shape = 0; shape < 260; shape++) {
        for (let use = 0; use < 3; use++) await database.read(of(1), named(`shape_${shape}`, `select ${shape}`), 'generic');
      }
      const { rows } = await database.read(of(1), plain('select count(*) <= 200 from pg_prepared_statements'), 'generic');
      expect(rows).toEqual([['t']]);
    });
  });

  describe('a transaction', () => {
    it('applies everything and reports how many rows each statement touched', async () => {
      const affected = await database.transaction(of(1), async (tx) => {
        const [inserted, updated] = await tx.run([
          plain("insert into item (tenant_id, id, name) values (1, 100, 'a'), (1, 101, 'b')"),
          plain('update item set flagged = true where tenant_id = 1 and id >= $1::int', '100'),
        ]);
        const [read] = await tx.run([plain('select count(*) from item_read where flagged')]);
        return [inserted?.affected, updated?.affected, read?.rows[0]?.[0]];
      });
      expect(affected).toEqual([2, 2, '2']);
      expect((await database.read(of(1), plain('select count(*) from item_read where flagged'), 'generic')).rows).toEqual([['2']]);
    });

    it('leaves nothing behind when its work throws', async () => {
      const work = database.transaction(of(2), async (tx) => {
        await tx.run([plain('delete from item where tenant_id = 2')]);
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect((await database.read(of(2), plain('select count(*) from item_read'), 'generic')).rows).toEqual([['3']]);
    });

    it('is not reported as done when a failed statement was swallowed', async () => {
      const work = database.transaction(of(2), async (tx) => {
        await tx.run([plain('delete from item where tenant_id = 2')]);
        await tx.run([plain('select 1/0')]).catch(() => undefined);
      });
      expect((await faultOf(work)).fault.code).toBe('DBS501');
      expect((await database.read(of(2), plain('select count(*) from item_read'), 'generic')).rows).toEqual([['3']]);
    });

    it('cannot write for another tenant', async () => {
      const insert = database.transaction(of(3), (tx) => tx.run([plain("insert into item (tenant_id, id) values (4, 999)")]));
      expect((await faultOf(insert)).fault.code).toBe('BUG900');
      const [result] = await database.transaction(of(3), (tx) => tx.run([plain('update item set flagged = true where tenant_id = 4')]));
      expect(result?.affected).toBe(0);
    });

    it('says which statement failed and on which constraint', async () => {
      const work = database.transaction(of(4), (tx) =>
        tx.run([plain('select 1'), plain("insert into item (tenant_id, id, name) values (4, 50, 'n1')")]));
      const error = await faultOf(work);
      expect(error.fault.code).toBe('PRE403');
      expect(failureOf(error)).toMatchObject({ sqlstate: '23505', constraint: 'item_tenant_id_name_key', table: 'item', statement: 1 });
    });

    it('reports a deferred constraint at commit like any other', async () => {
      const error = await faultOf(database.transaction(of(4), (tx) => tx.run([plain('update item set parent = 77 where tenant_id = 4 and id = 1')])));
      expect(error.fault.code).toBe('PRE404');
      expect(failureOf(error)).toMatchObject({ sqlstate: '23503', constraint: 'item_parent', statement: -1 });
    });

    it('gives its connection back usable after an error', async () => {
      for (let round = 0; round < 10; round++) {
        await faultOf(database.transaction(of(4), (tx) => tx.run([plain('select 1/0')])));
      }
      expect((await database.read(of(4), plain(TENANTS_SEEN), 'generic')).rows).toEqual([['4']]);
    });
  });

  describe('an error of the database', () => {
    it.each([
      ['select 2147483647 + 1', 'DBS501'],
      ["select date '5874897-12-31' + 1", 'DBS501'],
      ['select 1/0', 'DBS501'],
      ["select 'x'::int", 'DBS501'],
      ['select * from nothing_here', 'BUG900'],
    ])('%s becomes %s, without the database’s own words', async (text, code) => {
      const { fault } = await faultOf(database.read(of(1), plain(text), 'generic'));
      expect(fault.code).toBe(code);
      expect(fault.message).not.toMatch(/nothing_here|relation|syntax/);
    });

    it('for a NUL in a text is the client’s mistake', async () => {
      expect((await faultOf(database.read(of(1), plain('select $1::text', 'a\u0000b'), 'generic'))).fault.code).toBe('URL108');
    });

    it('of our own making is observed with the original', async () => {
      observations.length = 0;
      await faultOf(database.read(of(1), plain('select * from nothing_here'), 'generic'));
      expect(observations.some((observation) => observation.kind === 'error' && String(observation.error).includes('nothing_here'))).toBe(true);
    });
  });

  (name === 'server' ? describe : describe.skip)('a server', () => {
    it('ends a statement that runs over its time', async () => {
      expect((await faultOf(database.read(of(1), plain('select pg_sleep(5)'), 'generic'))).fault.code).toBe('DBS503');
    });

    it('that ends a connection in the middle of a transaction costs that transaction only', async () => {
      const work = database.transaction(of(1), async (tx) => {
        const [pid] = await tx.run([plain('select pg_backend_pid()')]);
        await test.owner.raw('select pg_terminate_backend(?::int)', [pid?.rows[0]?.[0] ?? '0']);
        await tx.run([plain('select 1')]);
      });
      expect((await faultOf(work)).fault.code).toBe('DBS502');
      expect((await database.read(of(1), plain(TENANTS_SEEN), 'generic')).rows).toEqual([['1']]);
    });
  });

  it('lets the owner see every tenant in between', async () => {
    const [read, owned] = await Promise.all([
      database.read(of(1), plain(TENANTS_SEEN), 'generic'),
      test.owner('item').countDistinct({ tenants: 'tenant_id' }),
    ]);
    expect(read.rows).toEqual([['1']]);
    expect(owned).toEqual([{ tenants: '9' }]);
    await test.owner.transaction(async (trx) => {
      await trx('item').where({ tenant_id: 9 }).del();
      await trx.raw('select ?::text, ?::int', ['x', 1]);
    });
    expect((await database.read(of(9), plain(TENANTS_SEEN), 'generic')).rows).toEqual([]);
  });

  describe('work that joins an open transaction', () => {
    const insert = (id: number): Statement => plain(`insert into item (tenant_id, id, name) values (1, ${id}, 'joined ${id}')`);
    const nameOf = async (id: number) => (await database.read(of(1), plain(`select name from item_read where id = ${id}`), 'custom')).rows;

    it('reads what that has written, and is committed with it', async () => {
      await database.transaction(of(1), async (tx) => {
        await tx.run([insert(801)]);
        const inner = joined(tx, of(1));
        expect((await inner.read(of(1), plain('select name from item_read where id = 801'), 'custom')).rows).toEqual([['joined 801']]);
        await inner.transaction(of(1), (same) => same.run([insert(802)]));
      });
      expect([await nameOf(801), await nameOf(802)]).toEqual([[['joined 801']], [['joined 802']]]);
    });

    it('is undone with it', async () => {
      await expect(database.transaction(of(1), async (tx) => {
        await joined(tx, of(1)).transaction(of(1), (same) => same.run([insert(803)]));
        throw new Error('afterwards');
      })).rejects.toThrow('afterwards');
      expect(await nameOf(803)).toEqual([]);
    });

    it('cannot be for another tenant', async () => {
      await expect(database.transaction(of(1), (tx) => joined(tx, of(1)).transaction(of(2), (same) => same.run([insert(804)])))).rejects.toThrow(/another/);
      expect(await nameOf(804)).toEqual([]);
    });
  });
});
