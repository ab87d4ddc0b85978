/**
 * When the money of a credit flows, in the periods of an APR method.
 * In: dated advances and lines of payments. Out: flows, advances positive and payments negative.
 * A line's first payment is timed by its date; the others follow it by whole steps, so that a loan due on the 31st does
 * not drift where months are shorter.
 */
import { addMonths, dayOf, civilOf, daysInMonth, isMonthEnd } from './dates.ts';
import type { Day } from './dates.ts';
import type { Flow } from './flows.ts';
import { ZERO, add, multiply, negate, ratioOf } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { isHalfMonth, unitTime } from './unit-period.ts';
import type { UnitPeriod } from './unit-period.ts';

export type DatedAmount = { readonly day: Day; readonly amount: Ratio };

/** Payments `every` unit-periods apart, the first on `first`; `dayOfMonth` is the day they are due on, where shorter months cut it. */
export type Line = { readonly first: Day; readonly every: number; readonly amounts: readonly Ratio[]; readonly dayOfMonth?: number };

/** A line as it is gathered; half months recur on the days of its first two payments. */
type Gathered = Required<Line> & { readonly second: Day; readonly amounts: Ratio[]; readonly isAllMonthEnds: boolean };

/** Gathers dated payments into lines: each takes in the payments that follow its first by whole unit-periods. */
export function linesOf(payments: readonly DatedAmount[], unitPeriod: UnitPeriod): readonly Line[] {
  const lines: Gathered[] = [];
  for (const { day, amount } of [...payments].sort((a, b) => a.day - b.day)) {
    const last = lines.at(-1);
    const dayOfMonth = last && recurringDay(last, day, unitPeriod);
    if (last === undefined || dayOfMonth === undefined) {
      lines.push({ first: day, second: day, every: 1, amounts: [amount], dayOfMonth: civilOf(day).day, isAllMonthEnds: isMonthEnd(day) });
      continue;
    }
    const second = last.amounts.length === 1 ? day : last.second;
    lines[lines.length - 1] = { ...last, second, dayOfMonth, isAllMonthEnds: last.isAllMonthEnds && isMonthEnd(day) };
    last.amounts.push(amount);
  }
  return lines;
}

/** The day of the month of a line with one more payment, one unit-period after its last; undefined where it comes another day. */
function recurringDay(line: Gathered, day: Day, unitPeriod: UnitPeriod): number | undefined {
  const { first, dayOfMonth, isAllMonthEnds, amounts: { length } } = line;
  const { unit, every } = unitPeriod;
  if (unit !== 'month' && unit !== 'year') return isNext(line, day, unitPeriod) ? dayOfMonth : undefined;
  const months = length * (unit === 'year' ? 12 * every : every);
  const later = isAllMonthEnds ? Math.max(dayOfMonth, civilOf(day).day) : dayOfMonth;
  return [dayOfMonth, later].find((recurring) => day === addMonths(first, months, recurring));
}

/** The same for days, weeks and half months. */
function isNext({ first, second, amounts: { length } }: Gathered, day: Day, { unit, every }: UnitPeriod): boolean {
  if (unit !== 'semimonth') return day === first + length * every * (unit === 'week' ? 7 : 1);
  if (length === 1) return isHalfMonth(day - first);
  const [anchor, months] = [length % 2 === 0 ? first : second, Math.floor(length / 2)];
  return day === addMonths(anchor, months) || (isMonthEnd(anchor) && day === addMonths(anchor, months, civilOf(day).day));
}

/** Times of Regulation Z, Appendix J: whole unit-periods from the first advance, and an odd part bearing simple interest. */
export function flowsInUnits(advances: readonly DatedAmount[], lines: readonly Line[], unitPeriod: UnitPeriod): readonly Flow[] {
  const origin = firstDay(advances);
  const drawn = advances.map(({ day, amount }): Flow => {
    const { whole, odd } = unitTime(origin, day, unitPeriod);
    return { amount, time: ratioOf(whole), odd };
  });
  const paid = lines.flatMap(({ first, every, amounts, dayOfMonth }) => {
    const { whole, odd } = unitTime(origin, first, unitPeriod, dayOfMonth);
    return amounts.map((amount, j): Flow => ({ amount: negate(amount), time: ratioOf(whole + j * every), odd }));
  });
  return [...drawn, ...paid];
}

/**
 * Times in years of Directives 2008/48/EC and 2014/17/EU, Annex I: equal periods counted back from the date, then days over
 * the length of the year that ends where the days end.
 */
export function flowsInYears(advances: readonly DatedAmount[], lines: readonly Line[], unitPeriod: UnitPeriod): readonly Flow[] {
  const origin = firstDay(advances);
  const length = yearsOf(unitPeriod);
  const drawn = advances.map(({ day, amount }): Flow => ({ amount, time: yearsBetween(origin, day, unitPeriod) }));
  const paid = lines.flatMap(({ first, every, amounts, dayOfMonth }) => {
    const start = yearsBetween(origin, first, unitPeriod, dayOfMonth);
    return amounts.map((amount, j): Flow => ({ amount: negate(amount), time: add(start, multiply(length, ratioOf(j * every))) }));
  });
  return [...drawn, ...paid];
}

/** Times in days over 365, as in a spreadsheet's XIRR. */
export function flowsInDays(advances: readonly DatedAmount[], payments: readonly DatedAmount[]): readonly Flow[] {
  const origin = firstDay(advances);
  const at = (day: Day, amount: Ratio): Flow => ({ amount, time: ratioOf(day - origin, 365) });
  return [...advances.map(({ day, amount }) => at(day, amount)), ...payments.map(({ day, amount }) => at(day, negate(amount)))];
}

const firstDay = (advances: readonly DatedAmount[]): Day => advances.reduce((first, { day }) => Math.min(first, day), Infinity);

const YEARS_OF_UNIT = { day: ratioOf(1, 365), week: ratioOf(1, 52), semimonth: ratioOf(1, 24), month: ratioOf(1, 12), year: ratioOf(1) } as const;
const yearsOf = ({ unit, every }: UnitPeriod): Ratio => multiply(YEARS_OF_UNIT[unit], ratioOf(every));

function yearsBetween(origin: Day, date: Day, { unit }: UnitPeriod, dayOfMonth?: number): Ratio {
  const { whole, reached } = stepBack(origin, date, unit, dayOfMonth);
  const days = reached - origin;
  return add(multiply(YEARS_OF_UNIT[countedUnit(unit)], ratioOf(whole)), days === 0 ? ZERO : ratioOf(days, reached - yearBefore(reached)));
}

/** Equal periods are weeks, months or years; half months and days are counted in days beside months. */
const countedUnit = (unit: UnitPeriod['unit']): 'week' | 'month' | 'year' => (unit === 'week' || unit === 'year' ? unit : 'month');

function stepBack(origin: Day, date: Day, unit: UnitPeriod['unit'], dayOfMonth?: number): { readonly whole: number; readonly reached: Day } {
  if (unit === 'week') return { whole: Math.floor((date - origin) / 7), reached: origin + ((date - origin) % 7) };
  const { whole } = unitTime(origin, date, { unit: countedUnit(unit), every: 1 }, dayOfMonth);
  return { whole, reached: addMonths(date, -whole * (unit === 'year' ? 12 : 1), dayOfMonth) };
}

function yearBefore(day: Day): Day {
  const { year, month, day: dayOfMonth } = civilOf(day);
  return dayOf(year - 1, month, Math.min(dayOfMonth, daysInMonth(year - 1, month)));
}
