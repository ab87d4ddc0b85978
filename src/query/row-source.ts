/**
 * Makes and narrows row sources: the rows of a set, of a navigation, of a key, of a cast.
 * In: model pieces and bound conditions. Out: `RowSource`. Pure; refuses nothing but impossible keys.
 */
import { fail } from '../base/index.ts';
import { bindingOf, columnOfPath, derivesFrom, entityTypeOf, typeName } from '../edm/index.ts';
import type { EdmModel, EntitySet, EntityType, KeyProperty, Navigation, Singleton } from '../edm/index.ts';
import { exprType } from './bind-value.ts';
import { unify } from './coerce.ts';
import { isRowSource } from './operand.ts';
import type { Expr, PropertyExpr, Range, RowSource, SearchExpr } from './typed.ts';

export function rowsOfSet(set: EntitySet | Singleton): RowSource {
  return {
    kind: 'rows', range: { name: '$it', type: set.type }, origin: { kind: 'set' }, conditions: [], search: undefined, set,
    cardinality: set.kind === 'singleton' ? 'one' : 'many', keyed: set.kind === 'singleton', cast: undefined,
  };
}

export function rowsOfNavigation(model: EdmModel, from: RowSource | Range, navigation: Navigation): RowSource {
  const type = entityTypeOf(model, navigation);
  const set = isRowSource(from) && from.set !== undefined ? bindingOf(model, from.set, navigation) : setOfType(model, type);
  const one = navigation.nullable ? 'zeroOrOne' as const : 'one' as const;
  return {
    kind: 'rows', range: { name: navigation.name, type }, origin: { kind: 'navigation', navigation, from }, conditions: [],
    search: undefined, set, cardinality: navigation.collection ? 'many' : one, keyed: false, cast: undefined,
    ...(navigation.containsTarget && isRowSource(from) ? { parent: from } : {}),
  };
}

/** Rows related to each of `rows`, which are in scope: what an expand reads. */
export function relatedRows(model: EdmModel, rows: RowSource, navigation: Navigation): RowSource {
  const { set, parent } = rowsOfNavigation(model, rows, navigation);
  return { ...rowsOfNavigation(model, rows.range, navigation), set, parent };
}

/** Inside expressions no path tells the set; the first set of the type serves for canonical names. */
function setOfType(model: EdmModel, type: EntityType): EntitySet | undefined {
  return [...model.entitySets.values()].find((set) => set.type === type);
}

export function narrowed(rows: RowSource, condition: Expr): RowSource {
  return { ...rows, conditions: [...rows.conditions, condition] };
}

export const searched = (rows: RowSource, search: SearchExpr): RowSource => ({ ...rows, search });

export function castTo(rows: RowSource, type: EntityType): RowSource {
  if (!derivesFrom(type, rows.range.type)) {
    fail('MOD201', `${typeName(type)} is not derived from ${typeName(rows.range.type)}.`, { target: typeName(type) });
  }
  const range = { name: rows.range.name, type };
  const uncast = [...(rows.uncast ?? []), rows.range];
  return narrowed({ ...rows, range, cast: type, uncast }, { kind: 'isof', range, types: type.family });
}

/** The property of a key part, as an expression over the rows. */
export function keyExpr(range: Range, part: KeyProperty): PropertyExpr {
  const last = part.path.at(-1);
  if (last === undefined) throw new Error(`key part ${part.alias} of ${range.type.name} has an empty path`);
  return { kind: 'property', of: range, path: part.path, type: last.type, nullable: false };
}

/** Rows narrowed to one key. A value that can be no key of the type addresses nothing: 404. */
export function withKey(rows: RowSource, parts: readonly KeyProperty[], values: readonly Expr[]): RowSource {
  const equals = parts.map((part, i): Expr => {
    const property = keyExpr(rows.range, part);
    const value = values[i] ?? { kind: 'null' };
    if (value.kind === 'null') return fail('MOD204', `The key value ${part.alias} of ${typeName(rows.range.type)} must not be null.`, { target: part.alias });
    return { kind: 'compare', op: 'eq', left: property, right: keyValue(property, part, value) };
  });
  const keyed = { ...rows, conditions: [...rows.conditions, ...equals], keyed: true };
  return { ...keyed, cardinality: 'zeroOrOne' };
}

/**
 * Parts of the key that the path has told already: those that refer to the key of the entity before the navigation
 * (URL Conventions 4.3.3). The others are enough to name a row.
 */
export function impliedKey({ origin, range }: RowSource): { readonly left: readonly KeyProperty[]; readonly implied: readonly Expr[] } | undefined {
  if (origin.kind !== 'navigation' || origin.navigation.link.kind !== 'foreignKey' || origin.navigation.link.holder === 'source') return undefined;
  const { pairs } = origin.navigation.link;
  const known = new Map(range.type.key.flatMap((part): [KeyProperty, string][] => {
    const pair = pairs.find(({ target }) => target === columnOfPath(part.path));
    return pair === undefined ? [] : [[part, pair.source]];
  }));
  const left = range.type.key.filter((part) => !known.has(part));
  if (known.size === 0 || left.length === 0) return undefined;
  const implied = [...known].flatMap(([part, column]): readonly Expr[] => {
    const right = isRowSource(origin.from) ? keyValueOf(origin.from, column) : undefined;
    return right === undefined ? [] : [{ kind: 'compare', op: 'eq', left: keyExpr(range, part), right }];
  });
  return { left, implied };
}

/** What the path says the column's value is. */
function keyValueOf({ conditions }: RowSource, column: string): Expr | undefined {
  for (const condition of conditions) {
    if (condition.kind !== 'compare' || condition.op !== 'eq' || condition.left.kind !== 'property') continue;
    if (columnOfPath(condition.left.path) === column && condition.right.kind === 'value') return condition.right;
  }
  return undefined;
}

function keyValue(property: PropertyExpr, part: KeyProperty, value: Expr): Expr {
  try {
    const [, right] = unify(property, value, { lenient: false, operator: 'eq' });
    return right;
  } catch {
    const found = exprType(value);
    const text = `No ${typeName(property.type)} key ${part.alias} can be written as ${found === undefined ? 'null' : typeName(found)}.`;
    return fail('MOD209', text, { target: part.alias });
  }
}
