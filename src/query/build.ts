/**
 * Requests made without text: for reading back what was written, and for API shapes that are no URLs.
 * In: set, type, and the navigations to expand. Out: the same `ReadRequest` that a URL would give; its
 * key values are arguments, filled when the statement runs.
 */
import type { EntitySet, Operation, Singleton } from '../edm/index.ts';
import { bindRead } from './bind-url.ts';
import { keyExpr, rowsOfSet } from './row-source.ts';
import { rootScope } from './scope.ts';
import type { BindContext } from './scope.ts';
import type { ExpandItemSyntax, OptionsSyntax } from './syntax.ts';
import type { Expr, OperationCall, OperationRequest, ReadRequest, RowSource } from './typed.ts';

/** Navigations to expand, as deep as the tree goes. */
export type NavigationTree = ReadonlyMap<string, NavigationTree>;

const NOWHERE = { at: 0, end: 0 };

/**
 * The entity of `home` whose key parts are the arguments 0, 1, …
 * `asked`: $select and $expand as a client wrote them; what the tree holds besides is expanded as well.
 */
export function buildEntityRead(context: BindContext, home: Home, expand: NavigationTree, asked?: OptionsSyntax): ReadRequest {
  const rows = rowsOf(home);
  const conditions = rows.range.type.key.map((part, argument): Expr => {
    const left = keyExpr(rows.range, part);
    return { kind: 'compare', op: 'eq', left, right: { kind: 'value', type: left.type, slot: { text: '', argument } } };
  });
  const keyed: RowSource = { ...rows, conditions: [...rows.conditions, ...conditions], keyed: true, cardinality: 'zeroOrOne' };
  const scope = rootScope(context, asked?.aliases ?? new Map());
  return bindRead(scope, keyed, { kind: 'entity' }, asked === undefined ? expandOptions(expand) : withTree(asked, expand));
}

/** An action called on the entity of `set` whose key parts are the arguments 0, 1, …; what it answers is not read. */
export function buildActionCall(context: BindContext, set: EntitySet, operation: Operation): OperationRequest {
  const { rows } = buildEntityRead(context, set, new Map());
  const call: OperationCall = { operation, binding: rows, arguments: new Map(), implicit: [], operationImport: undefined, index: 0 };
  return { kind: 'operation', operation, call, result: undefined, path: [], format: undefined };
}

/** A set, or what an entity contains: rows that their own key tells apart only below that entity. */
export type Home = EntitySet | Singleton | RowSource;

const rowsOf = (home: Home): RowSource => (home.kind === 'rows' ? home : rowsOfSet(home));

/** What is contained is found below its parent, by conditions. */
function amongKeys(rows: RowSource, keys: readonly (readonly string[])[]): RowSource {
  const equals = (texts: readonly string[]): Expr => ({ kind: 'logic', op: 'and', terms: rows.range.type.key.map((part, i): Expr => {
    const left = keyExpr(rows.range, part);
    return { kind: 'compare', op: 'eq', left, right: { kind: 'value', type: left.type, slot: { text: texts[i] ?? '' } } };
  }) });
  return { ...rows, conditions: [...rows.conditions, { kind: 'logic', op: 'or', terms: keys.map(equals) }] };
}

export type KeysRead = {
  readonly expand: NavigationTree;
  readonly asked: OptionsSyntax | undefined;
  readonly keys: readonly (readonly string[])[];
};

/** Entities of `home` by their keys; those of a set by keys that are given when the statement runs, in their order. */
export function buildKeysRead(context: BindContext, home: Home, { expand, asked, keys }: KeysRead): ReadRequest {
  const rows: RowSource = home.kind === 'rows' ? amongKeys(home, keys) : { ...rowsOfSet(home), origin: { kind: 'result', call: undefined }, cardinality: 'many', keyed: false };
  const scope = rootScope(context, asked?.aliases ?? new Map());
  return bindRead(scope, rows, { kind: 'collection' }, asked === undefined ? expandOptions(expand) : withTree(asked, expand));
}

/** Every entity of a set. */
export function buildSetRead(context: BindContext, set: EntitySet): ReadRequest {
  return bindRead(rootScope(context, new Map()), rowsOfSet(set), { kind: 'collection' }, NOWHERE);
}

function withTree(asked: OptionsSyntax, tree: NavigationTree): OptionsSyntax {
  const named = asked.expand ?? [];
  const isNamed = (name: string): boolean => named.some(({ path, wildcard }) => wildcard || path.some((part) => part.kind === 'name' && part.name === name));
  const more = expandOptions(new Map([...tree].filter(([name]) => !isNamed(name)))).expand ?? [];
  const expand = [...named, ...more];
  return { ...NOWHERE, ...(asked.select === undefined ? {} : { select: asked.select }), ...(expand.length === 0 ? {} : { expand }) };
}

function expandOptions(tree: NavigationTree): OptionsSyntax {
  const items = [...tree].map(([name, inner]): ExpandItemSyntax => ({
    ...NOWHERE, path: [{ kind: 'name', name, ...NOWHERE }], wildcard: false, options: expandOptions(inner),
  }));
  return items.length === 0 ? NOWHERE : { ...NOWHERE, expand: items };
}

/** The key texts of rows addressed by their primary key; undefined when they are addressed otherwise. */
export function keyTextsOf(rows: RowSource): readonly string[] | undefined {
  const { type } = rows.range;
  const texts = type.key.map((part) => rows.conditions.flatMap((c) => (isKeyOf(c, part.path.at(-1)?.name) ? [c.right.slot.text] : []))[0]);
  return texts.every((text): text is string => text !== undefined) ? texts : undefined;
}

type KeyEquality = Extract<Expr, { kind: 'compare' }> & { readonly right: Extract<Expr, { kind: 'value' }> };

const isKeyOf = (expr: Expr, name: string | undefined): expr is KeyEquality =>
  expr.kind === 'compare' && expr.op === 'eq' && expr.left.kind === 'property' && expr.left.path.at(-1)?.name === name && expr.right.kind === 'value';
