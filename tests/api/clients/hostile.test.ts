/** What the Clients API refuses, how it says so, and that no other tenant is ever touched. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { OTHER_TOKEN, installOtherTenant } from '../../support/other-tenant.ts';
import type { Answer, Json, Send } from '../../support/service.ts';
import { openShape } from '../../support/shape.ts';

const GOOD = { email: 'mara@example.com', firstName: 'Mara', lastName: 'Quist' };
const MANY = 'x'.repeat(1_000_000);

forEachDatabase((_, open) => {
  let opened: TestDatabase;
  let send: Send;
  let theirs: string;
  beforeAll(async () => {
    opened = await open({ install: 'demo' });
    await installOtherTenant(opened.owner);
    send = openShape(opened.database, '/clients', { observe: () => {} });
    theirs = (await opened.owner('customers').where({ first_name: 'Otto', last_name: 'Other' }).first<{ uid: string }>('uid')).uid;
  });
  afterAll(() => opened.close());

  const expectProblem = (answer: Answer, status: number): void => {
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ type: 'about:blank', title: expect.any(String), status, detail: expect.stringMatching(/\.$/) });
    expect(answer.text.length).toBeLessThan(5_000);
    expect(answer.text).not.toMatch(/Phones|node:|at Object|insert into|duplicate key/);
  };
  const create = async (body: Json): Promise<string> => (await send('POST', '', { body })).json.id;

  it.each<[string, Json, readonly string[]]>([
    ['nothing', {}, ['email', 'firstName', 'lastName']],
    ['required fields that are null', { email: null, firstName: null, lastName: null }, ['email', 'firstName', 'lastName']],
    ['required fields that are empty', { email: '', firstName: '', lastName: '' }, ['email', 'firstName', 'lastName']],
    ['several wrong types', { ...GOOD, firstName: 1, isSilenced: 'yes', fico: '700', totalIncome: '1', firstTimeBuyer: 1, ownerId: 'me' }, ['ownerId', 'isSilenced', 'fico', 'totalIncome', 'firstTimeBuyer', 'firstName']],
    ['a flag that is null', { ...GOOD, isSilenced: null }, ['isSilenced']],
    ['a fraction as score', { ...GOOD, fico: 700.5 }, ['fico']],
    ['a score out of range', { ...GOOD, fico: 2147483648 }, ['fico']],
    ['a text for a number', { ...GOOD, totalIncome: 'INF' }, ['totalIncome']],
    ['structures for values', { ...GOOD, homePhone: ['1'], source: {}, fico: [] }, ['source', 'homePhone', 'fico']],
    ['an unknown field', { ...GOOD, emial: 'x' }, ['emial']],
    ['our names and markers', { ...GOOD, ssn: '1', Phones: [], __id: 1, '@odata.type': 'x' }, ['ssn', 'Phones', '__id', '@odata.type']],
  ])('a client with %s: 400 that names every field, and nothing is stored', async (_name, body, fields) => {
    const count = (): PromiseLike<unknown> => opened.owner('customers').count();
    const before = await count();
    const answer = await send('POST', '', { body });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json.errors).toSorted()).toEqual(fields.toSorted());
    expect(await count()).toEqual(before);
  });

  it.each([
    ['a@b.io', 200], ['A.b+c%d_e-f@g-h.co.uk', 200], ['a b@c.io', 400], ['<a@b.io', 400], ['a@b', 400], ['a@b.i', 400], ['a@b.io\n', 400], ['a@b.i1', 400], ['@b.io', 400], ['a@b@c.io', 400], ['ä@b.io', 400], [`a@${'b.'.repeat(100_000)}!`, 400],
  ])('the whole e-mail address has to fit its pattern', async (email, status) => {
    expect((await send('POST', '', { body: { ...GOOD, email } })).status).toBe(status);
  });

  it('PATCH may leave required fields out, but not empty them', async () => {
    const id = await create(GOOD);
    expect((await send('PATCH', `/${id}`, { body: { fico: 1 } })).status).toBe(200);
    for (const body of [{ email: '' }, { firstName: null }, { lastName: '' }, { email: 'x' }]) expectProblem(await send('PATCH', `/${id}`, { body }), 400);
    for (const body of [{ fico: 1 }, { ...GOOD, lastName: undefined }]) expectProblem(await send('PUT', `/${id}`, { body }), 400);
    expect((await send('GET', `/${id}`)).json).toMatchObject({ ...GOOD, fico: 1 });
  });

  it('read-only fields in a body are ignored', async () => {
    const id = await create({ ...GOOD, id: 'nonsense', createdOn: 5, updatedOn: null });
    await send('PUT', `/${id}`, { body: { ...GOOD, id: theirs, createdOn: '1999-01-01T00:00:00Z' } });
    const { json } = await send('GET', `/${id}`);
    expect(json).toMatchObject({ id, ...GOOD });
    expect(json.createdOn).not.toMatch(/^1999/);
  });

  it.each([[1.7976931348623157e308], [5e-324], [0.1], [-0.30000000000000004], [2 ** 70], [-2147483648]])('the number %s comes back as the same double', async (totalIncome) => {
    const id = await create({ ...GOOD, totalIncome, fico: Number.isInteger(totalIncome) && Math.abs(totalIncome) < 2 ** 32 ? totalIncome : 0 });
    expect((await send('GET', `/${id}`)).json.totalIncome).toBe(totalIncome);
  });

  it.each<[string, string | Uint8Array, Record<string, string>, number]>([
    ['no JSON', '{"email":', {}, 400],
    ['nothing', '', {}, 400],
    ['an array', '[]', {}, 400],
    ['a text', '"x"', {}, 400],
    ['null', 'null', {}, 400],
    ['a name twice', '{"email":"a@b.io","email":"c@d.io"}', {}, 400],
    ['a number too large', JSON.stringify(GOOD).replace('}', ',"totalIncome":1e999}'), {}, 400],
    ['NUL in a text', '{"email":"a@b.io","firstName":"a\\u0000","lastName":"b"}', {}, 400],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22), {}, 400],
    ['deep nesting', `${'['.repeat(50_000)}`, {}, 400],
    ['__proto__', '{"__proto__":{"email":"a@b.io"},"firstName":"a","lastName":"b"}', {}, 400],
    ['another type', '<client/>', { 'content-type': 'application/xml' }, 415],
    ['no type', JSON.stringify(GOOD), { 'content-type': '' }, 415],
  ])('a body of %s: a problem', async (_name, body, headers, status) => {
    const id = await create(GOOD);
    expectProblem(await send('POST', '', { body, headers }), status);
    expectProblem(await send('PUT', `/${id}`, { body, headers }), status);
  });

  it.each(['firstName', 'lastName', 'homePhone', 'source', 'externalId', 'ownerId', 'email'])('a megabyte of %s is stored or refused, never an error of ours', async (field) => {
    const answer = await send('POST', '', { body: { ...GOOD, [field]: MANY } });
    if (answer.status !== 200) expectProblem(answer, 400);
    else expect((await send('GET', `/${answer.json.id}`)).json[field]).toBe(MANY);
  });

  it('one external id belongs to one client of a source', async () => {
    const body = { ...GOOD, source: 'partner', externalId: 'P-1' };
    expect((await send('POST', '', { body })).status).toBe(200);
    const again = await send('POST', '', { body });
    expectProblem(again, 409);
    expect(Object.keys(again.json.errors)).toEqual(['externalId']);
    for (const other of [{ ...body, source: 'elsewhere' }, { ...body, source: null }, { ...body, source: null }]) expect((await send('POST', '', { body: other })).status).toBe(200);
  });

  it.each<[string, string, number]>([
    ['GET', '/42', 400], ['GET', '/00000000-0000-4000-8000-00000000000', 400], ['GET', '/%7B00000000-0000-4000-8000-000000000000%7D', 400], ['GET', "/'or'1'='1", 400], ['GET', '/%00', 400], ['GET', '/%zz', 400],
    ['GET', '/..%2f..%2fetc', 400], ['GET', `/${'a'.repeat(10_000)}`, 400], ['GET', '/00000000-0000-4000-8000-000000000000', 404], ['DELETE', '/00000000-0000-4000-8000-000000000000', 404],
    ['GET', '/00000000-0000-4000-8000-000000000000/phones', 404], ['GET', '//', 404], ['GET', '/00000000-0000-4000-8000-000000000000?$select=id', 400],
    ['PUT', '', 405], ['PATCH', '', 405], ['POST', '/00000000-0000-4000-8000-000000000000', 405], ['MERGE', '/00000000-0000-4000-8000-000000000000', 405],
  ])('%s %s: %i', async (method, target, status) => {
    const answer = await send(method, target, method === 'GET' || method === 'DELETE' ? {} : { body: GOOD });
    expectProblem(answer, status);
    if (status === 405) expect(answer.headers['allow']).toBe(target === '' ? 'GET, HEAD, POST, OPTIONS' : 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  it('an upper-case id and a trailing slash lead to the same client', async () => {
    const id = await create(GOOD);
    expect((await send('GET', `/${id.toUpperCase()}/`)).json.id).toBe(id);
    expect((await send('GET', '/')).json).toHaveLength(50);
  });

  it('OPTIONS says what there is', async () => {
    expect(await send('OPTIONS', '')).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
    expect((await send('OPTIONS', `/${theirs}`)).headers['allow']).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  it('every operation needs credentials', async () => {
    for (const [method, target] of [['GET', ''], ['POST', ''], ['DELETE', ''], ['GET', `/${theirs}`], ['PUT', `/${theirs}`], ['PATCH', `/${theirs}`], ['DELETE', `/${theirs}`]] as const) {
      const answer = await send(method, target, { token: 'nobody' });
      expectProblem(answer, 401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it('a reader reads, and learns nothing else', async () => {
    const id = await create(GOOD);
    expect((await send('GET', `/${id}`, { token: 'demo-reader' })).status).toBe(200);
    expect((await send('GET', '', { token: 'demo-reader' })).status).toBe(200);
    for (const [method, target] of [['POST', ''], ['PUT', `/${id}`], ['PATCH', `/${id}`], ['DELETE', `/${id}`], ['PATCH', '/42']] as const) expectProblem(await send(method, target, { token: 'demo-reader', body: GOOD }), 403);
    expect((await send('PATCH', `/${id}`, { token: 'demo-writer', body: { fico: 5 } })).status).toBe(200);
  });

  it('a client with loans cannot be deleted', async () => {
    const { uid } = await opened.owner('customers').where({ id: 555 }).whereNot({ first_name: 'Otto' }).first<{ uid: string }>('uid');
    expectProblem(await send('DELETE', `/${uid}`), 409);
    expect((await send('GET', `/${uid}`)).status).toBe(200);
  });

  it('no operation reaches a client of another tenant', async () => {
    const shot = async (): Promise<unknown> => (await opened.owner.raw("select c.*, (select json_agg(p) from phones p where p.tenant_id = c.tenant_id and p.customer_id = c.id) from customers c where c.uid = ?", [theirs])).rows;
    const before = await shot();
    for (const [method, body] of [['GET', undefined], ['PUT', { ...GOOD, homePhone: '1' }], ['PATCH', { homePhone: null }], ['DELETE', undefined]] as const) expectProblem(await send(method, `/${theirs}`, { body }), 404);
    expect(await shot()).toEqual(before);
    expect((await send('GET', `/${theirs}`, { token: OTHER_TOKEN })).json).toMatchObject({ id: theirs, firstName: 'Otto' });
    expect((await send('GET', '?searchText=other.example')).json).toEqual([]);
    expect((await send('GET', '?searchText=900555', { token: OTHER_TOKEN })).json).toEqual([]);
    const mine = (await send('GET', '?$top=1000', { token: OTHER_TOKEN })).json;
    expect(mine.map(({ firstName }: Json) => firstName).toSorted()).toEqual(['Olga', 'Only', 'Otto']);
  });
});
