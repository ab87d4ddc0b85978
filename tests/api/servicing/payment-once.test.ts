/** A payment that is sent again, because its answer got lost, is posted once. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { repeatable } from '../../support/repeatable.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';

const SETUP = { loanAmount: 1200, loanRate: 12, loanTerm: 12, contractDate: '2024-01-01', firstPaymentDate: '2024-02-01', paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest' };

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let loan: string;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
    const { json } = await send('POST', '/Loans', { body: { title: 'Paid once', LoanSetup: SETUP } });
    loan = `/Loans(${json.id})`;
    expect((await send('POST', `${loan}/LoanService.Activate`, { body: {}, headers: repeatable() })).status).toBe(200);
  });
  afterAll(() => db.close());
  const pay = (headers: Record<string, string>): Promise<Answer> => send('POST', `${loan}/LoanService.PostPayment`, { body: { amount: 106.62, date: '2024-02-01' }, headers });
  const payments = async (): Promise<Json[]> => (await send('GET', `${loan}/Payments`)).json.value;

  test('twenty at once under one id are one payment, and all get its receipt; under another id it is another', async () => {
    const headers = repeatable();
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(headers)));
    expect([answers[0]?.status, answers[0]?.headers['repeatability-result'], answers[0]?.json.amount]).toEqual([200, 'accepted', 106.62]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await payments()).toHaveLength(1);
    expect((await pay(repeatable())).json.id).not.toBe(answers[0]?.json.id);
    expect(await payments()).toHaveLength(2);
    expect(await pay(headers)).toEqual(answers[0]);
  });
});
