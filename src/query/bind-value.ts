/**
 * Literals become typed slots, and operands are brought to common types.
 * In: literal syntax, or two bound operands. Out: value expressions whose slot can be refilled with
 * another literal of the same spelled type. Refuses (URL107) what is no value of the type,
 * and (MOD203) operands that do not go together.
 */
import { fail } from '../base/index.ts';
import { parseValue, shapeOfLiteral, typeName } from '../edm/index.ts';
import type { EdmModel, PrimitiveName, PrimitiveType, ValueType } from '../edm/index.ts';
import type { LiteralSyntax } from './syntax.ts';
import type { Expr } from './typed.ts';

const primitives = new Map<PrimitiveName, PrimitiveType>();
export function primitive(name: PrimitiveName): PrimitiveType {
  const known = primitives.get(name) ?? { kind: 'primitive', name };
  primitives.set(name, known);
  return known;
}

const NUMERIC_RANK: ReadonlyMap<string, number> = new Map(
  ['Edm.Byte', 'Edm.SByte', 'Edm.Int16', 'Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Single', 'Edm.Double'].map((n, i) => [n, i]),
);

/** The primitive that carries a type's values: the type itself, or what a definition or enum stands on. */
export function carrier(type: ValueType): string {
  if (type.kind === 'primitive') return type.name;
  return type.kind === 'typeDefinition' ? type.underlying.name : type.name;
}

export const isGeo = (type: ValueType): boolean => carrier(type).startsWith('Edm.Geo');
export const rankOf = (type: ValueType): number | undefined => NUMERIC_RANK.get(carrier(type));
export const isNumeric = (type: ValueType): boolean => rankOf(type) !== undefined;
export const isInteger = (type: ValueType): boolean => (rankOf(type) ?? 9) <= 4;
export const is = (type: ValueType, name: PrimitiveName): boolean => carrier(type) === name;

const LITERAL_TYPES: Readonly<Partial<Record<LiteralSyntax['type'], PrimitiveName>>> = {
  decimal: 'Edm.Decimal', double: 'Edm.Double', string: 'Edm.String', guid: 'Edm.Guid', date: 'Edm.Date',
  dateTimeOffset: 'Edm.DateTimeOffset', timeOfDay: 'Edm.TimeOfDay', duration: 'Edm.Duration', binary: 'Edm.Binary',
};

/** The type a literal has by its spelling; integers by their number of digits, so that a shape decides it. */
function spelledType(literal: LiteralSyntax): PrimitiveName {
  if (literal.type !== 'integer') {
    return LITERAL_TYPES[literal.type] ?? fail('URL109', `Literals of kind ${literal.type} are not offered.`, { target: literal.text });
  }
  const digits = literal.text.replace(/^[+-]/, '').length;
  if (digits <= 9) return 'Edm.Int32';
  return digits <= 18 ? 'Edm.Int64' : 'Edm.Decimal';
}

/** A literal as an expression of its own spelled type, or of the enum type it names. */
export function bindLiteral(model: EdmModel, literal: LiteralSyntax): Expr {
  if (literal.type === 'null') return { kind: 'null' };
  if (literal.type === 'boolean') return { kind: 'boolean', value: literal.text === 'true' };
  if (literal.type === 'enum') return enumLiteral(model, literal);
  if (literal.type === 'geography') return geographyLiteral(literal);
  return slotOf(literal, primitive(spelledType(literal)));
}

/** Its shape is its type; a plan is made for one value, since others might be of another shape. */
function geographyLiteral({ text }: LiteralSyntax): Expr {
  const word = /;([a-z]+)/i.exec(text)?.[1] ?? '';
  const shape = shapeOfLiteral(word) ?? fail('URL109', `Literals of geography ${shorten(word)} are not offered.`, { target: shorten(text) });
  const type = primitive(`Edm.Geography${shape}` as PrimitiveName);
  const value = parseValue(type, text);
  return value === undefined ? fail('URL107', `'${shorten(text)}' is not a value of ${typeName(type)} in WGS 84 (SRID=4326).`, { target: shorten(text) }) : fixedValue(type, value);
}

function enumLiteral(model: EdmModel, literal: LiteralSyntax): Expr {
  const name = literal.typeName ?? '';
  const type = model.types.get(name);
  if (type === undefined || (type.kind !== 'enum' && type.kind !== 'typeDefinition')) {
    return fail('MOD202', `The model has no enumeration type '${name}'.`, { target: name });
  }
  return slotOf(literal, type);
}

/** The literal as a value of `type`; fails with URL107 when it is none. */
function slotOf(literal: LiteralSyntax, type: ValueType): Expr & { kind: 'value' } {
  const refill = (text: string): string => {
    const value = parseValue(type, text);
    return value ?? fail('URL107', `'${shorten(text)}' is not a value of ${typeName(type)}.`, { target: shorten(text) });
  };
  return { kind: 'value', type, slot: { text: refill(literal.text), at: literal.at, refill } };
}

export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** A fixed value, for façades and for results computed while binding. */
export const fixedValue = (type: ValueType, text: string): Expr => ({ kind: 'value', type, slot: { text } });

export function describe(expr: Expr): string {
  const type = exprType(expr);
  return type === undefined ? 'null' : typeName(type);
}

/** The type of an expression; undefined for the literal null. */
export function exprType(expr: Expr): ValueType | undefined {
  switch (expr.kind) {
    case 'null': return undefined;
    case 'value': case 'property': case 'call': case 'case': return expr.type;
    case 'count': return primitive('Edm.Int64');
    default: return primitive('Edm.Boolean');
  }
}
