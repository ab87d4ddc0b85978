/**
 * Values that only one row per scope may hold, such as the first label of an order.
 * In: all rows after every item was applied. Out: nothing, or a conflict with the path of the item
 * that made the second holder. Only the end counts: two rows may swap the flag in either order.
 */
import { fail } from '../base/index.ts';
import type { EdmModel, EntityType, UniqueFlag } from '../edm/index.ts';
import { columnOf } from '../payload/index.ts';
import { flagsOf } from './before-image.ts';
import { currentValue } from './row-state.ts';
import type { RowState, Rows } from './row-state.ts';

export function checkFlags(model: EdmModel, rows: Rows): void {
  const holders = new Map<string, RowState>();
  for (const row of rows.values()) {
    if (row.removed) continue;
    for (const flag of flagsOf(model, row.shape.type)) checkHolder(row, flag, holders);
  }
}

function checkHolder(row: RowState, flag: UniqueFlag, holders: Map<string, RowState>): void {
  const { type } = row.shape;
  if (type === undefined) return;
  const column = columnNamed(type, flag.property);
  if (column === undefined || currentValue(row, column) !== flag.value) return;
  const scope = flag.scope.map((name) => currentValue(row, columnNamed(type, name) ?? ''));
  const place = JSON.stringify([row.shape.table.name, flag.property, scope]);
  const other = holders.get(place);
  holders.set(place, row);
  if (other === undefined) return;
  const setters = [row, other].map((holder) => holder.changes.get(column)?.path ?? (holder.stored ? undefined : holder.path));
  const path = setters.find((setter) => setter !== undefined);
  if (path === undefined) return;
  fail('PRE403', `${path}: another ${type.name} already has ${flag.property} ${flag.value}; only one may have it at the end of the request.`, {
    target: path,
    hint: `Change ${flag.property} of the other one in the same request.`,
  });
}

const columnNamed = (type: EntityType, name: string): string | undefined => {
  const property = type.properties.get(name);
  return property === undefined ? undefined : columnOf(property);
};

/** Whether the row gives up a flag: such updates go first, so that the next holder finds it free. */
export function givesUpFlag(model: EdmModel, row: RowState): boolean {
  const { type } = row.shape;
  if (type === undefined) return false;
  return flagsOf(model, type).some(({ property, value }) => {
    const column = columnNamed(type, property);
    if (column === undefined || row.before.get(column) !== value) return false;
    const change = row.changes.get(column);
    return change !== undefined && change.value !== value;
  });
}
