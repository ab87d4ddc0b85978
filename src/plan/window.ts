/**
 * Order and paging: a total order (key parts last), and the keyset conditions that continue after a
 * cursor at a cost that does not depend on how deep the page lies.
 * OData sorts null lowest. Conditions are split into disjoint arms where nulls would otherwise force
 * a scan; without nulls one arm of the form `a >= x and (a > x or …)` keeps a plain index usable.
 */
import { fail } from '../base/index.ts';
import { sqlTypeOf } from '../edm/index.ts';
import type { ValueType } from '../edm/index.ts';
import { exprType, isInteger } from '../query/index.ts';
import type { Expr, OrderItem, Range } from '../query/index.ts';
import { column, fragment } from './context.ts';
import type { PlanContext } from './context.ts';
import { asCodePoints, isNullable, planValue, propertyColumn } from './plan-expr.ts';
import type { PlanExpr, PlanOrder } from './read-plan.ts';

/** Order values of the row a page continues after; null where the value was null. */
export type Cursor = readonly (string | null)[];

export function planOrder(context: PlanContext, range: Range, items: readonly OrderItem[]): readonly PlanOrder[] {
  const result = context.results.get(range);
  if (result !== undefined && items.length === 0) return [{ expr: column(result, 'n'), sqlType: 'int8', descending: false, nullable: false }];
  const asked = items.flatMap((item): readonly PlanOrder[] => {
    const type = exprType(item.expr);
    if (type === undefined || item.expr.kind === 'value' || item.expr.kind === 'boolean') return []; // a constant orders nothing
    return [{ expr: asCodePoints(item.expr, planValue(context, item.expr)), sqlType: orderType(item.expr, type), descending: item.descending, nullable: isNullable(item.expr) }];
  });
  const direct = new Set(items.flatMap((item) => (item.expr.kind === 'property' && item.expr.of === range ? [item.expr.path.at(-1)] : [])));
  const descending = asked.at(-1)?.descending ?? false; // as the key before it runs, so that an index serves both ways
  const key = range.type.key.filter((part) => !direct.has(part.path.at(-1))).map((part): PlanOrder => {
    const type = part.path.at(-1)?.type;
    return { expr: propertyColumn(context, range, part.path), sqlType: type === undefined ? 'text' : sqlTypeOf(type), descending, nullable: false };
  });
  return [...asked, ...key];
}

/** Calculated numbers may leave the range of their type; a property may not, and its index needs its own type. */
function orderType(expr: Expr, type: ValueType): string {
  const sqlType = sqlTypeOf(type);
  return isInteger(type) && expr.kind !== 'property' ? 'numeric' : sqlType;
}

const cursorParam = (index: number, order: PlanOrder): PlanExpr => ({ kind: 'param', source: { kind: 'cursor', index }, sqlType: order.sqlType });

/** The arms that together hold exactly the rows after the cursor. */
export function planKeyset(order: readonly PlanOrder[], cursor: Cursor | undefined): readonly (readonly PlanExpr[])[] {
  if (cursor === undefined) return [[]];
  const fits = cursor.length === order.length && order.every((item, i) => item.nullable || cursor[i] !== null);
  return fits ? after(order, cursor, 0) : fail('URL113', '$skiptoken was issued for another $orderby.', { target: '$skiptoken' });
}

type Arm = readonly PlanExpr[];

function after(order: readonly PlanOrder[], cursor: Cursor, from: number): readonly Arm[] {
  const item = order[from];
  if (item === undefined) return [];
  const rest = order.slice(from);
  const beyondNull = item.descending && cursor[from] !== null && item.nullable ? [[fragment('isNull', item.expr)]] : [];
  if (cursor[from] === null) return afterNull(order, cursor, from);
  if (rest.every((o, i) => !o.nullable || i === 0) && rest.every((_, i) => cursor[from + i] !== null)) {
    return [compact(rest, from), ...beyondNull];
  }
  const equal = after(order, cursor, from + 1).map((arm) => [fragment('eq', item.expr, cursorParam(from, item)), ...arm]);
  return [...equal, [strictly(item, from)], ...beyondNull];
}

/** Behind a null: the other nulls, and in ascending order everything that is not null. */
function afterNull(order: readonly PlanOrder[], cursor: Cursor, from: number): readonly Arm[] {
  const item = order[from];
  if (item === undefined) return [];
  const others = after(order, cursor, from + 1).map((arm) => [fragment('isNull', item.expr), ...arm]);
  return item.descending ? others : [...others, [fragment('isNotNull', item.expr)]];
}

const strictly = (item: PlanOrder, index: number): PlanExpr => fragment(item.descending ? 'lt' : 'gt', item.expr, cursorParam(index, item));
const orEqual = (item: PlanOrder, index: number): PlanExpr => fragment(item.descending ? 'le' : 'ge', item.expr, cursorParam(index, item));

/** No nulls involved: a row comparison when all run one way, else bound + OR. */
function compact(order: readonly PlanOrder[], from: number): Arm {
  const [first, ...rest] = order;
  if (first === undefined) return [];
  if (rest.length === 0) return [strictly(first, from)];
  if (order.every((o) => o.descending === first.descending)) {
    const name = first.descending ? 'rowLess' : 'rowGreater';
    return [fragment(name, ...order.map((o) => o.expr), ...order.map((o, i) => cursorParam(from + i, o)))];
  }
  const further = compact(rest, from + 1);
  return [orEqual(first, from), { kind: 'any', terms: [strictly(first, from), { kind: 'all', terms: further }] }];
}
