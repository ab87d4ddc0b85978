/**
 * Loans with their terms, settings and customers, and the notes, documents and custom fields around both.
 * In: the schema of the search path. Out: tables in the order of their references, each with its read
 * view and its rights (see entity-table.ts). Names of columns are the snake_case of the model's properties.
 * It fills in no rows.
 */
import { createTables, dropTables } from './entity-table.ts';
import type { EntityTable } from './entity-table.ts';
import type { Migration } from '../migration.ts';

/** Where the numbers in record names come from, shared by all tenants. */
const NAME_SEQUENCES = ['loan_names'];

const TABLES: readonly EntityTable[] = [
  {
    name: 'loans',
    columns: `
      record_id text collate "C" not null default 'a1W' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'LAI-' || lpad(nextval('loan_names')::text, 8, '0'),
      display_id text collate "C",
      external_id text collate "C",
      title text collate "C",
      status text collate "C" not null default 'Pending',
      sub_status text collate "C",
      currency_code text collate "C" not null default 'USD',
      active boolean not null default false,
      archived boolean not null default false,
      temporary_account boolean not null default false,
      loan_alert text collate "C",
      contract_date date,
      expected_disbursal_date date,
      next_installment_date date,
      next_due_generation_date date,
      last_installment_date date,
      maturity_date date,
      due_day int,
      principal_remaining numeric not null default 0,
      interest_remaining numeric not null default 0,
      fees_remaining numeric not null default 0,
      interest_accrued_not_due numeric not null default 0,
      interest_waived numeric not null default 0,
      total_amount_paid numeric not null default 0,
      payoff_amount_stored numeric,
      amount_to_current numeric not null default 0,
      days_overdue int not null default 0,
      last_payment_date date,
      last_accrual_date date,
      last_transaction_type text collate "C",
      last_transaction_timestamp timestamptz,
      accrual_stop_indicator boolean not null default false,
      pre_bill_days int not null default 0,
      write_off_tolerance numeric(19,4) not null default 0,
      active_investor boolean not null default false,
      deleted_at timestamptz`,
    constraints: [
      `constraint loans_values_check check (contract_date between '0001-01-01' and '9999-12-31' and
      expected_disbursal_date between '0001-01-01' and '9999-12-31' and
      next_installment_date between '0001-01-01' and '9999-12-31' and
      next_due_generation_date between '0001-01-01' and '9999-12-31' and
      last_installment_date between '0001-01-01' and '9999-12-31' and
      maturity_date between '0001-01-01' and '9999-12-31' and
      last_payment_date between '0001-01-01' and '9999-12-31' and
      last_accrual_date between '0001-01-01' and '9999-12-31' and
      last_transaction_timestamp >= '0001-01-01Z' and last_transaction_timestamp < '10000-01-01Z' and
      principal_remaining > '-Infinity' and principal_remaining < 'Infinity' and
      interest_remaining > '-Infinity' and interest_remaining < 'Infinity' and
      fees_remaining > '-Infinity' and fees_remaining < 'Infinity' and
      interest_accrued_not_due > '-Infinity' and interest_accrued_not_due < 'Infinity' and
      interest_waived > '-Infinity' and interest_waived < 'Infinity' and
      total_amount_paid > '-Infinity' and total_amount_paid < 'Infinity' and
      payoff_amount_stored > '-Infinity' and payoff_amount_stored < 'Infinity' and
      amount_to_current > '-Infinity' and amount_to_current < 'Infinity' and
      write_off_tolerance > '-Infinity' and write_off_tolerance < 'Infinity')`,
      'constraint loans_record_id_key unique (tenant_id, record_id)',
      'constraint loans_name_key unique (tenant_id, name)',
    ],
    indexes: [
      'create unique index loans_external_id_key on loans (tenant_id, external_id) where deleted_at is null',
      'create index on loans (tenant_id, display_id nulls first, id)',
      'create index on loans (tenant_id, status, id)',
      'create index on loans (tenant_id, contract_date nulls first, id)',
      'create index on loans (tenant_id, created, id)',
      'create index loans_name_trigram on loans using gin (name gin_trgm_ops)',
      'create index loans_display_id_trigram on loans using gin (display_id gin_trgm_ops)',
      'create index loans_title_trigram on loans using gin (title gin_trgm_ops)',
    ],
  },
  {
    name: 'loan_customers',
    columns: `
      loan_id int not null,
      customer_id int not null,
      role text collate "C" not null default 'loan.customerRole.unassigned',
      web_access boolean not null default false,
      sms_access boolean not null default false,
      email_access boolean not null default false`,
    constraints: [
      'constraint loan_customers_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      'constraint loan_customers_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint loan_customers_pair_key unique (tenant_id, loan_id, customer_id)',
      `constraint loan_customers_one_primary exclude using btree (tenant_id with =, loan_id with =)
      where (role = 'loan.customerRole.primary') deferrable`,
    ],
    indexes: [
      'create index on loan_customers (tenant_id, customer_id, id)',
    ],
  },
  {
    name: 'loan_setups',
    columns: `
      loan_id int not null,
      loan_amount numeric(19,4),
      discount numeric(19,4),
      underwriting numeric(19,4),
      loan_rate numeric,
      loan_rate_type text collate "C" default 'loan.rateType.annually',
      loan_term int,
      money_factor numeric,
      residual numeric(19,4),
      contract_date date,
      first_payment_date date,
      schedule_round numeric(19,4),
      amount_down numeric(19,4),
      reserve numeric(19,4),
      sales_price numeric(19,4),
      gap numeric(19,4),
      warranty numeric(19,4),
      dealer_profit numeric(19,4),
      taxes numeric(19,4),
      credit_limit numeric(19,4),
      reporting_credit_limit numeric(19,4),
      loan_class text collate "C",
      loan_type text collate "C",
      discount_split boolean not null default false,
      payment_frequency text collate "C" default 'loan.frequency.monthly',
      calc_type text collate "C" default 'loan.calcType.simpleInterest',
      days_in_year text collate "C",
      interest_application text collate "C",
      beg_end text collate "C",
      first_period_days text collate "C",
      first_day_interest text collate "C",
      discount_calc text collate "C",
      diy_alt text collate "C",
      days_in_period text collate "C",
      round_decimals int,
      last_as_final text collate "C",
      curtail_percent_base text collate "C",
      ndd_calc text collate "C",
      end_interest text collate "C",
      fees_paid_by text collate "C",
      grace_days int,
      late_fee_type text collate "C",
      late_fee_amount numeric(19,4),
      late_fee_percent numeric,
      late_fee_calc text collate "C",
      late_fee_percent_base text collate "C",
      payment_date_app text collate "C",
      due_date_on_last_dom boolean not null default false,
      due_dates_on_business_days text collate "C",
      roll_last_payment boolean not null default false,
      use_interest_tiers boolean not null default false,
      calc_history_enabled boolean not null default false,
      calc_dates_enabled boolean not null default false,
      active boolean not null default true,
      day_count text collate "C",
      amortization text collate "C",
      interest_rounding text collate "C",
      payment_rounding text collate "C",
      final_payment text collate "C",
      business_day_convention text collate "C",
      calendar text collate "C",
      apr numeric,
      apr_force_single numeric,
      payment numeric,
      orig_final_payment_date date,
      orig_final_payment_amount numeric,
      til_finance_charge numeric,
      til_total_of_payments numeric,
      til_loan_amount numeric,
      til_sales_price numeric,
      til_payment_schedule text collate "C",
      regz_custom_enabled boolean not null default false,
      regz_apr numeric,
      regz_finance_charge numeric(19,4),
      regz_amount_financed numeric(19,4),
      regz_total_of_payments numeric(19,4)`,
    constraints: [
      'constraint loan_setups_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint loan_setups_values_check check (contract_date between '0001-01-01' and '9999-12-31' and
      first_payment_date between '0001-01-01' and '9999-12-31' and
      orig_final_payment_date between '0001-01-01' and '9999-12-31' and
      loan_amount > '-Infinity' and loan_amount < 'Infinity' and discount > '-Infinity' and discount < 'Infinity' and
      underwriting > '-Infinity' and underwriting < 'Infinity' and
      loan_rate > '-Infinity' and loan_rate < 'Infinity' and
      money_factor > '-Infinity' and money_factor < 'Infinity' and residual > '-Infinity' and residual < 'Infinity' and
      schedule_round > '-Infinity' and schedule_round < 'Infinity' and
      amount_down > '-Infinity' and amount_down < 'Infinity' and reserve > '-Infinity' and reserve < 'Infinity' and
      sales_price > '-Infinity' and sales_price < 'Infinity' and gap > '-Infinity' and gap < 'Infinity' and
      warranty > '-Infinity' and warranty < 'Infinity' and
      dealer_profit > '-Infinity' and dealer_profit < 'Infinity' and taxes > '-Infinity' and taxes < 'Infinity' and
      credit_limit > '-Infinity' and credit_limit < 'Infinity' and
      reporting_credit_limit > '-Infinity' and reporting_credit_limit < 'Infinity' and
      late_fee_amount > '-Infinity' and late_fee_amount < 'Infinity' and
      late_fee_percent > '-Infinity' and late_fee_percent < 'Infinity' and apr > '-Infinity' and apr < 'Infinity' and
      apr_force_single > '-Infinity' and apr_force_single < 'Infinity' and
      payment > '-Infinity' and payment < 'Infinity' and
      orig_final_payment_amount > '-Infinity' and orig_final_payment_amount < 'Infinity' and
      til_finance_charge > '-Infinity' and til_finance_charge < 'Infinity' and
      til_total_of_payments > '-Infinity' and til_total_of_payments < 'Infinity' and
      til_loan_amount > '-Infinity' and til_loan_amount < 'Infinity' and
      til_sales_price > '-Infinity' and til_sales_price < 'Infinity' and
      regz_apr > '-Infinity' and regz_apr < 'Infinity' and
      regz_finance_charge > '-Infinity' and regz_finance_charge < 'Infinity' and
      regz_amount_financed > '-Infinity' and regz_amount_financed < 'Infinity' and
      regz_total_of_payments > '-Infinity' and regz_total_of_payments < 'Infinity')`,
      'constraint loan_setups_loan_key unique (tenant_id, loan_id)',
    ],
    indexes: [],
  },
  {
    name: 'loan_settings',
    columns: `
      loan_id int not null,
      card_fee_type text collate "C",
      card_fee_amount numeric(19,4),
      card_fee_percent numeric,
      agent int,
      loan_status_id int,
      loan_sub_status_id int,
      source_company int,
      e_billing text collate "C",
      ecoa_code text collate "C",
      co_buyer_ecoa_code text collate "C",
      credit_status text collate "C",
      credit_bureau text collate "C",
      reporting_type text collate "C",
      secured boolean not null default false,
      autopay_enabled boolean not null default false,
      repo_date date,
      closed_date date,
      liquidation_date date,
      is_stoplight_manually_set boolean not null default false`,
    constraints: [
      'constraint loan_settings_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint loan_settings_values_check check (repo_date between '0001-01-01' and '9999-12-31' and
      closed_date between '0001-01-01' and '9999-12-31' and liquidation_date between '0001-01-01' and '9999-12-31' and
      card_fee_amount > '-Infinity' and card_fee_amount < 'Infinity' and
      card_fee_percent > '-Infinity' and card_fee_percent < 'Infinity')`,
      'constraint loan_settings_loan_key unique (tenant_id, loan_id)',
    ],
    indexes: [],
  },
  {
    name: 'custom_fields',
    columns: `
      name text collate "C" not null,
      entity_type text collate "C" not null,
      data_type text collate "C" not null default 'text',
      required boolean not null default false`,
    constraints: [
      'constraint custom_fields_name_key unique (tenant_id, entity_type, name)',
    ],
    indexes: [],
  },
  {
    name: 'custom_field_values',
    columns: `
      custom_field_id int not null,
      customer_id int,
      employer_id int,
      loan_settings_id int,
      entity_id int generated always as (coalesce(customer_id, employer_id, loan_settings_id)) stored,
      entity_type text collate "C" generated always as (case when customer_id is not null then 'Entity.Customer' when employer_id is not null then 'Entity.CustomerEmployer' when loan_settings_id is not null then 'Entity.LoanSettings' end) stored,
      custom_field_value text collate "C"`,
    constraints: [
      'constraint custom_field_values_custom_field_fk foreign key (tenant_id, custom_field_id) references custom_fields (tenant_id, id)',
      'constraint custom_field_values_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint custom_field_values_employer_fk foreign key (tenant_id, employer_id) references employers (tenant_id, id) on delete cascade',
      'constraint custom_field_values_loan_settings_fk foreign key (tenant_id, loan_settings_id) references loan_settings (tenant_id, id) on delete cascade',
      'constraint custom_field_values_one_owner_check check (num_nonnulls(customer_id, employer_id, loan_settings_id) = 1)',
      'constraint custom_field_values_customer_key unique (tenant_id, customer_id, custom_field_id)',
      'constraint custom_field_values_employer_key unique (tenant_id, employer_id, custom_field_id)',
      'constraint custom_field_values_loan_settings_key unique (tenant_id, loan_settings_id, custom_field_id)',
    ],
    indexes: [
      'create index on custom_field_values (tenant_id, custom_field_id, id)',
    ],
  },
  {
    name: 'documents',
    columns: `
      customer_id int,
      loan_id int,
      file_name text collate "C",
      description text collate "C",
      section_id int,
      size int generated always as (octet_length(content)) stored,
      archived boolean not null default false,
      active boolean not null default true,
      customer_visible boolean not null default false,
      user_id int,
      user_name text collate "C",
      remote_address text collate "C",
      content_type text collate "C" not null default 'application/octet-stream',
      content bytea`,
    constraints: [
      'constraint documents_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint documents_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      'constraint documents_one_owner_check check (num_nonnulls(customer_id, loan_id) = 1)',
    ],
    indexes: [
      'create index on documents (tenant_id, customer_id, id)',
      'create index on documents (tenant_id, loan_id, id)',
    ],
  },
  {
    name: 'notes',
    columns: `
      customer_id int,
      loan_id int,
      parent_id int generated always as (coalesce(customer_id, loan_id)) stored,
      parent_type text collate "C" generated always as (case when customer_id is not null then 'Entity.Customer' when loan_id is not null then 'Entity.Loan' end) stored,
      subject text collate "C" not null,
      body text collate "C",
      category_id int,
      author_id int,
      author_name text collate "C",
      type text collate "C" not null default 'STANDARD',
      expiration_date date,
      remote_address text collate "C"`,
    constraints: [
      'constraint notes_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade',
      'constraint notes_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint notes_values_check check (expiration_date between '0001-01-01' and '9999-12-31')`,
      'constraint notes_one_owner_check check (num_nonnulls(customer_id, loan_id) = 1)',
    ],
    indexes: [
      'create index on notes (tenant_id, customer_id, id)',
      'create index on notes (tenant_id, loan_id, id)',
    ],
  },
];

export const createLoans: Migration = {
  name: '0003_create_loans',
  up: (knex) => createTables(knex, TABLES, NAME_SEQUENCES),
  down: (knex) => dropTables(knex, TABLES, NAME_SEQUENCES),
};
