/**
 * Compiled reads, kept by the shape of the URL: the same shape with other literals finds its statement
 * without parsing, planning or printing again.
 * A literal that became a parameter may vary; one that the plan was made from ($top, a fraction against
 * an integer) is part of the key. So an entry holds which literals were baked in, and a plan for each
 * of their values. In: shape and literals of a request target. Out: the compiled read, or nothing.
 */
import { LRUCache } from 'lru-cache';
import type { PlanMode, ResultShape } from '../plan/index.ts';
import type { ReadRequest, Slot } from '../query/index.ts';
import type { ScannedLiteral } from '../query/index.ts';
import type { ParamSource } from '../plan/index.ts';
import type { Template } from '../sql/index.ts';

/** A read ready to run: only values, tenant and base URL are missing. */
export type CompiledRead = {
  readonly request: ReadRequest;
  readonly template: Template;
  readonly mode: PlanMode;
  /** Literals of the target it was compiled from, for slots and spans that refer to its offsets. */
  readonly literals: readonly ScannedLiteral[];
};

type Entry = { readonly baked: readonly number[]; readonly plans: Map<string, CompiledRead> };
type Counts = { hits: number; misses: number };

export type PlanCache = {
  readonly find: (key: string, literals: readonly ScannedLiteral[]) => CompiledRead | undefined;
  readonly keep: (key: string, compiled: CompiledRead) => void;
  readonly counts: () => Readonly<Counts>;
};

const SHAPES = 2_000;
const PLANS_PER_SHAPE = 50;

export function makePlanCache(): PlanCache {
  const entries = new LRUCache<string, Entry>({ max: SHAPES });
  const counts: Counts = { hits: 0, misses: 0 };
  return {
    find: (key, literals) => {
      const entry = entries.get(key);
      const found = entry?.plans.get(bakedKey(entry.baked, literals));
      counts[found === undefined ? 'misses' : 'hits'] += 1;
      return found;
    },
    keep: (key, compiled) => {
      const baked = bakedLiterals(compiled);
      const known = entries.get(key);
      const entry = known !== undefined && known.baked.join() === baked.join() ? known : { baked, plans: new Map<string, CompiledRead>() };
      if (entry.plans.size >= PLANS_PER_SHAPE) entry.plans.clear();
      entry.plans.set(bakedKey(baked, compiled.literals), compiled);
      entries.set(key, entry);
    },
    counts: () => ({ ...counts }),
  };
}

/** Everything of the answer's dress that changes the plan. */
export function shapeKey({ metadata, prefix, version, ieee754Compatible, verbose, spelled }: ResultShape): string {
  const other = verbose === undefined && spelled === undefined ? '' : JSON.stringify([verbose, spelled]);
  return `${metadata} ${prefix} ${version} ${ieee754Compatible}${other}`;
}

const bakedKey = (baked: readonly number[], literals: readonly ScannedLiteral[]): string =>
  baked.length === 0 ? '' : baked.map((i) => literals[i]?.text ?? '').join('\u0000');

/** Indexes of the literals that no parameter takes up again: the plan was made from their values. */
function bakedLiterals({ template, literals }: CompiledRead): readonly number[] {
  const taken = new Set(template.params.flatMap(({ source }) => slotsOf(source)).map((slot) => (slot.refill === undefined ? undefined : slot.at)));
  return literals.flatMap((literal, i) => (taken.has(literal.at) || literal.tag === 'token' ? [] : [i]));
}

function slotsOf(source: ParamSource): readonly Slot[] {
  if (source.kind === 'slot') return [source.slot];
  return source.kind === 'array' ? source.slots : [];
}
