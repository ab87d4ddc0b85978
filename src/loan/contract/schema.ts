/**
 * The fields of terms in the contract form, one by one: unit, default, effect. The TypeScript type is `ContractTerms`.
 * In brackets the term of the ACTUS data dictionary with the same meaning.
 */
import { DAY_COUNT_NAMES } from '../day-count.ts';
import { amount, businessDays, choice, date, decimal, decimals, fixedRate, integer, list, rateCaps, record } from '../schema-parts.ts';
import type { JsonSchema } from '../schema-parts.ts';
import { CONTRACT_KINDS, COUNT_MAX, CYCLE_UNITS } from '../terms.ts';

const cycle = (description: string): JsonSchema =>
  record(
    {
      anchor: date('First date of the cycle, which may be the start; absent: one cycle after the start.'),
      unit: choice(CYCLE_UNITS, 'What is counted from the anchor.'),
      every: integer(1, COUNT_MAX, 'How many units lie between dates.'),
      stub: choice(['long', 'short'], 'The last period before maturity, where no whole cycle is left: a long one (L0), or a short one more (L1).', 'short'),
    },
    description,
    ['unit', 'every'],
  );

const trade = (description: string): JsonSchema => record({ date: date('Day of the trade.'), price: decimal('Price without accrued interest. With the borrower\'s role the interest counts against it, as in the published results of ACTUS.') }, description, ['date', 'price']);

export const CONTRACT_SCHEMA: JsonSchema = record(
  {
    form: choice(['contract'], 'Which form of terms this is.'),
    kind: choice(CONTRACT_KINDS, '`annuity` (ANN): equal payments of principal and interest, sized here unless given. `linear` (LAM): equal redemptions beside the interest. `negativeAmortizer` (NAM): a given payment; interest above it is added to the balance. `bullet` (PAM): all principal at maturity.'),
    role: choice(['lender', 'borrower'], 'Whose cash the amounts are (contractRole RPA, RPL).', 'lender'),
    principal: amount('Amount lent (notionalPrincipal), as of the start or the status date.'),
    annualRatePercent: decimal('Nominal rate, percent a year (nominalInterestRate times 100).'),
    decimals,
    startDate: date('Day of the payout (initialExchangeDate). No event before it.'),
    maturityDate: date('Day the rest is repaid. Absent: `amortizeUntil`, or the first redemption that the payment can finish.'),
    amortizeUntil: date('Last day the payment of an annuity is sized on (amortizationDate). After the maturity it leaves a balloon. Absent: the maturity.'),
    statusDate: date('Day the principal, accrued interest and rate are of, for a contract that already runs; events up to it are past. Before the start it changes nothing.'),
    accruedInterest: decimal('Interest run before the first day. Absent: since the last date of the interest cycle up to the status date; without one, since the anchor of the interest cycle if that lies before the start.'),
    premium: decimal('Paid on top of the principal at the start; below zero a discount (premiumDiscountAtIED).'),
    dayCount: choice(DAY_COUNT_NAMES, 'A365 is ACT/365F, A360 ACT/360, 30E360 30E/360, AA ACT/ACT ISDA.', 'ACT/365F'),
    monthEnd: choice(['clamp', 'endOfMonth'], 'In short months the last day, then the day number again (SD), or always the last day where the anchor is one (EOM).', 'clamp'),
    businessDays,
    principalCycle: cycle('Days principal is redeemed on.'),
    principalPayment: amount('Payment of a redemption day (nextPrincipalRedemptionPayment): with interest, but for `linear`. Absent: sized (annuity), or principal over the number of redemptions (linear).'),
    interestCycle: cycle('Days interest is paid on, besides maturity. Absent: the days of principal. An annuity or negative amortizer pays it with its payments from one cycle of theirs before the first on.'),
    capitalizeUntil: date('Up to this day interest is added to the balance in place of being paid (capitalizationEndDate).'),
    interestBase: choice(['balance', 'initial', 'reset'], 'What interest is taken of: the balance (NT), the initial amount (NTIED), or the balance as of the days of `interestBaseCycle` (NTL).', 'balance'),
    interestBaseAmount: amount('The amount of `initial`, or the first one of `reset`; absent: the principal.'),
    interestBaseCycle: cycle('Days `reset` takes the balance anew.'),
    rateSteps: list(
      record(
        {
          fromDate: date('First day with the new rate.'),
          annualRatePercent: decimal('New rate, percent a year.'),
          fixed: fixedRate,
          recalcPayment: { type: 'boolean', description: 'Whether an annuity sizes its payment anew. Absent: only one that was sized here.' },
        },
        'One change of the rate.',
        ['fromDate', 'annualRatePercent'],
      ),
      'Changes of the rate, in order of date (RR); business days move them like other dates.',
    ),
    rateCaps,
    purchase: trade('Bought later (PRD): events before, and those of the same day, are the seller\'s; the price and accrued interest are paid.'),
    termination: trade('Sold or ended early (TD): the price and accrued interest are received; nothing follows.'),
  },
  'Dated events with cycles of their own for principal and interest, exact and not rounded.',
  ['form', 'kind', 'principal', 'annualRatePercent', 'startDate'],
);
