/** Keyset conditions hold exactly the rows after the cursor, and split into arms where nulls are in play. */
import { planKeyset } from '../../src/plan/window.ts';
import type { PlanExpr, PlanOrder } from '../../src/plan/index.ts';

const order = (column: string, options: { descending?: boolean; nullable?: boolean } = {}): PlanOrder =>
  ({ expr: { kind: 'column', alias: 't', column }, sqlType: 'int4', descending: options.descending ?? false, nullable: options.nullable ?? false });

type Row = Readonly<Record<string, number | null>>;

/** A reading of the conditions over plain rows, with SQL's unknown as undefined. */
function holds(expr: PlanExpr, row: Row, cursor: readonly (string | null)[]): boolean | undefined {
  if (expr.kind === 'all') return expr.terms.every((term) => holds(term, row, cursor) === true);
  if (expr.kind === 'any') return expr.terms.some((term) => holds(term, row, cursor) === true);
  if (expr.kind !== 'fragment') throw new Error(expr.kind);
  const values = expr.args.map((arg) => value(arg, row, cursor));
  const [a, b] = values;
  if (expr.name === 'isNull') return a === null;
  if (expr.name === 'isNotNull') return a !== null;
  if (expr.name === 'rowGreater' || expr.name === 'rowLess') return compareRows(values, expr.name === 'rowGreater' ? 1 : -1);
  if (a === null || b === null || a === undefined || b === undefined) return undefined;
  const results: Record<string, boolean> = { eq: a === b, gt: a > b, ge: a >= b, lt: a < b, le: a <= b };
  return results[expr.name];
}

function compareRows(values: readonly (number | null | undefined)[], sign: number): boolean | undefined {
  const half = values.length / 2;
  for (let i = 0; i < half; i += 1) {
    const [a, b] = [values[i], values[half + i]];
    if (a === null || b === null || a === undefined || b === undefined) return undefined;
    if (a !== b) return Math.sign(a - b) === sign;
  }
  return false;
}

function value(arg: PlanExpr, row: Row, cursor: readonly (string | null)[]): number | null | undefined {
  if (arg.kind === 'column') return row[arg.column];
  if (arg.kind === 'param' && arg.source.kind === 'cursor') {
    const text = cursor[arg.source.index];
    return text === null || text === undefined ? null : Number(text);
  }
  throw new Error(arg.kind);
}

/** Null lowest, as OData orders. */
function isAfter(orders: readonly (PlanOrder & { name: string })[], row: Row, cursor: readonly (string | null)[]): boolean {
  for (const [i, item] of orders.entries()) {
    const text = cursor[i] ?? null;
    const at = text === null ? -Infinity : Number(text);
    const found = row[item.name] ?? -Infinity;
    if (found !== at) return item.descending ? found < at : found > at;
  }
  return false;
}

const DOMAIN = [null, 1, 2, 3];

test.each([
  ['one column', [order('id')]],
  ['a column, then the key', [order('a'), order('id')]],
  ['a nullable column', [order('a', { nullable: true }), order('id')]],
  ['a nullable column, descending', [order('a', { nullable: true, descending: true }), order('id')]],
  ['mixed directions', [order('a', { descending: true }), order('b'), order('id')]],
  ['two nullable columns, mixed', [order('a', { nullable: true }), order('b', { nullable: true, descending: true }), order('id')]],
  ['a nullable column in the middle', [order('a', { descending: true }), order('b', { nullable: true }), order('id')]],
])('%s: every row is after the cursor or not, in exactly one arm', (_title, orders) => {
  const named = orders.map((o) => ({ ...o, name: o.expr.kind === 'column' ? o.expr.column : '' }));
  const choices = named.map((o) => (o.nullable ? DOMAIN : DOMAIN.slice(1)));
  const tuples = choices.reduce<(number | null)[][]>((all, values) => all.flatMap((t) => values.map((v) => [...t, v])), [[]]);
  for (const at of tuples) {
    const cursor = at.map((v) => (v === null ? null : String(v)));
    const arms = planKeyset(orders, cursor);
    for (const tuple of tuples) {
      const row = Object.fromEntries(named.map((o, i) => [o.name, tuple[i] ?? null]));
      const matching = arms.filter((arm) => arm.every((condition) => holds(condition, row, cursor) === true)).length;
      expect([at, tuple, matching]).toEqual([at, tuple, isAfter(named, row, cursor) ? 1 : 0]);
    }
  }
});
