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
type Seen = Partial<Record<'email' | 'firstName' | 'lastName' | 'externalId' | 'cell' | 'birthDate' | 'stage', unknown>>;

const CELL = 'customer.phoneType.cell';
const dayOf = (text: string | null): string | null => (text === null ? null : new Date(Number(/-?\d+/.exec(text)?.[0]) * 1000).toISOString().slice(0, 10));
const cellOf = (phones: readonly Json[]): unknown => phones.find(({ type }) => type === CELL)?.phone;

const READERS: Readonly<Record<Exclude<Shape, 'accounts'>, (sends: Sends, subject: Subject) => Promise<Seen>>> = {
  odata: async ({ odata }, { id }) => {
    const { json } = await odata('GET', `/Customers(${id})?$expand=Phones($orderby=id)`);
    const { email, firstName, lastName, externalId, birthDate, lifecycle, Phones } = json;
    return { email, firstName, lastName, externalId, birthDate, stage: lifecycle, cell: cellOf(Phones) };
  },
  loanpro: async ({ loanpro }, { id }) => {
    const { d } = (await loanpro('GET', `/odata.svc/Customers(${id})?$expand=Phones`)).json;
    return { email: d.email, firstName: d.firstName, lastName: d.lastName, externalId: d.externalId, birthDate: dayOf(d.birthDate), stage: d.lifecycle, cell: cellOf(d.Phones.results) };
  },
  clients: async ({ clients }, { uid }) => {
    const { email, firstName, lastName, externalId, mobilePhone } = (await clients('GET', `/${uid}`)).json;
    return { email, firstName, lastName, externalId, cell: mobilePhone };
  },
  customers: async ({ customers }, { id }) => {
    const { json } = await customers('GET', `/${id}`);
    return { email: json.emailAddress, firstName: json.firstname, lastName: json.lastname, externalId: json.externalId, birthDate: json.dateOfBirth, stage: json.status, cell: json.mobileNo };
  },
};

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
    by: 'LoanPro', seen: { email: 'l@example.com', firstName: 'Lona', birthDate: '1971-03-04' },
    write: ({ loanpro }, { id }) => loanpro('PUT', `/odata.svc/Customers(id=${id})`, { body: { __id: id, __update: true, email: 'l@example.com', firstName: 'Lona', birthDate: '1971-03-04 00:00:00' } }),
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
});
