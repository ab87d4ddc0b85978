/**
 * Figures published with the ACTUS reference results (github.com/actusfrf/actus-tests, files tests/actus-tests-*.json), one contract
 * for each rule. Rates were observed; the terms name them as steps.
 */
import { calculateSchedule } from '../../src/loan/index.ts';
import type { ContractTerms } from '../../src/loan/index.ts';

type Published = readonly [date: string, event: string, amount: number, balance: number];

const monthly = (anchor: string, stub: 'long' | 'short' = 'long', every = 1) => ({ anchor, unit: 'month', every, stub }) as const;
const BASE = { form: 'contract', principal: '5000', annualRatePercent: '8', startDate: '2013-01-01', statusDate: '2012-12-30', dayCount: 'ACT/365F' } as const;
const CYCLES = { principalCycle: monthly('2013-02-01'), interestCycle: monthly('2013-02-01') };
const LINEAR: ContractTerms = { ...BASE, ...CYCLES, kind: 'linear', principalPayment: '500' };
const ANNUITY: ContractTerms = { ...BASE, ...CYCLES, kind: 'annuity' };
const NEGATIVE: ContractTerms = { ...BASE, ...CYCLES, kind: 'negativeAmortizer', principalPayment: '500', maturityDate: '2013-12-01' };
const BULLET: ContractTerms = { ...BASE, kind: 'bullet', principal: '3000', annualRatePercent: '10', startDate: '2013-01-31', maturityDate: '2014-01-01', dayCount: '30E/360', monthEnd: 'endOfMonth', premium: '-200', interestCycle: monthly('2013-01-31') };
const LIBOR = [['2013-04-01', '11.05679012345679'], ['2013-07-01', '11.1679012345679'], ['2013-10-01', '11.27901234567901'], ['2014-01-01', '11.39012345679012']].map(([fromDate = '', annualRatePercent = '']) => ({ fromDate, annualRatePercent }));

test.each<[string, string, ContractTerms, readonly Published[]]>([
  ['pam07', 'shift, then calculate', { ...BULLET, businessDays: { convention: 'modifiedFollowing', interest: 'shifted' } }, [
    ['2013-01-31', 'IED', -2800, 3000], ['2013-03-29', 'IP', 25.8333333333333, 3000], ['2013-06-28', 'IP', 23.3333333333333, 3000], ['2013-07-31', 'IP', 26.6666666666667, 3000], ['2014-01-01', 'IP', 26.6666666666667, 3000],
  ]],
  ['pam08', 'calculate, then shift', { ...BULLET, businessDays: { convention: 'following', interest: 'scheduled' } }, [
    ['2013-04-01', 'IP', 26.6666666666667, 3000], ['2013-09-02', 'IP', 25, 3000], ['2013-12-02', 'IP', 25, 3000], ['2014-01-01', 'IP', 25.8333333333333, 3000],
  ]],
  ['pam13', 'a status date inside the life', { ...BULLET, startDate: '2012-11-09', interestCycle: monthly('2013-01-09', 'long', 3), accruedInterest: '0', dayCount: 'ACT/ACT ISDA' }, [
    ['2013-01-09', 'IP', 8.21468672807955, 3000], ['2013-07-09', 'IP', 74.7945205479452, 3000], ['2014-01-01', 'IP', 144.657534246575, 3000],
  ]],
  ['pam18', 'capitalised until a day', { ...BULLET, startDate: '2013-01-01', dayCount: 'ACT/365F', interestCycle: monthly('2013-01-01'), capitalizeUntil: '2013-05-20' }, [
    ['2013-05-01', 'IPCI', 0, 3099.85211479158], ['2013-05-20', 'IPCI', 0, 3115.98833127954], ['2013-06-01', 'IP', 10.2443451987273, 3115.98833127954], ['2014-01-01', 'MD', 3115.98833127954, 0],
  ]],
  ['lam03', 'bought before the first redemption, month ends, no maturity named', { ...LINEAR, annualRatePercent: '10', monthEnd: 'endOfMonth', principalCycle: monthly('2013-05-31'), interestCycle: monthly('2013-05-31'), purchase: { date: '2013-05-18', price: '5100' }, rateSteps: LIBOR.slice(1) }, [
    ['2013-05-18', 'PRD', -5287.6712328768, 5000], ['2013-05-31', 'IP', 205.4794520547, 4500], ['2013-07-31', 'IP', 37.8122780314561, 3500], ['2014-02-28', 'IP', 4.36881447657703, 500], ['2014-02-28', 'MD', 500, 0],
  ]],
  ['lam04', 'the borrower’s purchase and termination', { ...LINEAR, role: 'borrower', annualRatePercent: '10', principalCycle: monthly('2013-04-01'), interestCycle: monthly('2013-04-01'), accruedInterest: '100', purchase: { date: '2013-06-01', price: '5100' }, termination: { date: '2013-12-15', price: '2100' }, rateSteps: LIBOR.slice(1, 3) }, [
    ['2013-06-01', 'PRD', 5100, 3500], ['2013-07-01', 'IP', -28.7671232876712, 3000], ['2013-12-15', 'TD', -2097.836901742, 0],
  ]],
  ['lam16', 'a base of interest taken anew', { ...LINEAR, maturityDate: '2013-09-15', principalCycle: monthly('2013-02-01', 'short'), interestCycle: monthly('2013-02-01', 'short'), interestBase: 'reset', interestBaseAmount: '6000', interestBaseCycle: monthly('2013-05-01', 'short', 2), rateSteps: LIBOR.slice(0, 2) }, [
    ['2013-02-01', 'IP', 40.7671232876712, 4500], ['2013-05-01', 'IP', 54.5266362252664, 3000], ['2013-05-01', 'IPCB', 0, 3000], ['2013-09-01', 'IP', 18.9701336039236, 1000], ['2013-09-15', 'IP', 4.28357855572467, 1000],
  ]],
  ['lam24', 'cycles apart, capitalised at first', { ...LINEAR, principalCycle: monthly('2013-10-01'), interestCycle: monthly('2013-03-01', 'short', 2), capitalizeUntil: '2013-09-01', rateSteps: [['2013-05-31', '13.12962962962963'], ['2013-08-31', '13.24074074074074'], ['2013-11-30', '13.35061728395062'], ['2014-02-28', '13.46172839506173'], ['2014-05-31', '13.57407407407407']].map(([fromDate = '', annualRatePercent = '']) => ({ fromDate, annualRatePercent })) }, [
    ['2013-03-01', 'IPCI', 0, 5064.65753424657], ['2013-09-01', 'IPCI', 0, 5339.85954168943], ['2013-11-01', 'IP', 112.539560583858, 4339.85954168943], ['2014-07-01', 'IP', 24.693193937581, 839.85954168943],
  ]],
  ['nam04', 'interest brought along; ended early in the borrower’s role', { ...NEGATIVE, role: 'borrower', principalCycle: monthly('2013-04-01'), interestCycle: monthly('2013-04-01'), maturityDate: '2016-01-01', accruedInterest: '200', termination: { date: '2013-12-15', price: '1800' }, rateSteps: [{ fromDate: '2013-04-01', annualRatePercent: '10' }, ...LIBOR.slice(1, 3)] }, [
    ['2013-04-01', 'PR', -201.36986301369865, 4798.630136986301], ['2013-04-01', 'IP', -298.63013698630135, 4798.630136986301], ['2013-12-15', 'TD', -1795.5758424256537, 0],
  ]],
  ['nam05', 'a payment on the first day', { ...NEGATIVE, maturityDate: '2013-11-01', principalCycle: monthly('2013-01-01'), interestCycle: monthly('2013-01-01'), rateSteps: LIBOR.slice(0, 3) }, [
    ['2013-01-01', 'PR', 500, 4500], ['2013-01-01', 'IP', 0, 4500], ['2013-02-01', 'PR', 469.4246575342, 4030.5753424657], ['2013-11-01', 'IP', 1.765192472, 184.2689517439],
  ]],
  ['nam13', 'a rate fixed beforehand', { ...NEGATIVE, rateSteps: [{ fromDate: '2013-04-01', annualRatePercent: '6', fixed: true }, { fromDate: '2013-07-01', annualRatePercent: '11.1654320987605' }, { fromDate: '2013-10-01', annualRatePercent: '11.2765432098765' }] }, [
    ['2013-04-01', 'RRF', 0, 3589.3954972760575], ['2013-05-01', 'PR', 482.29887152028243, 3107.096625755775], ['2013-12-01', 'IP', 1.7527966577136371, 189.1155141424125],
  ]],
  ['nam26', 'interest follows the payments although its cycle is shorter', { ...NEGATIVE, principalCycle: monthly('2013-03-15', 'long', 3), interestCycle: monthly('2013-01-01'), rateSteps: LIBOR.slice(0, 3) }, [
    ['2013-03-15', 'PR', 420, 4580], ['2013-03-15', 'IP', 80, 4580], ['2013-06-15', 'PR', 378.8797970573313, 4201.120202942669], ['2013-12-01', 'IP', 217.81085316947042, 4201.120202942669],
  ]],
  ['nam27', 'interest on its own cycle until one period before the first payment', { ...NEGATIVE, principalCycle: monthly('2013-04-15', 'long', 3), interestCycle: monthly('2013-01-01'), rateSteps: LIBOR.slice(0, 3) }, [
    ['2013-01-01', 'IP', 0, 5000], ['2013-01-15', 'IP', 15.342465753424658, 5000], ['2013-04-15', 'PR', 395.5075257906308, 4604.492474209369],
  ]],
  ['ann09', 'sized on the day that redeems first', { ...ANNUITY, principalCycle: monthly('2013-01-01'), interestCycle: monthly('2013-01-01'), amortizeUntil: '2014-01-01' }, [
    ['2013-01-01', 'PR', 400.071084163282, 4599.92891583672], ['2014-01-01', 'IP', 2.69994636095825, 397.371137802324],
  ]],
  ['ann12', 'a balloon', { ...ANNUITY, principalCycle: monthly('2013-02-01', 'short'), interestCycle: monthly('2013-02-01', 'short'), maturityDate: '2013-11-15', amortizeUntil: '2014-01-01' }, [
    ['2013-02-01', 'PR', 400.89399137862, 4599.10600862138], ['2013-11-15', 'IP', 2.64239038870357, 861.136153461425], ['2013-11-15', 'MD', 861.136153461425, 0],
  ]],
  ['ann15', 'sized anew by each reset', { ...ANNUITY, principalCycle: monthly('2013-03-01'), amortizeUntil: '2014-01-01', rateSteps: LIBOR.slice(0, 3) }, [
    ['2013-02-28', 'PRF', 0, 5000], ['2013-03-01', 'PR', 442.08803056790487, 4557.911969432095], ['2013-04-01', 'PRF', 0, 4116.107833889373], ['2013-05-01', 'PR', 441.3327838664801, 3674.775050022893], ['2014-01-01', 'MD', 474.43656093485635, 0],
  ]],
  ['ann18', 'sized and partly redeemed before it was bought', { ...ANNUITY, amortizeUntil: '2014-01-01', purchase: { date: '2013-05-15', price: '3000' } }, [
    ['2013-05-15', 'PRD', -3010.3595748728, 3376.1114540766], ['2013-06-01', 'PR', 411.9275354714, 2964.1839186051], ['2014-01-01', 'IP', 2.9347696566, 431.9318244617],
  ]],
])('%s: %s', (_, __, terms, published) => {
  const { rows } = calculateSchedule(terms);
  for (const [date, event, amount, balance] of published) {
    const row = rows.find((one) => one.date === date && one.event === event);
    expect({ date, event, ...shown(row?.amount, amount), balance: shown(row?.balance, balance).amount }).toEqual({ date, event, amount, balance });
  }
});

/** The published figure itself where ours is as near as its digits go: ten significant ones, or ten places. */
function shown(ours: string | undefined, published: number): { readonly amount: number } {
  const value = Number(ours);
  return { amount: Math.abs(value - published) <= Math.max(1e-9, 1e-10 * Math.abs(published)) ? published : value };
}
