/**
 * The yearly rate in force: the first one and its steps, by period or by date, within caps.
 * In: terms that were checked. Out: ratios a year (0.06 for 6 %).
 */
import { add, greatest, least, subtract } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import type { Day } from './dates.ts';
import type { RateCaps, RateStep } from './terms.ts';
import { dayAt, percentOf } from './texts.ts';

export type Step = {
  /** The first period, or the first day when `fromDay` is known: all steps of a loan name the one or the other. */
  readonly from: number;
  readonly fromDay: Day | undefined;
  readonly rate: Ratio;
  readonly recalculates: boolean;
  readonly isFixed: boolean;
};
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
    return { from: fromDay ?? step.fromPeriod ?? 1, fromDay, rate: previous, recalculates: step.recalcPayment ?? true, isFixed };
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
export const rateOfPeriod = (rates: Rates, k: number, start: Day): Ratio => rates.steps[lastStep(rates, k, start)]?.rate ?? rates.first;

/** The last step that takes effect with period `k`, when `previousStart` is the first day of the period before. */
export function stepInto(rates: Rates, k: number, { start, previousStart }: { readonly start: Day; readonly previousStart: Day }): Step | undefined {
  const index = lastStep(rates, k, start);
  return k === 1 || index > lastStep(rates, k - 1, previousStart) ? rates.steps[index] : undefined;
}

/** The dated steps strictly inside a period, in order of date. */
export function stepsInside({ steps }: Rates, start: Day, end: Day): readonly { readonly day: Day; readonly rate: Ratio }[] {
  const found: { readonly day: Day; readonly rate: Ratio }[] = [];
  if (steps[0]?.fromDay === undefined) return found;
  for (let i = lastUpTo(steps, start) + 1; (steps[i]?.from ?? end) < end; i++) found.push({ day: steps[i]?.from ?? end, rate: steps[i]?.rate ?? steps[0].rate });
  return found;
}

const lastStep = ({ steps }: Rates, k: number, start: Day): number => lastUpTo(steps, steps[0]?.fromDay === undefined ? k : start);

/** The index of the last item from `limit` or before, -1 where there is none; items rise. */
export function lastUpTo(items: readonly { readonly from: number }[], limit: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.from ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
