/** The fault some terms end in; undefined when they are calculated. */
import { RequestError } from '../../src/base/index.ts';
import type { Fault } from '../../src/base/index.ts';
import { calculateSchedule } from '../../src/loan/index.ts';
import type { LoanTerms } from '../../src/loan/index.ts';

export function faultOf(terms: LoanTerms): Fault | undefined {
  try {
    calculateSchedule(terms);
  } catch (error) {
    if (error instanceof RequestError) return error.fault;
    throw error;
  }
  return undefined;
}
