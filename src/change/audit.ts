/**
 * What the audit trail says of a change: one entry per row, values before and after, no secrets.
 * In: row states after all items were applied. Out: entries, in the order the body spoke of the rows.
 * Rows whose version merely grew leave no entry: the child that caused it has one.
 */
import type { Scalar } from '../payload/index.ts';
import type { AuditEntry } from './change-set.ts';
import type { RowState, Rows } from './row-state.ts';
import { propertyAt } from './table-shape.ts';

type Change = { readonly before: Scalar; readonly after: Scalar } | { readonly secret: true } | { readonly stream: 'replaced' | 'removed' };

export function auditOf(rows: Rows, guidColumnOf: (row: RowState) => string | undefined): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const row of rows.values()) {
    const operation = operationOf(row);
    if (operation === undefined) continue;
    const guid = guidColumnOf(row);
    entries.push({
      entityType: row.shape.type?.name ?? row.shape.table.name,
      entityId: idOf(row),
      entityUid: guid === undefined ? null : (row.changes.get(guid)?.value ?? row.before.get(guid) ?? null),
      operation,
      changes: JSON.stringify(changesOf(row)),
    });
  }
  return entries;
}

function operationOf({ stored, removed, changes, isLink }: RowState): AuditEntry['operation'] | undefined {
  if (!stored) return removed ? undefined : isLink ? 'link' : 'create';
  if (removed) return isLink ? 'unlink' : 'delete';
  return changes.size > 0 ? 'update' : undefined;
}

/** The trail has room for one integer; other keys stand among the changes. */
const idOf = ({ key, isLink }: RowState): Scalar => (!isLink && key.length === 1 && /^-?\d{1,9}$/.test(key[0] ?? '') ? (key[0] ?? null) : null);

function changesOf(row: RowState): object {
  const result = new Map<string, Change>();
  if (row.isLink) row.shape.key.forEach(({ name }, index) => result.set(labelOf(row, name), oneSided(row, row.key[index] ?? null)));
  if (row.removed) return Object.fromEntries(result);
  for (const [column, { value }] of row.changes) {
    if (row.shape.columns.get(column)?.isStream === true) {
      result.set(labelOf(row, column), { stream: value === null ? 'removed' : 'replaced' });
      continue;
    }
    const isSecret = (propertyAt(row.shape, column)?.visibility ?? 'plain') !== 'plain';
    result.set(labelOf(row, column), isSecret ? { secret: true } : { before: row.before.get(column) ?? null, after: value });
  }
  return Object.fromEntries(result);
}

const oneSided = ({ removed }: RowState, value: Scalar): Change => (removed ? { before: value, after: null } : { before: null, after: value });

/** Properties by their path; columns that the model does not expose as they are. */
const labelOf = ({ shape }: RowState, column: string): string => shape.columns.get(column)?.label ?? column;
