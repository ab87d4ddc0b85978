/** Day counts and business days: text tables, then laws every convention obeys. Rules: ISDA 2006 4.16, ICMA 251, FBF 1999. */
import { adjustDay, countBusinessDays } from '../../src/loan/business-days.ts';
import type { BusinessDayConvention } from '../../src/loan/business-days.ts';
import { DAY_COUNT_NAMES, countDays, yearFraction } from '../../src/loan/day-count.ts';
import type { DayCountContext, DayCountName } from '../../src/loan/day-count.ts';
import { addMonths, dateText, parseDate } from '../../src/loan/dates.ts';
import { absolute, add, compare, parseRatio, ratioOf, ratioText, subtract } from '../../src/loan/ratio.ts';
import { seeded } from '../support/random.ts';

const day = (text: string): number => parseDate(text) ?? NaN;
const on = (period: string): [number, number] => period.split(' ').map(day) as [number, number];
const fraction = (name: DayCountName, period: string, context?: DayCountContext): string => ratioText(yearFraction(name, ...on(period), context));

test.each<[DayCountName, string, number]>([
  ['30/360', '2007-01-31 2007-02-28', 28],
  ['30/360', '2007-01-30 2007-01-31', 0],
  ['30/360', '2007-01-15 2007-01-31', 16],
  ['30/360', '2008-02-29 2008-03-31', 32],
  ['30E/360', '2008-02-29 2008-03-31', 31],
  ['30E/360', '2007-01-15 2007-01-31', 15],
  ['30E/365', '2007-01-15 2007-01-31', 15],
  ['30U/360', '2007-02-28 2008-02-29', 360],
  ['30U/360', '2007-02-28 2007-03-31', 30],
  ['30U/360', '2007-02-28 2007-03-30', 30],
  ['30U/360', '2007-08-31 2008-02-29', 179],
  ['ACT/360', '2007-02-28 2008-02-29', 366],
  ['NL/365', '2007-02-28 2008-02-29', 365],
  ['NL/365', '2008-02-29 2008-03-01', 1],
  ['NL/365', '2008-02-28 2008-03-01', 1],
  ['366/365', '2008-01-01 2009-01-01', 366],
])('%s from %s counts %d days', (name, period, days) => {
  expect(countDays(name, ...on(period))).toBe(days);
});

test.each([
  ['2011-08-31 2012-02-29', '2012-02-29', 179],
  ['2011-08-31 2012-02-29', '2013-08-31', 180],
  ['2008-02-29 2008-08-31', '2012-02-29', 180],
])('30E/360 ISDA from %s with maturity on %s counts %d days', (period, maturity, days) => {
  expect(countDays('30E/360 ISDA', ...on(period), { terminationDate: day(maturity) })).toBe(days);
});

test.each<[DayCountName, string, string]>([
  ['ACT/364', '2023-01-01 2024-01-01', '365/364'],
  ['ACT/365.25', '2023-01-01 2027-01-01', '4'],
  ['ACT/ACT ISDA', '2023-12-12 2024-01-12', ratioText(add(ratioOf(20, 365), ratioOf(11, 366)))],
  ['ACT/ACT FINERACT', '2023-12-12 2024-01-12', ratioText(add(ratioOf(19, 365), ratioOf(12, 366)))],
  ['ACT/ACT ISDA', '2023-12-31 2025-01-01', ratioText(add(ratioOf(1, 365), ratioOf(1)))],
  ['ACT/ACT FINERACT', '2023-12-31 2024-12-31', '1'],
  ['ACT/ACT AFB', '2004-02-28 2008-02-28', '1461/365'],
  ['ACT/ACT AFB', '2004-02-29 2008-02-28', '4'],
  ['ACT/ACT AFB', '2004-02-28 2008-02-29', ratioText(add(ratioOf(4), ratioOf(1, 365)))],
  ['ACT/ACT AFB', '1999-02-01 1999-07-01', '30/73'],
  ['ACT/ACT AFB', '2003-07-15 2004-07-15', '1'],
  ['ACT/ACT AFB', '2003-11-01 2004-05-01', '91/183'],
])('%s from %s is %s of a year', (name, period, expected) => {
  expect(fraction(name, period)).toBe(expected);
});

test.each<[string, DayCountContext, string]>([
  ['2011-12-28 2012-02-28', { frequency: 1, periodEnd: day('2012-02-28') }, '62/365'],
  ['2011-12-28 2012-02-28', { frequency: 2, periodEnd: day('2012-02-28') }, '31/183'],
  ['2011-12-28 2012-02-28', { frequency: 1, periodEnd: day('2012-12-28') }, '31/183'],
])('ACT/365L from %s with %j is %s of a year', (period, context, expected) => {
  expect(fraction('ACT/365L', period, context)).toBe(expected);
});

test('ACT/ACT ICMA adds the parts of the periods of reference', () => {
  const referencePeriods = [on('1999-11-30 2000-02-29'), on('2000-02-29 2000-05-31')];
  expect(fraction('ACT/ACT ICMA', '1999-11-30 2000-04-30', { referencePeriods, frequency: 4 })).toBe(ratioText(add(ratioOf(1, 4), ratioOf(61, 368))));
});

test.each<[DayCountName, DayCountContext, string]>([
  ['30E/360 ISDA', {}, 'terminationDate'],
  ['ACT/ACT ICMA', { frequency: 2 }, 'referencePeriods'],
  ['ACT/ACT ICMA', { frequency: 2, referencePeriods: [on('2023-01-01 2023-05-01')] }, 'referencePeriods'],
  ['ACT/ACT ICMA', { frequency: 0, referencePeriods: [on('2023-01-01 2023-06-01')] }, 'frequency'],
  ['ACT/365L', { frequency: 1 }, 'periodEnd'],
  ['BUS/252', {}, 'calendar'],
])('%s with %j is refused, naming %s', (name, context, target) => {
  const act = (): unknown => yearFraction(name, ...on('2023-01-01 2023-06-01'), context);
  expect(act).toThrow(expect.objectContaining({ fault: expect.objectContaining({ code: 'LON702', target }) as unknown }) as Error);
});

test('BUS/252 counts business days from the first, inclusive, to the last, exclusive', () => {
  const holidays = new Set(['2024-01-01', '2024-02-12', '2024-02-13', '2024-03-02'].map(day));
  expect(fraction('BUS/252', '2023-12-29 2024-01-03', { calendar: { holidays } })).toBe('1/126');
  expect(countDays('BUS/252', ...on('2024-02-01 2024-03-04'), { calendar: { holidays } })).toBe(20);
});

/** Companions that suit any pair of dates: one period of reference from date to date is one period, however long. */
function companions(start: number, end: number): DayCountContext {
  return { terminationDate: end, referencePeriods: [[start, end]], frequency: 1, periodEnd: end, calendar: { holidays: new Set() } };
}

describe.each(DAY_COUNT_NAMES)('%s', (name) => {
  const random = seeded(name.length);
  const pairs = Array.from({ length: 400 }, () => {
    const start = day('1990-01-01') + random.integer(15_000);
    return [start, start + random.integer(4_000)] as const;
  });

  test('no time is no part of a year, and backward is the negative of forward', () => {
    const wrong = pairs.filter(([start, end]) => {
      const context = companions(start, end);
      const both = add(yearFraction(name, start, end, context), yearFraction(name, end, start, context));
      return yearFraction(name, start, start, { ...context, referencePeriods: [[start, end]] }).num !== 0n || both.num !== 0n;
    });
    expect(wrong).toEqual([]);
  });

  test('half a year is near one half', () => {
    const wrong = pairs.filter(([start]) => {
      const end = addMonths(start, 6);
      const context = { ...companions(start, end), frequency: 2 };
      return compare(absolute(subtract(yearFraction(name, start, end, context), ratioOf(1, 2))), ratioOf(1, 30)) > 0;
    });
    expect(wrong.map(([start]) => dateText(start))).toEqual([]);
  });

  test('one more day never counts less', () => {
    const wrong = pairs.filter(([start, end]) => countDays(name, start, end + 1, companions(start, 0)) < countDays(name, start, end, companions(start, 0)));
    expect(wrong).toEqual([]);
  });
});

test.each<DayCountName>(['ACT/360', 'ACT/364', 'ACT/365F', 'ACT/365.25', 'NL/365', 'ACT/ACT ISDA', 'ACT/ACT FINERACT', 'BUS/252'])(
  '%s adds up: to a day between and on from it is the whole',
  (name) => {
    const random = seeded(7);
    const context = companions(0, 0);
    for (let i = 0; i < 1000; i++) {
      const [start, more] = [day('1890-01-01') + random.integer(80_000), random.integer(3_000)];
      const middle = start + random.integer(more + 1);
      const parts = add(yearFraction(name, start, middle, context), yearFraction(name, middle, start + more, context));
      expect(compare(parts, yearFraction(name, start, start + more, context))).toBe(0);
    }
  },
);

test.each<[BusinessDayConvention, string, string]>([
  ['none', '2014-08-30', '2014-08-30'],
  ['following', '2014-08-30', '2014-09-01'],
  ['following', '2014-08-29', '2014-08-29'],
  ['preceding', '2014-11-02', '2014-10-31'],
  ['modifiedFollowing', '2014-08-30', '2014-08-29'],
  ['modifiedFollowing', '2014-08-23', '2014-08-25'],
  ['modifiedPreceding', '2014-11-02', '2014-11-03'],
  ['modifiedPreceding', '2014-11-09', '2014-11-07'],
])('%s brings %s to %s', (convention, date, expected) => {
  expect(dateText(adjustDay(day(date), convention, { holidays: new Set() }))).toBe(expected);
});

test('a holiday is passed over, and one at the end of the month turns modified conventions round', () => {
  const holidays = new Set(['2014-12-24', '2014-12-25', '2014-12-26', '2014-12-31'].map(day));
  expect(dateText(adjustDay(day('2014-12-24'), 'following', { holidays }))).toBe('2014-12-29');
  expect(dateText(adjustDay(day('2014-12-31'), 'modifiedFollowing', { holidays }))).toBe('2014-12-30');
});

test('a calendar of holidays only is refused instead of searched to its end', () => {
  const start = day('2020-01-01');
  const holidays = new Set(Array.from({ length: 10_000 }, (_, i) => start - 5_000 + i));
  expect(() => adjustDay(start, 'following', { holidays })).toThrow('LON702: No business day lies within 366 days after 2020-01-01.');
});

test('counting business days agrees with walking over them', () => {
  const random = seeded(3);
  const holidays = new Set(Array.from({ length: 200 }, () => day('2020-01-01') + random.integer(1_000)));
  for (let i = 0; i < 200; i++) {
    const start = day('2020-01-01') + random.integer(500);
    const end = start + random.integer(500);
    let walked = 0;
    for (let at = start; at < end; at++) if (adjustDay(at, 'following', { holidays }) === at) walked++;
    expect(countBusinessDays(start, end, { holidays })).toBe(walked);
  }
});

test('the seed account counts its backdated days below zero: 2015-03-04 back to 2013-12-12 is -447/365', () => {
  expect(compare(yearFraction('ACT/365F', day('2015-03-04'), day('2013-12-12')), parseRatio('-447/365') ?? ratioOf(0))).toBe(0);
});
