/**
 * `$apply`: a sequence of set transformations.
 * In: a reader at the first transformation. Out: the sequence as written. Names of transformations
 * are case-sensitive. Which argument is a sequence, an expression or a path is decided by the
 * transformation's name and the argument's place; nothing is looked up in a model.
 */

import {
  codeAt, countNode, dottedNameEnd, enter, expectChar, isBlank, isDigit, rawAt, readName, refuse, skipBlanks, takeWord,
} from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { parseAggregate } from './parse-aggregate.ts';
import { parseComputeItem, parseOrderItem, refuseWord } from './parse-items.ts';
import { parseNamePart } from './parse-member.ts';
import type { ApplyArgumentSyntax, ApplySyntax, ExprSyntax, GroupKeySyntax, NumberSyntax, PathPartSyntax, Span, TransformSyntax } from './syntax.ts';

const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;

export function parseApply(r: Reader): ApplySyntax {
  const start = r.pos;
  enter(r);
  const steps = [parseStep(r)];
  while (codeAt(r, r.pos) === 47) {
    r.pos++;
    steps.push(parseStep(r));
  }
  r.depth--;
  return { steps, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

/** `BWS item BWS *( "," BWS item BWS )` up to the closing parenthesis, which stays. */
function parseList<T>(r: Reader, item: (r: Reader, index: number) => T): T[] {
  const items: T[] = [];
  skipBlanks(r);
  for (;;) {
    items.push(item(r, items.length));
    countNode(r);
    skipBlanks(r);
    if (codeAt(r, r.pos) !== COMMA) return items;
    r.pos++;
    skipBlanks(r);
  }
}

type WithoutSpan<T> = T extends Span ? Omit<T, keyof Span> : never;
type Body = (r: Reader) => WithoutSpan<TransformSyntax>;

const sequence = (r: Reader): ApplyArgumentSyntax => argument(r, parseApply);
const expression = (r: Reader): ApplyArgumentSyntax => argument(r, r.grammar.expression);

function argument(r: Reader, value: (r: Reader) => ApplyArgumentSyntax['value']): ApplyArgumentSyntax {
  const start = r.pos;
  return { value: value(r), at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function named(r: Reader, value: (r: Reader) => ApplyArgumentSyntax): ApplyArgumentSyntax {
  const read = value(r);
  if (!takeWord(r, 'as', true)) refuseWord(r, 'as', 'a name');
  const name = readName(r, 'a name');
  return { ...read, name, end: rawAt(r, r.pos) };
}

type ArgumentRule = (r: Reader, index: number) => ApplyArgumentSyntax;

const general = (name: string, rule: ArgumentRule, least: number, most: number): readonly [string, Body] => [name, (r) => {
  const args = parseList(r, (reader, index) => (index < most ? rule(reader, index) : refuse(reader, '")"', reader.pos - 1)));
  if (args.length < least) refuse(r, '"," and another argument');
  return { kind: 'function', name, args };
}];

const ranked: ArgumentRule = (r) => expression(r);
const joined: ArgumentRule = (r, index) => (index === 0 ? named(r, expression) : sequence(r));
const hierarchical: ArgumentRule = (r, index) => {
  if (index < 3) return expression(r);
  if (index === 3) return sequence(r);
  const isOver = index === 5 && /keep start[ \t]*,[ \t]*$/.test(r.text.slice(Math.max(0, r.pos - 40), r.pos));
  if (isOver) refuse(r, '")"', r.text.lastIndexOf(',', r.pos));
  return isDigit(codeAt(r, r.pos)) && index === 4 ? expression(r) : keepStart(r);
};
const traversing: ArgumentRule = (r, index) => {
  if (index < 3) return expression(r);
  if (index === 3) return traversalOrder(r);
  return index === 4 && startsPreserving(r) ? sequence(r) : orderItem(r);
};
const recursive: ArgumentRule = (r, index) => (index < 3 ? expression(r) : sequence(r));

const BODIES: ReadonlyMap<string, Body> = new Map<string, Body>([
  ['aggregate', (r) => ({ kind: 'aggregate', items: parseList(r, (reader) => parseAggregate(reader, true)) })],
  ['compute', (r) => ({ kind: 'compute', items: parseList(r, parseComputeItem) })],
  ['filter', (r) => ({ kind: 'filter', filter: blanked(r, r.grammar.expression) })],
  ['search', (r) => ({ kind: 'search', search: blanked(r, r.grammar.search) })],
  ['orderby', (r) => ({ kind: 'orderby', items: parseList(r, parseOrderItem) })],
  ['top', (r) => ({ kind: 'top', value: blanked(r, parseDigits) })],
  ['skip', (r) => ({ kind: 'skip', value: blanked(r, parseDigits) })],
  ['concat', (r) => {
    const sequences = parseList(r, parseApply);
    if (sequences.length < 2) refuse(r, '"," and another sequence');
    return { kind: 'concat', sequences };
  }],
  ['groupby', parseGroupBy],
  ...['topcount', 'topsum', 'toppercent', 'bottomcount', 'bottomsum', 'bottompercent'].map((name) => general(name, ranked, 2, 2)),
  general('nest', (r) => named(r, sequence), 1, 100),
  general('addnested', (r, index) => (index === 0 ? expression(r) : named(r, sequence)), 2, 100),
  general('join', joined, 1, 2),
  general('outerjoin', joined, 1, 2),
  general('ancestors', hierarchical, 4, 6),
  general('descendants', hierarchical, 4, 6),
  general('traverse', traversing, 4, 100),
]);

function blanked<T>(r: Reader, rule: (r: Reader) => T): T {
  skipBlanks(r);
  const value = rule(r);
  skipBlanks(r);
  return value;
}

function parseDigits(r: Reader): NumberSyntax {
  const start = r.pos;
  while (isDigit(codeAt(r, r.pos))) r.pos++;
  if (r.pos === start) refuse(r, 'a non-negative integer');
  const value = Number(r.text.slice(start, r.pos));
  if (!Number.isSafeInteger(value)) refuse(r, 'a smaller number', start, 'URL106');
  return { value, at: rawAt(r, start), end: rawAt(r, r.pos) };
}

function parseStep(r: Reader): TransformSyntax {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  const name = r.text.slice(start, end);
  countNode(r);
  if (name === 'identity' && codeAt(r, end) !== OPEN) {
    r.pos = end;
    return { kind: 'identity', at: rawAt(r, start), end: rawAt(r, end) };
  }
  const body = BODIES.get(name);
  if (body === undefined) return parseCustom(r, name, end);
  r.pos = end;
  expectChar(r, OPEN);
  const read = body(r);
  expectChar(r, CLOSE);
  return { ...read, at: rawAt(r, start), end: rawAt(r, r.pos) } as TransformSyntax;
}

/** A function of the service in place of a transformation: `Ns.Name(Count=1)`. */
function parseCustom(r: Reader, name: string, end: number): TransformSyntax {
  if (!name.includes('.') || codeAt(r, end) !== OPEN) refuse(r, 'a transformation such as aggregate, groupby or filter', end);
  const path: PathPartSyntax[] = [parseNamePart(r, end)];
  const part = path[0]!;
  return { kind: 'custom', path, at: part.at, end: part.end };
}

function parseGroupBy(r: Reader): WithoutSpan<Extract<TransformSyntax, { readonly kind: 'groupby' }>> {
  skipBlanks(r);
  expectChar(r, OPEN);
  const keys = parseList(r, parseGroupKey);
  expectChar(r, CLOSE);
  skipBlanks(r);
  if (codeAt(r, r.pos) !== COMMA) return { kind: 'groupby', keys };
  r.pos++;
  const apply = blanked(r, parseApply);
  return { kind: 'groupby', keys, apply };
}

function parseGroupKey(r: Reader): GroupKeySyntax {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  const name = codeAt(r, end) === OPEN ? r.text.slice(start, end) : '';
  if (name === 'rollup') {
    r.pos = end + 1;
    const keys = parseList(r, parsePathKey);
    expectChar(r, CLOSE);
    return { kind: 'rollup', keys, at: rawAt(r, start), end: rawAt(r, r.pos) };
  }
  if (name === 'rolluprecursive') {
    r.pos = end + 1;
    const args = parseList(r, (reader, index) => (index < 4 ? recursive(reader, index) : refuse(reader, '")"', reader.pos - 1)));
    if (args.length < 3) refuse(r, '"," and another argument');
    expectChar(r, CLOSE);
    return { kind: 'recursive', args, at: rawAt(r, start), end: rawAt(r, r.pos) };
  }
  return parsePathKey(r);
}

function parsePathKey(r: Reader): GroupKeySyntax {
  const start = r.pos;
  const expr: ExprSyntax = r.grammar.expression(r);
  if (expr.kind !== 'path') return refuse(r, 'a property path', start);
  return { kind: 'path', path: expr.segments, at: expr.at, end: expr.end };
}

/** A word that is an argument, as a path of one name. */
function wordArgument(r: Reader, word: string, end: number): ApplyArgumentSyntax {
  const span = { at: rawAt(r, r.pos), end: rawAt(r, end) };
  r.pos = end;
  return { value: { kind: 'path', segments: [{ kind: 'name', name: word, ...span }], ...span }, ...span };
}

function keepStart(r: Reader): ApplyArgumentSyntax {
  if (!r.text.startsWith('keep start', r.pos)) refuse(r, '"keep start"');
  return wordArgument(r, 'keep start', r.pos + 10);
}

function traversalOrder(r: Reader): ApplyArgumentSyntax {
  const word = ['preorder', 'postorder'].find((order) => r.text.startsWith(order, r.pos));
  if (word === undefined) return refuse(r, 'preorder or postorder');
  return wordArgument(r, word, r.pos + word.length);
}

function startsPreserving(r: Reader): boolean {
  const end = dottedNameEnd(r, r.pos);
  const name = r.text.slice(r.pos, end);
  if (name === 'identity') return codeAt(r, end) === COMMA || codeAt(r, end) === CLOSE || isBlank(codeAt(r, end));
  return codeAt(r, end) === OPEN && name !== 'concat' && BODIES.has(name);
}

function orderItem(r: Reader): ApplyArgumentSyntax {
  const item = parseOrderItem(r);
  return { value: item.expr, descending: item.descending, at: item.at, end: item.end };
}
