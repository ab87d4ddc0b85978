/** The catalog at the root of a server of its own: paths as written, generated URLs, methods, every start afresh. */
import pg from 'pg';
import { seedKey } from '../../support/catalog.ts';
import { serveCatalog } from '../../support/catalog-server.ts';
import type { CatalogServer } from '../../support/catalog-server.ts';

const A1 = `/Products(${seedKey('a1')})`;
const serverUrl = process.env['TEST_DATABASE_URL'];
const DATABASES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [['the embedded database', {}], ...(serverUrl === undefined ? [] : [['a PostgreSQL server', { DATABASE_URL: serverUrl }] as const])];

describe.each(DATABASES)('on %s', (_name, environment) => {
  const schema = `mounted_${process.pid}`;
  let server: CatalogServer;
  beforeAll(async () => { server = await serveCatalog(schema, environment); });
  afterAll(async () => {
    await server.close();
    if (environment['DATABASE_URL'] === undefined) return;
    const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
    await client.connect();
    await client.query(`drop schema "${schema}" cascade`);
    await client.end();
  });
  const get = (target: string, headers = {}) => server.ask('GET', target, { headers });

  test.each([
    '/', '/?', '/Products', '/Products/', '/%50roducts', '/Products/%24count', '/Products?%24top=5', '/Products?%24t%6Fp=5', '/Products?$skip=1&$top=2', '/Products?foo=1', '/Products?__proto__=1', `${A1}/`,
    "/Products?$filter=Name%20eq%20'Coffee+Mug'", '/Products?$filter=Name+eq+%27Coffee%20Mug%27', "/Products?$filter=Name%20eq%20'a%2Fb'",
  ])('GET %s is answered', async (target) => expect((await get(target)).status).toBe(200));

  /** An empty segment, dots and escaped slashes are nothing the service has; whether they are malformed may be seen either way. */
  const EITHER = [400, 404];
  test.each<[string, number | readonly number[]]>([
    ...['//', '//Products', '/Products//', `/Products//${seedKey('a1')}`, `${A1}//Name`, '/$metadata//', '/..', '/../Products', '/./Products', '/Products/../Categories', '/Products%2F'].map((target): [string, readonly number[]] => [target, EITHER]),
    ...['/products', '/PRODUCTS', '/odata.svc/Products', '/odata.svc/', '/nope', '/favicon.ico', '/robots.txt', '/index.html', '/__proto__', '/constructor', '/Products/constructor', `${A1}/__proto__`].map((target): [string, number] => [target, 404]),
    ...['/Products?$top=2;$skip=1', '/Products?$filter=%', '/Products/%zz', '/%', '/Products%00', '/$nope', '/Products?$nope=1', '/Products?$top=1&$top=2', '/Products?$filter=__proto__%20eq%201'].map((target): [string, number] => [target, 400]),
  ])('GET %s is an OData error, %j, and no redirection', async (target, expected) => {
    const { status, headers, json } = await get(target);
    expect([expected].flat()).toContain(status);
    expect([headers['content-type'], headers['content-language'], headers['odata-version'], headers['location']]).toEqual([expect.stringContaining('application/json'), 'en', '4.01', undefined]);
    expect(json).toEqual({ error: expect.objectContaining({ code: expect.any(String), message: expect.stringMatching(/\w+ \w+/) }) });
  });

  test('a plus is a blank, and so is %20', async () => {
    for (const query of ["$filter=Name+eq+'Coffee+Mug'", "%24filter=Name%20eq%20'Coffee%20Mug'", '$filter=Name%20eq%20%27Coffee+Mug%27&%24count=true']) {
      expect((await get(`/Products?${query}`)).json.value.map(({ Name }: { Name: string }) => Name)).toEqual(['Coffee Mug']);
    }
  });

  test.each(['/', '/$metadata', '/Products', A1, `${A1}/Name`, `${A1}/Name/$value`, `${A1}/Photo`, '/Products/$count', '/GetTopProducts', '/nope'])('HEAD %s has the status and headers of GET, and no body', async (target) => {
    const [read, head] = [await get(target), await server.ask('HEAD', target)];
    const steady = ['content-type', 'content-length', 'etag', 'odata-version', 'vary', 'cache-control'];
    expect([head.status, head.text, steady.map((name) => head.headers[name])]).toEqual([read.status, '', steady.map((name) => read.headers[name])]);
  });

  test('URLs are absolute, from the Host of the request; forwarded headers change nothing', async () => {
    const contextFor = async (headers: Record<string, string>): Promise<string> => (await get('/Products?$top=1', headers)).json['@odata.context'];
    expect(await contextFor({ host: 'shop.example:8080' })).toBe('http://shop.example:8080/$metadata#Products');
    expect(await contextFor({ host: 'shop.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' })).toBe('http://shop.example/$metadata#Products');
    expect(await contextFor({})).toBe(`http://127.0.0.1:${server.port}/$metadata#Products`);
  });

  test('PUBLIC_URL comes before Host', async () => {
    const elsewhere = await serveCatalog(`${schema}_public`, { PUBLIC_URL: 'https://shop.example/catalog' });
    const made = await elsewhere.ask('POST', '/Categories', { body: '{"Name":"x"}', headers: { host: 'other' } });
    expect([made.headers['location'], made.json['@odata.context']]).toEqual([`https://shop.example/catalog/Categories(${made.json.ID})`, 'https://shop.example/catalog/$metadata#Categories/$entity']);
    await elsewhere.close();
  });

  test.each([
    ['POST', '/Categories', { Name: 'Minimal' }], ['POST', '/Products', { Name: 'Minimal' }], ['POST', '/ProductDescriptions', { ProductID: seedKey('a4'), LanguageKey: "é'", Description: 'x' }], ['POST', '/MediaItems', { Name: 'm', ContentType: 'a/b' }],
    ['PUT', `/ProductDescriptions(ProductID=${seedKey('a4')},LanguageKey='ZZ')`, { Description: 'x' }], ['POST', `${A1}/Descriptions`, { LanguageKey: '%2', Description: 'x' }],
  ])('what %s %s of %j leads to can be requested as it stands', async (method, target, body) => {
    const { status, headers } = await server.ask(method, target, { body: JSON.stringify(body), headers: { prefer: 'return=minimal' } });
    expect([status, headers['odata-entityid']]).toEqual([204, headers['location']]);
    const { pathname, search, port } = new URL(headers['location'] ?? '');
    expect([Number(port), (await get(pathname + search)).status]).toEqual([server.port, 200]);
  });

  test('next links can be followed as they stand, to the end', async () => {
    let target: string | undefined = '/Products?$orderby=Name%20desc&$select=Name';
    const names: string[] = [];
    for (let i = 0; target !== undefined && i < 20; i += 1) {
      const { json } = await get(target, { prefer: 'odata.maxpagesize=3' });
      names.push(...json.value.map(({ Name }: { Name: string }) => Name));
      target = json['@odata.nextLink']?.slice(`http://127.0.0.1:${server.port}`.length);
    }
    expect(names).toEqual(names.toSorted().toReversed());
    expect(names).toHaveLength(Number((await get('/Products/$count')).text));
  });

  test.each([
    [{}, 200, '4.01', '@odata.context'], [{ 'odata-maxversion': '4.0' }, 200, '4.0', '@odata.context'], [{ 'odata-maxversion': '4.01' }, 200, '4.01', '@context'], [{ 'odata-maxversion': '3.0' }, 400, '4.01', 'error'],
    [{ authorization: 'Bearer nonsense' }, 200, '4.01', '@odata.context'], [{ authorization: 'nonsense' }, 200, '4.01', '@odata.context'], [{ 'autopal-instance-id': '77' }, 200, '4.01', '@odata.context'],
  ])('with %j the answer is %i in version %s, beginning with %s', async (headers, status, version, first) => {
    const answer = await get(A1, headers);
    expect([answer.status, answer.headers['odata-version'], Object.keys(answer.json)[0]]).toEqual([status, version, first]);
  });

  test.each(['track-changes', 'odata.track-changes', 'respond-async', 'wait=5', 'nonsense'])('Prefer: %s is honoured and confirmed, or passed over', async (prefer) => {
    const { status, headers } = await get('/Products', { prefer });
    expect([200, 202]).toContain(status);
    if (status === 200) expect([undefined, prefer]).toContain(headers['preference-applied']);
  });

  test('the budgets allow a page of a thousand rows, three levels of $expand and two nested lambdas', async () => {
    const many = (from: number) => JSON.stringify({ Name: `Many ${from}`, Products: Array.from({ length: 500 }, (__, i) => ({ Name: `Row ${from + i}` })) });
    for (const from of [0, 500]) expect((await server.ask('POST', '/Categories', { body: many(from) })).status).toBe(201);
    const page = (await get('/Products?$expand=Category')).json;
    expect([page.value.length, page['@odata.nextLink']]).toEqual([1000, expect.stringContaining('$skiptoken')]);
    expect((await get('/Products?$top=20&$expand=Category($expand=Products($top=5;$expand=Descriptions))')).status).toBe(200);
    expect((await get("/Products?$filter=Category/Products/any(p:p/Descriptions/any(d:d/LanguageKey%20eq%20'ES'))")).status).toBe(200);
  });

  test('every start begins in the seed state', async () => {
    expect((await get('/Products/$count')).text).not.toBe('7');
    await server.close();
    server = await serveCatalog(schema, environment);
    expect((await get('/Products/$count')).text).toBe('7');
    expect((await get('/ProductDescriptions/$count')).text).toBe('7');
  });
});
