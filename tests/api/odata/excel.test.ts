/**
 * What Excel and Power Query send, over a real socket, and what they need back.
 * The headers are those of a captured request; every answer is checked as the client would check it.
 */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { listenOn } from '../../support/conformance-server.ts';
import type { Listening, Reply } from '../../support/conformance-server.ts';
import { loanModel } from '../../support/service.ts';

const BASIC = `Basic ${Buffer.from('excel:demo').toString('base64')}`;
const EXCEL = {
  'User-Agent': 'Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)',
  'Accept-Encoding': 'gzip, deflate',
  'OData-MaxVersion': '4.0',
  MaxDataServiceVersion: '3.0',
  Accept: 'application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7',
  Authorization: BASIC,
};
const SETS = [...loanModel().entitySets.values()];

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let service: Listening;
  const excel = (target: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => service.ask(target, { ...EXCEL, ...headers });
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    service = await listenOn(db.database);
  });
  afterAll(async () => {
    await service.close();
    await db.close();
  });

  /** Data for this client: JSON of 4.0, the version said once, the context first and absolute. */
  function expectData(reply: Reply): void {
    expect([reply.status, reply.headers['content-type'], reply.headers['odata-version']]).toEqual([200, 'application/json;odata.metadata=minimal', '4.0']);
    expect(reply.rawNames.filter((name) => name.toLowerCase() === 'odata-version')).toHaveLength(1);
    expect(reply.text.startsWith(`{"@odata.context":"${service.url}/$metadata`)).toBe(true);
  }

  test.each(['', '/'])('EXCEL-1 the service document answers at the bare root%s', async (slash) => {
    const reply = await excel(slash);
    expectData(reply);
    expect(reply.json.value.map(({ name }: { name: string }) => name)).toEqual(SETS.map(({ name }) => name));
    for (const { url } of reply.json.value) expect((await excel(`/${url}?$top=0`)).status).toBe(200);
  });

  test('EXCEL-2 context and next links are absolute, on the public URL when one is configured', async () => {
    const proxied = await listenOn(db.database, { PUBLIC_URL: 'https://loans.example/base' });
    const { json } = await proxied.ask('/Customers?$select=id', { ...EXCEL, Prefer: 'maxpagesize=2' });
    await proxied.close();
    expect(json['@odata.context']).toBe('https://loans.example/base/odata.svc/$metadata#Customers(id)');
    expect(json['@odata.nextLink']).toMatch(/^https:\/\/loans\.example\/base\/odata\.svc\/Customers\?/);
  });

  test('EXCEL-2 next links are followed as they come', async () => {
    let reply = await excel('/Loans?$select=id%2Ctitle');
    const seen: number[] = reply.json.value.map(({ id }: { id: number }) => id);
    while (reply.json['@odata.nextLink'] !== undefined) {
      reply = await excel(reply.json['@odata.nextLink']);
      expectData(reply);
      seen.push(...reply.json.value.map(({ id }: { id: number }) => id));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(String(seen.length)).toBe((await excel('/Loans/$count')).text);
  });

  test.each([EXCEL.Accept, 'application/xml', '*/*'])('EXCEL-3 $metadata is XML of version 4.0 for Accept %s', async (accept) => {
    const { status, headers, text } = await excel('/$metadata', { Accept: accept });
    expect([status, headers['content-type'], headers['odata-version']]).toEqual([200, 'application/xml', '4.0']);
    expect(text).toContain('<edmx:Edmx Version="4.0"');
  });

  test('EXCEL-3 complex types have no navigations, which its older reader refuses', async () => {
    const complex = (await excel('/$metadata')).text.match(/<ComplexType[\s\S]*?<\/ComplexType>/g) ?? [];
    expect(complex.filter((text) => text.includes('NavigationProperty'))).toEqual([]);
  });

  test('EXCEL-4 context URLs do not list what is expanded without options', async () => {
    const reply = await excel('/Customers?$expand=Phones%2CPrimaryAddress&$top=2');
    expectData(reply);
    expect(reply.json['@odata.context']).toBe(`${service.url}/$metadata#Customers`);
    expect(reply.text).not.toContain('()');
  });

  test.each(['/', '/$metadata', '/Customers?$top=1', '/Nowhere', '/Customers/$count', '/Customers?$filter=('])('EXCEL-5 %s says OData-Version: 4.0 once', async (target) => {
    const { rawNames, headers } = await excel(target);
    expect([rawNames.filter((name) => /^odata-version$/i.test(name)).length, headers['odata-version']]).toEqual([1, '4.0']);
  });

  test('EXCEL-6 decimals are plain numbers', async () => {
    const { text } = await excel('/Loans(1)/Installments');
    expect(text).toMatch(/"balance":[\d.]+[,}]/);
    expect(text).not.toMatch(/:-?[\d.]+e/i);
  });

  test('EXCEL-7 names of sets and properties are simple identifiers', () => {
    const names = SETS.flatMap(({ name, type }) => [name, ...type.properties.keys(), ...type.navigations.keys()]);
    expect(names.filter((name) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });

  test.each([{ Prefer: 'odata.include-annotations="*",omit-values=nulls' }, { DataServiceVersion: '2.0' }, { 'X-Requested-With': 'x' }, { 'X-CSRF-Token': 'Fetch' }])('EXCEL-8 %j does no harm', async (headers) => {
    const reply = await excel('/Customers?$top=1', headers);
    expectData(reply);
    expect(reply.json.value[0]).toHaveProperty('middleName');
  });

  test('EXCEL-9 a preview of 1,000 rows comes in one page, compressed', async () => {
    const reply = await excel('/Customers?%24top=1000');
    expectData(reply);
    expect([reply.json.value.length, reply.json['@odata.nextLink'], reply.headers['content-encoding']]).toEqual([1000, undefined, 'gzip']);
  });

  test('EXCEL-10 expanded collections page by themselves', async () => {
    const { json } = await excel('/Loans(1)?$expand=Installments', { Prefer: 'maxpagesize=3' });
    expect(json.Installments).toHaveLength(3);
    expect((await excel(json['Installments@odata.nextLink'], { Prefer: 'maxpagesize=3' })).json.value).toHaveLength(3);
  });

  test('EXCEL-11 related tables are found by partners, constraints and bindings', async () => {
    const { text } = await excel('/$metadata');
    for (const type of SETS.map((set) => set.type)) {
      for (const navigation of type.navigations.values()) expect(text).toContain(`<NavigationPropertyBinding Path="${navigation.name}"`);
    }
    expect(text.match(/<ReferentialConstraint /g)?.length).toBeGreaterThan(20);
    expect(text.match(/Partner="/g)?.length).toBeGreaterThan(20);
  });

  test('EXCEL-12 unchanged metadata is not sent again', async () => {
    const { headers } = await excel('/$metadata');
    expect((await excel('/$metadata', { 'If-None-Match': headers.etag ?? '' })).status).toBe(304);
  });

  test('EXCEL-13 an empty bearer token, no token and a wrong one are asked for credentials', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer wrong', 'Basic x', '']) {
      const reply = await excel('/Customers', { Authorization: authorization });
      expect([authorization, reply.status]).toEqual([authorization, 401]);
      expect(reply.headers['www-authenticate']).toMatch(/Bearer/);
      expect(reply.headers['www-authenticate']).toMatch(/Basic/);
      expect(reply.json.error.code).toBe('AUT401');
    }
  });

  test('EXCEL-13 Basic and a bearer token are credentials', async () => {
    expectData(await excel('/Customers?$top=1'));
    expectData(await excel('/Customers?$top=1', { Authorization: 'Bearer demo' }));
  });

  test.each(SETS.map(({ name }) => name))('EXCEL-14 %s loads flat: whole, first 1,000, navigation names selected, everything expanded', async (set) => {
    const type = loanModel().entitySets.get(set)?.type;
    const navigations = [...(type?.navigations.keys() ?? [])];
    const properties = [...(type?.properties.values() ?? [])].filter((p) => !(p.type.kind === 'primitive' && p.type.name === 'Edm.Stream')).map(({ name }) => name);
    expectData(await excel(`/${set}`));
    expectData(await excel(`/${set}?$top=1000`));
    const all = await excel(`/${set}?$select=${[...properties, ...navigations].join('%2C')}&$top=1000`);
    expectData(all);
    if (all.json.value.length > 0) expect(Object.keys(all.json.value[0])).toEqual(expect.arrayContaining(properties));
    expect((await excel(`/${set}/$count`)).text).toMatch(/^\d+$/);
    if (navigations.length === 0) return;
    const expanded = await excel(`/${set}?$expand=${navigations.join('%2C')}&$top=20`);
    expectData(expanded);
    for (const row of expanded.json.value) expect(Object.keys(row)).toEqual(expect.arrayContaining(navigations));
  });

  const FOLDED = [
    "/Customers?$filter=contains(lastName%2C%27an%27)%20and%20birthDate%20ge%201980-01-01&$orderby=lastName%20desc%2Cid&$select=id%2ClastName&$top=1000",
    '/Loans?$filter=principalRemaining%20gt%201000.5%20and%20not%20archived&$count=true&$top=1000&$skip=10',
    "/Customers?$filter=startswith(tolower(lastName)%2C%27y%27)%20or%20endswith(firstName%2C%27n%27)&$top=1000",
    '/Customers?$filter=created%20gt%202000-01-01T00:00:00Z%20and%20created%20lt%202100-01-01T00%3A00%3A00%2B01%3A00&$top=3',
    '/Customers(555)/Loans?$expand=LoanSetup(%24select%3DloanAmount)&%24select=id%2CLoanSetup',
    '/Customers?$apply=groupby((lastName))',
  ];
  test.each(FOLDED.slice(0, 5))('EXCEL-14 a folded query is answered: %s', async (target) => {
    expectData(await excel(target));
  });

  test('EXCEL-14 a URL of 2,000 characters is answered', async () => {
    const filter = Array.from({ length: 150 }, (_, i) => `id%20eq%20${i}`).join('%20or%20').slice(0, 1950).replace(/%20(or|eq)?(%20)?\w*$/, '');
    const target = `/Customers?$select=id&$filter=${filter.replace(/(%20or)?(%20)?(id)?(%20eq)?(%20)?$/, '')}`;
    expect(target.length).toBeGreaterThan(1900);
    expectData(await excel(target));
  });

  test('EXCEL-14 what is not offered is an error the client can show, never an empty answer', async () => {
    const reply = await excel(FOLDED[5] ?? '');
    expect([reply.status, reply.json.error.code]).toEqual([501, 'URL109']);
  });
});
