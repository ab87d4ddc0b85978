/**
 * Front door of the syntax half: raw text to syntax tree, no model.
 * In: the request target below the service root, limits, and whether the mount is lenient.
 * Out: a tree whose spans are offsets in that raw text, or a fault (URL1xx, LIM6xx).
 * It splits before it decodes, so an escaped `&`, `=` or `/` is text and never structure.
 */

import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import { openReader, refuse } from './lex-reader.ts';
import type { Grammar, Reader } from './lex-reader.ts';
import { parseAggregate } from './parse-aggregate.ts';
import { parseExpression as expression, refuseTail } from './parse-expr.ts';
import { parseNested, parseQueryRange, point } from './parse-options.ts';
import { parsePath } from './parse-path.ts';
import { parseSearch as search } from './parse-search.ts';
import type { ExprSyntax, OptionsSyntax, SearchSyntax, SegmentSyntax, UrlSyntax } from './syntax.ts';

export type ParseOptions = {
  readonly limits: Limits;
  /** Input leniencies of the mount: older literals, blanks in lists, empty options. */
  readonly lenient: boolean;
  readonly maxVersion?: '4.0' | '4.01';
};

const GRAMMAR: Grammar = {
  expression,
  search,
  options: parseNested,
  aggregate: (r) => parseAggregate(r, false),
};

function open(text: string, options: ParseOptions): Reader {
  const { limits, lenient } = options;
  const bytes = text.length * 3 > limits.urlBytes ? Buffer.byteLength(text) : text.length;
  if (bytes > limits.urlBytes) {
    fail('LIM601', `The URL has ${bytes} bytes; the limit urlBytes is ${limits.urlBytes}.`, { target: 'urlBytes' });
  }
  return openReader(text, { grammar: GRAMMAR, limits, lenient });
}

/** Path and query of a request target below the service root; the leading slash is optional. */
export function parseUrl(target: string, options: ParseOptions): UrlSyntax {
  const r = open(target, options);
  const hash = target.indexOf('#');
  const end = hash < 0 ? target.length : hash;
  const mark = target.indexOf('?');
  const pathEnd = mark < 0 || mark > end ? end : mark;
  const path = readPath(r, target, 0, pathEnd);
  const query = parseQueryRange(r, target, { from: Math.min(pathEnd + 1, end), to: end, mayRepeat: false });
  if (hash >= 0) refuseHash(r, target, hash);
  return { path, options: query };
}

/** A query alone, as the body of `POST …/$query` has it. */
export function parseOptions(text: string, options: ParseOptions & { readonly mayRepeat?: boolean }): OptionsSyntax {
  const r = open(text, options);
  const hash = text.indexOf('#');
  const to = hash < 0 ? text.length : hash;
  const query = parseQueryRange(r, text, { from: 0, to, mayRepeat: options.mayRepeat === true });
  if (hash >= 0) refuseHash(r, text, hash);
  return query;
}

/** A resource path alone. */
export function parseResourcePath(text: string, options: ParseOptions): readonly SegmentSyntax[] {
  return readPath(open(text, options), text, 0, text.length);
}

/** One expression, percent-encoded or plain. */
export function parseExpression(text: string, options: ParseOptions): ExprSyntax {
  return parseWhole(text, options, expression);
}

export function parseSearch(text: string, options: ParseOptions): SearchSyntax {
  return parseWhole(text, options, search);
}

/** Runs one rule over a whole text. */
export function parseWhole<T>(text: string, options: ParseOptions, rule: (r: Reader) => T): T {
  const r = open(text, options);
  point(r, text, 0, text.length);
  const value = rule(r);
  if (r.pos < r.end) refuseTail(r, 'an operator or the end');
  return value;
}

function readPath(r: Reader, text: string, from: number, to: number): readonly SegmentSyntax[] {
  r.inPath = true;
  r.literalsOnly = true;
  r.where = 'path';
  point(r, text, from, to);
  const path = parsePath(r);
  r.inPath = false;
  r.literalsOnly = false;
  return path;
}

/** A fragment is never sent; a raw "#" is an unescaped character of some value. */
function refuseHash(r: Reader, text: string, hash: number): never {
  point(r, text, hash, text.length);
  return refuse(r, 'the end of the URL ("#" must be written %23)');
}
