/**
 * Content negotiation, pure: which JSON, or which metadata document, answers this request.
 * In: the Accept header and the $format option. Out: the chosen format, or undefined for 406.
 * Ranges with parameters nobody defined are not acceptable; parameters of OData before version 4
 * (`odata=verbose`) are read as plain JSON, because clients send them to version 4 services as well.
 */
import { parseHeaderList } from './header-list.ts';
import type { HeaderItem } from './header-list.ts';

export type JsonFormat = {
  readonly metadata: 'minimal' | 'full' | 'none';
  readonly ieee754Compatible: boolean;
  readonly exponentialDecimals: boolean;
  readonly streaming: boolean;
  /** Only when the client named it. */
  readonly charset?: 'utf-8';
};

type Range = { readonly item: HeaderItem; readonly type: string; readonly quality: number };
type Candidate = { readonly format: JsonFormat; readonly given: ReadonlyMap<string, string>; readonly rank: number; readonly quality: number };

const PLAIN: JsonFormat = { metadata: 'minimal', ieee754Compatible: false, exponentialDecimals: false, streaming: false };

export function negotiateJson(accept: string | undefined, formatOption?: string): JsonFormat | undefined {
  if (formatOption !== undefined) return formatFromOption(formatOption);
  if (isAbsent(accept)) return PLAIN;
  const candidates = parseRanges(accept).flatMap(readCandidate);
  const wanted = candidates.filter(({ quality }) => quality > 0);
  const unwanted = candidates.filter(({ quality }) => quality === 0);
  const allowed = wanted.filter((candidate) => !unwanted.some((range) => excludes(range, candidate)));
  // Equal quality: a range that names JSON says more than a wildcard; otherwise the client's order decides.
  const [best] = allowed.sort((a, b) => b.quality - a.quality || Math.min(b.rank, 2) - Math.min(a.rank, 2));
  return best?.format;
}

const isAbsent = (accept: string | undefined): accept is undefined => accept === undefined || accept.trim() === '';

function formatFromOption(option: string): JsonFormat | undefined {
  const text = option.trim();
  const full = /^json(;|$)/i.test(text) ? `application/${text}` : text;
  const [range] = parseRanges(full);
  return range?.type === 'application/json' ? readCandidate(range)[0]?.format : undefined;
}

function parseRanges(header: string): readonly Range[] {
  return parseHeaderList(header).map((item) => {
    const type = item.text.toLowerCase();
    const quality = item.parameters.find(({ name }) => name === 'q');
    return { item, type: type === '*' ? '*/*' : type, quality: quality === undefined ? 1 : readQuality(quality.value) };
  });
}

/** A malformed weight counts as the highest, like an absent one. */
function readQuality(text: string): number {
  const quality = Number(text);
  return text === '' || Number.isNaN(quality) ? 1 : Math.min(Math.max(quality, 0), 1);
}

const RANKS: ReadonlyMap<string, number> = new Map([['*/*', 0], ['application/*', 1], ['application/json', 2]]);

/** None when the range is not JSON, or asks for something of JSON that we do not know. */
function readCandidate(range: Range): readonly Candidate[] {
  const rank = RANKS.get(range.type);
  if (rank === undefined) return [];
  const given = new Map<string, string>();
  for (const { name, value } of range.item.parameters) {
    if (name === 'q') break; // what follows the weight is an extension of Accept, not of the media type
    const key = PARAMETERS.get(name);
    if (key === undefined) return [];
    if (key !== 'ignored') given.set(key, value.toLowerCase());
  }
  // Some clients put the weight first; their OData parameters still count.
  for (const { name, value } of range.item.parameters) {
    const key = PARAMETERS.get(name);
    if (key !== undefined && key !== 'ignored' && !given.has(key)) given.set(key, value.toLowerCase());
  }
  const format = readFormat(given);
  return format === undefined ? [] : [{ format, given, rank: rank + given.size, quality: range.quality }];
}

const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['odata.metadata', 'metadata'],
  ['metadata', 'metadata'],
  ['ieee754compatible', 'ieee754Compatible'],
  ['exponentialdecimals', 'exponentialDecimals'],
  ['odata.streaming', 'streaming'],
  ['streaming', 'streaming'],
  ['charset', 'charset'],
  ['odata', 'ignored'],
]);

function readFormat(given: ReadonlyMap<string, string>): JsonFormat | undefined {
  const metadata = given.get('metadata') ?? 'minimal';
  if (metadata !== 'minimal' && metadata !== 'full' && metadata !== 'none') return undefined;
  const ieee754Compatible = readFlag(given.get('ieee754Compatible'));
  const exponentialDecimals = readFlag(given.get('exponentialDecimals'));
  const streaming = readFlag(given.get('streaming'));
  if (ieee754Compatible === undefined || exponentialDecimals === undefined || streaming === undefined) return undefined;
  const charset = given.get('charset');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return undefined;
  const format = { metadata, ieee754Compatible, exponentialDecimals, streaming } as const;
  return charset === undefined ? format : { ...format, charset: 'utf-8' };
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([['true', true], ['false', false]]);
const readFlag = (value: string | undefined): boolean | undefined => (value === undefined ? false : FLAGS.get(value));

/** A range of weight 0 rules out what it describes, unless the client named the candidate more exactly. */
function excludes(range: Candidate, candidate: Candidate): boolean {
  if (candidate.rank > range.rank) return false;
  const resolved = new Map(Object.entries(candidate.format).map(([key, value]) => [key, String(value)]));
  return [...range.given].every(([key, value]) => resolved.get(key) === value);
}

/** CSDL as XML unless JSON is asked for and XML is not: older clients list both and read only XML. */
export function negotiateMetadata(accept: string | undefined, formatOption?: string): 'xml' | 'json' | undefined {
  if (formatOption !== undefined) return metadataFromOption(formatOption);
  if (isAbsent(accept)) return 'xml';
  const ranges = parseRanges(accept);
  const accepts = (...types: readonly string[]): boolean =>
    ranges.some((range) => types.includes(range.type) && range.quality > 0 && isKnownRange(range));
  const refuses = (type: string): boolean => ranges.some((range) => range.type === type && range.quality === 0);
  if (accepts('application/xml')) return 'xml';
  if (accepts('application/json')) return 'json';
  if (!accepts('*/*', 'application/*')) return undefined;
  if (!refuses('application/xml')) return 'xml';
  return refuses('application/json') ? undefined : 'json';
}

function metadataFromOption(option: string): 'xml' | 'json' | undefined {
  const text = option.trim().toLowerCase();
  const [range] = parseRanges(text === 'xml' ? 'application/xml' : text);
  if (range?.type === 'application/xml' && isKnownRange(range)) return 'xml';
  return formatFromOption(option) === undefined ? undefined : 'json';
}

/** XML has no parameter but the character set; JSON has those of the data format. */
function isKnownRange(range: Range): boolean {
  if (range.type !== 'application/xml') return readCandidate(range).length > 0;
  const parameters = range.item.parameters.filter(({ name }) => name !== 'q');
  return parameters.every(({ name, value }) => name === 'charset' && /^utf-?8$/i.test(value));
}
