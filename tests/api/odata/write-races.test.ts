/** Requests that want the same thing at the same time, and bodies nested deeper than may be. */
import { LIMITS } from '../../../src/base/index.ts';
import { onTheService } from '../../support/conformance.ts';
import type { Json } from '../../support/service.ts';
import { onTheWorkshop } from '../../support/workshop.ts';

const TWENTY = Array.from({ length: 20 }, (_, i) => i);
const statuses = (answers: readonly { status: number }[]): number[] => answers.map(({ status }) => status).toSorted();
const one = (winner: number, others: number): number[] => [winner, ...Array.from({ length: 19 }, () => others)].toSorted();

onTheWorkshop(({ send, get }) => {
  test('of 20 creations of one key one is made, the others conflict', async () => {
    const answers = await Promise.all(TWENTY.map((i) => send('POST', '/Shelves', { body: { Code: 'same', Title: `t${i}` } })));
    expect(statuses(answers)).toEqual(one(201, 409));
    expect(answers.filter(({ status }) => status === 409).map(({ json }) => json.error.code)).toEqual(TWENTY.slice(1).map(() => 'PRE403'));
  });

  test.each(['PUT', 'PATCH'])('of 20 times %s to a key that is not there one creates, the others change', async (method) => {
    const answers = await Promise.all(TWENTY.map((i) => send(method, `/Shelves('${method}x')`, { body: { Title: `t${i}` } })));
    expect(statuses(answers)).toEqual(one(201, 204));
    expect((await get(`/Shelves('${method}x')`)).Version).toBe(20);
  });

  test('of 20 upserts that must not change anything one creates', async () => {
    const answers = await Promise.all(TWENTY.map(() => send('PUT', "/Shelves('only')", { body: { Title: 'x' }, headers: { 'If-None-Match': '*' } })));
    expect(statuses(answers)).toEqual(one(201, 412));
  });

  test('of 20 deletions one deletes, the others find nothing', async () => {
    await send('POST', '/Shelves', { body: { Code: 'gone', Title: 'x' } });
    expect(statuses(await Promise.all(TWENTY.map(() => send('DELETE', "/Shelves('gone')"))))).toEqual(one(204, 404));
  });

  test('a relation made by 20 requests at once is made once', async () => {
    const answers = await Promise.all(TWENTY.map(() => send('POST', '/Tools(1)/Related/$ref', { body: { '@id': 'Tools(3)' } })));
    expect(new Set(statuses(answers))).toEqual(new Set([204]));
    expect((await get('/Tools(1)/Related?$select=ID')).value.filter(({ ID }: Json) => ID === 3)).toHaveLength(1);
  });

  test.each(['/Tools', "/Shelves('A')/Tools"])('a deep insert of 100 levels into %s is refused by the name of the limit', async (target) => {
    const nest = (depth: number): Json => (depth === 0 ? { Name: 'leaf' } : depth % 2 === 0 ? { Name: 'x', Related: [nest(depth - 1)] } : { Name: 'x', Shelf: { Code: `d${depth}`, Title: 'x', Tools: [nest(depth - 1)] } });
    const before = (await send('GET', '/Tools/$count')).text;
    const deep = await send('POST', target, { body: nest(100) });
    expect([deep.status, deep.json.error.code, deep.json.error.message]).toEqual([400, 'LIM602', expect.stringContaining(`bodyDepth of ${LIMITS.bodyDepth}`)]);
    const deeper = await send('POST', target, { body: nest(LIMITS.expandDepth * 2) });
    expect([deeper.status, deeper.json.error.code, deeper.json.error.message]).toEqual([400, 'LIM602', expect.stringContaining(`expandDepth of ${LIMITS.expandDepth}`)]);
    expect((await send('GET', '/Tools/$count')).text).toBe(before);
  });

  test('a body that comes back to where it began is stored as it is, or refused where it contradicts itself', async () => {
    const round = await send('POST', '/Shelves', { body: { Code: 'c1', Title: 'x', Tools: [{ Name: 'in c1', Related: [{ Name: 'elsewhere', Shelf: { Code: 'c2', Title: 'y' } }] }] } });
    expect([round.status, round.json.Tools[0]]).toEqual([201, expect.objectContaining({ ShelfCode: 'c1', Related: [expect.objectContaining({ ShelfCode: 'c2' })] })]);
    const contradiction = await send('POST', '/Shelves', { body: { Code: 'c3', Title: 'x', Tools: [{ Name: 'in c3', Shelf: { Code: 'c4', Title: 'y' } }] } });
    expect([contradiction.status, contradiction.json.error.target]).toEqual([400, 'Tools/0/Shelf']);
    const twice = await send('POST', '/Shelves', { body: { Code: 'c5', Title: 'x', Tools: [{ Name: 'a', Related: [{ Name: 'b', Shelf: { Code: 'c5', Title: 'again' } }] }] } });
    expect([twice.status, twice.json.error.code]).toEqual([409, 'PRE403']);
    expect((await send('GET', "/Shelves('c4')")).status).toBe(404);
  });
});

onTheService(({ send, get }) => {
  test('of 20 creations with one unique value one is made, the others conflict', async () => {
    const person = { firstName: 'Race', lastName: 'Race', ssn: '987651234', birthDate: '1980-01-01' };
    const answers = await Promise.all(TWENTY.map(() => send('POST', '/Customers', { body: person })));
    expect(statuses(answers)).toEqual(one(201, 409));
  });

  test('a customer nested in a loan of a customer, and so on, is refused by the name of the limit', async () => {
    const nest = (depth: number): Json => (depth === 0 ? { title: 'leaf' } : { title: 'x', Customers: [{ firstName: 'N', lastName: `N${depth}`, Loans: [nest(depth - 1)] }] });
    const before = (await get('/Loans/$count')).text;
    for (const depth of [4, 50]) expect((await send('POST', '/Loans', { body: nest(depth) })).json.error.code).toBe('LIM602');
    expect((await get('/Loans/$count')).text).toBe(before);
  });
});
