/** One rule of dated contracts each; every figure can be worked out by hand: a month of 30E/360 at 12 % is 1 %. */
import { calculateSchedule } from '../../src/loan/index.ts';
import type { ContractTerms } from '../../src/loan/index.ts';
import { faultOf } from './fault-of.ts';

const MONTHLY = { unit: 'month', every: 1 } as const;
const BULLET: ContractTerms = {
  form: 'contract', kind: 'bullet', principal: '1000', annualRatePercent: '12', startDate: '2024-01-01', maturityDate: '2024-04-01', dayCount: '30E/360', interestCycle: { unit: 'month', every: 3 }, decimals: 0,
};
const LINEAR: ContractTerms = {
  form: 'contract', kind: 'linear', principal: '1200', annualRatePercent: '12', startDate: '2024-01-01', maturityDate: '2024-04-01', dayCount: '30E/360', principalCycle: { anchor: '2024-02-01', ...MONTHLY }, decimals: 0,
};
// Three payments of 1.01³ are worth 3.0301 a month before the first, three of 1.01² on the day of the first.
const ANNUITY: ContractTerms = {
  form: 'contract', kind: 'annuity', principal: '30301', annualRatePercent: '12', startDate: '2024-01-01', dayCount: '30E/360', principalCycle: { anchor: '2024-02-01', ...MONTHLY }, decimals: 0,
};

/** `date event amount → balance (accrued)` */
const linesOf = (terms: ContractTerms): readonly string[] =>
  calculateSchedule(terms).rows.map(({ date, event, amount, balance, accrued }) => `${date.slice(2)} ${event} ${amount} → ${balance}${accrued === '0' ? '' : ` (${accrued})`}`);

test.each<[string, ContractTerms, readonly string[]]>([
  ['a redemption cycle anchored at the start redeems on the first day', { ...LINEAR, principalCycle: { anchor: '2024-01-01', ...MONTHLY } }, [
    '24-01-01 IED -1200 → 1200', '24-01-01 PR 300 → 900', '24-01-01 IP 0 → 900', '24-02-01 PR 300 → 600 (9)', '24-02-01 IP 9 → 600', '24-03-01 PR 300 → 300 (6)', '24-03-01 IP 6 → 300', '24-04-01 IP 3 → 300', '24-04-01 MD 300 → 0',
  ]],
  ['interest brought along is paid on an interest date at the start, also a negative one', { ...BULLET, accruedInterest: '-5', interestCycle: { anchor: '2024-01-01', unit: 'month', every: 3 } }, [
    '24-01-01 IED -1000 → 1000 (-5)', '24-01-01 IP -5 → 1000', '24-04-01 IP 30 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['an interest cycle anchored before the start bears interest from there', { ...BULLET, startDate: '2024-01-16', interestCycle: { anchor: '2024-01-01', unit: 'month', every: 3 } }, [
    '24-01-16 IED -1000 → 1000 (5)', '24-04-01 IP 30 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a negative rate is paid by the lender', { ...BULLET, annualRatePercent: '-12' }, [
    '24-01-01 IED -1000 → 1000', '24-04-01 IP -30 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['an annuity without a maturity ends where it is sized to', { ...ANNUITY, amortizeUntil: '2024-04-01' }, [
    '24-01-01 IED -30301 → 30301', '24-01-31 PRF 0 → 30301 (292.909666666666666666666666666666666667)', '24-02-01 PR 10000 → 20301 (303.01)', '24-02-01 IP 303.01 → 20301', '24-03-01 PR 10100 → 10201 (203.01)', '24-03-01 IP 203.01 → 10201', '24-04-01 IP 102.01 → 10201', '24-04-01 MD 10201 → 0',
  ]],
  ['an annuity sized beyond its maturity leaves a balloon', { ...ANNUITY, maturityDate: '2024-03-01', amortizeUntil: '2024-04-01' }, [
    '24-01-01 IED -30301 → 30301', '24-01-31 PRF 0 → 30301 (292.909666666666666666666666666666666667)', '24-02-01 PR 10000 → 20301 (303.01)', '24-02-01 IP 303.01 → 20301', '24-03-01 IP 203.01 → 20301', '24-03-01 MD 20301 → 0',
  ]],
  ['an annuity that redeems on its first day is sized on that day', { ...ANNUITY, maturityDate: '2024-03-01', principalCycle: { anchor: '2024-01-01', ...MONTHLY } }, [
    '24-01-01 IED -30301 → 30301', '24-01-01 PR 10201 → 20100', '24-01-01 IP 0 → 20100', '24-02-01 PR 10000 → 10100 (201)', '24-02-01 IP 201 → 10100', '24-03-01 IP 101 → 10100', '24-03-01 MD 10100 → 0',
  ]],
  ['payments after the balance is gone are nothing', { ...LINEAR, principalPayment: '800' }, [
    '24-01-01 IED -1200 → 1200', '24-02-01 PR 800 → 400 (12)', '24-02-01 IP 12 → 400', '24-03-01 PR 400 → 0 (4)', '24-03-01 IP 4 → 0', '24-04-01 IP 0 → 0', '24-04-01 MD 0 → 0',
  ]],
  ['a status date inside the life: interest has run since it was last due, counted from the start', { ...BULLET, statusDate: '2024-02-16', interestCycle: MONTHLY, maturityDate: '2024-04-01' }, [
    '24-03-01 IP 10 → 1000', '24-04-01 IP 10 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a status date inside the life, before interest is first due by its anchor: none has run', { ...BULLET, statusDate: '2024-02-16', interestCycle: { anchor: '2024-03-01', ...MONTHLY }, maturityDate: '2024-04-01' }, [
    '24-03-01 IP 5 → 1000', '24-04-01 IP 10 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['what falls on the status date is past, the payout as well', { ...LINEAR, statusDate: '2024-01-01' }, [
    '24-02-01 PR 400 → 800 (12)', '24-02-01 IP 12 → 800', '24-03-01 PR 400 → 400 (8)', '24-03-01 IP 8 → 400', '24-04-01 IP 4 → 400', '24-04-01 MD 400 → 0',
  ]],
  ['a status date before the start changes nothing', { ...BULLET, statusDate: '2023-12-30' }, [
    '24-01-01 IED -1000 → 1000', '24-04-01 IP 30 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a running annuity is sized on what is left', { ...ANNUITY, principal: '20100', statusDate: '2024-02-01', maturityDate: '2024-04-01' }, [
    '24-02-29 PRF 0 → 20100 (187.6)', '24-03-01 PR 10000 → 10100 (201)', '24-03-01 IP 201 → 10100', '24-04-01 IP 101 → 10100', '24-04-01 MD 10100 → 0',
  ]],
  ['what falls on the day of the purchase is the seller’s', { ...LINEAR, purchase: { date: '2024-02-01', price: '750' } }, [
    '24-02-01 PRD -750 → 800', '24-03-01 PR 400 → 400 (8)', '24-03-01 IP 8 → 400', '24-04-01 IP 4 → 400', '24-04-01 MD 400 → 0',
  ]],
  ['in the borrower’s role interest counts against the price', { ...BULLET, maturityDate: '2024-07-01', role: 'borrower', purchase: { date: '2024-02-01', price: '990' }, termination: { date: '2024-05-01', price: '1005' } }, [
    '24-02-01 PRD 980 → 1000 (10)', '24-04-01 IP -30 → 1000', '24-05-01 TD -995 → 0',
  ]],
  ['a price may be below zero: the buyer is paid', { ...BULLET, purchase: { date: '2024-02-01', price: '-990' } }, [
    '24-02-01 PRD 980 → 1000 (10)', '24-04-01 IP 30 → 1000', '24-04-01 MD 1000 → 0',
  ]],
  ['a rate fixed beforehand ignores the caps; the next goes on from it', { ...BULLET, rateSteps: [{ fromDate: '2024-02-01', annualRatePercent: '24', fixed: true }, { fromDate: '2024-03-01', annualRatePercent: '48' }], rateCaps: { periodic: '12' } }, [
    '24-01-01 IED -1000 → 1000', '24-02-01 RRF 0 → 1000 (10)', '24-03-01 RR 0 → 1000 (30)', '24-04-01 IP 60 → 1000', '24-04-01 MD 1000 → 0',
  ]],
])('%s', (_, terms, expected) => {
  expect(linesOf(terms)).toEqual(expected);
});

test.each<[string, NonNullable<ContractTerms['rateCaps']>, readonly string[]]>([
  ['none', {}, ['20', '2', '30']],
  ['a rise and fall of 3 points', { periodic: '3' }, ['15', '12', '15']],
  ['a fall of 1 point', { periodicFall: '1' }, ['20', '19', '30']],
  ['a rise of 3 points and a fall of 5', { periodic: '3', periodicFall: '5' }, ['15', '10', '13']],
  ['4 points above the first', { lifetime: '4' }, ['16', '2', '16']],
  ['at most 11 percent', { ceiling: '11' }, ['11', '2', '11']],
  ['at least 5 percent', { floor: '5' }, ['20', '5', '30']],
])('caps on 12 percent stepping to 20, 2 and 30: %s', (_, rateCaps, expected) => {
  const rateSteps = [['2024-02-01', '20'], ['2024-02-15', '2'], ['2024-03-01', '30']].map(([fromDate = '', annualRatePercent = '']) => ({ fromDate, annualRatePercent }));
  const { rows } = calculateSchedule({ ...BULLET, rateSteps, rateCaps });
  expect(rows.filter(({ event }) => event === 'RR').map(({ annualRatePercent }) => annualRatePercent)).toEqual(expected);
});

// 3000 at 12 % by ACT/360 bears 1 a day. 2024-06-01 is a Saturday, 2024-06-30 a Sunday.
test.each<[string, 'following' | 'preceding' | 'modifiedFollowing' | 'modifiedPreceding', 'shifted' | 'scheduled', readonly string[]]>([
  ['SCF', 'following', 'shifted', ['06-03 33', '07-01 28', '07-10 9', '07-01 61', '07-10 9']],
  ['SCMF', 'modifiedFollowing', 'shifted', ['06-03 33', '07-01 28', '07-10 9', '06-28 58', '07-10 12']],
  ['SCP', 'preceding', 'shifted', ['05-31 30', '07-01 31', '07-10 9', '06-28 58', '07-10 12']],
  ['SCMP', 'modifiedPreceding', 'shifted', ['06-03 33', '07-01 28', '07-10 9', '06-28 58', '07-10 12']],
  ['CSF', 'following', 'scheduled', ['06-03 31', '07-01 30', '07-10 9', '07-01 60', '07-10 10']],
  ['CSMF', 'modifiedFollowing', 'scheduled', ['06-03 31', '07-01 30', '07-10 9', '06-28 60', '07-10 10']],
  ['CSP', 'preceding', 'scheduled', ['05-31 31', '07-01 30', '07-10 9', '06-28 60', '07-10 10']],
  ['CSMP', 'modifiedPreceding', 'scheduled', ['06-03 31', '07-01 30', '07-10 9', '06-28 60', '07-10 10']],
])('business days by %s', (_, convention, interest, expected) => {
  const terms: ContractTerms = { ...BULLET, principal: '3000', dayCount: 'ACT/360', startDate: '2024-05-01', maturityDate: '2024-07-10', businessDays: { convention, interest } };
  const paid = ['2024-06-01', '2024-06-30'].flatMap((anchor) => calculateSchedule({ ...terms, interestCycle: { anchor, ...MONTHLY } }).rows.filter(({ event }) => event === 'IP'));
  expect(paid.map(({ date, amount }) => `${date.slice(5)} ${amount}`)).toEqual(expected);
});

test('a new rate moves to a business day with the payments', () => {
  const { rows } = calculateSchedule({ ...BULLET, startDate: '2024-05-01', maturityDate: '2024-07-10', rateSteps: [{ fromDate: '2024-06-01', annualRatePercent: '6' }], businessDays: { convention: 'following', holidays: ['2024-06-03'], interest: 'shifted' } });
  expect(rows.filter(({ event }) => event === 'RR').map(({ date }) => date)).toEqual(['2024-06-04']);
});

test('the last date of a running contract is dropped for a long stub although the earlier ones are past', () => {
  const terms: ContractTerms = { ...BULLET, statusDate: '2024-03-15', maturityDate: '2024-04-15', interestCycle: { anchor: '2024-02-01', ...MONTHLY, stub: 'long' } };
  expect(linesOf(terms)).toEqual(['24-04-15 IP 14.666666666666666666666666666666666667 → 1000', '24-04-15 MD 1000 → 0']);
});

test.each<[string, Partial<ContractTerms>, string]>([
  ['ending before the purchase', { purchase: { date: '2024-03-01', price: '1' }, termination: { date: '2024-02-01', price: '1' } }, 'termination.date'],
  ['a purchase on the status date', { statusDate: '2024-02-01', purchase: { date: '2024-02-01', price: '1' } }, 'purchase.date'],
  ['sizing what is not sized', { amortizeUntil: '2024-04-01' }, 'amortizeUntil'],
  ['a new rate before the start', { rateSteps: [{ fromDate: '2023-12-31', annualRatePercent: '6' }] }, 'rateSteps[0].fromDate'],
])('%s is refused by its field', (_, terms, field) => {
  expect(faultOf({ ...BULLET, ...terms })).toMatchObject({ code: 'LON701', target: field });
});

test.each<[string, Partial<ContractTerms>, string]>([
  ['a purchase', { purchase: { date: '2024-06-01', price: '1' } }, 'purchase.date'],
  ['a termination', { termination: { date: '2024-06-01', price: '1' } }, 'termination.date'],
  ['capitalisation', { capitalizeUntil: '2024-06-01' }, 'capitalizeUntil'],
])('%s after the redemption that repays is refused', (_, terms, field) => {
  const { maturityDate, ...open } = LINEAR;
  expect(faultOf({ ...open, principalPayment: '400', ...terms })).toMatchObject({ code: 'LON701', target: field, message: expect.stringContaining(maturityDate ?? '') });
});

test('sizing that ends before the start is refused', () => {
  expect(faultOf({ ...ANNUITY, amortizeUntil: '2023-12-01' })).toMatchObject({ code: 'LON701', details: expect.arrayContaining([expect.objectContaining({ target: 'amortizeUntil' })]) });
});
