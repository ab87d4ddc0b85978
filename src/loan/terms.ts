/**
 * The terms of a loan as people write them: plain data, JSON in and JSON out.
 * Amounts, percentages and ratios are decimal text; dates are YYYY-MM-DD. What each field means, its unit and its
 * default is told once, in `terms-schema.ts`, from which docs/loan-terms.md is made.
 * Two forms: instalments (one row for each due date) and contracts (dated events with cycles of their own).
 */
import type { RoundingTerms } from './rounding.ts';
import type { DayCountName } from './day-count.ts';
import type { BusinessDayConvention } from './business-days.ts';

/** Most due dates of one loan, and most rows of a schedule. */
export const COUNT_MAX = 10_000;

export type LoanTerms = InstalmentTerms | ContractTerms;

export const AMORTIZATIONS = [
  'level', 'balloon', 'stepRate', 'skip', 'graduated', 'fixedPayment', 'fixedPrincipal', 'equalPrincipal',
  'principalPlusInterest', 'interestOnly', 'percentOfBalance', 'flat', 'ruleOf78',
] as const;
export type Amortization = (typeof AMORTIZATIONS)[number];

export const FREQUENCY_UNITS = ['day', 'week', 'semimonth', 'month', 'year'] as const;
export type FrequencyUnit = (typeof FREQUENCY_UNITS)[number];
export type Frequency = { readonly unit: FrequencyUnit; readonly every: number; readonly days?: readonly [number, number] };

export const MONTH_ENDS = ['clamp', 'endOfMonth', 'rollForward'] as const;
export type MonthEnd = (typeof MONTH_ENDS)[number];

export type BusinessDayTerms = {
  readonly convention: BusinessDayConvention;
  readonly holidays?: readonly string[];
  /** Whether interest runs to the date as scheduled, or to the business day it is paid on. */
  readonly interest?: 'scheduled' | 'shifted';
};

export type RateStep = {
  readonly fromPeriod?: number;
  readonly fromDate?: string;
  readonly annualRatePercent: string;
  readonly recalcPayment?: boolean;
  /** Whether the rate was known before: no cap changes it. */
  readonly fixed?: boolean;
};

/** Limits on what a rate step may do, in percent a year. */
export type RateCaps = {
  readonly periodic?: string;
  readonly periodicFall?: string;
  readonly lifetime?: string;
  readonly ceiling?: string;
  readonly floor?: string;
};

export type Disbursement = { readonly afterPeriod?: number; readonly date?: string; readonly amount: string; readonly recalcPayment?: boolean };
export type ActualPayment = { readonly period: number; readonly amount: string; readonly recalcPayment?: boolean };

export type FeeTerms = {
  readonly name: string;
  readonly kind?: 'fee' | 'insurance' | 'escrow';
  readonly charged?: 'start' | 'instalment';
  readonly paid?: 'cash' | 'financed' | 'withheld';
  readonly amount?: string;
  readonly percent?: string;
  readonly of?: 'principal' | 'balance' | 'payment';
  readonly fromPeriod?: number;
  readonly toPeriod?: number;
  readonly every?: number;
  readonly financeCharge?: boolean;
  readonly rounding?: RoundingTerms | null;
};

export type InstalmentTerms = {
  readonly form?: 'instalments';
  readonly principal: string;
  readonly annualRatePercent: string;
  readonly decimals?: number;

  readonly startDate: string;
  readonly firstPaymentDate?: string;
  readonly frequency?: Frequency;
  readonly dueDay?: number;
  readonly monthEnd?: MonthEnd;
  readonly count?: number;
  readonly dueDates?: readonly string[];
  readonly inAdvance?: boolean;
  readonly businessDays?: BusinessDayTerms;

  readonly periodInterest?: 'periodic' | 'periodic+oddDays' | DayCountName;
  readonly periodYears?: string;
  readonly oddDayDivisor?: number;
  readonly oddDayCount?: DayCountName;
  readonly oddFirstAllDays?: boolean;
  readonly oddDaysIgnored?: number;
  readonly oddInterest?: 'firstPeriod' | 'firstPayment' | 'principal' | 'prepaid';
  readonly compounding?: { readonly timesPerYear: number };
  readonly rateSteps?: readonly RateStep[];
  readonly rateCaps?: RateCaps;
  readonly interestFreePeriods?: number;
  readonly interestRounding?: RoundingTerms | null;
  readonly carryInterestRounding?: boolean;
  readonly unpaidInterest?: 'carried' | 'capitalized';

  readonly amortization?: Amortization;
  readonly payment?: string;
  readonly paymentBasis?: 'rates' | 'periodic' | 'plan' | 'selfConsistent';
  readonly paymentRounding?: RoundingTerms | null;
  readonly paymentCapPercent?: string;
  readonly billRounding?: RoundingTerms | null;
  readonly finalPayment?: 'absorbRemainder' | 'leaveResidual';
  readonly amortizeOver?: number;
  readonly balloonAmount?: string;
  readonly gracePrincipal?: number;
  readonly deferInterestPeriods?: number;
  readonly skipPeriods?: readonly number[];
  readonly skipMonths?: readonly number[];

  readonly stepEvery?: number;
  readonly stepPercent?: string;
  readonly fixedPrincipal?: string;
  readonly principalRounding?: RoundingTerms | null;
  readonly percentBase?: 'principal' | 'balanceAndInterest';
  readonly percent?: string;
  readonly minimum?: string;
  readonly paymentRoundedTotal?: RoundingTerms | null;
  readonly flatInterestTotal?: boolean;
  readonly chargeBasis?: 'level' | 'addOn';

  readonly extraDisbursements?: readonly Disbursement[];
  readonly actualPayments?: readonly ActualPayment[];
  readonly fees?: readonly FeeTerms[];
};

export const CONTRACT_KINDS = ['annuity', 'linear', 'negativeAmortizer', 'bullet'] as const;
export type ContractKind = (typeof CONTRACT_KINDS)[number];

/** Dates from `anchor` on, each counted from it. */
export type Cycle = { readonly anchor?: string; readonly unit: CycleUnit; readonly every: number; readonly stub?: 'long' | 'short' };
export const CYCLE_UNITS = ['day', 'week', 'month', 'year'] as const;
export type CycleUnit = (typeof CYCLE_UNITS)[number];

export type Trade = { readonly date: string; readonly price: string };

export type ContractTerms = {
  readonly form: 'contract';
  readonly kind: ContractKind;
  readonly role?: 'lender' | 'borrower';
  readonly principal: string;
  readonly annualRatePercent: string;
  readonly decimals?: number;
  readonly startDate: string;
  readonly maturityDate?: string;
  readonly amortizeUntil?: string;
  readonly statusDate?: string;
  readonly accruedInterest?: string;
  readonly premium?: string;
  readonly dayCount?: DayCountName;
  readonly monthEnd?: MonthEnd;
  readonly businessDays?: BusinessDayTerms;
  readonly principalCycle?: Cycle;
  readonly principalPayment?: string;
  readonly interestCycle?: Cycle;
  readonly capitalizeUntil?: string;
  readonly interestBase?: 'balance' | 'initial' | 'reset';
  readonly interestBaseAmount?: string;
  readonly interestBaseCycle?: Cycle;
  readonly rateSteps?: readonly RateStep[];
  readonly rateCaps?: RateCaps;
  readonly purchase?: Trade;
  readonly termination?: Trade;
};
