import { BASE_URL, loanModel } from '../../support/service.ts';
import { onTheService } from '../../support/suites.ts';

onTheService(({ send }) => {
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
