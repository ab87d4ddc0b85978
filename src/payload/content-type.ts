/**
 * Whether a body is JSON, by its Content-Type header. In: the header. Out: what its parameters say about
 * numbers. Parameters of older dialects (`odata=verbose`) and charsets are accepted; other types are 415.
 */
import { fail } from '../base/index.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;

export function checkContentType(header: string | undefined): { readonly ieee754Compatible: boolean } {
  if (header === undefined || header.trim() === '') {
    return fail('BOD302', 'The Content-Type header is missing; application/json was expected.', { target: 'Content-Type' });
  }
  if (!JSON_TYPE.test(header.trim())) {
    return fail('BOD302', `The Content-Type is ${JSON.stringify(header.slice(0, 80))}; application/json was expected.`, { target: 'Content-Type' });
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(header)?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    return fail('BOD302', `The charset ${charset.slice(0, 40)} is not supported; JSON is read as UTF-8.`, { target: 'Content-Type' });
  }
  return { ieee754Compatible: /;\s*ieee754compatible\s*=\s*"?true"?\s*(;|$)/i.test(header) };
}
