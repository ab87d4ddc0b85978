/**
 * The payment that repays a balance over given period factors.
 * In: a balance and the factors g_1 … g_m, each the interest on 1 over one period. Out: the exact payment,
 * not rounded. A factor of -1 or below has no meaning here; terms that lead to one were refused.
 */
import { ONE, ZERO, add, divide, isZero, multiply, subtract } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** What is to remain after the last of the payments, beside it; nothing by default. */
export type Remaining = { readonly balloon?: Ratio | undefined };

/** B / Σ 1/((1+g_1)…(1+g_j)), less what the balloon pays. */
export function levelPayment(balance: Ratio, factors: readonly Ratio[], { balloon = ZERO }: Remaining = {}): Ratio {
  const { annuity, discount } = presentValues(factors, () => ONE);
  return divide(subtract(balance, multiply(balloon, discount)), annuity);
}

/** The first payment x of a ladder: B = Σ w_j x / ((1+g_1)…(1+g_j)), with the weight of each rung. */
export const weightedPayment = (balance: Ratio, factors: readonly Ratio[], weight: (index: number) => Ratio): Ratio =>
  divide(balance, presentValues(factors, weight).annuity);

/** The value at the start of 1 (or the weights) at each period's end, and of 1 at the end of the last. From the last period back. */
function presentValues(factors: readonly Ratio[], weight: (index: number) => Ratio): { readonly annuity: Ratio; readonly discount: Ratio } {
  let annuity = ZERO;
  let discount = ONE;
  for (let j = factors.length - 1; j >= 0; j--) {
    const factor = factors[j] ?? ZERO;
    const due = add(annuity, weight(j));
    if (isZero(factor)) {
      annuity = due;
      continue;
    }
    const growth = add(ONE, factor);
    annuity = divide(due, growth);
    discount = divide(discount, growth);
  }
  return { annuity, discount };
}
