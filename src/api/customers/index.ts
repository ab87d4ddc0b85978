export { CUSTOMERS_PATH, createCustomersHandler } from './handle.ts';
/** Statuses of our faults in this API, and the code of each status, for documentation. */
export { FAULT_DRESS, STATUS_CODES, refuse } from './render-fault.ts';
