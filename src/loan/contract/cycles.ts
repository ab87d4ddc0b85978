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
function cycleRule(anchor: Day, { unit, every }: Cycle, monthEnd: MonthEnd = 'clamp'): (k: number) => Day {
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

export type CycleBounds = {
  /** The start of the contract, which a cycle without an anchor counts from. */
  readonly origin: Day;
  /** The first day looked at: the start, or the status date. */
  readonly start: Day;
  readonly end: Day;
  /** Whether the contract ran before `start`, so that what falls on it is past. */
  readonly isRunning: boolean;
  readonly monthEnd: MonthEnd | undefined;
  readonly field: string;
};

/** The k-th date, from 0 on (below it, before the cycle begins): from the anchor, or from one cycle after the start. Each is counted from the anchor or the start. */
export function cycleDate(cycle: Cycle, { origin, monthEnd }: Pick<CycleBounds, 'origin' | 'monthEnd'>): (k: number) => Day {
  if (cycle.anchor !== undefined) return cycleRule(dayAt(cycle.anchor), cycle, monthEnd);
  const rule = cycleRule(origin, cycle, monthEnd);
  return (k) => rule(k + 1);
}

/**
 * The dates from `start` on (after it, if the contract runs already) and before `end`. Where the last of them leaves a
 * rest shorter than a cycle before `end`, a short stub keeps it and a long one drops it, unless it is the only one the
 * cycle ever had.
 */
export function cycleDates(cycle: Cycle, bounds: CycleBounds): readonly Day[] {
  const { start, end, isRunning, field } = bounds;
  const rule = cycleDate(cycle, bounds);
  const dates: Day[] = [];
  let k = 0;
  for (; rule(k) < end; k++) {
    if (k > COUNT_MAX) fail('LON701', `The cycle has more than ${COUNT_MAX} dates.`, { target: field });
    if (rule(k) > start || (rule(k) === start && !isRunning)) dates.push(rule(k));
  }
  const hasRest = k > 1 && rule(k) !== end;
  return hasRest && cycle.stub === 'long' ? dates.slice(0, -1) : dates;
}
