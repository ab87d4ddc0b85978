/**
 * Vectors of the kind `payoff`: interest since the last due date and what settles the loan.
 * In: inputs by days or by a part of a period. Out: interest, rounded as the inputs say, and principal with interest.
 */
import { calculatePayoff, parseDecimal } from '../../src/loan/index.ts';
import type { PayoffTerms } from '../../src/loan/index.ts';
import type { Kind } from './run.ts';

export const PAYOFF: Kind = {
  inputs: {
    principal: true, annualRatePercent: true, periodInterest: true, interestRounding: { increment: true, mode: true },
    from: true, to: true, periodYears: true, daysElapsed: true, daysInPeriod: true, asOf: true,
  },
  expected: { interest: true, payoff: true },
  compute: (inputs, expected) => {
    const result = calculatePayoff(inputs as unknown as PayoffTerms);
    return Object.entries(expected).map(([name, value]) => ({ name, expected: value, got: parseDecimal(name === 'interest' ? result.interest : result.payoff) }));
  },
};
