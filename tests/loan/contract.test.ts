/** Dated, unrounded contracts: each table was worked out by hand. */
import { calculateSchedule } from '../../src/loan/index.ts';
import type { ContractTerms } from '../../src/loan/index.ts';
import { faultOf } from './fault-of.ts';

const LINEAR: ContractTerms = {
  form: 'contract', kind: 'linear', principal: '1200', annualRatePercent: '12', startDate: '2024-01-01', maturityDate: '2024-04-01', dayCount: '30E/360',
  principalCycle: { anchor: '2024-02-01', unit: 'month', every: 1 }, decimals: 0,
};
const BULLET: ContractTerms = {
  form: 'contract', kind: 'bullet', principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', maturityDate: '2025-01-01', dayCount: '30E/360',
  interestCycle: { unit: 'month', every: 3 }, decimals: 0,
};

/** `date event amount → balance (accrued)` */
const linesOf = (terms: ContractTerms): readonly string[] =>
  calculateSchedule(terms).rows.map(({ date, event, amount, balance, accrued }) => `${date.slice(2)} ${event} ${amount} → ${balance}${accrued === '0' ? '' : ` (${accrued})`}`);

test.each<[string, ContractTerms, readonly string[]]>([
  ['a linear contract redeems equal parts and pays interest beside them', LINEAR, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 400 → 800 (12)', '24-02-01 IP 12 → 800', '24-03-01 PR 400 → 400 (8)', '24-03-01 IP 8 → 400', '24-04-01 IP 4 → 400', '24-04-01 MD 400 → 0',
  ]],
  ['a given redemption leaves the rest to maturity', { ...LINEAR, principalPayment: '100' }, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 100 → 1100 (12)', '24-02-01 IP 12 → 1100', '24-03-01 PR 100 → 1000 (11)', '24-03-01 IP 11 → 1000', '24-04-01 IP 10 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['without a maturity it ends with the redemption that repays', { ...omit(LINEAR, 'maturityDate'), principalPayment: '600' }, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 600 → 600 (12)', '24-02-01 IP 12 → 600', '24-03-01 IP 6 → 600', '24-03-01 MD 600 → 0',
  ]],
  ['a payment below the interest makes the balance grow', { ...LINEAR, kind: 'negativeAmortizer', principal: '1000', principalPayment: '5' }, [
    '24-01-01 IED -1000 → 1000', '24-02-01 PR -5 → 1005 (10)', '24-02-01 IP 10 → 1005', '24-03-01 PR -5.05 → 1010.05 (10.05)', '24-03-01 IP 10.05 → 1010.05', '24-04-01 IP 10.1005 → 1010.05', '24-04-01 MD 1010.05 → 0',
  ]],
  ['interest on the initial amount does not fall', { ...LINEAR, interestBase: 'initial' }, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 400 → 800 (12)', '24-02-01 IP 12 → 800', '24-03-01 PR 400 → 400 (12)', '24-03-01 IP 12 → 400', '24-04-01 IP 12 → 400', '24-04-01 MD 400 → 0',
  ]],
  ['interest on a base that is taken anew every second month', { ...LINEAR, interestBase: 'reset', interestBaseCycle: { anchor: '2024-03-01', unit: 'month', every: 2 } }, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 400 → 800 (12)', '24-02-01 IP 12 → 800', '24-03-01 PR 400 → 400 (12)', '24-03-01 IP 12 → 400', '24-03-01 IPCB 0 → 400', '24-04-01 IP 4 → 400', '24-04-01 MD 400 → 0',
  ]],
  ['cycles of principal and interest run from anchors of their own', { ...LINEAR, principalCycle: { anchor: '2024-03-01', unit: 'month', every: 2 }, interestCycle: { anchor: '2024-01-16', unit: 'month', every: 1 } }, [
    '24-01-01 IED -1200 → 1200', '24-01-16 IP 6 → 1200', '24-02-16 IP 12 → 1200', '24-03-01 PR 600 → 600 (6)', '24-03-16 IP 9 → 600', '24-04-01 IP 3 → 600', '24-04-01 MD 600 → 0',
  ]],
  ['a bullet pays interest on its cycle and all principal at maturity', { ...BULLET, maturityDate: '2024-07-01' }, [
    '24-01-01 IED -1000 → 1000', '24-04-01 IP 30 → 1000', '24-07-01 IP 30 → 1000', '24-07-01 MD 1000 → 0',
  ]],
  ['interest is capitalised up to a day, and paid from then on', { ...BULLET, capitalizeUntil: '2024-07-01' }, [
    '24-01-01 IED -1000 → 1000', '24-04-01 IPCI 0 → 1030', '24-07-01 IPCI 0 → 1060.9', '24-10-01 IP 31.827 → 1060.9', '25-01-01 IP 31.827 → 1060.9', '25-01-01 MD 1060.9 → 0',
  ]],
  ['capitalised to the end it is paid with the principal', { ...BULLET, maturityDate: '2024-07-01', capitalizeUntil: '2024-07-01' }, [
    '24-01-01 IED -1000 → 1000', '24-04-01 IPCI 0 → 1030', '24-07-01 IPCI 0 → 1060.9', '24-07-01 MD 1060.9 → 0',
  ]],
  ['a new rate counts from its day', { ...BULLET, maturityDate: '2024-04-01', rateSteps: [{ fromDate: '2024-02-16', annualRatePercent: '6' }] }, [
    '24-01-01 IED -1000 → 1000', '24-02-16 RR 0 → 1000 (15)', '24-04-01 IP 22.5 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a step stops at its cap', { ...BULLET, maturityDate: '2024-04-01', rateSteps: [{ fromDate: '2024-02-01', annualRatePercent: '24' }], rateCaps: { periodic: '6', lifetime: '3' } }, [
    '24-01-01 IED -1000 → 1000', '24-02-01 RR 0 → 1000 (10)', '24-04-01 IP 35 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a premium is paid on top; the borrower sees the signs turned', { ...BULLET, maturityDate: '2024-04-01', role: 'borrower', premium: '-20' }, [
    '24-01-01 IED 980 → 1000', '24-04-01 IP -30 → 1000', '24-04-01 MD -1000 → 0',
  ]],
  ['bought later and sold early, with the interest run', { ...BULLET, purchase: { date: '2024-02-01', price: '990' }, termination: { date: '2024-05-01', price: '1005' } }, [
    '24-02-01 PRD -1000 → 1000 (10)', '24-04-01 IP 30 → 1000', '24-05-01 TD 1015 → 0',
  ]],
  ['a running contract goes on from its status date', { ...BULLET, statusDate: '2024-08-01', accruedInterest: '10' }, [
    '24-10-01 IP 30 → 1000', '25-01-01 IP 30 → 1000', '25-01-01 MD 1000 → 0',
  ]],
])('%s', (_, terms, expected) => {
  expect(linesOf(terms)).toEqual(expected);
});

function omit<Name extends keyof ContractTerms>(terms: ContractTerms, name: Name): Omit<ContractTerms, Name> {
  const rest: Partial<ContractTerms> = { ...terms };
  delete rest[name];
  return rest as Omit<ContractTerms, Name>;
}

const datesOf = (terms: Partial<ContractTerms>): readonly string[] =>
  calculateSchedule({ ...BULLET, ...terms }).rows.filter(({ event }) => event === 'IP').map(({ date }) => date.slice(2));

test.each<[string, Partial<ContractTerms>, readonly string[]]>([
  ['a short stub', { maturityDate: '2024-08-15', interestCycle: { unit: 'month', every: 3, stub: 'short' } }, ['24-04-01', '24-07-01', '24-08-15']],
  ['a long stub', { maturityDate: '2024-08-15', interestCycle: { unit: 'month', every: 3, stub: 'long' } }, ['24-04-01', '24-08-15']],
  ['no stub to lengthen', { maturityDate: '2024-07-01', interestCycle: { unit: 'month', every: 3, stub: 'long' } }, ['24-04-01', '24-07-01']],
  ['the day number comes back after February', { maturityDate: '2024-05-01', interestCycle: { anchor: '2024-01-31', unit: 'month', every: 1 } }, ['24-01-31', '24-02-29', '24-03-31', '24-04-30', '24-05-01']],
  ['the same day number from February on', { maturityDate: '2024-05-15', interestCycle: { anchor: '2024-02-29', unit: 'month', every: 1 } }, ['24-02-29', '24-03-29', '24-04-29', '24-05-15']],
  ['month ends from February on', { maturityDate: '2024-05-15', monthEnd: 'endOfMonth', interestCycle: { anchor: '2024-02-29', unit: 'month', every: 1 } }, ['24-02-29', '24-03-31', '24-04-30', '24-05-15']],
])('interest dates with %s', (_, terms, expected) => {
  expect(datesOf(terms)).toEqual(expected);
});

// 2024-06-01 is a Saturday, 2024-06-03 the Monday after it.
const WEEKEND: ContractTerms = { ...BULLET, dayCount: 'ACT/360', startDate: '2024-05-01', maturityDate: '2024-07-01', interestCycle: { unit: 'month', every: 1 } };

test('shift then calculate runs interest to the business day; calculate then shift only pays there', () => {
  const interest = (kind: 'shifted' | 'scheduled'): readonly string[] =>
    calculateSchedule({ ...WEEKEND, businessDays: { convention: 'following', interest: kind } }).rows.filter(({ event }) => event === 'IP').map(({ date, amount }) => `${date} ${Number(amount).toFixed(4)}`);
  expect(interest('shifted')).toEqual(['2024-06-03 11.0000', '2024-07-01 9.3333']);
  expect(interest('scheduled')).toEqual(['2024-06-03 10.3333', '2024-07-01 10.0000']);
});

test('an annuity sizes its payment a day before the first redemption, on all interest since the last date', () => {
  const { rows, totals } = calculateSchedule({ ...BULLET, kind: 'annuity', principal: '5000', annualRatePercent: '8', startDate: '2013-01-01', maturityDate: '2014-01-01', dayCount: 'ACT/365F', principalCycle: { anchor: '2013-02-01', unit: 'month', every: 1 }, interestCycle: { anchor: '2013-02-01', unit: 'month', every: 1 } });
  expect(rows.filter(({ event }) => event === 'PRF').map(({ date }) => date)).toEqual(['2013-01-31']);
  const paid = new Map<string, number>();
  for (const { date, event, amount } of rows) if (event !== 'IED') paid.set(date, (paid.get(date) ?? 0) + Number(amount));
  paid.delete('2013-01-31');
  expect([...paid.values()].map((payment) => payment.toFixed(9))).toEqual(Array.from({ length: 12 }, () => '434.866594118'));
  expect(totals.received.slice(0, 15)).toBe('5218.3991294201');
});

test('a new rate sizes an annuity anew, unless it is told not to', () => {
  const terms: ContractTerms = { ...LINEAR, kind: 'annuity', maturityDate: '2025-01-01', rateSteps: [{ fromDate: '2024-07-01', annualRatePercent: '24' }] };
  const paymentsOf = (contract: ContractTerms): ReadonlySet<string> => {
    const rows = calculateSchedule(contract).rows;
    const on = (date: string): number => rows.filter((row) => row.date === date && ['PR', 'IP', 'MD'].includes(row.event)).reduce((sum, { amount }) => sum + Number(amount), 0);
    return new Set(['2024-08-01', '2024-12-01', '2025-01-01'].map((date) => on(date).toFixed(8)));
  };
  expect(paymentsOf(terms).size).toBe(1);
  expect(paymentsOf({ ...terms, rateSteps: [{ fromDate: '2024-07-01', annualRatePercent: '24', recalcPayment: false }] }).size).toBe(2);
});

test.each<[string, Partial<ContractTerms>, string]>([
  ['a maturity before the start', { maturityDate: '2023-12-31' }, 'maturityDate'],
  ['a bullet with redemptions', { principalCycle: { unit: 'month', every: 1 } }, 'principalCycle'],
  ['no redemptions where there must be', { kind: 'linear' }, 'principalCycle'],
  ['a cycle of nothing', { interestCycle: { unit: 'month', every: 0 } }, 'interestCycle.every'],
  ['a cycle of more than 10,000 dates', { maturityDate: '2099-01-01', interestCycle: { unit: 'day', every: 1 } }, 'interestCycle'],
  ['a rate from a period', { rateSteps: [{ fromPeriod: 2, annualRatePercent: '3' }] }, 'rateSteps[0].fromPeriod'],
  ['a day count that needs more', { dayCount: 'ACT/ACT ICMA' }, 'dayCount'],
  ['a 40-digit principal', { principal: '1'.repeat(40) }, 'principal'],
])('%s is refused by its field', (_, terms, field) => {
  expect(faultOf({ ...BULLET, ...terms })).toMatchObject({ code: 'LON701', target: field });
});

test('payments that never repay need a maturity', () => {
  expect(faultOf({ ...omit({ ...LINEAR, kind: 'negativeAmortizer', principalPayment: '5' }, 'maturityDate') })).toMatchObject({ code: 'LON704', target: 'principalPayment' });
});
