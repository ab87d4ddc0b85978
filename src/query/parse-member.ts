/**
 * Paths and calls inside expressions: `Lines/any(l:…)`, `contains(a,b)`, `cast(x,T)`, `$it/Name`,
 * `@p`, `@Ns.Term`. In: a reader at the first name. Out: a path, a call or one of its kin.
 * Nothing is looked up in a model; only the canonical functions are known by name and arity.
 */

import {
  codeAt, countNode, dottedNameEnd, expectChar, hasWord, isDigit, isNameLead, isNamePart, plainText, rawAt, readName, refuse,
  simpleNameEnd, skipBlanks, skipLenientBlanks,
} from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import type { ArgumentSyntax, ExprSyntax, PathPartSyntax, SearchSyntax } from './syntax.ts';

type TypeCallSyntax = Extract<ExprSyntax, { kind: 'cast' | 'isof' }>;

const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const SLASH = 47;

/** Fewest and most arguments of each canonical function, by lower-case name. */
const CANONICAL: ReadonlyMap<string, readonly [number, number]> = new Map<string, readonly [number, number]>([
  ...['concat', 'contains', 'endswith', 'indexof', 'matchespattern', 'startswith', 'geo.distance', 'geo.intersects', 'hassubset', 'hassubsequence']
    .map((name): [string, readonly [number, number]] => [name, [2, 2]]),
  ...['length', 'tolower', 'toupper', 'trim', 'year', 'month', 'day', 'hour', 'minute', 'second', 'fractionalseconds', 'totalseconds', 'date', 'time',
    'totaloffsetminutes', 'round', 'floor', 'ceiling', 'geo.length', 'isdefined'].map((name): [string, readonly [number, number]] => [name, [1, 1]]),
  ...['mindatetime', 'maxdatetime', 'now'].map((name): [string, readonly [number, number]] => [name, [0, 0]]),
  ['substring', [2, 3]],
]);

/** Options inside `$count(…)`, a bit mask of parse-options. */
const COUNT_OPTIONS = 1 | 2;

/** A name (ending at `end`) that begins an expression: a call, or a path. */
export function parseNamed(r: Reader, end: number): ExprSyntax {
  const start = r.pos;
  if (codeAt(r, end) === OPEN) {
    const name = r.text.slice(start, end);
    const lower = name.toLowerCase();
    const arity = CANONICAL.get(lower);
    r.pos = end;
    if (arity !== undefined) return parseCall(r, name, arity, start);
    if (lower === 'substringof' && r.lenient) return asContains(parseCall(r, name, [2, 2], start));
    if (lower === 'isof') return parseTypeCall(r, lower, start);
    if (lower === 'cast') return parseCast(r, start);
    if (lower === 'case') return parseCase(r, start);
    if (lower === 'any' || lower === 'all') refuse(r, `a collection and "/" before ${lower}(…)`, end);
    r.pos = start;
  }
  return parsePath(r, parseNamePart(r, end), start);
}

/** OData's second version asks whether the first text is part of the second. */
const asContains = (call: CallSyntax): CallSyntax => ({ ...call, name: 'contains', args: call.args.toReversed() });

type CallSyntax = Extract<ExprSyntax, { kind: 'call' }>;
function parseCall(r: Reader, name: string, arity: readonly [number, number], start: number): CallSyntax {
  countNode(r);
  r.pos++;
  const args: ExprSyntax[] = [];
  skipBlanks(r);
  while (args.length < arity[1] && (args.length < arity[0] || codeAt(r, r.pos) === COMMA)) {
    if (args.length > 0) {
      expectChar(r, COMMA);
      skipBlanks(r);
    }
    args.push(r.grammar.expression(r));
    skipBlanks(r);
  }
  expectChar(r, CLOSE);
  return { kind: 'call', name: name.toLowerCase(), args, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `cast(Ns.Type)/Name` and `cast(Buyer,Ns.Type)/Name` mean `Ns.Type/Name` and `Buyer/Ns.Type/Name`. */
function parseCast(r: Reader, start: number): ExprSyntax {
  const cast = parseTypeCall(r, 'cast', start);
  if (codeAt(r, r.pos) !== SLASH || (cast.operand !== undefined && cast.operand.kind !== 'path')) return cast;
  const { operand, typeName: name, at, end } = cast;
  return parsePath(r, { kind: 'name', name, at, end }, start, operand?.segments);
}

function parseTypeCall(r: Reader, kind: 'cast' | 'isof', start: number): TypeCallSyntax {
  countNode(r);
  r.pos++;
  skipBlanks(r);
  const first = r.pos;
  const operand = r.grammar.expression(r);
  skipBlanks(r);
  const hasOperand = codeAt(r, r.pos) === COMMA;
  if (hasOperand) r.pos++;
  else r.pos = first;
  skipBlanks(r);
  const typeName = codeAt(r, r.pos) === 39 ? quotedTypeName(r) : readTypeName(r);
  skipBlanks(r);
  expectChar(r, CLOSE);
  const span = { at: rawAt(r, start), end: rawAt(r, r.pos) };
  return hasOperand ? { kind, operand, typeName, ...span } : { kind, typeName, ...span };
}

/** `'Ns.Type'`: the form of OData 3 that clients still write. */
function quotedTypeName(r: Reader): string {
  r.pos++;
  const name = readTypeName(r);
  expectChar(r, 39);
  return name;
}

/** `Ns.Type`, `Type` or `Collection(Ns.Type)` */
export function readTypeName(r: Reader): string {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  if (end === start) refuse(r, 'a type name');
  r.pos = end;
  if (r.text.slice(start, end) !== 'Collection' || codeAt(r, end) !== OPEN) return r.text.slice(start, end);
  r.pos = dottedNameEnd(r, end + 1);
  if (r.pos === end + 1) refuse(r, 'a type name');
  expectChar(r, CLOSE);
  return r.text.slice(start, r.pos);
}

function parseCase(r: Reader, start: number): ExprSyntax {
  countNode(r);
  r.pos++;
  const branches: { readonly when: ExprSyntax; readonly then: ExprSyntax }[] = [];
  for (;;) {
    skipBlanks(r);
    const when = r.grammar.expression(r);
    skipBlanks(r);
    expectChar(r, 58);
    skipBlanks(r);
    branches.push({ when, then: r.grammar.expression(r) });
    skipBlanks(r);
    if (codeAt(r, r.pos) !== COMMA) break;
    r.pos++;
  }
  expectChar(r, CLOSE);
  return { kind: 'case', branches, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `@p`, `@p/Town`, `@Ns.Term#Qualifier/…` */
export function parseAtSign(r: Reader): ExprSyntax {
  const start = r.pos;
  const end = dottedNameEnd(r, start + 1);
  if (end === start + 1) refuse(r, 'a name after "@"', end);
  const name = r.text.slice(start, end);
  if (name.includes('.') || codeAt(r, end) === 35) return parsePath(r, parseAnnotation(r), start);
  r.pos = end;
  const span = { at: rawAt(r, start), end: rawAt(r, end) };
  countNode(r);
  if (codeAt(r, end) === SLASH) return parsePath(r, { kind: 'alias', name, ...span }, start);
  return { kind: 'alias', name, ...span };
}

export function parseAnnotation(r: Reader): PathPartSyntax {
  const start = r.pos;
  let end = dottedNameEnd(r, start + 1);
  if (end === start + 1) refuse(r, 'a term name after "@"', end);
  if (codeAt(r, end) === 35) {
    const qualifier = end + 1;
    end = simpleNameEnd(r, qualifier);
    if (end === qualifier) refuse(r, 'a qualifier after "#"', end);
  }
  r.pos = end;
  return { kind: 'annotation', term: r.text.slice(start, end), at: rawAt(r, start), end: rawAt(r, end) };
}

const ROOTS = ['$it', '$this', '$root', '$these'] as const;

export function parseDollar(r: Reader): ExprSyntax {
  const start = r.pos;
  const end = simpleNameEnd(r, start + 1);
  const word = r.text.slice(start, end);
  const name = ROOTS.find((root) => root === word);
  if (name === undefined) return refuse(r, '$it, $this, $root, $these or an expression');
  r.pos = end;
  if ((name === '$root' || name === '$these') && codeAt(r, end) !== SLASH) refuse(r, `"/" after ${name}`, name === '$root' ? start : end);
  return parsePath(r, { kind: 'root', name, at: rawAt(r, start), end: rawAt(r, end) }, start);
}

/** The rest of a path of which `before` and `next` have been read. */
function parsePath(r: Reader, next: PathPartSyntax, start: number, before: readonly PathPartSyntax[] = []): ExprSyntax {
  const segments = [...before, next];
  countNode(r);
  while (codeAt(r, r.pos) === SLASH) {
    r.pos++;
    segments.push(parsePart(r));
    countNode(r);
  }
  return { kind: 'path', segments, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parsePart(r: Reader): PathPartSyntax {
  const c = codeAt(r, r.pos);
  if (c === 36) return parseDollarPart(r);
  if (c === 64) return parseAnnotation(r);
  if (c > 0 && isNameLead(c)) return parseNamedPart(r);
  if (isDigit(c)) return parseKeySegment(r);
  return refuse(r, 'a name');
}

function parseNamedPart(r: Reader): PathPartSyntax {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  if (codeAt(r, end) === OPEN) {
    if (end === start + 3 && hasWord(r, start, 'any')) return parseLambda(r, 'any');
    if (end === start + 3 && hasWord(r, start, 'all')) return parseLambda(r, 'all');
    if (end === start + 9 && r.text.startsWith('aggregate', start)) return parseAggregatePart(r);
  }
  return parseNamePart(r, end);
}

/** A name with what may follow it in parentheses; `end` is where the name ends. */
export function parseNamePart(r: Reader, end: number): PathPartSyntax {
  const start = r.pos;
  const name = plainText(r, start, end);
  r.pos = end;
  const at = rawAt(r, start);
  if (codeAt(r, end) !== OPEN) return { kind: 'name', name, at, end: rawAt(r, end) };
  const args = parseArguments(r);
  if (codeAt(r, r.pos) !== OPEN) return { kind: 'name', name, args, at, end: rawAt(r, r.pos) };
  const key = parseArguments(r);
  return { kind: 'name', name, args, key, at, end: rawAt(r, r.pos) };
}

/** A key written as a segment inside an expression path: it begins with a digit, so it is no name. */
function parseKeySegment(r: Reader): PathPartSyntax {
  const start = r.pos;
  let at = start;
  for (let c = codeAt(r, at); c > 0 && (isNamePart(c) || c === 45 || c === 46 || c === 126); c = codeAt(r, at)) at++;
  r.pos = at;
  return { kind: 'name', name: r.text.slice(start, at), at: rawAt(r, start), end: rawAt(r, at) };
}

function parseDollarPart(r: Reader): PathPartSyntax {
  const start = r.pos;
  const end = simpleNameEnd(r, start + 1);
  const word = r.text.slice(start, end);
  if (word === '$filter') {
    r.pos = end;
    const filter = parseFilterArgument(r);
    return { kind: 'filter', filter, at: rawAt(r, start), end: rawAt(r, r.pos) };
  }
  if (word !== '$count') return refuse(r, '$count, $filter or a name');
  r.pos = end;
  return { kind: 'count', ...parseCountOptions(r), at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `($filter=…;$search=…)` behind `$count` */
function parseCountOptions(r: Reader): { readonly filter?: ExprSyntax; readonly search?: SearchSyntax } {
  if (codeAt(r, r.pos) !== OPEN) return {};
  const { filter, search } = r.grammar.options(r, COUNT_OPTIONS);
  return { ...(filter && { filter }), ...(search && { search }) };
}

/** `(expression)` behind `$filter` */
export function parseFilterArgument(r: Reader): ExprSyntax {
  expectChar(r, OPEN);
  skipLenientBlanks(r);
  const filter = r.grammar.expression(r);
  skipLenientBlanks(r);
  expectChar(r, CLOSE);
  return filter;
}

function parseLambda(r: Reader, quantifier: 'any' | 'all'): PathPartSyntax {
  const start = r.pos;
  r.pos += 4;
  skipBlanks(r);
  if (quantifier === 'any' && codeAt(r, r.pos) === CLOSE) {
    r.pos++;
    return { kind: 'lambda', quantifier, at: rawAt(r, start), end: rawAt(r, r.pos) };
  }
  const variable = readName(r, quantifier === 'any' ? 'a range variable or ")"' : 'a range variable');
  skipBlanks(r);
  expectChar(r, 58);
  skipBlanks(r);
  const body = r.grammar.expression(r);
  skipBlanks(r);
  expectChar(r, CLOSE);
  return { kind: 'lambda', quantifier, variable, body, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseAggregatePart(r: Reader): PathPartSyntax {
  const start = r.pos;
  r.pos += 10;
  skipBlanks(r);
  const item = r.grammar.aggregate(r);
  skipBlanks(r);
  expectChar(r, CLOSE);
  return { kind: 'aggregate', item, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `(…)`: a key, or parameters with their names. Empty for `()`. */
function parseArguments(r: Reader): ArgumentSyntax[] {
  expectChar(r, OPEN);
  const args: ArgumentSyntax[] = [];
  skipBlanks(r);
  while (codeAt(r, r.pos) !== CLOSE || args.length > 0) {
    args.push(parseArgument(r));
    skipBlanks(r);
    if (codeAt(r, r.pos) !== COMMA) break;
    r.pos++;
    skipBlanks(r);
  }
  expectChar(r, CLOSE);
  return args;
}

function parseArgument(r: Reader): ArgumentSyntax {
  const start = r.pos;
  const nameEnd = simpleNameEnd(r, start);
  const isNamed = nameEnd > start && codeAt(r, nameEnd) === 61;
  if (isNamed) r.pos = nameEnd + 1;
  const from = r.pos;
  const value = r.grammar.expression(r);
  if (r.literalsOnly) checkPathValue(r, value, from);
  const span = { value, at: rawAt(r, start), end: rawAt(r, r.pos) };
  return isNamed ? { name: r.text.slice(start, nameEnd), ...span } : span;
}

/** In a resource path keys and parameters are literals or aliases; structures go into an alias. */
function checkPathValue(r: Reader, value: ExprSyntax, from: number): void {
  if (value.kind === 'literal' || value.kind === 'alias') return;
  if (r.lenient && (value.kind === 'array' || value.kind === 'object')) return;
  refuse(r, 'a literal or a parameter alias', value.kind === 'path' ? r.pos : from);
}
