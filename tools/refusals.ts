/**
 * Bad requests as data: for every API shape which of them it refuses, with which of our faults and with which status.
 * In: nothing. Out: tables. `docs/api-faults.md` says from them which faults reach which shape; a test sends every
 * one over a socket. `{…}` stands for what the test knows of its database.
 */
import type { FaultCode } from '../src/base/index.ts';

export type Refusal = {
  readonly code: FaultCode;
  readonly status: number;
  /** Method and target behind the shape's path. */
  readonly ask: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
};
export type ShapeName = 'odata' | 'clients' | 'customers' | 'loan-accounts' | 'loanpro';

type Extras = Omit<Refusal, 'code' | 'status' | 'ask'>;
const no = (code: FaultCode, status: number, ask: string, extras: Extras = {}): Refusal => ({ code, status, ask, ...extras });

export const PATHS: Readonly<Record<ShapeName, string>> = {
  odata: '/odata.svc', clients: '/clients', customers: '/v1/customers', 'loan-accounts': '/services/apexrest/peer/v1/loanAccounts/getDetails', loanpro: '/api/public/api/1',
};

/** A request that each shape grants; credentials, sizes and malformed HTTP are tried on it. */
export const GRANTED: Readonly<Record<ShapeName, string>> = {
  odata: '/Customers(42)', clients: '/{client}', customers: '/42', 'loan-accounts': '/LAI-00000003', loanpro: '/odata.svc/Customers(42)',
};
/** A change that each shape takes. */
export const CHANGE: Readonly<Record<Exclude<ShapeName, 'loan-accounts'>, readonly [ask: string, body: string]>> = {
  odata: ['POST /Offices', '{"name":"Oslo"}'],
  clients: ['POST ', '{"email":"mara@example.com","firstName":"Mara","lastName":"Quist"}'],
  customers: ['POST ', '{"externalId":"refusals-1"}'],
  loanpro: ['POST /odata.svc/Customers', '{"lastName":"Quist"}'],
};

const READER = { token: 'demo-reader' };
const XML = { headers: { 'content-type': 'application/xml' } };
const LONG = 'x'.repeat(300);
const DEEP = '('.repeat(200);
const REPEAT_ID = 'Repeatability-Request-ID';
const REPEAT_SENT = 'Repeatability-First-Sent';
const ID = '00000000-0000-4000-8000-000000000000';
const repeat = (body: string): Extras => ({ body, headers: { [REPEAT_ID]: 'x', [REPEAT_SENT]: 'Tue, 26 Mar 2019 16:06:51 GMT' } });
const late = (body: string): Extras => ({ body, headers: { [REPEAT_ID]: ID, [REPEAT_SENT]: 'Tue, 26 Mar 2019 16:06:51 GMT' } });

/** Expressions and options mean the same wherever a shape takes them; `below` is the list. */
const queries = (below: string): readonly Refusal[] => [
  no('URL102', 400, `GET ${below}?$filter=%ZZ`),
  no('URL103', 400, `GET ${below}?$top=1&$top=2`),
  no('URL104', 400, `GET ${below}?$nope=1`),
  no('URL101', 400, `GET ${below}?$filter=lastName%20eq`),
  no('URL107', 400, `GET ${below}?$filter=lastName%20eq%20%27%00%27`),
  no('MOD202', 400, `GET ${below}?$filter=nope%20eq%201`),
  no('MOD203', 400, `GET ${below}?$filter=fico%20eq%20%27x%27`),
  no('DBS501', 400, `GET ${below}?$filter=fico%20mod%200%20eq%201`),
  no('LIM602', 400, `GET ${below}?$filter=${DEEP}`),
];

export const REFUSALS: Readonly<Record<ShapeName, readonly Refusal[]>> = {
  odata: [
    ...queries('/Customers'),
    no('URL106', 400, 'GET /Customers?$top=99999999999999999999'),
    no('URL108', 400, 'GET /Customers?$search=%22%00%22'),
    no('MOD207', 400, 'GET /Customers?$filter=loginToken%20eq%20%27x%27', READER),
    no('URL101', 400, 'GET /Customers('),
    no('URL105', 400, 'GET /Customers(42)?$top=1'),
    no('URL109', 501, 'GET /Customers?$apply=aggregate($count%20as%20n)'),
    no('URL110', 406, 'GET /Customers(42)', { headers: { accept: 'text/html' } }),
    no('URL111', 400, 'GET /Customers(42)', { headers: { 'odata-maxversion': '3.0' } }),
    no('URL112', 405, 'POST /Customers(42)', { body: '{}' }),
    no('URL113', 400, 'GET /Customers?$skiptoken=xyz'),
    no('URL114', 404, 'GET /Customers?$schemaversion=9'),
    no('MOD201', 404, 'GET /Nope'),
    no('MOD204', 400, 'GET /Customers(1,2)'),
    no('MOD205', 400, 'GET /Loans(1)/LoanService.PayoffQuote(nope=1)'),
    no('MOD208', 405, 'POST /AuditRecords', { body: '{}' }),
    no('MOD209', 404, 'GET /Customers(999999)'),
    no('BOD301', 400, 'PATCH /Customers(42)', { body: '{' }),
    no('BOD302', 415, 'PATCH /Customers(42)', { body: '<a/>', ...XML }),
    no('BOD303', 400, 'PATCH /Customers(42)', { body: '{"nope":1}' }),
    no('BOD304', 400, 'PUT /Customers(42)', { body: '{"Phones":[{"__update":true,"phone":"1"}]}' }),
    no('BOD305', 404, 'PUT /Customers(42)', { body: '{"Phones":[{"__id":999999,"__update":true,"phone":"1"}]}' }),
    no('BOD307', 400, 'PATCH /Customers(42)', { body: '{"officeId":999999}' }),
    no('PRE401', 412, 'PATCH /Customers(42)', { body: '{"middleName":"x"}', headers: { 'if-match': 'W/"999999"' } }),
    no('PRE403', 409, 'POST /Customers', { body: '{"lastName":"x","externalSystem":"lms","externalId":"ext-ada-001"}' }),
    no('PRE404', 409, 'DELETE /Customers(555)'),
    no('PRE406', 400, 'POST /Offices', repeat('{"name":"Oslo"}')),
    no('PRE407', 412, 'POST /Offices', late('{"name":"Oslo"}')),
    no('PRE409', 501, 'POST /$batch', { ...repeat('{}'), headers: { [REPEAT_ID]: ID, [REPEAT_SENT]: '{now}' } }),
    no('AUT403', 403, 'PATCH /Customers(42)', { body: '{"middleName":"x"}', ...READER }),
    no('LON701', 400, 'POST /Loans({bare})/LoanService.Activate', { body: '{}' }),
    no('LON703', 400, 'POST /Loans(1)/LoanService.PostPayment', { body: '{"amount":-1,"date":"2024-01-01"}' }),
  ],
  clients: [
    ...queries(''),
    no('URL101', 400, 'GET /%zz'),
    no('URL106', 400, 'GET ?ownerId=me'),
    no('URL108', 400, 'GET ?searchText=%00'),
    no('MOD202', 400, 'GET ?$filter=loginToken%20eq%20%27x%27', READER),
    no('URL105', 400, 'GET /{client}?$select=id'),
    no('URL109', 400, 'GET ?$select=lastName($top=1)'),
    no('URL112', 405, 'PUT ', { body: '{}' }),
    no('MOD201', 404, 'GET /{client}/phones'),
    no('MOD204', 400, 'GET /42'),
    no('MOD209', 404, `GET /${ID}`),
    no('BOD301', 400, 'POST ', { body: '{' }),
    no('BOD302', 415, 'POST ', { body: '<a/>', ...XML }),
    no('BOD303', 400, 'POST ', { body: '{"email":1,"nope":2}' }),
    no('PRE401', 412, 'PATCH /{client}', { body: '{"fico":1}', headers: { 'if-match': 'W/"999999"' } }),
    no('PRE403', 409, 'POST ', { body: '{"email":"a@b.io","firstName":"A","lastName":"B","source":"lms","externalId":"ext-ada-001"}' }),
    no('PRE404', 409, 'DELETE /{client}'),
    no('PRE406', 400, 'POST ', repeat('{}')),
    no('PRE407', 412, 'POST ', late('{}')),
    no('AUT403', 403, 'PATCH /{client}', { body: '{"fico":1}', ...READER }),
  ],
  customers: [
    no('URL101', 400, 'GET /external/%zz'),
    no('URL112', 405, 'PATCH /42', { body: '{}' }),
    no('MOD201', 404, 'GET /42/nope'),
    no('MOD209', 404, 'GET /999999'),
    no('MOD209', 404, 'GET /external/nobody'),
    no('BOD301', 400, 'POST ', { body: '{' }),
    no('BOD302', 415, 'POST ', { body: '<a/>', ...XML }),
    no('BOD303', 400, 'POST ', { body: '{}' }),
    no('BOD303', 400, 'PUT /42', { body: `{"externalId":"${LONG}","nope":1}` }),
    no('BOD303', 400, 'GET ?rows=101'),
    no('BOD303', 400, 'GET /abc'),
    no('PRE403', 409, 'POST ', { body: '{"externalId":"ext-ada-001"}' }),
    no('PRE404', 409, 'DELETE /42'),
    no('PRE406', 400, 'POST ', repeat('{"externalId":"x"}')),
    no('PRE407', 412, 'POST ', late('{"externalId":"x"}')),
    no('AUT403', 403, 'POST ', { body: '{"externalId":"x"}', ...READER }),
  ],
  'loan-accounts': [
    no('URL102', 400, 'GET /%zz'),
    no('URL106', 400, 'GET /'),
    no('URL108', 400, 'GET /%00'),
    no('URL112', 405, 'POST /LAI-00000003', { body: '{}' }),
    no('MOD202', 500, 'GET /LAI-00000003?additionalLoanFields=nope'),
    no('MOD209', 400, 'GET /LAI-99999999'),
    no('PRE406', 400, 'POST /LAI-00000003', repeat('{}')),
    no('PRE407', 412, 'POST /LAI-00000003', late('{}')),
    no('AUT403', 403, 'GET /LAI-00000003', { headers: { 'autopal-instance-id': 'other' } }),
  ],
  loanpro: [
    ...queries('/odata.svc/Customers'),
    no('URL106', 400, 'GET /odata.svc/Customers?$top=99999999999999999999'),
    no('URL108', 400, 'GET /odata.svc/Customers?$search=%22%00%22'),
    no('MOD207', 400, 'GET /odata.svc/Customers?$filter=loginToken%20eq%20%27x%27', READER),
    no('URL101', 400, 'GET /odata.svc/Customers('),
    no('URL105', 400, 'GET /odata.svc/Customers(42)?$top=1'),
    no('URL109', 501, 'GET /odata.svc/Loans(1)/Autopal.GetFinalPaymentDiff()'),
    no('URL112', 405, 'PATCH /odata.svc/Customers(42)', { body: '{}' }),
    no('URL113', 400, 'GET /odata.svc/Customers?$skiptoken=xyz'),
    no('MOD201', 404, 'GET /odata.svc/Nope'),
    no('MOD204', 409, 'GET /odata.svc/Customers(abc)'),
    no('MOD209', 409, 'GET /odata.svc/Customers(999999)'),
    no('BOD301', 400, 'PUT /odata.svc/Customers(42)', { body: '{' }),
    no('BOD302', 415, 'PUT /odata.svc/Customers(42)', { body: '<a/>', ...XML }),
    no('BOD303', 409, 'PUT /odata.svc/Customers(42)', { body: '{"nope":1}' }),
    no('BOD304', 409, 'PUT /odata.svc/Customers(42)', { body: '{"Phones":[{"__update":true,"phone":"1"}]}' }),
    no('BOD305', 409, 'PUT /odata.svc/Customers(42)', { body: '{"Phones":[{"__id":999999,"__update":true,"phone":"1"}]}' }),
    no('BOD307', 409, 'PUT /odata.svc/Customers(42)', { body: '{"officeId":999999}' }),
    no('PRE401', 412, 'PUT /odata.svc/Customers(42)', { body: '{"middleName":"x"}', headers: { 'if-match': 'W/"999999"' } }),
    no('PRE403', 409, 'POST /odata.svc/Customers', { body: '{"lastName":"x","externalSystem":"lms","externalId":"ext-ada-001"}' }),
    no('PRE404', 409, 'DELETE /odata.svc/Customers(555)'),
    no('PRE406', 400, 'POST /odata.svc/Customers', repeat('{"lastName":"x"}')),
    no('PRE407', 412, 'POST /odata.svc/Customers', late('{"lastName":"x"}')),
    no('PRE410', 409, 'POST /odata.svc/Customers', { body: '{"lastName":"x","email":"ada.lovelace@example.com"}' }),
    no('AUT403', 403, 'PUT /odata.svc/Customers(42)', { body: '{"middleName":"x"}', ...READER }),
    no('PRE404', 409, 'POST /odata.svc/Loans(1)/Autopal.Activate()', { body: '{}' }),
    no('LON701', 409, 'POST /odata.svc/Loans({bare})/Autopal.Activate()', { body: '{}' }),
    no('LON703', 409, 'GET /odata.svc/Loans(1)/Autopal.GetLoanPayoff(1900-01-01)'),
  ],
};

/** Faults that any request can meet, whatever it asks for: the test makes their causes. */
export const EVERYWHERE: readonly FaultCode[] = ['AUT401', 'AUT503', 'LIM601', 'URL112', 'URL115', 'DBS502', 'BUG900'];
/** Any change: a body too large, an id that belongs to another. */
export const CHANGES: readonly FaultCode[] = ['BOD306', 'PRE408'];
/** What only others who work at the same time can cause, a database that takes too long, or rare terms of a loan: no request alone shows it. */
const SELDOM: Readonly<Record<ShapeName, readonly FaultCode[]>> = {
  odata: ['DBS503', 'DBS504', 'PRE405', 'LON702', 'LON704'],
  clients: ['DBS503', 'PRE405'],
  customers: ['DBS503', 'PRE405', 'PRE401'],
  'loan-accounts': ['DBS503'],
  loanpro: ['DBS503', 'DBS504', 'PRE405', 'LON702', 'LON704'],
};

/** The faults that reach a shape. */
export function reaching(shape: ShapeName): ReadonlySet<FaultCode> {
  const changes = shape === 'loan-accounts' ? [] : CHANGES;
  return new Set([...REFUSALS[shape].map(({ code }) => code), ...EVERYWHERE, ...changes, ...SELDOM[shape]]);
}
