import type { Migration } from '../migration.ts';
import { createRepeatableRequests } from '../repeatable-requests.ts';
import { createCallers } from './0001_create_callers.ts';
import { createPeople } from './0002_create_people.ts';
import { createLoans } from './0003_create_loans.ts';
import { createServicing } from './0004_create_servicing.ts';
import { createRecords } from './0005_create_records.ts';
import { addServicingColumns } from './0007_add_servicing_columns.ts';
import { addLoanEvents } from './0008_add_loan_events.ts';
import { addTransactionReversals } from './0009_add_transaction_reversals.ts';
import { CURRENT_TENANT } from './entity-table.ts';

const createRemembered = createRepeatableRequests({ name: '0006_create_repeatable_requests', currentTenant: CURRENT_TENANT });

/** The history of the loan schema, oldest first. */
export const loanMigrations: readonly Migration[] = [createCallers, createPeople, createLoans, createServicing, createRecords, createRemembered, addServicingColumns, addLoanEvents, addTransactionReversals];
