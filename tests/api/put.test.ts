/** PUT of a single entity over the OData shape: one request in, the entity as it now is out. */
import { installOtherTenant } from '../support/other-tenant.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { BASE_URL, openService } from '../support/service.ts';
import type { Json, Send } from '../support/service.ts';

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let statements = 0;
  beforeAll(async () => {
    db = await open({ install: 'demo', observe: (o) => void (o.kind === 'statement' && (statements += o.count)) });
    await installOtherTenant(db.owner);
    send = openService(db.database);
  });
  afterAll(() => db.close());

  const get = async (target: string): Promise<Json> => (await send('GET', target)).json;

  test('the documented sample body answers 200 with the customer, its context and its new ETag', async () => {
    const before = await get('/Customers(555)');
    const answer = await send('PUT', '/Customers(555)', {
      body: {
        ...{ id: 555, status: 'Active', customerType: 'customer.type.individual', customerIdType: 'customer.idType.ssn', gender: 'customer.gender.male' },
        ...{ generationCode: 'customer.generationCode.none', CustomFieldValues: {}, birthDate: '1990-01-01', firstName: 'John', middleName: '', lastName: 'Dow' },
        ...{ ssn: '855616513', driverLicense: '', accessUserName: 'none@simnang.com', email: 'none@simnang.com', __id: 555, __update: true },
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json;odata\.metadata=minimal/);
    expect(answer.json).toMatchObject({ id: 555, firstName: 'John', birthDate: '1990-01-01', creditLimit: before.creditLimit });
    expect(answer.json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers(CustomFieldValues())/$entity`);
    expect(answer.headers['etag']).not.toBe(before['@odata.etag']);
    expect((await get('/Customers(555)'))['@odata.etag']).toBe(answer.headers['etag']);
  });

  test('a deep update changes, creates and removes nested rows in one request', async () => {
    const before = await get('/Customers(555)?$expand=Phones,PaymentAccounts,PrimaryAddress,Employer($expand=Address)');
    const [first, second] = before.Phones;
    const answer = await send('PUT', '/Customers(555)', {
      body: {
        PrimaryAddress: { __id: before.PrimaryAddress.id, __update: true, city: 'Moved' },
        Employer: { Address: { zipcode: '99999' } },
        Phones: { results: [{ __id: first.id, __update: true, isPrimary: !first.isPrimary }, { __id: second.id, __update: true, isPrimary: !second.isPrimary }, { phone: '5550003333' }] },
        PaymentAccounts: before.PaymentAccounts.map((account: Json) => ({ __id: account.id, __update: true, isPrimary: !account.isPrimary })),
        Notes: [{ subject: 'Called', body: 'Numbers swapped', categoryId: 1 }],
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.json.PrimaryAddress).toMatchObject({ id: before.PrimaryAddress.id, city: 'Moved', address1: before.PrimaryAddress.address1 });
    expect(answer.json.Employer.Address).toMatchObject({ id: before.Employer.Address.id, zipcode: '99999', city: before.Employer.Address.city });
    expect(answer.json.Phones.map(({ isPrimary }: Json) => isPrimary)).toEqual([!first.isPrimary, !second.isPrimary, false]);
    expect(answer.json.Notes.at(-1)).toMatchObject({ subject: 'Called' });
    const after = await get('/Customers(555)?$expand=Phones');
    expect(after.Phones.map(({ id }: Json) => id)).toEqual(answer.json.Phones.map(({ id }: Json) => id));
  });

  test('the number of statements does not grow with the number of nested rows', async () => {
    const counts: number[] = [];
    for (const size of [1, 50]) {
      await send('PUT', '/Customers(42)', { body: { Phones: Array.from({ length: size }, (_, index) => ({ phone: `${size}-${index}` })) } });
      const { Phones } = await get('/Customers(42)?$expand=Phones($top=100)');
      statements = 0;
      await send('PUT', '/Customers(42)', { body: { firstName: `Ada ${size}`, Phones: Phones.slice(-size).map(({ id }: Json, index: number) => ({ __id: id, __update: true, phone: `x${index}` })) } });
      counts.push(statements);
    }
    expect(counts[0]).toBe(counts[1]);
  });

  test.each(['/Customers(555)', '/Customers(id=555)', '/Customers(555)/'])('%s addresses the customer', async (target) => {
    expect((await send('PUT', target, { body: { middleName: target } })).json).toMatchObject({ id: 555, middleName: target });
  });

  test('an alternate key, a navigation and a key behind a navigation address an entity as well', async () => {
    const { uid, Phones } = await get('/Customers(555)?$expand=Phones');
    expect((await send('PUT', `/Customers(uid=${uid})`, { body: { middleName: 'by uid' } })).json).toMatchObject({ id: 555, middleName: 'by uid' });
    expect((await send('PUT', '/Customers(555)/Employer', { body: { title: 'Boss' } })).json).toMatchObject({ title: 'Boss' });
    expect((await send('PUT', `/Customers(555)/Phones(${Phones[0].id})`, { body: { carrierName: 'Tel' } })).json).toMatchObject({ id: Phones[0].id, carrierName: 'Tel' });
    expect((await send('PUT', `/Customers(42)/Phones(${Phones[0].id})`, { body: { carrierName: 'X' } })).status).toBe(404);
  });

  test('return=minimal and PATCH answer 204 with OData-EntityId', async () => {
    const put = await send('PUT', '/Customers(555)', { body: { middleName: 'a' }, headers: { Prefer: 'return=minimal' } });
    expect([put.status, put.text, put.headers['odata-entityid'], put.headers['preference-applied']]).toEqual([204, '', `${BASE_URL}/Customers(555)`, 'return=minimal']);
    const patch = await send('PATCH', '/Customers(555)', { body: { middleName: 'b' } });
    expect([patch.status, patch.headers['odata-entityid']]).toEqual([204, `${BASE_URL}/Customers(555)`]);
    expect(await get('/Customers(555)')).toMatchObject({ middleName: 'b' });
  });

  test('a stale If-Match is 412 and changes nothing; the current one succeeds', async () => {
    const { '@odata.etag': etag } = await get('/Customers(555)');
    expect((await send('PUT', '/Customers(555)', { body: { middleName: 'c' }, headers: { 'If-Match': etag } })).status).toBe(200);
    const stale = await send('PUT', '/Customers(555)', { body: { middleName: 'd' }, headers: { 'If-Match': etag } });
    expect([stale.status, stale.json.error.code]).toEqual([412, 'PRE401']);
    expect(await get('/Customers(555)')).toMatchObject({ middleName: 'c' });
  });

  test('all problems of a body come in one error, each with its path', async () => {
    const answer = await send('PUT', '/Customers(555)', { body: { frstName: 'x', birthDate: '1990-02-30', Phones: [{ phone: '1', type: 'pigeon' }] } });
    expect(answer.status).toBe(400);
    expect(answer.json.error.details.map(({ target }: Json) => target).toSorted()).toEqual(['Phones/0/type', 'birthDate', 'frstName']);
  });

  test('the password is never echoed, and a reader may not change anything', async () => {
    const answer = await send('PUT', '/Customers(555)', { body: { accessPassword: 'sesame' } });
    expect(answer.json.accessPassword).toBeNull();
    expect(answer.text).not.toContain('sesame');
    expect((await send('PUT', '/Customers(555)', { body: { firstName: 'x' }, token: 'demo-reader' })).status).toBe(403);
  });

  test('another tenant changes its own rows only', async () => {
    const mine = await get('/Customers(555)?$expand=Phones');
    const answer = await send('PUT', '/Customers(555)', { token: 'other', body: { firstName: 'Otto II', Phones: [{ __id: 9001, __update: true, phone: '1' }] } });
    expect(answer.json).toMatchObject({ firstName: 'Otto II', lastName: 'Other' });
    const foreign = mine.Phones.find(({ id }: Json) => id !== 1 && id !== 9001);
    const refused = await send('PUT', '/Customers(555)', { token: 'other', body: { Phones: [{ __id: foreign.id, __destroy: true }] } });
    expect([refused.status, refused.json.error.target]).toEqual([404, 'Phones/0']);
    expect((await send('PUT', '/Customers(42)', { token: 'demo', body: { middleName: 'mine' } })).json.middleName).toBe('mine');
    expect(await get('/Customers(555)?$expand=Phones')).toMatchObject({ firstName: mine.firstName, Phones: mine.Phones });
  });

  test.each([
    ['application/json;odata=verbose', 200], ['application/json;charset=utf-8', 200], ['application/json;IEEE754Compatible=true', 200], ['text/plain', 415], ['application/xml', 415],
  ])('the content type %s is answered %i', async (type, status) => {
    expect((await send('PUT', '/Customers(555)', { body: { creditLimit: '12.50' }, headers: { 'Content-Type': type } })).status).toBe(status);
  });

  test('a PUT to a collection, or to what does not exist, is refused', async () => {
    const collection = await send('PUT', '/Customers', { body: {} });
    expect([collection.status, collection.headers['allow'] !== undefined]).toEqual([405, true]);
    expect((await send('PUT', '/Customers(99999999)', { body: { firstName: 'x' } })).status).toBe(404);
    expect((await send('PUT', '/EnumItems(1)', { body: { label: 'x' } })).status).toBe(405);
  });
});
