/**
 * Refuses a statement before its first row when expanded collections would hold too many: the rows are counted
 * up to the bound, without their JSON. In: `Breadth`. Out: a limit for a statement that answers one row; it is
 * negative, which PostgreSQL refuses (2201W) before it looks for the row, when there are too many.
 */
import type { Breadth, EntityPlan, Way, WayStep } from '../plan/index.ts';
import { pageRows } from './compile-entity.ts';
import { fromWhere } from './compile-expr.ts';
import { identifier, joined, print } from './printer.ts';
import type { Piece } from './printer.ts';

export const whenNarrow = ({ ways, rows }: Breadth): Piece =>
  print(` limit (select case when count(*) > ${rows} then -1 else 1 end from ({0} limit ${rows + 1}) as expanded)`, joined(ways.map(rowsAlong), ' union all '));

const rowsAlong = (way: Way): Piece => print('(select 1 from {0})', joined(way.map(rowsOf), ', '));

/** The rows of a step, beside those of the step before; which ones is the same in any order, except at the top. */
function rowsOf({ entity, single }: WayStep, index: number): Piece {
  const rows = single ? print('select {0}.* {1} limit 1', identifier(entity.rows.alias), fromWhere(entity.rows)) : pageRows(index === 0 ? entity : unordered(entity));
  return print('lateral ({0}) as {1}', rows, identifier(entity.pageAlias));
}

/** An expanded collection is never continued in its place, so one arm holds all its conditions. */
const unordered = (entity: EntityPlan): EntityPlan => ({ ...entity, window: { ...entity.window, order: [] } });
