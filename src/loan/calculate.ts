/**
 * `calculateSchedule`: the one door for loan terms of either form.
 * In: terms. Out: rows by due date, or events by day. Fails with LON701 naming every problem of the terms, or LON704
 * where they never repay.
 */
import { calculateContract } from './contract/calculate.ts';
import type { Contract } from './contract/calculate.ts';
import { calculateInstalments } from './instalments/calculate.ts';
import type { Schedule } from './instalments/calculate.ts';
import type { ContractTerms, InstalmentTerms, LoanTerms } from './terms.ts';

export function calculateSchedule(terms: InstalmentTerms): Schedule;
export function calculateSchedule(terms: ContractTerms): Contract;
export function calculateSchedule(terms: LoanTerms): Schedule | Contract;
export function calculateSchedule(terms: LoanTerms): Schedule | Contract {
  return terms.form === 'contract' ? calculateContract(terms) : calculateInstalments(terms);
}
