/** Bound requests become trees of table reads. */
export { PIECE_BYTES, planKeys, planRead } from './plan-read.ts';
export type { PlanContext, PlanSettings, ResultShape } from './context.ts';
export type { Cursor } from './window.ts';
export type { Envelope, Spelling } from '../query/index.ts';
export type * from './read-plan.ts';
export { IT_MARK } from './context.ts';
