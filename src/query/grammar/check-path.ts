/**
 * Checks names in resource paths of grammar cases: which segment may follow which.
 * In: segments of the production parser. Out: facts, or a refusal with an offset.
 * Works like the check of expression paths, with the rules of the path part of a URL.
 */

import type { SegmentSyntax } from '../syntax.ts';
import { checkExpr, checkKey, checkParameters, reachOf } from './check-expr.ts';
import { isListed, isNamespace, isOf, nameReach, note, refuseAt, segmentReach, splitName, textOf } from './names.ts';
import type { Check } from './names.ts';

type State =
  | 'root' | 'entityCol' | 'entityColCast' | 'entity' | 'entityKeyed' | 'entityCast' | 'complexCol' | 'collection' | 'complex' | 'complexCast'
  | 'primitive' | 'stream' | 'each' | 'noParens' | 'all' | 'done';

type Moves = {
  readonly property?: true;
  /** Bound functions and actions. */
  readonly operation?: true;
  readonly entityCast?: State;
  readonly complexCast?: State;
  readonly key?: true;
  readonly ordinal?: true;
  /** Dollar segments and what follows them. */
  readonly dollars?: Readonly<Partial<Record<SegmentSyntax['kind'], State>>>;
};

const SET: Moves = { operation: true, key: true, dollars: { filter: 'entityCol', each: 'each', count: 'done', ref: 'done', query: 'done' } };
const ENTITY: Moves = { property: true, operation: true, dollars: { ref: 'done', value: 'done', query: 'done' } };
const ITEMS: Moves = { operation: true, ordinal: true, dollars: { count: 'done', query: 'done' } };
const COMPLEX: Moves = { property: true, operation: true, dollars: { query: 'done' } };

const MOVES: Readonly<Record<State, Moves>> = {
  root: {}, done: {}, each: { operation: true }, stream: { operation: true }, all: { entityCast: 'done' },
  noParens: { dollars: { query: 'done' } },
  entityCol: { ...SET, entityCast: 'entityColCast' }, entityColCast: SET,
  entity: { ...ENTITY, entityCast: 'entityCast' }, entityKeyed: { ...ENTITY, entityCast: 'entityCast', key: true }, entityCast: ENTITY,
  complexCol: { ...ITEMS, complexCast: 'collection' }, collection: ITEMS,
  complex: { ...COMPLEX, complexCast: 'complexCast' }, complexCast: COMPLEX,
  primitive: { operation: true, dollars: { value: 'done', query: 'done' } },
};

type Table = readonly (readonly [string, State])[];

const PROPERTIES: Table = [
  ['entityColNavigationProperty', 'entityCol'], ['entityNavigationProperty', 'entity'], ['complexColProperty', 'complexCol'],
  ['complexProperty', 'complex'], ['primitiveColProperty', 'collection'], ['primitiveKeyProperty', 'primitive'],
  ['primitiveNonKeyProperty', 'primitive'], ['streamProperty', 'stream'],
];
const FUNCTIONS: Table = [
  ['entityColFunction', 'entityCol'], ['entityFunction', 'entity'], ['complexColFunction', 'complexCol'],
  ['complexFunction', 'complex'], ['primitiveColFunction', 'collection'], ['primitiveFunction', 'primitive'],
];
const IMPORTS: Table = FUNCTIONS.map(([rule, state]) => [`${rule}Import`, state]);

type Name = Extract<SegmentSyntax, { readonly kind: 'name' }>;
type Walk = { readonly c: Check; readonly next: Set<State>; reach: number };

export function checkPath(c: Check, segments: readonly SegmentSyntax[], offset = 0): void {
  let states: ReadonlySet<State> = new Set(['root']);
  let previousEnd = offset;
  for (const segment of segments) {
    const isEnd = [...states].every((state) => Object.keys(MOVES[state]).length === 0 && state !== 'root');
    const onlyDollar = [...states].every((state) => state === 'noParens');
    const walk: Walk = { c, next: new Set(), reach: isEnd || onlyDollar ? previousEnd : segment.at };
    for (const state of states) step(walk, state, segment);
    if (walk.next.size === 0) refuseAt(walk.reach, 'a segment that fits here');
    states = walk.next;
    previousEnd = segment.end;
  }
}

function step(walk: Walk, state: State, segment: SegmentSyntax): void {
  const { c, next } = walk;
  const moves = MOVES[state];
  if (moves.key) walk.reach = Math.max(walk.reach, segmentReach(c, segment.at));
  if (segment.kind === 'name') return state === 'root' ? stepRoot(walk, segment) : stepName(walk, moves, segment);
  if (state === 'root') return stepRootDollar(walk, segment);
  const after = moves.dollars?.[segment.kind];
  if (after === undefined) return;
  note(c, segment.kind, { at: segment.at - 1, end: segment.end });
  if (segment.kind === 'filter') checkExpr(c, segment.filter);
  next.add(after);
}

function stepRootDollar(walk: Walk, segment: SegmentSyntax): void {
  if (segment.kind === 'crossjoin') {
    note(walk.c, 'crossjoin', segment);
    let at = segment.at + '$crossjoin('.length;
    for (const set of segment.sets) {
      at += set.length;
      if (!isOf(walk.c, 'entitySetName', set)) refuseAt(at, 'an entity set');
      at++;
    }
    walk.next.add('noParens');
  }
  if (segment.kind === 'all' || segment.kind === 'entity') walk.next.add('all');
  if (segment.kind === 'metadata' || segment.kind === 'batch') walk.next.add('done');
}

function stepRoot(walk: Walk, segment: Name): void {
  const { c, next } = walk;
  const first = segment.name.split('.')[0]!;
  walk.reach = Math.max(walk.reach, segment.at + first.length);
  if (segment.name.includes('.')) return;
  const isSet = isOf(c, 'entitySetName', segment.name);
  if (isSet && segment.key) walk.reach = Math.max(walk.reach, (segment.key[0]?.at ?? segment.end - 1) - 1);
  if (isSet && !segment.key) {
    c.facts.add(`entitySetName:${segment.name}`);
    if (segment.args) checkKey(c, segment.args, segment);
    next.add(segment.args ? 'entity' : 'entityCol');
    return;
  }
  const isPlain = !segment.args;
  if (!isPlain && isListed(c, 'singletonEntity', segment.name)) return void (walk.reach = segment.at + segment.name.length);
  if (isPlain && isOf(c, 'singletonEntity', segment.name)) next.add('entity');
  if (isPlain && isOf(c, 'actionImport', segment.name)) next.add('done');
  stepFunctions(walk, IMPORTS, segment, segment.name);
}

function stepFunctions(walk: Walk, table: Table, segment: Name, name: string): void {
  const { c, next } = walk;
  for (const [rule, state] of table) {
    if (!isOf(c, rule, name)) continue;
    c.facts.add(`${rule}:${name}`);
    const { args, key } = segment;
    if (!args) next.add('noParens');
    if (!args || (key && state !== 'entityCol')) continue;
    const failed = reachOf(() => {
      checkParameters(c, args, false);
      if (key) checkKey(c, key, segment);
    });
    if (failed === undefined) next.add(key ? 'entity' : state);
    else walk.reach = Math.max(walk.reach, failed);
  }
}

function stepName(walk: Walk, moves: Moves, segment: Name): void {
  const { c, next } = walk;
  const { namespace, name } = splitName(segment.name);
  const hasNames = moves.property || moves.operation || moves.entityCast || moves.complexCast;
  if (hasNames && /^[A-Za-z_]/.test(segment.name)) walk.reach = Math.max(walk.reach, nameReach(c, segment.name, segment.at));
  if (moves.key && !segment.args && isOf(c, 'keyPathLiteral', textOf(c, segment))) {
    note(c, 'keyPathLiteral', segment);
    next.add('entityKeyed'); // a further segment may be another part of the key
  }
  if (moves.ordinal && /^-?\d+$/.test(segment.name)) next.add('done');
  if (moves.property && namespace === '') stepProperty(walk, segment, name);
  if (!isNamespace(c, namespace)) return;
  const cast = castState(c, moves, name);
  if (cast !== undefined) stepCast(walk, segment, cast);
  if (!moves.operation) return;
  if (!segment.args && isOf(c, 'action', name)) next.add('done');
  stepFunctions(walk, FUNCTIONS, segment, name);
}

function castState(c: Check, moves: Moves, name: string): State | undefined {
  if (moves.entityCast && isOf(c, 'entityTypeName', name)) return moves.entityCast;
  return moves.complexCast && isOf(c, 'complexTypeName', name) ? moves.complexCast : undefined;
}

function stepCast(walk: Walk, segment: Name, after: State): void {
  const kind = isOf(walk.c, 'entityTypeName', splitName(segment.name).name) ? 'Entity' : 'Complex';
  note(walk.c, `optionallyQualified${kind}TypeName`, segment);
  if (!segment.args) walk.next.add(after);
  else if (after === 'entityColCast') {
    checkKey(walk.c, segment.args, segment);
    walk.next.add('entity');
  }
}

function stepProperty(walk: Walk, segment: Name, name: string): void {
  for (const [rule, state] of PROPERTIES) {
    if (!isOf(walk.c, rule, name)) continue;
    walk.c.facts.add(`${rule}:${name}`);
    if (!segment.args) walk.next.add(state);
    else if (state === 'entityCol') {
      checkKey(walk.c, segment.args, segment);
      walk.next.add('entity');
    }
  }
}
