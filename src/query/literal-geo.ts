/**
 * The form of geography and geometry literals: `SRID=n;` and one shape in well-known text.
 * In: text and a start. Out: the end of the form, or `~at` where it breaks. It checks the form
 * only: not whether rings close or coordinates make sense. Nested collections are walked with an
 * explicit level so that depth costs no stack.
 */

import { isDigit } from './lex-reader.ts';
import { numberEnd } from './literal-forms.ts';

type Rule = (text: string, from: number, end: number) => number;

const matches = (text: string, at: number, word: string): boolean => text.slice(at, at + word.length).toLowerCase() === word;

function wordEnd(text: string, at: number, word: string): number {
  return matches(text, at, word) ? at + word.length : ~at;
}

export function geoEnd(text: string, from: number, end: number): number {
  const shape = sridEnd(text, from, end);
  return shape < 0 ? shape : shapeEnd(text, shape, end);
}

export function sridEnd(text: string, from: number, end: number): number {
  let at = wordEnd(text, from, 'srid=');
  if (at < 0) return at;
  const digits = at;
  while (at < end && at < digits + 5 && isDigit(text.charCodeAt(at))) at++;
  if (at === digits || text[at] !== ';') return ~at;
  return at + 1;
}

/** Two to four numbers separated by single blanks. */
function positionEnd(text: string, from: number, end: number): number {
  let at = from;
  for (let i = 0; i < 4; i++) {
    if (i > 0 && text[at] !== ' ') return i < 2 ? ~at : at;
    at = numberEnd(text, i === 0 ? at : at + 1, end);
    if (at < 0) return at;
  }
  return at;
}

const list = (item: Rule, least: number): Rule => (text, from, end) => {
  if (text[from] !== '(') return ~from;
  let at = from + 1;
  if (least === 0 && text[at] === ')') return at + 1;
  for (let count = 1; ; count++) {
    at = item(text, at, end);
    if (at < 0) return at;
    if (text[at] === ')' && count >= least && at < end) return at + 1;
    if (text[at] !== ',' || at >= end) return ~at;
    at++;
  }
};

const point: Rule = (text, from, end) => {
  if (text[from] !== '(') return ~from;
  const at = positionEnd(text, from + 1, end);
  return at < 0 ? at : text[at] === ')' ? at + 1 : ~at;
};
const line = list(positionEnd, 2);
const ring = list(positionEnd, 1);
const polygon = list(ring, 1);

const SHAPES: readonly (readonly [string, Rule])[] = [
  ['linestring', line], ['multipoint', list(point, 0)], ['multilinestring', list(line, 0)],
  ['multipolygon', list(polygon, 0)], ['point', point], ['polygon', polygon],
];

const COLLECTION = 'geometrycollection(';

/** One shape; a collection opens a level, and commas and closing parentheses walk between levels. */
export function shapeEnd(text: string, from: number, end: number): number {
  let at = from;
  let level = 0;
  for (;;) {
    while (matches(text, at, COLLECTION)) {
      level++;
      at += COLLECTION.length;
    }
    const shape = SHAPES.find(([name]) => matches(text, at, name));
    if (shape === undefined) return ~at;
    at = shape[1](text, at + shape[0].length, end);
    if (at < 0) return at;
    while (level > 0 && at < end && text[at] === ')') {
      level--;
      at++;
    }
    if (level === 0) return at;
    if (at >= end || text[at] !== ',') return ~at;
    at++;
  }
}
