/** What settles a loan on a day, or on each of a run of days. In: a call bound to a loan. Out: quotes. */
import { fail } from '../base/index.ts';
import { dateText, decimalText, isCalendarDay, quotePayoff } from '../loan/index.ts';
import type { Day } from '../loan/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult, ResultValue } from '../service/index.ts';
import { booksOf, dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import { loanOf } from './loan-call.ts';
import { stateOn } from './loan-status.ts';

/** Days of one run: a year and a day. */
const DAYS_MAX = 366;

export async function payoffQuote(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  return { kind: 'value', value: quoteOf(booksOf(loan), dayOfText(textArgument(context, 'asOf') ?? null)) };
}

export async function payoffQuotes(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  const days = Number(textArgument(context, 'days'));
  const first = dayOfText(textArgument(context, 'asOf') ?? null);
  if (days < 1 || days > DAYS_MAX) fail('LON703', `days is ${days}; expected 1 to ${DAYS_MAX}.`, { target: 'days' });
  if (!isCalendarDay(first + days - 1)) fail('LON703', 'The run of days ends behind 9999-12-31.', { target: 'days' });
  const books = booksOf(loan);
  return { kind: 'value', value: Array.from({ length: days }, (_, i) => quoteOf(books, first + i)) };
}

/** The books as they stood at the end of that day. */
function quoteOf(books: Books, day: Day): ResultValue {
  const { principal, interest, fees, total, perDiem } = quotePayoff(books.terms, stateOn(books, day), day);
  return { date: dateText(day), principal: decimalText(principal), interest: decimalText(interest), fees: decimalText(fees), total: decimalText(total), perDiem: decimalText(perDiem) };
}
