/**
 * Checks names in expressions: walks a syntax tree with the name lists of a grammar case.
 * In: a tree of the production parser. Out: facts, or a refusal with an offset.
 * A path is walked with the set of all kinds its last part may have, because one spelling may stand
 * in several lists; the path is refused where that set runs empty.
 */

import { RequestError } from '../../base/index.ts';
import type { AggregateSyntax, ArgumentSyntax, ExprSyntax, LiteralSyntax, PathPartSyntax, SearchSyntax, Span } from '../syntax.ts';
import {
  checkTypeName, isNamespace, isOf, isPrimitiveType, nameReach, note, refuseAt, segmentReach, splitName, textOf,
} from './names.ts';
import type { Check } from './names.ts';

export function checkExpr(c: Check, e: ExprSyntax): void {
  note(c, 'commonExpr', e);
  note(c, 'boolCommonExpr', e);
  switch (e.kind) {
    case 'literal': return checkLiteral(c, e);
    case 'alias': return note(c, 'parameterAlias', e);
    case 'path': return checkMember(c, e.segments, e);
    case 'call': return checkCall(c, e);
    case 'cast':
    case 'isof': return checkTyped(c, e);
    case 'case': return e.branches.forEach((branch) => { checkExpr(c, branch.when); checkExpr(c, branch.then); });
    case 'not':
    case 'negate': return checkPrefix(c, e);
    case 'logic': return e.terms.forEach((term) => checkExpr(c, term));
    case 'compare': return checkCompare(c, e);
    case 'arithmetic': return checkBoth(c, e.left, e.right);
    case 'list': return e.items.forEach((item) => checkExpr(c, item));
    case 'array': return e.items.forEach((item) => checkJson(c, item));
    case 'object': return e.members.forEach((member) => checkJson(c, member.value));
  }
}

/** The grammar wants a blank behind `not`; the parser does without. */
function checkPrefix(c: Check, e: Of<'not'> | Of<'negate'>): void {
  if (e.kind === 'not' && !/^(?:[ \t]|%20|%09)/.test(c.text.slice(e.at + 3))) refuseAt(e.at + 3, 'a blank');
  checkExpr(c, e.operand);
}

function checkBoth(c: Check, left: ExprSyntax, right: ExprSyntax): void {
  checkExpr(c, left);
  checkExpr(c, right);
}

function checkJson(c: Check, e: ExprSyntax): void {
  if (e.kind !== 'literal' || !/^(?:"|%22)/.test(textOf(c, e))) checkExpr(c, e);
}

type Of<K extends ExprSyntax['kind']> = ExprSyntax extends infer E ? (E extends { readonly kind: infer Kind } ? (K extends Kind ? E : never) : never) : never;
type Typed = Extract<ExprSyntax, { readonly typeName: string; readonly operand?: ExprSyntax }>;

function checkCall(c: Check, e: Of<'call'>): void {
  note(c, 'methodCallExpr', e);
  e.args.forEach((arg) => checkExpr(c, arg));
  const arg = e.args[0];
  if (e.name === 'isdefined' && arg !== undefined && arg.kind !== 'path' && arg.kind !== 'alias') refuseAt(arg.at, 'a property path');
}

function checkTyped(c: Check, e: Exclude<Typed, LiteralSyntax>): void {
  note(c, `${e.kind}Expr`, e);
  if (e.operand) checkExpr(c, e.operand);
  checkTypeName(c, e.typeName, e.at + textOf(c, e).lastIndexOf(e.typeName));
}

function checkCompare(c: Check, e: Of<'compare'>): void {
  checkExpr(c, e.left);
  if (e.op === 'has') checkEnum(c, e.right);
  else checkExpr(c, e.right);
}

function checkEnum(c: Check, e: ExprSyntax): void {
  if (e.kind !== 'literal' || (e.type !== 'enum' && e.type !== 'string')) return refuseAt(e.at, 'an enumeration literal');
  note(c, 'enumLiteral', e);
  const open = e.at + (e.typeName?.length ?? 0);
  if (e.typeName !== undefined) {
    const { namespace, name } = splitName(e.typeName);
    if (!isNamespace(c, namespace) || !isOf(c, 'enumerationTypeName', name)) refuseAt(nameReach(c, e.typeName, e.at), 'an enumeration type');
  }
  let at = open + (c.text[open] === '%' ? 3 : 1);
  for (const member of e.text.split(',')) {
    if (!/^(?:[+-]?\d{1,19}|[A-Za-z_]\w{0,127})$/.test(member)) refuseAt(at, 'an enumeration member or a number');
    at += member.length;
    if (/^[A-Za-z_]/.test(member) && !isOf(c, 'enumerationMember', member)) refuseAt(at, 'an enumeration member');
    at++;
  }
}

/** Characters that must be escaped inside a string literal. */
const NOT_IN_STRING = /[^A-Za-z0-9\-._~%!$&'()*+,;=:@]/;

export function checkLiteral(c: Check, e: LiteralSyntax): void {
  note(c, 'primitiveLiteral', e);
  if (e.type === 'enum') checkEnum(c, e);
  if (e.type !== 'string') return;
  note(c, 'stringLiteral', e);
  const bad = NOT_IN_STRING.exec(textOf(c, e));
  if (bad) refuseAt(e.at + bad.index, 'the character to be percent-encoded');
}

/** Kinds of what a path prefix denotes; `direct` and `start` may not be the end of a path. */
type State =
  | 'start' | 'direct' | 'variable' | 'entityCol' | 'entityColCast' | 'entity' | 'complexCol' | 'collection' | 'complex'
  | 'complexCast' | 'primitive' | 'annotated' | 'done' | 'root';

type Moves = {
  readonly property?: true;
  readonly function?: true;
  readonly annotation?: true;
  readonly entityCast?: State;
  readonly complexCast?: State;
  /** $count, any, all, aggregate */
  readonly collection?: true;
  readonly filter?: State;
  readonly key?: true;
};

const DIRECT: Moves = { property: true, function: true, annotation: true };
const MEMBER: Moves = { ...DIRECT, entityCast: 'direct', complexCast: 'direct' };
const COLLECTION: Moves = { function: true, annotation: true, collection: true, filter: 'collection' };

const MOVES: Readonly<Record<State, Moves>> = {
  start: MEMBER, variable: MEMBER, entity: MEMBER, direct: DIRECT, root: {}, done: {},
  entityCol: { ...COLLECTION, filter: 'entityCol', key: true, entityCast: 'entityColCast' },
  entityColCast: { ...COLLECTION, filter: 'entityCol', key: true },
  complexCol: { ...COLLECTION, complexCast: 'collection' },
  collection: COLLECTION,
  complex: { ...DIRECT, complexCast: 'complexCast' },
  complexCast: DIRECT,
  primitive: { function: true, annotation: true },
  annotated: { ...MEMBER, ...COLLECTION, complexCast: 'complexCast' },
};

const PROPERTIES: readonly (readonly [string, State])[] = [
  ['entityColNavigationProperty', 'entityCol'], ['entityNavigationProperty', 'entity'], ['complexColProperty', 'complexCol'],
  ['complexProperty', 'complex'], ['primitiveColProperty', 'collection'], ['primitiveKeyProperty', 'primitive'],
  ['primitiveNonKeyProperty', 'primitive'], ['customAggregate', 'primitive'], ['streamProperty', 'primitive'],
];

const FUNCTIONS: readonly (readonly [string, State])[] = [
  ['entityColFunction', 'entityCol'], ['entityFunction', 'entity'], ['complexColFunction', 'complexCol'],
  ['complexFunction', 'complex'], ['primitiveColFunction', 'collection'], ['primitiveFunction', 'primitive'],
];

const ROOTS: readonly (readonly [string, State])[] = [
  ['entitySetName', 'entityCol'], ['singletonEntity', 'entity'],
  ...FUNCTIONS.map(([rule, state]): readonly [string, State] => [`${rule}Import`, state]),
];

type Walk = { readonly c: Check; readonly next: Set<State>; reach: number };

export function checkMember(c: Check, parts: readonly PathPartSyntax[], span: Span): void {
  note(c, parts[0]?.kind === 'root' && parts[0].name === '$root' ? 'rootExpr' : 'firstMemberExpr', span);
  let states: ReadonlySet<State> = new Set(['start']);
  let previous: PathPartSyntax | undefined;
  for (const part of parts) {
    const walk: Walk = { c, next: new Set(), reach: part.at };
    for (const state of states) step(walk, state, part, previous === undefined);
    if (previous !== undefined) noteTail(c, states, previous.end, span.end);
    if (walk.next.size === 0) refuseAt(walk.reach, 'a name that fits here');
    states = walk.next;
    previous = part;
  }
  states = new Set([...states].filter((state) => state !== 'direct' && state !== 'start' && state !== 'root'));
  if (states.size === 0) refuseAt(span.end, '"/" and a property');
}

function noteTail(c: Check, states: ReadonlySet<State>, at: number, end: number): void {
  const tail = { at, end };
  if (['entityCol', 'entityColCast', 'complexCol', 'collection'].some((state) => states.has(state as State))) {
    note(c, 'collectionPathExpr', tail);
    if (states.has('entityCol')) note(c, 'collectionNavigationExpr', tail);
  }
  if (states.has('entity')) note(c, 'singleNavigationExpr', tail);
  if (states.has('primitive')) note(c, 'primitivePathExpr', tail);
  if (states.has('complex')) note(c, 'complexPathExpr', tail);
}

function step(walk: Walk, state: State, part: PathPartSyntax, isFirst: boolean): void {
  const { c, next } = walk;
  const moves = MOVES[state];
  const far = moves.key ? segmentReach(c, part.at) : part.at;
  if (far > walk.reach) walk.reach = far;
  switch (part.kind) {
    case 'root': return void next.add(part.name === '$root' ? 'root' : part.name === '$these' ? 'collection' : 'variable');
    case 'alias': return void next.add('variable');
    case 'annotation': return moves.annotation ? stepAnnotation(walk, part) : undefined;
    case 'count': return moves.collection ? stepCount(walk, part) : undefined;
    case 'filter': return moves.filter ? stepFilter(walk, part.filter, moves.filter) : undefined;
    case 'lambda': return moves.collection ? stepLambda(walk, part) : undefined;
    case 'aggregate': return moves.collection ? stepAggregate(walk, part.item, part) : undefined;
    case 'name': return stepName(walk, state, part, isFirst);
  }
}

type Part<K extends PathPartSyntax['kind']> = Extract<PathPartSyntax, { readonly kind: K }>;

function stepAnnotation(walk: Walk, part: Part<'annotation'>): void {
  const { namespace, name } = splitName(part.term.slice(1).split('#')[0]!);
  if (!isNamespace(walk.c, namespace) || !isOf(walk.c, 'termName', name)) return void (walk.reach = Math.max(walk.reach, part.end));
  for (const rule of ['annotationExpr', 'annotationInQuery']) note(walk.c, rule, part);
  walk.next.add('annotated');
}

function stepCount(walk: Walk, part: Part<'count'>): void {
  if (part.filter) checkExpr(walk.c, part.filter);
  if (part.search) noteSearch(walk.c, part.search);
  walk.next.add('done');
}

function stepFilter(walk: Walk, filter: ExprSyntax, after: State): void {
  checkExpr(walk.c, filter);
  walk.next.add(after);
}

function stepLambda(walk: Walk, part: Part<'lambda'>): void {
  note(walk.c, `${part.quantifier}Expr`, part);
  if (part.variable !== undefined && !isOf(walk.c, 'lambdaVariableExpr', part.variable)) refuseAt(part.at + 4 + part.variable.length, 'a range variable');
  if (part.body) checkExpr(walk.c, part.body);
  walk.next.add('done');
}

function stepAggregate(walk: Walk, item: AggregateSyntax, span: Span): void {
  note(walk.c, 'aggregateFunctionExpr', item);
  noteThese(walk.c, span);
  walk.c.aggregate(walk.c, item);
  walk.next.add('done');
}

/** `$these/aggregate(…)` up to the closing parenthesis. */
function noteThese(c: Check, span: Span): void {
  const head = '$these/';
  if (c.text.slice(span.at - head.length, span.at) === head) note(c, 'currCollectionExpr', { at: span.at - head.length, end: span.end });
}

function stepName(walk: Walk, state: State, part: Part<'name'>, isFirst: boolean): void {
  const { c, next } = walk;
  const { namespace, name } = splitName(part.name);
  walk.reach = Math.max(walk.reach, nameReach(c, part.name, part.at));
  if (state === 'root') return stepListed(walk, ROOTS, part, name);
  const moves = MOVES[state];
  if (moves.key && !part.args && isOf(c, 'keyPathLiteral', textOf(c, part))) next.add('entity');
  if (isNamespace(c, namespace)) {
    if (moves.function && part.args) stepListed(walk, FUNCTIONS, part, name);
    if (moves.entityCast && !part.args && isOf(c, 'entityTypeName', name)) stepCast(walk, 'Entity', moves.entityCast, part);
    if (moves.complexCast && !part.args && isOf(c, 'complexTypeName', name)) stepCast(walk, 'Complex', moves.complexCast, part);
    if (isPrimitiveType(part.name)) next.add('done');
  }
  if (moves.property && namespace === '') stepListed(walk, PROPERTIES, part, name);
  if (isFirst && next.size === 0 && namespace === '' && !part.args && isOf(c, 'lambdaVariableExpr', name)) next.add('variable');
}

function stepCast(walk: Walk, kind: 'Entity' | 'Complex', after: State, part: Part<'name'>): void {
  note(walk.c, `optionallyQualified${kind}TypeName`, part);
  if (part.name.includes('.')) note(walk.c, `qualified${kind}TypeName`, part);
  walk.next.add(after);
}

/** Names of one table: with parentheses a function's parameters, or the key of a collection. */
function stepListed(walk: Walk, table: readonly (readonly [string, State])[], part: Part<'name'>, name: string): void {
  const { c } = walk;
  for (const [rule, state] of table) {
    if (!isOf(c, rule, name)) continue;
    c.facts.add(`${rule}:${name}`);
    const isFunction = rule.includes('Function');
    const key = isFunction ? part.key : part.args;
    if ((isFunction && !part.args) || (key && state !== 'entityCol')) continue;
    const failed = reachOf(() => {
      if (isFunction) checkParameters(c, part.args ?? [], true);
      if (key) checkKey(c, key, part);
    });
    if (failed !== undefined) walk.reach = Math.max(walk.reach, failed);
    else {
      if (isFunction) note(c, 'functionExpr', part);
      walk.next.add(key ? 'entity' : state);
    }
  }
}

/** Offset of the refusal of a rule that is only one of several; undefined when it holds. */
export function reachOf(rule: () => void): number | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (error instanceof RequestError && error.fault.at !== undefined) return error.fault.at;
    throw error;
  }
}

export function checkParameters(c: Check, args: readonly ArgumentSyntax[], isExpression: boolean): void {
  for (const arg of args) {
    if (arg.name === undefined) return refuseAt(arg.at + (/^[A-Za-z_]\w*/.exec(textOf(c, arg))?.[0].length ?? 0), 'a parameter name');
    if (!isOf(c, 'parameterName', arg.name)) refuseAt(arg.at + arg.name.length, 'a parameter name');
    c.facts.add(`parameterName:${arg.name}`);
    note(c, isExpression ? 'functionExprParameter' : 'functionParameter', arg);
    checkExpr(c, arg.value);
  }
}

export function checkKey(c: Check, args: readonly ArgumentSyntax[], owner: Span): void {
  const close = c.text.lastIndexOf(')', owner.end - 1);
  const first = args[0];
  if (first === undefined) return refuseAt(owner.end - 1, 'a key');
  note(c, first.name === undefined ? 'simpleKey' : 'compoundKey', { at: openOf(c, first.at), end: close + 1 });
  note(c, 'keyPredicate', { at: openOf(c, first.at), end: close + 1 });
  if (first.name === undefined && args.length > 1) refuseAt(first.end, '")"');
  for (const arg of args) {
    if (arg.name === undefined && args.length > 1) refuseAt(arg.at, 'a key property');
    if (arg.name !== undefined && !isOf(c, 'primitiveKeyProperty', arg.name) && !isOf(c, 'keyPropertyAlias', arg.name)) {
      refuseAt(arg.at + arg.name.length, 'a key property');
    }
    checkKeyValue(c, arg.value);
    checkExpr(c, arg.value);
  }
}

/** Keys are never null, binary or spatial: read as the name of an enumeration type, they end before a dot. */
function checkKeyValue(c: Check, value: ExprSyntax): void {
  if (value.kind !== 'literal' && value.kind !== 'alias') refuseAt(value.end, 'a literal or alias');
  const isBarred = value.kind === 'literal' && ['null', 'binary', 'geography', 'geometry'].includes(value.type);
  if (isBarred) refuseAt(value.at + (/^[A-Za-z]+/.exec(textOf(c, value))?.[0].length ?? 0), 'a key value');
}

function openOf(c: Check, at: number): number {
  let open = at;
  while (open > 0 && c.text[open] !== '(') open--;
  return open;
}

export function noteSearch(c: Check, search: SearchSyntax): void {
  note(c, 'searchExpr', search);
  if (search.kind === 'not') noteSearch(c, search.operand);
  else if (search.kind === 'term') note(c, search.phrase ? 'searchPhrase' : 'searchWord', search);
  else search.terms.forEach((term) => noteSearch(c, term));
}
