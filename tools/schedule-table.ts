/**
 * A schedule as a table for people. In: rows by due date, or the events of a contract. Out: text. Amounts with more than
 * ten decimals are shown as the shortest text of their double, which is how many systems exchange them; columns
 * without a figure are left out.
 */
import type { Contract, Schedule, ScheduleDisclosure, ScheduleRow } from '../src/loan/index.ts';

type Cell = string | number;
type Line = { readonly [name: string]: Cell };

const DECIMALS_SHOWN = 10;
const GAP = '  ';

const shown = (value: Cell): string => {
  const text = String(value);
  return (text.split('.')[1] ?? '').length > DECIMALS_SHOWN ? String(Number(text)) : text;
};

export function printSchedule(schedule: Schedule | Contract, disclosure?: ScheduleDisclosure): string {
  if (schedule.form === 'contract') {
    const { received, paid, interest } = schedule.totals;
    return page(schedule.rows, ['n', 'date', 'event', 'amount', 'balance', 'accrued', 'annualRatePercent'], {}, [['received', received], ['paid', paid], ['interest', interest]]);
  }
  const columns = ['n', 'date', 'payment', 'principal', 'interest', 'fees', 'escrow', 'total', 'balance'] as const;
  return page(schedule.rows, columns.filter((name) => isTold(schedule.rows, name)), schedule.totals, [...figuresOf(schedule), ...rateOf(disclosure)]);
}

function page(rows: readonly Line[], columns: readonly string[], totals: Line, figures: readonly (readonly [string, string])[]): string {
  const sums = columns.map((name) => (name in totals ? shown(totals[name] ?? '') : ''));
  const cells = [columns.map((name) => (name === 'n' ? '#' : name)), ...rows.map((row) => columns.map((name) => shown(row[name] ?? ''))), sums];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const [head = '', ...body] = cells.map((line) => line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(GAP).trimEnd());
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length));
  const foot = sums.some((sum) => sum !== '') ? [rule, ...body.slice(-1)] : [];
  const width = Math.max(...figures.map(([title]) => title.length));
  return `${[head, ...body.slice(0, -1), ...foot, '', ...figures.map(([title, value]) => `${title.padEnd(width)}${GAP}${value}`)].join('\n')}\n`;
}

const isZero = (text: Cell): boolean => /^0*\.?0*$/.test(String(text));

function isTold(rows: readonly ScheduleRow[], name: keyof ScheduleRow): boolean {
  if (name === 'fees' || name === 'escrow') return rows.some((row) => !isZero(row[name]));
  return name !== 'total' || rows.some((row) => row.total !== row.payment);
}

const rateOf = (disclosure: ScheduleDisclosure | undefined): readonly (readonly [string, string])[] =>
  (disclosure === undefined ? [] : [['amount financed', shown(disclosure.amountFinanced)], ['APR (Reg. Z)', disclosure.aprPercent === null ? 'none' : `${Number(disclosure.aprPercent).toFixed(3)} %`]]);

function figuresOf({ payment, isExact, financed, paidOut, paidAtStart, financeCharge }: Schedule): readonly (readonly [string, string])[] {
  const remark = isExact ? '' : '  (no payment solves these terms exactly: the last row absorbs the rest)';
  return [
    ...(payment === null ? [] : [['payment', shown(payment) + remark] as const]),
    ['financed', shown(financed)],
    ['paid out', shown(paidOut)],
    ...(isZero(paidAtStart) ? [] : [['paid at start', shown(paidAtStart)] as const]),
    ['finance charge', shown(financeCharge)],
  ];
}
