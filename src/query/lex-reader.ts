/**
 * The reader every parser shares: one piece of decoded text, a position, and the way back to the
 * raw target. In: decoded text with a map of raw offsets (or none when raw and decoded are the same).
 * Out: characters, names, spans, and faults that say where in the raw text the trouble is.
 * It knows no grammar; the rules that call each other across files meet in `Grammar`.
 */

import { fail } from '../base/index.ts';
import type { FaultCode, Limits } from '../base/index.ts';
import type { AggregateSyntax, ExprSyntax, OptionsSyntax, SearchSyntax } from './syntax.ts';

/** The rules that are mutually recursive across files. */
export type Grammar = {
  readonly expression: (r: Reader) => ExprSyntax;
  readonly search: (r: Reader) => SearchSyntax;
  readonly options: (r: Reader, allowed: number) => OptionsSyntax;
  readonly aggregate: (r: Reader) => AggregateSyntax;
};

export type Reader = {
  text: string;
  pos: number;
  end: number;
  /** Raw offset of each decoded character and of the end; undefined when raw = base + position. */
  offsets: Int32Array | undefined;
  base: number;
  /** In a resource path a raw slash always separates segments, even inside quotes. */
  inPath: boolean;
  /** In the parentheses of a path segment stand literals and aliases only. */
  literalsOnly: boolean;
  /** Name of the part being read, for faults. */
  where: string;
  depth: number;
  nodes: number;
  chained: number;
  expandItems: number;
  expandDepth: number;
  /** The operator last seen at `operatorAt`, so that no precedence level reads it twice. */
  operator: number;
  operatorAt: number;
  operatorEnd: number;
  readonly grammar: Grammar;
  readonly limits: Limits;
  readonly lenient: boolean;
};

export type ReaderSetup = { readonly grammar: Grammar; readonly limits: Limits; readonly lenient: boolean };

/** Longest left-leaning chain of operators: later passes walk such a tree recursively. */
export const CHAIN_LIMIT = 400;

export function openReader(text: string, setup: ReaderSetup): Reader {
  return {
    text, pos: 0, end: text.length, offsets: undefined, base: 0, inPath: false, literalsOnly: false, where: 'URL',
    depth: 0, nodes: 0, chained: 0, expandItems: 0, expandDepth: 0,
    operator: 0, operatorAt: -1, operatorEnd: 0,
    grammar: setup.grammar, limits: setup.limits, lenient: setup.lenient,
  };
}

const LEAD = 1;
const DIGIT = 2;
const HEX = 4;
const BLANK = 8;
const CLASS = new Uint8Array(128);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') CLASS[c.charCodeAt(0)]! |= LEAD;
for (const c of '0123456789') CLASS[c.charCodeAt(0)]! |= DIGIT | HEX;
for (const c of 'ABCDEFabcdef') CLASS[c.charCodeAt(0)]! |= HEX;
for (const c of ' \t') CLASS[c.charCodeAt(0)]! |= BLANK;

const LETTER_BEYOND_ASCII = /^[\p{L}\p{Nl}\p{Cs}]$/u;
const PART_BEYOND_ASCII = /^[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}\p{Cs}]$/u;

export const isDigit = (c: number): boolean => c < 128 && (CLASS[c]! & DIGIT) !== 0;
export const isHex = (c: number): boolean => c < 128 && (CLASS[c]! & HEX) !== 0;
export const isBlank = (c: number): boolean => c === 32 || c === 9;

export function isNameLead(c: number): boolean {
  return c < 128 ? (CLASS[c]! & LEAD) !== 0 : LETTER_BEYOND_ASCII.test(String.fromCharCode(c));
}

export function isNamePart(c: number): boolean {
  return c < 128 ? (CLASS[c]! & (LEAD | DIGIT)) !== 0 : PART_BEYOND_ASCII.test(String.fromCharCode(c));
}

/** Code of the character at a position, or -1 at the end (never NaN, so classes can be indexed). */
export function codeAt(r: Reader, at: number): number {
  return at < r.end ? r.text.charCodeAt(at) : -1;
}

/** Offset in the raw text of a position in the decoded text. */
export function rawAt(r: Reader, at: number): number {
  return r.offsets === undefined ? r.base + at : r.offsets[at]!;
}

export function skipBlanks(r: Reader): void {
  let at = r.pos;
  while (at < r.end && isBlank(r.text.charCodeAt(at))) at++;
  r.pos = at;
}

const NAME_LENGTH_MAX = 128;

/** End of the simple name that begins at `from`, or `from` when none does. */
export function simpleNameEnd(r: Reader, from: number): number {
  const { text, end } = r;
  if (from >= end || !isNameLead(text.charCodeAt(from))) return from;
  let at = from + 1;
  while (at < end && isNamePart(text.charCodeAt(at))) at++;
  if (at - from > NAME_LENGTH_MAX) refuse(r, `a name of at most ${NAME_LENGTH_MAX} characters`, from + NAME_LENGTH_MAX);
  return at;
}

/** End of the possibly qualified name (`Ns.Name`) that begins at `from`. */
export function dottedNameEnd(r: Reader, from: number): number {
  let at = simpleNameEnd(r, from);
  while (at > from && codeAt(r, at) === 46) {
    const next = simpleNameEnd(r, at + 1);
    if (next === at + 1) break;
    at = next;
  }
  return at;
}

export function readName(r: Reader, expected: string): string {
  const end = simpleNameEnd(r, r.pos);
  if (end === r.pos) refuse(r, expected);
  const name = r.text.slice(r.pos, end);
  r.pos = end;
  return name;
}

export function expectChar(r: Reader, code: number): void {
  if (codeAt(r, r.pos) !== code) refuse(r, `"${String.fromCharCode(code)}"`);
  r.pos++;
}

/** Blanks between list items are a leniency: the grammar has none there. */
export function skipLenientBlanks(r: Reader): void {
  if (r.lenient) skipBlanks(r);
}

/** Whether `word` (lower case) stands at `from`, in any case. */
export function hasWord(r: Reader, from: number, word: string): boolean {
  if (from + word.length > r.end) return false;
  for (let i = 0; i < word.length; i++) {
    if ((r.text.charCodeAt(from + i) | 32) !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** `RWS word RWS`: moves behind it, or leaves the position alone and says no. A word without the second blank fits nothing. */
export function takeWord(r: Reader, word: string, followedByBlank: boolean): boolean {
  let at = r.pos;
  while (isBlank(codeAt(r, at))) at++;
  if (at === r.pos || !hasWord(r, at, word)) return false;
  at += word.length;
  if (followedByBlank && !isBlank(codeAt(r, at))) refuse(r, `a blank after "${word}"`, at);
  if (!followedByBlank && isNamePartAt(r, at)) return false;
  r.pos = at;
  if (followedByBlank) skipBlanks(r);
  return true;
}

function isNamePartAt(r: Reader, at: number): boolean {
  return at < r.end && isNamePart(r.text.charCodeAt(at));
}

/** One more node of the syntax tree. */
export function countNode(r: Reader): void {
  if (++r.nodes > r.limits.expressionNodes) exceed(r, 'expressionNodes', r.limits.expressionNodes);
}

/** One more level of nesting; every parser that calls itself goes through here. */
export function enter(r: Reader): void {
  if (++r.depth > r.limits.expressionDepth) exceed(r, 'expressionDepth', r.limits.expressionDepth);
}

export function exceed(r: Reader, limit: string, most: number): never {
  return fail('LIM602', `The request exceeds the limit ${limit} (${most}) at offset ${rawAt(r, r.pos)}.`, {
    target: r.where, at: rawAt(r, r.pos),
  });
}

/** Ends parsing: what was expected, what was found, and where in the raw text. */
export function refuse(r: Reader, expected: string, at: number = r.pos, code: FaultCode = 'URL101'): never {
  const offset = rawAt(r, Math.min(at, r.end));
  const found = at >= r.end ? 'the end' : `"${r.text.slice(at, Math.min(at + 20, r.end)).replaceAll(ESCAPED_SLASH, '/')}"`;
  return fail(code, `${r.where}: expected ${expected} but found ${found} at offset ${offset}.`, { target: r.where, at: offset });
}

/** Stands for an escaped slash in decoded path text, so that it cannot be taken for a separator. */
export const ESCAPED_SLASH = '\uFDD0';

/** Text as the client meant it. */
export function plainText(r: Reader, from: number, to: number): string {
  const text = r.text.slice(from, to);
  return r.inPath && r.offsets !== undefined && text.includes(ESCAPED_SLASH) ? text.replaceAll(ESCAPED_SLASH, '/') : text;
}
