/**
 * Dates that recur from an anchor. In: a cycle, where it begins and where it must end. Out: days, rising.
 * Each date is counted from the anchor, so a day number cut in a short month comes back in a longer one.
 */
import { fail } from '../../base/index.ts';
import { addMonths, civilOf, isMonthEnd } from '../dates.ts';
import type { Day } from '../dates.ts';
import { COUNT_MAX } from '../terms.ts';
import type { Cycle, MonthEnd } from '../terms.ts';
import { dayAt } from '../texts.ts';

/** The k-th date from the anchor, which is date 0. */
export function cycleRule(anchor: Day, { unit, every }: Cycle, monthEnd: MonthEnd = 'clamp'): (k: number) => Day {
  switch (unit) {
    case 'day':
      return (k) => anchor + k * every;
    case 'week':
      return (k) => anchor + k * every * 7;
    default: {
      const months = unit === 'year' ? 12 * every : every;
      const day = monthEnd === 'endOfMonth' && isMonthEnd(anchor) ? 31 : civilOf(anchor).day;
      return (k) => addMonths(anchor, k * months, day);
    }
  }
}

export type CycleBounds = { readonly start: Day; readonly end: Day; readonly monthEnd: MonthEnd | undefined; readonly field: string };

/** The first date: the anchor, or one cycle after the start. */
export const anchorOf = (cycle: Cycle, { start, monthEnd }: Pick<CycleBounds, 'start' | 'monthEnd'>): Day =>
  cycle.anchor === undefined ? cycleRule(start, cycle, monthEnd)(1) : dayAt(cycle.anchor);

/**
 * The dates after `start` and before `end`. Where the last of them leaves a rest shorter than a cycle before `end`,
 * a short stub keeps it and a long one drops it, unless it is the only one.
 */
export function cycleDates(cycle: Cycle, bounds: CycleBounds): readonly Day[] {
  const { start, end, monthEnd, field } = bounds;
  const rule = cycleRule(anchorOf(cycle, bounds), cycle, monthEnd);
  const dates: Day[] = [];
  let k = 0;
  for (; rule(k) < end; k++) {
    if (k > COUNT_MAX) fail('LON701', `The cycle has more than ${COUNT_MAX} dates.`, { target: field });
    if (rule(k) > start) dates.push(rule(k));
  }
  const hasRest = k > 1 && rule(k) !== end;
  return hasRest && cycle.stub === 'long' && dates.length > 1 ? dates.slice(0, -1) : dates;
}
