/**
 * Vectors of the kind `apr`: the yearly rate of a credit. Their inputs are `AprTerms` already: same names, same meaning.
 * In: advances and payments by dates or by times. Out: percent a year.
 */
import { calculateApr, parseDecimal } from '../../src/loan/index.ts';
import type { AprTerms } from '../../src/loan/index.ts';
import type { Kind } from './run.ts';

export const APR: Kind = {
  inputs: {
    method: true, unitPeriod: { unit: true, every: true }, advances: [{ date: true, t: true, amount: true }],
    payments: [{ amount: true, count: true, first: true, every: true, t: true, step: true }], hi: true,
  },
  expected: { aprPercent: true },
  compute: (inputs, { aprPercent = null }) => [{ name: 'aprPercent', expected: aprPercent, got: parseDecimal(calculateApr(inputs as unknown as AprTerms).aprPercent) }],
};
