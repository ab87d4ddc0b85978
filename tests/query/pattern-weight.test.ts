/** What repetitions in a pattern cost, before the database is asked to pay it. */
import { patternWeight } from '../../src/query/pattern-weight.ts';

test.each([
  ['plain text', 'Miller', 0],
  ['a date', String.raw`^\d{4}-\d{2}-\d{2}$`, 5],
  ['stars and plus signs', '(a+)*b?', 0],
  ['a range counts by its end', 'a{1,50}', 49],
  ['a group counts by what is in it', '(ab){10}', 18],
  ['nested repetitions multiply', '(a{10}){10}', 9 + 90],
  ['brackets are one sign, braces within them none', '[a{9}]{3}', 2],
  ['an escaped brace is a sign', String.raw`\{9\}{2}`, 1],
])('%s', (_name, pattern, weight) => {
  expect(patternWeight(pattern)).toBe(weight);
});

test('unbalanced patterns of any length are weighed in one pass', () => {
  for (const part of ['(', ')', '[', ']', '{', '}', '\\', '{9}', 'a{255}']) expect(patternWeight(part.repeat(10_000))).toBeGreaterThanOrEqual(0);
});
