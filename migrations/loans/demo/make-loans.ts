/**
 * Loans by the hundred, each with its terms, settings and customers. In: a random stream, the customers
 * and how many loans. Out: rows by table. Loan 1 is the sample account; 1 to 3 belong to customer 555.
 * Loans that have begun by the day of the books get their schedules and payments from make-history.ts.
 */
import type { DemoRow } from './insert-rows.ts';
import type { CustomerRows } from './make-customers.ts';
import { makeHistory } from './make-history.ts';
import type { Counters, Habit, HistoryRows } from './make-history.ts';
import { addMonths, makeDate, makeRandom, toAmount } from './random.ts';
import type { Random } from './random.ts';
import { SAMPLE_CHARGES, SAMPLE_INSTALLMENTS, SAMPLE_LOANS, SAMPLE_PAYMENTS, SAMPLE_SETUPS, SAMPLE_SUMMARIES } from './sample-account.ts';
import { SHOWCASE, SHOWCASE_ID } from './showcase.ts';

/** The day on which the demo's books stand. */
const TODAY = '2025-06-30';
/** Account names start where the sample's does: loan 1 is LAI-00000003. */
const NAME_OFFSET = 2;

export type LoanRows = {
  readonly loans: DemoRow[]; readonly loan_setups: DemoRow[]; readonly loan_settings: DemoRow[]; readonly loan_customers: DemoRow[];
  readonly notes: DemoRow[]; readonly custom_field_values: DemoRow[];
} & HistoryRows;

type Terms = {
  readonly amountCents: number; readonly rateBasisPoints: number; readonly term: number; readonly contractDate: string;
  readonly firstPaymentDate: string;
};

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const role = (name: string): string => `loan.customerRole.${name}`;

export function makeLoans(random: Random, customers: CustomerRows, count: number): LoanRows {
  const borrowers = customers.customers.filter((customer) => customer['lifecycle'] === 'Active').map((customer) => customer.id);
  const rows: LoanRows = { loans: [...SAMPLE_LOANS], loan_setups: [...SAMPLE_SETUPS], loan_settings: [], loan_customers: [], notes: [], custom_field_values: [], installments: [], schedule_summaries: [], payments: [], charges: [], status_archive: [] };
  const counters: Counters = { installments: SAMPLE_INSTALLMENTS.length, schedule_summaries: SAMPLE_SUMMARIES.length, payments: SAMPLE_PAYMENTS.length, charges: SAMPLE_CHARGES.length, status_archive: 0 };
  const notesBefore = (SHOWCASE['notes']?.length ?? 0) + customers.notes.length;
  for (let id = 1; id <= count; id++) {
    const borrower = id <= 3 ? SHOWCASE_ID : random.pick(borrowers);
    if (id > 1) addLoan(rows, random, id, counters);
    addSettings(rows, random, id);
    addLink(rows, id, borrower, 'primary');
    const partner = random.pick(borrowers);
    if (id > 1 && partner !== borrower && random.chance(15)) addLink(rows, id, partner, random.chance(70) ? 'secondary' : 'authorized');
    if (id === 2 || random.chance(5)) addNote(rows, id, notesBefore);
  }
  return rows;
}

function addLink(rows: LoanRows, loanId: number, customerId: number, roleName: string): void {
  rows.loan_customers.push({
    id: rows.loan_customers.length + 1, loan_id: loanId, customer_id: customerId, role: role(roleName),
    web_access: roleName === 'primary', sms_access: false, email_access: roleName === 'primary',
  });
}

function addSettings(rows: LoanRows, random: Random, loanId: number): void {
  rows.loan_settings.push({
    id: loanId, loan_id: loanId, loan_status_id: random.between(1, 5), source_company: random.between(1, 3), e_billing: 'yes',
    reporting_type: 'loan.reportingtype.I', secured: random.chance(30), autopay_enabled: random.chance(40),
  });
  if (loanId !== 2) return;
  rows.custom_field_values.push({ id: (SHOWCASE['custom_field_values']?.length ?? 0) + 1, custom_field_id: 4, loan_settings_id: loanId, custom_field_value: 'Spring' });
}

function addNote(rows: LoanRows, loanId: number, notesBefore: number): void {
  rows.notes.push({
    id: notesBefore + rows.notes.length + 1, loan_id: loanId, subject: 'Statement sent', body: 'The annual statement was sent by e-mail.', category_id: 3,
    author_id: 1, author_name: 'Demo Admin', type: 'STANDARD', expiration_date: null,
  });
}

function addLoan(rows: LoanRows, random: Random, id: number, counters: Counters): void {
  const terms = makeTerms(random);
  const loanClass = random.pick(['carLoan', 'consumer', 'consumer', 'mortgage', 'other']);
  const loan = makeLoan(id, terms);
  const setup: DemoRow = {
    id, loan_id: id, loan_amount: toAmount(terms.amountCents), loan_rate: toAmount(terms.rateBasisPoints), loan_rate_type: 'loan.rateType.annually',
    loan_term: terms.term, contract_date: terms.contractDate, first_payment_date: terms.firstPaymentDate, loan_class: `loan.class.${loanClass}`,
    loan_type: 'loan.type.installment', payment_frequency: 'loan.frequency.monthly', calc_type: 'loan.calcType.simpleInterest',
    days_in_year: 'loan.daysInYear.frequency', grace_days: 10, late_fee_type: 'loan.lateFee.2', late_fee_amount: '25.00', round_decimals: 5,
  };
  if (terms.contractDate > TODAY) {
    rows.loans.push(loan);
    rows.loan_setups.push(setup);
    return;
  }
  const made = makeHistory({ loan, setup, until: TODAY }, makeRandom(id).pick(HABITS), counters);
  rows.loans.push(made.loan);
  rows.loan_setups.push(made.setup);
  for (const table of HISTORY_TABLES) rows[table].push(...made.rows[table]);
}

/** Most borrowers pay in time. */
const HABITS: readonly Habit[] = ['punctual', 'punctual', 'punctual', 'punctual', 'punctual', 'late', 'late', 'prepays', 'bounces', 'behind', 'settles'];
const HISTORY_TABLES = ['installments', 'schedule_summaries', 'payments', 'charges', 'status_archive'] as const;

function makeTerms(random: Random): Terms {
  const amountCents = random.between(10, 600) * 10_000;
  const rateBasisPoints = random.between(299, 2999);
  const term = random.pick([6, 12, 12, 18, 18, 24, 24, 36]);
  const contractDate = makeDate(random, 2019, 2025);
  return { amountCents, rateBasisPoints, term, contractDate, firstPaymentDate: addMonths(contractDate, 1) };
}

/** As it is before anything has happened. */
function makeLoan(id: number, terms: Terms): DemoRow {
  const made = terms.contractDate > TODAY ? TODAY : terms.contractDate;
  return {
    id, record_id: `a1WG0000${pad(id, 7)}IAM`, name: `LAI-${pad(id + NAME_OFFSET, 8)}`, display_id: `LN-${pad(id + NAME_OFFSET, 8)}`,
    title: `Loan over ${toAmount(terms.amountCents)}`, status: 'Pending', active: false, contract_date: terms.contractDate, expected_disbursal_date: terms.contractDate,
    created: `${made}T09:00:00Z`, last_update: `${made}T12:00:00Z`,
  };
}
