/**
 * Whole units and days as text. In: units of the rounding step with a number of decimals; days in rising order.
 * Out: the same text that ratios and dates print. Making text is most of the work of a schedule, so pieces of it are
 * kept: tails of amounts in cents (two tables that fill as they are used, 100,000 short texts each) and days of a year.
 */
import { civilOf, daysInMonth, dayOf, isLeapYear } from '../dates.ts';
import type { Day } from '../dates.ts';

/** Hundred thousand cents are a thousand: one table entry for each amount below, plain and filled with zeros. */
const TAIL = 100_000;
const AMOUNTS: (string | undefined)[] = new Array<string | undefined>(TAIL);
const TAILS: (string | undefined)[] = new Array<string | undefined>(TAIL);

/** The amount of so many units, each 10^-decimals; any safe integer. */
export function unitText(units: number, decimals: number): string {
  if (units < 0) return `-${unitText(-units, decimals)}`;
  if (decimals !== 2) return plainText(units, decimals);
  if (units < TAIL) return (AMOUNTS[units] ??= plainText(units, 2));
  const thousands = Math.floor(units / TAIL);
  const rest = units - thousands * TAIL;
  return thousands + (TAILS[rest] ??= plainText(rest, 2).padStart(6, '0'));
}

function plainText(units: number, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `-MM-DD` for each day of a year, from 0. */
const dayTexts = (year: number): readonly string[] =>
  Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) => Array.from({ length: daysInMonth(year, month) }, (_, day) => `-${twoDigits(month)}-${twoDigits(day + 1)}`));
const twoDigits = (value: number): string => value.toString().padStart(2, '0');
const [COMMON_YEAR, LEAP_YEAR] = [dayTexts(2001), dayTexts(2000)];

/** Text of dates one after the other: what a year needs is looked up once a year. */
export function datePrinter(): (day: Day) => string {
  let [first, last, year] = [1, 0, ''];
  let texts = COMMON_YEAR;
  return (day) => {
    if (day > last || day < first) {
      const civil = civilOf(day);
      [first, last, year] = [dayOf(civil.year, 1, 1), dayOf(civil.year, 12, 31), civil.year.toString().padStart(4, '0')];
      texts = isLeapYear(civil.year) ? LEAP_YEAR : COMMON_YEAR;
    }
    return year + (texts[day - first] ?? '');
  };
}
