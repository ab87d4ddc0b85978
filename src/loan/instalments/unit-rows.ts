/**
 * Common schedules in whole units of the rounding step (cents), held in doubles.
 * In: checked terms. Out: rows of integers, or undefined where the terms need more than this file knows or a number
 * would not be exact; then `calculate.ts` works with ratios. Every product is below 2^52 and every remainder is exact,
 * so what comes out is what ratios give; a test holds the two together.
 */
import { decimalAt, dayAt, percentOf } from '../texts.ts';
import { divide, multiply, ratioOf, reduced } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo, roundingOf } from '../rounding.ts';
import type { RoundingMode, RoundingTerms } from '../rounding.ts';
import { isCalendarDay } from '../dates.ts';
import type { Day } from '../dates.ts';
import { DAY_COUNTS, isDayCountName } from '../day-count.ts';
import type { DayCount } from '../day-count.ts';
import { levelPayment } from '../level-payment.ts';
import type { InstalmentTerms } from '../terms.ts';
import { dateRule } from './due-dates.ts';
import { DAY_COUNT_DEFAULT, regularYears } from './periods.ts';

/** Amounts in units of the rounding step, by columns: row k stands at index k - 1. */
export type UnitSchedule = {
  /** What was lent. */
  readonly principal: number;
  /** The level payment, for kinds that have one. */
  readonly payment: number | undefined;
  readonly days: readonly Day[];
  readonly interest: Float64Array;
  readonly balance: Float64Array;
  readonly totalInterest: number;
};

/** The fields this file knows; terms with any other go the exact way. */
const KNOWN: ReadonlySet<string> = new Set<keyof InstalmentTerms>([
  'form', 'principal', 'annualRatePercent', 'decimals', 'startDate', 'firstPaymentDate', 'frequency', 'dueDay', 'monthEnd', 'count', 'dueDates', 'periodInterest',
  'periodYears', 'interestRounding', 'amortization', 'payment', 'paymentRounding', 'finalPayment', 'principalRounding',
]);

const SAFE = Number.MAX_SAFE_INTEGER;
/** Half of it: the multiple of the denominator nearest to such a product is exact as well. */
const PRODUCT_MAX = 2 ** 52;

/** What the rows are made from: interest k is balance × numerators[k] / denominator. */
type Setting = {
  readonly principal: number;
  readonly days: readonly Day[];
  readonly numerators: readonly number[];
  readonly denominator: number;
  readonly mode: RoundingMode;
};

export function unitRows(terms: InstalmentTerms): UnitSchedule | undefined {
  for (const field in terms) if (!KNOWN.has(field)) return undefined;
  const setting = settingOf(terms);
  if (setting === undefined) return undefined;
  const absorbs = terms.finalPayment !== 'leaveResidual';
  switch (terms.amortization ?? 'level') {
    case 'level':
    case 'balloon': {
      const payment = paymentUnits(terms, setting);
      return payment === undefined ? undefined : foldUnits(setting, { payment, absorbs });
    }
    case 'equalPrincipal': {
      const share = unitsOf(roundTo(divide(decimalAt(terms.principal), ratioOf(setting.days.length)), roundingOf(terms.principalRounding)), terms);
      return share === undefined ? undefined : foldUnits(setting, { principal: share, absorbs: true });
    }
    case 'interestOnly':
      return foldUnits(setting, { principal: 0, absorbs: true });
    default:
      return undefined;
  }
}

/** Either a level payment or a fixed principal in each row. */
type Rule = { readonly payment?: number; readonly principal?: number; readonly absorbs: boolean };

function foldUnits({ principal, days, numerators, denominator, mode }: Setting, { payment, principal: share = 0, absorbs }: Rule): UnitSchedule | undefined {
  const count = days.length;
  const [interest, balances] = [new Float64Array(count), new Float64Array(count)];
  const divisor: Divisor = { denominator, inverse: 1 / denominator, mode };
  let [balance, totalInterest] = [principal, 0];
  for (let i = 0; i < count; i++) {
    const product = balance * (numerators[i] ?? 0);
    if (product > PRODUCT_MAX || balance < 0) return undefined;
    const due = roundedQuotient(product, divisor);
    balance -= absorbs && i === count - 1 ? balance : payment === undefined ? share : payment - due;
    totalInterest += due;
    interest[i] = due;
    balances[i] = balance;
  }
  return totalInterest + principal > SAFE ? undefined : { principal, payment, days, interest, balance: balances, totalInterest };
}

type Divisor = { readonly denominator: number; readonly inverse: number; readonly mode: RoundingMode };

/** `product / denominator` for whole numbers of zero or more. The nearest by the inverse may be one off beside a tie; the remainder, exact, tells. */
function roundedQuotient(product: number, { denominator, inverse, mode }: Divisor): number {
  const nearest = Math.floor(product * inverse + 0.5);
  const rest = product - nearest * denominator;
  if (mode === 'up') return rest > 0 ? nearest + 1 : nearest;
  if (mode === 'down') return rest < 0 ? nearest - 1 : nearest;
  const beyondHalf = 2 * Math.abs(rest) - denominator;
  if (beyondHalf < 0) return nearest;
  const other = rest > 0 ? nearest + 1 : nearest - 1;
  if (beyondHalf > 0) return other;
  return mode === 'halfUp' ? Math.max(nearest, other) : nearest % 2 === 0 ? nearest : other;
}

function settingOf(terms: InstalmentTerms): Setting | undefined {
  const { interestRounding, decimals = 2, count = terms.dueDates?.length ?? 0 } = terms;
  if (!interestRounding || interestRounding.increment !== stepOf(decimals)) return undefined;
  const principal = unitsOf(decimalAt(terms.principal), terms);
  const days = daysOf(terms, count);
  const factors = principal === undefined || days === undefined ? undefined : factorsOf(terms, days);
  if (principal === undefined || days === undefined || factors === undefined) return undefined;
  return { principal, days, ...factors, mode: interestRounding.mode };
}

const STEPS = ['1', '0.1', '0.01', '0.001', '0.0001'] as const;
/** The rounding step that needs exactly the decimals shown. */
const stepOf = (decimals: number): string | undefined => STEPS[decimals];

function unitsOf(value: Ratio, { decimals = 2 }: InstalmentTerms): number | undefined {
  const units = value.num * 10n ** BigInt(decimals);
  if (units % value.den !== 0n) return undefined;
  const number = Number(units / value.den);
  return Math.abs(number) <= SAFE ? number : undefined;
}

function daysOf(terms: InstalmentTerms, count: number): readonly Day[] | undefined {
  const rule = dateRule(terms);
  const days: Day[] = new Array<Day>(count);
  for (let i = 0; i < count; i++) days[i] = rule(i + 1);
  return isCalendarDay(days[count - 1] ?? NaN) ? days : undefined;
}

type Factors = Pick<Setting, 'numerators' | 'denominator'>;

function factorsOf(terms: InstalmentTerms, days: readonly Day[]): Factors | undefined {
  const rate = percentOf(terms.annualRatePercent);
  const name = terms.periodInterest ?? DAY_COUNT_DEFAULT;
  if (rate.num < 0n) return undefined;
  if (name === 'periodic') {
    const { num, den } = reduced(multiply(rate, regularYears(terms)));
    return den > SAFE ? undefined : { denominator: Number(den), numerators: new Array<number>(days.length).fill(Number(num)) };
  }
  const dayCount: DayCount | undefined = isDayCountName(name) ? DAY_COUNTS[name] : undefined;
  if (dayCount?.divisor === undefined || dayCount.needs !== undefined) return undefined;
  const daily = reduced(divide(rate, dayCount.divisor));
  return daily.den > SAFE ? undefined : { denominator: Number(daily.den), numerators: countedNumerators(dayCount, Number(daily.num), { start: dayAt(terms.startDate), days }) };
}

function countedNumerators({ days: countDays }: DayCount, daily: number, { start, days }: { readonly start: Day; readonly days: readonly Day[] }): readonly number[] {
  let before = start;
  return days.map((day) => {
    const counted = countDays(before, day, {});
    before = day;
    return daily * counted;
  });
}

/** The given or the level payment, where it is a whole number of units. */
function paymentUnits(terms: InstalmentTerms, setting: Setting): number | undefined {
  if (terms.payment !== undefined) return unitsOf(decimalAt(terms.payment), terms);
  const { paymentRounding, decimals = 2 } = terms;
  if (!paymentRounding) return undefined;
  const isUnit = paymentRounding.increment === stepOf(decimals);
  const near = isUnit ? nearPayment(setting, paymentRounding.mode) : undefined;
  return near ?? unitsOf(exactPayment(setting, paymentRounding, decimals), terms);
}

/** How far a level payment in doubles can be off, relative, for each period and at least. */
const ERROR_BY_PERIOD = 8 * Number.EPSILON;

/** The payment from doubles, unless it lies so near to where rounding changes that only exact arithmetic can tell. */
function nearPayment({ principal, numerators, denominator }: Setting, mode: RoundingMode): number | undefined {
  let [annuity, numerator, discount] = [0, 0, 1];
  for (let i = numerators.length - 1; i >= 0; i--) {
    const next = numerators[i] ?? 0;
    if (next !== numerator) {
      numerator = next;
      discount = 1 / (1 + next / denominator);
    }
    annuity = (1 + annuity) * discount;
  }
  const payment = principal / annuity;
  const error = payment * ERROR_BY_PERIOD * (numerators.length + 4);
  const shift = mode === 'up' ? 1 : mode === 'down' ? 0 : 0.5;
  const [low, high] = [Math.floor(payment - error + shift), Math.floor(payment + error + shift)];
  const touches = mode === 'up' || mode === 'down' ? Math.abs(payment - Math.round(payment)) <= error : false;
  return low === high && !touches ? low : undefined;
}

function exactPayment({ principal, numerators, denominator }: Setting, rounding: RoundingTerms, decimals: number): Ratio {
  const factors = numerators.map((numerator) => ratioOf(numerator, denominator));
  return roundTo(levelPayment(divide(ratioOf(principal), ratioOf(10n ** BigInt(decimals))), factors), roundingOf(rounding));
}

