/** LoanPro's operations that the model answers. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import type { Json } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

onAShape(LOANPRO_PATH, ({ send, odata }) => {
  const makeLoan = async (): Promise<string> => {
    const { json } = await send('POST', '/odata.svc/Loans', { body: { title: 'To be activated', LoanSetup: { loanAmount: '1200.00', loanRate: '12', loanTerm: 12, contractDate: '2024-01-01 00:00:00', firstPaymentDate: '2024-02-01', paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest' } } });
    return `Loans(${json.d.id})`;
  };

  test.each(['2013-12-19', "'2013-12-19'", '%272013-12-19%27'])('Autopal.GetLoanPayoff(%s) quotes ten days, in the words and figures of the model', async (date) => {
    const { status, json } = await send('GET', `/odata.svc/Loans(1)/Autopal.GetLoanPayoff(${date})`);
    expect(status).toBe(200);
    const { value } = (await odata('GET', '/Loans(1)/LoanService.PayoffQuotes(asOf=2013-12-19,days=10)')).json;
    expect(json.d.results).toHaveLength(10);
    expect(json.d.results[0]).toMatchObject({ date: '/Date(1387411200)/', principal: '8127.50', fees: '25.00' });
    const numbers = json.d.results.map(({ date: day, ...amounts }: Json) => ({ date: new Date(Number(/\d+/.exec(day)?.[0]) * 1000).toISOString().slice(0, 10), ...Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, Number(text)])) }));
    expect(numbers).toEqual(value);
    for (const quote of json.d.results) for (const name of ['principal', 'interest', 'fees', 'total', 'perDiem']) expect(quote[name]).toMatch(/^-?\d+\.\d\d(\d*[1-9])?$/);
  });

  test('Autopal.GetStatus(date) says how a loan stands on a day, Autopal.GetPaymentSummary() what is paid when', async () => {
    const loan = await makeLoan();
    await send('POST', `/odata.svc/${loan}/AutoPal.Activate()`);
    const { d } = (await send('GET', `/odata.svc/${loan}/Autopal.GetStatus(2024-02-11)`)).json;
    expect(d).toMatchObject({ date: '/Date(1707609600)/', daysPastDue: 10, principalBalance: '1200.00', loanStatusText: 'Active - Bad Standing', nextPaymentDate: '/Date(1706745600)/', periodsRemaining: 11, lastPaymentDate: null });
    expect(d.amountDue).toMatch(/^\d+\.\d\d$/);
    const { results } = (await send('GET', `/odata.svc/${loan}/Autopal.GetPaymentSummary()`)).json.d;
    expect(results).toEqual([{ count: 11, payment: d.amountDue, startDate: '/Date(1706745600)/' }, { count: 1, payment: expect.any(String), startDate: '/Date(1735689600)/' }]);
    expect(await send('GET', `/odata.svc/${loan}/Autopal.GetStatus()`)).toMatchObject({ status: 409 });
  });

  test('AutoPal.Activate() activates the loan for every shape, once', async () => {
    const loan = await makeLoan();
    const { status, json } = await send('POST', `/odata.svc/${loan}/AutoPal.Activate()`);
    expect({ status, d: json.d }).toMatchObject({ status: 200, d: { __metadata: { type: 'Entity.Loan' }, active: 1, principalRemaining: '1200.00', Installments: { __deferred: { uri: expect.stringMatching(/^Loans\(id=\d+\)\/Installments$/) } } } });
    expect((await odata('GET', `/${loan}?$expand=Installments`)).json).toMatchObject({ active: true, Installments: { length: 12 } });
    expect(await send('POST', `/odata.svc/${loan}/Autopal.Activate()`)).toMatchObject({ status: 409, json: { error: { code: 409 } } });
  });

  test('a reader may ask for a quote and activates nothing; nobody does so for another tenant', async () => {
    const loan = await makeLoan();
    expect((await send('GET', '/odata.svc/Loans(1)/Autopal.GetLoanPayoff(2015-06-01)', { token: 'demo-reader' })).status).toBe(200);
    expect((await send('POST', `/odata.svc/${loan}/Autopal.Activate()`, { token: 'demo-reader' })).status).toBe(403);
    expect((await send('POST', `/odata.svc/${loan}/Autopal.Activate()`, { token: 'other' })).status).toBe(409);
    expect((await send('GET', `/odata.svc/${loan}`)).json.d.active).toBe(0);
  });
});
