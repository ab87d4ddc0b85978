/** LoanPro's dialect, reading: the requests of its documentation, its envelope, its values, its query options. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { installOtherTenant } from '../../support/other-tenant.ts';
import { BASE_URL, openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';
import { openShape } from '../../support/shape.ts';

const NESTED = ['CreditScore', 'CustomFieldValues', 'Documents', 'Employer', 'Loans', 'MailAddress', 'Notes', 'PaymentAccounts', 'Phones', 'PrimaryAddress', 'References', 'SocialProfiles'];
const MANY = new Set(['CustomFieldValues', 'Documents', 'Loans', 'Notes', 'PaymentAccounts', 'Phones', 'References', 'SocialProfiles']);
const ROOT = `${BASE_URL}/odata.svc`;

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  let odata: Send;
  let small: Send;
  let statements = 0;
  beforeAll(async () => {
    opened = await open({ install: 'demo', observe: ({ kind }) => { if (kind === 'statement') statements += 1; } });
    await installOtherTenant(opened.owner);
    send = openShape(opened.database, LOANPRO_PATH);
    odata = openService(opened.database);
    small = openShape(opened.database, LOANPRO_PATH, { limits: { pageSize: 7 } });
  });
  afterAll(() => opened.close());

  const get = async (target: string, token = 'demo'): Promise<Json> => {
    const answer = await send('GET', `/odata.svc/${target}`, { token });
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
    expect(Object.keys(answer.json)).toEqual(['d']);
    return answer.json.d;
  };

  describe('the requests of "Get Customer Information"', () => {
    test('Customers({id})/PrimaryAddress answers the address itself', async () => {
      const address = await get('Customers(555)/PrimaryAddress');
      expect(address).toMatchObject({ __metadata: { uri: expect.stringMatching(/\/Addresses\(id=\d+\)$/), type: 'Entity.Address' }, city: expect.any(String) });
    });

    test('Customers({id})?$expand=PrimaryAddress answers it inside the customer, and everything else deferred', async () => {
      const customer = await get('Customers(555)?$expand=PrimaryAddress');
      expect(customer).toMatchObject({ __metadata: { uri: `${ROOT}/Customers(id=555)`, type: 'Entity.Customer' }, id: 555, PrimaryAddress: await get('Customers(555)/PrimaryAddress') });
      for (const name of NESTED.filter((nested) => nested !== 'PrimaryAddress')) expect(customer[name]).toEqual({ __deferred: { uri: `Customers(id=555)/${name}` } });
    });

    test.each(NESTED)('%s can be had both ways, and in the same words', async (name) => {
      const alone = await get(`Customers(555)/${name}?nopaging`);
      const inside = (await get(`Customers(555)?$expand=${name}`))[name];
      const bare = (await get(`Customers(555)?$expand=${name}&nopaging=true`))[name];
      const { json } = await odata('GET', `/Customers(555)/${name}`);
      expect(MANY.has(name) ? alone.results.length : 1).toBe(MANY.has(name) ? json.value.length : 1);
      expect(inside).toEqual(MANY.has(name) ? { results: alone.results } : alone);
      expect(bare).toEqual(MANY.has(name) ? alone.results : alone);
    });
  });

  test.each(['Customers(id=555)', 'Customers%28555%29', 'Customers(555)?nopaging', 'Customers(555)?$format=json', 'Customers(555)?_=1'])('%s names the customer', async (target) => {
    expect(await get(target)).toEqual(await get('Customers(555)'));
  });

  test('values are written as LoanPro writes them', async () => {
    expect(await get('Customers(555)')).toMatchObject({ birthDate: '/Date(631152000)/', active: 1, ofacMatch: 0, accessPassword: null, firstName: 'John', mcId: 1555, companyName: null });
    expect(await get('Loans(1)/LoanSetup')).toMatchObject({ loanAmount: '12000.00', loanRate: '24.99', loanTerm: 12, payment: '1118.72', discount: null });
    expect(await get('Loans(1)')).toMatchObject({ payoffAmountStored: '8091.451878767123', interestWaived: '0.00', contractDate: '/Date(1425427200)/', lastTransactionTimestamp: '/Date(1387446394)/', archived: 0 });
    await opened.owner.raw("update customers set birth_date = '1965-06-07' where id = 42 and tenant_id = (select id from tenants where name = 'demo')");
    expect(await get('Customers(42)?$select=birthDate')).toMatchObject({ birthDate: '/Date(-144201600)/' });
  });

  test('what is selected is shown, be it relations alone or nothing of an entity but one that is expanded', async () => {
    const metadata = { uri: `${ROOT}/Customers(id=555)`, type: 'Entity.Customer' };
    expect(await get('Customers(555)?$select=Phones')).toEqual({ __metadata: metadata, Phones: { __deferred: { uri: 'Customers(id=555)/Phones' } } });
    expect((await get('Customers?$filter=id eq 555&$select=Phones')).results).toEqual([{ __metadata: metadata, Phones: { __deferred: { uri: 'Customers(id=555)/Phones' } } }]);
    expect(await get('Customers(555)?$select=Office&$expand=Office($select=id)')).toEqual({ __metadata: metadata, Office: { __metadata: { uri: `${ROOT}/Offices(id=1)`, type: 'Entity.Office' }, id: 1 } });
  });

  test('rows that are skipped take nothing from those that follow, the role of a link neither', async () => {
    const { results } = await get('Customers(555)/LoanCustomers?nopaging');
    const loan = results[0].loanId;
    const all = (await get(`Loans(${loan})/Customers?nopaging`)).results;
    expect((await get(`Loans(${loan})/Customers?$skip=0`)).results).toEqual(all);
    expect(all.find(({ id }: Json) => id === 555).loanRole).toBe(results[0].role);
    expect((await get('Customers?$start=3&$top=4')).results).toEqual((await get('Customers?$top=7')).results.slice(3));
  });

  test('a path through navigations expands every step of it', async () => {
    const { Employer, PaymentAccounts } = await get('Customers(555)?$expand=Employer,PaymentAccounts,Employer/Address,PaymentAccounts/CheckingAccount');
    expect(Employer.Address).toMatchObject({ __metadata: { type: 'Entity.Address' } });
    expect(Employer.CustomFieldValues).toEqual({ __deferred: { uri: expect.stringMatching(/^Employers\(id=\d+\)\/CustomFieldValues$/) } });
    expect(PaymentAccounts.results[0]).toHaveProperty('CheckingAccount');
    expect(PaymentAccounts.results[0]).toHaveProperty('CreditCard.__deferred');
  });

  test('loans are reached alike, and say the role of a customer that is seen through one', async () => {
    const loan = await get('Loans(id=1)?$expand=Customers,LoanSetup,Customers/Phones&nopaging=true');
    expect(loan.__metadata).toEqual({ uri: `${ROOT}/Loans(id=1)`, type: 'Entity.Loan' });
    expect(loan.Customers[0]).toMatchObject({ loanRole: 'loan.customerRole.primary', Phones: expect.any(Array) });
  });

  describe('lists', () => {
    test.each([
      ['Customers', 50, 0, 50], ['Customers()', 50, 0, 50], ['Loans', 50, 0, 50], ['Customers?$top=3', 3, 0, 3], ['Customers?$top=0', 0, 0, 0], ['Customers?$skip=10&$top=5', 5, 10, 5], ['Customers?$start=10', 50, 10, 50],
      ['Customers?nopaging', 1000, 0, 50], ['Customers?nopaging=true', 1000, 0, 50], ['Customers?nopaging=false', 50, 0, 50], ['Customers?$skip=5000', 0, 5000, 50], ['Customers?$filter=id%20eq%20555', 1, 0, 50],
    ])('%s has %d rows', async (target, rows, start, pageSize) => {
      const { results, summary } = await get(target);
      expect({ rows: results.length, summary }).toEqual({ rows, summary: { start, pageSize, total: target.includes('filter') ? 1 : target === 'Loans' ? 1500 : 1000 } });
    });

    test('rows come in the order and by the condition asked for', async () => {
      const { results, summary } = await get("Customers?$filter=birthDate gt datetime'1980-01-01T00:00:00' and active eq 1 and 4 lt 5&$orderby=lastName desc,id&$top=20&$select=id,lastName,birthDate");
      expect(results).toHaveLength(20);
      expect(results.map((row: Json) => row.lastName)).toEqual(results.map((row: Json) => row.lastName).toSorted().toReversed());
      expect(results.every((row: Json) => Number(/-?\d+/.exec(row.birthDate)?.[0]) > 315532800)).toBe(true);
      const { json } = await odata('GET', '/Customers/$count?$filter=birthDate gt 1980-01-01 and active eq true');
      expect(summary.total).toBe(json);
    });

    test.each([['allpages', '1000'], ['none', undefined]])('$inlinecount=%s', async (word, count) => {
      expect((await get(`Customers?$top=1&$inlinecount=${word}`)).__count).toBe(count);
    });

    test('a list longer than a page of the service is one answer all the same', async () => {
      for (const [target, length] of [['Customers?nopaging&$select=id', 1000], ['Customers?$top=23&$orderby=lastName&$select=id', 23], ['Customers?$top=21&$skip=3&$select=id', 21], ['Customers(555)/Loans?nopaging', 3]] as const) {
        const { json } = await small('GET', `/odata.svc/${target}`);
        expect(json.d.results).toHaveLength(length);
        expect(json.d).toEqual(await get(target));
      }
    });

    test('an expanded collection is never cut', async () => {
      const { json } = await small('GET', '/odata.svc/Loans(1)?$expand=Installments');
      expect(json.d.Installments.results).toHaveLength(12);
    });
  });

  test.each([
    ['Customers(42)/Employer', { d: null }], ['Customers(555)/firstName', { d: { firstName: 'John' } }], ['Customers(555)/birthDate', { d: { birthDate: '/Date(631152000)/' } }], ['Loans(1)/title', { d: { title: 'Consumer loan, 12 instalments' } }],
  ])('%s has a member d as well', async (target, body) => {
    expect((await send('GET', `/odata.svc/${target}`)).json).toEqual(body);
  });

  test('a raw value and a count are bare text', async () => {
    expect((await send('GET', '/odata.svc/Customers(555)/firstName/$value')).text).toBe('John');
    expect(await send('GET', '/odata.svc/Customers/$count')).toMatchObject({ status: 200, text: '1000', headers: { 'content-type': 'text/plain' } });
    expect((await send('GET', '/odata.svc/Customers(555)/companyName/$value')).status).toBe(204);
  });

  test.each(['/odata.svc', '/odata.svc/'])('%s names the sets', async (target) => {
    expect((await send('GET', target)).json.d.EntitySets).toEqual(expect.arrayContaining(['Customers', 'Loans', 'Payments']));
  });

  test('a value list has its items in order; one that does not exist is a bad id', async () => {
    const { status, json } = await send('GET', '/collections(customer.type)/items');
    expect({ status, values: json.d.results.map((item: Json) => item.value) }).toEqual({ status: 200, values: ['customer.type.individual', 'customer.type.company', 'customer.type.flooringCustomer'] });
    expect((await send('GET', "/collections(customer.no'thing)/items")).status).toBe(409);
  });

  test('one statement answers a read, whatever it expands', async () => {
    await get('Customers(555)?$expand=Phones,Employer/Address,Loans/LoanSetup');
    statements = 0;
    await get('Customers(42)?$expand=Phones,Employer/Address,Loans/LoanSetup');
    await get('Customers?$filter=id gt 5&$top=3');
    expect(statements).toBe(2);
  });

  test('what is written at odata.svc is read here', async () => {
    const { status } = await odata('PUT', '/Customers(42)', { body: { middleName: 'Seen', creditLimit: 12.5, ofacMatch: true } });
    expect(status).toBe(200);
    expect(await get('Customers(42)')).toMatchObject({ middleName: 'Seen', creditLimit: '12.50', ofacMatch: 1 });
  });

  test('a tenant reads its own rows only, a reader no secrets', async () => {
    expect(await get('Customers(555)', 'other')).toMatchObject({ firstName: 'Otto' });
    expect((await get('Customers', 'other')).summary.total).toBe(3);
    expect((await send('GET', '/odata.svc/Customers(1)', { token: 'other' })).status).toBe(409);
    expect((await send('GET', '/odata.svc/Customers(1)/Phones', { token: 'other' })).status).toBe(409);
    expect((await get('Customers(555)/Loans', 'other')).results).toHaveLength(1);
    expect((await send('GET', '/collections(customer.type)/items', { token: 'other' })).status).toBe(409);
    expect(await get('Customers(555)', 'demo-reader')).toMatchObject({ ssn: null, accessPassword: null });
    expect((await send('GET', "/odata.svc/Customers?$filter=ssn eq '855616513'", { token: 'demo-reader' })).status).toBe(400);
  });
});
