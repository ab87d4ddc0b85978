/**
 * Context URL fragments (`#Buyers(Name,Orders)/$entity`), which a service writes and never reads.
 * In: text and the place of the fragment. Out: facts, or a refusal with an offset.
 */

import { finish, match, matchMaybe, need, openCursor, take } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { isNamespace, isOf, isPrimitiveType, nameReach, note, refuseAt, splitName } from './names.ts';
import type { Check } from './names.ts';
import type { Rule } from './value-rules.ts';

const NAME = /[A-Za-z_]\w{0,127}/;
const DOTTED = /[A-Za-z_]\w{0,127}(?:\.[A-Za-z_]\w{0,127})*/;

const STRUCTURED = ['entityTypeName', 'complexTypeName'];
const OPERATIONS = [
  'action', 'entityFunction', 'entityColFunction', 'complexFunction', 'complexColFunction', 'primitiveFunction', 'primitiveColFunction',
];
const NAVIGATION = ['entityNavigationProperty', 'entityColNavigationProperty'];
const COMPLEX = ['complexProperty', 'complexColProperty'];
const PRIMITIVE = ['primitiveKeyProperty', 'primitiveNonKeyProperty', 'primitiveColProperty', 'customAggregate'];

const isAny = (c: Check, rules: readonly string[], name: string): boolean => rules.some((rule) => isOf(c, rule, name));

const isQualified = (c: Check, rules: readonly string[], qualified: string): boolean => {
  const { namespace, name } = splitName(qualified);
  return namespace !== '' && isNamespace(c, namespace) && rules.some((rule) => isOf(c, rule, name) && (isOf(c, rule, name) || !c.names.has(rule)));
};

const FIXED = ['Collection($ref)', '$ref', 'Collection(Edm.EntityType)', 'Collection(Edm.ComplexType)'];

/** The fragment that begins with `#` at `from`. */
export function checkContext(c: Check, from: number): void {
  const k = openCursor(c.text);
  k.pos = from;
  need(k, '#');
  checkFragment(c, k);
  finish(k);
}

function checkFragment(c: Check, k: Cursor): void {
  const fixed = FIXED.find((text) => k.text.slice(k.pos) === text);
  if (fixed !== undefined) return void take(k, fixed, true);
  if (take(k, 'Collection(', true)) {
    checkType(c, k);
    need(k, ')');
    return selectList(c, k);
  }
  const start = k.pos;
  const first = match(k, DOTTED, 'a name');
  if (first.includes('.')) {
    k.pos = start;
    checkType(c, k);
    return selectList(c, k);
  }
  if (isOf(c, 'entitySetName', first)) return checkSet(c, k);
  if (isOf(c, 'singletonEntity', first)) return checkSingleton(c, k);
  refuseAt(k.pos, 'an entity set, a singleton or a type');
}

/** A qualified type of any kind, primitive ones included. */
function checkType(c: Check, k: Cursor): void {
  const start = k.pos;
  const name = match(k, DOTTED, 'a type name');
  const rules = [...STRUCTURED, 'typeDefinitionName', 'enumerationTypeName'];
  if (!isPrimitiveType(name) && !isQualified(c, rules, name)) refuseAt(nameReach(c, name, start), 'a type name');
}

function checkSingleton(c: Check, k: Cursor): void {
  checkSteps(c, k, true);
  selectList(c, k);
}

const ENDINGS = ['/$entity', '/$delta', '/$deletedEntity', '/$link', '/$deletedLink'];

function checkSet(c: Check, k: Cursor): void {
  checkSteps(c, k, false);
  for (let hasKey = takeKey(c, k); hasKey; hasKey = takeKey(c, k)) {
    if (k.text[k.pos] !== '/') refuseAt(k.pos, '"/"');
    if (!checkSteps(c, k, true)) refuseAt(k.text[k.pos] === '/' ? k.pos + 1 : k.pos, 'a navigation property');
  }
  const before = k.pos;
  selectList(c, k);
  const endings = k.pos > before ? ENDINGS.slice(0, 2) : ENDINGS;
  endings.some((ending) => take(k, ending, true));
}

/** Casts and properties behind a set, a key or a singleton. Behind a set only a cast may stand. */
function checkSteps(c: Check, k: Cursor, hasProperties: boolean): boolean {
  let found = false;
  while (k.text[k.pos] === '/' && k.text[k.pos + 1] !== '$') {
    k.pos++;
    const start = k.pos;
    const name = match(k, DOTTED, 'a name');
    if (name.includes('.')) {
      if (!isQualified(c, STRUCTURED, name)) refuseAt(nameReach(c, name, start), 'a type name');
      noteType(c, name, start);
    } else if (!hasProperties || !isAny(c, [...NAVIGATION, ...COMPLEX, ...PRIMITIVE], name)) refuseAt(k.pos, 'a property');
    else found = true;
  }
  return found;
}

function noteType(c: Check, name: string, at: number): void {
  const span = { at, end: at + name.length };
  for (const rule of STRUCTURED) if (isOf(c, rule, splitName(name).name)) note(c, rule === 'entityTypeName' ? 'qualifiedEntityTypeName' : 'qualifiedComplexTypeName', span);
}

const KEY = /\((?:'(?:[^']|'')*'|[-+]?\d[\w.:+-]*|@\w+|\w+=(?:'(?:[^']|'')*'|[^',)]*)(?:,\w+=(?:'(?:[^']|'')*'|[^',)]*))*)\)/;

function takeKey(c: Check, k: Cursor): boolean {
  const at = k.pos;
  if (matchMaybe(k, KEY) === '') return false;
  note(c, 'keyPredicate', { at, end: k.pos });
  return true;
}

function selectList(c: Check, k: Cursor): void {
  const at = k.pos;
  if (!take(k, '(')) return;
  if (!take(k, ')')) {
    do selectItem(c, k); while (take(k, ','));
    need(k, ')');
  }
  note(c, 'selectList', { at, end: k.pos });
}

function selectItem(c: Check, k: Cursor): void {
  if (take(k, '*')) return;
  const at = k.pos;
  for (let isFirst = true; isFirst || take(k, '/'); isFirst = false) {
    if (k.text[k.pos] === '@') {
      annotation(c, k);
      continue;
    }
    const start = k.pos;
    const name = match(k, DOTTED, 'a name');
    if (take(k, '.*')) return isNamespace(c, name) ? undefined : refuseAt(nameReach(c, name, start), 'a namespace');
    if (!name.includes('.')) {
      if (!isAny(c, [...NAVIGATION, ...COMPLEX, ...PRIMITIVE], name)) refuseAt(k.pos, 'a property');
      if (isAny(c, NAVIGATION, name)) return navigationTail(c, k);
    } else if (isQualified(c, STRUCTURED, name)) noteType(c, name, start);
    else if (isQualified(c, OPERATIONS, name)) return parameterNames(c, k);
    else refuseAt(nameReach(c, name, start), 'a type or operation');
  }
  note(c, 'selectListItem', { at, end: k.pos });
}

function navigationTail(c: Check, k: Cursor): void {
  take(k, '+');
  selectList(c, k);
}

function annotation(c: Check, k: Cursor): void {
  k.pos++;
  const start = k.pos;
  const name = match(k, DOTTED, 'a term');
  const parts = splitName(name);
  if (!isNamespace(c, parts.namespace) || !isOf(c, 'termName', parts.name)) refuseAt(nameReach(c, name, start), 'a term');
  if (take(k, '#')) match(k, NAME, 'a qualifier');
  navigationTail(c, k);
}

function parameterNames(c: Check, k: Cursor): void {
  if (!take(k, '(')) return;
  do {
    const name = match(k, NAME, 'a parameter name');
    if (!isOf(c, 'parameterName', name)) refuseAt(k.pos, 'a parameter name');
  } while (take(k, ','));
  need(k, ')');
}

export const CONTEXT_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['context', (c): void => checkContext(c, 0)],
  ['contextFragment', (c): void => {
    const k = openCursor(c.text);
    checkFragment(c, k);
    finish(k);
  }],
  ['selectList', (c): void => {
    const k = openCursor(c.text);
    if (k.text[0] !== '(') refuseAt(0, '"("');
    selectList(c, k);
    finish(k);
  }],
]);
