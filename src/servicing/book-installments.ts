/**
 * What of the stored instalments differs from those the events make. In: rows as stored, the state. Out: items of a merging
 * body. Instalments made anew take the place of those behind them; of the others only what is paid changes.
 */
import { add, dateText, decimalText, paidFlags, ratioOf } from '../loan/index.ts';
import type { AccountState, Day, Instalment } from '../loan/index.ts';
import type { JsonObject, JsonValue } from '../payload/index.ts';
import { day, decimal, listed, record, remove, sameFigure, update, whole } from './book-body.ts';
import type { Members } from './book-body.ts';
import { amountOf, dayOfText } from './loan-account.ts';
import type { InstallmentRecord, LoanRecord } from './loan-record.ts';

/** Members of the loan's body: its instalments, and what follows from them when they are not what they were. */
export function installmentChanges(loan: LoanRecord, state: AccountState, { startDate, isSettled }: { readonly startDate: Day; readonly isSettled: boolean }): Members {
  const { instalments } = state;
  const paid = paidFlags(state, isSettled);
  const rows = instalments.map((instalment) => loan.installments.find(({ number }) => number === instalment.number));
  const gone = loan.installments.filter(({ number }) => !instalments.some((instalment) => instalment.number === number));
  const isRemade = gone.length > 0 || instalments.some((instalment, i) => !isAsStored(instalment, rows[i]));
  const changed = instalments.flatMap((instalment, i): readonly JsonValue[] => {
    const row = rows[i];
    const flags = { paid: paid[i] === true, principalPaid: paid[i] === true, interestPaid: paid[i] === true };
    const figures = { ...flags, ...installmentFigures(instalment, instalments[i - 1]?.dueDate ?? startDate, row) };
    if (row === undefined) return [record({ number: whole(instalment.number), dueDateUnadjusted: day(instalment.dueDate), ...figures })];
    if (!isAsStored(instalment, row)) return [update(row.id, figures)];
    return row.paid === paid[i] ? [] : [update(row.id, flags)];
  });
  return { ...listed('Installments', [...changed, ...gone.map(({ id }) => remove(id))]), ...(isRemade ? remadeMembers(loan, instalments) : {}) };
}

const isAsStored = ({ dueDate, amount, principal, interest, balance }: Instalment, row: InstallmentRecord | undefined): boolean =>
  row !== undefined && dayOfText(row.dueDate) === dueDate && sameFigure(row.totalInstallment, add(amount, amountOf(row.totalDueFees)))
  && sameFigure(row.duePrincipal, principal) && sameFigure(row.dueInterest, interest) && sameFigure(row.balance, balance);

const installmentFigures = ({ dueDate, amount, principal, interest, balance }: Instalment, from: Day, row: InstallmentRecord | undefined): Members => ({
  dueDate: day(dueDate), days: whole(dueDate - from), duePrincipal: decimal(principal), dueInterest: decimal(interest),
  totalInstallment: decimal(add(amount, row === undefined ? ratioOf(0) : amountOf(row.totalDueFees))), balance: decimal(balance),
});

function remadeMembers({ summaries }: LoanRecord, instalments: readonly Instalment[]): Members {
  const last = instalments.at(-1)?.dueDate;
  const runs = paymentRuns(instalments.map(({ dueDate, principal, interest }) => ({ date: dateText(dueDate), payment: decimalText(add(principal, interest)) })));
  return { lastInstallmentDate: day(last), maturityDate: day(last), ScheduleSummaries: [...summaries.map(({ id }) => remove(id)), ...summaryItems(runs)] };
}

export type PaymentRun = { readonly date: string; readonly payment: string; readonly count: number };

/** Runs of payments of one amount, with the date of the first. */
export function paymentRuns(rows: readonly { readonly date: string; readonly payment: string }[]): readonly PaymentRun[] {
  const runs: PaymentRun[] = [];
  for (const { date, payment } of rows) {
    const run = runs.at(-1);
    if (run?.payment === payment) runs[runs.length - 1] = { ...run, count: run.count + 1 };
    else runs.push({ date, payment, count: 1 });
  }
  return runs;
}

export const summaryItems = (runs: readonly PaymentRun[]): readonly JsonObject[] => runs.map(({ date, payment, count }, i) =>
  record({ sequence: whole(i + 1), repaymentDate: date, numberOfPayments: whole(count), repaymentAmount: { number: payment }, isPrimary: i === 0 }));
