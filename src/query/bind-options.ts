/**
 * Query options of a request or of an expanded item: syntax → bound options.
 * Order follows the standard's evaluation: compute, search, filter, count, orderby, skip, top, expand, select.
 * Refuses what the set's capability annotations do not allow (MOD206) and what exceeds a limit (LIM602).
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { Capabilities } from '../edm/index.ts';
import { bindBoolean, bindExpr } from './bind-expr.ts';
import { exprType, primitive, is, isGeo } from './bind-value.ts';
import { bindProjection } from './bind-projection.ts';
import { bindSearch } from './bind-search.ts';
import { withOption } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ComputeItemSyntax, NumberSyntax, OptionsSyntax, OrderItemSyntax } from './syntax.ts';
import type { BoundOptions, Computed, Expr, NumberSlot, OrderItem, RowSource } from './typed.ts';

export function bindOptions(outer: Scope, rows: RowSource, syntax: OptionsSyntax): BoundOptions {
  return bindWithin({ ...outer, computed: bindCompute(outer, rows, syntax.compute ?? []) }, rows, syntax);
}

/** Options whose names, computed ones included, are those of the scope. */
export function bindWithin(scope: Scope, rows: RowSource, syntax: OptionsSyntax): BoundOptions {
  refuseByCapabilities(rows, syntax);
  return {
    search: syntax.search === undefined ? undefined : bindSearch(rows.range.type, syntax.search),
    filter: syntax.filter === undefined ? undefined : bindFilter(scope, rows, syntax.filter),
    count: syntax.count === true,
    orderby: bindOrder(scope, rows, syntax.orderby ?? []),
    skip: syntax.skip === undefined ? undefined : numberSlot(syntax.skip),
    top: syntax.top === undefined ? undefined : numberSlot(syntax.top),
    projection: bindProjection(scope, rows, syntax, bindOptions),
    levels: undefined,
  };
}

function bindFilter(scope: Scope, rows: RowSource, syntax: NonNullable<OptionsSyntax['filter']>): Expr {
  const filter = bindBoolean(withOption(scope, '$filter'), syntax);
  refuseProperties(filter, rows, rows.set?.capabilities.nonFilterable, '$filter');
  return filter;
}

function bindCompute(outer: Scope, rows: RowSource, items: readonly ComputeItemSyntax[]): ReadonlyMap<string, Computed> {
  const scope = withOption(outer, '$compute');
  const computed = new Map<string, Computed>();
  for (const item of items) {
    const { type } = rows.range;
    if (type.properties.has(item.name) || type.navigations.has(item.name) || computed.has(item.name)) {
      fail('URL106', `$compute cannot name a value '${item.name}': ${typeName(type)} already has that name.`, { target: '$compute' });
    }
    const { spent } = scope;
    const before = spent.nodes;
    spent.deepest = spent.depth;
    const expr = bindExpr({ ...scope, computed }, item.expr);
    const [weight, height] = [spent.nodes - before, spent.deepest - spent.depth];
    computed.set(item.name, { name: item.name, expr, type: exprType(expr) ?? primitive('Edm.String'), weight, height });
  }
  return computed;
}

function bindOrder(outer: Scope, rows: RowSource, items: readonly OrderItemSyntax[]): readonly OrderItem[] {
  const scope = withOption(outer, '$orderby');
  if (items.length > scope.limits.orderByItems) {
    fail('LIM602', `$orderby may have ${scope.limits.orderByItems} items; this one has ${items.length}.`, { target: '$orderby' });
  }
  return items.map((item) => {
    const expr = bindExpr(scope, item.expr);
    const type = exprType(expr);
    if (type !== undefined && (type.kind === 'complex' || is(type, 'Edm.Binary') || is(type, 'Edm.Stream') || isGeo(type))) {
      fail('MOD203', `$orderby cannot order by values of type ${typeName(type)}.`, { target: '$orderby' });
    }
    refuseProperties(expr, rows, rows.set?.capabilities.nonSortable, '$orderby');
    return { expr, descending: item.descending };
  });
}

function numberSlot(syntax: NumberSyntax): NumberSlot {
  const refill = (text: string): string => {
    if (!/^\d{1,15}$/.test(text)) return fail('URL106', `'${text.slice(0, 40)}' is not a number of rows.`, { target: '$top' });
    return text;
  };
  return { value: syntax.value, slot: { text: String(syntax.value), at: syntax.at, refill } };
}

const BY_OPTION: readonly { readonly option: keyof OptionsSyntax; readonly name: string; readonly allowed: keyof Capabilities }[] = [
  { option: 'filter', name: '$filter', allowed: 'filterable' },
  { option: 'orderby', name: '$orderby', allowed: 'sortable' },
  { option: 'expand', name: '$expand', allowed: 'expandable' },
  { option: 'count', name: '$count', allowed: 'countable' },
  { option: 'search', name: '$search', allowed: 'searchable' },
  { option: 'select', name: '$select', allowed: 'selectable' },
  { option: 'top', name: '$top', allowed: 'topSupported' },
  { option: 'skip', name: '$skip', allowed: 'skipSupported' },
];

function refuseByCapabilities(rows: RowSource, syntax: OptionsSyntax): void {
  for (const { option } of BY_OPTION) if (syntax[option] !== undefined) checkCapability(rows, option);
}

/** Refuses what the set's metadata rules out, as an option or as a segment of the path. */
export function checkCapability({ set }: RowSource, option: keyof OptionsSyntax): void {
  const rule = BY_OPTION.find((row) => row.option === option);
  if (rule === undefined || set === undefined || set.capabilities[rule.allowed] !== false) return;
  fail('MOD206', `${set.name} does not allow ${rule.name}; its metadata says so.`, { target: rule.name });
}

/** Properties of the rows themselves that the set's restrictions exclude. */
function refuseProperties(expr: Expr, rows: RowSource, excluded: ReadonlySet<string> | undefined, option: string): void {
  if (excluded === undefined || excluded.size === 0) return;
  visit(expr, (e) => {
    if (e.kind !== 'property' || e.of !== rows.range) return;
    const name = e.path.map((p) => p.name).join('/');
    if (excluded.has(name)) fail('MOD206', `${name} cannot be used in ${option}; the metadata of ${rows.set?.name ?? ''} says so.`, { target: option });
  });
}

/** Calls `seen` for the expression and every part of it. */
export function visit(expr: Expr, seen: (expr: Expr) => void): void {
  seen(expr);
  for (const part of partsOf(expr)) visit(part, seen);
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call': return expr.args;
    case 'not': return [expr.operand];
    case 'logic': return expr.terms;
    case 'compare': return [expr.left, expr.right];
    case 'in': return [expr.left, ...expr.items];
    case 'case': return expr.branches.flatMap((b) => [b.when, b.then]);
    case 'lambda': return expr.body === undefined ? [] : [expr.body];
    default: return [];
  }
}
