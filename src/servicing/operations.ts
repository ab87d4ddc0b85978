/**
 * The functions and actions of the loan model, by signature. In: nothing. Out: handlers for the engine,
 * one for each operation that the metadata declares; what each does stands in a file of its own.
 */
import type { OperationHandlers } from '../service/index.ts';
import { closeCustomer } from './close-customer.ts';

export const loanOperations = (): OperationHandlers => new Map([
  ['LoanService.Close(LoanService.Customer;closureDate,closureReasonId)', closeCustomer],
]);
