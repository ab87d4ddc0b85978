/**
 * Chance that repeats itself: the same seed gives the same demo everywhere.
 * In: a seed. Out: functions over one stream of numbers. Integer arithmetic only, so no engine differs.
 * Not for secrets.
 */
export type Random = {
  /** An integer from `startInclusive` to `endInclusive`. */
  readonly between: (startInclusive: number, endInclusive: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** True in about `percent` of a hundred cases. */
  readonly chance: (percent: number) => boolean;
};

export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const between = (start: number, end: number): number => start + (next() % (end - start + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[between(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  return { between, pick, chance: (percent) => between(1, 100) <= percent };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A date on which every month has a day: 1 to 28. */
export const makeDate = (random: Random, yearStart: number, yearEnd: number): string =>
  `${random.between(yearStart, yearEnd)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;

/** The same day `months` later; the day is at most 28. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const total = year * 12 + (month - 1) + months;
  return `${Math.floor(total / 12)}-${two((total % 12) + 1)}-${two(day)}`;
}

/** Cents as a decimal text. */
export const toAmount = (cents: number): string => `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${two(Math.abs(cents) % 100)}`;
