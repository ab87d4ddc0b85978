/**
 * The front door of deep update: what the body asks for, against what is stored, as ordered steps.
 * In: an `EntityInput`, the before-image of its shape, and keys for new rows. Out: a `ChangeSet`.
 * Pure: it opens no connection, and any refusal leaves nothing behind.
 */
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { EntityInput, KeyTexts } from '../payload/index.ts';
import { applyEntity } from './apply-entity.ts';
import { auditOf } from './audit.ts';
import { guidColumn } from './before-image.ts';
import type { BeforeRow } from './before-rows.ts';
import type { ChangeSet } from './change-set.ts';
import { checkFlags } from './check-flags.ts';
import { checkLinks } from './check-links.ts';
import { checkOwners } from './check-owners.ts';
import { createRow, requireComplete } from './create-row.ts';
import type { DiffContext, NewKeys } from './diff-context.ts';
import { orderSteps } from './order.ts';
import { leaveOwners, touchOwners } from './touch-owners.ts';
import { removeRow } from './remove-row.ts';
import { storedRow } from './row-state.ts';
import type { RowState, Rows } from './row-state.ts';
import { shapeOf } from './table-shape.ts';

export type Before = {
  /** Undefined when the root is to be created. */
  readonly root: BeforeRow | undefined;
  readonly exists: (type: EntityType, key: KeyTexts) => boolean;
  readonly targetValue?: DiffContext['targetValue'];
};

/** What is below a root may count as the root's own: then any change makes its version grow. */
type Around = { readonly newKeys: NewKeys; readonly asOne?: boolean };

export function diff(model: EdmModel, input: EntityInput, { before, ...around }: Around & { readonly before: Before }): ChangeSet {
  return diffAll(model, [{ input, stored: before.root }], { before, ...around });
}

export type Rooted = { readonly input: EntityInput; readonly stored: BeforeRow | undefined };
type Many = Around & { readonly before: Pick<Before, 'exists' | 'targetValue'> };

/** Changes of several roots: their rows share steps, and `rootKey` is that of the first. */
export function diffAll(model: EdmModel, roots: readonly Rooted[], { before, newKeys, asOne = false }: Many): ChangeSet {
  const rows: Rows = new Map();
  const context: DiffContext = { model, rows, newKeys, exists: before.exists, targetValue: before.targetValue ?? (() => null), made: new Map() };
  const [root] = roots.map(({ input, stored }) => applyRoot(context, input, stored));
  checkFlags(model, rows);
  checkOwners(model, rows);
  checkLinks(context);
  if (asOne && root !== undefined && [...rows.values()].some((row) => row.touched || row.removed)) root.touched = true;
  return {
    rootKey: root?.key ?? [],
    made: context.made,
    rootTouched: root?.touched ?? false,
    steps: orderSteps(model, rows),
    audit: auditOf(rows, ({ shape, isLink }) => (shape.type === undefined || isLink ? undefined : guidColumn(model, shape.type))),
  };
}

function applyRoot(context: DiffContext, input: EntityInput, before: BeforeRow | undefined): RowState {
  if (before === undefined) {
    const row = createRow(context, input, undefined);
    applyEntity(context, row, { input: { ...input, values: [] }, before: undefined });
    requireComplete(row, input);
    touchOwners(context, row);
    return row;
  }
  const placed = { depth: 0, referenced: false, isLink: false, path: input.path };
  const row = storedRow(context.rows, shapeOf(input.type), { values: before.values, placed });
  if (input.action === 'destroy') {
    leaveOwners(context, row, before);
    removeRow(context, row, { before, path: input.path });
  } else {
    applyEntity(context, row, { input, before });
  }
  touchOwners(context, row);
  return row;
}
