/** Duplicate warnings: what looks like a customer or loan that exists is refused, once, unless the body says that it knows. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { installOtherTenant } from '../../support/other-tenant.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';
import { openShape } from '../../support/shape.ts';

const ADDRESS = { address1: '77 Twin Road', city: 'Logan', state: 'geo.state.UT', zipcode: '84321', country: 'company.country.usa' };
const TWIN = { firstName: 'Tess', lastName: 'Twin', ssn: '700010001', birthDate: '1980-05-06', email: 'tess@twin.test', Phones: { results: [{ phone: '4355550001' }] }, PrimaryAddress: ADDRESS, MailAddress: { ...ADDRESS, address1: 'Box 77' } };

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  let odata: Send;
  let statements = 0;
  let twin: number;
  let own: number;
  beforeAll(async () => {
    opened = await open({ install: 'demo', observe: ({ kind }) => { if (kind === 'statement') statements += 1; } });
    await installOtherTenant(opened.owner);
    send = openShape(opened.database, LOANPRO_PATH);
    odata = openService(opened.database);
    twin = (await post('Customers', TWIN)).json.d.id;
    own = (await post('Customers', { firstName: 'Una', lastName: 'Own', email: 'una@own.test', Phones: [{ phone: '4355550002' }, { phone: '4355550003' }], PrimaryAddress: { ...ADDRESS, address1: '1 Own Road' } })).json.d.id;
  });
  afterAll(() => opened.close());

  const write = (method: string, target: string, body: unknown, token = 'demo'): Promise<Answer> => send(method, `/odata.svc/${target}`, { body, token });
  const post = (target: string, body: unknown): Promise<Answer> => write('POST', target, body);
  const count = async (): Promise<Json> => (await send('GET', '/odata.svc/Customers/$count')).text;

  test.each<[string, object, string]>([
    ['ssn', { ssn: TWIN.ssn }, 'ssn'], ['e-mail', { email: TWIN.email }, 'email'], ['phone', { Phones: { results: [{ phone: '1' }, { phone: '4355550001' }] } }, 'phone'],
    ['primary address', { PrimaryAddress: { ...ADDRESS, address2: 'Apartment 2' } }, 'primary address'], ['mail address', { MailAddress: { ...ADDRESS, address1: 'Box 77' } }, 'mail address'],
  ])('a new customer with the %s of another is refused with a warning, and made when that is known', async (_what, values, name) => {
    const before = await count();
    const refused = await post('Customers', { firstName: 'New', lastName: 'One', ...values });
    expect({ status: refused.status, json: refused.json }).toEqual({
      status: 409, json: { error: { message: 'The values look like those of another record; nothing was applied.', type: 'ODataException', code: 409 }, warnings: [`Customer ${twin} has the same ${name}.`] },
    });
    expect(await count()).toBe(before);
    const made = await post('Customers', { firstName: 'New', lastName: 'One', ...values, __ignoreWarnings: true });
    expect(made.status).toBe(200);
    expect((await write('DELETE', `Customers(${made.json.d.id})`, undefined)).status).toBe(200);
    expect((await odata('POST', '/Customers', { body: { firstName: 'New', lastName: 'One', ...values } })).status).toBe(201);
    await opened.owner('customers').where('id', '>', own).update({ deleted_at: opened.owner.fn.now() });
  });

  test('all warnings come at once', async () => {
    const { json } = await post('Customers', { ...TWIN, birthDate: '1999-09-09' });
    expect(json.warnings).toEqual(['ssn', 'email', 'phone', 'primary address', 'mail address'].map((name) => `Customer ${twin} has the same ${name}.`));
  });

  test('the same ssn with the same birth date is never allowed', async () => {
    const { status, json } = await post('Customers', { firstName: 'New', lastName: 'One', ssn: TWIN.ssn, birthDate: TWIN.birthDate, __ignoreWarnings: true });
    expect({ status, json }).toEqual({ status: 409, json: { error: { message: expect.stringContaining('already in use'), type: 'ODataException', code: 409 } } });
  });

  test('an update is warned of what it changes, not of what it repeats', async () => {
    expect((await write('PUT', `Customers(${own})`, { email: TWIN.email })).json.warnings).toEqual([`Customer ${twin} has the same email.`]);
    expect((await write('PUT', `Customers(${own})`, { PrimaryAddress: { __update: true, address1: ADDRESS.address1 } })).json.warnings).toEqual([`Customer ${twin} has the same primary address.`]);
    expect((await write('PUT', `Customers(${own})`, { email: TWIN.email, __ignoreWarnings: 1 })).status).toBe(200);
    expect((await write('PUT', `Customers(${own})`, { email: TWIN.email, firstName: 'Una' })).status).toBe(200);
    expect((await write('PUT', `Customers(${own})`, { email: null })).status).toBe(200);
  });

  test('two customers without a value do not have the same; neither do the two phones of one', async () => {
    expect((await write('PUT', `Customers(${own})`, { ssn: '', email: '' })).status).toBe(200);
    expect((await write('PUT', `Customers(${twin})`, { MailAddress: { __update: true, zipcode: null } })).status).toBe(200);
    expect((await write('PUT', `Customers(${own})`, { MailAddress: { ...ADDRESS, address1: 'Box 77', zipcode: null }, Phones: [{ phone: '4355550002' }] })).status).toBe(200);
  });

  test('a customer that is made below a loan, and a phone at its own address, are looked at as well', async () => {
    const loan = await post('Loans', { displayId: 'TWINS-1', Customers: { results: [{ firstName: 'Nested', lastName: 'One', email: TWIN.email, __setLoanRole: 'loan.customerRole.primary' }] } });
    expect({ status: loan.status, warnings: loan.json.warnings }).toEqual({ status: 409, warnings: [`Customer ${twin} has the same email.`] });
    const [phone] = (await send('GET', `/odata.svc/Customers(${own})/Phones`)).json.d.results;
    expect((await write('PUT', `Phones(${phone.id})`, { phone: '4355550001' })).json.warnings).toEqual([`Customer ${twin} has the same phone.`]);
  });

  test('a loan is warned of its displayId', async () => {
    const { displayId } = (await send('GET', '/odata.svc/Loans(1)')).json.d;
    expect((await post('Loans', { displayId })).json.warnings).toEqual(['Loan 1 has the same displayId.']);
    expect((await post('Loans', { displayId, __ignoreWarnings: true })).status).toBe(200);
  });

  test('customers that were deleted, and those of other tenants, are nobody', async () => {
    expect((await write('POST', 'Customers', { firstName: 'A', lastName: 'B', email: TWIN.email, Phones: [{ phone: '4355550001' }], PrimaryAddress: ADDRESS }, 'other')).status).toBe(200);
    const gone = (await post('Customers', { firstName: 'A', lastName: 'B', email: 'gone@twin.test', Phones: [{ phone: '4355550009' }] })).json.d.id;
    await write('DELETE', `Customers(${gone})`, undefined);
    expect((await post('Customers', { firstName: 'A', lastName: 'B', email: 'gone@twin.test', Phones: [{ phone: '4355550009' }] })).status).toBe(200);
  });

  test('of many that write the same at once one is made, and every other is warned', async () => {
    const racer = (round: number): Promise<Answer> => post('Customers', { firstName: 'Racer', lastName: 'One', email: `race${round}@twin.test`, Phones: [{ phone: `43555501${round}` }] });
    for (const round of [10, 11, 12, 13, 14]) {
      // Reads at once open every connection, or the first writer would be done before the others begin.
      await Promise.all(Array.from({ length: 8 }, count));
      const answers = await Promise.all(Array.from({ length: 8 }, () => racer(round)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
      expect(answers.filter(({ status }) => status === 409).every(({ json }) => json.warnings.length === 2)).toBe(true);
    }
  });

  test('however many phones a body brings, they cost the same number of statements', async () => {
    const cost = async (phones: number): Promise<number> => {
      statements = 0;
      const { status } = await write('PUT', `Customers(${own})`, { Phones: Array.from({ length: phones }, (_one, index) => ({ phone: `99${phones}${index}` })) });
      expect(status).toBe(200);
      return statements;
    };
    await cost(1);
    expect(await cost(40)).toBe(await cost(2));
  });
});
