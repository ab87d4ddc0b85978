/**
 * Vectors of the kind `schedule`. Their inputs are terms already: same names, same meaning.
 * In: inputs and expected figures. Out: the figures to compare, totals and rows.
 */
import { calculateSchedule, parseDecimal } from '../../src/loan/index.ts';
import type { InstalmentTerms, Ratio, Schedule, ScheduleRow } from '../../src/loan/index.ts';
import { readTerms } from '../../src/servicing/index.ts';
import type { Plain, PlainObject } from './read.ts';
import type { Figure, Kind, Shape } from './run.ts';

const ROUNDING: Shape = { increment: true, mode: true };

export const SCHEDULE: Kind = {
  inputs: {
    principal: true, annualRatePercent: true, startDate: true, firstPaymentDate: true, dueDates: true, frequency: { unit: true, every: true }, count: true,
    periodInterest: true, periodYears: true, oddDayDivisor: true, oddFirstAllDays: true, interestRounding: ROUNDING, paymentRounding: ROUNDING,
    principalRounding: ROUNDING, paymentRoundedTotal: ROUNDING, flatInterestTotal: true, amortization: true, paymentBasis: true, payment: true,
    finalPayment: true, amortizeOver: true, gracePrincipal: true, deferInterestPeriods: true, skipPeriods: true,
    rateSteps: [{ fromPeriod: true, annualRatePercent: true, recalcPayment: true }], stepEvery: true, stepPercent: true, fixedPrincipal: true,
    percentBase: true, percent: true, minimum: true, extraDisbursements: [{ afterPeriod: true, amount: true, recalcPayment: true }],
    actualPayments: [{ period: true, amount: true, recalcPayment: true }],
  },
  expected: {
    payment: true, rows: [{ n: true, date: true, payment: true, principal: true, interest: true, balance: true }], totalInterest: true, totalPayment: true, count: true,
  },
  compute: (inputs, expected) => {
    const schedule = calculateSchedule(readTerms(inputs) as InstalmentTerms);
    return Object.entries(expected).flatMap(([name, value]) => figuresOf(schedule, name, value));
  },
};

const decimal = (text: string | null | undefined): Ratio | undefined => (text === null || text === undefined ? undefined : parseDecimal(text));

function figuresOf(schedule: Schedule, name: string, expected: Plain): readonly Figure[] {
  switch (name) {
    case 'payment':
      return [{ name, expected, got: decimal(schedule.payment) }];
    case 'totalInterest':
      return [{ name, expected, got: decimal(schedule.totals.interest), isTotal: true }];
    case 'totalPayment':
      return [{ name, expected, got: decimal(schedule.totals.payment), isTotal: true }];
    case 'count':
      return [{ name, expected, got: schedule.count }];
    default:
      return Array.isArray(expected) ? expected.flatMap((row: PlainObject) => rowFigures(schedule, row)) : [{ name, expected, got: undefined }];
  }
}

function rowFigures({ rows }: Schedule, expected: PlainObject): readonly Figure[] {
  const row = rows.find(({ n }) => n === expected['n']);
  if (row === undefined) return [{ name: `row ${String(expected['n'])}`, expected: expected['n'] ?? null, got: undefined }];
  return Object.entries(expected).map(([name, value]): Figure => ({ name: `row ${row.n} ${name}`, expected: value, got: cell(row, name) }));
}

function cell(row: ScheduleRow, name: string): Figure['got'] {
  switch (name) {
    case 'n':
      return row.n;
    case 'date':
      return row.date;
    case 'payment':
    case 'principal':
    case 'interest':
    case 'balance':
      return decimal(row[name]);
    default:
      return undefined;
  }
}
