/**
 * Foreign keys that a body spells must lead to rows of the caller.
 * In: a row with the values of an item. Out: nothing, or a fault with the path of the value. Keys the
 * parent has given, rows this request creates, and values that stay as they were are not questioned.
 */
import { fail } from '../base/index.ts';
import type { EntityInput, KeyTexts } from '../payload/index.ts';
import type { DiffContext } from './diff-context.ts';
import { referencesOf } from './owners.ts';
import { rowId } from './row-state.ts';
import type { RowState } from './row-state.ts';
import { shapeOf } from './table-shape.ts';

export function checkReferences(context: DiffContext, row: RowState, item: EntityInput): void {
  for (const { type, key, columns, path } of referencesOf(context.model, item)) {
    const isKept = columns.every((column) => row.bound.has(column) || row.before.get(column) === row.changes.get(column)?.value || !row.changes.has(column));
    if (isKept || context.rows.has(rowId(shapeOf(type), key)) || context.exists(type, key)) continue;
    fail('BOD307', `${path} refers to ${type.name} ${key.join(', ')}, which does not exist.`, { target: path });
  }
}

export function missingReference({ type, path }: EntityInput, key: KeyTexts | undefined): never {
  const named = key === undefined ? type.name : `${type.name} ${key.join(', ')}`;
  return fail('BOD307', `${path === '' ? 'The body' : path} refers to ${named}, which does not exist here.`, { target: path });
}
