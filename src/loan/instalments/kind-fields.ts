/**
 * Which fields the kinds of repayment need, and which have a meaning only with some of them.
 * In: terms and the list of problems. Out: problems added.
 */
import type { Problems } from '../problems.ts';
import type { Amortization, InstalmentTerms } from '../terms.ts';

type Field = keyof InstalmentTerms;

const LEVEL: readonly Amortization[] = ['level', 'balloon', 'stepRate', 'skip'];
const UNCOUNTED: readonly Amortization[] = ['fixedPayment', 'fixedPrincipal', 'percentOfBalance'];

const NEEDED: Readonly<Partial<Record<Amortization, readonly Field[]>>> = {
  fixedPayment: ['payment'],
  fixedPrincipal: ['fixedPrincipal'],
  principalPlusInterest: ['fixedPrincipal'],
  percentOfBalance: ['percentBase', 'percent', 'minimum'],
  graduated: ['stepEvery', 'stepPercent'],
  stepRate: ['rateSteps'],
};

const ONLY_WITH: Readonly<Partial<Record<Field, readonly Amortization[]>>> = {
  payment: [...LEVEL, 'fixedPayment', 'ruleOf78'],
  paymentBasis: [...LEVEL, 'ruleOf78'],
  paymentCapPercent: LEVEL,
  amortizeOver: LEVEL,
  balloonAmount: LEVEL,
  gracePrincipal: [...LEVEL, 'equalPrincipal', 'flat'],
  deferInterestPeriods: LEVEL,
  skipPeriods: LEVEL,
  skipMonths: LEVEL,
  unpaidInterest: LEVEL,
  stepEvery: ['graduated'],
  stepPercent: ['graduated'],
  fixedPrincipal: ['fixedPrincipal', 'principalPlusInterest'],
  principalRounding: ['equalPrincipal', 'flat'],
  percentBase: ['percentOfBalance'],
  percent: ['percentOfBalance'],
  minimum: ['percentOfBalance'],
  paymentRoundedTotal: ['flat'],
  flatInterestTotal: ['flat'],
  chargeBasis: ['ruleOf78'],
};

export const isCounted = ({ amortization = 'level' }: InstalmentTerms): boolean => !UNCOUNTED.includes(amortization);

export function checkKindFields(terms: InstalmentTerms, problems: Problems): void {
  const kind = terms.amortization ?? 'level';
  for (const field of NEEDED[kind] ?? []) {
    if (terms[field] === undefined) problems.add(field, `is required with amortization '${kind}'.`);
  }
  for (const [field, kinds] of Object.entries(ONLY_WITH) as [Field, readonly Amortization[]][]) {
    if (isGiven(terms[field]) && !kinds.includes(kind)) problems.add(field, `has no meaning with amortization '${kind}'; it goes with ${kinds.join(', ')}.`);
  }
  checkCount(terms, problems, kind);
}

/** Zero, false and null say what saying nothing says. */
const isGiven = (value: InstalmentTerms[Field]): boolean => value !== undefined && value !== null && value !== 0 && value !== false;

function checkCount(terms: InstalmentTerms, problems: Problems, kind: Amortization): void {
  if (isCounted(terms)) {
    if (terms.count === undefined && terms.dueDates === undefined) problems.add('count', `is required with amortization '${kind}', unless dueDates are given.`);
    return;
  }
  for (const field of ['count', 'dueDates'] as const) {
    if (terms[field] !== undefined) problems.add(field, `has no meaning with amortization '${kind}', which runs until the loan is paid off.`);
  }
}
