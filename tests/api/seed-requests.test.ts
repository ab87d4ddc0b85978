/**
 * Every request that the documents of the five systems print, as printed (host, token and tenant replaced), over a
 * socket, in their order: its status, and what the document shows of its answer.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createApp } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import { listen, stop } from '../../src/http/index.ts';
import { LOAN_SHAPES } from '../../src/loan-shapes.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { loanModel, operationsOf } from '../support/service.ts';
import type { Json } from '../support/service.ts';
import { askWire } from '../support/wire.ts';
import type { Wired } from '../support/wire.ts';

type Printed = {
  /** Method and URL behind the host; `{…}` is what the document leaves open. */
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  readonly shows: (answer: Wired, known: Known) => void;
};
/** What the documents leave open, filled in by the answers before. */
type Known = Record<string, string>;

const some = expect.any(String);
const BEARER = { Authorization: 'Bearer demo' };
const SAMPLE = new URL('../../../shared/data/cloud-lending-loan-account.json', import.meta.url);

const ROOTS = [
  { root: '/odata.svc', entity: (json: Json): Json => json, rows: (json: Json): Json => json.value, related: (rows: Json): Json => rows },
  { root: '/api/public/api/1/odata.svc', entity: (json: Json): Json => json.d, rows: (json: Json): Json => json.d.results, related: (rows: Json): Json => rows.results },
] as const;
type Root = (typeof ROOTS)[number];

/** The objects nested within a customer, as listed; the first ones are one object, the others many. */
const ONE = ['CreditScore', 'Employer', 'MailAddress', 'PrimaryAddress'];
const MANY = ['CustomFieldValues', 'Documents', 'Loans', 'Notes', 'PaymentAccounts', 'Phones', 'References', 'SocialProfiles'];

const customerInformation = ({ root, entity, rows, related }: Root): readonly Printed[] => [
  { line: `GET ${root}/Customers(555)/PrimaryAddress`, status: 200, shows: ({ json }) => expect(entity(json)).toMatchObject({ address1: some, city: some, zipcode: some }) },
  { line: `GET ${root}/Customers(555)?$expand=PrimaryAddress`, status: 200, shows: ({ json }) => expect(entity(json)).toMatchObject({ id: 555, PrimaryAddress: { address1: some, city: some } }) },
  ...ONE.map((name): Printed => ({ line: `GET ${root}/Customers(555)/${name}`, status: 200, shows: ({ json }) => expect(entity(json)).toMatchObject({ id: expect.any(Number) }) })),
  ...ONE.map((name): Printed => ({ line: `GET ${root}/Customers(555)?$expand=${name}`, status: 200, shows: ({ json }) => expect(entity(json)).toMatchObject({ id: 555, [name]: { id: expect.any(Number) } }) })),
  ...MANY.flatMap((name): readonly Printed[] => [
    { line: `GET ${root}/Customers(555)/${name}`, status: 200, shows: ({ json }) => expect(rows(json)).toBeInstanceOf(Array) },
    { line: `GET ${root}/Customers(555)?$expand=${name}`, status: 200, shows: ({ json }) => expect(related(entity(json)[name])).toBeInstanceOf(Array) },
  ]),
];

const UPDATE_HEADERS = { Authorization: 'Bearer demo', 'Autopal-Instance-ID': 'demo', 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' };
const UPDATE_BODY = `{
"id": 555,
"status": "Active",
"customerType": "customer.type.individual",
"customerIdType": "customer.idType.ssn",
"gender": "customer.gender.male",
"generationCode": "customer.generationCode.none",
"CustomFieldValues": {},
"birthDate": "1990-01-01",
"firstName": "John",
"middleName": "",
"lastName": "Dow",
"ssn": "855616513",
"driverLicense": "",
"accessUserName": "none@simnang.com",
"email": "none@simnang.com",
"__id": 555,
"__update": true
}`;
/** Every field that the document lists for the body, beside those of its sample. */
const LISTED_BODY = `{
"customId": "C-555", "companyName": "Dow Ltd", "contactName": "J. Dow", "customerId": "855616513", "creditLimit": 0,
"accessPassword": "a password of some length", "ofacMatch": 0, "ofacTested": 1
}`;

const updateCustomer = ({ root, entity }: Root): readonly Printed[] => [
  {
    line: `PUT ${root}/Customers(555)`, headers: UPDATE_HEADERS, body: UPDATE_BODY, status: 200,
    shows: ({ json }) => expect(entity(json)).toMatchObject({ id: 555, status: 'Active', customerType: 'customer.type.individual', gender: 'customer.gender.male', firstName: 'John', lastName: 'Dow', ssn: '855616513', email: 'none@simnang.com' }),
  },
  {
    line: `PUT ${root}/Customers(555)`, headers: UPDATE_HEADERS, body: LISTED_BODY, status: 200,
    shows: ({ json, text }) => {
      expect(entity(json)).toMatchObject({ customId: 'C-555', companyName: 'Dow Ltd', contactName: 'J. Dow', customerId: '855616513', firstName: 'John' });
      expect(text).not.toContain('a password');
    },
  },
  {
    line: `PUT ${root}/Customers(555)?$expand=Phones`, headers: UPDATE_HEADERS, body: '{"Phones":[{"__id": {phone}, "__update": true, "carrierName": "Tele"}]}', status: 200,
    shows: ({ text }) => expect(text).toContain('"carrierName":"Tele"'),
  },
];

const CLIENT = '{"email":"john.dow@example.com","firstName":"John","lastName":"Dow","externalId":"crm-7","source":"crm","mobilePhone":"555-0100","fico":700,"totalIncome":1234.5,"firstTimeBuyer":true}';
const CLIENT_FIELDS = [
  'externalId', 'source', 'ownerId', 'referredById', 'email', 'homePhone', 'workPhone', 'mobilePhone', 'fax', 'isSilenced', 'isArchived', 'createdOn', 'updatedOn', 'fico', 'totalIncome', 'totalDebtPayments', 'firstTimeBuyer', 'loginToken', 'id', 'firstName', 'lastName',
];
const JSON_BODY = { ...BEARER, 'Content-Type': 'application/json' };
const record = (answer: Wired): Json => expect(answer.json).toEqual({ id: some, type: 'Client', createdTimestamp: some, updatedTimestamp: answer.json.updatedTimestamp });

const clientsAt = (root: string): readonly Printed[] => [
  {
    line: `GET ${root}`, status: 200,
    shows: ({ json }) => {
      expect(json).toHaveLength(50);
      for (const client of json) expect(Object.keys(client).toSorted()).toEqual(CLIENT_FIELDS.toSorted());
    },
  },
  { line: `GET ${root}?ownerId=5f0d8a3e-1c1b-4b62-9a55-000000000007&searchText=a&$filter=fico%20gt%200&$select=id,email&$orderby=lastName&$skip=0&$top=2`, status: 200, shows: ({ json }) => expect(json).toEqual([{ id: some, email: some }, { id: some, email: some }]) },
  {
    line: `POST ${root}`, headers: JSON_BODY, body: CLIENT, status: 200,
    shows: (answer, known) => {
      record(answer);
      known['client'] = answer.json.id;
    },
  },
  {
    line: `DELETE ${root}`, status: 405,
    shows: ({ reason, text, headers }) => expect([reason, text, headers['allow']]).toEqual(['Operation is not currently supported on this resource', '', 'GET, HEAD, POST, OPTIONS']),
  },
  { line: `GET ${root}/{client}`, status: 200, shows: ({ json }) => expect(json).toMatchObject({ ...JSON.parse(CLIENT), updatedOn: null }) },
  { line: `PUT ${root}/{client}`, headers: JSON_BODY, body: CLIENT, status: 200, shows: record },
  { line: `PATCH ${root}/{client}`, headers: JSON_BODY, body: '{"lastName":"Doe"}', status: 200, shows: record },
  { line: `DELETE ${root}/{client}`, status: 204, shows: ({ text }) => expect(text).toBe('') },
];

const ADA = { id: '42', accountNo: some, externalId: 'ext-ada-001', status: 'Active', active: true, officeId: some, officeName: some, firstname: 'Ada', lastname: some, displayName: some, activationDate: some, submittedDate: some };
const ada = ({ json }: Wired): void => expect(json).toMatchObject(ADA);
const CLOSING = '{"closureDate":"2025-07-01","closureReasonId":1}';
const made = (as: string) => ({ json }: Wired, known: Known): void => {
  expect(json).toMatchObject({ id: some, accountNo: some, status: 'Active', active: true });
  known[as] = json.id;
};

const LMS: readonly Printed[] = [
  { line: 'GET /v1/customers/external/ext-ada-001', status: 200, shows: ada },
  { line: 'GET /v1/customers/42', status: 200, shows: ada },
  { line: 'POST /v1/customers', headers: JSON_BODY, body: '{"externalId":"ext-new-001"}', status: 200, shows: made('customer') },
  { line: 'GET /v1/customers', status: 200, shows: ({ json }) => expect(json).toMatchObject({ items: { length: 10 }, page: 1 }) },
  { line: 'GET /v1/customers?externalId=ext-ada-001', status: 200, shows: ({ json }) => expect(json).toMatchObject({ items: [ADA] }) },
  { line: 'GET /v1/customers/{customer}', status: 200, shows: ({ json }, known) => expect(json).toMatchObject({ id: known['customer'], externalId: 'ext-new-001' }) },
  { line: 'PUT /v1/customers/{customer}', headers: JSON_BODY, body: '{"externalId":"ext-new-002"}', status: 200, shows: ({ json }) => expect(json).toMatchObject({ externalId: 'ext-new-002' }) },
  { line: 'PUT /v1/customers/external/ext-new-002', headers: JSON_BODY, body: '{"externalId":"ext-new-003"}', status: 200, shows: ({ json }) => expect(json).toMatchObject({ externalId: 'ext-new-003' }) },
  { line: 'DELETE /v1/customers/{customer}', status: 409, shows: ({ json }) => expect(json).toEqual({ code: 'aborted', message: some }) },
  { line: 'DELETE /v1/customers/external/ext-new-003', status: 409, shows: ({ json }) => expect(json).toEqual({ code: 'aborted', message: some }) },
  { line: 'DELETE /v1/customers/{pending}', status: 200, shows: () => {} },
  { line: 'DELETE /v1/customers/external/{pendingExternal}', status: 200, shows: () => {} },
  { line: 'POST /v1/customers/{customer}/close', headers: JSON_BODY, body: CLOSING, status: 200, shows: ({ json }) => expect(json).toMatchObject({ status: 'Closed', active: false }) },
  { line: 'POST /v1/customers', headers: JSON_BODY, body: '{"externalId":"ext-new-004"}', status: 200, shows: made('another') },
  { line: 'POST /v1/customers/external/ext-new-004/close', headers: JSON_BODY, body: CLOSING, status: 200, shows: ({ json }) => expect(json).toMatchObject({ status: 'Closed', active: false }) },
  { line: 'GET /v1/customers/external/nobody', status: 404, shows: ({ json }) => expect(json).toEqual({ code: 'not_found', message: some }) },
];

const DETAILS = '/services/apexrest/peer/v1/loanAccounts/getDetails';
const PARAMETERS = ['additionalLoanFields', 'additionalPaymentFields', 'additionalChargeFields', 'additionalPmtSchdSummaryFields', 'additionalAmzSchdFields', 'additionalOtherTxnFields'].map((name) => `${name}=CreatedDate`);
const SUCCESS = { status: 'SUCCESS', response: [], errorMessage: null, errorCode: 'NO_ERROR' };
const ERROR = { status: 'ERROR', response: [], content: [] };
const related = (count: number): Json => ({ totalSize: count, done: true, records: { length: count } });
const account = ({ json }: Wired): void => expect(json).toMatchObject({
  ...SUCCESS,
  content: [{
    attributes: { type: 'loan__Loan_Account__c', url: '/services/data/v30.0/sobjects/loan__Loan_Account__c/a1WG0000000jLIvMAM' }, Name: 'LAI-00000003', Id: 'a1WG0000000jLIvMAM', loan__Pay_Off_Amount_As_Of_Today__c: 8091.451878767123,
    loan__Loan_Payment_Transactions__r: related(2), loan__Charges__r: related(1), loan__Repayment_Schedule__r: related(12), loan__Repayment_Schedule_Summary__r: related(1), loan__Other_Loan_Transactions__r: related(1),
  }],
});

const CLOUD_LENDING: readonly Printed[] = [
  {
    line: `GET ${DETAILS}/LAI-00000003`, status: 200,
    shows: (answer) => {
      account(answer);
      if (existsSync(SAMPLE)) expect(answer.json).toEqual(JSON.parse(readFileSync(SAMPLE, 'utf8')));
    },
  },
  { line: `GET ${DETAILS}/a1WG0000000jLIvMAM`, status: 200, shows: account },
  ...[...PARAMETERS, PARAMETERS.join('&')].map((query): Printed => ({ line: `GET ${DETAILS}/LAI-00000003?${query}`, status: 200, shows: (answer) => [account(answer), expect(answer.text).toContain('"CreatedDate"')] })),
  { line: `GET ${DETAILS}/`, status: 400, shows: ({ json }) => expect(json).toEqual({ ...ERROR, errorCode: 'INVALID_INPUT', errorMessage: 'Loan Account Id is null' }) },
  { line: `GET ${DETAILS}/LAI-99999999`, status: 400, shows: ({ json }) => expect(json).toEqual({ ...ERROR, errorCode: 'INVALID_INPUT', errorMessage: 'Unable to find the Loan Account' }) },
  { line: `GET ${DETAILS}/LAI-00000003?additionalLoanFields=nope`, status: 500, shows: ({ json }) => expect(json).toEqual({ ...ERROR, errorCode: 'API_EXCEPTION', errorMessage: some }) },
];

const DOCUMENTS: readonly (readonly [string, readonly Printed[]])[] = [
  ['Get Customer Information', ROOTS.flatMap(customerInformation)],
  ['Update a Customer', ROOTS.flatMap(updateCustomer)],
  ['Clients', ['/clients', '/homedashboard/clients'].flatMap(clientsAt)],
  ['the LMS customer', LMS],
  ['Retrieving a loan account', CLOUD_LENDING],
];

forEachDatabase((_name, open) => {
  let opened: TestDatabase;
  let server: Server;
  let origin: string;
  const known: Known = {};
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
  const ask = ({ line, headers = BEARER, body }: Omit<Printed, 'status' | 'shows'>): Promise<Wired> => {
    const [method = '', path = ''] = filled(line).split(/ (.*)/);
    return askWire(origin, { method, path, headers, body: body === undefined ? undefined : filled(body) });
  };
  const pending = async (externalId: string): Promise<string> => {
    const body = JSON.stringify({ firstName: 'Per', lastName: 'Haps', lifecycle: 'Pending', externalSystem: 'lms', externalId });
    return String((await ask({ line: 'POST /odata.svc/Customers', headers: JSON_BODY, body })).json.id);
  };

  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent' });
    server = createApp({ config, database: opened.database, model: loanModel(), observe: observeNothing, operations: operationsOf(loanModel()), shapes: LOAN_SHAPES });
    origin = await listen(server, config);
    const [phone] = (await ask({ line: 'GET /odata.svc/Customers(555)/Phones' })).json.value;
    Object.assign(known, { phone: String(phone.id), pending: await pending('ext-pending-1'), pendingExternal: 'ext-pending-2' });
    await pending('ext-pending-2');
  });
  afterAll(async () => {
    await stop(server);
    await opened.close();
  });

  describe.each(DOCUMENTS)('%s', (_title, requests) => {
    test.each(requests)('$line', async (printed) => {
      const answer = await ask(printed);
      expect({ status: answer.status, text: answer.status === printed.status ? '' : answer.text }).toEqual({ status: printed.status, text: '' });
      printed.shows(answer, known);
    });
  });
});
