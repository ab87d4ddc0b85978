/** Plans as SQL text. Nothing here runs a statement. */
export { compileRead } from './compile-read.ts';
export type { Param, Template } from './printer.ts';
export type { SqlValue, Statement } from './statement.ts';
/** Writing: locks and before-images, then the steps of a change set. */
/** Looking for other rows with the same values, after a change. */
export { compileDuplicates, compileDuplicatesLock } from './compile-duplicates.ts';
export type { DuplicatesQuery } from './compile-duplicates.ts';
export { compileAudit, compileForgetUpload, compileNewKeys, compilePiece, compileStep, compileUpload } from './compile-write.ts';
export type { AuditContext, TenantText } from './compile-write.ts';
export { compileChildren, compileRootLock, compileTargets } from './compile-write-before.ts';
export type { RootPath } from './compile-write-before.ts';
/** Repeatable requests. */
export { compileClaim, compileForget, compileRecall, compileRemember } from './compile-repeat.ts';
export type { RepeatAnswer, RepeatClaim, RepeatKey } from './compile-repeat.ts';
