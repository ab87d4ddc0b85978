/** $ref: adding, setting, removing and replacing relations between entities. */
import { onTheService } from '../../support/conformance.ts';
import { BASE_URL } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { WORKSHOP_URL, onTheWorkshop } from '../../support/workshop.ts';

onTheService(({ send, get }) => {
  const make = async (set: string, body: object): Promise<number> => (await send('POST', `/${set}`, { body })).json.id;
  const loansOf = async (id: number): Promise<number[]> => (await get(`/Customers(${id})/Loans?$select=id`)).json.value.map((loan: Json) => loan.id);

  test('POST to a collection of references links, and repeating it changes nothing', async () => {
    const [customer, loan] = [await make('Customers', { firstName: 'R', lastName: 'R' }), await make('Loans', { title: 'L' })];
    const before = (await get(`/Customers(${customer})`)).json['@odata.etag'];
    for (const address of [`Loans(${loan})`, `${BASE_URL}/Loans(${loan})`, `/odata.svc/Loans(${loan})`]) {
      const linked = await send('POST', `/Customers(${customer})/Loans/$ref`, { body: { '@odata.id': address } });
      expect([linked.status, linked.text]).toEqual([204, '']);
    }
    expect(await loansOf(customer)).toEqual([loan]);
    expect((await get(`/Customers(${customer})`)).json['@odata.etag']).not.toBe(before);
  });

  test('DELETE removes one reference: by $id, or by the key in the path', async () => {
    const loans = [await make('Loans', { title: 'A' }), await make('Loans', { title: 'B' })];
    const customer = await make('Customers', { firstName: 'R', lastName: 'R', 'Loans@odata.bind': loans.map((id) => `Loans(${id})`) });
    expect((await send('DELETE', `/Customers(${customer})/Loans/$ref?$id=${encodeURIComponent(`${BASE_URL}/Loans(${loans[0]})`)}`)).status).toBe(204);
    expect(await loansOf(customer)).toEqual([loans[1]]);
    expect((await send('DELETE', `/Customers(${customer})/Loans(${loans[1]})/$ref`)).status).toBe(204);
    expect((await send('DELETE', `/Customers(${customer})/Loans(${loans[1]})/$ref`)).status).toBe(404);
    expect((await get(`/Loans(${loans[1]})`)).status).toBe(200);
  });

  test('PUT sets a single reference, DELETE clears it', async () => {
    const office = await make('Offices', { name: `O ${Math.random()}` });
    const customer = await make('Customers', { firstName: 'R', lastName: 'R' });
    expect((await send('PUT', `/Customers(${customer})/Office/$ref`, { body: { '@id': `Offices(${office})` } })).status).toBe(204);
    expect((await get(`/Customers(${customer})`)).json.officeId).toBe(office);
    expect((await send('DELETE', `/Customers(${customer})/Office/$ref?$id=Offices(${office})`)).status).toBe(400);
    expect((await send('DELETE', `/Customers(${customer})/Office/$ref`)).status).toBe(204);
    expect((await get(`/Customers(${customer})`)).json.officeId).toBeNull();
  });

  test.each<[string, Json, number]>([
    ['what does not exist', { '@odata.id': 'Loans(99999999)' }, 400], ['another set', { '@odata.id': 'Offices(1)' }, 400],
    ['no address', { '@odata.id': 5 }, 400], ['nothing', {}, 400], ['another host of nonsense', { '@odata.id': 'http://x/y' }, 400],
  ])('a reference to %s is refused', async (_title, body, status) => {
    const answer = await send('POST', '/Customers(42)/Loans/$ref', { body });
    expect([answer.status, answer.json.error.target]).toEqual([status, '@odata.id']);
  });

  test('owned rows are neither unlinked nor given to another parent; missing parents are 404', async () => {
    const { Phones } = (await send('POST', '/Customers', { body: { firstName: 'R', lastName: 'R', Phones: [{ phone: '1' }] } })).json;
    expect((await send('DELETE', `/Customers(${Phones[0].customerId})/Phones(${Phones[0].id})/$ref`)).status).toBe(409);
    expect((await send('POST', '/Customers(42)/Phones/$ref', { body: { '@odata.id': `Phones(${Phones[0].id})` } })).status).toBe(400);
    expect((await send('POST', '/Customers(99999999)/Loans/$ref', { body: { '@odata.id': 'Loans(1)' } })).status).toBe(404);
    const refused = await send('DELETE', '/Customers/$ref?$id=Customers(555)');
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

onTheWorkshop(({ send, get }) => {
  const related = async (id: number): Promise<number[]> => (await get(`/Tools(${id})/Related?$select=ID`)).value.map(({ ID }: Json) => ID);

  test('PUT on a collection of references replaces the membership, DELETE empties it', async () => {
    const put = await send('PUT', '/Tools(1)/Related/$ref', { body: { value: [{ '@id': 'Tools(3)' }, { '@id': `${WORKSHOP_URL}/Tools(1)` }] } });
    expect([put.status, await related(1)]).toEqual([204, [1, 3]]);
    expect((await send('PUT', '/Tools(1)/Related/$ref', { body: { value: [{ '@id': 'Tools(9999)' }] } })).json.error).toMatchObject({ code: 'BOD307', target: 'value/0/@id' });
    expect((await send('DELETE', '/Tools(1)/Related/$ref')).status).toBe(204);
    expect(await related(1)).toEqual([]);
  });

  test('a reference held by the other side moves, and is given up', async () => {
    expect((await send('POST', "/Shelves('A')/Tools/$ref", { body: { '@id': 'Tools(3)' } })).status).toBe(204);
    expect((await get('/Tools(3)')).ShelfCode).toBe('A');
    expect((await send('DELETE', "/Shelves('A')/Tools(3)/$ref")).status).toBe(204);
    expect((await get('/Tools(3)')).ShelfCode).toBeNull();
  });
});
