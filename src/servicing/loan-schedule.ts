/**
 * The schedule of a loan: what its LoanSetup comes to, and what events made of it since. In: a call bound to a loan.
 * Out: a `LoanSchedule`, as CalculateSchedule answers it; payment runs. Nothing is stored.
 */
import { add, calculateSchedule, dateText, decimalText, replayEvents } from '../loan/index.ts';
import type { Instalment, Ratio, ScheduleRow } from '../loan/index.ts';
import type { OperationContext, OperationResult, ResultValue } from '../service/index.ts';
import { paymentRuns } from './book-installments.ts';
import { scheduleValue } from './calculate-schedule.ts';
import { amountOf, booksOf, isRemade } from './loan-account.ts';
import { loanOf } from './loan-call.ts';
import type { LoanRecord } from './loan-record.ts';
import { withTerms } from './setup-terms.ts';

export async function loanSchedule(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const agreed = withTerms(loan, (terms) => scheduleValue(terms, 'US-AppendixJ'));
  const rows = rowsInForce(loan);
  if (!isRemade(loan)) return { kind: 'value', value: agreed };
  const sum = (name: 'payment' | 'principal' | 'interest' | 'fees' | 'escrow' | 'total'): string => decimalText(rows.map((row) => amountOf(row[name])).reduce(add, amountOf('0')));
  const totals = { payment: sum('payment'), principal: sum('principal'), interest: sum('interest'), fees: sum('fees'), escrow: sum('escrow'), total: sum('total') };
  // What was disclosed belongs to the schedule as it was agreed at first.
  const disclosed = { payment: null, isExact: null, financeCharge: null, aprPercent: null, amountFinanced: null, totalOfPayments: null };
  return { kind: 'value', value: { ...agreed, ...disclosed, count: rows.length, totals, rows } };
}

export async function paymentSummary(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const runs = paymentRuns(rowsInForce(loan).map(({ date, total }) => ({ date, payment: total })));
  return { kind: 'value', value: runs.map(({ date, payment, count }): ResultValue => ({ count, payment, startDate: date })) };
}

/** The instalments as they were agreed, or made anew by all that happened so far. */
function rowsInForce(loan: LoanRecord): readonly ScheduleRow[] {
  const { rows } = withTerms(loan, (terms) => calculateSchedule(terms));
  if (!isRemade(loan)) return rows;
  const { terms, events } = booksOf(loan);
  const agreed = new Map(rows.map((row) => [row.n, row]));
  return replayEvents(terms, events).state.instalments.map((instalment) => rowOf(instalment, agreed.get(instalment.number)));
}

function rowOf({ number, dueDate, amount, principal, interest, balance }: Instalment, agreed: ScheduleRow | undefined): ScheduleRow {
  const fees = agreed?.fees ?? '0';
  const text = (value: Ratio): string => decimalText(value);
  return {
    n: number, date: dateText(dueDate), payment: text(add(principal, interest)), principal: text(principal), interest: text(interest),
    fees, escrow: agreed?.escrow ?? '0', total: text(add(amount, amountOf(fees))), balance: text(balance),
  };
}
