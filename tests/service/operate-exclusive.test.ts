import { forEachDatabase } from '../support/database.ts';
import { openCatalog, seedKey } from '../support/catalog.ts';

const LAPTOP = `/Products(${seedKey('a1')})`;

forEachDatabase((_, open) => {
  test('Reseed under twenty callers: each sees the whole catalog, and the seed state is back at the end', async () => {
    const catalog = await openCatalog(open);
    try {
      const before = (await catalog.send('GET', '/Products?$expand=Descriptions')).text;
      const calls = Array.from({ length: 20 }, async (__, i) => {
        if (i % 5 === 0) return (await catalog.send('POST', '/Reseed', { body: i % 2 === 0 ? {} : undefined })).status;
        if (i % 2 === 0) return (await catalog.send('POST', `${LAPTOP}/IncreasePrice`, { body: { amount: 1 } })).status;
        const { status, json } = await catalog.send('GET', '/Products?$count=true');
        expect([json['@odata.count'], json.value.length]).toEqual([7, 7]);
        return status;
      });
      expect((await Promise.all(calls)).every((status) => status === 200 || status === 204)).toBe(true);
      const answer = await catalog.send('POST', '/Reseed');
      expect([answer.status, answer.json.status]).toEqual([200, 'success']);
      expect((await catalog.send('GET', '/Products?$expand=Descriptions')).text).toBe(before);
    } finally {
      await catalog.close();
    }
  });

  test('while Reseed runs, later requests wait for it; when it fails, the old state stays', async () => {
    const events: string[] = [];
    let failing = false;
    let begun = (): void => undefined;
    const beginning = new Promise<void>((resolve) => { begun = resolve; });
    const catalog = await openCatalog(open, {
      reseed: async (seed) => {
        events.push('reseed begins');
        begun();
        if (failing) throw new Error('seeding failed');
        await new Promise((resolve) => { setImmediate(resolve); });
        await seed();
        events.push('reseed ends');
      },
    });
    try {
      await catalog.send('POST', `${LAPTOP}/IncreasePrice`, { body: { amount: 1 } });
      const reseeding = catalog.send('POST', '/Reseed');
      await beginning;
      const reading = catalog.send('GET', `${LAPTOP}/Price`).then(({ json }) => events.push(`read ${json.value}`));
      await Promise.all([reseeding, reading]);
      expect(events).toEqual(['reseed begins', 'reseed ends', 'read 999.99']);
      failing = true;
      await catalog.send('POST', `${LAPTOP}/IncreasePrice`, { body: { amount: 1 } });
      expect((await catalog.send('POST', '/Reseed')).status).toBe(500);
      expect((await catalog.send('GET', `${LAPTOP}/Price`)).json.value).toBe(1000.99);
    } finally {
      await catalog.close();
    }
  });
});
