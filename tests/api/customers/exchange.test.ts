/** Every request of the customers API's document, as printed there, and what is known of its answers. */
import { CUSTOMERS_PATH } from '../../../src/api/customers/index.ts';
import type { Answer, Json } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

const ADA = {
  id: '42', accountNo: '000000042', externalId: 'ext-ada-001', status: 'Active', active: true, officeId: '1', officeName: 'Head Office',
  firstname: 'Ada', lastname: 'Lovelace', displayName: 'Ada Lovelace', emailAddress: 'ada.lovelace@example.com', dateOfBirth: '1985-12-10',
  activationDate: '2024-03-01', submittedDate: '2024-03-01',
};

onAShape(CUSTOMERS_PATH, ({ send, odata, sent }) => {
  let made = 0;
  const create = async (externalId = `new-${(made += 1)}`): Promise<Json> => {
    const answer = await send('POST', '', { body: { externalId } });
    expect(answer.status).toBe(200);
    return answer.json;
  };
  const pending = async (more: Json = {}): Promise<string> => String((await odata('POST', '/Customers', { body: { firstName: 'Per', lastName: 'Haps', lifecycle: 'Pending', ...more } })).json.id);

  test('one customer, by either address, in the same bytes and the order of the document', async () => {
    const byNumber = await send('GET', '/42');
    const byExternalId = await send('GET', '/external/ext-ada-001');
    expect(byNumber).toMatchObject({ status: 200, json: ADA });
    expect(byExternalId.text).toBe(byNumber.text);
    expect(Object.keys(byNumber.json)).toEqual(Object.keys(ADA));
    expect(byNumber.headers['content-type']).toBe('application/json');
  });

  test('a read costs one statement', async () => {
    await send('GET', '/42');
    sent.statements = 0;
    await send('GET', '/555');
    expect(sent.statements).toBe(1);
  });

  test('the mobile number is that of a cell phone; what has no value is left out', async () => {
    expect((await send('GET', '/555')).json.mobileNo).toBe('8015550123');
    const { json } = await send('GET', `/${await pending()}`);
    expect(Object.keys(json)).toEqual(['id', 'accountNo', 'status', 'active', 'firstname', 'lastname', 'displayName']);
    expect(json).toMatchObject({ status: 'Pending', active: false });
  });

  test('a new customer is active at once and called by its external id', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { status, json } = await send('POST', '', { body: { externalId: 'partner/7 ä' } });
    expect(status).toBe(200);
    expect(json).toEqual({
      id: expect.stringMatching(/^[0-9]+$/), accountNo: String(json.id).padStart(9, '0'), externalId: 'partner/7 ä', status: 'Active', active: true, officeId: '1', officeName: 'Head Office',
      firstname: 'partner/7 ä', lastname: 'Customer', displayName: 'partner/7 ä Customer', activationDate: json.activationDate, submittedDate: json.activationDate,
    });
    expect(json.activationDate >= today).toBe(true);
    expect((await send('GET', `/external/${encodeURIComponent('partner/7 ä')}`)).json).toEqual(json);
  });

  test('an external id is given once', async () => {
    const { externalId, id } = await create();
    const other = await create();
    const aborted = { status: 409, json: { code: 'aborted', message: expect.any(String) } };
    expect(await send('POST', '', { body: { externalId } })).toMatchObject(aborted);
    expect(await send('PUT', `/${other.id}`, { body: { externalId } })).toMatchObject(aborted);
    expect((await send('GET', `/external/${externalId}`)).json.id).toBe(id);
    const both = await Promise.all([1, 2].map(() => send('POST', '', { body: { externalId: 'at-once' } })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test.each(['id', 'external'])('PUT by %s changes the external id; the name made of it follows', async (form) => {
    const before = await create();
    const target = form === 'id' ? `/${before.id}` : `/external/${before.externalId}`;
    const externalId = `${before.externalId}-b`;
    const { status, json } = await send('PUT', target, { body: { externalId } });
    expect(status).toBe(200);
    expect(json).toEqual({ ...before, externalId, firstname: externalId, displayName: `${externalId} Customer` });
    expect((await send('GET', `/external/${before.externalId}`)).status).toBe(404);
    expect((await send('GET', `/external/${externalId}`)).json).toEqual(json);
  });

  test("PUT leaves a person's name alone, and takes a customer of another system over", async () => {
    const id = await pending({ firstName: 'Grace', externalSystem: 'crm', externalId: 'grace-1' });
    expect((await send('GET', `/${id}`)).json).not.toHaveProperty('externalId');
    expect((await send('GET', '/external/grace-1')).status).toBe(404);
    expect((await send('PUT', `/${id}`, { body: { externalId: 'grace-2' } })).json).toMatchObject({ externalId: 'grace-2', firstname: 'Grace' });
    expect((await send('GET', '/external/grace-2')).json.id).toBe(id);
  });

  test('only a pending customer without loans can be deleted, once', async () => {
    const { id, externalId } = await create();
    const aborted = { status: 409, json: { code: 'aborted' } };
    expect(await send('DELETE', `/${id}`)).toMatchObject(aborted);
    expect(await send('DELETE', `/external/${externalId}`)).toMatchObject(aborted);
    const unborn = await pending({ externalSystem: 'lms', externalId: 'unborn' });
    expect(await send('DELETE', '/external/unborn')).toMatchObject({ status: 200, text: '' });
    expect(await send('DELETE', `/${unborn}`)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect((await odata('GET', `/Customers(${unborn})`)).status).toBe(404);
  });

  test.each(['id', 'external'])('closing by %s ends the relationship, once', async (form) => {
    const { id, externalId } = await create();
    const target = form === 'id' ? `/${id}/close` : `/external/${externalId}/close`;
    const closed = await send('POST', target, { body: { closureDate: '2025-07-01', closureReasonId: 12 } });
    expect(closed).toMatchObject({ status: 200, json: { id, status: 'Closed', active: false } });
    expect(await send('POST', target, { body: { closureDate: '2025-07-01', closureReasonId: 12 } })).toMatchObject({ status: 409, json: { code: 'aborted' } });
    expect((await odata('GET', `/Customers(${id})`)).json).toMatchObject({ lifecycle: 'Closed', closureDate: '2025-07-01', closureReasonId: 12 });
    expect((await odata('POST', '/Loans', { body: { Customers: [{ __id: Number(id) }] } })).status).toBe(409);
  });

  test('a customer with an open loan is not closed', async () => {
    expect(await send('POST', '/555/close', { body: { closureDate: '2025-07-01', closureReasonId: 1 } })).toMatchObject({ status: 409, json: { code: 'aborted', message: expect.stringContaining('LAI-') } });
  });

  test('every change is in the audit trail and raises the version', async () => {
    const { id } = await create();
    await send('PUT', `/${id}`, { body: { externalId: `audited-${id}` } });
    await send('POST', `/${id}/close`, { body: { closureDate: '2025-07-01', closureReasonId: 1 } });
    const { json } = await odata('GET', `/AuditRecords?$filter=entityType eq 'LoanService.Customer' and entityId eq ${id}&$orderby=id&$select=operation`);
    expect(json.value.map((entry: Json) => entry.operation)).toEqual(['create', 'update', 'update']);
    expect((await odata('GET', `/Customers(${id})`)).headers['etag']).toBe('W/"3"');
  });

  test('what odata.svc writes is seen here, and the other way round', async () => {
    const { id } = await create();
    await odata('PUT', `/Customers(${id})`, { body: { email: 'new@example.com', birthDate: '1999-12-31', Phones: [{ phone: '12345', type: 'customer.phoneType.cell' }] } });
    expect((await send('GET', `/${id}`)).json).toMatchObject({ emailAddress: 'new@example.com', dateOfBirth: '1999-12-31', mobileNo: '12345' });
    await send('PUT', `/${id}`, { body: { externalId: `seen-${id}` } });
    expect((await odata('GET', `/Customers(${id})`)).json).toMatchObject({ externalId: `seen-${id}`, externalSystem: 'lms', email: 'new@example.com' });
  });

  test('changes at the same time are all applied or refused, and none is lost', async () => {
    const { id } = await create();
    const answers: readonly Answer[] = await Promise.all([
      ...[1, 2].map((n) => send('PUT', `/${id}`, { body: { externalId: `race-${id}-${n}` } })), odata('PATCH', `/Customers(${id})`, { body: { email: 'race@example.com' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([expect.any(Number), expect.any(Number), 204]);
    const { json } = await send('GET', `/${id}`);
    expect(json.emailAddress).toBe('race@example.com');
    expect(json.firstname).toBe(json.externalId);
  });
});
