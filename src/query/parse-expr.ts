/**
 * Expressions: precedence climbing over one reader.
 * In: a reader at the first character of an expression. Out: an expression tree.
 * Levels, weakest first: or, and, eq/ne, gt/ge/lt/le, add/sub, mul/div/divby/mod, unary minus and
 * `not`, has/in. All binary operators lean left; chains of one logical operator become one node.
 * Operators need blanks around them, and are read in any case.
 */

import {
  CHAIN_LIMIT, codeAt, countNode, dottedNameEnd, enter, exceed, expectChar, hasWord, isBlank, isDigit, isNameLead, rawAt,
  refuse, skipBlanks,
} from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import {
  parseGuid, parseJsonString, parseKeyword, parseMinusInfinity, parseNumeric, parsePrefixed, parseString, startsGuid,
} from './literal-scan.ts';
import { parseAtSign, parseDollar, parseNamed } from './parse-member.ts';
import type { ArithmeticOperator, CompareOperator, ExprSyntax } from './syntax.ts';

const OR = 1;
const AND = 2;
const UNARY = 7;
const PRIMARY = 8;
const IN = 17;

type Operator = { readonly id: number; readonly level: number; readonly word: string };

const WORDS: readonly (readonly [string, number])[] = [
  ['or', OR], ['and', AND], ['eq', 3], ['ne', 3], ['gt', 4], ['ge', 4], ['lt', 4], ['le', 4], ['add', 5], ['sub', 5],
  ['mul', 6], ['div', 6], ['divby', 6], ['mod', 6], ['unused', 0], ['has', PRIMARY], ['in', PRIMARY],
];
const OPERATORS: readonly Operator[] = WORDS.map(([word, level], i) => ({ id: i + 1, level, word }));
const BY_CODE: ReadonlyMap<number, Operator> = new Map(OPERATORS.map((operator) => [wordCode(operator.word, 0, operator.word.length), operator]));
const NONE: Operator = { id: 0, level: 0, word: '' };

/** Up to five letters packed into one number, case folded. */
function wordCode(text: string, from: number, to: number): number {
  let packed = 0;
  for (let i = from; i < to; i++) packed = packed * 32 + (text.charCodeAt(i) & 31);
  return packed;
}

/** The binary operator behind the blanks at the position; remembered, because every level asks. */
function peekOperator(r: Reader): Operator {
  if (r.operatorAt === r.pos) return r.operator === 0 ? NONE : OPERATORS[r.operator - 1]!;
  const operator = findOperator(r);
  r.operatorAt = r.pos;
  r.operator = operator.id;
  return operator;
}

function findOperator(r: Reader): Operator {
  const { text, end } = r;
  let from = r.pos;
  while (from < end && isBlank(text.charCodeAt(from))) from++;
  if (from === r.pos) return NONE;
  let to = from;
  while (to < end && to < from + 6 && isLetter(text.charCodeAt(to))) to++;
  if (to - from < 2 || to - from > 5) return NONE;
  const operator = BY_CODE.get(wordCode(text, from, to));
  if (operator === undefined) return NONE;
  const next = codeAt(r, to);
  if (!isBlank(next) && !(operator.id === IN && r.lenient && next === 40)) refuse(r, `a blank after "${operator.word}"`, to);
  r.operatorEnd = to;
  return operator;
}

const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90);

/** Something follows an expression that continues nothing: the fault points behind the blanks, and behind an operator that only lacks its blank. */
export function refuseTail(r: Reader, expected: string): never {
  let at = r.pos;
  while (isBlank(codeAt(r, at))) at++;
  const words = at === r.pos ? [] : OPERATORS.filter((operator) => operator.level > 0 && hasWord(r, at, operator.word));
  return refuse(r, expected, at + Math.max(0, ...words.map((operator) => operator.word.length)));
}

function takeOperator(r: Reader): void {
  r.pos = r.operatorEnd;
  skipBlanks(r);
  countNode(r);
}

export function parseExpression(r: Reader): ExprSyntax {
  enter(r);
  const expr = parseBinary(r, OR);
  r.depth--;
  return expr;
}

function parseBinary(r: Reader, level: number): ExprSyntax {
  const start = r.pos;
  let left = level <= UNARY ? parseUnary(r) : parsePrimary(r);
  for (let links = 0; ; links++) {
    const operator = peekOperator(r);
    if (operator.level < level || operator.id === 0) return left;
    if (links > 0 && ++r.chained > CHAIN_LIMIT) exceed(r, 'operator chain', CHAIN_LIMIT);
    left = operator.level <= AND ? parseTerms(r, operator, left, start) : parsePair(r, operator, left, start);
  }
}

function parseTerms(r: Reader, operator: Operator, first: ExprSyntax, start: number): ExprSyntax {
  const terms = [first];
  do {
    takeOperator(r);
    terms.push(parseBinary(r, operator.level + 1));
  } while (peekOperator(r) === operator);
  return { kind: 'logic', op: operator.level === OR ? 'or' : 'and', terms, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parsePair(r: Reader, operator: Operator, left: ExprSyntax, start: number): ExprSyntax {
  takeOperator(r);
  const right = operator.id === IN ? parseInOperand(r) : operator.level === PRIMARY ? parsePrimary(r) : parseBinary(r, operator.level + 1);
  const at = rawAt(r, start);
  const end = rawAt(r, r.pos);
  if (operator.level === 5 || operator.level === 6) {
    return { kind: 'arithmetic', op: operator.word as ArithmeticOperator, left, right, at, end };
  }
  return { kind: 'compare', op: operator.word as CompareOperator, left, right, at, end };
}

function parseUnary(r: Reader): ExprSyntax {
  const c = codeAt(r, r.pos);
  if (c === 45) return parseMinus(r);
  if ((c | 32) !== 110 || !hasWord(r, r.pos, 'not')) return parseBinary(r, PRIMARY);
  const next = codeAt(r, r.pos + 3);
  return isBlank(next) || next === 40 ? parsePrefix(r, 'not', 3) : parseBinary(r, PRIMARY);
}

function parseMinus(r: Reader): ExprSyntax {
  const next = codeAt(r, r.pos + 1);
  if (isDigit(next) || (next === 73 && r.text.startsWith('-INF', r.pos))) return parseBinary(r, PRIMARY);
  return parsePrefix(r, 'negate', 1);
}

function parsePrefix(r: Reader, kind: 'not' | 'negate', width: number): ExprSyntax {
  const start = r.pos;
  enter(r);
  countNode(r);
  r.pos += width;
  skipBlanks(r);
  const operand = parseUnary(r);
  r.depth--;
  return { kind, operand, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parsePrimary(r: Reader): ExprSyntax {
  const c = codeAt(r, r.pos);
  switch (c) {
    case 39: return parseString(r);
    case 40: return parseParenthesis(r);
    case 91: return parseArray(r);
    case 123: return parseObject(r);
    case 64: return parseAtSign(r);
    case 36: return parseDollar(r);
    case 45: return parseSigned(r);
    default: break;
  }
  if (isDigit(c) || (c === 43 && isDigit(codeAt(r, r.pos + 1)))) return parseNumeric(r);
  if (c > 0 && isNameLead(c)) return startsGuid(r) ? parseGuid(r) : parseWord(r);
  if (c === 34 && r.lenient) return parseJsonString(r);
  if (isBlank(c)) return parseAfterBlanks(r);
  return refuse(r, 'an expression');
}

/** Only arrays and objects may follow blanks; everything else there is a leniency. */
function parseAfterBlanks(r: Reader): ExprSyntax {
  skipBlanks(r);
  const c = codeAt(r, r.pos);
  if (!r.lenient && c !== 91 && c !== 123) refuse(r, 'an expression without blanks before it');
  return parseUnary(r);
}

function parseSigned(r: Reader): ExprSyntax {
  if (isDigit(codeAt(r, r.pos + 1))) return parseNumeric(r);
  return parseMinusInfinity(r) ?? refuse(r, 'a number');
}

function parseWord(r: Reader): ExprSyntax {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  const next = codeAt(r, end);
  if (next === 39) {
    r.pos = end;
    return parsePrefixed(r, start);
  }
  if (next !== 40 && next !== 47) {
    const keyword = parseKeyword(r, start, end);
    if (keyword !== undefined) return keyword;
  }
  return parseNamed(r, end);
}

function parseParenthesis(r: Reader): ExprSyntax {
  r.pos++;
  skipBlanks(r);
  const inner = parseExpression(r);
  skipBlanks(r);
  expectChar(r, 41);
  return inner;
}

/** What stands right of `in`: a list of literals in parentheses, or any primary expression. */
function parseInOperand(r: Reader): ExprSyntax {
  if (codeAt(r, r.pos) !== 40) return parsePrimary(r);
  const start = r.pos++;
  const items: ExprSyntax[] = [];
  skipBlanks(r);
  if (codeAt(r, r.pos) !== 41) {
    const first = parseExpression(r);
    skipBlanks(r);
    if (!isListItem(r, first)) {
      expectChar(r, 41);
      return first;
    }
    items.push(first);
    parseListItems(r, items);
  }
  expectChar(r, 41);
  countNode(r);
  return { kind: 'list', items, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseListItems(r: Reader, items: ExprSyntax[]): void {
  while (codeAt(r, r.pos) === 44) {
    r.pos++;
    skipBlanks(r);
    const from = r.pos;
    const item = parseExpression(r);
    if (!r.lenient && !isListItem(r, item)) refuse(r, 'a literal', from);
    items.push(item);
    if (items.length > r.limits.inListLength) exceed(r, 'inListLength', r.limits.inListLength);
    skipBlanks(r);
  }
}

/** The grammar lists literals; other services also take aliases and expressions, and so do lenient mounts. */
function isListItem(r: Reader, item: ExprSyntax): boolean {
  if (item.kind === 'literal' || item.kind === 'alias') return true;
  return r.lenient && codeAt(r, r.pos) === 44;
}

function parseArray(r: Reader): ExprSyntax {
  const start = r.pos++;
  enter(r);
  countNode(r);
  const items: ExprSyntax[] = [];
  skipBlanks(r);
  while (codeAt(r, r.pos) !== 93 || items.length > 0) {
    items.push(parseJsonValue(r));
    skipBlanks(r);
    if (codeAt(r, r.pos) !== 44) break;
    r.pos++;
    skipBlanks(r);
  }
  expectChar(r, 93);
  r.depth--;
  const end = rawAt(r, r.pos);
  skipClosingBlanks(r);
  return { kind: 'array', items, at: rawAt(r, start), end };
}

function parseObject(r: Reader): ExprSyntax {
  const start = r.pos++;
  enter(r);
  countNode(r);
  const members: { readonly name: string; readonly value: ExprSyntax }[] = [];
  skipBlanks(r);
  while (codeAt(r, r.pos) !== 125 || members.length > 0) {
    if (codeAt(r, r.pos) !== 34) refuse(r, 'a member name in double quotes');
    const name = parseJsonString(r).text;
    skipBlanks(r);
    expectChar(r, 58);
    skipBlanks(r);
    members.push({ name, value: parseJsonValue(r) });
    skipBlanks(r);
    if (codeAt(r, r.pos) !== 44) break;
    r.pos++;
    skipBlanks(r);
  }
  expectChar(r, 125);
  r.depth--;
  const end = rawAt(r, r.pos);
  skipClosingBlanks(r);
  return { kind: 'object', members, at: rawAt(r, start), end };
}

function parseJsonValue(r: Reader): ExprSyntax {
  return codeAt(r, r.pos) === 34 ? parseJsonString(r) : parseExpression(r);
}

/** Blanks after `]` or `}` belong to it, unless an operator follows, which needs them. */
function skipClosingBlanks(r: Reader): void {
  if (isBlank(codeAt(r, r.pos)) && peekOperator(r).id === 0) {
    let at = r.pos;
    while (isBlank(codeAt(r, at))) at++;
    if (!isLetter(codeAt(r, at))) r.pos = at;
  }
}

