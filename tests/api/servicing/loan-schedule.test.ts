/** The schedule of a loan as events leave it, and how the loan stands on a day. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { lenderOf } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';

const FREE = { loanAmount: 1000, loanRate: 0, loanTerm: 10, contractDate: '2021-01-01', firstPaymentDate: '2021-02-01' };
const totals = (schedule: Json): readonly number[] => schedule.rows.map((row: Json) => row.total);

forEachDatabase((_, open) => {
  let db: TestDatabase;
  let send: Send;
  let lender: Lender;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
    lender = lenderOf(send);
  });
  afterAll(() => db.close());

  test('the sample account shows its twelve rows as they were agreed, digit for digit as it has them', async () => {
    const { rows, ...schedule } = await lender.ask('/Loans(1)', 'Schedule()');
    const { value } = (await send('GET', '/Loans(1)/Installments?$orderby=number')).json;
    const shown = (row: Json): readonly unknown[] => [row.n, row.date, row.principal, row.interest, row.fees, row.total, row.balance].map(String);
    const sample = (row: Json): readonly unknown[] => [row.number, row.dueDate, row.duePrincipal, row.dueInterest, row.totalDueFees, row.totalInstallment, row.balance].map(String);
    expect(rows.map(shown)).toEqual(value.map(sample));
    expect(rows).toHaveLength(12);
    expect([rows[0], rows[11]]).toMatchObject([{ interest: 8.22, total: 1118.72, balance: 10889.501666666667 }, { balance: 4e-36 }]);
    expect(schedule).toMatchObject({ form: 'instalments', count: 12, payment: 1118.7183333333332, financed: 12000, events: [] });
  });

  test('it is that of CalculateSchedule, before the loan is active and after', async () => {
    const loan = await lender.makeLoan();
    const terms = { principal: 1200, annualRatePercent: 12, startDate: '2024-01-01', firstPaymentDate: '2024-02-01', count: 12, interestRounding: { increment: 0.01, mode: 'halfUp' }, paymentRounding: { increment: 0.01, mode: 'halfUp' } };
    const calculated = (await send('POST', '/CalculateScheduleOf', { body: { terms } })).json;
    const plain = { ...calculated, '@odata.context': expect.any(String) };
    expect(await lender.ask(loan, 'Schedule()')).toMatchObject(plain);
    await lender.done(loan, 'Activate');
    await lender.done(loan, 'PostPayment', { amount: 300, date: '2024-01-10' });
    expect(await lender.ask(loan, 'Schedule()')).toMatchObject(plain);
  });

  test('its rows take query options like any collection', async () => {
    const loan = await lender.activeLoan(FREE);
    const answer = await send('GET', `${loan}/LoanService.Schedule()/rows?$filter=date gt 2021-09-15&$select=n,total&$count=true`);
    expect([answer.status, answer.json?.['@odata.count'], answer.json?.value]).toEqual([200, 2, [{ n: 9, total: 100 }, { n: 10, total: 100 }]]);
  });

  test('quotes of many days and payment runs take them too, and single figures have addresses', async () => {
    const loan = await lender.activeLoan(FREE);
    await lender.done(loan, 'PostPayment', { amount: 650, date: '2021-01-10', reamortize: 'payment' });
    const ask = async (path: string): Promise<Json> => (await send('GET', `${loan}/LoanService.${path}`)).json;
    expect(await ask('PayoffQuotes(asOf=2021-01-09,days=366)?$select=date,total&$filter=total lt 1000&$top=1&$count=true')).toMatchObject({ '@odata.count': 365, value: [{ date: '2021-01-10', total: 350 }] });
    expect((await ask('PayoffQuotes(asOf=2021-01-09,days=3)?$orderby=date desc&$select=date')).value).toEqual([{ date: '2021-01-11' }, { date: '2021-01-10' }, { date: '2021-01-09' }]);
    expect((await ask('PaymentSummary()?$filter=count gt 1')).value).toEqual([{ count: 3, payment: 100, startDate: '2021-02-01' }]);
    expect((await ask('PayoffQuote(asOf=2021-01-10)/total')).value).toBe(350);
    expect((await ask('StatusAsOf(asOf=2021-02-01)/amountDue')).value).toBe(100);
  });

  test('what was made anew or moved is shown as it is in force, and what was disclosed before is not', async () => {
    const loan = await lender.activeLoan(FREE);
    await lender.done(loan, 'PostPayment', { amount: 650, date: '2021-01-10', reamortize: 'payment' });
    await lender.done(loan, 'ChangeDueDate', { from: '2021-03-01', to: '2021-03-05', date: '2021-02-02' });
    const schedule = await lender.ask(loan, 'Schedule()');
    expect(schedule.rows.map((row: Json) => [row.n, row.date, row.total, row.balance])).toEqual([[1, '2021-02-01', 100, 250], [2, '2021-03-05', 100, 150], [3, '2021-04-05', 100, 50], [4, '2021-05-05', 50, 0]]);
    expect(schedule).toMatchObject({ count: 4, payment: null, financeCharge: null, aprPercent: null, totals: { total: 350, principal: 350, interest: 0 } });
    const { value } = await lender.ask(loan, 'PaymentSummary()');
    expect(value).toEqual([{ count: 3, payment: 100, startDate: '2021-02-01' }, { count: 1, payment: 50, startDate: '2021-05-05' }]);
    expect(totals(schedule)).toEqual((await lender.loanAt(loan)).Installments.map((row: Json) => row.totalInstallment));
  });

  test('terms that are incomplete are named', async () => {
    const loan = await lender.makeLoan({ loanTerm: null });
    for (const fn of ['Schedule()', 'PaymentSummary()', 'StatusAsOf(asOf=2024-02-01)']) {
      const { status, json } = await send('GET', `${loan}/LoanService.${fn}`);
      expect([fn, status, json.error.code, json.error.details]).toMatchObject([fn, 400, 'LON701', [{ target: 'LoanSetup/loanTerm' }]]);
    }
  });

  test('a loan that is not active has the status it was given', async () => {
    expect(await lender.ask(await lender.makeLoan(), 'StatusAsOf(asOf=2024-03-01)')).toMatchObject({ loanStatusText: 'Pending' });
  });

  test('the status of a day says what was due, paid and owed', async () => {
    const loan = await lender.activeLoan();
    await lender.done(loan, 'PostPayment', { amount: 50, date: '2024-02-11' });
    await lender.done(loan, 'AddCharge', { amount: 25, date: '2024-02-12' });
    const [{ totalInstallment: level }] = (await lender.loanAt(loan)).Installments;
    const interest = (1200 * 0.12 * 41) / 365;
    const balance = Math.round((1200 - (50 - interest)) * 100) / 100;
    const grown = Math.round(balance * 0.12 * 4 / 365 * 100) / 100;
    expect(await lender.ask(loan, 'StatusAsOf(asOf=2024-02-15)')).toMatchObject({
      date: '2024-02-15', principalBalance: balance, payoff: Math.round((balance + grown + 25) * 100) / 100, duePni: Math.round((level - 50) * 100) / 100, dueInterest: grown,
      dueFees: 25, amountDue: Math.round((level - 50 + 25) * 100) / 100, daysPastDue: 14, nextPaymentDate: '2024-02-01', lastPaymentDate: '2024-02-11', lastPaymentAmount: 50,
      loanStatusText: 'Active - Bad Standing', periodsRemaining: 11, finalPaymentDate: '2025-01-01',
    });
    expect(await lender.ask(loan, 'StatusAsOf(asOf=2024-01-15)')).toMatchObject({ principalBalance: 1200, amountDue: 0, daysPastDue: 0, lastPaymentDate: null, loanStatusText: 'Active - Good Standing' });
    expect((await send('GET', `${loan}/LoanService.StatusAsOf(asOf=2023-12-31)`)).json.error).toMatchObject({ code: 'LON703', target: 'asOf' });
  });
});
