/**
 * When instalments are due: a rule of dates, or the dates themselves, before any business day rule.
 * In: terms that were checked. Out: a function from the number of a due date (1 is the first, 0 and below lie
 * before it by the same rule) to its day. No money and no interest here.
 */
import { civilOf, dayOf, daysInMonth, isLeapYear, isMonthEnd } from '../dates.ts';
import type { Day } from '../dates.ts';
import { dayAt } from '../texts.ts';
import type { Frequency, InstalmentTerms, MonthEnd } from '../terms.ts';

/** The day of due date `k`. */
export type DateRule = (k: number) => Day;

export const MONTHLY: Frequency = { unit: 'month', every: 1 };

export function dateRule(terms: InstalmentTerms): DateRule {
  const { dueDates } = terms;
  if (dueDates === undefined) return ruledDates(terms);
  const days = dueDates.map(dayAt);
  const regular = regularDates(days[0] ?? NaN, terms);
  return (k) => days[k - 1] ?? regular(k);
}

/** From the first payment date; without one, the start date begins the rule and is due itself only when paying in advance. */
function ruledDates(terms: InstalmentTerms): DateRule {
  if (terms.firstPaymentDate !== undefined) return regularDates(dayAt(terms.firstPaymentDate), terms);
  const fromStart = regularDates(dayAt(terms.startDate), terms);
  return terms.inAdvance === true ? fromStart : (k) => fromStart(k + 1);
}

function regularDates(first: Day, { frequency = MONTHLY, dueDay, monthEnd = 'clamp' }: InstalmentTerms): DateRule {
  const { unit, every } = frequency;
  switch (unit) {
    case 'day':
      return (k) => first + (k - 1) * every;
    case 'week':
      return (k) => first + (k - 1) * every * 7;
    case 'month':
    case 'year':
      return monthly(first, unit === 'year' ? 12 * every : every, { day: keptDay(first, dueDay, monthEnd), monthEnd });
    default:
      return semimonthly(first, frequency, monthEnd);
  }
}

/** The day number later months fall on, where they have it. */
function keptDay(first: Day, dueDay: number | undefined, monthEnd: MonthEnd): number {
  if (monthEnd === 'endOfMonth' && isMonthEnd(first)) return 31;
  return dueDay ?? civilOf(first).day;
}

type MonthDay = { readonly day: number; readonly monthEnd: MonthEnd };

function monthly(first: Day, months: number, kept: MonthDay): DateRule {
  const { year, month } = civilOf(first);
  const index = year * 12 + month - 1;
  const dayIn = daysInMonths(kept);
  return (k) => dayIn(index + (k - 1) * months);
}

/** Days of a year before each of its months, in a common and in a leap year. */
const [BEFORE_MONTH, BEFORE_LEAP_MONTH] = [2001, 2000].map((year) => Array.from({ length: 12 }, (_, i) => dayOf(year, i + 1, 1) - dayOf(year, 1, 1)));

/**
 * A day of the month so many months after January of the year 0; where it is missing the last one there is, or the first
 * of the next month. What is known of a year is kept while the same year is asked for.
 */
function daysInMonths({ day, monthEnd }: MonthDay): (index: number) => Day {
  let [known, before, offsets] = [NaN, 0, BEFORE_MONTH ?? []];
  return (index) => {
    const year = Math.floor(index / 12);
    if (year !== known) [known, before, offsets] = [year, dayOf(year, 1, 1) - 1, (isLeapYear(year) ? BEFORE_LEAP_MONTH : BEFORE_MONTH) ?? []];
    const month = index - 12 * year;
    const start = before + (offsets[month] ?? NaN);
    if (day <= 28) return start + day;
    const last = daysInMonth(year, month + 1);
    return day <= last ? start + day : start + last + (monthEnd === 'rollForward' ? 1 : 0);
  };
}

/** Two fixed days a month; without a pair, the first day and the one 15 days away from it in a month of 30. */
function semimonthly(first: Day, { every, days }: Frequency, monthEnd: MonthEnd): DateRule {
  const { year, month, day } = civilOf(first);
  const [early, late] = days ?? (day <= 15 ? [day, day + 15] : [day - 15, day]);
  const startsLate = day >= Math.min(late, daysInMonth(year, month)) && day > early;
  const [onEarly, onLate] = [daysInMonths({ day: early, monthEnd }), daysInMonths({ day: late, monthEnd })];
  return (k) => {
    const halves = (startsLate ? 1 : 0) + (k - 1) * every;
    const monthsLater = Math.floor(halves / 2);
    const isLate = halves - 2 * monthsLater === 1;
    return (isLate ? onLate : onEarly)(year * 12 + month - 1 + monthsLater);
  };
}
