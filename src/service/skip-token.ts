/**
 * Skip tokens: the order values of a page's last row, as base64url of a JSON array of texts and nulls.
 * Opaque to clients, checked on the way back (URL113): they may come from anywhere.
 */
import { fail } from '../base/index.ts';
import type { Cursor } from '../plan/index.ts';

const VALUES_MAX = 32;

/** The token as it stands in a URL, where somebody may have broken its escapes. */
export function decodeRawToken(raw: string): Cursor {
  try {
    return decodeSkipToken(decodeURIComponent(raw));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return fail('URL102', '$skiptoken holds an invalid percent escape.', { target: '$skiptoken' });
  }
}

export function decodeSkipToken(token: string): Cursor {
  const parsed = readJson(Buffer.from(token, 'base64url').toString('utf8'));
  const isCursor = Array.isArray(parsed) && parsed.length > 0 && parsed.length <= VALUES_MAX && parsed.every((v) => v === null || typeof v === 'string');
  if (!isCursor) return fail('URL113', '$skiptoken is not a token this service has issued.', { target: '$skiptoken' });
  return parsed as Cursor;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
