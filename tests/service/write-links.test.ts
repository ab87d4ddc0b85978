/** Many-to-many and reference navigations: links, their columns, and rows created through them. */
import { forEachDatabase } from '../support/database.ts';
import { openScene } from './write-scene.ts';
import type { Scene } from './write-scene.ts';

forEachDatabase((_name, open) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(open);
  });
  afterAll(() => scene.close());

  let count = 0;
  const loan = async () => {
    count += 1;
    const id = await scene.insert('loans', { display_id: `L-${count}`, title: 'Car' });
    return { id, url: `Loans(${id})` };
  };
  const linksOf = (id: number) => scene.rows('select customer_id, role, web_access, version from loan_customers where loan_id = ? order by customer_id', id);
  const primary = 'loan.customerRole.primary';
  const secondary = 'loan.customerRole.secondary';

  test('__id alone links an existing customer, with the columns of the link', async () => {
    const { id, url } = await loan();
    const customer = await scene.customer();
    await scene.put(url, { Customers: { results: [{ __id: customer.id, __setLoanRole: primary, __setCustomerWebAccess: 1 }] } });
    expect(await linksOf(id)).toEqual([{ customer_id: customer.id, role: primary, web_access: true, version: 1 }]);
    expect(await scene.rows('select version from loans where id = ?', id)).toEqual([{ version: 2 }]);
  });

  test.each([
    ['a full URL', (id: number) => `https://example.test/api/public/api/1/odata.svc/Customers(id=${id})`],
    ['a relative URL', (id: number) => `/Customers(${id})`],
  ])('__metadata with %s links as well', async (_form, uri) => {
    const { id, url } = await loan();
    const customer = await scene.customer();
    await scene.put(url, { Customers: [{ __metadata: { uri: uri(customer.id), type: 'Entity.Customer' } }] });
    expect((await linksOf(id)).map((row) => row['customer_id'])).toEqual([customer.id]);
  });

  test.each([
    ['an empty object', { __metadata: {} }], ['a type alone', { __metadata: { type: 'Entity.Customer' } }], ['fields, and neither uri nor type', { __metadata: {}, firstName: 'A', lastName: 'B' }],
  ])('__metadata of %s names nobody and is refused', async (_form, item) => {
    const { url } = await loan();
    expect(await scene.refusal(url, { Customers: [item] })).toMatchObject({ code: 'BOD304', target: 'Customers/0/__metadata' });
  });

  test('__metadata with a type and fields makes a new entity', async () => {
    const { id, url } = await loan();
    await scene.put(url, { Customers: [{ __metadata: { type: 'Entity.Customer' }, firstName: 'A', lastName: 'B' }] });
    expect(await linksOf(id)).toHaveLength(1);
  });

  test('@odata.bind links from either side', async () => {
    const { id } = await loan();
    const customer = await scene.customer();
    const office = await scene.insert('offices', { name: 'South' });
    await scene.put(customer.url, { 'Loans@odata.bind': [`Loans(${id})`], 'Office@odata.bind': `Offices(${office})` });
    expect((await linksOf(id)).map((row) => row['customer_id'])).toEqual([customer.id]);
    expect(await scene.rows('select office_id from customers where id = ?', customer.id)).toEqual([{ office_id: office }]);
  });

  test('linking twice changes the columns of the link, and adds no second one', async () => {
    const { id, url } = await loan();
    const customer = await scene.customer();
    const item = { __id: customer.id, __setLoanRole: secondary };
    await scene.put(url, { Customers: [item] });
    await scene.put(url, { Customers: [{ ...item, __setLoanRole: primary }] });
    expect(await linksOf(id)).toEqual([{ customer_id: customer.id, role: primary, web_access: false, version: 2 }]);
  });

  test('__destroy unlinks and keeps the entity', async () => {
    const { id, url } = await loan();
    const customer = await scene.customer();
    await scene.put(url, { Customers: [{ __id: customer.id }] });
    await scene.put(url, { Customers: [{ __id: customer.id, __destroy: true }] });
    expect(await linksOf(id)).toEqual([]);
    expect(await scene.rows('select first_name, version, deleted_at from customers where id = ?', customer.id)).toEqual([{ first_name: 'John', version: 1, deleted_at: null }]);
    expect(await scene.refusal(url, { Customers: [{ __id: customer.id, __destroy: true }] })).toMatchObject({ code: 'BOD305', target: 'Customers/0' });
  });

  test('__update changes a linked entity, and none that is not linked', async () => {
    const { url } = await loan();
    const customer = await scene.customer();
    const item = { __id: customer.id, __update: true, firstName: 'Linked', Phones: [{ phone: '300' }] };
    expect(await scene.refusal(url, { Customers: [item] })).toMatchObject({ code: 'BOD305', target: 'Customers/0' });
    await scene.put(url, { Customers: [{ __id: customer.id }] });
    await scene.put(url, { Customers: [item] });
    expect(await scene.rows('select first_name from customers where id = ?', customer.id)).toEqual([{ first_name: 'Linked' }]);
    expect(await scene.rows('select phone from phones where customer_id = ? order by id', customer.id)).toHaveLength(3);
  });

  test('an item without markers is created and linked, with its own children', async () => {
    const { id, url } = await loan();
    await scene.put(url, { Customers: [{ firstName: 'New', lastName: 'Person', PrimaryAddress: { city: 'Oslo' }, Phones: [{ phone: '1', isPrimary: true }], __setLoanRole: primary }] });
    expect(
      await scene.rows(
        'select c.first_name, a.city, p.phone, l.role from loan_customers l join customers c on c.id = l.customer_id join addresses a on a.id = c.primary_address_id join phones p on p.customer_id = c.id where l.loan_id = ?',
        id,
      ),
    ).toEqual([{ first_name: 'New', city: 'Oslo', phone: '1', role: primary }]);
  });

  test('what does not exist, or is deleted, or belongs to another tenant cannot be linked', async () => {
    const { id, url } = await loan();
    const gone = await scene.insert('customers', { first_name: 'Gone', last_name: 'Person', deleted_at: '2020-01-01' });
    const [tenant] = await scene.owner('tenants').insert({ name: `links-${id}` }).returning<{ id: number }[]>('id');
    const foreign = await scene.insert('customers', { tenant_id: tenant?.id, id: 800_000, first_name: 'Foreign', last_name: 'Person' });
    for (const customer of [1_000_000, gone, foreign]) {
      expect(await scene.refusal(url, { title: 'x', Customers: [{ __id: customer }] })).toMatchObject({ code: 'BOD305', target: 'Customers/0' });
    }
    expect(await scene.rows('select title from loans where id = ?', id)).toEqual([{ title: 'Car' }]);
  });

  test('a row cannot be given to another parent by a reference either', async () => {
    const [mine, other] = [await scene.customer(), await scene.customer()];
    const bodies: [string, unknown, string][] = [
      [mine.url, { Phones: [{ __id: mine.phones[0], __update: true, Customer: { __id: other.id } }] }, 'Phones/0/Customer'],
      [mine.url, { Phones: [{ phone: '300', Customer: { __id: other.id } }] }, 'Phones/0/Customer'],
      [`Phones(${mine.phones[0]})`, { Customer: { __metadata: { uri: other.url } } }, 'Customer'],
      [`Phones(${mine.phones[0]})`, { 'Customer@odata.bind': other.url }, 'Customer@odata.bind'],
    ];
    for (const [url, body, target] of bodies) expect(await scene.refusal(url, body)).toMatchObject({ code: 'BOD304', target });
    await scene.put(mine.url, { Phones: [{ __id: mine.phones[0], __update: true, Customer: { __id: mine.id } }] });
    expect(await scene.rows('select count(*)::int from phones where customer_id = ?', mine.id)).toEqual([{ count: 2 }]);
  });

  test('a link that both of its ends speak of is one row', async () => {
    const { id, url } = await loan();
    const customer = await scene.customer();
    await scene.put(url, { Customers: [{ __id: customer.id }] });
    await scene.put(url, { Customers: [{ __id: customer.id, __update: true, __setLoanRole: secondary, Loans: [{ __id: id, __setCustomerWebAccess: true }] }] });
    expect(await linksOf(id)).toMatchObject([{ customer_id: customer.id, role: secondary, web_access: true }]);
  });

  test('a reference to another set is refused', async () => {
    const { url } = await loan();
    expect(await scene.refusal(url, { Customers: [{ __metadata: { uri: 'Offices(1)' } }] })).toMatchObject({ code: 'BOD304', target: 'Customers/0/__metadata/uri' });
  });

  test('the primary role moves from one customer to another in either order', async () => {
    const { id, url } = await loan();
    const [a, b] = [await scene.customer(), await scene.customer()];
    await scene.put(url, { Customers: [{ __id: a.id, __setLoanRole: primary }, { __id: b.id, __setLoanRole: secondary }] });
    await scene.put(url, { Customers: [{ __id: b.id, __setLoanRole: primary }, { __id: a.id, __setLoanRole: secondary }] });
    expect((await linksOf(id)).map(({ role }) => role)).toEqual([secondary, primary]);
    const fault = await scene.refusal(url, { Customers: [{ __id: a.id, __setLoanRole: primary }] });
    expect(fault).toMatchObject({ code: 'PRE403', target: 'Customers/0/__setLoanRole' });
  });
});
