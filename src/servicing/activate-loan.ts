/**
 * Activation: the schedule of a loan is worked out and stored, and its books begin.
 * In: a call bound to a loan whose row is locked. Out: the loan's key. Refused when it was activated before.
 */
import { fail } from '../base/index.ts';
import { calculateSchedule, civilOf } from '../loan/index.ts';
import type { InstalmentTerms, Schedule } from '../loan/index.ts';
import type { JsonObject, JsonValue } from '../payload/index.ts';
import type { OperationContext, OperationResult } from '../service/index.ts';
import { record, remove, whole } from './book-body.ts';
import { paymentRuns, summaryItems } from './book-installments.ts';
import { dayOfText } from './loan-account.ts';
import { readLoan } from './loan-record.ts';
import type { LoanRecord } from './loan-record.ts';
import { GOOD } from './loan-status.ts';
import { withTerms } from './setup-terms.ts';

export async function activateLoan({ store, binding }: OperationContext): Promise<OperationResult> {
  if (binding?.kind !== 'entity') throw new Error('Activate is bound to one loan');
  const [id = ''] = binding.key;
  const loan = await readLoan(store, id);
  if (loan.active || loan.payments.length > 0) fail('PRE404', 'The loan is active already; its books have begun.', { target: 'active' });
  if (loan.archived) fail('PRE404', 'The loan is archived.', { target: 'archived' });
  await store.merge('Loans', binding.key, withTerms(loan, (terms) => activated(loan, calculateSchedule(terms), terms.startDate, unadjustedDates(terms))));
  return { kind: 'keys', keys: [binding.key] };
}

const number = (text: string): JsonValue => ({ number: text });

/** Due dates before they are moved to business days; undefined where none is moved. */
function unadjustedDates({ businessDays, ...terms }: InstalmentTerms): readonly string[] | undefined {
  return businessDays === undefined ? undefined : calculateSchedule(terms).rows.map(({ date }) => date);
}

/** What activation stores; also the way in which the demo's loans are made. */
export function activated(loan: LoanRecord, schedule: Schedule, startDate: string, unadjusted?: readonly string[]): JsonObject {
  const { rows, totals, financed } = schedule;
  const [first, last] = [rows[0], rows.at(-1)];
  return record({
    active: true, status: GOOD, contractDate: startDate, principalRemaining: number(financed), interestRemaining: whole(0), feesRemaining: whole(0),
    interestAccruedNotDue: whole(0), totalAmountPaid: whole(0), payoffAmountStored: number(financed), amountToCurrent: whole(0), daysOverdue: whole(0), lastAccrualDate: startDate,
    nextInstallmentDate: first?.date ?? null, lastInstallmentDate: last?.date ?? null, maturityDate: last?.date ?? null,
    dueDay: first === undefined ? null : whole(civilOf(dayOfText(first.date)).day),
    LoanSetup: record({
      ...(loan.setup === null ? {} : { __id: whole(loan.setup.id), __update: true }),
      payment: schedule.payment === null ? null : number(schedule.payment), origFinalPaymentDate: last?.date ?? null, origFinalPaymentAmount: last === undefined ? null : number(last.total),
      tilFinanceCharge: number(schedule.financeCharge), tilTotalOfPayments: number(totals.total), tilLoanAmount: number(schedule.paidOut),
    }),
    Installments: [
      ...loan.installments.map(({ id }) => remove(id)),
      ...rows.map((row, i) => record({
        number: whole(row.n), dueDate: row.date, dueDateUnadjusted: unadjusted?.[i] ?? row.date, days: whole(dayOfText(row.date) - dayOfText(rows[i - 1]?.date ?? startDate)),
        duePrincipal: number(row.principal), dueInterest: number(row.interest), totalDueFees: number(row.fees), totalInstallment: number(row.total), balance: number(row.balance),
      })),
    ],
    ScheduleSummaries: [...loan.summaries.map(({ id }) => remove(id)), ...summaryItems(paymentRuns(rows))],
  });
}
