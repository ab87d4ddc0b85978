/** LoanPro's own URLs and dialect over the services. */
export { createLoanProHandler } from './handle.ts';
export { LOANPRO_PATH } from './wire.ts';
/** Status of our faults in this API, for documentation. */
export { FAULT_DRESS, refuse } from './render-fault.ts';
