/**
 * Reads at LoanPro's URLs. In: a request target below `odata.svc`. Out: `{"d": …}` around the finished text
 * of the database. Its query options become ours before anything is parsed; what it means without them (fifty
 * rows, a total) is added once the target is known to be a list. Lists longer than a page of the service are
 * read page by page and stream: their rows are one answer here, for this API has no next links.
 */
import { fail } from '../../base/index.ts';
import { pathOf, queryOf } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import type { Caller } from '../../identity/index.ts';
import { callsOf } from '../../query/index.ts';
import type { ReadRequest } from '../../query/index.ts';
import { read } from '../../service/index.ts';
import type { Answer, Deps, Read, ResultShape } from '../../service/index.ts';
import { ENTITIES_PATH, OPTIONS, PAGED, PAGE_SIZE, UNPAGED } from './wire.ts';

/** What a target asks for, beside the options that go on as they are. */
export type Asking = {
  readonly path: string;
  readonly options: readonly string[];
  readonly top: number | undefined;
  readonly start: number;
  readonly isPaged: boolean;
  /** `$inlinecount=allpages`: the total stands beside the rows as well. */
  readonly isCounted: boolean;
};
export type Reading = { readonly deps: Deps; readonly caller: Caller; readonly baseUrl: string; readonly asking: Asking };

export const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

export const shapeOf = ({ isPaged }: Asking): ResultShape => (isPaged ? PAGED : UNPAGED);
export const baseOf = ({ baseUrl }: HttpRequest): string => baseUrl + ENTITIES_PATH;

export function readAsking(target: string): Asking {
  const found = { options: [] as string[], top: undefined as number | undefined, start: 0, isPaged: true, isCounted: false };
  for (const option of queryOf(target).split('&')) {
    const [rawName = '', value = ''] = option.split('=', 2);
    const name = rawName.replace(/^(\$|%24)/, '').toLowerCase();
    const meaning = OPTIONS.get(name) ?? name;
    if (meaning === 'unpaged') found.isPaged = readFlag(name, value) ? false : found.isPaged;
    else if (name === 'skiptoken') fail('URL104', '$skiptoken means nothing here: lists are not cut.', { target: '$skiptoken' });
    else if (name === 'inlinecount') found.isCounted = readCount(value);
    else if (name === 'top' && isCount(value) && found.top === undefined) found.top = Number(value);
    else if (option !== '') found.options.push(OPTIONS.has(name) ? `$${meaning}=${value}` : option);
    if (meaning === 'skip' && isCount(value)) found.start = Number(value);
  }
  return { path: checkIds(pathOf(target)), ...found };
}

/** An id is a number; what else stands bare in parentheses is a bad id, not bad grammar. */
function checkIds(path: string): string {
  for (const [, id = ''] of path.matchAll(/\w\((?:id=)?([\w-]+)\)/g)) {
    if (!/^-?\d+$/.test(id)) fail('MOD204', `The id '${id.slice(0, 80)}' is not a number.`, { target: 'id' });
  }
  return path;
}

const isCount = (text: string): boolean => /^\d{1,9}$/.test(text);

function readFlag(name: string, value: string): boolean {
  if (/^(|true|1)$/i.test(value)) return true;
  return /^(false|0)$/i.test(value) ? false : fail('URL106', `${name} is '${value.slice(0, 40)}'; true or false was expected.`, { target: name });
}

function readCount(value: string): boolean {
  if (value === 'allpages') return true;
  return value === 'none' ? false : fail('URL106', `$inlinecount is '${value.slice(0, 40)}'; allpages or none was expected.`, { target: '$inlinecount' });
}

export async function answerRead(deps: Deps, caller: Caller, request: HttpRequest, target: string): Promise<HttpResponse> {
  const reading = { deps, caller, baseUrl: baseOf(request), asking: readAsking(target) };
  const first = await readPage(reading, { left: reading.asking.top ?? Infinity, token: undefined });
  return first.answer.kind === 'collection' ? answerList(reading, first.answer) : answerOne(first);
}

type Page = { readonly left: number; readonly token: string | undefined };

async function readPage({ deps, caller, baseUrl, asking }: Reading, { left, token }: Page): Promise<Read> {
  const more = [...(left === Infinity ? [] : [`$top=${left}`]), ...(token === undefined ? [] : [`$skiptoken=${token}`])];
  const query = [...asking.options, ...more].join('&');
  const target = query === '' ? asking.path : `${asking.path}?${query}`;
  const answered = await read(deps, caller, { target, baseUrl, shape: shapeOf(asking), maxPageSize: undefined, adapt: asking.isPaged ? adaptPaged : adapt });
  return 'answer' in answered ? answered : refuseUnread(answered.request.kind);
}

/** Lists say how many rows there are. Nothing is called by an address: LoanPro's own operations are. */
function adapt(request: ReadRequest): ReadRequest {
  if (callsOf(request.rows).length > 0) fail('URL109', 'Functions of the model are called at its own address; here LoanPro\'s operations stand.');
  if (request.target.kind !== 'collection') return request;
  return { ...request, options: { ...request.options, count: request.skiptoken === undefined } };
}

function adaptPaged(given: ReadRequest): ReadRequest {
  const request = adapt(given);
  if (request.target.kind !== 'collection' || request.options.top !== undefined) return request;
  return { ...request, options: { ...request.options, top: { value: PAGE_SIZE, slot: { text: String(PAGE_SIZE) } } } };
}

function refuseUnread(kind: string): never {
  if (kind === 'metadata') return fail('URL109', 'The metadata of this service describes OData\'s fourth version and stands there: /odata.svc/$metadata.', { target: '$metadata' });
  return fail('URL109', `There is no answer to '${kind}' here.`);
}

type List = Extract<Answer, { kind: 'collection' }>;

function answerList(reading: Reading, { body, token, count }: List): HttpResponse {
  const { asking } = reading;
  const total = count ?? '0';
  const summary = `"summary":{"start":${asking.start},"pageSize":${asking.top ?? PAGE_SIZE},"total":${total}}${asking.isCounted ? `,"__count":"${total}"` : ''}`;
  if (token === null) return { status: 200, headers: JSON_HEADERS, body: `{"d":{"results":${body},${summary}}}` };
  return { status: 200, headers: JSON_HEADERS, body: streamList(reading, { body, token, summary }) };
}

async function* streamList(reading: Reading, { body, token, summary }: { body: string; token: string; summary: string }): AsyncGenerator<string> {
  const { pageSize } = reading.deps.limits;
  yield `{"d":{"results":${body.slice(0, -1)}`;
  let next: string | null = token;
  for (let left = (reading.asking.top ?? Infinity) - pageSize; next !== null; left -= pageSize) {
    const { answer }: Read = await readPage(reading, { left, token: next });
    if (answer.kind !== 'collection') throw new Error('the next page of a list is a list');
    if (answer.body.length > 2) yield `,${answer.body.slice(1, -1)}`;
    next = answer.token;
  }
  yield `],${summary}}}`;
}

export function answerOne({ request, answer }: Read): HttpResponse {
  switch (answer.kind) {
    case 'entity': return { status: 200, headers: { ...JSON_HEADERS, ...etagHeader(answer.etag) }, body: `{"d":${answer.body}}` };
    case 'nothing': return { status: 200, headers: JSON_HEADERS, body: '{"d":null}' };
    case 'count': return { status: 200, headers: { ...JSON_HEADERS, 'Content-Type': 'text/plain' }, body: answer.count };
    case 'value': return answerValue(request, answer);
    case 'collection': throw new Error('a list is answered elsewhere');
  }
}

const etagHeader = (etag: string | null): Record<string, string> => (etag === null ? {} : { ETag: etag });

/** A property is an object of one member; `$value` is its bare text, or the bytes of a document. */
function answerValue({ target }: ReadRequest, { value, etag, contentType }: Extract<Answer, { kind: 'value' }>): HttpResponse {
  const headers = { ...JSON_HEADERS, ...etagHeader(etag) };
  if (target.kind === 'property' && !target.raw) return { status: 200, headers, body: `{"d":{${JSON.stringify(target.path.at(-1)?.name)}:${value ?? 'null'}}}` };
  if (value === null) return { status: 204, headers: etagHeader(etag) };
  if (target.kind !== 'media') return { status: 200, headers: { ...headers, 'Content-Type': 'text/plain' }, body: value };
  const guarded = { 'X-Content-Type-Options': 'nosniff', 'Content-Disposition': 'attachment' };
  return { status: 200, headers: { ...headers, ...guarded, 'Content-Type': contentType ?? 'application/octet-stream' }, body: Buffer.from(value, 'base64') };
}
