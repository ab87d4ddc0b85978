/**
 * Periods of interest: from one due date to the next, with the interest on 1 of balance, exact.
 * In: checked terms and the rates. Out: periods by number from 1, made when asked for and kept.
 * Dates must rise and stay inside the calendar; where they do not, the terms are refused (LON701).
 */
import { fail } from '../../base/index.ts';
import { ONE, ZERO, add, divide, multiply, parseRatio, ratioOf, reduced, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { isCalendarDay } from '../dates.ts';
import type { Day } from '../dates.ts';
import { isDayCountName, yearFraction } from '../day-count.ts';
import type { DayCountContext, DayCountName } from '../day-count.ts';
import { MONTHLY, dateRule } from './due-dates.ts';
import type { DateRule } from './due-dates.ts';
import { growth, keptGrowth } from '../compounding.ts';
import { rateOfPeriod, stepsInside } from '../rates.ts';
import type { Rates } from '../rates.ts';
import type { Frequency, InstalmentTerms } from '../terms.ts';
import { calendarOf, payDay } from '../pay-days.ts';
import { dayAt } from '../texts.ts';

export type Period = {
  readonly start: Day;
  readonly end: Day;
  /** The period as a part of a year, by the terms' rule. */
  readonly years: Ratio;
  /** The yearly rate in force when it begins. */
  readonly rate: Ratio;
  /** The interest on 1 of balance. */
  readonly factor: Ratio;
};

export type Periods = {
  readonly at: (k: number) => Period;
  readonly payDay: (k: number) => Day;
  /** The interest on 1 over the odd days before the first regular period, where it is collected apart; else zero. */
  readonly oddFactor: Ratio;
  /** The interest on 1 from a day inside period `k` to its end. */
  readonly factorFrom: (k: number, day: Day) => Ratio;
  /** The interest on 1 from the start of period `k` to a day inside it. */
  readonly factorTo: (k: number, day: Day) => Ratio;
};

/** What all periods of one loan are made with. */
type Rule = {
  readonly terms: InstalmentTerms;
  readonly rates: Rates;
  /** Due dates as scheduled. */
  readonly dueOn: DateRule;
  /** The days interest runs to. */
  readonly accruesTo: DateRule;
  /** Undefined where periods count alike whatever their days. */
  readonly dayCount: DayCountName | undefined;
  readonly context: DayCountContext;
  /** The interest on 1 over some years at a rate. */
  readonly grow: (rate: Ratio, years: Ratio) => Ratio;
  /** Whether a day count in use looks at the period, not only at two dates. */
  readonly needsPeriod: boolean;
};

/** The day count in force where the terms name none. */
export const DAY_COUNT_DEFAULT: DayCountName = 'ACT/365F';

export function periodsOf(terms: InstalmentTerms, rates: Rates): Periods {
  const rule = ruleOf(terms, rates);
  const calendar = calendarOf(terms.businessDays);
  const made: Period[] = [];
  const at = (k: number): Period => (made[k] ??= periodAt(rule, k));
  return {
    at,
    payDay: (k) => payDay(rule.dueOn(k), terms.businessDays, calendar),
    oddFactor: isApart(terms) ? growth(rates.first, oddYears(rule), undefined) : ZERO,
    factorFrom: (k, day) => factorBetween(rule, k, { start: day, end: at(k).end }),
    factorTo: (k, day) => factorTo(rule, at(k), { k, day }),
  };
}

function ruleOf(terms: InstalmentTerms, rates: Rates): Rule {
  const dueOn = dateRule(terms);
  const shifts = terms.businessDays?.interest === 'shifted';
  const calendar = calendarOf(terms.businessDays);
  const named = terms.periodInterest ?? DAY_COUNT_DEFAULT;
  const count = terms.count ?? terms.dueDates?.length;
  const frequency = periodsPerYear(terms.frequency ?? MONTHLY);
  return {
    terms,
    rates,
    dueOn,
    accruesTo: shifts ? (k) => payDay(dueOn(k), terms.businessDays, calendar) : dueOn,
    dayCount: isDayCountName(named) ? named : undefined,
    grow: keptGrowth(terms.compounding),
    needsPeriod: PERIODIC_COUNTS.has(named) || PERIODIC_COUNTS.has(terms.oddDayCount ?? ''),
    context: { calendar, ...(count === undefined ? {} : { terminationDate: dueOn(count) }), ...(Number.isInteger(frequency) && frequency !== undefined ? { frequency } : {}) },
  };
}

const PERIODIC_COUNTS: ReadonlySet<string> = new Set(['ACT/ACT ICMA', 'ACT/365L']);

/** Undefined for days and weeks, of which no whole number makes a year. */
export function periodsPerYear({ unit, every }: Frequency): number | undefined {
  switch (unit) {
    case 'year':
      return 1 / every;
    case 'month':
      return 12 / every;
    case 'semimonth':
      return 24 / every;
    default:
      return undefined;
  }
}

/** Years in one regular period, where the terms say so or the frequency tells. */
export function regularYears({ periodYears, frequency = MONTHLY }: InstalmentTerms): Ratio {
  if (periodYears !== undefined) return reduced(parseRatio(periodYears) ?? ZERO);
  const every = ratioOf(frequency.every);
  const perYear = { day: ratioOf(365), week: ratioOf(52), semimonth: ratioOf(24), month: ratioOf(12), year: ONE }[frequency.unit];
  return reduced(divide(every, perYear));
}

const isApart = ({ oddInterest = 'firstPeriod' }: InstalmentTerms): boolean => oddInterest !== 'firstPeriod';

function periodAt(rule: Rule, k: number): Period {
  const { terms, rates } = rule;
  const start = k === 1 ? dayAt(terms.startDate) : rule.accruesTo(k - 1);
  const end = rule.accruesTo(k);
  checkDates(rule, k, { start, end });
  const rate = rateOfPeriod(rates, k, start);
  if (k <= (terms.interestFreePeriods ?? 0) || end === start) return { start, end, years: ZERO, rate, factor: ZERO };
  const counted = k === 1 ? firstCounted(rule, start) : start;
  const years = yearsOf(rule, k, { start: counted, end });
  return { start, end, years, rate, factor: factorOf(rule, k, { start: counted, end, years, rate }) };
}

type Span = { readonly start: Day; readonly end: Day };

function checkDates({ terms }: Rule, k: number, { start, end }: Span): void {
  if (!isCalendarDay(end)) fail('LON701', `Due date ${k} lies outside the years 1 to 9999.`, { target: 'frequency' });
  const inOrder = k === 1 && terms.inAdvance === true ? end >= start : end > start;
  if (!inOrder) fail('LON701', `Due date ${k} does not come after ${k === 1 ? 'the start date' : 'the due date before it'}.`, { target: k === 1 ? 'firstPaymentDate' : 'dueDates' });
}

/** Where the interest counted in row 1 begins: where the odd days are collected apart, or too few to count, one period before it ends. */
function firstCounted(rule: Rule, start: Day): Day {
  return isApart(rule.terms) || isIgnored(rule) ? rule.dueOn(0) : start;
}

function isIgnored({ terms, dueOn }: Rule): boolean {
  return terms.oddDaysIgnored !== undefined && Math.abs(dueOn(0) - dayAt(terms.startDate)) <= terms.oddDaysIgnored;
}

function yearsOf(rule: Rule, k: number, span: Span): Ratio {
  if (rule.dayCount !== undefined) return countedYears(rule, k, span);
  const regular = regularYears(rule.terms);
  const { terms } = rule;
  if (k > 1 || terms.periodInterest !== 'periodic+oddDays' || isApart(terms) || isIgnored(rule)) return regular;
  return terms.oddFirstAllDays === true ? oddPart(rule, span.start, span.end) : add(regular, oddYears(rule));
}

/** The days before the first regular period; negative for a short first period. */
function oddYears(rule: Rule): Ratio {
  const start = dayAt(rule.terms.startDate);
  return isIgnored(rule) ? ZERO : oddPart(rule, start, rule.dueOn(0));
}

function oddPart(rule: Rule, start: Day, end: Day): Ratio {
  const { oddDayCount, oddDayDivisor } = rule.terms;
  if (oddDayDivisor !== undefined) return ratioOf(end - start, oddDayDivisor);
  const name = oddDayCount ?? rule.dayCount ?? DAY_COUNT_DEFAULT;
  return yearFraction(name, start, end, contextOf(rule, 1, { start: Math.min(start, end), end: Math.max(start, end) }));
}

const countedYears = (rule: Rule, k: number, span: Span): Ratio =>
  yearFraction(rule.dayCount ?? DAY_COUNT_DEFAULT, span.start, span.end, contextOf(rule, k, span));

function contextOf(rule: Rule, k: number, span: Span): DayCountContext {
  if (!rule.needsPeriod) return rule.context;
  const needsPeriods = rule.dayCount === 'ACT/ACT ICMA' || rule.terms.oddDayCount === 'ACT/ACT ICMA';
  const periodEnd = rule.accruesTo(k);
  return needsPeriods ? { ...rule.context, periodEnd, referencePeriods: regularPeriods(rule, k, span) } : { ...rule.context, periodEnd };
}

/** The regular periods that cover a span ending in period `k`. */
function regularPeriods({ dueOn, accruesTo }: Rule, k: number, { start }: Span): readonly (readonly [Day, Day])[] {
  const boundary = (j: number): Day => (j >= 1 ? accruesTo(j) : dueOn(j));
  const periods: [Day, Day][] = [];
  for (let j = k; ; j--) {
    periods.unshift([boundary(j - 1), boundary(j)]);
    if (boundary(j - 1) <= start || periods.length > REFERENCE_PERIODS_MAX) return periods;
  }
}

const REFERENCE_PERIODS_MAX = 10_000;

type Counted = Span & { readonly years: Ratio; readonly rate: Ratio };

/** rate × years, or, when the rate changes on dates inside, from date to date. */
function factorOf(rule: Rule, k: number, { start, end, years, rate }: Counted): Ratio {
  const changes = rule.dayCount === undefined ? [] : stepsInside(rule.rates, start, end);
  if (changes.length === 0) return rule.grow(rate, years);
  const compounds = rule.terms.compounding !== undefined;
  const begins = [{ day: start, rate }, ...changes];
  const parts = begins.map((from, i) => rule.grow(from.rate, countedYears(rule, k, { start: from.day, end: begins[i + 1]?.day ?? end })));
  if (!compounds) return reduced(parts.reduce(add, ZERO));
  return subtract(parts.reduce((product, part) => multiply(product, add(ONE, part)), ONE), ONE);
}

function factorBetween(rule: Rule, k: number, span: Span): Ratio {
  if (span.end <= span.start) return ZERO;
  return factorOf(rule, k, { ...span, years: countedYears(rule, k, span), rate: rateOfPeriod(rule.rates, k, span.start) });
}

/** By days where days are counted, else the same part of the period's interest as of its days. */
function factorTo(rule: Rule, { start, end, factor }: Period, { k, day }: { readonly k: number; readonly day: Day }): Ratio {
  if (rule.dayCount === undefined) return multiply(factor, ratioOf(Math.max(0, Math.min(day, end) - start), Math.max(1, end - start)));
  return factorBetween(rule, k, { start, end: day });
}
