/**
 * What happened on a generated loan until the demo's books were closed: its schedule and payments, told as
 * events and worked out by the very functions that serve Activate and PostPayment. In: a loan with its setup, how its
 * borrower pays, the day of the books. Out: rows of every table concerned. Nothing here calculates money.
 */
import { add, calculateSchedule, decimalText, multiply, parseDate, parseDecimal, ratioOf } from '../../../src/loan/index.ts';
import type { Schedule } from '../../../src/loan/index.ts';
import { activated, bookChanges, booksOf, termsOfSetup } from '../../../src/servicing/index.ts';
import type { LoanRecord, PaymentRecord, SetupRecord } from '../../../src/servicing/index.ts';
import type { DemoRow, DemoValue } from './insert-rows.ts';
import { makeRandom } from './random.ts';
import type { Random } from './random.ts';

/** How a borrower behaves; a stretch at the end may differ. */
export type Habit = 'punctual' | 'late' | 'prepays' | 'bounces' | 'behind' | 'settles';
export type HistoryRows = { readonly installments: DemoRow[]; readonly schedule_summaries: DemoRow[]; readonly payments: DemoRow[]; readonly charges: DemoRow[]; readonly status_archive: DemoRow[] };
/** Ids given out so far, by table. */
export type Counters = Record<keyof HistoryRows, number>;
export type Account = { readonly loan: DemoRow; readonly setup: DemoRow; readonly until: string };
export type Made = { readonly loan: DemoRow; readonly setup: DemoRow; readonly rows: HistoryRows };

/** As the setups of the demo have it. */
const GRACE_DAYS = 10;
const LATE_FEE = 25;

type Json = { readonly [name: string]: unknown };

export function makeHistory({ loan, setup, until }: Account, habit: Habit, counters: Counters): Made {
  const random = makeRandom(loan.id * 7919);
  const blank = recordOf(loan, setup);
  const terms = termsOfSetup(blank);
  const schedule = calculateSchedule(terms);
  const opened: Json = activated(blank, schedule, terms.startDate);
  const installments = bodies(opened, 'Installments').map((row) => withId('installments', row));
  const payments = paymentsOf(random, schedule, habit, until);
  const stored = { ...blank, active: true, installments: installments.map((row) => ({ ...plainOf(row), id: row.id, paid: false }) as unknown as LoanRecord['installments'][number]), payments };
  const booked: Json = bookChanges(stored, booksOf(stored), { asOf: parseDate(until) ?? NaN }).body;
  const changes = new Map(bodies(booked, 'Installments').map((row) => [Number(numberOf(row['__id'])), toColumns(row)]));
  const figures = new Map(bodies(booked, 'Payments').map((row) => [Number(numberOf(row['__id'])), toColumns(row)]));
  const fees = bodies(booked, 'Charges').map((row) => withId('charges', row));
  const archive = bodies(booked, 'StatusArchive').map((row) => withId('status_archive', row));
  const last = payments.filter(({ active }) => active).at(-1);
  return {
    loan: { ...loan, ...toColumns(opened), ...toColumns(booked), aged_to: until, last_transaction_type: last === undefined ? null : 'Payment Transaction', last_transaction_timestamp: last === undefined ? null : `${last.date}T12:00:00Z` },
    setup: { ...setup, ...toColumns(opened['LoanSetup'] as Json) },
    rows: {
      installments: installments.map((row) => ({ ...row, ...changes.get(row.id), loan_id: loan.id })),
      schedule_summaries: bodies(opened, 'ScheduleSummaries').map((row) => withId('schedule_summaries', row)),
      payments: payments.map((payment) => ({ ...paymentRow(payment), ...figures.get(payment.id), loan_id: loan.id })),
      charges: fees, status_archive: archive,
    },
  };

  function withId(table: keyof HistoryRows, row: Json): DemoRow {
    counters[table] += 1;
    return { ...toColumns(row), ...named(table, counters[table]), id: counters[table], loan_id: loan.id };
  }

  function paymentsOf(chance: Random, { rows }: Schedule, how: Habit, end: string): readonly PaymentRecord[] {
    const due = rows.filter(({ date }) => date <= end);
    const told = how === 'behind' ? due.slice(0, Math.max(0, due.length - chance.between(1, 4))) : due;
    return told.flatMap((row, i): readonly PaymentRecord[] => {
      const days = how === 'late' && chance.chance(30) ? chance.between(3, 25) : -chance.between(0, 3);
      const date = shifted(row.date, days);
      if (date > end) return [];
      const wanted = days > GRACE_DAYS ? withLateFee(row.total) : row.total;
      const paid = payment(date, how === 'prepays' && i % 6 === 3 ? multiplied(row.total, 3) : wanted);
      if (how !== 'bounces' || !chance.chance(15)) return [paid];
      return [{ ...paid, reversed: true, active: false, reverseDate: shifted(date, 2) }, payment(shifted(date, 6), row.total)].filter((one) => one.date <= end);
    }).concat(how === 'settles' && told.length > 2 ? [payment(shifted(told.at(-1)?.date ?? end, 10), multiplied(schedule.financed, 2))].filter((one) => one.date <= end) : []);
  }

  function payment(date: string, amount: string): PaymentRecord {
    counters.payments += 1;
    return { id: counters.payments, date, amount, principal: '0', interest: '0', fees: '0', excess: '0', extra: 'payment.extra.tx.principal', paymentTypeId: null, paymentModeId: null, comments: null, info: null, reamortize: null, reversed: false, reverseDate: null, rejected: false, active: true, afterPrincipalBalance: null };
  }
}

/** Names and record ids as the service gives them out, numbered on from the sample account's. */
const NAMES: Readonly<Partial<Record<keyof HistoryRows, { readonly record: string; readonly name: string; readonly digits: number }>>> = {
  installments: { record: 'a2L', name: 'RSI', digits: 10 }, schedule_summaries: { record: 'a2K', name: 'RSS', digits: 10 },
  payments: { record: 'a1d', name: 'LPT', digits: 9 }, charges: { record: 'a0T', name: 'CHG', digits: 8 },
};
/** Higher than any number in the sample. */
const NAME_OFFSET = 1_000;

function named(table: keyof HistoryRows, id: number): Readonly<Record<string, DemoValue>> {
  const rule = NAMES[table];
  return rule === undefined ? {} : { record_id: `${rule.record}${String(id).padStart(12, '0')}DEM`, name: `${rule.name}-${String(id + NAME_OFFSET).padStart(rule.digits, '0')}` };
}

const withLateFee = (amount: string): string => decimalText(add(parseDecimal(amount) ?? ratioOf(0), ratioOf(LATE_FEE)));
const multiplied = (text: string, times: number): string => decimalText(multiply(parseDecimal(text) ?? ratioOf(0), ratioOf(times)));

function shifted(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

function paymentRow({ id, date, amount, extra, reversed, reverseDate, active }: PaymentRecord): DemoRow {
  return {
    id, ...named('payments', id), date, transaction_time: `${date}T12:00:00Z`, created: `${date}T12:00:00Z`, amount, extra, payment_mode_id: id % 2 === 0 ? 2 : 1, reversed, reverse_date: reverseDate,
    reverse_reason: reversed ? 'payment.reverse.nsf' : null, cleared: active, active,
  };
}

const bodies = (body: Json, name: string): readonly Json[] => (Array.isArray(body[name]) ? (body[name] as readonly Json[]) : []);
const numberOf = (value: unknown): DemoValue => (typeof value === 'object' && value !== null && 'number' in value ? (value as { readonly number: string }).number : (value as DemoValue));
/** Names are few, and asked for thousands of times. */
const columns = new Map<string, string>();
function snake(name: string): string {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  columns.set(name, column);
  return column;
}

/** Values of a body as columns of its table; markers and nested records are no columns. */
function toColumns(body: Json): Record<string, DemoValue> {
  const row: Record<string, DemoValue> = {};
  for (const name in body) {
    const value = body[name];
    if (!name.startsWith('__') && !Array.isArray(value) && (typeof value !== 'object' || value === null || 'number' in value)) row[snake(name)] = numberOf(value);
  }
  return row;
}

/** The same by property. */
const plainOf = (row: DemoRow): Json => Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value === null || typeof value !== 'string' || !/^\d+$/.test(value) || name !== 'number' ? value : Number(value)]));

function recordOf(loan: DemoRow, setup: DemoRow): LoanRecord {
  const text = (name: string): string | null => (setup[name] === undefined || setup[name] === null ? null : String(setup[name]));
  const terms: SetupRecord = {
    id: setup.id, loanAmount: text('loan_amount'), underwriting: null, loanRate: text('loan_rate'), loanRateType: text('loan_rate_type'), loanTerm: Number(setup['loan_term']),
    contractDate: text('contract_date'), firstPaymentDate: text('first_payment_date'), paymentFrequency: text('payment_frequency'), calcType: text('calc_type'), daysInYear: text('days_in_year'),
    interestApplication: null, begEnd: null, firstPeriodDays: null, graceDays: Number(setup['grace_days']), lateFeeType: text('late_fee_type'), lateFeeAmount: text('late_fee_amount'), lateFeePercent: null,
    lateFeeCalc: null, dueDateOnLastDOM: false, dueDatesOnBusinessDays: null, dayCount: null, amortization: null, interestRounding: null, paymentRounding: null, paymentBasis: null, finalPayment: null, businessDayConvention: null,
  };
  return { id: loan.id, status: 'Pending', active: false, archived: false, contractDate: null, writeOffTolerance: '0', principalRemaining: '0', lastAccrualDate: null, setup: terms, installments: [], summaries: [], payments: [], charges: [], others: [], agedTo: null, archive: [] };
}

