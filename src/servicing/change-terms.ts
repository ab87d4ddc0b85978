/**
 * What is agreed anew while a loan runs, and taken back: its rate, its due dates, more money paid out; and the loan brought to a day.
 * In: a call bound to a loan whose row is locked. Out: the key of the transaction it is stored as, or of the loan.
 * Each is an event like a payment: the whole history is worked out again with it.
 */
import { fail } from '../base/index.ts';
import { PERCENT_MAX, compare, dateText, dayOf, decimalText, isCalendarDay, ratioOf, replayEvents, standingOf } from '../loan/index.ts';
import type { Day } from '../loan/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult } from '../service/index.ts';
import { record, whole } from './book-body.ts';
import { bookChanges } from './book-changes.ts';
import { amountOf, booksOf, dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import { loanOf, mustBeActive, newestOf, positiveAmount, reamortizeOf } from './loan-call.ts';
import type { LoanRecord, OtherRecord } from './loan-record.ts';
import { rebook } from './post-payment.ts';

/** Not stored yet. */
const NEW = -1;
const NOTHING: Omit<OtherRecord, 'event'> = { id: NEW, transactionDate: null, amount: '0', annualRatePercent: null, dueDateFrom: null, dueDateTo: null, reamortize: null, reversed: false, reverseDate: null };

export async function changeRate(context: OperationContext): Promise<OperationResult> {
  const annualRatePercent = textArgument(context, 'annualRatePercent') ?? '';
  const rate = amountOf(annualRatePercent);
  if (rate.num < 0n || compare(rate, ratioOf(PERCENT_MAX)) > 0) {
    fail('LON703', `annualRatePercent is ${annualRatePercent}; it must lie between 0 and ${PERCENT_MAX}.`, { target: 'annualRatePercent' });
  }
  return addTransaction(context, 'Rate Change', () => ({ ...NOTHING, event: 'rateChange', annualRatePercent, reamortize: reamortizeOf(context) ?? null }));
}

export async function disburse(context: OperationContext): Promise<OperationResult> {
  const amount = decimalText(positiveAmount(context, 'amount'));
  return addTransaction(context, 'Disbursement', () => ({ ...NOTHING, event: 'disbursement', amount, reamortize: reamortizeOf(context) ?? null }));
}

export async function changeDueDate(context: OperationContext): Promise<OperationResult> {
  return addTransaction(context, 'Due Date Change', (books, date) => {
    const [dueDateFrom, dueDateTo] = [textArgument(context, 'from') ?? '', textArgument(context, 'to') ?? ''];
    checkDueDates(books, date, { from: dayOfText(dueDateFrom), to: dayOfText(dueDateTo) });
    return { ...NOTHING, event: 'dueDateChange', dueDateFrom, dueDateTo };
  });
}

/** That the order of the instalments stays is asked by the fold itself, for this change and all others. */
function checkDueDates({ terms, events }: Books, date: Day, { from, to }: { readonly from: Day; readonly to: Day }): void {
  const { state } = replayEvents(terms, events, date);
  const next = standingOf(terms, state, date).next?.instalment;
  const open = next === undefined ? [] : state.instalments.filter(({ dueDate }) => dueDate >= next.dueDate);
  if (!open.some(({ dueDate }) => dueDate === from)) fail('LON703', `from is ${dateText(from)}; expected the due date of an instalment that is not paid${next === undefined ? '; there is none' : `, ${dateText(next.dueDate)} or a later one`}.`, { target: 'from' });
  if (to === from) fail('LON703', `to is ${dateText(to)}, the due date as it is.`, { target: 'to' });
  if (to <= terms.startDate) fail('LON703', `to is ${dateText(to)}; interest begins on ${dateText(terms.startDate)}, and nothing is due before.`, { target: 'to' });
}

async function addTransaction(context: OperationContext, transactionType: string, rowOf: (books: Books, date: Day) => OtherRecord): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  mustBeActive(loan, 'change');
  const books = booksOf(loan);
  const transactionDate = textArgument(context, 'date') ?? '';
  const date = dayOfText(transactionDate);
  if (date < books.terms.startDate) fail('LON703', `date is ${transactionDate}, before interest begins on ${dateText(books.terms.startDate)}.`, { target: 'date' });
  const row = { ...rowOf(books, date), transactionDate };
  const { event, amount, annualRatePercent, dueDateFrom, dueDateTo, reamortize } = row;
  const item = {
    event, transactionType, transactionDate, amount: { number: amount }, annualRatePercent: annualRatePercent === null ? null : { number: annualRatePercent },
    dueDateFrom, dueDateTo, reamortize, sameMonthlyPayment: reamortize === 'payment',
  };
  await rebook(context, key, { ...loan, others: [...loan.others, row] }, { type: transactionType, since: date, extra: { name: 'OtherTransactions', item } });
  return { kind: 'keys', keys: [[await newestOf(context.store, 'OtherTransactions', key)]] };
}

/** The transaction stays in the list, marked; the loan is as if it had never been. */
export async function reverseTransaction(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  const id = textArgument(context, 'transactionId') ?? '';
  const reverseDate = textArgument(context, 'date') ?? '';
  const row = loan.others.find((one) => String(one.id) === id);
  if (row === undefined) return fail('MOD209', `The loan has no transaction ${id} that changes it.`, { target: 'transactionId' });
  if (row.reversed) fail('PRE404', `Transaction ${id} is reversed already.`, { target: 'transactionId' });
  if (dayOfText(reverseDate) < dayOfText(row.transactionDate)) fail('LON703', `The reversal is dated ${reverseDate}, before its transaction of ${row.transactionDate ?? ''}.`, { target: 'date' });
  const reversed: LoanRecord = { ...loan, others: loan.others.map((one) => (one === row ? { ...one, reversed: true, reverseDate } : one)) };
  await rebook(context, key, reversed, {
    type: 'Transaction Reversal', since: dayOfText(row.transactionDate), extra: { name: 'OtherTransactions', item: { __id: whole(row.id), __update: true, reversed: true, reverseDate } },
  });
  return { kind: 'keys', keys: [[id]] };
}

/** Stored figures of the end of a day, late fees included; they never go back to an earlier one. */
export async function ageLoan(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  mustBeActive(loan, 'ageing');
  const agedTo = textArgument(context, 'asOf') ?? '';
  const asOf = dayOfText(agedTo);
  const books = booksOf(loan);
  if (asOf < books.terms.startDate) fail('LON703', `asOf is ${agedTo}, before interest begins on ${dateText(books.terms.startDate)}.`, { target: 'asOf' });
  if (loan.agedTo !== null && agedTo < loan.agedTo) fail('LON703', `asOf is ${agedTo}; the loan was brought to ${loan.agedTo} already.`, { target: 'asOf' });
  checkHasCome(asOf);
  const aged: LoanRecord = { ...loan, agedTo };
  await context.store.merge('Loans', key, record({ ...bookChanges(aged, books).body, agedTo }));
  return { kind: 'keys', keys: [key] };
}

/** Somewhere on earth. A day that has not come would be a promise nobody can take back. */
function checkHasCome(asOf: Day): void {
  const now = new Date();
  const today = dayOf(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate());
  if (!isCalendarDay(asOf) || asOf > today + 1) fail('LON703', `asOf is ${dateText(asOf)}, which has not come yet.`, { target: 'asOf' });
}
