/** The read views cost nothing: pages, prefixes and searches through them still run on the indexes. */
import type { Knex } from 'knex';
import { migrate } from '../../migrations/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

/** Enough rows that an index is worth its while. */
const install = async (knex: Knex): Promise<void> => {
  await migrate(knex);
  await knex.raw(`
    insert into tenants (id, name) values (1, 'one');
    insert into customers (tenant_id, id, first_name, last_name, email)
      select 1, i, 'First', initcap(translate(md5(i::text), '0123456789', 'ghijklmnop')), md5('mail' || i) || '@example.com' from generate_series(1, 12000) i;
    insert into phones (tenant_id, customer_id, phone) select 1, i, '555' || i from generate_series(1, 2000) i;
    insert into loans (tenant_id, id) select 1, i from generate_series(1, 2000) i;
    insert into loan_customers (tenant_id, loan_id, customer_id) select 1, i, i from generate_series(1, 2000) i`);
  for (const table of ['customers', 'phones', 'loans', 'loan_customers']) await knex.raw(`select gin_clean_pending_list(indexrelid) from pg_index join pg_class c on c.oid = indexrelid join pg_am a on a.oid = c.relam where a.amname = 'gin' and indrelid = '${table}'::regclass; analyze ${table}`);
};

const INDEXED = [
  ['one customer by id', "select * from customers_read where tenant_id = 1 and id = 555", 'customers_pkey'],
  ['a page of customers by last name', "select id from customers_read where tenant_id = 1 order by last_name nulls first, id limit 50", 'customers_tenant_id_last_name_id_idx'],
  ['the page after a last name', "select id from customers_read where tenant_id = 1 and last_name >= 'Lee' and (last_name > 'Lee' or id > 700) order by last_name nulls first, id limit 50", 'customers_tenant_id_last_name_id_idx'],
  ['customers whose last name contains a text', "select id from customers_read where tenant_id = 1 and last_name like '%abcd%'", 'customers_last_name_trigram'],
  ['customers whose e-mail contains a text', "select id from customers_read where tenant_id = 1 and email like '%abcd1%'", 'customers_email_trigram'],
  ['the phones of a customer', 'select id from phones_read where tenant_id = 1 and customer_id = 555 order by id', 'phones_tenant_id_customer_id_id_idx'],
  ['a loan by its account name', "select id from loans_read where tenant_id = 1 and name = 'LAI-00000003'", 'loans_name_key'],
  ['the loans of a customer', 'select loan_id from loan_customers_read where tenant_id = 1 and customer_id = 555', 'loan_customers_tenant_id_customer_id_id_idx'],
] as const;

forEachDatabase((name, open) => {
  describe(`reading through the views (${name})`, () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await open({ install });
    });
    afterAll(() => test.close());

    it.each(INDEXED)('serves %s from an index', async (_, text, index) => {
      const plan = await test.database.transaction({ tenant: 1 }, async (tx) => {
        const [explained] = await tx.run([{ text: `explain ${text}`, values: [] }]);
        return (explained?.rows ?? []).join('\n');
      });
      expect(plan).toContain(index);
    });

    it('would lose the search index if requests read the tables under their policies', async () => {
      const [explained] = await test.database.transaction({ tenant: 1 }, (tx) =>
        tx.run([{ text: "explain select id from customers where tenant_id = 1 and last_name like '%abcd%'", values: [] }]));
      expect((explained?.rows ?? []).join('\n')).not.toContain('trigram');
    });
  });
});
