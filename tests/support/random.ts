/** Random numbers that are the same in every run. In: a seed. Out: a generator; the same seed gives the same values. */
export type Random = {
  /** 0 ≤ result < 1. */
  readonly next: () => number;
  /** A whole number, 0 ≤ result < `below`. */
  readonly integer: (below: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
};

/** A small generator of Tommy Ettinger's kind: good enough to vary, the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((more ^ (more >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  return { next, integer, pick };
}
