/**
 * Vectors of the kind `daycount`. Their inputs are `DayCountTerms` already: same names, same meaning.
 * In: dates, a convention, companions. Out: days and dates, compared exactly, or a part of a year.
 */
import { calculateDayCount, parseRatio } from '../../src/loan/index.ts';
import type { DayCountTerms } from '../../src/loan/index.ts';
import type { Figure, Kind } from './run.ts';

export const DAY_COUNT: Kind = {
  inputs: {
    op: true, convention: true, start: true, end: true, terminationDate: true, periodEnd: true, frequency: true, referencePeriods: true, date: true, holidays: true,
  },
  expected: { days: true, yearFraction: true, date: true },
  compute: (inputs, expected) => {
    const result: Readonly<Record<string, string | number>> = calculateDayCount(inputs as unknown as DayCountTerms);
    return Object.entries(expected).map(([name, value]): Figure => ({ name, expected: value, got: name === 'yearFraction' ? parseRatio(String(result[name] ?? '')) : result[name] }));
  },
};
