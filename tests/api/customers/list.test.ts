/** Lists of the customers API, and everything it refuses, in its own envelope. */
import { CUSTOMERS_PATH } from '../../../src/api/customers/index.ts';
import type { Json } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

onAShape(CUSTOMERS_PATH, ({ send, odata }) => {
  const list = async (query: string, token = 'demo'): Promise<Json> => {
    const answer = await send('GET', query, { token });
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
    return answer.json;
  };
  const ids = ({ items }: Json): readonly string[] => items.map((item: Json) => item.id);

  test('a list has ten items, the total, and the objects of single reads', async () => {
    const all = await list('');
    expect(Object.keys(all)).toEqual(['items', 'total', 'page', 'rowsPerPage']);
    expect(all).toMatchObject({ total: Number((await odata('GET', '/Customers/$count')).text), page: 1, rowsPerPage: 10 });
    expect(all.items).toHaveLength(10);
    expect(all.items[3]).toEqual((await send('GET', `/${all.items[3].id}`)).json);
  });

  test('pages follow each other without gap or repetition', async () => {
    const whole = ids(await list('?rows=90'));
    const parts = await Promise.all([1, 2, 3].map(async (page) => ids(await list(`?rows=30&page=${page}`))));
    expect(parts.flat()).toEqual(whole);
    expect(new Set(whole).size).toBe(90);
  });

  test('behind the last page there is nothing, however far', async () => {
    for (const page of ['9999', '+1000', '99999999999']) expect(await list(`?page=${encodeURIComponent(page)}&rows=100`)).toMatchObject({ items: [], total: expect.any(Number), rowsPerPage: 100 });
  });

  test.each([
    ['orderBy=id&sortOrder=DESC', 'id desc'], ['orderBy=displayName', 'displayName'], ['orderBy=displayName&sortOrder=desc', 'displayName desc'],
    ['orderBy=submittedDate&sortOrder=ASC', 'submittedDate'], ['orderBy=activationDate&sortOrder=DESC', 'activationDate desc'], ['sortOrder=DESC', 'id desc'], ['orderBy=&sortOrder=&page=', 'id'],
  ])('%s orders as odata.svc does', async (query, orderby) => {
    const { json } = await odata('GET', `/Customers?$orderby=${orderby}&$top=100&$select=id`);
    expect(ids(await list(`?rows=100&${query}`))).toEqual(json.value.map((row: Json) => String(row.id)));
  });

  test('an external id finds one customer or none', async () => {
    expect(await list('?externalId=ext-ada-001')).toMatchObject({ items: [{ id: '42' }], total: 1, page: 1, rowsPerPage: 10 });
    expect(await list('?externalId=nobody')).toEqual({ items: [], total: 0, page: 1, rowsPerPage: 10 });
    expect(await list("?externalId=x'%20or%20'1'='1")).toMatchObject({ total: 0 });
  });

  const refused = (status: number, code: string) => ({ status, json: { code, message: expect.any(String) } });
  const ofField = (field: string, error: unknown = expect.any(String)) => [{ field, error }];
  test.each([
    ['page=1&page=2', ofField('page', 'is given more than once')], ['externalId=a&externalId=b', ofField('externalId', 'is given more than once')],
    ['rows=101', ofField('page', 'rows value too large, must be less than 100')], ['page=0', ofField('page', 'page value too small, must be larger than 0')],
    ['page=-1', ofField('page', 'page value too small, must be larger than 0')], ['rows=0', ofField('page', 'rows value too small, must be larger than 0')],
    ['page=abc', ofField('page', expect.stringMatching(/^page conversion: /))], ['rows=1.5', ofField('page', expect.stringMatching(/^rows conversion: /))],
    ['page=99999999999999999999', ofField('page', expect.stringMatching(/^page conversion: .*out of range/))],
    ['orderBy=ssn', ofField('orderBy', expect.stringMatching(/^unknown order: ssn/))], ['orderBy=id%20desc,ssn', ofField('orderBy')], ['sortOrder=up', ofField('sortOrder', expect.stringMatching(/^unknown direction: up/))],
    ['externalId=', ofField('externalId')], ['externalId=%00', ofField('externalId')], ['status=Active&$filter=ssn', [...ofField('status'), ...ofField('$filter')]],
  ])('?%s is refused, naming the field', async (query, fields) => {
    const answer = await send('GET', `?${query}`);
    expect(answer).toMatchObject(refused(400, 'invalid_argument'));
    expect(JSON.parse(answer.json.message)).toEqual(fields);
  });

  test.each([
    ['PUT', '/42'], ['POST', ''],
  ])('%s%s takes an external id and nothing else', async (method, target) => {
    const cases: readonly (readonly [unknown, unknown])[] = [
      [{}, ofField('externalId', 'is a required field')], [{ externalId: '' }, ofField('externalId', 'is a required field')], [{ externalId: ' ' }, ofField('externalId')],
      [{ externalId: null }, ofField('externalId')], [{ externalId: 7 }, ofField('externalId')], [{ externalId: ['a'] }, ofField('externalId')], [{ externalId: 'x'.repeat(1_000_000) }, ofField('externalId')],
      [{ externalId: 'fine', firstname: 'Eve' }, ofField('firstname')], [{ constructor: 1 }, [...ofField('externalId'), ...ofField('constructor')]],
    ];
    for (const [body, fields] of cases) {
      const answer = await send(method, target, { body });
      expect(answer).toMatchObject(refused(400, 'invalid_argument'));
      expect(JSON.parse(answer.json.message)).toEqual(fields);
    }
    for (const body of ['{"externalId":', '[]', '"x"', 'null', '{"externalId":"a","externalId":"b"}', '{"externalId":"\\u0000"}', Buffer.from([0xff])]) expect(await send(method, target, { body })).toMatchObject(refused(400, 'invalid_argument'));
    expect(await send(method, target)).toMatchObject(refused(400, 'invalid_argument'));
    expect(await send(method, target, { body: 'externalId=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).toMatchObject(refused(415, 'invalid_argument'));
    expect((await send('GET', '/42')).json.externalId).toBe('ext-ada-001');
  });

  test('closing names every field that is missing or wrong', async () => {
    const wrong: readonly (readonly [unknown, readonly string[]])[] = [
      [{}, ['closureDate', 'closureReasonId']], [{ closureDate: '2025-02-30', closureReasonId: 1.5 }, ['closureDate', 'closureReasonId']],
      [{ closureDate: '01 July 2025', closureReasonId: 'fraud' }, ['closureDate', 'closureReasonId']], [{ closureDate: 20250701, closureReasonId: 3e9 }, ['closureDate', 'closureReasonId']],
      [{ closureDate: '2025-07-01', closureReasonId: 1, note: '' }, ['note']], [{ closureDate: '2025-07-01', closureReasonId: null }, ['closureReasonId']],
    ];
    for (const [body, fields] of wrong) {
      const answer = await send('POST', '/42/close', { body });
      expect(answer).toMatchObject(refused(400, 'invalid_argument'));
      expect(JSON.parse(answer.json.message).map(({ field }: Json) => field)).toEqual(fields);
    }
    expect((await send('GET', '/42')).json.status).toBe('Active');
  });

  const body = { externalId: 'x' };
  const end = { closureDate: '2025-07-01', closureReasonId: 1 };
  test.each<readonly [string, string, unknown, readonly [number, string]]>([
    ['GET', '/99999999', undefined, [404, 'not_found']], ['GET', '/external/nobody', undefined, [404, 'not_found']], ['GET', '/99999999999999999999', undefined, [404, 'not_found']],
    ['PUT', '/99999999', body, [404, 'not_found']], ['DELETE', '/99999999', undefined, [404, 'not_found']], ['POST', '/99999999/close', end, [404, 'not_found']], ['POST', '/external/nobody/close', end, [404, 'not_found']],
    ['GET', '/abc', undefined, [400, 'invalid_argument']], ['GET', '/-1', undefined, [400, 'invalid_argument']], ['GET', '/1e3', undefined, [400, 'invalid_argument']], ['GET', '/%E0%A4%A', undefined, [400, 'invalid_argument']],
    ['GET', '/external/%00', undefined, [400, 'invalid_argument']], ['GET', '/', undefined, [404, 'not_found']], ['GET', '/42/loans', undefined, [404, 'not_found']], ['GET', '/external/a/b/c', undefined, [404, 'not_found']],
    ['PATCH', '/42', body, [405, 'unimplemented']], ['DELETE', '', undefined, [405, 'unimplemented']], ['GET', '/42/close', undefined, [405, 'unimplemented']], ['PUT', '', body, [405, 'unimplemented']],
  ])('%s %s is refused with its own status', async (method, target, sent, expected) => {
    const answer = await send(method, target, sent === undefined ? {} : { body: sent });
    expect(answer).toMatchObject(refused(...expected));
    expect('allow' in answer.headers).toBe(expected[0] === 405);
  });

  test('a path that takes other methods says which', async () => {
    expect((await send('PATCH', '/42', { body })).headers['allow']).toBe('GET, HEAD, PUT, DELETE');
    expect((await send('DELETE', '')).headers['allow']).toBe('GET, HEAD, POST');
    expect((await send('HEAD', '/42')).status).toBe(200);
  });

  test('without credentials nothing is answered, and a reader changes nothing', async () => {
    expect(await send('GET', '/42', { token: 'nobody' })).toMatchObject(refused(401, 'unauthenticated'));
    expect((await send('GET', '/42', { token: 'demo-reader' })).status).toBe(200);
    for (const [method, target, sent] of [['POST', '', body], ['PUT', '/42', body], ['DELETE', '/42', undefined], ['POST', '/42/close', end]] as const) {
      expect(await send(method, target, { token: 'demo-reader', ...(sent === undefined ? {} : { body: sent }) })).toMatchObject(refused(403, 'permission_denied'));
    }
  });

  test('no operation crosses from one tenant to another', async () => {
    const mine = (await send('POST', '', { body: { externalId: 'mine' } })).json;
    const token = 'other';
    const before = (await list('', token)).total;
    for (const [method, target, sent] of [
      ['GET', `/${mine.id}`], ['GET', '/external/mine'], ['PUT', `/${mine.id}`, body], ['PUT', '/external/mine', body], ['DELETE', `/${mine.id}`], ['POST', `/${mine.id}/close`, end], ['POST', '/external/mine/close', end],
    ] as const) expect(await send(method, target, { token, ...(sent === undefined ? {} : { body: sent }) })).toMatchObject(refused(404, 'not_found'));
    expect((await list('?externalId=mine', token)).total).toBe(0);
    expect((await send('GET', '/external/ext-ada-001', { token })).json.firstname).toBe('Olga');
    const theirs = await send('POST', '', { body: { externalId: 'mine' }, token });
    expect(theirs.status).toBe(200);
    expect(theirs.json).not.toHaveProperty('officeId');
    expect((await list('', token)).total).toBe(before + 1);
    expect((await send('GET', `/${mine.id}`)).json).toEqual(mine);
  });
});
