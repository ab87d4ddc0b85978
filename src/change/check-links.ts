/**
 * What the model asks of the two ends of a new link, such as a stage of life that one of them must be in.
 * In: all rows after every item was applied. Out: nothing, or a conflict that says what was found. Links
 * that exist are not questioned, however their ends have changed since.
 */
import { fail } from '../base/index.ts';
import type { Scalar } from '../payload/index.ts';
import type { DiffContext } from './diff-context.ts';
import { columnNamed, requiredEnds } from './link-rules.ts';
import type { RequiredEnd } from './link-rules.ts';
import { currentValue, rowId } from './row-state.ts';
import type { RowState } from './row-state.ts';
import { propertyAt, shapeOf } from './table-shape.ts';

export function checkLinks(context: DiffContext): void {
  if (context.model.rules.linkRequires === undefined || context.model.rules.linkRequires.size === 0) return;
  for (const row of context.rows.values()) {
    if (row.removed) continue;
    for (const end of requiredEnds(context.model, row.shape.table.name)) if (isNewLink(row, end)) checkEnd(context, row, end);
  }
}

const isNewLink = (row: RowState, { pairs }: RequiredEnd): boolean =>
  !row.stored || pairs.some(({ source }) => row.changes.has(source) && row.changes.get(source)?.value !== row.before.get(source));

function checkEnd(context: DiffContext, row: RowState, { navigation, type, pairs, requirement }: RequiredEnd): void {
  const shape = shapeOf(type);
  const key = shape.key.map(({ name }) => currentValue(row, pairs.find(({ target }) => target === name)?.source ?? '') ?? '');
  const column = columnNamed(type, requirement.property);
  const value = valueOf(context.rows.get(rowId(shape, key)), column) ?? context.targetValue(type, key, column);
  if (value !== null && requirement.values.includes(value)) return;
  const words = `${requirement.property} ${value ?? 'null'}; for a new link of ${navigation.name} it must be ${requirement.values.join(' or ')}`;
  fail('PRE404', `${row.path === '' ? 'The body' : row.path}: the ${type.name} has ${words}.`, { target: row.path === '' ? navigation.name : row.path });
}

function valueOf(row: RowState | undefined, column: string): Scalar | undefined {
  if (row === undefined) return undefined;
  return currentValue(row, column) ?? (row.stored ? undefined : propertyAt(row.shape, column)?.defaultValue);
}
