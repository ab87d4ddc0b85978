/**
 * Checks names in `$apply` of grammar cases: aggregation paths, grouping paths, aliases.
 * In: transformations of the production parser. Out: facts, or a refusal with an offset.
 * Grouping paths are single-valued; aggregation paths may go through collections.
 */

import type {
  AggregateSyntax, ApplyArgumentSyntax, ApplySyntax, ExprSyntax, GroupKeySyntax, PathPartSyntax, Span, TransformSyntax,
} from '../syntax.ts';
import { checkExpr, checkMember, checkParameters, noteSearch, reachOf } from './check-expr.ts';
import { isNamespace, isOf, nameReach, note, refuseAt, splitName, textOf } from './names.ts';
import type { Check } from './names.ts';

export function checkApply(c: Check, apply: ApplySyntax): void {
  note(c, 'applyExpr', apply);
  note(c, 'preservingTrafos', apply);
  apply.steps.forEach((step) => checkStep(c, step));
}

function checkStep(c: Check, step: TransformSyntax): void {
  for (const rule of ['applyTrafo', 'preservingTrafo', `${step.kind === 'function' ? step.name : step.kind}Trafo`]) note(c, rule, step);
  switch (step.kind) {
    case 'aggregate': return step.items.forEach((item) => checkAggregate(c, item));
    case 'compute': return step.items.forEach((item) => { note(c, 'computeExpr', item); checkExpr(c, item.expr); checkAlias(c, item.name, item.end); });
    case 'filter': return checkExpr(c, step.filter);
    case 'search': return noteSearch(c, step.search);
    case 'orderby':
      if (/^orderby\((?:[ \t]|%20)/.test(textOf(c, step))) refuseAt(blanksEnd(c, step.at + 8), 'an expression without blanks before it');
      return step.items.forEach((item) => { note(c, 'orderbyItem', item); checkExpr(c, item.expr); });
    case 'concat': return step.sequences.forEach((sequence) => checkApply(c, sequence));
    case 'groupby': return checkGroupBy(c, step);
    case 'function': return checkFunction(c, step.name, step.args);
    case 'custom': return checkCustom(c, step.path[0]);
    default: return undefined;
  }
}

/** The alias ends where its item ends. */
function checkAlias(c: Check, name: string | undefined, end: number): void {
  if (name === undefined) return;
  if (!isOf(c, 'expressionAlias', name)) refuseAt(end, 'an alias');
  c.facts.add(`expressionAlias:${name}`);
}

function checkCustom(c: Check, part: PathPartSyntax | undefined): void {
  if (part?.kind !== 'name') return;
  const { namespace, name } = splitName(part.name);
  const known = ['entityColFunction', 'complexColFunction', 'primitiveColFunction'].some((rule) => isOf(c, rule, name));
  if (!known || !isNamespace(c, namespace)) refuseAt(nameReach(c, part.name, part.at), 'a custom transformation');
  checkParameters(c, part.args ?? [], true);
}

export function checkAggregate(c: Check, item: AggregateSyntax): void {
  note(c, 'aggregateExpr', item);
  if (item.expr) checkAggregated(c, item, item.expr);
  for (const level of item.from ?? []) {
    checkGrouping(c, level.path);
    level.others?.forEach((path) => checkGrouping(c, path));
    if (level.method?.includes('.')) checkMethod(c, item, level.method);
  }
  checkAlias(c, item.name, item.end);
}

const endsInCount = (expr: ExprSyntax): boolean => expr.kind === 'path' && expr.segments.at(-1)?.kind === 'count';

function checkAggregated(c: Check, item: AggregateSyntax, expr: ExprSyntax): void {
  if (endsInCount(expr) && expr.kind === 'path') {
    note(c, 'aggregateCount', expr);
    const owner = expr.segments.slice(0, -1);
    if (owner.length > 0) checkAggregatePath(c, owner);
    return notePrefix(c, owner);
  }
  if (item.method === undefined) return checkCustomAggregate(c, expr);
  if (item.method.includes('.')) checkMethod(c, item, item.method);
  note(c, 'aggregatableExpr', expr);
  if (expr.kind !== 'path') return checkExpr(c, expr);
  const failed = reachOf(() => checkExpr(c, expr));
  if (failed === undefined) return void reachOf(() => { checkAggregatePath(c, expr.segments); notePrefix(c, expr.segments); });
  const other = reachOf(() => checkAggregatePath(c, expr.segments));
  if (other !== undefined) refuseAt(Math.max(failed, other), 'a property');
  notePrefix(c, expr.segments);
}

function checkMethod(c: Check, item: AggregateSyntax, method: string): void {
  const at = item.at + textOf(c, item).indexOf(method, Math.max(0, (item.expr?.end ?? item.at) - item.at));
  if (!isNamespace(c, splitName(method).namespace)) refuseAt(nameReach(c, method, at), 'an aggregation method');
}

/** Without a method only a custom aggregate can be meant. */
function checkCustomAggregate(c: Check, expr: ExprSyntax): void {
  const last = expr.kind === 'path' ? expr.segments.at(-1) : undefined;
  if (expr.kind !== 'path' || last?.kind !== 'name' || !isOf(c, 'customAggregate', last.name)) {
    checkExpr(c, expr);
    return refuseAt(blanksEnd(c, expr.end), '"with" and a method');
  }
  note(c, 'aggregateCustom', expr);
  note(c, 'customAggregate', last);
  if (expr.segments.length > 1) {
    checkAggregatePath(c, expr.segments.slice(0, -1));
    notePrefix(c, expr.segments.slice(0, -1));
  }
}

function blanksEnd(c: Check, from: number): number {
  return from + (/^(?:[ \t]|%20|%09)*/.exec(c.text.slice(from))?.[0].length ?? 0);
}

const spanOf = (parts: readonly PathPartSyntax[]): Span => ({ at: parts[0]?.at ?? 0, end: parts.at(-1)?.end ?? 0 });

function notePrefix(c: Check, parts: readonly PathPartSyntax[]): void {
  if (parts.length === 0) return;
  const onlyCast = parts.length === 1 && parts[0]?.kind === 'name' && isType(c, parts[0].name);
  note(c, onlyCast ? 'aggrCastPath' : 'aggrPathPrefix', spanOf(parts));
  if (!onlyCast) note(c, 'aggrPropPath', spanOf(parts));
}

const isType = (c: Check, qualified: string): boolean => {
  const { namespace, name } = splitName(qualified);
  return isNamespace(c, namespace) && (isOf(c, 'entityTypeName', name) || isOf(c, 'complexTypeName', name));
};

const STRUCTURED = ['complexProperty', 'complexColProperty', 'entityNavigationProperty', 'entityColNavigationProperty'];
const SINGLE_STRUCTURED = ['complexProperty', 'entityNavigationProperty'];
const VALUES = ['primitiveKeyProperty', 'primitiveNonKeyProperty', 'primitiveColProperty', 'streamProperty', 'customAggregate'];
const SINGLE_VALUES = ['primitiveKeyProperty', 'primitiveNonKeyProperty', 'streamProperty', 'customAggregate'];

const isAny = (c: Check, rules: readonly string[], name: string): boolean => rules.some((rule) => isOf(c, rule, name));

/** A path of structured steps, casts between them, and at most one value at the end. */
function walkPath(c: Check, parts: readonly PathPartSyntax[], structured: readonly string[], values: readonly string[]): 'cast' | 'value' | 'structure' {
  let last: 'start' | 'cast' | 'value' | 'structure' = 'start';
  let end = parts[0]?.at ?? 0;
  for (const part of parts) {
    if (last === 'value') refuseAt(end, 'the end of the path');
    if (part.kind !== 'name') return refuseAt(part.at, 'a property');
    if (part.args) refuseAt(part.at + part.name.length, 'a path without keys');
    if (isAny(c, structured, part.name)) last = 'structure';
    else if (isAny(c, values, part.name)) last = 'value';
    else if (last !== 'cast' && isType(c, part.name)) last = 'cast';
    else refuseAt(nameReach(c, part.name, part.at), 'a property');
    end = part.end;
  }
  return last === 'start' ? 'structure' : last;
}

function checkAggregatePath(c: Check, parts: readonly PathPartSyntax[]): void {
  walkPath(c, parts, STRUCTURED, VALUES);
}

function checkGrouping(c: Check, parts: readonly PathPartSyntax[]): void {
  const span = spanOf(parts);
  const kind = walkPath(c, parts, SINGLE_STRUCTURED, SINGLE_VALUES);
  if (kind === 'cast') refuseAt(span.end, '"/" and a property');
  for (const rule of ['groupingProperty', kind === 'value' ? 'snglPrimPath' : 'snglPropPath']) note(c, rule, span);
}

function checkGroupBy(c: Check, step: Extract<TransformSyntax, { readonly kind: 'groupby' }>): void {
  step.keys.forEach((key) => checkGroupKey(c, key));
  if (step.apply) checkApply(c, step.apply);
}

function checkGroupKey(c: Check, key: GroupKeySyntax): void {
  note(c, 'groupbyElement', key);
  if (key.kind === 'path') return checkGrouping(c, key.path);
  if (key.kind === 'recursive') {
    note(c, 'rollupRecursive', key);
    return checkHierarchy(c, key.args);
  }
  note(c, 'rollupLevels', key);
  const only = key.keys[0];
  if (key.keys.length === 1 && only) return note(c, 'rollupNamedHier', only);
  key.keys.forEach((inner) => checkGroupKey(c, inner));
}

/** Nodes, qualifier, node property; then transformations and order items. */
function checkHierarchy(c: Check, args: readonly ApplyArgumentSyntax[]): void {
  const [nodes, , property, ...rest] = args;
  if (nodes) checkValue(c, nodes);
  if (property && 'kind' in property.value && property.value.kind === 'path') checkAggregatePath(c, property.value.segments);
  for (const arg of rest) {
    const text = textOf(c, arg);
    if (arg.descending !== undefined) note(c, 'orderbyItem', arg);
    if (text !== 'keep start' && text !== 'preorder' && text !== 'postorder') checkValue(c, arg);
  }
}

function checkValue(c: Check, arg: ApplyArgumentSyntax): void {
  const { value } = arg;
  if ('steps' in value) checkApply(c, value);
  else if ('kind' in value) checkExpr(c, value);
  checkAlias(c, arg.name, arg.end);
}

const JOINED = ['complexColProperty', 'entityColNavigationProperty'];
const NESTED = ['complexProperty', 'complexColProperty', 'entityNavigationProperty', 'entityColNavigationProperty'];

function checkFunction(c: Check, name: string, args: readonly ApplyArgumentSyntax[]): void {
  if (name === 'ancestors' || name === 'descendants' || name === 'traverse') return checkHierarchy(c, args);
  if (name.endsWith('join') || name === 'addnested') {
    const [path, ...rest] = args;
    if (path && 'kind' in path.value) checkNestPath(c, path.value, name === 'addnested' ? NESTED : JOINED);
    if (path) checkAlias(c, path.name, path.end);
    return rest.forEach((arg) => checkValue(c, arg));
  }
  const first = args[0];
  if (first && name !== 'nest') note(c, 'collectionExpr', first);
  args.forEach((arg) => checkValue(c, arg));
}

function checkNestPath(c: Check, value: ExprSyntax, allowed: readonly string[]): void {
  if (value.kind !== 'path') return refuseAt(value.at, 'a navigation property');
  if (value.segments[0]?.kind === 'annotation') return checkMember(c, value.segments, value);
  walkPath(c, value.segments, allowed, []);
}
