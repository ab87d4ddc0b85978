/**
 * A contract made ready to run: its events in their order, and the numbers they use.
 * In: checked terms. Out: a plan that never changes. Same day: principal before interest, interest before a new rate,
 * maturity last. Events are calculated on `day` and paid on `payDay`; the two differ only where terms say so.
 */
import { ZERO, add, compare, divide, multiply, ratioOf } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { isCalendarDay } from '../dates.ts';
import type { Day } from '../dates.ts';
import { yearFraction } from '../day-count.ts';
import type { DayCountContext } from '../day-count.ts';
import { fail } from '../../base/index.ts';
import { ratesOf } from '../rates.ts';
import { COUNT_MAX } from '../terms.ts';
import type { ContractTerms, Cycle } from '../terms.ts';
import { anchorOf, cycleDates, cycleRule } from './cycles.ts';
import { calendarOf, payDay } from '../pay-days.ts';
import { dayAt, decimalAt } from '../texts.ts';

/** In the order they act on one day. The codes are those of the ACTUS taxonomy. */
export const EVENT_KINDS = ['IED', 'PR', 'IP', 'IPCI', 'RR', 'PRF', 'IPCB', 'PRD', 'TD', 'MD'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type PlannedEvent = {
  readonly kind: EventKind;
  readonly day: Day;
  readonly payDay: Day;
  /** The new rate, of a rate change. */
  readonly rate?: Ratio;
};

export type ContractPlan = {
  readonly terms: ContractTerms;
  readonly principal: Ratio;
  readonly rate: Ratio;
  /** Payment or redemption of each principal date; undefined for an annuity that sizes its own. */
  readonly payment: Ratio | undefined;
  readonly start: Day;
  readonly maturity: Day;
  /** Days principal is redeemed on, the maturity included. */
  readonly redemptions: readonly Day[];
  readonly events: readonly PlannedEvent[];
  readonly years: (from: Day, to: Day) => Ratio;
};

export function contractPlan(terms: ContractTerms): ContractPlan {
  const maturity = maturityOf(terms);
  const place = placing(terms);
  const context: DayCountContext = { terminationDate: maturity, calendar: calendarOf(terms.businessDays) };
  const regular = principalDays(terms, maturity);
  const redemptions = [...regular, maturity].map((day) => place('PR', day).day);
  const events = eventsOf(terms, { maturity, regular });
  return {
    terms,
    principal: decimalAt(terms.principal),
    rate: ratesOf(terms).first,
    payment: paymentOf(terms, regular.length + 1),
    start: dayAt(terms.startDate),
    maturity,
    redemptions,
    events,
    years: (from, to) => yearFraction(terms.dayCount ?? 'ACT/365F', from, to, context),
  };
}

/** A linear contract redeems equal parts where it names no amount. */
function paymentOf({ kind, principal, principalPayment }: ContractTerms, redemptions: number): Ratio | undefined {
  if (principalPayment !== undefined) return decimalAt(principalPayment);
  return kind === 'linear' ? divide(decimalAt(principal), ratioOf(redemptions)) : undefined;
}

type Place = (kind: EventKind, day: Day) => PlannedEvent;

/** Where the business days put a scheduled event: moved and calculated there, or calculated as scheduled and only paid there. */
function placing({ businessDays }: ContractTerms): Place {
  const calendar = calendarOf(businessDays);
  return (kind, day) => {
    const moved = payDay(day, businessDays, calendar);
    return { kind, day: businessDays?.interest === 'shifted' ? moved : day, payDay: moved };
  };
}

const fixed = (kind: EventKind, day: Day): PlannedEvent => ({ kind, day, payDay: day });

function principalDays(terms: ContractTerms, maturity: Day): readonly Day[] {
  const { principalCycle, monthEnd } = terms;
  if (principalCycle === undefined || terms.kind === 'bullet') return [];
  return cycleDates(principalCycle, { start: firstDay(terms), end: maturity, monthEnd, field: 'principalCycle' });
}

/** Where the contract is taken up: at its start, or at its status date when it runs already. */
export const firstDay = ({ startDate, statusDate }: ContractTerms): Day => Math.max(dayAt(startDate), statusDate === undefined ? 0 : dayAt(statusDate));

type Frame = { readonly maturity: Day; readonly regular: readonly Day[] };

function eventsOf(terms: ContractTerms, { maturity, regular }: Frame): readonly PlannedEvent[] {
  const place = placing(terms);
  const first = firstDay(terms);
  const events = [
    ...(first === dayAt(terms.startDate) ? [fixed('IED', first)] : []),
    ...regular.map((day) => place('PR', day)),
    ...interestEvents(terms, { maturity, regular }),
    ...rateEvents(terms),
    ...sizingEvents(terms, first, regular),
    ...baseEvents(terms, maturity),
    ...(terms.purchase === undefined ? [] : [fixed('PRD', dayAt(terms.purchase.date))]),
    ...(terms.termination === undefined ? [] : [fixed('TD', dayAt(terms.termination.date))]),
    place('MD', maturity),
  ];
  return events.filter(({ day }) => day >= first).sort((a, b) => a.day - b.day || EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind));
}

/** Interest falls on its own cycle, else on the days of principal; until the end of capitalisation it is added to the balance. */
function interestEvents(terms: ContractTerms, { maturity, regular }: Frame): readonly PlannedEvent[] {
  const place = placing(terms);
  const { interestCycle, monthEnd, capitalizeUntil } = terms;
  const own = interestCycle === undefined ? regular : cycleDates(interestCycle, { start: firstDay(terms), end: maturity, monthEnd, field: 'interestCycle' });
  const until = capitalizeUntil === undefined ? undefined : dayAt(capitalizeUntil);
  const days = new Set([...own, maturity, ...(until === undefined || until <= firstDay(terms) ? [] : [until])]);
  return [...days].map((day) => place(until !== undefined && day <= until ? 'IPCI' : 'IP', day));
}

const rateEvents = (terms: ContractTerms): readonly PlannedEvent[] =>
  ratesOf(terms).steps.map(({ fromDay = 0, rate }) => ({ ...fixed('RR', fromDay), rate }));

/** An annuity fixes its payment a day before the first redemption, and again after each new rate that is to change it. */
function sizingEvents(terms: ContractTerms, first: Day, regular: readonly Day[]): readonly PlannedEvent[] {
  if (terms.kind !== 'annuity') return [];
  const steps = (terms.rateSteps ?? []).filter(({ recalcPayment }) => recalcPayment ?? terms.principalPayment === undefined);
  const atStart = terms.principalPayment === undefined && regular[0] !== undefined ? [fixed('PRF', Math.max(first, regular[0] - 1))] : [];
  return [...atStart, ...steps.map(({ fromDate = '' }) => fixed('PRF', dayAt(fromDate)))];
}

function baseEvents(terms: ContractTerms, maturity: Day): readonly PlannedEvent[] {
  const { interestBase, interestBaseCycle, monthEnd } = terms;
  if (interestBase !== 'reset' || interestBaseCycle === undefined) return [];
  const place = placing(terms);
  return cycleDates(interestBaseCycle, { start: firstDay(terms), end: maturity, monthEnd, field: 'interestBaseCycle' }).map((day) => place('IPCB', day));
}

/** Without a maturity date: the redemption that the payment can finish, found by running the principal dates. */
function maturityOf(terms: ContractTerms): Day {
  if (terms.maturityDate !== undefined) return dayAt(terms.maturityDate);
  const cycle: Cycle = terms.principalCycle ?? { unit: 'month', every: 1 };
  const bounds = { start: firstDay(terms), monthEnd: terms.monthEnd };
  const rule = cycleRule(anchorOf(cycle, bounds), cycle, terms.monthEnd);
  const payment = decimalAt(terms.principalPayment ?? '0');
  let owed = decimalAt(terms.principal);
  let before = bounds.start;
  for (let k = 0; k < COUNT_MAX && isCalendarDay(rule(k)); k++) {
    if (rule(k) <= before) continue;
    const interest = terms.kind === 'linear' ? ZERO : multiply(multiply(owed, ratesOf(terms).first), yearFraction(terms.dayCount ?? 'ACT/365F', before, rule(k)));
    if (compare(add(owed, interest), payment) <= 0) return rule(k);
    owed = add(add(owed, interest), { num: -payment.num, den: payment.den });
    before = rule(k);
  }
  return fail('LON704', `Payments of ${terms.principalPayment ?? '0'} do not repay the principal; name a maturityDate.`, { target: 'principalPayment' });
}
