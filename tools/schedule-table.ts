/**
 * A schedule as a table for people. In: a schedule. Out: text. Amounts with more than ten decimals are shown as the
 * shortest text of their double, which is how many systems exchange them; columns without a figure are left out.
 */
import type { Schedule, ScheduleRow } from '../src/loan/index.ts';

type Column = { readonly title: string; readonly name: keyof ScheduleRow };

const COLUMNS: readonly Column[] = [
  { title: '#', name: 'n' }, { title: 'due', name: 'date' }, { title: 'payment', name: 'payment' }, { title: 'principal', name: 'principal' },
  { title: 'interest', name: 'interest' }, { title: 'fees', name: 'fees' }, { title: 'escrow', name: 'escrow' }, { title: 'total', name: 'total' }, { title: 'balance', name: 'balance' },
];

const DECIMALS_SHOWN = 10;

export const shown = (value: string | number): string => {
  const text = String(value);
  return (text.split('.')[1] ?? '').length > DECIMALS_SHOWN ? String(Number(text)) : text;
};

export function printSchedule(schedule: Schedule): string {
  const { rows, totals } = schedule;
  const columns = COLUMNS.filter((column) => isTold(rows, column));
  const sums = columns.map(({ name }) => (name in totals ? shown(totals[name as keyof typeof totals]) : ''));
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ name }) => shown(row[name]))), sums];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) => line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  return `${[...lines.slice(0, -1), '-'.repeat(lines[0]?.length ?? 0), ...lines.slice(-1), '', ...summary(schedule)].join('\n')}\n`;
}

const isZero = (text: string | number): boolean => /^0*\.?0*$/.test(String(text));

function isTold(rows: readonly ScheduleRow[], { name }: Column): boolean {
  if (name === 'fees' || name === 'escrow') return rows.some((row) => !isZero(row[name]));
  return name !== 'total' || rows.some((row) => row.total !== row.payment);
}

function summary({ payment, isExact, financed, paidOut, paidAtStart, financeCharge }: Schedule): readonly string[] {
  return [
    ...(payment === null ? [] : [`payment         ${shown(payment)}${isExact ? '' : '  (no payment solves these terms exactly: the last row absorbs the rest)'}`]),
    `financed        ${shown(financed)}`,
    `paid out        ${shown(paidOut)}`,
    ...(isZero(paidAtStart) ? [] : [`paid at start   ${shown(paidAtStart)}`]),
    `finance charge  ${shown(financeCharge)}`,
  ];
}
