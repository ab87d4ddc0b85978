/**
 * What is visible while an expression is bound: the model, the row variables, parameter aliases,
 * computed names, and what the caller may use. Immutable; inner scopes are made from outer ones.
 */
import type { EdmModel } from '../edm/index.ts';
import type { Limits } from '../base/index.ts';
import type { ExprSyntax } from './syntax.ts';
import type { Computed, Range, RowSource } from './typed.ts';

/** What binding must know besides the URL. */
export type BindContext = {
  readonly model: EdmModel;
  readonly limits: Limits;
  /** The caller may read, and therefore filter by, masked properties. */
  readonly seesSecrets: boolean;
};

export type Scope = BindContext & {
  /** The request's options hold the aliases; nested options see them too. */
  readonly aliases: ReadonlyMap<string, ExprSyntax>;
  /** Aliases being resolved, to refuse cycles. */
  readonly resolving: readonly string[];
  /** `$it`: rows of the resource path. */
  readonly it: Range | undefined;
  /** Rows that unqualified names refer to; `$this` names them explicitly. */
  readonly self: Range | undefined;
  readonly variables: ReadonlyMap<string, Range>;
  readonly computed: ReadonlyMap<string, Computed>;
  /** Levels of $expand around the options being bound. */
  readonly expandDepth?: number;
  /** The option being bound, for messages: `$filter`. */
  readonly option: string;
};

export function rootScope(context: BindContext, aliases: ReadonlyMap<string, ExprSyntax>): Scope {
  const empty = { it: undefined, self: undefined, variables: new Map(), computed: new Map() };
  return { ...context, ...empty, aliases, resolving: [], option: 'the resource path' };
}

/** The scope of options that apply to `rows`. `$it` is set by the outermost rows only. */
export function scopeOver(scope: Scope, rows: RowSource): Scope {
  return { ...scope, it: scope.it ?? rows.range, self: rows.range, computed: new Map() };
}

export const withOption = (scope: Scope, option: string): Scope => ({ ...scope, option });

export function withVariable(scope: Scope, name: string, range: Range): Scope {
  return { ...scope, variables: new Map([...scope.variables, [name, range]]) };
}
