/**
 * `calculateApr`: the annual percentage rate of a credit given as plain data.
 * In: method, advances and lines of payments, as `AprTerms` says. Out: decimal text. Fails with LON702 naming the field that
 * cannot be read, or where no rate makes the payments worth the advances, and with LIM602 beyond 10,000 amounts.
 */
import { fail } from '../base/index.ts';
import { disclose, rateByUnits, rateByUsRule, rateOfReturn } from './apr.ts';
import type { DatedAmount, Line } from './apr-timing.ts';
import type { Flow } from './flows.ts';
import { add, decimalText, isNegative, multiply, negate, ratioOf, subtract, sum, toNumber } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { checkCount, readDay, readDecimal, readList, readName, readRatio, readRecord, readWhole, refuse } from './read-arguments.ts';
import { UNITS } from './unit-period.ts';
import type { UnitPeriod } from './unit-period.ts';

/**
 * Amounts are decimal text in units of the currency, dates YYYY-MM-DD, times ratio text in years. A line is `count` (1) equal
 * payments, `every` (1) unit-periods or `step` (0) years apart. Without a unit-period each line is one payment, and the
 * unit-period is found from the dates. `hi` bounds the rate where several fit, as a ratio (5 = 500 %).
 */
export type AprTerms =
  | {
      readonly method: 'US-AppendixJ' | 'US-Rule';
      readonly unitPeriod?: UnitPeriod;
      readonly advances: readonly { readonly date: string; readonly amount: string }[];
      readonly payments: readonly { readonly amount: string; readonly count?: number; readonly first: string; readonly every?: number }[];
    }
  | {
      readonly method: 'EU-APRC' | 'EU-APRC-days';
      readonly advances: readonly { readonly t: string; readonly amount: string }[];
      readonly payments: readonly { readonly amount: string; readonly count?: number; readonly t: string; readonly step?: string }[];
      readonly hi?: string;
    };

export type Apr = { readonly aprPercent: string; readonly amountFinanced: string; readonly totalOfPayments: string; readonly financeCharge: string };

const METHODS = ['US-AppendixJ', 'US-Rule', 'EU-APRC', 'EU-APRC-days'] as const;
const COUNTS = { from: 1, to: 1_000_000 };

export function calculateApr(terms: AprTerms): Apr {
  const given = readRecord(terms, 'terms', ['method', 'unitPeriod', 'advances', 'payments', 'hi']);
  const method = readName(given['method'], 'method', METHODS);
  return method === 'US-AppendixJ' || method === 'US-Rule' ? dated(method, given) : timed(given);
}

type Given = ReturnType<typeof readRecord>;

function dated(method: 'US-AppendixJ' | 'US-Rule', given: Given): Apr {
  if (given['hi'] !== undefined) refuse('hi', given['hi'], `nothing beside the method ${method}`);
  const unitPeriod = given['unitPeriod'] === undefined ? undefined : readUnitPeriod(given['unitPeriod']);
  const advances = readList(given['advances'], 'advances').map((item, i) => readAdvance(item, `advances[${i}]`));
  const lines = readLines(given['payments'], ['first', 'every'], (line, count, target): Line => ({
    first: readDay(line['first'], `${target}.first`),
    every: readWhole(line['every'] ?? 1, `${target}.every`, COUNTS),
    amounts: new Array<Ratio>(count).fill(readAmount(line['amount'], `${target}.amount`)),
  }));
  checkOrder(advances, lines);
  if (unitPeriod === undefined) return found(method, advances, lines);
  const rate = (method === 'US-Rule' ? rateByUsRule : rateByUnits)(advances, lines, unitPeriod);
  return print(rate, advances.map(({ amount }) => amount), lines.flatMap(({ amounts }) => amounts));
}

/** The unit-period is found from single payments. */
function found(method: 'US-AppendixJ' | 'US-Rule', advances: readonly DatedAmount[], lines: readonly Line[]): Apr {
  const payments = lines.map(({ first, amounts: [amount, ...more] }, i): DatedAmount => {
    if (amount === undefined || more.length > 0) return refuse(`payments[${i}].count`, more.length + 1, '1 where the unit-period is not given');
    return { day: first, amount };
  });
  return print(disclose(method, { advances, payments }).apr, advances.map(({ amount }) => amount), payments.map(({ amount }) => amount));
}

function timed(given: Given): Apr {
  if (given['unitPeriod'] !== undefined) refuse('unitPeriod', given['unitPeriod'], 'nothing where times are given in years');
  const most = toNumber(readRatio(given['hi'] ?? '5', 'hi'));
  const advances = readList(given['advances'], 'advances').map((item, i): Flow => {
    const { t, amount } = readRecord(item, `advances[${i}]`, ['t', 'amount']);
    return { time: readTime(t, `advances[${i}].t`), amount: readAmount(amount, `advances[${i}].amount`) };
  });
  const payments = readLines(given['payments'], ['t', 'step'], (line, count, target): readonly Flow[] => {
    const [start, step] = [readTime(line['t'], `${target}.t`), readTime(line['step'] ?? '0', `${target}.step`)];
    const amount = negate(readAmount(line['amount'], `${target}.amount`));
    return Array.from({ length: count }, (_, j): Flow => ({ amount, time: add(start, multiply(step, ratioOf(j))) }));
  }).flat();
  return print(rateOfReturn([...advances, ...payments], { least: -0.5, most }), advances.map(({ amount }) => amount), payments.map(({ amount }) => negate(amount)));
}

function readLines<T>(value: unknown, members: readonly string[], read: (line: Given, count: number, target: string) => T): readonly T[] {
  let total = 0;
  return readList(value, 'payments').map((item, i) => {
    const target = `payments[${i}]`;
    const line = readRecord(item, target, ['amount', 'count', ...members]);
    const count = readWhole(line['count'] ?? 1, `${target}.count`, COUNTS);
    checkCount((total += count), 'payments');
    return read(line, count, target);
  });
}

function readAdvance(item: unknown, target: string): DatedAmount {
  const { date, amount } = readRecord(item, target, ['date', 'amount']);
  return { day: readDay(date, `${target}.date`), amount: readAmount(amount, `${target}.amount`) };
}

function readUnitPeriod(value: unknown): UnitPeriod {
  const { unit, every } = readRecord(value, 'unitPeriod', ['unit', 'every']);
  const name = readName(unit, 'unitPeriod.unit', UNITS);
  return { unit: name, every: readWhole(every, 'unitPeriod.every', { from: 1, to: name === 'semimonth' ? 1 : 1_000_000 }) };
}

function readAmount(value: unknown, target: string): Ratio {
  const amount = readDecimal(value, target);
  return isNegative(amount) ? refuse(target, value, 'an amount of zero or more') : amount;
}

function readTime(value: unknown, target: string): Ratio {
  const time = readRatio(value, target);
  return isNegative(time) ? refuse(target, value, 'a time of zero or more') : time;
}

function checkOrder(advances: readonly DatedAmount[], lines: readonly Line[]): void {
  const origin = Math.min(...advances.map(({ day }) => day));
  lines.forEach(({ first }, i) => {
    if (first < origin) fail('LON702', `payments[${i}].first lies before the first advance.`, { target: `payments[${i}].first` });
  });
}

function print(rate: Ratio | undefined, advances: readonly Ratio[], payments: readonly Ratio[]): Apr {
  if (rate === undefined) return fail('LON702', 'No rate makes the payments worth the advances.', { target: 'payments' });
  const [amountFinanced, totalOfPayments] = [sum(advances), sum(payments)];
  return {
    aprPercent: decimalText(multiply(rate, ratioOf(100))),
    amountFinanced: decimalText(amountFinanced),
    totalOfPayments: decimalText(totalOfPayments),
    financeCharge: decimalText(subtract(totalOfPayments, amountFinanced)),
  };
}
