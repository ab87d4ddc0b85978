/** Query semantics, reading, metadata: the cross-cutting lines. */
import { lintMetadata } from '../../../src/edm/index.ts';
import { below, everyPage, expectError, ids, onTheService, V40, V401 } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

onTheService(({ get, send, db }) => {
  test('1.7-query-order the order in the URL does not matter: compute, search, filter, count, orderby, skip, top, expand, select', async () => {
    const options = ['$select=id,twice', '$top=2', '$skip=1', '$orderby=twice desc', '$filter=twice lt 20', '$compute=id mul 2 as twice', '$count=true'];
    const [one, other] = [await get(`/Customers?${options.join('&')}`), await get(`/Customers?${[...options].reverse().join('&')}`)];
    expect(ids(one)).toEqual([8, 7]);
    expect([one.json['@odata.count'], other.json]).toEqual([9, one.json]);
  });

  test.each(['$top=1&$top=1', '$filter=id eq 1&filter=id eq 1', '$select=id&$SELECT=id', '$expand=Phones&$expand=Loans', '$format=json&$format=json'])('1.7-query-twice %s', async (options) => {
    expectError(await get(`/Customers?${options}`), 400, /URL103/);
  });

  test('1.7-query-nulls null sorts first ascending, last descending', async () => {
    const first = (rows: readonly Json[]): unknown => rows[0].middleName;
    const ascending = await everyPage(get, '/Customers?$select=id,middleName&$orderby=middleName', { Prefer: 'maxpagesize=200' });
    const descending = await everyPage(get, '/Customers?$select=id,middleName&$orderby=middleName desc', { Prefer: 'maxpagesize=200' });
    expect([first(ascending.rows), descending.rows.at(-1).middleName]).toEqual([null, null]);
    expect(first(descending.rows)).not.toBeNull();
    for (const { rows } of [ascending, descending]) expect(new Set(rows.map(({ id }) => id)).size).toBe(1000);
    expect(ascending.rows.findIndex(({ middleName }) => middleName !== null)).toBe(ascending.rows.filter(({ middleName }) => middleName === null).length);
  });

  test('1.7-query-nulls false sorts before true', async () => {
    const { rows } = await everyPage(get, '/Phones?$select=id,isPrimary&$orderby=isPrimary', { Prefer: 'maxpagesize=500' });
    const flags = rows.map(({ isPrimary }) => Number(isPrimary));
    expect(flags).toEqual([...flags].sort());
  });

  const ORDERS = ['gender', 'lastName desc,firstName', 'birthDate desc', 'PrimaryAddress/city', 'length(lastName)', 'creditLimit,birthDate desc', 'Phones/$count desc', 'uid'];
  test.each(ORDERS)('1.7-query-stable every row comes once, ordered by %s', async (orderby) => {
    const { rows } = await everyPage(get, `/Customers?$select=id&$orderby=${orderby}`, { Prefer: 'maxpagesize=170' });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1000);
    const whole = await get(`/Customers?$select=id&$orderby=${orderby}&$top=400`);
    expect(ids(whole)).toEqual(rows.slice(0, 400).map(({ id }) => id));
  });

  test('1.7-query-count /$count is text/plain and takes $filter and $search alone', async () => {
    const { headers, text } = await get('/Customers/$count?$filter=id lt 10');
    expect([headers['content-type'], text]).toEqual(['text/plain', '9']);
    expect((await get('/Customers/$count?$search=lovelace')).text).toBe('1');
    for (const option of ['$top=1', '$skip=1', '$orderby=id', '$expand=Phones', '$select=id']) expectError(await get(`/Customers/$count?${option}`), 400, /URL105/);
  });

  test.each(['/Customers(42)/middleName', '/Customers(42)/MailAddress', '/Customers(42)/middleName/$value'])('1.7-read-null %s is 204 without a body', async (target) => {
    const { status, text, headers } = await get(target);
    expect([status, text, headers['content-type']]).toEqual([204, '', undefined]);
  });

  const MISSING = ['/Customers(42)/nope', '/Nope', '/Customers(99999)', '/Customers(99999)/firstName', '/Customers(99999)/Phones', '/Customers(99999)/PrimaryAddress', '/Customers(555)/Phones(99999)', '/Customers(99999)/$ref', '/Documents(99999)/$value', '/Customers(99999999999)', "/Customers('x')", '/__proto__', '/Customers(42)/constructor', '/$entity?$id=Customers(99999)'];
  test.each(MISSING)('1.7-read-404 %s', async (target) => {
    expectError(await get(target), 404, /MOD20/);
  });

  test('1.7-read-ref references of a set, a collection and a single navigation', async () => {
    expect((await get('/Customers/$ref?$top=1&$filter=id eq 42')).json.value).toEqual([{ '@odata.id': `${BASE_URL}/Customers(42)` }]);
    expect((await get('/Customers(555)/Phones/$ref', V401)).json.value).toEqual([{ '@id': `${BASE_URL}/Phones(1)` }, { '@id': `${BASE_URL}/Phones(2)` }]);
    expect((await get('/Customers(555)/PrimaryAddress/$ref')).json['@odata.id']).toBe(`${BASE_URL}/Addresses(1)`);
    expect((await get('/Customers(42)/MailAddress/$ref')).status).toBe(204);
  });

  test('1.7-read-ref references page by next links', async () => {
    const { rows } = await everyPage(get, '/Customers/$ref?$filter=id lt 8', { Prefer: 'maxpagesize=3' });
    expect(rows).toHaveLength(7);
  });

  test.each(['Customers(42)', `${BASE_URL}/Customers(42)`, encodeURIComponent(`${BASE_URL}/Customers(42)`), '/odata.svc/Customers(42)'])('1.7-read-entity-id $entity?$id=%s', async (id) => {
    expect((await get(`/$entity?$id=${id}&$select=id`)).json.id).toBe(42);
  });

  test('1.7-read-entity-id with a cast, without an id, and of another service', async () => {
    expect((await get('/$entity/LoanService.Customer?$id=Customers(42)&$expand=Phones')).json.Phones).toEqual([]);
    expectError(await get('/$entity'), 400, /URL105/);
    expectError(await get('/$entity?$id=http://elsewhere.test/Customers(42)'), 400, /URL106/);
  });

  test.each(['/', '/$metadata', '/Customers?$top=1', '/Customers(42)', '/Customers/$count', '/Customers(42)/MailAddress', '/Nope'])('1.7-read-head HEAD %s has the status and headers of GET', async (target) => {
    const [head, whole] = [await send('HEAD', target), await get(target)];
    expect([head.status, head.headers]).toEqual([whole.status, whole.headers]);
  });

  test('1.7-read-post-query the options may come in a body of type text/plain', async () => {
    const post = (target: string, body: string, type = 'text/plain') => send('POST', target, { body, headers: { 'Content-Type': type } });
    expect(ids(await post('/Customers/$query', '$filter=id eq 42&$select=id'))).toEqual([42]);
    expect(ids(await post('/Customers/$query?$select=id', "$filter=contains(lastName,'ovelac')&$orderby=id", 'text/plain;charset=utf-8'))).toEqual([42]);
    expect((await post('/Customers(42)/$query', '$select=id')).json.id).toBe(42);
    const long = Array.from({ length: 900 }, (_, i) => i).join();
    expect((await post('/Customers/$query', `$filter=id in (${long})&$count=true&$top=0`)).json['@odata.count']).toBe(899);
    expectError(await post('/Customers/$query', '{}', 'application/json'), 415, /BOD302/);
    expectError(await post('/Customers/$query?$select=id', '$select=id'), 400, /URL103/);
    expectError(await get('/Customers/$query'), 405, /URL112/);
  });

  test('1.7-read-post-query the next link of a posted query is a GET', async () => {
    const { json } = await send('POST', '/Customers/$query', { body: '$select=id&$filter=id lt 6', headers: { 'Content-Type': 'text/plain', Prefer: 'maxpagesize=3' } });
    expect(ids(await get(below(json['@odata.nextLink']), V40))).toEqual([4, 5]);
  });

  test.each([['DELETE', '/'], ['DELETE', '/$entity?$id=Customers(42)'], ['POST', '/$metadata'], ['PUT', '/Customers'], ['PATCH', '/Customers/$count'], ['OPTIONS', '/Customers'], ['MERGE', '/Customers(42)'], ['PUT', '/$metadata']])('1.7-read-405 %s %s', async (method, target) => {
    const answer = await send(method, target, { body: {} });
    expectError(answer, 405, /URL112|MOD208/);
    expect(answer.headers['allow']).toMatch(/GET, HEAD/);
  });

  test('1.7-read-alternate-key an entity by its uid', async () => {
    const { uid } = (await get('/Customers(42)')).json;
    expect((await get(`/Customers(uid=${uid})`)).json.id).toBe(42);
    expect((await get(`/Customers(uid=@u)/firstName/$value?@u=${uid}`)).text).toBe('Ada');
    expectError(await get('/Customers(uid=00000000-0000-0000-0000-000000000000)'), 404, /MOD209/);
    expect((await get('/$metadata')).text).toContain('Core.AlternateKeys');
  });

  test('1.7-csdl strict readers of the metadata have nothing to say', async () => {
    const { text } = await get('/$metadata', V40);
    expect(lintMetadata(text)).toEqual([]);
    expect(text.match(/<edmx:DataServices/g)).toHaveLength(1);
    expect(text.match(/<EntityContainer /g)).toHaveLength(1);
  });

  test('1.7-csdl every vocabulary that is used is referenced', async () => {
    const { text } = await get('/$metadata');
    const used = new Set([...text.matchAll(/<Annotation Term="([^".]+)\./g)].map((match) => match[1]));
    const included = new Set([...text.matchAll(/<edmx:Include Namespace="[^"]+" Alias="([^"]+)"/g)].map((match) => match[1]));
    expect([...used].filter((alias) => !included.has(alias))).toEqual([]);
  });

  const NEGOTIATED = [
    [undefined, 'application/xml'], ['*/*', 'application/xml'], ['application/xml', 'application/xml'], ['application/json', 'application/json'],
    ['application/json, application/xml;q=0.1', 'application/xml'], ['text/html, */*;q=0.1', 'application/xml'],
    ['application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7', 'application/xml'],
  ] as const;
  test.each(NEGOTIATED)('1.7-csdl Accept %s gets %s', async (accept, contentType) => {
    const { headers } = await get('/$metadata', accept === undefined ? {} : { Accept: accept });
    expect(headers['content-type']).toBe(contentType);
    expect(headers['vary']).toMatch(/Accept/);
  });

  test('1.7-csdl $format decides, and what nobody offers is 406', async () => {
    expect((await get('/$metadata?$format=xml', { Accept: 'application/json' })).headers['content-type']).toBe('application/xml');
    expectError(await get('/$metadata', { Accept: 'text/html' }), 406, /URL110/);
    expectError(await get('/$metadata?$format=atom'), 406, /URL110/);
  });

  test('1.7-csdl unchanged metadata is 304', async () => {
    const { headers } = await get('/$metadata');
    const again = await get('/$metadata', { 'If-None-Match': headers['etag'] ?? '' });
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']]);
    expect((await get('/$metadata?$format=json', { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(200);
  });

  test.each(['aggregate($count as n)', 'groupby((lastName))', 'filter(id eq 1)', 'identity'])('1.7-apply $apply=%s answers 501, and the metadata does not claim it', async (apply) => {
    expectError(await get(`/Customers?$apply=${apply}`), 501, /URL109/);
    expect((await get('/$metadata')).text).not.toMatch(/Aggregation\.ApplySupported/);
  });

  test('1.7-query-stable rows that are added meanwhile do not repeat others', async () => {
    const first = await get('/Offices?$select=id', { Prefer: 'maxpagesize=1' });
    const next: string | undefined = first.json['@odata.nextLink'];
    if (next === undefined) return;
    await db().owner('offices').insert({ tenant_id: 1, id: 90000, name: 'New' });
    expect(ids(await get(below(next)))).not.toContain(ids(first)[0]);
  });
});
