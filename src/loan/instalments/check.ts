/**
 * What terms of the instalment form must fulfil to mean something. In: terms whose shape was checked at the edge.
 * Out: nothing, or one fault LON701 that names every field at odds with the format or with another field.
 * Which field belongs to which kind of repayment stands in `kind-fields.ts`.
 */
import { parseDate } from '../dates.ts';
import { DAY_COUNT_NAMES } from '../day-count.ts';
import { checkBusinessDays } from '../check-parts.ts';
import { MONTHLY } from './due-dates.ts';
import { periodsPerYear } from './periods.ts';
import { problemList } from '../problems.ts';
import type { Problems, Range } from '../problems.ts';
import { checkKindFields, isCounted } from './kind-fields.ts';
import { checkEvents } from './check-events.ts';
import { AMORTIZATIONS, COUNT_MAX, FREQUENCY_UNITS, MONTH_ENDS } from '../terms.ts';
import type { InstalmentTerms } from '../terms.ts';

const COUNTS: Range = { from: 1, to: COUNT_MAX };
const FROM_NONE: Range = { from: 0, to: COUNT_MAX };

const NAMES = {
  periodInterest: ['periodic', 'periodic+oddDays', ...DAY_COUNT_NAMES],
  oddDayCount: DAY_COUNT_NAMES,
  oddInterest: ['firstPeriod', 'firstPayment', 'principal', 'prepaid'],
  monthEnd: MONTH_ENDS,
  unpaidInterest: ['carried', 'capitalized'],
  amortization: AMORTIZATIONS,
  paymentBasis: ['rates', 'periodic', 'plan', 'selfConsistent'],
  finalPayment: ['absorbRemainder', 'leaveResidual'],
  percentBase: ['principal', 'balanceAndInterest'],
  chargeBasis: ['level', 'addOn'],
} as const satisfies { readonly [field in keyof InstalmentTerms]?: readonly string[] };

const INTEGERS = {
  decimals: { from: 0, to: 18 },
  count: COUNTS,
  dueDay: { from: 1, to: 31 },
  oddDayDivisor: { from: 1, to: 1_000 },
  oddDaysIgnored: { from: 0, to: 31 },
  interestFreePeriods: FROM_NONE,
  amortizeOver: COUNTS,
  gracePrincipal: FROM_NONE,
  deferInterestPeriods: FROM_NONE,
  stepEvery: COUNTS,
} as const satisfies { readonly [field in keyof InstalmentTerms]?: Range };

const ROUNDINGS = ['interestRounding', 'paymentRounding', 'principalRounding', 'paymentRoundedTotal', 'billRounding'] as const;
const AMOUNTS = ['payment', 'fixedPrincipal', 'balloonAmount', 'minimum'] as const;

export function checkInstalments(terms: InstalmentTerms): void {
  const problems = problemList();
  checkInstalmentValues(terms, problems);
  problems.end(); // what follows compares values that could be read
  checkDates(terms, problems);
  checkInterest(terms, problems);
  checkPayment(terms, problems);
  checkKindFields(terms, problems);
  checkRungs(terms, problems);
  checkEvents(terms, problems);
  problems.end();
}

/** Each value by itself. */
export function checkInstalmentValues(terms: InstalmentTerms, problems: Problems): void {
  checkFormats(terms, problems);
  checkFrequency(terms, problems);
}

function checkFormats(terms: InstalmentTerms, problems: Problems): void {
  for (const field of ['principal', 'annualRatePercent', 'startDate'] as const) problems.required(field, terms[field]);
  problems.amount('principal', terms.principal, { isPositive: true });
  for (const field of AMOUNTS) problems.amount(field, terms[field]);
  problems.percent('annualRatePercent', terms.annualRatePercent);
  problems.percent('stepPercent', terms.stepPercent);
  for (const field of ['percent', 'paymentCapPercent'] as const) problems.percent(field, terms[field], 0);
  problems.ratio('periodYears', terms.periodYears);
  for (const field of ['startDate', 'firstPaymentDate'] as const) problems.date(field, terms[field]);
  problems.list('dueDates', terms.dueDates);
  (terms.dueDates ?? []).forEach((date, i) => problems.date(`dueDates[${i}]`, date));
  for (const field of ROUNDINGS) problems.rounding(field, terms[field]);
  for (const field of keysOf(NAMES)) problems.oneOf(field, terms[field], NAMES[field]);
  for (const field of keysOf(INTEGERS)) problems.integer(field, terms[field], INTEGERS[field]);
  problems.integer('compounding.timesPerYear', terms.compounding?.timesPerYear, { from: 1, to: 366 });
  checkBusinessDays(terms.businessDays, problems);
}

const keysOf = <Names extends string>(record: Readonly<Record<Names, unknown>>): readonly Names[] => Object.keys(record) as Names[];

function checkFrequency({ frequency, dueDay }: InstalmentTerms, problems: Problems): void {
  if (frequency === undefined) return;
  const { unit, every, days } = frequency;
  problems.oneOf('frequency.unit', unit, FREQUENCY_UNITS);
  problems.required('frequency.every', every);
  problems.integer('frequency.every', every, COUNTS);
  const hasMonths = unit === 'month' || unit === 'year';
  if (dueDay !== undefined && !hasMonths) problems.add('dueDay', `has no meaning with the unit '${unit}'.`);
  if (days === undefined) return;
  if (unit !== 'semimonth') problems.add('frequency.days', `has no meaning with the unit '${unit}'.`);
  if (!(days.length === 2 && days[0] < days[1])) problems.add('frequency.days', 'must be two rising days of the month.');
  days.forEach((day, i) => problems.integer(`frequency.days[${i}]`, day, { from: 1, to: 31 }));
}

const at = (text: string): number => parseDate(text) ?? NaN;

function checkDates(terms: InstalmentTerms, problems: Problems): void {
  const { startDate, firstPaymentDate, dueDates, inAdvance = false } = terms;
  const start = at(startDate);
  const first = firstPaymentDate === undefined ? undefined : at(firstPaymentDate);
  // where due dates are given, the first payment date generates nothing
  if (dueDates !== undefined) checkDueDates(terms, dueDates, problems);
  else if (inAdvance) {
    if (first !== undefined && first !== start) problems.add('firstPaymentDate', `must be the start date ${startDate}: these terms pay in advance.`);
  } else if (first !== undefined && first <= start) problems.add('firstPaymentDate', `'${firstPaymentDate}' must come after the start date ${startDate}.`);
}

function checkDueDates({ startDate, inAdvance = false, count }: InstalmentTerms, dueDates: readonly string[], problems: Problems): void {
  if (dueDates.length === 0) problems.add('dueDates', 'is empty.');
  if (count !== undefined && count !== dueDates.length) problems.add('dueDates', `holds ${dueDates.length} dates, but count is ${count}.`);
  let before = inAdvance ? at(startDate) - 1 : at(startDate);
  dueDates.forEach((date, i) => {
    if (at(date) <= before) problems.add(`dueDates[${i}]`, `'${date}' must come after ${i === 0 ? `the start date ${startDate}` : `'${dueDates[i - 1] ?? ''}'`}.`);
    before = at(date);
  });
}

function checkInterest(terms: InstalmentTerms, problems: Problems): void {
  const { periodInterest = 'ACT/365F', oddInterest = 'firstPeriod', frequency = MONTHLY, inAdvance } = terms;
  const perYear = periodsPerYear(frequency);
  const needsWhole = periodInterest === 'ACT/ACT ICMA' || periodInterest === 'ACT/365L';
  if (needsWhole && !Number.isInteger(perYear)) problems.add('frequency', `must divide the year for '${periodInterest}'.`);
  if (periodInterest === '30E/360 ISDA' && !isCounted(terms)) problems.add('periodInterest', `'${periodInterest}' needs to know the last due date.`);
  if (periodInterest === 'periodic' && oddInterest !== 'firstPeriod') problems.add('oddInterest', `has no meaning with periodInterest 'periodic', which knows no odd days.`);
  if (inAdvance === true && (periodInterest === 'periodic+oddDays' || oddInterest !== 'firstPeriod')) problems.add('inAdvance', 'leaves no odd days before the first payment.');
  for (const field of ['oddDayDivisor', 'oddFirstAllDays'] as const) {
    if (terms[field] !== undefined && periodInterest !== 'periodic+oddDays') problems.add(field, `has a meaning only with periodInterest 'periodic+oddDays'.`);
  }
  if (terms.carryInterestRounding === true && !terms.interestRounding) problems.add('carryInterestRounding', 'needs an interestRounding whose error it can carry.');
}

/** Powers of ten between the first rung and the last. */
const RUNGS_APART_MAX = 40;

function checkRungs({ stepPercent, stepEvery = 1, count = 0 }: InstalmentTerms, problems: Problems): void {
  if (stepPercent === undefined) return;
  const apart = Math.abs(Math.log10(1 + Number(stepPercent) / 100)) * Math.floor((count - 1) / stepEvery);
  if (apart > RUNGS_APART_MAX) problems.add('stepPercent', `'${stepPercent}' puts the last payment more than ${RUNGS_APART_MAX} digits away from the first.`);
}

function checkPayment(terms: InstalmentTerms, problems: Problems): void {
  const { count = terms.dueDates?.length ?? COUNT_MAX, gracePrincipal = 0, deferInterestPeriods = 0 } = terms;
  if (gracePrincipal >= count) problems.add('gracePrincipal', `${gracePrincipal} leaves none of ${count} periods to repay in.`);
  if (deferInterestPeriods >= count) problems.add('deferInterestPeriods', `${deferInterestPeriods} leaves none of ${count} periods to pay in.`);
  for (const field of ['payment', 'amortizeOver'] as const) {
    if (terms.balloonAmount !== undefined && terms[field] !== undefined) problems.add('balloonAmount', `does not go with ${field}, which sizes the payment.`);
  }
  if (terms.paymentBasis !== 'selfConsistent') return;
  if (!terms.interestRounding) problems.add('interestRounding', `is needed by paymentBasis 'selfConsistent'.`);
  const changing = ['payment', 'rateSteps', 'gracePrincipal', 'deferInterestPeriods', 'skipPeriods', 'skipMonths', 'extraDisbursements', 'actualPayments', 'amortizeOver', 'balloonAmount'] as const;
  for (const field of changing) if (terms[field] !== undefined) problems.add(field, `does not go with paymentBasis 'selfConsistent'.`);
}
