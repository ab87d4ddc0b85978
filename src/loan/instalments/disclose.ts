/**
 * What a lender discloses with a schedule: the annual percentage rate and the amounts behind it.
 * In: terms of the instalment form, an APR method. Out: decimal text. Only charges for credit count: interest, and fees
 * that are finance charges; fees that are none, and escrow, are left out on both sides.
 */
import { disclose } from '../apr.ts';
import type { AprMethod } from '../apr.ts';
import type { DatedAmount } from '../apr-timing.ts';
import { add, decimalText, multiply, ratioOf, subtract } from '../ratio.ts';
import type { Ratio } from '../ratio.ts';
import type { InstalmentTerms } from '../terms.ts';
import { dayAt, decimalAt, placesOf } from '../texts.ts';
import type { UnitPeriod } from '../unit-period.ts';
import { openSchedule, rowsFrom } from './calculate.ts';
import type { OpenSchedule } from './calculate.ts';
import { MONTHLY } from './due-dates.ts';
import { rowFees } from './fees.ts';

export type ScheduleDisclosure = {
  /** Percent a year; null where no rate makes the payments worth the advances. */
  readonly aprPercent: string | null;
  /** What is advanced less the charges paid or kept back at the start. */
  readonly amountFinanced: string;
  readonly totalOfPayments: string;
};

/** Fails as `calculateSchedule` does. */
export function discloseSchedule(terms: InstalmentTerms, method: AprMethod): ScheduleDisclosure {
  const { advances, payments } = flowsOf(terms, openSchedule(terms));
  const unitPeriod = unitPeriodOf(terms);
  const found = disclose(method, { advances, payments, ...(unitPeriod === undefined ? {} : { unitPeriod }) });
  const places = placesOf(terms);
  return {
    aprPercent: found.apr === undefined ? null : decimalText(multiply(found.apr, ratioOf(100))),
    amountFinanced: decimalText(found.amountFinanced, places),
    totalOfPayments: decimalText(found.totalOfPayments, places),
  };
}

type Flows = { readonly advances: readonly DatedAmount[]; readonly payments: readonly DatedAmount[] };

function flowsOf(terms: InstalmentTerms, open: OpenSchedule): Flows {
  const { startFees, prepaidInterest } = open.plan;
  const principal = decimalAt(terms.principal);
  const advances: DatedAmount[] = [{ day: dayAt(terms.startDate), amount: subtract(add(principal, startFees.financed), add(startFees.charge, prepaidInterest)) }];
  const payments: DatedAmount[] = [];
  for (const { row, before } of rowsFrom(open)) {
    const { charge } = rowFees(terms.fees ?? [], row.n, { principal, balance: before.balance, payment: row.payment });
    payments.push({ day: row.date, amount: add(row.payment, charge) });
  }
  return { advances: [...advances, ...drawsOf(terms, payments)], payments };
}

/** Money paid out later: on its own day, or on the day of the payment it follows. */
function drawsOf({ extraDisbursements = [] }: InstalmentTerms, payments: readonly DatedAmount[]): readonly DatedAmount[] {
  return extraDisbursements.flatMap(({ date, afterPeriod = 0, amount }) => {
    const day = date === undefined ? payments[afterPeriod - 1]?.day : dayAt(date);
    const drawn: Ratio = decimalAt(amount);
    return day === undefined ? [] : [{ day, amount: drawn }];
  });
}

/** The period of the rule of dates, where it is a unit-period; else it is found from the dates. */
function unitPeriodOf({ frequency = MONTHLY, dueDates }: InstalmentTerms): UnitPeriod | undefined {
  const { unit, every } = frequency;
  if (dueDates !== undefined) return undefined;
  if (unit === 'day') return { unit, every: 1 };
  if (unit === 'month') return every % 12 === 0 ? { unit: 'year', every: 1 } : every < 12 ? { unit, every } : undefined;
  if (unit === 'week') return every <= 52 ? { unit, every } : undefined;
  return unit === 'year' || every === 1 ? { unit, every: 1 } : undefined;
}
