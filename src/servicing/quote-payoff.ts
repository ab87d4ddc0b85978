/** What settles a loan on a day, or on each of a run of days. In: a call bound to a loan. Out: quotes. */
import { fail } from '../base/index.ts';
import { dateText, decimalText, isCalendarDay, quotePayoff, statesOn } from '../loan/index.ts';
import type { AccountState, Day } from '../loan/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult, ResultValue } from '../service/index.ts';
import { booksOf, dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import { loanOf } from './loan-call.ts';
import { checkBegun, stateOn } from './loan-status.ts';

/** Days of one run: a year and a day. */
const DAYS_MAX = 366;

export async function payoffQuote(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const books = booksOf(loan);
  const day = dayOfText(textArgument(context, 'asOf') ?? null);
  return { kind: 'value', value: quoteOf(books.terms, stateOn(books, day), day) };
}

export async function payoffQuotes(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const days = Number(textArgument(context, 'days'));
  const first = dayOfText(textArgument(context, 'asOf') ?? null);
  if (days < 1 || days > DAYS_MAX) fail('LON703', `days is ${days}; expected 1 to ${DAYS_MAX}.`, { target: 'days' });
  if (!isCalendarDay(first + days - 1)) fail('LON703', 'The run of days ends behind 9999-12-31.', { target: 'days' });
  const books = booksOf(loan);
  checkBegun(books, first);
  const states = statesOn(books.terms, books.events, Array.from({ length: days }, (_, i) => first + i));
  return { kind: 'value', value: [...states].map(([day, state]) => quoteOf(books.terms, state, day)) };
}

function quoteOf(terms: Books['terms'], state: AccountState, day: Day): ResultValue {
  const { principal, interest, fees, total, perDiem } = quotePayoff(terms, state, day);
  return { date: dateText(day), principal: decimalText(principal), interest: decimalText(interest), fees: decimalText(fees), total: decimalText(total), perDiem: decimalText(perDiem) };
}
