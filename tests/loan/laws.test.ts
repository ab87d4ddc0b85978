/** Laws that every schedule keeps, over thousands of terms drawn at random from a fixed seed. */
import { RequestError } from '../../src/base/index.ts';
import { add, calculateSchedule, compare, discloseSchedule, decimalText, isFinished, nextRow, openSchedule, parseDecimal, subtract } from '../../src/loan/index.ts';
import type { InstalmentTerms, Ratio, Schedule } from '../../src/loan/index.ts';
import { randomTerms } from './random-terms.ts';

const ROUNDS = 2_000;
const all = Array.from({ length: ROUNDS }, (_, i) => randomTerms(i));
const amount = (text: string): Ratio => parseDecimal(text) ?? { num: 0n, den: 1n };
const sumOf = (texts: readonly string[]): Ratio => texts.map(amount).reduce(add, { num: 0n, den: 1n });

/** The drawn terms that are sound, with their schedules; the rest must be refused by a coded fault. */
const sound = all.flatMap((terms): readonly { readonly terms: InstalmentTerms; readonly schedule: Schedule }[] => {
  try {
    return [{ terms, schedule: calculateSchedule(terms) }];
  } catch (error) {
    if (error instanceof RequestError && /^LON70[14]$/.test(error.fault.code)) return [];
    throw error;
  }
});

test('most drawn terms are sound, and the others end in a coded fault', () => {
  expect(sound.length).toBeGreaterThan(ROUNDS * 0.9);
});

const within = (a: Ratio, b: Ratio): boolean => {
  const gap = subtract(a, b);
  return compare(gap.num < 0n ? { ...gap, num: -gap.num } : gap, { num: 1n, den: 10n ** 30n }) <= 0;
};

test('principal repaid and the last balance make up what was financed and paid out later', () => {
  for (const { terms, schedule } of sound) {
    const lent = add(amount(schedule.financed), sumOf((terms.extraDisbursements ?? []).filter(({ afterPeriod = 1 }) => afterPeriod <= schedule.count).map((draw) => draw.amount)));
    const repaid = add(sumOf(schedule.rows.map(({ principal }) => principal)), amount(schedule.rows.at(-1)?.balance ?? '0'));
    expect([terms, within(lent, repaid)]).toEqual([terms, true]);
  }
});

test('in every row the payment is principal and interest', () => {
  for (const { terms, schedule } of sound) {
    const odd = schedule.rows.filter(({ payment, principal, interest }) => !within(amount(payment), add(amount(principal), amount(interest))));
    expect([terms, odd]).toEqual([terms, []]);
  }
});

test('dates rise and rows are numbered from one', () => {
  const odd = sound.filter(({ schedule: { rows } }) => rows.some(({ n, date }, i) => n !== i + 1 || (i > 0 && date <= (rows[i - 1]?.date ?? ''))));
  expect(odd).toEqual([]);
});

test('a last row that absorbs leaves nothing', () => {
  const absorbing = sound.filter(({ terms }) => ['level', 'equalPrincipal', 'interestOnly', 'ruleOf78'].includes(terms.amortization ?? 'level') && terms.finalPayment !== 'leaveResidual');
  const open = absorbing.filter(({ terms, schedule }) => {
    const changed = [...(terms.actualPayments ?? []).map(({ period }) => period), ...(terms.extraDisbursements ?? []).map(({ afterPeriod }) => afterPeriod), ...(terms.skipPeriods ?? [])];
    return !changed.includes(schedule.count) && compare(amount(schedule.rows.at(-1)?.balance ?? '1'), { num: 0n, den: 1n }) !== 0;
  });
  expect([absorbing.length > 500, open]).toEqual([true, []]);
});

test('totals are the sums of the columns', () => {
  for (const { schedule } of sound.slice(0, 500)) {
    expect(within(sumOf(schedule.rows.map(({ interest }) => interest)), amount(schedule.totals.interest))).toBe(true);
    expect(within(sumOf(schedule.rows.map(({ total }) => total)), amount(schedule.totals.total))).toBe(true);
  }
});

test('a schedule stopped after any row and resumed is the same schedule', () => {
  for (const { terms, schedule } of sound.slice(0, 400)) {
    const { plan, state } = openSchedule(terms);
    const stop = 1 + (schedule.count % 7);
    let [now, balances] = [state, [] as string[]];
    while (!isFinished(plan, now)) {
      const { row, state: after } = nextRow(plan, now);
      balances = [...balances, decimalText(row.balance, { least: 2 })];
      // What a store would keep of a state: plain values, nothing else.
      now = row.n === stop ? structuredClone(after) : after;
    }
    expect(balances).toEqual(schedule.rows.map(({ balance }) => balance));
  }
});

test('without fees and rounding the annual percentage rate is the rate itself', () => {
  for (const rate of ['0.5', '6.75', '24.99', '99']) {
    for (const kind of ['level', 'interestOnly', 'equalPrincipal'] as const) {
      for (const unit of ['week', 'semimonth', 'month', 'year'] as const) {
        const terms: InstalmentTerms = { principal: '9999.99', annualRatePercent: rate, startDate: unit === 'month' ? '2024-01-31' : '2024-01-15', count: 17, frequency: { unit, every: 1 }, periodInterest: 'periodic', amortization: kind };
        const { aprPercent } = discloseSchedule(terms, 'US-AppendixJ');
        expect([terms, within(amount(aprPercent ?? '0'), amount(rate))]).toEqual([terms, true]);
      }
    }
  }
});
