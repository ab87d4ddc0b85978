/**
 * ETags that the items of a body carry, against the rows they name (Protocol 11.4.3, 11.4.11).
 * In: an item and the version of its stored row. Out: nothing, or 412 with the item's path.
 * Comparison is weak: `W/"3"` and `"3"` are the same tag; `*` is any state of a row that exists.
 */
import { fail } from '../base/index.ts';
import type { EntityInput, Scalar } from '../payload/index.ts';

/** `version` is null where the row has none; then only `*` matches. */
export function matchesVersion(tags: string, version: Scalar): boolean {
  if (tags.trim() === '*') return true;
  if (version === null) return false;
  return (tags.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === `"${version}"`);
}

/** Undefined: the item makes a new row, or one that is not related yet and is not there. */
export function checkEtag({ etag, path, type }: EntityInput, version: Scalar | undefined): void {
  if (etag === undefined || (version !== undefined && matchesVersion(etag, version))) return;
  const shown = etag.length > 100 ? `${etag.slice(0, 100)}…` : etag;
  const found = version === undefined ? `there is no such ${type.name}` : `the ${type.name} now has the ETag ${version === null ? '(none)' : `W/"${version}"`}`;
  fail('PRE401', `${path === '' ? 'The body' : path} carries the ETag ${shown}, but ${found}.`, { target: path === '' ? '@etag' : path });
}
