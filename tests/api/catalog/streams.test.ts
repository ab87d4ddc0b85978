/** Media entities and stream properties: bytes in, bytes out, and what is kept about them. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';
import { BASE_URL } from '../../support/service.ts';

const ITEM = `/MediaItems(${seedKey('d1')})`;
const [LAPTOP, NOBODY] = ['a1', '99'].map((xx) => `/Products(${seedKey(xx)})`);
const typed = (type: string, more: Record<string, string> = {}) => ({ 'content-type': type, ...more });

onTheCatalog(({ send, get }) => {
  beforeEach(() => send('POST', '/Reseed'));
  const post = (body: string | Uint8Array, headers: Record<string, string>) => send('POST', '/MediaItems', { body, headers });

  test.each(['odata.metadata=minimal', 'odata.metadata=full', 'metadata=minimal'])('at %s media entities carry their type and links, alone and in a list', async (level) => {
    const headers = { accept: `application/json;${level}` };
    const one = (await get(ITEM, headers)).json;
    const [first] = (await get('/MediaItems', headers)).json.value;
    for (const item of [one, first, (await get(`${ITEM}?$select=Name`, headers)).json]) {
      expect(item['@odata.mediaContentType']).toBe('image/png');
      for (const link of ['@odata.mediaReadLink', '@odata.mediaEditLink']) {
        const read = await get(item[link].replace(BASE_URL, ''));
        expect([link, item[link], read.status, read.text]).toEqual([link, `${BASE_URL}${ITEM}/$value`, 200, 'Sample Image'.repeat(86).slice(0, 1024)]);
      }
    }
  });
  test('at metadata=none they carry neither', async () => expect((await get(ITEM, { accept: 'application/json;odata.metadata=none' })).text).not.toContain('media'));
  test('4.01 names have no prefix', async () => expect((await get(ITEM, { 'odata-maxversion': '4.01' })).json['@mediaContentType']).toBe('image/png'));

  test.each([['d1', 'image/png', 'Sample Image', 1024], ['d2', 'application/pdf', 'Sample Document', 2048]])('%s/$value is %s of %s, cut to %i bytes', async (xx, type, name, size) => {
    const { status, headers, text } = await get(`/MediaItems(${seedKey(xx)})/$value`);
    expect([status, headers['content-type'], text]).toEqual([200, type, name.repeat(200).slice(0, size)]);
  });

  test.each([
    ['image/gif', { slug: 'pic' }, 'pic'], ['application/octet-stream', { slug: 'My%20File.bin' }, 'My File.bin'], ['text/plain;charset=utf-8', {}, 'Untitled'], ['application/json-patch+json', {}, 'Untitled'], ['application/xml', { slug: '' }, 'Untitled'],
  ])('POST of %s with %j makes an entity named %s', async (type, headers, Name) => {
    const made = await post('{"a":1}', typed(type, headers));
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ Name, ContentType: type, Size: 7, '@odata.mediaContentType': type })]);
    expect(made.headers['location']).toBe(`${BASE_URL}/MediaItems(${made.json.ID})`);
    const read = await get(`/MediaItems(${made.json.ID})/$value`);
    expect([read.text, read.headers['content-type']]).toEqual(['{"a":1}', type]);
  });
  test('a stream may be empty, and the answer too', async () => {
    expect((await post(new Uint8Array(), typed('a/b'))).json).toMatchObject({ Size: 0 });
    const minimal = await post('x', typed('a/b', { prefer: 'return=minimal' }));
    expect([minimal.status, minimal.headers['odata-entityid'], minimal.headers['location']]).toEqual([204, minimal.headers['location'], expect.stringContaining('/MediaItems(')]);
  });
  test.each(['application/json', 'application/json;odata.metadata=minimal', 'application/json; charset=utf-8'])('POST of %s makes an entity without media, its Size as sent', async (type) => {
    const made = await post('{"Name":"plain","ContentType":"q/z","Size":99}', typed(type));
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ Name: 'plain', ContentType: 'q/z', Size: 99 })]);
    expect((await get(`/MediaItems(${made.json.ID})/$value`)).status).toBe(204);
    expect((await post('{"Name":"plain"}', typed(type))).status).toBe(400);
  });

  test('PUT replaces bytes, type and size; DELETE takes the media along', async () => {
    for (const [type, body] of [['text/html', 'hello'], ['application/json', '{"a":1}'], ['image/x', Buffer.from([0, 255, 10, 13])]] as const) {
      expect((await send('PUT', `${ITEM}/$value`, { body, headers: typed(type) })).status).toBe(204);
      expect((await get(ITEM)).json).toMatchObject({ Size: body.length, ContentType: type, Name: 'Sample Image' });
      const read = await get(`${ITEM}/$value`);
      expect([read.headers['content-type'], read.text]).toEqual([type, Buffer.from(body).toString('utf8')]);
    }
    expect((await send('DELETE', ITEM)).status).toBe(204);
    for (const target of [ITEM, `${ITEM}/$value`]) expect((await get(target)).status).toBe(404);
    for (const method of ['PUT', 'GET']) expect((await send(method, `/MediaItems(${seedKey('99')})/$value`, { body: 'x', headers: typed('a/b') })).status).toBe(404);
  });

  test.each(['Photo', 'Photo/$value'])('%s: read, replaced, removed, read again, and 404 without a product', async (part) => {
    const seed = await get(`${LAPTOP}/${part}`);
    expect([seed.status, seed.headers['content-type'], seed.text]).toEqual([200, 'application/octet-stream', 'photo of Laptop']);
    expect((await send('PUT', `${LAPTOP}/${part}`, { body: 'new', headers: typed('image/jpeg') })).status).toBe(204);
    const changed = await get(`${LAPTOP}/Photo`);
    expect([changed.text, changed.headers['content-type'], changed.headers['etag']]).toEqual(['new', 'image/jpeg', 'W/"2"']);
    expect((await send('PUT', `${LAPTOP}/${part}`, { body: 'late', headers: typed('image/jpeg', { 'if-match': 'W/"1"' }) })).status).toBe(412);
    for (let i = 0; i < 2; i += 1) expect((await send('DELETE', `${LAPTOP}/${part}`)).status).toBe(204);
    for (const target of [`${LAPTOP}/Photo`, `${LAPTOP}/Photo/$value`]) expect((await get(target)).status).toBe(204);
    for (const method of ['GET', 'PUT', 'DELETE']) expect([method, (await send(method, `${NOBODY}/${part}`, { body: 'x', headers: typed('a/b') })).status]).toEqual([method, 404]);
  });

  test('a stream is no value: it is not in a body, nor compared, nor ordered by', async () => {
    expect((await get(LAPTOP ?? '')).json).not.toHaveProperty('Photo');
    expect((await get(`${LAPTOP}?$select=Photo`)).status).toBe(200);
    expect((await get('/Products?$filter=Photo eq null')).status).toBe(400);
    expect((await get('/Products?$orderby=Photo')).status).toBe(400);
    expect((await send('PATCH', LAPTOP ?? '', { body: { Photo: 'AAAA' } })).json.error.target).toBe('Photo');
  });

  test('binary properties are base64url in JSON and bytes as raw values, with the type the metadata names', async () => {
    const logo = await get('/Company/Logo/$value');
    expect([logo.headers['content-type'], logo.text]).toEqual(['image/svg+xml', expect.stringMatching(/^<svg .*#4A90E2/)]);
    expect(Buffer.from((await get('/Company')).json.Logo, 'base64url').toString()).toBe(logo.text);
    const data = await get(`${LAPTOP}/Data/$value`);
    expect([data.headers['content-type'], data.text]).toEqual(['application/octet-stream', 'test']);
    expect((await send('PUT', '/Company/Logo/$value', { body: '<svg/>', headers: typed('image/svg+xml') })).status).toBe(204);
    expect((await get('/Company/Logo/$value')).text).toBe('<svg/>');
    expect((await send('DELETE', '/Company/Logo')).status).toBe(204);
    expect((await get('/Company/Logo/$value')).status).toBe(204);
  });
});
