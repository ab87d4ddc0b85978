/**
 * What is visible while an expression is bound: the model, the row variables, parameter aliases,
 * computed names, and what the caller may use. Inner scopes are made from outer ones; all of one
 * request share one account of what binding has spent.
 */
import { fail } from '../base/index.ts';
import type { EdmModel } from '../edm/index.ts';
import type { Limits } from '../base/index.ts';
import type { BareSyntax, ExprSyntax } from './syntax.ts';
import type { Computed, Expr, Range, RowSource } from './typed.ts';

/** What binding must know besides the URL. */
export type BindContext = {
  readonly model: EdmModel;
  readonly limits: Limits;
  /** The caller may read, and therefore filter by, masked properties. */
  readonly seesSecrets: boolean;
};

export type Scope = BindContext & {
  /** What each alias stands for here: nested options see those around them, and their own come first. */
  readonly aliases: ReadonlyMap<string, ExprSyntax>;
  /** Those of them that nested options assign. */
  readonly nestedAliases?: ReadonlyMap<string, ExprSyntax>;
  /** Aliases being resolved, to refuse cycles. */
  readonly resolving: readonly string[];
  /** `$it`: rows of the resource path. */
  readonly it: Range | undefined;
  /** Rows that unqualified names refer to; `$this` names them explicitly. */
  readonly self: Range | undefined;
  readonly variables: ReadonlyMap<string, Range>;
  readonly computed: ReadonlyMap<string, Computed>;
  /** Only computed names are visible: the names of another API shape stand for ours. */
  readonly closed?: boolean;
  /** The text is ours, not the request's: its literals are fixed, and `@name` stands for these. */
  readonly parameters?: ReadonlyMap<string, Expr>;
  /** What is written around the names of this option: `Site/` inside `$select=Site($select=Town)`. */
  readonly around: string;
  /** Levels of $expand around the options being bound. */
  readonly expandDepth?: number;
  /** Collections being walked around the expression being bound. */
  readonly within?: number;
  /** The option being bound, for messages: `$filter`. */
  readonly option: string;
  readonly spent: Spent;
  /** Query options without a system meaning: they may be parameters of a function in the path. */
  readonly custom?: ReadonlyMap<string, string>;
  /** System options written without `$`: parameters too, of a function that cannot be called without them. */
  readonly bare?: ReadonlyMap<string, BareSyntax>;
};

/**
 * What one request has bound so far. The parser bounds what is written; aliases, computed names, wildcards
 * and levels stand for more than themselves, and doubling a dozen times is enough to fill a machine.
 */
export type Spent = {
  nodes: number;
  expands: number;
  /** How deep the expression being bound stands, and how deep its parts went. */
  depth: number;
  deepest: number;
};

export function rootScope(context: BindContext, aliases: ReadonlyMap<string, ExprSyntax>): Scope {
  const empty = { it: undefined, self: undefined, variables: new Map(), computed: new Map(), around: '' };
  return { ...context, ...empty, aliases, resolving: [], option: 'the resource path', spent: { nodes: 0, expands: 0, depth: 0, deepest: 0 } };
}

/** The scope of options that apply to `rows`. `$it` is set by the outermost rows only. */
export function scopeOver(scope: Scope, rows: RowSource): Scope {
  return { ...scope, it: scope.it ?? rows.range, self: rows.range, computed: new Map(), around: '' };
}

/** The scope of options that may assign aliases of their own. */
export function withAliases(scope: Scope, own: ReadonlyMap<string, ExprSyntax> | undefined): Scope {
  if (own === undefined) return scope;
  return { ...scope, aliases: new Map([...scope.aliases, ...own]), nestedAliases: new Map([...(scope.nestedAliases ?? []), ...own]) };
}

/** What an expression stands for, followed through aliases; undefined when nothing was given for one. */
export function resolveAlias(scope: Scope, syntax: ExprSyntax): ExprSyntax | undefined {
  if (syntax.kind !== 'alias') return syntax;
  const value = scope.aliases.get(syntax.name);
  if (value === undefined) return undefined;
  if (scope.resolving.includes(syntax.name)) return fail('URL106', `The parameter alias ${syntax.name} refers to itself.`, { target: syntax.name });
  return resolveAlias({ ...scope, resolving: [...scope.resolving, syntax.name] }, value);
}

export const withOption = (scope: Scope, option: string): Scope => ({ ...scope, option });

/** Each collection within a collection multiplies the rows the database looks at. */
export function withinCollection(scope: Scope): Scope {
  const { limits, option } = scope;
  const within = (scope.within ?? 0) + 1;
  if (within <= limits.expandDepth) return { ...scope, within };
  return fail('LIM602', `Conditions on collections may nest ${limits.expandDepth} levels.`, { target: option });
}

export function checkPathLength(scope: Scope, segments: number): void {
  const { limits, option } = scope;
  if (segments > limits.expressionDepth) fail('LIM602', `A path may have ${limits.expressionDepth} segments; this one has ${segments}.`, { target: option });
}

export function withVariable(scope: Scope, name: string, range: Range): Scope {
  return { ...scope, variables: new Map([...scope.variables, [name, range]]) };
}

/**
 * Chains of operators nest without parentheses, and computed names bring the depth of what they stand for.
 * The database's own stack is the reason for the limit.
 */
export function reachDepth(scope: Scope, depth: number): void {
  const { spent, limits, option } = scope;
  spent.deepest = Math.max(spent.deepest, depth);
  if (depth <= 2 * limits.expressionDepth) return;
  fail('LIM602', `An expression may nest ${2 * limits.expressionDepth} levels, every operator of a chain counted.`, { target: option });
}

export function spendNodes(scope: Scope, nodes: number): void {
  const { spent, limits, option } = scope;
  spent.nodes += nodes;
  if (spent.nodes <= limits.expressionNodes) return;
  fail('LIM602', `The expressions of one request may have ${limits.expressionNodes} parts, aliases and computed names counted by what they stand for.`, { target: option });
}

export function spendExpand(scope: Scope): void {
  const { spent, limits } = scope;
  spent.expands += 1;
  if (spent.expands <= limits.expandWidth) return;
  fail('LIM602', `$expand may name ${limits.expandWidth} navigations in one request, over all levels.`, { target: '$expand' });
}
