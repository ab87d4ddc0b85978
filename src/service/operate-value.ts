/**
 * What a handler answers as JSON text, by the declared type.
 * In: a value, the type, the dress of the answer. Out: text; the members of a structured value in the
 * order of its type. Digits are printed as they are; nothing is rounded.
 */
import { printEnum, rowOf } from '../edm/index.ts';
import type { ComplexType, EdmType, Property, TypeRef } from '../edm/index.ts';
import type { ResultShape, Spelling } from '../plan/index.ts';
import type { ResultValue } from './operate-handlers.ts';

export function encodeResult(value: ResultValue, { type, collection }: Pick<TypeRef, 'type' | 'collection'>, shape: ResultShape): string {
  if (value === null) return 'null';
  if (!collection) return encodeSingle(value, type, shape);
  if (!isList(value)) return wrong(value, `Collection(${type.name})`);
  return `[${value.map((item) => (item === null ? 'null' : encodeSingle(item, type, shape))).join(',')}]`;
}

const isList = (value: ResultValue): value is readonly ResultValue[] => Array.isArray(value);
const isRecord = (value: ResultValue): value is { readonly [name: string]: ResultValue } => typeof value === 'object' && value !== null && !isList(value);

/** A handler that answers what its operation does not declare is a bug of ours. */
function wrong(value: ResultValue, type: string): never {
  throw new Error(`a handler answered ${typeof value} where ${type} is declared`);
}

function encodeSingle(value: Exclude<ResultValue, null>, type: EdmType, shape: ResultShape): string {
  if (type.kind === 'complex') return isRecord(value) ? `{${complexMembers(value, type, shape).join(',')}}` : wrong(value, type.name);
  if (type.kind === 'entity' || isList(value) || isRecord(value)) return wrong(value, type.name);
  if (type.kind === 'enum') return JSON.stringify(/^-?\d+$/.test(String(value)) ? printEnum(type, String(value)) : String(value));
  const row = rowOf(type);
  const spelled = row === undefined ? undefined : shape.spelled?.[row.name];
  if (spelled !== undefined) return SPELLINGS[spelled](String(value));
  if (row?.family === 'boolean') return String(value);
  if (row?.family !== 'number') return JSON.stringify(row?.printUrl(String(value)) ?? String(value));
  const text = row.printUrl(typeof value === 'number' ? numberText(value) : String(value));
  if (shape.ieee754Compatible && row.ieee754Text) return JSON.stringify(text);
  return /^-?(INF|NaN)$/.test(text) ? JSON.stringify(text) : text;
}

function epochText(text: string): string {
  return `"/Date(${Math.floor(Date.parse(text) / 1000)})/"`;
}

/** As PostgreSQL writes the same value (`sql/fragments`). */
const SPELLINGS: Readonly<Record<Spelling, (text: string) => string>> = {
  text: (text) => JSON.stringify(text),
  bit: (text) => (text === 'true' ? '1' : '0'),
  epochSeconds: epochText, epochOfDay: epochText,
  shortestDouble: (text) => String(Number(text)),
  instantMillis: (text) => `"${new Date(text).toISOString().replace('Z', '+0000')}"`,
  decimalText: (text) => JSON.stringify(withPlaces(text)),
};

/** Two places behind the point or more, without zeros that say nothing behind them. */
function withPlaces(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** The members of a structured value, annotated as the dress asks; those that are not given are null. */
export function complexMembers(value: { readonly [name: string]: ResultValue }, type: ComplexType, shape: ResultShape): readonly string[] {
  const own = [...type.properties.values()].flatMap((property) => {
    const encoded = encodeResult(value[property.name] ?? null, property, shape);
    return [...typeMember(property, shape), `${JSON.stringify(property.name)}:${encoded}`];
  });
  return shape.metadata === 'full' ? [`${JSON.stringify(`${shape.prefix}type`)}:${JSON.stringify(`#${type.name}`)}`, ...own] : own;
}

/** Types that a reader could not tell from the JSON value; only under metadata=full. */
function typeMember({ name, type, collection }: Property, { metadata, prefix, version }: ResultShape): readonly string[] {
  if (metadata !== 'full' || type.kind === 'complex') return [];
  const short = type.name.replace(/^Edm\./, '');
  if (!collection && ['String', 'Boolean', 'Double'].includes(short)) return [];
  const shown = collection ? `Collection(${short})` : short;
  return [`${JSON.stringify(`${name}${prefix}type`)}:${JSON.stringify(version === '4.0' || prefix === '@odata.' ? `#${shown}` : shown)}`];
}

/** Part of what a handler answered; nothing where it is null. */
export function valueAt(value: ResultValue, path: readonly Property[]): { readonly kind: 'value'; readonly value: ResultValue } | { readonly kind: 'nothing' } {
  const found = path.reduce((at, { name }) => (isRecord(at) ? (at[name] ?? null) : null), value);
  return found === null ? { kind: 'nothing' } : { kind: 'value', value: found };
}

/** Complex values, the whole answer or those one property holds, as rows of texts. */
export function valueTexts(answer: ResultValue, property: string | undefined, names: readonly string[]): readonly (readonly (string | null)[])[] {
  const values = property === undefined ? answer : isRecord(answer) ? (answer[property] ?? []) : [];
  if (!isList(values)) return wrong(values, 'a collection');
  return values.map((value) => names.map((name) => (isRecord(value) ? textOf(value[name] ?? null) : null)));
}

const textOf = (value: ResultValue): string | null => (value === null ? null : typeof value === 'number' ? numberText(value) : String(value));
