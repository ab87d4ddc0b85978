/**
 * What can happen on a loan after it was made, and the terms it is serviced by. Types only.
 * Amounts and rates are exact ratios: amounts in units of the loan's currency, rates per year (0.2499 is 24.99 %).
 * Sources: LoanPro's payment types and `extra` values, Fineract's and Cloud Lending's orders of application,
 * Cloud Lending's sample account (`examples/seed-004.json`).
 */
import type { Day } from '../dates.ts';
import type { DayCountName } from '../day-count.ts';
import type { Ratio } from '../ratio.ts';
import type { Rounding } from '../rounding.ts';
import type { ExtraName, WaterfallName } from './waterfall.ts';

/** One instalment as it was agreed: `amount` without fees. */
export type Instalment = {
  readonly number: number; readonly dueDate: Day; readonly amount: Ratio; readonly principal: Ratio; readonly interest: Ratio;
  /** Principal owed behind it, if everything is paid as agreed. */
  readonly balance: Ratio;
};

/**
 * LoanPro's late fee (types 2 to 5 and its three calculations). `greater` and `lesser` compare the fixed amount
 * with the percentage of the instalment.
 */
export type LateFeeRule = {
  readonly kind: 'amount' | 'percent' | 'greater' | 'lesser';
  readonly amount: Ratio;
  /** As a ratio: 5 % is 0.05. */
  readonly percent: Ratio;
  /** Past due by anything; by more than the fee; or without any payment since the due date before. */
  readonly when: 'pastDue' | 'aboveFee' | 'withoutPayment';
};

export type AccountTerms = {
  /** Paid out on `startDate`, where interest begins. */
  readonly principal: Ratio;
  readonly startDate: Day;
  readonly annualRate: Ratio;
  readonly dayCount: DayCountName;
  /**
   * `daily`: runs day by day on what is owed. `agreed`: that of the instalments, whenever they are paid; who settles the loan
   * owes what is earned by then (rule of 78: the unearned digits are rebated). Behind the last instalment it is daily.
   */
  readonly interest: 'daily' | 'agreed';
  readonly instalments: readonly Instalment[];
  /** Applied to the principal that remains after each event; undefined keeps every digit. */
  readonly balanceRounding: Rounding | undefined;
  /** Applied to the interest that a payment pays. */
  readonly interestRounding: Rounding | undefined;
  /** Applied to the interest that a quote shows, and to that of instalments made anew. */
  readonly quoteRounding: Rounding | undefined;
  /** Applied to the payment of instalments made anew. */
  readonly paymentRounding: Rounding | undefined;
  readonly waterfall: WaterfallName;
  /** `betweenPeriods`: a payment counts from the next due date; `betweenTransactions`: from its own. */
  readonly interestApplication: 'betweenTransactions' | 'betweenPeriods';
  /** Events before `startDate`: refused, or interest runs backwards with its sign, as in the sample account. */
  readonly beforeStart: 'refuse' | 'signed';
  /** Days after a due date before a late fee falls due. */
  readonly graceDays: number;
  readonly lateFee: LateFeeRule | undefined;
};

type Dated = {
  /** Tells events of one kind apart. */
  readonly id: string;
  readonly date: Day;
  /** What else was told with it: decides which of two comes first that are the same in all that counts. */
  readonly says?: string;
};

export type ChargeEvent = Dated & { readonly kind: 'charge'; readonly amount: Ratio; readonly category: 'fee' | 'penalty'; readonly interestBearing: boolean };
export type PaymentEvent = Dated & {
  readonly kind: 'payment';
  readonly amount: Ratio;
  /** Undefined: the waterfall of the loan. */
  readonly waterfall: WaterfallName | undefined;
  readonly extra: ExtraName;
};

export type AccountEvent =
  | (Dated & { readonly kind: 'disbursement'; readonly amount: Ratio })
  | (Dated & { readonly kind: 'rateChange'; readonly annualRate: Ratio })
  /** Instalments due on `from` and later are due as many days later as `to` is after `from`. */
  | (Dated & { readonly kind: 'dueDateChange'; readonly from: Day; readonly to: Day })
  /** The instalments behind the date are made anew from the balance: to the same last date, or with the same payment. */
  | (Dated & { readonly kind: 'reamortization'; readonly keeps: 'term' | 'payment' })
  | ChargeEvent
  /** Without an amount: whatever is unpaid of the charge. */
  | (Dated & { readonly kind: 'waiver'; readonly chargeId: string; readonly amount: Ratio | undefined })
  | PaymentEvent
  /** The payment never counted: everything after it is worked out again without it. */
  | (Dated & { readonly kind: 'reversal'; readonly paymentId: string });
