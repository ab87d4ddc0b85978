/**
 * Annual percentage rates: what a credit costs a year, from what is paid out and paid back.
 * In: dated money, or money at times in years. Out: the yearly rate as an exact ratio's first 80 digits, and the amounts
 * a lender discloses with it.
 * Sources: Regulation Z (12 CFR 1026) Appendix J and its US Rule, Directives 2008/48/EC and 2014/17/EU Annex I.
 */
import { unreachable } from '../base/index.ts';
import { findRate } from './find-rate.ts';
import { rateSumOf } from './flows.ts';
import type { Flow } from './flows.ts';
import { isNegative, multiply, negate, subtract, sum } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { flowsInDays, flowsInUnits, flowsInYears, linesOf } from './apr-timing.ts';
import type { DatedAmount, Line } from './apr-timing.ts';
import { findUnitPeriod, unitPeriodsPerYear } from './unit-period.ts';
import type { UnitPeriod } from './unit-period.ts';
import { usRuleSum } from './us-rule.ts';

/** `XIRR` times by days over 365; `EU-APRC` by equal periods and days; both compound yearly. The US methods multiply the rate of a unit-period. */
export const APR_METHODS = ['US-AppendixJ', 'US-Rule', 'EU-APRC', 'XIRR'] as const;
export type AprMethod = (typeof APR_METHODS)[number];

export type Credit = {
  readonly advances: readonly DatedAmount[];
  readonly payments: readonly DatedAmount[];
  /** Found from the dates when absent. */
  readonly unitPeriod?: UnitPeriod;
};

/** Amounts in units of the currency. */
export type Disclosure = {
  readonly unitPeriod: UnitPeriod;
  /** A yearly rate, 0.06 for 6 %; undefined where no rate makes the payments worth the advances. */
  readonly apr: Ratio | undefined;
  readonly amountFinanced: Ratio;
  readonly totalOfPayments: Ratio;
  /** What is paid beyond what was advanced. */
  readonly financeCharge: Ratio;
};

/** No payment lies before the first advance. */
export function disclose(method: AprMethod, { advances, payments, unitPeriod = unitPeriodOf(advances, payments) }: Credit): Disclosure {
  const amountFinanced = sum(advances.map(({ amount }) => amount));
  const totalOfPayments = sum(payments.map(({ amount }) => amount));
  const apr = yearlyRate(method, { advances, payments, unitPeriod });
  return { unitPeriod, apr, amountFinanced, totalOfPayments, financeCharge: subtract(totalOfPayments, amountFinanced) };
}

const unitPeriodOf = (advances: readonly DatedAmount[], payments: readonly DatedAmount[]): UnitPeriod =>
  findUnitPeriod(advances.map(({ day }) => day), payments.map(({ day }) => day));

function yearlyRate(method: AprMethod, { advances, payments, unitPeriod }: Required<Credit>): Ratio | undefined {
  switch (method) {
    case 'US-AppendixJ':
      return rateByUnits(advances, linesOf(payments, unitPeriod), unitPeriod);
    case 'US-Rule':
      return rateByUsRule(advances, linesOf(payments, unitPeriod), unitPeriod);
    case 'EU-APRC':
      return rateOfReturn(flowsInYears(advances, linesOf(payments, intervalOf(unitPeriod)), unitPeriod), { least: -0.5, most: 5 });
    case 'XIRR':
      return rateOfReturn(flowsInDays(advances, payments), { least: -0.9, most: 10 });
    default:
      return unreachable(method);
  }
}

/** The directives know no half months: such payments are months and days from the start, each by its own date. */
const intervalOf = (unitPeriod: UnitPeriod): UnitPeriod => (unitPeriod.unit === 'semimonth' ? { unit: 'month', every: 1 } : unitPeriod);

/** Appendix J, actuarial: the rate of a unit-period times the unit-periods of a year. */
export function rateByUnits(advances: readonly DatedAmount[], lines: readonly Line[], unitPeriod: UnitPeriod): Ratio | undefined {
  const rate = rateOfReturn(flowsInUnits(advances, lines, unitPeriod), { least: 0, most: 1 });
  return rate && multiply(rate, unitPeriodsPerYear(unitPeriod));
}

/** Undefined where the payments are less than the advances. */
export function rateByUsRule(advances: readonly DatedAmount[], lines: readonly Line[], unitPeriod: UnitPeriod): Ratio | undefined {
  const flows = flowsInUnits(advances, lines, unitPeriod);
  if (isNegative(negate(sum(flows.map(({ amount }) => amount))))) return undefined;
  const rate = findRate(usRuleSum(flows), { guess: 0, least: 0, most: 1 });
  return rate && multiply(rate, unitPeriodsPerYear(unitPeriod));
}

/** The rate of a period at which the flows are worth nothing; of several, one within the bounds and near zero. */
export function rateOfReturn(flows: readonly Flow[], bounds: { readonly least: number; readonly most: number }): Ratio | undefined {
  const sumOf = rateSumOf(flows);
  return sumOf.signChanges === 0 ? undefined : findRate(sumOf, { guess: 0, ...bounds });
}
