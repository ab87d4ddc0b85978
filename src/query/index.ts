/** The URL language: text → syntax → meaning. */
export { bindUrl, isBytes } from './bind-url.ts';
export { parseUrl } from './parse-url.ts';
export type { ParseOptions } from './parse-url.ts';
export { literalText, scanShape } from './scan-shape.ts';
export type { ScannedLiteral, Shape } from './scan-shape.ts';
/** The function and action calls in the path to rows. */
export { callsOf, parametersOf } from './bind-operation.ts';
export { buildActionCall, buildEntityRead, buildKeysRead, buildSetRead, keyTextsOf } from './build.ts';
export type { NavigationTree } from './build.ts';
/** Objects of other API shapes, read as any other request. */
export { buildShapeRead } from './shape.ts';
export type { ShapeMember, ShapeParts, ShapeRead, ShapeRows, ShapeValue } from './shape.ts';
export type { BindContext } from './scope.ts';
export type * from './typed.ts';
export type { ExprSyntax, OptionsSyntax, UrlSyntax } from './syntax.ts';
export { exprType, isGeo, isNumeric, isInteger, is as isPrimitive } from './bind-value.ts';
export { isRowSource } from './operand.ts';
export { VALUE_COLUMN } from './element-rows.ts';
