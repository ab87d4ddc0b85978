/**
 * What terms of the contract form must fulfil. In: terms whose shape was checked at the edge. Out: nothing, or one
 * fault LON701 that names every field at odds with the format or with another field.
 */
import { parseDate } from '../dates.ts';
import { DAY_COUNT_NAMES } from '../day-count.ts';
import { checkBusinessDays, checkRateSteps } from '../check-parts.ts';
import { problemList } from '../problems.ts';
import type { Problems, Range } from '../problems.ts';
import { CONTRACT_KINDS, COUNT_MAX, CYCLE_UNITS, MONTH_ENDS } from '../terms.ts';
import type { ContractTerms, Cycle } from '../terms.ts';

const DATES = ['startDate', 'maturityDate', 'amortizeUntil', 'statusDate', 'capitalizeUntil'] as const;
const CYCLES = ['principalCycle', 'interestCycle', 'interestBaseCycle'] as const;
/** Their reference periods or payments a year are not part of a contract's terms. */
const UNFIT_DAY_COUNTS: ReadonlySet<string> = new Set(['ACT/ACT ICMA', 'ACT/365L']);

export function checkContract(terms: ContractTerms): void {
  const problems = problemList();
  checkContractValues(terms, problems);
  problems.end(); // what follows compares values that could be read
  checkKind(terms, problems);
  checkOrder(terms, problems);
  problems.end();
}

/** Each value by itself. */
export function checkContractValues(terms: ContractTerms, problems: Problems): void {
  checkFormats(terms, problems);
  for (const field of CYCLES) checkCycle(terms[field], field, problems);
  for (const field of ['purchase', 'termination'] as const) {
    problems.date(`${field}.date`, terms[field]?.date);
    problems.decimal(`${field}.price`, terms[field]?.price);
  }
}

function checkFormats(terms: ContractTerms, problems: Problems): void {
  for (const field of ['principal', 'annualRatePercent', 'startDate', 'kind'] as const) problems.required(field, terms[field]);
  problems.amount('principal', terms.principal, { isPositive: true });
  problems.amount('principalPayment', terms.principalPayment, { isPositive: true });
  problems.amount('interestBaseAmount', terms.interestBaseAmount);
  for (const field of ['accruedInterest', 'premium'] as const) problems.decimal(field, terms[field]);
  problems.percent('annualRatePercent', terms.annualRatePercent);
  problems.integer('decimals', terms.decimals, { from: 0, to: 18 });
  for (const field of DATES) problems.date(field, terms[field]);
  problems.oneOf('kind', terms.kind, CONTRACT_KINDS);
  problems.oneOf('role', terms.role, ['lender', 'borrower']);
  problems.oneOf('dayCount', terms.dayCount, DAY_COUNT_NAMES);
  problems.oneOf('monthEnd', terms.monthEnd, MONTH_ENDS);
  problems.oneOf('interestBase', terms.interestBase, ['balance', 'initial', 'reset']);
  checkBusinessDays(terms.businessDays, problems);
  checkRateSteps(terms, problems, { from: 1, to: COUNT_MAX });
  (terms.rateSteps ?? []).forEach(({ fromPeriod }, i) => fromPeriod !== undefined && problems.add(`rateSteps[${i}].fromPeriod`, 'a contract names the date of a new rate.'));
}

function checkCycle(cycle: Cycle | undefined, field: string, problems: Problems): void {
  if (cycle === undefined) return;
  problems.date(`${field}.anchor`, cycle.anchor);
  problems.oneOf(`${field}.unit`, cycle.unit, CYCLE_UNITS);
  problems.required(`${field}.every`, cycle.every);
  problems.integer(`${field}.every`, cycle.every, { from: 1, to: COUNT_MAX });
  problems.oneOf(`${field}.stub`, cycle.stub, ['long', 'short']);
}

function checkKind(terms: ContractTerms, problems: Problems): void {
  const { kind, dayCount = 'ACT/365F', interestBase } = terms;
  if (UNFIT_DAY_COUNTS.has(dayCount)) problems.add('dayCount', `'${dayCount}' needs what contracts do not tell; use the instalment form.`);
  if (terms.monthEnd === 'rollForward') problems.add('monthEnd', `'rollForward' goes with the instalment form.`);
  if (kind === 'bullet') {
    if (terms.maturityDate === undefined) problems.add('maturityDate', `is required with kind 'bullet'.`);
    for (const field of ['principalCycle', 'principalPayment'] as const) if (terms[field] !== undefined) problems.add(field, `has no meaning with kind 'bullet'.`);
  } else {
    if (terms.principalCycle === undefined) problems.add('principalCycle', `is required with kind '${kind}'.`);
    const needsPayment = kind === 'negativeAmortizer' || (terms.maturityDate ?? terms.amortizeUntil) === undefined;
    if (needsPayment && terms.principalPayment === undefined) problems.add('principalPayment', kind === 'negativeAmortizer' ? `is required with kind '${kind}'.` : 'is required without a maturityDate.');
  }
  if (kind !== 'annuity' && terms.amortizeUntil !== undefined) problems.add('amortizeUntil', `has a meaning only with kind 'annuity'.`);
  if (terms.interestBaseCycle !== undefined && interestBase !== 'reset') problems.add('interestBaseCycle', `has a meaning only with interestBase 'reset'.`);
  if (terms.interestBaseAmount !== undefined && (interestBase ?? 'balance') === 'balance') problems.add('interestBaseAmount', `has no meaning with interestBase 'balance'.`);
}

const at = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDate(text));

function checkOrder(terms: ContractTerms, problems: Problems): void {
  const start = at(terms.startDate) ?? NaN;
  const status = at(terms.statusDate) ?? 0;
  const first = Math.max(start, status);
  const maturity = at(terms.maturityDate) ?? at(terms.amortizeUntil) ?? Infinity;
  for (const field of ['maturityDate', 'amortizeUntil'] as const) {
    const date = at(terms[field]);
    if (date !== undefined && date <= first) problems.add(field, `'${terms[field] ?? ''}' must come after the start and status date.`);
  }
  for (const field of ['principalCycle', 'interestBaseCycle'] as const) {
    const anchor = at(terms[field]?.anchor);
    if (anchor !== undefined && anchor > maturity) problems.add(`${field}.anchor`, 'must not come after the maturity date.');
  }
  checkTrades(terms, problems, { from: status < start ? start : status + 1, to: maturity });
  const until = at(terms.capitalizeUntil);
  if (until !== undefined && until > maturity) problems.add('capitalizeUntil', 'must not come after the maturity date.');
  (terms.rateSteps ?? []).forEach(({ fromDate }, i) => {
    if (status < start && (at(fromDate) ?? start) < start) problems.add(`rateSteps[${i}].fromDate`, 'must not come before the start; the first rate is `annualRatePercent`.');
  });
}

function checkTrades(terms: ContractTerms, problems: Problems, { from, to }: Range): void {
  for (const field of ['purchase', 'termination'] as const) {
    const date = at(terms[field]?.date);
    if (date !== undefined && (date < from || date > to)) problems.add(`${field}.date`, 'must lie between the start, or after the status date, and the maturity date.');
  }
  if ((at(terms.purchase?.date) ?? 0) > (at(terms.termination?.date) ?? Infinity)) problems.add('termination.date', 'must not come before the purchase.');
}
