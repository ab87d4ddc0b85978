/** PUT and PATCH of one entity on real databases: answers, ETags, callers, secrets, the audit trail. */
import { forEachDatabase } from '../support/database.ts';
import { openScene } from './write-scene.ts';
import type { Scene } from './write-scene.ts';

forEachDatabase((_name, open) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(open);
  });
  afterAll(() => scene.close());

  const customerRow = async (id: number) => (await scene.rows('select *, birth_date::text from customers where id = ?', id))[0] ?? {};
  const auditOf = (type: string, id: number) =>
    scene.rows('select entity_type, entity_id, entity_uid, operation, actor, request_id, changes from audit_records where entity_type = ? and entity_id = ? order by id', `LoanService.${type}`, id);

  test('a PUT changes only what the body names, and answers 200 with the entity and its new ETag', async () => {
    const { id, url } = await scene.customer();
    const result = await scene.put(url, { firstName: 'Jane', birthDate: '1990-01-01' });
    expect(await customerRow(id)).toMatchObject({ first_name: 'Jane', last_name: 'Dow', birth_date: '1990-01-01', version: 2 });
    expect(result).toMatchObject({ status: 200, headers: { ETag: 'W/"2"' } });
    expect(JSON.parse(result.body ?? '')).toMatchObject({ entity: { first_name: 'Jane' } });
  });

  test('the sample body for an individual is taken as it stands', async () => {
    const { id, url } = await scene.customer();
    const sample = {
      ...{ id, status: 'Active', customerType: 'customer.type.individual', customerIdType: 'customer.idType.ssn', gender: 'customer.gender.male' },
      ...{ generationCode: 'customer.generationCode.none', CustomFieldValues: {}, birthDate: '1990-01-01', firstName: 'John', middleName: '', lastName: 'Dow' },
      ...{ ssn: '855616513', driverLicense: '', accessUserName: 'none@simnang.com', email: 'none@simnang.com', __id: id, __update: true },
    };
    await scene.put(url, sample);
    expect(await customerRow(id)).toMatchObject({ ssn: '855616513', gender: 'customer.gender.male', middle_name: '', email: 'none@simnang.com' });
  });

  test('the answer is expanded as deep as the body was', async () => {
    const { url, phones } = await scene.customer();
    const result = await scene.put(url, { Employer: { companyName: 'Acme', Address: { city: 'X' } }, Phones: [{ __id: phones[0], __update: true, phone: '1' }] });
    expect(JSON.parse(JSON.parse(result.body ?? '').expand)).toEqual({ Employer: { Address: {} }, Phones: {} });
  });

  test('return=minimal answers 204 with OData-EntityId; PATCH does so by itself', async () => {
    const { id, url } = await scene.customer();
    const minimal = await scene.put(url, { firstName: 'A' }, { prefer: 'minimal' });
    expect(minimal).toEqual({ status: 204, body: undefined, headers: { ETag: 'W/"2"', 'Preference-Applied': 'return=minimal', 'OData-EntityId': `http://test/Set(${id})` } });
    const patch = await scene.put(url, { firstName: 'B' }, { method: 'PATCH' });
    expect(patch).toMatchObject({ status: 204, headers: { ETag: 'W/"3"' } });
    const asked = await scene.put(url, { firstName: 'C' }, { method: 'PATCH', prefer: 'representation' });
    expect(asked).toMatchObject({ status: 200, headers: { 'Preference-Applied': 'return=representation' } });
  });

  test.each([['W/"1"', true], ['"1"', true], ['*', true], ['"7", W/"1"', true], ['W/"2"', false], ['"x"', false], ['', false]])(
    'If-Match %s is honoured before anything is written',
    async (ifMatch, passes) => {
      const { id, url } = await scene.customer();
      if (passes) await scene.put(url, { firstName: 'Jane' }, { ifMatch });
      else expect(await scene.refusal(url, { firstName: 'Jane', Phones: [{ phone: '1' }] }, { ifMatch })).toMatchObject({ code: 'PRE401', target: 'If-Match' });
      expect((await customerRow(id))['first_name']).toBe(passes ? 'Jane' : 'John');
    },
  );

  test('If-None-Match * forbids the update of an entity that exists', async () => {
    const { url } = await scene.customer();
    expect(await scene.refusal(url, { firstName: 'Jane' }, { ifNoneMatch: '*' })).toMatchObject({ code: 'PRE401' });
  });

  test('what does not exist, is deleted, or belongs to another tenant is not found', async () => {
    const gone = await scene.insert('customers', { first_name: 'Gone', last_name: 'Person', deleted_at: '2020-01-01' });
    const [tenant] = await scene.owner('tenants').insert({ name: `write-${gone}` }).returning<{ id: number }[]>('id');
    const foreign = await scene.insert('customers', { tenant_id: tenant?.id, id: 700_000, first_name: 'Foreign', last_name: 'Person' });
    for (const id of [1_000_000, gone, foreign]) {
      expect(await scene.refusal(`Customers(${id})`, { firstName: 'x' })).toMatchObject({ code: 'MOD209' });
    }
  });

  test('readers are refused, and sets that cannot be changed say what is allowed', async () => {
    const { url } = await scene.customer();
    expect(await scene.refusal(url, { firstName: 'x' }, { role: 'reader' })).toMatchObject({ code: 'AUT403' });
    expect(await scene.refusal('EnumItems(1)', { label: 'x' })).toMatchObject({ code: 'MOD208', headers: { Allow: 'GET, HEAD' } });
  });

  test.each<[string, string, string | undefined, string]>([
    ['no JSON', '{"firstName":', 'application/json', 'BOD301'],
    ['an empty body', '', 'application/json', 'BOD301'],
    ['null', 'null', 'application/json', 'BOD303'],
    ['an array', '[]', 'application/json', 'BOD303'],
    ['a number', '1', 'application/json', 'BOD303'],
    ['a duplicate name', '{"firstName":"a","firstName":"b"}', 'application/json', 'BOD301'],
    ['another content type', '{}', 'text/plain', 'BOD302'],
    ['no content type', '{}', undefined, 'BOD302'],
    ['ten thousand nested arrays', '['.repeat(10_000), 'application/json', 'LIM602'],
  ])('a body that is %s is a coded fault', async (_title, body, contentType, code) => {
    const { url } = await scene.customer();
    expect(await scene.refusal(url, body, { contentType })).toMatchObject({ code });
  });

  test('the access password is stored as a hash, never audited, and null does not erase it', async () => {
    const { id, url } = await scene.customer();
    await scene.put(url, { accessPassword: 'open sesame' });
    expect(await customerRow(id)).toMatchObject({ access_password_hash: 'hash(11)' });
    await scene.put(url, { accessPassword: null, firstName: 'Jane' });
    expect(await customerRow(id)).toMatchObject({ access_password_hash: 'hash(11)', first_name: 'Jane' });
    expect(JSON.stringify(await auditOf('Customer', id))).not.toMatch(/sesame|hash\(/);
  });

  test.each([[null], ['***-**-6513'], ['XXX-XX-6513'], ['*********']])('a masked value sent back as %j never overwrites', async (masked) => {
    const { id, url } = await scene.customer();
    await scene.put(url, { ssn: `1${id}`.padEnd(9, '0') });
    await scene.put(url, { ssn: masked, lastName: 'Doe' });
    expect(await customerRow(id)).toMatchObject({ ssn: `1${id}`.padEnd(9, '0'), last_name: 'Doe' });
  });

  test('every changed row leaves an audit record, with values before and after and without secrets', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { firstName: 'Jane', ssn: `2${id}`.padEnd(9, '0'), Phones: [{ __id: phones[0], __update: true, phone: '101' }, { __id: phones[1], __destroy: true }, { phone: '300' }] });
    const [record] = await auditOf('Customer', id);
    expect(record).toMatchObject({ operation: 'update', actor: 'tester', request_id: 'request-1', entity_uid: (await customerRow(id))['uid'] });
    expect(JSON.parse(String(record?.['changes']))).toEqual({ firstName: { before: 'John', after: 'Jane' }, ssn: { secret: true } });
    expect(await auditOf('Phone', phones[0])).toMatchObject([{ operation: 'update', changes: '{"phone":{"before":"100","after":"101"}}' }]);
    expect(await auditOf('Phone', phones[1])).toMatchObject([{ operation: 'delete' }]);
    const [fresh] = await scene.rows('select id, uid from phones where customer_id = ? order by id desc', id);
    expect(await auditOf('Phone', Number(fresh?.['id']))).toMatchObject([{ operation: 'create', entity_uid: fresh?.['uid'] }]);
  });

  test('a refused request leaves no audit record', async () => {
    const { id, url } = await scene.customer();
    await scene.refusal(url, { firstName: 'Jane', Phones: [{ __id: 1_000_000, __update: true }] });
    expect(await auditOf('Customer', id)).toEqual([]);
  });

  test('a single entity can be reached by navigation, and only below its parent', async () => {
    const { id, url, phones } = await scene.customer();
    const other = await scene.customer();
    await scene.put(url, { PrimaryAddress: { city: 'Oslo' } });
    await scene.put(`${url}/PrimaryAddress`, { zipcode: '0150' });
    await scene.put(`${url}/Phones(${phones[1]})`, { phone: '222' });
    expect(await scene.rows('select city, zipcode from addresses a join customers c on c.primary_address_id = a.id where c.id = ?', id)).toEqual([{ city: 'Oslo', zipcode: '0150' }]);
    expect(await scene.rows('select phone from phones where id = ?', phones[1])).toEqual([{ phone: '222' }]);
    expect(await scene.refusal(`${url}/Phones(${other.phones[0]})`, { phone: 'x' })).toMatchObject({ code: 'MOD209' });
    expect(await scene.refusal(`${url}/Phones(1000000)`, { phone: 'x' })).toMatchObject({ code: 'MOD209' });
    expect(await scene.refusal(`${url}/PrimaryAddress`, { __id: 1_000_000, __update: true })).toMatchObject({ code: 'BOD304' });
  });

  test('a PUT to a single owned child that is not there creates it', async () => {
    const { id, url } = await scene.customer();
    const made = await scene.put(`${url}/MailAddress`, { city: 'Bergen' });
    expect(made.status).toBe(201);
    expect(await scene.rows('select city from addresses a join customers c on c.mail_address_id = a.id where c.id = ?', id)).toEqual([{ city: 'Bergen' }]);
    expect((await scene.put(`${url}/MailAddress`, { zipcode: '5003' })).status).toBe(200);
  });

  test('decimals and large texts arrive digit for digit', async () => {
    const { id, url } = await scene.customer();
    await scene.put(url, '{"creditLimit": 123456789012345.6789, "companyName": "O\'Neil \\"q\\" \\\\ {a,b} é 😀"}');
    expect((await scene.rows('select credit_limit::text, company_name from customers where id = ?', id))[0]).toEqual({ credit_limit: '123456789012345.6789', company_name: 'O\'Neil "q" \\ {a,b} é 😀' });
  });

  test('names such as __proto__ and constructor are only names', async () => {
    const { url } = await scene.customer();
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await scene.refusal(url, `{"${name}": {"phone": 1}}`)).toMatchObject({ code: 'BOD303', target: name });
      expect(await scene.refusal(url, `{"Phones": [{"phone": "1", "${name}": 1}]}`)).toMatchObject({ target: `Phones/0/${name}` });
    }
  });

  test('a PATCH of OData 4.0 may not carry related entities without markers; with markers it may', async () => {
    const { id, url, phones } = await scene.customer();
    expect(await scene.refusal(url, { Phones: [{ phone: '1' }] }, { method: 'PATCH', version: '4.0' })).toMatchObject({ code: 'BOD303', target: 'Phones' });
    await scene.put(url, { Phones: [{ __id: phones[0], __update: true, phone: '1' }] }, { method: 'PATCH' });
    expect(await scene.rows('select phone from phones where customer_id = ? order by id', id)).toEqual([{ phone: '1' }, { phone: '200' }]);
  });

  test('OData 4.01 without markers states the exact membership', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: [{ id: phones[1], phone: '222' }, { phone: '300', isPrimary: true }] }, { version: '4.01', method: 'PATCH' });
    expect(await scene.rows('select phone, is_primary from phones where customer_id = ? order by id', id)).toEqual([{ phone: '222', is_primary: false }, { phone: '300', is_primary: true }]);
    await scene.put(url, { Phones: [] }, { version: '4.01' });
    expect(await scene.rows('select 1 from phones where customer_id = ?', id)).toEqual([]);
  });

  test('POST creates with all that the body nests, DELETE marks a customer as deleted', async () => {
    const made = await scene.put('Customers', { firstName: 'New', lastName: 'Person', Phones: [{ phone: '1' }], MailAddress: { city: 'X' } }, { method: 'POST' });
    expect(made).toMatchObject({ status: 201 });
    const id = Number(/\((\d+)\)/.exec(made.headers['Location'] ?? '')?.[1]);
    expect(await scene.rows('select phone from phones where customer_id = ?', id)).toEqual([{ phone: '1' }]);
    const gone = await scene.put(`Customers(${id})`, '', { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect((await customerRow(id))['deleted_at']).not.toBeNull();
    expect(await scene.refusal(`Customers(${id})`, '', { method: 'DELETE' })).toMatchObject({ code: 'MOD209' });
  });
});
