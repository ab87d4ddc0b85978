/** OData 4.0 Intermediate and Advanced, line by line. */
import { below, contextOf, expectError, ids, onTheService } from '../../support/conformance.ts';

onTheService(({ get, send }) => {
  const READ_WHOLE = [
    "/Customers?$filter=(id add 1) mul 2 gt 5 and not contains(tolower(lastName),'x') or year(birthDate) eq 1990&$top=1",
    '/Customers?$orderby=length(lastName) desc,PrimaryAddress/city&$top=1',
    '/Customers?$filter=Phones/any(p:p/phone ne null and p/isPrimary eq true)&$top=1',
    '/Customers?$select=id&$expand=Loans($select=id;$expand=LoanSetup($select=id);$filter=id gt 0;$orderby=id;$top=1;$skip=0;$count=true)&$top=1',
    "/Customers?$filter=case(id lt 10:'low',true:'high') eq 'low'&$top=1",
    '/Customers?$filter=cast(id,Edm.String) eq \'42\'&$top=1',
    '/Customers?$filter=isof(LoanService.Customer)&$top=1',
  ];
  test.each(READ_WHOLE)('40-INT-2 %s is read and answered', async (target) => {
    expect((await get(target)).status).toBe(200);
  });

  test('40-INT-2 what the grammar does not have is a 400 that says where', async () => {
    const answer = await get('/Customers?$filter=id eq');
    expectError(answer, 400, /URL101/);
    expect(answer.json.error.message).toMatch(/offset 24/);
  });

  test('40-INT-3 $select answers the selected properties alone', async () => {
    const { json } = await get('/Customers(42)?$select=firstName,id');
    expect(Object.keys(json)).toEqual(['@odata.context', '@odata.etag', 'id', 'firstName']);
  });

  test('40-INT-3 $select=* answers every structural property', async () => {
    const all = await get('/Customers(42)?$select=*', { Accept: 'application/json;odata.metadata=none' });
    expect(all.json).toEqual((await get('/Customers(42)', { Accept: 'application/json;odata.metadata=none' })).json);
  });

  test('40-INT-3 an unknown name in $select is refused and named', async () => {
    const answer = await get('/Customers?$select=id,nope');
    expectError(answer, 400, /MOD202/);
    expect(answer.json.error.message).toContain('nope');
  });

  test.each(['/Customers/LoanService.Customer?$top=2', '/Customers/LoanService.Customer/$count', '/Customers?$filter=isof(LoanService.Customer)&$top=1', '/Customers(42)/LoanService.Customer', '/Customers(42)/LoanService.Customer/firstName'])('40-INT-4 the cast %s to the declared type changes nothing', async (target) => {
    expect((await get(target)).status).toBe(200);
  });

  test('40-INT-4 a cast to an unrelated type is refused', async () => {
    expectError(await get('/Customers/LoanService.Phone'), 404, /MOD201/);
  });

  test('40-INT-5 $top limits, and 0 is a limit', async () => {
    expect(ids(await get('/Customers?$top=3&$select=id'))).toEqual([1, 2, 3]);
    expect(ids(await get('/Customers?$top=0'))).toEqual([]);
    expectError(await get('/Customers?$top=-1'), 400);
  });

  const RAW = [['/Customers(42)/firstName/$value', 'Ada'], ['/Loans(1)/principalRemaining/$value', '8127.5'], ['/Customers(42)/active/$value', 'true'], ['/Customers(42)/birthDate/$value', '1985-12-10']] as const;
  test.each(RAW)('40-INT-6 %s is plain text', async (target, text) => {
    const answer = await get(target);
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/plain', text]);
  });

  test('40-INT-6 /$value of null is 204, of an entity without a stream 400', async () => {
    expect((await get('/Customers(42)/middleName/$value')).status).toBe(204);
    expectError(await get('/Customers(42)/$value'), 400, /URL105/);
  });

  test('40-INT-6 /$value of a media entity is the stream with its own type', async () => {
    const { status, headers, text } = await get('/Documents(1)/$value');
    expect([status, headers['content-type'], text.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
  });

  test('40-INT-7.1 eq and ne, null included', async () => {
    expect(ids(await get('/Customers?$filter=id eq 42'))).toEqual([42]);
    const { json } = await get('/Customers?$filter=middleName ne null&$count=true&$top=0');
    const rest = await get('/Customers?$filter=middleName eq null&$count=true&$top=0');
    expect(json['@odata.count'] + rest.json['@odata.count']).toBe(1000);
  });

  test('40-INT-7.1 ne is true where one side is null', async () => {
    expect(ids(await get("/Customers?$filter=id eq 42 and middleName ne 'x'&$select=id"))).toEqual([42]);
  });

  test('40-INT-7.2 aliases hold literals; an alias without a value is null', async () => {
    expect(ids(await get('/Customers?$filter=id eq @p&@p=2&$select=id'))).toEqual([2]);
    expect(ids(await get('/Customers?$filter=id eq @p&$select=id'))).toEqual([]);
    expect((await get('/Customers?$filter=middleName eq @p&$select=id&$count=true&$top=1')).json['@odata.count']).toBeGreaterThan(0);
    expectError(await get('/Customers?$filter=id eq @p&@p=2&@p=2'), 400, /URL103/);
  });

  test('40-INT-7.3 what an operator cannot do is a fault, not an empty answer', async () => {
    expectError(await get("/Customers?$filter=firstName has 'x'"), 400, /MOD203/);
    expectError(await get('/Customers?$filter=42 in Loans'), 400, /MOD203/);
  });

  test.each(['hassubset(x,y)', 'hassubsequence(x,y)', "geo.length(geometry'SRID=0;LineString(0 0,1 1)') gt 1"])('40-INT-7.4 the function in %s is not offered', async (filter) => {
    expectError(await get(`/Customers?$filter=${filter}`), 501, /URL109/);
  });

  test('40-INT-7.4 a function nobody defined is refused', async () => {
    expectError(await get('/Customers?$filter=frobnicate(id) eq 1'), 400);
  });

  test('40-INT-7.5 an expanded collection can be filtered, and its parents stay', async () => {
    const { json } = await get('/Customers?$filter=id in (42,555)&$select=id&$expand=Phones($filter=isPrimary;$select=id)');
    expect(json.value.map((c: { id: number; Phones: unknown[] }) => [c.id, c.Phones.length])).toEqual([[42, 0], [555, 1]]);
  });

  test.each([['40-INT-8'], ['40-ADV-2']])('%s $metadata is XML, whatever reads it', async () => {
    expect((await get('/$metadata', { Accept: '*/*' })).headers['content-type']).toBe('application/xml');
  });

  test.each([['40-INT-9'], ['40-ADV-3']])('%s data is JSON', async () => {
    expect((await get('/Customers?$top=1')).headers['content-type']).toMatch(/^application\/json;/);
  });

  test('40-INT-10 HTTP Basic with the token as the password is a credential', async () => {
    const basic = (password: string) => ({ Authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}` });
    expect((await get('/Customers(42)', basic('demo'))).status).toBe(200);
    const refused = await get('/Customers(42)', basic('wrong'));
    expectError(refused, 401, /AUT401/);
    expect(refused.headers['www-authenticate']).toMatch(/Basic/);
  });

  test('40-INT-11 $search finds rows by words in searchable properties', async () => {
    expect(ids(await get('/Customers?$search=lovelace&$select=id'))).toEqual([42]);
  });

  test.each([['40-INT-12'], ['40-ADV-6']])('%s $skip comes before $top, whatever the order in the URL', async () => {
    expect(ids(await get('/Customers?$top=2&$skip=3&$select=id'))).toEqual([4, 5]);
    expect(ids(await get('/Customers?$skip=3&$top=2&$select=id'))).toEqual([4, 5]);
  });

  test.each([['40-INT-13'], ['40-ADV-7']])('%s $count=true ignores $top and $skip, respects $filter and $search', async () => {
    expect((await get('/Customers?$count=true&$top=1&$skip=2&$filter=id lt 10')).json['@odata.count']).toBe(9);
    expect((await get('/Customers?$count=true&$search=lovelace')).json['@odata.count']).toBe(1);
    expect((await get('/Customers?$count=false&$top=1')).json).not.toHaveProperty(['@odata.count']);
    expectError(await get('/Customers?$count=maybe'), 400, /URL106/);
  });

  test('40-INT-14 $expand of a single and a collection navigation', async () => {
    const { json } = await get('/Customers(555)?$expand=PrimaryAddress,Phones,MailAddress');
    expect([json.PrimaryAddress.id, json.Phones.length]).toEqual([1, 2]);
  });

  test.each([['40-INT-15'], ['40-ADV-5']])('%s any and all, any() included; all is true of nothing', async () => {
    const count = async (filter: string): Promise<number> => Number((await get(`/Customers/$count?$filter=${filter}`)).text);
    const withPhones = await count('Phones/any()');
    expect(withPhones + (await count('not Phones/any()'))).toBe(1000);
    expect(await count('Phones/all(p:p/id lt 0)')).toBe(1000 - withPhones);
    expect(await count('Phones/any(p:p/customerId eq 555 and p/isPrimary)')).toBe(1);
  });

  test('40-INT-16 /$count is the number of rows as plain text', async () => {
    const { headers, text } = await get('/Customers/$count');
    expect([headers['content-type'], text]).toEqual(['text/plain', '1000']);
  });

  test.each([['40-INT-17'], ['40-ADV-8']])('%s $orderby asc and desc, by paths and expressions', async () => {
    expect(ids(await get('/Customers?$orderby=id desc&$top=2&$select=id'))).toEqual([1000, 999]);
    expect(ids(await get('/Customers?$orderby=id asc&$top=2&$select=id'))).toEqual([1, 2]);
    expect(ids(await get('/Customers?$orderby=id mod 7 desc,id&$top=2&$select=id'))).toEqual([6, 13]);
    expect((await get('/Customers?$orderby=PrimaryAddress/city desc&$top=1&$select=id')).status).toBe(200);
    expectError(await get('/Customers?$orderby=id sideways'), 400);
  });

  test('40-ADV-4 /$count of a navigation, with $filter', async () => {
    expect((await get('/Customers(555)/Phones/$count')).text).toBe('2');
    expect((await get('/Customers(555)/Phones/$count?$filter=isPrimary')).text).toBe('1');
    expectError(await get('/Customers(99999)/Phones/$count'), 404);
  });

  const expanded = async (option: string) => (await get(`/Customers(555)?$select=id&$expand=${option}`)).json;
  test('40-ADV-9.1 references', async () => {
    expect((await expanded('Phones/$ref')).Phones.map((p: object) => Object.keys(p))).toEqual([['@odata.id'], ['@odata.id']]);
  });
  test('40-ADV-9.1 a single reference, and those of every navigation', async () => {
    expect(Object.keys((await expanded('PrimaryAddress/$ref')).PrimaryAddress)).toEqual(['@odata.id']);
    const json = await expanded('*/$ref');
    expect([Object.keys(json.PrimaryAddress), Object.keys(json.Phones[0]), json.Office === null || Object.keys(json.Office)]).toEqual([['@odata.id'], ['@odata.id'], expect.anything()]);
  });
  test('40-ADV-9.1 counts', async () => {
    expect((await expanded('Phones/$count'))['Phones@odata.count']).toBe(2);
  });
  test('40-ADV-9.2 $filter', async () => {
    expect((await expanded('Phones($filter=not isPrimary;$select=id)')).Phones).toHaveLength(1);
  });
  test.each(['LoanService.Customer/Phones($select=id)', 'Phones/LoanService.Phone($select=id)'])('40-ADV-9.3 the cast in $expand=%s: the member is called as in the metadata', async (option) => {
    expect((await expanded(option)).Phones.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
  });
  test('40-ADV-9.3 the next link of a cast collection is called as in the metadata, and leads on', async () => {
    const { json } = await get('/Customers(555)?$select=id&$expand=Phones/LoanService.Phone($select=id)', { Prefer: 'maxpagesize=1' });
    expect(ids(await get(below(json['Phones@odata.nextLink'])))).toEqual([2]);
  });
  test('40-ADV-9.4 $orderby', async () => {
    expect((await expanded('Phones($orderby=id desc)')).Phones.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
  });
  test('40-ADV-9.5 $count counts all, whatever $top', async () => {
    const json = await expanded('Phones($count=true;$top=1)');
    expect([json['Phones@odata.count'], json.Phones.length]).toEqual([2, 1]);
  });
  test('40-ADV-9.6 $top and $skip', async () => {
    expect((await expanded('Phones($skip=1;$top=1)')).Phones.map(({ id }: { id: number }) => id)).toEqual([2]);
  });
  test('40-ADV-9.7 $search where the related set allows it, refused where it does not', async () => {
    expect((await expanded('Notes($search=zzzz)')).Notes).toEqual([]);
    expectError(await get('/Customers(555)?$expand=Phones($search=x)'), 400, /MOD206/);
  });
  test('40-ADV-9.8 $levels on a navigation that does not recur is one level', async () => {
    expect((await expanded('Phones($levels=max;$select=id)')).Phones).toHaveLength(2);
    expectError(await get('/Customers(555)?$expand=Phones($levels=0)'), 400);
  });
  test('40-ADV-9.9 $compute', async () => {
    expect((await expanded('Phones($compute=id mul 10 as tenfold;$select=tenfold)')).Phones[1].tenfold).toBe(20);
  });

  const SEARCHES = [
    ['"Ada Lovelace"', [42]], ['ada AND lovelace', [42]], ['ada lovelace', [42]], ['lovelace OR nobodyatall', [42]],
    ['lovelace AND NOT ada', []], ['(nobodyatall OR ada) AND lovelace', [42]], ['NOT ada AND lovelace OR lovelace', [42]],
  ] as const;
  test.each(SEARCHES)('40-ADV-10 $search=%s', async (search, found) => {
    expect(ids(await get(`/Customers?$search=${encodeURIComponent(search)}&$select=id`))).toEqual(found);
  });
  test.each(['(ada', '"ada', 'ada)'])('40-ADV-10 $search=%s is refused', async (search) => {
    expectError(await get(`/Customers?$search=${encodeURIComponent(search)}`), 400);
  });

  test.each([['40-ADV-11'], ['401-ADV-7'], ['1.7-batch']])('%s $batch answers 501, and the metadata does not claim it', async () => {
    expectError(await send('POST', '/$batch', { headers: { 'Content-Type': 'multipart/mixed;boundary=b' }, body: '--b--' }), 501, /URL109/);
    expectError(await send('POST', '/$batch', { headers: { 'Content-Type': 'multipart/mixed;boundary=b', Accept: 'multipart/mixed' }, body: '--b--' }), 501, /URL109/);
    expectError(await send('POST', '/$batch', { body: { requests: [] } }), 501, /URL109/);
    expect((await get('/$metadata')).text).toMatch(/Capabilities\.BatchSupported" Bool="false"/);
  });

  const PATHS = ['/Customers(42)', '/Customers(id=42)', '/Customers/42', '/Customers(@k)?@k=42', '/Customers(555)/Phones', '/Customers(555)/Phones(1)', '/Customers(555)/Employer/Address/city', '/Customers(555)/Loans(1)/LoanSetup', '/Customers(42)/firstName', '/Customers/$count', '/Customers/$ref', '/Customers/$filter(id eq 42)', '/Customers(42)/', '/Customers/'];
  test.each(PATHS)('40-ADV-12 %s is a resource', async (target) => {
    expect((await get(target)).status).toBe(200);
  });
  test.each(['/Customers()', '/Customers(id=42,nope=1)', '/Customers(1,2)', '//Customers', '/Customers(42)/Phones/phone', '/Customers/nope', '/Customers(42)/$count', '/$metadata/x'])('40-ADV-12 %s is none, or the lenient mount says what it takes it for', async (target) => {
    const { status } = await get(target);
    expect(target === '/Customers()' ? [200] : [400, 404]).toContain(status);
  });

  test.each([['40-ADV-14'], ['1.7-delta']])('%s delta is not offered: no delta link, $deltatoken answers 501', async () => {
    const { headers, text } = await get('/Customers?$top=1', { Prefer: 'track-changes' });
    expect([headers['preference-applied'], text.includes('deltaLink')]).toEqual([undefined, false]);
    expectError(await get('/Customers?$deltatoken=1'), 501, /URL109/);
  });

  test.each([['40-ADV-15'], ['1.7-crossjoin']])('%s $crossjoin answers 501, and the metadata does not claim it', async () => {
    expectError(await get('/$crossjoin(Customers,Loans)'), 501, /URL109/);
    expect((await get('/$metadata')).text).toMatch(/Capabilities\.CrossJoinSupported" Bool="false"/);
  });

  test('40-ADV-16 $compute', async () => {
    const answer = await get('/Customers?$compute=id mul 2 as twice&$filter=twice eq 84&$select=id,twice');
    expect([answer.json.value[0].twice, contextOf(answer)]).toEqual([84, 'Customers(id,twice)']);
  });
});
