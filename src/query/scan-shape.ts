/**
 * The shape of a request target: its text with every literal value replaced by the tag of its
 * spelled type. Two targets of one shape mean the same but for the values, so the shape is the key
 * under which a plan is kept, and the lifted spans are the values of the request at hand.
 * One pass, no parsing. Whatever looks unusual stays in the shape; a span that is lifted is always
 * the span of a literal node of the parser. Booleans and null are shape: they change meaning.
 */

import { escapedAt, isDuration, jsonStringEnd, literalText, quotedEnd, quoteWidth, tokenAt } from './scan-token.ts';
import type { LiteralTag } from './scan-token.ts';

export { literalText };
export type { LiteralTag };

export type ScannedLiteral = { readonly text: string; readonly at: number; readonly end: number; readonly tag: LiteralTag };
export type Shape = { readonly shape: string; readonly literals: readonly ScannedLiteral[] };

type Scan = {
  readonly raw: string;
  at: number;
  /** End of the stretch being scanned. */
  to: number;
  /** Start of that stretch: signs are judged by what precedes them in it. */
  from: number;
  copied: number;
  shape: string;
  inPath: boolean;
  readonly literals: ScannedLiteral[];
};

/** Starts a tag in the shape; targets that hold it themselves are not lifted from. */
const MARK = '\u0000';

const MARKS: Readonly<Record<LiteralTag, string>> = {
  string: `${MARK}s`, int9: `${MARK}i`, int18: `${MARK}l`, integer: `${MARK}n`, decimal: `${MARK}d`, double: `${MARK}f`, guid: `${MARK}g`,
  date: `${MARK}D`, dateTimeOffset: `${MARK}T`, timeOfDay: `${MARK}t`, duration: `${MARK}p`, token: `${MARK}k`,
};

const NAME = 1;
const DIGIT = 2;
const QUOTE = 3;
const ESCAPE = 4;
const DOUBLE_QUOTE = 5;
const MINUS = 6;
const SLASH = 7;
const DOT = 8;
const PLUS = 9;
const OPEN = 10;
const CLOSE = 11;
const CLASS = new Uint8Array(128);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') CLASS[c.charCodeAt(0)] = NAME;
for (const c of '0123456789') CLASS[c.charCodeAt(0)] = DIGIT;
for (const [c, kind] of [["'", QUOTE], ['%', ESCAPE], ['"', DOUBLE_QUOTE], ['-', MINUS], ['/', SLASH], ['.', DOT], ['+', PLUS], ['(', OPEN], [')', CLOSE]] as const) {
  CLASS[c.charCodeAt(0)] = kind;
}

const classOf = (c: number): number => (c < 128 ? CLASS[c]! : NAME);

/** What stands before the current character: nothing in particular, a name, or a slash. */
type Before = -1 | 0 | 1 | 2;

export function scanShape(target: string): Shape {
  const s: Scan = { raw: target, at: 0, to: 0, from: 0, copied: 0, shape: '', inPath: true, literals: [] };
  if (target.includes('#') || target.includes(MARK)) return { shape: target, literals: s.literals };
  const mark = target.indexOf('?');
  s.to = mark < 0 ? target.length : mark;
  scanPath(s);
  if (mark >= 0) scanQuery(s, mark + 1);
  return { shape: s.copied === 0 ? target : s.shape + target.slice(s.copied), literals: s.literals };
}

function lift(s: Scan, from: number, to: number, tag: LiteralTag): void {
  s.shape += s.raw.slice(s.copied, from) + MARKS[tag];
  s.copied = to;
  s.literals.push({ text: s.raw.slice(from, to), at: from, end: to, tag });
}

/** Segments: only what stands in the parentheses behind a plain name is looked at. */
function scanPath(s: Scan): void {
  const { raw, to } = s;
  while (s.at < to) {
    s.at = nameEnd(raw, s.at, to);
    const isOpen = s.at < to && (raw.charCodeAt(s.at) === 40 || (raw.charCodeAt(s.at) === 37 && escapedAt(raw, s.at) === 40));
    if (isOpen) {
      s.from = s.at;
      scanExpression(s, true);
      if (s.at < to && raw.charCodeAt(s.at) !== 47) continue;
    } else {
      const slash = raw.indexOf('/', s.at);
      s.at = slash < 0 || slash > to ? to : slash;
    }
    s.at++;
  }
  s.at = to;
}

/** End of `Name`, `Ns.Name` or `$name`, as far as plain letters go. */
function nameEnd(raw: string, from: number, to: number): number {
  let at = raw.charCodeAt(from) === 36 ? from + 1 : from;
  while (at < to) {
    const kind = classOf(raw.charCodeAt(at));
    const fits = kind === NAME || (kind === DIGIT && at > from) || (kind === DOT && classOf(raw.charCodeAt(at + 1)) === NAME);
    if (!fits || raw.charCodeAt(at) >= 128) break;
    at++;
  }
  return at;
}

const SCANNED: ReadonlySet<string> = new Set(['filter', 'orderby', 'compute', 'expand', 'select', 'apply']);

function scanQuery(s: Scan, from: number): void {
  const { raw } = s;
  s.inPath = false;
  for (let at = from; at < raw.length;) {
    let to = raw.indexOf('&', at);
    if (to < 0) to = raw.length;
    const equals = raw.indexOf('=', at);
    if (equals >= 0 && equals < to) scanOption(s, at, equals + 1, to);
    at = to + 1;
  }
}

function scanOption(s: Scan, nameStart: number, from: number, to: number): void {
  const { raw } = s;
  if (raw.charCodeAt(nameStart) !== 64) {
    const name = optionName(raw, nameStart, from - 1);
    if (name === 'top' || name === 'skip') return scanCount(s, from, to);
    if (name === 'skiptoken') return scanToken(s, from, to);
    if (!SCANNED.has(name)) return;
  }
  s.at = from;
  s.from = from;
  s.to = to;
  scanExpression(s, false);
}

function optionName(raw: string, from: number, to: number): string {
  const first = raw.charCodeAt(from);
  const start = first === 36 ? from + 1 : first === 37 && escapedAt(raw, from) === 36 ? from + 3 : from;
  return raw.slice(start, to).toLowerCase();
}

/** Fifteen digits fit a safe integer; the parser refuses more. */
const COUNT_DIGITS_MAX = 15;

function scanCount(s: Scan, from: number, to: number): void {
  for (let at = from; at < to; at++) if (classOf(s.raw.charCodeAt(at)) !== DIGIT) return;
  if (to > from && to - from <= COUNT_DIGITS_MAX) lift(s, from, to, to - from <= 9 ? 'int9' : 'int18');
}

function scanToken(s: Scan, from: number, to: number): void {
  const first = s.raw.charCodeAt(from);
  const isBlank = first === 32 || first === 9 || first === 43 || (first === 37 && (escapedAt(s.raw, from) === 32 || escapedAt(s.raw, from) === 9));
  if (to > from && !isBlank) lift(s, from, to, 'token');
}

/** An expression or list up to `s.to`; in a path, up to the parenthesis that closes the first one. */
function scanExpression(s: Scan, isParenthesis: boolean): void {
  const { raw, to } = s;
  let before: Before = 0;
  let depth = 0;
  while (s.at < to) {
    const c = raw.charCodeAt(s.at);
    let kind = classOf(c);
    let width = 1;
    if (kind === ESCAPE) {
      width = 3;
      kind = escapedClass(raw, s.at);
    }
    if (kind === OPEN) depth++;
    else if (kind === CLOSE && --depth === 0 && isParenthesis) {
      s.at += width;
      return;
    }
    before = scanStep(s, kind, width, before);
    if (before < 0) {
      s.at = to;
      return;
    }
  }
}

/** Gives up on the rest of the stretch: it stays in the shape. */
const GIVE_UP = -1;

function scanStep(s: Scan, kind: number, width: number, before: Before): Before {
  switch (kind) {
    case NAME: return width === 1 ? scanName(s, before) : skip(s, width, 1);
    case DIGIT: return width === 1 ? scanDigit(s, before) : skip(s, width, 1);
    case QUOTE: return scanString(s, before);
    case DOUBLE_QUOTE: return scanJsonString(s);
    case MINUS: return scanMinus(s, width, before);
    case SLASH: return skip(s, width, 2);
    case DOT: return skip(s, width, 1);
    case PLUS: return s.inPath || width === 3 ? GIVE_UP : skip(s, width, 0);
    case ESCAPE: return GIVE_UP;
    default: return skip(s, width, 0);
  }
}

function skip(s: Scan, width: number, before: Before): Before {
  s.at += width;
  return before;
}

/** The class of an escaped character; letters beyond ASCII count as part of a name. */
function escapedClass(raw: string, at: number): number {
  const c = escapedAt(raw, at);
  if (c >= 0) return c === 37 ? 0 : classOf(c);
  return raw.charCodeAt(at + 1) >= 56 ? NAME : ESCAPE;
}

function scanName(s: Scan, before: Before): Before {
  const { raw, to, at: start } = s;
  let end = start + 1;
  while (end < to && isWordCode(raw.charCodeAt(end))) end++;
  const length = end - start;
  const next = end < to ? raw.charCodeAt(end) : 0;
  if (next === 45 && length === 8 && before === 0) return scanTokenAt(s);
  if ((next === 39 || next === 37) && length === 8 && before === 0 && isWord(raw, start, 'duration') && quoteWidth(raw, end) > 0) return scanDuration(s, start, end);
  if (length === 6 && isWord(raw, start, 'search') && opensValue(raw, end)) return GIVE_UP;
  s.at = length === 6 && isWord(raw, start, 'levels') && opensValue(raw, end) ? digitsEnd(raw, end + (next === 37 ? 3 : 1), to) : end;
  return 1;
}

function isWordCode(c: number): boolean {
  const kind = classOf(c);
  return kind === NAME || kind === DIGIT;
}

function isWord(raw: string, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((raw.charCodeAt(at + i) | 32) !== word.charCodeAt(i)) return false;
  return true;
}

/** Whether `=` or `(` stands at `at`: `search=…` and `search(…)` hold words, not literals. */
function opensValue(raw: string, at: number): boolean {
  const c = raw.charCodeAt(at) === 37 ? escapedAt(raw, at) : raw.charCodeAt(at);
  return c === 61 || c === 40 || c === 32 || c === 43;
}

function digitsEnd(raw: string, from: number, to: number): number {
  let at = from;
  while (at < to && classOf(raw.charCodeAt(at)) === DIGIT) at++;
  return at;
}

/** Digits after a slash are a key written as a segment, not a literal. */
function scanDigit(s: Scan, before: Before): Before {
  if (before === 0) return scanTokenAt(s);
  s.at++;
  if (before === 2) while (s.at < s.to && (isWordCode(s.raw.charCodeAt(s.at)) || '-.~'.includes(s.raw[s.at]!))) s.at++;
  return 1;
}

function scanMinus(s: Scan, width: number, before: Before): Before {
  if (width === 3) return GIVE_UP;
  if (before === 0 && classOf(s.raw.charCodeAt(s.at + 1)) === DIGIT) return scanTokenAt(s);
  return before === 0 ? skip(s, 1, 0) : GIVE_UP;
}

function scanTokenAt(s: Scan): Before {
  const token = tokenAt(s.raw, s.at, s.to, s.from);
  if (token === undefined) return GIVE_UP;
  lift(s, s.at, token.end, token.tag);
  s.at = token.end;
  return 1;
}

/** Behind a name the quote belongs to a prefixed literal, which stays in the shape. */
function scanString(s: Scan, before: Before): Before {
  const end = quotedEnd(s.raw, s.at, s.to);
  if (end < 0 || before === 2) return GIVE_UP;
  if (s.inPath) {
    const text = s.raw.slice(s.at, end);
    if (text.includes('/')) return GIVE_UP;
    if (text.includes('+')) return skip(s, end - s.at, 1); // a plus means itself here, and a blank in a query
  }
  if (before === 0) lift(s, s.at, end, 'string');
  s.at = end;
  return 1;
}

function scanDuration(s: Scan, start: number, open: number): Before {
  const end = quotedEnd(s.raw, open, s.to);
  if (end < 0 || !isDuration(s.raw, open, end)) return GIVE_UP;
  lift(s, start, end, 'duration');
  s.at = end;
  return 1;
}

function scanJsonString(s: Scan): Before {
  const end = s.inPath ? -1 : jsonStringEnd(s.raw, s.at, s.to);
  if (end < 0) return GIVE_UP;
  s.at = end;
  return 1;
}
