/**
 * What is to be written: ordered steps, each a set of rows of one table, and the audit of them.
 * In: made by `diff` and `order`. Out: printed by `sql`. Rows are values; a row of an update may leave
 * columns untouched (undefined). Tables and columns come from the model, values from the request.
 */
import type { EntityInput, KeyTexts, Scalar } from '../payload/index.ts';
import type { Column, TableShape } from './table-shape.ts';

/** `key`: the row's identity, in the order of the shape's. */
export type UpdateRow = {
  readonly key: KeyTexts;
  readonly values: readonly (Scalar | undefined)[];
  /** What is stored in the same columns, as far as it was read. */
  readonly before: readonly (Scalar | undefined)[];
  readonly path: string;
};
export type InsertRow = { readonly values: readonly Scalar[]; readonly path: string };
export type DeleteRow = { readonly key: KeyTexts; readonly path: string };

export type ChangeStep =
  | { readonly kind: 'delete'; readonly shape: TableShape; readonly rows: readonly DeleteRow[] }
  | { readonly kind: 'update'; readonly shape: TableShape; readonly columns: readonly Column[]; readonly rows: readonly UpdateRow[] }
  | { readonly kind: 'insert'; readonly shape: TableShape; readonly columns: readonly Column[]; readonly rows: readonly InsertRow[] };

export type AuditEntry = {
  readonly entityType: string;
  readonly entityId: Scalar;
  readonly entityUid: Scalar;
  readonly operation: 'create' | 'update' | 'delete' | 'link' | 'unlink';
  /** JSON text: property → before and after. */
  readonly changes: string;
};

export type ChangeSet = {
  /** Key of the root: known before it is stored. */
  readonly rootKey: KeyTexts;
  /** Keys of the rows that items of the body became. */
  readonly made: ReadonlyMap<EntityInput, KeyTexts>;
  /** Whether the root's version grows. */
  readonly rootTouched: boolean;
  readonly steps: readonly ChangeStep[];
  readonly audit: readonly AuditEntry[];
};
