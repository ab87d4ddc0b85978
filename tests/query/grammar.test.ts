import { existsSync, readFileSync } from 'node:fs';
import { runGrammarFile } from '../../src/query/grammar/index.ts';
import type { GrammarSuite } from '../../src/query/grammar/index.ts';

const CASES = new URL('../../../shared/data/abnf/cases.json', import.meta.url);

const read = (): Record<string, GrammarSuite> => JSON.parse(readFileSync(CASES, 'utf8')) as Record<string, GrammarSuite>;

describe('the grammar cases of the standard', () => {
  if (!existsSync(CASES)) {
    test.skip('the case file is absent: nothing to run', () => undefined);
    return;
  }
  test.each(runGrammarFile(read()))('every case of the suite $suite holds', ({ failures }) => {
    expect(failures).toEqual([]);
  });
});

describe('the runner reports what does not hold', () => {
  const imports = ['entityColFunctionImport', 'entityFunctionImport', 'complexColFunctionImport', 'complexFunctionImport', 'primitiveColFunctionImport', 'primitiveFunctionImport'];
  const names = { ...Object.fromEntries(imports.map((rule) => [rule, []])), entitySetName: ['Sets'], singletonEntity: [], actionImport: [], primitiveNonKeyProperty: ['Name'] };
  const run = (rule: string, input: string, rest: object = {}): string | undefined =>
    runGrammarFile({ suite: { names, cases: [{ rule, input, ...rest }] } })[0]!.failures[0]?.reason;

  test('a valid case that is refused, an invalid one that is accepted, a wrong offset, a missing node', () => {
    expect(run('odataRelativeUri', 'Nothing')).toMatch(/refused at 7/);
    expect(run('odataRelativeUri', 'Sets', { failAt: 2 })).toMatch(/accepted/);
    expect(run('odataRelativeUri', 'Nothing', { failAt: 2 })).toMatch(/refused at 7, but must fail at 2/);
    expect(run('filter', '$filter=Name eq 1', { expect: ['commonExpr:Name', 'commonExpr:Nam'] })).toBe('not found: commonExpr:Nam');
    expect(run('noSuchRule', 'x')).toMatch(/not known/);
    expect(run('odataRelativeUri', 'Sets?$filter=Name eq 1')).toBeUndefined();
  });
});
