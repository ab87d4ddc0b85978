/** How a payment is applied: orders of application, what more than is due does, instalments made anew. Figures by hand. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { lenderOf } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import { openService } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

/** Twenty of interest in 73 days. */
const PLAIN = { loanAmount: 1000, loanRate: 10, contractDate: '2021-01-01', firstPaymentDate: '2021-02-01' };
/** Ten instalments of 100. */
const FREE = { ...PLAIN, loanRate: 0, loanTerm: 10 };

forEachDatabase((_, open) => {
  let db: TestDatabase;
  let lender: Lender;
  beforeAll(async () => {
    db = await open({ install: 'loans' });
    await db.owner.raw("insert into tenants (name) values ('demo'); insert into api_tokens (tenant_id, token_hash, role, label) select id, sha256('demo'), 'admin', 'Demo' from tenants");
    lender = lenderOf(openService(db.database));
  });
  afterAll(() => db.close());
  const split = ({ fees, interest, principal, excess }: Json): readonly number[] => [fees, interest, principal, excess];

  test.each([
    ['standard', undefined, 25, [10, 15, 0, 0]], ['standard', 1, 50, [10, 20, 20, 0]], ['principal only', 2, 50, [0, 0, 50, 0]], ['interest only', 3, 15, [0, 15, 0, 0]],
    ['interest only, and more', 3, 50, [0, 20, 30, 0]], ['fees only', 4, 8, [8, 0, 0, 0]], ['principal and interest', 5, 50, [0, 20, 30, 0]], ['interest before fees', 6, 25, [5, 20, 0, 0]],
    ['more than everything', 1, 1050, [10, 20, 1000, 20]],
  ] as const)('%s (%s): %d is applied as fees, interest, principal and excess %j, as its preview says', async (_name, paymentTypeId, amount, expected) => {
    const loan = await lender.activeLoan(PLAIN);
    await lender.done(loan, 'AddCharge', { amount: 10, date: '2021-02-01' });
    const type = paymentTypeId === undefined ? '' : `,paymentTypeId=${paymentTypeId}`;
    expect(split(await lender.ask(loan, `PreviewPayment(amount=${amount},date=2021-03-15${type})`))).toEqual(expected);
    expect(split(await lender.done(loan, 'PostPayment', { amount, date: '2021-03-15', ...(paymentTypeId === undefined ? {} : { paymentTypeId }) }))).toEqual(expected);
  });

  test.each([
    ['payment.extra.tx.principal', '2021-03-01', 650, false], ['payment.extra.tx.principalonly', '2021-03-01', 650, false], ['payment.extra.tx.classic', '2021-03-01', 650, false],
    ['payment.extra.periods.next', '2021-05-01', 650, true], ['payment.extra.periods.principalonly', '2021-05-01', 650, true],
  ] as const)('%s: after 350 paid before the first of ten times 100 is due, the next one is due %s', async (extra, next, principal, skips) => {
    const loan = await lender.activeLoan(FREE);
    await lender.done(loan, 'PostPayment', { amount: 350, date: '2021-01-15', extra });
    expect(await lender.loanAt(loan)).toMatchObject({ nextInstallmentDate: next, principalRemaining: principal });
    expect(await lender.ask(loan, 'StatusAsOf(asOf=2021-03-01)')).toMatchObject({ amountDue: skips ? 0 : 100 });
  });

  test.each([
    ['term', [35, 35, 35, 35, 35, 35, 35, 35, 35, 35], '2021-11-01'], ['payment', [100, 100, 100, 50], '2021-05-01'],
  ] as const)('reamortize %s after 650 of 1,000: %j', async (reamortize, amounts, maturityDate) => {
    const loan = await lender.activeLoan(FREE);
    expect(await lender.done(loan, 'PostPayment', { amount: 650, date: '2021-01-15', reamortize })).toMatchObject({ reamortize });
    const { Installments, ...stored } = await lender.loanAt(loan);
    expect(Installments.map((row: Json) => row.totalInstallment)).toEqual(amounts);
    expect(stored).toMatchObject({ maturityDate });
    for (const { dueDate, totalInstallment } of Installments) await lender.done(loan, 'PostPayment', { amount: totalInstallment, date: dueDate });
    expect(await lender.loanAt(loan)).toMatchObject({ active: false, principalRemaining: 0, payoffAmountStored: 0 });
  });

  test('paid as agreed, a loan with interest owes nothing but the cents that its rows rounded away, and they are due with the last', async () => {
    const loan = await lender.activeLoan();
    const { Installments } = await lender.loanAt(loan);
    for (const { dueDate, totalInstallment } of Installments.slice(0, 11)) await lender.done(loan, 'PostPayment', { amount: totalInstallment, date: dueDate });
    const last = Installments.at(-1);
    const { total } = await lender.quote(loan, last.dueDate);
    expect(Math.abs(total - last.totalInstallment)).toBeLessThanOrEqual(0.05);
    expect(await lender.ask(loan, `StatusAsOf(asOf=${last.dueDate})`)).toMatchObject({ amountDue: total, nextPaymentDate: last.dueDate });
    await lender.done(loan, 'PostPayment', { amount: total, date: last.dueDate });
    expect(await lender.loanAt(loan)).toMatchObject({ active: false, status: 'Closed - Obligations met', principalRemaining: 0 });
  });

  test('interest runs on a charge only if it is told to', async () => {
    const [plain, bearing] = [await lender.activeLoan(PLAIN), await lender.activeLoan(PLAIN)];
    await lender.done(plain, 'AddCharge', { amount: 1000, date: '2021-01-01', interestBearing: false });
    await lender.done(bearing, 'AddCharge', { amount: 1000, date: '2021-01-01', interestBearing: true });
    expect((await lender.quote(plain, '2021-03-15')).interest).toBe(20);
    expect((await lender.quote(bearing, '2021-03-15')).interest).toBe(40);
  });

  test('a charge is waived in part, and no further than what is unpaid', async () => {
    const loan = await lender.activeLoan(FREE);
    const charge = await lender.done(loan, 'AddCharge', { amount: 30, date: '2021-01-10' });
    expect(await lender.refused(loan, 'WaiveCharge', { chargeId: charge.id, date: '2021-01-20', amount: 30.01 })).toMatchObject({ status: 400, code: 'LON703', target: 'amount' });
    expect(await lender.done(loan, 'WaiveCharge', { chargeId: charge.id, date: '2021-01-20', amount: 10 })).toMatchObject({ waivedAmount: 10, totalDue: 20, paid: false });
    expect((await lender.quote(loan, '2021-01-31')).fees).toBe(20);
    expect(await lender.refused(loan, 'WaiveCharge', { chargeId: charge.id, date: '2021-01-21' })).toMatchObject({ status: 409, code: 'PRE404' });
  });
});
