/**
 * Pages that are exactly full: a next link stands where something follows and nowhere else, at the top
 * and inside expanded collections, whatever the order.
 */
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

forEachDatabase((_name, open) => {
  let test: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    test = await open({ install: 'demo' });
    send = openService(test.database);
  });
  afterAll(() => test.close());

  const get = async (target: string, size?: number): Promise<Json> =>
    (await send('GET', target, size === undefined ? {} : { headers: { Prefer: `maxpagesize=${size}` } })).json;
  const rowsOf = async (first: string, size: number): Promise<number[]> => {
    const ids: number[] = [];
    for (let target: string | undefined = first; target !== undefined;) {
      const page: Json = await get(target, size);
      expect(page.value.length).toBeLessThanOrEqual(size);
      expect(page.value.length).toBeGreaterThan(0);
      ids.push(...page.value.map((row: { id: number }) => row.id));
      target = (page['@odata.nextLink'] as string | undefined)?.replace(/^.*\/odata\.svc/, '');
    }
    return ids;
  };

  it.each([
    ['by key', '/Customers(555)/Phones?$select=id'],
    ['by a nullable column, ascending', '/Customers?$select=id&$filter=id lt 60&$orderby=companyName,id'],
    ['by a nullable column, descending', '/Customers?$select=id&$filter=id lt 60&$orderby=companyName desc'],
  ])('next links %s lead through every row once and end with the last full page', async (_title, target) => {
    const all = (await get(target)).value.map((row: { id: number }) => row.id);
    expect(all.length).toBeGreaterThan(1);
    for (const size of [1, all.length - 1, all.length, all.length + 1]) expect(await rowsOf(target, size)).toEqual(all);
  });

  it('an expanded collection is linked on when it is cut, and only then', async () => {
    const { Phones: all } = await get('/Customers(555)?$expand=Phones');
    expect(all).toHaveLength(2);
    const cut = await get('/Customers(555)?$select=id&$expand=Phones($select=id),Loans($select=id)', 1);
    expect(cut.Phones).toEqual([expect.objectContaining({ id: all[0].id })]);
    const next = await get(cut['Phones@odata.nextLink'].replace(/^.*\/odata\.svc/, ''));
    expect(next.value.map((row: { id: number }) => row.id)).toEqual([all[1].id]);
    const whole = await get('/Customers(555)?$expand=Phones', 2);
    expect(whole.Phones).toHaveLength(2);
    expect(Object.keys(whole)).not.toContain('Phones@odata.nextLink');
  });

  it('a cut collection two levels down is linked on from its own parent, beside its whole siblings', async () => {
    const { value } = await get('/Loans?$filter=id eq 1&$select=id&$expand=Installments($select=id;$orderby=number),LoanSetup($select=id),Customers($select=id)', 1);
    const [loan] = value;
    expect(loan.LoanSetup).toEqual(expect.objectContaining({ id: expect.any(Number) }));
    expect(loan.Installments).toHaveLength(1);
    const next = await get(loan['Installments@odata.nextLink'].replace(/^.*\/odata\.svc/, ''), 500);
    const { value: all } = await get('/Loans(1)/Installments?$select=id&$orderby=number');
    expect([loan.Installments[0].id, ...next.value.map((row: { id: number }) => row.id)]).toEqual(all.map((row: { id: number }) => row.id));
  });
});
