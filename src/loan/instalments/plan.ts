/**
 * Checked terms made ready to calculate with: numbers for text, one period after another, lookups by row.
 * In: terms. Out: a plan, which never changes; periods are made when asked for and kept. A plan holds no money state:
 * that is in `rows.ts`.
 */
import { ONE, ZERO, add, multiply } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { Day } from '../dates.ts';
import { civilOf } from '../dates.ts';
import type { Rounding } from '../rounding.ts';
import { roundTo, roundingOf } from '../rounding.ts';
import { lastUpTo, ratesOf } from '../rates.ts';
import type { Rates } from '../rates.ts';
import { periodsOf } from './periods.ts';
import type { Period, Periods } from './periods.ts';
import type { ActualPayment, Amortization, InstalmentTerms } from '../terms.ts';
import { startFees } from './fees.ts';
import type { StartFees } from './fees.ts';
import { presentValuesBefore } from '../level-payment.ts';
import type { PresentValue } from '../level-payment.ts';
import { dayAt, decimalAt, percentOf } from '../texts.ts';

export type PlanRoundings = {
  readonly interest: Rounding | undefined;
  readonly payment: Rounding | undefined;
  readonly principal: Rounding | undefined;
  readonly total: Rounding | undefined;
  readonly bill: Rounding | undefined;
};

export type Draw = { readonly amount: Ratio; readonly recalculates: boolean; readonly day: Day | undefined };

export type Plan = {
  readonly terms: InstalmentTerms;
  readonly kind: Amortization;
  /** One of the kinds that pay a level amount, with whatever happens to it. */
  readonly isLevel: boolean;
  /** What bears interest from the start: the principal, with fees financed and odd interest added to it. */
  readonly financed: Ratio;
  readonly prepaidInterest: Ratio;
  readonly startFees: StartFees;
  readonly count: number | undefined;
  readonly rates: Rates;
  readonly periods: Periods;
  /** What 1 at the end of each period from `k` to the last is worth before period `k`, by the real factors; for counted kinds. */
  readonly valueBefore: (k: number) => PresentValue;
  readonly roundings: PlanRoundings;
  readonly givenPayment: Ratio | undefined;
  readonly absorbs: boolean;
  readonly grace: number;
  readonly deferral: number;
  readonly isSkipped: (k: number) => boolean;
  readonly actualPayment: (k: number) => ActualPayment | undefined;
  /** Money paid out on due date `k`, or inside the period before it. */
  readonly draws: (k: number) => readonly Draw[];
};

const LEVEL_KINDS: ReadonlySet<Amortization> = new Set(['level', 'balloon', 'stepRate', 'skip']);

export function planOf(terms: InstalmentTerms): Plan {
  const kind = terms.amortization ?? 'level';
  const count = terms.count ?? terms.dueDates?.length;
  const rates = ratesOf(terms);
  const periods = periodsOf(terms, rates);
  const interest = roundingOf(terms.interestRounding);
  const fees = startFees(terms);
  const principal = add(decimalAt(terms.principal), fees.financed);
  const odd = roundTo(multiply(principal, periods.oddFactor), interest);
  return {
    terms,
    kind,
    isLevel: LEVEL_KINDS.has(kind),
    financed: terms.oddInterest === 'principal' ? add(principal, odd) : principal,
    prepaidInterest: terms.oddInterest === 'prepaid' ? odd : ZERO,
    startFees: fees,
    count,
    rates,
    periods,
    valueBefore: valuesOf(periods, count),
    roundings: {
      interest,
      payment: roundingOf(terms.paymentRounding),
      principal: roundingOf(terms.principalRounding),
      total: roundingOf(terms.paymentRoundedTotal),
      bill: roundingOf(terms.billRounding),
    },
    givenPayment: terms.payment === undefined ? undefined : decimalAt(terms.payment),
    absorbs: (terms.finalPayment ?? 'absorbRemainder') === 'absorbRemainder',
    grace: terms.gracePrincipal ?? 0,
    deferral: terms.deferInterestPeriods ?? 0,
    ...lookups(terms, periods),
  };
}

/** All of them are made when the first is asked for. */
function valuesOf(periods: Periods, count = 0): Plan['valueBefore'] {
  let values: readonly PresentValue[] | undefined;
  return (k) => {
    values ??= presentValuesBefore(Array.from({ length: count }, (_, i) => periods.at(i + 1).factor));
    return values[k - 1] ?? { annuity: ZERO, discount: ONE };
  };
}

function lookups(terms: InstalmentTerms, periods: Periods): Pick<Plan, 'isSkipped' | 'actualPayment' | 'draws'> {
  const skipped = new Set(terms.skipPeriods ?? []);
  const months = new Set(terms.skipMonths ?? []);
  const payments = new Map((terms.actualPayments ?? []).map((payment) => [payment.period, payment]));
  return {
    isSkipped: (k) => skipped.has(k) || (months.size > 0 && months.has(civilOf(periods.at(k).end).month)),
    actualPayment: (k) => payments.get(k),
    draws: drawsOf(terms, periods),
  };
}

function drawsOf({ extraDisbursements = [] }: InstalmentTerms, periods: Periods): Plan['draws'] {
  const byPeriod = new Map<number, Draw[]>();
  const dated: (Draw & { readonly from: Day })[] = [];
  for (const { afterPeriod, date, amount, recalcPayment = true } of extraDisbursements) {
    const draw = { amount: decimalAt(amount), recalculates: recalcPayment };
    if (date !== undefined) dated.push({ ...draw, day: dayAt(date), from: dayAt(date) });
    else byPeriod.set(afterPeriod ?? 0, [...(byPeriod.get(afterPeriod ?? 0) ?? []), { ...draw, day: undefined }]);
  }
  dated.sort((a, b) => a.from - b.from);
  const none: readonly Draw[] = [];
  const inside = ({ start, end }: Period): readonly Draw[] => dated.slice(lastUpTo(dated, start) + 1, lastUpTo(dated, end) + 1);
  return (k) => (extraDisbursements.length === 0 ? none : [...(dated.length === 0 ? none : inside(periods.at(k))), ...(byPeriod.get(k) ?? none)]);
}

export const paymentCap = ({ terms }: Plan): Ratio | undefined => (terms.paymentCapPercent === undefined ? undefined : percentOf(terms.paymentCapPercent));
