/** GET …/getDetails: the sample account as its source printed it, every parameter, every error. */
import { existsSync, readFileSync } from 'node:fs';
import { LOAN_ACCOUNTS_PATH, LOAN, RELATIONS } from '../../../src/api/loan-accounts/index.ts';
import { LIMITS } from '../../../src/base/index.ts';
import { isJsonArray, isJsonNumber, isJsonObject, readJson } from '../../../src/payload/index.ts';
import type { JsonValue } from '../../../src/payload/index.ts';
import type { Json } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

const SAMPLE = new URL('../../../../shared/data/cloud-lending-loan-account.json', import.meta.url);
const RECORD_ID = 'a1WG0000000jLIvMAM';

/** Every value with its path, numbers as they are written; the order of names does not matter. */
function tokens(value: JsonValue, path = ''): readonly string[] {
  if (isJsonArray(value)) return [`${path}[${value.length}]`, ...value.flatMap((item, index) => tokens(item, `${path}[${index}]`))];
  if (isJsonObject(value)) return [`${path}{}`, ...Object.entries(value).flatMap(([name, part]) => tokens(part, `${path}.${name}`))];
  return [`${path}: ${isJsonNumber(value) ? value.number : JSON.stringify(value)}`];
}
const tokensOf = (text: string): readonly string[] => tokens(readJson(Buffer.from(text), LIMITS.bodyDepth)).toSorted();

test('the page on this API lists every additional column beside its parameter', () => {
  const page = readFileSync('docs/api-loan-accounts.md', 'utf8').split('\n');
  for (const { parameter, additional } of [LOAN, ...RELATIONS]) expect(page.find((line) => line.startsWith(`| \`${parameter}\` |`))).toContain(`| ${additional.map(([name]) => `\`${name}\``).join(', ')} |`);
});

onAShape(LOAN_ACCOUNTS_PATH, ({ send, odata, sent }) => {
  const account = async (target: string, token = 'demo'): Promise<Json> => {
    const answer = await send('GET', target, { token });
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
    expect(Object.keys(answer.json)).toEqual(['status', 'response', 'errorMessage', 'errorCode', 'content']);
    return answer.json.content[0];
  };

  (existsSync(SAMPLE) ? test : test.skip)('the sample account is answered as its source printed it, every number to the last digit (needs ../shared/data)', async () => {
    const { status, text } = await send('GET', '/LAI-00000003');
    expect(status).toBe(200);
    expect(tokensOf(text)).toEqual(tokensOf(readFileSync(SAMPLE, 'utf8')));
  });

  test.each(['/LAI-00000003', `/${RECORD_ID}`, `/${RECORD_ID.slice(0, 15)}`, '/%4CAI-00000003', '/%20LAI-00000003', '?loanId=LAI-00000003', '/?loanId=LAI-00000003', '/LAI-00000003?cb=1'])('%s names the account', async (target) => {
    expect(await account(target)).toMatchObject({ Name: 'LAI-00000003', Id: RECORD_ID });
  });

  test('the account costs one statement', async () => {
    await account('/LAI-00000003');
    sent.statements = 0;
    await account('/LAI-00000004');
    expect(sent.statements).toBe(1);
  });

  test('relations without rows and columns without values are left out', async () => {
    const { json: made } = await odata('POST', '/Loans', { body: { title: 'Nothing has happened yet' } });
    const loan = await account(`/${String(made.name)}`);
    expect(RELATIONS.filter(({ name }) => name in loan)).toEqual([]);
    expect(loan).not.toHaveProperty('loan__Pay_Off_Amount_As_Of_Today__c');
    expect(JSON.stringify(loan)).not.toContain('null');
  });

  test.each([LOAN, ...RELATIONS])('every additional column of $type can be asked for, in any case, among blanks and standard ones', async (object) => {
    const names = object.additional.map(([name]) => name);
    const plain = await account('/LAI-00000003');
    const asked = await account(`/LAI-00000003?${object.parameter}=${encodeURIComponent(`Name, ${names.map((name) => name.toUpperCase()).join(' ,,')}, CREATEDDATE`)}`);
    const of = (loan: Json): Json => ('name' in object ? loan[String(object.name)].records[0] : loan);
    const added = Object.keys(of(asked)).filter((name) => !(name in of(plain)));
    expect(added.length).toBeGreaterThan(0);
    expect(names).toEqual(expect.arrayContaining(added));
    expect({ ...of(asked), ...of(plain) }).toEqual(of(asked));
  });

  test('additional columns show what odata.svc shows', async () => {
    const loan = await account('/LAI-00000003?additionalLoanFields=loan__Title__c,loan__Number_of_Installments__c&additionalAmzSchdFields=loan__Installment_Number__c,loan__Number_of_Days__c');
    const { json } = await odata('GET', '/Loans(1)?$expand=LoanSetup,Installments($orderby=number)');
    expect([loan.loan__Title__c, loan.loan__Number_of_Installments__c]).toEqual([json.title, json.LoanSetup.loanTerm]);
    const rows: readonly Json[] = loan.loan__Repayment_Schedule__r.records;
    expect(rows.map((row) => [row.loan__Installment_Number__c, row.loan__Number_of_Days__c])).toEqual(json.Installments.map((row: Json) => [row.number, row.days]));
  });

  test('the payoff shown is the stored figure; a quote computes the right one', async () => {
    expect((await account('/LAI-00000003')).loan__Pay_Off_Amount_As_Of_Today__c).toBe(8091.451878767123);
    expect((await odata('GET', '/Loans(1)/LoanService.PayoffQuote(asOf=2013-12-19)')).json.total).toBe(8191.45);
  });

  test('what is written at odata.svc is seen here', async () => {
    await odata('PATCH', '/Loans(5)', { body: { LoanSetup: undefined, title: 'Renamed', loanAlert: 'Call first' } });
    expect(await account('/LAI-00000007?additionalLoanFields=loan__Title__c,loan__Loan_Alert__c')).toMatchObject({ loan__Title__c: 'Renamed', loan__Loan_Alert__c: 'Call first' });
    const made = await odata('POST', '/Payments', { body: { loanId: 5, date: '2025-07-01', amount: 10.5, transactionTime: '2025-07-01T10:00:00.25Z', paymentModeId: 1 } });
    expect(made.status).toBe(201);
    const { records } = (await account('/LAI-00000007')).loan__Loan_Payment_Transactions__r;
    expect(records[0]).toEqual(expect.objectContaining({ loan__Transaction_Amount__c: 10.5, loan__Transaction_Time__c: '2025-07-01T10:00:00.250+0000', loan__Payment_Mode__r: expect.objectContaining({ Name: 'Cash' }) }));
  });

  const refused = (status: number, errorCode: string, errorMessage: unknown) => ({ status, json: { status: 'ERROR', response: [], errorMessage, errorCode, content: [] } });
  const NULL_ID = 'Loan Account Id is null';
  const NOT_FOUND = 'Unable to find the Loan Account';
  test.each([
    ['', 400, 'INVALID_INPUT', NULL_ID], ['/', 400, 'INVALID_INPUT', NULL_ID], ['/%20', 400, 'INVALID_INPUT', NULL_ID], ['?loanId=', 400, 'INVALID_INPUT', NULL_ID],
    ['/LAI-99999999', 400, 'INVALID_INPUT', NOT_FOUND], ['/1', 400, 'INVALID_INPUT', NOT_FOUND], ['/LAI-00000003/', 400, 'INVALID_INPUT', NOT_FOUND],
    ['/a1WG0000000jLIw', 400, 'INVALID_INPUT', NOT_FOUND], ['/A1WG0000000JLIV', 400, 'INVALID_INPUT', NOT_FOUND], ["/x'%20or%20'1'='1", 400, 'INVALID_INPUT', NOT_FOUND],
    [`/${'x'.repeat(300)}`, 400, 'INVALID_INPUT', NOT_FOUND], ['/%E0%A4%A', 400, 'INVALID_INPUT', expect.any(String)], ['/%00', 400, 'INVALID_INPUT', expect.any(String)], ['?loanId=%00', 400, 'INVALID_INPUT', expect.any(String)],
    ['/LAI-00000003?additionalLoanFields=Nonsense__c', 500, 'API_EXCEPTION', "No such column 'Nonsense__c' on entity 'loan__Loan_Account__c'."],
    ['/LAI-00000003?additionalPaymentFields=loan__Due_Day__c', 500, 'API_EXCEPTION', "No such column 'loan__Due_Day__c' on entity 'loan__Loan_Payment_Transaction__c'."],
    ["/LAI-00000003?additionalChargeFields=Id'--", 500, 'API_EXCEPTION', expect.any(String)],
    ['/LAI-00000003?additionalChargeFields=constructor', 500, 'API_EXCEPTION', expect.any(String)],
  ])('%s is answered %d %s', async (target, status, code, message) => {
    expect(await send('GET', target)).toMatchObject(refused(status, code, message));
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is not offered', async (method) => {
    const answer = await send(method, '/LAI-00000003', { body: {} });
    expect(answer).toMatchObject(refused(405, 'METHOD_NOT_ALLOWED', expect.any(String)));
    expect(answer.headers['allow']).toBe('GET, HEAD');
  });

  test('a caller without credentials is refused in the same envelope, and one of another tenant sees its own account', async () => {
    expect(await send('GET', '/LAI-00000003', { token: 'nobody' })).toMatchObject(refused(401, 'INVALID_SESSION_ID', expect.any(String)));
    const theirs = await account('/LAI-00000003', 'other');
    expect(theirs.loan__Loan_Amount__c).toBe(1);
    expect(theirs.Id).not.toBe(RECORD_ID);
    expect((await send('GET', `/${RECORD_ID}`, { token: 'other' })).status).toBe(400);
    expect((await account('/LAI-00000003', 'demo-reader')).Name).toBe('LAI-00000003');
  });
});
