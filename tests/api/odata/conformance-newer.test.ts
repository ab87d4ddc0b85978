/** OData 4.01 Minimal, Intermediate and Advanced, line by line. */
import { contextOf, expectError, ids, onTheService, V40, V401 } from '../../support/conformance.ts';
import { loanModel } from '../../support/service.ts';

onTheService(({ get, send }) => {
  const count = async (filter: string): Promise<number> => Number((await get(`/Customers/$count?$filter=${encodeURIComponent(filter)}`)).text);

  test('401-MIN-2 a client that names 4.01 is answered with names without prefix', async () => {
    const { headers, json } = await get('/Customers?$top=1&$select=id&$count=true', V401);
    expect(headers['content-type']).toBe('application/json;metadata=minimal');
    expect(Object.keys(json)).toEqual(['@context', '@count', 'value']);
    expect(Object.keys(json.value[0])).toEqual(['@etag', 'id']);
  });

  test.each(['maxpagesize=2', 'odata.maxpagesize=2'])('401-MIN-4 Prefer: %s in both versions', async (prefer) => {
    for (const version of [V40, V401]) expect(ids(await get('/Customers?$select=id', { ...version, Prefer: prefer }))).toEqual([1, 2]);
  });

  test('401-MIN-5 the published schema version and * are accepted, another is 404', async () => {
    const { text } = await get('/$metadata');
    const version = /Core\.SchemaVersion" String="([^"]+)"/.exec(text)?.[1];
    expect((await get(`/Customers?$schemaversion=${version}&$top=1`)).status).toBe(200);
    expect((await get('/Customers?$schemaversion=*&$top=1')).status).toBe(200);
    for (const target of ['/Customers?$schemaversion=0.0.1', '/$metadata?$schemaversion=0.0.1', '/?$schemaversion=0.0.1']) expectError(await get(target), 404, /URL114/);
  });

  test('401-MIN-6 options without $', async () => {
    expect(ids(await get('/Customers?top=2&skip=1&select=id&orderby=id desc&filter=id lt 9'))).toEqual([7, 6]);
    expect((await get('/Customers?count=true&top=0')).json['@odata.count']).toBe(1000);
    expect((await get('/Customers?expand=Phones(select=id)&select=id&filter=id eq 555')).json.value[0].Phones).toHaveLength(2);
    expectError(await get('/Customers?top=1&$top=1'), 400, /URL103/);
  });

  test.each(["$FILTER=id EQ 42 AND CONTAINS(firstName,'d')", '$Filter=id Eq 42', '$filter=NOT (id Ne 42)', "$filter=ToLower(firstName) eq 'ada'", '$filter=id IN (42)'])('401-MIN-7 %s', async (option) => {
    expect(ids(await get(`/Customers?${option}&$SELECT=id`))).toEqual([42]);
  });

  test('401-MIN-8 names come back as in the metadata', async () => {
    const { json } = await get('/Customers(42)?$SELECT=id,firstName&$EXPAND=Phones');
    expect(Object.keys(json)).toEqual(expect.arrayContaining(['id', 'firstName', 'Phones']));
  });

  test.each(["birthDate eq '1985-12-10'", "id eq '42'", "id eq cast('42',Edm.Int32)", "cast('true',Edm.Boolean) eq active and id eq 42", "created gt '1800-01-01T00:00:00Z' and id eq 42"])('401-MIN-9a %s', async (filter) => {
    expect(await count(filter)).toBeGreaterThan(0);
  });

  test("401-MIN-9b a duration without prefix", async () => {
    expect(await count("'P1D' eq duration'PT24H'")).toBe(1000);
  });

  test.each(['/Customers(@k)?@k=42', '/Customers(id=@k)?@k=42'])('401-MIN-9f %s', async (target) => {
    expect((await get(target)).json.id).toBe(42);
  });

  test.each([['401-MIN-9h'], ['401-INT-3']])('%s a navigation can be compared with null', async () => {
    const without = await count('PrimaryAddress eq null');
    expect(without).toBeGreaterThan(0);
    expect(without + (await count('PrimaryAddress ne null'))).toBe(1000);
  });

  test.each([['401-MIN-9i'], ['401-INT-4']])('%s in with a list, and with a collection behind an alias', async () => {
    expect(ids(await get('/Customers?$filter=id in (1,42,99999)&$select=id'))).toEqual([1, 42]);
    expect(ids(await get("/Customers?$filter=firstName in ('Ada') and id eq 42&$select=id"))).toEqual([42]);
    expect(ids(await get('/Customers?$filter=id in @l&@l=[1,42]&$select=id'))).toEqual([1, 42]);
    expect(ids(await get('/Customers?$filter=not (id in (1,2)) and id lt 4&$select=id'))).toEqual([3]);
  });

  test('401-MIN-9j divby divides without cutting', async () => {
    expect(ids(await get('/Customers?$filter=id divby 4 eq 10.5&$select=id'))).toEqual([42]);
    expect(ids(await get('/Customers?$filter=id div 4 eq 10&$select=id'))).toEqual([40, 41, 42, 43]);
  });

  test('401-MIN-9k substring with a negative start counts from the end', async () => {
    expect(ids(await get("/Customers?$filter=id eq 42 and substring(lastName,-4) eq 'lace'&$select=id"))).toEqual([42]);
  });

  test.each([['401-MIN-9l'], ['1.7-read-key-as-segment']])('%s keys as segments', async () => {
    expect((await get('/Customers/42')).json.id).toBe(42);
    expect((await get('/Customers/555/Phones/1/phone/$value')).status).toBe(200);
    expectError(await get('/Customers/99999'), 404);
  });

  test.each([['401-MIN-9m'], ['401-INT-9'], ['401-ADV-8']])('%s /$filter as a segment, also twice and by alias', async () => {
    expect((await get('/Customers/$filter(id lt 5)/$count')).text).toBe('4');
    expect((await get('/Customers/$filter(@a)/$filter(@b)/$count?@a=id lt 9&@b=id gt 3')).text).toBe('5');
    expect(ids(await get('/Customers/$filter(@f)?@f=id lt 5&$select=id&$top=2&$orderby=id desc'))).toEqual([4, 3]);
    expectError(await get('/Customers(42)/$filter(id eq 42)'), 404);
  });

  test.each([['401-MIN-10'], ['401-ADV-6']])('%s $metadata as CSDL JSON', async () => {
    for (const [target, accept] of [['/$metadata?$format=json', 'text/html'], ['/$metadata?$format=application/json', '*/*'], ['/$metadata', 'application/json']] as const) {
      const { headers, json } = await get(target, { Accept: accept });
      expect([headers['content-type'], json.$EntityContainer]).toEqual(['application/json', 'LoanService.Container']);
    }
  });

  test('401-MIN-11 no two names of one type differ by case alone', () => {
    for (const type of loanModel().types.values()) {
      if (type.kind !== 'entity') continue;
      const names = [...type.properties.keys(), ...type.navigations.keys()].map((name) => name.toLowerCase());
      expect(names).toEqual([...new Set(names)]);
    }
  });

  test('401-MIN-12 the metadata names the versions', async () => {
    expect((await get('/$metadata')).text).toMatch(/Core\.ODataVersions" String="4\.0 4\.01"/);
  });

  const TERMS = ['TopSupported', 'SkipSupported', 'FilterFunctions', 'SearchRestrictions', 'SortRestrictions', 'FilterRestrictions', 'CountRestrictions', 'ExpandRestrictions', 'BatchSupported', 'AsynchronousRequestsSupported', 'CrossJoinSupported'];
  test.each(TERMS)('401-MIN-13 the metadata says Capabilities.%s', async (term) => {
    expect((await get('/$metadata')).text).toContain(`"Capabilities.${term}"`);
  });

  test('401-MIN-13 what the metadata does not claim is refused: $search', async () => {
    for (const set of loanModel().entitySets.values()) {
      const { status } = await get(`/${set.name}?$search=x&$top=1`);
      expect([set.name, status]).toEqual([set.name, set.capabilities.searchable ? 200 : 400]);
    }
  });

  test.each([['401-MIN-15'], ['401-INT-7'], ['401-ADV-4']])('%s $compute is usable in $select, $filter and $orderby', async () => {
    const answer = await get('/Customers?$compute=id mul 2 as twice,concat(firstName,lastName) as both&$filter=twice le 84&$orderby=twice desc&$select=twice,both&$top=1');
    expect(answer.json.value[0]).toEqual(expect.objectContaining({ twice: 84, both: 'AdaLovelace' }));
    expect(contextOf(answer)).toBe('Customers(twice,both)');
    expect((await get('/Customers?$compute=id mul 2 as twice&$top=1')).json.value[0].twice).toBe(2);
    expectError(await get('/Customers?$compute=id mul 2 as firstName'), 400);
  });

  test('401-MIN-16 $search on the searchable sets and inside expands', async () => {
    expect(ids(await get('/Customers?$search=lovelace&$select=id'))).toEqual([42]);
    expect((await get('/Customers(555)?$expand=Notes($search=zzzz)')).json.Notes).toEqual([]);
  });

  test.each([['401-MIN-20'], ['401-MIN-21'], ['1.7-deep-update']])('%s a nested collection of 4.01 is the exact membership', async () => {
    const before = (await get('/Customers(560)?$expand=Phones')).json.Phones as { id: number }[];
    const kept = before[0]?.id;
    const body = { Phones: [...(kept === undefined ? [] : [{ id: kept, carrierName: 'Kept' }]), { phone: '5551230000' }] };
    const { status, json } = await send('PUT', '/Customers(560)', { body, headers: { 'OData-Version': '4.01', ...V401 } });
    expect([status, json.Phones.length]).toEqual([200, kept === undefined ? 1 : 2]);
    const after = (await get('/Customers(560)?$expand=Phones')).json.Phones as { id: number; phone: string }[];
    expect(after.map(({ id }) => id).filter((id) => before.some((b) => b.id === id))).toEqual(kept === undefined ? [] : [kept]);
    expect(after.some(({ phone }) => phone === '5551230000')).toBe(true);
  });

  test('401-INT-6 $count of a collection in expressions', async () => {
    expect(await count('Phones/$count eq 2 and id eq 555')).toBe(1);
    expect(ids(await get('/Customers?$orderby=Loans/$count desc,id&$top=1&$select=id'))).toHaveLength(1);
  });

  test('401-ADV-3 $count with $filter and $search', async () => {
    expect(await count('Phones/$count($filter=isPrimary) eq 1 and id eq 555')).toBe(1);
    expect(await count('Phones/$count($filter=not isPrimary) eq 2 and id eq 555')).toBe(0);
    expect(await count('Notes/$count($search=zzzz) eq 0 and id eq 555')).toBe(1);
  });

  test.each([['401-INT-5']])('%s no entity has a complex property; options on a navigation in $select answer 501', async () => {
    const properties = [...loanModel().types.values()].flatMap((type) => (type.kind === 'entity' ? [...type.properties.values()] : []));
    expect(properties.filter(({ type }) => type.kind === 'complex')).toEqual([]);
    expectError(await get('/Customers?$select=Phones($select=id)'), 501, /URL109/);
  });

  test('401-MIN-17 a client that names no version is answered as 4.01, with the prefixed names of 4.0', async () => {
    const { headers, json } = await get('/Customers?$top=1');
    expect([headers['odata-version'], Object.keys(json)[0]]).toEqual(['4.01', '@odata.context']);
  });

  test('401-MIN-26 a delta creates, changes and removes in one transaction, where the metadata offers it', async () => {
    const made = (await send('POST', '/Customers', { body: { firstName: 'D', lastName: 'Delta' } })).json.id;
    const value = [{ '@id': `Customers(${made})`, firstName: 'Changed' }, { firstName: 'New', lastName: 'ByDelta' }];
    expect((await send('PATCH', '/Customers', { body: { value }, headers: { 'OData-Version': '4.01', ...V401 } })).status).toBe(204);
    expect([(await get(`/Customers(${made})/firstName`)).json.value, await count("lastName eq 'ByDelta'")]).toEqual(['Changed', 1]);
    expect((await send('PATCH', '/Customers', { body: { value: [{ firstName: 'x', lastName: 'Half' }, { nope: 1 }] }, headers: { 'OData-Version': '4.01', ...V401 } })).status).toBe(400);
    expect(await count("lastName eq 'Half'")).toBe(0);
  });
});
