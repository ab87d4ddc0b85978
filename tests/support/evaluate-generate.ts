/**
 * Well-typed expressions over the sample rows, made at random from a seed: the same seed gives the same text.
 * In: a seed and a depth. Out: the text of a condition, or of a value of some type. Division is by literals
 * other than zero, so that most questions have an answer; what still leaves a type's range fails on both sides.
 */
import type { Random } from './random.ts';

type Kind = 'boolean' | 'integer' | 'decimal' | 'double' | 'string' | 'date' | 'instant' | 'time' | 'duration' | 'guid';
const COMPARED: readonly Kind[] = ['integer', 'decimal', 'double', 'string', 'date', 'instant', 'time', 'duration', 'boolean', 'guid'];

const PROPERTIES: Readonly<Record<Kind, readonly string[]>> = {
  boolean: ['flag', 'mark'], integer: ['tiny', 'signed', 'small', 'whole', 'rank', 'id', 'parentId'], decimal: ['exact', 'money'], double: ['real'], string: ['text', 'other', 'code'],
  date: ['day', 'due'], instant: ['at', 'till'], time: ['clock'], duration: ['span', 'lapse'], guid: ['guid'],
};
const LITERALS: Readonly<Record<Kind, readonly string[]>> = {
  boolean: ['true', 'false', 'null'], integer: ['0', '1', '-1', '2', '7', '-7', '100', 'null'], decimal: ['0.1', '-0.5', '2.50', '1.0', '12345678901234567890.5'], double: ['0.5e0', '-2.5e0', '1e3', 'INF'],
  string: ["'a'", "''", "'abc'", "'%'", "'_'", "'O''Neil'", "'ß'", "'😀'", "'A'", 'null'], date: ['2024-02-29', '1970-01-01', '9999-12-31'], instant: ['2024-02-29T23:59:59.999999Z', '1969-12-31T23:00:00Z'],
  time: ['12:30:45.5', '00:00'], duration: ["duration'P1D'", "duration'-PT1H0.5S'", "duration'PT0S'"], guid: ['01234567-89ab-cdef-0123-456789abcdef'],
};

/** `of` stands for the row: empty, or a variable or path with its slash. */
export function makeValue(random: Random, kind: Kind, depth: number, of = ''): string {
  const leaf = (): string => (random.next() < 0.65 ? of + random.pick(PROPERTIES[kind]) : random.pick(LITERALS[kind]));
  if (depth <= 0) return leaf();
  const value = (inner: Kind): string => makeValue(random, inner, depth - 1, of);
  const forms: readonly (() => string)[] = [leaf, () => `case(${makeCondition(random, depth - 1, of)}:${typed(random, kind, depth - 1, of)},${makeCondition(random, depth - 1, of)}:${typed(random, kind, depth - 1, of)})`, ...calculations(random, kind, value)];
  return random.pick(forms)();
}

/** A branch of a case needs a type of its own. */
function typed(random: Random, kind: Kind, depth: number, of: string): string {
  const text = makeValue(random, kind, depth, of);
  return text === 'null' ? of + random.pick(PROPERTIES[kind]) : text;
}

function calculations(random: Random, kind: Kind, value: (kind: Kind) => string): readonly (() => string)[] {
  const op = (left: Kind, operators: readonly string[], right: Kind) => (): string => `(${value(left)} ${random.pick(operators)} ${value(right)})`;
  const by = (left: Kind, operators: readonly string[], divisors: readonly string[]) => (): string => `(${value(left)} ${random.pick(operators)} ${random.pick(divisors)})`;
  const call = (names: readonly string[], ...kinds: readonly Kind[]) => (): string => `${random.pick(names)}(${kinds.map(value).join(',')})`;
  switch (kind) {
    case 'boolean': return [() => `(${value('boolean')} and ${value('boolean')})`, () => `(${value('boolean')} or ${value('boolean')})`, () => `(not ${value('boolean')})`, call(['contains', 'startswith', 'endswith'], 'string', 'string')];
    case 'integer': return [op('integer', ['add', 'sub', 'mul'], 'integer'), by('integer', ['div', 'mod'], ['2', '-3', '7']), () => `(-(${value('integer')}))`, call(['length'], 'string'), call(['indexof'], 'string', 'string'), call(['year', 'month', 'day'], 'date'), call(['hour', 'minute', 'second', 'year'], 'instant'), call(['hour', 'second'], 'time')];
    case 'decimal': return [op('decimal', ['add', 'sub', 'mul'], 'decimal'), op('integer', ['add', 'sub', 'mul'], 'decimal'), by('decimal', ['mod'], ['2', '0.7', '-3']), by('integer', ['divby'], ['2', '4', '-8']), call(['round', 'floor', 'ceiling'], 'decimal'), call(['fractionalseconds'], 'time'), call(['totalseconds'], 'duration')];
    case 'double': return [op('double', ['add', 'sub'], 'integer'), by('double', ['div', 'mul'], ['2', '-4', '0.5e0']), call(['round', 'floor', 'ceiling'], 'double')];
    case 'string': return [call(['concat'], 'string', 'string'), call(['tolower', 'toupper', 'trim'], 'string'), () => `substring(${value('string')},${random.pick(['0', '1', '-1', '-2', '5'])})`, () => `substring(${value('string')},${random.pick(['0', '1', '-2'])},${random.pick(['0', '1', '3'])})`];
    case 'date': return [op('date', ['add', 'sub'], 'duration'), call(['date'], 'instant')];
    case 'instant': return [op('instant', ['add', 'sub'], 'duration')];
    case 'time': return [call(['time'], 'instant')];
    case 'duration': return [op('duration', ['add', 'sub'], 'duration'), op('date', ['sub'], 'date'), by('duration', ['mul'], ['2', '-0.5']), by('duration', ['div'], ['2', '-4'])];
    case 'guid': return [];
  }
}

export function makeCondition(random: Random, depth: number, of = ''): string {
  const inner = (): string => makeCondition(random, depth - 1, of);
  const comparison = (): string => {
    const kind = random.pick(COMPARED);
    const [left, right] = random.next() < 0.2 ? mixed(random, depth, of) : [makeValue(random, kind, depth - 1, of), makeValue(random, kind, depth - 1, of)];
    return `(${left}) ${random.pick(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])} ${right === 'null' ? right : `(${right})`}`;
  };
  const membership = (): string => {
    const kind = random.pick(['integer', 'string', 'date'] as const);
    return `(${typed(random, kind, depth - 1, of)}) in (${[1, 2, 3].map(() => random.pick([...LITERALS[kind], 'null'])).join(',')})`;
  };
  if (depth <= 0) return random.pick([comparison, () => of + random.pick(PROPERTIES.boolean)])();
  const related = (): string => {
    const name = `v${depth}`;
    return random.pick([
      () => `${of}Children/${random.pick(['any', 'all'])}(${name}:${makeCondition(random, depth - 1, `${name}/`)})`,
      () => `${of}Children/$count ${random.pick(['gt', 'eq', 'le'])} ${random.pick(['0', '1', '2'])}`,
      () => `${of}Parent ${random.pick(['eq', 'ne'])} null`,
      () => makeCondition(random, depth - 1, `${of}Parent/`),
    ])();
  };
  const near = of.split('/').length <= 2; // the rows are expanded two levels deep
  return random.pick([comparison, comparison, membership, () => `not (${inner()})`, () => `(${inner()}) and (${inner()})`, () => `(${inner()}) or (${inner()})`, () => makeValue(random, 'boolean', depth, of), ...(near ? [related] : [])])();
}

/** Numbers of two kinds. */
function mixed(random: Random, depth: number, of: string): readonly [string, string] {
  const kinds = ['integer', 'decimal', 'double'] as const;
  return [makeValue(random, random.pick(kinds), depth - 1, of), makeValue(random, random.pick(kinds), depth - 1, of)];
}
