/**
 * What the conformance tests stand on: the loan service, and short ways to look at its answers.
 * Titles of these tests begin with an id of `tools/conformance-lines.ts`.
 */
import { BASE_URL } from './service.ts';
import type { Answer, Json } from './service.ts';
import type { Get, Headers } from './suites.ts';

export { onTheService } from './suites.ts';
export type { Get, Headers, Service } from './suites.ts';

export const V40: Headers = { 'OData-MaxVersion': '4.0' };
export const V401: Headers = { 'OData-MaxVersion': '4.01' };

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
