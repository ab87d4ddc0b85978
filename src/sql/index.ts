/** Plans as SQL text. Nothing here runs a statement. */
export { compileRead } from './compile-read.ts';
export type { Param, Template } from './printer.ts';
export type { SqlValue, Statement } from './statement.ts';
