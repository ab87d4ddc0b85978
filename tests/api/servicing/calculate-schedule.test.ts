/** The calculator over HTTP: terms in, a schedule out, its rows filtered, ordered, selected and paged like any collection. */
import { existsSync, readFileSync } from 'node:fs';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Send } from '../../support/service.ts';

const SEED = JSON.parse(readFileSync('examples/seed-004.json', 'utf8')) as object;
const LEVEL = { principal: 1000, annualRatePercent: '12', startDate: '2024-01-01', count: 12, periodInterest: 'periodic', paymentRounding: { increment: 0.01, mode: 'halfUp' }, interestRounding: { increment: '0.01', mode: 'halfUp' } };
const ACCOUNT = '../shared/data/cloud-lending-loan-account.json';

forEachDatabase((_, open) => {
  let db: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
  });
  afterAll(() => db.close());

  const call = (terms: unknown, path = '', options = '', headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send('GET', `/CalculateSchedule(terms=@t)${path}?@t=${encodeURIComponent(JSON.stringify(terms))}${options === '' ? '' : `&${options}`}`, { headers });
  const rows = async (options: string, terms: unknown = LEVEL): Promise<unknown> => {
    const answer = await call(terms, '/rows', options);
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return answer.json.value;
  };

  test('a level loan: payment, rows, totals and the annual percentage rate', async () => {
    const { status, text, json } = await call(LEVEL);
    expect(status).toBe(200);
    expect(json).toMatchObject({ form: 'instalments', payment: 88.85, isExact: true, count: 12, financeCharge: 66.19, amountFinanced: 1000, totalOfPayments: 1066.19, events: [] });
    expect(json['@odata.context']).toMatch(/\$metadata#LoanService\.LoanSchedule$/);
    expect(json.rows).toHaveLength(12);
    expect(text).toContain('{"n":1,"date":"2024-02-01","payment":88.85,"principal":78.85,"interest":10.00,"fees":0.00,"escrow":0.00,"total":88.85,"balance":921.15}');
    expect(json.rows[11]).toMatchObject({ date: '2025-01-01', balance: 0 });
    expect(json.aprPercent).toBeCloseTo(12, 2);
    expect(json.totals).toMatchObject({ principal: 1000, interest: 66.19 });
  });

  (existsSync(ACCOUNT) ? test : test.skip)('every figure of the sample account, as the shortest text of its double (skipped where ../shared/data is absent)', async () => {
    const account = readFileSync(ACCOUNT, 'utf8');
    const { json } = await call(SEED);
    const shown = json.rows.flatMap((row: Record<string, number>) => [row['principal'], row['interest'], row['balance']].map((value) => String(value)));
    expect(shown.filter((text: string) => !account.includes(text))).toEqual([]);
    expect(json.rows[11].balance).toBe(4e-36);
  });

  test('all digits survive: as numbers, and as texts where the client asks for IEEE754Compatible', async () => {
    const plain = await call(SEED, '/payment');
    expect(plain.text).toContain('"value":1118.718333333333333333333333333333333333');
    const texts = await call(SEED, '/rows', '$top=1&$select=payment,balance', { Accept: 'application/json;IEEE754Compatible=true' });
    expect(texts.json.value).toEqual([{ payment: '1118.718333333333333333333333333333333333', balance: '10889.501666666666666666666666666666666667' }]);
    const whole = await call(SEED, '', '', { Accept: 'application/json;IEEE754Compatible=true' });
    expect(whole.json).toMatchObject({ payment: '1118.718333333333333333333333333333333333', count: 12 });
  });

  test.each<[string, unknown]>([
    ['$filter=balance lt 100&$select=n,balance', [{ n: 11, balance: 87.96 }, { n: 12, balance: 0 }]],
    ['$filter=date ge 2024-12-01 and interest lt 1&$select=n', [{ n: 12 }]],
    ['$orderby=interest&$top=2&$select=n,interest', [{ n: 12, interest: 0.88 }, { n: 11, interest: 1.75 }]],
    ['$orderby=n desc&$skip=10&$select=n', [{ n: 2 }, { n: 1 }]],
    ['$top=2&$select=n', [{ n: 1 }, { n: 2 }]],
    ['$compute=principal add interest as sum&$select=n,sum&$top=1', [{ n: 1, sum: 88.85 }]],
    ['$filter=month(date) eq 2&$select=date', [{ date: '2024-02-01' }]],
    ['$filter=n in (3,5)&$select=n&$orderby=balance', [{ n: 5 }, { n: 3 }]],
  ])('rows?%s', async (options, expected) => {
    expect(await rows(options.replaceAll(' ', '%20'))).toEqual(expected);
  });

  test('rows are counted, beside the page and alone', async () => {
    const counted = await call(LEVEL, '/rows', '$count=true&$top=1&$filter=interest%20gt%205');
    expect(counted.json).toMatchObject({ '@odata.count': 7, '@odata.context': expect.stringMatching(/#Collection\(LoanService\.LoanScheduleRow\)$/) as string });
    expect((await call(LEVEL, '/rows/$count')).text).toBe('12');
    expect((await call(LEVEL, '/rows/$filter(interest%20gt%205)/$count')).text).toBe('7');
  });

  test('a long schedule is paged, page by page to its end', async () => {
    const long = { principal: '100000', annualRatePercent: '5', startDate: '2024-01-01', frequency: { unit: 'day', every: 1 }, count: 250, periodInterest: 'ACT/365F' };
    let next: string | undefined = `/CalculateSchedule(terms=@t)/rows?@t=${encodeURIComponent(JSON.stringify(long))}&$select=n&$orderby=balance`;
    const seen: number[] = [];
    while (next !== undefined) {
      const page: Answer = await send('GET', next, { headers: { Prefer: 'odata.maxpagesize=100' } });
      expect(page.status).toBe(200);
      seen.push(...page.json.value.map(({ n }: { n: number }) => n));
      next = (page.json['@odata.nextLink'] as string | undefined)?.replace('http://service.test/odata.svc', '');
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (__, i) => 250 - i));
  });

  test('parts of the answer have addresses of their own', async () => {
    expect((await call(LEVEL, '/totals')).json).toMatchObject({ principal: 1000, interest: 66.19 });
    expect((await call(LEVEL, '/totals/interest')).json).toMatchObject({ value: 66.19 });
    expect((await call(LEVEL, '/maturityDate')).status).toBe(204);
  });

  test('a contract in the manner of ACTUS: events in place of rows', async () => {
    const terms = JSON.parse(readFileSync('examples/annuity-contract.json', 'utf8')) as object;
    const { json } = await call(terms);
    expect(json).toMatchObject({ form: 'contract', maturityDate: '2014-01-01', rows: [], payment: null, totals: null });
    const last = await call(terms, '/events', '$orderby=n%20desc&$top=1&$select=event,balance');
    expect(last.json.value).toEqual([{ event: 'MD', balance: 0 }]);
  });

  test('fees that are charges for credit raise the rate; escrow and other fees do not', async () => {
    const fee = (more: object): object => ({ ...LEVEL, fees: [{ name: 'opening', charged: 'start', amount: '20', ...more }] });
    const apr = async (terms: object, method = ''): Promise<number> => (await send('GET', `/CalculateSchedule(terms=@t${method === '' ? '' : `,aprMethod='${method}'`})/aprPercent?@t=${encodeURIComponent(JSON.stringify(terms))}`)).json.value;
    const plain = await apr(LEVEL);
    expect(await apr(fee({ paid: 'withheld' }))).toBeGreaterThan(plain + 3);
    expect(await apr(fee({ paid: 'cash' }))).toBe(await apr(fee({ paid: 'withheld' })));
    expect(await apr(fee({ financeCharge: false }))).toBe(plain);
    expect(await apr(fee({ kind: 'escrow' }))).toBe(plain);
    expect(await apr(LEVEL, 'EU-APRC')).toBeCloseTo(((1 + plain / 1200) ** 12 - 1) * 100, 9);
  });

  test('terms too long for a URL: posted as a query, or as the body of the action', async () => {
    const dueDates = Array.from({ length: 1500 }, (__, i) => new Date(Date.UTC(2024, 0, 2 + i)).toISOString().slice(0, 10));
    const terms = { principal: '100000', annualRatePercent: '5', startDate: '2024-01-01', dueDates };
    const posted = await send('POST', '/CalculateSchedule(terms=@t)/rows/$query', { body: `@t=${JSON.stringify(terms)}&$top=1&$orderby=n desc&$select=n`, headers: { 'Content-Type': 'text/plain' } });
    expect(posted.json.value).toEqual([{ n: 1500 }]);
    const acted = await send('POST', '/CalculateScheduleOf', { body: { terms } });
    expect((await send('POST', '/CalculateSchedule', { body: { terms } })).json.rows).toEqual(acted.json.rows);
    expect([acted.status, acted.json.count]).toEqual([200, 1500]);
  });

  test.each<[string, unknown, string, string]>([
    ['no terms', undefined, 'MOD205', 'null'],
    ['a number', 5, 'MOD205', 'JSON object'],
    ['an unknown field', { ...LEVEL, intrest: 1 }, 'BOD303', 'intrest'],
    ['a missing field', { principal: '1' }, 'BOD303', 'annualRatePercent'],
    ['text for an amount', { ...LEVEL, principal: 'much' }, 'BOD303', 'principal'],
    ['a negative amount', { ...LEVEL, principal: '-1' }, 'LON701', 'principal'],
    ['no instalments', { ...LEVEL, count: 0 }, 'LON701', 'count'],
    ['too many instalments', { ...LEVEL, count: 10_001 }, 'LON701', 'count'],
    ['40 digits', { ...LEVEL, principal: '9'.repeat(40) }, 'LON701', 'principal'],
    ['an exponent', { ...LEVEL, annualRatePercent: 1e30 }, 'LON701', 'annualRatePercent'],
    ['a payment that never repays', { ...LEVEL, count: undefined, amortization: 'fixedPayment', payment: '1', paymentRounding: undefined }, 'LON704', 'payment'],
    ['a field of the other form', { ...LEVEL, interestCycle: { unit: 'month', every: 1 } }, 'LON701', 'interestCycle'],
    ['a day that is none', { ...LEVEL, startDate: '2023-02-30' }, 'BOD303', 'startDate'],
  ])('terms with %s are refused, naming the field', async (__, terms, code, named) => {
    const answer = terms === undefined ? await send('GET', '/CalculateSchedule(terms=@t)') : await call(terms);
    expect([answer.status, answer.json.error.code]).toEqual([400, code]);
    expect(answer.text).toContain(named);
  });

  test.each([
    ['/rows(1)', 'MOD201'],
    ['/rows/1', 'MOD201'],
    ['/rows/$ref', 'MOD201'],
    ['/rows/payment', 'MOD201'],
    ['/payment/cents', 'MOD201'],
    ['/instalments', 'MOD201'],
  ])('CalculateSchedule(…)%s does not exist', async (path, code) => {
    const answer = await call(LEVEL, path);
    expect([code, answer.json.error.code]).toEqual([answer.json.error.code, code]);
    expect([400, 404]).toContain(answer.status);
  });

  test.each([
    ['/rows', '$filter=rate%20gt%201', 'MOD202'],
    ['/rows', '$expand=Loan', 'MOD202'],
    ['/rows', '$select=rate', 'MOD202'],
    ['', '$select=payment', 'URL105'],
    ['', "aprMethod='best'", 'LON702'],
    ['', 'method=best', 'MOD205'],
  ])('CalculateSchedule(…)%s?%s is refused', async (path, options, code) => {
    const answer = await call(LEVEL, path, options);
    expect([answer.status, answer.json.error?.code]).toEqual([400, code]);
  });

  test('an unknown method of the rate names the known ones', async () => {
    const answer = await send('GET', `/CalculateSchedule(terms=@t,aprMethod='best')?@t=${encodeURIComponent(JSON.stringify(LEVEL))}`);
    expect([answer.status, answer.json.error.code, answer.json.error.target]).toEqual([400, 'LON702', 'aprMethod']);
  });
});
