/**
 * Row sources become joined tables: sets, navigations from rows or from a range in scope, link tables.
 * In: `RowSource`. Out: `RowsPlan`, with the tenant as a condition on every table it names.
 */
import { columnOfPath, entityTypeOf, sqlTypeOf } from '../edm/index.ts';
import type { JoinPair, Navigation, Property } from '../edm/index.ts';
import { isRowSource } from '../query/index.ts';
import type { Range, RowSource } from '../query/index.ts';
import { column, fragment, openTable } from './context.ts';
import { columnAt, elementsRef } from './elements.ts';
import type { PlanContext } from './context.ts';
import { planSearch } from './plan-search.ts';
import type { PlanExpr, RowsPlan, TableRef } from './read-plan.ts';

export function planRows(context: PlanContext, source: RowSource): RowsPlan {
  const base = planOrigin(context, source);
  nameRows(context, source, base.alias);
  const conditions = source.conditions.map((condition) => context.condition(context, condition));
  const search = source.search === undefined ? [] : [planSearch(context, source.range, source.search)];
  return { ...base, where: [...base.where, ...conditions, ...search] };
}

function planOrigin(context: PlanContext, source: RowSource): RowsPlan {
  const { origin } = source;
  switch (origin.kind) {
    case 'set': return planSet(context, source);
    case 'navigation': return planNavigation(context, source, origin);
    case 'result': return planResult(context, source, origin.call?.index ?? 0);
    case 'elements': return planElements(context, origin);
    case 'values': return planValues(context, source, origin.call.index);
  }
}

/** Entities by the keys that a call answered. */
function planResult(context: PlanContext, source: RowSource, call: number): RowsPlan {
  const { type } = source.range;
  const { ref, where } = openTable(context, type.table);
  const alias = context.nextAlias();
  context.results.set(source.range, alias);
  for (const range of source.uncast ?? []) context.results.set(range, alias);
  const columns = type.key.map(({ path }) => ({ name: columnOfPath(path) ?? '', type: path.at(-1)?.type }));
  const keys = columns.map((part, i): PlanExpr => ({ kind: 'param', source: { kind: 'result', call, part: i }, sqlType: `${part.type === undefined ? 'text' : sqlTypeOf(part.type)}[]` }));
  const joins = columns.map((part, i) => fragment('eq', column(ref.alias, part.name), column(alias, `k${i}`)));
  return { tables: [{ keys, alias }, ref], alias: ref.alias, where: [...where, ...joins] };
}

/** What a property holds, taken apart: values in one column, complex values in the columns of their members. */
function planElements(context: PlanContext, { of, path }: { readonly of: Range | RowSource; readonly path: readonly Property[] }): RowsPlan {
  const before = isRowSource(of) ? planRows(context, of) : inScope(context, of);
  const ref = elementsRef(path.at(-1), { list: columnAt(before.alias, path), alias: context.nextAlias() });
  return { tables: [...before.tables, ref], alias: ref.alias, where: before.where };
}

/** Complex values that a call answered: a list for each property, and nothing to join. */
function planValues(context: PlanContext, source: RowSource, call: number): RowsPlan {
  const alias = context.nextAlias();
  context.results.set(source.range, alias);
  const lists = [...source.range.type.properties.values()].map(({ type }, part): PlanExpr => ({ kind: 'param', source: { kind: 'result', call, part }, sqlType: `${sqlTypeOf(type)}[]` }));
  return { tables: [{ keys: lists, alias }], alias, where: [] };
}

/** The rows' alias, under their present name and those from before casts. */
function nameRows(context: PlanContext, source: RowSource, alias: string): void {
  const link = context.links.get(source.range);
  for (const range of [source.range, ...(source.uncast ?? [])]) {
    context.aliases.set(range, alias);
    if (link !== undefined) context.links.set(range, link);
  }
}

function planSet(context: PlanContext, source: RowSource): RowsPlan {
  const { ref, where } = openTable(context, source.range.type.table);
  return { tables: [ref], alias: ref.alias, where };
}

type Origin = { readonly navigation: Navigation; readonly from: RowSource | Range };

function planNavigation(context: PlanContext, source: RowSource, origin: Origin): RowsPlan {
  const before = isRowSource(origin.from) ? planRows(context, origin.from) : inScope(context, origin.from);
  const joined = joinTarget(context, before.alias, origin.navigation);
  if (joined.linkAlias !== undefined) context.links.set(source.range, joined.linkAlias);
  return { tables: [...before.tables, ...joined.tables], alias: joined.alias, where: [...before.where, ...joined.where] };
}

/** Rows of an outer select: no table of their own here, only their alias. */
function inScope(context: PlanContext, range: Range): RowsPlan {
  const alias = context.aliases.get(range);
  if (alias === undefined) throw new Error(`the range ${range.name} is not in scope of the plan`);
  return { tables: [], alias, where: [] };
}

type Joined = { readonly tables: readonly TableRef[]; readonly alias: string; readonly where: readonly PlanExpr[]; readonly linkAlias: string | undefined };

/** The target's table, joined to rows under `source`; through the link table where there is one. */
function joinTarget(context: PlanContext, source: string, navigation: Navigation): Joined {
  const target = openTable(context, entityTypeOf(context.model, navigation).table);
  const { link } = navigation;
  if (link.kind === 'foreignKey') {
    return { tables: [target.ref], alias: target.ref.alias, where: [...target.where, ...pairs(link.pairs, source, target.ref.alias)], linkAlias: undefined };
  }
  const between = openTable(context, link.table);
  const where = [...between.where, ...pairs(link.source, between.ref.alias, source), ...target.where, ...pairs(link.target, between.ref.alias, target.ref.alias)];
  return { tables: [between.ref, target.ref], alias: target.ref.alias, where, linkAlias: between.ref.alias };
}

const pairs = (joins: readonly JoinPair[], source: string, target: string): readonly PlanExpr[] =>
  joins.map((join) => fragment('eq', column(source, join.source), column(target, join.target)));
