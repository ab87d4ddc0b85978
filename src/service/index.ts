/** The use cases: the only room that joins what is pure with what touches the database. */
export type { Deps } from './deps.ts';
export { makePlanCache } from './plan-cache.ts';
export type { PlanCache } from './plan-cache.ts';
export { read } from './read.ts';
export type { Answer, Read, ReadInput, Unread } from './read.ts';
export type { ResultShape } from '../plan/index.ts';
export { readAll } from './read-all.ts';
/** Reads back what a write has made, inside its transaction. */
export { readBack } from './read-back.ts';
/** Writes: one transaction, two round trips. */
export { allowedMethods } from './write-guard.ts';
export { writeEntity } from './write.ts';
export type { ReadBack, WriteDeps, WriteMethod, WritePart, WriteRequest } from './write-request.ts';
export { writeTargetOf } from './write-target.ts';
export type { WriteTarget } from './write-target.ts';
export type { Preference, WriteResult } from './write-answer.ts';
export type { HashSecret } from './write-secrets.ts';
