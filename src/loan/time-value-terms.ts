/**
 * `timeValue`: a spreadsheet's financial functions on plain data.
 * In: the name of a function and its arguments, as `TIME_VALUE_ARGUMENTS` lists them. Out: decimal text, 36 decimals at most.
 * Fails with LON702 naming an argument that is missing, unknown or unreadable, or for which there is no result.
 */
import { irr, mirr, npv, xirr, xnpv } from './cash-flows.ts';
import { decimalText } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { readDay, readDecimal, readList, readName, readRatio, readRecord, readWhole, refuse } from './read-arguments.ts';
import type { Arguments } from './read-arguments.ts';
import { cumipmt, cumprinc, effect, fv, ipmt, nominal, nper, pmt, ppmt, pv, rate } from './time-value.ts';
import type { Annuity, Cumulative } from './time-value.ts';

/** Arguments as read: ratios (`rate`, `nper`, amounts), whole numbers, lists. */
type Values = Annuity & { readonly [name in 'guess' | 'financeRate' | 'reinvestRate']: Ratio } & { readonly [name in 'per' | 'start' | 'end' | 'npery']: number } & {
  readonly values: readonly Ratio[];
  readonly dates: readonly number[];
};

type Row = { readonly needs: readonly (keyof Values)[]; readonly takes: readonly (keyof Values)[]; readonly value: (values: Values) => Ratio };

const row = (needs: readonly (keyof Values)[], takes: readonly (keyof Values)[], value: Row['value']): Row => ({ needs, takes, value });

const PAYMENTS = ['rate', 'nper', 'pv'] as const;

const FUNCTIONS = {
  PMT: row(PAYMENTS, ['fv', 'when'], pmt),
  IPMT: row([...PAYMENTS, 'per'], ['fv', 'when'], (values) => ipmt(values, values.per)),
  PPMT: row([...PAYMENTS, 'per'], ['fv', 'when'], (values) => ppmt(values, values.per)),
  CUMIPMT: row([...PAYMENTS, 'start', 'end'], ['when'], (values: Cumulative) => cumipmt(values)),
  CUMPRINC: row([...PAYMENTS, 'start', 'end'], ['when'], (values: Cumulative) => cumprinc(values)),
  PV: row(['rate', 'nper'], ['pmt', 'fv', 'when'], pv),
  FV: row(['rate', 'nper'], ['pmt', 'pv', 'when'], fv),
  NPER: row(['rate', 'pmt', 'pv'], ['fv', 'when'], nper),
  RATE: row(['nper', 'pmt', 'pv'], ['fv', 'when', 'guess'], (values) => rate(values, values.guess)),
  EFFECT: row(['rate', 'npery'], [], (values) => effect(values.rate, values.npery)),
  NOMINAL: row(['rate', 'npery'], [], (values) => nominal(values.rate, values.npery)),
  NPV: row(['rate', 'values'], [], (values) => npv(values.rate, values.values)),
  XNPV: row(['rate', 'values', 'dates'], [], (values) => xnpv(values.rate, values.values, values.dates)),
  IRR: row(['values'], ['guess'], (values) => irr(values.values, values.guess)),
  XIRR: row(['values', 'dates'], ['guess'], (values) => xirr(values.values, values.dates, values.guess)),
  MIRR: row(['values', 'financeRate', 'reinvestRate'], [], (values) => mirr(values.values, values.financeRate, values.reinvestRate)),
} as const satisfies Readonly<Record<string, Row>>;

export type TimeValueName = keyof typeof FUNCTIONS;
const TIME_VALUE_NAMES = Object.keys(FUNCTIONS) as readonly TimeValueName[];

/** What each function needs and may take besides. Rates, amounts and periods are decimal or ratio text, 0 when absent (`guess`: 0.1). */
export const TIME_VALUE_ARGUMENTS: Readonly<Record<string, { readonly needs: readonly string[]; readonly takes: readonly string[] }>> = FUNCTIONS;

export function timeValue(name: string, given: Readonly<Record<string, unknown>>): string {
  const { needs, takes, value }: Row = FUNCTIONS[readName(name, 'fn', TIME_VALUE_NAMES)];
  const record = readRecord(given, name, [...needs, ...takes]);
  for (const target of needs) if (record[target] === undefined) refuse(target, undefined, `an argument of ${name}`);
  return decimalText(value(readValues(record)));
}

const PERIODS = { from: 1, to: 1_000_000_000 };

/** Absent arguments read as a spreadsheet takes them; whether they may be absent was checked before. */
function readValues(given: Arguments): Values {
  const ratio = (name: string, absent = '0'): Ratio => readRatio(given[name] ?? absent, name);
  const whole = (name: string): number => readWhole(given[name] ?? 1, name, PERIODS);
  return {
    rate: ratio('rate'), nper: ratio('nper'), pv: ratio('pv'), pmt: ratio('pmt'), fv: ratio('fv'), guess: ratio('guess', '0.1'),
    financeRate: ratio('financeRate'), reinvestRate: ratio('reinvestRate'),
    when: readWhole(given['when'] ?? 0, 'when', { from: 0, to: 1 }) === 1 ? 1 : 0,
    per: whole('per'), start: whole('start'), end: whole('end'), npery: readWholeText(given['npery'] ?? '1', 'npery'),
    values: given['values'] === undefined ? [] : readList(given['values'], 'values').map((value, i) => readDecimal(value, `values[${i}]`)),
    dates: given['dates'] === undefined ? [] : readList(given['dates'], 'dates').map((value, i) => readDay(value, `dates[${i}]`)),
  };
}

/** `npery` is integer text, as in the vector format, or a number. */
const readWholeText = (value: unknown, target: string): number => readWhole(typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value, target, PERIODS);
