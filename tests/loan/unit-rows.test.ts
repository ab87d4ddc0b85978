/** Schedules in whole cents give exactly what ratios give, text for text, over thousands of drawn terms. */
import { calculateExactly } from '../../src/loan/instalments/calculate.ts';
import { unitRows } from '../../src/loan/instalments/unit-rows.ts';
import { unitText } from '../../src/loan/instalments/unit-text.ts';
import { calculateSchedule, decimalText, ratioOf } from '../../src/loan/index.ts';
import type { InstalmentTerms, RoundingTerms } from '../../src/loan/index.ts';

const MODES = ['halfUp', 'halfEven', 'up', 'down'] as const;
const RATES = ['0', '0.125', '4.875', '6', '6.75', '7', '12', '24.99', '36', '399.9'];
const PRINCIPALS = ['0.01', '1.00', '100', '999.99', '12345.67', '250000', '98765432.10', '90071992547409.91'];
const COUNTINGS = ['periodic', 'ACT/365F', 'ACT/360', 'ACT/364', 'ACT/365.25', '30/360', '30E/360', '30U/360', '30E/365', 'NL/365', '366/365'] as const;
const KINDS = ['level', 'level', 'level', 'balloon', 'equalPrincipal', 'interestOnly'] as const;

/** The item a running number picks, with a stride of its own so that all combinations come up. */
const pick = <Item>(items: readonly Item[], i: number, stride: number): Item => items[Math.floor(i / stride) % items.length] as Item;

function drawn(i: number): InstalmentTerms {
  const rounding = (mode: (typeof MODES)[number]): RoundingTerms => ({ increment: '0.01', mode });
  const kind = pick(KINDS, i, 7);
  return {
    principal: pick(PRINCIPALS, i, 1), annualRatePercent: pick(RATES, i, 3), startDate: `20${10 + (i % 40)}-0${1 + (i % 9)}-${10 + (i % 19)}`, count: 1 + ((i * 31) % 60),
    frequency: pick([{ unit: 'month', every: 1 }, { unit: 'month', every: 2 }, { unit: 'week', every: 2 }, { unit: 'semimonth', every: 1 }] as const, i, 5),
    periodInterest: pick(COUNTINGS, i, 2), interestRounding: rounding(pick(MODES, i, 11)), amortization: kind,
    ...(kind === 'equalPrincipal' ? { principalRounding: rounding(pick(MODES, i, 13)) } : {}),
    ...(kind === 'level' || kind === 'balloon' ? { paymentRounding: rounding(pick(MODES, i, 13)), finalPayment: pick(['absorbRemainder', 'leaveResidual'] as const, i, 17) } : {}),
  };
}

test('2,000 drawn terms: equal in every text; most of them take the short way', () => {
  const all = Array.from({ length: 2_000 }, (_, i) => drawn(i));
  const different = all.filter((terms) => JSON.stringify(calculateSchedule(terms)) !== JSON.stringify(calculateExactly(terms)));
  expect(different).toEqual([]);
  expect(all.filter((terms) => unitRows(terms) !== undefined).length).toBeGreaterThan(1_200);
});

test('half-cent ties fall the same way: a balance whose interest is a tie in every row', () => {
  // 12 % a year on 30/360 of 50 cents more than a whole is half a cent.
  for (const mode of MODES) {
    const terms: InstalmentTerms = { principal: '1000.50', annualRatePercent: '12', startDate: '2024-01-01', count: 12, periodInterest: '30/360', interestRounding: { increment: '0.01', mode }, amortization: 'equalPrincipal', principalRounding: { increment: '1', mode: 'down' } };
    expect(calculateSchedule(terms)).toEqual(calculateExactly(terms));
  }
});

test.each<[string, Partial<InstalmentTerms>]>([
  ['numbers too large to be exact', { principal: '9007199254740993.00' }],
  ['a principal that is no whole cent', { principal: '100.005' }],
  ['a payment that is not rounded', { paymentRounding: null }],
  ['a rate below zero', { annualRatePercent: '-0.5' }],
  ['an event this way does not know', { skipPeriods: [2] }],
  ['a day count with years of different length', { periodInterest: 'ACT/ACT ISDA' }],
])('%s goes the exact way', (_, terms) => {
  const whole: InstalmentTerms = { principal: '1000', annualRatePercent: '6', startDate: '2024-01-01', count: 3, periodInterest: '30/360', interestRounding: { increment: '0.01', mode: 'halfUp' }, paymentRounding: { increment: '0.01', mode: 'halfUp' }, ...terms };
  expect(unitRows(whole)).toBeUndefined();
  expect(calculateSchedule(whole)).toEqual(calculateExactly(whole));
});

test.each([0, 1, 9, 10, 99, 100, 12_345, 99_999, 100_000, 100_001, 12_345_678, 99_999_999_999, Number.MAX_SAFE_INTEGER, -5, -123_456])('%d units are the same text as their ratio', (units) => {
  for (const decimals of [0, 1, 2, 3, 4]) expect(unitText(units, decimals)).toBe(decimalText(ratioOf(units, 10 ** decimals), { least: decimals }));
});
