/** Charges: added, and waived. In: a call bound to a loan whose row is locked. Out: the charge's key. */
import { fail } from '../base/index.ts';
import { dateText, decimalText, replayEvents, unpaidOf } from '../loan/index.ts';
import type { AccountEvent } from '../loan/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult } from '../service/index.ts';
import { record, whole } from './book-body.ts';
import { bookChanges } from './book-changes.ts';
import { amountOf, booksOf, dayOfText, saying } from './loan-account.ts';
import { loanOf, mustBeActive, newestOf, positiveAmount } from './loan-call.ts';
import { rebook } from './post-payment.ts';

export async function addCharge(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  mustBeActive(loan, 'charge');
  const amount = positiveAmount(context, 'amount');
  const date = textArgument(context, 'date') ?? '';
  const books = booksOf(loan);
  if (dayOfText(date) < books.terms.startDate && loan.lastAccrualDate !== null && date < loan.lastAccrualDate) {
    fail('LON703', `The charge is dated ${date}, before interest begins on ${dateText(books.terms.startDate)}.`, { target: 'date' });
  }
  const interestBearing = textArgument(context, 'interestBearing') === 'true';
  const charge: AccountEvent = { kind: 'charge', id: 'new', date: dayOfText(date), amount, category: 'fee', interestBearing, says: saying(textArgument(context, 'chargeType') ?? null, textArgument(context, 'info') ?? null, null, null) };
  const { body, account } = bookChanges(loan, { ...books, events: [...books.events, charge] }, { since: dayOfText(date) });
  const made = account.state.charges.find(({ id }) => id === 'new');
  const unpaid = made === undefined ? decimalText(amount) : decimalText(unpaidOf(made));
  const others = Array.isArray(body['Charges']) ? body['Charges'] : [];
  const item = record({
    date, amount: { number: textArgument(context, 'amount') ?? '' }, chargeType: textArgument(context, 'chargeType') ?? null, info: textArgument(context, 'info') ?? null,
    interestBearing, principalDue: { number: unpaid }, totalDue: { number: unpaid }, paidAmount: { number: made === undefined ? '0' : decimalText(made.paid) }, paid: unpaid === '0',
  });
  await context.store.merge('Loans', key, record({ ...body, lastTransactionType: 'Charge', lastTransactionTimestamp: new Date().toISOString(), Charges: [...others, item] }));
  return { kind: 'keys', keys: [[await newestOf(context.store, 'Charges', key)]] };
}

export async function waiveCharge(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  const id = textArgument(context, 'chargeId') ?? '';
  const date = textArgument(context, 'date') ?? '';
  const charge = loan.charges.find((one) => String(one.id) === id);
  if (charge === undefined) return fail('MOD209', `The loan has no charge ${id}.`, { target: 'chargeId' });
  if (charge.waived || charge.waivedAmount !== null) fail('PRE404', `Charge ${id} is waived already.`, { target: 'chargeId' });
  if (dayOfText(date) < dayOfText(charge.date)) fail('LON703', `The waiver is dated ${date}, before its charge of ${charge.date}.`, { target: 'date' });
  const asked = textArgument(context, 'amount');
  if (asked !== undefined) positiveAmount(context, 'amount');
  const { terms, events } = booksOf(loan);
  const state = replayEvents(terms, events, Math.max(dayOfText(date), dayOfText(charge.date))).state;
  const stored = state.charges.find((one) => (one.instalment === undefined ? one.id === id : one.instalment === charge.installmentNumber));
  const unpaid = stored === undefined ? amountOf('0') : unpaidOf(stored);
  if (unpaid.num <= 0n) fail('PRE404', `Charge ${id} is paid; there is nothing to waive.`, { target: 'chargeId' });
  const amount = asked ?? decimalText(unpaid);
  if (Number(amount) > Number(decimalText(unpaid))) fail('LON703', `amount is ${amount}; ${decimalText(unpaid)} of the charge is unpaid.`, { target: 'amount' });
  const changed = { ...loan, charges: loan.charges.map((one) => (one === charge ? { ...one, waiveDate: date, waivedAmount: amount } : one)) };
  await rebook(context, key, changed, { type: 'Charge Waiver', since: dayOfText(date), extra: { name: 'Charges', item: { __id: whole(charge.id), __update: true, waiveDate: date, waivedAmount: { number: amount } } } });
  return { kind: 'keys', keys: [[id]] };
}
