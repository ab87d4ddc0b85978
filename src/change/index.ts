/** Deep update as a comparison between two values: the body and what is stored. */
export { planBeforeImage } from './before-image.ts';
export type { BeforeChild, BeforeNode, BeforePlan, LinkTargets } from './before-image.ts';
export { LINK_PREFIX, childAlias, keyOfRow, readBeforeRow } from './before-rows.ts';
export type { BeforeRow } from './before-rows.ts';
export { checkEtag, matchesVersion } from './check-etag.ts';
export { countNewRows } from './create-row.ts';
export type { AuditEntry, ChangeSet, ChangeStep, DeleteRow, InsertRow, UpdateRow } from './change-set.ts';
export { diff, diffAll } from './diff.ts';
export type { Before } from './diff.ts';
export type { NewKeys } from './diff-context.ts';
export { newlyHolding } from './newly-holding.ts';
export type { HoldingRow } from './newly-holding.ts';
export { shapeOf } from './table-shape.ts';
export type { Column, TableShape } from './table-shape.ts';
