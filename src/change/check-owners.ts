/**
 * Entities that belong to exactly one of several others, such as a note to a buyer or to an order.
 * In: all rows after every item was applied. Out: nothing, or a fault that names the item and the choice it has.
 * Of stored rows only what the before-image knows is judged; the database holds the same rule for the rest.
 */
import { fail } from '../base/index.ts';
import type { EdmModel } from '../edm/index.ts';
import { columnOf } from '../payload/index.ts';
import { currentValue } from './row-state.ts';
import type { RowState, Rows } from './row-state.ts';

export function checkOwners(model: EdmModel, rows: Rows): void {
  for (const row of rows.values()) {
    const names = row.shape.type === undefined ? undefined : model.rules.exactlyOne?.get(row.shape.type.name);
    if (names !== undefined && !row.removed && !row.isLink) checkRow(row, names);
  }
}

function checkRow(row: RowState, names: readonly string[]): void {
  const values = names.map((name) => valueOf(row, name));
  if (values.includes(undefined)) return;
  const given = names.filter((_, index) => values[index] !== null);
  if (given.length === 1) return;
  const target = [row.path, given.at(-1) ?? names[0]].filter(Boolean).join('/');
  const found = given.length === 0 ? 'none is given' : `${given.join(' and ')} are given`;
  fail('BOD303', `${target}: a ${row.shape.type?.name} belongs to exactly one of ${names.join(', ')}; ${found}.`, { target });
}

/** Undefined when nothing is known of it; what a new row does not have is null. */
function valueOf(row: RowState, name: string): string | null | undefined {
  const property = row.shape.type?.properties.get(name);
  const column = property === undefined ? undefined : columnOf(property);
  if (column === undefined || (row.stored && !row.changes.has(column) && !row.before.has(column))) return undefined;
  return currentValue(row, column) ?? null;
}
