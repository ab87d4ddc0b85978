/**
 * The canonical functions (URL Conventions 5.1.1.5 to 5.1.1.9) over oracle values.
 * In: a lower-case name and evaluated arguments. Out: a value; a null argument makes the result null.
 * Characters are code points, white space and case are Unicode's, parts of instants are read in UTC.
 */
import Big from 'big.js';
import { boolean, dateParts, DAY, decimal, EvaluationFailure, integer, NULL, string } from './evaluate-value.ts';
import type { Value } from './evaluate-value.ts';

type Fn = (...args: readonly Value[]) => Value;

export function callFunction(name: string, args: readonly Value[]): Value {
  const fn = FUNCTIONS.get(name);
  if (fn === undefined) throw new Error(`no function ${name}`);
  return args.some((arg) => arg.kind === 'null') ? NULL : fn(...args);
}

const text = (value: Value | undefined): string => {
  if (value?.kind !== 'string') throw new Error(`a string was expected, not ${value?.kind ?? 'nothing'}`);
  return value.value;
};
const whole = (value: Value | undefined): number => {
  if (value?.kind !== 'integer') throw new Error(`an integer was expected, not ${value?.kind ?? 'nothing'}`);
  return Number(value.value);
};

function substring(source: Value | undefined, start: Value | undefined, length: Value | undefined): Value {
  const characters = [...text(source)];
  const n = whole(start);
  const from = n < 0 ? Math.max(characters.length + n, 0) : n;
  if (length === undefined) return string(characters.slice(from).join(''));
  const m = whole(length);
  if (m < 0) throw new EvaluationFailure('negative length');
  return string(characters.slice(from, from + m).join(''));
}

function indexOf(source: string, part: string): number {
  const at = source.indexOf(part);
  return at < 0 ? -1 : [...source.slice(0, at)].length;
}

/** Microseconds since midnight, in UTC. */
function timeOf(value: Value | undefined): bigint {
  if (value?.kind === 'time') return value.value;
  if (value?.kind !== 'instant') throw new Error(`no time in ${value?.kind ?? 'nothing'}`);
  return ((value.value % DAY) + DAY) % DAY;
}

function daysOf(value: Value | undefined): bigint {
  if (value?.kind === 'date') return value.value;
  if (value?.kind !== 'instant') throw new Error(`no date in ${value?.kind ?? 'nothing'}`);
  return (value.value - timeOf(value)) / DAY;
}

type Rounding = { readonly exact: (value: Big) => Big; readonly float: (value: number) => number };
const awayFromZero = (value: Big): Big => value.round(0, Big.roundHalfUp);
const floorBig = (value: Big): Big => {
  const cut = value.round(0, Big.roundDown);
  return cut.gt(value) ? cut.minus(1) : cut;
};
const ROUND: Rounding = { exact: awayFromZero, float: (value) => (Number.isFinite(value) ? Number(awayFromZero(new Big(value)).toFixed(0)) : value) };
const FLOOR: Rounding = { exact: floorBig, float: Math.floor };
const CEILING: Rounding = { exact: (value) => floorBig(value.neg()).neg(), float: Math.ceil };

const rounding = (rule: Rounding): Fn => (value) => {
  switch (value?.kind) {
    case 'integer': return value;
    case 'decimal': return decimal(rule.exact(value.value));
    case 'single': case 'double': return { kind: value.kind, value: rule.float(value.value) };
    default: throw new Error(`no rounding of ${value?.kind ?? 'nothing'}`);
  }
};

const FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ['concat', (a, b) => string(text(a) + text(b))],
  ['contains', (a, b) => boolean(text(a).includes(text(b)))],
  ['startswith', (a, b) => boolean(text(a).startsWith(text(b)))],
  ['endswith', (a, b) => boolean(text(a).endsWith(text(b)))],
  ['indexof', (a, b) => integer(indexOf(text(a), text(b)))],
  ['length', (a) => integer([...text(a)].length)],
  ['substring', (a, start, length) => substring(a, start, length)],
  ['matchespattern', (a, b) => boolean(new RegExp(text(b), 'u').test(text(a)))],
  ['tolower', (a) => string(text(a).toLowerCase())],
  ['toupper', (a) => string(text(a).toUpperCase())],
  ['trim', (a) => string(text(a).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ''))],
  ['year', (a) => integer(dateParts(daysOf(a)).year)],
  ['month', (a) => integer(dateParts(daysOf(a)).month)],
  ['day', (a) => integer(dateParts(daysOf(a)).day)],
  ['hour', (a) => integer(timeOf(a) / 3_600_000_000n)],
  ['minute', (a) => integer((timeOf(a) / 60_000_000n) % 60n)],
  ['second', (a) => integer((timeOf(a) / 1_000_000n) % 60n)],
  ['fractionalseconds', (a) => decimal(new Big((timeOf(a) % 1_000_000n).toString()).div(1_000_000))],
  ['date', (a) => ({ kind: 'date', value: daysOf(a) })],
  ['time', (a) => ({ kind: 'time', value: timeOf(a) })],
  ['totaloffsetminutes', () => integer(0)],
  ['totalseconds', (a) => (a?.kind === 'duration' ? decimal(a.value) : NULL)],
  ['mindatetime', () => ({ kind: 'instant', value: -719_162n * DAY })],
  ['maxdatetime', () => ({ kind: 'instant', value: 2_932_897n * DAY - 1n })],
  ['round', rounding(ROUND)],
  ['floor', rounding(FLOOR)],
  ['ceiling', rounding(CEILING)],
]);
