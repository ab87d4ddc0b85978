import { observeNothing } from '../../../src/base/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Send } from '../../support/service.ts';

const NESTED = ['PrimaryAddress', 'MailAddress', 'Employer', 'CreditScore', 'CustomFieldValues', 'Documents', 'Loans', 'Notes', 'PaymentAccounts', 'Phones', 'References', 'SocialProfiles'];
const TWELVE =
  '/Customers(555)?$expand=PrimaryAddress,MailAddress,Employer($expand=Address),CreditScore,CustomFieldValues($expand=CustomField),Documents,' +
  'Loans($expand=LoanSetup),Notes,PaymentAccounts($expand=CheckingAccount,CreditCard),Phones,References,SocialProfiles';

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let statements = 0;
  beforeAll(async () => {
    db = await open({ install: 'demo', observe: (o) => (o.kind === 'statement' ? (statements += o.count) : observeNothing(o)) });
    send = openService(db.database);
  });
  afterAll(() => db.close());

  test('a customer comes with all twelve nested objects, by one statement', async () => {
    await send('GET', '/Customers(555)?$select=id'); // the token is known from here on
    statements = 0;
    const { status, json } = await send('GET', TWELVE);
    expect(status).toBe(200);
    for (const name of NESTED) expect(json[name]).not.toBeNull();
    expect(json.Phones).toHaveLength(2);
    expect(json.Employer.Address.id).toBeDefined();
    expect(json.Loans[0].LoanSetup.loanId).toBe(json.Loans[0].id);
    expect(json.CustomFieldValues[0].CustomField.name).toBeDefined();
    expect(json.PaymentAccounts.some((a: { CheckingAccount: unknown }) => a.CheckingAccount !== null)).toBe(true);
    expect(statements).toBe(1);
  });

  test.each(NESTED)('the nested object %s can be asked for by itself, as it stands inside the customer', async (name) => {
    const alone = await send('GET', `/Customers(555)/${name}`);
    const inside = await send('GET', `/Customers(555)?$expand=${name}`);
    expect(alone.status).toBe(200);
    const { '@odata.context': context, ...rest } = alone.json;
    expect(context).toMatch(/^http:\/\/service\.test\/odata\.svc\/\$metadata#/);
    expect('value' in rest ? rest.value : rest).toEqual(inside.json[name]);
  });
});
