/**
 * A read's answer in OData's dress: headers, context, count, next link around the finished text.
 * In: bound request, answer, what was negotiated. Out: the response. It opens no text it passes on.
 */
import type { JsonFormat, HttpRequest, HttpResponse, Preferences } from '../../http/index.ts';
import { isBytes } from '../../query/index.ts';
import type { ReadRequest } from '../../query/index.ts';
import { fail } from '../../base/index.ts';
import type { Answer, Read, ResultShape } from '../../service/index.ts';
import { contextFragment } from './context-url.ts';
import { matchesEtag } from './etag.ts';
import { nextLink } from './next-link.ts';
import type { Version } from './version.ts';

/** What headers and $format settled for this request. */
export type Dress = Version & { readonly format: JsonFormat; readonly prefer: Preferences };
type Exchange = { readonly request: HttpRequest; readonly target: string; readonly dress: Dress; readonly pageSize: number; /** Bytes a next link may have. */ readonly linkBytes: number };

/** What of the dress shapes the text that the database makes. */
export const shapeOf = ({ format, prefix, version }: Dress): ResultShape =>
  ({ metadata: format.metadata, prefix, version, ieee754Compatible: format.ieee754Compatible });

const VARY = 'Accept, Prefer, OData-MaxVersion, Authorization';

export function jsonHeaders(dress: Dress): Record<string, string> {
  const { format, prefix, version } = dress;
  const name = prefix === '@' ? 'metadata' : 'odata.metadata';
  const parameters = [`${name}=${format.metadata}`];
  if (format.streaming) parameters.push(`${prefix === '@' ? '' : 'odata.'}streaming=true`);
  if (format.ieee754Compatible) parameters.push('IEEE754Compatible=true');
  if (format.exponentialDecimals) parameters.push('ExponentialDecimals=true');
  if (format.charset !== undefined) parameters.push(`charset=${format.charset}`);
  return { 'Content-Type': `application/json;${parameters.join(';')}`, 'OData-Version': version, Vary: VARY };
}

export function respondRead(read: Read, exchange: Exchange): HttpResponse {
  const { answer, request } = read;
  switch (answer.kind) {
    case 'collection': return collection(request, answer, exchange);
    case 'entity': return entity(request, answer, exchange);
    case 'value': return value(request, answer, exchange);
    case 'count': return plain(answer.count, exchange.dress);
    case 'nothing': return empty(exchange.dress);
  }
}

/** Whether there is a body can depend on what was preferred. */
export const emptyHeaders = ({ version }: Dress): HttpResponse['headers'] => ({ 'OData-Version': version, Vary: VARY });
const empty = (dress: Dress): HttpResponse => ({ status: 204, headers: emptyHeaders(dress) });
const plain = (text: string, dress: Dress): HttpResponse =>
  ({ status: 200, headers: { 'Content-Type': 'text/plain', 'OData-Version': dress.version, Vary: VARY }, body: text });

/** `"@odata.context":"…"`, or nothing at metadata=none. */
function contextMember(request: ReadRequest, { request: http, dress }: Exchange, address = ''): string {
  if (dress.format.metadata === 'none') return '';
  return `"${dress.prefix}context":${JSON.stringify(`${http.baseUrl}/$metadata#${contextFragment(request, address, dress)}`)}`;
}

function collection(request: ReadRequest, answer: Answer & { kind: 'collection' }, exchange: Exchange): HttpResponse {
  const { dress, request: http, target, pageSize, linkBytes } = exchange;
  const members = [contextMember(request, exchange, answer.container ?? '')];
  if (answer.count !== null) members.push(countMember(answer.count, dress));
  members.push(`"value":${answer.body}`);
  if (answer.token !== null) {
    const top = request.options.top?.value;
    const link = nextLink({ baseUrl: http.baseUrl, target, token: answer.token, top, pageSize });
    if (link.length - http.baseUrl.length > linkBytes) fail('LIM602', `There are more than ${pageSize} rows, and the link to the next ones would be longer than the limit urlBytes of ${linkBytes}; ask for fewer with $top.`);
    members.push(`"${dress.prefix}nextLink":${JSON.stringify(link)}`);
  }
  return { status: 200, headers: { ...jsonHeaders(dress), ...applied(http, dress) }, body: `{${members.filter((m) => m !== '').join(',')}}` };
}

const countMember = (count: string, { prefix, format }: Dress): string => `"${prefix}count":${format.ieee754Compatible ? `"${count}"` : count}`;

/** `maxpagesize` is the one preference that shapes a read here; it is confirmed as the client wrote it. */
function applied(http: HttpRequest, dress: Dress): Record<string, string> {
  const size = dress.prefer.maxPageSize;
  if (size === undefined) return {};
  const written = /odata\.maxpagesize/i.test(http.headers.get('prefer') ?? '') ? 'odata.maxpagesize' : 'maxpagesize';
  return { 'Preference-Applied': `${written}=${size}` };
}

function entity(request: ReadRequest, answer: Answer & { kind: 'entity' }, exchange: Exchange): HttpResponse {
  const { dress, request: http } = exchange;
  const conditional = checkConditions(answer.etag, exchange, request.options.projection.expands.length > 0);
  if (conditional !== undefined) return conditional;
  const context = contextMember(request, exchange, answer.container ?? '');
  const body = withMember(context, answer.body);
  return { status: 200, headers: { ...jsonHeaders(dress), ...applied(http, dress), ...etagHeader(answer.etag) }, body };
}

/** Puts a member first into an object's text. */
export function withMember(member: string, object: string): string {
  if (member === '') return object;
  return object.length === 2 ? `{${member}}` : `{${member},${object.slice(1)}`;
}

const etagHeader = (etag: string | null): Record<string, string> => (etag === null ? {} : { ETag: etag });

/** 304 for an unchanged entity (never when it expands: children change without it), 412 for a failed If-Match. */
function checkConditions(etag: string | null, exchange: Exchange, expands: boolean): HttpResponse | undefined {
  if (etag === null) return undefined;
  const { headers } = exchange.request;
  const ifMatch = headers.get('if-match');
  if (ifMatch !== undefined && !matchesEtag(ifMatch, etag)) return fail('PRE401', `The entity's ETag is ${etag}; If-Match names another.`, { target: 'If-Match' });
  if (expands || !matchesEtag(headers.get('if-none-match'), etag)) return undefined;
  return { status: 304, headers: { ETag: etag, 'OData-Version': exchange.dress.version, Vary: VARY } };
}

function value(request: ReadRequest, answer: Answer & { kind: 'value' }, exchange: Exchange): HttpResponse {
  const { dress } = exchange;
  const conditional = checkConditions(answer.etag, exchange, false);
  if (conditional !== undefined) return conditional;
  if (answer.value === null) return empty(dress);
  if (isBytes(request.target)) {
    const headers = { 'Content-Type': answer.contentType ?? 'application/octet-stream', 'OData-Version': dress.version, 'X-Content-Type-Options': 'nosniff', 'Content-Disposition': 'attachment', Vary: VARY, ...etagHeader(answer.etag) };
    if (answer.pieces === undefined) return { status: 200, headers, body: Buffer.from(answer.value, 'base64') };
    return { status: 200, headers: { ...headers, 'Content-Length': String(answer.pieces.length) }, body: answer.pieces.chunks() };
  }
  if (request.target.kind === 'property' && request.target.raw) return plain(answer.value, dress);
  const context = contextMember(request, exchange, answer.address ?? '');
  const last = request.target.kind === 'property' ? request.target.path.at(-1) : undefined;
  if (last?.type.kind === 'complex' && !last.collection) {
    return { status: 200, headers: { ...jsonHeaders(dress), ...etagHeader(answer.etag) }, body: withMember(context, answer.value) };
  }
  const members = [context, answer.count === undefined ? '' : countMember(answer.count, dress), `"value":${answer.value}`].filter((m) => m !== '');
  return { status: 200, headers: { ...jsonHeaders(dress), ...etagHeader(answer.etag) }, body: `{${members.join(',')}}` };
}
