/**
 * What the books must say after events: one merging body for the loan and everything below it that differs.
 * In: the loan as stored, its terms and events. Out: a body in our names with markers.
 * Stored figures stand as of the last thing told (or a later day, `asOf`), whatever the clock says: the same events make the same books.
 * Only rows whose figures changed are named, so a posting touches what it changes and nothing else.
 */
import { add, decimalText, effectiveDay, replayEvents, standingOf, subtract, unpaidOf } from '../loan/index.ts';
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

export function bookChanges(loan: LoanRecord, { terms, events }: Books, asOf: Day = -Infinity): Booked {
  const last = lastTold(loan, { terms, events }, asOf);
  const account = replayEvents(terms, events, last);
  const { state, payments } = account;
  const figures = figuresOn(loan, terms, state, last);
  const { standing, quote } = figures;
  const accruedTo = payments.at(-1)?.date ?? terms.startDate;
  const body = record({
    status: statusOf(loan, standing), active: !standing.isSettled,
    principalRemaining: decimal(state.principal), feesRemaining: decimal(quote.fees), interestAccruedNotDue: decimal(quote.interest), interestRemaining: whole(0),
    totalAmountPaid: decimal(subtract(fullPrincipal(terms.principal, events), state.principal)), payoffAmountStored: decimal(quote.total),
    amountToCurrent: decimal(standing.amountDue), daysOverdue: whole(standing.daysPastDue),
    nextInstallmentDate: day(standing.next?.instalment.dueDate), lastPaymentDate: day(state.lastPayment?.date), lastAccrualDate: day(accruedTo),
    ...listed('Payments', payments.flatMap((split) => paymentChanges(loan, split, { terms, events }))),
    ...listed('Charges', chargeChanges(loan.charges, state)),
    ...installmentChanges(loan, state, { startDate: terms.startDate, isSettled: standing.isSettled }),
    StatusArchive: [archiveEntry(loan, figures)],
  });
  return { body, account, standing };
}

/** The day for which the figures stand: that of the last thing told, or a later one that they were brought to. */
function lastTold({ payments, agedTo }: LoanRecord, { terms, events }: Books, asOf: Day): Day {
  const reversed = payments.flatMap(({ reverseDate }) => (reverseDate === null ? [] : [dayOfText(reverseDate)]));
  const told = [...events.map((event) => effectiveDay(terms, events, event)), ...reversed, ...(agedTo === null ? [] : [dayOfText(agedTo)])];
  return told.reduce((latest, date) => Math.max(latest, date), Math.max(asOf, events.length === 0 ? terms.startDate : -Infinity));
}

const fullPrincipal = (principal: Ratio, events: Books['events']): Ratio => events.reduce((sum, event) => (event.kind === 'disbursement' ? add(sum, event.amount) : sum), principal);

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

const isStoredSo = (stored: PaymentRecord, { principal, interest, fees, excess, after }: PaymentSplit): boolean =>
  [[stored.principal, principal], [stored.interest, interest], [stored.fees, fees], [stored.excess, excess]].every(([text, value]) => sameFigure(text as string, value as Ratio))
  && (stored.afterPrincipalBalance === null || sameFigure(stored.afterPrincipalBalance, after.principal));

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
  return [...changed, ...gone.map(({ id }) => remove(id))];
}

function archiveEntry(loan: LoanRecord, figures: Figures): JsonObject {
  const known = loan.archive.find(({ date }) => dayOfText(date) === figures.last);
  const entry = archiveFigures(loan, figures);
  return known === undefined ? record(entry) : update(known.id, entry);
}
