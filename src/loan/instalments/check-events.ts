/**
 * What the lists in the terms must fulfil: rate steps, skipped periods, money paid out later, actual payments, fees.
 * In: terms whose single values can be read, and the list of problems. Out: problems added.
 */
import { parseDate } from '../dates.ts';
import { isDayCountName } from '../day-count.ts';
import { DAY_COUNT_DEFAULT } from './periods.ts';
import type { Problems, Range } from '../problems.ts';
import { checkRateSteps } from '../check-parts.ts';
import { COUNT_MAX } from '../terms.ts';
import type { FeeTerms, InstalmentTerms } from '../terms.ts';

export function checkEvents(terms: InstalmentTerms, problems: Problems): void {
  const rows: Range = { from: 1, to: terms.count ?? terms.dueDates?.length ?? COUNT_MAX };
  checkRateSteps(terms, problems, rows);
  checkSkips(terms, problems, rows);
  checkDraws(terms, problems, rows);
  checkActualPayments(terms, problems, rows);
  checkSizings(terms, problems, rows);
  if ((terms.fees ?? []).length > FEES_MAX) problems.add('fees', `holds ${terms.fees?.length ?? 0} fees; at most ${FEES_MAX} are allowed.`);
  (terms.fees ?? []).forEach((fee, i) => checkFee(fee, `fees[${i}]`, problems));
}

const FEES_MAX = 100;
/** Periods that may be sized anew in all: each rate step sizes those that are left. */
const SIZINGS_MAX = 1_000_000;

function checkSizings({ rateSteps = [], payment, paymentBasis }: InstalmentTerms, problems: Problems, { to: count }: Range): void {
  if (payment !== undefined || paymentBasis === 'plan') return;
  const steps = rateSteps.filter(({ recalcPayment = true }) => recalcPayment).length;
  if (steps * count > SIZINGS_MAX) problems.add('rateSteps', `${steps} steps that size the payment anew over ${count} periods are too many; say recalcPayment false, or use fewer.`);
}

function checkSkips({ skipPeriods = [], skipMonths = [] }: InstalmentTerms, problems: Problems, rows: Range): void {
  problems.list('skipPeriods', skipPeriods);
  skipPeriods.forEach((k, i) => problems.integer(`skipPeriods[${i}]`, k, rows));
  skipMonths.forEach((month, i) => problems.integer(`skipMonths[${i}]`, month, { from: 1, to: 12 }));
  if (new Set(skipMonths).size === 12) problems.add('skipMonths', 'leaves no month to pay in.');
}

function checkDraws(terms: InstalmentTerms, problems: Problems, rows: Range): void {
  const { extraDisbursements = [], startDate, periodInterest = DAY_COUNT_DEFAULT } = terms;
  problems.list('extraDisbursements', extraDisbursements);
  extraDisbursements.forEach(({ afterPeriod, date, amount }, i) => {
    const field = `extraDisbursements[${i}]`;
    problems.required(`${field}.amount`, amount);
    problems.amount(`${field}.amount`, amount, { isPositive: true });
    if ((afterPeriod === undefined) === (date === undefined)) return problems.add(field, 'must say either afterPeriod or date.');
    problems.integer(`${field}.afterPeriod`, afterPeriod, rows);
    problems.date(`${field}.date`, date);
    if (date === undefined) return undefined;
    if ((parseDate(date) ?? NaN) <= (parseDate(startDate) ?? NaN)) problems.add(`${field}.date`, `'${date}' must come after the start date ${startDate}.`);
    if (!isDayCountName(periodInterest)) problems.add(`${field}.date`, `needs a day count: periodInterest is '${periodInterest}'.`);
    return undefined;
  });
}

function checkActualPayments({ actualPayments = [] }: InstalmentTerms, problems: Problems, rows: Range): void {
  problems.list('actualPayments', actualPayments);
  const seen = new Set<number>();
  actualPayments.forEach(({ period, amount }, i) => {
    const field = `actualPayments[${i}]`;
    problems.required(`${field}.amount`, amount);
    problems.amount(`${field}.amount`, amount);
    problems.required(`${field}.period`, period);
    problems.integer(`${field}.period`, period, rows);
    if (seen.has(period)) problems.add(`${field}.period`, `${period} is given twice.`);
    seen.add(period);
  });
}

function checkFee(fee: FeeTerms, field: string, problems: Problems): void {
  const { charged = 'instalment', amount, percent } = fee;
  if ((amount === undefined) === (percent === undefined)) problems.add(field, 'must say either amount or percent.');
  problems.amount(`${field}.amount`, amount);
  problems.percent(`${field}.percent`, percent, 0);
  problems.rounding(`${field}.rounding`, fee.rounding);
  problems.oneOf(`${field}.kind`, fee.kind, ['fee', 'insurance', 'escrow']);
  problems.oneOf(`${field}.charged`, charged, ['start', 'instalment']);
  problems.oneOf(`${field}.paid`, fee.paid, ['cash', 'financed', 'withheld']);
  problems.oneOf(`${field}.of`, fee.of, ['principal', 'balance', 'payment']);
  for (const name of ['fromPeriod', 'toPeriod', 'every'] as const) {
    problems.integer(`${field}.${name}`, fee[name], { from: 1, to: COUNT_MAX });
    if (charged === 'start' && fee[name] !== undefined) problems.add(`${field}.${name}`, 'has no meaning for a fee charged at the start.');
  }
  if (charged !== 'start' && fee.paid !== undefined) problems.add(`${field}.paid`, 'has a meaning only for a fee charged at the start.');
}
