/** The updatable service, 4.0 and 4.01, line by line over the loan model; keys that clients give over the workshop. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  const make = async (set: string, body: object): Promise<Json> => (await send('POST', `/${set}`, { body })).json;
  const customer = (more: object = {}): Promise<Json> => make('Customers', { firstName: 'U', lastName: 'U', ...more });

  test('40-UPD-19 POST answers 201 with the entity, or 204', async () => {
    const made = await send('POST', '/Offices', { body: { name: 'Nineteen' } });
    expect([made.status, made.json.name]).toEqual([201, 'Nineteen']);
    expect((await send('POST', '/Offices', { body: { name: 'Nineteen and a half' }, headers: { Prefer: 'return=minimal' } })).status).toBe(204);
  });

  test('40-UPD-20 POST to a related collection creates and links in one step', async () => {
    const { id } = await customer();
    const loan = await send('POST', `/Customers(${id})/Loans`, { body: { title: 'Twenty' } });
    expect([loan.status, (await get(`/Customers(${id})/Loans?$select=id`)).json.value]).toEqual([201, [expect.objectContaining({ id: loan.json.id })]]);
  });

  test('40-UPD-21 POST to a collection of references links; repeating it answers 204', async () => {
    const [{ id }, loan] = [await customer(), await make('Loans', { title: 'x' })];
    const link = () => send('POST', `/Customers(${id})/Loans/$ref`, { body: { '@odata.id': `Loans(${loan.id})` } });
    expect([(await link()).status, (await link()).status]).toEqual([204, 204]);
    expect((await get(`/Customers(${id})/Loans/$count`)).text).toBe('1');
  });

  test('40-UPD-22 PUT to a single reference sets it', async () => {
    const [{ id }, office] = [await customer(), await make('Offices', { name: 'Twenty-two' })];
    expect((await send('PUT', `/Customers(${id})/Office/$ref`, { body: { '@odata.id': `${BASE_URL}/Offices(${office.id})` } })).status).toBe(204);
    expect((await get(`/Customers(${id})/Office`)).json.name).toBe('Twenty-two');
  });

  test('40-UPD-24 DELETE answers 204, and 404 when repeated', async () => {
    const { id } = await customer();
    expect([(await send('DELETE', `/Customers(${id})`)).status, (await send('DELETE', `/Customers(${id})`)).status]).toEqual([204, 404]);
  });

  test('40-UPD-25 DELETE of a reference by $id; a single-valued one takes no $id', async () => {
    const loan = await make('Loans', { title: 'x' });
    const { id } = await customer({ 'Loans@odata.bind': [`Loans(${loan.id})`] });
    expect((await send('DELETE', `/Customers(${id})/Loans/$ref?$id=Loans(${loan.id})`)).status).toBe(204);
    expect((await send('DELETE', `/Customers(${id})/Office/$ref?$id=Offices(1)`)).status).toBe(400);
  });

  test('401-MIN-19 DELETE of a reference by its own URL', async () => {
    const loan = await make('Loans', { title: 'x' });
    const { id } = await customer({ 'Loans@odata.bind': [`Loans(${loan.id})`] });
    expect((await send('DELETE', `/Customers(${id})/Loans(${loan.id})/$ref`)).status).toBe(204);
    expect((await get(`/Customers(${id})/Loans/$count`)).text).toBe('0');
  });

  test('401-MIN-22 PUT on a collection of references replaces it, DELETE empties it', async () => {
    const [first, second] = [await make('Loans', { title: '1' }), await make('Loans', { title: '2' })];
    const { id } = await customer({ 'Loans@odata.bind': [`Loans(${first.id})`] });
    expect((await send('PUT', `/Customers(${id})/Loans/$ref`, { body: { value: [{ '@id': `Loans(${second.id})` }] } })).status).toBe(204);
    expect((await get(`/Customers(${id})/Loans?$select=id`)).json.value.map((loan: Json) => loan.id)).toEqual([second.id]);
    expect((await send('DELETE', `/Customers(${id})/Loans/$ref`)).status).toBe(204);
    expect((await get(`/Customers(${id})/Loans/$count`)).text).toBe('0');
  });

  test.each([['40-UPD-27'], ['40-UPD-28']])('%s Location on every creation, OData-EntityId on its 204', async () => {
    const made = await send('POST', '/Offices', { body: { name: `L ${Math.random()}` }, headers: { Prefer: 'return=minimal' } });
    expect(made.headers['location']).toMatch(/^http:\/\/service\.test\/odata\.svc\/Offices\(\d+\)$/);
    expect(made.headers['odata-entityid']).toBe(made.headers['location']);
  });

  test.each([['40-UPD-30'], ['40-UPD-31']])('%s a property is set and cleared at its own URL; a required one is not cleared', async () => {
    const { id } = await customer({ middleName: 'M' });
    expect((await send('PUT', `/Customers(${id})/firstName`, { body: { value: 'Set' } })).status).toBe(204);
    expect((await send('DELETE', `/Customers(${id})/middleName`)).status).toBe(204);
    expect((await get(`/Customers(${id})`)).json).toMatchObject({ firstName: 'Set', middleName: null });
    expect((await send('DELETE', `/Customers(${id})/active`)).status).toBe(400);
  });

  test.each([['40-UPD-32'], ['1.7-deep-insert']])('%s a deep insert stores all or nothing and is answered as deep', async () => {
    const body = { firstName: 'D', lastName: 'D', Phones: [{ phone: '1' }], Employer: { companyName: 'E', Address: { city: 'C' } } };
    expect((await send('POST', '/Customers', { body })).json).toMatchObject({ Phones: [{ phone: '1' }], Employer: { Address: { city: 'C' } } });
    const count = (await get('/Customers/$count')).text;
    expect((await send('POST', '/Customers', { body: { ...body, Phones: [{ phone: 1 }] } })).status).toBe(400);
    expect((await get('/Customers/$count')).text).toBe(count);
  });

  test('401-MIN-27 $select and $expand shape the answer to a change', async () => {
    const { json } = await send('POST', '/Customers?$select=lastName&$expand=Office', { body: { firstName: 'S', lastName: 'S' } });
    expect(Object.keys(json).filter((name) => !name.startsWith('@'))).toEqual(['lastName', 'Office']);
  });

  test('1.7-etag-body the tag inside a 4.01 body must match, in a 4.0 body it is ignored', async () => {
    const { id } = await customer();
    const body = { '@odata.etag': 'W/"0"', firstName: 'E' };
    expect((await send('PATCH', `/Customers(${id})`, { body, headers: { 'OData-Version': '4.01' } })).status).toBe(412);
    expect((await send('PATCH', `/Customers(${id})`, { body, headers: { 'OData-Version': '4.0' } })).status).toBe(204);
  });

  test('40-UPD-33 each entity that a URL matches is changed, or deleted', async () => {
    const { id } = await customer({ Phones: [{ phone: '1', type: null }, { phone: '2' }] });
    expect((await send('PATCH', `/Customers(${id})/Phones/$filter(@f)/$each?@f=phone%20eq%20'2'`, { body: { carrierName: 'Each' } })).status).toBe(204);
    expect((await get(`/Customers(${id})/Phones`)).json.value.map(({ carrierName }: Json) => carrierName)).toEqual([null, 'Each']);
    expect((await send('DELETE', `/Customers(${id})/Phones/$each`)).status).toBe(204);
    expect((await get(`/Customers(${id})/Phones/$count`)).text).toBe('0');
  });
});

onTheWorkshop(({ send }) => {
  test('40-UPD-29 upsert, unless If-Match or If-None-Match forbids it', async () => {
    expect((await send('PATCH', "/Shelves('U')", { body: { Title: 'x' }, headers: { 'If-Match': '*' } })).status).toBe(412);
    expect((await send('PATCH', "/Shelves('U')", { body: { Title: 'x' } })).status).toBe(201);
    expect((await send('PATCH', "/Shelves('U')", { body: { Title: 'x' }, headers: { 'If-None-Match': '*' } })).status).toBe(412);
    expect((await send('PATCH', '/Tools(9999)', { body: { Name: 'x' } })).status).toBe(404);
  });
});
