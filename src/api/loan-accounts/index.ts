export { LOAN_ACCOUNTS_PATH, createLoanAccountsHandler } from './handle.ts';
/** Status and error code of our faults in this API, for documentation. */
export { FAULT_DRESS, refuse } from './render-fault.ts';
/** The columns of its objects, for documentation. */
export { LOAN, RELATIONS } from './wire.ts';
