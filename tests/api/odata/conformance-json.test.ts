/** The JSON format and context URLs, line by line. */
import { contextOf, expectError, onTheService, V40, V401 } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';

const FULL = { Accept: 'application/json;odata.metadata=full' };
const IEEE = { Accept: 'application/json;IEEE754Compatible=true' };

onTheService(({ get }) => {
  const TYPES = [
    ['application/json', V40, 'application/json;odata.metadata=minimal'],
    ['application/json', V401, 'application/json;metadata=minimal'],
    ['application/json', {}, 'application/json;odata.metadata=minimal'],
    ['application/json;metadata=full', V40, 'application/json;odata.metadata=full'],
    ['application/json;odata.metadata=none', V401, 'application/json;metadata=none'],
    ['application/json;charset=utf-8', V40, 'application/json;odata.metadata=minimal;charset=utf-8'],
    ['application/json;IEEE754Compatible=true', V40, 'application/json;odata.metadata=minimal;IEEE754Compatible=true'],
    ['application/json;odata=verbose', {}, 'application/json;odata.metadata=minimal'],
  ] as const;
  test.each(TYPES)('1.7-json-content-type Accept %s with %j is answered as %s', async (accept, version, contentType) => {
    expect((await get('/Customers?$top=1', { ...version, Accept: accept })).headers['content-type']).toBe(contentType);
  });

  test('1.7-json-none keeps count and next link alone', async () => {
    const { json } = await get('/Customers?$select=id&$count=true&$expand=Phones($select=id)', { Accept: 'application/json;odata.metadata=none', Prefer: 'maxpagesize=2' });
    expect(Object.keys(json)).toEqual(['@odata.count', 'value', '@odata.nextLink']);
    expect(json.value.map((row: object) => Object.keys(row))).toEqual([['id', 'Phones'], ['id', 'Phones']]);
    expect(JSON.stringify(json.value)).not.toMatch(/@odata\.(?!nextLink)/);
  });

  test('1.7-json-minimal has context and etags, and no ids or links that follow from the conventions', async () => {
    const { json } = await get('/Customers(555)?$expand=Phones');
    expect(Object.keys(json).filter((name) => name.includes('@'))).toEqual(['@odata.context', '@odata.etag']);
    expect(Object.keys(json.Phones[0]).filter((name) => name.includes('@'))).toEqual(['@odata.etag']);
  });

  test('1.7-json-full adds type, id, edit link, types of values and links of navigations', async () => {
    const { json } = await get('/Customers(555)', { ...FULL, ...V40 });
    expect(json).toMatchObject({
      '@odata.type': '#LoanService.Customer', '@odata.id': `${BASE_URL}/Customers(555)`, '@odata.editLink': `${BASE_URL}/Customers(555)`,
      'id@odata.type': '#Int32', 'birthDate@odata.type': '#Date', 'creditLimit@odata.type': '#Decimal', 'created@odata.type': '#DateTimeOffset',
      'Phones@odata.navigationLink': `${BASE_URL}/Customers(555)/Phones`, 'Phones@odata.associationLink': `${BASE_URL}/Customers(555)/Phones/$ref`,
    });
    expect(json).not.toHaveProperty(['firstName@odata.type']);
    expect(json).not.toHaveProperty(['active@odata.type']);
  });

  test('1.7-json-full dresses expanded entities too, and media entities with their links', async () => {
    const { json } = await get('/Customers(555)?$expand=Phones($top=1),Documents($top=1)', FULL);
    expect(json.Phones[0]).toMatchObject({ '@odata.id': `${BASE_URL}/Phones(1)`, 'Customer@odata.navigationLink': `${BASE_URL}/Phones(1)/Customer` });
    expect(json.Documents[0]).toMatchObject({ '@odata.mediaReadLink': `${BASE_URL}/Documents(1)/$value`, '@odata.mediaContentType': 'application/pdf' });
  });

  test('1.7-json-full $select limits the annotations to what is selected', async () => {
    const { json } = await get('/Customers(555)?$select=id,Phones', FULL);
    expect(Object.keys(json).filter((name) => !name.startsWith('@'))).toEqual(['id@odata.type', 'id', 'Phones@odata.associationLink', 'Phones@odata.navigationLink']);
  });

  test('40-UPD-18 edit links are conventional, and explicit under metadata=full', async () => {
    expect((await get('/Customers(555)', FULL)).json['@odata.editLink']).toBe(`${BASE_URL}/Customers(555)`);
    expect((await get('/Customers(555)/PrimaryAddress', FULL)).json['@odata.editLink']).toBe(`${BASE_URL}/Addresses(1)`);
  });

  test('1.7-json-names @odata.x and #Type in 4.0, @x in 4.01', async () => {
    const older = (await get('/Customers(42)?$select=id', { ...FULL, ...V40 })).json;
    const newer = (await get('/Customers(42)?$select=id', { Accept: 'application/json;metadata=full', ...V401 })).json;
    expect(Object.keys(older).filter((name) => name.includes('@')).every((name) => name.includes('@odata.'))).toBe(true);
    expect(Object.keys(newer).filter((name) => name.includes('@')).some((name) => name.includes('odata.'))).toBe(false);
    expect([older['id@odata.type'], newer['id@type']]).toEqual(['#Int32', 'Int32']);
  });

  test('1.7-json-order context, then type, id and etag, then properties; annotations directly before theirs; navigation last', async () => {
    const { json, text } = await get('/Customers(555)?$expand=Phones($count=true)', { ...FULL, ...V40 });
    const names = Object.keys(json);
    expect(names.slice(0, 4)).toEqual(['@odata.context', '@odata.type', '@odata.id', '@odata.etag']);
    for (const name of names.filter((n) => n.endsWith('@odata.type') && !n.startsWith('@'))) expect(names[names.indexOf(name) + 1]).toBe(name.replace('@odata.type', ''));
    expect(text.indexOf('"Phones@odata.count"')).toBeLessThan(text.indexOf('"Phones":'));
    const structural = names.filter((name) => !name.includes('@') && name !== 'Phones');
    expect(names.indexOf('Phones')).toBeGreaterThan(names.indexOf(structural.at(-1) ?? ''));
  });

  test('1.7-json-streaming is confirmed', async () => {
    const { headers, text } = await get('/Customers?$top=1', { Accept: 'application/json;odata.streaming=true', ...V40 });
    expect(headers['content-type']).toBe('application/json;odata.metadata=minimal;odata.streaming=true');
    expect(text.startsWith('{"@odata.context":')).toBe(true);
  });

  test('1.7-json-ieee754 decimals and counts are strings when asked, numbers otherwise', async () => {
    expect((await get('/Loans(1)?$select=id,principalRemaining', IEEE)).json).toMatchObject({ id: 1, principalRemaining: '8127.5' });
    expect((await get('/Loans(1)?$select=principalRemaining')).json.principalRemaining).toBe(8127.5);
    expect((await get('/Loans(1)/principalRemaining', IEEE)).json.value).toBe('8127.5');
    const { json } = await get('/Customers?$count=true&$top=1&$filter=id eq 555&$expand=Phones($count=true)', IEEE);
    expect([json['@odata.count'], json.value[0]['Phones@odata.count']]).toEqual(['1', '2']);
    expect((await get('/Customers?$compute=id divby 4 as part&$select=part&$top=1', IEEE)).json.value[0].part).toMatch(/^0\.250*$/);
  });

  test('1.7-json-decimals every digit, no exponent, whatever their size', async () => {
    const { text } = await get('/Loans(1)/Installments');
    const numbers = [...text.matchAll(/"balance":(-?[\d.eE+-]+)/g)].map((match) => match[1] ?? '');
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter((n) => /e/i.test(n))).toEqual([]);
    expect(numbers.some((n) => n.replace(/\D/g, '').length > 17)).toBe(true);
  });

  test('1.7-json-nulls are there', async () => {
    const { json } = await get('/Customers(42)', { Prefer: 'omit-values=defaults' });
    expect(json).toHaveProperty('middleName', null);
  });

  const FAULTY = ['/Customers?$filter=(', '/Nowhere', '/Customers(99999)', '/Customers?$apply=identity', '/Customers?$top=x'];
  test.each(FAULTY)('1.7-json-error %s answers one object with code, message and target', async (target) => {
    const answer = await get(target);
    expectError(answer, answer.status);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'content-language': 'en' });
    expect(answer.json.error.target).toEqual(expect.stringMatching(/./));
  });

  const CONTEXTS: readonly (readonly [string, string, string])[] = [
    ['/Customers?$top=1', 'Customers', 'Customers'],
    ['/Customers(42)', 'Customers/$entity', 'Customers/$entity'],
    ['/Customers?$select=id,firstName&$top=1', 'Customers(id,firstName)', 'Customers(id,firstName)'],
    ['/Customers(42)?$select=id', 'Customers(id)/$entity', 'Customers(id)/$entity'],
    ['/Customers?$select=*&$top=1', 'Customers(*)', 'Customers(*)'],
    ['/Customers?$expand=Phones&$top=1', 'Customers', 'Customers(Phones())'],
    ['/Customers?$expand=Phones($select=id)&$top=1', 'Customers(Phones(id))', 'Customers(Phones(id))'],
    ['/Customers?$select=id&$expand=Phones&$top=1', 'Customers(id)', 'Customers(id,Phones())'],
    ['/Customers?$select=id,Phones&$expand=Phones&$top=1', 'Customers(id,Phones)', 'Customers(id,Phones,Phones())'],
    ['/Customers?$select=id,Phones&$top=1', 'Customers(id,Phones)', 'Customers(id,Phones)'],
    ['/Customers?$expand=Loans($expand=LoanSetup)&$top=1', 'Customers', 'Customers(Loans(LoanSetup()))'],
    ['/Customers?$expand=Loans($expand=LoanSetup($select=id);$select=id)&$top=1', 'Customers(Loans(id,LoanSetup(id)))', 'Customers(Loans(id,LoanSetup(id)))'],
    ['/Customers?$expand=Phones/$ref&$top=1', 'Customers', 'Customers'],
    ['/Customers(555)/Phones', 'Phones', 'Phones'],
    ['/Customers(555)/Phones(1)', 'Phones/$entity', 'Phones/$entity'],
    ['/Customers(555)/PrimaryAddress', 'Addresses/$entity', 'Addresses/$entity'],
    ['/Customers/$ref?$top=1', 'Collection($ref)', 'Collection($ref)'],
    ['/Customers(555)/Phones/$ref', 'Collection($ref)', 'Collection($ref)'],
    ['/Customers(555)/PrimaryAddress/$ref', '$ref', '$ref'],
    ['/Customers(42)/firstName', 'Customers(42)/firstName', 'Customers(42)/firstName'],
    ['/$entity?$id=Customers(42)', 'Customers/$entity', 'Customers/$entity'],
    ['/Customers/LoanService.Customer?$top=1', 'Customers/LoanService.Customer', 'Customers/LoanService.Customer'],
    ['/Customers?$compute=id add 1 as next&$select=next&$top=1', 'Customers(next)', 'Customers(next)'],
  ];
  test.each(CONTEXTS)('1.7-context %s is #%s in 4.0 and #%s in 4.01', async (target, older, newer) => {
    expect(contextOf(await get(target, V40))).toBe(older);
    expect(contextOf(await get(target, V401))).toBe(newer);
  });

  test('1.7-context the service document names the metadata itself', async () => {
    expect((await get('/', V40)).json['@odata.context']).toBe(`${BASE_URL}/$metadata`);
    expect((await get('/', V401)).json['@context']).toBe(`${BASE_URL}/$metadata`);
  });

  test.each([['1.7-context-all'], ['1.7-read-all']])('%s $all is every entity of every set, with its type and address', async () => {
    const answer = await get('/$all', { Prefer: 'maxpagesize=3' });
    expect(contextOf(answer)).toBe('Collection(Edm.EntityType)');
    expect(answer.json.value).toHaveLength(3);
    for (const entity of answer.json.value) expect(entity).toMatchObject({ '@odata.type': expect.stringMatching(/^#LoanService\./), '@odata.id': expect.stringMatching(/^http/) });
    expect(answer.json['@odata.nextLink']).toMatch(/\$all\?.*\$skiptoken=/);
  });
});
