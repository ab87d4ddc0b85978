/**
 * The fixed forms of literals: dates, times, durations, GUIDs, base64url. Each function takes text
 * and a start and returns the end of the form, or `~at` (negative) where `at` is the place at which
 * the form breaks. Pure; knows neither readers nor faults, so value rules can use it as well.
 */

import { isDigit, isHex } from './lex-reader.ts';

const code = (text: string, at: number, end: number): number => (at < end ? text.charCodeAt(at) : -1);

/** Two digits between low and high: their end, or ~ the digit that cannot be. */
function pairEnd(text: string, at: number, end: number, range: { readonly low: number; readonly high: number }): number {
  const tens = code(text, at, end) - 48;
  if (!(tens >= 0 && tens <= Math.floor(range.high / 10))) return ~at;
  const value = tens * 10 + code(text, at + 1, end) - 48;
  if (range.high === 60 && tens === 6 && value !== 60) return ~at; // a leap second is the only one beyond 59
  if (!isDigit(code(text, at + 1, end)) || value < range.low || value > range.high) return ~(at + 1);
  return at + 2;
}

const MONTH = { low: 1, high: 12 };
const DAY = { low: 1, high: 31 };
const HOUR = { low: 0, high: 23 };
const MINUTE = { low: 0, high: 59 };
const SECOND = { low: 0, high: 60 };

function digitsEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(text.charCodeAt(i))) i++;
  return i;
}

/** `[-]yyyy-mm-dd`; years of more than four digits do not begin with zero. */
export function dateEnd(text: string, from: number, end: number): number {
  let at = code(text, from, end) === 45 ? from + 1 : from;
  const yearEnd = digitsEnd(text, at, end);
  if (yearEnd < at + 4) return ~yearEnd;
  if (yearEnd > at + 4 && text.charCodeAt(at) === 48) return ~(at + 4);
  if (code(text, yearEnd, end) !== 45) return ~yearEnd;
  at = pairEnd(text, yearEnd + 1, end, MONTH);
  if (at < 0) return at;
  if (code(text, at, end) !== 45) return ~at;
  return pairEnd(text, at + 1, end, DAY);
}

/** `hh:mm[:ss[.fraction]]` */
export function timeEnd(text: string, from: number, end: number): number {
  let at = pairEnd(text, from, end, HOUR);
  if (at < 0) return at;
  if (code(text, at, end) !== 58) return ~at;
  at = pairEnd(text, at + 1, end, MINUTE);
  if (at < 0 || code(text, at, end) !== 58) return at;
  const second = pairEnd(text, at + 1, end, SECOND);
  if (second < 0) return second;
  if (code(text, second, end) !== 46) return second;
  const fraction = digitsEnd(text, second + 1, end);
  if (fraction === second + 1) return ~fraction;
  return Math.min(fraction, second + 13);
}

/** `Z` or `+hh:mm` */
export function zoneEnd(text: string, from: number, end: number): number {
  const c = code(text, from, end);
  if (c === 90 || c === 122) return from + 1;
  if (c !== 43 && c !== 45) return ~from;
  const at = pairEnd(text, from + 1, end, HOUR);
  if (at < 0) return at;
  if (code(text, at, end) !== 58) return ~at;
  return pairEnd(text, at + 1, end, MINUTE);
}

/** `[-]P[nD][T[nH][nM][n[.n]S]]` */
export function durationEnd(text: string, from: number, end: number): number {
  let at = code(text, from, end) === 45 ? from + 1 : from;
  if ((code(text, at, end) | 32) !== 112) return ~at;
  at++;
  const days = digitsEnd(text, at, end);
  if (days > at) {
    if ((code(text, days, end) | 32) !== 100) return ~days;
    at = days + 1;
  }
  return (code(text, at, end) | 32) === 116 ? clockEnd(text, at + 1, end) : at;
}

function clockEnd(text: string, from: number, end: number): number {
  let at = from;
  for (const unit of 'hms') {
    const digits = digitsEnd(text, at, end);
    if (digits === at) continue;
    let after = digits;
    if (code(text, after, end) === 46) {
      after = digitsEnd(text, digits + 1, end);
      if (after === digits + 1) return ~after;
      if ((code(text, after, end) | 32) !== 115) return ~after;
    }
    const found = code(text, after, end) | 32;
    if (found === unit.charCodeAt(0)) at = after + 1;
    else if (unit === 's' || !'hms'.includes(String.fromCharCode(found))) return ~after;
  }
  return at;
}

const GUID_DASHES = new Set([8, 13, 18, 23]);

export function guidEnd(text: string, from: number, end: number): number {
  for (let i = 0; i < 36; i++) {
    const c = code(text, from + i, end);
    if (GUID_DASHES.has(i) ? c !== 45 : !(c >= 0 && isHex(c))) return ~(from + i);
  }
  return from + 36;
}

const BASE64 = /^[A-Za-z0-9_-]$/;
const LAST_OF_TWO = /^[AEIMQUYcgkosw048]$/;
const LAST_OF_ONE = /^[AQgw]$/;

/** base64url with optional padding. */
export function base64End(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && BASE64.test(text[at]!)) at++;
  const rest = (at - from) % 4;
  if (rest === 1) return ~at;
  if (rest === 2) return LAST_OF_ONE.test(text[at - 1]!) ? (text.startsWith('==', at) ? at + 2 : at) : ~at;
  if (rest === 3) return LAST_OF_TWO.test(text[at - 1]!) ? (text[at] === '=' ? at + 1 : at) : ~at;
  return at;
}

/** `[sign] digits [. digits] [e [sign] digits]`, or INF, -INF, NaN. */
export function numberEnd(text: string, from: number, end: number): number {
  for (const word of ['NaN', '-INF', 'INF']) if (text.startsWith(word, from)) return from + word.length;
  let at = code(text, from, end) === 45 || code(text, from, end) === 43 ? from + 1 : from;
  let next = digitsEnd(text, at, end);
  if (next === at) return ~at;
  at = next;
  if (code(text, at, end) === 46) {
    next = digitsEnd(text, at + 1, end);
    if (next === at + 1) return ~next;
    at = next;
  }
  if ((code(text, at, end) | 32) !== 101) return at;
  const sign = code(text, at + 1, end) === 45 || code(text, at + 1, end) === 43 ? at + 2 : at + 1;
  next = digitsEnd(text, sign, end);
  return next === sign ? ~next : next;
}
