/**
 * Due dates that were agreed anew: from one of them on, everything is due as many days later or earlier.
 * In: instalments in the order of their dates, a change. Out: instalments. Fails with LON703 where one would
 * fall due before the one it follows, or behind the last day there is.
 */
import { fail } from '../../base/index.ts';
import { dateText, isCalendarDay } from '../dates.ts';
import type { AccountEvent, Instalment } from './events.ts';

export function moveDueDates(instalments: readonly Instalment[], { from, to }: Extract<AccountEvent, { kind: 'dueDateChange' }>): readonly Instalment[] {
  const first = instalments.findIndex(({ dueDate }) => dueDate >= from);
  const [before, moved, last] = [instalments[first - 1], instalments[first], instalments.at(-1)];
  if (first < 0 || moved === undefined || last === undefined) return instalments;
  const days = to - from;
  const change = `Moving ${dateText(from)} to ${dateText(to)}`;
  if (before !== undefined && moved.dueDate + days <= before.dueDate) fail('LON703', `${change} would make instalment ${moved.number} due no later than the one before it, of ${dateText(before.dueDate)}.`, { target: 'to' });
  if (!isCalendarDay(last.dueDate + days)) fail('LON703', `${change} would make instalment ${last.number} due behind 9999-12-31.`, { target: 'to' });
  return instalments.map((one, i) => (i < first ? one : { ...one, dueDate: one.dueDate + days }));
}
