/**
 * Money comes in, and sometimes goes back: posting and reversing payments, and what a payment would do.
 * In: a call bound to a loan, whose row is locked for actions. Out: the payment's key, or figures. A posting works
 * the whole history out again, so one that is dated back moves everything behind it.
 */
import { fail } from '../base/index.ts';
import { EXTRAS, dateText, effectiveDay, isExtraName, replayEvents, standingOf } from '../loan/index.ts';
import type { AccountEvent, Day } from '../loan/index.ts';
import type { JsonValue } from '../payload/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult, Store } from '../service/index.ts';
import { decimal, record, whole } from './book-body.ts';
import type { Members } from './book-body.ts';
import { bookChanges, paymentFigures } from './book-changes.ts';
import { DEFAULT_EXTRA, PAYMENT_TYPES, amountOf, booksOf, dayOfText, saying } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import { loanOf, mustBeActive, newestOf, positiveAmount, reamortizeOf } from './loan-call.ts';
import type { LoanRecord } from './loan-record.ts';

/** The id of a payment that is not stored yet. */
const NEW = 'new';

export async function postPayment(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  mustBeActive(loan, 'payment');
  const books = booksOf(loan);
  const added = paymentEvents(context, books);
  const after = { ...books, events: [...books.events, ...added] };
  const { body, account } = bookChanges(loan, after, { since: dayOfText(textArgument(context, 'date') ?? null) });
  const split = account.payments.find(({ id }) => id === NEW);
  if (split === undefined) throw new Error('the payment was not applied');
  const payment = record({
    date: textArgument(context, 'date') ?? '', amount: { number: textArgument(context, 'amount') ?? '' }, transactionTime: new Date().toISOString(),
    extra: textArgument(context, 'extra') ?? DEFAULT_EXTRA, ...given(context, { paymentTypeId: 'number', paymentModeId: 'number', comments: 'text', info: 'text', reamortize: 'text' }),
    early: isEarly(books, dayOfText(textArgument(context, 'date') ?? null)), ...paymentFigures(after.terms, split),
  });
  await context.store.merge('Loans', key, record({ ...body, ...transaction('Payment Transaction'), Payments: [...(listOf(body['Payments'])), payment] }));
  return { kind: 'keys', keys: [[await newestOf(context.store, 'Payments', key)]] };
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
const transaction = (lastTransactionType: string): Readonly<Record<string, JsonValue>> => ({ lastTransactionType, lastTransactionTimestamp: new Date().toISOString() });

function given(context: OperationContext, kinds: Readonly<Record<string, 'number' | 'text'>>): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(Object.entries(kinds).flatMap(([name, kind]) => {
    const text = textArgument(context, name);
    return text === undefined ? [] : [[name, kind === 'number' ? { number: text } : text] as const];
  }));
}

/** Before the first instalment that is not paid falls due. */
function isEarly({ terms, events }: Books, day: Day): boolean {
  const next = standingOf(terms, replayEvents(terms, events, day).state, day).next;
  return next !== undefined && day < next.instalment.dueDate;
}

type Call = Pick<OperationContext, 'arguments'>;

function numberArgument(context: Call, name: string): number | null {
  const text = textArgument(context, name);
  return text === undefined ? null : Number(text);
}

function paymentEvents(context: Call, { terms }: Books): readonly AccountEvent[] {
  const amount = positiveAmount(context, 'amount');
  const date = dayOfText(textArgument(context, 'date') ?? null);
  const isAllowed = textArgument(context, 'beforeStart') === 'true';
  if (date < terms.startDate && !isAllowed) {
    fail('LON703', `The payment is dated ${dateText(date)}, before interest begins on ${dateText(terms.startDate)}; beforeStart=true allows it, and interest then runs backwards.`, { target: 'date' });
  }
  const dated = { id: NEW, date, says: saying(numberArgument(context, 'paymentModeId'), textArgument(context, 'info') ?? null, textArgument(context, 'comments') ?? null) };
  const payment: AccountEvent = { ...dated, kind: 'payment', amount, waterfall: waterfallOf(context), extra: extraOf(context) };
  const keeps = reamortizeOf(context);
  return keeps === undefined ? [payment] : [payment, { ...dated, kind: 'reamortization', keeps }];
}

function waterfallOf(context: Call): Extract<AccountEvent, { kind: 'payment' }>['waterfall'] {
  const type = textArgument(context, 'paymentTypeId');
  if (type === undefined) return undefined;
  return PAYMENT_TYPES.get(Number(type)) ?? fail('LON703', `There is no payment type ${type}; expected one of ${[...PAYMENT_TYPES].map(([id, name]) => `${id} (${name})`).join(', ')}.`, { target: 'paymentTypeId' });
}

function extraOf(context: Call): keyof typeof EXTRAS {
  const extra = textArgument(context, 'extra') ?? DEFAULT_EXTRA;
  return isExtraName(extra) ? extra : fail('LON703', `extra is '${extra}'; expected one of ${Object.keys(EXTRAS).join(', ')}.`, { target: 'extra' });
}

export async function previewPayment(context: OperationContext): Promise<OperationResult> {
  const { loan } = await loanOf(context);
  mustBeActive(loan, 'payment');
  const books = booksOf(loan);
  const added = paymentEvents(context, books);
  const events = [...books.events, ...added];
  const date = Math.max(...added.map((event) => effectiveDay(books.terms, events, event)));
  const { state, payments } = replayEvents(books.terms, events, date);
  const split = payments.find(({ id }) => id === NEW);
  if (split === undefined) throw new Error('the payment was not applied');
  const standing = standingOf(books.terms, state, date, amountOf(loan.writeOffTolerance));
  const text = (value: JsonValue): string => (value as { readonly number: string }).number;
  return {
    kind: 'value',
    value: {
      principal: text(decimal(split.principal)), interest: text(decimal(split.interest)), fees: text(decimal(split.fees)), excess: text(decimal(split.excess)),
      principalBalance: text(decimal(state.principal)), payoff: text(decimal(standing.payoff)), amountDue: text(decimal(standing.amountDue)), daysPastDue: standing.daysPastDue,
      nextDueDate: standing.next === undefined ? null : dateText(standing.next.instalment.dueDate), nextDueAmount: standing.next === undefined ? null : text(decimal(standing.next.unpaid)),
    },
  };
}

/** The payment stays in the list with its figures, marked as reversed; nothing of it counts any more. */
export async function reversePayment(context: OperationContext): Promise<OperationResult> {
  const { loan, key } = await loanOf(context);
  const id = textArgument(context, 'paymentId') ?? '';
  const date = textArgument(context, 'date') ?? '';
  const payment = loan.payments.find((one) => String(one.id) === id);
  if (payment === undefined) return fail('MOD209', `The loan has no payment ${id}.`, { target: 'paymentId' });
  if (payment.reversed) fail('PRE404', `Payment ${id} is reversed already.`, { target: 'paymentId' });
  if (dayOfText(date) < dayOfText(payment.date)) fail('LON703', `The reversal is dated ${date}, before its payment of ${payment.date}.`, { target: 'date' });
  await rebook(context, key, { ...loan, payments: loan.payments.map((one) => (one === payment ? { ...one, reversed: true, active: false, reverseDate: date } : one)) }, {
    type: 'Payment Reversal', since: dayOfText(payment.date), extra: { name: 'Payments', item: { __id: whole(payment.id), __update: true, reversed: true, active: false, reverseDate: date, reverseReason: textArgument(context, 'reason') ?? null } },
  });
  return { kind: 'keys', keys: [[id]] };
}

type Change = { readonly type: string; /** The first day that it changes. */ readonly since: Day; readonly extra: { readonly name: string; readonly item: Members } };

/** Books worked out again for a loan whose records were changed in one place, and that change itself: a row with its id, or a new one. */
export async function rebook({ store }: { readonly store: Store }, key: readonly string[], loan: LoanRecord, { type, since, extra }: Change): Promise<void> {
  const { body } = bookChanges(loan, booksOf(loan), { since });
  const rows = listOf(body[extra.name]);
  const id = extra.item['__id'];
  const same = id === undefined ? undefined : (rows.find((row) => JSON.stringify((row as Members)['__id']) === JSON.stringify(id)) as Members | undefined);
  const items = [...rows.filter((row) => row !== same), record({ ...same, ...extra.item })];
  await store.merge('Loans', key, record({ ...body, ...transaction(type), [extra.name]: items }));
}
