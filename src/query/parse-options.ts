/**
 * Query options: the `&`-separated list of a request and the `;`-separated lists in parentheses.
 * In: raw query text, or a reader at "(". Out: one record of options by canonical name.
 * System options come with or without `$`, in any case; aliases begin with `@`; whatever else has
 * no `$` is custom. The raw text is split before anything is decoded.
 */

import { RequestError, fail } from '../base/index.ts';
import {
  codeAt, enter, expectChar, hasWord, isBlank, isDigit, rawAt, refuse, simpleNameEnd, skipBlanks, skipLenientBlanks,
} from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { decodeRange, decodeText } from './lex-decode.ts';
import { parseApply } from './parse-apply.ts';
import { refuseTail } from './parse-expr.ts';
import { OPTION, parseCompute, parseExpand, parseOrderBy, parseSelect } from './parse-items.ts';
import type { ExprSyntax, NumberSyntax, OptionsSyntax } from './syntax.ts';

type Draft = { -readonly [K in keyof OptionsSyntax]: OptionsSyntax[K] };

type OptionName = Exclude<keyof OptionsSyntax, 'at' | 'end' | 'aliases' | 'custom' | 'misread' | 'repeated' | 'bare'>;

type OptionRule = {
  readonly name: OptionName;
  readonly bit: number;
  readonly read: (r: Reader, out: Draft) => void;
};

const RULES: readonly OptionRule[] = [
  { name: 'filter', bit: OPTION.filter, read: (r, out) => { out.filter = r.grammar.expression(r); } },
  { name: 'search', bit: OPTION.search, read: (r, out) => { out.search = r.grammar.search(r); } },
  { name: 'orderby', bit: OPTION.orderby, read: (r, out) => { out.orderby = parseOrderBy(r); } },
  { name: 'skip', bit: OPTION.skip, read: (r, out) => { out.skip = parseNumber(r, false); } },
  { name: 'top', bit: OPTION.top, read: (r, out) => { out.top = parseNumber(r, false); } },
  { name: 'count', bit: OPTION.count, read: (r, out) => { out.count = parseFlag(r); } },
  { name: 'select', bit: OPTION.select, read: (r, out) => { out.select = parseSelect(r); } },
  { name: 'expand', bit: OPTION.expand, read: (r, out) => { out.expand = parseExpand(r); } },
  { name: 'compute', bit: OPTION.compute, read: (r, out) => { out.compute = parseCompute(r); } },
  { name: 'levels', bit: OPTION.levels, read: (r, out) => { out.levels = parseLevels(r); } },
  { name: 'apply', bit: OPTION.apply, read: (r, out) => { out.apply = parseApply(r); } },
  { name: 'index', bit: OPTION.request, read: (r, out) => { out.index = parseNumber(r, true); } },
  { name: 'format', bit: OPTION.request, read: (r, out) => { out.format = takeRest(r); } },
  { name: 'id', bit: OPTION.request, read: (r, out) => { out.id = takeRest(r); } },
  { name: 'schemaversion', bit: OPTION.request, read: (r, out) => { out.schemaversion = restOf(r); } },
  { name: 'deltatoken', bit: OPTION.request, read: (r, out) => { out.deltatoken = takeRest(r); } },
  { name: 'skiptoken', bit: OPTION.request, read: (r, out) => {
    const at = rawAt(r, r.pos);
    out.skiptoken = { text: takeRest(r), at, end: rawAt(r, r.end) };
  } },
];

const BY_NAME: ReadonlyMap<string, OptionRule> = new Map(RULES.map((rule) => [rule.name, rule]));

export const isSystemName = (name: string): boolean => BY_NAME.has(name);

const ruleOf = (name: string): OptionRule | undefined =>
  BY_NAME.get(name) ?? BY_NAME.get((name.startsWith('$') ? name.slice(1) : name).toLowerCase());

/** Everything a request may say; `$levels` belongs into `$expand` only. */
const FOR_REQUEST = ~OPTION.levels;

export type QueryRange = { readonly from: number; readonly to: number; readonly mayRepeat: boolean };

/** The query part of a raw target between two offsets. */
export function parseQueryRange(r: Reader, raw: string, range: QueryRange): OptionsSyntax {
  const out: Draft = { at: range.from, end: range.to };
  let from = range.from;
  while (from < range.to) {
    let to = raw.indexOf('&', from);
    if (to < 0 || to > range.to) to = range.to;
    parsePair(r, raw, { from, to, mayRepeat: range.mayRepeat }, out);
    from = to + 1;
    if (to < range.to && from >= range.to) point(r, raw, from, from);
    if (to < range.to && from >= range.to && !r.lenient) refuse(r, 'a query option after "&"');
  }
  return out;
}

/** Lets the reader stand on a stretch of the raw target, decoded when it holds escapes. */
export function point(r: Reader, raw: string, from: number, to: number): void {
  r.operatorAt = -1;
  for (let at = from; at < to; at++) {
    const c = raw.charCodeAt(at);
    if (c !== 37 && (c !== 43 || r.inPath)) continue;
    const { text, offsets } = decodeRange(raw, from, to, r.inPath);
    r.text = text;
    r.offsets = offsets;
    r.pos = 0;
    r.end = text.length;
    return;
  }
  r.text = raw;
  r.offsets = undefined;
  r.base = 0;
  r.pos = from;
  r.end = to;
}

function parsePair(r: Reader, raw: string, range: QueryRange, out: Draft): void {
  const { from, to } = range;
  let equals = raw.indexOf('=', from);
  if (equals < 0 || equals > to) equals = to;
  const name = decodeText(raw, from, equals);
  if (equals === from && to === from && r.lenient) return;
  r.where = name;
  point(r, raw, Math.min(equals + 1, to), to);
  if (name === '') refuseRaw(r, raw, from, 'a query option');
  if (name.startsWith('@')) return parseAlias(r, name, out, range);
  const rule = ruleOf(name);
  if (rule === undefined || equals === to) return keepCustom(r, name, out, from);
  if ((rule.bit & FOR_REQUEST) === 0) refuseUnknown(name, from);
  const read = (into: Draft): void => {
    if (r.lenient) skipBlanks(r);
    if (r.lenient && r.pos === r.end) return;
    rule.read(r, into);
    finish(r, (rule.bit & EXPRESSIONS) !== 0);
  };
  const refuseSecond = (): void => {
    if (out[rule.name] === undefined || range.mayRepeat) return;
    fail('URL103', `The query option ${name} is given twice; the second one is at offset ${from}.`, { target: name, at: from });
  };
  if (!name.startsWith('$')) return readOrKeep(r, out, { name, option: rule.name, from, refuseSecond, read, again: () => point(r, raw, Math.min(equals + 1, to), to) });
  refuseSecond();
  read(out);
}

type Attempt = { readonly name: string; readonly option: OptionName; readonly from: number; readonly refuseSecond: () => void; readonly read: (into: Draft) => void; readonly again: () => void };

/** A name without `$` may be a parameter of a function: `count=5`, `format='x'`. The binder knows which. */
function readOrKeep(r: Reader, out: Draft, { name, option, from, refuseSecond, read, again }: Attempt): void {
  const { depth, expandDepth } = r;
  const found: Draft = { at: out.at, end: out.end };
  try {
    read(found);
  } catch (error) {
    if (!(error instanceof RequestError) || !/^(URL101|URL106)$/.test(error.fault.code)) throw error;
    Object.assign(r, { depth, expandDepth });
    again();
    keepCustom(r, name, out, from);
    out.misread = new Map([...(out.misread ?? []), [name, error.fault]]);
    return;
  }
  refuseSecond();
  Object.assign(out, found);
  again();
  out.bare = new Map([...(out.bare ?? []), [name, { option, text: r.text.slice(r.pos, r.end) }]]);
}

/** Options whose values end in an expression, so that an operator might have followed. */
const EXPRESSIONS = OPTION.filter | OPTION.search | OPTION.orderby | OPTION.compute;

function finish(r: Reader, isExpression: boolean): void {
  if (r.lenient) skipBlanksAtEnd(r);
  if (r.pos < r.end && isExpression) refuseTail(r, 'an operator or the end of the option');
  if (r.pos < r.end) refuse(r, 'an operator or the end of the option');
}

function skipBlanksAtEnd(r: Reader): void {
  const from = r.pos;
  skipBlanks(r);
  if (r.pos < r.end) r.pos = from;
}

function refuseRaw(r: Reader, raw: string, at: number, expected: string): never {
  point(r, raw, at, at);
  return refuse(r, expected);
}

/** Points behind the longest option name that the text begins with, so `$filter =` blames the blank. */
function refuseUnknown(name: string, from: number): never {
  const lower = name.toLowerCase();
  const known = RULES.filter((rule) => rule.bit !== OPTION.levels && lower.startsWith(`$${rule.name}`)).map((rule) => rule.name.length + 1);
  const at = from + Math.max(0, ...known);
  return fail('URL104', `${name} is not a system query option of a request (offset ${at}).`, { target: name, at });
}

function keepCustom(r: Reader, name: string, out: Draft, at: number): void {
  if (name.startsWith('$')) refuseUnknown(name, at);
  const custom = (out.custom ?? new Map()) as Map<string, string>;
  if (custom.has(name)) out.repeated = new Set([...(out.repeated ?? []), name]);
  custom.set(name, r.text.slice(r.pos, r.end));
  out.custom = custom;
}

function parseAlias(r: Reader, name: string, out: Draft, range: QueryRange): void {
  const aliases = (out.aliases ?? new Map()) as Map<string, ExprSyntax>;
  if (aliases.has(name) && !range.mayRepeat) {
    fail('URL103', `The parameter alias ${name} is given twice; the second one is at offset ${range.from}.`, { target: name, at: range.from });
  }
  skipLenientBlanks(r);
  aliases.set(name, r.grammar.expression(r));
  out.aliases = aliases;
  finish(r, true);
}

/** `(option;option)` behind an item; `allowed` says which options may stand there. */
export function parseNested(r: Reader, allowed: number): OptionsSyntax {
  enter(r);
  expectChar(r, 40);
  const out: Draft = { at: rawAt(r, r.pos), end: 0 };
  const where = r.where;
  for (;;) {
    skipLenientBlanks(r);
    parseNestedOption(r, allowed, out);
    skipLenientBlanks(r);
    if (codeAt(r, r.pos) !== 59) break;
    r.pos++;
    if (r.lenient && codeAt(r, r.pos) === 41) break;
  }
  out.end = rawAt(r, r.pos);
  expectChar(r, 41);
  r.where = where;
  r.depth--;
  return out;
}

function parseNestedOption(r: Reader, allowed: number, out: Draft): void {
  const start = r.pos;
  const c = codeAt(r, start);
  const end = simpleNameEnd(r, c === 36 || c === 64 ? start + 1 : start);
  const name = r.text.slice(start, end);
  if (c === 64 && (allowed & OPTION.alias) !== 0) {
    r.pos = end;
    expectChar(r, 61);
    return nestedAlias(r, name, out, start);
  }
  const rule = ruleOf(name);
  if (rule === undefined && c === 36) fail('URL104', `${name} is not a system query option (offset ${rawAt(r, start)}).`, { target: name, at: rawAt(r, start) });
  if (rule === undefined || (rule.bit & allowed) === 0) return refuse(r, 'a query option that is allowed here', start);
  r.pos = end;
  r.where = name;
  if (out[rule.name] !== undefined) fail('URL103', `The query option ${name} is given twice in one item (offset ${rawAt(r, start)}).`, { target: name, at: rawAt(r, start) });
  if (r.lenient) skipBlanks(r);
  expectChar(r, 61);
  if (r.lenient) skipBlanks(r);
  rule.read(r, out);
}

function nestedAlias(r: Reader, name: string, out: Draft, start: number): void {
  const aliases = (out.aliases ?? new Map()) as Map<string, ExprSyntax>;
  if (aliases.has(name)) fail('URL103', `The parameter alias ${name} is given twice (offset ${rawAt(r, start)}).`, { target: name, at: rawAt(r, start) });
  aliases.set(name, r.grammar.expression(r));
  out.aliases = aliases;
}

function parseNumber(r: Reader, signed: boolean): NumberSyntax {
  const start = r.pos;
  if (signed && codeAt(r, start) === 45) r.pos++;
  const digits = r.pos;
  while (isDigit(codeAt(r, r.pos))) r.pos++;
  if (r.pos === digits) refuse(r, signed ? 'an integer' : 'a non-negative integer');
  const value = Number(r.text.slice(start, r.pos));
  if (!Number.isSafeInteger(value)) refuse(r, 'a smaller number', start, 'URL106');
  return { value, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseFlag(r: Reader): boolean {
  const start = r.pos;
  const value = hasWord(r, start, 'true');
  if (!value && !hasWord(r, start, 'false')) refuse(r, 'true or false', start, 'URL106');
  r.pos += value ? 4 : 5;
  return value;
}

function parseLevels(r: Reader): NonNullable<OptionsSyntax['levels']> {
  const start = r.pos;
  if (!hasWord(r, start, 'max')) {
    if (codeAt(r, start) === 48) refuse(r, 'a positive number or max');
    return parseNumber(r, false);
  }
  r.pos += 3;
  return { value: 'max', at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** The whole value as text; empty ones are refused. */
function takeRest(r: Reader): string {
  if (r.pos >= r.end || (isBlank(codeAt(r, r.pos)) && r.end === r.pos + 1)) refuse(r, 'a value');
  return restOf(r);
}

function restOf(r: Reader): string {
  const text = r.text.slice(r.pos, r.end);
  r.pos = r.end;
  return text;
}
