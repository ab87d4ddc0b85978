/** Order, unique flags, statement count, atomicity and races of deep updates. */
import { forEachDatabase } from '../support/database.ts';
import { openScene, refusalOf } from './write-scene.ts';
import type { Scene } from './write-scene.ts';

forEachDatabase((_name, open) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(open);
  });
  afterAll(() => scene.close());

  const primaryOf = async (customer: number) =>
    (await scene.rows('select id from phones where customer_id = ? and is_primary order by id', customer)).map((row) => row['id']);

  test.each([['demoted first', false], ['promoted first', true]])('two siblings swap the primary flag, %s', async (_title, isReversed) => {
    const { id, url, phones } = await scene.customer();
    const items = [{ __id: phones[0], __update: true, isPrimary: false }, { __id: phones[1], __update: true, isPrimary: true }];
    await scene.put(url, { Phones: isReversed ? items.toReversed() : items });
    expect(await primaryOf(id)).toEqual([phones[1]]);
  });

  test.each([
    ['a new phone while the old one is demoted', (first: number) => [{ phone: '300', isPrimary: true }, { __id: first, __update: true, isPrimary: false }]],
    ['a new phone while the old one is deleted', (first: number) => [{ phone: '300', isPrimary: true }, { __id: first, __destroy: true }]],
  ])('the primary flag passes to %s', async (_title, items) => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: items(phones[0]) });
    const rows = await scene.rows('select phone from phones where customer_id = ? and is_primary', id);
    expect(rows).toEqual([{ phone: '300' }]);
  });

  test('ending with two primaries is a conflict that names the item, also when the other one is not in the body', async () => {
    const { id, url, phones } = await scene.customer();
    const item = { __id: phones[1], __update: true, isPrimary: true };
    expect(await scene.refusal(url, { Phones: [item] })).toMatchObject({ code: 'PRE403', target: 'Phones/0/isPrimary' });
    expect(await scene.refusal(url, { Phones: [{ phone: '1', isPrimary: true }, { phone: '2', isPrimary: true }, { __id: phones[0], __destroy: true }] })).toMatchObject({ code: 'PRE403', target: 'Phones/1/isPrimary' });
    expect(await primaryOf(id)).toEqual([phones[0]]);
  });

  test('payment accounts with their checking accounts are created, swapped and removed with what they own', async () => {
    const { id, url } = await scene.customer();
    const account = (title: string, isPrimary: boolean) => ({
      title, isPrimary, type: 'paymentAccount.type.checking',
      CheckingAccount: { accountType: 'bankacct.type.checking', accountNumber: `${title}-1`, routingNumber: '1', Address: { city: title } },
    });
    await scene.put(url, { PaymentAccounts: { results: [account('A', true), account('B', false)] } });
    const stored = () => scene.rows('select p.id, p.title, p.is_primary, c.account_number, a.city from payment_accounts p join checking_accounts c on c.id = p.checking_account_id join addresses a on a.id = c.address_id where p.customer_id = ? order by p.id', id);
    const [a, b] = await stored();
    expect([a, b]).toMatchObject([{ title: 'A', is_primary: true, account_number: 'A-1', city: 'A' }, { title: 'B', is_primary: false, account_number: 'B-1', city: 'B' }]);
    await scene.put(url, {
      PaymentAccounts: [{ __id: b?.['id'], __update: true, isPrimary: true, CheckingAccount: { Address: { city: 'BB' } } }, { __id: a?.['id'], __update: true, isPrimary: false }],
    });
    expect(await stored()).toMatchObject([{ title: 'A', is_primary: false }, { title: 'B', is_primary: true, account_number: 'B-1', city: 'BB' }]);
    await scene.put(url, { PaymentAccounts: [{ __id: a?.['id'], __destroy: true }] });
    expect(await stored()).toHaveLength(1);
    expect(await scene.rows("select 1 from checking_accounts where account_number = 'A-1' union all select 1 from addresses where city = 'A'")).toEqual([]);
  });

  test('the number of statements depends on the shape of the body, not on the number of items', async () => {
    const counts: number[][] = [];
    for (const size of [2, 60]) {
      const { url } = await scene.customer();
      const news = Array.from({ length: size }, (_, index) => ({ phone: `${index}`, ...(index % 3 === 0 ? { carrierName: 'C' } : {}) }));
      await scene.put(url, { Phones: news });
      const ids = (await scene.rows("select id from phones where customer_id = ? and phone <> '100' order by id", Number(/\d+/.exec(url)?.[0]))).map((row) => row['id']);
      scene.statements.length = 0;
      const fields = [{ phone: 'a' }, { carrierName: 'b' }, { dndEnabled: true, isLandLine: true }];
      await scene.put(url, { firstName: 'X', Phones: [...ids.map((id, index) => ({ __id: id, __update: true, ...fields[index % fields.length] })), ...news] });
      counts.push(scene.statements.map((batch) => batch.length));
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(counts[0]).toHaveLength(2);
  });

  test('items of one statement keep the columns they do not name', async () => {
    const { id, url, phones } = await scene.customer();
    await scene.put(url, { Phones: [{ __id: phones[0], __update: true, carrierName: 'A' }, { __id: phones[1], __update: true, phone: '222', carrierName: null }] });
    expect(await scene.rows('select phone, carrier_name, is_primary from phones where customer_id = ? order by id', id)).toEqual([
      { phone: '100', carrier_name: 'A', is_primary: true },
      { phone: '222', carrier_name: null, is_primary: false },
    ]);
  });

  test('a failure that only the database can see leaves nothing behind and names the property', async () => {
    const first = await scene.customer();
    const second = await scene.customer();
    await scene.put(first.url, { ssn: '111223333', birthDate: '1980-01-01' });
    const fault = await scene.refusal(second.url, { Phones: [{ phone: '300' }], ssn: '111223333', birthDate: '1980-01-01' });
    expect(fault).toMatchObject({ code: 'PRE403' });
    expect(fault.target).toMatch(/^(ssn|birthDate)$/);
    expect(await scene.rows('select version from customers where id = ?', second.id)).toEqual([{ version: 1 }]);
    expect(await scene.rows('select phone from phones where customer_id = ? order by id', second.id)).toHaveLength(2);
  });

  test('a reference to what does not exist is refused, naming the property', async () => {
    const { url } = await scene.customer();
    expect(await scene.refusal(url, { officeId: 1_000_000 })).toMatchObject({ code: 'BOD307', target: 'officeId' });
    const values = { CustomFieldValues: { results: [{ customFieldId: 1_000_000, customFieldValue: 'x' }] } };
    expect(await scene.refusal(url, values)).toMatchObject({ code: 'BOD307', target: 'CustomFieldValues/results/0/customFieldId' });
  });

  test('parallel requests that create or update the same single child leave one', async () => {
    const { id, url } = await scene.customer();
    await Promise.all(Array.from({ length: 8 }, (_, index) => scene.put(url, { Employer: { companyName: `Acme ${index}` }, Phones: [{ phone: `${index}` }] })));
    expect(await scene.rows('select 1 from employers where customer_id = ?', id)).toHaveLength(1);
    expect(await scene.rows('select 1 from phones where customer_id = ?', id)).toHaveLength(10);
    expect(await scene.rows('select version from customers where id = ?', id)).toEqual([{ version: 9 }]);
  });

  test('twenty changes with one ETag have one winner', async () => {
    const { id, url } = await scene.customer();
    const changes = Array.from({ length: 20 }, (_, index) => scene.put(url, { firstName: `Name ${index}` }, { method: 'PATCH', ifMatch: 'W/"1"' }));
    const outcomes = await Promise.allSettled(changes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const change of changes.slice(0, 20)) await change.catch(async (error: unknown) => expect((await refusalOf(Promise.reject(error))).code).toBe('PRE401'));
    expect(await scene.rows('select version from customers where id = ?', id)).toEqual([{ version: 2 }]);
  });

  test('adding, removing or linking a child grows the version of its parent', async () => {
    const { id, url, phones } = await scene.customer();
    const version = async () => (await scene.rows('select version from customers where id = ?', id))[0]?.['version'];
    await scene.put(url, { Phones: [{ phone: '1' }] });
    expect(await version()).toBe(2);
    await scene.put(url, { Phones: [{ __id: phones[1], __destroy: true }] });
    expect(await version()).toBe(3);
    const office = await scene.insert('offices', { name: 'West' });
    await scene.put(url, { Office: { __id: office } });
    expect(await version()).toBe(4);
  });
});
