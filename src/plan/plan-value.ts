/**
 * Values as they are answered: the JSON spelling of every type over columns, complex values as objects,
 * enumerations by their members' names, hidden values as null.
 * In: properties and the alias their columns stand under. Out: plan expressions.
 */
import { jsonEncodingOf, rowOf } from '../edm/index.ts';
import type { ComplexType, EnumType, ValueType } from '../edm/index.ts';
import { VALUE_COLUMN, isPrimitive } from '../query/index.ts';
import type { NumberSlot, PropertyProjection, Spelling } from '../query/index.ts';
import { column, fragment, isHidden, textConstant } from './context.ts';
import { elementsRef, leafColumns } from './elements.ts';
import type { Place } from './elements.ts';
import type { PlanContext } from './context.ts';
import { planCondition } from './plan-expr.ts';
import type { OutputColumn, PlanExpr, PlanOrder, RowsPlan } from './read-plan.ts';
import { planOrder } from './window.ts';

export const NULL: PlanExpr = { kind: 'constant', value: null, sqlType: 'text' };

const ENCODERS: Readonly<Record<string, string>> = {
  double: 'jsonDouble', instant: 'jsonInstant', base64url: 'jsonBinary', duration: 'jsonDuration',
};

const SPELLINGS: Readonly<Record<Spelling, string>> = {
  text: 'toText', bit: 'spelledBit', epochSeconds: 'spelledEpoch', epochOfDay: 'spelledEpochOfDay', shortestDouble: 'spelledDouble', instantMillis: 'spelledMillis', decimalText: 'spelledDecimal',
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

/** A property stored in columns of its row, as JSON; undefined for properties that are not. */
export function columnJson(context: PlanContext, projected: PropertyProjection, place: Place): PlanExpr | undefined {
  const { property } = projected;
  if (isHidden(context, property)) return NULL;
  const { storage } = property;
  if (storage.kind === 'column' && property.collection) return listJson(context, projected, column(place.alias, place.prefix + storage.column));
  if (storage.kind === 'column') return encodeJson(context, property.type, column(place.alias, place.prefix + storage.column));
  if (storage.kind === 'complex') return complexJson(context, projected, { ...place, prefix: place.prefix + storage.prefix });
  return undefined;
}

/** A collection of values; as PostgreSQL prints an array, where all of it is asked for and each element is printed so as well. */
function listJson(context: PlanContext, projected: PropertyProjection, list: PlanExpr): PlanExpr {
  const { property: { type }, elements } = projected;
  const rows = elementRows(context, projected, list);
  const value = type.kind === 'complex' ? elementJson(context, type, { alias: rows.alias, parts: projected.parts }) : encodeJson(context, type, column(rows.alias, VALUE_COLUMN));
  if (elements === undefined && value.kind === 'column') return fragment('listOrEmpty', list);
  const place: PlanOrder = { expr: column(rows.alias, 'n'), sqlType: 'int8', descending: false, nullable: false };
  const order = [...(elements === undefined ? [] : planOrder(context, elements.range, elements.orderby)), place];
  return { kind: 'list', rows, value, window: { order, limit: slotOf(elements?.top), offset: slotOf(elements?.skip) } };
}

function elementRows(context: PlanContext, { property, elements }: PropertyProjection, list: PlanExpr): RowsPlan {
  const alias = context.nextAlias();
  if (elements !== undefined) context.aliases.set(elements.range, alias);
  const where = elements?.filter === undefined ? [] : [planCondition(context, elements.filter)];
  return { tables: [elementsRef(property, { list, alias })], alias, where };
}

const slotOf = (number: NumberSlot | undefined): PlanExpr | undefined =>
  (number === undefined ? undefined : { kind: 'param', source: { kind: 'slot', slot: number.slot }, sqlType: 'int8' });

/** The elements that are counted, where the options of a collection ask for their number. */
export function countedElements(context: PlanContext, projected: PropertyProjection, place: Place): RowsPlan | undefined {
  const { property: { storage }, elements } = projected;
  return elements?.count === true && storage.kind === 'column' ? elementRows(context, projected, column(place.alias, place.prefix + storage.column)) : undefined;
}

/** A value and, before it, the number of its elements, as members of the object around it. */
export function valueMembers(context: PlanContext, projected: PropertyProjection, place: Place): readonly OutputColumn[] {
  const { name } = projected.property;
  const value = columnJson(context, projected, place);
  if (value === undefined) return [];
  const counted = countedElements(context, projected, place);
  return [...(counted === undefined ? [] : [{ name: `${name}${context.shape.prefix}count`, value: countJson(context, counted) }]), { name, value }];
}

const countJson = ({ shape }: PlanContext, rows: RowsPlan): PlanExpr => {
  const count: PlanExpr = { kind: 'count', rows };
  return shape.ieee754Compatible ? fragment('toText', count) : count;
};

type Element = { readonly alias: string; readonly parts: PropertyProjection['parts'] };

/** An element is an object even where all it holds is null. */
function elementJson(context: PlanContext, type: ComplexType, { alias, parts }: Element): PlanExpr {
  const members = (parts ?? everyPart(type)).flatMap((part) => valueMembers(context, part, { alias, prefix: '' }));
  return { kind: 'object', members, presence: [] };
}

const everyPart = (type: ComplexType): readonly PropertyProjection[] => [...type.properties.values()].map((property) => ({ property, parts: undefined }));

/** A complex value is null when all of its columns are. */
function complexJson(context: PlanContext, { property, parts }: PropertyProjection, place: Place): PlanExpr {
  if (property.type.kind !== 'complex') throw new Error(`${property.name} is stored as a complex value, and is none`);
  const members = (parts ?? everyPart(property.type)).flatMap((part) => valueMembers(context, part, place));
  return { kind: 'object', members, presence: leafColumns(property, place) };
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
