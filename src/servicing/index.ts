/** What happens to customers and loans over time, beyond plain changes: the operations of the loan model. */
export { loanOperations } from './operations.ts';
export { readTerms } from './read-terms.ts';
/** The same work as plain functions, for whoever makes loans by the hundred. */
export { activated } from './activate-loan.ts';
export { bookChanges } from './book-changes.ts';
export { booksOf } from './loan-account.ts';
export type { LoanRecord, PaymentRecord, SetupRecord } from './loan-record.ts';
export { termsOfSetup } from './setup-terms.ts';
