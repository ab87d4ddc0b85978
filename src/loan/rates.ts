/**
 * The yearly rate in force: the first one and its steps, by period or by date, within caps.
 * In: terms that were checked. Out: ratios a year (0.06 for 6 %).
 */
import { add, greatest, least, subtract } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import type { Day } from './dates.ts';
import type { RateCaps, RateStep } from './terms.ts';
import { dayAt, percentOf } from './texts.ts';

export type Step = { readonly fromPeriod: number | undefined; readonly fromDay: Day | undefined; readonly rate: Ratio; readonly recalculates: boolean; readonly isFixed: boolean };
export type Rates = { readonly first: Ratio; readonly steps: readonly Step[] };

type RateTerms = { readonly annualRatePercent: string; readonly rateSteps?: readonly RateStep[]; readonly rateCaps?: RateCaps };

export function ratesOf({ annualRatePercent, rateSteps = [], rateCaps = {} }: RateTerms): Rates {
  const first = percentOf(annualRatePercent);
  let previous = first;
  const steps = rateSteps.map((step): Step => {
    const wanted = percentOf(step.annualRatePercent);
    const isFixed = step.fixed ?? false;
    previous = isFixed ? wanted : capped(wanted, { previous, first, caps: rateCaps });
    const fromDay = step.fromDate === undefined ? undefined : dayAt(step.fromDate);
    return { fromPeriod: step.fromPeriod, fromDay, rate: previous, recalculates: step.recalcPayment ?? true, isFixed };
  });
  return { first, steps };
}

type CapContext = { readonly previous: Ratio; readonly first: Ratio; readonly caps: RateCaps };

function capped(wanted: Ratio, { previous, first, caps }: CapContext): Ratio {
  let rate = wanted;
  if (caps.periodic !== undefined) {
    const reach = percentOf(caps.periodic);
    rate = least(rate, add(previous, reach));
  }
  const fall = caps.periodicFall ?? caps.periodic;
  if (fall !== undefined) rate = greatest(rate, subtract(previous, percentOf(fall)));
  if (caps.lifetime !== undefined) rate = least(rate, add(first, percentOf(caps.lifetime)));
  if (caps.ceiling !== undefined) rate = least(rate, percentOf(caps.ceiling));
  if (caps.floor !== undefined) rate = greatest(rate, percentOf(caps.floor));
  return rate;
}

/** The rate of a period known by its number and its first day; dated steps inside it do not count. */
export function rateOfPeriod({ first, steps }: Rates, k: number, start: Day): Ratio {
  let rate = first;
  for (const step of steps) if (isReached(step, k, start)) rate = step.rate;
  return rate;
}

const isReached = ({ fromPeriod, fromDay }: Step, k: number, start: Day): boolean => (fromDay === undefined ? (fromPeriod ?? 1) <= k : fromDay <= start);

/** The last step that takes effect with period `k`, when `previousStart` is the first day of the period before. */
export function stepInto({ steps }: Rates, k: number, { start, previousStart }: { readonly start: Day; readonly previousStart: Day }): Step | undefined {
  return steps.findLast((step) => isReached(step, k, start) && (k === 1 || !isReached(step, k - 1, previousStart)));
}

/** The dated steps strictly inside a period, in order of date. */
export const stepsInside = ({ steps }: Rates, start: Day, end: Day): readonly { readonly day: Day; readonly rate: Ratio }[] =>
  steps.flatMap(({ fromDay, rate }) => (fromDay !== undefined && fromDay > start && fromDay < end ? [{ day: fromDay, rate }] : []));
