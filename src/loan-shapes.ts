/** The API shapes that the loan service answers in beside `odata.svc`, each with the paths it is published at. */
import { CLIENTS_PATHS, createClientsHandler } from './api/clients/index.ts';
import { CUSTOMERS_PATH, createCustomersHandler } from './api/customers/index.ts';
import { LOAN_ACCOUNTS_PATH, createLoanAccountsHandler } from './api/loan-accounts/index.ts';
import { LOANPRO_PATH, createLoanProHandler } from './api/loanpro/index.ts';
import type { ShapeMount } from './app.ts';

export const LOAN_SHAPES: readonly ShapeMount[] = [
  ...CLIENTS_PATHS.map((path) => ({ path, make: createClientsHandler })),
  { path: CUSTOMERS_PATH, make: createCustomersHandler },
  { path: LOAN_ACCOUNTS_PATH, make: createLoanAccountsHandler },
  { path: LOANPRO_PATH, make: createLoanProHandler },
];
