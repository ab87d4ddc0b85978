/** The list of clients: its own parameters, OData options in the names of a client, pages, cost. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { installOtherTenant } from '../../support/other-tenant.ts';
import type { Json, Send } from '../../support/service.ts';
import { openShape } from '../../support/shape.ts';

const OWNER = '11111111-2222-4333-8444-555555555555';
const NOBODY = '00000000-0000-4000-8000-000000000000';

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  let statements = 0;
  beforeAll(async () => {
    opened = await open({ install: 'demo', observe: ({ kind }) => { if (kind === 'statement') statements += 1; } });
    await installOtherTenant(opened.owner);
    send = openShape(opened.database, '/clients');
    const bodies = [
      { firstName: 'Zoë', lastName: 'Quarz', email: 'zoe@one.example', ownerId: OWNER, homePhone: '0700-111', fico: 700, totalIncome: 0.1 },
      { firstName: 'Zacharias', lastName: 'Quarz', email: 'zach@two.example', ownerId: OWNER, mobilePhone: '0700-222', fico: 650, externalId: 'EXT-77%' },
      { firstName: 'Quirin', lastName: 'Zander', email: 'quirin@two.example', workPhone: '0700-333', fax: '0700-444', isArchived: true },
    ];
    for (const body of bodies) expect((await send('POST', '', { body })).status).toBe(200);
  });
  afterAll(() => opened.close());

  const query = (options: Record<string, string>): string => `?${new URLSearchParams(options).toString()}`;
  const names = async (options: Record<string, string>): Promise<readonly string[]> => {
    const { status, json, text } = await send('GET', query(options));
    if (status !== 200) throw new Error(text);
    return json.map(({ firstName }: Json) => firstName);
  };

  it.each<[Record<string, string>, readonly string[]]>([
    [{ ownerId: OWNER }, ['Zoë', 'Zacharias']],
    [{ ownerId: OWNER.toUpperCase() }, ['Zoë', 'Zacharias']],
    [{ ownerId: NOBODY }, []],
    [{ searchText: 'quarz' }, ['Zoë', 'Zacharias']],
    [{ searchText: 'zoë quarz' }, ['Zoë']],
    [{ searchText: 'ZOË QUARZ' }, ['Zoë']],
    [{ searchText: 'ë Q' }, ['Zoë']],
    [{ searchText: 'Two.Example' }, ['Zacharias', 'Quirin']],
    [{ searchText: '0700-1' }, ['Zoë']],
    [{ searchText: '0700-2' }, ['Zacharias']],
    [{ searchText: '0700-3' }, ['Quirin']],
    [{ searchText: '0700-4' }, ['Quirin']],
    [{ searchText: 'ext-77%' }, ['Zacharias']],
    [{ searchText: 'e%t-77' }, []],
    [{ searchText: 'ext_77' }, []],
    [{ searchText: "' or 1 eq 1 or '" }, []],
    [{ $filter: "email eq 'zoe@one.example'" }, ['Zoë']],
    [{ $filter: "mobilePhone eq '0700-222'" }, ['Zacharias']],
    [{ $filter: "isArchived and startswith(fax,'0700')" }, ['Quirin']],
    [{ $filter: `ownerId eq ${OWNER} and fico gt 650` }, ['Zoë']],
    [{ $filter: `updatedOn eq null and createdOn gt 2020-01-01T00:00:00Z and ownerId eq ${OWNER}` }, ['Zoë', 'Zacharias']],
    [{ $filter: 'totalIncome eq 0.1' }, ['Zoë']],
    // all conditions hold together
    [{ ownerId: OWNER, searchText: 'two.example' }, ['Zacharias']],
    [{ ownerId: OWNER, searchText: 'quarz', $filter: 'fico eq 700 or fico eq 1' }, ['Zoë']],
    [{ ownerId: OWNER, searchText: 'zander' }, []],
    [{ ownerId: OWNER, $orderby: 'firstName' }, ['Zacharias', 'Zoë']],
    [{ searchText: '0700-', $orderby: 'lastName desc,firstName desc' }, ['Quirin', 'Zoë', 'Zacharias']],
    [{ searchText: '0700-', $skip: '1', $top: '1' }, ['Zacharias']],
    [{ searchText: '0700-', $skip: '3' }, []],
    [{ ownerId: OWNER, $top: '0' }, []],
    // as in OData 4.01, the dollar may be missing; names that are no options mean nothing
    [{ ownerId: OWNER, top: '1', _: '123' }, ['Zoë']],
    [{ ownerId: OWNER, $filter: 'fico eq @f', '@f': '650' }, ['Zacharias']],
    [{ ownerId: OWNER, searchText: '' }, ['Zoë', 'Zacharias']],
  ])('%j answers %j', async (options, expected) => {
    expect(await names(options)).toEqual(expected);
  });

  it('$select keeps the fields it names', async () => {
    const { json } = await send('GET', query({ ownerId: OWNER, $select: 'lastName,homePhone,fico' }));
    expect(json).toEqual([{ homePhone: '0700-111', fico: 700, lastName: 'Quarz' }, { homePhone: null, fico: 650, lastName: 'Quarz' }]);
  });

  it('a page has fifty clients unless $top says otherwise, and pages follow each other', async () => {
    const ids = async (options: Record<string, string>): Promise<readonly string[]> => (await send('GET', query({ ...options, $select: 'id' }))).json.map(({ id }: Json) => id);
    const all = await ids({ $top: '1000' });
    expect(all).toHaveLength(1000);
    expect(await ids({})).toEqual(all.slice(0, 50));
    expect(await ids({ $skip: '50' })).toEqual(all.slice(50, 100));
    expect(await ids({ $skip: '7', $top: '120' })).toEqual(all.slice(7, 127));
  });

  it('a service with smaller pages says so instead of answering less', async () => {
    const small = openShape(opened.database, '/clients', { limits: { pageSize: 10 } });
    expect((await small('GET', '')).json).toHaveLength(10);
    expect((await small('GET', '?$top=11')).status).toBe(400);
  });

  it('one statement answers a list, a client another, however many phones there are', async () => {
    await names({ searchText: 'quarz' });
    statements = 0;
    await names({ searchText: 'zander' });
    expect(statements).toBe(1);
  });

  it('a reader sees no login token, and cannot search by it', async () => {
    const { id } = (await send('POST', '', { body: { firstName: 'A', lastName: 'B', email: 'a@b.example', loginToken: 'sesame' } })).json;
    expect((await send('GET', `/${id}`)).json.loginToken).toBe('sesame');
    expect((await send('GET', `/${id}`, { token: 'demo-reader' })).json.loginToken).toBeNull();
    expect((await send('GET', "?$filter=loginToken eq 'sesame'", { token: 'demo-reader' })).status).toBe(400);
  });

  it.each<[string, number, string]>([
    ['?ownerId=42', 400, 'ownerId'],
    [`?ownerId=${OWNER}&ownerId=${OWNER}`, 400, 'ownerId'],
    ['?searchText=a%00b', 400, 'searchText'],
    ['?$top=1001', 400, '$top'],
    ['?$top=99999999999999999999', 400, '$top'],
    ['?$top=-1', 400, ''],
    ['?$top=ten', 400, ''],
    ['?$top=', 400, ''],
    ['?$top', 400, ''],
    ['?$skip=-1', 400, ''],
    ['?$skip=99999999999999999999', 400, ''],
    ['?$top=1&$top=2', 400, ''],
    ['?$expand=Phones', 400, '$expand'],
    ['?$count=true', 400, '$count'],
    ['?$search=quarz', 400, '$search'],
    ['?$apply=aggregate($count as n)', 400, '$apply'],
    ['?$nonsense=1', 400, '$nonsense'],
    ['?$select=ssn', 400, '$select'],
    ['?$select=id($top=1)', 400, ''],
    ['?$orderby=ssn', 400, ''],
    ["?$filter=ssn eq '1'", 400, ''],
    ["?$filter=Phones/any(p:p/phone eq '1')", 400, ''],
    ['?$filter=fico eq', 400, ''],
    ["?$filter=fico eq 'high'", 400, ''],
    [`?$filter=${'('.repeat(200)}true${')'.repeat(200)}`, 400, ''],
    ['?$filter=%zz', 400, ''],
    ['?%zz=1', 200, ''],
    [`?searchText=${'%F0%9F%A6%84'.repeat(300)}`, 200, ''],
  ])('%s: %i', async (target, status, field) => {
    const answer = await send('GET', target);
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ type: 'about:blank', title: 'Bad Request', status, detail: expect.any(String), code: expect.any(String) });
    if (field !== '') expect(Object.keys(answer.json.errors)).toEqual([field]);
    expect(answer.text).not.toMatch(/select .* from|Customers|first_name|PostgreSQL/);
  });
});
