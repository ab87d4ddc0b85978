/**
 * Which expanded collections may hold the same rows again and again, so that their number is bounded by nothing
 * that is stored: those below one row that many share (each order's buyer, and all its orders), and those
 * of a table that stands above them already. In: a planned entity. Out: the way to each such collection.
 * Every other collection holds a stored row about once, and its pages bound it.
 */
import type { EntityPlan, Way, WayStep } from './read-plan.ts';

/** What lies above a collection. */
type Above = { readonly way: Way; readonly relations: ReadonlySet<string>; readonly isMany: boolean; readonly isRepeated: boolean };

const NOTHING: Above = { way: [], relations: new Set(), isMany: false, isRepeated: false };

export const repeatedWays = (entity: EntityPlan, single: boolean): readonly Way[] => waysBelow({ entity, single }, NOTHING);

function waysBelow(step: WayStep, above: Above): readonly Way[] {
  const { entity, single } = step;
  const way = [...above.way, step];
  const relation = relationOf(entity);
  const isRepeated = above.isRepeated || (single ? above.isMany : above.relations.has(relation));
  const here: Above = { way, relations: new Set([...above.relations, relation]), isMany: above.isMany || !single, isRepeated };
  const below = entity.children.flatMap((child) => (child.kind === 'count' ? [] : waysBelow({ entity: child.entity, single: child.kind === 'one' }, here)));
  return isRepeated && !single ? [way, ...below] : below;
}

function relationOf({ rows }: EntityPlan): string {
  const table = rows.tables.find(({ alias }) => alias === rows.alias);
  return table !== undefined && 'relation' in table ? table.relation : '';
}
