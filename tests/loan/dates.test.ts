/** Day numbers: every day of the calendar once; months counted from an anchor. */
import {
  DAY_MAX, DAY_MIN, addMonths, civilOf, dateText, dayOf, daysInMonth, isMonthEnd, monthEnd, parseDate, weekdayOf, wholeMonthsBack, wholeMonthsBetween,
} from '../../src/loan/dates.ts';

const day = (text: string): number => parseDate(text) ?? NaN;

test('counting day by day from 0001-01-01 to 9999-12-31 meets every date of the calendar once, in order', () => {
  let [year, month, dayOfMonth] = [1, 1, 1];
  let [wrong, visited] = [0, 0];
  for (let number = DAY_MIN; number <= DAY_MAX; number++, visited++) {
    const civil = civilOf(number);
    if (civil.year !== year || civil.month !== month || civil.day !== dayOfMonth || dayOf(year, month, dayOfMonth) !== number) wrong++;
    if (dayOfMonth < daysInMonth(year, month)) dayOfMonth++;
    else [year, month, dayOfMonth] = month < 12 ? [year, month + 1, 1] : [year + 1, 1, 1];
  }
  expect({ wrong, visited, after: [year, month, dayOfMonth] }).toEqual({ wrong: 0, visited: DAY_MAX, after: [10_000, 1, 1] });
});

test.each([
  ['0001-01-01', 1],
  ['1970-01-01', 719_163],
  ['2000-02-29', 730_179],
  ['9999-12-31', DAY_MAX],
])('%s is day %d, and prints as itself', (text, number) => {
  expect(parseDate(text)).toBe(number);
  expect(dateText(number)).toBe(text);
});

test.each(['0000-01-01', '2023-02-29', '1900-02-29', '2023-04-31', '2023-13-01', '2023-00-10', '2023-1-1', '2023-01-01T00:00:00Z', '10000-01-01', '-001-01-01', ' 2023-01-01', ''])(
  '%j is no date',
  (text) => {
    expect(parseDate(text)).toBeUndefined();
  },
);

test.each([
  ['2024-02-29', 4],
  ['2000-01-01', 6],
  ['2015-03-01', 0],
])('%s falls on weekday %d', (text, weekday) => {
  expect(weekdayOf(day(text))).toBe(weekday);
});

test.each([
  ['2023-01-31', [0, 1, 2, 3, 13], ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30', '2024-02-29']],
  ['2024-02-29', [12, 24, 48, -12, -1], ['2025-02-28', '2026-02-28', '2028-02-29', '2023-02-28', '2024-01-29']],
  ['2023-12-15', [1, -12, 1200], ['2024-01-15', '2022-12-15', '2123-12-15']],
])('%s moved by %j months is %j', (from, months, expected) => {
  expect(months.map((count) => dateText(addMonths(day(from), count)))).toEqual(expected);
});

test('a row of dates counted from date to date keeps the day it is given', () => {
  const february = addMonths(day('2023-01-31'), 1, 31);
  expect(dateText(addMonths(february, 1, 31))).toBe('2023-03-31');
  expect(dateText(addMonths(february, 1))).toBe('2023-03-28');
});

test.each([
  ['2023-02-10', '2023-02-28', false],
  ['2024-02-29', '2024-02-29', true],
  ['1900-02-28', '1900-02-28', true],
])('the month of %s ends on %s', (text, end, isEnd) => {
  expect(dateText(monthEnd(day(text)))).toBe(end);
  expect(isMonthEnd(day(text))).toBe(isEnd);
});

test.each([
  ['2023-01-31', '2023-02-28', 1, 0],
  ['2023-02-28', '2023-03-31', 1, 1],
  ['2023-03-01', '2023-03-31', 0, 0],
  ['2023-01-15', '2023-04-14', 2, 2],
  ['2023-01-15', '2023-04-15', 3, 3],
  ['2023-05-05', '2023-05-05', 0, 0],
])('from %s to %s lie %d months counted forward, %d counted back', (from, to, forward, back) => {
  expect([wholeMonthsBetween(day(from), day(to)), wholeMonthsBack(day(from), day(to))]).toEqual([forward, back]);
});
