/** The conformance lines that need collections of values, which neither served model has: over a model made for tests. */
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';
import type { Json } from '../../support/service.ts';

onTheWorkshop(({ send }) => {
  const PLACES = [{ Name: 'Shed', Room: { Width: 3 }, Count: 1 }, { Name: 'Hall', Count: 2 }, { Name: 'Attic', Count: 3 }];
  beforeAll(async () => {
    await send('PATCH', '/Tools(1)', { body: { Tags: ['b', 'a', 'c'], Places: PLACES } });
    await send('PUT', '/Tools(1)/Counts', { body: '{"value":[9007199254740993,1,null]}' });
  });
  const ask = async (target: string, accept = 'application/json'): Promise<Json> => {
    const { status, json } = await send('GET', `/Tools(1)${target}`, { headers: { Accept: accept } });
    expect([target, status, json.error]).toEqual([target, 200, undefined]);
    return json;
  };

  test('401-MIN-23 POST appends to a collection of primitive or complex values', async () => {
    const made = (await send('POST', '/Tools', { body: { Name: 'Appended' } })).json.ID;
    expect((await send('POST', `/Tools(${made})/Tags`, { body: { value: 'x' } })).status).toBe(204);
    expect((await send('POST', `/Tools(${made})/Places`, { body: { Name: 'Yard' } })).status).toBe(204);
    expect((await send('GET', `/Tools(${made})`)).json).toMatchObject({ Tags: ['x'], Places: [{ Name: 'Yard' }] });
  });

  const SELECTED: readonly (readonly [string, Json])[] = [
    ["Tags($filter=$this gt 'a')", { Tags: ['b', 'c'] }], ['Tags($orderby=$this)', { Tags: ['a', 'b', 'c'] }], ['Tags($orderby=$this desc;$skip=1;$top=1;$count=true)', { 'Tags@odata.count': 3, Tags: ['b'] }],
    ["Tags($filter=$this eq @t;@t='c';$count=true)", { 'Tags@odata.count': 1, Tags: ['c'] }], ['Tags($filter=startswith($it/Name,$this))', { Tags: [] }], ['Counts($orderby=$this)', { Counts: [null, 1, Number('9007199254740993')] }],
    ['Places($filter=Count gt 1;$orderby=Name;$select=Name)', { Places: [{ Name: 'Attic' }, { Name: 'Hall' }] }], ['Places($select=Name,Room/Width;$top=2)', { Places: [{ Name: 'Shed', Room: { Width: 3 } }, { Name: 'Hall', Room: null }] }],
    ['Places/Name', { Places: [{ Name: 'Shed' }, { Name: 'Hall' }, { Name: 'Attic' }] }], ['Places($filter=Room ne null;$select=Room($select=Width))', { Places: [{ Room: { Width: 3 } }] }],
  ];
  test.each(SELECTED)('401-ADV-5 $select=%s answers %j', async (item, expected) => {
    expect(await ask(`?$select=${encodeURIComponent(item)}`)).toEqual({
      '@odata.context': expect.stringMatching(/#Tools\(.*\)\/\$entity$/), '@odata.etag': expect.any(String), ...expected,
    });
    const property = Object.keys(expected).at(-1) ?? '';
    const options = /\((.*)\)$/.exec(item)?.[1];
    if (options === undefined) return;
    // At its own address the collection takes the same options.
    const own = await ask(`/${property}?${options.split(/;(?![^(]*\))/).map((option) => option.replace(/^([^=]*)=(.*)$/, (_all, name: string, value: string) => `${name}=${encodeURIComponent(value)}`)).join('&')}`);
    expect([own.value, own['@odata.count']]).toEqual([expected[property], expected[`${property}@odata.count`]]);
  });

  test('401-ADV-5 counts are texts where that is asked for, and parts stand in the context URL', async () => {
    const ieee754 = 'application/json;IEEE754Compatible=true';
    expect(await ask('/Counts?$count=true&$top=1', ieee754)).toMatchObject({ '@odata.count': '3', value: ['9007199254740993'] });
    expect(await ask('?$select=Counts($count=true;$top=1)', ieee754)).toMatchObject({ 'Counts@odata.count': '3', Counts: ['9007199254740993'] });
    expect((await ask('/Places?$select=Name,Room/Width'))['@odata.context']).toBe(`${WORKSHOP_URL}/$metadata#Tools(1)/Places(Name,Room/Width)`);
    expect((await ask('?$select=Places($select=Name,Room/Width),Tags($top=1)'))['@odata.context']).toBe(`${WORKSHOP_URL}/$metadata#Tools(Places/Name,Places/Room/Width,Tags)/$entity`);
  });

  test('401-ADV-9 the links to further rows of a collection carry the aliases that its options use, the innermost of a name', async () => {
    const paged = { Prefer: 'maxpagesize=1' };
    const inner = '$expand=Labels($select=Language;$filter=Language ne @no;$orderby=Language desc;@no=@it)';
    const target = `/Shelves?$select=Code&$filter=Code eq @it&$expand=Tools($select=ID;$filter=Price lt @no;$orderby=ID desc;@no=50;${inner})&@it='A'&@no=1`;
    const tools: Json[] = [];
    const first = (await send('GET', target, { headers: paged })).json.value[0];
    const links: string[] = [first['Tools@odata.nextLink']];
    tools.push(...first.Tools);
    for (const link of links) {
      const { status, json } = await send('GET', link.replace(WORKSHOP_URL, ''), { headers: paged });
      expect([link, status, json.error]).toEqual([link, 200, undefined]);
      tools.push(...json.value);
      if (json['@odata.nextLink'] !== undefined) links.push(json['@odata.nextLink']);
    }
    expect(tools.map(({ ID }) => ID)).toEqual([2, 1]);
    const [language] = tools[1]?.Labels ?? [];
    const further = await send('GET', String(tools[1]?.['Labels@odata.nextLink']).replace(WORKSHOP_URL, ''), { headers: paged });
    expect([language, further.json.value]).toMatchObject([{ Language: 'EN' }, [{ Language: 'DE' }]]);
  });

  test.each<[string, number, string]>([
    ['?$select=Tags($filter=x eq 1)', 400, '$filter'], ['?$select=Tags($select=x)', 400, '$select'], ['?$select=Tags($search=a)', 501, '$search'], ['?$select=Related($top=1)', 501, '$select'], ['?$select=Nix($top=1)', 400, '$select'],
    ['?$select=Tags($top=-1)', 400, '$top'], ['/Tags?$search=a', 400, '$search'], ['/Tags?$expand=Labels', 400, '$expand'], ['/Places?$filter=Nix eq 1', 400, '$filter'], ['/Places?$select=Nix', 400, '$select'], ['/Name?$top=1', 400, '$top'],
  ])('401-ADV-5 %s is %i and names %s', async (target, status, option) => {
    const { status: answered, json } = await send('GET', `/Tools(1)${target}`);
    expect([answered, JSON.stringify(json.error)]).toEqual([status, expect.stringContaining(option)]);
  });
});
