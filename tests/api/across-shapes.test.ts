/** One store behind all API shapes: what is written through one is seen through every other that has the field. */
import { CLIENTS_PATHS } from '../../src/api/clients/index.ts';
import { CUSTOMERS_PATH } from '../../src/api/customers/index.ts';
import { LOAN_ACCOUNTS_PATH } from '../../src/api/loan-accounts/index.ts';
import { LOANPRO_PATH } from '../../src/api/loanpro/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { openService } from '../support/service.ts';
import type { Json, Send } from '../support/service.ts';
import { openShape } from '../support/shape.ts';

type Shape = 'odata' | 'loanpro' | 'clients' | 'customers' | 'accounts';
type Subject = { readonly id: number; readonly uid: string };
type Sends = Readonly<Record<Shape, Send>>;
/** Fields that more than one shape has; each reader gives those it knows. */
type Seen = Partial<Record<'email' | 'firstName' | 'lastName' | 'externalId' | 'middleName' | 'cell' | 'birthDate' | 'stage' | 'source' | 'fico', unknown>>;

const CELL = 'customer.phoneType.cell';
const dayOf = (text: string | null): string | null => (text === null ? null : new Date(Number(/-?\d+/.exec(text)?.[0]) * 1000).toISOString().slice(0, 10));
const cellOf = (phones: readonly Json[]): unknown => phones.find(({ type }) => type === CELL)?.phone;

const READERS: Readonly<Record<Exclude<Shape, 'accounts'>, (sends: Sends, subject: Subject) => Promise<Seen>>> = {
  odata: async ({ odata }, { id }) => {
    const { json } = await odata('GET', `/Customers(${id})?$expand=Phones($orderby=id)`);
    const { email, firstName, lastName, middleName, externalId, birthDate, lifecycle, source, fico, Phones } = json;
    return { email, firstName, lastName, middleName, externalId, birthDate, stage: lifecycle, source, fico, cell: cellOf(Phones) };
  },
  loanpro: async ({ loanpro }, { id }) => {
    const { d } = (await loanpro('GET', `/odata.svc/Customers(${id})?$expand=Phones`)).json;
    return { email: d.email, firstName: d.firstName, lastName: d.lastName, externalId: d.externalId, birthDate: dayOf(d.birthDate), stage: d.lifecycle, cell: cellOf(d.Phones.results), source: d.source, fico: d.fico, middleName: d.middleName };
  },
  clients: async ({ clients }, { uid }) => {
    const { email, firstName, lastName, externalId, mobilePhone, source, fico } = (await clients('GET', `/${uid}`)).json;
    return { email, firstName, lastName, externalId, source, fico, cell: mobilePhone };
  },
  customers: async ({ customers }, { id }) => {
    const { json } = await customers('GET', `/${id}`);
    return { email: json.emailAddress, firstName: json.firstname, lastName: json.lastname, middleName: json.middlename, externalId: json.externalId, birthDate: json.dateOfBirth, stage: json.status, cell: json.mobileNo };
  },
};

const SETUP = { loanAmount: '1200.00', loanRate: '12', loanTerm: 12, contractDate: '2024-01-01', firstPaymentDate: '2024-02-01', paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest' };

type Write = { readonly by: string; readonly write: (sends: Sends, subject: Subject) => Promise<{ readonly status: number }>; readonly seen: Seen };
const WRITES: readonly Write[] = [
  {
    by: 'odata.svc', seen: { email: 'o@example.com', firstName: 'Odo', birthDate: '1970-01-02', cell: '555-1' },
    write: ({ odata }, { id }) => odata('PUT', `/Customers(${id})`, { body: { email: 'o@example.com', firstName: 'Odo', birthDate: '1970-01-02', Phones: [{ phone: '555-1', type: CELL }] } }),
  },
  {
    by: '/clients', seen: { email: 'c@example.com', lastName: 'Clientson', cell: '555-2' },
    write: ({ clients }, { uid }) => clients('PATCH', `/${uid}`, { body: { email: 'c@example.com', lastName: 'Clientson', mobilePhone: '555-2' } }),
  },
  {
    by: 'LoanPro', seen: { email: 'l@example.com', firstName: 'Lona', middleName: 'L', lastName: 'Prosdottir', birthDate: '1971-03-04', fico: 650, cell: '555-3' },
    write: async ({ loanpro }, { id }) => {
      const [phone] = (await loanpro('GET', `/odata.svc/Customers(${id})/Phones`)).json.d.results;
      const Phones = { results: [{ __id: phone.id, __update: true, phone: '555-3' }] };
      return loanpro('PUT', `/odata.svc/Customers(id=${id})`, { body: { __id: id, __update: true, email: 'l@example.com', firstName: 'Lona', middleName: 'L', lastName: 'Prosdottir', birthDate: '1971-03-04 00:00:00', fico: 650, Phones } });
    },
  },
  {
    by: 'replacing at /clients', seen: { email: 'r@example.com', firstName: 'Re', lastName: 'Placed', externalId: 'across-1', source: 'landing-page', fico: 720, cell: '555-4' },
    write: ({ clients }, { uid }) => clients('PUT', `/${uid}`, { body: { email: 'r@example.com', firstName: 'Re', lastName: 'Placed', externalId: 'across-1', source: 'landing-page', fico: 720, mobilePhone: '555-4' } }),
  },
  { by: '/v1/customers', seen: { externalId: 'across-2' }, write: ({ customers }, { id }) => customers('PUT', `/${id}`, { body: { externalId: 'across-2' } }) },
  { by: 'closing at /v1/customers', seen: { stage: 'Closed' }, write: ({ customers }) => customers('POST', '/external/across-2/close', { body: { closureDate: '2025-07-01', closureReasonId: 1 } }) },
];

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let sends: Sends;
  let subject: Subject;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    const { database } = opened;
    sends = {
      odata: openService(database), loanpro: openShape(database, LOANPRO_PATH), clients: openShape(database, CLIENTS_PATHS[0] ?? ''),
      customers: openShape(database, CUSTOMERS_PATH), accounts: openShape(database, LOAN_ACCOUNTS_PATH),
    };
    const { id } = (await sends.customers('POST', '', { body: { externalId: 'across-1' } })).json;
    await sends.odata('PATCH', `/Customers(${id})`, { body: { email: 'first@example.com' } });
    subject = { id: Number(id), uid: (await sends.odata('GET', `/Customers(${id})`)).json.uid };
  });
  afterAll(() => opened.close());

  describe.each(WRITES)('what is written by $by', ({ write, seen }) => {
    beforeAll(async () => {
      expect([200, 204]).toContain((await write(sends, subject)).status);
    });

    test.each(Object.entries(READERS))('is seen through %s', async (_shape, read) => {
      const found = await read(sends, subject);
      expect(found).toEqual({ ...found, ...Object.fromEntries(Object.entries(seen).filter(([name]) => name in found)) });
    });
  });

  test.each<[string, () => Promise<{ status: number }>]>([
    ['odata.svc', () => sends.odata('PATCH', '/Loans(7)', { body: { status: 'Active - Matured', dueDay: 17 } })],
    ['LoanPro', () => sends.loanpro('PUT', '/odata.svc/Loans(7)', { body: { status: 'Active - Matured', dueDay: '17', LoanSetup: {} } })],
  ])('a loan changed at %s is the same at LoanPro and in the account details', async (_shape, change) => {
    await sends.odata('PATCH', '/Loans(7)', { body: { status: 'Active', dueDay: 1 } });
    expect([200, 204]).toContain((await change()).status);
    const loan = (await sends.loanpro('GET', '/odata.svc/Loans(7)')).json.d;
    const account = (await sends.accounts('GET', `/${loan.name}`)).json.content[0];
    expect([loan.status, loan.dueDay]).toEqual(['Active - Matured', 17]);
    expect([account.loan__Loan_Status__c, account.loan__Due_Day__c, account.Id]).toEqual([loan.status, loan.dueDay, loan.recordId]);
    expect(account.loan__Principal_Remaining__c).toBe(Number(loan.principalRemaining));
  });

  test('a customer made through any shape is there in every other, and one deleted is gone from all', async () => {
    const { id: uid } = (await sends.clients('POST', '', { body: { email: 'new@example.com', firstName: 'New', lastName: 'Client' } })).json;
    const pro = (await sends.loanpro('POST', '/odata.svc/Customers', { body: { firstName: 'New', lastName: 'Pro' } })).json.d;
    const ours = (await sends.odata('POST', '/Customers', { body: { firstName: 'New', lastName: 'Ours' } })).json;
    const theirs = (await sends.customers('POST', '', { body: { externalId: 'across-new' } })).json;
    const made: readonly Subject[] = (await sends.odata('GET', `/Customers?$filter=uid eq ${uid} or id in (${pro.id},${ours.id},${theirs.id})&$orderby=id`)).json.value;
    const statuses = async (subject: Subject): Promise<readonly number[]> => [
      (await sends.odata('GET', `/Customers(${subject.id})`)).status, (await sends.loanpro('GET', `/odata.svc/Customers(${subject.id})`)).status,
      (await sends.clients('GET', `/${subject.uid}`)).status, (await sends.customers('GET', `/${subject.id}`)).status,
    ];
    expect(await Promise.all(made.map(statuses))).toEqual(Array.from({ length: 4 }, () => [200, 200, 200, 200]));
    const [client, entity, row] = made;
    await sends.clients('DELETE', `/${client?.uid}`);
    await sends.loanpro('DELETE', `/odata.svc/Customers(${entity?.id})`);
    await sends.odata('DELETE', `/Customers(${row?.id})`);
    expect(await Promise.all(made.slice(0, 3).map(statuses))).toEqual(Array.from({ length: 3 }, () => [404, 409, 404, 404]));
  });

  test('a loan activated at LoanPro and paid at odata.svc is the same in the account details', async () => {
    const { id, name } = (await sends.loanpro('POST', '/odata.svc/Loans', { body: { title: 'Across', LoanSetup: SETUP } })).json.d;
    expect((await sends.loanpro('POST', `/odata.svc/Loans(${id})/Autopal.Activate()`, { body: {} })).status).toBe(200);
    const paid = (await sends.odata('POST', `/Loans(${id})/LoanService.PostPayment`, { body: { amount: 106.62, date: '2024-02-01' } })).json;
    const [listed] = (await sends.loanpro('GET', `/odata.svc/Loans(${id})/Payments`)).json.d.results;
    const account = (await sends.accounts('GET', `/${name}`)).json.content[0];
    expect(listed).toMatchObject({ id: paid.id, amount: '106.62' });
    expect(account.loan__Loan_Payment_Transactions__r.records.map((row: Json) => row.loan__Transaction_Amount__c)).toEqual([106.62]);
    expect(account.loan__Repayment_Schedule__r.totalSize).toBe(12);
  });
});
