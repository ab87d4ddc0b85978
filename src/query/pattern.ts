/**
 * Patterns of `matchespattern`: ECMAScript's regular expressions (Unicode mode) in PostgreSQL's dialect.
 * In: the pattern as written. Out: one that matches the same texts. The dialects share most signs; what
 * differs is rewritten: `.` and line breaks, `\b`, the classes `\d \w \s`, escapes by number. Refuses (URL106)
 * what is no ECMAScript pattern and (URL109) what cannot be said: named groups, `\p`, negated classes in brackets.
 */
import { fail } from '../base/index.ts';
import { patternWeight } from './pattern-weight.ts';

const LINE_BREAKS = String.raw`\n\r\u2028\u2029`;
const SPACES = String.raw`\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const CLASSES: ReadonlyMap<string, string> = new Map([['d', '0-9'], ['w', 'A-Za-z0-9_'], ['s', SPACES]]);
/** Escapes outside brackets that are spelled otherwise. */
const ASSERTIONS: ReadonlyMap<string, string> = new Map([['b', String.raw`\y`], ['B', String.raw`\Y`]]);
const REPETITIONS_MAX = 255;
/** Single signs that the repetitions of a pattern may add to it when they are written out. */
const WEIGHT_MAX = 500;

/** One sign at a time: a numbered escape, any escape, the opening of a group or of brackets, a repetition, or a character. */
const SIGN = /\\u\{([0-9A-Fa-f]+)\}|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|\\([\s\S])|\((\?<?[:=!]|\?)?|\{([\d,]+)\}|\[\^?(\])?|[\s\S]/gu;

export function toDatabasePattern(pattern: string): string {
  checkPattern(pattern);
  if (patternWeight(pattern) > WEIGHT_MAX) fail('LIM602', `The repetitions in the pattern of matchespattern stand for more than ${WEIGHT_MAX} signs.`, { target: 'matchespattern' });
  let isInBrackets = false;
  return pattern.replace(SIGN, (sign: string, ...found: (string | undefined)[]): string => {
    const [long, short, byte, letter, group, counts, empty] = found;
    const code = long ?? short ?? byte;
    if (code !== undefined) return codePoint(code);
    if (letter !== undefined) return escaped(letter, isInBrackets);
    if (isInBrackets) {
      isInBrackets = !sign.endsWith(']');
      return sign.startsWith('[') ? `\\${sign.replace(/\]$/, '')}${empty ?? ''}` : sign;
    }
    if (group === '?') return refuse('(?<name>…)');
    if (counts !== undefined && counts.split(',').some((count) => Number(count) > REPETITIONS_MAX)) return refuse(sign);
    if (empty !== undefined) return refuse(sign);
    isInBrackets = sign.startsWith('[');
    return sign === '.' ? `[^${LINE_BREAKS}]` : sign;
  });
}

function checkPattern(pattern: string): void {
  try {
    new RegExp(pattern, 'u');
  } catch {
    fail('URL106', 'The pattern of matchespattern is no regular expression of ECMAScript.', { target: 'matchespattern' });
  }
}

const codePoint = (hex: string): string => String.raw`\U` + hex.padStart(8, '0');

function escaped(letter: string, isInBrackets: boolean): string {
  const members = CLASSES.get(letter.toLowerCase());
  if (members !== undefined) {
    const isNegated = letter !== letter.toLowerCase();
    if (isInBrackets) return isNegated ? refuse(`\\${letter} in brackets`) : members;
    return `[${isNegated ? '^' : ''}${members}]`;
  }
  const assertion = ASSERTIONS.get(letter);
  if (assertion !== undefined) return isInBrackets ? String.raw`\u0008` : assertion;
  if (/[pPkc0]/.test(letter)) return refuse(`\\${letter}`);
  return `\\${letter}`;
}

function refuse(part: string): never {
  return fail('URL109', `matchespattern with ${part} is not offered.`, { target: 'matchespattern' });
}
