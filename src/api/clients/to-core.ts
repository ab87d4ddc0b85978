/**
 * A client as JSON → a customer as JSON in our names. In: the body, what is done with it, and the phones
 * there are. Out: the body of a write, or one fault with every problem. Read-only fields are ignored, unknown
 * ones refused. A phone that is null or empty means that the client has none of that type.
 */
import { RequestError, fail } from '../../base/index.ts';
import type { FaultDetail } from '../../base/index.ts';
import { decodeValue, isProblem, rowOf, suggest } from '../../edm/index.ts';
import { describeJson, isJsonArray, isJsonObject, jsonObject, printJson } from '../../payload/index.ts';
import type { JsonObject, JsonValue } from '../../payload/index.ts';
import { FIELDS } from './wire.ts';
import type { PhoneField, StoredField } from './wire.ts';

/** POST, PUT, PATCH. */
export type Doing = 'create' | 'replace' | 'merge';
export type StoredPhone = { readonly id: number; readonly type: string | null };
export type CustomerBody = {
  readonly bytes: Uint8Array;
  /** What is written depends on the phones there are, even where it leaves them alone. */
  readonly concernsPhones: boolean;
  /** The field behind each item of `Phones`. */
  readonly phoneFields: readonly string[];
};
type Written = StoredField | PhoneField;

const STRICT = { ieee754Compatible: false, exponentialDecimals: false, lenient: false, facets: {} };
const WRITTEN: readonly Written[] = FIELDS.filter((field): field is Written => !('shows' in field));
const NAMES = FIELDS.map(({ name }) => name);

export function toCore(body: JsonValue, doing: Doing, phones: readonly StoredPhone[]): CustomerBody {
  if (!isJsonObject(body)) return fail('BOD303', `The body is ${describeJson(body)}; an object with the fields of a client was expected.`);
  failOnProblems([...unknownFields(body), ...WRITTEN.flatMap((field) => problemsOf(field, body[field.name], doing))]);
  const values = WRITTEN.flatMap((field) => valueOf(field, body, doing));
  const stored = values.flatMap(({ field, value }) => ('property' in field ? storedMembers(field, value, doing) : []));
  const items = values.flatMap(({ field, value }) => ('phoneType' in field ? phoneItems(field, value, phones).map((item) => ({ name: field.name, item })) : []));
  const members = jsonObject([...stored, ...(items.length === 0 ? [] : [['Phones', items.map(({ item }) => item)] as const])]);
  return { bytes: Buffer.from(printJson(members)), concernsPhones: values.some(({ field }) => 'phoneType' in field), phoneFields: items.map(({ name }) => name) };
}

function unknownFields(body: JsonObject): readonly FaultDetail[] {
  return Object.keys(body).filter((name) => !NAMES.includes(name)).map((name) => {
    const nearest = suggest(name, NAMES);
    const shown = name.slice(0, 100);
    return problem(shown, `A client has no field '${shown}'.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`);
  });
}

const problem = (target: string, message: string): FaultDetail => ({ code: 'BOD303', message, target });

/** A field that is not there stays as it is when merging; elsewhere a required one has to be there. */
function problemsOf(field: Written, value: JsonValue | undefined, doing: Doing): readonly FaultDetail[] {
  const { name } = field;
  const isRequired = 'property' in field && field.absent === undefined;
  if (value === undefined) return isRequired && doing !== 'merge' ? [problem(name, `${name} is missing; it is required.`)] : [];
  if (value === null) return isRequired || absentOf(field) !== null ? [problem(name, `${name} is null, which it cannot be.`)] : [];
  const wrong = wrongValue(field, value);
  if (wrong !== undefined) return [problem(name, `${name} is ${describeJson(value)}; ${wrong}`)];
  if (isRequired && value === '') return [problem(name, `${name} is empty; it needs at least one character.`)];
  if ('pattern' in field && typeof value === 'string' && field.pattern?.test(value) === false) return [problem(name, `${name} is not an e-mail address such as ada@example.com.`)];
  return [];
}

/** What was expected instead; undefined: it is a value of the field's type. */
function wrongValue({ type }: Written, value: JsonValue): string | undefined {
  const primitive = { kind: 'primitive', name: type } as const;
  if (typeof value === 'string' && rowOf(primitive)?.family === 'number') return 'expected a number.';
  if (value === null || isJsonArray(value) || isJsonObject(value)) return 'expected a single value.';
  const decoded = decodeValue(primitive, value, STRICT);
  return isProblem(decoded) ? decoded.message : undefined;
}

/** What stands for a field that is left out of a replacing body. */
const absentOf = (field: Written): null | false => ('property' in field && field.absent === 'false' ? false : null);

function valueOf(field: Written, body: JsonObject, doing: Doing): readonly { readonly field: Written; readonly value: JsonValue }[] {
  const value = body[field.name];
  if (value !== undefined) return [{ field, value }];
  return doing === 'replace' ? [{ field, value: absentOf(field) }] : [];
}

function storedMembers({ property, createsToo }: StoredField, value: JsonValue, doing: Doing): readonly (readonly [string, JsonValue])[] {
  return doing === 'create' && createsToo !== undefined ? [[property, value], [createsToo, value]] : [[property, value]];
}

/** The first phone of the type is the one that is shown; a type without a number has no phone left. */
function phoneItems({ phoneType }: PhoneField, value: JsonValue, phones: readonly StoredPhone[]): readonly JsonObject[] {
  const ofType = phones.filter(({ type }) => type === phoneType);
  const [first] = ofType;
  if (value === null || value === '') return ofType.map(({ id }) => jsonObject([['__id', { number: String(id) }], ['__destroy', true]]));
  if (first === undefined) return [jsonObject([['phone', value], ['type', phoneType]])];
  return [jsonObject([['__id', { number: String(first.id) }], ['__update', true], ['phone', value]])];
}

function failOnProblems(details: readonly FaultDetail[]): void {
  const [first] = details;
  if (first === undefined) return;
  const message = details.length === 1 ? first.message : `The body has ${details.length} problems; the first: ${first.message}`;
  fail('BOD303', message, { details: details.slice(0, 100) });
}

/** The same fault with the places in our body called by the fields they came from. */
export function inTheirNames(error: unknown, { phoneFields }: CustomerBody): unknown {
  if (!(error instanceof RequestError)) return error;
  const { fault } = error;
  const rename = <T extends { readonly message: string; readonly target?: string }>(one: T): T => {
    const name = one.target === undefined ? undefined : fieldOf(one.target, phoneFields);
    return name === undefined ? one : { ...one, message: one.message.replace(one.target ?? '', name), target: name };
  };
  const { details } = fault;
  return new RequestError({ ...rename(fault), ...(details === undefined ? {} : { details: details.map(rename) }) });
}

function fieldOf(target: string, phoneFields: readonly string[]): string | undefined {
  const [first, index] = target.split('/');
  if (first === 'Phones') return phoneFields[Number(index)];
  return WRITTEN.find((field) => 'property' in field && (field.property === first || field.createsToo === first))?.name;
}
