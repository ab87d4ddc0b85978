/**
 * `calculateSchedule`: the one door for loan terms of either form.
 * In: terms. Out: rows by due date, or events by day. Fails with LON701 naming every problem of the terms, or LON704
 * where they never repay. `problemsOfValues` tells what is wrong with single values of terms that are incomplete.
 */
import type { FaultDetail } from '../base/index.ts';
import { calculateContract } from './contract/calculate.ts';
import type { Contract } from './contract/calculate.ts';
import { checkContractValues } from './contract/check.ts';
import { calculateInstalments } from './instalments/calculate.ts';
import type { Schedule } from './instalments/calculate.ts';
import { checkInstalmentValues } from './instalments/check.ts';
import { problemList } from './problems.ts';
import type { ContractTerms, InstalmentTerms, LoanTerms } from './terms.ts';

export function calculateSchedule(terms: InstalmentTerms): Schedule;
export function calculateSchedule(terms: ContractTerms): Contract;
export function calculateSchedule(terms: LoanTerms): Schedule | Contract;
export function calculateSchedule(terms: LoanTerms): Schedule | Contract {
  return terms.form === 'contract' ? calculateContract(terms) : calculateInstalments(terms);
}

export function problemsOfValues(terms: LoanTerms): readonly FaultDetail[] {
  const problems = problemList();
  if (terms.form === 'contract') checkContractValues(terms, problems);
  else checkInstalmentValues(terms, problems);
  return problems.told();
}
