/**
 * How a loan stands on a day, in the words of its status archive: stored with every change of the books, and answered for
 * any day by `StatusAsOf`. In: a loan, its terms, the state of its account. Out: figures by the names of the archive.
 */
import { fail } from '../base/index.ts';
import { dateText, decimalText, least, quotePayoff, replayEvents, standingOf, subtract } from '../loan/index.ts';
import type { AccountState, Day, Quote, Ratio, Standing } from '../loan/index.ts';
import type { JsonValue } from '../payload/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult, ResultValue } from '../service/index.ts';
import { decimal, whole } from './book-body.ts';
import { amountOf, booksOf, dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import { loanOf } from './loan-call.ts';
import type { LoanRecord } from './loan-record.ts';

const CLOSED = 'Closed - Obligations met';
export const GOOD = 'Active - Good Standing';
export const BAD = 'Active - Bad Standing';

/** A label of the tenant's own stays while the loan is open; so does any before the books begin. */
export function statusOf({ status, active, payments }: LoanRecord, { isSettled, daysPastDue }: Standing): string {
  if (!active && payments.length === 0) return status;
  if (isSettled) return CLOSED;
  return [CLOSED, GOOD, BAD, 'Pending'].includes(status) ? (daysPastDue > 0 ? BAD : GOOD) : status;
}

export type Figures = { readonly state: AccountState; readonly standing: Standing; readonly quote: Quote; readonly last: Day };

export function figuresOn(loan: LoanRecord, terms: Books['terms'], state: AccountState, last: Day): Figures {
  return { state, standing: standingOf(terms, state, last, amountOf(loan.writeOffTolerance)), quote: quotePayoff(terms, state, last), last };
}

type Status = Readonly<Record<string, Ratio | number | string | null | undefined>>;

/** Ratios are amounts; a day is text here, a count a number. Interest counts as due before principal. */
function statusFigures(loan: LoanRecord, { state, standing, quote, last }: Figures): Status {
  const { next, overdue, amountDue, isSettled, daysPastDue } = standing;
  const final = state.instalments.at(-1);
  const dueInterest = least(quote.interest, overdue);
  const text = (value: Day | undefined): string | null => (value === undefined ? null : dateText(value));
  return {
    date: dateText(last), amountDue, dueInterest, duePrincipal: subtract(overdue, dueInterest), dueFees: quote.fees, duePni: overdue,
    nextPaymentDate: text(next?.instalment.dueDate), nextPaymentAmount: next?.unpaid ?? null, lastPaymentDate: text(state.lastPayment?.date), lastPaymentAmount: state.lastPayment?.amount ?? null,
    principalBalance: quote.principal, payoff: quote.total, perdiem: quote.perDiem, daysPastDue, loanStatusText: statusOf(loan, standing),
    periodsRemaining: isSettled ? 0 : state.instalments.filter(({ dueDate }) => dueDate > last).length,
    finalPaymentDate: text(final?.dueDate), finalPaymentAmount: final?.amount ?? null,
  };
}

/** As an item of the archive. */
export const archiveFigures = (loan: LoanRecord, figures: Figures): Readonly<Record<string, JsonValue>> =>
  Object.fromEntries(Object.entries(statusFigures(loan, figures)).map(([name, value]) => [name, typeof value === 'object' && value !== null ? decimal(value) : typeof value === 'number' ? whole(value) : (value ?? null)]));

export async function statusAsOf(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const books = booksOf(loan);
  const on = dayOfText(textArgument(context, 'asOf') ?? null);
  const figures = figuresOn(loan, books.terms, stateOn(books, on), on);
  const value = Object.entries(statusFigures(loan, figures)).map(([name, figure]): readonly [string, ResultValue] => [name, typeof figure === 'object' && figure !== null ? decimalText(figure) : (figure ?? null)]);
  return { kind: 'value', value: Object.fromEntries(value) };
}

/** The books as they stood at the end of a day. Fails with LON703 before there are any. */
export function stateOn(books: Books, on: Day): AccountState {
  checkBegun(books, on);
  return replayEvents(books.terms, books.events, on).state;
}

export function checkBegun({ terms, events }: Books, on: Day): void {
  if (on < terms.startDate && !events.some(({ date }) => date <= on)) fail('LON703', `The loan begins on ${dateText(terms.startDate)}; on ${dateText(on)} there is nothing to tell.`, { target: 'asOf' });
}
