/**
 * Loans by the hundred, each with its terms, settings and customers. In: a random stream, the customers
 * and how many loans. Out: rows by table. Loan 1 is the sample account; 1 to 3 belong to customer 555.
 * Balances follow a plain monthly annuity in whole cents up to one fixed day; schedules and payment
 * histories are the calculator's work and are not invented here.
 */
import type { DemoRow } from './insert-rows.ts';
import type { CustomerRows } from './make-customers.ts';
import { addMonths, makeDate, toAmount } from './random.ts';
import type { Random } from './random.ts';
import { SAMPLE_LOANS, SAMPLE_SETUPS } from './sample-account.ts';
import { SHOWCASE, SHOWCASE_ID } from './showcase.ts';

/** The day on which the demo's books stand. */
const TODAY = '2025-06-30';
/** Account names start where the sample's does: loan 1 is LAI-00000003. */
const NAME_OFFSET = 2;

export type LoanRows = {
  readonly loans: DemoRow[]; readonly loan_setups: DemoRow[]; readonly loan_settings: DemoRow[]; readonly loan_customers: DemoRow[];
  readonly notes: DemoRow[]; readonly custom_field_values: DemoRow[];
};

type Terms = {
  readonly amountCents: number; readonly rateBasisPoints: number; readonly term: number; readonly contractDate: string;
  readonly firstPaymentDate: string; readonly paymentCents: number;
};

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const role = (name: string): string => `loan.customerRole.${name}`;

export function makeLoans(random: Random, customers: CustomerRows, count: number): LoanRows {
  const borrowers = customers.customers.filter((customer) => customer['lifecycle'] === 'Active').map((customer) => customer.id);
  const rows: LoanRows = { loans: [...SAMPLE_LOANS], loan_setups: [...SAMPLE_SETUPS], loan_settings: [], loan_customers: [], notes: [], custom_field_values: [] };
  const notesBefore = (SHOWCASE['notes']?.length ?? 0) + customers.notes.length;
  for (let id = 1; id <= count; id++) {
    const borrower = id <= 3 ? SHOWCASE_ID : random.pick(borrowers);
    if (id > 1) addLoan(rows, random, id);
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

function addLoan(rows: LoanRows, random: Random, id: number): void {
  const terms = makeTerms(random);
  const loanClass = random.pick(['carLoan', 'consumer', 'consumer', 'mortgage', 'other']);
  rows.loans.push(makeLoan(random, id, terms));
  rows.loan_setups.push({
    id, loan_id: id, loan_amount: toAmount(terms.amountCents), loan_rate: toAmount(terms.rateBasisPoints), loan_rate_type: 'loan.rateType.annually',
    loan_term: terms.term, contract_date: terms.contractDate, first_payment_date: terms.firstPaymentDate, loan_class: `loan.class.${loanClass}`,
    loan_type: 'loan.type.installment', payment_frequency: 'loan.frequency.monthly', calc_type: 'loan.calcType.simpleInterest',
    days_in_year: 'loan.daysInYear.frequency', grace_days: 10, late_fee_type: 'loan.lateFee.2', late_fee_amount: '25.00',
    round_decimals: 5, payment: toAmount(terms.paymentCents),
  });
}

function makeTerms(random: Random): Terms {
  const amountCents = random.between(10, 600) * 10_000;
  const rateBasisPoints = random.between(299, 2999);
  const term = random.pick([6, 12, 18, 24, 36, 48, 60, 72]);
  const contractDate = makeDate(random, 2019, 2025);
  return {
    amountCents, rateBasisPoints, term, contractDate, firstPaymentDate: addMonths(contractDate, 1), paymentCents: levelPayment(amountCents, rateBasisPoints, term),
  };
}

/** Rounded up, so that the balance ends. */
function levelPayment(amountCents: number, rateBasisPoints: number, term: number): number {
  const rate = rateBasisPoints / 120_000;
  let factor = 1;
  for (let period = 0; period < term; period++) factor *= 1 + rate;
  return Math.ceil((amountCents * rate * factor) / (factor - 1));
}

type Standing = { readonly paidPeriods: number; readonly balanceCents: number };

function standingOf(terms: Terms, missed: number): Standing {
  let due = 0;
  while (due < terms.term && addMonths(terms.firstPaymentDate, due) <= TODAY) due++;
  const paidPeriods = Math.max(0, due - missed);
  // The last instalment takes what rounding left.
  let balanceCents = paidPeriods === terms.term ? 0 : terms.amountCents;
  for (let period = 0; period < paidPeriods && balanceCents > 0; period++) {
    const interest = Math.round((balanceCents * terms.rateBasisPoints) / 120_000);
    balanceCents = Math.max(0, balanceCents + interest - terms.paymentCents);
  }
  return { paidPeriods, balanceCents };
}

function makeLoan(random: Random, id: number, terms: Terms): DemoRow {
  const isPending = terms.contractDate > TODAY;
  const lastDate = addMonths(terms.firstPaymentDate, terms.term - 1);
  const missed = !isPending && lastDate > TODAY && random.chance(18) ? random.between(1, 4) : 0;
  const { paidPeriods, balanceCents } = standingOf(terms, missed);
  const isRepaid = !isPending && balanceCents === 0;
  const nextDate = isRepaid ? null : addMonths(terms.firstPaymentDate, Math.min(paidPeriods, terms.term - 1));
  const lastPaid = paidPeriods > 0 ? addMonths(terms.firstPaymentDate, paidPeriods - 1) : null;
  const isLate = nextDate !== null && nextDate < TODAY;
  return {
    id, record_id: `a1WG0000${pad(id, 7)}IAM`, name: `LAI-${pad(id + NAME_OFFSET, 8)}`, display_id: `LN-${pad(id + NAME_OFFSET, 8)}`,
    title: `Loan over ${toAmount(terms.amountCents)}`, status: isPending ? 'Pending' : isRepaid ? 'Closed - Obligations met' : isLate ? 'Active - Bad Standing' : 'Active - Good Standing',
    active: !isPending && !isRepaid, contract_date: terms.contractDate, expected_disbursal_date: terms.contractDate, next_installment_date: nextDate,
    next_due_generation_date: nextDate, last_installment_date: lastDate, maturity_date: lastDate, due_day: Number(terms.firstPaymentDate.slice(8)),
    principal_remaining: isPending ? '0' : toAmount(balanceCents), total_amount_paid: isPending ? '0' : toAmount(terms.amountCents - balanceCents),
    amount_to_current: isLate ? toAmount(Math.min(missed * terms.paymentCents, balanceCents)) : '0', days_overdue: isLate ? daysBetween(nextDate, TODAY) : 0,
    last_payment_date: lastPaid, last_accrual_date: lastPaid ?? (isPending ? null : terms.contractDate),
    last_transaction_type: lastPaid === null ? null : 'Payment Transaction', last_transaction_timestamp: lastPaid === null ? null : `${lastPaid}T12:00:00Z`,
    created: `${isPending ? TODAY : terms.contractDate}T09:00:00Z`, last_update: `${isPending ? TODAY : (lastPaid ?? terms.contractDate)}T12:00:00Z`,
  };
}

const daysBetween = (start: string, end: string): number => Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);
