/**
 * Dates without time and zone, as day numbers: day 1 is 0001-01-01 of the proleptic Gregorian calendar.
 * In: ISO text or year, month and day. Out: day numbers, whose difference is the number of actual days.
 * Integer arithmetic only; no clock. The arithmetic holds on any day number, text only for years 1 to 9999:
 * whoever moves a date by a client's number checks the result with `isCalendarDay`.
 */

/** Days since 0000-12-31, an integer. */
export type Day = number;

/** `month` and `day` count from 1. */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

export const DAY_MIN: Day = 1;
/** 9999-12-31. */
export const DAY_MAX: Day = 3_652_059;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const DAYS_IN_ERA = 146_097; // 400 years
/** From 0000-03-01, where the counting of leap days is easiest, to day 0. */
const MARCH_OFFSET = 305;

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
export const daysInYear = (year: number): number => (isLeapYear(year) ? 366 : 365);
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
export const isCalendarDay = (day: Day): boolean => Number.isInteger(day) && day >= DAY_MIN && day <= DAY_MAX;

/** The day number of a date that exists. */
export function dayOf(year: number, month: number, day: number): Day {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_IN_ERA + yearOfEra * 365 + leapDays + dayOfYear - MARCH_OFFSET;
}

export function civilOf(day: Day): CivilDate {
  const shifted = day + MARCH_OFFSET;
  const era = Math.floor(shifted / DAYS_IN_ERA);
  const dayOfEra = shifted - era * DAYS_IN_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month > 2 ? 0 : 1);
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `YYYY-MM-DD` of a date that exists, year 0001 to 9999; undefined when it is not that. */
export function parseDate(text: string): Day | undefined {
  const match = ISO_DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? dayOf(year, month, day) : undefined;
}

/** `YYYY-MM-DD` of a day of the years 1 to 9999. */
export function dateText(date: Day): string {
  const { year, month, day } = civilOf(date);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

const padded = (value: number, width: number): string => value.toString().padStart(width, '0');

/** 0 is Sunday, 6 Saturday. */
export const weekdayOf = (day: Day): number => day - 7 * Math.floor(day / 7);

/** The last day of the month `day` lies in. */
export function monthEnd(day: Day): Day {
  const { year, month } = civilOf(day);
  return dayOf(year, month, daysInMonth(year, month));
}

export const isMonthEnd = (day: Day): boolean => civilOf(day + 1).day === 1;

/**
 * `months` later (earlier, when negative) on `dayOfMonth`, cut to the end of a shorter month.
 * Counting always from the first date of a row of dates brings 31 January over 28 February back to 31 March;
 * a row counted from date to date passes its own day as `dayOfMonth`.
 */
export function addMonths(day: Day, months: number, dayOfMonth?: number): Day {
  const from = civilOf(day);
  const index = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return dayOf(year, month, Math.min(dayOfMonth ?? from.day, daysInMonth(year, month)));
}

/**
 * The most whole months that can be added to `from`, each counted from `from` itself, without passing `to`; `from` ≤ `to`.
 * 31 January to 28 February 2023 is one month.
 */
export function wholeMonthsBetween(from: Day, to: Day): number {
  const [start, end] = [civilOf(from), civilOf(to)];
  const months = (end.year - start.year) * 12 + end.month - start.month;
  return addMonths(from, months) <= to ? months : months - 1;
}

/**
 * The same, counted back from `to`: 31 March to 28 February 2023 is one month, to 1 March none. `dayOfMonth` where `to` is
 * such a day cut to the end of a shorter month.
 */
export function wholeMonthsBack(from: Day, to: Day, dayOfMonth?: number): number {
  const [start, end] = [civilOf(from), civilOf(to)];
  const months = (end.year - start.year) * 12 + end.month - start.month;
  return addMonths(to, -months, dayOfMonth) >= from ? months : months - 1;
}
