/**
 * What one literal looks like in raw text, for the shape scanner.
 * In: raw text and the place where a literal may begin. Out: its end and tag, or nothing.
 * It uses the parser's own forms, so it accepts exactly what the parser accepts, and gives up on
 * anything unusual: a literal it does not know stays part of the shape.
 */

import { decodeText, isSignAt } from './lex-decode.ts';
import { dateEnd, durationEnd, guidEnd, numberEnd, timeEnd, zoneEnd } from './literal-forms.ts';

export type LiteralTag =
  | 'string' | 'int9' | 'int18' | 'integer' | 'decimal' | 'double' | 'guid' | 'date' | 'dateTimeOffset' | 'timeOfDay' | 'duration'
  | 'token';

export type Token = { readonly end: number; readonly tag: LiteralTag };

const QUOTE = 39;
const PERCENT = 37;

const isDigitCode = (c: number): boolean => c >= 48 && c <= 57;

/** The ASCII character an escape stands for, or -1 when it is broken or beyond ASCII. */
export function escapedAt(raw: string, at: number): number {
  const high = hex(raw.charCodeAt(at + 1));
  const low = hex(raw.charCodeAt(at + 2));
  return high < 0 || low < 0 || high > 7 ? -1 : high * 16 + low;
}

function hex(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** How wide a quote is at `at`: 1 raw, 3 escaped, 0 none. */
export function quoteWidth(raw: string, at: number): number {
  const c = raw.charCodeAt(at);
  if (c === QUOTE) return 1;
  return c === PERCENT && raw.charCodeAt(at + 1) === 50 && raw.charCodeAt(at + 2) === 55 ? 3 : 0;
}

/** End of the quoted text that opens at `from`, or -1 when it does not close before `to`. */
export function quotedEnd(raw: string, from: number, to: number): number {
  let at = from + quoteWidth(raw, from);
  while (at < to) {
    const c = raw.charCodeAt(at);
    const width = c === QUOTE || c === PERCENT ? quoteWidth(raw, at) : 0;
    if (width === 0) {
      at++;
      continue;
    }
    at += width;
    const doubled = at < to ? quoteWidth(raw, at) : 0;
    if (doubled === 0) return at;
    at += doubled;
  }
  return -1;
}

/** End of the JSON string that opens at `from`, or -1. Quotes and backslashes may be escaped. */
export function jsonStringEnd(raw: string, from: number, to: number): number {
  let at = raw.charCodeAt(from) === PERCENT ? from + 3 : from + 1;
  while (at < to) {
    const isEscape = raw.charCodeAt(at) === PERCENT;
    const c = isEscape ? escapedAt(raw, at) : raw.charCodeAt(at);
    at += isEscape ? 3 : 1;
    if (c === 34) return at;
    if (c === 92) at += raw.charCodeAt(at) === PERCENT ? 3 : 1;
  }
  return -1;
}

/** The number, date, time, instant or GUID that begins at `from`; it must fill the whole run of its characters. */
export function tokenAt(raw: string, from: number, to: number, start: number): Token | undefined {
  let end = from;
  let isPlain = true;
  while (end < to) {
    const c = raw.charCodeAt(end);
    if (isRunCode(c)) {
      end++;
    } else if (c === PERCENT && isRunEscape(escapedAt(raw, end))) {
      isPlain = false;
      end += 3;
    } else if (c === 43 && isSignAt(raw, end, start)) {
      isPlain = false;
      end++;
    } else break;
  }
  const tag = isPlain ? tagOf(raw, from, end) : tagOfText(decodeText(raw, from, end));
  return tag === undefined ? undefined : { end, tag };
}

const tagOfText = (text: string): LiteralTag | undefined => tagOf(text, 0, text.length);

const isRunCode = (c: number): boolean =>
  isDigitCode(c) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 45 || c === 46 || c === 58 || c >= 128;

/** `:`, `+`, `-` and `.` may be escaped inside a date or number. */
const isRunEscape = (c: number): boolean => c === 58 || c === 43 || c === 45 || c === 46;

function tagOf(text: string, from: number, end: number): LiteralTag | undefined {
  let at = text.charCodeAt(from) === 45 ? from + 1 : from;
  const first = at;
  while (at < end && isDigitCode(text.charCodeAt(at))) at++;
  const digits = at - first;
  if (at === end) return digits === 0 ? undefined : digits <= 9 ? 'int9' : digits <= 18 ? 'int18' : 'integer';
  const c = text.charCodeAt(at);
  if (end - from === 36 && guidEnd(text, from, end) === end) return 'guid';
  if (c === 45 && digits >= 4) return temporalTag(text, from, end);
  if (c === 58) return digits === 2 && first === from && timeEnd(text, from, end) === end ? 'timeOfDay' : undefined;
  if (digits === 0 || numberEnd(text, from, end) !== end) return undefined;
  return c === 46 && !hasExponent(text, at, end) ? 'decimal' : 'double';
}

function hasExponent(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if ((text.charCodeAt(at) | 32) === 101) return true;
  return false;
}

function temporalTag(text: string, from: number, end: number): LiteralTag | undefined {
  const date = dateEnd(text, from, end);
  if (date < 0) return undefined;
  if (date === end) return 'date';
  if ((text.charCodeAt(date) | 32) !== 116) return undefined;
  const time = timeEnd(text, date + 1, end);
  return time > 0 && zoneEnd(text, time, end) === end ? 'dateTimeOffset' : undefined;
}

/** Whether `duration'…'` (quotes at `open` and before `end`) holds a well-formed duration, written plainly. */
export function isDuration(raw: string, open: number, end: number): boolean {
  const from = open + quoteWidth(raw, open);
  const to = raw.charCodeAt(end - 1) === QUOTE ? end - 1 : end - 3;
  return durationEnd(raw, from, to) === to;
}

/** The value's text of a scanned literal, exactly as the parser would have it. */
export function literalText(raw: string, tag: LiteralTag): string {
  const text = decodeText(raw, 0, raw.length);
  switch (tag) {
    case 'string': return text.slice(1, -1).replaceAll("''", "'");
    case 'duration': return text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'");
    case 'dateTimeOffset': return text.toUpperCase();
    default: return text;
  }
}
