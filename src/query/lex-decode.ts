/**
 * Percent-decoding with a way back: turns a stretch of the raw target into text plus, for every
 * decoded character, the raw offset it came from. Splitting at `?`, `&` and `=` has happened before.
 * Strict: a broken escape or bytes that are not UTF-8 are faults. In a query a `+` is a blank unless
 * it can only be a sign (exponent of a number, zone of a DateTimeOffset).
 */

import { fail } from '../base/index.ts';
import { ESCAPED_SLASH, isDigit, isNamePart } from './lex-reader.ts';

export type Decoded = { readonly text: string; readonly offsets: Int32Array };

const PERCENT = 37;
const PLUS = 43;

export function decodeRange(raw: string, from: number, to: number, inPath: boolean): Decoded {
  const offsets = new Int32Array(to - from + 1);
  let text = '';
  let length = 0;
  let copied = from;
  let at = from;
  while (at < to) {
    const c = raw.charCodeAt(at);
    const isSpace = c === PLUS && !inPath && !isSignAt(raw, at, from);
    if (c !== PERCENT && !isSpace) {
      offsets[length++] = at++;
      continue;
    }
    if (copied < at) text += raw.slice(copied, at);
    const width = isSpace ? 1 : escapeWidth(raw, at, to);
    const piece = isSpace ? ' ' : decodeEscape(raw, at, width, inPath);
    for (let i = 0; i < piece.length; i++) offsets[length++] = at;
    text += piece;
    at += width;
    copied = at;
  }
  if (copied < to) text += raw.slice(copied, to);
  offsets[length] = to;
  return { text, offsets };
}

/** Decodes a stretch of text whose positions nobody asks for. */
export function decodeText(raw: string, from: number, to: number, inPath = false): string {
  for (let at = from; at < to; at++) {
    const c = raw.charCodeAt(at);
    if (c === PERCENT || (c === PLUS && !inPath)) return decodeRange(raw, from, to, inPath).text;
  }
  return raw.slice(from, to);
}

function hexAt(raw: string, at: number): number {
  const c = raw.charCodeAt(at);
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function byteAt(raw: string, at: number, to: number): number {
  const high = raw.charCodeAt(at) === PERCENT && at + 2 < to ? hexAt(raw, at + 1) : -1;
  const low = high < 0 ? -1 : hexAt(raw, at + 2);
  if (low >= 0) return high * 16 + low;
  return fail('URL102', `The percent escape "${raw.slice(at, Math.min(at + 3, to))}" at offset ${at} is not "%" and two hexadecimal digits.`, { at });
}

/** Raw length of the escape sequence of one character: 3 for ASCII, up to 12 for UTF-8. */
function escapeWidth(raw: string, at: number, to: number): number {
  const lead = byteAt(raw, at, to);
  if (lead < 0x80) return 3;
  const bytes = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (bytes === 0) badUtf8(raw, at, at + 3);
  for (let i = 1; i < bytes; i++) {
    const next = at + 3 * i;
    if (next >= to || raw.charCodeAt(next) !== PERCENT || (byteAt(raw, next, to) & 0xc0) !== 0x80) badUtf8(raw, at, Math.min(next, to));
  }
  return bytes * 3;
}

function decodeEscape(raw: string, at: number, width: number, inPath: boolean): string {
  if (width === 3) {
    const code = hexAt(raw, at + 1) * 16 + hexAt(raw, at + 2);
    return code === 47 && inPath ? ESCAPED_SLASH : String.fromCharCode(code);
  }
  try {
    return decodeURIComponent(raw.slice(at, at + width));
  } catch {
    return badUtf8(raw, at, at + width);
  }
}

function badUtf8(raw: string, at: number, to: number): never {
  return fail('URL102', `The percent escapes "${raw.slice(at, to)}" at offset ${at} are not valid UTF-8.`, { at });
}

const ZONE_BEFORE = /\d\d-\d\d[Tt]\d\d(?::|%3[Aa])\d\d(?:(?::|%3[Aa])\d\d(?:\.\d{1,12})?)?$/;
const ZONE_AFTER = /^\d\d(?::|%3[Aa])\d\d/;

/** Whether the `+` at `at` can only be a sign: of an exponent, or of a time zone. */
export function isSignAt(raw: string, at: number, from: number): boolean {
  if (!isDigit(raw.charCodeAt(at + 1))) return false;
  if ((raw.charCodeAt(at - 1) | 32) === 101) return endsNumber(raw, at - 2, from);
  return ZONE_AFTER.test(raw.slice(at + 1, at + 8)) && ZONE_BEFORE.test(raw.slice(Math.max(from, at - 40), at));
}

/** Whether digits that do not belong to a name end at `last`. */
function endsNumber(raw: string, last: number, from: number): boolean {
  let at = last;
  while (at >= from && (isDigit(raw.charCodeAt(at)) || raw.charCodeAt(at) === 46)) at--;
  let digits = last - at;
  if (at >= from && raw.charCodeAt(at) === PERCENT) digits -= 2; // the run began with an escape such as %20
  if (digits <= 0) return false;
  if (at < from || raw.charCodeAt(at) === PERCENT || raw.charCodeAt(at - 2) === PERCENT) return true;
  if (raw.charCodeAt(at - 1) === PERCENT) return digits > 1; // an escape such as %3D cut in two by the run
  return !isNamePart(raw.charCodeAt(at));
}
