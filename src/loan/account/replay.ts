/**
 * The fold: events in any order of arrival → the one account they make. In: terms and events. Out: the state
 * behind the last of them and the split of each payment that counts. Bounded by the number of events.
 * Same dated events give the same account, whatever order they came in: they are sorted by date, by kind
 * (money out, rates, dates, charges, waivers, money in) and by what they say, never by when they were told;
 * a payment that was reversed shows what it would do, and does nothing.
 * Late fees are no events: each is worked out where its day lies between events, so that a payment dated back
 * takes it away again.
 */
import { fail } from '../../base/index.ts';
import type { FaultDetail } from '../../base/index.ts';
import { dateText } from '../dates.ts';
import type { Day } from '../dates.ts';
import { ZERO, add, compare, decimalText, isPositive, least, multiply, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import { applyPayment } from './apply-payment.ts';
import type { AccountEvent, AccountTerms, Instalment, LateFeeRule, PaymentEvent } from './events.ts';
import { dueBy } from './instalments.ts';
import { moveDueDates } from './move-dates.ts';
import { reamortize } from './project.ts';
import { accrueTo, openAccount, unpaidOf } from './state.ts';
import type { AccountState, ChargeState, PaymentSplit } from './state.ts';

export type Account = {
  readonly state: AccountState;
  /** Of the payments that count, in the order in which they do. */
  readonly payments: readonly PaymentSplit[];
  /** How the payments that were reversed would be applied, each on the account that the other events make. */
  readonly reversed: readonly PaymentSplit[];
};

/** The account at the end of `until`, or behind all events. Fails with LON703, all problems in `details`. */
export function replayEvents(terms: AccountTerms, events: readonly AccountEvent[], until?: Day): Account {
  const payments: PaymentSplit[] = [];
  const reversed: PaymentSplit[] = [];
  const state = toldEvents(terms, events).reduce((at, told) => {
    if (until !== undefined && told.day > until) return at;
    const { split, after } = happen(terms, at, told);
    if (split !== undefined) (told.isReversed ? reversed : payments).push(split);
    return after;
  }, openAccount(terms));
  return { state: until === undefined ? state : withLateFees(terms, state, until), payments, reversed };
}

/** The account at the end of each of some days, in one pass. */
export function statesOn(terms: AccountTerms, events: readonly AccountEvent[], days: readonly Day[]): ReadonlyMap<Day, AccountState> {
  const told = toldEvents(terms, events);
  let [state, next] = [openAccount(terms), 0];
  return new Map(days.toSorted((a, b) => a - b).map((day) => {
    for (let event = told[next]; event !== undefined && event.day <= day; event = told[next]) {
      state = happen(terms, state, event).after;
      next += 1;
    }
    state = withLateFees(terms, state, day);
    return [day, state];
  }));
}

/** An event on the day from which it counts. */
type Told = { readonly event: Exclude<AccountEvent, { kind: 'reversal' }>; readonly day: Day; readonly isReversed: boolean };

function toldEvents(terms: AccountTerms, events: readonly AccountEvent[]): readonly Told[] {
  checkEvents(terms, events);
  const reversed = new Set(events.flatMap((event) => (event.kind === 'reversal' ? [event.paymentId] : [])));
  const told = events.flatMap((event): readonly Told[] => (event.kind === 'reversal' ? [] : [{ event, day: effectiveDay(terms, events, event), isReversed: event.kind === 'payment' && reversed.has(event.id) }]));
  return told.toSorted((a, b) => a.day - b.day || rankOf(a) - rankOf(b) || compareEvents(a.event, b.event));
}

/** A payment that was reversed is looked at, and leaves the account as it is. */
function happen(terms: AccountTerms, at: AccountState, { event, day, isReversed }: Told): { readonly after: AccountState; readonly split?: PaymentSplit } {
  const ready = accrueTo(terms, withLateFees(terms, at, day), day);
  if (event.kind !== 'payment') return { after: applyEvent(terms, ready, event) };
  const { split, after } = applyPayment(terms, ready, event);
  return { split, after: isReversed ? at : after };
}

/** From which day an event counts: with interest between periods, a payment counts from the due date it is for. */
export function effectiveDay({ interestApplication, instalments }: AccountTerms, events: readonly AccountEvent[], { kind, date }: AccountEvent): Day {
  if (interestApplication === 'betweenTransactions' || (kind !== 'payment' && kind !== 'reamortization')) return date;
  const moves = events.filter((event) => event.kind === 'dueDateChange').filter((event) => event.date <= date).toSorted((a, b) => a.date - b.date || compareEvents(a, b));
  return moves.reduce(moveDueDates, instalments).find(({ dueDate }) => dueDate >= date)?.dueDate ?? date;
}

const RANK: Readonly<Record<AccountEvent['kind'], number>> = { disbursement: 0, rateChange: 1, dueDateChange: 2, charge: 4, waiver: 5, payment: 6, reamortization: 7, reversal: 8 };
/** Before the charges of its day, which are for its return more often than not. */
const REVERSED_PAYMENT = 3;
const rankOf = ({ event, isReversed }: Told): number => (isReversed ? REVERSED_PAYMENT : RANK[event.kind]);

/** Ids, which tell the order of arrival, decide last: between events that say the same. */
function compareEvents(a: AccountEvent, b: AccountEvent): number {
  return compareTexts(textOf(a), textOf(b)) || compareTexts(a.says ?? '', b.says ?? '') || a.id.length - b.id.length || compareTexts(a.id, b.id);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What an event says besides its id; of two payments of one day the smaller comes first. */
function textOf(event: AccountEvent): string {
  const amount = 'amount' in event && event.amount !== undefined ? decimalText(event.amount, { least: 36 }).padStart(80, '0') : '';
  switch (event.kind) {
    case 'payment': return `${amount} ${event.waterfall ?? ''} ${event.extra}`;
    case 'charge': return `${event.category} ${amount} ${String(event.interestBearing)}`;
    case 'waiver': return `${event.chargeId} ${amount}`;
    case 'rateChange': return decimalText(event.annualRate);
    case 'dueDateChange': return `${event.from} ${event.to}`;
    case 'reamortization': return event.keeps;
    default: return amount;
  }
}

function applyEvent(terms: AccountTerms, state: AccountState, event: Exclude<Told['event'], PaymentEvent>): AccountState {
  switch (event.kind) {
    case 'disbursement': return { ...state, principal: add(state.principal, event.amount) };
    case 'rateChange': return { ...state, annualRate: event.annualRate };
    case 'dueDateChange': return { ...state, instalments: moveDueDates(state.instalments, event) };
    case 'charge': return withCharge(state, { ...event, paid: ZERO, waived: ZERO });
    case 'waiver': return { ...state, charges: state.charges.map((charge) => (charge.id === event.chargeId ? waive(charge, event.amount) : charge)) };
    case 'reamortization': return reamortize(terms, state, event.keeps);
  }
}

function withCharge(state: AccountState, { id, date, amount, category, interestBearing, paid, waived, instalment }: ChargeState): AccountState {
  const charge = { id, date, amount, category, interestBearing, paid, waived, ...(instalment === undefined ? {} : { instalment }) };
  return { ...state, charges: [...state.charges, charge] };
}

function waive(charge: ChargeState, amount: Ratio | undefined): ChargeState {
  const unpaid = unpaidOf(charge);
  return { ...charge, waived: add(charge.waived, amount === undefined ? unpaid : least(amount, unpaid)) };
}

/** Judges every instalment whose days of grace are over by `day`. */
function withLateFees({ lateFee, graceDays, quoteRounding }: AccountTerms, before: AccountState, day: Day): AccountState {
  if (lateFee === undefined) return before;
  let state = before;
  for (let late = state.instalments[state.judged]; late !== undefined && late.dueDate + graceDays < day; late = state.instalments[state.judged]) {
    const amount = roundTo(lateFeeOf(lateFee, late.amount), quoteRounding);
    const judged = { ...state, judged: state.judged + 1 };
    state = isPositive(amount) && isLate(state, late, lateFee.when === 'aboveFee' ? amount : ZERO, lateFee)
      ? withCharge(judged, { id: `late ${late.number}`, date: late.dueDate + graceDays + 1, amount, category: 'penalty', interestBearing: false, paid: ZERO, waived: ZERO, instalment: late.number })
      : judged;
  }
  return state;
}

/** Whether the loan is past due by more than `above` because of this instalment or an earlier one. */
function isLate(state: AccountState, late: Instalment, above: Ratio, { when }: LateFeeRule): boolean {
  const pastDue = subtract(dueBy(state, late.dueDate), state.scheduled);
  if (compare(pastDue, above) <= 0 || !isPositive(add(state.principal, state.accrued))) return false;
  const before = state.instalments[state.judged - 1]?.dueDate ?? -Infinity;
  return when !== 'withoutPayment' || state.lastPayment === undefined || state.lastPayment.date <= before;
}

function lateFeeOf({ kind, amount, percent }: LateFeeRule, instalment: Ratio): Ratio {
  const share = multiply(percent, instalment);
  switch (kind) {
    case 'amount': return amount;
    case 'percent': return share;
    case 'greater': return compare(amount, share) >= 0 ? amount : share;
    case 'lesser': return compare(amount, share) <= 0 ? amount : share;
  }
}

function checkEvents(terms: AccountTerms, events: readonly AccountEvent[]): void {
  const details = [...eventProblems(terms, events)];
  if (details.length > 0) fail('LON703', `The loan's events do not fit together: ${details[0]?.message ?? ''}`, { details });
}

/** A late fee may be waived by its id; whether it arises is known only in the fold. */
function* eventProblems({ startDate, beforeStart }: AccountTerms, events: readonly AccountEvent[]): Generator<FaultDetail> {
  const ids = new Set<string>();
  const idsOf = (kind: AccountEvent['kind']): ReadonlySet<string> => new Set(events.flatMap((event) => (event.kind === kind ? [event.id] : [])));
  const [payments, charges] = [idsOf('payment'), idsOf('charge')];
  const reversed = new Set<string>();
  for (const event of events) {
    const target = `${event.kind} ${event.id}`;
    const problem = (message: string): FaultDetail => ({ code: 'LON703', target, message });
    if (ids.has(target)) yield problem(`There are two events ${target}.`);
    ids.add(target);
    if ('amount' in event && event.amount !== undefined && !isPositive(event.amount)) yield problem(`The amount of ${target} is ${decimalText(event.amount)}; it must be above zero.`);
    if (event.kind !== 'reversal' && event.date < startDate && beforeStart === 'refuse') yield problem(`${target} is dated ${dateText(event.date)}, before interest begins on ${dateText(startDate)}.`);
    if (event.kind === 'reversal' && !payments.has(event.paymentId)) yield problem(`${target} reverses payment ${event.paymentId}, which there is not.`);
    if (event.kind === 'reversal' && reversed.has(event.paymentId)) yield problem(`Payment ${event.paymentId} is reversed twice.`);
    if (event.kind === 'reversal') reversed.add(event.paymentId);
    if (event.kind === 'waiver' && !charges.has(event.chargeId) && !event.chargeId.startsWith('late ')) yield problem(`${target} waives charge ${event.chargeId}, which there is not.`);
  }
}
