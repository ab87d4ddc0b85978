/** The published figures, through the runner; and what the runner refuses. */
import { existsSync, readFileSync } from 'node:fs';
import { readVectors } from '../../tools/vectors/read.ts';
import type { PlainObject, Vector } from '../../tools/vectors/read.ts';
import { runVector } from '../../tools/vectors/run.ts';

const FILE = '../shared/data/loan-vectors.json';
const published = existsSync(FILE) ? readVectors(readFileSync(FILE)) : [];

(published.length > 0 ? test : test.skip)('every published figure comes out (skipped where ../shared/data is absent)', () => {
  expect(published.map(runVector).filter(({ misses }) => misses.length > 0)).toEqual([]);
});

type Written = { readonly kind?: string; readonly inputs?: PlainObject; readonly expected?: PlainObject; readonly tolerance?: unknown; readonly totalTolerance?: unknown };
const LOAN: PlainObject = {
  principal: '10000', annualRatePercent: '12', startDate: '2024-01-01', firstPaymentDate: '2024-02-01', frequency: { unit: 'month', every: 1 }, count: 12,
  periodInterest: 'periodic', periodYears: '1/12', interestRounding: { increment: '0.01', mode: 'halfUp' }, paymentRounding: { increment: '0.01', mode: 'halfUp' }, amortization: 'level',
};
const vector = (changes: Written): Vector => {
  const whole = { id: 'one', source: 'here', kind: 'schedule', inputs: LOAN, expected: { payment: '888.49' }, tolerance: 0, ...changes };
  const [read] = readVectors(new TextEncoder().encode(JSON.stringify({ vectors: [whole] })));
  if (read === undefined) throw new Error('no vector');
  return read;
};
const missesOf = (changes: Written): readonly string[] => runVector(vector(changes)).misses;

test('a figure within its tolerance passes, inclusive; beyond it both figures are told', () => {
  expect(missesOf({})).toEqual([]);
  expect(missesOf({ expected: { payment: '888.50' }, tolerance: 0.01 })).toEqual([]);
  expect(missesOf({ expected: { payment: '888.50' }, tolerance: '9.9e-3' })).toEqual(['payment expected "888.50", got 888.49']);
});

test('totals have a tolerance of their own', () => {
  const expected = { totalInterest: '661.00', rows: [{ n: 1, interest: '100' }] };
  expect(missesOf({ expected, totalTolerance: 1 })).toEqual([]);
  expect(missesOf({ expected })).toEqual(['totalInterest expected "661.00", got 661.86']);
});

test.each<[string, Written, string]>([
  ['an unknown member of inputs', { inputs: { ...LOAN, surprise: 1 } }, 'unknown member inputs.surprise'],
  ['an unknown member deeper inside', { inputs: { ...LOAN, frequency: { unit: 'month', every: 1, phase: 2 } } }, 'unknown member inputs.frequency.phase'],
  ['a field of terms that the format does not have', { inputs: { ...LOAN, billRounding: null } }, 'unknown member inputs.billRounding'],
  ['an unknown member of expected', { expected: { rows: [{ n: 1, fee: '0' }] } }, 'unknown member expected.rows.fee'],
  ['an unknown kind', { kind: 'swap' }, 'unknown kind "swap"'],
  ['an unknown convention', { inputs: { ...LOAN, periodInterest: 'ACT/999' } }, 'periodInterest must be one of'],
  ['a row that is not produced', { expected: { rows: [{ n: 13 }] } }, 'row 13 expected 13, got nothing'],
  ['a tolerance that is none', { tolerance: '-1' }, 'the tolerance is not a number'],
  ['terms that contradict themselves', { inputs: { ...LOAN, amortization: 'fixedPayment' } }, 'count has no meaning'],
])('%s fails the vector with its name', (_, changes, message) => {
  expect(missesOf(changes).join('\n')).toContain(message);
});
