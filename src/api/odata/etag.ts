/** ETags of entities: weak, compared weakly (RFC 9110 8.8.3.2). Lists of tags and `*` are understood. */

/** Whether a header such as If-None-Match names the tag; false when the header is absent. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || (header.match(/(W\/)?"[^"]*"/g) ?? []).some((tag) => opaque(tag) === opaque(etag));
}
