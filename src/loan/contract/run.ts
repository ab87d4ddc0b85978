/**
 * A contract run event by event: (state, event) → state and cash.
 * In: a plan. Out: states and cash flows, exact and not rounded. Every event first accrues rate × years × base since
 * the last one, then acts. Cash is the lender's: paid out below zero, received above.
 */
import { ONE, ZERO, add, divide, least, multiply, negate, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { Day } from '../dates.ts';
import { unreachable } from '../../base/index.ts';
import type { Trade } from '../terms.ts';
import { firstDay } from './plan.ts';
import type { ContractPlan, PlannedEvent } from './plan.ts';
import { decimalAt } from '../texts.ts';

/** All that is needed to go on from a day. */
export type ContractState = {
  readonly day: Day;
  readonly balance: Ratio;
  /** Interest run and neither paid nor capitalised. */
  readonly accrued: Ratio;
  /** What interest is taken of. */
  readonly base: Ratio;
  readonly rate: Ratio;
  /** What the next principal date pays: principal alone if linear, else with interest. */
  readonly payment: Ratio;
  readonly isOver: boolean;
};

export type Outcome = { readonly state: ContractState; readonly cash: Ratio };

export function firstContractState(plan: ContractPlan): ContractState {
  const { terms, principal, rate } = plan;
  const day = firstDay(terms);
  const base = terms.interestBaseAmount === undefined ? principal : decimalAt(terms.interestBaseAmount);
  const state = { day, balance: principal, accrued: accruedAtFirst(plan, day, base), base, rate, payment: plan.payment ?? ZERO, isOver: false };
  return plan.isSizedAtFirst ? { ...state, payment: annuity(plan, state, (redemption) => redemption >= day) } : state;
}

function accruedAtFirst({ terms, rate, interestSince, years }: ContractPlan, day: Day, base: Ratio): Ratio {
  if (terms.accruedInterest !== undefined) return decimalAt(terms.accruedInterest);
  return interestSince < day ? multiply(multiply(rate, years(interestSince, day)), base) : ZERO;
}

export function applyEvent(plan: ContractPlan, before: ContractState, event: PlannedEvent): Outcome {
  const state = accrueTo(plan, before, event.day);
  switch (event.kind) {
    case 'IED':
      return { state, cash: negate(add(plan.principal, decimalAt(plan.terms.premium ?? '0'))) };
    case 'PR':
      return redeem(plan, state, redemption(plan, state));
    case 'IP':
      return { state: { ...state, accrued: ZERO }, cash: state.accrued };
    case 'IPCI':
      return { state: moved(plan, { ...state, accrued: ZERO }, add(state.balance, state.accrued)), cash: ZERO };
    case 'RR':
    case 'RRF':
      return { state: { ...state, rate: event.rate ?? state.rate }, cash: ZERO };
    case 'PRF':
      return { state: { ...state, payment: annuity(plan, state, (redemption) => redemption > event.day) }, cash: ZERO };
    case 'IPCB':
      return { state: { ...state, base: state.balance }, cash: ZERO };
    case 'PRD':
      return { state, cash: negate(traded(plan, state, plan.terms.purchase)) };
    case 'TD':
      return { state: ended(state), cash: traded(plan, state, plan.terms.termination) };
    case 'MD':
      return { state: ended(state), cash: state.balance };
    default:
      return unreachable(event.kind);
  }
}

function accrueTo({ years }: ContractPlan, state: ContractState, day: Day): ContractState {
  if (day === state.day) return state;
  const interest = multiply(multiply(state.rate, years(state.day, day)), state.base);
  return { ...state, day, accrued: add(state.accrued, interest) };
}

/**
 * The price and the interest run. What the borrower's role trades is worth the price less that interest: ACTUS adds the
 * accrued interest with the sign of the role before the role turns the sum.
 */
function traded({ terms }: ContractPlan, { accrued }: ContractState, trade: Trade | undefined): Ratio {
  const price = decimalAt(trade?.price ?? '0');
  return terms.role === 'borrower' ? subtract(price, accrued) : add(price, accrued);
}

/** The balance changes; interest follows it where it is taken of the balance. */
const moved = ({ terms }: ContractPlan, state: ContractState, balance: Ratio): ContractState =>
  ({ ...state, balance, base: (terms.interestBase ?? 'balance') === 'balance' ? balance : state.base });

const ended = (state: ContractState): ContractState => ({ ...state, balance: ZERO, accrued: ZERO, base: ZERO, isOver: true });

/** Never more than is owed; below zero where the payment does not cover the interest. */
const redemption = ({ terms }: ContractPlan, { payment, accrued, balance }: ContractState): Ratio =>
  least(terms.kind === 'linear' ? payment : subtract(payment, accrued), balance);

const redeem = (plan: ContractPlan, state: ContractState, amount: Ratio): Outcome => ({ state: moved(plan, state, subtract(state.balance, amount)), cash: amount });

/**
 * The payment that redeems the balance on the days left, at the rate in force: what is due on the first of them, over
 * the value on that day of 1 on each. Interest already run since the last interest date is part of what is due.
 */
function annuity({ redemptions, years }: ContractPlan, { day, balance, accrued, rate }: ContractState, isLeft: (redemption: Day) => boolean): Ratio {
  const days = redemptions.filter(isLeft);
  const [next] = days;
  if (next === undefined) return add(balance, accrued);
  const due = add(add(balance, accrued), multiply(multiply(rate, years(day, next)), balance));
  let value = ONE;
  for (let i = days.length - 1; i > 0; i--) {
    const growth = add(ONE, multiply(rate, years(days[i - 1] ?? next, days[i] ?? next)));
    value = add(ONE, divide(value, growth));
  }
  return divide(due, value);
}

