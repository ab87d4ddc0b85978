/** Instalments by terms, worked out by hand: 12 % a year on 30/360 is 1 % a month. One line per row: date payment principal interest balance. */
import { accruedTo, calculateSchedule, decimalText, nextRow, openSchedule, parseDate } from '../../src/loan/index.ts';
import type { InstalmentTerms } from '../../src/loan/index.ts';

const CENTS = { increment: '0.01', mode: 'halfUp' } as const;
const LOAN: InstalmentTerms = { principal: '12000', annualRatePercent: '12', startDate: '2024-01-01', count: 4, periodInterest: '30/360', interestRounding: CENTS, paymentRounding: CENTS };

const linesOf = (terms: Partial<InstalmentTerms>): readonly string[] =>
  calculateSchedule({ ...LOAN, ...terms }).rows.map(({ date, payment, principal, interest, balance }) => `${date.slice(5)} ${payment} ${principal} ${interest} ${balance}`);

// 12,000 / (1/1.01 + … + 1/1.01^4) = 3,075.373…; in advance 3,044.924…
test.each<[string, Partial<InstalmentTerms>, readonly string[]]>([
  ['a level payment; the last row absorbs what rounding left', {}, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 3075.37 2984.92 90.45 6059.71', '04-01 3075.37 3014.77 60.60 3044.94', '05-01 3075.39 3044.94 30.45 0.00']],
  ['the same payment to the end leaves a residual', { finalPayment: 'leaveResidual' }, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 3075.37 2984.92 90.45 6059.71', '04-01 3075.37 3014.77 60.60 3044.94', '05-01 3075.37 3044.92 30.45 0.02']],
  ['in advance, the first payment is all principal', { inAdvance: true }, ['01-01 3044.92 3044.92 0.00 8955.08', '02-01 3044.92 2955.37 89.55 5999.71', '03-01 3044.92 2984.92 60.00 3014.79', '04-01 3044.94 3014.79 30.15 0.00']],
  ['odd days\' interest on top of the first payment', { firstPaymentDate: '2024-02-16', oddInterest: 'firstPayment', count: 2 }, ['02-16 6150.15 5970.15 180.00 6029.85', '03-16 6090.15 6029.85 60.30 0.00']],
  ['odd days\' interest onto the principal', { firstPaymentDate: '2024-02-16', oddInterest: 'principal', count: 2 }, ['02-16 6120.60 6000.00 120.60 6060.00', '03-16 6120.60 6060.00 60.60 0.00']],
  ['odd days\' interest prepaid', { firstPaymentDate: '2024-02-16', oddInterest: 'prepaid', count: 2 }, ['02-16 6090.15 5970.15 120.00 6029.85', '03-16 6090.15 6029.85 60.30 0.00']],
  ['odd days\' interest in the period the payment is sized on', { firstPaymentDate: '2024-02-16', count: 2 }, ['02-16 6120.30 5940.30 180.00 6059.70', '03-16 6120.30 6059.70 60.60 0.00']],
  ['two odd days that do not count', { firstPaymentDate: '2024-02-03', oddDaysIgnored: 2, count: 1 }, ['02-03 12120.00 12000.00 120.00 0.00']],
  ['a short first period prepaid gives interest back', { firstPaymentDate: '2024-01-16', oddInterest: 'prepaid', count: 1 }, ['01-16 12120.00 12000.00 120.00 0.00']],
  ['odd days counted their own way', { periodInterest: 'periodic+oddDays', oddDayCount: 'ACT/360', firstPaymentDate: '2024-03-31', count: 1 }, ['03-31 12356.00 12000.00 356.00 0.00']],
  ['all days of a first period that is regular counted as odd days', { periodInterest: 'periodic+oddDays', oddFirstAllDays: true, oddDayDivisor: 360, count: 1 }, ['02-01 12124.00 12000.00 124.00 0.00']],
  ['a period without interest', { interestFreePeriods: 1, count: 2 }, ['02-01 6029.85 6029.85 0.00 5970.15', '03-01 6029.85 5970.15 59.70 0.00']],
  ['interest only, then level', { gracePrincipal: 2 }, ['02-01 120.00 0.00 120.00 12000.00', '03-01 120.00 0.00 120.00 12000.00', '04-01 6090.15 5970.15 120.00 6029.85', '05-01 6090.15 6029.85 60.30 0.00']],
  ['nothing, then the interest put off', { gracePrincipal: 2, deferInterestPeriods: 1 }, ['02-01 0.00 0.00 0.00 12000.00', '03-01 240.00 0.00 240.00 12000.00', '04-01 6090.15 5970.15 120.00 6029.85', '05-01 6090.15 6029.85 60.30 0.00']],
  ['principal while interest is put off', { deferInterestPeriods: 2 }, ['02-01 2955.37 2955.37 0.00 9044.63', '03-01 2984.92 2984.92 0.00 6059.71', '04-01 3285.82 3014.77 271.05 3044.94', '05-01 3075.39 3044.94 30.45 0.00']],
  ['a skipped row carries its interest, which bears none', { skipPeriods: [2] }, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 0.00 0.00 0.00 9044.63', '04-01 3075.37 2894.48 180.89 6150.15', '05-01 6211.65 6150.15 61.50 0.00']],
  ['a skipped month adds its interest to the balance', { skipMonths: [3], unpaidInterest: 'capitalized' }, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 0.00 -90.45 90.45 9135.08', '04-01 3075.37 2984.02 91.35 6151.06', '05-01 6212.57 6151.06 61.51 0.00']],
  ['sized on the plan, skips included', { skipPeriods: [2], paymentBasis: 'plan' }, ['02-01 4106.97 3986.97 120.00 8013.03', '03-01 0.00 0.00 0.00 8013.03', '04-01 4106.97 3946.71 160.26 4066.32', '05-01 4106.98 4066.32 40.66 0.00']],
  ['a payment below the interest carries the rest', { payment: '100', unpaidInterest: 'carried', count: 3 }, ['02-01 100.00 0.00 100.00 12000.00', '03-01 100.00 0.00 100.00 12000.00', '04-01 12160.00 12000.00 160.00 0.00']],
  ['a payment below the interest makes the balance grow', { payment: '100', count: 3 }, ['02-01 100.00 -20.00 120.00 12020.00', '03-01 100.00 -20.20 120.20 12040.20', '04-01 12160.60 12040.20 120.40 0.00']],
  ['a payment of nothing until the last', { payment: '0', count: 2 }, ['02-01 0.00 -120.00 120.00 12120.00', '03-01 12241.20 12120.00 121.20 0.00']],
  ['an agreed balloon', { balloonAmount: '6000', count: 2 }, ['02-01 3105.07 2985.07 120.00 9014.93', '03-01 9105.08 9014.93 90.15 0.00']],
  ['a balloon by a longer amortization', { amortization: 'balloon', amortizeOver: 4, count: 2, periodYears: '1/12' }, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 9135.08 9044.63 90.45 0.00']],
  ['the rule of 78: 301.48 in parts of 4, 3, 2 and 1 tenths', { amortization: 'ruleOf78' }, ['02-01 3075.37 2954.78 120.59 9045.22', '03-01 3075.37 2984.93 90.44 6060.29', '04-01 3075.37 3015.07 60.30 3045.22', '05-01 3075.37 3045.22 30.15 0.00']],
  ['the rule of 78 on an add-on charge of 480', { amortization: 'ruleOf78', chargeBasis: 'addOn' }, ['02-01 3120.00 2928.00 192.00 9072.00', '03-01 3120.00 2976.00 144.00 6096.00', '04-01 3120.00 3024.00 96.00 3072.00', '05-01 3120.00 3072.00 48.00 0.00']],
  ['equal principal after a grace', { amortization: 'equalPrincipal', gracePrincipal: 1, principalRounding: CENTS }, ['02-01 120.00 0.00 120.00 12000.00', '03-01 4120.00 4000.00 120.00 8000.00', '04-01 4080.00 4000.00 80.00 4000.00', '05-01 4040.00 4000.00 40.00 0.00']],
  ['money paid out inside a period bears interest from its day', { amortization: 'interestOnly', count: 2, extraDisbursements: [{ date: '2024-01-16', amount: '1000' }] }, ['02-01 125.00 0.00 125.00 13000.00', '03-01 13130.00 13000.00 130.00 0.00']],
  ['a rate that changes inside a period', { amortization: 'interestOnly', count: 2, rateSteps: [{ fromDate: '2024-01-16', annualRatePercent: '24' }] }, ['02-01 180.00 0.00 180.00 12000.00', '03-01 12240.00 12000.00 240.00 0.00']],
  ['a payment that a new rate may raise by a tenth', { rateSteps: [{ fromPeriod: 3, annualRatePercent: '120' }], paymentCapPercent: '10' }, ['02-01 3075.37 2955.37 120.00 9044.63', '03-01 3075.37 2984.92 90.45 6059.71', '04-01 3382.91 2776.94 605.97 3282.77', '05-01 3611.05 3282.77 328.28 0.00']],
  ['a payment below the first, or rounding to 5 up', { paymentRounding: { increment: '5', mode: 'up' } }, ['02-01 3080.00 2960.00 120.00 9040.00', '03-01 3080.00 2989.60 90.40 6050.40', '04-01 3080.00 3019.50 60.50 3030.90', '05-01 3061.21 3030.90 30.31 0.00']],
])('%s', (_, terms, expected) => {
  expect(linesOf(terms)).toEqual(expected);
});

test('interest compounded half-yearly on monthly payments: six months bear half the yearly rate', () => {
  const { rows, totals } = calculateSchedule({ ...LOAN, principal: '1000', count: 6, amortization: 'interestOnly', periodInterest: 'periodic', compounding: { timesPerYear: 2 }, interestRounding: null });
  const month = Number(rows[0]?.interest) / 1000;
  expect((1 + month) ** 6).toBeCloseTo(1.06, 12);
  expect(totals.interest.slice(0, 12)).toBe((6000 * month).toFixed(9));
});

const datesOf = (terms: Partial<InstalmentTerms>): readonly string[] => calculateSchedule({ ...LOAN, ...terms }).rows.map(({ date }) => date.slice(2));

test.each<[string, Partial<InstalmentTerms>, readonly string[]]>([
  ['due dates, beside which a first payment date generates nothing', { firstPaymentDate: '2023-01-01', dueDates: ['2024-02-10', '2024-02-20'], count: 2 }, ['24-02-10', '24-02-20']],
  ['the day number comes back after February', { startDate: '2023-12-31', count: 3 }, ['24-01-31', '24-02-29', '24-03-31']],
  ['a first date cut short, due on the 31st', { firstPaymentDate: '2024-02-29', dueDay: 31, count: 3 }, ['24-02-29', '24-03-31', '24-04-30']],
  ['month ends from a month end', { startDate: '2024-02-29', monthEnd: 'endOfMonth', count: 3 }, ['24-03-31', '24-04-30', '24-05-31']],
  ['a missing day rolls to the next month', { startDate: '2024-01-31', monthEnd: 'rollForward', count: 3 }, ['24-03-01', '24-03-31', '24-05-01']],
  ['two fixed days a month', { startDate: '2024-01-20', frequency: { unit: 'semimonth', every: 1, days: [1, 15] }, firstPaymentDate: '2024-02-01', count: 4 }, ['24-02-01', '24-02-15', '24-03-01', '24-03-15']],
  ['the 15th and the end of the month', { frequency: { unit: 'semimonth', every: 1, days: [15, 31] }, firstPaymentDate: '2024-01-31', count: 4 }, ['24-01-31', '24-02-15', '24-02-29', '24-03-15']],
  ['twice a month without a pair', { startDate: '2024-01-05', frequency: { unit: 'semimonth', every: 1 }, count: 3 }, ['24-01-20', '24-02-05', '24-02-20']],
  ['every second year', { frequency: { unit: 'year', every: 2 }, startDate: '2024-02-29', count: 3 }, ['26-02-28', '28-02-29', '30-02-28']],
  ['every ten days', { frequency: { unit: 'day', every: 10 }, count: 3 }, ['24-01-11', '24-01-21', '24-01-31']],
  ['dates as listed', { dueDates: ['2024-01-09', '2024-05-01'], count: 2 }, ['24-01-09', '24-05-01']],
  ['the next business day', { startDate: '2024-05-01', count: 2, businessDays: { convention: 'following', holidays: ['2024-06-03'] } }, ['24-06-04', '24-07-01']],
])('due dates: %s', (_, terms, expected) => {
  expect(datesOf(terms)).toEqual(expected);
});

test('a payment date moved to a business day takes its interest along only where the terms say so', () => {
  const interest = (kind: 'scheduled' | 'shifted'): readonly string[] =>
    calculateSchedule({ ...LOAN, startDate: '2024-05-01', periodInterest: 'ACT/360', amortization: 'interestOnly', count: 2, businessDays: { convention: 'following', interest: kind } }).rows.map((row) => row.interest);
  expect(interest('scheduled')).toEqual(['124.00', '120.00']);
  expect(interest('shifted')).toEqual(['132.00', '112.00']);
});

test('fees: kept back, financed, a share of the balance, and escrow beside the payment', () => {
  const schedule = calculateSchedule({
    ...LOAN,
    amortization: 'interestOnly',
    count: 2,
    fees: [
      { name: 'documents', charged: 'start', paid: 'withheld', amount: '100' },
      { name: 'arrangement', charged: 'start', paid: 'financed', percent: '1' },
      { name: 'stamp', charged: 'start', amount: '7', financeCharge: false },
      { name: 'insurance', kind: 'insurance', percent: '0.1', of: 'balance' },
      { name: 'tax', kind: 'escrow', amount: '50', every: 2 },
    ],
  });
  expect(schedule).toMatchObject({ financed: '12120.00', paidOut: '11900.00', paidAtStart: '7.00', financeCharge: '486.64' });
  expect(schedule.rows.map(({ fees, escrow, total, balance }) => [fees, escrow, total, balance])).toEqual([['12.12', '50.00', '183.32', '12120.00'], ['12.12', '0.00', '12253.32', '0.00']]);
});

test('where no self-consistent payment exists, the last row absorbs and the schedule says so', () => {
  const found = Array.from({ length: 40 }, (_, i) => calculateSchedule({ ...LOAN, annualRatePercent: `${20 + i / 10}`, count: 60, paymentRounding: null, paymentBasis: 'selfConsistent', finalPayment: 'leaveResidual' }));
  const inexact = found.filter(({ isExact }) => !isExact);
  expect(inexact.length).toBeGreaterThan(0);
  expect(found.length).toBeGreaterThan(inexact.length);
  // The residual seen at its worst is a few cents: no neighbouring payment comes nearer.
  for (const { rows, payment } of inexact) expect(Math.abs(Number(rows.at(-1)?.payment) - Number(payment))).toBeLessThan(0.1);
  for (const { rows, isExact } of found) expect(Math.abs(Number(rows.at(-1)?.balance))).toBeLessThan(isExact ? 1e-30 : 1e-300);
});

test.each<[string, Partial<InstalmentTerms>, string]>([
  ['by the day count', {}, '45.22315'],
  ['as a part of the period where days do not count', { periodInterest: 'periodic' }, '46.782568'],
  ['with interest that was put off', { deferInterestPeriods: 1 }, '165.22315'],
])('interest inside a period, 15 days after the first due date: %s', (_, terms, expected) => {
  const { plan, state } = openSchedule({ ...LOAN, ...terms });
  const after = nextRow(plan, state).state;
  expect(decimalText(accruedTo(plan, after, parseDate('2024-02-16') ?? NaN)).startsWith(expected)).toBe(true);
});
