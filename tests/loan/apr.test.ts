/** Annual percentage rates: published examples, and what must hold for any credit. */
import { calculateApr } from '../../src/loan/apr-terms.ts';
import type { AprTerms } from '../../src/loan/apr-terms.ts';
import { disclose } from '../../src/loan/apr.ts';
import type { AprMethod } from '../../src/loan/apr.ts';
import { parseDate } from '../../src/loan/dates.ts';
import { realPower } from '../../src/loan/exponential.ts';
import { ONE, ZERO, absolute, add, compare, decimalText, divide, multiply, parseRatio, power, ratioOf, subtract, sum } from '../../src/loan/ratio.ts';
import type { Ratio } from '../../src/loan/ratio.ts';
import { seeded } from '../support/random.ts';

const ratio = (text: string): Ratio => parseRatio(text) ?? ZERO;
const day = (text: string): number => parseDate(text) ?? NaN;
const percent = (terms: AprTerms, decimals = 2): string => decimalText(ratio(calculateApr(terms).aprPercent), { least: decimals, most: decimals });
const isNear = (a: Ratio, b: Ratio, digits = 30): boolean => compare(absolute(subtract(a, b)), { num: 1n, den: 10n ** BigInt(digits) }) < 0;

type Us = Extract<AprTerms, { method: 'US-AppendixJ' | 'US-Rule' }>;
const us = (advance: string, unit: string, ...lines: readonly string[]): Us => {
  const [date = '', amount = ''] = advance.split(' ');
  const [every = '', name = ''] = unit.split(' ');
  const payments = lines.map((line) => {
    const [count = '', of = '', first = ''] = line.split(' ');
    return { count: Number(count), amount: of, first };
  });
  return { method: 'US-AppendixJ', unitPeriod: { unit: name as 'month', every: Number(every) }, advances: [{ date, amount }], payments };
};

/** 12 CFR 1026, Appendix J (c): advance, unit-period, lines of payments. */
test.each<[string, string, Us]>([
  ['(c)(1)(i)', '9.69', us('1978-01-10 5000', '1 month', '24 230 1978-02-10')],
  ['(c)(1)(iv)', '8.97', us('1978-05-23 10000', '3 month', '40 385 1978-10-01')],
  ['(c)(2)(i)', '10.08', us('1978-01-10 5000', '1 month', '1 250 1978-02-10', '23 230 1978-03-10')],
  ['(c)(3)(ii)', '12.22', us('1978-04-03 200', '2 week', '19 9.50 1978-04-11', '1 30 1979-01-02')],
  ['(c)(4)(ii)', '7.30', us('1978-01-10 8000', '2 month', '1 449.36 1978-03-01', '18 465 1978-05-01', '1 200 1981-05-01')],
])('Regulation Z, Appendix J %s: %s %%', (_, expected, terms) => {
  expect(percent(terms)).toBe(expected);
});

test('single payments measured by their own term: 100 days, 7 months, 18 months', () => {
  expect(percent({ method: 'US-AppendixJ', advances: [{ date: '2023-01-10', amount: '1000' }], payments: [{ amount: '1100', first: '2023-04-20' }] }, 4)).toBe('36.5000');
  expect(percent({ method: 'US-AppendixJ', advances: [{ date: '2023-01-10', amount: '1000' }], payments: [{ amount: '1070', first: '2023-08-10' }] }, 4)).toBe('12.0000');
  // (1 + i/2)(1 + i) = 1.32: 1 whole year and a half
  expect(percent({ method: 'US-AppendixJ', advances: [{ date: '2023-01-10', amount: '1000' }], payments: [{ amount: '1320', first: '2024-07-10' }] }, 4)).toBe('20.0000');
});

test('the amounts to disclose: financed, total of payments, finance charge', () => {
  expect(calculateApr(us('1978-01-10 5000', '1 month', '24 230 1978-02-10'))).toMatchObject({ amountFinanced: '5000', totalOfPayments: '5520', financeCharge: '520' });
});

type Single = { readonly advance: string; readonly payment: string; readonly t: string; readonly hi?: string; readonly shown?: string };
test.each<[string, Single]>([
  ['a payday loan at 1355 %', { advance: '200', payment: '250', t: '1/12', hi: '1000', shown: '1355.1915' }],
  ['100 000 % a year', { advance: '1', payment: '1001', t: '1', hi: '1000', shown: '100000.0000' }],
  ['half again within a day: 1.5 to the power of 365', { advance: '100', payment: '150', t: '1/365' }],
  ['no charge', { advance: '100', payment: '100', t: '1/2', shown: '0.0000' }],
  ['half of it lost', { advance: '100', payment: '50', t: '1', shown: '-50.0000' }],
])('EU rate of %s', (_, { advance, payment, t, hi = '5', shown }) => {
  const { aprPercent } = calculateApr({ method: 'EU-APRC', advances: [{ t: '0', amount: advance }], payments: [{ amount: payment, t }], hi });
  const exact = subtract(multiply(realPower(divide(ratio(payment), ratio(advance)), divide(ONE, ratio(t))), ratioOf(100)), ratioOf(100));
  expect(decimalText(ratio(aprPercent))).toBe(decimalText(exact));
  if (shown !== undefined) expect(decimalText(ratio(aprPercent), { least: 4, most: 4 })).toBe(shown);
});

/** A level payment made from a rate gives the rate back. */
test('the rate a level payment was sized with comes back to 30 digits, for a thousand loans', () => {
  const random = seeded(21);
  for (let i = 0; i < 1000; i++) {
    const [rate, count] = [ratioOf(1 + random.integer(100_000), 120_000), 1 + random.integer(120)];
    const worth = divide(subtract(ONE, power(add(ONE, rate), -count)), rate);
    const amount = decimalText(divide(ratioOf(1_000_000), worth), { most: 60 });
    const { aprPercent } = calculateApr(us('2023-01-15 1000000', '1 month', `${count} ${amount} 2023-02-15`));
    expect(isNear(ratio(aprPercent), multiply(rate, ratioOf(1200)))).toBe(true);
  }
});

test('at the rate found, payments are worth the advances: random dates and amounts, several advances', () => {
  const random = seeded(22);
  for (let i = 0; i < 300; i++) {
    const start = day('2020-01-01') + random.integer(1000);
    const advances = Array.from({ length: 1 + random.integer(3) }, (_, j) => ({ day: start + j * random.integer(30), amount: ratioOf(1 + random.integer(100_000), 100) }));
    const payments = Array.from({ length: 1 + random.integer(20) }, () => ({ day: start + 60 + random.integer(2000), amount: ratioOf(1 + random.integer(50_000), 100) }));
    const { apr } = disclose('XIRR', { advances, payments });
    const growth = add(ONE, apr ?? ratioOf(-2));
    const worth = (flows: typeof advances): Ratio => sum(flows.map(({ day: on, amount }) => multiply(amount, realPower(growth, ratioOf(start - on, 365)))));
    expect(isNear(divide(worth(payments), worth(advances)), ONE)).toBe(true);
  }
});

test('the United States Rule and the actuarial method agree where every payment covers its interest', () => {
  const random = seeded(23);
  for (let i = 0; i < 100; i++) {
    const terms = us('2023-01-15 1000', '1 month', `${2 + random.integer(30)} ${600 + random.integer(500)} 2023-02-15`);
    expect(isNear(ratio(calculateApr({ ...terms, method: 'US-Rule' }).aprPercent), ratio(calculateApr(terms).aprPercent))).toBe(true);
  }
});

test('by the United States Rule unpaid interest bears none: skipping a payment gives a higher rate than compounding would', () => {
  const terms = us('2023-01-10 1000', '1 month', '1 1200 2023-03-10');
  const paidTwice = { ...terms, payments: [{ amount: '0', first: '2023-02-10' }, ...terms.payments] };
  expect(percent({ ...paidTwice, method: 'US-Rule' }, 4)).toBe('120.0000'); // 200 on 1000 for two months, simple
  expect(percent(paidTwice, 4)).toBe('114.5341'); // (1 + i)² = 1.2
});

test.each<[string, readonly string[], readonly string[], string]>([
  ['monthly, short first period', ['2023-01-10'], ['2023-02-01', '2023-03-01', '2023-04-01'], '1 month'],
  ['monthly on the last of the month', ['2022-12-31'], ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30'], '1 month'],
  ['every two weeks', ['2023-01-10'], ['2023-01-24', '2023-02-07', '2023-02-21'], '2 week'],
  ['weekly', ['2023-01-10'], ['2023-01-17', '2023-01-24', '2023-01-31', '2023-02-07'], '1 week'],
  ['the 1st and the 15th', ['2023-01-01'], ['2023-01-15', '2023-02-01', '2023-02-15', '2023-03-01', '2023-03-15'], '1 semimonth'],
  ['quarterly', ['1978-05-23'], ['1978-10-01', '1979-01-01', '1979-04-01'], '3 month'],
  ['yearly', ['2023-01-10'], ['2024-01-10', '2025-01-10', '2026-01-10'], '1 year'],
  ['two months as often as three: the shorter', ['2023-01-01'], ['2023-03-01', '2023-05-01', '2023-08-01', '2023-11-01'], '2 month'],
  ['every ten days: days', ['2023-01-01'], ['2023-01-11', '2023-01-21', '2023-01-31'], '1 day'],
  ['no period twice: the standard interval nearest to the average of 60 days', ['2023-01-01'], ['2023-02-05', '2023-05-01'], '2 month'],
])('the unit-period of payments %s is %s', (_, advances, payments, expected) => {
  const credit = (days: readonly string[]): { day: number; amount: Ratio }[] => days.map((text) => ({ day: day(text), amount: ONE }));
  const { unitPeriod } = disclose('US-AppendixJ', { advances: credit(advances), payments: credit(payments) });
  expect(`${unitPeriod.every} ${unitPeriod.unit}`).toBe(expected);
});

test.each<AprMethod>(['US-AppendixJ', 'US-Rule', 'EU-APRC', 'XIRR'])('%s of dated payments on the 31st is near the rate of the same payments on the 15th', (method) => {
  const dated = (dates: readonly string[]): Ratio => {
    const [first = '', ...rest] = dates;
    return disclose(method, { advances: [{ day: day(first), amount: ratioOf(1000) }], payments: rest.map((text) => ({ day: day(text), amount: ratioOf(260) })) }).apr ?? ratioOf(9);
  };
  const ends = dated(['2022-12-31', '2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30']);
  const middles = dated(['2022-12-15', '2023-01-15', '2023-02-15', '2023-03-15', '2023-04-15']);
  expect(isNear(ends, middles, method === 'XIRR' ? 2 : 30)).toBe(true);
});

test('the European Commission times a first payment on the 15th after signing on the 12th at a month and three days', () => {
  const payments = Array.from({ length: 240 }, (_, i) => ({ day: day(`${2012 + Math.floor((i + 1) / 12)}-${String(((i + 1) % 12) + 1).padStart(2, '0')}-15`), amount: ratio('1433.57') }));
  const advances = [{ day: day('2012-01-12'), amount: ratioOf(196_000) }];
  const { apr = ZERO } = disclose('EU-APRC', { advances, payments });
  expect(decimalText(multiply(apr, ratioOf(100)), { most: 6 })).toBe('6.434185');
});
