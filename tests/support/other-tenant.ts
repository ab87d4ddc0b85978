/**
 * A second tenant beside the demo, with ids that overlap the demo's: for tests that look for leaks.
 * In: the owner's knex on a migrated schema. Out: the tenant's id; its API token is `other` (administrator),
 * and the demo tenant, when installed, gets the tokens `demo-reader` and `demo-writer`.
 */
import type { Knex } from 'knex';

export const OTHER_TENANT = 'other';
export const OTHER_TOKEN = 'other';

export async function installOtherTenant(knex: Knex): Promise<number> {
  const [tenant] = await knex('tenants').insert({ name: OTHER_TENANT }).returning<{ id: number }[]>('id');
  if (tenant === undefined) throw new Error('the other tenant could not be made');
  const t = tenant.id;
  await knex.raw(`
    insert into api_tokens (tenant_id, token_hash, role, label) values (${t}, sha256('other'), 'admin', 'Other administrator');
    insert into api_tokens (tenant_id, token_hash, role, label)
      select id, sha256(convert_to('demo-' || word, 'UTF8')), word, 'Demo ' || word from tenants, (values ('reader'), ('writer')) roles (word) where name = 'demo';
    insert into addresses (tenant_id, id, address1, city) values (${t}, 1, 'Elsewhere 1', 'Elsewhere');
    insert into customers (tenant_id, id, first_name, last_name, email, ssn, primary_address_id, external_system, external_id, status) values
      (${t}, 42, 'Olga', 'Other', 'olga@other.example', '900000042', null, 'lms', 'ext-ada-001', 'Active'),
      (${t}, 555, 'Otto', 'Other', 'otto@other.example', '900000555', 1, null, null, 'Active'),
      (${t}, 2000, 'Only', 'Other', 'only@other.example', null, null, null, null, 'Active');
    insert into phones (tenant_id, id, customer_id, phone, is_primary) values (${t}, 1, 555, '9005550001', true), (${t}, 9001, 555, '9005559001', false);
    insert into loans (tenant_id, id, name, display_id, title) values (${t}, 1, 'LAI-00000003', 'OTHER-1', 'Loan of the other tenant');
    insert into loan_setups (tenant_id, id, loan_id, loan_amount) values (${t}, 1, 1, 1);
    insert into loan_customers (tenant_id, id, loan_id, customer_id, role) values (${t}, 1, 1, 555, 'loan.customerRole.primary')`);
  return t;
}
