/**
 * The United States Rule (Regulation Z allows it beside the actuarial method): interest is simple, a payment goes to the
 * interest due first, and interest it does not cover waits without bearing any itself.
 * In: flows, advances positive, whose payments together are no less than the advances. Out: what is owed after the last one
 * as a function of the rate, which grows with it; rates below zero count as owing nothing.
 */
import { UNIT, exponential, fixedOf, fixedOfNumber, timesFixed } from './exponential.ts';
import type { Fixed } from './exponential.ts';
import type { Flow } from './flows.ts';
import type { RateSum } from './find-rate.ts';
import { ZERO, absolute, add, compare, divide, greatest, isZero, subtract } from './ratio.ts';

type Step = { readonly amount: Fixed; readonly wait: Fixed };

export function usRuleSum(flows: readonly Flow[]): RateSum {
  const steps = stepsOf(flows);
  const exact = (log: Fixed): Fixed => (log < 0n ? -UNIT : owedAfter(steps, exponential(log) - UNIT));
  return { exact, approximate: (log) => (exact(fixedOfNumber(log)) >= 0n ? 1 : -1), isConventional: true };
}

/** Amounts as parts of the largest, in order of time; of one moment the advances first. */
function stepsOf(flows: readonly Flow[]): readonly Step[] {
  const timed = flows.map(({ amount, time, odd = ZERO }) => ({ amount, time: add(time, odd) })).sort((a, b) => compare(a.time, b.time) || compare(b.amount, a.amount));
  const largest = timed.reduce((size, { amount }) => greatest(size, absolute(amount)), ZERO);
  return timed.map(({ amount, time }, i) => ({
    amount: isZero(largest) ? 0n : fixedOf(divide(amount, largest)),
    wait: fixedOf(subtract(time, timed[i - 1]?.time ?? time)),
  }));
}

/** Beyond this no number of payments, each at most 1, repays what is owed. */
const HOPELESS: Fixed = UNIT << 64n;

function owedAfter(steps: readonly Step[], rate: Fixed): Fixed {
  let [principal, interest] = [0n, 0n];
  for (const { amount, wait } of steps) {
    interest += timesFixed(timesFixed(principal, rate), wait);
    if (interest > HOPELESS) break;
    if (amount < 0n && -amount < interest) interest += amount;
    else if (amount < 0n) [principal, interest] = [principal + amount + interest, 0n];
    else principal += amount;
  }
  return principal + interest;
}
