/**
 * Two tenants with the same ids in every table: each operation of each API shape, asked by one of them, answers what
 * it would alone and leaves every row of the other as it was.
 */
import { PATHS } from '../../tools/refusals.ts';
import type { ShapeName } from '../../tools/refusals.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { openService } from '../support/service.ts';
import type { Answer, Send } from '../support/service.ts';
import { openShape } from '../support/shape.ts';
import { TWIN_TOKEN, TWIN_WORD, installTwinTenant, tenantTables } from '../support/twin-tenant.ts';

type Operation = { readonly ask: string; readonly body?: object };
/** `{client}` is a client of the caller's tenant, `{only}` and `{onlyClient}` a customer that only the other one has. */
type Operations = { readonly reads: readonly string[]; readonly changes: readonly Operation[]; readonly foreign: readonly Operation[]; readonly missing: number };

const CLIENT = { email: 'tenant@example.com', firstName: 'Te', lastName: 'Nant' };
const CLOSING = { closureDate: '2025-07-01', closureReasonId: 1 };

/** What is asked of a loan, and what is done to it, in an order in which each can be. */
const QUESTIONS = ['Schedule()', 'PaymentSummary()', 'StatusAsOf(asOf=2015-06-01)', 'PayoffQuote(asOf=2013-12-19)', 'PayoffQuotes(asOf=2013-12-19,days=3)', 'PreviewPayment(amount=100,date=2015-04-05)'];
const actionsOn = (loan: string): readonly Operation[] => ([
  ['WaiveCharge', { chargeId: 1, date: '2015-04-04', amount: 5 }], ['PostPayment', { amount: 100, date: '2015-04-05' }], ['AddCharge', { amount: 10, date: '2015-04-06' }],
  ['ReversePayment', { paymentId: 1, date: '2015-04-08', reason: 'payment.reverse.other' }], ['ChangeRate', { annualRatePercent: 20, date: '2015-04-09' }],
  ['Disburse', { amount: 100, date: '2015-04-10' }], ['ChangeDueDate', { from: '2015-06-05', to: '2015-06-15', date: '2015-05-11' }], ['Age', { asOf: '2015-06-01' }],
] as const).map(([name, body]) => ({ ask: `POST ${loan}/LoanService.${name}`, body }));

const OPERATIONS: Readonly<Record<ShapeName, Operations>> = {
  odata: {
    reads: ['/Customers(555)?$expand=Phones,Loans', '/Customers?$count=true&$top=5', "/Customers?$filter=Phones/any(p:startswith(p/phone,'8'))&$orderby=lastName", '/Loans(1)/Payments', ...QUESTIONS.map((name) => `/Loans(1)/LoanService.${name}`)],
    changes: [{ ask: 'POST /Customers', body: { lastName: 'Tenant' } }, { ask: 'PUT /Customers(555)', body: { middleName: 'T', Phones: [{ phone: '5550000' }] } }, { ask: 'PATCH /Customers(42)', body: { middleName: 'T' } }, ...actionsOn('/Loans(1)')],
    foreign: [{ ask: 'GET /Customers({only})' }, { ask: 'PUT /Customers({only})', body: { middleName: 'T' } }, { ask: 'DELETE /Customers({only})' }, ...actionsOn('/Loans({onlyLoan})'), ...QUESTIONS.map((name) => ({ ask: `GET /Loans({onlyLoan})/LoanService.${name}` }))], missing: 404,
  },
  clients: {
    reads: ['/{client}', '', '?searchText=a&$orderby=lastName', '?$filter=fico gt 600&$top=1000'],
    changes: [{ ask: 'POST ', body: CLIENT }, { ask: 'PUT /{client}', body: { ...CLIENT, homePhone: '5550001' } }, { ask: 'PATCH /{client}', body: { mobilePhone: '5550002' } }],
    foreign: [{ ask: 'GET /{onlyClient}' }, { ask: 'PUT /{onlyClient}', body: CLIENT }, { ask: 'PATCH /{onlyClient}', body: { fico: 1 } }, { ask: 'DELETE /{onlyClient}' }], missing: 404,
  },
  customers: {
    reads: ['/42', '/external/ext-ada-001', '', '?rows=100&orderBy=displayName', '?externalId=ext-ada-001'],
    changes: [{ ask: 'POST ', body: { externalId: 'tenant-1' } }, { ask: 'PUT /external/tenant-1', body: { externalId: 'tenant-2' } }, { ask: 'POST /external/tenant-2/close', body: CLOSING }, { ask: 'DELETE /{pending}' }],
    foreign: [
      { ask: 'GET /{only}' }, { ask: 'PUT /{only}', body: { externalId: 'x' } }, { ask: 'DELETE /{only}' }, { ask: 'POST /{only}/close', body: CLOSING },
      { ask: 'GET /external/only-twin' }, { ask: 'PUT /external/only-twin', body: { externalId: 'x' } }, { ask: 'DELETE /external/only-twin' }, { ask: 'POST /external/only-twin/close', body: CLOSING },
    ],
    missing: 404,
  },
  'loan-accounts': {
    reads: ['/LAI-00000003', '/a1WG0000000jLIvMAM', '/a1WG0000000jLIv', '/LAI-00000004?additionalLoanFields=loan__Title__c'],
    changes: [],
    foreign: [{ ask: 'GET /LAI-90000004' }, { ask: 'GET ?loanId=LAI-90000004' }], missing: 400,
  },
  loanpro: {
    reads: ['/odata.svc/Customers(555)?$expand=Phones,Loans,PrimaryAddress', '/odata.svc/Customers?$inlinecount=allpages', '/odata.svc/Loans(1)/Payments?nopaging=true', '/odata.svc/Loans(1)/Autopal.GetLoanPayoff(2013-12-19)', '/odata.svc/Loans(1)/Autopal.GetStatus(2015-06-01)', '/odata.svc/Loans(1)/Autopal.GetPaymentSummary()', '/collections(customer.type)/items'],
    changes: [
      { ask: 'POST /odata.svc/Customers', body: { lastName: 'Tenant' } }, { ask: 'PUT /odata.svc/Customers(555)', body: { __ignoreWarnings: true, Phones: [{ phone: '5550003' }] } },
      { ask: 'POST /odata.svc/Customers(555)/Notes', body: { subject: 'Tenant' } }, { ask: 'DELETE /odata.svc/Customers({unlinked})' },
    ],
    foreign: [
      { ask: 'GET /odata.svc/Customers({only})' }, { ask: 'PUT /odata.svc/Customers({only})', body: { middleName: 'T' } }, { ask: 'DELETE /odata.svc/Customers({only})' },
      { ask: 'PUT /odata.svc/Customers(555)', body: { Phones: [{ __id: '{onlyPhone}', __update: true, phone: '1' }] } }, { ask: 'POST /odata.svc/Loans({onlyLoan})/Autopal.Activate()', body: {} },
    ],
    missing: 409,
  },
};
const SHAPES = Object.keys(OPERATIONS) as readonly ShapeName[];

forEachDatabase((_name, open) => {
  let opened: TestDatabase;
  let twin: number;
  let demo: number;
  const known: Record<string, string> = {};
  /** Before anything is changed: the demo's answers without and with the twin, and the twin's. */
  const alone = new Map<string, string>();
  const together = new Map<string, string>();
  const theirs = new Map<string, string>();
  const filled = (text: string): string => text.replace(/"?\{(\w+)\}"?/g, (whole, name: string) => known[name] ?? whole);
  const sendOf = (shape: ShapeName): Send => (shape === 'odata' ? openService(opened.database) : openShape(opened.database, PATHS[shape]));
  const run = (send: Send, { ask, body }: Operation, token = 'demo'): Promise<Answer> => {
    const [method = '', target = ''] = ask.split(/ (.*)/);
    return send(method, filled(target), { token, ...(body === undefined ? {} : { body: filled(JSON.stringify(body)) }) });
  };
  const readAll = async (token: string, answers: Map<string, string>): Promise<void> => {
    for (const shape of SHAPES) {
      const send = sendOf(shape);
      for (const target of OPERATIONS[shape].reads) {
        const { status, text } = await run(send, { ask: `GET ${target}` }, token);
        answers.set(`${shape} ${target}`, `${status} ${text}`);
      }
    }
  };
  /** Every row of a tenant, as one checksum a table. */
  const rowsOf = async (tenant: number): Promise<unknown> => {
    const sums: unknown[] = [];
    for (const table of (await tenantTables(opened.owner)).keys()) {
      sums.push([table, (await opened.owner.raw<{ rows: unknown[] }>(`select count(*), md5(string_agg(t::text, '|' order by t::text)) from "${table}" t where tenant_id = ${tenant}`)).rows[0]]);
    }
    return sums;
  };
  const insert = async (table: string, row: object): Promise<{ id: number; uid: string }> => {
    const [made] = await opened.owner(table).insert(row).returning<{ id: number; uid: string }[]>('*');
    if (made === undefined) throw new Error(`no row in ${table}`);
    return made;
  };

  beforeAll(async () => {
    opened = await open({ install: 'demo', statementTimeoutMs: 30_000 });
    const client = await opened.owner('customers').where({ id: 555 }).first<{ uid: string; tenant_id: number }>();
    demo = client.tenant_id;
    known['client'] = client.uid;
    const pending = await insert('customers', { tenant_id: demo, last_name: 'Pending', status: 'Active', lifecycle: 'Pending' });
    const unlinked = await insert('customers', { tenant_id: demo, last_name: 'Unlinked', status: 'Active' });
    await readAll('demo', alone);
    twin = await installTwinTenant(opened.owner);
    await readAll('demo', together);
    await readAll(TWIN_TOKEN, theirs);
    const only = await insert('customers', { tenant_id: twin, id: 900_001, last_name: 'Only twin', status: 'Active', external_system: 'lms', external_id: 'only-twin' });
    const phone = await insert('phones', { tenant_id: twin, id: 900_002, customer_id: only.id, phone: '1', is_primary: false });
    const loan = await insert('loans', { tenant_id: twin, id: 900_004, name: 'LAI-90000004', display_id: 'only-twin' });
    Object.assign(known, { pending: String(pending.id), unlinked: String(unlinked.id), only: String(only.id), onlyClient: only.uid, onlyPhone: String(phone.id), onlyLoan: String(loan.id) });
  }, 120_000);
  afterAll(() => opened.close());

  describe.each(SHAPES)('%s', (shape) => {
    const { reads, changes, foreign, missing } = OPERATIONS[shape];

    test.each(reads)('GET %s beside another tenant answers what it does alone', (target) => {
      const ask = `${shape} ${target}`;
      expect(together.get(ask)).toBe(alone.get(ask));
      expect(together.get(ask)).toMatch(/^200 /);
      expect(together.get(ask)).not.toContain(TWIN_WORD);
    });

    test('the other tenant gets rows of its own by the same requests', () => {
      const distinct = reads.filter((target) => theirs.get(`${shape} ${target}`) !== together.get(`${shape} ${target}`));
      expect(distinct.length).toBeGreaterThan(reads.length / 2);
    });

    test.each(foreign)('$ask, of the other tenant, is as if it were not there', async (operation) => {
      const before = await rowsOf(twin);
      expect((await run(sendOf(shape), operation)).status).toBe(missing);
      expect(await rowsOf(twin)).toEqual(before);
    });

    if (changes.length === 0) return;
    test('changes leave every row of the other tenant as it was', async () => {
      const [before, mine] = [await rowsOf(twin), await rowsOf(demo)];
      for (const operation of changes) {
        const { status, text } = await run(sendOf(shape), operation);
        expect({ operation, text: status < 300 ? '' : text }).toEqual({ operation, text: '' });
      }
      expect(await rowsOf(twin)).toEqual(before);
      expect(await rowsOf(demo)).not.toEqual(mine);
    });
  });
});
