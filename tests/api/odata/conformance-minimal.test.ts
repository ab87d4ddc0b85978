/** OData 4.0 Minimal, line by line. */
import { contextOf, everyPage, expectError, ids, onTheService } from '../../support/conformance.ts';
import { BASE_URL, loanModel } from '../../support/service.ts';

onTheService(({ get, send }) => {
  test.each(['', '/'])('40-MIN-1 the service document (root%s) lists every advertised set with name and url', async (target) => {
    const { status, json } = await get(target);
    expect(status).toBe(200);
    expect(json['@odata.context']).toBe(`${BASE_URL}/$metadata`);
    const names = json.value.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...loanModel().entitySets.keys()]);
    expect(json.value[0]).toEqual({ name: 'Customers', kind: 'EntitySet', url: 'Customers' });
  });

  test.each([...loanModel().entitySets.keys()])('40-MIN-2 %s answers a JSON object with an array value', async (set) => {
    const { status, headers, json } = await get(`/${set}?$top=2`);
    expect([status, headers['content-type']]).toEqual([200, 'application/json;odata.metadata=minimal']);
    expect(Array.isArray(json.value)).toBe(true);
    expect(contextOf({ json, status, headers, text: '' })).toBe(set);
  });

  test('40-MIN-3 following next links gives every row once, and the last page has none', async () => {
    const { rows, pages } = await everyPage(get, '/Customers?$select=id', { Prefer: 'maxpagesize=300' });
    expect(pages).toBe(4);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1000);
    expect(rows).toHaveLength(1000);
  });

  test('40-MIN-3 $top and $skip are kept across next links', async () => {
    const { rows, pages } = await everyPage(get, '/Customers?$select=id&$skip=5&$top=7&$orderby=id', { Prefer: 'maxpagesize=3' });
    expect(rows.map(({ id }) => id)).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect(pages).toBe(3);
  });

  test('40-MIN-3 a larger set than the page size ends its first page in an absolute next link', async () => {
    const { json } = await get('/Loans?$select=id');
    expect(json.value).toHaveLength(1000);
    expect(json['@odata.nextLink']).toMatch(`${BASE_URL}/Loans?`);
  });

  const EVERYWHERE = ['/', '/$metadata', '/Customers?$top=1', '/Customers(42)', '/Customers/$count', '/Customers(42)/MailAddress', '/Customers(42)/firstName/$value', '/Nowhere', '/Customers?$filter=(', '/Documents(1)/$value'];
  test.each(EVERYWHERE)('40-MIN-4 %s is answered with one OData-Version, 4.0 or 4.01', async (target) => {
    const { headers } = await get(target);
    expect(headers['odata-version']).toMatch(/^4\.01?$/);
  });

  const ACCEPTS = [
    ['application/json;foo=bar', 406],
    ['text/html', 406],
    ['text/html, application/json;q=0.5', 200],
    ['application/json;q=0', 406],
    ['application/json;q=0.1, application/json;odata.metadata=full;q=0.9', 200],
    ['*/*', 200],
    ['application/*', 200],
    ['application/json;odata.metadata=nonsense', 406],
    ['', 200],
  ] as const;
  test.each(ACCEPTS)('40-MIN-5.1 Accept: %s is answered with %i', async (accept, status) => {
    const answer = await get('/Customers?$top=1&$select=id', { Accept: accept });
    expect(answer.status).toBe(status);
    if (status === 406) expectError(answer, 406, /URL110/);
  });

  test('40-MIN-5.1 the better quality wins', async () => {
    const { headers } = await get('/Customers?$top=1', { Accept: 'application/json;q=0.1, application/json;odata.metadata=none;q=0.9' });
    expect(headers['content-type']).toBe('application/json;odata.metadata=none');
  });

  const FORMATS = [
    ['json', 200], ['application/json', 200], ['application/json;odata.metadata=full', 200], ['application%2Fjson%3Bmetadata%3Dnone', 200],
    ['atom', 406], ['xml', 406], ['text/html', 406], ['application/json;odata.metadata=bogus', 406],
  ] as const;
  test.each(FORMATS)('40-MIN-5.1 $format=%s comes before Accept and is answered with %i', async (format, status) => {
    expect((await get(`/Customers?$top=1&$format=${format}`, { Accept: status === 200 ? 'text/html' : 'application/json' })).status).toBe(status);
  });

  const VERSIONS = [['4.0', 200, '4.0'], ['4.01', 200, '4.01'], ['4.02', 200, '4.01'], ['5.0', 200, '4.01'], ['3.0', 400, '4.01'], ['2.0', 400, '4.01'], ['x', 400, '4.01']] as const;
  test.each(VERSIONS)('40-MIN-5.2 OData-MaxVersion: %s is answered with %i in version %s', async (asked, status, version) => {
    const answer = await get('/Customers?$top=1', { 'OData-MaxVersion': asked });
    expect([answer.status, answer.headers['odata-version']]).toEqual([status, version]);
  });

  test.each(['/', '/$metadata', '/$metadata?$format=json', '/Customers/$count', '/Nowhere'])('40-MIN-5.2 %s never answers above OData-MaxVersion: 4.0', async (target) => {
    expect((await get(target, { 'OData-MaxVersion': '4.0' })).headers['odata-version']).toBe('4.0');
  });

  test('40-MIN-6 an unknown system query option is refused and named', async () => {
    const answer = await get('/Customers?$xyz=1');
    expectError(answer, 400, /URL104/);
    expect(answer.json.error.target).toBe('$xyz');
  });

  test('40-MIN-6 custom options, unused aliases and unknown preferences are ignored', async () => {
    expect((await get('/Customers?$top=1&foo=1&bar&@unused=3', { Prefer: 'nonsense=4; x="y,z", handling=strict' })).status).toBe(200);
  });

  test('40-MIN-6 unknown annotations in a body are ignored', async () => {
    const body = { '@odata.type': '#LoanService.Customer', '@org.example.note': { a: [1] }, 'contactName@org.example.note': 'x', contactName: 'Kept' };
    const { status, json } = await send('PUT', '/Customers(42)', { body });
    expect([status, json.contactName]).toEqual([200, 'Kept']);
  });

  const NOT_OFFERED = ['/Customers?$apply=aggregate($count as n)', '/Customers?$filter=hassubset(x,y)', '/$crossjoin(Customers,Loans)', '/Customers/$each', '/Documents?$expand=$value'];
  test.each(NOT_OFFERED)('40-MIN-7 %s is valid OData that is not offered: 501 with an error body', async (target) => {
    expectError(await get(target), 501, /URL109/);
  });

  test('40-MIN-8 every type in the metadata is a type of Edm or of the schema', async () => {
    const { text } = await get('/$metadata');
    const types = [...text.matchAll(/<(?:Property|NavigationProperty|Parameter|ReturnType) [^>]*Type="(?:Collection\()?([^")]+)/g)].map((match) => match[1] ?? '');
    expect(types.length).toBeGreaterThan(300);
    expect(types.filter((type) => !/^(?:Edm|LoanService|self)\./.test(type))).toEqual([]);
  });

  test('40-MIN-9 without annotations and headers the payload still says everything', async () => {
    const plain = await get('/Customers(555)?$expand=Phones', { Accept: 'application/json;odata.metadata=none' });
    const dressed = await get('/Customers(555)?$expand=Phones', { Accept: 'application/json;odata.metadata=full' });
    const bare = JSON.parse(JSON.stringify(dressed.json), (_name, value: unknown) =>
      (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !name.includes('@'))) : value)) as unknown;
    expect(plain.json).toEqual(bare);
  });

  test('40-MIN-10 a change leaves what it does not name alone', async () => {
    const before = await get('/Customers(556)');
    await send('PATCH', '/Customers(556)', { body: { contactName: 'Someone' } });
    const { contactName, lastUpdate, '@odata.etag': etag, ...after } = (await get('/Customers(556)')).json;
    expect(contactName).toBe('Someone');
    expect([lastUpdate, etag]).not.toContain(undefined);
    expect(before.json).toEqual(expect.objectContaining(after));
  });

  test('40-MIN-12 $expand puts related entities inside', async () => {
    const { json } = await get('/Customers(555)?$select=id&$expand=Phones($select=id),PrimaryAddress($select=city)');
    expect(json.Phones.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    expect(json.PrimaryAddress.city).toEqual(expect.any(String));
  });

  test('40-MIN-13 $metadata is XML', async () => {
    const { status, headers, text } = await get('/$metadata');
    expect([status, headers['content-type']]).toEqual([200, 'application/xml']);
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\s*<edmx:Edmx Version="4.0"/);
  });

  test.each(['odata.maxpagesize=2', 'maxpagesize=2'])('40-MIN-14 Prefer: %s is honoured and confirmed as it was written', async (prefer) => {
    const answer = await get('/Customers?$select=id', { Prefer: prefer });
    expect(ids(answer)).toEqual([1, 2]);
    expect(answer.headers['preference-applied']).toBe(prefer);
  });

  test.each(['odata.include-annotations="*"', 'odata.track-changes', 'odata.continue-on-error', 'odata.allow-entityreferences'])('40-MIN-14 Prefer: %s does no harm', async (prefer) => {
    expect((await get('/Customers?$top=1', { Prefer: prefer })).status).toBe(200);
  });

  test.each(['odata.metadata', 'metadata'])('40-MIN-14 the format parameter may be called %s', async (name) => {
    expect((await get('/Customers(42)?$select=id', { Accept: `application/json;${name}=none` })).json).toEqual({ id: 42 });
  });

  test('40-MIN-14 the header OData-Isolation does no harm', async () => {
    expect((await get('/Customers?$top=1', { 'OData-Isolation': 'snapshot' })).status).toBe(200);
  });

  test("40-MIN-15 duration'P1D' is a duration", async () => {
    expect((await get("/Customers?$filter=duration'P1D' gt duration'PT23H59M'&$top=1&$select=id")).json.value).toHaveLength(1);
  });
});
