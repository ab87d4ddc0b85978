/**
 * How much a regular expression asks for: repetitions are written out by the database before it matches,
 * so a few signs can stand for millions of states, and for minutes of work.
 * In: a valid pattern of ECMAScript. Out: how many single signs its repetitions add to those that are written.
 */

/** A group being read: the signs before its last part, and that part. `added` is kept by the outermost level. */
type Level = { sum: number; last: number; added: number };

const EMPTY: Level = { sum: 0, last: 0, added: 0 };
const BOUNDS = /\{(\d+)(?:,(\d*))?\}/y;

export function patternWeight(pattern: string): number {
  const whole: Level = { sum: 0, last: 0, added: 0 };
  const levels: Level[] = [whole];
  for (let at = 0; at < pattern.length;) at = step(pattern, at, levels);
  return whole.added;
}

/** Takes one sign, group or repetition; returns where the next begins. */
function step(pattern: string, at: number, levels: Level[]): number {
  const level = levels.at(-1) ?? EMPTY;
  const sign = pattern[at];
  if (sign === '(') {
    levels.push({ ...EMPTY });
    return at + 1;
  }
  if (sign === ')' && levels.length > 1) {
    levels.pop();
    const outer = levels.at(-1) ?? level;
    return atom(outer, level.sum + level.last, at + 1);
  }
  BOUNDS.lastIndex = at;
  const bounds = sign === '{' ? BOUNDS.exec(pattern) : null;
  if (bounds !== null) {
    const written = level.last;
    level.last *= Math.max(1, Number(bounds[1]), Number(bounds[2] ?? 0));
    (levels[0] ?? level).added += level.last - written;
    return BOUNDS.lastIndex;
  }
  if (sign === '[') return atom(level, 1, classEnd(pattern, at));
  return atom(level, 1, sign === '\\' ? at + 2 : at + 1);
}

function atom(level: Level, weight: number, next: number): number {
  level.sum += level.last;
  level.last = weight;
  return next;
}

function classEnd(pattern: string, from: number): number {
  for (let at = from + 1; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']') return at + 1;
  }
  return pattern.length;
}
