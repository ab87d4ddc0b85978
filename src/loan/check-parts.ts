/**
 * Checks that both forms of terms share: rate steps with their caps, and business days.
 * In: the part as given and the list of problems. Out: problems added.
 */
import { BUSINESS_DAY_CONVENTIONS } from './business-days.ts';
import { parseDate } from './dates.ts';
import type { Problems, Range } from './problems.ts';
import type { BusinessDayTerms, RateCaps, RateStep } from './terms.ts';

type Stepped = { readonly rateSteps?: readonly RateStep[]; readonly rateCaps?: RateCaps };

export function checkRateSteps({ rateSteps = [], rateCaps = {} }: Stepped, problems: Problems, rows: Range): void {
  problems.list('rateSteps', rateSteps);
  let before = 0;
  rateSteps.forEach((step, i) => {
    const field = `rateSteps[${i}]`;
    problems.required(`${field}.annualRatePercent`, step.annualRatePercent);
    problems.percent(`${field}.annualRatePercent`, step.annualRatePercent);
    if ((step.fromPeriod === undefined) === (step.fromDate === undefined)) return problems.add(field, 'must say either fromPeriod or fromDate.');
    problems.integer(`${field}.fromPeriod`, step.fromPeriod, rows);
    problems.date(`${field}.fromDate`, step.fromDate);
    const from = step.fromPeriod ?? parseDate(step.fromDate ?? '') ?? NaN;
    if (from <= before) problems.add(field, 'must come after the step before it.');
    before = from;
  });
  const byDate = rateSteps.filter(({ fromDate }) => fromDate !== undefined).length;
  if (byDate > 0 && byDate < rateSteps.length) problems.add('rateSteps', 'must all say fromPeriod, or all fromDate.');
  for (const [name, percent] of Object.entries(rateCaps)) problems.percent(`rateCaps.${name}`, percent, name === 'floor' || name === 'ceiling' ? -100 : 0);
}

export function checkBusinessDays(terms: BusinessDayTerms | undefined, problems: Problems): void {
  if (terms === undefined) return;
  problems.oneOf('businessDays.convention', terms.convention, BUSINESS_DAY_CONVENTIONS);
  problems.oneOf('businessDays.interest', terms.interest, ['scheduled', 'shifted']);
  problems.list('businessDays.holidays', terms.holidays);
  (terms.holidays ?? []).forEach((date, i) => problems.date(`businessDays.holidays[${i}]`, date));
}
