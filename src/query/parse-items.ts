/**
 * The lists inside query options: `$select`, `$expand`, `$orderby`, `$compute`.
 * In: a reader at the first item. Out: items in the order written.
 * Which names exist, and which paths may be expanded, is the binder's business.
 */

import {
  codeAt, countNode, dottedNameEnd, exceed, hasWord, isNameLead, rawAt, readName, refuse, simpleNameEnd, skipLenientBlanks, takeWord,
} from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { parseAnnotation } from './parse-member.ts';
import type {
  ArgumentSyntax, ComputeItemSyntax, ExpandItemSyntax, OptionsSyntax, OrderItemSyntax, PathPartSyntax, SelectItemSyntax,
} from './syntax.ts';

/** Which options an option list may hold, as a bit mask. */
export const OPTION = {
  filter: 1, search: 2, orderby: 4, skip: 8, top: 16, count: 32, select: 64, expand: 128, compute: 256, levels: 512,
  alias: 1024, apply: 2048, request: 4096,
} as const;

const COLLECTION = OPTION.filter | OPTION.search | OPTION.orderby | OPTION.skip | OPTION.top | OPTION.count;
const FOR_SELECT = COLLECTION | OPTION.compute | OPTION.select | OPTION.alias;
const FOR_EXPAND = COLLECTION | OPTION.select | OPTION.expand | OPTION.compute | OPTION.levels | OPTION.alias | OPTION.apply;
const FOR_SUFFIX: Readonly<Record<'ref' | 'count' | 'value', number>> = {
  ref: COLLECTION, count: OPTION.filter | OPTION.search, value: 0,
};

const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const COMMA = 44;
const SLASH = 47;

function parseList<T>(r: Reader, item: (r: Reader) => T): T[] {
  const items: T[] = [];
  skipLenientBlanks(r);
  for (;;) {
    items.push(item(r));
    countNode(r);
    if (r.lenient) skipBlanksBeforeComma(r);
    if (codeAt(r, r.pos) !== COMMA) return items;
    r.pos++;
    skipLenientBlanks(r);
  }
}

function skipBlanksBeforeComma(r: Reader): void {
  let at = r.pos;
  while (codeAt(r, at) === 32) at++;
  if (codeAt(r, at) === COMMA || at >= r.end) r.pos = at;
}

export function parseOrderBy(r: Reader): readonly OrderItemSyntax[] {
  const items = parseList(r, parseOrderItem);
  if (items.length > r.limits.orderByItems) exceed(r, 'orderByItems', r.limits.orderByItems);
  return items;
}

export function parseOrderItem(r: Reader): OrderItemSyntax {
  const start = r.pos;
  const expr = r.grammar.expression(r);
  const descending = takeWord(r, 'desc', false);
  if (!descending) takeWord(r, 'asc', false);
  return { expr, descending, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

export const parseCompute = (r: Reader): readonly ComputeItemSyntax[] => parseList(r, parseComputeItem);

export function parseComputeItem(r: Reader): ComputeItemSyntax {
  const start = r.pos;
  const expr = r.grammar.expression(r);
  if (!takeWord(r, 'as', true)) refuseWord(r, 'as', 'a name');
  const name = readName(r, 'a name for the computed value');
  return { expr, name, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** A word was expected behind blanks: the fault points at what stands in its place, or behind the word when only its blank is missing. */
export function refuseWord(r: Reader, word: string, then: string): never {
  let at = r.pos;
  while (codeAt(r, at) === 32 || codeAt(r, at) === 9) at++;
  return refuse(r, `"${word}" and ${then}`, at > r.pos && hasWord(r, at, word) ? at + word.length : at);
}

export const parseSelect = (r: Reader): readonly SelectItemSyntax[] => parseList(r, parseSelectItem);

function parseSelectItem(r: Reader): SelectItemSyntax {
  const start = r.pos;
  const at = rawAt(r, start);
  if (codeAt(r, start) === STAR) {
    r.pos++;
    return { path: [], wildcard: '*', at, end: rawAt(r, r.pos) };
  }
  const nameEnd = dottedNameEnd(r, start);
  if (codeAt(r, nameEnd) === 46 && codeAt(r, nameEnd + 1) === STAR && nameEnd > start) {
    r.pos = nameEnd + 2;
    return { path: [], wildcard: r.text.slice(start, r.pos), at, end: rawAt(r, r.pos) };
  }
  const path: PathPartSyntax[] = [parseStep(r)];
  while (codeAt(r, r.pos) === SLASH) {
    r.pos++;
    path.push(parseStep(r));
  }
  if (codeAt(r, r.pos) !== OPEN) return { path, at, end: rawAt(r, r.pos) };
  if (!holdsOptions(r)) {
    path.push(withParameterNames(r, path.pop()));
    return { path, at, end: rawAt(r, r.pos) };
  }
  const options = r.grammar.options(r, FOR_SELECT);
  return { path, options, at, end: rawAt(r, r.pos) };
}

/** One step of a $select or $expand path: a name or an annotation. */
function parseStep(r: Reader): PathPartSyntax {
  const start = r.pos;
  const c = codeAt(r, start);
  if (c === 64) return parseAnnotation(r);
  if (c < 0 || !isNameLead(c)) refuse(r, 'a property name');
  r.pos = dottedNameEnd(r, start);
  return { kind: 'name', name: r.text.slice(start, r.pos), at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** Whether the parentheses at the position hold query options rather than the parameter names of a function overload. */
function holdsOptions(r: Reader): boolean {
  const from = r.pos + 1;
  const end = simpleNameEnd(r, from);
  return end === from || codeAt(r, end) === 61;
}

/** `Ns.Function(Location,Kind)`: the names of the parameters, as paths of one part. */
function withParameterNames(r: Reader, part: PathPartSyntax | undefined): PathPartSyntax {
  if (part?.kind !== 'name') return refuse(r, 'query options');
  const args: ArgumentSyntax[] = [];
  do {
    r.pos++;
    const at = rawAt(r, r.pos);
    const name = readName(r, 'a parameter name');
    const span = { at, end: rawAt(r, r.pos) };
    args.push({ value: { kind: 'path', segments: [{ kind: 'name', name, ...span }], ...span }, ...span });
  } while (codeAt(r, r.pos) === COMMA);
  if (codeAt(r, r.pos) !== CLOSE) refuse(r, '"," or ")"');
  r.pos++;
  return { ...part, args, end: rawAt(r, r.pos) };
}

export function parseExpand(r: Reader): readonly ExpandItemSyntax[] {
  if (++r.expandDepth > r.limits.expandDepth) exceed(r, 'expandDepth', r.limits.expandDepth);
  const items = parseList(r, parseExpandItem);
  r.expandDepth--;
  return items;
}

type Suffix = 'ref' | 'count' | 'value';

function parseExpandItem(r: Reader): ExpandItemSyntax {
  const start = r.pos;
  if (++r.expandItems > r.limits.expandWidth) exceed(r, 'expandWidth', r.limits.expandWidth);
  const path: PathPartSyntax[] = [];
  let wildcard = false;
  let suffix: Suffix | undefined;
  for (;;) {
    const c = codeAt(r, r.pos);
    if (c === 36) suffix = parseSuffix(r, path.length === 0 && !wildcard);
    else if (c === STAR) wildcard = takeStar(r);
    else path.push(parseStep(r));
    if (suffix !== undefined || codeAt(r, r.pos) !== SLASH || (wildcard && codeAt(r, r.pos + 1) !== 36)) break;
    r.pos++;
  }
  const options = codeAt(r, r.pos) === OPEN ? parseExpandOptions(r, wildcard, suffix) : undefined;
  return {
    path, wildcard, ...(suffix && { suffix }), ...(options && { options }), at: rawAt(r, start), end: rawAt(r, r.pos),
  };
}

function takeStar(r: Reader): true {
  r.pos++;
  return true;
}

function parseExpandOptions(r: Reader, wildcard: boolean, suffix: Suffix | undefined): OptionsSyntax {
  if (wildcard && suffix === undefined) return r.grammar.options(r, OPTION.levels);
  if (suffix === 'value' || wildcard) refuse(r, 'the end of the item');
  return r.grammar.options(r, suffix === undefined ? FOR_EXPAND : FOR_SUFFIX[suffix]);
}

/** `/$ref` and `/$count` behind a path; `$value` stands alone. */
function parseSuffix(r: Reader, alone: boolean): Suffix {
  const end = simpleNameEnd(r, r.pos + 1);
  const word = r.text.slice(r.pos + 1, end);
  const fits = alone ? word === 'value' : word === 'ref' || word === 'count';
  if (!fits) refuse(r, alone ? '$value or a navigation property' : '$ref, $count or a navigation property');
  r.pos = end;
  return word as Suffix;
}
