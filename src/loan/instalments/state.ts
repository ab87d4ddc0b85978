/**
 * What a schedule hands from row to row, and what a row shows. Amounts are exact; the state is all that is needed
 * to go on, so a schedule stopped after any row and resumed is the same schedule.
 */
import type { Ratio } from '../ratio.ts';
import type { Day } from '../dates.ts';

export type State = {
  /** Rows done. */
  readonly row: number;
  readonly balance: Ratio;
  /** The level payment in force, or the first rung of a ladder; zero for kinds that have none. */
  readonly payment: Ratio;
  /** The whole finance charge, where it is fixed from the start; else zero. */
  readonly charge: Ratio;
  /** Interest not paid, which bears none itself, not rounded. */
  readonly carried: Ratio;
  /** Interest put off by a deferral. */
  readonly deferred: Ratio;
  /** Exact less shown interest so far, where the terms carry it on. */
  readonly roundingError: Ratio;
  /** Interest shown so far. */
  readonly interest: Ratio;
};

/** How a row's payment divides: payment = principal + interest. */
export type Split = { readonly payment: Ratio; readonly principal: Ratio; readonly interest: Ratio };

export type Row = Split & {
  readonly n: number;
  /** The day it is paid on. */
  readonly date: Day;
  /** After the row, money paid out on its date included. */
  readonly balance: Ratio;
};

/** A row's interest before it is split, and the state with the sums that went into it emptied. */
export type Accrued = { readonly state: State; readonly interest: Ratio };
