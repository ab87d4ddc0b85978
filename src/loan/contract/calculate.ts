/**
 * `calculateContract`: terms of the contract form → dated events with exact amounts.
 * In: terms. Out: events in the order they happen, as plain decimal text, not rounded (up to 36 decimals shown), or one
 * fault LON701 that names every problem.
 */
import { decimalText, multiply, negate, ratioOf, add, ZERO, isNegative } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import { dateText } from '../dates.ts';
import type { ContractTerms } from '../terms.ts';
import { checkContract } from './check.ts';
import { contractPlan } from './plan.ts';
import type { EventKind } from './plan.ts';
import { applyEvent, firstContractState } from './run.ts';
import { placesOf } from '../texts.ts';

export type ContractRow = {
  readonly n: number;
  /** The day it is paid on. */
  readonly date: string;
  readonly event: EventKind;
  /** Cash received (above zero) or paid by the one whose `role` the terms take. */
  readonly amount: string;
  /** Principal owed after the event. */
  readonly balance: string;
  /** Interest run and not paid after the event. */
  readonly accrued: string;
  readonly annualRatePercent: string;
};

export type Contract = {
  readonly form: 'contract';
  readonly maturityDate: string;
  readonly count: number;
  /** Sums of what is received and of what is paid, over all events. */
  readonly totals: { readonly received: string; readonly paid: string; readonly interest: string };
  readonly rows: readonly ContractRow[];
};

export function calculateContract(terms: ContractTerms): Contract {
  checkContract(terms);
  const plan = contractPlan(terms);
  const places = placesOf(terms);
  const sums = { received: ZERO, paid: ZERO, interest: ZERO };
  const rows: ContractRow[] = [];
  let state = firstContractState(plan);
  let isOurs = terms.purchase === undefined;
  for (const event of plan.events) {
    if (state.isOver) break;
    const outcome = applyEvent(plan, state, event);
    state = outcome.state;
    isOurs ||= event.kind === 'PRD';
    if (!isOurs) continue;
    const cash = terms.role === 'borrower' ? negate(outcome.cash) : outcome.cash;
    addUp(sums, cash, event.kind);
    rows.push({
      n: rows.length + 1,
      date: dateText(event.payDay),
      event: event.kind,
      amount: decimalText(cash, places),
      balance: decimalText(state.balance, places),
      accrued: decimalText(state.accrued, places),
      annualRatePercent: decimalText(multiply(state.rate, ratioOf(100))),
    });
  }
  return { form: 'contract', maturityDate: dateText(plan.maturity), count: rows.length, totals: printed(sums, places), rows };
}

type Sums = { received: Ratio; paid: Ratio; interest: Ratio };

function addUp(sums: Sums, cash: Ratio, kind: EventKind): void {
  if (isNegative(cash)) sums.paid = add(sums.paid, negate(cash));
  else sums.received = add(sums.received, cash);
  if (kind === 'IP') sums.interest = add(sums.interest, cash);
}

const printed = ({ received, paid, interest }: Sums, places: { readonly least?: number }): Contract['totals'] =>
  ({ received: decimalText(received, places), paid: decimalText(paid, places), interest: decimalText(interest, places) });
