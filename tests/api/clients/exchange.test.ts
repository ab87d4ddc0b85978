/** The Clients API: every request of its document, answered as it shows, and the same data through odata.svc. */
import { CLIENTS_PATHS, FIELDS } from '../../../src/api/clients/index.ts';
import { CUSTOMERS_PATH } from '../../../src/api/customers/index.ts';
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';
import { openShape } from '../../support/shape.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const OWNER = '11111111-2222-4333-8444-555555555555';
const REQUIRED = { email: 'mara@example.com', firstName: 'Mara', lastName: 'Quist' };
const FULL = {
  source: 'landing-page', ownerId: OWNER, referredById: '99999999-2222-4333-8444-555555555555', ...REQUIRED,
  homePhone: '555-0101', workPhone: '555-0102', mobilePhone: '555-0103', fax: '555-0104', isSilenced: true, isArchived: true,
  fico: 712, totalIncome: 123456.789, totalDebtPayments: 0.1, firstTimeBuyer: false, loginToken: 'once-only',
};
const EMPTY = {
  externalId: null, source: null, ownerId: null, referredById: null, homePhone: null, workPhone: null, mobilePhone: null, fax: null,
  isSilenced: false, isArchived: false, fico: null, totalIncome: null, totalDebtPayments: null, firstTimeBuyer: null,
};

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  let odata: Send;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    send = openShape(opened.database, '/clients');
    odata = openService(opened.database);
  });
  afterAll(() => opened.close());

  let made = 0;
  const full = (): Json => ({ externalId: `X-${++made}`, ...FULL });
  const create = async (body: Json): Promise<string> => {
    const answer = await send('POST', '', { body });
    expect(answer).toMatchObject({ status: 200 });
    return answer.json.id;
  };
  const read = async (id: string): Promise<Json> => (await send('GET', `/${id}`)).json;
  const customer = async (id: string): Promise<Json> => (await odata('GET', `/Customers(uid=${id})?$expand=Phones($orderby=id)`)).json;
  const expectRecord = (answer: Answer, id: unknown, updated: unknown): void => {
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json).toEqual({ id, type: 'Client', createdTimestamp: expect.stringMatching(INSTANT), updatedTimestamp: updated });
  };

  describe('the requests of the document', () => {
    it.each(CLIENTS_PATHS)('GET %s answers a bare array of fifty clients with every documented field', async (path) => {
      const answer = await openShape(opened.database, path)('GET', '');
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
      expect(answer.json).toHaveLength(50);
      for (const client of answer.json) expect(Object.keys(client)).toEqual(FIELDS.map(({ name }) => name));
    });

    it('POST /clients answers the audit record of the creation', async () => {
      expectRecord(await send('POST', '', { body: REQUIRED, headers: { 'Content-Type': 'application/json;odata.metadata=minimal;odata.streaming=true' } }), expect.stringMatching(UUID), null);
    });

    it('DELETE /clients is not supported: no content, and the methods that are', async () => {
      const answer = await send('DELETE', '');
      expect(answer).toMatchObject({ status: 405, text: '', headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
    });

    it('GET /clients/{id} answers the client', async () => {
      const body = full();
      const id = await create(body);
      const answer = await send('GET', `/${id}`);
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json', etag: expect.stringMatching(/^W\/"/) } });
      expect(Object.keys(answer.json)).toEqual(FIELDS.map(({ name }) => name));
      expect(answer.json).toEqual({ ...body, id, createdOn: expect.stringMatching(INSTANT), updatedOn: null });
    });

    it('PUT /clients/{id} replaces: what is left out is null or false', async () => {
      const id = await create(full());
      expectRecord(await send('PUT', `/${id}`, { body: REQUIRED }), id, expect.stringMatching(INSTANT));
      // a null or absent secret never overwrites one
      expect(await read(id)).toEqual({ ...EMPTY, ...REQUIRED, loginToken: FULL.loginToken, id, createdOn: expect.any(String), updatedOn: expect.stringMatching(INSTANT) });
      expect((await customer(id)).Phones).toEqual([]);
    });

    it('PATCH /clients/{id} changes what it names and nothing else', async () => {
      const id = await create(full());
      const before = await read(id);
      expectRecord(await send('PATCH', `/${id}`, { body: { lastName: 'Query', fico: null, workPhone: '555-0202', fax: null } }), id, expect.stringMatching(INSTANT));
      expect(await read(id)).toEqual({ ...before, lastName: 'Query', fico: null, workPhone: '555-0202', fax: null, updatedOn: expect.stringMatching(INSTANT) });
    });

    it('DELETE /clients/{id} answers no content; afterwards the client is unknown', async () => {
      const id = await create(REQUIRED);
      expect(await send('DELETE', `/${id}`)).toMatchObject({ status: 204, text: '' });
      for (const method of ['GET', 'DELETE']) expect((await send(method, `/${id}`)).status).toBe(404);
      expect((await send('PUT', `/${id}`, { body: REQUIRED })).status).toBe(404);
      expect((await odata('GET', `/Customers(uid=${id})`)).status).toBe(404);
    });
  });

  describe('both shapes show the same customer', () => {
    it('what is created here is at odata.svc, phones by their type and external ids by their source', async () => {
      const { homePhone, workPhone, mobilePhone, fax, ...same } = FULL;
      const id = await create({ ...full(), externalId: 'X-same' });
      const stored = await customer(id);
      expect(stored).toMatchObject({ ...same, externalId: 'X-same', externalSystem: 'landing-page', lifecycle: 'Active', uid: id });
      expect(stored.Phones.map((phone: Json) => [phone.type, phone.phone])).toEqual([
        ['customer.phoneType.home', homePhone], ['customer.phoneType.office', workPhone], ['customer.phoneType.cell', mobilePhone], ['customer.phoneType.fax', fax],
      ]);
    });

    it('what is changed at odata.svc is shown here', async () => {
      const id = await create(REQUIRED);
      const { id: key } = await customer(id);
      await odata('PUT', `/Customers(${key})`, { body: { firstName: 'Odette', fico: 640, Phones: [{ phone: '1', type: 'customer.phoneType.home' }, { phone: '2', type: 'customer.phoneType.fax' }] } });
      expect(await read(id)).toMatchObject({ firstName: 'Odette', fico: 640, homePhone: '1', fax: '2', workPhone: null, updatedOn: expect.stringMatching(INSTANT) });
    });

    it("what is changed here is shown at LoanPro's own URL", async () => {
      const id = await create({ ...REQUIRED, homePhone: '1' });
      const { id: key } = await customer(id);
      await send('PATCH', `/${id}`, { body: { firstName: 'Petra', fico: 701, homePhone: '2' } });
      const { json } = await openShape(opened.database, LOANPRO_PATH)('GET', `/odata.svc/Customers(${key})?$expand=Phones`);
      expect(json.d).toMatchObject({ firstName: 'Petra', fico: 701, uid: id });
      expect(json.d.Phones.results.map((phone: Json) => phone.phone)).toEqual(['2']);
    });

    it('a customer of the LMS is a client, and its external id may be changed here', async () => {
      const lms = openShape(opened.database, CUSTOMERS_PATH);
      const { id: number } = (await lms('POST', '', { body: { externalId: 'lms-77' } })).json;
      const [client] = (await send('GET', "?$filter=externalId eq 'lms-77'")).json;
      expect(client).toMatchObject({ externalId: 'lms-77', source: null, firstName: 'lms-77', lastName: 'Customer', email: null });
      expect((await send('PATCH', `/${client.id}`, { body: { externalId: 'lms-78', firstName: 'Lena' } })).status).toBe(200);
      expect((await lms('GET', '/external/lms-78')).json).toMatchObject({ id: number, firstname: 'Lena' });
      expect((await lms('GET', '/external/lms-77')).status).toBe(404);
      await lms('PUT', `/${number}`, { body: { externalId: 'lms-79' } });
      expect(await read(client.id)).toMatchObject({ externalId: 'lms-79' });
    });

    it('a changed number stays the same phone, with everything else that is known of it', async () => {
      const id = await create({ ...REQUIRED, mobilePhone: '1' });
      const { id: key, Phones: [phone] } = await customer(id);
      await odata('PUT', `/Customers(${key})`, { body: { Phones: [{ __id: phone.id, __update: true, isPrimary: true, carrierName: 'Tele' }] } });
      await send('PATCH', `/${id}`, { body: { mobilePhone: '2' } });
      expect((await customer(id)).Phones).toEqual([expect.objectContaining({ id: phone.id, phone: '2', isPrimary: true, carrierName: 'Tele' })]);
    });

    it('of several phones of a type the first is shown and changed; null removes them all, and no other', async () => {
      const id = await create({ ...REQUIRED, homePhone: '1', workPhone: '9' });
      const { id: key } = await customer(id);
      await odata('PUT', `/Customers(${key})`, { body: { Phones: [{ phone: '2', type: 'customer.phoneType.home' }, { phone: '3', type: 'customer.phoneType.other' }, { phone: '4' }] } });
      await send('PATCH', `/${id}`, { body: { homePhone: '1b' } });
      const numbers = async (): Promise<Json> => (await customer(id)).Phones.map((phone: Json) => phone.phone);
      expect(await numbers()).toEqual(['1b', '9', '2', '3', '4']);
      await send('PATCH', `/${id}`, { body: { homePhone: '' } });
      expect(await read(id)).toMatchObject({ homePhone: null, workPhone: '9' });
      expect(await numbers()).toEqual(['9', '3', '4']);
    });

    it('every change leaves its audit trail in the same transaction', async () => {
      const id = await create({ ...REQUIRED, fax: '1' });
      await send('PATCH', `/${id}`, { body: { firstName: 'Other' } });
      await send('DELETE', `/${id}`);
      const trail = await odata('GET', `/AuditRecords?$filter=entityUid eq ${id} and entityType eq 'LoanService.Customer'&$orderby=id`);
      expect(trail.json.value.map((entry: Json) => entry.operation)).toEqual(['create', 'update', 'delete']);
    });
  });

  describe('concurrent changes', () => {
    it('patches of different fields, phones among them, are all applied', async () => {
      const id = await create(REQUIRED);
      const answers = await Promise.all([{ homePhone: '1' }, { fico: 700 }, { fax: '2' }].map((body) => send('PATCH', `/${id}`, { body })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(await read(id)).toMatchObject({ homePhone: '1', fico: 700, fax: '2' });
      expect((await customer(id)).Phones).toHaveLength(2);
    });

    it('however many changes come at once, each is applied whole or refused whole', async () => {
      const id = await create(REQUIRED);
      const patches = await Promise.all(Array.from({ length: 12 }, (_unused, i) => send('PATCH', `/${id}`, { body: { fico: i } })));
      expect(patches.map(({ status }) => status)).toEqual(patches.map(() => 200));
      const bodies = Array.from({ length: 12 }, (_unused, i) => ({ ...REQUIRED, firstName: `N${i}`, homePhone: `${i}`, fax: `${i}` }));
      const puts = await Promise.all(bodies.map((body) => send('PUT', `/${id}`, { body })));
      expect(puts.every(({ status }) => status === 200 || status === 409)).toBe(true);
      const { firstName, homePhone, fax } = await read(id);
      expect([homePhone, fax]).toEqual([firstName.slice(1), firstName.slice(1)]);
      expect((await customer(id)).Phones).toHaveLength(2);
    });

    it('If-Match is honoured', async () => {
      const id = await create(REQUIRED);
      const old = (await send('GET', `/${id}`)).headers['etag'] ?? '';
      expect((await send('PATCH', `/${id}`, { body: { fico: 1 }, headers: { 'If-Match': old } })).status).toBe(200);
      for (const method of ['PATCH', 'PUT']) expect((await send(method, `/${id}`, { body: { ...REQUIRED, fico: 2 }, headers: { 'If-Match': old } })).status).toBe(412);
      expect((await send('DELETE', `/${id}`, { headers: { 'If-Match': old } })).status).toBe(412);
      expect((await read(id)).fico).toBe(1);
      expect((await send('PATCH', `/${id}`, { body: { fico: 3 }, headers: { 'If-Match': '*' } })).status).toBe(200);
    });

    it('a change that names nothing is no update; a new number is one', async () => {
      const id = await create({ ...REQUIRED, homePhone: '1' });
      expectRecord(await send('PATCH', `/${id}`, { body: {} }), id, null);
      const { etag } = (await send('GET', `/${id}`)).headers;
      expectRecord(await send('PATCH', `/${id}`, { body: { homePhone: '2' } }), id, expect.stringMatching(INSTANT));
      expect((await send('GET', `/${id}`)).headers['etag']).not.toBe(etag);
    });
  });
});
