/**
 * What the model asks of the two ends of a new link, such as a stage of life that one of them must be in.
 * In: the link to be made. Out: nothing, or a conflict that says what was found. Links that exist are
 * not questioned, however their ends have changed since.
 */
import { fail } from '../base/index.ts';
import type { EntityType, Navigation } from '../edm/index.ts';
import type { KeyTexts, Scalar } from '../payload/index.ts';
import type { DiffContext } from './diff-context.ts';
import { columnNamed, requirementOf } from './link-rules.ts';
import { currentValue, rowId } from './row-state.ts';
import type { RowState } from './row-state.ts';
import { propertyAt, shapeOf } from './table-shape.ts';

type NewLink = { readonly navigation: Navigation; readonly parent: RowState; readonly type: EntityType; readonly key: KeyTexts; readonly path: string };

export function checkRequirement(context: DiffContext, { navigation, parent, type, key, path }: NewLink): void {
  const requirement = requirementOf(context.model, navigation);
  if (requirement === undefined) return;
  const isSource = requirement.end === 'source';
  const row = isSource ? parent : context.rows.get(rowId(shapeOf(type), key));
  const owner = isSource ? parent.shape.type : type;
  if (owner === undefined) return;
  const column = columnNamed(owner, requirement.property);
  const value = valueOf(row, column) ?? context.targetValue(type, key, column);
  if (value !== null && requirement.values.includes(value)) return;
  const words = `${requirement.property} ${value ?? 'null'}; for a new link of ${navigation.name} it must be ${requirement.values.join(' or ')}`;
  fail('PRE404', `${path === '' ? 'The body' : path}: the ${owner.name} has ${words}.`, { target: path === '' ? navigation.name : path });
}

function valueOf(row: RowState | undefined, column: string): Scalar | undefined {
  if (row === undefined) return undefined;
  return currentValue(row, column) ?? (row.stored ? undefined : propertyAt(row.shape, column)?.defaultValue);
}
