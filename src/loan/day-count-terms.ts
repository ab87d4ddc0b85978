/**
 * `calculateDayCount`: days, parts of a year and business days on plain data.
 * In: dates, a convention and its companions. Out: a number of days, an exact ratio as text, or a date.
 * Fails with LON702 naming what is missing, unknown or unreadable.
 */
import { BUSINESS_DAY_CONVENTIONS, adjustDay } from './business-days.ts';
import { DAY_COUNT_NAMES, countDays, yearFraction } from './day-count.ts';
import type { DayCountContext } from './day-count.ts';
import { dateText } from './dates.ts';
import type { Day } from './dates.ts';
import { ratioText } from './ratio.ts';
import { readDay, readList, readName, readRecord, readWhole, refuse } from './read-arguments.ts';
import type { Arguments } from './read-arguments.ts';

/** Dates are YYYY-MM-DD; `frequency` payments a year. Companions a convention does not need may stand beside it. */
export type DayCountTerms =
  | { readonly op: 'adjust'; readonly convention: string; readonly date: string; readonly holidays?: readonly string[] }
  | {
      readonly op: 'days' | 'yearFraction';
      readonly convention: string;
      readonly start: string;
      readonly end: string;
      readonly terminationDate?: string;
      readonly periodEnd?: string;
      readonly frequency?: number;
      readonly referencePeriods?: readonly (readonly [string, string])[];
      readonly holidays?: readonly string[];
    };

export type DayCountResult = { readonly days: number } | { readonly yearFraction: string } | { readonly date: string };

const OPERATIONS = ['days', 'yearFraction', 'adjust'] as const;
const ADJUST_MEMBERS = ['op', 'convention', 'date', 'holidays'];
const COUNT_MEMBERS = ['op', 'convention', 'start', 'end', 'terminationDate', 'periodEnd', 'frequency', 'referencePeriods', 'holidays'];

export function calculateDayCount(terms: DayCountTerms): DayCountResult {
  const given = readRecord(terms, 'terms', [...ADJUST_MEMBERS, ...COUNT_MEMBERS]);
  const op = readName(given['op'], 'op', OPERATIONS);
  if (op === 'adjust') return adjusted(readRecord(given, 'terms', ADJUST_MEMBERS));
  readRecord(given, 'terms', COUNT_MEMBERS);
  const convention = readName(given['convention'], 'convention', DAY_COUNT_NAMES);
  const [start, end] = [readDay(given['start'], 'start'), readDay(given['end'], 'end')];
  const context = readContext(given);
  return op === 'days' ? { days: countDays(convention, start, end, context) } : { yearFraction: ratioText(yearFraction(convention, start, end, context)) };
}

function adjusted(given: Arguments): DayCountResult {
  const convention = readName(given['convention'], 'convention', BUSINESS_DAY_CONVENTIONS);
  const day = adjustDay(readDay(given['date'], 'date'), convention, { holidays: readHolidays(given['holidays'] ?? []) });
  return { date: dateText(day) };
}

function readContext(given: Arguments): DayCountContext {
  const { terminationDate, periodEnd, frequency, referencePeriods, holidays } = given;
  return {
    calendar: { holidays: readHolidays(holidays ?? []) },
    ...(terminationDate === undefined ? {} : { terminationDate: readDay(terminationDate, 'terminationDate') }),
    ...(periodEnd === undefined ? {} : { periodEnd: readDay(periodEnd, 'periodEnd') }),
    ...(frequency === undefined ? {} : { frequency: readWhole(frequency, 'frequency', { from: 1, to: 366 }) }),
    ...(referencePeriods === undefined ? {} : { referencePeriods: readList(referencePeriods, 'referencePeriods').map((pair, i) => readPeriod(pair, `referencePeriods[${i}]`)) }),
  };
}

function readPeriod(value: unknown, target: string): readonly [Day, Day] {
  const [from, to, ...more] = readList(value, target);
  const period = [readDay(from, `${target}[0]`), readDay(to, `${target}[1]`)] as const;
  return more.length > 0 || period[0] >= period[1] ? refuse(target, value, 'two dates, the first before the second') : period;
}

function readHolidays(value: unknown): ReadonlySet<Day> {
  if (Array.isArray(value) && value.length === 0) return new Set();
  return new Set(readList(value, 'holidays').map((date, i) => readDay(date, `holidays[${i}]`)));
}
