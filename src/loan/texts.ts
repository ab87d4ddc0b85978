/**
 * Texts of terms as the numbers they are, and how amounts become text again.
 * In: text that was checked before. Out: days and exact ratios; a text that was not checked gives no number (NaN, zero).
 */
import { ZERO, divide, parseDecimal, ratioOf, reduced } from './ratio.ts';
import type { Places, Ratio } from './ratio.ts';
import { parseDate } from './dates.ts';
import type { Day } from './dates.ts';

export const dayAt = (text: string): Day => parseDate(text) ?? NaN;
export const decimalAt = (text: string): Ratio => parseDecimal(text) ?? ZERO;

const HUNDRED = ratioOf(100);
/** A percentage as a ratio: "6" is 0.06. */
export const percentOf = (text: string): Ratio => reduced(divide(decimalAt(text), HUNDRED));

/** At least the currency's decimals, at most 36. */
export const placesOf = ({ decimals = 2 }: { readonly decimals?: number }): Places => ({ least: decimals, most: 36 });
