/** LoanPro's dialect, writing: the documented update, deep updates by markers, creation, deletion, and what other shapes see of it. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import type { Answer, Json, SendOptions } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

const UPDATE_HEADERS = { 'Autopal-Instance-ID': 'demo', 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' };
/** The sample body of "Update a Customer". */
const SAMPLE = {
  id: 555, status: 'Active', customerType: 'customer.type.individual', customerIdType: 'customer.idType.ssn', gender: 'customer.gender.male', generationCode: 'customer.generationCode.none',
  CustomFieldValues: {}, birthDate: '1990-01-01', firstName: 'John', middleName: '', lastName: 'Dow', ssn: '855616513', driverLicense: '', accessUserName: 'none@simnang.com', email: 'none@simnang.com', __id: 555, __update: true,
};

onAShape(LOANPRO_PATH, ({ send, odata, db }) => {
  const write = (method: string, target: string, body: unknown, options: SendOptions = {}): Promise<Answer> => send(method, `/odata.svc/${target}`, { body, ...options });
  const written = async (method: string, target: string, body: unknown): Promise<Json> => {
    const answer = await write(method, target, body);
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
    return answer.json.d;
  };
  const read = async (target: string): Promise<Json> => (await send('GET', `/odata.svc/${target}`)).json.d;

  test('the update of "Update a Customer" runs as printed, and changes nothing but its fields', async () => {
    const before = await read('Customers(555)');
    const { status, json } = await write('PUT', 'Customers(555)', SAMPLE, { headers: UPDATE_HEADERS });
    expect(status).toBe(200);
    expect(json).toEqual({ d: { ...before, lastUpdate: expect.any(String) } });
    expect(json.d).toMatchObject({ birthDate: '/Date(631152000)/', Phones: { __deferred: { uri: 'Customers(id=555)/Phones' } } });
  });

  test('a PUT changes nested entities by their ids and creates those without one', async () => {
    const customer = await read('Customers(555)?$expand=Phones,PrimaryAddress,Employer/Address&nopaging=true');
    const [phone] = customer.Phones;
    await written('PUT', 'Customers(id=555)', {
      Phones: { results: [{ __id: phone.id, __update: true, carrierName: 'Carrier' }, { phone: '8015557777', type: 'customer.phoneType.home', isLandLine: 1 }] },
      PrimaryAddress: { __id: customer.PrimaryAddress.id, __update: 'true', zipcode: '84102' },
      Employer: { title: 'Foreman', hireDate: '2019-07-01 00:00:00', income: '4200.5', Address: { __update: true, city: 'Provo' } },
    });
    const after = await read('Customers(555)?$expand=Phones,PrimaryAddress,Employer/Address&nopaging=true');
    expect(after.Phones).toHaveLength(customer.Phones.length + 1);
    expect(after.Phones.find(({ id }: Json) => id === phone.id)).toMatchObject({ carrierName: 'Carrier', phone: phone.phone });
    expect(after.Phones.at(-1)).toMatchObject({ phone: '8015557777', isLandLine: 1, isPrimary: 0 });
    expect(after).toMatchObject({ PrimaryAddress: { zipcode: '84102', city: customer.PrimaryAddress.city }, Employer: { title: 'Foreman', hireDate: '/Date(1561939200)/', income: '4200.50', Address: { city: 'Provo' } } });
    await written('PUT', 'Customers(555)', { Phones: [{ __id: after.Phones.at(-1).id, __destroy: true }] });
    expect((await read('Customers(555)/Phones')).results).toHaveLength(customer.Phones.length);
  });

  test('a customer is linked to a loan with a role, by id or by metadata, and unlinked', async () => {
    const { id } = await written('POST', 'Loans', { displayId: 'LINK-1', LoanSetup: { loanAmount: '12000', loanRate: '9.5', active: 0 } });
    await written('PUT', `Loans(${id})`, { Customers: { results: [{ __id: 42, __setLoanRole: 'loan.customerRole.primary', __setCustomerWebAccess: 1 }] } });
    await written('PUT', `Loans(${id})`, { Customers: { results: [{ __metadata: { uri: 'http://any/odata.svc/Customers(id=7)', type: 'Entity.Customer' }, __setLoanRole: 'loan.customerRole.secondary' }] } });
    const roles = (await read(`Loans(${id})?$expand=Customers&nopaging`)).Customers.map((customer: Json) => [customer.id, customer.loanRole]);
    expect(roles).toEqual([[7, 'loan.customerRole.secondary'], [42, 'loan.customerRole.primary']]);
    expect((await write('DELETE', 'Customers(7)', undefined)).status).toBe(409);
    await written('PUT', `Loans(${id})`, { Customers: { results: [{ __id: 7, __destroy: true }] } });
    expect((await read(`Loans(${id})/Customers`)).summary.total).toBe(1);
  });

  test('a new customer is answered with its id; linked to no loan it can be deleted, and is gone for every shape', async () => {
    const made = await written('POST', 'Customers', { firstName: 'New', lastName: 'Customer', birthDate: '1971-02-03', email: 'new@example.test', creditLimit: '1500.5', accessPassword: 'secret', PrimaryAddress: { address1: '9 New Street', city: 'Ogden', state: 'geo.state.UT', zipcode: '84401', country: 'company.country.usa' }, Phones: { results: [{ phone: '8015551212', isPrimary: 1 }] } });
    expect(made).toMatchObject({ __metadata: { type: 'Entity.Customer' }, birthDate: '/Date(34387200)/', creditLimit: '1500.50', accessPassword: null, active: 1, PrimaryAddress: { __deferred: expect.anything() }, Phones: { __deferred: expect.anything() } });
    expect((await odata('GET', `/Customers(${made.id})?$expand=Phones`)).json).toMatchObject({ birthDate: '1971-02-03', creditLimit: 1500.5, Phones: [{ phone: '8015551212', isPrimary: true }] });
    expect(await write('DELETE', `Customers(${made.id})`, undefined)).toMatchObject({ status: 200, json: { d: {} } });
    expect((await send('GET', `/odata.svc/Customers(${made.id})`)).status).toBe(409);
    expect((await odata('GET', `/Customers(${made.id})`)).status).toBe(404);
    const { rows } = await db().owner.raw('select deleted_at from customers where id = ?', [made.id]);
    expect(rows[0].deleted_at).not.toBeNull();
  });

  test('an entity below another is created and deleted at its own address', async () => {
    const phone = await written('POST', 'Customers(42)/Phones', { phone: '8015559090' });
    expect(phone).toMatchObject({ customerId: 42, phone: '8015559090' });
    expect((await write('DELETE', `Customers(42)/Phones(${phone.id})`, undefined)).status).toBe(200);
  });

  test('an entity that comes back as it was read changes nothing: what was deferred is left alone', async () => {
    const before = await read('Customers(555)?$expand=PrimaryAddress');
    const { PrimaryAddress, ...deferred } = before;
    await written('PUT', 'Customers(555)', deferred);
    await written('PUT', 'Customers(555)', { ...deferred, PrimaryAddress: { ...PrimaryAddress, __id: PrimaryAddress.id, __update: true, city: 'Moab' } });
    expect(await read('Customers(555)?$expand=PrimaryAddress')).toEqual({ ...before, lastUpdate: expect.any(String), PrimaryAddress: { ...PrimaryAddress, city: 'Moab', lastUpdate: expect.any(String) } });
    await written('PUT', 'Customers(42)', { Employer: { __deferred: { uri: 'Customers(id=42)/Employer' } } });
    expect(await read('Customers(42)/Employer')).toBeNull();
    expect((await write('PUT', 'Customers(555)', { firstName: { __deferred: {} } })).status).toBe(409);
    expect((await write('PUT', 'Customers(555)', { Phones: { __deferred: {}, results: [] } })).status).toBe(409);
  });

  test('the answer shows what the URL asks to see of it', async () => {
    expect(await written('PUT', 'Customers(42)?$select=firstName&$expand=Employer&nopaging=true', { firstName: 'Ada' })).toEqual({ __metadata: expect.anything(), firstName: 'Ada', Employer: null });
  });

  test('a change that fails leaves nothing behind', async () => {
    const before = await read('Customers(555)?$expand=Phones');
    const { status, json } = await write('PUT', 'Customers(555)', { firstName: 'Changed', Phones: { results: [{ phone: '1' }, { __id: 999999, __update: true, phone: '2' }] } });
    expect({ status, json }).toEqual({ status: 409, json: { error: { message: expect.stringContaining('Phones/results/1'), type: 'ODataException', code: 409 } } });
    expect(await read('Customers(555)?$expand=Phones')).toEqual(before);
  });

  test.each<{ ask: string; body: unknown; status: number; words: string }>([
    { ask: 'PUT Customers(999999)', body: { firstName: 'x' }, status: 409, words: 'does not exist' },
    { ask: 'PUT Customers(abc)', body: { firstName: 'x' }, status: 409, words: "'abc'" },
    { ask: 'PUT Customers(555)', body: { id: 42 }, status: 409, words: '42' },
    { ask: 'PUT Customers(555)', body: { __id: 42, __update: true }, status: 409, words: 'id is 42, but the URL names 555' },
    { ask: 'PUT Customers(555)', body: { nope: 1 }, status: 409, words: 'nope' },
    { ask: 'PUT Customers(555)', body: { birthDate: 'yesterday', gender: 'customer.gender.none', creditLimit: 'much' }, status: 409, words: 'birthDate' },
    { ask: 'PUT Customers(555)', body: { Phones: 'none' }, status: 409, words: 'Phones' },
    { ask: 'PUT Customers(555)', body: { Phones: { rows: [] } }, status: 409, words: 'rows' },
    { ask: 'PUT Customers(555)', body: { Phones: { results: [{ __id: 1, phone: '1' }] } }, status: 409, words: '__update' },
    { ask: 'PUT Customers(555)', body: [], status: 409, words: 'array' },
    { ask: 'PUT Customers(555)', body: '{"firstName":', status: 400, words: 'JSON' },
    { ask: 'PUT Customers(555)', body: '{"__ignoreWarnings":', status: 400, words: 'JSON' },
    { ask: 'PUT Customers(555)', body: '', status: 400, words: 'JSON' },
    { ask: 'POST Customers(555)/Phones', body: {}, status: 409, words: 'phone is missing' },
    { ask: 'POST Customers?$filter=id eq 1', body: {}, status: 400, words: '$filter' },
    { ask: 'PUT Customers(555)', body: { middleName: 'x'.repeat(1_100_000), nope: 'y'.repeat(1_000_000) }, status: 409, words: 'nope' },
  ])('$ask with $words wrong is $status', async ({ ask, body, status, words }) => {
    const [method = '', target = ''] = ask.split(/ (.*)/);
    const answer = await write(method, target, body);
    expect({ status: answer.status, json: answer.json }).toEqual({ status, json: { error: { message: expect.stringContaining(words), type: 'ODataException', code: status } } });
  });

  test('every problem of a body is in the message', async () => {
    const { json } = await write('PUT', 'Customers(555)', { birthDate: 'yesterday', gender: 'none', nope: 1 });
    for (const name of ['birthDate', 'gender', 'nope']) expect(json.error.message).toContain(name);
  });

  test.each([
    ['PATCH', 'Customers(555)', 'GET, HEAD, PUT, DELETE'], ['MERGE', 'Customers(555)', 'GET, HEAD, PUT, DELETE'], ['PUT', 'Customers', 'GET, HEAD, POST'], ['DELETE', 'Customers', 'GET, HEAD, POST'], ['POST', 'Customers(555)', 'GET, HEAD, PUT, DELETE'],
    ['POST', 'AuditRecords', 'GET, HEAD'], ['DELETE', 'EnumItems(1)', 'GET, HEAD'], ['PUT', 'Customers(555)/firstName', 'GET, HEAD'], ['POST', 'Customers/$count', 'GET, HEAD'],
  ])('%s %s is not allowed, and Allow says what is', async (method, target, allow) => {
    const { status, headers, json } = await write(method, target, {});
    expect({ status, allow: headers['allow'], code: json.error.code }).toEqual({ status: 405, allow, code: 405 });
  });

  test('a body that is no JSON by its type is refused', async () => {
    expect((await write('PUT', 'Customers(555)', 'firstName=x', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status).toBe(415);
  });

  test('a reader changes nothing, and nobody another tenant', async () => {
    expect(await write('PUT', 'Customers(555)', { firstName: 'x' }, { token: 'demo-reader' })).toMatchObject({ status: 403, json: { error: { code: 403 } } });
    expect((await write('DELETE', 'Customers(999)', undefined, { token: 'demo-reader' })).status).toBe(403);
    expect((await write('PUT', 'Customers(2000)', { firstName: 'x' })).status).toBe(409);
    expect((await write('PUT', 'Customers(42)', { firstName: 'Olga II' }, { token: 'other' })).status).toBe(200);
    expect((await read('Customers(42)')).firstName).not.toBe('Olga II');
    expect((await write('DELETE', 'Customers(1)', undefined, { token: 'other' })).status).toBe(409);
    expect((await write('PUT', 'Customers(42)', { Phones: { results: [{ __id: 1, __update: true, phone: '1' }] } }, { token: 'other' })).status).toBe(409);
  });
});
