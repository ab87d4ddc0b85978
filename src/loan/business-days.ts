/**
 * Business days: every day but Saturdays, Sundays and the holidays of a calendar.
 * In: a day, a convention, a calendar. Out: the day itself when it is a business day, else the one the convention names.
 * No convention searches further than a year; a calendar without a business day in that reach is refused.
 */
import { fail, unreachable } from '../base/index.ts';
import { civilOf, dateText, isCalendarDay, weekdayOf } from './dates.ts';
import type { Day } from './dates.ts';

/** `modifiedFollowing` and `modifiedPreceding` turn round where they would leave the month. */
export const BUSINESS_DAY_CONVENTIONS = ['none', 'following', 'preceding', 'modifiedFollowing', 'modifiedPreceding'] as const;
export type BusinessDayConvention = (typeof BUSINESS_DAY_CONVENTIONS)[number];

export type Calendar = { readonly holidays: ReadonlySet<Day> };

/** How many days away a business day may lie. */
const REACH = 366;

const isWeekend = (day: Day): boolean => weekdayOf(day) % 6 === 0;
const isBusinessDay = (day: Day, { holidays }: Calendar): boolean => !isWeekend(day) && !holidays.has(day);

export function adjustDay(day: Day, convention: BusinessDayConvention, calendar: Calendar): Day {
  switch (convention) {
    case 'none':
      return day;
    case 'following':
      return nearest(day, 1, calendar);
    case 'preceding':
      return nearest(day, -1, calendar);
    case 'modifiedFollowing':
      return withinMonth(day, 1, calendar);
    case 'modifiedPreceding':
      return withinMonth(day, -1, calendar);
    default:
      return unreachable(convention);
  }
}

function withinMonth(day: Day, step: 1 | -1, calendar: Calendar): Day {
  const found = nearest(day, step, calendar);
  return civilOf(found).month === civilOf(day).month ? found : nearest(day, step === 1 ? -1 : 1, calendar);
}

function nearest(day: Day, step: 1 | -1, calendar: Calendar): Day {
  for (let found = day; Math.abs(found - day) <= REACH && isCalendarDay(found); found += step) {
    if (isBusinessDay(found, calendar)) return found;
  }
  return fail('LON702', `No business day lies within ${REACH} days ${step === 1 ? 'after' : 'before'} ${dateText(day)}.`, { target: 'holidays' });
}

/** Business days from `start`, inclusive, to `end`, exclusive; `start` ≤ `end`. */
export function countBusinessDays(start: Day, end: Day, { holidays }: Calendar): number {
  let count = weekdaysBefore(end) - weekdaysBefore(start);
  for (const holiday of holidays) if (holiday >= start && holiday < end && !isWeekend(holiday)) count--;
  return count;
}

/** Mondays to Fridays from day 1, a Monday, up to the day before `day`. */
function weekdaysBefore(day: Day): number {
  const weeks = Math.floor((day - 1) / 7);
  return 5 * weeks + Math.min(day - 1 - 7 * weeks, 5);
}
