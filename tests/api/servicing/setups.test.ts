/**
 * What each field of a LoanSetup does to the loan, from its schedule to its interest. Expected figures are worked out
 * here by plain arithmetic; dates are written down.
 */
import { forEachDatabase } from '../../support/database.ts';
import { cents, openLender } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import type { Json } from '../../support/service.ts';

const dates = (rows: readonly Json[], count = 4): readonly string[] => rows.slice(0, count).map(({ dueDate }) => dueDate);

forEachDatabase((_, open) => {
  let lender: Lender;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ lender, close } = await openLender(open));
  });
  afterAll(() => close());
  const rowsOf = async (setup: object): Promise<readonly Json[]> => (await lender.loanAt(await lender.activeLoan(setup))).Installments;

  test.each([
    ['monthly', ['2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01'], 12],
    ['semimonthly', ['2024-02-01', '2024-02-16', '2024-03-01', '2024-03-16'], 12],
    ['biWeekly', ['2024-02-01', '2024-02-15', '2024-02-29', '2024-03-14'], 12],
    ['weekly', ['2024-02-01', '2024-02-08', '2024-02-15', '2024-02-22'], 12],
    ['quarterly', ['2024-02-01', '2024-05-01', '2024-08-01', '2024-11-01'], 12],
    ['semiannually', ['2024-02-01', '2024-08-01', '2025-02-01', '2025-08-01'], 12],
    ['annually', ['2024-02-01', '2025-02-01', '2026-02-01', '2027-02-01'], 12],
    ['single', ['2024-02-01'], 1],
  ] as const)('paymentFrequency %s: %j, %d in all', async (frequency, first, count) => {
    const rows = await rowsOf({ paymentFrequency: `loan.frequency.${frequency}` });
    expect([dates(rows), rows.length]).toEqual([first, count]);
    expect(cents(rows.reduce((sum, row) => sum + row.duePrincipal, 0))).toBe(120_000);
    expect(rows.at(-1)?.balance).toBe(0);
  });

  test.each([['annually', 1], ['semiannually', 2], ['monthly', 12], ['semimonthly', 24], ['biweekly', 26], ['weekly', 52]] as const)('loanRateType %s: the rate is meant %d times a year', async (type, times) => {
    const loan = await lender.activeLoan({ loanRate: 1, loanRateType: `loan.rateType.${type}` });
    expect((await lender.quote(loan, '2024-01-31')).interest).toBe(Math.round((1200 * times * 30) / 365) / 100);
  });

  describe('calcType', () => {
    const TERMS = { daysInYear: 'loan.daysInYear.frequency', loanRate: 12, loanTerm: 4 };

    test('simpleInterest: level payments, interest on the balance', async () => {
      const rows = await rowsOf({ ...TERMS, calcType: 'loan.calcType.simpleInterest' });
      let balance = 120_000;
      for (const row of rows) {
        expect([row.number, cents(row.dueInterest)]).toEqual([row.number, Math.round(balance / 100)]);
        balance -= cents(row.duePrincipal);
      }
      // 1,200 × 0.01 / (1 − 1.01⁻⁴)
      expect(rows.map((row) => row.totalInstallment).slice(0, 3)).toEqual([307.54, 307.54, 307.54]);
      expect(balance).toBe(0);
    });

    test('interestOnly: a month of interest each, the loan with the last', async () => {
      const rows = await rowsOf({ ...TERMS, calcType: 'loan.calcType.interestOnly' });
      expect(rows.map((row) => [row.dueInterest, row.duePrincipal])).toEqual([[12, 0], [12, 0], [12, 0], [12, 1200]]);
    });

    test('rule78: the finance charge by the digits 4, 3, 2 and 1', async () => {
      const rows = await rowsOf({ ...TERMS, calcType: 'loan.calcType.rule78' });
      const charge = cents(rows.reduce((sum, row) => sum + row.dueInterest, 0));
      expect(charge).toBe(4 * 30_754 - 120_000);
      for (const [i, row] of rows.entries()) expect(Math.abs(cents(row.dueInterest) - (charge * (4 - i)) / 10)).toBeLessThanOrEqual(1);
    });

    test.each(['rule78', 'simpleIntLocked'])('%s: interest is that of the instalments, evenly over each period; who settles early owes what is earned', async (type) => {
      const loan = await lender.activeLoan({ ...TERMS, calcType: `loan.calcType.${type}` });
      const rows: readonly Json[] = (await lender.loanAt(loan)).Installments;
      const interest = rows.map((row) => cents(row.dueInterest));
      const at = async (date: string): Promise<number> => cents((await lender.quote(loan, date)).interest);
      expect([await at('2024-01-01'), await at('2024-02-01'), await at('2024-03-01')]).toEqual([0, interest[0], (interest[0] ?? 0) + (interest[1] ?? 0)]);
      expect(await at('2024-01-16')).toBe(Math.round(((interest[0] ?? 0) * 15) / 31));
      // More principal paid early lowers no interest, and paying late raises none.
      await lender.done(loan, 'PostPayment', { amount: 500, date: '2024-01-05', paymentTypeId: 2 });
      expect(await at('2024-02-01')).toBe(interest[0]);
      expect((await lender.quote(loan, '2024-05-01')).interest * 100).toBeCloseTo(interest.reduce((sum, one) => sum + one, 0), 6);
      // Behind the last instalment it runs day by day on what is left.
      expect(await at('2024-06-01')).toBe(interest.reduce((sum, one) => sum + one, 0) + Math.round((70_000 * 12 * 30) / 36_000));
      const { total } = await lender.quote(loan, '2024-03-01');
      expect(await lender.done(loan, 'PostPayment', { amount: total, date: '2024-03-01' })).toMatchObject({ excess: 0, payoffPayment: true, afterPayoff: 0 });
      expect(await lender.quote(loan, '2024-05-01')).toMatchObject({ total: 0 });
    });

    test('locked interest, paid as agreed, repays the loan to the cent; made anew, it is that of the instalments made anew', async () => {
      const loan = await lender.activeLoan({ ...TERMS, calcType: 'loan.calcType.simpleIntLocked' });
      const [first] = (await lender.loanAt(loan)).Installments;
      await lender.done(loan, 'PostPayment', { amount: first.totalInstallment, date: first.dueDate });
      await lender.done(loan, 'ChangeRate', { annualRatePercent: 24, date: '2024-02-16', reamortize: 'term' });
      const { Installments } = await lender.loanAt(loan);
      for (const { number, dueDate, dueInterest, totalInstallment } of Installments.slice(1)) {
        expect([number, await lender.done(loan, 'PostPayment', { amount: totalInstallment, date: dueDate })]).toMatchObject([number, { excess: 0 }]);
        expect([number, cents((await lender.loanAt(loan)).Payments.at(-1).interest)]).toEqual([number, cents(dueInterest)]);
      }
      expect(await lender.loanAt(loan)).toMatchObject({ active: false, principalRemaining: 0, payoffAmountStored: 0 });
    });
  });

  test('daysInYear: the days of each period over 365, or equal months of 30 days', async () => {
    const actual = await lender.activeLoan({ daysInYear: 'loan.daysInYear.actual' });
    const equal = await lender.activeLoan({ daysInYear: 'loan.daysInYear.frequency' });
    expect((await lender.loanAt(actual)).Installments[0].dueInterest).toBe(Math.round((120_000 * 0.12 * 31) / 365) / 100);
    expect((await lender.loanAt(equal)).Installments[0].dueInterest).toBe(12);
    expect((await lender.quote(actual, '2024-03-01')).interest).toBe(Math.round((120_000 * 0.12 * 60) / 365) / 100);
    expect((await lender.quote(equal, '2024-03-01')).interest).toBe(24);
  });

  test.each([
    ['monthly', '2024-02-01'], ['semimonthly', '2024-01-16'], ['biWeekly', '2024-01-15'], ['weekly', '2024-01-08'], ['quarterly', '2024-04-01'], ['semiannually', '2024-07-01'], ['annually', '2025-01-01'],
  ])('equal periods, %s: paid as agreed, each payment has the interest of its instalment, whatever is told between', async (frequency, firstPaymentDate) => {
    const loan = await lender.activeLoan({ daysInYear: 'loan.daysInYear.frequency', loanTerm: 4, firstPaymentDate, paymentFrequency: `loan.frequency.${frequency}` });
    // Without interest of its own, on days that months of 30 do not have.
    for (const date of ['2024-01-31', '2024-03-31']) await lender.done(loan, 'WaiveCharge', { chargeId: (await lender.done(loan, 'AddCharge', { amount: 1, date })).id, date });
    const { Installments } = await lender.loanAt(loan);
    const told: Json[] = [];
    for (const { dueDate, totalInstallment } of Installments) told.push(await lender.done(loan, 'PostPayment', { amount: totalInstallment, date: dueDate }));
    expect(told.map(({ interest }) => cents(interest))).toEqual(Installments.map(({ dueInterest }: Json) => cents(dueInterest)));
    expect(await lender.loanAt(loan)).toMatchObject({ active: false, principalRemaining: 0 });
  });

  test('dayCount names any other count of days', async () => {
    const loan = await lender.activeLoan({ dayCount: 'ACT/360' });
    expect((await lender.quote(loan, '2024-02-01')).interest).toBe(12.4);
  });

  test('begEnd beg: the first is due at once, without interest', async () => {
    const [first, second] = await rowsOf({ begEnd: 'loan.begend.beg', firstPaymentDate: '2024-01-01' });
    expect([first?.dueDate, first?.dueInterest, second?.dueDate]).toEqual(['2024-01-01', 0, '2024-02-01']);
  });

  test('dueDateOnLastDOM: due dates keep to the last day of the month', async () => {
    const setup = { contractDate: '2024-01-31', firstPaymentDate: '2024-02-29' };
    expect(dates(await rowsOf({ ...setup, dueDateOnLastDOM: true }))).toEqual(['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31']);
    expect(dates(await rowsOf(setup))).toEqual(['2024-02-29', '2024-03-29', '2024-04-29', '2024-05-29']);
  });

  test.each([
    ['disabled', ['2024-06-01', '2024-07-01', '2024-08-01', '2024-09-01']],
    ['addDays', ['2024-06-03', '2024-07-01', '2024-08-01', '2024-09-02']],
    ['subtractDays', ['2024-05-31', '2024-07-01', '2024-08-01', '2024-08-30']],
  ] as const)('dueDatesOnBusinessDays %s: %j; the agreed dates stand beside them', async (rule, expected) => {
    const rows = await rowsOf({ contractDate: '2024-05-01', firstPaymentDate: '2024-06-01', dueDatesOnBusinessDays: `loan.businessduedates.${rule}` });
    expect(dates(rows)).toEqual(expected);
    expect(rows.slice(0, 4).map((row) => row.dueDateUnadjusted)).toEqual(['2024-06-01', '2024-07-01', '2024-08-01', '2024-09-01']);
  });

  test('amortization, paymentRounding and finalPayment say what calcType leaves open', async () => {
    const equal = await rowsOf({ amortization: 'equalPrincipal', loanTerm: 4, loanRate: 0 });
    expect(equal.map((row) => row.duePrincipal)).toEqual([300, 300, 300, 300]);
    const whole = await rowsOf({ paymentRounding: 'up to 0 places', loanTerm: 4 });
    expect(whole.slice(0, 3).map((row) => row.totalInstallment % 1)).toEqual([0, 0, 0]);
  });

  describe('interestApplication betweenPeriods', () => {
    test('an early payment counts from the due date it is for, and the loan shows it at once', async () => {
      const loan = await lender.activeLoan({ interestApplication: 'loan.interestApplication.betweenPeriods' });
      const preview = await lender.ask(loan, 'PreviewPayment(amount=200,date=2024-01-20)');
      const paid = await lender.done(loan, 'PostPayment', { amount: 200, date: '2024-01-20' });
      const interest = (1200 * 0.12 * 31) / 365;
      expect(paid).toMatchObject({ date: '2024-01-20', early: true });
      expect(paid.interest).toBeCloseTo(interest, 9);
      expect(preview.interest).toBeCloseTo(interest, 9);
      expect(await lender.loanAt(loan)).toMatchObject({ principalRemaining: Math.round((1200 - (200 - interest)) * 100) / 100, lastAccrualDate: '2024-02-01', daysOverdue: 0, nextInstallmentDate: '2024-03-01' });
    });

    test('a late one counts from the next, and a due date that was moved is the one it counts from', async () => {
      const loan = await lender.activeLoan({ interestApplication: 'loan.interestApplication.betweenPeriods' });
      await lender.done(loan, 'ChangeDueDate', { from: '2024-02-01', to: '2024-02-15', date: '2024-01-10' });
      const paid = await lender.done(loan, 'PostPayment', { amount: 100, date: '2024-02-05' });
      expect(paid.interest).toBeCloseTo((1200 * 0.12 * 45) / 365, 9);
    });
  });

  describe('late fees', () => {
    const LATE = { loanAmount: 1000, loanRate: 0, loanTerm: 4, graceDays: 10, lateFeeAmount: 15, lateFeePercent: 4 };

    test.each([['1', 30], ['2', 15], ['3', 10], ['4', 15], ['5', 10]] as const)('lateFeeType %s: %d of an instalment of 250', async (type, fee) => {
      const loan = await lender.activeLoan({ ...LATE, lateFeeType: `loan.lateFee.${type}` });
      expect((await lender.quote(loan, '2024-02-11')).fees).toBe(0);
      expect((await lender.quote(loan, '2024-02-12')).fees).toBe(fee);
    });

    test.each([
      ['standard', 249, 15], ['standard', 250, 0], ['standardFee', 235, 0], ['standardFee', 234.99, 15], ['current', 1, 0], ['current', 0, 15],
    ] as const)('lateFeeCalc %s, %d paid: %d', async (calc, paid, fee) => {
      const loan = await lender.activeLoan({ ...LATE, lateFeeType: 'loan.lateFee.2', lateFeeCalc: `loan.lateFeeCalc.${calc}` });
      if (paid > 0) await lender.done(loan, 'PostPayment', { amount: paid, date: '2024-02-01' });
      expect((await lender.quote(loan, '2024-02-12')).fees).toBe(fee);
    });

    test('none without a lateFeeType', async () => {
      expect((await lender.quote(await lender.activeLoan({ loanRate: 0 }), '2030-01-01')).fees).toBe(0);
    });
  });

  test.each([
    ['paymentFrequency', 'loan.frequency.custom'], ['dayCount', 'ACT/7'], ['interestRounding', 'sideways'], ['paymentRounding', 'halfUp to 99 places'],
    ['amortization', 'upwards'], ['businessDayConvention', 'never'], ['finalPayment', 'free'],
  ])('%s %s is refused, naming the field', async (name, value) => {
    const loan = await lender.makeLoan({ [name]: value });
    expect(await lender.refused(loan, 'Activate')).toMatchObject({ status: 400, code: 'LON701' });
    const { target, details = [] } = await lender.refused(loan, 'Activate');
    expect([target, ...details.map((detail: Json) => detail.target)]).toContain(`LoanSetup/${name}`);
  });
});
