/**
 * Values as they are answered: the JSON spelling of every type over columns, complex values as objects,
 * enumerations by their members' names, hidden values as null.
 * In: properties and the alias their columns stand under. Out: plan expressions.
 */
import { jsonEncodingOf, rowOf } from '../edm/index.ts';
import type { ComplexType, EnumType, Property, ValueType } from '../edm/index.ts';
import { VALUE_COLUMN, isPrimitive } from '../query/index.ts';
import type { PropertyProjection, Spelling } from '../query/index.ts';
import { column, fragment, textConstant } from './context.ts';
import { elementsRef } from './elements.ts';
import type { PlanContext } from './context.ts';
import type { OutputColumn, PlanExpr } from './read-plan.ts';

export const NULL: PlanExpr = { kind: 'constant', value: null, sqlType: 'text' };

/** Nobody reads write-only properties; masked ones show null to callers without the right. */
export const isHidden = (context: PlanContext, property: Property): boolean =>
  property.visibility === 'writeOnly' || (property.visibility === 'masked' && !context.seesSecrets);

const ENCODERS: Readonly<Record<string, string>> = {
  double: 'jsonDouble', instant: 'jsonInstant', base64url: 'jsonBinary', duration: 'jsonDuration',
};

const SPELLINGS: Readonly<Record<Spelling, string>> = {
  text: 'toText', bit: 'spelledBit', epochSeconds: 'spelledEpoch', shortestDouble: 'spelledDouble', instantMillis: 'spelledMillis', decimalText: 'spelledDecimal',
};

function spellingOf({ shape: { spelled } }: PlanContext, type: ValueType): Spelling | undefined {
  if (spelled === undefined || type.kind === 'enum' || type.kind === 'complex') return undefined;
  return spelled[type.kind === 'primitive' ? type.name : type.underlying.name];
}

/** A value as its JSON spelling (JSON Format 7.1); bare where PostgreSQL already prints it so. */
export function encodeJson(context: PlanContext, type: ValueType, value: PlanExpr, spelled = spellingOf(context, type)): PlanExpr {
  if (spelled !== undefined) return fragment(SPELLINGS[spelled], value);
  if (type.kind === 'enum') return enumText(type, value);
  if (context.shape.ieee754Compatible && rowOf(type)?.ieee754Text === true) return fragment('toText', value);
  const encoder = ENCODERS[jsonEncodingOf(type)];
  return encoder === undefined ? value : fragment(encoder, value);
}

/** A calculated value as JSON. Decimals may be infinite then: `divby` zero does not fail. */
export function encodeCalculated(context: PlanContext, type: ValueType, value: PlanExpr): PlanExpr {
  if (!isPrimitive(type, 'Edm.Decimal') || spellingOf(context, type) !== undefined) return encodeJson(context, type, value);
  return fragment(context.shape.ieee754Compatible ? 'numberToText' : 'jsonDouble', value);
}

/** Where a property's columns stand: an alias, and the prefix of the complex values around it. */
export type Place = { readonly alias: string; readonly prefix: string };

/** A property stored in columns of its row, as JSON; undefined for properties that are not. */
export function columnJson(context: PlanContext, projected: PropertyProjection, place: Place): PlanExpr | undefined {
  const { property } = projected;
  if (isHidden(context, property)) return NULL;
  const { storage } = property;
  if (storage.kind === 'column' && property.collection) return listJson(context, property, column(place.alias, place.prefix + storage.column));
  if (storage.kind === 'column') return encodeJson(context, property.type, column(place.alias, place.prefix + storage.column));
  if (storage.kind === 'complex') return complexJson(context, projected, { ...place, prefix: place.prefix + storage.prefix });
  return undefined;
}

/** A collection of values; as PostgreSQL prints an array, where each element is printed so as well. */
function listJson(context: PlanContext, property: Property, list: PlanExpr): PlanExpr {
  const { type } = property;
  const alias = context.nextAlias();
  const rows = { tables: [elementsRef(property, { list, alias })], alias, where: [] };
  if (type.kind === 'complex') return { kind: 'list', rows, value: elementJson(context, type, alias), order: column(alias, 'n') };
  const value = encodeJson(context, type, column(alias, VALUE_COLUMN));
  return value.kind === 'column' ? fragment('listOrEmpty', list) : { kind: 'list', rows, value, order: column(alias, 'n') };
}

/** An element is an object even where all it holds is null. */
function elementJson(context: PlanContext, type: ComplexType, alias: string): PlanExpr {
  const members = [...type.properties.values()].flatMap((property): readonly OutputColumn[] => {
    const value = columnJson(context, { property, parts: undefined }, { alias, prefix: '' });
    return value === undefined ? [] : [{ name: property.name, value }];
  });
  return { kind: 'object', members, presence: [] };
}

/** A complex value is null when all of its columns are. */
function complexJson(context: PlanContext, { property, parts }: PropertyProjection, place: Place): PlanExpr {
  if (property.type.kind !== 'complex') throw new Error(`${property.name} is stored as a complex value, and is none`);
  const all = [...property.type.properties.values()].map((inner): PropertyProjection => ({ property: inner, parts: undefined }));
  const members = (parts ?? all).flatMap((part): readonly OutputColumn[] => {
    const value = columnJson(context, part, place);
    return value === undefined ? [] : [{ name: part.property.name, value }];
  });
  return { kind: 'object', members, presence: leafColumns(property, place) };
}

/** Every column of a complex property, which stands in the place. */
export function complexColumns(property: Property | undefined, place: Place): readonly PlanExpr[] {
  return property?.storage.kind === 'complex' ? leafColumns(property, { ...place, prefix: place.prefix + property.storage.prefix }) : [];
}

function leafColumns(property: Property, place: Place): readonly PlanExpr[] {
  if (property.type.kind !== 'complex') return [];
  return [...property.type.properties.values()].flatMap((inner): readonly PlanExpr[] => {
    if (inner.storage.kind === 'column') return [column(place.alias, place.prefix + inner.storage.column)];
    return inner.storage.kind === 'complex' ? leafColumns(inner, { ...place, prefix: place.prefix + inner.storage.prefix }) : [];
  });
}

const integer = (value: bigint): PlanExpr => ({ kind: 'constant', value: value.toString(), sqlType: 'int8' });

/** Member names: the one with the value, or for flags those whose bits are set, in rising order. */
function enumText(type: EnumType, value: PlanExpr): PlanExpr {
  const members = [...type.members].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const exact = members.map(([name, number]) => ({ when: fragment('eq', value, integer(number)), then: textConstant(name) }));
  if (!type.isFlags) return { kind: 'case', branches: [...exact, { when: fragment('isNotNull', value), then: fragment('toText', value) }] };
  const bits = members.filter(([, number]) => number > 0n && (number & (number - 1n)) === 0n);
  const set = bits.map(([name, number]): PlanExpr => ({ kind: 'case', branches: [{ when: fragment('has', value, integer(number)), then: textConstant(name) }] }));
  return { kind: 'case', branches: [...exact, { when: fragment('isNotNull', value), then: fragment('commaList', ...set) }] };
}
