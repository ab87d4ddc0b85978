/** The size of a statement follows the size of the URL: no expression may grow when it is bound, planned or printed. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { installSamples, parseSamples } from '../../support/evaluate-samples.ts';
import { openService } from '../../support/service.ts';
import type { Send } from '../../support/service.ts';

const nest = (depth: number, from: string, wrap: (inner: string) => string): string => Array.from({ length: depth }).reduce((inner: string) => wrap(inner), from);
const DEPTH = 20;
/** Each nests one operator or function in itself; a form that copied its operand would hold a million copies. */
const NESTED = {
  substring: nest(DEPTH, 'text', (inner) => `substring(${inner},rank,-1 add 3)`),
  'substring from an index': nest(DEPTH, 'rank', (inner) => `length(substring(text,${inner}))`),
  round: nest(DEPTH, 'real', (inner) => `round(${inner})`),
  'division of doubles': nest(DEPTH, 'single', (inner) => `(${inner} div (rank add 1.5e0))`),
  'cast to an integer': nest(DEPTH, 'exact', (inner) => `cast(${inner} mul 0.5,Edm.Int32)`),
  'cast from text': nest(DEPTH, 'text', (inner) => `cast(cast(${inner},Edm.Int32),Edm.String)`),
  'dates and durations': nest(DEPTH, 'due', (inner) => `(${inner} add lapse)`),
  'comparison of truth values': nest(DEPTH, 'flag', (inner) => `(${inner} eq mark)`),
  'greater or equal': nest(DEPTH, 'whole', (inner) => `case(${inner} ge small:whole)`),
  'negation and conjunction': nest(DEPTH, 'flag', (inner) => `not (${inner} and mark)`),
  'pattern, trim, case': nest(DEPTH, 'text', (inner) => `trim(tolower(${inner}))`),
  'in': nest(DEPTH, 'whole', (inner) => `case(${inner} in [1,rank,small]:whole)`),
  'contains': nest(DEPTH, 'text', (inner) => `case(contains(${inner},other):text,true:other)`),
};
const doubling = Array.from({ length: 25 }, (_, i) => `@p${i}=@p${i + 1} add @p${i + 1}`).join('&').replaceAll(' ', '%20');
const computing = Array.from({ length: 25 }, (_, i) => `${i === 0 ? 'rank add rank' : `c${i - 1} sub c${i - 1}`} as c${i}`).join(',');

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let longest = 0;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    await installSamples(db.owner);
    const { database } = db;
    send = openService({ ...database, read: (scope, statement, mode) => {
      longest = Math.max(longest, statement.text.length);
      return database.read(scope, statement, mode);
    } }, { model: parseSamples() });
  });
  afterAll(() => db.close());

  test.each(Object.entries(NESTED))('%s may be nested deeply', async (_what, expr) => {
    longest = 0;
    const { status, text } = await send('GET', `/Samples?$filter=${encodeURIComponent(`(${expr}) eq null`)}&$select=id`);
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
    expect(longest).toBeLessThan(50_000);
  });
  test('aliases that double each other are refused', async () => {
    const { status, json } = await send('GET', `/Samples?$filter=rank%20eq%20@p0&${doubling}&@p25=1`);
    expect({ status, code: json?.error?.code }).toEqual({ status: 400, code: 'LIM602' });
  });
  test('computed values that double each other are refused', async () => {
    const { status, json } = await send('GET', `/Samples?$compute=${encodeURIComponent(computing)}&$select=id`);
    expect({ status, code: json?.error?.code }).toEqual({ status: 400, code: 'LIM602' });
  });
});
