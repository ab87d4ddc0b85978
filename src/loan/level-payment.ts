/**
 * The payment that repays a balance over given period factors.
 * In: a balance and the factors g_1 … g_m, each the interest on 1 over one period. Out: the exact payment,
 * not rounded. A factor of -1 or below has no meaning here; terms that lead to one were refused.
 */
import { ONE, ZERO, add, divide, isZero, multiply, power, ratioOf, subtract } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** What is to remain after the last of the payments, beside it; nothing by default. */
export type Remaining = { readonly balloon?: Ratio | undefined };

/** B / Σ 1/((1+g_1)…(1+g_j)), less what the balloon pays. */
export function levelPayment(balance: Ratio, factors: readonly Ratio[], remaining: Remaining = {}): Ratio {
  return levelPaymentAt(balance, presentValues(factors, () => ONE), remaining);
}

/** The same where the present values are known. */
export const levelPaymentAt = (balance: Ratio, { annuity, discount }: PresentValue, { balloon = ZERO }: Remaining = {}): Ratio =>
  divide(subtract(balance, multiply(balloon, discount)), annuity);

/** The first payment x of a ladder: B = Σ w_j x / ((1+g_1)…(1+g_j)), with the weight of each rung. */
export const weightedPayment = (balance: Ratio, factors: readonly Ratio[], weight: (index: number) => Ratio): Ratio =>
  divide(balance, presentValues(factors, weight).annuity);

/** The same over so many equal factors: (1 - v^n)/f for the payments, v^n for the balloon. */
export function levelPaymentOfEqual(balance: Ratio, factor: Ratio, length: number, { balloon = ZERO }: Remaining = {}): Ratio {
  if (isZero(factor)) return divide(subtract(balance, balloon), ratioOf(length));
  const discount = power(add(ONE, factor), -length);
  return divide(multiply(subtract(balance, multiply(balloon, discount)), factor), subtract(ONE, discount));
}

/** Values at the start of some periods: of 1 at the end of each, and of 1 at the end of the last. */
export type PresentValue = { readonly annuity: Ratio; readonly discount: Ratio };

const NOTHING_LEFT: PresentValue = { annuity: ZERO, discount: ONE };

/** The values before each of the periods, the first at index 0: what is left after j periods is worth `values[j]`. */
export function presentValuesBefore(factors: readonly Ratio[]): readonly PresentValue[] {
  const values: PresentValue[] = [];
  let value = NOTHING_LEFT;
  for (let j = factors.length - 1; j >= 0; j--) {
    value = onePeriodEarlier(value, factors[j] ?? ZERO, ONE);
    values.push(value);
  }
  return values.reverse();
}

/** From the last period back. */
function presentValues(factors: readonly Ratio[], weight: (index: number) => Ratio): PresentValue {
  let value = NOTHING_LEFT;
  for (let j = factors.length - 1; j >= 0; j--) value = onePeriodEarlier(value, factors[j] ?? ZERO, weight(j));
  return value;
}

function onePeriodEarlier({ annuity, discount }: PresentValue, factor: Ratio, weight: Ratio): PresentValue {
  const due = add(annuity, weight);
  if (isZero(factor)) return { annuity: due, discount };
  const growth = add(ONE, factor);
  return { annuity: divide(due, growth), discount: divide(discount, growth) };
}
