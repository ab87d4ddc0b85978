/** Rules of the model on writes, what answers show, and which method each kind of resource takes. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  test('$select and $expand shape the answer to a change, which stays as deep as the body', async () => {
    const made = await send('POST', '/Customers?$select=id,firstName&$expand=Office', { body: { firstName: 'S', lastName: 'S', Phones: [{ phone: '1' }] } });
    expect(made.status).toBe(201);
    expect(Object.keys(made.json).filter((name) => !name.startsWith('@'))).toEqual(['id', 'firstName', 'Office', 'Phones']);
    expect(made.json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers(id,firstName,Office(),Phones())/$entity`);
    const put = await send('PUT', `/Customers(${made.json.id})?$select=lastName&$expand=Phones($select=phone;$filter=phone%20eq%20'1')`, { body: { lastName: 'T' } });
    expect(put.json).toMatchObject({ lastName: 'T', Phones: [{ phone: '1' }] });
    const patch = await send('PATCH', `/Customers(${made.json.id})?$select=lastName`, { body: { lastName: 'U' }, headers: { Prefer: 'return=representation' } });
    expect([patch.status, patch.json.lastName, patch.json.firstName]).toEqual([200, 'U', undefined]);
    expect((await send('POST', '/Customers?$filter=id%20eq%201', { body: {} })).json.error).toMatchObject({ code: 'URL105', target: '$filter' });
    expect((await send('POST', '/Customers?$select=nothing', { body: {} })).status).toBe(400);
  });

  test('a customer is created Pending or Active, and keeps its lifecycle through changes', async () => {
    const pending = await send('POST', '/Customers', { body: { firstName: 'P', lastName: 'P', lifecycle: 'Pending' } });
    expect(pending.json.lifecycle).toBe('Pending');
    expect((await send('POST', '/Customers', { body: { firstName: 'C', lastName: 'C', lifecycle: 'Closed' } })).json.error).toMatchObject({ code: 'BOD303', target: 'lifecycle' });
    expect((await send('PATCH', `/Customers(${pending.json.id})`, { body: { lifecycle: 'Active' } })).status).toBe(204);
    expect((await get(`/Customers(${pending.json.id})`)).json.lifecycle).toBe('Pending');
  });

  test('a customer that is not active takes no new loan, whichever way it is given', async () => {
    const { id } = (await send('POST', '/Customers', { body: { firstName: 'P', lastName: 'P', lifecycle: 'Pending' } })).json;
    const loans = (await get('/Loans/$count')).text;
    const refused = [
      await send('POST', '/Loans', { body: { title: 'x', 'Customers@odata.bind': [`Customers(${id})`] } }),
      await send('POST', '/Loans', { body: { title: 'x', Customers: [{ __id: id, __setLoanRole: 'loan.customerRole.primary' }] } }),
      await send('POST', '/Loans', { body: { title: 'x', Customers: [{ firstName: 'N', lastName: 'N', lifecycle: 'Pending' }] } }),
      await send('POST', `/Customers(${id})/Loans`, { body: { title: 'x' } }),
      await send('POST', `/Customers(${id})/Loans/$ref`, { body: { '@id': 'Loans(1)' } }),
      await send('POST', '/Customers', { body: { firstName: 'N', lastName: 'N', lifecycle: 'Pending', Loans: [{ title: 'x' }] } }),
      await send('POST', '/LoanCustomers', { body: { loanId: 1, customerId: id } }),
      await send('POST', '/LoanCustomers', { body: { loanId: 1, 'Customer@odata.bind': `Customers(${id})` } }),
      await send('POST', `/Customers(${id})/LoanCustomers`, { body: { loanId: 1 } }),
      await send('POST', '/Loans(1)/LoanCustomers', { body: { customerId: id } }),
      await send('PUT', `/Customers(${id})`, { body: { LoanCustomers: [{ loanId: 1 }] } }),
      await send('POST', '/Customers', { body: { firstName: 'N', lastName: 'N', lifecycle: 'Pending', LoanCustomers: [{ loanId: 1 }] } }),
    ];
    expect(refused.map(({ status, json }) => [status, json.error.code])).toEqual(refused.map(() => [409, 'PRE404']));
    expect((await get('/Loans/$count')).text).toBe(loans);
    const { json: made } = await send('POST', '/Loans', { body: { title: 'x', Customers: [{ __id: 555 }] } });
    expect((await send('POST', '/LoanCustomers', { body: { loanId: made.id, customerId: 42 } })).status).toBe(201);
  });

  test('every problem of a body is told at once', async () => {
    const body = { frstName: 'x', birthDate: '1990-02-30', Phones: [{ phone: '1', type: 'pigeon' }, { phne: '2' }], 'Office@odata.bind': 5 };
    const { json } = await send('POST', '/Customers', { body });
    expect(json.error.details.map(({ target }: Json) => target).toSorted()).toEqual(['Office@odata.bind', 'Phones/0/type', 'Phones/1/phne', 'Phones/1/phone', 'birthDate', 'frstName']);
  });
});

/** Resource, and the methods it takes besides GET and HEAD. */
const MATRIX: readonly (readonly [string, string])[] = [
  ['/', 'GET, HEAD'], ['/$metadata', 'GET, HEAD'], ['/$all', 'GET, HEAD'],
  ['/Tools', 'GET, HEAD, POST, PATCH'], ['/Tools(1)', 'GET, HEAD, PATCH, PUT, DELETE'], ['/Tools(1)/Workshop.PowerTool', 'GET, HEAD, PATCH, PUT, DELETE'],
  ['/House', 'GET, HEAD, PATCH, PUT'], ['/House/Motto', 'GET, HEAD, PUT, PATCH, DELETE'], ['/Tools/$count', 'GET, HEAD'],
  ['/Tools(1)/Labels', 'GET, HEAD, POST'], ['/Tools(1)/Shelf', 'GET, HEAD, PATCH, PUT, DELETE'], ['/Tools(1)/Parts', 'GET, HEAD, POST, PATCH'],
  ['/Tools/$ref', 'GET, HEAD'], ['/Tools(1)/$ref', 'GET, HEAD'], ['/Tools(1)/Related/$ref', 'GET, HEAD, POST, PUT, DELETE'],
  ['/Tools(1)/Related(2)/$ref', 'GET, HEAD, DELETE'], ['/Tools(1)/Shelf/$ref', 'GET, HEAD, PUT, DELETE'],
  ['/Tools(1)/Name', 'GET, HEAD, PUT, PATCH, DELETE'], ['/Tools(1)/ID', 'GET, HEAD'], ['/Tools(1)/Version', 'GET, HEAD'],
  ['/Tools(1)/Size', 'GET, HEAD, PUT, PATCH, DELETE'], ['/Tools(1)/Size/Unit', 'GET, HEAD, PUT, PATCH, DELETE'], ['/Tools(1)/Tags', 'GET, HEAD, POST, PUT, DELETE'], ['/Tools(1)/Places', 'GET, HEAD, POST, PUT, DELETE'],
  ['/Tools(1)/Name/$value', 'GET, HEAD, PUT, DELETE'], ['/Tools(1)/Photo', 'GET, HEAD, PUT, DELETE'], ['/Tools(1)/Photo/$value', 'GET, HEAD, PUT, DELETE'],
  ['/Manuals(00000000-0000-4000-8000-000000000000)/$value', 'GET, HEAD, PUT'], ['/Tools/$each', 'PATCH, DELETE'],
  ['/ClosedLedgers', 'GET, HEAD'], ['/ClosedLedgers(2020)', 'GET, HEAD'], ['/ClosedLedgers(2020)/Balance', 'GET, HEAD'], ['/ClosedLedgers/$each', ''],
];

onTheWorkshop(({ send }) => {
  test.each(MATRIX)('%s takes %s; any other method is 405 and says so', async (target, allowed) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'MERGE', 'OPTIONS']) {
      if (allowed.split(', ').includes(method)) continue;
      const answer = await send(method, target, { body: {} });
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, allowed]);
      expect(answer.json.error.code).toMatch(/URL112|MOD208/);
    }
  });
});
