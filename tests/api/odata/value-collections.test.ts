/** Collections of values, single and complex: in bodies, at their own URLs, in conditions and counts. */
import { onTheWorkshop } from '../../support/workshop.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL } from '../../support/workshop.ts';

const SHOWN = { Prefer: 'return=representation' };
const HALL = { Name: 'Hall', Room: { Width: 1.5, Height: null, Unit: 'm' }, Since: '2024-02-29', Rent: 12.5, Count: 7 };
const SHED = { Name: 'Shed', Room: null, Since: null, Rent: null, Count: 1 };

onTheWorkshop(({ send, get, rows }) => {
  const tool = async (more: object = {}): Promise<number> => (await send('POST', '/Tools', { body: { Name: 'C', ...more } })).json.ID;
  const found = async (filter: string): Promise<number[]> => (await get(`/Tools?$select=ID&$filter=${encodeURIComponent(filter)}`)).value.map(({ ID }: Json) => ID);

  test('a body carries them, and a read answers them as every value is written', async () => {
    const made = await send('POST', '/Tools', { body: { Name: 'All', Tags: ['b', 'a', 'a "quoted" {b,c}\\', ''], Counts: [90071992547409, null, -1], Times: ['2024-01-02T03:04:05+01:00'], Places: [HALL, { Name: 'Shed' }] } });
    expect([made.status, made.json.error]).toEqual([201, undefined]);
    const read = await get(`/Tools(${made.json.ID})`);
    expect(read).toMatchObject({ Tags: ['b', 'a', 'a "quoted" {b,c}\\', ''], Times: ['2024-01-02T02:04:05Z'], Places: [HALL, SHED] });
    expect(made.json.Places).toEqual(read.Places);
    const exact = await send('POST', '/Tools', { body: '{"Name":"Exact","Counts":[9223372036854775807],"Places":[{"Name":"P","Rent":12345678901234567890.123456789012345678,"Count":9223372036854775807}]}' });
    expect(exact.text).toContain('"Counts":[9223372036854775807]');
    expect(exact.text).toContain('12345678901234567890.123456789012345678');
    const texts = (await send('GET', `/Tools(${exact.json.ID})`, { headers: { Accept: 'application/json;IEEE754Compatible=true' } })).json;
    expect([texts.Counts, texts.Places[0].Rent, texts.Places[0].Count]).toEqual([['9223372036854775807'], '12345678901234567890.123456789012345678', '9223372036854775807']);
    const bare = await get(`/Tools(${await tool()})`);
    expect([bare.Tags, bare.Counts, bare.Places]).toEqual([[], [], []]);
  });

  test('POST appends one element, PUT replaces, DELETE empties, PATCH is not for collections', async () => {
    const id = await tool({ Tags: ['x'] });
    const before = (await get(`/Tools(${id})`)).Version;
    const added = await send('POST', `/Tools(${id})/Tags`, { body: { value: 'y' } });
    expect([added.status, added.headers['etag']]).toEqual([204, `W/"${before + 1}"`]);
    const shown = await send('POST', `/Tools(${id})/Tags`, { body: { value: 'x' }, headers: SHOWN });
    expect([shown.status, shown.json]).toEqual([200, { '@odata.context': `${WORKSHOP_URL}/$metadata#Tools(${id})/Tags`, value: ['x', 'y', 'x'] }]);
    for (const place of [HALL, { Name: 'Shed', '@odata.type': '#Workshop.Place' }]) expect((await send('POST', `/Tools(${id})/Places`, { body: place })).status).toBe(204);
    expect((await get(`/Tools(${id})/Places`)).value).toEqual([HALL, SHED]);
    expect((await send('PUT', `/Tools(${id})/Places`, { body: { value: [SHED, SHED] } })).status).toBe(204);
    expect((await get(`/Tools(${id})/Places`)).value).toEqual([SHED, SHED]);
    expect((await send('DELETE', `/Tools(${id})/Places`)).status).toBe(204);
    expect((await send('DELETE', `/Tools(${id})/Tags`)).status).toBe(204);
    expect(await get(`/Tools(${id})`)).toMatchObject({ Tags: [], Places: [] });
    expect((await send('POST', `/Tools(${id})/Counts`, { body: { value: null } })).status).toBe(204);
    expect((await get(`/Tools(${id})`)).Counts).toEqual([null]);
    expect((await send('PATCH', `/Tools(${id})/Tags`, { body: { value: ['x'] } })).status).toBe(405);
    expect((await send('POST', '/Tools(99999)/Tags', { body: { value: 'x' } })).status).toBe(404);
    expect((await send('POST', `/Tools(${id})/Tags`, { body: { value: 'x' }, headers: { 'If-Match': 'W/"0"' } })).status).toBe(412);
  });

  test('20 elements appended at once are all there', async () => {
    const id = await tool();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send('POST', `/Tools(${id})/Tags`, { body: { value: `t${i}` } })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await get(`/Tools(${id})`)).Tags.toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => `t${i}`).toSorted());
  });

  test.each<[string, string, Json, string]>([
    ['POST', 'Tags', { value: 5 }, 'value'], ['POST', 'Tags', { value: null }, 'value'], ['POST', 'Tags', { value: ['x'] }, 'value'], ['POST', 'Tags', {}, 'value'], ['POST', 'Counts', { value: 1.5 }, 'value'],
    ['POST', 'Places', { Nam: 'x' }, 'Nam'], ['POST', 'Places', {}, 'Name'], ['POST', 'Places', { Name: 'x', Room: { Width: 'wide' } }, 'Room/Width'], ['POST', 'Places', { Name: 'x'.repeat(30) }, 'Name'],
    ['PUT', 'Places', { value: [HALL, { Name: 5 }] }, 'Places/1/Name'], ['PUT', 'Places', { value: [null] }, 'Places/0'], ['PUT', 'Places', { value: HALL }, 'Places'], ['PUT', 'Times', { value: ['noon'] }, 'Times/0'], ['PUT', 'Tags', { value: null }, 'Tags'],
  ])('%s %s with %j is refused with the place', async (method, name, body, target) => {
    const before = await rows('select version from tools where id = 1');
    const refused = await send(method, `/Tools(1)/${name}`, { body });
    expect([refused.status, refused.json.error.target]).toEqual([400, target]);
    expect(await rows('select version from tools where id = 1')).toEqual(before);
  });

  test('conditions on elements: any, all, in, counts, nested members, elements of related entities', async () => {
    await send('PATCH', '/Tools/$each', { body: { Tags: [], Places: [], Counts: [], Note: 'old' } });
    const a = await tool({ Tags: ['red', 'blue'], Counts: [1, null, 5], Places: [HALL], ShelfCode: 'A' });
    const b = await tool({ Tags: ['red'], Counts: [10], Places: [SHED, { ...HALL, Name: 'Attic', Room: { Width: 9 } }] });
    const mine = 'Note ne \'old\'';
    const cases: readonly (readonly [string, readonly number[]])[] = [
      ["Tags/any(t:t eq 'blue')", [a]], ["Tags/all(t:t eq 'red')", [b]], ['Tags/any()', [a, b]], ["not Tags/any(t:startswith(t,'b'))", [b]], ["Tags/$count eq 2", [a]], ["'blue' in Tags", [a]], ["Name in Tags", []],
      ["Tags/$count($filter=$this eq 'red') eq 1", [a, b]], ['Counts/any(c:c gt 4 and c lt 6)', [a]], ['Counts/any(c:c eq null)', [a]], ['null in Counts', [a]], ['Counts/any(c:c add 1 eq 11)', [b]],
      ["Places/any(p:p/Name eq 'Hall')", [a]], ['Places/any(p:p/Room/Width gt 5)', [b]], ['Places/any(p:p/Room eq null)', [b]], ['Places/all(p:p/Count eq 7)', [a]], ['Places/any(p:p/Since lt 2025-01-01 and p/Rent eq 12.5)', [a, b]],
      ['Places/$count gt 1', [b]], ["Places/any(p:p/Name eq Name)", []], ["Tags/any(t:Places/any(p:contains(t,'lu') and p/Count eq 7))", [a]],
    ];
    for (const [filter, expected] of cases) expect([filter, await found(`${filter} and ${mine}`)]).toEqual([filter, expected]);
    expect((await get(`/Shelves?$select=Code&$filter=${encodeURIComponent("Tools/any(t:t/Tags/any(g:g eq 'blue'))")}`)).value.map(({ Code }: Json) => Code)).toEqual(['A']);
    await send('PATCH', '/Tools(1)', { body: { Tags: ['last'], ShelfCode: 'A' } });
    expect((await get(`/Labels?$filter=${encodeURIComponent("Tool/Tags/any(t:t eq 'last')")}`)).value.map(({ Language }: Json) => Language)).toEqual(['DE', 'EN']);
    expect((await get(`/Tools?$select=ID&$orderby=Tags/$count desc,ID&$top=1`)).value).toMatchObject([{ ID: a }]);
  });

  test.each<[string, number, RegExp]>([
    ["Tags eq 'a'", 400, /any, all/], ["Tags/any(t:t/x eq 1)", 400, /'t\/x'/], ['Tags/any(t:t eq 5)', 400, /./], ["Places/any(p:p/Nothing eq 1)", 400, /p\/Nothing/], ["Tags/Name eq 'x'", 400, /Tags\/Name/], ["5 in Tags", 400, /./], ["'x' in Places", 400, /./], ["'x' in Name", 400, /./],
  ])('%s is %i', async (filter, status, message) => {
    const { status: answered, json } = await send('GET', `/Tools?$filter=${encodeURIComponent(filter)}`);
    expect([answered, json.error.message]).toEqual([status, expect.stringMatching(message)]);
  });

  test('a collection is counted at its own URL, with a condition too', async () => {
    const id = await tool({ Tags: ['a', 'b', 'ab'], Places: [HALL, SHED] });
    expect((await send('GET', `/Tools(${id})/Tags/$count`)).text).toBe('3');
    expect((await send('GET', `/Tools(${id})/Tags/$count?$filter=${encodeURIComponent("contains($this,'a')")}`)).text).toBe('2');
    expect((await send('GET', `/Tools(${id})/Places/$count?$filter=${encodeURIComponent('Count gt 1')}`)).text).toBe('1');
    expect((await send('GET', '/Tools(99999)/Tags/$count')).status).toBe(404);
    expect((await send('GET', `/Tools(${id})/Places`, { headers: { Accept: 'application/json;odata.metadata=full' } })).json['@odata.context']).toBe(`${WORKSHOP_URL}/$metadata#Tools(${id})/Places`);
  });
});
