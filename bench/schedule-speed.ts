/**
 * `npm run bench -- --schedules`: how many schedules of 360 monthly rows a second of CPU makes. No database.
 * In: nothing. Out: each way with its rate and its ratio to plain doubles and to straightforward big.js, all measured in
 * the same run, turn by turn; the best of the rounds counts, for whatever else runs only slows down.
 */
import { Big } from 'big.js';
import { calculateSchedule } from '../src/loan/index.ts';
import type { InstalmentTerms } from '../src/loan/index.ts';
import { calculateExactly } from '../src/loan/instalments/calculate.ts';
import { unitRows } from '../src/loan/instalments/unit-rows.ts';

const CENTS = { increment: '0.01', mode: 'halfEven' } as const;
const MONTHLY: InstalmentTerms = { principal: '250000', annualRatePercent: '6.75', startDate: '2024-01-15', count: 360, periodInterest: 'periodic', interestRounding: CENTS, paymentRounding: CENTS };
const DATED: InstalmentTerms = { ...MONTHLY, periodInterest: 'ACT/365F' };

type Way = { readonly name: string; readonly make: () => unknown };
type Baseline = { readonly n: number; readonly payment: unknown; readonly principal: unknown; readonly interest: unknown; readonly balance: unknown };

/** The loop anybody would write first: doubles, each cell rounded to cents, undated rows. */
function plainDoubles(): readonly Baseline[] {
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const factor = 0.0675 / 12;
  const level = cents((250_000 * factor) / (1 - Math.pow(1 + factor, -360)));
  const rows: Baseline[] = [];
  let balance = 250_000;
  for (let n = 1; n <= 360; n++) {
    const interest = cents(balance * factor);
    const principal = n === 360 ? balance : cents(level - interest);
    balance = cents(balance - principal);
    rows.push({ n, payment: cents(principal + interest), principal, interest, balance });
  }
  return rows;
}

/** The same with big.js, the power by squaring with rounding between: without that it is thirty times slower. */
function straightBig(): readonly Baseline[] {
  const factor = new Big('0.0675').div(12);
  const level = new Big(250_000).times(factor).div(new Big(1).minus(new Big(1).div(powerOf(factor.plus(1), 360)))).round(2, 2);
  const rows: Baseline[] = [];
  let balance = new Big(250_000);
  for (let n = 1; n <= 360; n++) {
    const interest = balance.times(factor).round(2, 2);
    const principal = n === 360 ? balance : level.minus(interest);
    balance = balance.minus(principal);
    rows.push({ n, payment: principal.plus(interest), principal, interest, balance });
  }
  return rows;
}

function powerOf(base: Big, exponent: number): Big {
  let [result, square] = [new Big(1), base];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result.times(square).round(40);
    square = square.times(square).round(40);
  }
  return result;
}

/** Integers as row objects, so that the same number of rows is made as by the baselines. */
function integerRows(): readonly Baseline[] {
  const units = unitRows(MONTHLY);
  if (units === undefined) throw new Error('These terms were to be calculated in whole cents.');
  const rows = new Array<Baseline>(units.balance.length);
  let before = units.principal;
  for (let i = 0; i < rows.length; i++) {
    const [balance, interest] = [units.balance[i] ?? 0, units.interest[i] ?? 0];
    rows[i] = { n: i + 1, payment: before - balance + interest, principal: before - balance, interest, balance };
    before = balance;
  }
  return rows;
}

const WAYS: readonly Way[] = [
  { name: 'plain doubles, undated', make: plainDoubles },
  { name: 'big.js, undated', make: straightBig },
  { name: 'whole cents, dated: columns of integers', make: () => unitRows(MONTHLY) },
  { name: 'whole cents, dated: row objects of integers', make: integerRows },
  { name: 'terms checked, monthly factors, decimal text', make: () => calculateSchedule(MONTHLY) },
  { name: 'terms checked, day counts, decimal text', make: () => calculateSchedule(DATED) },
  { name: 'ratios throughout, day counts, decimal text', make: () => calculateExactly(DATED) },
];

const ROUNDS = 7;
const SLOT_MICROSECONDS = 250_000;

/** Schedules a second of this process's CPU. */
function rateOf({ make }: Way): number {
  const start = process.cpuUsage();
  let [made, spent] = [0, 0];
  while (spent < SLOT_MICROSECONDS) {
    for (let i = 0; i < 5; i++) make();
    made += 5;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return (made / spent) * 1e6;
}

export function measureSchedules(say: (line: string) => void): void {
  const best = WAYS.map(() => 0);
  for (let round = 0; round <= ROUNDS; round++) {
    WAYS.forEach((way, i) => {
      const rate = rateOf(way);
      if (round > 0) best[i] = Math.max(best[i] ?? 0, rate); // the first round warms up
    });
  }
  const [doubles = 1, big = 1] = best;
  say(`${'360 rows'.padEnd(46)} schedules/CPU s  × doubles  × big.js`);
  WAYS.forEach(({ name }, i) => say(`${name.padEnd(46)} ${(best[i] ?? 0).toFixed(0).padStart(15)}  ${((best[i] ?? 0) / doubles).toFixed(2).padStart(9)}  ${((best[i] ?? 0) / big).toFixed(1).padStart(8)}`));
}
