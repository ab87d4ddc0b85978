/** Terms at the edge of what is allowed, and beyond it: a schedule, or one fault that names every field. */
import { calculateSchedule } from '../../src/loan/index.ts';
import type { InstalmentTerms } from '../../src/loan/index.ts';
import { faultOf } from './fault-of.ts';

const CENTS = { increment: '0.01', mode: 'halfUp' } as const;
const LOAN: InstalmentTerms = { principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', count: 12, interestRounding: CENTS, paymentRounding: CENTS };

test.each<[string, Partial<InstalmentTerms>, number]>([
  ['rate 0', { annualRatePercent: '0' }, 12],
  ['one period', { count: 1 }, 1],
  ['a principal of one cent', { principal: '0.01' }, 12],
  ['600 periods', { count: 600 }, 600],
  ['a rate of 400 %', { annualRatePercent: '400' }, 12],
  ['dates in 2199', { startDate: '2199-01-31' }, 12],
  ['10,000 periods', { count: 10_000, frequency: { unit: 'day', every: 1 } }, 10_000],
  ['a principal of 38 digits', { principal: '9'.repeat(36) + '.99' }, 12],
  ['a rate of 38 digits', { annualRatePercent: '12.345678901234567890123456789012345678' }, 12],
  ['amounts of 38 digits on each side of the point', { principal: `${'9'.repeat(38)}.${'9'.repeat(38)}` }, 12],
  ['a rate below zero', { annualRatePercent: '-1' }, 12],
  ['10,000 payments made otherwise', { count: 10_000, frequency: { unit: 'day', every: 1 }, actualPayments: Array.from({ length: 10_000 }, (_, i) => ({ period: i + 1, amount: '1', recalcPayment: true })) }, 10_000],
  ['10,000 draws', { count: 10_000, frequency: { unit: 'day', every: 1 }, extraDisbursements: Array.from({ length: 10_000 }, (_, i) => ({ afterPeriod: i + 1, amount: '1' })) }, 10_000],
  ['the longest self-consistent search', { count: 10_000, frequency: { unit: 'week', every: 1 }, annualRatePercent: '400', paymentBasis: 'selfConsistent' }, 10_000],
])('%s works', (_, terms, count) => {
  const { rows } = calculateSchedule({ ...LOAN, ...terms });
  expect(rows.length).toBe(count);
  for (const { payment, principal, interest, balance } of [...rows.slice(0, 2), ...rows.slice(-1)]) {
    for (const text of [payment, principal, interest, balance]) expect(text).toMatch(/^-?\d+\.\d{2,36}$/);
  }
});

test.each<[string, Partial<InstalmentTerms>, string]>([
  ['no periods', { count: 0 }, 'count'],
  ['10,001 periods', { count: 10_001 }, 'count'],
  ['a negative principal', { principal: '-5' }, 'principal'],
  ['a principal of nothing', { principal: '0' }, 'principal'],
  ['a 40-digit principal', { principal: '1'.repeat(40) }, 'principal'],
  ['a principal of 39 decimals', { principal: `1.${'1'.repeat(39)}` }, 'principal'],
  ['an exponent', { principal: '1e3' }, 'principal'],
  ['a rate of -101 %', { annualRatePercent: '-101' }, 'annualRatePercent'],
  ['a rate beyond reason', { annualRatePercent: '100001' }, 'annualRatePercent'],
  ['a date that does not exist', { startDate: '2023-02-29' }, 'startDate'],
  ['a first payment before the payout', { firstPaymentDate: '2023-12-31' }, 'firstPaymentDate'],
  ['a first payment on the day of the payout', { firstPaymentDate: '2024-01-01' }, 'firstPaymentDate'],
  ['due dates out of order', { count: 2, dueDates: ['2024-03-01', '2024-02-01'] }, 'dueDates[1]'],
  ['fewer due dates than periods', { dueDates: ['2024-03-01'] }, 'dueDates'],
  ['dates beyond the year 9999', { startDate: '9999-06-01' }, 'frequency'],
  ['business days that fall together', { frequency: { unit: 'day', every: 1 }, businessDays: { convention: 'following', interest: 'shifted' } }, 'dueDates'],
  ['an unknown day count', { periodInterest: 'ACT/370' as 'ACT/360' }, 'periodInterest'],
  ['an unknown rounding', { interestRounding: { increment: '0.01', mode: 'nearest' as 'up' } }, 'interestRounding.mode'],
  ['a rounding step of nothing', { interestRounding: { increment: '0', mode: 'up' } }, 'interestRounding.increment'],
  ['a grace as long as the loan', { gracePrincipal: 12 }, 'gracePrincipal'],
  ['a field of another kind', { percent: '5' }, 'percent'],
  ['a kind without its field', { amortization: 'graduated', stepEvery: 1 }, 'stepPercent'],
  ['a payment twice', { actualPayments: [{ period: 3, amount: '1' }, { period: 3, amount: '2' }] }, 'actualPayments[1].period'],
  ['rate steps out of order', { rateSteps: [{ fromPeriod: 5, annualRatePercent: '1' }, { fromPeriod: 4, annualRatePercent: '1' }] }, 'rateSteps[1]'],
  ['a step without a beginning', { rateSteps: [{ annualRatePercent: '1' }] }, 'rateSteps[0]'],
  ['a draw before the loan', { extraDisbursements: [{ date: '2023-01-01', amount: '5' }] }, 'extraDisbursements[0].date'],
  ['a dated draw where days do not count', { periodInterest: 'periodic', extraDisbursements: [{ date: '2024-03-10', amount: '5' }] }, 'extraDisbursements[0].date'],
  ['a fee of nothing said', { fees: [{ name: 'x' }] }, 'fees[0]'],
  ['rungs that run away', { amortization: 'graduated', stepEvery: 1, stepPercent: '99999' , count: 100 }, 'stepPercent'],
  ['every month skipped', { skipMonths: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }, 'skipMonths'],
  ['a plan in which no row pays', { count: 1, skipPeriods: [1], paymentBasis: 'plan' }, 'paymentBasis'],
  ['more sizing than can be done', { count: 10_000, rateSteps: Array.from({ length: 500 }, (_, i) => ({ fromPeriod: i + 1, annualRatePercent: '5' })) }, 'rateSteps'],
])('%s is refused by its field', (_, terms, field) => {
  const fault = faultOf({ ...LOAN, ...terms });
  expect([fault?.code, fault?.target, (fault?.message ?? '').length < 300]).toEqual(['LON701', field, true]);
});

test('every problem is told at once, with its field', () => {
  const fault = faultOf({ ...LOAN, principal: 'x', annualRatePercent: '', startDate: '2024-13-01', count: 0, decimals: 99 });
  expect(fault?.details?.map(({ target }) => target).sort()).toEqual(['annualRatePercent', 'count', 'decimals', 'principal', 'startDate']);
});

test.each<[string, InstalmentTerms, string]>([
  ['a payment that only covers interest', { principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', periodInterest: '30/360', interestRounding: CENTS, amortization: 'fixedPayment', payment: '10' }, 'payment'],
  ['a payment below the interest', { principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', interestRounding: CENTS, amortization: 'fixedPayment', payment: '1' }, 'payment'],
  ['a share of the balance that never ends', { principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', frequency: { unit: 'day', every: 1 }, amortization: 'percentOfBalance', percentBase: 'principal', percent: '0.01', minimum: '0' }, 'minimum'],
])('%s is never repaid, and that is said', (_, terms, field) => {
  expect(faultOf(terms)).toMatchObject({ code: 'LON704', target: field });
});
