/**
 * What happens on a loan over time: schedules, payments, charges and history.
 * In: the schema of the search path. Out: tables in the order of their references, each with its read
 * view and its rights (see entity-table.ts). Names of columns are the snake_case of the model's properties.
 * It fills in no rows.
 */
import { createTables, dropTables } from './entity-table.ts';
import type { EntityTable } from './entity-table.ts';
import type { Migration } from '../migration.ts';

/** Where the numbers in record names come from, shared by all tenants. */
const NAME_SEQUENCES = ['installment_names', 'schedule_summary_names', 'payment_names', 'charge_names', 'other_transaction_names'];

const TABLES: readonly EntityTable[] = [
  {
    name: 'payment_modes',
    columns: `
      record_id text collate "C" not null default 'a2A' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null`,
    constraints: [
      'constraint payment_modes_name_key unique (tenant_id, name)',
      'constraint payment_modes_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [],
  },
  {
    name: 'installments',
    columns: `
      loan_id int not null,
      number int not null,
      due_date date not null,
      due_date_unadjusted date,
      days int,
      due_principal numeric not null default 0,
      due_interest numeric not null default 0,
      total_due_fees numeric not null default 0,
      total_installment numeric not null default 0,
      balance numeric not null default 0,
      record_id text collate "C" not null default 'a2L' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'RSI-' || lpad(nextval('installment_names')::text, 10, '0'),
      principal_paid boolean not null default false,
      interest_paid boolean not null default false,
      fees_paid boolean not null default false,
      paid boolean not null default false`,
    constraints: [
      'constraint installments_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint installments_values_check check (due_date between '0001-01-01' and '9999-12-31' and
      due_date_unadjusted between '0001-01-01' and '9999-12-31' and
      due_principal > '-Infinity' and due_principal < 'Infinity' and
      due_interest > '-Infinity' and due_interest < 'Infinity' and
      total_due_fees > '-Infinity' and total_due_fees < 'Infinity' and
      total_installment > '-Infinity' and total_installment < 'Infinity' and
      balance > '-Infinity' and balance < 'Infinity')`,
      'constraint installments_number_key unique (tenant_id, loan_id, number) deferrable',
      'constraint installments_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [],
  },
  {
    name: 'schedule_summaries',
    columns: `
      loan_id int not null,
      sequence int not null,
      repayment_date date,
      number_of_payments int,
      repayment_amount numeric,
      is_primary boolean not null default false,
      record_id text collate "C" not null default 'a2K' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'RSS-' || lpad(nextval('schedule_summary_names')::text, 10, '0')`,
    constraints: [
      'constraint schedule_summaries_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint schedule_summaries_values_check check (repayment_date between '0001-01-01' and '9999-12-31' and
      repayment_amount > '-Infinity' and repayment_amount < 'Infinity')`,
      'constraint schedule_summaries_sequence_key unique (tenant_id, loan_id, sequence) deferrable',
      'constraint schedule_summaries_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [],
  },
  {
    name: 'payments',
    columns: `
      loan_id int not null,
      record_id text collate "C" not null default 'a1d' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'LPT-' || lpad(nextval('payment_names')::text, 9, '0'),
      date date not null,
      transaction_time timestamptz,
      amount numeric(19,4) not null,
      principal numeric not null default 0,
      interest numeric not null default 0,
      fees numeric not null default 0,
      escrow numeric not null default 0,
      excess numeric not null default 0,
      extra text collate "C",
      comments text collate "C",
      info text collate "C",
      payment_mode_id int,
      payment_type_id int,
      status text collate "C" not null default 'payment.status.none',
      reversed boolean not null default false,
      reverse_reason text collate "C",
      reverse_date date,
      rejected boolean not null default false,
      cleared boolean not null default false,
      early boolean not null default false,
      active boolean not null default true,
      payoff_payment boolean not null default false,
      charge_fee_type text collate "C",
      charge_fee_amount numeric(19,4),
      charge_fee_percentage numeric,
      before_principal_balance numeric,
      before_payoff numeric,
      before_next_due_date date,
      before_next_due_amount numeric,
      before_amount_past_due numeric,
      before_days_past_due int,
      after_principal_balance numeric,
      after_payoff numeric,
      after_next_due_date date,
      after_next_due_amount numeric,
      after_amount_past_due numeric,
      after_days_past_due int`,
    constraints: [
      'constraint payments_payment_mode_fk foreign key (tenant_id, payment_mode_id) references payment_modes (tenant_id, id)',
      'constraint payments_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint payments_values_check check (date between '0001-01-01' and '9999-12-31' and
      reverse_date between '0001-01-01' and '9999-12-31' and
      before_next_due_date between '0001-01-01' and '9999-12-31' and
      after_next_due_date between '0001-01-01' and '9999-12-31' and
      transaction_time >= '0001-01-01Z' and transaction_time < '10000-01-01Z' and
      amount > '-Infinity' and amount < 'Infinity' and principal > '-Infinity' and principal < 'Infinity' and
      interest > '-Infinity' and interest < 'Infinity' and fees > '-Infinity' and fees < 'Infinity' and
      escrow > '-Infinity' and escrow < 'Infinity' and excess > '-Infinity' and excess < 'Infinity' and
      charge_fee_amount > '-Infinity' and charge_fee_amount < 'Infinity' and
      charge_fee_percentage > '-Infinity' and charge_fee_percentage < 'Infinity' and
      before_principal_balance > '-Infinity' and before_principal_balance < 'Infinity' and
      before_payoff > '-Infinity' and before_payoff < 'Infinity' and
      before_next_due_amount > '-Infinity' and before_next_due_amount < 'Infinity' and
      before_amount_past_due > '-Infinity' and before_amount_past_due < 'Infinity' and
      after_principal_balance > '-Infinity' and after_principal_balance < 'Infinity' and
      after_payoff > '-Infinity' and after_payoff < 'Infinity' and
      after_next_due_amount > '-Infinity' and after_next_due_amount < 'Infinity' and
      after_amount_past_due > '-Infinity' and after_amount_past_due < 'Infinity')`,
      'constraint payments_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [
      'create index on payments (tenant_id, payment_mode_id, id)',
      'create index on payments (tenant_id, loan_id, id)',
      'create index on payments (tenant_id, date, id)',
    ],
  },
  {
    name: 'charges',
    columns: `
      loan_id int not null,
      record_id text collate "C" not null default 'a0T' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'CHG-' || lpad(nextval('charge_names')::text, 8, '0'),
      date date not null,
      charge_type text collate "C",
      amount numeric(19,4) not null,
      calculated_interest numeric not null default 0,
      fee_record_id text collate "C",
      fee_id int,
      info text collate "C",
      principal_due numeric not null default 0,
      interest_due numeric not null default 0,
      total_due numeric not null default 0,
      paid_amount numeric not null default 0,
      paid boolean not null default false,
      waived boolean not null default false,
      interest_bearing boolean not null default false`,
    constraints: [
      'constraint charges_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint charges_values_check check (date between '0001-01-01' and '9999-12-31' and
      amount > '-Infinity' and amount < 'Infinity' and
      calculated_interest > '-Infinity' and calculated_interest < 'Infinity' and
      principal_due > '-Infinity' and principal_due < 'Infinity' and
      interest_due > '-Infinity' and interest_due < 'Infinity' and
      total_due > '-Infinity' and total_due < 'Infinity' and paid_amount > '-Infinity' and paid_amount < 'Infinity')`,
      'constraint charges_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [
      'create index on charges (tenant_id, loan_id, id)',
      'create index on charges (tenant_id, date, id)',
    ],
  },
  {
    name: 'other_transactions',
    columns: `
      loan_id int not null,
      record_id text collate "C" not null default 'a23' || left(replace(gen_random_uuid()::text, '-', ''), 15),
      name text collate "C" not null default 'OLTID-' || lpad(nextval('other_transaction_names')::text, 10, '0'),
      transaction_type text collate "C",
      transaction_date date,
      amount numeric(19,4) not null default 0,
      ach_debit_date date,
      passed_term int not null default 0,
      additional_interest_amount numeric not null default 0,
      repayment_start_date date,
      same_monthly_payment boolean not null default false,
      interest_only_period int not null default 0`,
    constraints: [
      'constraint other_transactions_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint other_transactions_values_check check (transaction_date between '0001-01-01' and '9999-12-31' and
      ach_debit_date between '0001-01-01' and '9999-12-31' and
      repayment_start_date between '0001-01-01' and '9999-12-31' and amount > '-Infinity' and amount < 'Infinity' and
      additional_interest_amount > '-Infinity' and additional_interest_amount < 'Infinity')`,
      'constraint other_transactions_record_id_key unique (tenant_id, record_id)',
    ],
    indexes: [
      'create index on other_transactions (tenant_id, loan_id, id)',
    ],
  },
  {
    name: 'schedule_rolls',
    columns: `
      loan_id int not null,
      display_order int not null default 0,
      term int,
      rate numeric,
      solve_using text collate "C",
      solve_for text collate "C",
      amount numeric(19,4),
      percent numeric,
      advanced_terms int,
      balance numeric,
      balance_set numeric,
      difference numeric,
      force_balloon boolean not null default false,
      basic_revert boolean not null default false,
      is_curtailment boolean not null default false`,
    constraints: [
      'constraint schedule_rolls_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint schedule_rolls_values_check check (rate > '-Infinity' and rate < 'Infinity' and
      amount > '-Infinity' and amount < 'Infinity' and percent > '-Infinity' and percent < 'Infinity' and
      balance > '-Infinity' and balance < 'Infinity' and balance_set > '-Infinity' and balance_set < 'Infinity' and
      difference > '-Infinity' and difference < 'Infinity')`,
    ],
    indexes: [
      'create index on schedule_rolls (tenant_id, loan_id, id)',
    ],
  },
  {
    name: 'status_archive',
    columns: `
      loan_id int not null,
      date date not null,
      amount_due numeric,
      due_interest numeric,
      due_principal numeric,
      due_discount numeric,
      due_escrow numeric,
      due_fees numeric,
      due_pni numeric,
      next_payment_date date,
      next_payment_amount numeric,
      last_payment_date date,
      last_payment_amount numeric,
      principal_balance numeric,
      payoff numeric,
      perdiem numeric,
      days_past_due int,
      loan_status_text text collate "C",
      periods_remaining int,
      final_payment_date date,
      final_payment_amount numeric`,
    constraints: [
      'constraint status_archive_loan_fk foreign key (tenant_id, loan_id) references loans (tenant_id, id) on delete cascade',
      `constraint status_archive_values_check check (date between '0001-01-01' and '9999-12-31' and
      next_payment_date between '0001-01-01' and '9999-12-31' and
      last_payment_date between '0001-01-01' and '9999-12-31' and
      final_payment_date between '0001-01-01' and '9999-12-31' and
      amount_due > '-Infinity' and amount_due < 'Infinity' and
      due_interest > '-Infinity' and due_interest < 'Infinity' and
      due_principal > '-Infinity' and due_principal < 'Infinity' and
      due_discount > '-Infinity' and due_discount < 'Infinity' and
      due_escrow > '-Infinity' and due_escrow < 'Infinity' and due_fees > '-Infinity' and due_fees < 'Infinity' and
      due_pni > '-Infinity' and due_pni < 'Infinity' and
      next_payment_amount > '-Infinity' and next_payment_amount < 'Infinity' and
      last_payment_amount > '-Infinity' and last_payment_amount < 'Infinity' and
      principal_balance > '-Infinity' and principal_balance < 'Infinity' and
      payoff > '-Infinity' and payoff < 'Infinity' and perdiem > '-Infinity' and perdiem < 'Infinity' and
      final_payment_amount > '-Infinity' and final_payment_amount < 'Infinity')`,
      'constraint status_archive_date_key unique (tenant_id, loan_id, date)',
    ],
    indexes: [],
  },
];

export const createServicing: Migration = {
  name: '0004_create_servicing',
  up: (knex) => createTables(knex, TABLES, NAME_SEQUENCES),
  down: (knex) => dropTables(knex, TABLES, NAME_SEQUENCES),
};
