/** Close on a customer: from Active to Closed, once, and only without open loans. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { installOtherTenant } from '../../support/other-tenant.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';

const END = { closureDate: '2025-07-01', closureReasonId: 3 };

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    await installOtherTenant(opened.owner);
    send = openService(opened.database);
  });
  afterAll(() => opened.close());

  const create = async (more: Json = {}): Promise<Json> => (await send('POST', '/Customers', { body: { firstName: 'Con', lastName: 'Cluded', ...more } })).json;
  const close = (id: number, body: unknown = END, headers = {}, token = 'demo'): Promise<Answer> => send('POST', `/Customers(${id})/LoanService.Close`, { body, headers, token });
  const get = async (id: number): Promise<Json> => (await send('GET', `/Customers(${id})`)).json;

  test('an active customer is closed with date and reason, and answered', async () => {
    const { id } = await create();
    const closed = await close(id);
    expect(closed).toMatchObject({ status: 200, json: { id, lifecycle: 'Closed', status: 'Closed', active: false, ...END } });
    expect(await get(id)).toMatchObject({ lifecycle: 'Closed', ...END });
  });

  test('the version grows and the audit trail says what changed', async () => {
    const { id } = await create();
    const before = await send('GET', `/Customers(${id})`);
    expect((await close(id, END, { 'if-match': before.headers['etag'] })).status).toBe(200);
    const after = await send('GET', `/Customers(${id})`);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    const { json } = await send('GET', `/AuditRecords?$filter=entityType eq 'LoanService.Customer' and entityId eq ${id} and operation eq 'update'`);
    expect(json.value).toHaveLength(1);
    expect(json.value[0].entityUid).toBe(after.json.uid);
    expect(JSON.parse(json.value[0].changes)).toEqual({
      lifecycle: { before: 'Active', after: 'Closed' }, status: { before: null, after: 'Closed' }, active: { before: 'true', after: 'false' },
      closureDate: { before: null, after: END.closureDate }, closureReasonId: { before: null, after: '3' },
    });
  });

  test('a label of the tenant stays', async () => {
    const { id } = await create({ status: 'Lead' });
    expect((await close(id)).json).toMatchObject({ lifecycle: 'Closed', status: 'Lead' });
  });

  test('a closed customer is not closed again, a pending one not at all', async () => {
    const { id } = await create();
    await close(id);
    expect(await close(id)).toMatchObject({ status: 409, json: { error: { code: 'PRE404', message: 'The customer is closed already.' } } });
    expect((await close((await create({ lifecycle: 'Pending' })).id)).status).toBe(409);
  });

  test('open loans keep a customer open, whatever the role; closed and archived ones do not', async () => {
    const { id } = await create();
    const loan = (await send('POST', '/Loans', { body: { title: 'Still running', Customers: [{ __id: id, __setLoanRole: 'loan.customerRole.authorized' }] } })).json;
    const refused = await close(id);
    expect(refused.status).toBe(409);
    expect(refused.json.error.message).toContain(loan.name);
    expect((await get(id)).lifecycle).toBe('Active');
    await send('PATCH', `/Loans(${loan.id})`, { body: { status: 'Closed - Obligations met' } });
    expect((await close(id)).status).toBe(200);
    const other = await create();
    const archived = (await send('POST', '/Loans', { body: { archived: true, Customers: [{ __id: other.id }] } })).json;
    await send('PATCH', `/Loans(${archived.id})`, { body: { active: true } });
    expect((await close(other.id)).status).toBe(409);
    await send('PATCH', `/Loans(${archived.id})`, { body: { active: false } });
    expect((await close(other.id)).status).toBe(200);
  });

  test('a closed customer takes no new loan', async () => {
    const { id } = await create();
    await close(id);
    expect((await send('POST', '/Loans', { body: { Customers: [{ __id: id }] } })).status).toBe(409);
  });

  test.each([
    ['without a reason', { closureDate: '2025-07-01' }], ['without a date', { closureReasonId: 1 }], ['without anything', {}],
    ['with null', { ...END, closureDate: null }], ['with a date that does not exist', { ...END, closureDate: '2025-02-30' }],
    ['with a reason that is a text', { ...END, closureReasonId: 'fraud' }], ['with a reason out of range', { ...END, closureReasonId: 3_000_000_000 }],
    ['with more than is asked', { ...END, comment: 'bye' }], ['with a list', [END]], ['with broken JSON', '{"closureDate":'],
  ])('closing %s is 400 and changes nothing', async (_case, body) => {
    const { id } = await create();
    expect((await close(id, body)).status).toBe(400);
    expect(await get(id)).toMatchObject({ lifecycle: 'Active', closureDate: null });
  });

  test('a stale ETag, a reader, an unknown customer, another tenant and GET are refused', async () => {
    const { id } = await create();
    expect((await close(id, END, { 'if-match': 'W/"99"' })).status).toBe(412);
    expect((await close(id, END, {}, 'demo-reader')).status).toBe(403);
    expect((await close(99_999_999)).status).toBe(404);
    expect((await close(id, END, {}, 'other')).status).toBe(404);
    expect(await send('GET', `/Customers(${id})/LoanService.Close`)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect((await get(id)).lifecycle).toBe('Active');
    expect((await close(2000, END, {}, 'other')).status).toBe(200);
  });

  test('of two that close at the same time one is refused', async () => {
    const { id } = await create();
    const both = await Promise.all([close(id), close(id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  const links: readonly (readonly [string, (id: number, loan: number) => Promise<Answer>])[] = [
    ['with a new loan', (id) => send('POST', '/Loans', { body: { Customers: [{ __id: id }] } })],
    ['to a loan that exists', (id, loan) => send('PUT', `/Loans(${loan})`, { body: { Customers: [{ __id: id }] } })],
    ['by a link row', (id, loan) => send('POST', '/LoanCustomers', { body: { customerId: id, loanId: loan } })],
    ['by reference', (id, loan) => send('POST', `/Loans(${loan})/Customers/$ref`, { body: { '@odata.id': `Customers(${id})` } })],
    ['from the customer', (id, loan) => send('POST', `/Customers(${id})/Loans/$ref`, { body: { '@odata.id': `Loans(${loan})` } })],
  ];
  test.each(links)('closing and linking %s at the same time never both succeed', async (_way, link) => {
    for (let round = 0; round < 6; round++) {
      const [{ id }, loan] = [await create(), (await send('POST', '/Loans', { body: {} })).json.id];
      const [closed, linked] = await Promise.all([close(id), link(id, loan)]);
      expect([closed.status === 200, linked.status < 300].filter(Boolean)).toHaveLength(1);
      expect([closed.status, linked.status]).toContain(409);
    }
  });

  test('the metadata declares it', async () => {
    expect((await send('GET', '/$metadata')).text).toContain('<Action Name="Close" IsBound="true"');
  });
});
