/**
 * `calculateInstalments`: terms → dates → factors → payment → rows → totals.
 * In: terms of the instalment form. Out: a schedule with amounts as plain decimal text, or one fault that names every
 * problem of the terms. Nothing is rounded but where the terms say so; text shows up to 36 decimals.
 */
import { fail } from '../../base/index.ts';
import { ZERO, absolute, add, compare, decimalText, powerOfTen, ratioOf, subtract } from '../ratio.ts';
import type { Places, Ratio } from '../ratio.ts';
import { roundTo } from '../rounding.ts';
import { dateText } from '../dates.ts';
import { checkInstalments } from './check.ts';
import { planOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { rowFees } from './fees.ts';
import type { RowFees } from './fees.ts';
import { isFinished, nextRow, stateBefore } from './rows.ts';
import { solvePayment } from './solved-payment.ts';
import type { Row, State } from './state.ts';
import { unitRows } from './unit-rows.ts';
import type { UnitSchedule } from './unit-rows.ts';
import { datePrinter, unitText } from './unit-text.ts';
import { COUNT_MAX } from '../terms.ts';
import type { InstalmentTerms } from '../terms.ts';
import { decimalAt, placesOf } from '../texts.ts';

/** Amounts in units of the currency, as decimal text; `payment` = `principal` + `interest`. */
export type ScheduleRow = {
  readonly n: number;
  /** The day it is paid on. */
  readonly date: string;
  readonly payment: string;
  readonly principal: string;
  readonly interest: string;
  /** Fees and insurance. */
  readonly fees: string;
  readonly escrow: string;
  /** What is billed: payment, fees and escrow, rounded where the terms round bills. */
  readonly total: string;
  /** After the row. */
  readonly balance: string;
};

export type Totals = { readonly payment: string; readonly principal: string; readonly interest: string; readonly fees: string; readonly escrow: string; readonly total: string };

export type Schedule = {
  readonly form: 'instalments';
  /** The first payment sized or given; null for kinds without one. */
  readonly payment: string | null;
  /** False where no payment solves the terms exactly: then the best one is kept and the last row absorbs the rest. */
  readonly isExact: boolean;
  readonly count: number;
  /** What bears interest from the start, financed fees and odd interest included. */
  readonly financed: string;
  /** What the borrower receives on the start date. */
  readonly paidOut: string;
  /** Cash fees and prepaid interest, on the start date. */
  readonly paidAtStart: string;
  /** All interest and all fees that count as a charge for credit. */
  readonly financeCharge: string;
  readonly totals: Totals;
  readonly rows: readonly ScheduleRow[];
};

/** A schedule that can be stopped after any row and resumed. */
export type OpenSchedule = { readonly plan: Plan; readonly state: State; readonly isExact: boolean };

/** Checks the terms and sizes the payment; no row is made. Fails with LON701. */
export function openSchedule(terms: InstalmentTerms): OpenSchedule {
  checkInstalments(terms);
  return openChecked(terms);
}

function openChecked(terms: InstalmentTerms): OpenSchedule {
  const plan = planOf(terms);
  const { isExact, ...sized } = solvePayment(plan);
  return { plan: isExact ? plan : { ...plan, absorbs: true }, state: stateBefore(plan, sized), isExact };
}

/** Every row from the state on. Fails with LON704 where the loan is not repaid within `COUNT_MAX` rows. */
export function* rowsFrom({ plan, state }: OpenSchedule): Generator<{ readonly row: Row; readonly before: State; readonly state: State }> {
  const ceiling = multiplesOf(plan.financed);
  let before = state;
  while (!isFinished(plan, before)) {
    if (before.row >= COUNT_MAX) neverRepaid(plan, before);
    const { row, state: after } = nextRow(plan, before);
    if (plan.count === undefined && compare(after.balance, ceiling) > 0) neverRepaid(plan, after);
    if (compare(absolute(after.balance), BALANCE_MAX) > 0) fail('LON701', `The balance grows beyond 40 digits in row ${row.n}.`, { target: 'annualRatePercent' });
    yield { row, before, state: after };
    before = after;
  }
}

const BALANCE_MAX = ratioOf(powerOfTen(40));
const multiplesOf = (financed: Ratio): Ratio => ({ num: financed.num * 1000n, den: financed.den });

function neverRepaid(plan: Plan, { row, balance }: State): never {
  const target = plan.kind === 'percentOfBalance' ? 'minimum' : plan.kind === 'fixedPrincipal' ? 'fixedPrincipal' : 'payment';
  fail('LON704', `After ${row} instalments ${decimalText(balance, { most: 2 })} of ${decimalText(plan.financed, { most: 2 })} is still owed: the instalments do not repay the loan.`, { target });
}

type Sums = { payment: Ratio; principal: Ratio; interest: Ratio; fees: Ratio; escrow: Ratio; charge: Ratio; total: Ratio };

export function calculateInstalments(terms: InstalmentTerms): Schedule {
  checkInstalments(terms);
  const units = unitRows(terms);
  return units === undefined ? calculateExactly(terms) : printUnits(units, terms.decimals ?? 2);
}

/** With ratios, whatever the terms are. */
export function calculateExactly(terms: InstalmentTerms): Schedule {
  const open = openChecked(terms);
  const { plan } = open;
  const places = placesOf(terms);
  const sums: Sums = { payment: ZERO, principal: ZERO, interest: ZERO, fees: ZERO, escrow: ZERO, charge: ZERO, total: ZERO };
  const rows: ScheduleRow[] = [];
  for (const { row, before } of rowsFrom(open)) {
    const extras = extrasOf(plan, row, before);
    rows.push(printRow(row, extras, places));
    addUp(sums, row, extras);
  }
  return { form: 'instalments', ...opening(open, sums, places), count: rows.length, totals: mapAmounts(sums, places), rows };
}

type Extras = RowFees & { readonly total: Ratio };

function extrasOf({ terms, roundings }: Plan, row: Row, before: State): Extras {
  const { fees, escrow, charge } = terms.fees === undefined ? NO_FEES : rowFees(terms.fees, row.n, { principal: decimalAt(terms.principal), balance: before.balance, payment: row.payment });
  return { fees, escrow, charge, total: roundTo(add(row.payment, add(fees, escrow)), roundings.bill) };
}

const NO_FEES: RowFees = { fees: ZERO, escrow: ZERO, charge: ZERO };

function addUp(sums: Sums, row: Row, extras: Extras): void {
  sums.payment = add(sums.payment, row.payment);
  sums.principal = add(sums.principal, row.principal);
  sums.interest = add(sums.interest, row.interest);
  sums.fees = add(sums.fees, extras.fees);
  sums.escrow = add(sums.escrow, extras.escrow);
  sums.charge = add(sums.charge, extras.charge);
  sums.total = add(sums.total, extras.total);
}

const mapAmounts = (sums: Sums, places: Places): Totals => ({
  payment: decimalText(sums.payment, places),
  principal: decimalText(sums.principal, places),
  interest: decimalText(sums.interest, places),
  fees: decimalText(sums.fees, places),
  escrow: decimalText(sums.escrow, places),
  total: decimalText(sums.total, places),
});

const printRow = ({ n, date, payment, principal, interest, balance }: Row, extras: Extras, places: Places): ScheduleRow => ({
  n,
  date: dateText(date),
  payment: decimalText(payment, places),
  principal: decimalText(principal, places),
  interest: decimalText(interest, places),
  fees: decimalText(extras.fees, places),
  escrow: decimalText(extras.escrow, places),
  total: decimalText(extras.total, places),
  balance: decimalText(balance, places),
});

const PAYING_KINDS: ReadonlySet<string> = new Set(['level', 'balloon', 'stepRate', 'skip', 'graduated', 'fixedPayment', 'ruleOf78']);

function opening({ plan, state, isExact }: OpenSchedule, sums: Sums, places: Places): Pick<Schedule, 'payment' | 'isExact' | 'financed' | 'paidOut' | 'paidAtStart' | 'financeCharge'> {
  const { startFees, terms } = plan;
  return {
    payment: PAYING_KINDS.has(plan.kind) ? decimalText(state.payment, places) : null,
    isExact,
    financed: decimalText(plan.financed, places),
    paidOut: decimalText(subtract(decimalAt(terms.principal), startFees.withheld), places),
    paidAtStart: decimalText(add(startFees.cash, plan.prepaidInterest), places),
    financeCharge: decimalText(add(add(sums.interest, plan.prepaidInterest), add(startFees.charge, sums.charge)), places),
  };
}


function printUnits(units: UnitSchedule, decimals: number): Schedule {
  const { principal, payment, totalInterest, days } = units;
  const [nothing, interest, financed] = [unitText(0, decimals), unitText(totalInterest, decimals), unitText(principal, decimals)];
  const repaid = principal - (units.balance.at(-1) ?? 0);
  const paid = unitText(repaid + totalInterest, decimals);
  return {
    form: 'instalments', payment: payment === undefined ? null : unitText(payment, decimals), isExact: true, financed, paidOut: financed, paidAtStart: nothing, financeCharge: interest,
    count: days.length, totals: { payment: paid, principal: unitText(repaid, decimals), interest, fees: nothing, escrow: nothing, total: paid }, rows: printUnitRows(units, decimals),
  };
}

function printUnitRows({ principal: lent, payment: level = -1, days, interest, balance }: UnitSchedule, decimals: number): readonly ScheduleRow[] {
  const rows = new Array<ScheduleRow>(days.length);
  const printDate = datePrinter();
  const [levelText, nothing] = [unitText(level, decimals), unitText(0, decimals)];
  let before = lent;
  for (let i = 0; i < rows.length; i++) {
    const [due, left] = [interest[i] ?? 0, balance[i] ?? 0];
    const principal = before - left;
    const payment = principal + due === level ? levelText : unitText(principal + due, decimals);
    rows[i] = { n: i + 1, date: printDate(days[i] ?? 0), payment, principal: unitText(principal, decimals), interest: unitText(due, decimals), fees: nothing, escrow: nothing, total: payment, balance: unitText(left, decimals) };
    before = left;
  }
  return rows;
}
