/**
 * What the functions that apply a body share: the model, the rows so far, keys for new rows, and which
 * link targets exist. It holds no rules of its own.
 */
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { EntityInput, KeyTexts, Scalar } from '../payload/index.ts';
import type { Rows } from './row-state.ts';

/** Keys for rows to come, made before anything is written: a number per new row of a type, or a Guid. */
export type NewKeys = {
  readonly next: (type: EntityType) => string;
  readonly guid: () => string;
};

export type DiffContext = {
  readonly model: EdmModel;
  readonly rows: Rows;
  readonly newKeys: NewKeys;
  /** Whether a row that the body only links exists, for the caller's tenant. */
  readonly exists: (type: EntityType, key: KeyTexts) => boolean;
  /** A column of such a row, where the model makes links depend on it. */
  readonly targetValue: (type: EntityType, key: KeyTexts, column: string) => Scalar;
  /** Keys of the rows that items of the body became. */
  readonly made: Map<EntityInput, KeyTexts>;
};
