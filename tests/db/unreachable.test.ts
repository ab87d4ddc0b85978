/** A database that cannot be used is a 503, whatever the reason, and the reason is observed, not told. */
import { RequestError } from '../../src/base/index.ts';
import type { Observation } from '../../src/base/index.ts';
import { openServer } from '../../src/db/index.ts';

const serverUrl = process.env['TEST_DATABASE_URL'];

async function faultOfRead(url: string, role: string): Promise<{ fault: RequestError['fault'] | undefined; observed: readonly Observation[] }> {
  const observed: Observation[] = [];
  const database = openServer({ url, role, schema: 'public', statementTimeoutMs: 1_000, poolSize: 2, observe: (observation) => observed.push(observation) });
  const error: unknown = await database.read({ tenant: 1 }, { text: 'select 1', values: [] }, 'generic').catch((thrown: unknown) => thrown);
  await database.close();
  return { fault: error instanceof RequestError ? error.fault : undefined, observed };
}

it('nobody listens', async () => {
  const { fault, observed } = await faultOfRead('postgres://u:secret@127.0.0.1:1/x', 'odata_runtime');
  expect(fault?.code).toBe('DBS502');
  expect(fault?.message).not.toMatch(/secret|127\.0\.0\.1|ECONN/);
  expect(observed.some((observation) => observation.kind === 'error' && String(observation.error).includes('ECONNREFUSED'))).toBe(true);
});

(serverUrl ? it : it.skip)('the runtime role does not exist', async () => {
  const { fault, observed } = await faultOfRead(serverUrl ?? '', 'no_such_role');
  expect(fault?.code).toBe('DBS502');
  expect(observed.some((observation) => observation.kind === 'error' && String(observation.error).includes('no_such_role'))).toBe(true);
});
