/**
 * LoanPro's dialect as data: how its JSON differs from OData's fourth version, what its query options mean,
 * which of its operations are ours. In: nothing. Out: tables. Entities, properties and navigations need no
 * table: the model has LoanPro's own names.
 */
import type { ShapeRead } from '../../query/index.ts';
import type { DuplicateRule, ResultShape } from '../../service/index.ts';

export const LOANPRO_PATH = '/api/public/api/1';
/** Below that path, where its entities stand. */
export const ENTITIES_PATH = '/odata.svc';

/** Rows of a list whose request names no `$top`. */
export const PAGE_SIZE = 50;

/** Decimals are texts with two digits behind the point or more, flags 0 or 1, points in time `/Date(seconds)/`. */
const SPELLED: ResultShape['spelled'] = {
  'Edm.Decimal': 'decimalText', 'Edm.Boolean': 'bit', 'Edm.Date': 'epochOfDay', 'Edm.DateTimeOffset': 'epochSeconds',
};

const VERBOSE = { metadata: 'none', prefix: '@', version: '4.01', ieee754Compatible: false, spelled: SPELLED } as const;

/** Expanded collections: objects with `results`, and with `nopaging` bare arrays. */
export const PAGED: ResultShape = { ...VERBOSE, verbose: { typePrefix: 'Entity.', envelope: { rows: 'results' } } };
export const UNPAGED: ResultShape = { ...VERBOSE, verbose: { typePrefix: 'Entity.', envelope: undefined } };

/**
 * Query options that the fourth version does not have, by name without `$` and in small letters. A word is
 * the option of ours that takes the value over.
 */
export const OPTIONS: ReadonlyMap<string, 'skip' | 'count' | 'unpaged'> = new Map([
  ['start', 'skip'],
  ['inlinecount', 'count'],
  ['nopaging', 'unpaged'],
  ['all', 'unpaged'],
]);

/** `collections({group})/items`. */
export const ENUM_ITEMS: ShapeRead = {
  id: 'loanpro enum items', set: 'EnumItems', answer: 'collection', parameters: { group: 'Edm.String' },
  options: '$filter=group eq @group&$orderby=order',
  members: [{ name: 'id', is: 'id' }, { name: 'collection', is: 'group' }, { name: 'value', is: 'value' }, { name: 'title', is: 'label' }, { name: 'order', is: 'order' }],
};

/** What may be there already, unless the body says that it knows: then these do not count. */
export const DUPLICATES: readonly DuplicateRule[] = [
  { name: 'ssn', set: 'Customers', values: ['ssn'] },
  { name: 'email', set: 'Customers', values: ['email'] },
  { name: 'phone', set: 'Customers', via: 'Phones', values: ['phone'] },
  { name: 'primary address', set: 'Customers', via: 'PrimaryAddress', values: ['address1', 'city', 'state', 'zipcode'] },
  { name: 'mail address', set: 'Customers', via: 'MailAddress', values: ['address1', 'city', 'state', 'zipcode'] },
  { name: 'displayId', set: 'Loans', values: ['displayId'] },
];
export const IGNORE_WARNINGS = '__ignoreWarnings';

/**
 * LoanPro's operations: `Loans(1)/Autopal.GetStatus(2019-07-01)`, `Loans/Autopal.Search()`. `is`: the
 * operation of the model that does the same, with `@date` where the date in LoanPro's parentheses goes. Without
 * it nothing of ours does.
 */
export type LoanProOperation = { readonly set: string; readonly name: string; readonly method: 'GET' | 'POST'; readonly is?: string };
export const OPERATIONS: readonly LoanProOperation[] = [
  { set: 'Loans', name: 'Activate', method: 'POST', is: 'LoanService.Activate' },
  { set: 'Loans', name: 'GetLoanPayoff', method: 'GET', is: 'LoanService.PayoffQuotes(asOf=@date,days=10)' },
  { set: 'Loans', name: 'GetStatus', method: 'GET', is: 'LoanService.StatusAsOf(asOf=@date)' },
  { set: 'Loans', name: 'GetPaymentSummary', method: 'GET', is: 'LoanService.PaymentSummary()' },
  { set: 'Loans', name: 'GetFinalPaymentDiff', method: 'GET' },
  { set: 'Loans', name: 'CreateModification', method: 'POST' },
  { set: 'Loans', name: 'PredictPaymentApplication', method: 'POST' },
  { set: 'Loans', name: 'RollPayment', method: 'POST' },
  { set: 'Loans', name: 'Search', method: 'POST' },
  { set: 'Customers', name: 'OfacTest', method: 'GET' },
  { set: 'Customers', name: 'GetCreditScore', method: 'GET' },
  { set: 'Customers', name: 'Search', method: 'POST' },
];
