/** The documents at the root as a client gets them: service document, metadata in both forms, schema version. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';
import { BASE_URL } from '../../support/service.ts';

const PRODUCT = `/Products(${seedKey('a1')})`;

onTheCatalog(({ send, get }) => {
  test('the service document lists six sets and the company', async () => {
    const { status, json } = await get('/');
    const set = (name: string) => ({ name, kind: 'EntitySet', url: name });
    const sets = ['Products', 'Categories', 'ProductDescriptions', 'MediaItems', 'ReadOnlyItems', 'DecimalSamples'].map(set);
    expect([status, json]).toEqual([200, { '@odata.context': `${BASE_URL}/$metadata`, value: [...sets, { name: 'Company', kind: 'Singleton', url: 'Company' }] }]);
  });

  test.each([
    ['', {}, 'application/xml'], ['', { accept: '*/*' }, 'application/xml'], ['', { accept: 'application/xml' }, 'application/xml'], ['', { accept: 'application/json' }, 'application/json'],
    ['?$format=xml', { accept: 'application/json' }, 'application/xml'], ['?$format=json', {}, 'application/json'], ['?$format=application/json', {}, 'application/json'], ['?%24format=json', {}, 'application/json'],
  ])('$metadata%s with %j is %s, and may be cached', async (query, headers, type) => {
    const { status, headers: answered, text } = await get(`/$metadata${query}`, headers);
    expect([status, answered['content-type'], text[0]]).toEqual([200, type, type === 'application/xml' ? '<' : '{']);
    expect(answered['cache-control'] ?? '').not.toContain('no-store');
    expect((await get(`/$metadata${query}`, { ...headers, 'if-none-match': answered['etag'] ?? '' })).status).toBe(304);
  });

  test('the JSON form holds every annotation of the XML form', async () => {
    const xml = (await get('/$metadata')).text;
    const { Catalog: schema } = (await get('/$metadata?$format=json')).json;
    expect(schema['@Core.SchemaVersion']).toBe('1.0');
    const targets = new Map([...xml.matchAll(/<Annotations Target="([^"]+)">(.*?)<\/Annotations>/gs)].map(([, target = '', body = '']) => [target, [...body.matchAll(/Term="([^"]+)"/g)].map(([, term]) => `@${term}`)]));
    expect(Object.keys(schema.$Annotations)).toEqual([...targets.keys()]);
    for (const [target, terms] of targets) expect([target, Object.keys(schema.$Annotations[target])]).toEqual([target, terms]);
  });

  const RESOURCES = ['/', '/$metadata', '/Products', PRODUCT, `${PRODUCT}/Name`, `${PRODUCT}/Name/$value`, `${PRODUCT}/Photo`, `${PRODUCT}/Category/$ref`, '/Products/$count', '/Company', '/$all', `/MediaItems(${seedKey('d1')})/$value`, '/GetTopProducts', '/Calculate(value=1)', '/Products/$filter(true)'];
  test.each(RESOURCES)('GET %s takes $schemaversion 1.0 and *, and nothing else', async (target) => {
    for (const version of ['1.0', '*', '%2A']) expect([version, (await get(`${target}?$schemaversion=${version}`)).status]).toEqual([version, 200]);
    for (const version of ['2.0', '1', '1.0.0', 'x', '', 'a b', "'1.0'"]) {
      const { status, json } = await get(`${target}?$schemaversion=${version.replace(' ', '%20')}`);
      expect([version, status, json.error?.target]).toEqual([version, 404, '$schemaversion']);
    }
  });

  test.each([
    ['POST', '/Products', { Name: 'n' }], ['PATCH', PRODUCT, {}], ['PUT', `${PRODUCT}/Name`, { value: 'Laptop' }], ['POST', '/ResetProducts', undefined], ['POST', `${PRODUCT}/Activate`, undefined],
  ])('%s %s takes them too', async (method, target, body) => {
    expect((await send(method, `${target}?$schemaversion=2.0`, { body })).status).toBe(404);
    for (const version of ['1.0', '*']) expect((await send(method, `${target}?$schemaversion=${version}`, { body })).status).toBeLessThan(300);
  });
});
