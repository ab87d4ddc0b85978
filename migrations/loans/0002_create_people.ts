/**
 * Offices, addresses and customers with everything a customer owns.
 * In: the schema of the search path. Out: tables in the order of their references, each with its read
 * view and its rights (see entity-table.ts). Names of columns are the snake_case of the model's properties.
 * It fills in no rows.
 */
import { createTables, dropTables } from './entity-table.ts';
import type { EntityTable } from './entity-table.ts';
import type { Migration } from '../migration.ts';

const TABLES: readonly EntityTable[] = [
  {
    name: 'offices',
    columns: `
      name text collate "C" not null,
      external_id text collate "C",
      opening_date date`,
    constraints: [
      `constraint offices_values_check check (opening_date between '0001-01-01' and '9999-12-31')`,
    ],
    indexes: [],
  },
  {
    name: 'addresses',
    columns: `
      address1 text collate "C",
      address2 text collate "C",
      city text collate "C",
      state text collate "C",
      zipcode text collate "C",
      country text collate "C",
      geo_lat numeric(9,6),
      geo_lon numeric(9,6),
      active boolean not null default true,
      is_verified boolean not null default false,
      is_standardized boolean not null default false`,
    constraints: [
      `constraint addresses_values_check check (geo_lat > '-Infinity' and geo_lat < 'Infinity' and
      geo_lon > '-Infinity' and geo_lon < 'Infinity')`,
    ],
    indexes: [
      'create index on addresses (tenant_id, city nulls first, id)',
    ],
  },
  {
    name: 'customers',
    columns: `
      account_no text collate "C" generated always as (lpad(id::text, greatest(9, length(id::text)), '0')) stored,
      custom_id text collate "C",
      mc_id int,
      external_id text collate "C",
      external_system text collate "C",
      customer_type text collate "C" not null default 'customer.type.individual',
      status text collate "C",
      lifecycle text collate "C" not null default 'Active',
      first_name text collate "C",
      middle_name text collate "C",
      last_name text collate "C",
      display_name text collate "C" generated always as (
        case when customer_type in ('customer.type.company', 'customer.type.flooringCustomer') and company_name <> ''
          then company_name
          else nullif(btrim(coalesce(first_name || ' ', '') || coalesce(nullif(middle_name, '') || ' ', '')
            || coalesce(last_name, '')), '')
        end) stored,
      company_name text collate "C",
      contact_name text collate "C",
      birth_date date,
      gender text collate "C",
      generation_code text collate "C",
      email text collate "C",
      ssn text collate "C",
      driver_license text collate "C",
      customer_id_type text collate "C",
      customer_id text collate "C",
      credit_limit numeric(19,4),
      access_user_name text collate "C",
      access_password_hash text collate "C",
      active boolean not null default true,
      ofac_match boolean not null default false,
      ofac_tested boolean not null default false,
      has_avatar boolean not null default false,
      source text collate "C",
      owner_id uuid,
      referred_by_id uuid,
      is_silenced boolean not null default false,
      is_archived boolean not null default false,
      fico int,
      total_income double precision,
      total_debt_payments double precision,
      first_time_buyer boolean,
      login_token text collate "C",
      office_id int,
      submitted_date date,
      activation_date date,
      closure_date date,
      closure_reason_id int,
      primary_address_id int,
      mail_address_id int,
      deleted_at timestamptz`,
    constraints: [
      'constraint customers_primary_address_fk foreign key (tenant_id, primary_address_id) references addresses (tenant_id, id) on delete set null (primary_address_id)',
      'constraint customers_mail_address_fk foreign key (tenant_id, mail_address_id) references addresses (tenant_id, id) on delete set null (mail_address_id)',
      'constraint customers_office_fk foreign key (tenant_id, office_id) references offices (tenant_id, id)',
      `constraint customers_values_check check (birth_date between '0001-01-01' and '9999-12-31' and
      submitted_date between '0001-01-01' and '9999-12-31' and activation_date between '0001-01-01' and '9999-12-31' and
      closure_date between '0001-01-01' and '9999-12-31' and
      credit_limit > '-Infinity' and credit_limit < 'Infinity' and
      total_income > '-Infinity' and total_income < 'Infinity' and
      total_debt_payments > '-Infinity' and total_debt_payments < 'Infinity')`,
      'constraint customers_mail_apart_check check (mail_address_id <> primary_address_id)',
    ],
    indexes: [
      'create unique index customers_primary_address_key on customers (tenant_id, primary_address_id) where deleted_at is null',
      'create unique index customers_mail_address_key on customers (tenant_id, mail_address_id) where deleted_at is null',
      'create index on customers (tenant_id, office_id, id)',
      'create unique index customers_ssn_birth_date_key on customers (tenant_id, ssn, birth_date) where deleted_at is null',
      'create unique index customers_external_id_key on customers (tenant_id, external_system, external_id) where deleted_at is null',
      'create index on customers (tenant_id, last_name nulls first, id)',
      'create index on customers (tenant_id, email nulls first, id)',
      'create index on customers (tenant_id, status, id)',
      'create index on customers (tenant_id, created, id)',
      'create index customers_first_name_trigram on customers using gin (first_name gin_trgm_ops)',
      'create index customers_last_name_trigram on customers using gin (last_name gin_trgm_ops)',
      'create index customers_display_name_trigram on customers using gin (display_name gin_trgm_ops)',
      'create index customers_company_name_trigram on customers using gin (company_name gin_trgm_ops)',
      'create index customers_email_trigram on customers using gin (email gin_trgm_ops)',
    ],
  },
  {
    name: 'phones',
    columns: `
      customer_id int not null,
      entity_id int generated always as (customer_id) stored,
      entity_type text collate "C" generated always as ('Entity.Customer'::text) stored,
      phone text collate "C" not null,
      type text collate "C",
      is_primary boolean not null default false,
      is_secondary boolean not null default false,
      carrier_name text collate "C",
      carrier_verified boolean not null default false,
      is_land_line boolean not null default false,
      dnd_enabled boolean not null default false,
      sbt_mkt_verify_pin text collate "C",
      sbt_act_verify_pin text collate "C",
      sbt_mkt_verify_pending boolean not null default false,
      sbt_act_verify_pending boolean not null default false,
      sbt_mkt_verified boolean not null default false,
      sbt_act_verified boolean not null default false,
      active boolean not null default true`,
    constraints: [
      'constraint phones_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint phones_one_primary exclude using btree (tenant_id with =, customer_id with =) where (is_primary) deferrable',
    ],
    indexes: [
      'create index on phones (tenant_id, customer_id, id)',
      'create index on phones (tenant_id, phone, id)',
    ],
  },
  {
    name: 'employers',
    columns: `
      customer_id int not null,
      address_id int,
      company_name text collate "C",
      title text collate "C",
      phone text collate "C",
      income numeric(19,4),
      income_frequency text collate "C",
      hire_date date,
      pay_date date,
      pay_date_frequency text collate "C",
      active boolean not null default true`,
    constraints: [
      'constraint employers_address_fk foreign key (tenant_id, address_id) references addresses (tenant_id, id) on delete set null (address_id)',
      'constraint employers_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      `constraint employers_values_check check (hire_date between '0001-01-01' and '9999-12-31' and
      pay_date between '0001-01-01' and '9999-12-31' and income > '-Infinity' and income < 'Infinity')`,
      'constraint employers_customer_key unique (tenant_id, customer_id)',
    ],
    indexes: [
      'create unique index employers_address_key on employers (tenant_id, address_id)',
    ],
  },
  {
    name: 'credit_scores',
    columns: `
      customer_id int not null,
      equifax_score int,
      transunion_score int,
      experian_score int,
      modified timestamptz`,
    constraints: [
      'constraint credit_scores_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      `constraint credit_scores_values_check check (modified >= '0001-01-01Z' and modified < '10000-01-01Z')`,
      'constraint credit_scores_customer_key unique (tenant_id, customer_id)',
    ],
    indexes: [],
  },
  {
    name: 'references',
    columns: `
      customer_id int not null,
      address_id int,
      name text collate "C" not null,
      relation text collate "C",
      primary_phone text collate "C",
      secondary_phone text collate "C",
      active boolean not null default true`,
    constraints: [
      'constraint references_address_fk foreign key (tenant_id, address_id) references addresses (tenant_id, id) on delete set null (address_id)',
      'constraint references_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
    ],
    indexes: [
      'create unique index references_address_key on "references" (tenant_id, address_id)',
      'create index on "references" (tenant_id, customer_id, id)',
    ],
  },
  {
    name: 'checking_accounts',
    columns: `
      address_id int,
      account_type text collate "C",
      bank_name text collate "C",
      routing_number text collate "C",
      account_number text collate "C",
      branch_number text collate "C",
      institution_number text collate "C",
      card_holder_name text collate "C",
      processor text collate "C",
      token text collate "C"`,
    constraints: [
      'constraint checking_accounts_address_fk foreign key (tenant_id, address_id) references addresses (tenant_id, id) on delete set null (address_id)',
    ],
    indexes: [
      'create unique index checking_accounts_address_key on checking_accounts (tenant_id, address_id)',
    ],
  },
  {
    name: 'credit_cards',
    columns: `
      card_type text collate "C",
      card_number text collate "C",
      card_expiration text collate "C",
      card_holder_name text collate "C",
      token text collate "C",
      address1 text collate "C",
      city text collate "C",
      state text collate "C",
      zipcode text collate "C",
      country text collate "C"`,
    constraints: [
      'constraint credit_cards_last_four_check check (length(card_number) <= 4)',
    ],
    indexes: [],
  },
  {
    name: 'payment_accounts',
    columns: `
      customer_id int not null,
      entity_id int generated always as (customer_id) stored,
      entity_type text collate "C" generated always as ('Entity.Customer'::text) stored,
      checking_account_id int,
      credit_card_id int,
      title text collate "C",
      type text collate "C",
      is_primary boolean not null default false,
      is_secondary boolean not null default false,
      import_id text collate "C",
      active boolean not null default true,
      verify boolean not null default false,
      visible boolean not null default true`,
    constraints: [
      'constraint payment_accounts_checking_account_fk foreign key (tenant_id, checking_account_id) references checking_accounts (tenant_id, id) on delete set null (checking_account_id)',
      'constraint payment_accounts_credit_card_fk foreign key (tenant_id, credit_card_id) references credit_cards (tenant_id, id) on delete set null (credit_card_id)',
      'constraint payment_accounts_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint payment_accounts_one_primary exclude using btree (tenant_id with =, customer_id with =) where (is_primary) deferrable',
    ],
    indexes: [
      'create unique index payment_accounts_checking_account_key on payment_accounts (tenant_id, checking_account_id)',
      'create unique index payment_accounts_credit_card_key on payment_accounts (tenant_id, credit_card_id)',
      'create index on payment_accounts (tenant_id, customer_id, id)',
    ],
  },
  {
    name: 'social_profiles',
    columns: `
      customer_id int not null,
      profile_type text collate "C",
      profile_id text collate "C",
      profile_url text collate "C",
      profile_username text collate "C",
      profile_photo_url text collate "C"`,
    constraints: [
      'constraint social_profiles_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
    ],
    indexes: [
      'create index on social_profiles (tenant_id, customer_id, id)',
    ],
  },
];

export const createPeople: Migration = {
  name: '0002_create_people',
  up: (knex) => createTables(knex, TABLES),
  down: (knex) => dropTables(knex, TABLES),
};
