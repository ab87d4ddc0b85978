/**
 * Unit-periods of Regulation Z (12 CFR 1026, Appendix J (b)): which period a transaction is measured in, and how many
 * of them, and which part of one, lie between its beginning and a date.
 * In: dates as day numbers. Out: a unit-period; whole unit-periods and an exact rest.
 */
import { addMonths, wholeMonthsBack } from './dates.ts';
import type { Day } from './dates.ts';
import { ZERO, add, ratioOf } from './ratio.ts';
import type { Ratio } from './ratio.ts';

export const UNITS = ['day', 'week', 'semimonth', 'month', 'year'] as const;
export type Unit = (typeof UNITS)[number];

/** `every` of the unit together are one unit-period; 1 for semimonths. */
export type UnitPeriod = { readonly unit: Unit; readonly every: number };

/** `whole` unit-periods and `odd`, below 1, of another. */
export type UnitTime = { readonly whole: number; readonly odd: Ratio };

const UNITS_A_YEAR: Readonly<Record<Unit, number>> = { day: 365, week: 52, semimonth: 24, month: 12, year: 1 };

export const unitPeriodsPerYear = ({ unit, every }: UnitPeriod): Ratio => ratioOf(UNITS_A_YEAR[unit], every);

/**
 * From `origin` to `date`, not before it; counted back from the date, as (b)(5) prescribes. `dayOfMonth` is the day a series
 * of payments is due on, where the date is that day cut to the end of a shorter month (b)(3)(iv).
 */
export function unitTime(origin: Day, date: Day, { unit, every }: UnitPeriod, dayOfMonth?: number): UnitTime {
  switch (unit) {
    case 'day':
      return { whole: Math.floor((date - origin) / every), odd: ZERO };
    case 'week':
      return split(date - origin, 7 * every);
    case 'semimonth': {
      const { months, days } = monthsAndDays(origin, date);
      const rest = split(days, 15);
      return { whole: 2 * months + rest.whole, odd: rest.odd };
    }
    case 'month':
      return inMonths(monthsAndDays(origin, date, dayOfMonth), every);
    default:
      return inMonths(monthsAndDays(origin, date, dayOfMonth), 12 * every);
  }
}

type MonthsAndDays = { readonly months: number; readonly days: number };

function inMonths({ months, days }: MonthsAndDays, length: number): UnitTime {
  const [whole, rest] = [Math.floor(months / length), months % length];
  const odd = length === 12 ? add(ratioOf(rest, 12), ratioOf(days, 365)) : ratioOf(30 * rest + days, 30 * length);
  return { whole, odd };
}

function monthsAndDays(origin: Day, date: Day, dayOfMonth?: number): MonthsAndDays {
  const months = wholeMonthsBack(origin, date, dayOfMonth);
  return { months, days: addMonths(date, -months, dayOfMonth) - origin };
}

const split = (days: number, length: number): UnitTime => ({ whole: Math.floor(days / length), odd: ratioOf(days % length, length) });

/**
 * The unit-period of a transaction (b)(4): of the periods between advances, and between the beginning and the payments, the
 * one that occurs most often, not longer than a year; of equally frequent ones the shortest; where none occurs twice, the
 * standard interval nearest to the average. With one advance and one payment it is the term, at most a year.
 */
export function findUnitPeriod(advances: readonly Day[], payments: readonly Day[]): UnitPeriod {
  const origin = Math.min(...advances);
  const [drawn, paid] = [inOrder(advances), inOrder([origin, ...payments])];
  if (drawn.length === 1 && paid.length === 2) return termPeriod(origin, paid[1] ?? origin);
  const periods = [...periodsBetween(drawn), ...periodsBetween(paid)];
  return mostFrequent(periods) ?? nearestStandard(periods);
}

const inOrder = (days: readonly Day[]): readonly Day[] => [...new Set(days)].sort((a, b) => a - b);

function termPeriod(origin: Day, end: Day): UnitPeriod {
  const { months, days } = monthsAndDays(origin, end);
  if (months >= 12) return { unit: 'year', every: 1 };
  return days === 0 ? { unit: 'month', every: months } : { unit: 'day', every: end - origin };
}

type Period = { readonly days: number; readonly measures: readonly Measured[] };

/** A period as a unit-period, with the days it is ranked by: all months are equal. */
type Measured = UnitPeriod & { readonly length: number };

function periodsBetween(days: readonly Day[]): readonly Period[] {
  return days.slice(1).map((end, i): Period => {
    const start = days[i] ?? end;
    const spans = [[days[i - 1], end], [start, days[i + 2]]] as const;
    const isHalf = isHalfMonth(end - start) && spans.some(([from, to]) => from !== undefined && to !== undefined && monthsIn(from, to) === 1);
    const months = monthsIn(start, end);
    const measures = [...(months === undefined ? [] : [inMonthUnits(months)]), ...(isHalf ? [SEMIMONTH] : []), inDayUnits(end - start)];
    return { days: end - start, measures: measures.filter(({ length }) => length <= 366) };
  });
}

/** Half a month has from 13 to 18 days, whatever two days of the month it lies between. */
export const isHalfMonth = (days: number): boolean => days >= 13 && days <= 18;

/** The months between two dates, when they lie whole months apart by either one's day number. */
function monthsIn(from: Day, to: Day): number | undefined {
  const { months, days } = monthsAndDays(from, to);
  if (months > 0 && days === 0) return months;
  return addMonths(from, months + 1) === to ? months + 1 : undefined;
}

const SEMIMONTH: Measured = { unit: 'semimonth', every: 1, length: 15 };
const inMonthUnits = (months: number): Measured => (months % 12 === 0 ? { unit: 'year', every: months / 12, length: 365 * (months / 12) } : { unit: 'month', every: months, length: 30 * months });
const inDayUnits = (days: number): Measured => (days % 7 === 0 ? { unit: 'week', every: days / 7, length: days } : { unit: 'day', every: days, length: days });

function mostFrequent(periods: readonly Period[]): UnitPeriod | undefined {
  const counts = new Map<string, { readonly measured: Measured; count: number }>();
  for (const measured of periods.flatMap(({ measures }) => measures)) {
    const entry = counts.get(`${measured.every} ${measured.unit}`) ?? { measured, count: 0 };
    entry.count += 1;
    counts.set(`${measured.every} ${measured.unit}`, entry);
  }
  const common = [...counts.values()].filter(({ count }) => count > 1);
  return unitPeriodOf(common.sort((a, b) => b.count - a.count || a.measured.length - b.measured.length)[0]?.measured);
}

/** Only days themselves are a unit of days: ten days are no standard interval. */
const unitPeriodOf = (measured: Measured | undefined): UnitPeriod | undefined =>
  measured && { unit: measured.unit, every: measured.unit === 'day' ? 1 : measured.every };

const STANDARD: readonly Measured[] = [
  { unit: 'day', every: 1, length: 1 },
  SEMIMONTH,
  ...Array.from({ length: 12 }, (_, i) => inMonthUnits(i + 1)),
  ...Array.from({ length: 52 }, (_, i) => inDayUnits(7 * (i + 1))),
];

function nearestStandard(periods: readonly Period[]): UnitPeriod {
  const average = periods.reduce((total, { days }) => total + days, 0) / Math.max(1, periods.length);
  const away = ({ length }: Measured): number => Math.abs(length - average);
  const nearest = STANDARD.reduce((kept, measured) => (away(measured) < away(kept) || (away(measured) === away(kept) && measured.length < kept.length) ? measured : kept));
  return { unit: nearest.unit, every: nearest.every };
}
