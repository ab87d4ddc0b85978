/**
 * A contract made ready to run: its events in their order, and the numbers they use.
 * In: checked terms. Out: a plan that never changes. Same day: principal before interest, interest before a new rate,
 * a new rate before the payment sized on it, maturity last. Events are calculated on `day` and paid on `payDay`; the two differ only where terms say so.
 */
import { ZERO, add, compare, divide, multiply, ratioOf } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { dateText, isCalendarDay } from '../dates.ts';
import type { Day } from '../dates.ts';
import { yearFraction } from '../day-count.ts';
import type { DayCountContext } from '../day-count.ts';
import { fail } from '../../base/index.ts';
import { ratesOf } from '../rates.ts';
import { COUNT_MAX } from '../terms.ts';
import type { ContractTerms, Cycle } from '../terms.ts';
import { cycleDate, cycleDates } from './cycles.ts';
import type { CycleBounds } from './cycles.ts';
import { calendarOf, payDay } from '../pay-days.ts';
import { dayAt, decimalAt } from '../texts.ts';

/** In the order they act on one day. The codes are those of the ACTUS taxonomy. */
const EVENT_KINDS = ['IED', 'PR', 'IP', 'IPCI', 'RRF', 'RR', 'PRF', 'IPCB', 'PRD', 'TD', 'MD'] as const;
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
  readonly maturity: Day;
  /** Days an annuity is sized on: those of principal and the last one, which lies after the maturity where the terms say so. */
  readonly redemptions: readonly Day[];
  /** The day interest run before the first day, where none is given, counts from. */
  readonly interestSince: Day;
  /** Whether an annuity is sized before its first event: the first redemption leaves no day for that. */
  readonly isSizedAtFirst: boolean;
  readonly events: readonly PlannedEvent[];
  readonly years: (from: Day, to: Day) => Ratio;
};

/** Redemptions that may be looked at in all to size an annuity anew. */
const SIZINGS_MAX = 1_000_000;

export function contractPlan(terms: ContractTerms): ContractPlan {
  const maturity = maturityOf(terms);
  for (const field of ['purchase', 'termination', 'capitalizeUntil'] as const) refuseAfter(maturity, terms, field);
  const place = placing(terms);
  const context: DayCountContext = { terminationDate: maturity, calendar: calendarOf(terms.businessDays) };
  const regular = principalDays(terms, maturity);
  const lastSized = terms.amortizeUntil === undefined ? maturity : dayAt(terms.amortizeUntil);
  const sizing = sizingDay(terms, regular);
  const redemptions = [...principalDays(terms, lastSized), lastSized].map((day) => place('PR', day).day);
  const events = eventsOf(terms, { maturity, regular, sizing });
  const sizings = events.filter(({ kind }) => kind === 'PRF').length * redemptions.length;
  if (sizings > SIZINGS_MAX) fail('LON701', 'Steps that size the payment anew are too many for so many redemptions; say recalcPayment false, or use fewer.', { target: 'rateSteps' });
  return {
    terms,
    principal: decimalAt(terms.principal),
    rate: ratesOf(terms).first,
    payment: paymentOf(terms, regular.length + 1),
    maturity,
    redemptions,
    interestSince: interestSince(terms, maturity),
    isSizedAtFirst: sizing !== undefined && isPast(terms, sizing),
    events,
    years: (from, to) => yearFraction(terms.dayCount ?? 'ACT/365F', from, to, context),
  };
}

/** A maturity that was found and not named may come before what the terms plan. */
function refuseAfter(maturity: Day, terms: ContractTerms, field: 'purchase' | 'termination' | 'capitalizeUntil'): void {
  const planned = terms[field];
  if (planned === undefined) return;
  const [date, target] = typeof planned === 'string' ? [planned, field] : [planned.date, `${field}.date`];
  if (dayAt(date) > maturity) fail('LON701', `${target}: '${date}' comes after the last redemption, on ${dateText(maturity)}.`, { target });
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

function principalDays(terms: ContractTerms, end: Day): readonly Day[] {
  const { principalCycle } = terms;
  if (principalCycle === undefined || terms.kind === 'bullet') return [];
  return cycleDates(principalCycle, boundsOf(terms, end, 'principalCycle'));
}

/** Where the contract is taken up: at its start, or at its status date when it runs already. */
export const firstDay = ({ startDate, statusDate }: ContractTerms): Day => Math.max(dayAt(startDate), statusDate === undefined ? 0 : dayAt(statusDate));

/** What happened up to its status date is in the amounts of a contract that runs already. */
export const isRunning = ({ startDate, statusDate }: ContractTerms): boolean => statusDate !== undefined && dayAt(statusDate) >= dayAt(startDate);
const isPast = (terms: ContractTerms, day: Day): boolean => (isRunning(terms) ? day <= firstDay(terms) : day < firstDay(terms));

const boundsOf = (terms: ContractTerms, end: Day, field: string): CycleBounds =>
  ({ origin: dayAt(terms.startDate), start: firstDay(terms), end, isRunning: isRunning(terms), monthEnd: terms.monthEnd, field });

type Frame = { readonly maturity: Day; readonly regular: readonly Day[]; readonly sizing: Day | undefined };

function eventsOf(terms: ContractTerms, { maturity, regular, sizing }: Frame): readonly PlannedEvent[] {
  const place = placing(terms);
  const events = [
    fixed('IED', dayAt(terms.startDate)),
    ...regular.map((day) => place('PR', day)),
    ...interestEvents(terms, maturity),
    ...rateEvents(terms),
    ...(sizing === undefined ? [] : [fixed('PRF', sizing)]),
    ...baseEvents(terms, maturity),
    ...(terms.purchase === undefined ? [] : [fixed('PRD', dayAt(terms.purchase.date))]),
    ...(terms.termination === undefined ? [] : [fixed('TD', dayAt(terms.termination.date))]),
    place('MD', maturity),
  ];
  return events.filter(({ day }) => !isPast(terms, day)).sort((a, b) => a.day - b.day || EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind));
}

/** Until the end of capitalisation interest is added to the balance. */
function interestEvents(terms: ContractTerms, maturity: Day): readonly PlannedEvent[] {
  const place = placing(terms);
  const until = terms.capitalizeUntil === undefined ? undefined : dayAt(terms.capitalizeUntil);
  const days = new Set([...interestDays(terms, maturity), maturity, ...(until === undefined || until <= firstDay(terms) ? [] : [until])]);
  return [...days].map((day) => place(until !== undefined && day <= until ? 'IPCI' : 'IP', day));
}

/**
 * Days interest is due on before the maturity: of its own cycle, else of principal. Payments that include interest take
 * over one cycle of theirs before the first of them: interest paid on other days would be missing in them.
 */
function interestDays(terms: ContractTerms, maturity: Day): readonly Day[] {
  const { kind, interestCycle, principalCycle } = terms;
  const redemptions = principalDays(terms, maturity);
  if (interestCycle === undefined) return redemptions;
  const bounds = boundsOf(terms, maturity, 'interestCycle');
  if (kind === 'linear' || principalCycle === undefined) return cycleDates(interestCycle, bounds);
  const takeover = Math.min(cycleDate(principalCycle, bounds)(-1), maturity);
  const isBegun = cycleDate(interestCycle, bounds)(0) <= takeover;
  return [...cycleDates(interestCycle, { ...bounds, end: takeover }), ...(isBegun ? [takeover] : []), ...redemptions];
}

/** The day interest not yet due at the first day has run from. */
function interestSince(terms: ContractTerms, maturity: Day): Day {
  const first = firstDay(terms);
  const anchor = terms.interestCycle?.anchor;
  if (!isRunning(terms)) return anchor === undefined ? first : Math.min(first, dayAt(anchor));
  const isAnchored = (terms.interestCycle ?? terms.principalCycle)?.anchor !== undefined;
  const wholeLife = omitStatus(terms);
  const due = interestDays(wholeLife, maturity).filter((day) => day <= first && !isPast(wholeLife, day));
  return Math.max(isAnchored && due.length === 0 ? first : dayAt(terms.startDate), ...due);
}

function omitStatus(terms: ContractTerms): ContractTerms {
  const { statusDate, ...rest } = terms;
  return statusDate === undefined ? terms : rest;
}

/** New rates, each with the sizing it brings about. Rates of the past are in the terms' rate, which caps go on from. */
function rateEvents(terms: ContractTerms): readonly PlannedEvent[] {
  const place = placing(terms);
  const rateSteps = (terms.rateSteps ?? []).filter(({ fromDate = '' }) => !isPast(terms, dayAt(fromDate)));
  const isSizing = (k: number): boolean => terms.kind === 'annuity' && (rateSteps[k]?.recalcPayment ?? terms.principalPayment === undefined);
  return ratesOf({ ...terms, rateSteps }).steps.flatMap(({ fromDay = 0, rate, isFixed }, k) => [
    { ...place(isFixed ? 'RRF' : 'RR', fromDay), rate },
    ...(isSizing(k) ? [place('PRF', fromDay)] : []),
  ]);
}

/** An annuity without a payment fixes it the day before its first redemption. */
function sizingDay(terms: ContractTerms, [first]: readonly Day[]): Day | undefined {
  if (terms.kind !== 'annuity' || terms.principalPayment !== undefined || first === undefined) return undefined;
  return Math.min(first, placing(terms)('PR', first).day) - 1;
}

function baseEvents(terms: ContractTerms, maturity: Day): readonly PlannedEvent[] {
  const { interestBase, interestBaseCycle } = terms;
  if (interestBase !== 'reset' || interestBaseCycle === undefined) return [];
  const place = placing(terms);
  return cycleDates(interestBaseCycle, boundsOf(terms, maturity, 'interestBaseCycle')).map((day) => place('IPCB', day));
}

/** Without a maturity date: where an annuity is sized to, else the redemption that the payment can finish, found by running the principal dates. */
function maturityOf(terms: ContractTerms): Day {
  const named = terms.maturityDate ?? terms.amortizeUntil;
  if (named !== undefined) return dayAt(named);
  const cycle: Cycle = terms.principalCycle ?? { unit: 'month', every: 1 };
  const rule = cycleDate(cycle, { origin: dayAt(terms.startDate), monthEnd: terms.monthEnd });
  const payment = decimalAt(terms.principalPayment ?? '0');
  let owed = decimalAt(terms.principal);
  let before = firstDay(terms);
  for (let k = 0; k < COUNT_MAX && isCalendarDay(rule(k)); k++) {
    if (rule(k) < before || isPast(terms, rule(k))) continue;
    const interest = terms.kind === 'linear' ? ZERO : multiply(multiply(owed, ratesOf(terms).first), yearFraction(terms.dayCount ?? 'ACT/365F', before, rule(k)));
    if (compare(add(owed, interest), payment) <= 0) return rule(k);
    owed = add(add(owed, interest), { num: -payment.num, den: payment.den });
    before = rule(k);
  }
  return fail('LON704', `Payments of ${terms.principalPayment ?? '0'} do not repay the principal; name a maturityDate.`, { target: 'principalPayment' });
}
