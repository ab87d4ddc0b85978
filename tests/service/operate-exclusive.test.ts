import { forEachDatabase } from '../support/database.ts';
import { openCatalog, seedKey } from '../support/catalog.ts';

const LAPTOP = `/Products(${seedKey('a1')})`;

forEachDatabase((_, open) => {
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
