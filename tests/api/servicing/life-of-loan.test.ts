/**
 * A loan from activation to payoff, over HTTP. Every expected figure is worked out here by plain arithmetic in whole
 * cents and rational days, not by the code that serves it.
 */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { lenderOf } from '../../support/lender.ts';
import type { Lender } from '../../support/lender.ts';
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';

/** Cents, half up; interest of whole days on a balance in cents at 12 % over 365. */
const interestCents = (balanceCents: number, days: number): number => Math.round((balanceCents * 12 * days) / 36_500);

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

  const LATE = { graceDays: 10, lateFeeType: 'loan.lateFee.2', lateFeeAmount: 5 };

  test('it is activated, paid early, late, short and over, charged, reversed, dated back and paid off', async () => {
    const loan = await lender.makeLoan(LATE);
    const active = await lender.done(loan, 'Activate');
    expect(active).toMatchObject({ active: true, status: 'Active - Good Standing', principalRemaining: 1200, maturityDate: '2025-01-01', dueDay: 1 });
    const { Installments, ScheduleSummaries } = await lender.loanAt(loan);
    expect(Installments).toHaveLength(12);
    const principal = Installments.reduce((sum: number, row: Json) => sum + Math.round(row.duePrincipal * 100), 0);
    expect(principal).toBe(120_000);
    expect(ScheduleSummaries.reduce((sum: number, row: Json) => sum + row.numberOfPayments, 0)).toBe(12);
    const level = Math.round(Installments[0].totalInstallment * 100);

    // Early: 21 days.
    const first = await lender.done(loan, 'PostPayment', { amount: level / 100, date: '2024-01-22' });
    const exact = (120_000 * 12 * 21) / 36_500 / 100;
    expect(first.interest).toBeCloseTo(exact, 10);
    expect(first).toMatchObject({ early: true, fees: 0, excess: 0, reversed: false, afterDaysPastDue: 0, afterNextDueDate: '2024-03-01' });
    let balance = 120_000 - Math.round(level - exact * 100);
    expect(Math.round(first.afterPrincipalBalance * 100)).toBe(balance);

    // Late and short: due 1 March, paid 20 March, after the late fee of 5.00 on 12 March.
    const short = await lender.done(loan, 'PostPayment', { amount: 50, date: '2024-03-20' });
    const days = 58;
    const grown = (balance * 12 * days) / 36_500 / 100;
    expect(short).toMatchObject({ fees: 5, early: false });
    expect(short.interest).toBeCloseTo(grown, 10);
    expect(short.beforeDaysPastDue).toBe(19);
    expect((await lender.loanAt(loan)).Charges).toMatchObject([{ chargeType: 'Late Fee', amount: 5, paid: true, installmentNumber: 2, date: '2024-03-12' }]);
    balance -= Math.round((50 - 5 - grown) * 100);
    expect(Math.round(short.afterPrincipalBalance * 100)).toBe(balance);

    // Charged.
    const nsf = await lender.done(loan, 'AddCharge', { amount: 25, date: '2024-03-25', chargeType: 'NSF Fees' });
    expect(nsf).toMatchObject({ totalDue: 25, paid: false, chargeType: 'NSF Fees' });
    const quoted = await lender.quote(loan, '2024-03-31');
    expect(quoted).toMatchObject({ principal: balance / 100, fees: 25, interest: interestCents(balance, 11) / 100 });
    expect(Math.round(quoted.total * 100)).toBe(balance + 2500 + interestCents(balance, 11));

    // Dated back: paid in time after all, on 1 March; the late fee of that month goes, and the short payment splits anew.
    await lender.done(loan, 'PostPayment', { amount: level / 100, date: '2024-03-01' });
    const after = await lender.loanAt(loan);
    expect(after.Charges.filter((row: Json) => row.date === '2024-03-12')).toEqual([]);
    const start = 120_000 - Math.round(level - exact * 100);
    const march = (start * 12 * 39) / 36_500 / 100;
    const afterMarch = start - Math.round(level - march * 100);
    const rest = (afterMarch * 12 * 19) / 36_500 / 100;
    balance = afterMarch - Math.round((50 - rest) * 100);
    const moved = after.Payments.find((row: Json) => row.date === '2024-03-20');
    expect(moved).toMatchObject({ fees: 0 });
    expect(moved.interest).toBeCloseTo(rest, 10);
    expect(Math.round(moved.afterPrincipalBalance * 100)).toBe(balance);

    // Reversed: as if it had never been paid.
    const reversed = await lender.done(loan, 'ReversePayment', { paymentId: moved.id, reason: 'payment.reverse.nsf', date: '2024-03-28' });
    expect(reversed).toMatchObject({ reversed: true, active: false, reverseReason: 'payment.reverse.nsf', reverseDate: '2024-03-28' });
    expect(Math.round((await lender.quote(loan, '2024-03-31')).principal * 100)).toBe(afterMarch);

    // Waived.
    expect(await lender.done(loan, 'WaiveCharge', { chargeId: nsf.id, date: '2024-03-30' })).toMatchObject({ waived: true, totalDue: 0, waivedAmount: 25 });
    expect((await lender.quote(loan, '2024-03-31')).fees).toBe(0);

    // Paid off, and over.
    const settle = await lender.quote(loan, '2024-03-31');
    expect(Math.round(settle.total * 100)).toBe(afterMarch + interestCents(afterMarch, 30));
    const preview = (await send('GET', `${loan}/LoanService.PreviewPayment(amount=${settle.total + 10},date=2024-03-31)`)).json;
    expect(preview.principalBalance).toBe(0);
    const last = await lender.done(loan, 'PostPayment', { amount: settle.total + 10, date: '2024-03-31' });
    expect(last).toMatchObject({ payoffPayment: true, afterPrincipalBalance: 0 });
    expect(last.excess).toBeCloseTo(10, 1);
    expect(await lender.loanAt(loan)).toMatchObject({ active: false, status: 'Closed - Obligations met', principalRemaining: 0, payoffAmountStored: 0, amountToCurrent: 0, daysOverdue: 0, nextInstallmentDate: null });
    expect((await lender.call(loan, 'PostPayment', { amount: 1, date: '2024-04-01' })).json.error).toMatchObject({ code: 'PRE404', target: 'active' });

    // The payment that closed it is reversed: it is open again.
    await lender.done(loan, 'ReversePayment', { paymentId: last.id, reason: 'payment.reverse.other', date: '2024-04-02' });
    expect(await lender.loanAt(loan)).toMatchObject({ active: true, status: 'Active - Bad Standing' });
  });

  test("the stored sample account is worth 8191.45 on the day after the reversal", async () => {
    expect(await lender.quote('/Loans(1)', '2013-12-19')).toMatchObject({ principal: 8127.5, interest: 38.95, fees: 25, total: 8191.45 });
    const { value } = (await send('GET', '/Loans(1)/LoanService.PayoffQuotes(asOf=2013-12-19,days=3)')).json;
    expect(value.map((row: Json) => [row.date, row.interest])).toEqual([['2013-12-19', 38.95], ['2013-12-20', 44.52], ['2013-12-21', 50.08]]);
  });

  test("LoanPro's published check: 10,000 at 25 %, 45 days", async () => {
    const loan = await lender.activeLoan({ ...LATE, loanAmount: 10_000, loanRate: 25, contractDate: '2023-01-01', firstPaymentDate: '2023-03-01' });
    expect((await lender.quote(loan, '2023-02-15')).interest).toBe(308.22);
  });

  test('what cannot be is refused, and nothing is half applied', async () => {
    const loan = await lender.makeLoan(LATE);
    expect((await lender.call(loan, 'PostPayment', { amount: 10, date: '2024-02-01' })).json.error).toMatchObject({ code: 'PRE404' });
    await lender.done(loan, 'Activate');
    const before = await lender.loanAt(loan);
    const refused: readonly (readonly [string, object, number, string])[] = [
      ['Activate', {}, 409, 'PRE404'], ['PostPayment', { amount: 0, date: '2024-02-01' }, 400, 'LON703'], ['PostPayment', { amount: -5, date: '2024-02-01' }, 400, 'LON703'],
      ['PostPayment', { amount: 5, date: '2023-12-31' }, 400, 'LON703'], ['PostPayment', { amount: 5, date: '2024-02-01', extra: 'no such' }, 400, 'LON703'],
      ['PostPayment', { amount: 5, date: '2024-02-01', paymentTypeId: 99 }, 400, 'LON703'], ['PostPayment', { amount: 5, date: '2024-02-01', reamortize: 'x' }, 400, 'LON703'],
      ['PostPayment', { amount: 5, date: '2024-02-01', paymentModeId: 424242 }, 400, 'BOD307'], ['PostPayment', { amount: 5 }, 400, 'BOD303'], ['PostPayment', { amount: 'x', date: '2024-02-01' }, 400, 'BOD303'],
      ['ReversePayment', { paymentId: 99999999, reason: 'payment.reverse.nsf', date: '2024-02-01' }, 404, 'MOD209'], ['AddCharge', { amount: 0, date: '2024-02-01' }, 400, 'LON703'],
      ['WaiveCharge', { chargeId: 99999999, date: '2024-02-01' }, 404, 'MOD209'],
    ];
    for (const [name, body, status, code] of refused) {
      const answer = await lender.call(loan, name, body);
      expect([name, body, answer.status, answer.json?.error?.code]).toEqual([name, body, status, code]);
    }
    expect(await lender.loanAt(loan)).toEqual(before);
    expect((await send('POST', '/Loans(99999999)/LoanService.Activate', { body: {} })).status).toBe(404);
    expect((await send('POST', `${loan}/LoanService.PostPayment`, { body: { amount: 5, date: '2024-02-01' }, headers: { 'If-Match': 'W/"999"' } })).status).toBe(412);
  });

  test('a reversal twice is refused', async () => {
    const loan = await lender.activeLoan(LATE);
    const payment = await lender.done(loan, 'PostPayment', { amount: 100, date: '2024-01-20' });
    const body = { paymentId: payment.id, reason: 'payment.reverse.nsf', date: '2024-01-25' };
    await lender.done(loan, 'ReversePayment', body);
    expect((await lender.call(loan, 'ReversePayment', body)).json.error).toMatchObject({ code: 'PRE404', target: 'paymentId' });
  });

  test('terms that are incomplete or impossible are named field by field', async () => {
    const loan = await lender.makeLoan({ ...LATE, loanRate: null, loanTerm: null });
    expect((await lender.call(loan, 'Activate')).json.error).toMatchObject({ code: 'LON701', details: [{ target: 'LoanSetup/loanRate' }, { target: 'LoanSetup/loanTerm' }] });
    for (const [setup, target] of [[{ firstPaymentDate: '2023-01-01' }, 'LoanSetup/firstPaymentDate'], [{ loanTerm: 0 }, 'LoanSetup/loanTerm'], [{ loanAmount: -5 }, 'LoanSetup/loanAmount']] as const) {
      const { error } = (await lender.call(await lender.makeLoan({ ...LATE, ...setup }), 'Activate')).json;
      expect([error.code, error.details.map((detail: Json) => detail.target)]).toEqual(['LON701', [target]]);
    }
  });

  test('20 different payments at once all post, and the balance is their sum', async () => {
    const loan = await lender.activeLoan({ ...LATE, loanRate: 0 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => lender.call(loan, 'PostPayment', { amount: 10 + i, date: `2024-01-${10 + (i % 15)}` })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect((await lender.loanAt(loan)).principalRemaining).toBe(1200 - 390);
  });

  test('one payment sent 20 times under one Repeatability id posts once', async () => {
    const loan = await lender.activeLoan({ ...LATE, loanRate: 0 });
    const headers = { 'Repeatability-Request-ID': crypto.randomUUID(), 'Repeatability-First-Sent': new Date().toUTCString() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('POST', `${loan}/LoanService.PostPayment`, { body: { amount: 100, date: '2024-01-20' }, headers })));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await lender.loanAt(loan))).toMatchObject({ principalRemaining: 1100, Payments: [{ amount: 100 }] });
  });

  test('a reader may ask for quotes and not post', async () => {
    const { rows } = await db.owner.raw("insert into api_tokens (tenant_id, token_hash, role, label) select id, sha256(convert_to('reads', 'UTF8')), 'reader', 'r' from tenants where name = 'demo' returning id");
    expect(rows).toHaveLength(1);
    expect((await send('GET', '/Loans(1)/LoanService.PayoffQuote(asOf=2013-12-19)', { token: 'reads' })).json.total).toBe(8191.45);
    expect((await send('POST', '/Loans(1)/LoanService.PostPayment', { token: 'reads', body: { amount: 1, date: '2015-04-01' } })).status).toBe(403);
  });
});
