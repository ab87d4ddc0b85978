/**
 * The resource path: segments between slashes, split before decoding.
 * In: a reader over the path (escaped slashes marked). Out: segments as written, model-free.
 * A segment that is no identifier is kept as a name: it can be a key written as a segment. Dollar
 * segments are case-sensitive. Empty segments are refused; one slash at the end is not.
 */

import { codeAt, countNode, dottedNameEnd, expectChar, isBlank, plainText, rawAt, readName, refuse, simpleNameEnd } from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { parseFilterArgument, parseNamePart } from './parse-member.ts';
import type { SegmentSyntax } from './syntax.ts';

const SLASH = 47;

const PLAIN = ['metadata', 'batch', 'all', 'entity', 'count', 'value', 'ref', 'each', 'query'] as const;
const PLAIN_BY_NAME: ReadonlyMap<string, (typeof PLAIN)[number]> = new Map(PLAIN.map((name) => [`$${name}`, name]));

export function parsePath(r: Reader): readonly SegmentSyntax[] {
  const segments: SegmentSyntax[] = [];
  if (codeAt(r, r.pos) === SLASH) r.pos++;
  while (r.pos < r.end) {
    segments.push(parseSegment(r, segments.length === 0));
    countNode(r);
    if (r.pos === r.end) break;
    if (codeAt(r, r.pos) !== SLASH) refuse(r, '"/" or the end of the path');
    r.pos++;
  }
  return segments;
}

function parseSegment(r: Reader, isFirst: boolean): SegmentSyntax {
  const c = codeAt(r, r.pos);
  if (c === SLASH) refuse(r, 'a path segment that is not empty');
  if (c === 36) return parseDollarSegment(r);
  const end = dottedNameEnd(r, r.pos);
  const next = codeAt(r, end);
  const isName = end > r.pos && (next < 0 || next === SLASH || next === 40);
  if (isFirst || isName) {
    if (end === r.pos) refuse(r, 'a name');
    if (!isName) refuse(r, '"(", "/" or the end of the path', end);
    return parseNamePart(r, end) as SegmentSyntax;
  }
  return parseKeySegment(r);
}

/** A key written as a segment: everything up to the next slash. */
function parseKeySegment(r: Reader): SegmentSyntax {
  const start = r.pos;
  let at = r.text.indexOf('/', start);
  if (at < 0 || at > r.end) at = r.end;
  for (let i = start; i < at; i++) if (isBlank(r.text.charCodeAt(i)) && r.offsets === undefined) refuse(r, '"/" or the end of the path', i);
  r.pos = at;
  return { kind: 'name', name: plainText(r, start, at), at: rawAt(r, start), end: rawAt(r, at) };
}

function parseDollarSegment(r: Reader): SegmentSyntax {
  const start = r.pos;
  const end = simpleNameEnd(r, start + 1);
  const word = r.text.slice(start, end);
  const plain = PLAIN_BY_NAME.get(word);
  r.pos = end;
  if (plain !== undefined) return { kind: plain, at: rawAt(r, start), end: rawAt(r, end) };
  if (word === '$filter') {
    const filter = parseInlineFilter(r);
    return { kind: 'filter', filter, at: rawAt(r, start), end: rawAt(r, r.pos) };
  }
  if (word === '$crossjoin') return parseCrossjoin(r, start);
  return refuse(r, '$metadata, $batch, $entity, $all, $crossjoin, $filter, $count, $value, $ref, $each or $query', start);
}

/** An expression in a path is a whole expression: the rule that only literals may stand in parentheses does not hold in it. */
function parseInlineFilter(r: Reader): ReturnType<typeof parseFilterArgument> {
  r.literalsOnly = false;
  const filter = parseFilterArgument(r);
  r.literalsOnly = true;
  return filter;
}

function parseCrossjoin(r: Reader, start: number): SegmentSyntax {
  const sets: string[] = [];
  do {
    expectChar(r, sets.length === 0 ? 40 : 44);
    sets.push(readName(r, 'an entity set name'));
  } while (codeAt(r, r.pos) === 44);
  expectChar(r, 41);
  return { kind: 'crossjoin', sets, at: rawAt(r, start), end: rawAt(r, r.pos) };
}
