/**
 * What the books must say after events: one merging body for the loan and everything below it that differs.
 * In: the loan as stored, its terms and events. Out: a body in our names with markers.
 * Stored figures stand as of the last thing told (or a later day, `asOf`), whatever the clock says: the same events make the same books.
 * Entries of the status archive from `since` on, the day of what is told now, are made anew with them.
 * Only rows whose figures changed are named, so a posting touches what it changes and nothing else.
 */
import { add, decimalText, effectiveDay, replayEvents, standingOf, statesOn, subtract, unpaidOf } from '../loan/index.ts';
import type { Account, AccountState, ChargeState, Day, PaymentSplit, Ratio, Standing } from '../loan/index.ts';
import type { JsonObject, JsonValue } from '../payload/index.ts';
import { day, decimal, listed, record, remove, sameFigure, update, whole } from './book-body.ts';
import { installmentChanges } from './book-installments.ts';
import { dayOfText } from './loan-account.ts';
import type { Books } from './loan-account.ts';
import type { ChargeRecord, LoanRecord, PaymentRecord } from './loan-record.ts';
import { archiveFigures, figuresOn, statusOf } from './loan-status.ts';
import type { Figures } from './loan-status.ts';

const LATE_FEE = 'Late Fee';

export type Booked = { readonly body: JsonObject; readonly account: Account; readonly standing: Standing };

export type Moment = { readonly asOf?: Day; readonly since?: Day };

export function bookChanges(loan: LoanRecord, { terms, events }: Books, { asOf = -Infinity, since = Infinity }: Moment = {}): Booked {
  const last = lastTold({ terms, events }, loan, asOf);
  const account = replayEvents(terms, events, last);
  const { state, payments, reversed } = account;
  const figures = figuresOn(loan, terms, state, last);
  const { standing, quote } = figures;
  const stored = new Map(loan.payments.map((payment) => [String(payment.id), payment]));
  const accruedTo = payments.at(-1)?.date ?? terms.startDate;
  const body = record({
    status: statusOf(loan, standing), active: !standing.isSettled,
    principalRemaining: decimal(state.principal), feesRemaining: decimal(quote.fees), interestAccruedNotDue: decimal(quote.interest), interestRemaining: whole(0),
    totalAmountPaid: decimal(subtract(fullPrincipal(terms.principal, events), state.principal)), payoffAmountStored: decimal(quote.total),
    amountToCurrent: decimal(standing.amountDue), daysOverdue: whole(standing.daysPastDue),
    nextInstallmentDate: day(standing.next?.instalment.dueDate), lastPaymentDate: day(state.lastPayment?.date), lastAccrualDate: day(accruedTo),
    ...listed('Payments', [...payments, ...reversed].flatMap((split) => paymentChanges(stored.get(split.id), split, terms, since))),
    ...listed('Charges', chargeChanges(loan.charges, state)),
    ...installmentChanges(loan, state, { startDate: terms.startDate, isSettled: standing.isSettled }),
    StatusArchive: archiveItems(loan, { terms, events }, figures, since),
  });
  return { body, account, standing };
}

/** The day for which the figures stand: that of the last thing told, or a later one that they were brought to. */
function lastTold({ terms, events }: Books, { agedTo, others }: LoanRecord, asOf: Day): Day {
  const reversed = new Set(events.flatMap((event) => (event.kind === 'reversal' ? [event.paymentId] : [])));
  const counting = events.filter((event) => event.kind !== 'payment' || !reversed.has(event.id));
  const besides = [agedTo, ...others.map(({ reverseDate }) => reverseDate)].flatMap((date) => (date === null ? [] : [dayOfText(date)]));
  const told = [...counting.map((event) => effectiveDay(terms, events, event)), ...besides];
  return told.reduce((latest, date) => Math.max(latest, date), Math.max(asOf, events.length === 0 ? terms.startDate : -Infinity));
}

const fullPrincipal = (principal: Ratio, events: Books['events']): Ratio => events.reduce((sum, event) => (event.kind === 'disbursement' ? add(sum, event.amount) : sum), principal);

/** Figures before and after a payment; what is told now changes none of earlier days, and none that another system wrote and that come out the same. */
function paymentChanges(stored: PaymentRecord | undefined, split: PaymentSplit, terms: Books['terms'], since: Day): readonly JsonValue[] {
  if (stored === undefined) return [];
  const isForeign = stored.afterPrincipalBalance === null;
  return (isForeign || split.date < since) && isStoredSo(stored, split) ? [] : [update(stored.id, paymentFigures(terms, split))];
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

const isStoredSo = (stored: PaymentRecord, { principal, interest, fees, excess, after }: PaymentSplit): boolean =>
  [[stored.principal, principal], [stored.interest, interest], [stored.fees, fees], [stored.excess, excess]].every(([text, value]) => sameFigure(text as string, value as Ratio))
  && (stored.afterPrincipalBalance === null || sameFigure(stored.afterPrincipalBalance, after.principal));

/** Charges as they are paid; late fees come and go with what they are for. */
function chargeChanges(stored: readonly ChargeRecord[], state: AccountState): readonly JsonValue[] {
  const isOf = (charge: ChargeState) => (row: ChargeRecord): boolean => (charge.instalment === undefined ? String(row.id) === charge.id : row.installmentNumber === charge.instalment);
  const changed = state.charges.flatMap((charge): readonly JsonValue[] => {
    const row = stored.find(isOf(charge));
    const unpaid = decimalText(unpaidOf(charge));
    const made = charge.instalment === undefined ? {} : { date: day(charge.date), amount: decimal(charge.amount) };
    const isAsMade = charge.instalment === undefined || (row !== undefined && dayOfText(row.date) === charge.date && sameFigure(row.amount, charge.amount));
    if (row !== undefined && isAsMade && sameFigure(row.paidAmount, charge.paid) && Number(row.totalDue) === Number(unpaid)) return [];
    const figures = { ...made, paidAmount: decimal(charge.paid), principalDue: { number: unpaid }, totalDue: { number: unpaid }, paid: unpaid === '0' && decimalText(charge.waived) === '0', waived: unpaid === '0' && decimalText(charge.waived) !== '0' };
    if (row !== undefined) return [update(row.id, figures)];
    if (charge.instalment === undefined) return [];
    return [record({ ...figures, chargeType: LATE_FEE, installmentNumber: whole(charge.instalment), info: `Instalment ${charge.instalment}` })];
  });
  const gone = stored.filter((row) => row.installmentNumber !== null && !state.charges.some((charge) => isOf(charge)(row)));
  return [...changed, ...gone.flatMap(goneCharge)];
}

/** A late fee that is no more leaves no row, unless it was waived: it may come back, and is waived then too. */
function goneCharge({ id, waivedAmount, totalDue, paidAmount }: ChargeRecord): readonly JsonValue[] {
  if (waivedAmount === null) return [remove(id)];
  const nothing = { number: '0' };
  return Number(totalDue) === 0 && Number(paidAmount) === 0 ? [] : [update(id, { paidAmount: nothing, principalDue: nothing, totalDue: nothing, paid: false, waived: true })];
}

/** The entry of the last day, and those of before that what is told now has changed. */
function archiveItems(loan: LoanRecord, { terms, events }: Books, figures: Figures, since: Day): readonly JsonObject[] {
  const known = new Map(loan.archive.map(({ id, date }) => [dayOfText(date), id]));
  const days = [...known.keys()].filter((on) => on >= since && on !== figures.last);
  const states = [...statesOn(terms, events, days)];
  const id = known.get(figures.last);
  const last = archiveFigures(loan, figures);
  return [...states.map(([on, state]) => update(known.get(on) ?? NaN, archiveFigures(loan, figuresOn(loan, terms, state, on)))), id === undefined ? record(last) : update(id, last)];
}
