/** Options in the body of `POST …/$query`: held to a limit of their own, which is larger than that of a URL. */
import { onTheService } from '../../support/conformance.ts';
import { LIMITS } from '../../../src/base/index.ts';

onTheService(({ send }) => {
  const post = (body: string, headers: Record<string, string> = {}) => send('POST', '/Customers/$query', { body, headers: { 'Content-Type': 'text/plain', ...headers } });
  const list = (from: number): string => `id in (${Array.from({ length: 1_000 }, (_, i) => 10_000_000 + from + i).join()})`;
  const long = `$select=id&$filter=id lt 6 or ${[0, 1, 2].map(list).join(' or ')}`;

  test('a query longer than a URL may be is answered', async () => {
    expect(long.length).toBeGreaterThan(LIMITS.urlBytes);
    const { status, json } = await post(`${long}&$top=3`);
    expect([status, json.value.map(({ id }: { id: number }) => id)]).toEqual([200, [1, 2, 3]]);
    expect((await send('GET', `/Customers?${encodeURI(long)}`)).json.error.code).toBe('LIM601');
  });

  test('a query longer than its own limit is refused by the name of the limit', async () => {
    const { status, json } = await post(`$filter=contains(lastName,'${'x'.repeat(LIMITS.queryBytes)}')`);
    expect([status, json.error.code, json.error.message]).toEqual([413, 'BOD306', expect.stringContaining('queryBytes')]);
  });

  test('where the next link could not be followed, the client is told to ask for fewer rows', async () => {
    const { status, json } = await post(long, { Prefer: 'maxpagesize=2' });
    expect([status, json.error.code, json.error.message]).toEqual([400, 'LIM602', expect.stringMatching(/urlBytes.*\$top/)]);
  });
});
