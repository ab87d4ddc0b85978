/**
 * What servicing needs to know besides: what an instalment was sized on, what a payment made anew, when and how far a charge
 * was waived, and the instalment a late fee is for. In: the tables of 0003 and 0004. Out: columns, and views that show them.
 */
import { addColumns } from './add-columns.ts';

export const addServicingColumns = addColumns({
  name: '0007_add_servicing_columns',
  columns: {
    loan_setups: ['payment_basis text collate "C"'],
    payments: ['reamortize text collate "C"'],
    charges: ["waive_date date check (waive_date between '0001-01-01' and '9999-12-31')", 'waived_amount numeric(19,4)', 'installment_number int'],
  },
});
