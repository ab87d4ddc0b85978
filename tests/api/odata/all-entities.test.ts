import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { BASE_URL, loanModel, openService } from '../../support/service.ts';
import type { Send } from '../../support/service.ts';

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
  });
  afterAll(() => db.close());

  test('$all gives every entity of every set once, page by page, with its type and address', async () => {
    const seen = new Map<string, number>();
    let target = '/$all';
    while (target !== '') {
      const { status, json } = await send('GET', target);
      expect(status).toBe(200);
      expect(json['@odata.context']).toBe(`${BASE_URL}/$metadata#Collection(Edm.EntityType)`);
      for (const entity of json.value) {
        expect(entity['@odata.type']).toMatch(/^#LoanService\./);
        seen.set(entity['@odata.id'], (seen.get(entity['@odata.id']) ?? 0) + 1);
      }
      target = (json['@odata.nextLink'] ?? '').replace(BASE_URL, '');
    }
    expect(Math.max(...seen.values())).toBe(1);
    for (const name of loanModel().entitySets.keys()) {
      const count = Number((await send('GET', `/${name}/$count`)).text);
      expect([name, [...seen.keys()].filter((id) => id.startsWith(`${BASE_URL}/${name}(`)).length]).toEqual([name, count]);
    }
  });

  test.each(['abc', 'WyJOb3BlIl0', 'WyJDdXN0b21lcnMiLCAieCJd', 'WyJDdXN0b21lcnMiLCIxIiwiMiJd'])('a token nobody issued is refused: %s', async (token) => {
    const { status, json } = await send('GET', `/$all?$skiptoken=${token}`);
    expect(status).toBe(400);
    expect(json.error.code).toMatch(/^(URL113|DBS501)$/);
  });
});
