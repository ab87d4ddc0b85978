import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Send } from '../../support/service.ts';

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
  });
  afterAll(() => db.close());

  test.each([
    ['id eq NaN', 0], ['id lt NaN', 0], ['id ge NaN', 0], ['not (id lt NaN)', 1000], ['id ne NaN', 1000], ['not (id ne NaN)', 0],
    ['id lt INF', 1000], ['id gt -INF', 1000], ['id eq 1e0', 1],
  ])('%s keeps %i customers: NaN compares with nothing', async (filter, count) => {
    const { text, status } = await send('GET', `/Customers/$count?$filter=${encodeURIComponent(filter)}`);
    expect([status, text]).toEqual([200, String(count)]);
  });
});
