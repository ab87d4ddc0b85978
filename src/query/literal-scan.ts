/**
 * Literals in a URL: strings, numbers, dates and their relatives, prefixed and JSON forms.
 * In: a reader standing at the first character. Out: a literal node with the value's text.
 * Digits stay text (nothing passes through a double); ranges are the binder's business.
 */

import { codeAt, countNode, hasWord, isDigit, isHex, plainText, rawAt, refuse } from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { base64End, dateEnd, durationEnd, guidEnd, timeEnd, zoneEnd } from './literal-forms.ts';
import { geoEnd } from './literal-geo.ts';
import type { LiteralKind, LiteralSyntax } from './syntax.ts';

const QUOTE = 39;

/** A literal node from `start` to the reader's position. */
function makeLiteral(r: Reader, type: LiteralKind, start: number, text: string): LiteralSyntax {
  countNode(r);
  return { kind: 'literal', type, text, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** Reads `'…'` at the position and returns its text with doubled quotes undone. */
export function readQuoted(r: Reader): string {
  const start = r.pos + 1;
  let from = start;
  let doubled = false;
  for (;;) {
    const quote = r.text.indexOf("'", from);
    if (quote < 0 || quote >= r.end) refuse(r, 'a closing quote', r.end);
    if (codeAt(r, quote + 1) !== QUOTE) {
      if (r.inPath) checkSlash(r, start, quote);
      r.pos = quote + 1;
      const text = plainText(r, start, quote);
      return doubled ? text.replaceAll("''", "'") : text;
    }
    doubled = true;
    from = quote + 2;
  }
}

function checkSlash(r: Reader, from: number, to: number): void {
  const slash = r.text.indexOf('/', from);
  if (slash >= 0 && slash < to) refuse(r, 'the slash in a path to be written %2F, or a closing quote', slash);
}

export function parseString(r: Reader): LiteralSyntax {
  const start = r.pos;
  const text = readQuoted(r);
  return makeLiteral(r, 'string', start, text);
}

/** Number, date, time, instant or GUID: anything that begins with a digit or a sign and a digit. */
export function parseNumeric(r: Reader): LiteralSyntax {
  const { text, end, pos: start } = r;
  const sign = text.charCodeAt(start);
  const signed = sign === 45 || sign === 43;
  let at = signed ? start + 1 : start;
  const first = at;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  const c = codeAt(r, at);
  if (!signed && codeAt(r, start + 8) === 45 && isGuidHead(text, start)) return parseGuid(r);
  if (c === 45 && at - first >= 4 && sign !== 43) return parseDate(r);
  // In `case(id lt 10:'low')` the colon belongs to the branch, not to a time.
  if (c === 58 && at - first === 2 && !signed && isDigit(codeAt(r, at + 1))) return parseTime(r);
  return finishNumber(r, start, at);
}

function finishNumber(r: Reader, start: number, digits: number): LiteralSyntax {
  let at = digits;
  let type: LiteralKind = 'integer';
  if (codeAt(r, at) === 46) {
    at = digitsAfter(r, at + 1);
    type = 'decimal';
  }
  if ((codeAt(r, at) | 32) === 101) {
    const sign = codeAt(r, at + 1);
    at = digitsAfter(r, sign === 45 || sign === 43 ? at + 2 : at + 1);
    type = 'double';
  }
  r.pos = at;
  const text = r.text.slice(start, at);
  return makeLiteral(r, r.lenient ? takeSuffix(r, type) : type, start, text);
}

function digitsAfter(r: Reader, from: number): number {
  let at = from;
  while (isDigit(codeAt(r, at))) at++;
  if (at === from) refuse(r, 'a digit', from);
  return at;
}

const SUFFIXES: ReadonlyMap<number, LiteralKind> = new Map([
  [108, 'integer'], [109, 'decimal'], [100, 'double'], [102, 'double'],
]);

/** `5L`, `1.5M`, `2d`, `1f` of older clients; the suffix belongs to the span, not to the text. */
function takeSuffix(r: Reader, type: LiteralKind): LiteralKind {
  const c = codeAt(r, r.pos);
  const suffix = c > 0 ? SUFFIXES.get(c | 32) : undefined;
  if (suffix === undefined) return type;
  r.pos++;
  return suffix;
}

function isGuidHead(text: string, at: number): boolean {
  for (let i = 0; i < 8; i++) if (!isHex(text.charCodeAt(at + i))) return false;
  return true;
}

/** Whether a GUID stands at the position: eight hexadecimal digits and a dash fit nothing else that begins with a letter. */
export function startsGuid(r: Reader): boolean {
  return codeAt(r, r.pos + 8) === 45 && isGuidHead(r.text, r.pos);
}

export function parseGuid(r: Reader): LiteralSyntax {
  const start = r.pos;
  const end = guidEnd(r.text, start, r.end);
  if (end < 0) {
    const date = isDigit(codeAt(r, start)) ? dateEnd(r.text, start, r.end) : ~start;
    if (date >= 0) return parseDate(r);
    refuse(r, 'a GUID', Math.max(~end, ~date));
  }
  r.pos = end;
  return makeLiteral(r, 'guid', start, r.text.slice(start, end));
}

function parseDate(r: Reader): LiteralSyntax {
  const start = r.pos;
  const date = dateEnd(r.text, start, r.end);
  if (date < 0) refuse(r, 'a date yyyy-mm-dd', ~date);
  r.pos = date;
  if ((codeAt(r, date) | 32) !== 116) return makeLiteral(r, 'date', start, r.text.slice(start, date));
  const time = timeEnd(r.text, date + 1, r.end);
  if (time < 0) refuse(r, 'a time hh:mm:ss', ~time);
  const zone = zoneEnd(r.text, time, r.end);
  if (zone < 0 && !(r.lenient && ~zone === time)) refuse(r, 'a time zone: Z or an offset such as +02:00', ~zone);
  r.pos = zone < 0 ? time : zone;
  return makeLiteral(r, 'dateTimeOffset', start, instantText(r.text.slice(start, r.pos), zone < 0));
}

const instantText = (text: string, withoutZone: boolean): string => (withoutZone ? `${text}Z` : text).toUpperCase();

function parseTime(r: Reader): LiteralSyntax {
  const start = r.pos;
  const end = timeEnd(r.text, start, r.end);
  if (end < 0) refuse(r, 'a time hh:mm:ss', ~end);
  r.pos = end;
  return makeLiteral(r, 'timeOfDay', start, r.text.slice(start, end));
}

/** `null`, `true`, `INF` and the like between `start` and `end`, or undefined when it is an ordinary name. */
export function parseKeyword(r: Reader, start: number, end: number): LiteralSyntax | undefined {
  const length = end - start;
  if (length < 3 || length > 5) return undefined;
  const word = r.text.slice(start, end);
  const type = keywordType(word);
  if (type === undefined) return undefined;
  r.pos = end;
  return makeLiteral(r, type, start, type === 'boolean' ? word.toLowerCase() : word);
}

function keywordType(word: string): LiteralKind | undefined {
  const c = word.charCodeAt(0) | 32;
  if (c === 110) return word === 'null' ? 'null' : word === 'NaN' ? 'double' : undefined;
  if (c === 105) return word === 'INF' ? 'double' : undefined;
  if (c !== 116 && c !== 102) return undefined;
  const lower = word.toLowerCase();
  return lower === 'true' || lower === 'false' ? 'boolean' : undefined;
}

export function parseMinusInfinity(r: Reader): LiteralSyntax | undefined {
  if (!r.text.startsWith('-INF', r.pos)) return undefined;
  const start = r.pos;
  r.pos += 4;
  return makeLiteral(r, 'double', start, '-INF');
}

type Prefixed = { readonly type: LiteralKind; readonly end: (text: string, from: number, end: number) => number; readonly what: string; readonly lenient?: true };

const localInstantEnd = (text: string, from: number, end: number): number => {
  const date = dateEnd(text, from, end);
  if (date < 0 || (text.charCodeAt(date) | 32) !== 116) return date;
  const time = timeEnd(text, date + 1, end);
  if (time < 0) return time;
  const zone = zoneEnd(text, time, end);
  return zone < 0 ? time : zone;
};

const PREFIXES: ReadonlyMap<string, Prefixed> = new Map<string, Prefixed>([
  ['duration', { type: 'duration', end: durationEnd, what: 'a duration such as P1DT2H' }],
  ['binary', { type: 'binary', end: base64End, what: 'base64url text' }],
  ['geography', { type: 'geography', end: geoEnd, what: 'SRID=…; and a shape' }],
  ['geometry', { type: 'geometry', end: geoEnd, what: 'SRID=…; and a shape' }],
  ['guid', { type: 'guid', end: guidEnd, what: 'a GUID', lenient: true }],
  ['datetime', { type: 'dateTimeOffset', end: localInstantEnd, what: 'a date and time', lenient: true }],
  ['datetimeoffset', { type: 'dateTimeOffset', end: localInstantEnd, what: 'a date and time', lenient: true }],
  ['time', { type: 'timeOfDay', end: timeEnd, what: 'a time hh:mm:ss', lenient: true }],
]);

/** `prefix'…'` and `Ns.Enum'…'`; the reader stands at the quote, the prefix began at `start`. */
export function parsePrefixed(r: Reader, start: number): LiteralSyntax {
  const name = r.text.slice(start, r.pos);
  const form = name.length <= 14 ? PREFIXES.get(name.toLowerCase()) : undefined;
  if (form !== undefined && (form.lenient !== true || r.lenient)) return parseForm(r, start, form);
  if (!name.includes('.') && !r.lenient) refuse(r, 'an operator, or a qualified type name before the quote');
  const text = readQuoted(r);
  return { ...makeLiteral(r, 'enum', start, text), typeName: name };
}

function parseForm(r: Reader, start: number, form: Prefixed): LiteralSyntax {
  const open = r.pos;
  const text = readQuoted(r);
  const close = r.pos - 1;
  const end = form.end(r.text, open + 1, close);
  if (end !== close) refuse(r, form.what, end < 0 ? ~end : end);
  return makeLiteral(r, form.type, start, form.type === 'dateTimeOffset' ? instantText(withTime(text), !hasZone(text)) : text);
}

/** A day alone is its first moment. */
const withTime = (text: string): string => (/t/i.test(text) ? text : `${text}T00:00:00`);
const hasZone = (text: string): boolean => /[Tt].*(?:[Zz]|[+-]\d\d:\d\d)$/.test(text);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'],
]);

/** A JSON string `"…"`; the reader stands at the opening quote. */
export function parseJsonString(r: Reader): LiteralSyntax {
  const start = r.pos;
  let text = '';
  let from = start + 1;
  let at = from;
  for (;;) {
    const c = codeAt(r, at);
    if (c < 0) refuse(r, 'a closing double quote', r.end);
    if (c === 34) break;
    if (c !== 92) {
      at++;
      continue;
    }
    text += r.text.slice(from, at) + readEscape(r, at);
    at += r.text[at + 1] === 'u' ? 6 : 2;
    from = at;
  }
  text += r.text.slice(from, at);
  r.pos = at + 1;
  return makeLiteral(r, 'string', start, text);
}

function readEscape(r: Reader, at: number): string {
  const plain = ESCAPES.get(at + 1 < r.end ? r.text[at + 1]! : '');
  if (plain !== undefined) return plain;
  if (!hasWord(r, at + 1, 'u') || r.text[at + 1] !== 'u') refuse(r, 'a JSON escape', at + 1);
  for (let i = 2; i < 6; i++) {
    const c = codeAt(r, at + i);
    if (c < 0 || !isHex(c)) refuse(r, 'four hexadecimal digits', at + i);
  }
  return String.fromCharCode(Number.parseInt(r.text.slice(at + 2, at + 6), 16));
}
