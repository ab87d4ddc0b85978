/**
 * Bodies, paths and query parameters of the customers API → values in our names.
 * In: bytes and raw targets. Out: members of our bodies, the address of a customer, the options of a list.
 * All problems of one request are found at once; each says the field it concerns.
 */
import { fail } from '../../base/index.ts';
import type { FaultDetail } from '../../base/index.ts';
import { isProblem, primitiveRow } from '../../edm/index.ts';
import { queryOf } from '../../http/index.ts';
import type { HttpRequest } from '../../http/index.ts';
import { checkContentType, isJsonArray, isJsonObject, readJson } from '../../payload/index.ts';
import type { JsonValue } from '../../payload/index.ts';
import { LIST, LOOK_UP, ORDERS } from './wire.ts';
import type { Field } from './wire.ts';
import type { ShapeInput } from '../../service/index.ts';

const TEXT_MAX = 255;
const ID_MAX = 2_147_483_647n;
const ROWS_DEFAULT = 10;
const ROWS_MAX = 100;
const STRICT = { ieee754Compatible: false, exponentialDecimals: false, lenient: false };

function failOnFields(problems: readonly (readonly [field: string, error: string])[]): void {
  const details = problems.map(([target, message]): FaultDetail => ({ code: 'BOD303', message, target }));
  const [first] = details;
  if (first !== undefined) fail('BOD303', `${first.target}: ${first.message}`, { details });
}

export type Fields = ReadonlyMap<string, JsonValue>;

/** The members of a body by our names. All fields are required; fields of other names are refused. */
export async function readFields({ headers, body }: HttpRequest, fields: readonly Field[], bodyDepth: number): Promise<Fields> {
  const contentType = headers.get('content-type');
  if (contentType !== undefined) checkContentType(contentType);
  const bytes = await body();
  const json = bytes.length === 0 ? {} : readJson(bytes, bodyDepth);
  const members = bytes.length === 0 ? [] : isJsonObject(json) ? Object.entries(json) : fail('BOD301', 'The body must be a JSON object.');
  const given = new Map(members);
  const unknown = members.filter(([name]) => !fields.some((field) => field.name === name));
  failOnFields([
    ...fields.flatMap((field) => problemOf(field, given.get(field.name))),
    ...unknown.map(([name]) => [name.slice(0, TEXT_MAX), 'is not a field that can be set here'] as const),
  ]);
  return new Map(fields.map(({ name, ours }) => [ours, given.get(name) ?? null]));
}

function problemOf({ name, type }: Field, value: JsonValue | undefined): readonly (readonly [string, string])[] {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return [[name, 'is a required field']];
  if (isJsonArray(value) || isJsonObject(value)) return [[name, 'must be a single value']];
  if (typeof value === 'string' && value.length > TEXT_MAX) return [[name, `must be ${TEXT_MAX} characters long at most`]];
  const decoded = primitiveRow(type).decodeJson(value, {}, STRICT);
  return isProblem(decoded) ? [[name, decoded.message]] : [];
}

/** The number in a path; undefined where no customer can have it. */
export function readId(text: string): string | undefined {
  if (!/^[0-9]+$/.test(text)) failOnFields([['customer_id', 'must be a number']]);
  const id = BigInt(text.slice(0, 30));
  return text.length > 30 || id > ID_MAX ? undefined : String(id);
}

export type ListRequest = { readonly input: ShapeInput; readonly page: string; readonly rows: string };

const PARAMETERS: readonly string[] = ['page', 'rows', 'orderBy', 'sortOrder', 'externalId'];

export function readList(target: string): ListRequest {
  const query = new URLSearchParams(queryOf(target));
  const names = [...new Set(query.keys())];
  failOnFields(names.filter((name) => !PARAMETERS.includes(name)).map((name) => [name.slice(0, TEXT_MAX), 'unknown parameter'] as const));
  failOnFields(names.filter((name) => query.getAll(name).length > 1).map((name) => [name, 'is given more than once'] as const));
  const paging = readPaging(query);
  const options = `${readOrder(query)}&$count=true&$top=${paging.rows}&$skip=${(paging.page - 1n) * paging.rows}`;
  const externalId = query.get('externalId');
  if (externalId !== null) checkExternalId(externalId);
  const input = externalId === null ? { read: LIST, values: [] } : { read: LOOK_UP, values: [externalId] };
  return { input: { ...input, query: options, omitsNulls: true }, page: String(paging.page), rows: String(paging.rows) };
}

export function checkExternalId(text: string): void {
  if (text === '') failOnFields([['externalId', 'must not be empty']]);
  if (text.includes('\u0000')) failOnFields([['externalId', 'holds the character U+0000, which no id has']]);
}

/** Both parameters are blamed on the field `page`, as their source does. */
function readPaging(query: URLSearchParams): { readonly page: bigint; readonly rows: bigint } {
  const page = readNumber(query, 'page', 1);
  const rows = readNumber(query, 'rows', ROWS_DEFAULT);
  const small = [['page', page], ['rows', rows]].find(([, value]) => typeof value === 'bigint' && value < 1n);
  if (small !== undefined) failOnFields([['page', `${small[0]} value too small, must be larger than 0`]]);
  if (rows > BigInt(ROWS_MAX)) failOnFields([['page', `rows value too large, must be less than ${ROWS_MAX}`]]);
  return { page, rows };
}

function readNumber(query: URLSearchParams, name: string, whenAbsent: number): bigint {
  const text = query.get(name) ?? '';
  if (text === '') return BigInt(whenAbsent);
  if (!/^[+-]?[0-9]+$/.test(text)) failOnFields([['page', `${name} conversion: parsing ${JSON.stringify(text.slice(0, TEXT_MAX))}: invalid syntax`]]);
  if (text.length > 12) failOnFields([['page', `${name} conversion: parsing ${JSON.stringify(text.slice(0, TEXT_MAX))}: value out of range`]]);
  return BigInt(text.replace('+', ''));
}

const givenOr = (text: string | null, whenAbsent: string): string => (text === null || text === '' ? whenAbsent : text);

function readOrder(query: URLSearchParams): string {
  const by = givenOr(query.get('orderBy'), 'id');
  const direction = givenOr(query.get('sortOrder'), 'ASC');
  if (!ORDERS.includes(by)) failOnFields([['orderBy', `unknown order: ${by.slice(0, TEXT_MAX)}; one of ${ORDERS.join(', ')} was expected`]]);
  if (!/^(?:asc|desc)$/i.test(direction)) failOnFields([['sortOrder', `unknown direction: ${direction.slice(0, TEXT_MAX)}; ASC or DESC was expected`]]);
  return `$orderby=${by} ${direction.toLowerCase()}`;
}
