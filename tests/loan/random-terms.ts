/** Terms drawn from a number, the same for the same number: every kind, with some of what can change it. */
import type { InstalmentTerms } from '../../src/loan/index.ts';

type Draw = { readonly of: <Item>(items: readonly Item[]) => Item; readonly whole: (from: number, to: number) => number; readonly may: (chance: number) => boolean };

/** A linear congruential generator (the multiplier of Numerical Recipes), its high bits. */
function drawing(seed: number): Draw {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  next();
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { whole, may: (chance) => next() < chance, of: (items) => items[whole(0, items.length - 1)] as (typeof items)[number] };
}

const ROUNDINGS = [null, { increment: '0.01', mode: 'halfUp' }, { increment: '0.01', mode: 'halfEven' }, { increment: '0.01', mode: 'halfUp' }, { increment: '1', mode: 'up' }, { increment: '0.05', mode: 'down' }] as const;
const KINDS = ['level', 'level', 'level', 'graduated', 'fixedPayment', 'fixedPrincipal', 'equalPrincipal', 'principalPlusInterest', 'interestOnly', 'percentOfBalance', 'flat', 'ruleOf78'] as const;
const DAY_COUNTS = ['periodic', 'periodic+oddDays', '30/360', '30E/360', 'ACT/365F', 'ACT/365F', 'ACT/360', 'ACT/ACT ISDA', 'ACT/ACT ICMA', 'NL/365'] as const;

export function randomTerms(seed: number): InstalmentTerms {
  const draw = drawing(seed);
  const kind = draw.of(KINDS);
  const count = draw.whole(1, 40);
  const principal = draw.of(['100', '999.99', '12000', '250000', '0.01']);
  const periodInterest = draw.of(DAY_COUNTS);
  const runsUntilPaid = kind === 'fixedPayment' || kind === 'fixedPrincipal' || kind === 'percentOfBalance';
  return {
    principal,
    annualRatePercent: draw.of(['0', '4', '6.75', '12', '24.99', '99.9']),
    startDate: `20${draw.whole(20, 29)}-0${draw.whole(1, 9)}-${draw.whole(10, 28)}`,
    frequency: draw.of([{ unit: 'month', every: 1 }, { unit: 'month', every: 3 }, { unit: 'semimonth', every: 1 }]),
    periodInterest,
    interestRounding: draw.of(ROUNDINGS),
    paymentRounding: draw.of(ROUNDINGS),
    amortization: kind,
    ...(runsUntilPaid ? {} : { count }),
    ...(periodInterest === 'periodic+oddDays' ? { oddDayDivisor: draw.of([360, 365]) } : {}),
    ...(kind === 'level' ? levelExtras(draw, count) : {}),
    ...kindFields(kind, principal, draw),
  };
}

function levelExtras(draw: Draw, count: number): Partial<InstalmentTerms> {
  return {
    finalPayment: draw.of(['absorbRemainder', 'leaveResidual']),
    ...(draw.may(0.2) ? { gracePrincipal: draw.whole(0, count - 1) } : {}),
    ...(draw.may(0.2) ? { skipPeriods: [draw.whole(1, count)] } : {}),
    ...(draw.may(0.2) ? { actualPayments: [{ period: draw.whole(1, count), amount: '250.5', recalcPayment: draw.may(0.5) }] } : {}),
    ...(draw.may(0.2) ? { extraDisbursements: [{ afterPeriod: draw.whole(1, count), amount: '300' }] } : {}),
    ...(draw.may(0.2) ? { rateSteps: [{ fromPeriod: draw.whole(1, count), annualRatePercent: '9' }] } : {}),
    ...(draw.may(0.3) ? { unpaidInterest: draw.of(['carried', 'capitalized'] as const) } : {}),
    ...(draw.may(0.15) ? { paymentBasis: 'plan' as const } : {}),
  };
}

function kindFields(kind: InstalmentTerms['amortization'], principal: string, draw: Draw): Partial<InstalmentTerms> {
  const share = (parts: number): string => (Number(principal) / parts + 0.01).toFixed(2);
  switch (kind) {
    case 'graduated':
      return { stepEvery: draw.whole(1, 12), stepPercent: draw.of(['-3', '5']) };
    case 'fixedPayment':
      return { payment: share(draw.whole(3, 8)) };
    case 'fixedPrincipal':
    case 'principalPlusInterest':
      return { fixedPrincipal: share(draw.whole(5, 50)) };
    case 'percentOfBalance':
      return { percentBase: draw.of(['principal', 'balanceAndInterest']), percent: '20', minimum: share(draw.whole(5, 30)) };
    case 'ruleOf78':
      return { chargeBasis: draw.of(['level', 'addOn']) };
    default:
      return {};
  }
}
