/**
 * Day counts: how many days, and which part of a year, lie between two dates.
 * In: two days and, for the conventions that need them, companions. Out: an integer and an exact ratio.
 * The table is closed. A count from a later to an earlier date is the negative of the count forward.
 * Rules: ISDA 2006 section 4.16, ICMA rule 251, FBF (AFB) 1999; `ACT/ACT FINERACT` splits years as Apache Fineract does.
 */
import { fail } from '../base/index.ts';
import { countBusinessDays } from './business-days.ts';
import type { Calendar } from './business-days.ts';
import { civilOf, dateText, dayOf, daysInMonth, daysInYear, isLeapYear, isMonthEnd } from './dates.ts';
import type { Day } from './dates.ts';
import { ZERO, add, divide, negate, ratioOf, sum } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** What some conventions know beside the two dates. */
export type DayCountContext = {
  /** The day the contract ends: `30E/360 ISDA`. */
  readonly terminationDate?: Day;
  /** Regular interest periods that cover the dates: `ACT/ACT ICMA`. */
  readonly referencePeriods?: readonly (readonly [Day, Day])[];
  /** Payments a year: `ACT/ACT ICMA`, `ACT/365L`. */
  readonly frequency?: number;
  /** The end of the period the interest is paid for: `ACT/365L`. */
  readonly periodEnd?: Day;
  /** `BUS/252`. */
  readonly calendar?: Calendar;
};

type Companion = keyof DayCountContext;

export type DayCount = {
  /** Days between two dates in order. */
  readonly days: (start: Day, end: Day, context: DayCountContext) => number;
  /** Days of a year, where that is the same for all dates; the fraction is `days / divisor`. */
  readonly divisor?: Ratio;
  /** The fraction, where years differ. */
  readonly fraction?: (start: Day, end: Day, context: DayCountContext) => Ratio;
  /** Companions without which there is no fraction. */
  readonly needs?: readonly Companion[];
  /** Companions without which there are not even days. */
  readonly daysNeed?: readonly Companion[];
};

const actual = (start: Day, end: Day): number => end - start;
const over = (divisor: number, days: DayCount['days'] = actual): DayCount => ({ days, divisor: ratioOf(divisor) });

export const DAY_COUNTS = {
  '30/360': over(360, thirty(bondBasis)),
  '30E/360': over(360, thirty(eurobond)),
  '30E/365': over(365, thirty(eurobond)),
  '30U/360': over(360, thirty(usMonthEnd)),
  '30E/360 ISDA': { ...over(360, thirty(isdaMonthEnd)), needs: ['terminationDate'], daysNeed: ['terminationDate'] },
  'ACT/360': over(360),
  'ACT/364': over(364),
  'ACT/365F': over(365),
  'ACT/365.25': { days: actual, divisor: ratioOf(1461, 4) },
  /** 29 February does not count, as in LoanPro's older calculator. */
  'NL/365': over(365, (start, end) => end - start - leapDays(start, end)),
  /** 29 February counts like any other day: a leap year is 366/365. */
  '366/365': over(365),
  'ACT/ACT ISDA': { days: actual, fraction: (start, end) => byYears(start, end, (year) => dayOf(year, 1, 1)) },
  'ACT/ACT FINERACT': { days: actual, fraction: (start, end) => byYears(start, end, (year) => dayOf(year - 1, 12, 31)) },
  'ACT/ACT ICMA': { days: actual, fraction: byReferencePeriods, needs: ['referencePeriods', 'frequency'] },
  'ACT/ACT AFB': { days: actual, fraction: byYearsBack },
  'ACT/365L': { days: actual, fraction: byPeriodEnd, needs: ['periodEnd', 'frequency'] },
  'BUS/252': { ...over(252, businessDays), needs: ['calendar'], daysNeed: ['calendar'] },
} as const satisfies Readonly<Record<string, DayCount>>;

export type DayCountName = keyof typeof DAY_COUNTS;
export const DAY_COUNT_NAMES = Object.keys(DAY_COUNTS) as readonly DayCountName[];
export const isDayCountName = (name: string): name is DayCountName => Object.hasOwn(DAY_COUNTS, name);

/** Days from `start`, inclusive, to `end`, exclusive, by the convention. Fails with LON702 where a companion is missing. */
export function countDays(name: DayCountName, start: Day, end: Day, context: DayCountContext = {}): number {
  const convention: DayCount = DAY_COUNTS[name];
  checkCompanions(name, convention.daysNeed, context);
  return start <= end ? convention.days(start, end, context) : -convention.days(end, start, context);
}

/** The part of a year from `start` to `end`, exact. Fails with LON702 where a companion is missing or does not fit. */
export function yearFraction(name: DayCountName, start: Day, end: Day, context: DayCountContext = {}): Ratio {
  if (start > end) return negate(yearFraction(name, end, start, context));
  const convention: DayCount = DAY_COUNTS[name];
  checkCompanions(name, convention.needs, context);
  const { divisor, fraction } = convention;
  if (fraction !== undefined) return fraction(start, end, context);
  return divide(ratioOf(convention.days(start, end, context)), divisor ?? ratioOf(1));
}

function checkCompanions(name: string, needed: readonly Companion[] = [], context: DayCountContext): void {
  const missing = needed.filter((companion) => context[companion] === undefined);
  if (missing[0] !== undefined) fail('LON702', `The day count '${name}' needs ${missing.join(' and ')}.`, { target: missing[0] });
  const { frequency = 1 } = context;
  if (!Number.isInteger(frequency) || frequency < 1) fail('LON702', `The frequency is ${frequency}; payments a year are a whole number above 0.`, { target: 'frequency' });
}

/** Changes both day numbers before months are taken as 30 days. */
type DayNumbers = { readonly first: number; readonly last: number };
type Adjust = (numbers: DayNumbers, start: Day, end: Day, context: DayCountContext) => DayNumbers;

function thirty(adjust: Adjust): DayCount['days'] {
  return (start, end, context) => {
    const [from, to] = [civilOf(start), civilOf(end)];
    const { first, last } = adjust({ first: from.day, last: to.day }, start, end, context);
    return 360 * (to.year - from.year) + 30 * (to.month - from.month) + (last - first);
  };
}

const cut = (day: number): number => Math.min(day, 30);

function bondBasis({ first, last }: DayNumbers): DayNumbers {
  return { first: cut(first), last: cut(first) === 30 ? cut(last) : last };
}

function eurobond({ first, last }: DayNumbers): DayNumbers {
  return { first: cut(first), last: cut(last) };
}

function usMonthEnd({ first, last }: DayNumbers, start: Day, end: Day): DayNumbers {
  const startsAtEnd = isFebruaryEnd(start);
  const from = startsAtEnd ? 30 : first;
  const to = startsAtEnd && isFebruaryEnd(end) ? 30 : last;
  return bondBasis({ first: from, last: to });
}

function isdaMonthEnd({ first, last }: DayNumbers, start: Day, end: Day, { terminationDate }: DayCountContext): DayNumbers {
  const isKept = !isMonthEnd(end) || (isFebruaryEnd(end) && end === terminationDate);
  return { first: isMonthEnd(start) ? 30 : first, last: isKept ? last : 30 };
}

const isFebruaryEnd = (day: Day): boolean => isMonthEnd(day) && civilOf(day).month === 2;

/** How often 29 February lies after `start` and not after `end`. */
const leapDays = (start: Day, end: Day): number => leapDaysThrough(end) - leapDaysThrough(start);

function leapDaysThrough(day: Day): number {
  const { year, month, day: dayOfMonth } = civilOf(day);
  const isPast = month > 2 || (month === 2 && dayOfMonth === 29);
  const years = isPast ? year : year - 1;
  return Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
}

/** Days in leap years over 366, others over 365; a year begins on the day `beginningOf` says. */
function byYears(start: Day, end: Day, beginningOf: (year: number) => Day): Ratio {
  const days = { common: 0, leap: 0 };
  const count = (from: Day, to: Day, year: number): void => {
    days[isLeapYear(year) ? 'leap' : 'common'] += to - from;
  };
  const [first, last] = [yearOf(start, beginningOf), yearOf(end, beginningOf)];
  if (first === last) count(start, end, first);
  else {
    count(start, beginningOf(first + 1), first);
    for (let year = first + 1; year < last; year++) count(beginningOf(year), beginningOf(year + 1), year);
    count(beginningOf(last), end, last);
  }
  return add(ratioOf(days.common, 365), ratioOf(days.leap, 366));
}

function yearOf(day: Day, beginningOf: (year: number) => Day): number {
  const { year } = civilOf(day);
  return beginningOf(year + 1) <= day ? year + 1 : year;
}

function byReferencePeriods(start: Day, end: Day, { referencePeriods = [], frequency = 1 }: DayCountContext): Ratio {
  const overlaps = referencePeriods.map(([from, to]) => Math.max(0, Math.min(end, to) - Math.max(start, from)));
  if (overlaps.reduce((days, overlap) => days + overlap, 0) !== end - start) {
    fail('LON702', `The reference periods do not cover ${dateText(start)} to ${dateText(end)} exactly once.`, { target: 'referencePeriods' });
  }
  return sum(referencePeriods.map(([from, to], i) => partOfPeriod(overlaps[i] ?? 0, to - from, frequency)));
}

const partOfPeriod = (overlap: number, length: number, frequency: number): Ratio => (overlap === 0 ? ZERO : ratioOf(overlap, length * frequency));

/** Whole years counted back from `end`, then the rest over the length of its year. */
function byYearsBack(start: Day, end: Day): Ratio {
  const target = civilOf(end);
  const back = (years: number): Day => {
    const year = target.year - years;
    const day = target.month === 2 && target.day >= 28 ? daysInMonth(year, 2) : target.day;
    return years === 0 ? end : dayOf(year, target.month, day);
  };
  let years = Math.max(0, target.year - civilOf(start).year);
  if (back(years) < start) years--;
  const rest = back(years) - start;
  return add(ratioOf(years), ratioOf(rest, leapDays(start - 1, back(years) - 1) > 0 ? 366 : 365));
}

function byPeriodEnd(start: Day, end: Day, { frequency = 1, periodEnd = end }: DayCountContext): Ratio {
  const isLong = frequency === 1 ? leapDays(start, periodEnd) > 0 : daysInYear(civilOf(periodEnd).year) === 366;
  return ratioOf(end - start, isLong ? 366 : 365);
}

function businessDays(start: Day, end: Day, { calendar }: DayCountContext): number {
  return countBusinessDays(start, end, calendar ?? { holidays: new Set() });
}
