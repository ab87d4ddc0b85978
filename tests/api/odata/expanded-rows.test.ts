/** Expands that lead back to where they came from: bounded before anything is built, whole below the bound. */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Answer, Json, Send } from '../../support/service.ts';

const url = (set: string, options: Record<string, string>): string => `/${set}?${Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  let tight: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
    tight = openService(db.database, { limits: { expandedRows: 100 } });
    await db.owner.raw("update customers set office_id = (select min(id) from offices where tenant_id = customers.tenant_id) where id <= 60");
  });
  afterAll(() => db.close());
  const refused = (answer: Answer): void => {
    expect([answer.status, answer.json?.error?.code, answer.text.length < 1_000]).toEqual([400, 'LIM602', true]);
    expect(answer.json.error.message).toMatch(/expandedRows.*\$top/);
  };

  test.each([
    ['Customers', 'Office($expand=Customers)'],
    ['Customers', 'Office($expand=Customers($expand=Office($expand=Customers)))'],
    ['Customers', 'Office($expand=Customers($expand=Office($expand=Customers($expand=Office($expand=Customers)))))'],
    ['Customers', 'Phones,Loans,Office($select=id;$expand=Customers($select=id;$orderby=lastName desc;$filter=id ge 0))'],
    ['Offices', 'Customers($expand=Office($expand=Customers($expand=Office($expand=Customers))))'],
  ])('/%s?$expand=%s is refused whole, and names the limit', async (set, expand) => {
    refused(await send('GET', url(set, { $expand: expand })));
  });

  test('the bound counts rows that are shared or come again, over all collections of the answer', async () => {
    const at = (top: number, expand: string): Promise<Answer> => tight('GET', url('Customers', { $select: 'id', $filter: 'id le 60', $orderby: 'id', $top: String(top), $expand: expand }));
    const office = (await send('GET', '/Customers(1)?$expand=Office($select=id;$expand=Customers($select=id;$top=50))&$select=id')).json.Office;
    expect(office.Customers).toHaveLength(50);
    expect((await at(2, 'Office($expand=Customers($top=50;$select=id))')).status).toBe(200);
    refused(await at(3, 'Office($expand=Customers($top=50;$select=id))'));
    expect((await at(3, 'Office($expand=Customers($top=33;$select=id))')).status).toBe(200);
    refused(await at(3, 'Office($expand=Customers($top=34;$select=id))'));
    refused(await at(2, 'Office($expand=Customers($top=2;$select=id;$expand=Office($select=id;$expand=Customers($top=25;$select=id))))'));
    expect((await at(2, 'Office($expand=Customers($top=2;$select=id;$expand=Office($select=id;$expand=Customers($top=24;$select=id))))')).status).toBe(200);
  });

  test('what holds each stored row about once is bounded by its pages alone', async () => {
    for (const [set, expand] of [['Customers', 'Phones,Loans($expand=LoanSetup,Payments,Installments)'], ['Loans', 'Installments,Customers($expand=Phones)'], ['Customers', 'Office']] as const) {
      expect((await tight('GET', url(set, { $expand: expand }))).status).toBe(200);
    }
  });

  test('pages make room: what is refused at once comes page by page', async () => {
    const target = url('Customers', { $select: 'id', $filter: 'id le 12', $orderby: 'id', $expand: 'Office($select=id;$expand=Customers($select=id))' });
    refused(await tight('GET', target));
    const answer = await tight('GET', target, { headers: { Prefer: 'odata.maxpagesize=5' } });
    expect(answer.json.value.map((row: Json) => row.Office.Customers.length)).toEqual([5, 5, 5, 5, 5]);
    expect([answer.json['@odata.nextLink'], answer.json.value[0].Office['Customers@odata.nextLink']]).toEqual([expect.any(String), expect.any(String)]);
  });

  test('one entity, and an entity shown after a change, are bounded alike, and the change is not made', async () => {
    const expand = '$select=id&$expand=Office($expand=Customers($select=id;$top=50;$expand=Office($expand=Customers($select=id;$top=50))))';
    refused(await tight('GET', `/Customers(1)?${expand}`));
    refused(await tight('PATCH', `/Customers(1)?${expand}`, { body: { middleName: 'Never' }, headers: { Prefer: 'return=representation' } }));
    expect((await send('GET', '/Customers(1)/middleName')).json?.value).not.toBe('Never');
    expect((await tight('GET', '/Customers(99999999)?$expand=Office($expand=Customers)')).status).toBe(404);
  });
});
