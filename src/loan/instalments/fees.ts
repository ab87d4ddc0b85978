/**
 * Fees, insurance and escrow: what is charged at the start, and what each instalment carries besides the loan payment.
 * In: checked terms, and for an instalment its row and the balance before it. Out: exact amounts. Fees change the
 * loan's arithmetic only where they are financed: then they are part of the balance from the start.
 */
import { ZERO, add, multiply } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { parseDecimal } from '../ratio.ts';
import { roundTo, roundingOf } from '../rounding.ts';
import type { FeeTerms, InstalmentTerms } from '../terms.ts';
import { percentOf } from '../texts.ts';

export type StartFees = {
  /** Added to the balance. */
  readonly financed: Ratio;
  /** Kept back from what is paid out. */
  readonly withheld: Ratio;
  /** Paid by the borrower on the start date. */
  readonly cash: Ratio;
  /** The part of all of them that counts as a finance charge. */
  readonly charge: Ratio;
};

/** `charge` is the part of the fees that counts as a finance charge. */
export type RowFees = { readonly fees: Ratio; readonly escrow: Ratio; readonly charge: Ratio };

/** What the percentages of a fee are taken of. */
type Bases = { readonly principal: Ratio; readonly balance: Ratio; readonly payment: Ratio };

const amountOf = (fee: FeeTerms, bases: Bases): Ratio => {
  const exact = fee.amount !== undefined ? (parseDecimal(fee.amount) ?? ZERO) : multiply(percentOf(fee.percent ?? '0'), bases[fee.of ?? 'principal']);
  return roundTo(exact, roundingOf(fee.rounding));
};

export function startFees({ principal, fees = [] }: InstalmentTerms): StartFees {
  const base = parseDecimal(principal) ?? ZERO;
  const total = { financed: ZERO, withheld: ZERO, cash: ZERO, charge: ZERO };
  for (const fee of fees.filter(({ charged }) => charged === 'start')) {
    const amount = amountOf(fee, { principal: base, balance: base, payment: ZERO });
    const paid = fee.paid ?? 'cash';
    total[paid] = add(total[paid], amount);
    if (isFinanceCharge(fee)) total.charge = add(total.charge, amount);
  }
  return total;
}

/** Escrow never counts as a finance charge; other fees do unless they say otherwise. */
const isFinanceCharge = ({ kind, financeCharge }: FeeTerms): boolean => kind !== 'escrow' && (financeCharge ?? true);

export function rowFees(fees: readonly FeeTerms[], n: number, bases: Bases): RowFees {
  let [charged, escrow, charge] = [ZERO, ZERO, ZERO];
  for (const fee of fees) {
    if (!isDue(fee, n)) continue;
    const amount = amountOf(fee, bases);
    if (fee.kind === 'escrow') escrow = add(escrow, amount);
    else charged = add(charged, amount);
    if (isFinanceCharge(fee)) charge = add(charge, amount);
  }
  return { fees: charged, escrow, charge };
}

function isDue({ charged, fromPeriod = 1, toPeriod = Infinity, every = 1 }: FeeTerms, n: number): boolean {
  return charged !== 'start' && n >= fromPeriod && n <= toPeriod && (n - fromPeriod) % every === 0;
}
