/**
 * Paths inside expressions: `Buyer/Site/Town`, `Lines/any(l:l/isOpen)`, `Labels/$count`,
 * `$root/Orders(1)/total`, `$it/total`. Walks the model segment by segment.
 * In: path syntax. Out: an operand. Refuses names the model lacks (MOD202, with the whole path as
 * written and the nearest name) and properties the caller may not use (MOD207).
 */
import { fail } from '../base/index.ts';
import { suggest, typeName } from '../edm/index.ts';
import type { ComplexType, EntityType, Navigation, Property } from '../edm/index.ts';
import { primitive } from './bind-value.ts';
import { bindKeyArguments } from './bind-key.ts';
import { bindSearch } from './bind-search.ts';
import { elementsOf, valueOf } from './element-rows.ts';
import { isRowSource, rangeOf } from './operand.ts';
import type { Binders, Operand } from './operand.ts';
import { castTo, narrowed, rowsOfNavigation, rowsOfSet, searched } from './row-source.ts';
import { checkPathLength, reachDepth, spendNodes, withOption, withVariable, withinCollection } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ExprSyntax, PathPartSyntax } from './syntax.ts';
import type { Expr, Range, RowSource } from './typed.ts';

type PathSyntax = Extract<ExprSyntax, { kind: 'path' }>;
type NamePart = Extract<PathPartSyntax, { kind: 'name' }>;
/** `through`: the collections a path may lead through, in the order it does; other paths need any, all or $count. */
type Walk = { readonly scope: Scope; readonly binders: Binders; readonly text: string; readonly through?: RowSource[] };
/** The values that a path through collections leads to: for each row of each of `over`, in its own scope, `value`. */
export type Among = { readonly over: readonly RowSource[]; readonly value: Expr };

/** Where the walk stands. */
type Position =
  | { readonly kind: 'root' }
  | { readonly kind: 'entity'; readonly at: Range | RowSource; readonly type: EntityType }
  | { readonly kind: 'rows'; readonly rows: RowSource }
  | { readonly kind: 'complex'; readonly of: Range | RowSource; readonly path: readonly Property[]; readonly type: ComplexType }
  | { readonly kind: 'value'; readonly operand: Operand };

export function bindPath(scope: Scope, syntax: PathSyntax, binders: Binders): Operand {
  const walk: Walk = { scope, binders, text: pathText(syntax.segments) };
  return finish(walk, walkPath(walk, syntax));
}

/** `Lines/Article/name`: what 'in' looks among. Undefined where the path leads to no values of a collection. */
export function bindAmong(scope: Scope, syntax: PathSyntax, binders: Binders): Among | undefined {
  const through: RowSource[] = [];
  const walk: Walk = { scope, binders, text: pathText(syntax.segments), through };
  const operand = finish(walk, walkPath(walk, syntax));
  if (operand.kind !== 'rows') return through.length === 0 || operand.kind === 'entity' ? undefined : { over: through, value: operand };
  const element = valueOf(operand.rows);
  return element === undefined ? undefined : { over: [...through, operand.rows], value: element };
}

function walkPath(walk: Walk, { segments }: PathSyntax): Position {
  const { scope } = walk;
  const [first, ...rest] = segments;
  if (first === undefined) return fail('URL101', `An empty path in ${scope.option}.`, { target: scope.option });
  checkPathLength(scope, segments.length);
  const start = startOf(walk, first);
  return (start.consumed ? rest : segments).reduce((at: Position, part) => step(walk, at, part), start.position);
}

/** The path as it was written, for messages. */
export function pathText(parts: readonly PathPartSyntax[]): string {
  return parts.map((part) => {
    switch (part.kind) {
      case 'name': case 'root': return part.name;
      case 'lambda': return part.quantifier;
      case 'count': return '$count';
      case 'filter': return '$filter';
      case 'annotation': return `@${part.term}`;
      case 'alias': return part.name;
      case 'aggregate': return 'aggregate';
    }
  }).join('/');
}

function startOf(walk: Walk, first: PathPartSyntax): { readonly position: Position; readonly consumed: boolean } {
  const { scope } = walk;
  if (first.kind === 'root') {
    if (first.name === '$root' && walk.scope.closed !== true) return { position: { kind: 'root' }, consumed: true };
    const range = first.name === '$it' ? scope.it : first.name === '$this' ? scope.self : undefined;
    if (range === undefined) return fail('MOD202', `${first.name} has no meaning in ${scope.option}.`, { target: first.name });
    return { position: standing(range), consumed: true };
  }
  const variable = first.kind === 'name' ? scope.variables.get(first.name) : undefined;
  if (variable !== undefined) return { position: standing(variable), consumed: true };
  if (scope.self === undefined) return fail('MOD202', `'${walk.text}' in ${scope.option}: only literals can stand here.`, { target: walk.text });
  return { position: { kind: 'entity', at: scope.self, type: scope.self.type }, consumed: false };
}

/** A row variable is an entity, or a complex value with members like one; or it is the value itself. */
function standing(range: Range): Position {
  const operand = valueOf(range);
  return operand === undefined ? { kind: 'entity', at: range, type: range.type } : { kind: 'value', operand };
}

function step(walk: Walk, at: Position, part: PathPartSyntax): Position {
  switch (part.kind) {
    case 'name': return stepName(walk, at, part);
    case 'root': return refuse(walk, `${part.name} can only begin a path`);
    case 'annotation': case 'alias': case 'aggregate':
      return fail('URL109', `'${walk.text}': ${part.kind} in a path is not offered.`, { target: walk.text });
    case 'lambda': return { kind: 'value', operand: bindLambda(walk, rowsAt(walk, at, part.quantifier), part) };
    case 'filter': return { kind: 'rows', rows: filtered(walk, rowsAt(walk, at, '$filter'), part.filter) };
    case 'count': return { kind: 'value', operand: { kind: 'count', over: counted(walk, rowsAt(walk, at, '$count'), part) } };
  }
}

function stepName(walk: Walk, at: Position, part: NamePart): Position {
  switch (at.kind) {
    case 'root': return stepRoot(walk, part);
    case 'entity': return part.name.includes('.') ? castEntity(walk, at, part) : stepEntity(walk, at, part);
    case 'complex': return stepProperty(walk, at.type, part, { of: at.of, path: at.path });
    case 'rows': {
      if (part.name.includes('.')) return { kind: 'rows', rows: castTo(at.rows, namedType(walk, part.name)) };
      if (walk.through === undefined) return refuse(walk, `'${part.name}' follows a collection; it needs any, all, $count or a key`);
      walk.through.push(at.rows);
      return stepName({ ...walk, scope: withinCollection(walk.scope) }, { kind: 'entity', at: at.rows.range, type: at.rows.range.type }, part);
    }
    case 'value': return refuse(walk, `'${part.name}' follows a value that has no members`);
  }
}

function stepRoot(walk: Walk, part: NamePart): Position {
  const { model } = walk.scope;
  const set = model.entitySets.get(part.name) ?? model.singletons.get(part.name);
  if (set === undefined) return unknownName(walk, part.name, [...model.entitySets.keys(), ...model.singletons.keys()], 'the service');
  return keyedOrRows(walk, rowsOfSet(set), part);
}

function keyedOrRows(walk: Walk, rows: RowSource, part: NamePart): Position {
  if (part.args === undefined || part.args.length === 0) {
    return rows.cardinality === 'many' ? { kind: 'rows', rows } : { kind: 'entity', at: rows, type: rows.range.type };
  }
  const keyed = bindKeyArguments(walk.scope, rows, part.args, walk.binders);
  return { kind: 'entity', at: keyed, type: keyed.range.type };
}

function stepEntity(walk: Walk, at: Position & { kind: 'entity' }, part: NamePart): Position {
  const { closed } = walk.scope;
  const navigation = closed === true ? undefined : at.type.navigations.get(part.name);
  if (navigation !== undefined) return keyedOrRows(walk, navigate(walk, at, navigation), part);
  const computed = at.at === walk.scope.self ? walk.scope.computed.get(part.name) : undefined;
  if (computed !== undefined) {
    spendNodes(walk.scope, computed.weight);
    reachDepth(walk.scope, walk.scope.spent.depth + computed.height);
    return { kind: 'value', operand: computed.expr };
  }
  if (closed === true) return unknownName(walk, part.name, [...walk.scope.computed.keys()], 'the object');
  return stepProperty(walk, at.type, part, { of: at.at, path: [] });
}

const navigate = (walk: Walk, at: Position & { kind: 'entity' }, navigation: Navigation): RowSource =>
  rowsOfNavigation(walk.scope.model, at.at, navigation);

type Owner = { readonly of: Range | RowSource; readonly path: readonly Property[] };

function stepProperty(walk: Walk, type: EntityType | ComplexType, part: NamePart, owner: Owner): Position {
  const property = type.properties.get(part.name);
  if (property === undefined || part.args !== undefined) {
    if (isOperation(walk, part.name)) return fail('URL109', `'${walk.text}': calling ${part.name} inside an expression is not offered.`, { target: walk.text });
    return unknownName(walk, part.name, [...type.properties.keys(), ...type.navigations.keys()], typeName(type));
  }
  refuseHidden(walk, property);
  const path = [...owner.path, property];
  if (property.collection) return { kind: 'rows', rows: elementsOf(owner.of, path) };
  if (property.type.kind === 'complex') return { kind: 'complex', of: owner.of, path, type: property.type };
  const nullable = property.nullable || isRowSource(owner.of) || path.length > 1;
  return { kind: 'value', operand: { kind: 'property', of: owner.of, path, type: property.type, nullable } };
}

const isOperation = (walk: Walk, name: string): boolean =>
  walk.scope.model.operations.has(name.includes('.') ? name : `${walk.scope.model.namespace}.${name}`);

/** Nobody filters, sorts or computes by what he may not read. */
function refuseHidden(walk: Walk, property: Property): void {
  const hidden = property.visibility === 'writeOnly' || (property.visibility === 'masked' && !walk.scope.seesSecrets);
  if (hidden) fail('MOD207', `'${walk.text}' in ${walk.scope.option}: ${property.name} cannot be used by this caller.`, { target: walk.text });
}

function castEntity(walk: Walk, at: Position & { kind: 'entity' }, part: NamePart): Position {
  if (isOperation(walk, part.name)) return fail('URL109', `'${walk.text}': calling ${part.name} inside an expression is not offered.`, { target: walk.text });
  const type = namedType(walk, part.name);
  const rows = castTo({ ...rowsShell(at), range: rangeOf(at.at) }, type);
  return { kind: 'entity', at: isRowSource(at.at) ? rows : at.at, type };
}

/** A row source to check a cast against when only a range is at hand. */
function rowsShell(at: Position & { kind: 'entity' }): RowSource {
  if (isRowSource(at.at)) return at.at;
  return { kind: 'rows', range: at.at, origin: { kind: 'set' }, conditions: [], search: undefined, set: undefined, cardinality: 'one', keyed: true, cast: undefined };
}

function namedType(walk: Walk, name: string): EntityType {
  const type = walk.scope.model.types.get(name);
  if (type?.kind === 'entity') return type;
  const types = [...walk.scope.model.types].filter(([, t]) => t.kind === 'entity').map(([n]) => n);
  return unknownName(walk, name, types, 'the model');
}

function rowsAt(walk: Walk, at: Position, what: string): RowSource {
  if (at.kind === 'rows') return at.rows;
  return refuse(walk, `${what} needs a collection before it`);
}

function bindLambda(walk: Walk, rows: RowSource, part: Extract<PathPartSyntax, { kind: 'lambda' }>): Operand {
  const { quantifier } = part;
  if (part.body === undefined || part.variable === undefined) return { kind: 'lambda', quantifier, over: rows, body: undefined };
  if (walk.scope.variables.has(part.variable)) return refuse(walk, `the lambda variable '${part.variable}' is already in use`);
  const inner = withVariable(withinCollection(walk.scope), part.variable, rows.range);
  return { kind: 'lambda', quantifier, over: rows, body: walk.binders.boolean(inner, part.body) };
}

function filtered(walk: Walk, rows: RowSource, filter: ExprSyntax): RowSource {
  const inner = { ...withinCollection(withOption(walk.scope, '$filter')), self: rows.range, computed: new Map() };
  return narrowed(rows, walk.binders.boolean(inner, filter));
}

function counted(walk: Walk, rows: RowSource, part: Extract<PathPartSyntax, { kind: 'count' }>): RowSource {
  const narrowedRows = part.filter === undefined ? rows : filtered(walk, rows, part.filter);
  return part.search === undefined ? narrowedRows : searched(narrowedRows, bindSearch(narrowedRows.range.type, part.search));
}

function finish(walk: Walk, at: Position): Operand {
  switch (at.kind) {
    case 'value': return at.operand;
    case 'entity': return { kind: 'entity', text: walk.text, at: at.at };
    case 'rows': return { kind: 'rows', text: walk.text, rows: at.rows };
    case 'complex': {
      const last = at.path.at(-1);
      return { kind: 'property', of: at.of, path: at.path, type: last?.type ?? primitive('Edm.String'), nullable: last?.nullable ?? true };
    }
    case 'root': return refuse(walk, '$root needs an entity set after it');
  }
}

const refuse = (walk: Walk, why: string): never =>
  fail('MOD202', `'${walk.text}' in ${walk.scope.option}: ${why}.`, { target: walk.text });

function unknownName(walk: Walk, name: string, candidates: readonly string[], where: string): never {
  const nearest = suggest(name, candidates);
  const hint = nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` };
  return fail('MOD202', `'${walk.text}' in ${walk.scope.option}: ${where} has no '${name}'.${hint.hint === undefined ? '' : ` ${hint.hint}`}`, { target: walk.text, ...hint });
}
