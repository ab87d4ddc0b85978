/** A change sent again through any API shape has happened once and is answered the same, in that shape's dress. */
import { CLIENTS_PATHS } from '../../src/api/clients/index.ts';
import { CUSTOMERS_PATH } from '../../src/api/customers/index.ts';
import { LOAN_ACCOUNTS_PATH } from '../../src/api/loan-accounts/index.ts';
import { LOANPRO_PATH } from '../../src/api/loanpro/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { installOtherTenant } from '../support/other-tenant.ts';
import { hoursAgo, repeatable } from '../support/repeatable.ts';
import type { Answer, Json, Send } from '../support/service.ts';
import { openShape } from '../support/shape.ts';

type Change = { readonly method: string; readonly target: string; readonly body?: unknown };
type Shape = {
  readonly path: string;
  readonly changes: Readonly<Record<string, (send: Send) => Promise<Change>>>;
  /** Refused by the service, whatever its headers. */
  readonly bad: Change;
  /** Two requests that differ. */
  readonly another: readonly Change[];
  readonly dress: (status: number) => Json;
  readonly errorType?: string;
};

const CLIENT = { email: 'once@example.com', firstName: 'On', lastName: 'Ce' };
const newClient = async (send: Send): Promise<string> => (await send('POST', '', { body: CLIENT })).json.id;
const newCustomer = async (send: Send, externalId: string): Promise<string> => (await send('POST', '', { body: { externalId } })).json.id;
const newEntity = async (send: Send): Promise<number> => (await send('POST', '/odata.svc/Customers', { body: { lastName: 'Once' } })).json.d.id;
const SETUP = { loanAmount: 1200, loanRate: 12, loanTerm: 12, contractDate: '2024-01-01', firstPaymentDate: '2024-02-01', paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest' };
const newLoan = async (send: Send): Promise<number> => (await send('POST', '/odata.svc/Loans', { body: { title: 'Once', LoanSetup: SETUP } })).json.d.id;

const SHAPES: readonly Shape[] = [
  {
    path: CLIENTS_PATHS[0] ?? '',
    changes: {
      'a new client': async () => ({ method: 'POST', target: '', body: CLIENT }),
      'a changed client': async (send) => ({ method: 'PATCH', target: `/${await newClient(send)}`, body: { mobilePhone: '555-9' } }),
      'a replaced client': async (send) => ({ method: 'PUT', target: `/${await newClient(send)}`, body: { ...CLIENT, fax: '1' } }),
      'a deleted client': async (send) => ({ method: 'DELETE', target: `/${await newClient(send)}` }),
    },
    another: ['A', 'B'].map((lastName) => ({ method: 'POST', target: '', body: { ...CLIENT, lastName } })),
    bad: { method: 'POST', target: '', body: { ...CLIENT, email: 'none' } },
    dress: (status) => ({ type: 'about:blank', title: expect.any(String), status, detail: expect.any(String) }),
    errorType: 'application/problem+json',
  },
  {
    path: CUSTOMERS_PATH,
    changes: {
      'a new customer': async () => ({ method: 'POST', target: '', body: { externalId: 'once-1' } }),
      'another external id': async (send) => ({ method: 'PUT', target: `/${await newCustomer(send, 'once-2')}`, body: { externalId: 'once-3' } }),
      'a closed customer': async (send) => ({ method: 'POST', target: `/${await newCustomer(send, 'once-4')}/close`, body: { closureDate: '2025-07-01', closureReasonId: 1 } }),
    },
    another: ['once-8', 'once-9'].map((externalId) => ({ method: 'POST', target: '', body: { externalId } })),
    bad: { method: 'POST', target: '', body: {} },
    dress: () => ({ code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) }),
  },
  {
    path: LOANPRO_PATH,
    changes: {
      'a new entity': async () => ({ method: 'POST', target: '/odata.svc/Customers', body: { lastName: 'Pro', Phones: [{ phone: '8015550801' }] } }),
      'a deep update': async (send) => ({ method: 'PUT', target: `/odata.svc/Customers(${await newEntity(send)})`, body: { Phones: { results: [{ phone: '8015550802' }, { phone: '8015550803' }] } } }),
      'a deleted entity': async (send) => ({ method: 'DELETE', target: `/odata.svc/Customers(${await newEntity(send)})` }),
      'an activated loan': async (send) => ({ method: 'POST', target: `/odata.svc/Loans(${await newLoan(send)})/Autopal.Activate()`, body: {} }),
    },
    another: ['A', 'B'].map((lastName) => ({ method: 'POST', target: '/odata.svc/Customers', body: { lastName } })),
    bad: { method: 'POST', target: '/odata.svc/Customers', body: { nope: 1 } },
    dress: (status) => ({ error: { message: expect.any(String), type: 'ODataException', code: status } }),
  },
  {
    path: LOAN_ACCOUNTS_PATH,
    changes: {},
    another: [],
    bad: { method: 'POST', target: '/LAI-00000003', body: {} },
    dress: () => ({ status: 'ERROR', response: [], errorMessage: expect.any(String), errorCode: expect.any(String), content: [] }),
  },
];

const result = ({ headers }: Answer): string | undefined => headers['repeatability-result'];

forEachDatabase((_name, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    await installOtherTenant(opened.owner);
  });
  afterAll(() => opened.close());
  const rows = async (table: string): Promise<number> => Number((await opened.owner(table).count({ n: '*' }).first<{ n: string }>())?.n);
  const audited = (): Promise<number> => rows('audit_records');
  const remembered = (): Promise<number> => rows('repeatable_requests');

  describe.each(SHAPES)('at $path', ({ path, changes, another, bad, dress, errorType = 'application/json' }) => {
    let send: Send;
    beforeAll(() => {
      send = openShape(opened.database, path);
    });
    const ask = ({ method, target, body }: Change, headers: Record<string, string>): Promise<Answer> => send(method, target, { headers, ...(body === undefined ? {} : { body }) });
    const expectRefused = (answer: Answer, status: number, mark: string): void => {
      expect({ status: answer.status, type: answer.headers['content-type'], mark: result(answer) }).toEqual({ status, type: errorType, mark });
      expect(answer.json).toMatchObject(dress(status));
    };

    for (const [name, prepare] of Object.entries(changes)) {
      test(`${name}, sent again, at once or later, is answered the same and done once`, async () => {
        const change = await prepare(send);
        const headers = repeatable();
        const before = await audited();
        const [first, second] = await Promise.all([ask(change, headers), ask(change, headers)]);
        expect([Math.trunc(first.status / 100), result(first)]).toEqual([2, 'accepted']);
        const after = await audited();
        expect(after).toBeGreaterThan(before);
        expect(second).toEqual(first);
        expect(await ask(change, headers)).toEqual(first);
        expect(await audited()).toBe(after);
      });
    }

    test('what is refused is not remembered, and leaves nothing behind', async () => {
      const headers = repeatable();
      const before = [await audited(), await remembered()];
      const refused = await ask(bad, headers);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expectRefused(refused, refused.status, 'accepted');
      expect(await ask(bad, headers)).toEqual(refused);
      expect([await audited(), await remembered()]).toEqual(before);
    });

    test('ids that are none, half a pair and times out of reach are refused in the dress of the shape', async () => {
      expectRefused(await ask(bad, { ...repeatable(), 'Repeatability-Request-ID': 'x' }), 400, 'rejected');
      expectRefused(await ask(bad, { 'Repeatability-First-Sent': new Date().toUTCString() }), 400, 'rejected');
      expectRefused(await ask(bad, repeatable(undefined, hoursAgo(24 * 365))), 412, 'rejected');
    });

    test('an id belongs to one request', async () => {
      const [first, second] = another;
      if (first === undefined || second === undefined) return;
      const headers = repeatable();
      expect(result(await ask(first, headers))).toBe('accepted');
      const before = await audited();
      expectRefused(await ask(second, headers), 400, 'rejected');
      expect(await audited()).toBe(before);
    });

    test('an unknown caller and a reader are refused as ever; reads ignore the headers', async () => {
      const { method, target, body } = bad;
      const before = await remembered();
      const unknown = await send(method, target, { body, token: 'nobody', headers: repeatable() });
      expect([unknown.status, result(unknown)]).toEqual([401, 'rejected']);
      expect(unknown.text).toBe((await send(method, target, { body, token: 'nobody' })).text);
      expect([(await send(method, target, { body, token: 'demo-reader', headers: repeatable() })).status, await remembered()]).toEqual([403, before]);
      expect((await send('GET', path === LOANPRO_PATH ? '/odata.svc/Customers(42)' : '', { headers: repeatable() })).headers).not.toHaveProperty('repeatability-result');
    });
  });
});
