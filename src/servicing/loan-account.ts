/**
 * What is stored of a loan → what the fold works on: terms of servicing, and the events so far.
 * In: a loan record. Out: `AccountTerms` and `AccountEvent`s. Stored payments that lie before the start were
 * accepted once, so interest may run backwards for them; whether new ones may is asked when they are posted.
 */
import { calculateSchedule, divide, isDayCountName, isExtraName, parseDate, parseDecimal, ratioOf, roundingOf, subtract } from '../loan/index.ts';
import type { AccountEvent, AccountTerms, Day, ExtraName, Instalment, InstalmentTerms, LateFeeRule, Ratio, WaterfallName } from '../loan/index.ts';
import type { ChargeRecord, LoanRecord, OtherRecord, PaymentRecord, SetupRecord } from './loan-record.ts';
import { CENTS, termsOfSetup, withTerms } from './setup-terms.ts';

/** Payment types by number, and the order in which each is applied. Absent: standard. */
export const PAYMENT_TYPES: ReadonlyMap<number, WaterfallName> = new Map([
  [1, 'standard'], [2, 'principalOnly'], [3, 'interestOnly'], [4, 'feesOnly'], [5, 'principalAndInterest'], [6, 'interestFeesPrincipal'],
]);
export const DEFAULT_EXTRA: ExtraName = 'payment.extra.tx.principal';

export const amountOf = (text: string | null): Ratio => parseDecimal(text ?? '0') ?? ratioOf(0);
export const dayOfText = (text: string | null): Day => parseDate(text ?? '') ?? NaN;

export type Books = { readonly terms: AccountTerms; readonly events: readonly AccountEvent[] };

export function booksOf(loan: LoanRecord): Books {
  const setup = termsOfSetup(loan);
  const counted = loan.payments.filter((payment) => (payment.active || payment.reversed) && !payment.rejected);
  const terms: AccountTerms = {
    principal: amountOf(setup.principal), startDate: dayOfText(setup.startDate), annualRate: divide(amountOf(setup.annualRatePercent), ratioOf(100)),
    dayCount: accrualDayCount(setup), interest: isInterestAgreed(setup, loan.setup) ? 'agreed' : 'daily', instalments: isRemade(loan) ? calculatedInstalments(loan) : storedInstalments(loan),
    balanceRounding: roundingOf(CENTS), interestRounding: undefined, quoteRounding: roundingOf(CENTS), paymentRounding: roundingOf(setup.paymentRounding),
    waterfall: 'standard', beforeStart: 'signed', graceDays: loan.setup?.graceDays ?? 0, lateFee: lateFeeOf(loan.setup),
    interestApplication: loan.setup?.interestApplication === 'loan.interestApplication.betweenPeriods' ? 'betweenPeriods' : 'betweenTransactions',
  };
  return { terms, events: [...counted.flatMap(paymentEvents), ...loan.charges.flatMap(chargeEvents), ...loan.others.flatMap(otherEvents)] };
}

/** Whether the stored instalments may be others than those agreed at first: also when what changed them was reversed. */
export const isRemade = ({ payments, others }: LoanRecord): boolean =>
  [...payments, ...others].some(({ reamortize }) => reamortize !== null) || others.some(({ event }) => event === 'dueDateChange');

/**
 * Equal periods accrue day by day: weeks as days of 365, others as months of 30 days. Of the counts of such months only this one adds
 * up: what is told on the 31st must not make a day of interest.
 */
const accrualDayCount = ({ periodInterest, frequency }: InstalmentTerms): AccountTerms['dayCount'] => {
  if (periodInterest !== undefined && isDayCountName(periodInterest)) return periodInterest;
  return frequency?.unit === 'week' ? 'ACT/365F' : '30E/360';
};

/** The rule of 78 and locked interest fix the interest with the schedule. */
const isInterestAgreed = ({ amortization }: InstalmentTerms, setup: SetupRecord | null): boolean => amortization === 'ruleOf78' || setup?.calcType === 'loan.calcType.simpleIntLocked';

const storedInstalments = ({ installments }: LoanRecord): readonly Instalment[] => installments.map((row) => ({
  number: row.number, dueDate: dayOfText(row.dueDate), amount: subtract(amountOf(row.totalInstallment), amountOf(row.totalDueFees)), principal: amountOf(row.duePrincipal), interest: amountOf(row.dueInterest), balance: amountOf(row.balance),
}));

/** As agreed at first, before anything was made anew. */
function calculatedInstalments(loan: LoanRecord): readonly Instalment[] {
  const { rows } = withTerms(loan, (terms) => calculateSchedule(terms));
  return rows.map(({ n, date, total, principal, interest, fees, balance }) => ({
    number: n, dueDate: dayOfText(date), amount: subtract(amountOf(total), amountOf(fees)), principal: amountOf(principal), interest: amountOf(interest), balance: amountOf(balance),
  }));
}

const LATE_FEE_KINDS: Readonly<Record<string, LateFeeRule['kind']>> = {
  'loan.lateFee.1': 'amount', 'loan.lateFee.2': 'amount', 'loan.lateFee.3': 'percent', 'loan.lateFee.4': 'greater', 'loan.lateFee.5': 'lesser',
};
const LATE_FEE_CALCS: Readonly<Record<string, LateFeeRule['when']>> = {
  'loan.lateFeeCalc.standard': 'pastDue', 'loan.lateFeeCalc.standardFee': 'aboveFee', 'loan.lateFeeCalc.current': 'withoutPayment',
};
/** LoanPro's first type is this fixed sum. */
const FIXED_LATE_FEE = '30';

function lateFeeOf(setup: SetupRecord | null): LateFeeRule | undefined {
  const kind = LATE_FEE_KINDS[setup?.lateFeeType ?? ''];
  if (setup === null || kind === undefined) return undefined;
  const amount = setup.lateFeeType === 'loan.lateFee.1' ? FIXED_LATE_FEE : setup.lateFeeAmount;
  return { kind, amount: amountOf(amount), percent: divide(amountOf(setup.lateFeePercent), ratioOf(100)), when: LATE_FEE_CALCS[setup.lateFeeCalc ?? ''] ?? 'pastDue' };
}

function paymentEvents({ id, date, amount, extra, paymentTypeId, reamortize, reversed, reverseDate, ...told }: PaymentRecord): readonly AccountEvent[] {
  const dated = { id: String(id), date: dayOfText(date), says: saying(told.paymentModeId, told.info, told.comments) };
  const payment: AccountEvent = {
    ...dated, kind: 'payment', amount: amountOf(amount), waterfall: paymentTypeId === null ? undefined : PAYMENT_TYPES.get(paymentTypeId),
    extra: extra !== null && isExtraName(extra) ? extra : DEFAULT_EXTRA,
  };
  return reversed ? [payment, { kind: 'reversal', id: dated.id, date: dayOfText(reverseDate ?? date), paymentId: dated.id }] : [payment, ...reamortization(dated, reamortize)];
}

export const saying = (...told: readonly unknown[]): string => JSON.stringify(told);

type Dated = { readonly id: string; readonly date: Day };

const reamortization = (dated: Dated, keeps: string | null | undefined): readonly AccountEvent[] => (keeps === 'term' || keeps === 'payment' ? [{ ...dated, kind: 'reamortization', keeps }] : []);

/** Kinds of transactions that count, by the name they are stored under: a row of each is that event of the account. */
const OTHER_EVENTS: Readonly<Record<string, (dated: Dated, row: Omit<OtherRecord, 'id'>) => AccountEvent>> = {
  disbursement: (dated, { amount }) => ({ ...dated, kind: 'disbursement', amount: amountOf(amount) }),
  rateChange: (dated, { annualRatePercent }) => ({ ...dated, kind: 'rateChange', annualRate: divide(amountOf(annualRatePercent), ratioOf(100)) }),
  dueDateChange: (dated, { dueDateFrom, dueDateTo }) => ({ ...dated, kind: 'dueDateChange', from: dayOfText(dueDateFrom), to: dayOfText(dueDateTo) }),
};

function otherEvents({ id, ...row }: OtherRecord): readonly AccountEvent[] {
  const dated = { id: `other ${id}`, date: dayOfText(row.transactionDate) };
  const event = OTHER_EVENTS[row.event]?.(dated, row);
  return event === undefined || row.reversed ? [] : [event, ...reamortization(dated, row.reamortize)];
}

/** Late fees follow from the other events; only their waivers are told. */
function chargeEvents({ id, date, amount, interestBearing, waived, waiveDate, waivedAmount, installmentNumber, ...told }: ChargeRecord): readonly AccountEvent[] {
  const chargeId = installmentNumber === null ? String(id) : `late ${installmentNumber}`;
  const waiver: AccountEvent = { kind: 'waiver', id: String(id), date: dayOfText(waiveDate ?? date), chargeId, amount: waivedAmount === null ? undefined : amountOf(waivedAmount) };
  const charge: AccountEvent = { kind: 'charge', id: String(id), date: dayOfText(date), amount: amountOf(amount), category: 'fee', interestBearing, says: saying(told.chargeType, told.info, waiveDate, waivedAmount) };
  return [...(installmentNumber === null ? [charge] : []), ...(waived || waivedAmount !== null ? [waiver] : [])];
}
