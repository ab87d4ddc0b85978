/** Bodies that do not fit, on both models: refused with code and place, and nothing stored; what must be ignored is. */
import { catalogWith, openCatalog, seedKey } from '../../support/catalog.ts';
import type { Catalog } from '../../support/catalog.ts';
import { onTheService } from '../../support/conformance.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { Json, Send } from '../../support/service.ts';

const V401 = { 'OData-Version': '4.01' };
const ANIMALS = {
  schema: '<EntityType Name="Animal" Abstract="true"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/><Property Name="Sound" Type="Edm.String"/></EntityType><EntityType Name="Dog" BaseType="Catalog.Animal"><Property Name="Tricks" Type="Edm.Int32"/></EntityType>',
  container: '<EntitySet Name="Animals" EntityType="Catalog.Animal"/>',
};
const [LAPTOP, MOUSE] = ['a1', 'a2'].map(seedKey);

forEachDatabase((_name, open) => {
  let catalog: Catalog;
  let send: Send;
  beforeAll(async () => {
    catalog = await openCatalog(open, { model: catalogWith(ANIMALS) });
    send = catalog.send;
  });
  afterAll(() => catalog.close());
  const count = async (): Promise<string> => (await send('GET', '/Products/$count')).text;

  test.each<[string, Json, Json, string]>([
    ['an unknown type', '#Catalog.Nothing', {}, '@odata.type'], ['a type of another family', '#Catalog.Category', {}, '@odata.type'], ['a complex type', '#Catalog.Address', {}, '@odata.type'], ['a primitive type', '#Edm.String', {}, '@odata.type'],
    ['a number', 5, {}, '@odata.type'], ['null', null, {}, '@odata.type'], ['an empty text', '', {}, '@odata.type'], ['the right type, and values of a derived one', '#Catalog.Product', { SpecialFeature: 'x' }, 'SpecialFeature'],
  ])('@odata.type that is %s', async (_title, type, more, target) => {
    const before = await count();
    const refused = await send('POST', '/Products', { body: { '@odata.type': type, Name: 'T', Price: 1, ...more } });
    expect([refused.status, refused.json.error.code, refused.json.error.target, await count()]).toEqual([400, 'BOD303', target, before]);
    const nested = await send('POST', '/Categories', { body: { Name: `N${Math.random()}`, Products: [{ '@odata.type': type, Name: 'T', Price: 1, ...more }] } });
    expect([nested.status, nested.json.error.target, await count()]).toEqual([400, `Products/0/${target}`, before]);
  });

  test.each(['#Catalog.SpecialProduct', 'Catalog.SpecialProduct', 'http://host/service/$metadata#Catalog.SpecialProduct'])('@odata.type may be written %s', async (type) => {
    for (const word of ['@odata.type', '@type']) expect((await send('POST', '/Products', { body: { [word]: type, Name: 'S', Price: 1, SpecialFeature: 'f' } })).json).toMatchObject({ ProductType: 'SpecialProduct', SpecialFeature: 'f' });
  });

  test('an abstract type is no type of an entity', async () => {
    for (const body of [{ ID: 1 }, { '@odata.type': '#Catalog.Animal', ID: 1 }]) {
      const { status, json } = await send('POST', '/Animals', { body });
      expect([status, json.error.target, json.error.message]).toEqual([400, '@odata.type', expect.stringContaining('Catalog.Dog')]);
    }
  });

  test('the type of a stored entity cannot be changed, nor that of a complex value', async () => {
    expect((await send('PATCH', `/Products(${MOUSE})`, { body: { '@odata.type': '#Catalog.SpecialProduct', Price: 1 } })).status).toBe(400);
    expect((await send('PATCH', `/Products(${LAPTOP})`, { body: { '@odata.type': '#Catalog.Product', Price: 1 } })).status).toBe(204);
    for (const type of ['#Catalog.Dimensions', '#Catalog.Nothing', 7]) expect((await send('PATCH', `/Products(${MOUSE})`, { body: { ShippingAddress: { '@odata.type': type, City: 'X' } } })).json.error).toMatchObject({ code: 'BOD303', target: 'ShippingAddress/@odata.type' });
    expect((await send('PATCH', `/Products(${MOUSE})`, { body: { ShippingAddress: { '@odata.type': '#Catalog.Address', City: 'X' } } })).status).toBe(204);
  });

  test('annotations that a body carries are accepted, known or not', async () => {
    const body = { '@odata.context': 'x', '@my.term': { a: 1 }, 'Name@my.term': [1], 'Price@odata.type': '#Double', '@Org.OData.Core.V1.ContentID': '1', Name: 'Annotated', Price: 2, ShippingAddress: { City: 'C', '@my.term': 1, 'City@my.term#q': null }, Descriptions: [{ LanguageKey: 'EN', Description: 'd', '@my.term': true }], 'Descriptions@odata.count': 1, 'Category@odata.navigationLink': 'x' };
    const made = await send('POST', '/Products', { body });
    expect([made.status, made.json.Name, made.json.ShippingAddress.City]).toEqual([201, 'Annotated', 'C']);
    expect((await send('PATCH', `/Products(${made.json.ID})`, { body: { '@odata.etag': 'W/"99"', '@odata.id': 'elsewhere', '@odata.editLink': 5, Price: 3 }, headers: { 'OData-Version': '4.0' } })).status).toBe(204);
  });

  test('every problem is told at once, also of nested and complex values', async () => {
    const body = { Name: '', Price: 'x', Rating: 300, ShippingAddress: { State: 'TOO LONG', Nope: 1 }, Descriptions: [{ LanguageKey: 'ENG' }, { Description: 5, LanguageKey: 'DE' }], 'Category@odata.bind': 7, 'Nothing@odata.bind': 'x', Unknown: null };
    const { status, json } = await send('POST', '/Products', { body });
    const targets = json.error.details.map(({ target }: Json) => target).toSorted();
    expect([status, targets]).toEqual([400, ['Category@odata.bind', 'Descriptions/0/Description', 'Descriptions/0/LanguageKey', 'Descriptions/1/Description', 'Name', 'Nothing@odata.bind', 'Price', 'Rating', 'ShippingAddress/Nope', 'ShippingAddress/State', 'Unknown'].toSorted()]);
    for (const { message } of json.error.details) expect(message).toMatch(/\w/);
  });

  test.each<[string, Json]>([['an array', []], ['a text', '"x"'], ['a number', '5'], ['null', 'null'], ['nothing', ''], ['half an object', '{"Name":'], ['two objects', '{}{}'], ['a name twice', '{"Name":"a","Name":"b","Price":1}'], ['a text with NUL', '{"Name":"a\\u0000","Price":1}'], ['half a character', '{"Name":"\\ud800","Price":1}']])('a body that is %s is 400', async (_title, body) => {
    for (const [method, target] of [['POST', '/Products'], ['PATCH', `/Products(${MOUSE})`], ['PUT', `/Products(${MOUSE})`]] as const) expect((await send(method, target, { body })).json.error.code).toMatch(/^BOD30[13]$/);
  });

  test('conditions: what is there, what is not, lists of tags, and what is no tag', async () => {
    const { json } = await send('POST', '/Products', { body: { Name: 'E', Price: 1 } });
    const target = `/Products(${json.ID})`;
    const patch = async (headers: Record<string, string>): Promise<number> => (await send('PATCH', target, { body: { Price: 1 }, headers })).status;
    expect(await patch({ 'If-Match': '*' })).toBe(204);
    expect(await patch({ 'If-Match': 'W/"7", W/"2", "9"' })).toBe(204);
    expect(await patch({ 'If-Match': '"3"' })).toBe(204);
    for (const tag of ['W/"3"', '3', '', 'W/3', '"*"', 'nonsense']) expect([tag, await patch({ 'If-Match': tag })]).toEqual([tag, 412]);
    for (const tag of ['*', 'W/"4"', '"1", "4"']) expect([tag, await patch({ 'If-None-Match': tag })]).toEqual([tag, 412]);
    expect(await patch({ 'If-None-Match': 'W/"1"' })).toBe(204);
    expect((await send('DELETE', target, { headers: { 'If-Match': 'W/"1"' } })).status).toBe(412);
    expect((await send('PUT', `/Products(${seedKey('99')})`, { body: { Name: 'x' }, headers: { 'If-Match': '*' } })).status).toBe(404);
    expect((await send('PATCH', target, { body: { '@odata.etag': 'W/"1"', Price: 2 }, headers: V401 })).json.error).toMatchObject({ code: 'PRE401', target: '@etag' });
  });
});

onTheService(({ send, get }) => {
  test.each<[string, Json, string]>([
    ['an unknown type', { '@odata.type': '#LoanService.Nobody' }, '@odata.type'], ['a type of another family', { '@odata.type': '#LoanService.Loan' }, '@odata.type'], ['nested, of another family', { Phones: [{ '@odata.type': '#LoanService.Loan', phone: '1' }] }, 'Phones/0/@odata.type'],
    ['a bind to nothing', { 'Office@odata.bind': 'Offices(99999999)' }, 'Office@odata.bind'], ['a bind to another set', { 'Office@odata.bind': 'Loans(1)' }, 'Office@odata.bind'], ['a bind to a text', { 'Office@odata.bind': 'nowhere' }, 'Office@odata.bind'],
    ['a bind to an operation', { 'Office@odata.bind': 'Loans(1)/PayoffQuote' }, 'Office@odata.bind'], ['one entity bound twice', { 'Loans@odata.bind': ['Loans(1)', 'Loans(1)'] }, 'Loans@odata.bind/1'], ['a text for a collection', { 'Loans@odata.bind': 'Loans(1)' }, 'Loans@odata.bind'],
    ['a bind of an owned row', { 'Phones@odata.bind': ['Phones(1)'] }, 'Phones@odata.bind/0'], ['a bind twice in two spellings', { 'Office@odata.bind': 'Offices(1)', 'Office@bind': 'Offices(1)' }, 'Office@bind'],
  ])('%s is 400 with its place, and nothing is stored', async (_title, body, target) => {
    const before = (await get('/Customers/$count')).text;
    const refused = await send('POST', '/Customers', { body: { firstName: 'R', lastName: 'R', ...body } });
    expect([refused.status, refused.json.error.target, (await get('/Customers/$count')).text]).toEqual([400, target, before]);
  });
});
