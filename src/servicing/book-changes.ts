/**
 * What the books must say after events: one merging body for the loan and everything below it that differs.
 * In: the loan as stored, its terms and events. Out: a body in our names with markers.
 * Stored figures stand as of the last thing told (or a later day, `asOf`), whatever the clock says: the same events make the same books.
 * Only rows whose figures changed are named, so a posting touches what it changes and nothing else.
 */
import { dateText, decimalText, paidFlags, quotePayoff, replayEvents, standingOf, unpaidOf } from '../loan/index.ts';
import type { Account, AccountState, ChargeState, Day, Instalment, PaymentSplit, Ratio, Standing } from '../loan/index.ts';
import { add, subtract } from '../loan/index.ts';
import { jsonObject } from '../payload/index.ts';
import type { JsonObject, JsonValue } from '../payload/index.ts';
import { amountOf, dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import type { ChargeRecord, InstallmentRecord, LoanRecord, PaymentRecord } from './loan-record.ts';

export const CLOSED = 'Closed - Obligations met';
export const GOOD = 'Active - Good Standing';
export const BAD = 'Active - Bad Standing';
export const LATE_FEE = 'Late Fee';

export const decimal = (value: Ratio): JsonValue => ({ number: decimalText(value) });
const day = (value: Day | undefined): JsonValue => (value === undefined ? null : dateText(value));
export const whole = (value: number): JsonValue => ({ number: String(value) });
export const record = (members: Readonly<Record<string, JsonValue>>): JsonObject => jsonObject(Object.entries(members));
const update = (id: number, members: Readonly<Record<string, JsonValue>>): JsonObject => record({ __id: whole(id), __update: true, ...members });

export type Booked = { readonly body: JsonObject; readonly account: Account; readonly standing: Standing };

export function bookChanges(loan: LoanRecord, { terms, events }: Books, asOf: Day = -Infinity): Booked {
  const told = [...events.map(({ date }) => date), ...loan.payments.flatMap(({ reverseDate }) => (reverseDate === null ? [] : [dayOfText(reverseDate)]))];
  const last = told.reduce((latest, date) => Math.max(latest, date), Math.max(asOf, events.length === 0 ? terms.startDate : -Infinity));
  const account = replayEvents(terms, events, last);
  const { state, payments } = account;
  const standing = standingOf(terms, state, last, amountOf(loan.writeOffTolerance));
  const quote = quotePayoff(terms, state, last);
  const accruedTo = payments.at(-1)?.date ?? terms.startDate;
  const body = record({
    status: statusOf(loan, standing), active: !standing.isSettled,
    principalRemaining: decimal(state.principal), feesRemaining: decimal(quote.fees), interestAccruedNotDue: decimal(quote.interest), interestRemaining: whole(0),
    totalAmountPaid: decimal(subtract(fullPrincipal(terms.principal, events), state.principal)), payoffAmountStored: decimal(quote.total),
    amountToCurrent: decimal(standing.amountDue), daysOverdue: whole(standing.daysPastDue),
    nextInstallmentDate: day(standing.next?.instalment.dueDate), lastPaymentDate: day(state.lastPayment?.date), lastAccrualDate: day(accruedTo),
    ...listed('Payments', payments.flatMap((split) => paymentChanges(loan, split, { terms, events }))),
    ...listed('Charges', chargeChanges(loan.charges, state)),
    ...listed('Installments', installmentChanges(loan.installments, state)),
    StatusArchive: [archiveEntry(loan, { state, standing, quote, last })],
  });
  return { body, account, standing };
}

const listed = (name: string, items: readonly JsonValue[]): Readonly<Record<string, JsonValue>> => (items.length === 0 ? {} : { [name]: items });

const fullPrincipal = (principal: Ratio, events: Books['events']): Ratio => events.reduce((sum, event) => (event.kind === 'disbursement' ? add(sum, event.amount) : sum), principal);

/** A label of the tenant's own stays while the loan is open. */
function statusOf({ status }: LoanRecord, { isSettled, daysPastDue }: Standing): string {
  if (isSettled) return CLOSED;
  return [CLOSED, GOOD, BAD, 'Pending'].includes(status) ? (daysPastDue > 0 ? BAD : GOOD) : status;
}

/** Figures before and after a payment; a payment already stored so is left alone. */
function paymentChanges({ payments }: LoanRecord, split: PaymentSplit, { terms }: Books): readonly JsonValue[] {
  const stored = payments.find(({ id }) => String(id) === split.id);
  if (stored === undefined || isStoredSo(stored, split)) return [];
  return [update(stored.id, paymentFigures(terms, split))];
}

export function paymentFigures(terms: Books['terms'], split: PaymentSplit): Readonly<Record<string, JsonValue>> {
  const [before, after] = [standingOf(terms, split.before, split.date), standingOf(terms, split.after, split.date)];
  const figures = (prefix: string, state: AccountState, standing: Standing): Readonly<Record<string, JsonValue>> => ({
    [`${prefix}PrincipalBalance`]: decimal(state.principal), [`${prefix}Payoff`]: decimal(standing.payoff),
    [`${prefix}NextDueDate`]: day(standing.next?.instalment.dueDate), [`${prefix}NextDueAmount`]: standing.next === undefined ? null : decimal(standing.next.unpaid),
    [`${prefix}AmountPastDue`]: decimal(standing.amountDue), [`${prefix}DaysPastDue`]: whole(standing.daysPastDue),
  });
  return {
    principal: decimal(split.principal), interest: decimal(split.interest), fees: decimal(split.fees), excess: decimal(split.excess),
    payoffPayment: after.isSettled, ...figures('before', split.before, before), ...figures('after', split.after, after),
  };
}

/** Compared as text: stored figures may have been printed as doubles by the system they came from. */
const isStoredSo = (stored: PaymentRecord, { principal, interest, fees, excess, after }: PaymentSplit): boolean =>
  [[stored.principal, principal], [stored.interest, interest], [stored.fees, fees], [stored.excess, excess]].every(([text, value]) => sameFigure(text as string, value as Ratio))
  && (stored.afterPrincipalBalance === null || sameFigure(stored.afterPrincipalBalance, after.principal));

const sameFigure = (text: string, value: Ratio): boolean => text === decimalText(value) || Number(text) === Number(decimalText(value));

/** Charges as they are paid; late fees come and go with what they are for. */
function chargeChanges(stored: readonly ChargeRecord[], state: AccountState): readonly JsonValue[] {
  const isOf = (charge: ChargeState) => (row: ChargeRecord): boolean => (charge.instalment === undefined ? String(row.id) === charge.id : row.installmentNumber === charge.instalment);
  const changed = state.charges.flatMap((charge): readonly JsonValue[] => {
    const row = stored.find(isOf(charge));
    const unpaid = decimalText(unpaidOf(charge));
    if (row !== undefined && sameFigure(row.paidAmount, charge.paid) && Number(row.totalDue) === Number(unpaid)) return [];
    const figures = { paidAmount: decimal(charge.paid), principalDue: { number: unpaid }, totalDue: { number: unpaid }, paid: unpaid === '0' && decimalText(charge.waived) === '0', waived: unpaid === '0' && decimalText(charge.waived) !== '0' };
    if (row !== undefined) return [update(row.id, figures)];
    if (charge.instalment === undefined) return [];
    return [record({ ...figures, date: day(charge.date), amount: decimal(charge.amount), chargeType: LATE_FEE, installmentNumber: whole(charge.instalment), info: `Instalment ${charge.instalment}` })];
  });
  const gone = stored.filter((row) => row.installmentNumber !== null && !state.charges.some((charge) => isOf(charge)(row)));
  return [...changed, ...gone.map(({ id }) => record({ __id: whole(id), __destroy: true }))];
}

/** Instalments made anew take the place of those behind them; of the others only what is paid changes. */
function installmentChanges(stored: readonly InstallmentRecord[], state: AccountState): readonly JsonValue[] {
  const paid = paidFlags(state);
  const changed = state.instalments.flatMap((instalment, i): readonly JsonValue[] => {
    const row = stored.find(({ number }) => number === instalment.number);
    const isPaid = paid[i] === true;
    const flags = { paid: isPaid, principalPaid: isPaid, interestPaid: isPaid };
    const isAgreed = row !== undefined && sameFigure(row.totalInstallment, add(instalment.amount, amountOf(row.totalDueFees))) && dayOfText(row.dueDate) === instalment.dueDate;
    if (isAgreed && row.paid === isPaid) return [];
    return row === undefined ? [] : [update(row.id, isAgreed ? flags : { ...flags, ...installmentFigures(instalment, row) })];
  });
  const gone = stored.filter(({ number }) => !state.instalments.some((instalment) => instalment.number === number));
  return [...changed, ...gone.map(({ id }) => record({ __id: whole(id), __destroy: true }))];
}

const installmentFigures = ({ dueDate, amount, principal, interest }: Instalment, row: InstallmentRecord): Readonly<Record<string, JsonValue>> =>
  ({ dueDate: day(dueDate), duePrincipal: decimal(principal), dueInterest: decimal(interest), totalInstallment: decimal(add(amount, amountOf(row.totalDueFees))) });

type Figures = { readonly state: AccountState; readonly standing: Standing; readonly quote: ReturnType<typeof quotePayoff>; readonly last: Day };

function archiveEntry(loan: LoanRecord, { state, standing, quote, last }: Figures): JsonObject {
  const known = loan.archive.find(({ date }) => dayOfText(date) === last);
  const ahead = state.instalments.filter(({ dueDate }) => dueDate > last);
  const figures = {
    amountDue: decimal(standing.amountDue), dueFees: decimal(quote.fees), principalBalance: decimal(quote.principal), payoff: decimal(quote.total), perdiem: decimal(quote.perDiem),
    daysPastDue: whole(standing.daysPastDue), nextPaymentDate: day(standing.next?.instalment.dueDate), nextPaymentAmount: standing.next === undefined ? null : decimal(standing.next.unpaid),
    lastPaymentDate: day(state.lastPayment?.date), lastPaymentAmount: state.lastPayment === undefined ? null : decimal(state.lastPayment.amount),
    loanStatusText: statusOf(loan, standing), periodsRemaining: whole(standing.isSettled ? 0 : ahead.length),
    finalPaymentDate: day(state.instalments.at(-1)?.dueDate), finalPaymentAmount: state.instalments.at(-1) === undefined ? null : decimal(state.instalments.at(-1)?.amount ?? amountOf('0')),
  };
  return known === undefined ? record({ date: dateText(last), ...figures }) : update(known.id, figures);
}
