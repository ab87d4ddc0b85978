/** The use cases: the only room that joins what is pure with what touches the database. */
export type { Deps } from './deps.ts';
export { makePlanCache } from './plan-cache.ts';
export type { PlanCache } from './plan-cache.ts';
export { answerOf, read } from './read.ts';
export type { Answer, Read, ReadInput, Unread } from './read.ts';
export type { ResultShape } from '../plan/index.ts';
/** Calls of functions and actions; what they do is registered beside the model. */
export { isExclusive, operate } from './operate.ts';
export type { ActionInput, Operated } from './operate.ts';
export { checkHandlers, signatureOf, textArgument } from './operate-handlers.ts';
export type { Binding, OperationContext, OperationHandler, OperationHandlers, OperationResult, ResultValue } from './operate-handlers.ts';
export { complexMembers, encodeResult } from './operate-value.ts';
export type { ShapeInput, Store } from './store.ts';
export { makeGate } from './gate.ts';
export type { Gate } from './gate.ts';
/** Work done once, however often it is asked for. */
export { repeatably } from './repeat.ts';
export type { RepeatedAnswer } from './repeat.ts';
export { readAll } from './read-all.ts';
/** Reads in the shape of another API. */
export { readShape, shapeStatement } from './read-shape.ts';
export type { ShapeStatement } from './read-shape.ts';
/** Actions for other API shapes. */
export { callAction } from './call-action.ts';
export type { ActionCall } from './call-action.ts';
/** Reads back what a write has made, inside its transaction. */
export type { BackRead } from './read-back.ts';
export { readBack, readBackMany, readBackPart } from './read-back.ts';
/** Writes: one transaction, two round trips. */
export { checkMayWrite } from './write-guard.ts';
export { writeEntity } from './write.ts';
export { writeDelta } from './write-delta.ts';
export { writeEach } from './write-each.ts';
export { matchingKeys } from './read-keys.ts';
export type { Matching } from './read-keys.ts';
export type { ReadBack, WriteDeps, WriteMethod, WritePart, WriteRequest } from './write-request.ts';
export type { DuplicateRule } from './write-duplicates.ts';
export { eachTargetOf, writeTargetOf } from './write-target.ts';
export type { WriteTarget } from './write-target.ts';
export type { Changed, ManyResult, Preference, WriteResult } from './write-answer.ts';
export type { HashSecret } from './write-secrets.ts';
