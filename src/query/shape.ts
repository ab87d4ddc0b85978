/**
 * Objects of other API shapes. A shape lists members by the names of that API, each an OData expression
 * over our rows; it becomes an ordinary `ReadRequest`, planned and printed like any other.
 * In: a shape and the set it reads. Out: the request; $filter, $orderby and $select of a client speak the
 * shape's own names and see nothing else. It knows no API: the shapes stand in `api/*`.
 */
import { LIMITS, fail } from '../base/index.ts';
import { suggest } from '../edm/index.ts';
import type { PrimitiveName } from '../edm/index.ts';
import { bindExpr } from './bind-expr.ts';
import { bindOptions, bindWithin, visit } from './bind-options.ts';
import { exprType, primitive } from './bind-value.ts';
import { isRowSource } from './operand.ts';
import { parseExpression, parseOptions, parseResourcePath } from './parse-url.ts';
import { narrowed, relatedRows, rowsOfSet } from './row-source.ts';
import { rootScope, scopeOver } from './scope.ts';
import type { BindContext, Scope } from './scope.ts';
import type { OptionsSyntax } from './syntax.ts';
import type { BoundMember, BoundOptions, Computed, Envelope, Expr, Projection, ReadRequest, RowSource, Spelling } from './typed.ts';

/** A value: `is` is an OData expression over the row, or over the first of the rows that `first` leads to. */
export type ShapeValue = {
  readonly name: string;
  readonly is: string;
  /** A collection whose first entity, in the order of its key, holds the value. */
  readonly first?: string;
  /** Condition on the entities of `first`. */
  readonly where?: string;
  /** Default: as OData's JSON writes it. */
  readonly spelled?: Spelling;
};
/** An object made of further values of the same row; null when all of them are. */
export type ShapeParts = { readonly name: string; readonly parts: readonly (ShapeValue | ShapeParts)[] };
/** Related entities: an array, or an object where the navigation is single. */
export type ShapeRows = {
  readonly name: string;
  readonly rows: string;
  readonly members: readonly ShapeMember[];
  /** Query options in our names, such as `$orderby=date desc`. */
  readonly options?: string;
  readonly envelope?: Envelope;
};
export type ShapeMember = ShapeValue | ShapeParts | ShapeRows;

export type ShapeRead = {
  /** Names the shape in the plan cache; no two shapes share one. */
  readonly id: string;
  readonly set: string;
  readonly answer: 'collection' | 'entity';
  readonly members: readonly ShapeMember[];
  /** Query options in our names; `@name` stands for a parameter: `$filter=code eq @id`. */
  readonly options?: string;
  /** Parameters with their types, in the order their values are given. */
  readonly parameters?: Readonly<Record<string, PrimitiveName>>;
};

const OURS = { limits: LIMITS, lenient: false };
const SHOWN_BY_MEMBERS: Projection = { properties: [], computed: [], expands: [], navigationLinks: [], selected: [] };

/** `asked`: options of a client, in the names of the shape. */
export function buildShapeRead(context: BindContext, read: ShapeRead, asked?: OptionsSyntax): ReadRequest {
  const set = context.model.entitySets.get(read.set);
  if (set === undefined) throw new Error(`the shape ${read.id} reads ${read.set}, which the model does not have`);
  const rows = rowsOfSet(set);
  // What the shape shows is decided by its author; what the caller may not see is null all the same.
  const scope = { ...scopeOver(rootScope({ ...context, seesSecrets: true }, new Map()), rows), parameters: parametersOf(read) };
  const ours = bindOptions(scope, rows, parseOptions(read.options ?? '', OURS));
  const members = read.members.map((member) => bindMember(scope, rows, member)).map((member) => withoutSecrets(context, member));
  const theirs = asked === undefined ? undefined : bindAsked(context, rows, { members, asked });
  const options: BoundOptions = { ...combine(ours, theirs), projection: { ...SHOWN_BY_MEMBERS, members: selectMembers(members, asked) } };
  const keyed = read.answer === 'entity' ? { ...rows, conditions: options.filter === undefined ? [] : [options.filter], keyed: true, cardinality: 'zeroOrOne' as const } : rows;
  return { kind: 'read', rows: keyed, target: { kind: read.answer }, options: keyed === rows ? options : { ...options, filter: undefined }, skiptoken: undefined, format: undefined };
}

function parametersOf({ parameters = {} }: ShapeRead): ReadonlyMap<string, Expr> {
  return new Map(Object.entries(parameters).map(([name, type], argument) => [`@${name}`, { kind: 'value', type: primitive(type), slot: { text: '', argument } }]));
}

function bindMember(scope: Scope, rows: RowSource, member: ShapeMember): BoundMember {
  if ('parts' in member) return { kind: 'parts', name: member.name, members: member.parts.map((part) => bindMember(scope, rows, part)) };
  if ('rows' in member) return bindRows(scope, rows, member);
  const over = member.first === undefined ? undefined : firstOf(scope, rows, member);
  const expr = over === undefined ? bindExpr(scope, parseExpression(member.is, OURS)) : reached(bindExpr(scopeOver(scope, over), parseExpression(member.is, OURS)), over);
  return { kind: 'value', name: member.name, expr, spelled: member.spelled };
}

function firstOf(scope: Scope, rows: RowSource, { first = '', where }: ShapeValue): RowSource {
  const over: RowSource = { ...navigate(scope, rows, first), first: true };
  return where === undefined ? over : narrowed(over, bindExpr(scopeOver(scope, over), parseExpression(where, OURS)));
}

/** A property of the rows reached becomes a property behind them. */
function reached(expr: Expr, over: RowSource): Expr {
  if (expr.kind !== 'property' || isRowSource(expr.of)) throw new Error(`only a property can be taken from the first of ${over.range.name}`);
  return { ...expr, of: over, nullable: true };
}

function bindRows(scope: Scope, rows: RowSource, member: ShapeRows): BoundMember {
  const target = navigate(scope, rows, member.rows);
  const inner = scopeOver(scope, target);
  const options = bindOptions(inner, target, parseOptions(member.options ?? '', OURS));
  const members = member.members.map((part) => bindMember(inner, target, part));
  const shown = { ...options, projection: { ...SHOWN_BY_MEMBERS, members } };
  return { kind: 'rows', name: member.name, single: target.cardinality !== 'many', rows: target, options: shown, envelope: member.envelope };
}

function navigate(scope: Scope, rows: RowSource, path: string): RowSource {
  return parseResourcePath(path, OURS).reduce((from: RowSource, segment) => {
    const navigation = segment.kind === 'name' ? from.range.type.navigations.get(segment.name) : undefined;
    if (navigation === undefined) throw new Error(`${path} is no path of navigations from ${rows.range.type.name}`);
    return from === rows ? relatedRows(scope.model, from, navigation) : { ...relatedRows(scope.model, from, navigation), origin: { kind: 'navigation', navigation, from } };
  }, rows);
}

/** Values that the caller may not see are null, and cannot be filtered by either: their name stands for null. */
function withoutSecrets(context: BindContext, member: BoundMember): BoundMember {
  if (context.seesSecrets) return member;
  if (member.kind === 'parts') return { ...member, members: member.members.map((part) => withoutSecrets(context, part)) };
  if (member.kind === 'rows') {
    const { projection } = member.options;
    return { ...member, options: { ...member.options, projection: { ...projection, members: (projection.members ?? []).map((part) => withoutSecrets(context, part)) } } };
  }
  return holdsSecret(member.expr) ? { ...member, expr: { kind: 'null' } } : member;
}

function holdsSecret(expr: Expr): boolean {
  let found = false;
  visit(expr, (part) => {
    if (part.kind === 'property' && part.path.some(({ visibility }) => visibility !== 'plain')) found = true;
  });
  return found;
}

type Asking = { readonly members: readonly BoundMember[]; readonly asked: OptionsSyntax };

function bindAsked(context: BindContext, rows: RowSource, { members, asked }: Asking): BoundOptions {
  if (asked.expand !== undefined || asked.compute !== undefined) fail('URL105', 'Objects of this shape take neither $expand nor $compute.', { target: asked.expand === undefined ? '$compute' : '$expand' });
  const { select: shown, ...narrowing } = asked;
  if (shown?.some(({ options }) => options !== undefined) === true) fail('URL109', '$select takes names here, without options.', { target: '$select' });
  const scope = { ...scopeOver(rootScope(context, asked.aliases ?? new Map()), rows), computed: namesOf(members), closed: true };
  return bindWithin(scope, rows, narrowing);
}

/** What a client may name: single values that the caller may see. */
function namesOf(members: readonly BoundMember[]): ReadonlyMap<string, Computed> {
  return new Map(members.flatMap((member) => (member.kind !== 'value' || member.expr.kind === 'null' ? [] : [[member.name, computedOf(member.name, member.expr)] as const])));
}

function computedOf(name: string, expr: Expr): Computed {
  let weight = 0;
  visit(expr, () => (weight += 1));
  return { name, expr, type: exprType(expr) ?? primitive('Edm.String'), weight, height: weight };
}

function combine(ours: BoundOptions, theirs: BoundOptions | undefined): BoundOptions {
  if (theirs === undefined) return ours;
  const filters = [ours.filter, theirs.filter].filter((filter) => filter !== undefined);
  const filter = filters.length < 2 ? filters[0] : { kind: 'logic' as const, op: 'and' as const, terms: filters };
  const orderby = theirs.orderby.length > 0 ? theirs.orderby : ours.orderby;
  return { ...ours, filter, count: ours.count || theirs.count, orderby, top: theirs.top ?? ours.top, skip: theirs.skip ?? ours.skip };
}

function selectMembers(members: readonly BoundMember[], asked: OptionsSyntax | undefined): readonly BoundMember[] {
  const items = asked?.select;
  if (items === undefined || items.some((item) => item.wildcard)) return members;
  const names = members.map(({ name }) => name);
  const wanted = items.map(({ path: [first, ...rest] }) => {
    if (first?.kind === 'name' && rest.length === 0 && names.includes(first.name)) return first.name;
    const found = first?.kind === 'name' ? first.name : 'this';
    const nearest = suggest(found, names);
    return fail('MOD202', `$select: the object has no '${found}'.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`, { target: '$select' });
  });
  return members.filter(({ name }) => wanted.includes(name));
}
