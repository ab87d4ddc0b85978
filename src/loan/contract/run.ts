/**
 * A contract run event by event: (state, event) → state and cash.
 * In: a plan. Out: states and cash flows, exact and not rounded. Every event first accrues rate × years × base since
 * the last one, then acts. Cash is the lender's: paid out below zero, received above.
 */
import { ONE, ZERO, add, divide, least, multiply, negate, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { Day } from '../dates.ts';
import { unreachable } from '../../base/index.ts';
import { firstDay } from './plan.ts';
import type { ContractPlan, PlannedEvent } from './plan.ts';
import { dayAt, decimalAt } from '../texts.ts';

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
  return { day, balance: principal, accrued: accruedAtFirst(plan, day, base), base, rate, payment: plan.payment ?? ZERO, isOver: false };
}

/** As given; else what has run since the interest cycle's last date on or before the first day. */
function accruedAtFirst({ terms, rate, years }: ContractPlan, day: Day, base: Ratio): Ratio {
  if (terms.accruedInterest !== undefined) return decimalAt(terms.accruedInterest);
  const anchor = terms.interestCycle?.anchor;
  const since = anchor !== undefined && dayAt(anchor) < day ? dayAt(anchor) : day;
  return since < day ? multiply(multiply(rate, years(since, day)), base) : ZERO;
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
      return { state: { ...state, rate: event.rate ?? state.rate }, cash: ZERO };
    case 'PRF':
      return { state: { ...state, payment: annuity(plan, state) }, cash: ZERO };
    case 'IPCB':
      return { state: { ...state, base: state.balance }, cash: ZERO };
    case 'PRD':
      return { state, cash: negate(add(decimalAt(plan.terms.purchase?.price ?? '0'), state.accrued)) };
    case 'TD':
      return { state: ended(state), cash: add(decimalAt(plan.terms.termination?.price ?? '0'), state.accrued) };
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
function annuity({ redemptions, years }: ContractPlan, { day, balance, accrued, rate }: ContractState): Ratio {
  const days = redemptions.filter((redemptionDay) => redemptionDay > day);
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

