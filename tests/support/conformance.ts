/**
 * What the conformance tests stand on: the loan service over a database with the demo data, on both
 * databases. In: a suite. Out: `get` and `send` for it, and short ways to look at answers.
 * Titles of these tests begin with an id of `tools/conformance-lines.ts`.
 */
import { forEachDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';
import { BASE_URL, openService } from './service.ts';
import type { Answer, Json, Send } from './service.ts';

export type Headers = Readonly<Record<string, string>>;
export type Get = (target: string, headers?: Headers) => Promise<Answer>;
export type Service = { readonly get: Get; readonly send: Send; readonly db: () => TestDatabase };

export const V40: Headers = { 'OData-MaxVersion': '4.0' };
export const V401: Headers = { 'OData-MaxVersion': '4.01' };

export function onTheService(suite: (service: Service) => void): void {
  forEachDatabase((_name, open) => {
    let db: TestDatabase;
    let sender: Send;
    beforeAll(async () => {
      db = await open({ install: 'demo' });
      sender = openService(db.database);
    });
    afterAll(() => db.close());
    const send: Send = (method, target, options) => sender(method, target, options);
    suite({ send, get: (target, headers = {}) => send('GET', target, { headers }), db: () => db });
  });
}

/** The ids of a collection's answer. */
export const ids = (answer: Answer): readonly number[] => answer.json.value.map(({ id }: { id: number }) => id);

/** The context URL behind the `#`. */
export const contextOf = ({ json }: Answer): string => String(json['@odata.context'] ?? json['@context']).replace(`${BASE_URL}/$metadata#`, '');

/** A next link as a target below the service root. */
export const below = (link: string): string => link.replace(BASE_URL, '');

/** Every row of a collection, by its next links. */
export async function everyPage(get: Get, target: string, headers?: Headers): Promise<{ readonly rows: readonly Json[]; readonly pages: number }> {
  const rows: Json[] = [];
  let pages = 0;
  let next: string | undefined = target;
  while (next !== undefined) {
    const { json }: Answer = await get(next, headers);
    rows.push(...json.value);
    pages += 1;
    const link: string | undefined = json['@odata.nextLink'] ?? json['@nextLink'];
    next = link === undefined ? undefined : below(link);
  }
  return { rows, pages };
}

/** An error answer in the form of the JSON format, 21.1. */
export function expectError(answer: Answer, status: number, code: RegExp = /./): void {
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  expect(answer.json).toEqual({ error: expect.objectContaining({ code: expect.stringMatching(code), message: expect.stringMatching(/./) }) });
}
