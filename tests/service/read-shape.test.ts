/** Objects of other API shapes: a shape as data is read in one statement, and its names are all a client can name. */
import { LIMITS, observeNothing } from '../../src/base/index.ts';
import type { Caller } from '../../src/identity/index.ts';
import type { ShapeRead } from '../../src/query/index.ts';
import { makePlanCache, readShape } from '../../src/service/index.ts';
import type { Deps, ShapeInput } from '../../src/service/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { loanModel } from '../support/service.ts';
import type { Json } from '../support/service.ts';

const BORROWER: ShapeRead = {
  id: 'test borrower', set: 'Customers', answer: 'entity', options: '$filter=id eq @id', parameters: { id: 'Edm.Int32' },
  members: [
    { name: 'number', is: 'id', spelled: 'text' },
    { name: 'fullName', is: "concat(concat(firstName,' '),lastName)" },
    { name: 'kind', is: "'borrower'" },
    { name: 'secret', is: 'ssn' },
    { name: 'nothing', is: 'externalSystem' },
    { name: 'firstPhone', first: 'Phones', is: 'phone' },
    { name: 'fax', first: 'Phones', where: "type eq 'no such type'", is: 'phone' },
    { name: 'home', parts: [{ name: 'town', is: 'PrimaryAddress/city' }, { name: 'post', parts: [{ name: 'code', is: 'PrimaryAddress/zipcode' }] }] },
    { name: 'accounts', rows: 'Loans', options: '$orderby=id', envelope: { rows: 'records', count: 'totalSize', flags: { done: true }, absentWhenEmpty: true }, members: [{ name: 'ref', is: 'id' }, { name: 'mode', rows: 'LoanSetup', members: [{ name: 'rate', is: 'loanRate', spelled: 'shortestDouble' }] }] },
    { name: 'letters', rows: 'Documents', options: "$filter=fileName eq 'none'", envelope: { rows: 'records', absentWhenEmpty: true }, members: [{ name: 'file', is: 'fileName' }] },
  ],
};
const LIST: ShapeRead = { id: 'test list', set: 'Customers', answer: 'collection', options: '$orderby=id', members: [{ name: 'number', is: 'id' }, { name: 'first', is: 'firstName' }, { name: 'secret', is: 'ssn' }, { name: 'town', is: 'PrimaryAddress/city' }, { name: 'phone', first: 'Phones', is: 'phone' }] };

const caller = (role: Caller['role'], tenant: number): Caller => ({ tenant, tenantName: 'demo', role, actor: 'test' });

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let deps: Deps;
  let statements = 0;
  let tenant = 0;
  beforeAll(async () => {
    opened = await open({ install: 'demo', observe: (seen) => { if (seen.kind === 'statement') statements += 1; } });
    deps = { model: loanModel(), database: opened.database, limits: LIMITS, plans: makePlanCache(), observe: observeNothing };
    tenant = Number((await opened.owner('tenants').where({ name: 'demo' }).first<{ id: number }>('id')).id);
  });
  afterAll(() => opened.close());

  async function ask(input: ShapeInput, role: Caller['role'] = 'admin'): Promise<Json> {
    const answer = await readShape(deps, caller(role, tenant), input);
    return answer !== undefined && 'body' in answer ? JSON.parse(answer.body) : undefined;
  }

  test('an object is made of members by their own names', async () => {
    const borrower = await ask({ read: BORROWER, values: ['555'] });
    expect(borrower).toMatchObject({ number: '555', kind: 'borrower', nothing: null, fax: null, letters: null, accounts: { totalSize: 3, done: true } });
    expect(Object.keys(borrower)).toEqual(BORROWER.members.map(({ name }) => name));
    const { rows } = await opened.owner.raw("select phone from phones where customer_id = 555 order by id limit 1");
    expect(borrower.firstPhone).toBe(rows[0].phone);
    expect(borrower.home).toEqual({ town: expect.any(String), post: { code: expect.any(String) } });
    expect(borrower.accounts.records[0]).toEqual({ ref: expect.any(Number), mode: expect.anything() });
  });

  test('members without a value can be left out, at every level', async () => {
    const borrower = await ask({ read: BORROWER, values: ['555'], omitsNulls: true });
    expect(Object.keys(borrower)).not.toEqual(expect.arrayContaining(['nothing']));
    for (const absent of ['nothing', 'fax', 'letters']) expect(borrower).not.toHaveProperty(absent);
  });

  test('one statement answers all of it', async () => {
    await ask({ read: BORROWER, values: ['555'] });
    statements = 0;
    await ask({ read: BORROWER, values: ['42'] });
    expect(statements).toBe(1);
  });

  test('an entity that is not there is undefined, and so is that of another tenant', async () => {
    expect(await readShape(deps, caller('admin', tenant), { read: BORROWER, values: ['99999999'] })).toBeUndefined();
    expect(await readShape(deps, caller('admin', tenant + 1), { read: BORROWER, values: ['555'] })).toBeUndefined();
  });

  test('what a caller may not see is null and cannot be named', async () => {
    expect((await ask({ read: BORROWER, values: ['555'] })).secret).not.toBeNull();
    expect((await ask({ read: BORROWER, values: ['555'] }, 'reader')).secret).toBeNull();
    await expect(ask({ read: LIST, values: [], query: "$filter=secret eq '1'" }, 'reader')).rejects.toMatchObject({ fault: { code: 'MOD202' } });
  });

  test("a client's options speak the names of the shape", async () => {
    const rows = await ask({ read: LIST, values: [], query: '$filter=number ge 42 and startswith(first,%27A%27)&$orderby=number desc&$top=2&$select=number,first' });
    expect(rows).toHaveLength(2);
    expect(Object.keys(rows[0])).toEqual(['number', 'first']);
    expect(rows[0].number).toBeGreaterThan(rows[1].number);
    expect(rows[0].first).toMatch(/^A/);
    const again = await ask({ read: LIST, values: [], query: '$filter=number ge 5 and startswith(first,%27M%27)&$orderby=number desc&$top=2&$select=number,first' });
    expect(again[0].first).toMatch(/^M/);
    const phone = (await ask({ read: LIST, values: [], query: '$filter=number eq 555' }))[0].phone;
    expect((await ask({ read: LIST, values: [], query: `$filter=phone eq '${phone}'` })).map((row: Json) => row.number)).toContain(555);
  });

  test.each(['$filter=firstName eq \'A\'', '$filter=Phones/any()', "$filter=$root/Customers(1)/email eq 'x'", '$filter=$it/lastName eq null', '$orderby=lastName', '$select=lastName', '$filter=Office/name eq \'x\''])('our own names mean nothing there: %s', async (query) => {
    await expect(ask({ read: LIST, values: [], query })).rejects.toMatchObject({ fault: { code: 'MOD202' } });
  });
});
