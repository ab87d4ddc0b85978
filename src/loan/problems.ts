/**
 * Collects everything wrong with some terms, then fails once.
 * In: fields with their values, as given. Out: nothing, or one fault LON701 whose details name each field. Each check
 * says what it expected; a check of an absent field passes, unless the field is required.
 */
import { fail } from '../base/index.ts';
import type { FaultDetail } from '../base/index.ts';
import { compare, isNegative, isZero, parseDecimal, parseRatio, ratioOf } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { ROUNDING_MODES } from './rounding.ts';
import type { RoundingTerms } from './rounding.ts';
import { parseDate } from './dates.ts';

/** Digits of one number on each side of its point: amounts as they are printed, with up to 36 decimals, can be given back. */
export const DIGITS_MAX = 38;
/** Highest yearly rate, in percent. */
export const PERCENT_MAX = 100_000;

export type Range = { readonly from: number; readonly to: number };

export type Problems = {
  readonly add: (field: string, message: string) => void;
  readonly required: (field: string, value: unknown) => void;
  /** Money of zero or more. */
  readonly amount: (field: string, text: string | undefined, options?: { readonly isPositive?: boolean }) => void;
  readonly decimal: (field: string, text: string | undefined) => void;
  readonly percent: (field: string, text: string | undefined, lowest?: number) => void;
  readonly ratio: (field: string, text: string | undefined) => void;
  readonly date: (field: string, text: string | undefined) => void;
  readonly integer: (field: string, value: number | undefined, range: Range) => void;
  readonly rounding: (field: string, value: RoundingTerms | null | undefined) => void;
  readonly oneOf: (field: string, value: string | undefined, names: readonly string[]) => void;
  readonly list: (field: string, value: readonly unknown[] | undefined) => void;
  readonly has: (field: string) => boolean;
  readonly told: () => readonly FaultDetail[];
  readonly end: () => void;
};

/** Items of one list in the terms. */
const ITEMS_MAX = 10_000;
/** Problems told at once. */
const TOLD_MAX = 50;

export function problemList(): Problems {
  const found: FaultDetail[] = [];
  const add = (target: string, message: string): void => {
    if (found.length < TOLD_MAX) found.push({ code: 'LON701', message, target });
  };
  const number = (field: string, text: string | undefined, parse: (text: string) => Ratio | undefined): Ratio | undefined => {
    if (text === undefined) return undefined;
    const value = typeof text === 'string' && !isTooLong(text) ? parse(text) : undefined;
    if (value === undefined) add(field, `${quoted(text)} is no plain decimal text of at most ${DIGITS_MAX} digits on each side of the point.`);
    return value;
  };
  return {
    add,
    required: (field, value) => void (value === undefined && add(field, 'is required.')),
    amount: (field, text, { isPositive = false } = {}) => {
      const value = number(field, text, parseDecimal);
      if (value !== undefined && (isNegative(value) || (isPositive && isZero(value)))) add(field, `${quoted(text)} must be ${isPositive ? 'above zero' : 'zero or more'}.`);
    },
    decimal: (field, text) => void number(field, text, parseDecimal),
    percent: (field, text, lowest = -100) => {
      const value = number(field, text, parseDecimal);
      const isOut = value !== undefined && (compare(value, ratioOf(PERCENT_MAX)) > 0 || compare(value, ratioOf(lowest)) < 0);
      if (isOut) add(field, `${quoted(text)} must lie between ${lowest} and ${PERCENT_MAX} percent.`);
    },
    ratio: (field, text) => {
      const value = number(field, text, parseRatio);
      if (value !== undefined && (isNegative(value) || isZero(value))) add(field, `${quoted(text)} must be above zero.`);
    },
    date: (field, text) => void (text !== undefined && (typeof text !== 'string' || parseDate(text) === undefined) && add(field, `${quoted(text)} is no date YYYY-MM-DD of the years 0001 to 9999.`)),
    integer: (field, value, { from, to }) => void (value !== undefined && (!Number.isInteger(value) || value < from || value > to) && add(field, `${quoted(value)} must be a whole number from ${from} to ${to}.`)),
    rounding: (field, value) => {
      if (value === null || value === undefined) return;
      const increment = number(`${field}.increment`, value.increment, parseDecimal);
      if (increment !== undefined && (isZero(increment) || isNegative(increment))) add(`${field}.increment`, `${quoted(value.increment)} must be above zero.`);
      if (!ROUNDING_MODES.includes(value.mode)) add(`${field}.mode`, `${quoted(value.mode)} is none of ${ROUNDING_MODES.join(', ')}.`);
    },
    oneOf: (field, value, names) => void (value !== undefined && !names.includes(value) && add(field, `${quoted(value)} is none of ${names.join(', ')}.`)),
    list: (field, value) => void (value !== undefined && value.length > ITEMS_MAX && add(field, `holds ${value.length} items; at most ${ITEMS_MAX} are allowed.`)),
    told: () => found,
    has: (field) => found.some(({ target }) => target === field),
    end: () => {
      const [first] = found;
      if (first === undefined) return;
      const message = found.length === 1 ? `${first.target ?? ''}: ${first.message}` : `The loan terms have ${found.length} problems; the first: ${first.target ?? ''}: ${first.message}`;
      fail('LON701', message, { ...(first.target === undefined ? {} : { target: first.target }), details: found });
    },
  };
}

const isTooLong = (text: string): boolean => text.split(/\D+/).some((digits) => digits.length > DIGITS_MAX);

/** What was given, not longer than a message can bear. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
