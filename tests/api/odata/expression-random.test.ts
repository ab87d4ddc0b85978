/**
 * Conditions and values nobody thought of, made from fixed seeds, agree with the oracle row by row.
 * A failure prints the expression; it belongs into one of the tables then.
 */
import { makeCondition, makeValue } from '../../support/evaluate-generate.ts';
import { seeded } from '../../support/random.ts';
import { computeProblem, expectedIds, filterProblems } from '../../support/evaluate-world.ts';
import { onTheSamples } from '../../support/suites.ts';

const SEEDS = (process.env['EXPRESSION_SEEDS'] ?? '1,2,3,4').split(',').map(Number);
const KINDS = ['integer', 'decimal', 'double', 'string', 'date', 'instant', 'time', 'duration', 'boolean'] as const;

onTheSamples('Parent($expand=Parent($expand=Parent,Children),Children($expand=Parent,Children)),Children($expand=Parent($expand=Parent,Children),Children($expand=Parent,Children))', ({ world }) => {
  test.each(SEEDS)('a hundred conditions grown from seed %i keep the rows the standard keeps', async (seed) => {
    const random = seeded(seed);
    const conditions = Array.from({ length: 100 }, (_, i) => makeCondition(random, 1 + (i % 4)));
    expect(await filterProblems(world(), conditions)).toEqual([]);
    const telling = conditions.map((expr) => expectedIds(world(), { expr })).filter((ids) => ids !== 'failure' && ids.length > 0 && ids.length < world().rows.length);
    expect(telling.length).toBeGreaterThan(40); // or the questions would be too easy
  });
  test.each(SEEDS)('fifty values grown from seed %i are what the standard computes', async (seed) => {
    const random = seeded(seed + 1000);
    const problems: (string | undefined)[] = [];
    for (let i = 0; i < 50; i += 1) {
      const expr = makeValue(random, random.pick(KINDS), 1 + (i % 3));
      if (expr !== 'null') problems.push(await computeProblem(world(), expr));
    }
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });
});
