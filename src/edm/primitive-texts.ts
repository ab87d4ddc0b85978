/**
 * Strings, GUIDs, booleans, binary values and streams.
 * In: literal text or JSON. Out: canonical text; bytes travel as PostgreSQL's hex form.
 * Refuses NUL and lone surrogates, which no column can hold, and counts lengths in code points.
 */
import { expected, numberText, same } from './primitive-row.ts';
import type { PrimitiveRow } from './primitive-row.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BASE64URL = /^[A-Za-z0-9_-]*={0,2}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const isStorable = (text: string): boolean => !text.includes('\0') && !LONE_SURROGATE.test(text);

/** Counts code points: each pair of surrogates is one. A text has at most as many as UTF-16 units, so most need no counting. */
function exceeds(text: string, lengthMax: number | undefined): boolean {
  if (lengthMax === undefined || text.length <= lengthMax) return false;
  if (text.length > 2 * lengthMax) return true;
  const secondHalves = text.match(/[\udc00-\udfff]/g)?.length ?? 0;
  return text.length - secondHalves > lengthMax;
}

const stringRow: PrimitiveRow = {
  name: 'Edm.String', family: 'text', sqlType: 'text', json: 'bare', ieee754Text: false, zero: '',
  parseUrl: (text) => (isStorable(text) ? text : undefined),
  decodeJson: (value, { maxLength }) => {
    if (typeof value !== 'string') return expected('a string');
    if (!isStorable(value)) return expected('a string without NUL and without half surrogate pairs');
    return exceeds(value, maxLength) ? expected(`a string of at most ${maxLength} characters`) : value;
  },
  printUrl: same,
};

const guidRow: PrimitiveRow = {
  name: 'Edm.Guid', family: 'guid', sqlType: 'uuid', json: 'bare', ieee754Text: false,
  parseUrl: (text) => (GUID.test(text) ? text.toLowerCase() : undefined),
  decodeJson: (value) =>
    typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : expected('a GUID such as 01234567-89ab-cdef-0123-456789abcdef'),
  printUrl: same,
};

const LENIENT_BOOLEANS: ReadonlyMap<string, string> = new Map([['0', 'false'], ['1', 'true'], ['false', 'false'], ['true', 'true']]);

const booleanRow: PrimitiveRow = {
  name: 'Edm.Boolean', family: 'boolean', sqlType: 'boolean', json: 'bare', ieee754Text: false, zero: 'false', min: 'false', max: 'true',
  parseUrl: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() : undefined),
  decodeJson: (value, _facets, { lenient }) => {
    if (typeof value === 'boolean') return String(value);
    const text = typeof value === 'string' ? value : numberText(value);
    const flag = lenient && text !== undefined ? LENIENT_BOOLEANS.get(text) : undefined;
    return flag ?? expected(lenient ? 'true, false, 1 or 0' : 'true or false');
  },
  printUrl: same,
};

/** `\x…`, or undefined where the text is no base64 of either alphabet. */
function readBase64(text: string, alphabet: RegExp): string | undefined {
  if (!alphabet.test(text)) return undefined;
  const bare = text.replace(/={1,2}$/, '');
  const padded = bare.length !== text.length;
  if (bare.length % 4 === 1 || (padded && text.length % 4 !== 0)) return undefined;
  return `\\x${Buffer.from(bare, 'base64').toString('hex')}`;
}

const binaryRow: PrimitiveRow = {
  name: 'Edm.Binary', family: 'binary', sqlType: 'bytea', json: 'base64url', ieee754Text: false, zero: '\\x',
  parseUrl: (text) => readBase64(text, BASE64URL),
  decodeJson: (value, { maxLength }) => {
    const bytes = typeof value === 'string' ? (readBase64(value, BASE64URL) ?? readBase64(value, BASE64)) : undefined;
    if (bytes === undefined) return expected('a string with base64url');
    const length = bytes.length / 2 - 1;
    return maxLength !== undefined && length > maxLength ? expected(`at most ${maxLength} bytes`) : bytes;
  },
  printUrl: (canonical) => Buffer.from(canonical.slice(2), 'hex').toString('base64url'),
};

const streamRow: PrimitiveRow = {
  name: 'Edm.Stream', family: 'stream', sqlType: 'bytea', json: 'none', ieee754Text: false,
  parseUrl: () => undefined,
  decodeJson: () => expected('no value: a stream is written through its own URL'),
  printUrl: same,
};

export const TEXT_ROWS: readonly PrimitiveRow[] = [stringRow, guidRow, booleanRow, binaryRow, streamRow];
