/**
 * The fields of terms in the instalment form, one by one: unit, default, effect. Names that also stand in the vector
 * format mean what they mean there. The TypeScript type is `InstalmentTerms`.
 */
import { DAY_COUNT_NAMES } from '../day-count.ts';
import { amount, businessDays, choice, date, decimal, decimals, fixedRate, flag, integer, list, rateCaps, ratio, record, rounding } from '../schema-parts.ts';
import type { JsonSchema } from '../schema-parts.ts';
import { AMORTIZATIONS, COUNT_MAX, FREQUENCY_UNITS, MONTH_ENDS } from '../terms.ts';

const periods = (description: string): JsonSchema => integer(1, COUNT_MAX, description);

const AMOUNT_AND_DATES = {
  form: choice(['instalments'], 'Which form of terms this is.', 'instalments'),
  principal: amount('Amount lent, above zero; paid out on `startDate`.'),
  annualRatePercent: decimal('Nominal rate, percent a year: "6" is 0.06. Zero is allowed.'),
  decimals,
  startDate: date('The day money is paid out and interest begins.'),
  firstPaymentDate: date('Due date 1. Absent: one period after `startDate`, or `startDate` itself when paying in advance.'),
  frequency: record(
    {
      unit: choice(FREQUENCY_UNITS, 'What is counted from the first due date. `semimonth`: two days of each month.'),
      every: periods('How many units lie between due dates.'),
      days: { ...list(integer(1, 31, 'A day of the month.'), 'The two days of `semimonth`; absent: the first due date\'s day and the one 15 days from it in a month of 30.'), minItems: 2, maxItems: 2 },
    },
    'How due dates follow each other, always counted from the first. Absent: every month.',
    ['unit', 'every'],
  ),
  dueDay: integer(1, 31, 'Day of the month later due dates fall on, where it differs from the first one\'s (a first date cut to 28 February, due on the 31st).'),
  monthEnd: choice(MONTH_ENDS, 'A month without the day: `clamp` takes its last day and returns to the full number later; `rollForward` the first of the next month; `endOfMonth` keeps to the last day when the first due date is one.', 'clamp'),
  count: periods('Number of due dates. Not for kinds that run until paid off.'),
  dueDates: list(date('A due date.'), 'All due dates, rising, in place of a rule; `frequency` then only tells the length of a regular period.'),
  inAdvance: flag('Payments at the beginning of each period: the first on `startDate`, without interest.'),
  businessDays,
} as const;

const INTEREST = {
  periodInterest: choice(
    ['periodic', 'periodic+oddDays', ...DAY_COUNT_NAMES],
    'How a period becomes a part of a year: `periodic` counts `periodYears` whatever the dates; `periodic+oddDays` adds the days before the first regular period; a day count counts from due date to due date.',
    'ACT/365F',
  ),
  periodYears: ratio('Years in one regular period, such as "1/12". Absent: from `frequency` (days over 365, weeks over 52).'),
  oddDayDivisor: integer(1, 1_000, 'Days of a year for odd days, which then count as actual days.'),
  oddDayCount: choice(DAY_COUNT_NAMES, 'Day count of the odd days; absent: that of the loan, or ACT/365F.'),
  oddFirstAllDays: flag('The first period counts all its days by the odd-day rule, in place of a regular period and the odd days.'),
  oddDaysIgnored: integer(0, 31, 'So many odd days, or fewer, count as none.'),
  oddInterest: choice(
    ['firstPeriod', 'firstPayment', 'principal', 'prepaid'],
    'Where interest for the days before the first regular period goes: into the first period, which the payment is sized on; on top of the first payment; onto the principal; or paid on the start date.',
    'firstPeriod',
  ),
  compounding: record({ timesPerYear: integer(1, 366, 'Compounding dates a year: 2 for half-yearly, 365 for daily.') }, 'The rate is compounded so often a year, whatever the payments: a period of t years bears (1 + r/m)^(m t) - 1. Absent: r t.', ['timesPerYear']),
  rateSteps: list(
    record(
      {
        fromPeriod: periods('First period with the new rate.'),
        fromDate: date('First day with the new rate; with a day count also inside a period. All steps name periods, or all name dates.'),
        annualRatePercent: decimal('New rate, percent a year.'),
        fixed: fixedRate,
        recalcPayment: { type: 'boolean', default: true, description: 'Whether the payment is sized anew on the balance, over the periods left. Never with a given `payment`.' },
      },
      'One change of the rate.',
      ['annualRatePercent'],
    ),
    'Changes of the rate, in order: a teaser, agreed steps, an adjustable rate as known.',
  ),
  rateCaps,
  interestFreePeriods: integer(0, COUNT_MAX, 'Leading periods that bear no interest.'),
  interestRounding: rounding('Rounding of each row\'s interest.'),
  carryInterestRounding: flag('What rounding added to or took from a row\'s interest is settled in the next row.'),
  unpaidInterest: choice(['carried', 'capitalized'], 'Interest a row does not pay: carried without interest of its own (US Rule), or added to the balance. Absent: skipped and deferred interest is carried, the rest of a payment below the interest is added to the balance.'),
} as const;

const PAYMENT = {
  amortization: choice(AMORTIZATIONS, 'How the loan is repaid; the table of kinds tells which fields each needs.', 'level'),
  payment: amount('Payment fixed from outside; rate steps then never change it.'),
  paymentBasis: choice(
    ['rates', 'periodic', 'plan', 'selfConsistent'],
    'What a level payment is sized on: `rates` the real factors of the periods, `periodic` regular periods of `periodYears`, `plan` everything the terms say will happen (skips, steps, draws, deferrals), `selfConsistent` the unrounded payment (principal + interest)/count whose rows have just that rounded interest.',
    'rates',
  ),
  paymentRounding: rounding('Rounding of each sized payment.'),
  paymentCapPercent: decimal('Most percent a rate step may change the payment by; the balance may then grow.'),
  billRounding: rounding('Rounding of what is billed; changes no balance.'),
  finalPayment: choice(['absorbRemainder', 'leaveResidual'], 'Whether the last payment takes what is left, or stays and leaves the residue as the last balance.', 'absorbRemainder'),
  amortizeOver: periods('Periods the payment is sized on, of `periodYears` each, whatever `count` is; with more than `count` the last payment is a balloon.'),
  balloonAmount: amount('Balance the level payments are to leave for the last one to repay.'),
  gracePrincipal: integer(0, COUNT_MAX, 'Leading periods that pay interest only.'),
  deferInterestPeriods: integer(0, COUNT_MAX, 'Leading periods that pay no interest; it is collected, without interest, in the next period that pays.'),
  skipPeriods: list(periods('A row number.'), 'Rows that pay nothing.'),
  skipMonths: list(integer(1, 12, 'A month of the year.'), 'Months whose rows pay nothing.'),
  stepEvery: periods('Rows on one rung of `graduated`.'),
  stepPercent: decimal('Change from rung to rung, percent; may be negative.'),
  fixedPrincipal: amount('Principal of each row.'),
  principalRounding: rounding('Rounding of equal parts of the principal.'),
  percentBase: choice(['principal', 'balanceAndInterest'], 'What `percentOfBalance` takes its percentage of: the balance, giving the principal; or balance and interest, giving the payment.'),
  percent: decimal('Percentage of `percentBase`.'),
  minimum: amount('Least amount of a row of `percentOfBalance`.'),
  paymentRoundedTotal: rounding('Rounding of the whole flat instalment; principal is what interest leaves of it.'),
  flatInterestTotal: flag('The last flat row makes the interest of all rows the interest of the whole term, rounded once.'),
  chargeBasis: choice(['level', 'addOn'], 'Finance charge of `ruleOf78`: that of level payments, or interest on the whole principal for the whole term.', 'level'),
} as const;

const EVENTS = {
  extraDisbursements: list(
    record(
      {
        afterPeriod: periods('Row after whose payment the amount is paid out.'),
        date: date('Day the amount is paid out; needs a day count. Either this or `afterPeriod`.'),
        amount: amount('Amount paid out.'),
        recalcPayment: { type: 'boolean', default: true, description: 'Whether a level payment is sized anew over the periods left.' },
      },
      'Money paid out later.',
      ['amount'],
    ),
    'Money paid out after the start date.',
  ),
  actualPayments: list(
    record(
      {
        period: periods('Row number.'),
        amount: amount('What was paid in it in place of what was planned.'),
        recalcPayment: flag('Whether a level payment is sized anew, over regular periods.'),
      },
      'One payment.',
      ['period', 'amount'],
    ),
    'Payments that differ from the plan; the principal is what interest leaves of them.',
  ),
  fees: list(
    record(
      {
        name: { type: 'string', minLength: 1, maxLength: 100, description: 'What it is for.' },
        kind: choice(['fee', 'insurance', 'escrow'], 'Escrow is shown apart and is never a charge for credit.', 'fee'),
        charged: choice(['start', 'instalment'], 'On the start date, or with instalments.', 'instalment'),
        paid: choice(['cash', 'financed', 'withheld'], 'At the start: paid by the borrower, added to the balance, or kept back from what is paid out.', 'cash'),
        amount: amount('Fixed amount; either this or `percent`.'),
        percent: decimal('Percentage of `of`.'),
        of: choice(['principal', 'balance', 'payment'], 'The principal, the balance before the row, or the row\'s payment.', 'principal'),
        fromPeriod: periods('First row it is charged in; 1 by default.'),
        toPeriod: periods('Last row it is charged in; the last by default.'),
        every: periods('Charged in every so many rows; 1 by default.'),
        financeCharge: { type: 'boolean', default: true, description: 'Whether it counts as a charge for credit.' },
        rounding: rounding('Rounding of the amount.'),
      },
      'One fee.',
      ['name'],
    ),
    'Fees, insurance and escrow beside the loan payment.',
  ),
} as const;

export const INSTALMENT_SCHEMA: JsonSchema = record({ ...AMOUNT_AND_DATES, ...INTEREST, ...PAYMENT, ...EVENTS }, 'One row for each due date.', ['principal', 'annualRatePercent', 'startDate']);
