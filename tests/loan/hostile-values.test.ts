/** Loan functions on arguments nobody should send: a coded fault that names the argument, at once, and never another error. */
import { RequestError } from '../../src/base/index.ts';
import { calculateApr } from '../../src/loan/apr-terms.ts';
import type { AprTerms } from '../../src/loan/apr-terms.ts';
import { calculateDayCount } from '../../src/loan/day-count-terms.ts';
import type { DayCountTerms } from '../../src/loan/day-count-terms.ts';
import { timeValue } from '../../src/loan/time-value-terms.ts';

function faultOf(act: () => unknown): string {
  try {
    return JSON.stringify(act());
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return `${error.fault.code} ${error.fault.target ?? ''}`;
  }
}
const many = (count: number, value = '1'): readonly string[] => new Array<string>(count).fill(value);

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['SUM', {}, 'LON702 fn'],
  ['__proto__', {}, 'LON702 fn'],
  ['PMT', { rate: 'NaN', nper: '10', pv: '1' }, 'LON702 rate'],
  ['PMT', { rate: 0.1, nper: '10', pv: '1' }, 'LON702 rate'],
  ['PMT', { rate: '1e2', nper: '10', pv: '1' }, 'LON702 rate'],
  ['PMT', { rate: '1/0', nper: '10', pv: '1' }, 'LON702 rate'],
  ['PMT', { rate: '0.1', nper: '0', pv: '1' }, 'LON702 nper'],
  ['PMT', { rate: '0.1', nper: '10' }, 'LON702 pv'],
  ['PMT', { rate: '0.1', nper: '10', pv: '1', when: 2 }, 'LON702 when'],
  ['PMT', { rate: '0.1', nper: '10', pv: '1', values: [] }, 'LON702 values'],
  ['PMT', { rate: '0.1', nper: '9'.repeat(90), pv: '1' }, 'LON702 nper'],
  ['PMT', { rate: '9'.repeat(200), nper: '10', pv: '1' }, 'LON702 rate'],
  ['PMT', { rate: '-2', nper: '2.5', pv: '1' }, 'LON702 rate'],
  ['PV', { rate: '-1', nper: '10', pmt: '1' }, 'LON702 rate'],
  ['FV', { rate: `0.${'0'.repeat(90)}1`, nper: '9'.repeat(95), pmt: '1' }, 'LON702 nper'],
  ['IPMT', { rate: '0.1', nper: '10', pv: '1', per: 11 }, 'LON702 per'],
  ['IPMT', { rate: '0.1', nper: '10', pv: '1', per: 0 }, 'LON702 per'],
  ['IPMT', { rate: '0.1', nper: '10', pv: '1', per: 1.5 }, 'LON702 per'],
  ['PPMT', { rate: '0.1', nper: '10', pv: '1', per: '1' }, 'LON702 per'],
  ['CUMIPMT', { rate: '0', nper: '10', pv: '1', start: 1, end: 2 }, 'LON702 rate'],
  ['CUMIPMT', { rate: '0.1', nper: '10', pv: '-1', start: 1, end: 2 }, 'LON702 pv'],
  ['CUMPRINC', { rate: '0.1', nper: '10', pv: '1', start: 3, end: 2 }, 'LON702 start'],
  ['CUMPRINC', { rate: '0.1', nper: '10', pv: '1', start: 3, end: 11 }, 'LON702 end'],
  ['NPER', { rate: '0.1', pmt: '-1', pv: '100' }, 'LON702 pmt'],
  ['NPER', { rate: '0', pmt: '0', pv: '100' }, 'LON702 pmt'],
  ['NPER', { rate: '-1', pmt: '-1', pv: '100' }, 'LON702 rate'],
  ['RATE', { nper: '10', pmt: '1', pv: '1' }, 'LON702 pmt'],
  ['RATE', { nper: '-10', pmt: '-1', pv: '1' }, 'LON702 nper'],
  ['EFFECT', { rate: '0', npery: '4' }, 'LON702 rate'],
  ['EFFECT', { rate: '0.1', npery: '0' }, 'LON702 npery'],
  ['NOMINAL', { rate: '-0.1', npery: '4' }, 'LON702 rate'],
  ['IRR', { values: [] }, 'LON702 values'],
  ['IRR', { values: ['1', '2'] }, 'LON702 values'],
  ['IRR', { values: ['100', '-300', '250'] }, 'LON702 values'],
  ['IRR', { values: ['-1', 'Infinity'] }, 'LON702 values[1]'],
  ['IRR', { values: many(10_001) }, 'LIM602 values'],
  ['MIRR', { values: ['1', '2'], financeRate: '0', reinvestRate: '0' }, 'LON702 values'],
  ['MIRR', { values: ['-1', '2'], financeRate: '-1', reinvestRate: '0' }, 'LON702 financeRate'],
  ['NPV', { rate: '-1', values: ['1'] }, 'LON702 rate'],
  ['NPV', { rate: '99999', values: many(10_000) }, 'LON702 rate'],
  ['XIRR', { values: ['-1', '2'], dates: ['2023-01-01'] }, 'LON702 dates'],
  ['XIRR', { values: ['-1', '2'], dates: ['2023-01-02', '2023-01-01'] }, 'LON702 dates'],
  ['XIRR', { values: ['-1', '2'], dates: ['2023-01-02', '2023-02-30'] }, 'LON702 dates[1]'],
  ['XIRR', { values: ['-1', '2'], dates: ['2023-01-02', '2023-01-02'] }, 'LON702 values'],
])('%s of %.80j: %s', (name, given, expected) => {
  expect(faultOf(() => timeValue(name, given))).toBe(expected);
});

const US = { method: 'US-AppendixJ', unitPeriod: { unit: 'month', every: 1 }, advances: [{ date: '2023-01-10', amount: '100' }], payments: [{ amount: '101', count: 1, first: '2023-02-10' }] };
const EU = { method: 'EU-APRC', advances: [{ t: '0', amount: '100' }], payments: [{ amount: '110', t: '1' }] };
test.each<[string, unknown, string]>([
  ['nothing', undefined, 'LON702 terms'],
  ['a list', [], 'LON702 terms'],
  ['no method', { ...US, method: undefined }, 'LON702 method'],
  ['another member', { ...US, fee: '1' }, 'LON702 fee'],
  ['another unit', { ...US, unitPeriod: { unit: 'fortnight', every: 1 } }, 'LON702 unitPeriod.unit'],
  ['two semimonths', { ...US, unitPeriod: { unit: 'semimonth', every: 2 } }, 'LON702 unitPeriod.every'],
  ['no advance', { ...US, advances: [] }, 'LON702 advances'],
  ['a negative advance', { ...US, advances: [{ date: '2023-01-10', amount: '-1' }] }, 'LON702 advances[0].amount'],
  ['a payment before the advance', { ...US, payments: [{ amount: '1', count: 1, first: '2023-01-09' }] }, 'LON702 payments[0].first'],
  ['10,001 payments in one line', { ...US, payments: [{ amount: '1', count: 10_001, first: '2023-02-10' }] }, 'LIM602 payments'],
  ['a billion payments', { ...US, payments: [{ amount: '1', count: 1e9, first: '2023-02-10' }] }, 'LON702 payments[0].count'],
  ['only payments of nothing', { ...US, payments: [{ amount: '0', count: 5, first: '2023-02-10' }] }, 'LON702 payments'],
  ['payments less than the advance, by the US Rule', { ...US, method: 'US-Rule', payments: [{ amount: '99', count: 1, first: '2023-02-10' }] }, 'LON702 payments'],
  ['a line without unit-period', { ...US, unitPeriod: undefined, payments: [{ amount: '9', count: 12, first: '2023-02-10' }] }, 'LON702 payments[0].count'],
  ['a time before the start', { ...EU, payments: [{ amount: '110', t: '-1' }] }, 'LON702 payments[0].t'],
  ['a step back', { ...EU, payments: [{ amount: '110', t: '1', step: '-1/12' }] }, 'LON702 payments[0].step'],
  ['everything at once', { ...EU, payments: [{ amount: '110', t: '0' }] }, 'LON702 payments'],
])('the rate of a credit with %s: %s', (_, terms, expected) => {
  expect(faultOf(() => calculateApr(terms as AprTerms))).toBe(expected);
});

test.each<[string, unknown, string]>([
  ['nothing', {}, 'LON702 op'],
  ['no terms at all', undefined, 'LON702 terms'],
  ['an unknown convention', { op: 'days', convention: 'ACT/366', start: '2023-01-01', end: '2023-02-01' }, 'LON702 convention'],
  ['a convention of every object', { op: 'days', convention: 'constructor', start: '2023-01-01', end: '2023-02-01' }, 'LON702 convention'],
  ['no date', { op: 'adjust', convention: 'following' }, 'LON702 date'],
  ['half a period', { op: 'yearFraction', convention: 'ACT/ACT ICMA', start: '2023-01-01', end: '2023-02-01', frequency: 1, referencePeriods: [['2023-01-01']] }, 'LON702 referencePeriods[0][1]'],
  ['a period backward', { op: 'yearFraction', convention: 'ACT/ACT ICMA', start: '2023-01-01', end: '2023-02-01', frequency: 1, referencePeriods: [['2023-02-01', '2023-01-01']] }, 'LON702 referencePeriods[0]'],
  ['a holiday that is none', { op: 'adjust', convention: 'following', date: '2023-01-01', holidays: ['new year'] }, 'LON702 holidays[0]'],
])('a day count with %s: %s', (_, terms, expected) => {
  expect(faultOf(() => calculateDayCount(terms as DayCountTerms))).toBe(expected);
});

test('amounts of 40 digits keep them all', () => {
  const amount = '1234567890123456789012345678901234567890';
  expect(timeValue('FV', { rate: '0.01', nper: '2', pv: amount })).toBe('-1259382704714938270471493827047149382704.589');
  expect(calculateApr({ method: 'EU-APRC', advances: [{ t: '0', amount }], payments: [{ amount: `${amount}0`, t: '1' }] }).aprPercent).toBe('900');
});

test('ten thousand flows on ten thousand days have a rate', () => {
  const dates = Array.from({ length: 10_000 }, (_, i) => `${2000 + Math.floor(i / 336)}-${String((Math.floor(i / 28) % 12) + 1).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')}`);
  const values = dates.map((_, i) => (i === 0 ? '-5000' : '1'));
  expect(Number(timeValue('XIRR', { values, dates }))).toBeGreaterThan(0);
  expect(Number(timeValue('IRR', { values }))).toBeGreaterThan(0);
  expect(Number(calculateApr({ ...US, method: 'US-Rule', payments: [{ amount: '0.02', count: 9_999, first: '2023-02-10' }] } as AprTerms).aprPercent)).toBeGreaterThan(0);
});
