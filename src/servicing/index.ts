/** What happens to customers and loans over time, beyond plain changes: the operations of the loan model. */
export { loanOperations } from './operations.ts';
