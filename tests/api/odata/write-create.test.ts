/** POST to collections: top level and below parents, deep, with references, and what must be refused. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  const etag = async (target: string): Promise<string> => (await get(target)).json['@odata.etag'];

  test('POST answers 201 with the entity, its address and its ETag', async () => {
    const made = await send('POST', '/Customers', { body: { firstName: 'Nora', lastName: 'New', id: 5 } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ firstName: 'Nora', lifecycle: 'Active' });
    expect(made.json.id).not.toBe(5);
    expect(made.headers['location']).toBe(`${BASE_URL}/Customers(${made.json.id})`);
    expect(made.json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers/$entity`);
    expect((await get(`/Customers(${made.json.id})`)).json).toMatchObject({ firstName: 'Nora', '@odata.etag': made.headers['etag'] });
  });

  test('return=minimal answers 204 with Location, OData-EntityId and ETag', async () => {
    const { status, headers, text } = await send('POST', '/Customers', { body: { firstName: 'M', lastName: 'M' }, headers: { Prefer: 'return=minimal' } });
    expect([status, text, headers['preference-applied'], headers['etag']]).toEqual([204, '', 'return=minimal', 'W/"1"']);
    expect(headers['odata-entityid']).toBe(headers['location']);
    expect((await get((headers['location'] ?? '').replace(BASE_URL, ''))).json).toMatchObject({ firstName: 'M' });
  });

  test('a deep insert stores everything and is answered as deep as it was', async () => {
    const body = { firstName: 'D', lastName: 'D', PrimaryAddress: { city: 'Oslo' }, Phones: [{ phone: '1', isPrimary: true }, { phone: '2' }], Employer: { companyName: 'Acme', Address: { city: 'Bergen' } } };
    const { status, json } = await send('POST', '/Customers', { body });
    expect(status).toBe(201);
    expect(json).toMatchObject({ PrimaryAddress: { city: 'Oslo' }, Phones: [{ phone: '1' }, { phone: '2' }], Employer: { Address: { city: 'Bergen' } } });
    expect((await get(`/Customers(${json.id})?$expand=Phones,Employer($expand=Address)`)).json).toMatchObject({ Phones: [{ isPrimary: true }, { isPrimary: false }], Employer: { Address: { city: 'Bergen' } } });
  });

  test('a child created below its parent belongs to it, and the parent has a new ETag', async () => {
    const before = await etag('/Customers(42)');
    const made = await send('POST', '/Customers(42)/Phones', { body: { phone: '777' } });
    expect([made.status, made.json.phone, made.json.customerId]).toEqual([201, '777', 42]);
    expect(made.headers['location']).toBe(`${BASE_URL}/Phones(${made.json.id})`);
    expect(await etag('/Customers(42)')).not.toBe(before);
  });

  test('a child created in its own set names its parent, whose ETag changes as well', async () => {
    const before = await etag('/Customers(42)');
    const made = await send('POST', '/Phones', { body: { phone: '778', customerId: 42 } });
    expect([made.status, made.json.customerId]).toEqual([201, 42]);
    expect(await etag('/Customers(42)')).not.toBe(before);
    expect((await send('POST', '/Phones', { body: { phone: '1', customerId: 99999999 } })).json.error).toMatchObject({ code: 'BOD307', target: 'customerId' });
    expect((await send('POST', '/Phones', { body: { phone: '1' } })).json.error).toMatchObject({ code: 'BOD303', target: 'customerId' });
  });

  test.each<[string, object, string]>([
    ['/Documents', {}, 'customerId'], ['/Documents', { customerId: 42, loanId: 1 }, 'loanId'], ['/Notes', { subject: 's', body: 'b' }, 'customerId'], ['/CustomFieldValues', { customFieldId: 1 }, 'customerId'],
    ['/Customers(42)/Notes', { subject: 's', body: 'b', loanId: 1 }, 'loanId'], ['/Notes', { subject: 's', body: 'b', customerId: 42, 'Loan@odata.bind': 'Loans(1)' }, 'loanId'],
    ['/Customers', { firstName: 'N', lastName: 'N', Notes: [{ subject: 's', body: 'b' }, { subject: 't', body: 'b', loanId: 1 }] }, 'Notes/1/loanId'],
  ])('what belongs to one of several owners is refused without one and with two: %s %j', async (target, body, place) => {
    const { status, json } = await send('POST', target, { body });
    expect([status, json.error.code, json.error.target, json.error.message]).toEqual([400, 'BOD303', place, expect.stringContaining('exactly one of customerId, ')]);
  });

  test('what belongs to one of several owners is created with one: spelled, bound, or told by the path', async () => {
    const note = { subject: 's', body: 'b' };
    for (const owner of [{ customerId: 42 }, { loanId: 1 }, { 'Customer@odata.bind': 'Customers(42)' }]) expect((await send('POST', '/Notes', { body: { ...note, ...owner } })).status).toBe(201);
    expect((await send('POST', '/Customers(42)/Notes', { body: note })).status).toBe(201);
  });

  test('a many-to-many path creates the entity and links it in one step', async () => {
    const made = await send('POST', '/Customers(42)/Loans', { body: { title: 'Car', __setLoanRole: 'loan.customerRole.secondary' } });
    expect(made.status).toBe(201);
    const { json } = await get(`/Loans(${made.json.id})?$expand=Customers($select=id)`);
    expect(json).toMatchObject({ title: 'Car', Customers: [{ id: 42 }] });
  });

  test('references link what exists: @odata.bind, @id, and both spellings of addresses', async () => {
    const { json: office } = await send('POST', '/Offices', { body: { name: `Office ${Date.now()}` } });
    for (const reference of [{ 'Office@odata.bind': `Offices(${office.id})` }, { 'Office@odata.bind': `Offices/${office.id}` }, { 'Office@odata.bind': `${BASE_URL}/Offices(${office.id})` }, { Office: { '@id': `Offices(${office.id})` } }]) {
      const { status, json } = await send('POST', '/Customers', { body: { firstName: 'B', lastName: 'B', ...reference } });
      expect([status, json.officeId]).toEqual([201, office.id]);
    }
  });

  test.each<[string, Json, string]>([
    ['a bind to what does not exist', { 'Office@odata.bind': 'Offices(99999999)' }, 'Office@odata.bind'],
    ['a bind that is no address', { 'Office@odata.bind': 'nonsense' }, 'Office@odata.bind'], ['a bind to a segment that is no key', { 'Office@odata.bind': 'Offices/nonsense' }, 'Office@odata.bind'],
    ['a bind to another kind of entity', { 'Office@odata.bind': 'Customers(555)' }, 'Office@odata.bind'],
    ['a reference to what does not exist', { Office: { '@id': 'Offices(99999999)' } }, 'Office'],
    ['a wrong type', { '@odata.type': '#LoanService.Loan' }, '@odata.type'],
    ['an unknown property', { frstName: 'x' }, 'frstName'],
    ['a wrong nested item', { Phones: [{ phone: 5 }] }, 'Phones/0/phone'],
  ])('%s is refused and nothing is stored', async (_title, more, target) => {
    const count = async () => (await get('/Customers/$count')).text;
    const before = await count();
    const { status, json } = await send('POST', '/Customers', { body: { firstName: 'X', lastName: 'X', ...more } });
    expect([status, json.error.target]).toEqual([400, target]);
    expect(await count()).toBe(before);
  });

  test('bodies that nest too deep are refused with a coded fault', async () => {
    let deep: Json = { firstName: 'x', lastName: 'x' };
    for (let level = 0; level < 45; level += 1) deep = level % 2 === 0 ? { title: 't', Customers: [deep] } : { firstName: 'x', lastName: 'x', Loans: [deep] };
    expect((await send('POST', '/Loans', { body: deep })).json.error.code).toBe('LIM602');
    expect((await send('POST', '/Loans', { body: `${'{"Customers":['.repeat(100)}${']}'.repeat(100)}` })).json.error.code).toBe('LIM602');
  });

  test('read-only sets answer 405 with Allow, missing parents 404', async () => {
    const refused = await send('POST', '/EnumItems', { body: {} });
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await send('POST', '/Customers(99999999)/Phones', { body: { phone: '1' } })).status).toBe(404);
  });
});

onTheWorkshop(({ send, get }) => {
  test('keys that clients give are kept; the same key twice is 409', async () => {
    const made = await send('POST', '/Shelves', { body: { Code: "O'x", Title: 'Quoted' } });
    expect([made.status, made.headers['location']]).toEqual([201, `${WORKSHOP_URL}/Shelves('O''x')`]);
    expect((await send('POST', '/Shelves', { body: { Code: "O'x", Title: 'Again' } })).status).toBe(409);
    expect((await send('POST', '/Shelves', { body: { Title: 'No key' } })).json.error).toMatchObject({ code: 'BOD303', target: 'Code' });
  });

  test('of concurrent creations of one key exactly one succeeds', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => send('POST', '/Shelves', { body: { Code: 'race', Title: `${i}` } })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  test('composite keys: given whole in the set, completed by the parent below it', async () => {
    const alone = await send('POST', '/Labels', { body: { ToolID: 2, Language: 'EN', Text: 'A saw' } });
    expect([alone.status, alone.headers['location']]).toEqual([201, `${WORKSHOP_URL}/Labels(ToolID=2,Language='EN')`]);
    const below = await send('POST', '/Tools(2)/Labels', { body: { Language: 'DE', Text: 'Eine Säge' } });
    expect(below.json).toMatchObject({ ToolID: 2, Language: 'DE' });
    expect((await send('POST', '/Labels', { body: { ToolID: 2, Language: 'EN', Text: 'x' } })).status).toBe(409);
    expect((await send('POST', '/Labels', { body: { ToolID: 9999, Language: 'EN', Text: 'x' } })).status).toBe(400);
    expect((await send('POST', '/Tools(2)/Labels', { body: { ToolID: 1, Language: 'FR', Text: 'x' } })).status).toBe(400);
  });

  test('complex values, collections, defaults and references arrive together', async () => {
    const body = { Name: 'Plane', Size: { Width: 1.5, Unit: 'cm' }, Tags: ['a', 'b"c'], 'Shelf@odata.bind': "Shelves('A')", Labels: [{ Language: 'EN', Text: 'A plane' }], 'Related@odata.bind': ['Tools(1)', 'Tools(2)'], Version: 9, Kind: 'PowerTool' };
    const { status, json } = await send('POST', '/Tools', { body });
    expect(status).toBe(201);
    expect(json).toMatchObject({ Price: 0, Note: null, Size: { Width: 1.5, Height: null, Unit: 'cm' }, Tags: ['a', 'b"c'], ShelfCode: 'A', Version: 1, Kind: 'Tool', Labels: [{ Language: 'EN' }] });
    expect((await get(`/Tools(${json.ID})?$expand=Related`)).Related.map(({ ID }: Json) => ID)).toEqual([1, 2]);
  });

  test('a derived type is created by its name, or through the cast segment', async () => {
    const named = await send('POST', '/Tools', { body: { '@odata.type': '#Workshop.PowerTool', Name: 'Router', Watts: 900 } });
    expect([named.status, named.json.Kind]).toEqual([201, 'PowerTool']);
    const cast = await send('POST', '/Tools/Workshop.PowerTool', { body: { Name: 'Sander', Watts: 300 } });
    expect([cast.status, (await get(`/Tools(${cast.json.ID})/Workshop.PowerTool`)).Watts]).toEqual([201, 300]);
    expect((await send('POST', '/Tools', { body: { Name: 'x', Watts: 1 } })).status).toBe(400);
  });

  test('contained entities are created below their parent', async () => {
    const made = await send('POST', '/Tools(2)/Parts', { body: { No: 7, Name: 'Blade' } });
    expect([made.status, made.headers['location']]).toEqual([201, `${WORKSHOP_URL}/Tools(2)/Parts(ToolID=2,No=7)`]);
    expect((await get('/Tools(2)/Parts')).value).toMatchObject([{ No: 7, Name: 'Blade' }]);
  });
});
