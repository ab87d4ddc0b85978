/** LoanPro's dialect, refusing: status and body of every kind of mistake, and nothing that is not in its dress. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import type { Answer } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

const expectDress = ({ status, json, headers }: Answer, expected: number): void => {
  expect({ status, type: headers['content-type'], json }).toEqual({ status: expected, type: 'application/json', json: { error: { message: expect.stringMatching(/^[A-Z$'/]/i), type: 'ODataException', code: expected } } });
};

onAShape(LOANPRO_PATH, ({ send }) => {
  test.each([
    ['Customers(999999)', 409], ['Customers(abc)', 409], ['Customers(id=abc)', 409], ['Customers(-1)', 409], ['Customers(99999999999999)', 409], ["Customers('555')", 409], ['Customers(999999)/Phones', 409], ['Customers(555)/Phones(999999)', 409], ['Customers(1.5)', 409],
    ['Nope', 404], ['Customers(555)/Nope', 404], ['Customers(555)/firstName/Nope', 404], ['customers', 404],
    ['Customers?$filter=nope eq 1', 400], ['Customers?$filter=firstName eq', 400], ['Customers?$orderby=nope', 400], ['Customers?$expand=Nope', 400], ['Customers?$expand=Phones/Nope', 400], ['Customers?$top=-1', 400], ['Customers?$top=x', 400], ['Customers?$top=5&$top=6', 400], ['Customers?$top=99999999999999999999', 400],
    ['Customers?$skip=1&$start=1', 400], ['Customers?$inlinecount=some', 400], ['Customers?nopaging=perhaps', 400], ['Customers?$nope=1', 400], ['Customers?$filter=%ZZ', 400], ['Customers?$skiptoken=xyz', 400], ['Customers(555)?$top=1', 400], ['Customers%', 400], [`Customers?$filter=${'('.repeat(200)}`, 400],
    ['Customers?$skiptoken=WyIxIl0', 400], [`Customers(${'a1'.repeat(7000)}`, 400], [`Customers(${'9'.repeat(400)})`, 409],
    ['$metadata', 501], ['Customers?$apply=aggregate($count as n)', 501], ['$all', 501],
  ])('GET %s is %d', async (target, status) => {
    expectDress(await send('GET', `/odata.svc/${target}`), status);
  });

  test.each(['/', '', '/Customers', '/odata.svcCustomers', '/collections/items', '/collections(a)/items/b', '/x(y)/items'])('there is nothing at %j', async (target) => {
    expectDress(await send('GET', target), 404);
  });

  test.each([
    ['POST', '/odata.svc', 'GET, HEAD'], ['PUT', '/collections(customer.type)/items', 'GET, HEAD'],
  ])('%s %s is not allowed, and Allow says what is', async (method, target, allow) => {
    const answer = await send(method, target, { body: {} });
    expectDress(answer, 405);
    expect(answer.headers['allow']).toBe(allow);
  });

  test.each([
    ['GET', 'Loans(1)/Autopal.GetFinalPaymentDiff()', 501], ['POST', 'Loans(id=1)/autopal.rollPayment(100,1)', 501], ['POST', 'Loans/Autopal.Search()?$start=5', 501], ['GET', 'Customers(555)/Autopal.GetCreditScore()?$select=equifax', 501],
    ['GET', 'Loans(1)/Autopal.Nope()', 404], ['GET', 'Customers(555)/Autopal.Activate()', 404], ['GET', 'Loans(1)/AutoPal.Activate()', 405], ['GET', 'Loans(1)/Autopal.GetLoanPayoff()', 409], ['GET', 'Loans(1)/Autopal.GetLoanPayoff(tomorrow)', 409], ['GET', 'Loans(1)/Autopal.GetLoanPayoff(2019-02-30)', 400], ['GET', 'Loans(999999)/Autopal.GetLoanPayoff(2019-07-01)', 409], ['GET', 'Loans(abc)/Autopal.GetLoanPayoff(2019-07-01)', 409], ['GET', 'Loans/Autopal.GetLoanPayoff(2019-07-01)', 404], ['POST', 'Loans(1)/Autopal.Activate()', 409], ['POST', 'Loans(1)/Autopal.GetStatus(2019-07-01)', 405],
  ])('%s %s is %d', async (method, target, status) => {
    expectDress(await send(method, `/odata.svc/${target}`, method === 'POST' ? { body: {} } : {}), status);
  });

  test('an operation that is read can be asked for its headers, and says what it takes', async () => {
    expect(await send('HEAD', '/odata.svc/Loans(1)/Autopal.GetPaymentSummary()')).toMatchObject({ status: 200 });
    expect((await send('DELETE', '/odata.svc/Loans(1)/Autopal.GetPaymentSummary()')).headers['allow']).toBe('GET, HEAD');
    expect((await send('GET', '/odata.svc/Loans(1)/Autopal.Activate()')).headers['allow']).toBe('POST');
    expect((await send('GET', '/odata.svc/Loans/Autopal.GetPaymentSummary()')).json.error.message).toContain('Loans(1)/Autopal.GetPaymentSummary()');
  });

  test('credentials that are not good enough have a body of their own', async () => {
    const body = (message: string): object => ({ code: '401-CN0001', message, context: { ip: null, uri: '/odata.svc/Customers(555)', user_id: null, errors: [message] } });
    const target = '/odata.svc/Customers(555)?$expand=Phones';
    const unknown = await send('GET', target, { token: 'nobody' });
    expect(unknown).toMatchObject({ status: 401, json: body('The token is unknown, expired or revoked.'), headers: { 'www-authenticate': expect.stringContaining('Bearer') } });
    const tenant = await send('GET', target, { headers: { 'Autopal-Instance-ID': 'other' } });
    expect({ status: tenant.status, code: tenant.json.code, challenge: tenant.headers['www-authenticate'] }).toEqual({ status: 401, code: '401-CN0001', challenge: unknown.headers['www-authenticate'] });
    expect((await send('GET', target, { headers: { 'Autopal-Instance-ID': 'demo', 'Access-Control-Allow-Origin': '*' } })).status).toBe(200);
  });
});
