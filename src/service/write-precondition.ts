/**
 * ETags of writes: the header's conditions against the version of the locked row.
 * In: If-Match and If-None-Match as sent, and the row's version. Out: nothing, or 412 before anything
 * is written. Comparison is weak: `W/"3"` and `"3"` are the same tag.
 */
import { fail } from '../base/index.ts';
import { matchesVersion } from '../change/index.ts';

export type Conditions = { readonly ifMatch: string | undefined; readonly ifNoneMatch: string | undefined };

export const etagOf = (version: string): string => `W/"${version}"`;

export function checkConditions({ ifMatch, ifNoneMatch }: Conditions, version: string | null): void {
  if (ifMatch !== undefined && !matchesVersion(ifMatch, version)) {
    fail('PRE401', `If-Match is ${shorten(ifMatch)}, but the entity now has the ETag ${shownTag(version)}.`, {
      target: 'If-Match',
      hint: 'Read the entity again and apply the change to what it holds now.',
    });
  }
  if (ifNoneMatch !== undefined && matchesVersion(ifNoneMatch, version)) {
    fail('PRE401', `If-None-Match is ${shorten(ifNoneMatch)}, and the entity exists with the ETag ${shownTag(version)}.`, { target: 'If-None-Match' });
  }
}

const shownTag = (version: string | null): string => (version === null ? '(none)' : etagOf(version));
const shorten = (header: string): string => (header.length > 100 ? `${header.slice(0, 100)}…` : header);
