/** Repeatable requests on the loan model: however often a request comes, it has happened once, or was refused. */
import { randomUUID } from 'node:crypto';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { OTHER_TOKEN, installOtherTenant } from '../../support/other-tenant.ts';
import { hoursAgo, repeatable } from '../../support/repeatable.ts';
import { openAsOwner } from '../../support/owner.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send, SendOptions } from '../../support/service.ts';

const result = ({ headers }: Answer): string | undefined => headers['repeatability-result'];
const refusal = (answer: Answer): readonly unknown[] => [answer.status, answer.json?.error?.code, result(answer)];

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    await installOtherTenant(db.owner);
    send = openService(db.database);
  });
  afterAll(() => db.close());

  const customer = async (more: object = {}): Promise<Json> => (await send('POST', '/Customers', { body: { firstName: 'R', lastName: 'R', ...more } })).json;
  const count = async (target: string): Promise<number> => Number((await send('GET', target)).text);
  const remembered = async (id: string): Promise<number> => (await db.owner('repeatable_requests').where({ request_id: id })).length;
  const audited = (): Promise<number> => count('/AuditRecords/$count');

  describe('sent again, a request is answered as the first time and does nothing more', () => {
    type Made = { readonly target: string; readonly body?: unknown; readonly headers?: Record<string, string> };
    const cases: readonly (readonly [string, string, () => Promise<Made>])[] = [
      ['a new entity', 'POST', async () => ({ target: '/Customers', body: { lastName: 'New', Phones: [{ phone: '1' }] } })],
      ['a new entity, answered without a body', 'POST', async () => ({ target: '/Customers', body: { lastName: 'New' }, headers: { Prefer: 'return=minimal' } })],
      ['a new entity below its parent', 'POST', async () => ({ target: `/Customers(${(await customer()).id})/Phones`, body: { phone: '5' } })],
      ['a changed entity', 'PATCH', async () => ({ target: `/Customers(${(await customer()).id})`, body: { lastName: 'P' } })],
      ['a changed entity with its ETag', 'PATCH', async () => {
        const { id, '@odata.etag': etag } = await customer();
        return { target: `/Customers(${id})`, body: { lastName: 'P' }, headers: { 'If-Match': etag } };
      }],
      ['a deep update', 'PUT', async () => ({ target: `/Customers(${(await customer()).id})`, body: { Phones: { results: [{ phone: '1' }, { phone: '2' }] } } })],
      ['a deleted entity', 'DELETE', async () => ({ target: `/Customers(${(await customer()).id})` })],
      ['a property', 'PUT', async () => ({ target: `/Customers(${(await customer()).id})/middleName`, body: { value: 'M' } })],
      ['a property removed', 'DELETE', async () => ({ target: `/Customers(${(await customer({ middleName: 'M' })).id})/middleName` })],
      ['a reference', 'POST', async () => ({ target: `/Customers(${(await customer()).id})/Loans/$ref`, body: { '@odata.id': 'Loans(1)' } })],
      ['a reference removed', 'DELETE', async () => {
        const { id } = await customer();
        expect((await send('POST', `/Customers(${id})/Loans/$ref`, { body: { '@odata.id': 'Loans(1)' } })).status).toBe(204);
        return { target: `/Customers(${id})/Loans/$ref?$id=Loans(1)` };
      }],
      ['a delta of a set', 'PATCH', async () => ({ target: '/Offices', body: { value: [{ name: `Delta ${randomUUID()}` }] } })],
      ['a change of each entity', 'PATCH', async () => ({ target: `/Customers/$filter(@f)/$each?@f=id%20eq%20${(await customer()).id}`, body: { middleName: 'E' } })],
    ];
    test.each(cases)('%s: %s', async (_case, method, prepare) => {
      const { target, body, headers = {} } = await prepare();
      const options: SendOptions = { ...(body === undefined ? {} : { body }), headers: { ...headers, ...repeatable() } };
      const before = await audited();
      const first = await send(method, target, options);
      expect([Math.trunc(first.status / 100), result(first)]).toEqual([2, 'accepted']);
      const after = await audited();
      expect(after).toBeGreaterThan(before);
      for (let again = 0; again < 2; again++) expect(await send(method, target, options)).toEqual(first);
      expect(await audited()).toBe(after);
    });

    test('the answer is that of the first time, also when the entity has changed or gone since', async () => {
      const options = { body: { lastName: 'First' }, headers: repeatable() };
      const first = await send('POST', '/Customers', options);
      await send('PATCH', `/Customers(${first.json.id})`, { body: { lastName: 'Second' } });
      expect(await send('POST', '/Customers', options)).toEqual(first);
      await send('DELETE', `/Customers(${first.json.id})`);
      expect(await send('POST', '/Customers', options)).toEqual(first);
      expect(first.headers).toMatchObject({ location: expect.stringContaining(`Customers(${first.json.id})`), etag: 'W/"1"' });
    });

    test('twenty at once: one effect, one answer for all', async () => {
      const externalId = randomUUID();
      const options = { body: { lastName: 'Twenty', externalId }, headers: repeatable() };
      const answers = await Promise.all(Array.from({ length: 20 }, () => send('POST', '/Customers', options)));
      expect(answers[0]?.status).toBe(201);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await count(`/Customers/$count?$filter=externalId%20eq%20'${externalId}'`)).toBe(1);
    });

    test('twenty with ids of their own: twenty effects', async () => {
      const externalSystem = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send('POST', '/Customers', { body: { lastName: 'Own', externalSystem, externalId: String(i) }, headers: repeatable() })));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
      expect(await count(`/Customers/$count?$filter=externalSystem%20eq%20'${externalSystem}'`)).toBe(20);
    });

    test('twenty at once that fail: none is remembered, and the last word is that of each', async () => {
      const headers = repeatable();
      const body = { Phones: [{ phone: '1', isPrimary: true }, { phone: '2', isPrimary: true }] };
      const answers = await Promise.all(Array.from({ length: 20 }, () => send('PUT', '/Customers(555)', { body, headers })));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(409));
      expect(await remembered(headers['Repeatability-Request-ID'])).toBe(0);
    });

    test('an id means the same in capital letters', async () => {
      const id = randomUUID();
      const firstSent = new Date();
      const first = await send('POST', '/Offices', { body: { name: 'Case' }, headers: repeatable(id, firstSent) });
      expect(await send('POST', '/Offices', { body: { name: 'Case' }, headers: repeatable(id.toUpperCase(), firstSent) })).toEqual(first);
    });
  });

  describe('what failed was not done, is not remembered, and may be sent again', () => {
    test.each<readonly [number, string, readonly [string, string, object]]>([
      [400, 'a body that does not fit', ['POST', '/Customers', { lastName: 5 }]],
      [404, 'a resource that is not there', ['PATCH', '/Customers(99999999)', { lastName: 'x' }]],
      [404, 'a URL that is wrong', ['POST', '/Nowhere', {}]],
      [405, 'a method that is not allowed', ['POST', '/Customers(42)', {}]],
      [409, 'a conflict that shows only at the commit', ['PUT', '/Customers(555)', { Phones: [{ phone: '1', isPrimary: true }, { phone: '2', isPrimary: true }] }]],
    ])('%i: %s', async (status, _case, [method, target, body]) => {
      const id = randomUUID();
      const before = await audited();
      for (let again = 0; again < 2; again++) {
        const answer = await send(method, target, { body, headers: repeatable(id) });
        expect([answer.status, result(answer)]).toEqual([status, 'accepted']);
      }
      expect([await audited(), await remembered(id)]).toEqual([before, 0]);
    });

    test('the same request succeeds once what stood in its way is gone', async () => {
      const { id } = await customer({ externalSystem: 'way', externalId: 'one' });
      const options = { body: { lastName: 'x', externalSystem: 'way', externalId: 'one' }, headers: repeatable() };
      expect(refusal(await send('POST', '/Customers', options))).toEqual([409, 'PRE403', 'accepted']);
      await send('PATCH', `/Customers(${id})`, { body: { externalId: 'two' } });
      const made = await send('POST', '/Customers', options);
      expect([made.status, result(made)]).toEqual([201, 'accepted']);
      expect(await send('POST', '/Customers', options)).toEqual(made);
    });

    test('an answer too large to be remembered: nothing is applied, and the fault says what to ask for', async () => {
      const { id } = await customer();
      const small = openService(db.database, { limits: { repeatAnswerBytes: 100 } });
      const options = { body: { lastName: 'Large' }, headers: { Prefer: 'return=representation', ...repeatable() } };
      const answer = await small('PATCH', `/Customers(${id})`, options);
      expect(refusal(answer)).toEqual([400, 'LIM602', 'accepted']);
      expect(answer.json.error.message).toMatch(/repeatAnswerBytes.*return=minimal/);
      expect((await send('GET', `/Customers(${id})`)).json.lastName).toBe('R');
      expect((await small('PATCH', `/Customers(${id})`, { ...options, headers: { ...options.headers, Prefer: 'return=minimal' } })).status).toBe(204);
    });
  });

  describe('an id belongs to one request', () => {
    const headers = repeatable();
    const sendOne = (method: string, target: string, options: SendOptions = {}): Promise<Answer> => send(method, target, { ...options, headers: { ...headers, ...options.headers } });
    beforeAll(async () => expect((await sendOne('PATCH', '/Customers(42)', { body: { middleName: 'one' } })).status).toBe(204));

    test.each<readonly [string, string, string, SendOptions]>([
      ['method', 'PUT', '/Customers(42)', { body: { middleName: 'one' } }],
      ['URL', 'PATCH', '/Customers(555)', { body: { middleName: 'one' } }],
      ['URL', 'PATCH', '/Customers(42)?$select=id', { body: { middleName: 'one' } }],
      ['body', 'PATCH', '/Customers(42)', { body: { middleName: 'two' } }],
      ['headers', 'PATCH', '/Customers(42)', { body: { middleName: 'one' }, headers: { 'If-Match': '*' } }],
      ['headers', 'PATCH', '/Customers(42)', { body: { middleName: 'one' }, headers: { 'Repeatability-First-Sent': hoursAgo(1).toUTCString() } }],
      ['headers', 'PATCH', '/Customers(42)', { body: { middleName: 'one' }, headers: { 'Repeatability-Client-ID': randomUUID() } }],
      ['method, URL, body', 'DELETE', '/Customers(555)', { headers: { 'Content-Type': 'application/json' } }],
    ])('another %s is refused: %s %s', async (parts, method, target, options) => {
      const before = await audited();
      const answer = await sendOne(method, target, options);
      expect(refusal(answer)).toEqual([400, 'PRE408', 'rejected']);
      expect(answer.json.error.message).toContain(`another ${parts};`);
      expect(await audited()).toBe(before);
    });

    test('headers that say nothing about the request may differ', async () => {
      const again = await sendOne('PATCH', '/Customers(42)', { body: { middleName: 'one' }, headers: { 'User-Agent': 'retry', 'X-Request-Id': 'r-2', Date: new Date().toUTCString() } });
      expect([again.status, result(again)]).toEqual([204, 'accepted']);
    });
  });

  describe('headers that are not as they should be are refused before anything happens', () => {
    const now = new Date().toUTCString();
    const id = randomUUID();
    test.each<readonly [number, string, Record<string, string>]>([
      [400, 'the id alone', { 'Repeatability-Request-ID': id }],
      [400, 'the time alone', { 'Repeatability-First-Sent': now }],
      [400, 'an id that is no UUID', { 'Repeatability-Request-ID': 'order-1', 'Repeatability-First-Sent': now }],
      [400, 'an id in braces', { 'Repeatability-Request-ID': `{${id}}`, 'Repeatability-First-Sent': now }],
      [400, 'two ids', { 'Repeatability-Request-ID': `${id}, ${id}`, 'Repeatability-First-Sent': now }],
      [400, 'an empty id', { 'Repeatability-Request-ID': '', 'Repeatability-First-Sent': now }],
      [400, 'an empty time', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': '' }],
      [400, 'a time as ISO 8601', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': new Date().toISOString() }],
      [400, 'a time of RFC 850', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': 'Tuesday, 26-Mar-19 16:06:51 GMT' }],
      [400, 'a time with an offset', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': now.replace('GMT', '+0000') }],
      [400, 'a day of the week that is not', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': 'Mon, 26 Mar 2019 16:06:51 GMT' }],
      [400, 'a day that is not', { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': 'Sat, 30 Feb 2019 16:06:51 GMT' }],
      [412, 'a time before what is remembered', { ...repeatable(id, hoursAgo(7 * 24 + 1)) }],
      [412, 'a time long ago', { ...repeatable(id, new Date('1970-01-01T00:00:00Z')) }],
      [412, 'a time to come', { ...repeatable(id, hoursAgo(-2)) }],
      [412, 'a time far away', { ...repeatable(id, new Date('9999-12-31T00:00:00Z')) }],
    ])('%i: %s', async (status, _case, headers) => {
      const before = await audited();
      const answer = await send('PATCH', '/Customers(42)', { body: { middleName: 'never' }, headers });
      expect(refusal(answer)).toEqual([status, status === 400 ? 'PRE406' : 'PRE407', 'rejected']);
      expect(answer.json.error.target).toMatch(/^Repeatability-/);
      expect(await audited()).toBe(before);
    });

    test('within the time that is remembered, and with a clock a little ahead, requests are taken', async () => {
      for (const hours of [7 * 24 - 1, 24, -0.5]) {
        const answer = await send('PATCH', '/Customers(42)', { body: { middleName: 'taken' }, headers: repeatable(randomUUID(), hoursAgo(hours)) });
        expect([hours, answer.status, result(answer)]).toEqual([hours, 204, 'accepted']);
      }
    });

    test('a batch as a whole is never repeatable', async () => {
      expect(refusal(await send('POST', '/$batch', { body: { requests: [] }, headers: repeatable() }))).toEqual([501, 'PRE409', 'rejected']);
    });

    test('reads ignore the headers, also those that are posted', async () => {
      for (const answer of [
        await send('GET', '/Customers(42)', { headers: { 'Repeatability-Request-ID': 'x' } }),
        await send('HEAD', '/Customers(42)', { headers: { 'Repeatability-First-Sent': 'x' } }),
        await send('POST', '/Customers/$query', { body: '$top=1', headers: { 'Content-Type': 'text/plain', ...repeatable() } }),
      ]) expect([answer.status, result(answer)]).toEqual([200, undefined]);
    });

    test('a client id alone asks for nothing', async () => {
      const answer = await send('PATCH', '/Customers(42)', { body: { middleName: 'x' }, headers: { 'Repeatability-Client-ID': 'x' } });
      expect([answer.status, result(answer)]).toEqual([204, undefined]);
    });
  });

  describe('who asks', () => {
    test('tenants and callers have ids of their own', async () => {
      const headers = repeatable();
      const made = new Map<string, string>();
      for (const token of ['demo', 'demo-writer', OTHER_TOKEN]) {
        const answer = await send('POST', '/Offices', { body: { name: 'Mine' }, headers, token });
        expect([token, answer.status]).toEqual([token, 201]);
        made.set(token, answer.text);
      }
      expect(new Set(made.values()).size).toBe(3);
      for (const [token, text] of made) expect((await send('POST', '/Offices', { body: { name: 'Mine' }, headers, token })).text).toBe(text);
    });

    test('a reader is refused, also where the answer is remembered for another caller of its name', async () => {
      await db.owner.raw(`insert into api_tokens (tenant_id, token_hash, role, label)
        select id, sha256(convert_to('same-' || role, 'UTF8')), role, 'Same name' from tenants, (values ('reader'), ('writer')) roles (role) where name = 'demo'`);
      const options = { body: { lastName: 'Secret', ssn: '911223333' }, headers: repeatable() };
      expect((await send('POST', '/Customers', { ...options, token: 'same-writer' })).text).toContain('911223333');
      const answer = await send('POST', '/Customers', { ...options, token: 'same-reader' });
      expect(refusal(answer)).toEqual([403, 'AUT403', 'accepted']);
      expect(answer.text).not.toContain('911223333');
    });

    test('nothing is looked up for an unknown caller', async () => {
      expect(refusal(await send('POST', '/Offices', { body: { name: 'x' }, headers: repeatable(), token: 'nobody' }))).toEqual([401, 'AUT401', 'rejected']);
    });

    test('with the policy of the database out of the way, the condition of each statement keeps tenants apart', async () => {
      await db.owner.raw("update api_tokens set label = (select label from api_tokens where token_hash = sha256('demo')) where token_hash = sha256('other')");
      const tampered = openAsOwner(db);
      const asOwner = openService(tampered);
      const headers = repeatable();
      const made = async (token: string): Promise<Answer> => asOwner('POST', '/Offices', { body: { name: token }, headers, token });
      const [demo, other] = [await made('demo'), await made(OTHER_TOKEN)];
      expect([demo.json.name, other.json.name]).toEqual(['demo', OTHER_TOKEN]);
      expect([await made('demo'), await made(OTHER_TOKEN)]).toEqual([demo, other]);
      await tampered.close();
    });

    test('in the database, remembered requests of one tenant are out of reach of another, and of none', async () => {
      const { 'Repeatability-Request-ID': id } = repeatable();
      await send('POST', '/Offices', { body: { name: 'x' }, headers: repeatable(id) });
      const [{ tenant_id: tenant }] = await db.owner('repeatable_requests').where({ request_id: id }).select('tenant_id');
      const visible = async (scope: number | undefined): Promise<unknown> =>
        (await db.database.read({ tenant: scope }, { text: `select count(*)::text from repeatable_requests where request_id = '${id}'`, values: [] }, 'custom')).rows[0]?.[0];
      expect([await visible(tenant), await visible(tenant + 1), await visible(undefined)]).toEqual(['1', '0', '0']);
      const foreign = db.database.transaction({ tenant: tenant + 1 }, (tx) => tx.run([{ text: `insert into repeatable_requests (tenant_id, caller, request_id, first_sent, fingerprint) values (${tenant}, 'x', '${id}', now(), '')`, values: [] }]));
      await expect(foreign).rejects.toMatchObject({ cause: { sqlstate: '42501' } });
    });
  });

  test('what is too old to be asked for is cleared away with the next repeatable request, and nothing else', async () => {
    const rows = [[7 * 24 - 1, 0], [7 * 24 + 2, 1], [30 * 24, 1]].map(([hours = 0, isOld]) => ({ id: randomUUID(), hours, isOld }));
    for (const { id, hours } of rows) {
      await send('POST', '/Offices', { body: { name: 'x' }, headers: repeatable(id) });
      await db.owner('repeatable_requests').where({ request_id: id }).update({ first_sent: hoursAgo(hours) });
    }
    await send('POST', '/Offices', { body: { name: 'x' }, headers: repeatable() });
    expect(await Promise.all(rows.map(({ id }) => remembered(id)))).toEqual(rows.map(({ isOld }) => 1 - (isOld ?? 0)));
  });

  test('without the headers nothing is remembered and nothing is said', async () => {
    const before = await db.owner('repeatable_requests').count();
    expect(result(await send('POST', '/Offices', { body: { name: 'x' } }))).toBeUndefined();
    expect(await db.owner('repeatable_requests').count()).toEqual(before);
  });
});
