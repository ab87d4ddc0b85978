/**
 * Vectors of the kind `pmt`: a spreadsheet's financial functions.
 * In: the function and its arguments; ones it does not take may stand beside them. Out: its value.
 */
import { TIME_VALUE_ARGUMENTS, parseDecimal, timeValue } from '../../src/loan/index.ts';
import type { Kind } from './run.ts';

export const TIME_VALUE: Kind = {
  inputs: {
    fn: true, rate: true, nper: true, pv: true, fv: true, pmt: true, when: true, per: true, start: true, end: true, npery: true,
    values: true, dates: true, financeRate: true, reinvestRate: true,
  },
  expected: { value: true },
  compute: (inputs, { value = null }) => {
    const name = String(inputs['fn']);
    const { needs = [], takes = [] } = Object.hasOwn(TIME_VALUE_ARGUMENTS, name) ? (TIME_VALUE_ARGUMENTS[name] ?? {}) : {};
    const taken = Object.entries(inputs).filter(([argument]) => needs.includes(argument) || takes.includes(argument));
    return [{ name: 'value', expected: value, got: parseDecimal(timeValue(name, Object.fromEntries(taken))) }];
  },
};
