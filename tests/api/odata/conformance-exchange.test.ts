/** ETags, preferences and nested writes: the cross-cutting lines. */
import { randomUUID } from 'node:crypto';
import { below, expectError, ids, onTheService, V40 } from '../../support/conformance.ts';
import { hoursAgo, repeatable } from '../../support/repeatable.ts';

onTheService(({ get, send }) => {
  const etagOf = async (target: string): Promise<string> => (await get(target)).headers['etag'] ?? '';
  /** A customer of its own with two phones. */
  const phonesOf = async (id: number): Promise<{ id: number; phone: string }[]> => (await get(`/Customers(${id})?$expand=Phones`)).json.Phones;

  test.each(['', '?$select=id', '/firstName'])('1.7-etag-304 an unchanged Customers(42)%s', async (rest) => {
    const etag = await etagOf('/Customers(42)');
    for (const tag of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) expect((await get(`/Customers(42)${rest}`, { 'If-None-Match': tag })).status).toBe(304);
    expect((await get(`/Customers(42)${rest}`, { 'If-None-Match': 'W/"none"' })).status).toBe(200);
  });

  test('1.7-etag-304 never when the answer expands: children change without it', async () => {
    expect((await get('/Customers(42)?$expand=Phones', { 'If-None-Match': await etagOf('/Customers(42)') })).status).toBe(200);
  });

  test('1.7-etag-304 the tag in the header is the one in the body', async () => {
    const { headers, json } = await get('/Customers(42)');
    expect([headers['etag'], headers['etag']]).toEqual([json['@odata.etag'], expect.stringMatching(/^W\/".+"$/)]);
  });

  test.each([['1.7-etag-412'], ['40-UPD-26']])('%s a stale If-Match changes nothing, the current one in weak or strong form does', async () => {
    const etag = await etagOf('/Customers(43)');
    const change = (ifMatch: string) => send('PATCH', '/Customers(43)', { body: { contactName: 'Changed' }, headers: { 'If-Match': ifMatch } });
    expectError(await change('W/"stale"'), 412, /PRE401/);
    expect(await etagOf('/Customers(43)')).toBe(etag);
    expect((await change(etag)).status).toBe(204);
    expect((await change((await etagOf('/Customers(43)')).replace('W/', ''))).status).toBe(204);
    expect((await change('*')).status).toBe(204);
    expectError(await get('/Customers(43)', { 'If-Match': etag }), 412, /PRE401/);
  });

  test('1.7-etag-412 the tag of the entity in a 4.0 body is ignored', async () => {
    const body = { '@odata.etag': 'W/"stale"', contactName: 'x' };
    expect((await send('PUT', '/Customers(44)', { body, headers: { 'OData-Version': '4.0' } })).status).toBe(200);
  });

  test('1.7-etag-link adding and removing an owned child changes the parent’s tag', async () => {
    const before = await etagOf('/Customers(45)');
    const added = await send('PUT', '/Customers(45)', { body: { Phones: [{ phone: '5550100' }] } });
    const phone = (await phonesOf(45)).find((p) => p.phone === '5550100');
    const removed = await send('PUT', '/Customers(45)', { body: { Phones: [{ __id: phone?.id, __destroy: true }] } });
    expect(new Set([before, added.headers['etag'], removed.headers['etag']]).size).toBe(3);
  });

  test('1.7-prefer-maxpagesize expanded collections page with their own next link, which leads to the rest', async () => {
    const { json } = await get('/Loans(1)?$select=id&$expand=Installments($select=number;$orderby=number desc)', { Prefer: 'maxpagesize=5' });
    expect(json.Installments).toHaveLength(5);
    const rest = await get(below(json['Installments@odata.nextLink']), { Prefer: 'maxpagesize=100' });
    const numbers = [...json.Installments, ...rest.json.value].map(({ number }: { number: number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(numbers.length).toBe(Number((await get('/Loans(1)/Installments/$count')).text));
  });

  test('1.7-prefer-maxpagesize 0 and nonsense are ignored, more than the limit is the limit', async () => {
    for (const size of ['0', '-1', 'x', '1.5']) expect((await get('/Customers?$top=3', { Prefer: `maxpagesize=${size}` })).json.value).toHaveLength(3);
    expect((await get('/Loans?$select=id', { Prefer: 'maxpagesize=999999' })).json.value).toHaveLength(1000);
  });

  test('1.7-prefer-return minimal answers 204 with OData-EntityId, representation the entity', async () => {
    const change = (prefer: string) => send('PATCH', '/Customers(46)', { body: { contactName: prefer }, headers: { Prefer: prefer } });
    const minimal = await change('return=minimal');
    expect([minimal.status, minimal.text, minimal.headers['preference-applied']]).toEqual([204, '', 'return=minimal']);
    expect(minimal.headers['odata-entityid']).toMatch(/\/Customers\(46\)$/);
    const whole = await change('return=representation');
    expect([whole.status, whole.json.contactName, whole.headers['preference-applied']]).toEqual([200, 'return=representation', 'return=representation']);
  });

  test.each(['omit-values=nulls', 'include-annotations="*"', 'track-changes', 'respond-async', 'wait=5', 'nonsense'])('1.7-prefer-unknown %s is not confirmed', async (prefer) => {
    const { status, headers } = await get('/Customers?$top=1', { Prefer: prefer });
    expect([status, headers['preference-applied']]).toEqual([200, undefined]);
  });

  test('1.7-prefer-async is not offered, not claimed, and never answered with 202', async () => {
    expect((await get('/Customers?$top=1', { Prefer: 'respond-async,wait=1' })).status).toBe(200);
    expect((await get('/$metadata')).text).toMatch(/AsynchronousRequestsSupported" Bool="false"/);
  });

  test.each(['/', '/Customers?$top=1', '/Customers(42)', '/Customers/$count', '/Customers(42)/MailAddress', '/$metadata', '/$all?$top=1', '/Documents(1)/$value'])('1.7-vary %s', async (target) => {
    const { headers } = await get(target);
    expect(headers['vary']).toMatch(/Accept\b.*OData-MaxVersion.*Authorization/);
  });

  test('40-UPD-23 PATCH merges', async () => {
    const before = (await get('/Customers(47)')).json;
    expect((await send('PATCH', '/Customers(47)', { body: { contactName: 'Merged' } })).status).toBe(204);
    const after = (await get('/Customers(47)')).json;
    expect({ ...after, '@odata.etag': 0, lastUpdate: 0 }).toEqual({ ...before, contactName: 'Merged', '@odata.etag': 0, lastUpdate: 0 });
  });

  test('1.7-deep-update-atomic a wrong item at the end leaves nothing behind', async () => {
    const [before, phones] = [(await get('/Customers(48)')).json, await phonesOf(48)];
    const body = { contactName: 'Never', Phones: [{ phone: '5550199' }, { __id: 99999, __update: true, phone: '1' }] };
    const answer = await send('PUT', '/Customers(48)', { body });
    expectError(answer, 404, /BOD305/);
    expect(answer.json.error.target).toBe('Phones/1');
    expect([(await get('/Customers(48)')).json, await phonesOf(48)]).toEqual([before, phones]);
  });

  test('1.7-put-answer a PUT answers the entity, expanded as deep as the body was', async () => {
    const { status, headers, json } = await send('PUT', '/Customers(49)', { body: { Phones: [{ phone: '5550149' }], PrimaryAddress: { city: 'Oslo' } }, headers: V40 });
    expect([status, headers['odata-version'], json.PrimaryAddress.city]).toEqual([200, '4.0', 'Oslo']);
    expect(json.Phones.some(({ phone }: { phone: string }) => phone === '5550149')).toBe(true);
    expect(json).not.toHaveProperty('Loans');
  });

  test('1.7-put-unknown every unknown property of a body is named, and nothing is applied', async () => {
    const answer = await send('PUT', '/Customers(50)', { body: { contactName: 'Never', nope: 1, Phones: [{ neither: 2 }] } });
    expectError(answer, 400, /BOD303/);
    expect(answer.json.error.details.map(({ target }: { target: string }) => target)).toEqual(expect.arrayContaining(['nope', 'Phones/0/neither']));
    expect((await get('/Customers(50)')).json.contactName).not.toBe('Never');
  });

  test('1.7-etag-304 a page of a collection has no tag of its own', async () => {
    const answer = await get('/Customers?$top=2&$select=id');
    expect([ids(answer), answer.headers['etag']]).toEqual([[1, 2], undefined]);
  });

  test('1.7-repeatable a repeated POST has one effect and the same answer', async () => {
    const options = { body: { name: 'Repeatable' }, headers: repeatable() };
    const first = await send('POST', '/Offices', options);
    expect([first.status, first.headers['repeatability-result']]).toEqual([201, 'accepted']);
    expect(await send('POST', '/Offices', options)).toEqual(first);
    expect((await get("/Offices/$count?$filter=name%20eq%20'Repeatable'")).text).toBe('1');
  });

  test.each([
    ['one header without the other', 400, { 'Repeatability-Request-ID': randomUUID() }],
    ['a malformed time', 400, { ...repeatable(), 'Repeatability-First-Sent': '2019-03-26' }],
    ['a time no longer remembered', 412, repeatable(randomUUID(), hoursAgo(24 * 365))],
  ])('1.7-repeatable %s is answered %i, rejected', async (_case, status, headers) => {
    const answer = await send('POST', '/Offices', { body: { name: 'Rejected' }, headers });
    expect([answer.status, answer.headers['repeatability-result']]).toEqual([status, 'rejected']);
    expect((await get("/Offices/$count?$filter=name%20eq%20'Rejected'")).text).toBe('0');
  });

  test('1.7-repeatable the metadata says so', async () => {
    expect((await get('/$metadata')).text).toContain('<Annotation Term="Repeatability.Supported" Bool="true" />');
  });
});
