/** The marker table of the deep-update dialect, row by row, on real databases. */
import { forEachDatabase } from '../support/database.ts';
import { openScene } from './write-scene.ts';
import type { Scene } from './write-scene.ts';

forEachDatabase((_name, open) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(open);
  });
  afterAll(() => scene.close());

  const phonesOf = (customer: number) => scene.rows('select id, phone, is_primary from phones where customer_id = ? order by id', customer);
  const numbersOf = async (customer: number) => (await phonesOf(customer)).map(({ phone }) => phone);
  const customerRow = async (id: number) => (await scene.rows('select * from customers where id = ?', id))[0] ?? {};

  test.each([['a bare array', (items: unknown[]) => items], ['results', (items: unknown[]) => ({ results: items })]])(
    'items without markers are created, in %s',
    async (_shape, wrap) => {
      const { id, url } = await scene.customer();
      await scene.put(url, { Phones: wrap([{ phone: '300', type: 'customer.phoneType.home' }, { phone: '400' }]) });
      expect(await numbersOf(id)).toEqual(['100', '200', '300', '400']);
    },
  );

  test.each([[true], ['true'], [1], ['1']])('__update %j with __id updates that child with the given fields', async (flag) => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: [{ __id: phones[1], __update: flag, phone: '999' }] });
    expect(await phonesOf(id)).toEqual([
      { id: phones[0], phone: '100', is_primary: true },
      { id: phones[1], phone: '999', is_primary: false },
    ]);
  });

  test.each(['__destroy', '__delete'])('%s with __id deletes an owned child, and wins over __update', async (word) => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: [{ __id: phones[1], [word]: true, __update: true, phone: 'x' }] });
    expect(await numbersOf(id)).toEqual(['100']);
  });

  test('a single-valued child without markers is created, then updated', async () => {
    const { id, url } = await scene.customer();
    await scene.put(url, { PrimaryAddress: { city: 'Oslo' }, Employer: { companyName: 'Acme', Address: { city: 'Bergen' } } });
    const first = await customerRow(id);
    await scene.put(url, { PrimaryAddress: { zipcode: '0150' }, Employer: { Address: { zipcode: '5003' } } });
    expect((await customerRow(id))['primary_address_id']).toBe(first['primary_address_id']);
    expect(await scene.rows('select city, zipcode from addresses where id = ?', first['primary_address_id'])).toEqual([{ city: 'Oslo', zipcode: '0150' }]);
    expect(
      await scene.rows('select e.company_name, a.city, a.zipcode from employers e join addresses a on a.id = e.address_id where e.customer_id = ?', id),
    ).toEqual([{ company_name: 'Acme', city: 'Bergen', zipcode: '5003' }]);
  });

  test('__update without __id in a single-valued navigation updates the current child', async () => {
    const { id, url } = await scene.customer();
    await scene.put(url, { Employer: { companyName: 'Acme', title: 'Clerk' } });
    await scene.put(url, { Employer: { __update: true, title: 'Boss' } });
    expect(await scene.rows('select company_name, title from employers where customer_id = ?', id)).toEqual([{ company_name: 'Acme', title: 'Boss' }]);
  });

  test('__update without __id and without a current child is refused', async () => {
    const { url } = await scene.customer();
    expect(await scene.refusal(url, { Employer: { __update: true, title: 'Boss' } })).toMatchObject({ code: 'BOD305', target: 'Employer' });
  });

  test.each<[string, unknown, string, string]>([
    ['__destroy without __id in a collection', { Phones: [{ __destroy: true }] }, 'BOD304', 'Phones/0'],
    ['__update without __id in a collection', { Phones: { results: [{ phone: '1' }, { __update: true, phone: '2' }] } }, 'BOD304', 'Phones/results/1'],
    ['a nested id without any marker', { Phones: [{ id: 4, phone: '1' }] }, 'BOD304', 'Phones/0/id'],
    ['a nested id that differs from __id', { Phones: [{ id: 4, __id: 5, __update: true }] }, 'BOD304', 'Phones/0/id'],
    ['a collection set to null', { Phones: null }, 'BOD303', 'Phones'],
    ['a collection sent as a string', { Phones: 'none' }, 'BOD303', 'Phones'],
    ['a collection sent as a number', { Phones: 5 }, 'BOD303', 'Phones'],
    ['a collection sent as an object without results', { Phones: { '0': { phone: '1' } } }, 'BOD303', 'Phones'],
    ['results that are no array', { Phones: { results: { phone: '1' } } }, 'BOD303', 'Phones'],
    ['a single-valued navigation sent as an array', { Employer: [{ title: 'x' }] }, 'BOD303', 'Employer'],
    ['an unknown property', { fristName: 'x' }, 'BOD303', 'fristName'],
    ['an unknown nested property', { Phones: [{ phone: '1', phoneNo: '2' }] }, 'BOD303', 'Phones/0/phoneNo'],
    ['an unknown word that looks like a marker', { Phones: [{ phone: '1', __upsert: true }] }, 'BOD303', 'Phones/0/__upsert'],
    ['a flag that is no flag', { Phones: [{ __id: 1, __update: 'yes' }] }, 'BOD304', 'Phones/0/__update'],
    ['a root id other than the key of the URL', { id: 1_000_000 }, 'BOD304', 'id'],
    ['a root __id other than the key of the URL', { __id: 1_000_000, __update: true }, 'BOD304', 'id'],
    ['__destroy on the root', { __destroy: true }, 'BOD304', '__destroy'],
    ['a required value that is missing', { Phones: [{ isPrimary: false }] }, 'BOD303', 'Phones/0/phone'],
    ['a value that is not allowed', { Phones: [{ phone: '1', type: 'pigeon' }] }, 'BOD303', 'Phones/0/type'],
    ['a null that is not allowed', { Phones: [{ phone: null }] }, 'BOD303', 'Phones/0/phone'],
    ['too many decimals', { creditLimit: '1.00001' }, 'BOD303', 'creditLimit'],
  ])('%s is refused with its path, and nothing is applied', async (_title, body, code, target) => {
    const { id, url } = await scene.customer();
    const fault = await scene.refusal(url, { firstName: 'Changed', ...(body as object) });
    expect(fault).toMatchObject({ code, target });
    expect(await customerRow(id)).toMatchObject({ first_name: 'John', version: 1 });
    expect(await numbersOf(id)).toEqual(['100', '200']);
  });

  test('__id with fields but without __update is refused in an owned collection', async () => {
    const { id, url, phones } = await scene.customer();
    const fault = await scene.refusal(url, { Phones: [{ __id: phones[0], phone: '999' }] });
    expect(fault).toMatchObject({ code: 'BOD304', target: 'Phones/0' });
    expect(fault.message).toContain('__update');
    expect(await numbersOf(id)).toEqual(['100', '200']);
  });

  test('the same __id twice in one collection is refused', async () => {
    const { url, phones } = await scene.customer();
    const item = { __id: phones[0], __update: true, phone: '1' };
    expect(await scene.refusal(url, { Phones: { results: [item, item] } })).toMatchObject({ code: 'BOD304', target: 'Phones/results/1' });
  });

  test('a row that does not exist, of another parent, or of another tenant is refused and never moved', async () => {
    const mine = await scene.customer();
    const other = await scene.customer();
    const [tenant] = await scene.owner('tenants').insert({ name: `other-${mine.id}` }).returning<{ id: number }[]>('id');
    const foreign = { tenant_id: tenant?.id ?? 0 };
    await scene.insert('customers', { ...foreign, id: 900_000 + mine.id, first_name: 'Foreign', last_name: 'Person' });
    const foreignPhone = await scene.insert('phones', { ...foreign, customer_id: 900_000 + mine.id, phone: '1' });
    for (const id of [1_000_000, other.phones[0], foreignPhone]) {
      for (const marker of ['__update', '__destroy']) {
        const fault = await scene.refusal(mine.url, { Phones: [{ phone: '300' }, { __id: id, [marker]: true, phone: '1' }] });
        expect(fault).toMatchObject({ code: 'BOD305', target: 'Phones/1' });
      }
    }
    expect(await numbersOf(mine.id)).toEqual(['100', '200']);
    expect(await numbersOf(other.id)).toEqual(['100', '200']);
  });

  test('null deletes an owned single child and unlinks a referenced one', async () => {
    const { id, url } = await scene.customer();
    const office = await scene.insert('offices', { name: 'North' });
    await scene.put(url, { PrimaryAddress: { city: 'Oslo' }, Employer: { companyName: 'Acme', Address: { city: 'Bergen' } }, Office: { __id: office } });
    const before = await customerRow(id);
    expect(before['office_id']).toBe(office);
    await scene.put(url, { PrimaryAddress: null, Employer: null, Office: null });
    expect(await customerRow(id)).toMatchObject({ primary_address_id: null, office_id: null });
    expect(await scene.rows('select 1 from addresses where id = ?', before['primary_address_id'])).toEqual([]);
    expect(await scene.rows("select 1 from addresses where city = 'Bergen' and created = (select created from customers where id = ?)", id)).toEqual([]);
    expect(await scene.rows('select 1 from employers where customer_id = ?', id)).toEqual([]);
    expect(await scene.rows('select name from offices where id = ?', office)).toEqual([{ name: 'North' }]);
  });

  test('empty collections, and words of the user interface, change nothing', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, {
      CustomFieldValues: {}, Phones: { results: [] }, References: [], Employer: {},
      ...{ __logOnly: true, __isDirty: false, _index: 3, __lookupInProgress: false, _$$hashKey: 'object:1', __ignoreWarnings: true },
    });
    expect(await customerRow(id)).toMatchObject({ version: 1 });
    expect((await phonesOf(id)).map((row) => row['id'])).toEqual(phones);
    expect(await scene.rows('select 1 from audit_records where entity_id = ?', id)).toEqual([]);
  });

  test('root id, __id and __update that repeat the URL are accepted', async () => {
    const { id, url } = await scene.customer();
    const result = await scene.put(url, { id, __id: id, __update: true, firstName: 'Jane' });
    expect(result.status).toBe(200);
  });

  test('an owned child that is only named by __id stays as it is', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: [{ __id: phones[0] }] });
    expect(await phonesOf(id)).toHaveLength(2);
    expect(await scene.refusal(url, { Phones: [{ __id: 1_000_000 }] })).toMatchObject({ code: 'BOD305', target: 'Phones/0' });
  });

  test('every problem of a body is reported at once', async () => {
    const { url } = await scene.customer();
    const fault = await scene.refusal(url, { gender: 'x', birthDate: '1990-02-30', Phones: [{ __update: true }, { phone: 5 }], Notes: 'x' });
    expect(fault.details?.map(({ target }) => target)).toEqual(expect.arrayContaining(['gender', 'birthDate', 'Phones/0', 'Phones/1/phone', 'Notes']));
    expect(fault.code).toBe('BOD303');
  });

  test('the tenant, computed and immutable values never come from the body', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { created: '2000-01-01T00:00:00Z', displayName: 'Nobody', lifecycle: 'Closed', primaryAddressId: 5, Phones: [{ __id: phones[0], __update: true, customerId: 1, uid: '00000000-0000-0000-0000-000000000000', phone: '1' }] });
    expect(await customerRow(id)).toMatchObject({ lifecycle: 'Active', primary_address_id: null, tenant_id: scene.tenant });
    expect(await numbersOf(id)).toEqual(['1', '200']);
    expect(await scene.refusal(url, { tenantId: 7 })).toMatchObject({ target: 'tenantId' });
    expect(await scene.refusal(url, { Phones: [{ phone: '5', customerId: id + 1 }] })).toMatchObject({ code: 'BOD304', target: 'Phones/0/customerId' });
  });
});
