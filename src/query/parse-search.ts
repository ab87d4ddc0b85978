/**
 * `$search`: words, phrases, NOT, AND (also by mere juxtaposition) and OR, in falling precedence.
 * In: a reader at the value. Out: a search tree. AND, OR and NOT are operators only where an operand
 * follows; elsewhere they are words. `'…'` is an incomplete expression that a client passes on as
 * typed: it becomes one phrase. Matching is not decided here.
 */

import { codeAt, countNode, enter, expectChar, isBlank, plainText, rawAt, refuse, skipBlanks } from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { readQuoted } from './literal-scan.ts';
import type { SearchSyntax } from './syntax.ts';

export function parseSearch(r: Reader): SearchSyntax {
  skipBlanks(r);
  if (codeAt(r, r.pos) !== 39) return parseOr(r);
  const start = r.pos;
  const text = readQuoted(r);
  return { kind: 'term', text, phrase: true, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseOr(r: Reader): SearchSyntax {
  enter(r);
  const tree = parseTerms(r, 'or');
  r.depth--;
  return tree;
}

function parseTerms(r: Reader, kind: 'and' | 'or'): SearchSyntax {
  const start = r.pos;
  const next = kind === 'or' ? (): SearchSyntax => parseTerms(r, 'and') : (): SearchSyntax => parseNot(r);
  const terms = [next()];
  while (kind === 'or' ? takeOperator(r, 'OR') : takeAnd(r)) terms.push(next());
  return terms.length === 1 ? terms[0]! : { kind, terms, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `AND`, or just blanks before an operand that is not `OR`. */
function takeAnd(r: Reader): boolean {
  if (takeOperator(r, 'AND')) return true;
  if (!isBlank(codeAt(r, r.pos)) || operatorEnd(r, r.pos, 'OR') > 0) return false;
  const at = blanksEnd(r, r.pos);
  if (!startsOperand(r, at)) return false;
  r.pos = at;
  return true;
}

function takeOperator(r: Reader, word: string): boolean {
  const end = operatorEnd(r, r.pos, word);
  if (end > 0) r.pos = end;
  return end > 0;
}

/** Where the operand begins when blanks, `word` and blanks stand at `from`; 0 when they do not. */
function operatorEnd(r: Reader, from: number, word: string): number {
  const at = blanksEnd(r, from);
  if (at === from || !r.text.startsWith(word, at)) return 0;
  const end = blanksEnd(r, at + word.length);
  return end > at + word.length && startsOperand(r, end) ? end : 0;
}

function blanksEnd(r: Reader, from: number): number {
  let at = from;
  while (isBlank(codeAt(r, at))) at++;
  return at;
}

function startsOperand(r: Reader, at: number): boolean {
  const c = codeAt(r, at);
  return c === 40 || c === 34 || isWordChar(r, at, c);
}

/** A raw semicolon ends the option; an escaped one is part of the word. Parentheses and double quotes end words in either spelling. */
function isWordChar(r: Reader, at: number, c: number): boolean {
  if (c <= 32 || c === 34 || c === 40 || c === 41 || c === 39) return false;
  return c !== 59 || rawAt(r, at + 1) - rawAt(r, at) === 3;
}

function parseNot(r: Reader): SearchSyntax {
  const start = r.pos;
  if (r.text.startsWith('NOT', start) && isBlank(codeAt(r, start + 3))) {
    const at = blanksEnd(r, start + 3);
    if (startsOperand(r, at)) return parseNegation(r, start, at);
  }
  return parseOperand(r);
}

function parseNegation(r: Reader, start: number, at: number): SearchSyntax {
  enter(r);
  countNode(r);
  r.pos = at;
  const operand = parseNot(r);
  r.depth--;
  return { kind: 'not', operand, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseOperand(r: Reader): SearchSyntax {
  const start = r.pos;
  const c = codeAt(r, start);
  countNode(r);
  if (c === 40) return parseGroup(r);
  if (c === 34) return parsePhrase(r);
  let at = start;
  while (at < r.end && (isWordChar(r, at, r.text.charCodeAt(at)) || (at > start && r.text.charCodeAt(at) === 39))) at++;
  if (at === start) refuse(r, 'a search word, a phrase in double quotes, or "("');
  r.pos = at;
  return { kind: 'term', text: plainText(r, start, at), phrase: false, at: rawAt(r, start), end: rawAt(r, at) };
}

function parseGroup(r: Reader): SearchSyntax {
  expectChar(r, 40);
  skipBlanks(r);
  const inner = parseOr(r);
  skipBlanks(r);
  expectChar(r, 41);
  return inner;
}

function parsePhrase(r: Reader): SearchSyntax {
  const start = r.pos;
  const close = r.text.indexOf('"', start + 1);
  if (close < 0 || close >= r.end) refuse(r, 'a closing double quote', r.end);
  if (close === start + 1) refuse(r, 'at least one character between the double quotes', close);
  r.pos = close + 1;
  return { kind: 'term', text: plainText(r, start + 1, close), phrase: true, at: rawAt(r, start), end: rawAt(r, r.pos) };
}
