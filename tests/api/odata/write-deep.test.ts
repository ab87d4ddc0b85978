/** Deep updates of 4.01: full nested arrays, deltas of a navigation, deltas of a set; what 4.0 refuses. */
import { onTheService } from '../../support/conformance.ts';
import type { Json } from '../../support/service.ts';
import { onTheWorkshop } from '../../support/workshop.ts';

const V401 = { 'OData-Version': '4.01' };

onTheService(({ send, get }) => {
  test('a full nested array states the membership: named rows stay, new ones come, others go', async () => {
    const { id, Phones } = (await send('POST', '/Customers', { body: { firstName: 'D', lastName: 'D', Phones: [{ phone: '1' }, { phone: '2' }] } })).json;
    const body = { Phones: [{ id: Phones[1].id, phone: '22' }, { phone: '3' }] };
    expect((await send('PATCH', `/Customers(${id})`, { body, headers: V401 })).status).toBe(204);
    expect((await get(`/Customers(${id})/Phones`)).json.value.map(({ phone }: Json) => phone)).toEqual(['22', '3']);
  });

  test('a delta changes, adds and removes owned rows', async () => {
    const { id, Phones } = (await send('POST', '/Customers', { body: { firstName: 'D', lastName: 'D', Phones: [{ phone: '1' }, { phone: '2' }, { phone: '3' }] } })).json;
    const body = { firstName: 'E', 'Phones@delta': [{ '@removed': { reason: 'changed' }, '@id': `Phones(${Phones[0].id})` }, { id: Phones[1].id, phone: '22' }, { phone: '4' }] };
    const answer = await send('PATCH', `/Customers(${id})`, { body, headers: V401 });
    expect([answer.status, (await get(`/Customers(${id})`)).json.firstName]).toEqual([204, 'E']);
    expect((await get(`/Customers(${id})/Phones`)).json.value.map(({ phone }: Json) => phone)).toEqual(['22', '3', '4']);
    expect((await get(`/Phones(${Phones[0].id})`)).status).toBe(404);
  });

  test('a failing item leaves nothing behind and is named', async () => {
    const { id } = (await send('POST', '/Customers', { body: { firstName: 'D', lastName: 'D' } })).json;
    const answer = await send('PATCH', `/Customers(${id})`, { body: { firstName: 'no', 'Phones@delta': [{ phone: '1' }, { '@removed': {}, id: 99999999 }] }, headers: V401 });
    expect([answer.status, answer.json.error.target]).toEqual([404, 'Phones@delta/1']);
    expect((await get(`/Customers(${id})?$expand=Phones`)).json).toMatchObject({ firstName: 'D', Phones: [] });
  });

  test('related entities in a PATCH of 4.0 are refused', async () => {
    for (const body of [{ Phones: [{ phone: '1' }] }, { 'Phones@odata.delta': [{ phone: '1' }] }, { PrimaryAddress: { city: 'x' } }]) {
      expect((await send('PATCH', '/Customers(42)', { body, headers: { 'OData-Version': '4.0' } })).status).toBe(400);
    }
  });
});

onTheWorkshop(({ send, get }) => {
  const related = async (id: number): Promise<number[]> => (await get(`/Tools(${id})/Related?$select=ID`)).value.map(({ ID }: Json) => ID);

  test('in a delta, removed relations end, unless the reason says that the entity is deleted', async () => {
    const { ID } = (await send('POST', '/Tools', { body: { Name: 'Temp', 'Labels': [{ Language: 'EN', Text: 'x' }] } })).json;
    await send('PUT', '/Tools(1)/Related/$ref', { body: { value: [{ '@id': 'Tools(2)' }, { '@id': `Tools(${ID})` }] } });
    const body = { 'Related@delta': [{ '@removed': { reason: 'changed' }, '@id': 'Tools(2)' }, { '@removed': { reason: 'deleted' }, ID }, { '@id': 'Tools(3)' }] };
    expect((await send('PATCH', '/Tools(1)', { body, headers: V401 })).status).toBe(204);
    expect(await related(1)).toEqual([3]);
    expect([(await send('GET', '/Tools(2)')).status, (await send('GET', `/Tools(${ID})`)).status]).toEqual([200, 404]);
  });

  test('an entity that exists is related and changed; keys that clients give make new rows', async () => {
    expect((await send('PATCH', "/Shelves('B')", { body: { 'Tools@delta': [{ ID: 2, Note: 'moved' }] }, headers: V401 })).status).toBe(204);
    expect(await get('/Tools(2)')).toMatchObject({ ShelfCode: 'B', Note: 'moved', Name: 'Saw' });
    expect((await send('PATCH', '/Tools(2)', { body: { 'Labels@delta': [{ Language: 'EN', Text: 'new' }] }, headers: V401 })).status).toBe(204);
    expect((await send('PATCH', '/Tools(1)', { body: { Labels: [{ ToolID: 1, Language: 'DE', Text: 'Hammer' }, { ToolID: 1, Language: 'FR', Text: 'Marteau' }] }, headers: V401 })).status).toBe(204);
    expect((await get('/Tools(1)/Labels')).value.map(({ Language, Text }: Json) => [Language, Text])).toEqual([['DE', 'Hammer'], ['FR', 'Marteau']]);
  });

  test('a delta of a set creates, changes and deletes in one transaction', async () => {
    await send('POST', '/Shelves', { body: { Code: 'old', Title: 'x' } });
    const body = { '@context': '#Shelves/$delta', value: [{ Code: 'fresh', Title: 'New' }, { '@id': "Shelves('A')", Title: 'Changed' }, { '@removed': { reason: 'deleted' }, '@id': "Shelves('old')" }] };
    expect((await send('PATCH', '/Shelves', { body, headers: V401 })).status).toBe(204);
    expect((await get('/Shelves?$orderby=Code')).value.map(({ Code, Title }: Json) => [Code, Title])).toEqual([['A', 'Changed'], ['B', 'Right'], ['fresh', 'New']]);
    const failing = await send('PATCH', '/Shelves', { body: { value: [{ Code: 'A', Title: 'not kept' }, { Code: 'C', Ttle: 'x' }] }, headers: V401 });
    expect([failing.status, failing.json.error.target]).toEqual([400, 'value/1/Ttle']);
    expect((await get("/Shelves('A')")).Title).toBe('Changed');
    expect((await send('PATCH', '/Shelves', { body: { Title: 'x' } })).json.error.target).toBe('value');
    expect((await send('PATCH', '/Tools', { body: { value: [{ Name: 'By delta' }, { ID: 3, Watts: 1 }] }, headers: V401 })).status).toBe(204);
  });

  test('each entity that a URL matches is changed, or deleted', async () => {
    for (const Name of ['e1', 'e2', 'e3']) await send('POST', '/Tools', { body: { Name, Note: 'each', Labels: [{ Language: 'EN', Text: Name }] } });
    const filter = "$filter(@f)/$each?@f=Note eq 'each'".replaceAll(' ', '%20');
    expect((await send('PATCH', `/Tools/${filter}`, { body: { Price: 7, Size: { Width: 1 } } })).status).toBe(204);
    expect((await get("/Tools?$filter=Note eq 'each'&$select=Price,Size".replaceAll(' ', '%20'))).value.map(({ Price, Size }: Json) => [Price, Size.Width])).toEqual([[7, 1], [7, 1], [7, 1]]);
    expect((await send('PATCH', `/Tools/${filter}`, { body: { Name: 'x'.repeat(30) } })).status).toBe(400);
    expect((await send('PATCH', `/Tools/${filter}`, { body: { ID: 5 } })).status).toBe(400);
    expect((await send('DELETE', `/Tools/${filter}`)).status).toBe(204);
    expect((await send('GET', "/Tools/$count?$filter=Note%20eq%20'each'")).text).toBe('0');
    expect((await send('DELETE', '/Tools(1)/Labels/$each')).status).toBe(204);
    expect((await get('/Tools(1)/Labels')).value).toEqual([]);
    const wrong = await send('PUT', '/Tools/$each', { body: {} });
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'PATCH, DELETE']);
  });
});
