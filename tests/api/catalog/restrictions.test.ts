/** What the container's annotations allow and forbid, each restriction by a request that meets it. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';

const ITEM = `/ReadOnlyItems(${seedKey('e1')})`;
const PRODUCT = `/Products(${seedKey('a1')})`;
const MEDIA = `/MediaItems(${seedKey('d1')})`;

onTheCatalog(({ send, get }) => {
  test.each([
    ['/ReadOnlyItems?$filter=Name eq \'x\'', '$filter'], ['/ReadOnlyItems/$filter(Name eq \'x\')', '$filter'], ['/ReadOnlyItems?$orderby=Name', '$orderby'],
    ['/ReadOnlyItems?$orderby=Name desc', '$orderby'], ['/ReadOnlyItems?$expand=*', '$expand'], ['/ReadOnlyItems?$count=true', '$count'], ['/ReadOnlyItems?$count=false', '$count'],
    ['/ReadOnlyItems/$count', '$count'], ['/ReadOnlyItems?$select=Name', '$select'], [`${ITEM}?$select=Name`, '$select'], [`${ITEM}?$expand=*`, '$expand'],
  ])('GET %s is refused with 400, naming the set and %s', async (target, option) => {
    const { status, json } = await get(target);
    expect([status, json.error]).toEqual([400, { code: 'MOD206', message: `ReadOnlyItems does not allow ${option}; its metadata says so.`, target: option }]);
  });

  test.each(['/ReadOnlyItems', '/ReadOnlyItems?$top=1', '/ReadOnlyItems?$skip=1', ITEM, `${ITEM}/Name`])('GET %s is not restricted', async (target) => {
    expect((await get(target)).status).toBe(200);
  });

  test.each([
    ['POST', '/ReadOnlyItems'], ['PUT', '/ReadOnlyItems'], ['PATCH', '/ReadOnlyItems'], ['DELETE', '/ReadOnlyItems'], ['POST', ITEM], ['PUT', ITEM], ['PATCH', ITEM], ['DELETE', ITEM],
    ['PUT', `${ITEM}/Name`], ['PATCH', `${ITEM}/Name`], ['DELETE', `${ITEM}/Name`], ['PUT', `${ITEM}/Name/$value`], ['POST', '/ReadOnlyItems/$ref'], ['DELETE', `${ITEM}/$ref`],
    ['PUT', `/ReadOnlyItems(${seedKey('99')})`], ['DELETE', `/ReadOnlyItems(${seedKey('99')})`],
  ])('%s %s is 405 and says what is allowed', async (method, target) => {
    for (const body of [undefined, {}, { Name: 'x' }, '{']) {
      const answer = await send(method, target, { body });
      expect([answer.status, answer.headers['allow'], answer.json.error.code]).toEqual([405, 'GET, HEAD', expect.stringMatching(/^(MOD208|URL112)$/)]);
    }
    expect((await get('/ReadOnlyItems')).json.value.map(({ Name }: { Name: string }) => Name)).toEqual(['Read-only item A', 'Read-only item B']);
  });

  test.each([
    ['POST', '/Company', 'GET, HEAD, PATCH, PUT'], ['DELETE', '/Company', 'GET, HEAD, PATCH, PUT'], ['PUT', '/Products', 'GET, HEAD, POST'], ['PATCH', '/Products', 'GET, HEAD, POST'], ['DELETE', '/Products', 'GET, HEAD, POST'],
    ['PATCH', '/Categories', 'GET, HEAD, POST'], ['PUT', `/Categories(${seedKey('c1')})/Products`, 'GET, HEAD, POST'], ['PUT', '/MediaItems', 'GET, HEAD, POST'], ['POST', PRODUCT, 'GET, HEAD, PATCH, PUT, DELETE'],
    ['POST', '/', 'GET, HEAD'], ['PUT', '/', 'GET, HEAD'], ['PATCH', '/', 'GET, HEAD'], ['DELETE', '/', 'GET, HEAD'],
    ['POST', '/$metadata', 'GET, HEAD'], ['PUT', '/$metadata', 'GET, HEAD'], ['PATCH', '/$metadata', 'GET, HEAD'], ['DELETE', '/$metadata', 'GET, HEAD'],
    ['POST', '/Products/$count', 'GET, HEAD'], ['POST', `${PRODUCT}/Name`, 'GET, HEAD, PUT, PATCH, DELETE'], ['PUT', `${PRODUCT}/ID`, 'GET, HEAD'], ['PUT', `${PRODUCT}/Version`, 'GET, HEAD'],
    ['PUT', `${PRODUCT}/ProductType`, 'GET, HEAD'], ['POST', `${PRODUCT}/ShippingAddress`, 'GET, HEAD, PUT, PATCH, DELETE'], ['POST', `${PRODUCT}/Photo`, 'GET, HEAD, PUT, DELETE'],
    ['PATCH', `${PRODUCT}/Photo`, 'GET, HEAD, PUT, DELETE'], ['POST', `${MEDIA}/$value`, 'GET, HEAD, PUT'], ['DELETE', `${MEDIA}/$value`, 'GET, HEAD, PUT'], ['POST', `${PRODUCT}/Category`, 'GET, HEAD, PATCH, PUT, DELETE'],
    ['OPTIONS', '/Products', 'GET, HEAD, POST'], ['MERGE', PRODUCT, 'GET, HEAD, PATCH, PUT, DELETE'],
  ])('%s %s is 405, Allow: %s', async (method, target, allow) => {
    const answer = await send(method, target, { body: { Name: 'x' } });
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
    expect(answer.json.error.message).toContain(method);
  });

  test('an action that is not available is 403 for whoever calls it rightly, and 405 for the wrong method', async () => {
    for (const body of [undefined, {}]) expect((await send('POST', '/RetireCatalog', { body })).json.error.code).toBe('AUT403');
    const read = await get('/RetireCatalog');
    expect([read.status, read.headers['allow']]).toEqual([405, 'POST']);
  });

  test('no If-Match is needed anywhere: what names the source of the ETag demands nothing', async () => {
    for (const target of [PRODUCT, '/Company', `/Categories(${seedKey('c1')})`, MEDIA]) expect((await send('PATCH', target, { body: {} })).status).toBe(204);
  });
});
