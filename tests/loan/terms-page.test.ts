/** What is written about terms is what the schema says. */
import { readFileSync, readdirSync } from 'node:fs';
import { calculateSchedule } from '../../src/loan/index.ts';
import { readTerms } from '../../src/servicing/index.ts';
import { TERMS_PAGE, TERMS_SCHEMA_FILE, termsPage, termsSchemaText } from '../../tools/terms-page.ts';
import { RequestError } from '../../src/base/index.ts';

test('docs/loan-terms.md and its JSON Schema are made from the schema in use; npm run docs:terms renews them', () => {
  expect(readFileSync(TERMS_PAGE, 'utf8')).toBe(termsPage());
  expect(readFileSync(TERMS_SCHEMA_FILE, 'utf8')).toBe(termsSchemaText());
});

test.each(readdirSync('examples').filter((name) => name.endsWith('.json')))('examples/%s is in shape and can be calculated', (name) => {
  const terms = readTerms(JSON.parse(readFileSync(`examples/${name}`, 'utf8')));
  expect(calculateSchedule(terms).rows.length).toBeGreaterThan(0);
});

test.each<[string, unknown, readonly string[]]>([
  ['an unknown field and a missing one', { principal: '1', startDate: '2024-01-01', surprise: 1 }, ['annualRatePercent', 'surprise']],
  ['numbers where decimal text is due', { principal: 1, annualRatePercent: 5, startDate: '2024-01-01' }, ['annualRatePercent', 'principal']],
  ['a deep field', { principal: '1', annualRatePercent: '1', startDate: '2024-01-01', fees: [{ name: 'x', color: 'red' }] }, ['fees[0].color']],
  ['a name of no kind', { form: 'contract', kind: 'swap', principal: '1', annualRatePercent: '1', startDate: '2024-01-01' }, ['kind']],
  ['shapes and values together', { principal: '0', annualRatePercent: '5e2', startDate: '2024-02-30', count: 0, interestRounding: { increment: '0', mode: 'up' } }, ['annualRatePercent', 'count', 'interestRounding.increment', 'principal', 'startDate']],
  ['shapes and values of a contract', { form: 'contract', kind: 'swap', principal: '1', annualRatePercent: '999999', startDate: '2024-02-30' }, ['annualRatePercent', 'kind', 'startDate']],
  ['no object at all', [1], ['terms']],
])('terms out of shape are refused by every field: %s', (_, value, fields) => {
  const refused = (): unknown => readTerms(value);
  expect(refused).toThrow(RequestError);
  try {
    refused();
  } catch (error) {
    const details = error instanceof RequestError ? (error.fault.details ?? []) : [];
    expect(details.map(({ target }) => target).sort()).toEqual(fields);
  }
});
