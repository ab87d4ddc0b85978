/** URLs that odata-query builds, and the headers DevExtreme and SAP's clients send, are understood. */
import oDataQuery from 'odata-query';
import { expectError, ids, onTheService } from '../../support/conformance.ts';

// The package is CommonJS: what it calls its default is a member here.
const buildQuery = ('default' in oDataQuery ? oDataQuery.default : oDataQuery) as typeof oDataQuery.default;
type Options = Parameters<typeof buildQuery>[0];

onTheService(({ get, send }) => {
  const found: readonly (readonly [string, Options, readonly number[]])[] = [
    ['equality', { filter: { id: 42 } }, [42]],
    ['comparison and limits', { filter: { id: { gt: 10, le: 20 } }, top: 3, skip: 2, orderBy: ['id desc'] }, [18, 17, 16]],
    ['text functions', { filter: { 'tolower(lastName)': { contains: 'ovelac' } } }, [42]],
    ['in', { filter: { id: { in: [1, 42] } } }, [1, 42]],
    ['or of objects', { filter: { or: [{ id: 3 }, { id: 5 }] } }, [3, 5]],
    ['not', { filter: { and: [{ not: { id: { gt: 2 } } }] } }, [1, 2]],
    ['lambda', { filter: { Phones: { any: { customerId: 555, isPrimary: true } } } }, [555]],
    ['dates', { filter: { birthDate: { type: 'raw', value: '1985-12-10' }, id: 42 } }, [42]],
    ['quotes in texts', { filter: { lastName: "O'Nobody & sons + 100%" } }, []],
    ['search', { search: 'lovelace' }, [42]],
    ['aliases', { filter: { id: { type: 'alias', name: 'p1', value: 42 } } }, [42]],
  ];
  test.each(found)('odata-query: %s', async (_name, options, expected) => {
    expect(ids(await get(`/Customers${buildQuery({ select: ['id'], ...options })}`))).toEqual(expected);
  });

  test('odata-query: nested expands with options, and counts', async () => {
    const query = buildQuery({ key: 555, expand: { Loans: { select: ['id'], orderBy: 'id desc', top: 1, expand: { LoanSetup: { select: ['loanAmount'] } } }, Phones: { filter: { isPrimary: true } } }, select: ['id'] });
    const { json } = await get(`/Customers${query}`);
    expect([json.Loans.length, json.Loans[0].LoanSetup.loanAmount, json.Phones.length]).toEqual([1, expect.any(Number), 1]);
    expect((await get(`/Customers${buildQuery({ count: { id: { lt: 10 } } })}`)).text).toBe('9');
  });

  test('odata-query: what it writes for $apply is answered with 501, not with wrong rows', async () => {
    expectError(await get(`/Customers${buildQuery({ transform: { groupBy: { properties: ['lastName'] } } })}`), 501, /URL109/);
  });

  test('DevExtreme: verbose JSON of older versions is read as JSON, in Accept and Content-Type', async () => {
    const headers = { Accept: 'application/json;odata=verbose,text/plain, */*; q=0.01' };
    const { status, json } = await get("/Customers?%24filter=contains(tolower(lastName),'ovelac')&%24select=id&%24count=true&%24top=20&%24skip=0", headers);
    expect([status, json['@odata.count'], json.value[0].id]).toEqual([200, 1, 42]);
    expect((await get('/Customers/$count?$filter=id%20lt%2010', headers)).text).toBe('9');
    const put = await send('PUT', '/Customers(42)', { body: { contactName: 'Dev' }, headers: { ...headers, 'Content-Type': 'application/json;odata=verbose' } });
    expect([put.status, put.json.contactName]).toEqual([200, 'Dev']);
  });

  test.each(['/Customers(id=42)/', '/Customers(id=42)', '/'])('SAP clients: HEAD %s for a token does no harm', async (target) => {
    expect((await send('HEAD', target, { headers: { 'X-CSRF-Token': 'Fetch' } })).status).toBe(200);
  });

  test('UI5: Decimal and Int64 go both ways as strings under IEEE754Compatible', async () => {
    const dress = 'application/json;odata.metadata=minimal;IEEE754Compatible=true';
    const put = await send('PUT', '/Customers(42)', { body: { creditLimit: '1234567890.1234' }, headers: { Accept: dress, 'Content-Type': dress, 'OData-Version': '4.0', 'OData-MaxVersion': '4.0' } });
    expect([put.status, put.json.creditLimit]).toEqual([200, '1234567890.1234']);
  });
});
