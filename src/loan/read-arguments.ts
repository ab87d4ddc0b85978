/**
 * Arguments of loan functions, from plain data to exact values.
 * In: what came out of JSON: text, numbers, lists, objects. Out: ratios, days, integers, lists, objects with known members.
 * What does not fit fails with LON702, naming the argument, what was found and what was expected.
 */
import { fail } from '../base/index.ts';
import { parseDate } from './dates.ts';
import type { Day } from './dates.ts';
import { parseDecimal, parseRatio } from './ratio.ts';
import type { Ratio } from './ratio.ts';

/** Characters of one number. */
const TEXT_MAX = 100;
/** Amounts of one calculation. */
const FLOWS_MAX = 10_000;

export type Arguments = Readonly<Record<string, unknown>>;

export function refuse(target: string, found: unknown, expected: string): never {
  return fail('LON702', `${target}: found ${shown(found)}, expected ${expected}.`, { target });
}

/** A function that has no value for its arguments, where a spreadsheet shows #NUM!. */
export function noResult(target: string, why: string): never {
  return fail('LON702', `There is no result: ${why}.`, { target });
}

function shown(found: unknown): string {
  if (found === undefined) return 'nothing';
  const text = typeof found === 'string' ? `'${found}'` : Array.isArray(found) ? 'a list' : typeof found === 'object' && found !== null ? 'an object' : String(found);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** An object that has no other members than these. */
export function readRecord(value: unknown, target: string, members: readonly string[]): Arguments {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(target, value, 'an object');
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) fail('LON702', `${unknown} is no argument here; these are: ${members.join(', ')}.`, { target: unknown });
  return { ...value };
}

export function readList(value: unknown, target: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return refuse(target, Array.isArray(value) ? 'an empty list' : value, 'a list with at least one item');
  checkCount(value.length, target);
  return value;
}

export function checkCount(count: number, target: string): void {
  if (count > FLOWS_MAX) fail('LIM602', `${target} holds ${count} amounts; a calculation takes at most ${FLOWS_MAX}.`, { target });
}

/** Decimal text, or two with a slash between them. */
export const readRatio = (value: unknown, target: string): Ratio => readNumber(value, target, { parse: parseRatio, expected: `decimal or ratio text ("0.05", "0.1/12") of at most ${TEXT_MAX} characters` });

export const readDecimal = (value: unknown, target: string): Ratio => readNumber(value, target, { parse: parseDecimal, expected: `decimal text ("1432.86") of at most ${TEXT_MAX} characters` });

type NumberForm = { readonly parse: (text: string) => Ratio | undefined; readonly expected: string };

function readNumber(value: unknown, target: string, { parse, expected }: NumberForm): Ratio {
  const number = typeof value === 'string' && value.length <= TEXT_MAX ? parse(value) : undefined;
  return number ?? refuse(target, value, expected);
}

export function readDay(value: unknown, target: string): Day {
  const day = typeof value === 'string' ? parseDate(value) : undefined;
  return day ?? refuse(target, value, 'a date YYYY-MM-DD of the years 0001 to 9999');
}

export function readWhole(value: unknown, target: string, { from, to }: { readonly from: number; readonly to: number }): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to ? value : refuse(target, value, `a whole number from ${from} to ${to}`);
}

export function readName<Name extends string>(value: unknown, target: string, names: readonly Name[]): Name {
  return names.find((name) => name === value) ?? refuse(target, value, `one of ${names.join(', ')}`);
}
