/** What a bound operand may be before it is known to be a value, and the binders parts call back. */
import type { ExprSyntax } from './syntax.ts';
import type { Expr, Range, RowSource } from './typed.ts';
import type { Scope } from './scope.ts';

/** `entity`: one related entity (or none); `rows`: a collection. `text` is the path as written. */
export type Operand =
  | Expr
  | { readonly kind: 'entity'; readonly text: string; readonly at: Range | RowSource }
  | { readonly kind: 'rows'; readonly text: string; readonly rows: RowSource };

/** Handed down by `bind-expr`, so that the files which bind parts of an expression form no cycle. */
export type Binders = {
  readonly value: (scope: Scope, syntax: ExprSyntax) => Expr;
  readonly boolean: (scope: Scope, syntax: ExprSyntax) => Expr;
  readonly operand: (scope: Scope, syntax: ExprSyntax) => Operand;
};

/** Ranges carry no `kind`; row sources do. */
export const isRowSource = (at: Range | RowSource): at is RowSource => 'kind' in at;
export const rangeOf = (at: Range | RowSource): Range => (isRowSource(at) ? at.range : at);
