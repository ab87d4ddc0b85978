/**
 * The terms of a loan as its LoanSetup has them → terms of the calculator. Value lists are LoanPro's;
 * what they leave open is said by the fields beside them (dayCount, interestRounding …).
 * In: the setup. Out: `InstalmentTerms`. Fails with LON701, naming the fields of the setup.
 */
import { RequestError, fail } from '../base/index.ts';
import { add, decimalText, isDayCountName, multiply, parseDecimal, ratioOf } from '../loan/index.ts';
import type { InstalmentTerms, RoundingTerms } from '../loan/index.ts';
import type { LoanRecord, SetupRecord } from './loan-record.ts';

type Frequency = { readonly frequency: NonNullable<InstalmentTerms['frequency']>; readonly periodYears: string };
const FREQUENCIES: Readonly<Record<string, Frequency>> = {
  'loan.frequency.monthly': { frequency: { unit: 'month', every: 1 }, periodYears: '1/12' },
  'loan.frequency.semimonthly': { frequency: { unit: 'semimonth', every: 1 }, periodYears: '1/24' },
  'loan.frequency.biWeekly': { frequency: { unit: 'week', every: 2 }, periodYears: '14/365' },
  'loan.frequency.weekly': { frequency: { unit: 'week', every: 1 }, periodYears: '7/365' },
  'loan.frequency.quarterly': { frequency: { unit: 'month', every: 3 }, periodYears: '1/4' },
  'loan.frequency.semiannually': { frequency: { unit: 'month', every: 6 }, periodYears: '1/2' },
  'loan.frequency.annually': { frequency: { unit: 'month', every: 12 }, periodYears: '1' },
  'loan.frequency.single': { frequency: { unit: 'month', every: 1 }, periodYears: '1/12' },
};
/** How often a year the rate is meant. */
const RATE_TYPES: Readonly<Record<string, number>> = {
  'loan.rateType.annually': 1, 'loan.rateType.semiannually': 2, 'loan.rateType.monthly': 12,
  'loan.rateType.semimonthly': 24, 'loan.rateType.biweekly': 26, 'loan.rateType.weekly': 52,
};
const CALC_TYPES: Readonly<Record<string, InstalmentTerms['amortization']>> = {
  'loan.calcType.simpleInterest': 'level', 'loan.calcType.simpleIntLocked': 'level', 'loan.calcType.interestOnly': 'interestOnly', 'loan.calcType.rule78': 'ruleOf78',
};
const BUSINESS_DAYS: Readonly<Record<string, 'following' | 'preceding'>> = { 'loan.businessduedates.addDays': 'following', 'loan.businessduedates.subtractDays': 'preceding' };
export const CENTS: RoundingTerms = { increment: '0.01', mode: 'halfUp' };

/** Which field of the setup a field of the terms comes from. */
const SOURCES: Readonly<Record<string, string>> = {
  principal: 'loanAmount', annualRatePercent: 'loanRate', count: 'loanTerm', startDate: 'contractDate', firstPaymentDate: 'firstPaymentDate', periodInterest: 'dayCount',
  amortization: 'amortization', paymentBasis: 'paymentBasis', finalPayment: 'finalPayment', interestRounding: 'interestRounding', paymentRounding: 'paymentRounding', businessDays: 'businessDayConvention',
};

export function termsOfSetup(loan: LoanRecord): InstalmentTerms {
  const { setup } = loan;
  if (setup === null) return fail('LON701', 'The loan has no LoanSetup; its terms stand there.', { target: 'LoanSetup' });
  const missing = (['loanAmount', 'loanRate', 'loanTerm', 'firstPaymentDate'] as const).filter((name) => setup[name] === null);
  const startDate = setup.contractDate ?? loan.contractDate;
  const details = [...missing, ...(startDate === null ? ['contractDate'] : [])].map((name) => ({ code: 'LON701' as const, target: `LoanSetup/${name}`, message: `LoanSetup/${name} is not set.` }));
  if (details.length > 0) return fail('LON701', `The terms of the loan are incomplete: ${details.map(({ target }) => target).join(', ')}.`, { details });
  const { frequency, periodYears } = FREQUENCIES[setup.paymentFrequency ?? 'loan.frequency.monthly'] ?? unknown('paymentFrequency', setup.paymentFrequency);
  const paymentRounding = roundingOf('paymentRounding', setup.paymentRounding);
  return {
    principal: sum(setup.loanAmount, setup.underwriting),
    annualRatePercent: annualRate(setup),
    startDate: startDate ?? '', firstPaymentDate: setup.firstPaymentDate ?? '', frequency,
    count: setup.paymentFrequency === 'loan.frequency.single' ? 1 : (setup.loanTerm ?? 0),
    ...(setup.dueDateOnLastDOM ? { monthEnd: 'endOfMonth' as const } : {}),
    ...(setup.begEnd === 'loan.begend.beg' ? { inAdvance: true } : {}),
    ...periodInterest(setup, periodYears),
    interestRounding: roundingOf('interestRounding', setup.interestRounding), paymentRounding,
    ...(paymentRounding === null ? { billRounding: CENTS } : {}),
    amortization: (setup.amortization ?? CALC_TYPES[setup.calcType ?? ''] ?? 'level') as NonNullable<InstalmentTerms['amortization']>,
    ...(setup.paymentBasis === null ? {} : { paymentBasis: setup.paymentBasis as NonNullable<InstalmentTerms['paymentBasis']> }),
    ...(setup.finalPayment === null ? {} : { finalPayment: setup.finalPayment as NonNullable<InstalmentTerms['finalPayment']> }),
    ...businessDays(setup),
  };
}

/** Days are counted (Actual/365 Fixed unless named), or every period is as long as the others. */
function periodInterest({ dayCount, daysInYear, firstPeriodDays }: SetupRecord, periodYears: string): Pick<InstalmentTerms, 'periodInterest' | 'periodYears' | 'oddDayDivisor' | 'oddDaysIgnored'> {
  if (dayCount !== null) return isDayCountName(dayCount) ? { periodInterest: dayCount } : unknown('dayCount', dayCount);
  if (daysInYear !== 'loan.daysInYear.frequency') return { periodInterest: 'ACT/365F' };
  if (firstPeriodDays === 'loan.firstPeriodDays.forceRegular') return { periodInterest: 'periodic', periodYears };
  const ignored = firstPeriodDays === 'loan.firstPeriodDays.frequency' ? { oddDaysIgnored: 2 } : {};
  return { periodInterest: 'periodic+oddDays', periodYears, oddDayDivisor: 365, ...ignored };
}

function businessDays({ businessDayConvention, dueDatesOnBusinessDays }: SetupRecord): Pick<InstalmentTerms, 'businessDays'> {
  const convention = businessDayConvention ?? BUSINESS_DAYS[dueDatesOnBusinessDays ?? ''];
  return convention === undefined ? {} : { businessDays: { convention: convention as NonNullable<InstalmentTerms['businessDays']>['convention'] } };
}

function annualRate({ loanRate, loanRateType }: SetupRecord): string {
  if ((loanRate ?? '').startsWith('-')) fail('LON701', `LoanSetup/loanRate is ${loanRate}; the rate of a loan that is serviced must not be below zero.`, { target: 'LoanSetup/loanRate' });
  const times = RATE_TYPES[loanRateType ?? 'loan.rateType.annually'] ?? unknown('loanRateType', loanRateType);
  return decimalText(multiply(parseDecimal(loanRate ?? '') ?? ratioOf(0), ratioOf(times)));
}

const sum = (a: string | null, b: string | null): string => decimalText(add(parseDecimal(a ?? '0') ?? ratioOf(0), parseDecimal(b ?? '0') ?? ratioOf(0)));

/** `none`, or a mode and the places it rounds to: `halfUp to 2 places`. Absent: cents, half up. */
function roundingOf(field: string, text: string | null): RoundingTerms | null {
  if (text === null) return CENTS;
  if (text === 'none') return null;
  const [, mode, places] = /^(halfUp|halfEven|up|down) to ([0-9]|1[0-9]) places?$/.exec(text) ?? unknown(field, text, 'none, or a mode and places such as "halfUp to 2 places"');
  return { increment: places === '0' ? '1' : `0.${'1'.padStart(Number(places), '0')}`, mode: mode as RoundingTerms['mode'] };
}

function unknown(field: string, found: string | null, expected = 'a value the calculator knows'): never {
  return fail('LON701', `LoanSetup/${field} is '${found ?? ''}'; expected ${expected}.`, { target: `LoanSetup/${field}` });
}

/** Work with the terms of a loan; faults of the calculator name the fields of the setup. */
export function withTerms<T>(loan: LoanRecord, work: (terms: InstalmentTerms) => T): T {
  const terms = termsOfSetup(loan);
  try {
    return work(terms);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, details } = error.fault;
    const rename = (target: string | undefined): string => `LoanSetup/${SOURCES[(target ?? '').split(/[/.[]/)[0] ?? ''] ?? target ?? ''}`;
    return fail(code, message, { target: 'LoanSetup', ...(details === undefined ? {} : { details: details.map((detail) => ({ ...detail, target: rename(detail.target) })) }) });
  }
}
