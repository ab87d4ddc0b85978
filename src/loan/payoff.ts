/**
 * What settles a loan between due dates: the principal and the interest run since the last due date.
 * In: the outstanding principal, the rate and how the part of the year is counted. Out: plain decimal text.
 */
import { add, decimalText, divide, multiply, parseDecimal, parseRatio, ratioOf, ZERO } from './ratio.ts';
import type { Ratio } from './ratio.ts';
import { roundTo, roundingOf } from './rounding.ts';
import type { RoundingTerms } from './rounding.ts';
import { parseDate } from './dates.ts';
import { isDayCountName, yearFraction } from './day-count.ts';
import type { DayCountContext, DayCountName } from './day-count.ts';
import { problemList } from './problems.ts';
import { percentOf } from './texts.ts';

type Common = { readonly principal: string; readonly annualRatePercent: string; readonly interestRounding?: RoundingTerms | null };

/**
 * By dates (the first day counts, the last does not; the last may lie before the first, then interest is negative), or
 * as a part of a regular period: `periodYears` × `daysElapsed` / `daysInPeriod`.
 */
export type PayoffTerms =
  | (Common & { readonly periodInterest: DayCountName; readonly from: string; readonly to: string; readonly context?: DayCountContext })
  | (Common & { readonly periodInterest: 'proratedPeriod'; readonly periodYears: string; readonly daysElapsed: number; readonly daysInPeriod: number });

export type Payoff = { readonly interest: string; readonly payoff: string };

/** Fails with LON701 naming every field that cannot be read. */
export function calculatePayoff(terms: PayoffTerms): Payoff {
  checkPayoff(terms);
  const principal = parseDecimal(terms.principal) ?? ZERO;
  const interest = roundTo(multiply(multiply(principal, percentOf(terms.annualRatePercent)), yearsOf(terms)), roundingOf(terms.interestRounding));
  return { interest: decimalText(interest), payoff: decimalText(add(principal, interest)) };
}

function yearsOf(terms: PayoffTerms): Ratio {
  if (terms.periodInterest === 'proratedPeriod') {
    const years = parseRatio(terms.periodYears) ?? ZERO;
    return divide(multiply(years, ratioOf(terms.daysElapsed)), ratioOf(terms.daysInPeriod));
  }
  return yearFraction(terms.periodInterest, parseDate(terms.from) ?? NaN, parseDate(terms.to) ?? NaN, terms.context);
}

function checkPayoff(terms: PayoffTerms): void {
  const problems = problemList();
  problems.amount('principal', terms.principal);
  problems.percent('annualRatePercent', terms.annualRatePercent);
  problems.rounding('interestRounding', terms.interestRounding);
  if (terms.periodInterest === 'proratedPeriod') {
    problems.ratio('periodYears', terms.periodYears);
    problems.integer('daysElapsed', terms.daysElapsed, { from: 0, to: 1_000_000 });
    problems.integer('daysInPeriod', terms.daysInPeriod, { from: 1, to: 1_000_000 });
  } else {
    problems.date('from', terms.from);
    problems.date('to', terms.to);
    if (!isDayCountName(terms.periodInterest)) problems.add('periodInterest', `'${String(terms.periodInterest)}' is no day count.`);
  }
  problems.end();
}
