/** How a payment is applied: orders of application, what more than is due does, instalments made anew. Figures by hand. */
import { forEachDatabase } from '../../support/database.ts';
import { FREE, PLAIN, openLender } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import type { Json } from '../../support/service.ts';

forEachDatabase((_, open) => {
  let lender: Lender;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ lender, close } = await openLender(open));
  });
  afterAll(() => close());
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
    expect(await lender.done(loan, 'PostPayment', { amount: total, date: last.dueDate })).toMatchObject({ excess: 0, afterPayoff: 0 });
    expect(await lender.loanAt(loan)).toMatchObject({ active: false, status: 'Closed - Obligations met', principalRemaining: 0 });
  });

  test('a payment that was reversed shows how it would be applied before the fee of its own return, in whatever order they were told', async () => {
    for (const order of [['AddCharge', 'ReversePayment', 'PostPayment'], ['PostPayment', 'ReversePayment', 'AddCharge']]) {
      const loan = await lender.activeLoan(PLAIN);
      const { id } = await lender.done(loan, 'PostPayment', { amount: 100, date: '2021-03-15' });
      const bodies: Readonly<Record<string, object>> = {
        AddCharge: { amount: 25, date: '2021-03-15' }, PostPayment: { amount: 300, date: '2021-01-01', paymentTypeId: 2 }, ReversePayment: { paymentId: id, reason: 'payment.reverse.nsf', date: '2021-03-16' },
      };
      for (const name of order) await lender.done(loan, name, bodies[name]);
      const { Payments } = await lender.loanAt(loan);
      const returned = Payments.find((row: Json) => row.id === id);
      expect([order, split(returned), returned.beforePrincipalBalance, returned.reversed]).toEqual([order, [0, 14, 86, 0], 700, true]);
    }
  });

  test('what cannot be paid has no preview', async () => {
    const [waiting, closed] = [await lender.makeLoan(FREE), await lender.activeLoan(FREE)];
    await lender.done(closed, 'PostPayment', { amount: 1000, date: '2021-01-10' });
    for (const loan of [waiting, closed]) {
      const { status, error } = await lender.refusal(loan, 'PreviewPayment(amount=5,date=2021-02-01)');
      expect([status, error.code]).toEqual([409, 'PRE404']);
    }
  });

  test.each([5, 6])('type %d: where charges are paid behind interest, whole cents of them are left', async (paymentTypeId) => {
    const loan = await lender.activeLoan(PLAIN);
    await lender.done(loan, 'AddCharge', { amount: 30, date: '2021-02-01' });
    // 1,000 × 10 % × 40/365 = 10.958904…
    const amount = paymentTypeId === 5 ? 1020 : 20;
    expect(await lender.done(loan, 'PostPayment', { amount, date: '2021-02-10', paymentTypeId })).toMatchObject({ interest: 10.96, fees: 9.04, excess: 0 });
    expect(await lender.loanAt(loan)).toMatchObject({ feesRemaining: 20.96, Charges: [{ totalDue: 20.96, paidAmount: 9.04 }] });
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
