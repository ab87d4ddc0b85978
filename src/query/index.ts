/** The URL language: text → syntax → meaning. */
export { bindUrl } from './bind-url.ts';
export type { BindContext } from './scope.ts';
export type * from './typed.ts';
export type { UrlSyntax, OptionsSyntax } from './syntax.ts';
export { exprType, isNumeric, isInteger, is as isPrimitive, carrier } from './bind-value.ts';
export { isRowSource, rangeOf } from './operand.ts';
