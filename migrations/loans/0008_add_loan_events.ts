/**
 * What is agreed anew while a loan runs, as rows of its transactions: more money paid out, another rate, other due dates;
 * and the day to which a loan was brought. In: the tables of 0003 and 0004. Out: columns, and views that show them.
 */
import { addColumns } from './add-columns.ts';

const dateColumn = (name: string): string => `${name} date check (${name} between '0001-01-01' and '9999-12-31')`;

export const addLoanEvents = addColumns({
  name: '0008_add_loan_events',
  columns: {
    loans: [dateColumn('aged_to')],
    other_transactions: [
      "event text collate \"C\" check (event in ('disbursement', 'rateChange', 'dueDateChange'))",
      "annual_rate_percent numeric check (annual_rate_percent > '-Infinity' and annual_rate_percent < 'Infinity')",
      dateColumn('due_date_from'), dateColumn('due_date_to'), 'reamortize text collate "C"',
    ],
  },
  softDeleted: ['loans'],
});
