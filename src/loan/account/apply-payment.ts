/**
 * A payment meets what is owed. In: terms, the state on the payment's day, the payment. Out: its split and the
 * state behind it. The interest a payment pays may be negative where interest ran backwards, as in the sample account.
 */
import { ZERO, add, compare, greatest, isPositive, least, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import type { AccountTerms, PaymentEvent } from './events.ts';
import { dueThroughNext } from './instalments.ts';
import { unpaidCharges, unpaidOf } from './state.ts';
import type { AccountState, ChargeState, PaymentSplit } from './state.ts';
import { EXTRAS, WATERFALLS } from './waterfall.ts';
import type { Component, Extra, WaterfallName } from './waterfall.ts';

/** What is left behind the order asked for: to the principal, then to whatever else is owed. */
const REST: readonly Component[] = ['principal', 'penalty', 'fee', 'interest'];

type Application = { readonly left: Ratio; readonly principal: Ratio; readonly interest: Ratio; readonly fees: Ratio; readonly charges: readonly ChargeState[] };

export function applyPayment(terms: AccountTerms, before: AccountState, payment: PaymentEvent): { readonly split: PaymentSplit; readonly after: AccountState } {
  const extra: Extra = EXTRAS[payment.extra];
  const start: Application = { left: payment.amount, principal: ZERO, interest: ZERO, fees: ZERO, charges: before.charges };
  const order: readonly Component[] = [...WATERFALLS[orderOf(terms, payment, extra)], ...REST];
  const owed = { ...before, accrued: interestOwed(terms, before, payment.amount, order) };
  const full = order.reduce((so, component) => payComponent(owed, so, component), start);
  const after = stateAfter(terms, before, { owed, full, advances: extra.advances, payment });
  const split = { id: payment.id, date: before.accruedTo, principal: full.principal, interest: full.interest, fees: full.fees, excess: full.left, before, after };
  return { split, after };
}

/**
 * Interest is paid with all its digits, but to the cent by who settles the loan, and where charges are paid behind it: of those
 * nothing but whole cents is to be left.
 */
function interestOwed({ quoteRounding, interestRounding }: AccountTerms, before: AccountState, amount: Ratio, order: readonly Component[]): Ratio {
  const quoted = roundTo(before.accrued, quoteRounding);
  const charges = unpaidCharges(before);
  const isSettling = compare(amount, add(add(before.principal, quoted), charges)) >= 0;
  const isBeforeCharges = isPositive(charges) && order.indexOf('interest') < order.indexOf('fee');
  return isSettling || isBeforeCharges ? quoted : roundTo(before.accrued, interestRounding);
}

const orderOf = (terms: AccountTerms, payment: PaymentEvent, extra: Extra): WaterfallName => payment.waterfall ?? extra.waterfall ?? terms.waterfall;

function payComponent(owed: AccountState, so: Application, component: Component): Application {
  switch (component) {
    case 'interest': {
      const paid = least(so.left, subtract(owed.accrued, so.interest));
      return { ...so, left: subtract(so.left, paid), interest: add(so.interest, paid) };
    }
    case 'principal': {
      const paid = greatest(ZERO, least(so.left, subtract(owed.principal, so.principal)));
      return { ...so, left: subtract(so.left, paid), principal: add(so.principal, paid) };
    }
    case 'fee': case 'penalty': return payCharges(so, component);
  }
}

/** Charges are paid in the order of their dates. */
function payCharges(so: Application, category: 'fee' | 'penalty'): Application {
  let { left, fees } = so;
  const charges = so.charges.map((charge) => {
    if (charge.category !== category || !isPositive(left)) return charge;
    const paid = least(left, unpaidOf(charge));
    left = subtract(left, paid);
    fees = add(fees, paid);
    return { ...charge, paid: add(charge.paid, paid) };
  });
  return { ...so, left, fees, charges };
}

type Behind = { readonly owed: AccountState; readonly full: Application; readonly advances: boolean; readonly payment: PaymentEvent };

function stateAfter(terms: AccountTerms, before: AccountState, { owed, full, advances, payment }: Behind): AccountState {
  const principal = roundTo(subtract(before.principal, full.principal), terms.balanceRounding);
  // A part paid of a rounded figure leaves the rest; all of it leaves nothing.
  const accrued = compare(full.interest, owed.accrued) === 0 ? ZERO : subtract(before.accrued, full.interest);
  const counted = add(full.principal, full.interest);
  const room = subtract(dueThroughNext(before, before.accruedTo), before.scheduled);
  const scheduled = add(before.scheduled, advances ? counted : least(counted, greatest(ZERO, room)));
  return { ...before, principal, accrued, charges: full.charges, scheduled, lastPayment: { date: payment.date, amount: payment.amount } };
}
