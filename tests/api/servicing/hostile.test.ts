/** Arguments no lender means: each is refused with a fault of its own, none with a 500, and the loan is as it was. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { lenderOf } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import { installOtherTenant } from '../../support/other-tenant.ts';
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';

const WHOLE = { amount: 100, date: '2024-02-01' };
const ACTIONS: Readonly<Record<string, object>> = {
  Activate: {}, PostPayment: WHOLE, AddCharge: WHOLE, Disburse: WHOLE, ChangeRate: { annualRatePercent: 10, date: '2024-02-01' }, ChangeDueDate: { from: '2024-02-01', to: '2024-02-05', date: '2024-01-10' },
  Age: { asOf: '2024-02-20' }, ReverseTransaction: { transactionId: 1, date: '2024-02-02' }, ReversePayment: { paymentId: 1, date: '2024-02-02', reason: 'payment.reverse.other' }, WaiveCharge: { chargeId: 1, date: '2024-02-02' },
};
const FUNCTIONS = ['Schedule()', 'PaymentSummary()', 'StatusAsOf(asOf=2024-03-01)', 'PayoffQuote(asOf=2024-03-01)', 'PayoffQuotes(asOf=2024-03-01,days=2)', 'PreviewPayment(amount=5,date=2024-03-01)'];
const DIGITS = '1234567890'.repeat(4);
const HUGE = 'x'.repeat(100_000);

forEachDatabase((_, open) => {
  let db: TestDatabase;
  let send: Send;
  let lender: Lender;
  let loan: string;
  let before: Json;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    await installOtherTenant(db.owner);
    send = openService(db.database);
    lender = lenderOf(send);
    loan = await lender.activeLoan();
    await lender.done(loan, 'PostPayment', { amount: 50, date: '2024-01-10' });
    before = await lender.loanAt(loan);
  });
  afterAll(() => db.close());
  afterEach(async () => expect(await lender.loanAt(loan)).toEqual(before));

  /** As JSON text, because doubles would lose the digits. */
  const ACTION_BODIES: readonly (readonly [string, string])[] = [
    ...['PostPayment', 'AddCharge', 'Disburse'].flatMap((name) => [
      `{"amount":${DIGITS},"date":"2024-02-01"}`, `{"amount":0.${DIGITS},"date":"2024-02-01"}`, '{"amount":1e400,"date":"2024-02-01"}', '{"amount":"NaN","date":"2024-02-01"}', '{"amount":"INF","date":"2024-02-01"}',
      '{"amount":null,"date":"2024-02-01"}', '{"amount":[1],"date":"2024-02-01"}', '{"amount":1,"date":"0001-01-01"}', '{"amount":1,"date":"0000-00-00"}', '{"amount":1,"date":"2024-02-30"}', '{"amount":1,"date":"10000-01-01"}',
      '{"amount":1,"date":"-0001-01-01"}', '{"amount":1,"date":""}', '{"amount":1,"date":5}', '{"amount":1,"amount":2,"date":"2024-02-01"}', '{"amount":1,"date":"2024-02-01","surprise":1}', '[]', 'null', '', '{', '"text"',
    ].map((body) => [name, body] as const)),
    ['PostPayment', `{"amount":1,"date":"2024-02-01","extra":"${HUGE}"}`], ['PostPayment', `{"amount":1,"date":"2024-02-01","reamortize":"${HUGE}"}`], ['PostPayment', '{"amount":1,"date":"2024-02-01","paymentTypeId":2147483648}'],
    ['PostPayment', '{"amount":1,"date":"2024-02-01","paymentTypeId":-1}'], ['PostPayment', '{"amount":1,"date":"2024-02-01","comments":"\\u0000"}'], ['PostPayment', '{"amount":1,"date":"2024-02-01","beforeStart":"perhaps"}'],
    ['ReversePayment', '{"paymentId":99999999999,"date":"2024-02-01","reason":"payment.reverse.nsf"}'], ['ReversePayment', `{"paymentId":1,"date":"2024-02-01","reason":"${HUGE}"}`], ['WaiveCharge', '{"chargeId":0,"date":"2024-02-01"}'],
    ['ChangeRate', `{"annualRatePercent":${DIGITS},"date":"2024-02-01"}`], ['ChangeRate', '{"annualRatePercent":-0.000000000000000001,"date":"2024-02-01"}'], ['ChangeRate', '{"annualRatePercent":5,"date":"0001-01-01"}'],
    ['ChangeDueDate', '{"from":"2024-02-01","to":"9999-12-31","date":"2024-01-10"}'], ['ChangeDueDate', '{"from":"0001-01-01","to":"2024-02-05","date":"2024-01-10"}'], ['Age', '{"asOf":"9999-12-31"}'], ['Age', '{"asOf":"0001-01-01"}'], ['Age', '{}'],
  ];
  test.each(ACTION_BODIES.map(([name, body]) => [name, body.slice(0, 90), body]))('%s %s is refused', async (name, _shown, body) => {
    const { status, json } = await send('POST', `${loan}/LoanService.${name}`, { body });
    expect([status >= 400 && status < 500, json?.error?.code]).toEqual([true, expect.stringMatching(/^[A-Z]{3}\d{3}$/)]);
  });

  test.each([
    'PayoffQuote(asOf=0001-01-01)', 'PayoffQuote(asOf=2023-12-31)', 'PayoffQuotes(asOf=2024-03-01,days=0)', 'PayoffQuotes(asOf=2024-03-01,days=367)', 'PayoffQuotes(asOf=9999-12-31,days=2)', 'PayoffQuotes(asOf=2024-03-01,days=-1)',
    'PreviewPayment(amount=0,date=2024-03-01)', 'PreviewPayment(amount=-1,date=2024-03-01)', `PreviewPayment(amount=${DIGITS},date=2024-03-01)`, 'PreviewPayment(amount=1,date=2023-12-31)', 'PreviewPayment(amount=1,date=2024-03-01,paymentTypeId=9)',
    `PreviewPayment(amount=1,date=2024-03-01,extra='${'y'.repeat(5_000)}')`, 'StatusAsOf(asOf=0001-01-01)', 'StatusAsOf(asOf=now)', 'Schedule(asOf=2024-01-01)', 'PayoffQuote()',
  ])('%s is refused', async (fn) => {
    const { status, json } = await send('GET', `${loan}/LoanService.${fn}`);
    expect([status >= 400 && status < 500, json?.error?.code]).toEqual([true, expect.stringMatching(/^[A-Z]{3}\d{3}$/)]);
  });

  test.each(['PayoffQuote(asOf=9999-12-31)', 'PayoffQuotes(asOf=9999-12-31,days=1)', 'StatusAsOf(asOf=9999-12-31)', 'PreviewPayment(amount=1,date=9999-12-31)'])('%s, as far as days go, is answered', async (fn) => {
    expect((await send('GET', `${loan}/LoanService.${fn}`)).status).toBe(200);
  });

  test.each([
    ['loanTerm', 10_001], ['loanTerm', 2_147_483_647], ['loanTerm', -1], ['loanAmount', 0], ['loanRate', -1], ['firstPaymentDate', '0001-01-01'], ['firstPaymentDate', '9999-12-31'], ['contractDate', '9999-12-31'],
  ] as const)('a LoanSetup with %s %s is not activated', async (name, value) => {
    const made = await send('POST', '/Loans', { body: { LoanSetup: { loanAmount: 1200, loanRate: 12, loanTerm: 12, contractDate: '2024-01-01', firstPaymentDate: '2024-02-01', [name]: value } } });
    if (made.status !== 201) return expect(made.json.error.code).toMatch(/^BOD/);
    const target = `/Loans(${made.json.id})`;
    expect(await lender.refused(target, 'Activate')).toMatchObject({ code: expect.stringMatching(/^(LON|LIM)\d{3}$/) });
    expect(await lender.loanAt(target)).toMatchObject({ active: false, Installments: [], ScheduleSummaries: [] });
  });

  test.each(Object.entries(ACTIONS))('%s is for those who may write, with the tag of the loan as it is', async (name, body) => {
    const target = `${loan}/LoanService.${name}`;
    expect((await send('POST', target, { body, token: 'demo-reader' })).status).toBe(403);
    expect((await send('POST', target, { body, token: 'nobody' })).status).toBe(401);
    expect((await send('POST', target, { body, headers: { 'If-Match': 'W/"0"' } })).status).toBe(412);
    expect((await send('POST', target, { body, token: 'other' })).status).toBe(404);
    expect((await send('POST', `/Loans(2000000000)/LoanService.${name}`, { body })).status).toBe(404);
    expect((await send('GET', target)).status).toBe(405);
  });

  test.each(FUNCTIONS)('%s is for everybody of the tenant, and nobody else', async (fn) => {
    const target = `${loan}/LoanService.${fn}`;
    expect((await send('GET', target, { token: 'demo-reader' })).status).toBe(200);
    expect((await send('GET', target, { token: 'other' })).status).toBe(404);
    expect((await send('GET', target, { token: 'nobody' })).status).toBe(401);
    expect((await send('POST', target, { body: {} })).status).toBe(405);
  });

  test('with the tag of the loan an action is done once, and the next one needs the new tag', async () => {
    const target = await lender.activeLoan();
    const etag = (await send('GET', target)).headers['etag'] ?? '';
    const pay = (): Promise<{ readonly status: number }> => send('POST', `${target}/LoanService.PostPayment`, { body: { amount: 10, date: '2024-01-10' }, headers: { 'If-Match': etag } });
    expect([(await pay()).status, (await pay()).status]).toEqual([200, 412]);
  });
});
