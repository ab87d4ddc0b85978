/**
 * One vector computed and compared. In: a vector. Out: its misses, in words.
 * Only what `expected` names is compared: decimals within the tolerance, inclusive, everything else exactly. A member
 * of inputs or expected that the kind does not know, or inputs it cannot compute, fail the vector.
 */
import { RequestError } from '../../src/base/index.ts';
import { absolute, compare, decimalText, parseRatio, subtract } from '../../src/loan/index.ts';
import type { Ratio } from '../../src/loan/index.ts';
import type { Plain, PlainObject, Vector } from './read.ts';
import { APR } from './apr.ts';
import { DAY_COUNT } from './day-count.ts';
import { PAYOFF } from './payoff.ts';
import { SCHEDULE } from './schedule.ts';
import { TIME_VALUE } from './time-value.ts';

/** Members a kind knows: `true` for any value, a shape for objects, a shape in brackets for lists of objects. */
export type Shape = { readonly [name: string]: true | Shape | readonly [Shape] };

/** A figure that came out; undefined where there is none. Decimals and ratios are text, integers and dates are compared exactly. */
export type Figure = { readonly name: string; readonly got: Ratio | string | number | undefined; readonly expected: Plain; readonly isTotal?: boolean };

export type Kind = { readonly inputs: Shape; readonly expected: Shape; readonly compute: (inputs: PlainObject, expected: PlainObject) => readonly Figure[] };

export type Outcome = { readonly id: string; readonly misses: readonly string[] };

const KINDS: Readonly<Record<string, Kind>> = { schedule: SCHEDULE, apr: APR, payoff: PAYOFF, pmt: TIME_VALUE, daycount: DAY_COUNT };

export function runVector(vector: Vector): Outcome {
  const { id, kind, inputs, expected } = vector;
  const known = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined) return { id, misses: [`unknown kind ${JSON.stringify(kind)}`] };
  const strange = [...unknownMembers(inputs, known.inputs, 'inputs'), ...unknownMembers(expected, known.expected, 'expected')];
  if (strange.length > 0) return { id, misses: strange.map((name) => `unknown member ${name}`) };
  if (vector.tolerance === undefined || vector.totalTolerance === undefined) return { id, misses: ['the tolerance is not a number'] };
  return { id, misses: missesOf(vector, known) };
}

function missesOf(vector: Vector, { compute }: Kind): readonly string[] {
  try {
    return compute(vector.inputs, vector.expected).flatMap((figure) => compareFigure(vector, figure));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message, details = [] } = error.fault;
    return [message, ...details.map((detail) => `${detail.target ?? ''} ${detail.message}`)];
  }
}

function compareFigure(vector: Vector, { name, got, expected, isTotal }: Figure): readonly string[] {
  const shown = typeof got === 'object' ? decimalText(got) : got;
  const miss = [`${name} expected ${JSON.stringify(expected)}, got ${shown ?? 'nothing'}`];
  if (typeof got !== 'object') return got === expected ? [] : miss;
  const wanted = typeof expected === 'string' ? parseRatio(expected) : undefined;
  const tolerance = isTotal === true ? vector.totalTolerance : vector.tolerance;
  if (wanted === undefined || tolerance === undefined) return miss;
  return compare(absolute(subtract(got, wanted)), tolerance) <= 0 ? [] : miss;
}

function unknownMembers(value: PlainObject, shape: Shape, path: string): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known === undefined) return [`${path}.${name}`];
    if (known === true) return [];
    const inner = isList(known) ? known[0] : known;
    const items = isList(known) && Array.isArray(member) ? member : [member];
    return items.flatMap((item: Plain) => (isPlainObject(item) ? unknownMembers(item, inner, `${path}.${name}`) : []));
  });
}

const isList = (shape: Shape | readonly [Shape]): shape is readonly [Shape] => Array.isArray(shape);
const isPlainObject = (value: Plain): value is PlainObject => typeof value === 'object' && value !== null && !Array.isArray(value);
