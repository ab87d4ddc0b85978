/** The account of the sample answer: every figure of its schedule, as text. */
import { existsSync, readFileSync } from 'node:fs';
import { calculateSchedule } from '../../src/loan/index.ts';
import type { InstalmentTerms } from '../../src/loan/index.ts';

const SAMPLE = '../shared/data/cloud-lending-loan-account.json';
const terms = JSON.parse(readFileSync('examples/seed-004.json', 'utf8')) as InstalmentTerms;
const withSample = existsSync(SAMPLE) ? test : test.skip;

type SampleRow = { readonly [name: string]: string | number };
type Sample = { readonly content: readonly [{ readonly [name: string]: { readonly records: readonly SampleRow[] } }] };
const recordsOf = (relation: string): readonly SampleRow[] => (JSON.parse(readFileSync(SAMPLE, 'utf8')) as Sample).content[0][relation]?.records ?? [];

/** The shortest text of the double nearest to a decimal: how the sample writes numbers. */
const asDouble = (text: string): string => String(Number(text));

withSample('the 12 rows of the sample account come out in every digit (skipped where ../shared/data is absent)', () => {
  const expected = recordsOf('loan__Repayment_Schedule__r').map((row) =>
    ['Due_Date', 'Due_Principal', 'Due_Interest', 'Total_Due_Fees', 'Total_Installment', 'Balance'].map((name) => String(row[`loan__${name}__c`])),
  );
  const { rows } = calculateSchedule(terms);
  expect(rows.map((row) => [row.date, ...[row.principal, row.interest, row.fees, row.total, row.balance].map(asDouble)])).toEqual(expected);
});

withSample('the payment is the sample\'s repayment amount', () => {
  const [summary] = recordsOf('loan__Repayment_Schedule_Summary__r');
  expect(asDouble(calculateSchedule(terms).payment ?? '')).toBe(String(summary?.['loan__RSS_Repayment_Amt__c']));
});

test('the payment is not rounded, the bill is, and what is left is the 36th decimal', () => {
  const { payment, rows, totals, isExact } = calculateSchedule(terms);
  const last = rows.at(-1);
  expect(payment).toBe(`1118.718${'3'.repeat(33)}`);
  expect([last?.balance, last?.total, totals.interest, totals.total, isExact]).toEqual([`0.${'0'.repeat(35)}4`, '1118.72', '1424.62', '13424.64', true]);
});

test('the payment as printed, given back, makes the same rows', () => {
  const { paymentBasis, ...rest } = terms;
  const { payment, rows } = calculateSchedule(terms);
  expect([paymentBasis, calculateSchedule({ ...rest, payment: payment ?? '', finalPayment: 'leaveResidual' }).rows]).toEqual(['selfConsistent', rows]);
});

test('rounding up with the error carried on: payment, first row and a smaller last payment', () => {
  const carried = JSON.parse(readFileSync('examples/carried-rounding.json', 'utf8')) as InstalmentTerms;
  const { payment, rows } = calculateSchedule(carried);
  expect(payment).toBe('4530.63');
  expect(rows[0]).toMatchObject({ date: '2022-10-23', interest: '503.02', principal: '4027.61', balance: '46972.39' });
  expect(Number(rows.at(-1)?.payment)).toBeLessThan(4530.63);
  expect(rows.at(-1)?.balance).toBe('0.00');
});

test.each([
  ['ACT/360', '1120.40'], ['30/360', '1117.98'], ['ACT/ACT ISDA', '1118.71'],
] as const)('another day count is another payment: %s gives %s', (periodInterest, payment) => {
  expect(Number(calculateSchedule({ ...terms, periodInterest }).payment).toFixed(2)).toBe(payment);
});
