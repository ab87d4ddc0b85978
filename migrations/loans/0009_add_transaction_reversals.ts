/**
 * What was agreed anew by mistake can be taken back: the transaction stays, marked. In: the tables of 0004 and 0008.
 * Out: columns, and views that show them.
 */
import { addColumns } from './add-columns.ts';

export const addTransactionReversals = addColumns({
  name: '0009_add_transaction_reversals',
  columns: {
    other_transactions: ['reversed boolean not null default false', "reverse_date date check (reverse_date between '0001-01-01' and '9999-12-31')"],
  },
});
