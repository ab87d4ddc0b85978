/** The API shapes that the loan service answers in beside `odata.svc`, each with the paths it is published at. */
import * as clients from './api/clients/index.ts';
import * as customers from './api/customers/index.ts';
import * as loanAccounts from './api/loan-accounts/index.ts';
import * as loanPro from './api/loanpro/index.ts';
import type { ShapeMount } from './once.ts';

export const LOAN_SHAPES: readonly ShapeMount[] = [
  ...clients.CLIENTS_PATHS.map((path) => ({ path, make: clients.createClientsHandler, refuse: clients.refuse })),
  { path: customers.CUSTOMERS_PATH, make: customers.createCustomersHandler, refuse: customers.refuse },
  { path: loanAccounts.LOAN_ACCOUNTS_PATH, make: loanAccounts.createLoanAccountsHandler, refuse: loanAccounts.refuse },
  { path: loanPro.LOANPRO_PATH, make: loanPro.createLoanProHandler, refuse: loanPro.refuse },
];
