/**
 * The Prefer header, pure. In: its text (repeated headers already joined). Out: the preferences this
 * service knows, with and without the `odata.` prefix. Unknown preferences and malformed values are
 * ignored, as a preference may always be; of a repeated preference the first counts.
 */
import { parseHeaderList, parseParameter } from './header-list.ts';
import type { HeaderParameter } from './header-list.ts';

export type Preferences = {
  readonly return?: 'representation' | 'minimal';
  readonly maxPageSize?: number;
  /** Given without a value it means true; absent and `false` are different things in a batch. */
  readonly continueOnError?: boolean;
  readonly respondAsync?: true;
  /** Seconds the client would rather wait than be answered asynchronously. */
  readonly wait?: number;
  readonly trackChanges?: true;
  readonly omitValues?: 'nulls' | 'defaults';
  /** The list of terms as sent: `*`, `-Org.OData.*`, … */
  readonly includeAnnotations?: string;
  readonly allowEntityReferences?: true;
};

type Reader = (value: string) => Preferences;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['return', (value) => (value === 'representation' || value === 'minimal' ? { return: value } : {})],
  ['maxpagesize', (value) => withInteger(value, (maxPageSize) => (maxPageSize > 0 ? { maxPageSize } : {}))],
  ['continue-on-error', readContinueOnError],
  ['respond-async', () => ({ respondAsync: true })],
  ['wait', (value) => withInteger(value, (wait) => ({ wait }))],
  ['track-changes', () => ({ trackChanges: true })],
  ['omit-values', (value) => (value === 'nulls' || value === 'defaults' ? { omitValues: value } : {})],
  ['include-annotations', (value) => (value === '' ? {} : { includeAnnotations: value })],
  ['allow-entityreferences', () => ({ allowEntityReferences: true })],
]);

export function parsePrefer(header: string | undefined): Preferences {
  if (header === undefined || header === '') return {};
  const seen = new Set<string>();
  let preferences: Preferences = {};
  for (const { text } of parseHeaderList(header)) {
    const { name, value } = withoutPrefix(parseParameter(text));
    if (seen.has(name)) continue;
    seen.add(name);
    preferences = { ...preferences, ...READERS.get(name)?.(value) };
  }
  return preferences;
}

const withoutPrefix = ({ name, value }: HeaderParameter): HeaderParameter =>
  ({ name: name.startsWith('odata.') ? name.slice('odata.'.length) : name, value });

function readContinueOnError(value: string): Preferences {
  if (value === '' || value.toLowerCase() === 'true') return { continueOnError: true };
  return value.toLowerCase() === 'false' ? { continueOnError: false } : {};
}

/** A number too large to be exact is still a wish for more than we would ever give. */
function withInteger(value: string, read: (integer: number) => Preferences): Preferences {
  if (!/^\d+$/.test(value)) return {};
  return read(Math.min(Number(value), Number.MAX_SAFE_INTEGER));
}
