/** What is agreed anew while a loan runs. Expected figures are worked out here, by hand or by plain arithmetic in cents. */
import { forEachDatabase } from '../../support/database.ts';
import { FREE, PLAIN, cents, openLender } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import type { Json } from '../../support/service.ts';

const dates = (rows: readonly Json[]): readonly string[] => rows.map(({ dueDate }) => dueDate);
const amounts = (rows: readonly Json[]): readonly number[] => rows.map(({ totalInstallment }) => totalInstallment);

forEachDatabase((_, open) => {
  let lender: Lender;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ lender, close } = await openLender(open));
  });
  afterAll(() => close());

  describe('another rate', () => {
    test('counts from its day, also when payments of before are told later', async () => {
      const loan = await lender.activeLoan(PLAIN);
      expect(await lender.done(loan, 'ChangeRate', { annualRatePercent: 20, date: '2021-03-15' })).toMatchObject({
        transactionType: 'Rate Change', event: 'rateChange', transactionDate: '2021-03-15', annualRatePercent: 20, amount: 0, reamortize: null, name: expect.stringMatching(/^OLTID-\d{10}$/),
      });
      expect((await lender.quote(loan, '2021-05-27')).interest).toBe(20 + 40);
      await lender.done(loan, 'PostPayment', { amount: 500, date: '2021-01-01', paymentTypeId: 2 });
      expect((await lender.quote(loan, '2021-05-27')).interest).toBe(10 + 20);
      expect(await lender.loanAt(loan)).toMatchObject({ lastTransactionType: 'Payment Transaction', OtherTransactions: [{ event: 'rateChange' }] });
    });

    test('leaves the instalments as they are, or levels those to come so that they repay the loan', async () => {
      const kept = await lender.activeLoan();
      const agreed = amounts((await lender.loanAt(kept)).Installments);
      await lender.done(kept, 'ChangeRate', { annualRatePercent: 24, date: '2024-01-01' });
      expect(amounts((await lender.loanAt(kept)).Installments)).toEqual(agreed);

      const levelled = await lender.activeLoan();
      await lender.done(levelled, 'ChangeRate', { annualRatePercent: 24, date: '2024-01-01', reamortize: 'term' });
      const { Installments, ScheduleSummaries } = await lender.loanAt(levelled);
      expect(Installments).toHaveLength(12);
      let balance = 120_000;
      for (const row of Installments) {
        const interest = Math.round((balance * 24 * row.days) / 36_500);
        expect([row.number, cents(row.dueInterest)]).toEqual([row.number, interest]);
        balance -= cents(row.totalInstallment) - interest;
        expect([row.number, cents(row.balance)]).toEqual([row.number, balance]);
      }
      expect(balance).toBe(0);
      expect(new Set(amounts(Installments.slice(0, 11))).size).toBe(1);
      expect(ScheduleSummaries.map((row: Json) => row.numberOfPayments)).toEqual([11, 1]);
    });

    test('of zero is allowed', async () => {
      const loan = await lender.activeLoan(PLAIN);
      await lender.done(loan, 'ChangeRate', { annualRatePercent: 0, date: '2021-03-15' });
      expect(await lender.quote(loan, '2031-03-15')).toMatchObject({ interest: 20, perDiem: 0 });
    });
  });

  describe('other due dates', () => {
    test('move an instalment and all behind it; what was late is so no more', async () => {
      const loan = await lender.activeLoan(FREE);
      await lender.done(loan, 'PostPayment', { amount: 100, date: '2021-02-01' });
      expect(await lender.ask(loan, 'StatusAsOf(asOf=2021-03-10)')).toMatchObject({ daysPastDue: 9, amountDue: 100 });
      expect(await lender.done(loan, 'ChangeDueDate', { from: '2021-03-01', to: '2021-03-15', date: '2021-03-10' })).toMatchObject({ event: 'dueDateChange', dueDateFrom: '2021-03-01', dueDateTo: '2021-03-15' });
      const { Installments, ...stored } = await lender.loanAt(loan);
      expect(dates(Installments)).toEqual(['2021-02-01', '2021-03-15', '2021-04-15', '2021-05-15', '2021-06-15', '2021-07-15', '2021-08-15', '2021-09-15', '2021-10-15', '2021-11-15']);
      expect(Installments[1]).toMatchObject({ dueDateUnadjusted: '2021-03-01', days: 42 });
      expect(stored).toMatchObject({ maturityDate: '2021-11-15', lastInstallmentDate: '2021-11-15', nextInstallmentDate: '2021-03-15', daysOverdue: 0, amountToCurrent: 0 });
      // Asked for the days before the change was agreed, the loan stands as it stood.
      expect(await lender.ask(loan, 'StatusAsOf(asOf=2021-03-09)')).toMatchObject({ daysPastDue: 8 });
      await lender.done(loan, 'ChangeDueDate', { from: '2021-03-15', to: '2021-03-10', date: '2021-03-11' });
      expect((await lender.loanAt(loan)).nextInstallmentDate).toBe('2021-03-10');
    });

    test('are refused where they make no sense', async () => {
      const loan = await lender.activeLoan(FREE);
      await lender.done(loan, 'PostPayment', { amount: 100, date: '2021-02-01' });
      const before = await lender.loanAt(loan);
      for (const [body, target] of [
        [{ from: '2021-02-01', to: '2021-02-10' }, 'from'], [{ from: '2021-03-02', to: '2021-03-10' }, 'from'], [{ from: '2021-03-01', to: '2021-03-01' }, 'to'],
        [{ from: '2021-03-01', to: '2021-01-20' }, 'to'], [{ from: '2021-03-01', to: '2020-12-31' }, 'to'], [{ from: '2021-11-01', to: '9999-12-31', date: '2020-12-31' }, 'date'],
      ] as const) expect([body, await lender.refused(loan, 'ChangeDueDate', { date: '2021-02-02', ...body })]).toMatchObject([body, { status: 400, code: 'LON703', target }]);
      expect(await lender.refused(loan, 'ChangeDueDate', { from: '2021-03-01', to: '9999-12-01', date: '2021-02-02' })).toMatchObject({ code: 'LON703', target: 'to' });
      expect(await lender.loanAt(loan)).toEqual(before);
    });
  });

  describe('more money', () => {
    test('is owed from its day on', async () => {
      const loan = await lender.activeLoan(PLAIN);
      expect(await lender.done(loan, 'Disburse', { amount: 500, date: '2021-03-15' })).toMatchObject({ event: 'disbursement', transactionType: 'Disbursement', amount: 500 });
      expect(await lender.quote(loan, '2021-05-27')).toMatchObject({ principal: 1500, interest: 20 + 30 });
      expect(await lender.loanAt(loan)).toMatchObject({ principalRemaining: 1500, totalAmountPaid: 0 });
    });

    test('is spread over the instalments to come, if asked for; else it is due with the last', async () => {
      const spread = await lender.activeLoan(FREE);
      await lender.done(spread, 'Disburse', { amount: 200, date: '2021-01-10', reamortize: 'term' });
      expect(amounts((await lender.loanAt(spread)).Installments)).toEqual(Array.from({ length: 10 }, () => 120));
      const left = await lender.activeLoan(FREE);
      await lender.done(left, 'Disburse', { amount: 200, date: '2021-01-10' });
      for (let month = 2; month <= 11; month++) await lender.done(left, 'PostPayment', { amount: 100, date: `2021-${String(month).padStart(2, '0')}-01` });
      expect(await lender.loanAt(left)).toMatchObject({ active: true, principalRemaining: 200, amountToCurrent: 200, nextInstallmentDate: '2021-11-01' });
      expect(await lender.ask(left, 'StatusAsOf(asOf=2021-11-11)')).toMatchObject({ amountDue: 200, daysPastDue: 10 });
    });
  });

  describe('taken back', () => {
    const AGREED: Readonly<Record<string, object>> = {
      ChangeRate: { annualRatePercent: 30, date: '2021-03-10', reamortize: 'term' }, Disburse: { amount: 500, date: '2021-03-10', reamortize: 'payment' }, ChangeDueDate: { from: '2021-04-01', to: '2021-04-20', date: '2021-03-10' },
    };
    const figures = ({ Payments, Installments, ScheduleSummaries, StatusArchive, ...loan }: Json): unknown => [
      Payments.map(({ principal, interest, beforePayoff, afterPayoff, afterNextDueDate }: Json) => [principal, interest, beforePayoff, afterPayoff, afterNextDueDate]),
      Installments.map(({ number, dueDate, days, totalInstallment, balance, paid }: Json) => [number, dueDate, days, totalInstallment, balance, paid]),
      ScheduleSummaries.map(({ repaymentDate, numberOfPayments, repaymentAmount }: Json) => [repaymentDate, numberOfPayments, repaymentAmount]),
      StatusArchive.filter(({ date }: Json) => date !== '2021-03-10').map(({ date, payoff, amountDue, nextPaymentDate }: Json) => [date, payoff, amountDue, nextPaymentDate]),
      [loan.principalRemaining, loan.payoffAmountStored, loan.amountToCurrent, loan.nextInstallmentDate, loan.maturityDate, loan.totalAmountPaid],
    ];

    test.each(Object.keys(AGREED))('%s leaves no trace but its own row', async (name) => {
      const loan = await lender.activeLoan(PLAIN);
      await lender.done(loan, 'PostPayment', { amount: 120, date: '2021-02-01' });
      await lender.done(loan, 'PostPayment', { amount: 90, date: '2021-04-05' });
      const before = await lender.loanAt(loan);
      const { id } = await lender.done(loan, name, AGREED[name]);
      expect(figures(await lender.loanAt(loan))).not.toEqual(figures(before));
      expect(await lender.done(loan, 'ReverseTransaction', { transactionId: id, date: '2021-04-05' })).toMatchObject({ id, reversed: true, reverseDate: '2021-04-05' });
      const after = await lender.loanAt(loan);
      expect(figures(after)).toEqual(figures(before));
      expect(after).toMatchObject({ lastTransactionType: 'Transaction Reversal', OtherTransactions: [{ id, reversed: true }] });
      expect(await lender.refused(loan, 'ReverseTransaction', { transactionId: id, date: '2021-04-06' })).toMatchObject({ status: 409, code: 'PRE404', target: 'transactionId' });
    });

    test('is refused for what there is not, before its day, and where a later change needs it', async () => {
      const loan = await lender.activeLoan(FREE);
      const { id } = await lender.done(loan, 'ChangeDueDate', { from: '2021-03-01', to: '2021-03-25', date: '2021-02-02' });
      await lender.done(loan, 'ChangeDueDate', { from: '2021-04-25', to: '2021-03-26', date: '2021-02-03' });
      const before = await lender.loanAt(loan);
      expect(await lender.refused(loan, 'ReverseTransaction', { transactionId: 99_999_999, date: '2021-03-01' })).toMatchObject({ status: 404, code: 'MOD209', target: 'transactionId' });
      expect(await lender.refused(loan, 'ReverseTransaction', { transactionId: id, date: '2021-02-01' })).toMatchObject({ status: 400, code: 'LON703', target: 'date' });
      expect(await lender.refused(loan, 'ReverseTransaction', { transactionId: id, date: '2021-03-01' })).toMatchObject({ status: 400, code: 'LON703' });
      expect(await lender.loanAt(loan)).toEqual(before);
    });
  });

  test('a loan that is not active, or dated before it began, takes none of them', async () => {
    const [made, active] = [await lender.makeLoan(FREE), await lender.activeLoan(FREE)];
    for (const [name, body] of [['ChangeRate', { annualRatePercent: 1 }], ['Disburse', { amount: 1 }], ['ChangeDueDate', { from: '2021-02-01', to: '2021-02-02' }]] as const) {
      expect(await lender.refused(made, name, { ...body, date: '2021-01-10' })).toMatchObject({ status: 409, code: 'PRE404', target: 'active' });
      expect(await lender.refused(active, name, { ...body, date: '2020-12-31' })).toMatchObject({ status: 400, code: 'LON703', target: 'date' });
    }
    for (const [name, body, target] of [
      ['ChangeRate', { annualRatePercent: -1 }, 'annualRatePercent'], ['ChangeRate', { annualRatePercent: 100001 }, 'annualRatePercent'], ['Disburse', { amount: 0 }, 'amount'], ['Disburse', { amount: -1 }, 'amount'],
      ['ChangeRate', { annualRatePercent: 1, reamortize: 'never' }, 'reamortize'], ['Disburse', { amount: 1, reamortize: '' }, 'reamortize'],
    ] as const) expect([name, body, await lender.refused(active, name, { ...body, date: '2021-01-10' })]).toMatchObject([name, body, { status: 400, code: 'LON703', target }]);
  });

  test('instalments that a payment shortened come back when it is reversed', async () => {
    const loan = await lender.activeLoan(FREE);
    const agreed = await lender.loanAt(loan);
    const figures = (rows: readonly Json[]): readonly Json[] => rows.map(({ number, dueDate, days, duePrincipal, dueInterest, totalInstallment, balance, paid }) => ({ number, dueDate, days, duePrincipal, dueInterest, totalInstallment, balance, paid }));
    const paid = await lender.done(loan, 'PostPayment', { amount: 650, date: '2021-01-10', reamortize: 'payment' });
    const shortened = await lender.loanAt(loan);
    expect(amounts(shortened.Installments)).toEqual([100, 100, 100, 50]);
    expect(shortened.Installments.map((row: Json) => row.paid)).toEqual([false, false, false, false]);
    expect(shortened).toMatchObject({ maturityDate: '2021-05-01', ScheduleSummaries: [{ numberOfPayments: 3, repaymentAmount: 100 }, { numberOfPayments: 1, repaymentAmount: 50 }] });
    await lender.done(loan, 'ReversePayment', { paymentId: paid.id, reason: 'payment.reverse.other', date: '2021-01-20' });
    const restored = await lender.loanAt(loan);
    expect(figures(restored.Installments)).toEqual(figures(agreed.Installments));
    expect(restored).toMatchObject({ maturityDate: '2021-11-01', principalRemaining: 1000, ScheduleSummaries: [{ numberOfPayments: 10, repaymentAmount: 100 }] });
  });

  test('made anew, what is past due stays past due and is not asked for twice', async () => {
    const loan = await lender.activeLoan(FREE);
    await lender.done(loan, 'PostPayment', { amount: 40, date: '2021-02-10', reamortize: 'term' });
    const { Installments } = await lender.loanAt(loan);
    expect(amounts(Installments)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(await lender.ask(loan, 'StatusAsOf(asOf=2021-02-11)')).toMatchObject({ amountDue: 60, daysPastDue: 10, principalBalance: 960 });
  });

  test('made anew while interest is late and running, every one is in whole cents', async () => {
    const loan = await lender.activeLoan();
    await lender.done(loan, 'ChangeRate', { annualRatePercent: 18, date: '2024-03-18', reamortize: 'term' });
    for (const row of (await lender.loanAt(loan)).Installments) expect([row.number, row.totalInstallment, row.balance].map(String)).toEqual([row.number, cents(row.totalInstallment) / 100, cents(row.balance) / 100].map(String));
  });

  test('late fees follow the instalments they are for', async () => {
    const loan = await lender.activeLoan({ ...FREE, graceDays: 10, lateFeeType: 'loan.lateFee.3', lateFeePercent: 10 });
    const fees = async (): Promise<readonly unknown[]> => (await lender.loanAt(loan)).Charges.map(({ date, amount, totalDue }: Json) => [date, amount, totalDue]);
    await lender.done(loan, 'Age', { asOf: '2021-03-20' });
    expect(await fees()).toEqual([['2021-02-12', 10, 10], ['2021-03-12', 10, 10]]);
    await lender.done(loan, 'Disburse', { amount: 500, date: '2021-01-05', reamortize: 'term' });
    expect(await fees()).toEqual([['2021-02-12', 15, 15], ['2021-03-12', 15, 15]]);
    await lender.done(loan, 'ChangeDueDate', { from: '2021-03-01', to: '2021-03-05', date: '2021-02-20' });
    expect(await fees()).toEqual([['2021-02-12', 15, 15], ['2021-03-16', 15, 15]]);
  });

  test('a late fee that was waived and comes back is waived still', async () => {
    const loan = await lender.activeLoan({ ...FREE, graceDays: 10, lateFeeType: 'loan.lateFee.2', lateFeeAmount: 5 });
    await lender.done(loan, 'Age', { asOf: '2021-02-20' });
    const [fee] = (await lender.loanAt(loan)).Charges;
    await lender.done(loan, 'WaiveCharge', { chargeId: fee.id, date: '2021-02-20' });
    const paid = await lender.done(loan, 'PostPayment', { amount: 100, date: '2021-02-01' });
    expect((await lender.loanAt(loan)).Charges).toMatchObject([{ id: fee.id, totalDue: 0, waived: true }]);
    await lender.done(loan, 'ReversePayment', { paymentId: paid.id, reason: 'payment.reverse.nsf', date: '2021-02-21' });
    expect(await lender.loanAt(loan)).toMatchObject({ feesRemaining: 0, Charges: [{ id: fee.id, amount: 5, totalDue: 0, waived: true, waivedAmount: 5 }] });
  });

  test('what is told late changes what was stored of later days: the archive, and what payments found and left', async () => {
    const loan = await lender.activeLoan(PLAIN);
    await lender.done(loan, 'PostPayment', { amount: 200, date: '2021-02-01' });
    await lender.done(loan, 'AddCharge', { amount: 30, date: '2021-02-20' });
    await lender.done(loan, 'PostPayment', { amount: 20, date: '2021-03-20', paymentTypeId: 4 });
    const before = await lender.loanAt(loan);
    await lender.done(loan, 'PostPayment', { amount: 150, date: '2021-01-15' });
    const { Payments, StatusArchive } = await lender.loanAt(loan);
    expect(StatusArchive.map(({ date }: Json) => date)).toEqual(['2021-02-01', '2021-02-20', '2021-03-20']);
    for (const entry of StatusArchive) expect({ ...entry, ...(await lender.ask(loan, `StatusAsOf(asOf=${entry.date})`)), '@odata.context': undefined }).toEqual(entry);
    const fees = Payments[1];
    expect([fees.principal, fees.fees, cents(before.Payments[1].beforePayoff - fees.beforePayoff) > 15_000, cents(fees.beforePayoff - fees.afterPayoff)]).toEqual([0, 20, true, 2000]);
  });

  test('all instalments of a settled loan are paid', async () => {
    const loan = await lender.activeLoan(FREE);
    await lender.done(loan, 'PostPayment', { amount: 1000, date: '2021-01-10' });
    const { Installments, active } = await lender.loanAt(loan);
    expect([active, new Set(Installments.map((row: Json) => row.paid))]).toEqual([false, new Set([true])]);
  });

  describe('brought to a day', () => {
    const LATE = { ...FREE, graceDays: 10, lateFeeType: 'loan.lateFee.2', lateFeeAmount: 5 };

    test('the loan has the late fees and the figures of that day', async () => {
      const loan = await lender.activeLoan(LATE);
      expect(await lender.done(loan, 'Age', { asOf: '2021-03-15' })).toMatchObject({ agedTo: '2021-03-15', daysOverdue: 42, amountToCurrent: 210, feesRemaining: 10, status: 'Active - Bad Standing' });
      const { Charges, StatusArchive } = await lender.loanAt(loan);
      expect(Charges.map((row: Json) => [row.date, row.amount, row.installmentNumber])).toEqual([['2021-02-12', 5, 1], ['2021-03-12', 5, 2]]);
      expect(StatusArchive.at(-1)).toMatchObject({ date: '2021-03-15', daysPastDue: 42, amountDue: 210, duePrincipal: 200, dueInterest: 0, dueFees: 10 });
      const again = await lender.loanAt(loan);
      await lender.done(loan, 'Age', { asOf: '2021-03-15' });
      expect({ ...(await lender.loanAt(loan)), lastUpdate: again.lastUpdate }).toMatchObject({ Charges: again.Charges, Installments: again.Installments });
    });

    test('a payment that is told later and came in time takes its late fee away; the figures stay of that day', async () => {
      const loan = await lender.activeLoan(LATE);
      await lender.done(loan, 'Age', { asOf: '2021-03-15' });
      await lender.done(loan, 'PostPayment', { amount: 100, date: '2021-02-01' });
      const after = await lender.loanAt(loan);
      expect(after).toMatchObject({ agedTo: '2021-03-15', daysOverdue: 14, amountToCurrent: 105 });
      expect(after.Charges.map((row: Json) => row.installmentNumber)).toEqual([2]);
    });

    test('is refused for an earlier day, a day to come, and a loan that is not active', async () => {
      const loan = await lender.activeLoan(LATE);
      await lender.done(loan, 'Age', { asOf: '2021-03-15' });
      for (const asOf of ['2021-03-14', '2020-12-31', '9999-12-31', '0001-01-01']) expect([asOf, await lender.refused(loan, 'Age', { asOf })]).toMatchObject([asOf, { status: 400, code: 'LON703', target: 'asOf' }]);
      expect(await lender.refused(await lender.makeLoan(LATE), 'Age', { asOf: '2021-03-15' })).toMatchObject({ status: 409, code: 'PRE404' });
      expect((await lender.loanAt(loan)).agedTo).toBe('2021-03-15');
    });
  });
});
