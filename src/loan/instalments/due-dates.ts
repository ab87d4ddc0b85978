/**
 * When instalments are due: a rule of dates, or the dates themselves, before any business day rule.
 * In: terms that were checked. Out: a function from the number of a due date (1 is the first, 0 and below lie
 * before it by the same rule) to its day. No money and no interest here.
 */
import { addMonths, civilOf, dayOf, daysInMonth, isMonthEnd } from '../dates.ts';
import type { Day } from '../dates.ts';
import { dayAt } from '../texts.ts';
import type { Frequency, InstalmentTerms, MonthEnd } from '../terms.ts';

/** The day of due date `k`. */
export type DateRule = (k: number) => Day;

export const MONTHLY: Frequency = { unit: 'month', every: 1 };

export function dateRule(terms: InstalmentTerms): DateRule {
  const regular = regularDates(firstDueDate(terms), terms);
  const { dueDates } = terms;
  if (dueDates === undefined) return regular;
  const days = dueDates.map(dayAt);
  return (k) => days[k - 1] ?? regular(k);
}

/** The first due date: given, listed, the start itself when paying in advance, or one period after the start. */
export function firstDueDate(terms: InstalmentTerms): Day {
  const given = terms.dueDates?.[0] ?? terms.firstPaymentDate;
  if (given !== undefined) return dayAt(given);
  const start = dayAt(terms.startDate);
  return terms.inAdvance === true ? start : regularDates(start, terms)(2);
}

function regularDates(first: Day, { frequency = MONTHLY, dueDay, monthEnd = 'clamp' }: InstalmentTerms): DateRule {
  const { unit, every } = frequency;
  switch (unit) {
    case 'day':
      return (k) => first + (k - 1) * every;
    case 'week':
      return (k) => first + (k - 1) * every * 7;
    case 'month':
    case 'year': {
      const months = unit === 'year' ? 12 * every : every;
      const day = keptDay(first, dueDay, monthEnd);
      return (k) => monthsOn(first, (k - 1) * months, day, monthEnd);
    }
    default:
      return semimonthly(first, frequency, monthEnd);
  }
}

/** The day number later months fall on, where they have it. */
function keptDay(first: Day, dueDay: number | undefined, monthEnd: MonthEnd): number {
  if (monthEnd === 'endOfMonth' && isMonthEnd(first)) return 31;
  return dueDay ?? civilOf(first).day;
}

function monthsOn(first: Day, months: number, day: number, monthEnd: MonthEnd): Day {
  const date = addMonths(first, months, day);
  const isCut = monthEnd === 'rollForward' && civilOf(date).day < day;
  return isCut ? date + 1 : date;
}

/** Two fixed days a month; without a pair, the first day and the one 15 days away from it in a month of 30. */
function semimonthly(first: Day, { every, days }: Frequency, monthEnd: MonthEnd): DateRule {
  const { year, month, day } = civilOf(first);
  const [early, late] = days ?? (day <= 15 ? [day, day + 15] : [day - 15, day]);
  const startsLate = day >= Math.min(late, daysInMonth(year, month)) && day > early;
  return (k) => {
    const halves = (startsLate ? 1 : 0) + (k - 1) * every;
    const monthsLater = Math.floor(halves / 2);
    const isLate = halves - 2 * monthsLater === 1;
    return monthsOn(dayOf(year, month, 1), monthsLater, isLate ? late : early, monthEnd);
  };
}
