/** A client that odata2ts generates from $metadata compiles, and does its work against the listening service. */
import { generateClient } from '../../support/conformance-client.ts';
import type { TypedClient } from '../../support/conformance-client.ts';
import { listenOn } from '../../support/conformance-server.ts';
import type { Listening } from '../../support/conformance-server.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { loanModel } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

/** Written as a user of the generated client would: every name in it is checked by the compiler. */
const PROGRAM = `
import { FetchClient } from '@odata2ts/http-client-fetch';
import { LoanServiceService } from './client/LoanServiceService';
import type { EditableCustomer } from './client/LoanServiceModel';

const service = new LoanServiceService(new FetchClient({ headers: { Authorization: 'Bearer demo' } }), process.argv[2] ?? '');

async function main(): Promise<void> {
  const list = await service.Customers().query((builder, q) =>
    builder.select('id', 'lastName').filter(q.lastName.contains('ovelac')).orderBy(q.id.desc()).top(5).count());
  const lambda = await service.Customers().query((builder, q) =>
    builder.select('id').filter(q.Phones.any((phone) => phone.isPrimary.isTrue().and(phone.customerId.eq(555)))).top(5));
  const nested = await service.Customers(555).query((builder) => builder.select('id')
    .expanding('Loans', (loans) => loans.select('id').expanding('LoanSetup', (setup) => setup.select('loanAmount')))
    .expanding('PaymentAccounts', (accounts) => accounts.expand('CheckingAccount')));
  const address = await service.Customers(555).PrimaryAddress().query();
  const phones = await service.Customers(555).Phones().query();
  const named = await service.Customers({ id: 42 }).query();
  const patched = await service.Customers(42).patch({ contactName: 'Patched' });
  const afterPatch = (await service.Customers(42).query()).data.contactName;
  const updated = await service.Customers(42).update({ contactName: 'Updated' } as EditableCustomer);
  const afterUpdate = (await service.Customers(42).query()).data;
  const missing = await service.Customers(99999).query().then(() => 'found', (error: Error) => error.message);
  console.log(JSON.stringify({
    list: list.data, lambda: lambda.data.value, nested: nested.data, city: address.data.city, phones: phones.data.value, named: named.data,
    patched: [patched.status, afterPatch], updated: [updated.status, afterUpdate.contactName, afterUpdate.firstName], missing,
  }));
}
void main();
`;

let client: TypedClient;
beforeAll(async () => { client = await generateClient(loanModel().csdlXml, PROGRAM); });
afterAll(() => client.remove());

test('the generated client compiles under strict settings', () => {
  expect(client.compilerOutput).toBe('');
});

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let service: Listening;
  let answer: Json;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    service = await listenOn(db.database);
    answer = await client.run(service.url);
  });
  afterAll(async () => {
    await service.close();
    await db.close();
  });

  test('a typed query with filter, order, limit and count', () => {
    expect(answer.list).toMatchObject({ '@odata.count': 1, value: [{ id: 42, lastName: 'Lovelace' }] });
  });

  test('a lambda over related rows', () => {
    expect(answer.lambda.map(({ id }: { id: number }) => id)).toEqual([555]);
  });

  test('nested expands arrive as nested objects', () => {
    expect(answer.nested.Loans[0]).toMatchObject({ id: 1, LoanSetup: { loanAmount: 12000 } });
    expect(answer.nested.PaymentAccounts.some((account: { CheckingAccount: unknown }) => account.CheckingAccount !== null)).toBe(true);
  });

  test('single and collection navigations, and keys written with their names', () => {
    expect([answer.city, answer.phones.length, answer.named.firstName]).toEqual([expect.any(String), 2, 'Ada']);
  });

  test('updates by PATCH and by PUT', () => {
    expect(answer.patched).toEqual([204, 'Patched']);
    expect(answer.updated).toEqual([200, 'Updated', 'Ada']);
  });

  test('the message of an error reaches the client’s user', () => {
    expect(answer.missing).toContain('There is no such Customer');
  });
});
