/**
 * What a row's coming and going means for the rows it belongs to: their version grows, and a reference
 * to what goes is given up. In: the root row of a change made at its own URL. Out: changed row states.
 * Changes below a parent need none of this: there the parent is the root.
 */
import type { BeforeRow } from './before-rows.ts';
import type { DiffContext } from './diff-context.ts';
import { ownerKey, ownersOf } from './owners.ts';
import type { Ownership } from './owners.ts';
import { clearReference } from './remove-row.ts';
import { currentValue, storedRow } from './row-state.ts';
import type { RowState } from './row-state.ts';
import { shapeOf } from './table-shape.ts';
import type { KeyTexts, Scalar } from '../payload/index.ts';

/** Owners that the row's own foreign key names: before the change, after it, or both. */
export function touchOwners(context: DiffContext, row: RowState): void {
  const { type } = row.shape;
  if (type === undefined) return;
  for (const ownership of ownersOf(context.model, type)) {
    const before = ownerKey(ownership, (column) => row.before.get(column));
    const after = row.removed ? undefined : ownerKey(ownership, (column) => currentValue(row, column));
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    for (const key of [before, after]) if (key !== undefined) touch(context, row, { ownership, key });
  }
}

function touch(context: DiffContext, row: RowState, { ownership, key }: { ownership: Ownership; key: KeyTexts }): void {
  const shape = shapeOf(ownership.owner);
  if (shape.table.versionColumn === undefined && shape.table.updatedColumn === undefined) return;
  const values = new Map(shape.identity.map(({ name }, index): [string, Scalar] => [name, key[index] ?? null]));
  storedRow(context.rows, shape, { values, placed: placedAbove(row) }).touched = true;
}

const placedAbove = (row: RowState) => ({ depth: row.depth - 1, referenced: false, isLink: false, path: row.path });

/** Owners that hold a reference to the row. The row goes last then, when nobody refers to it any more. */
export function leaveOwners(context: DiffContext, row: RowState, before: BeforeRow): void {
  const { type } = row.shape;
  if (type === undefined) return;
  for (const ownership of ownersOf(context.model, type)) {
    for (const { values } of before.children.get(ownership.alias) ?? []) {
      const owner = storedRow(context.rows, shapeOf(ownership.owner), { values, placed: placedAbove(row) });
      clearReference(owner, { navigation: ownership.navigation, parent: owner, path: row.path });
      owner.touched = true;
      row.referenced = true;
    }
  }
}
