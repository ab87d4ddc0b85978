/**
 * The names that stand in for a model when the grammar is tested, and the facts a check finds.
 * In: per rule, the spellings it may have; a rule without a list takes any identifier.
 * Out: membership, and refusals with the offset where the invalid part begins.
 * That offset is the farthest place read: an unknown name is blamed at its end.
 */

import { fail } from '../../base/index.ts';
import type { AggregateSyntax, Span } from '../syntax.ts';

export type Names = ReadonlyMap<string, ReadonlySet<string>>;

export type Check = {
  /** The raw input; spans are offsets in it. */
  readonly text: string;
  readonly names: Names;
  /** `rule:text` of what was recognised. */
  readonly facts: Set<string>;
  /** Checks what stands in `aggregate(…)`; handed in, because it needs the check of expressions and is needed by it. */
  readonly aggregate: (c: Check, item: AggregateSyntax) => void;
};

export const readNames = (lists: Readonly<Record<string, readonly string[]>>): Names =>
  new Map(Object.entries(lists).map(([rule, names]) => [rule, new Set(names)]));

export const isOf = (c: Check, rule: string, name: string): boolean => c.names.get(rule)?.has(name) ?? true;

/** Only when the rule has a list: an unlisted rule says nothing about the name. */
export const isListed = (c: Check, rule: string, name: string): boolean => c.names.get(rule)?.has(name) ?? false;

export function refuseAt(at: number, expected: string): never {
  return fail('URL101', `Expected ${expected} at offset ${at}.`, { at });
}

export const textOf = (c: Check, span: Span): string => c.text.slice(span.at, span.end);

export function note(c: Check, rule: string, span: Span): void {
  c.facts.add(`${rule}:${textOf(c, span)}`);
}

export type QualifiedName = { readonly namespace: string; readonly name: string };

export function splitName(qualified: string): QualifiedName {
  const dot = qualified.lastIndexOf('.');
  return { namespace: dot < 0 ? '' : qualified.slice(0, dot), name: qualified.slice(dot + 1) };
}

export const isNamespace = (c: Check, namespace: string): boolean =>
  namespace === '' || namespace.split('.').every((part) => isOf(c, 'namespacePart', part));

/** Where reading stops when a possibly qualified name is not known: behind the first part that does not fit. */
export function nameReach(c: Check, qualified: string, at: number): number {
  if (qualified.startsWith('Edm.') && !isOf(c, 'namespacePart', 'Edm')) return at + 4 + longestPrimitive(qualified.slice(4));
  let reach = at;
  for (const part of qualified.split('.')) {
    const length = /^[A-Za-z_][\w%]*/.exec(part)?.[0].length ?? 0;
    reach += length;
    if (length < part.length || !isOf(c, 'namespacePart', part)) return reach;
    reach++;
  }
  return Math.min(reach, at + qualified.length);
}

const PATH_CHAR = /[A-Za-z0-9\-._~%!$&'()*+,;=:@]/;

/** End of the characters a key written as a segment could have. */
export function segmentReach(c: Check, from: number): number {
  let at = from;
  while (at < c.text.length && PATH_CHAR.test(c.text[at]!)) at++;
  return at;
}

/**
 * A segment behind a collection of entities may also be read as a key, which takes any character of
 * a path; so whatever is wrong inside such a segment, reading went to its end.
 */
export function keySegmentReach(c: Check, at: number, rule: string): number {
  let from = Math.min(at, c.text.length);
  while (from > 0 && PATH_CHAR.test(c.text[from - 1]!)) from--;
  if (c.text[from - 1] !== '/' || !c.names.has('keyPathLiteral')) return at;
  const option = /(\w+)=[^=]*$/.exec(c.text.slice(0, from))?.[1]?.toLowerCase();
  if (option === 'expand' || option === 'select') return at; // their paths have no keys
  const owner = /([A-Za-z_]\w*)(\([^()]*\))?$/.exec(c.text.slice(0, from - 1));
  if (owner === null) return at;
  const before = c.text.slice(0, owner.index);
  const isRoot = before.endsWith('$root/') || (/^(?:odata|resource)/i.test(rule) && /^(?:$|https?:[^?]*\/$)/.test(before));
  const isFilter = owner[1] === 'filter' && before.endsWith('/$');
  if (isFilter) return Math.max(at, segmentReach(c, from));
  const rules = owner[2] !== undefined ? ENTITY_COLLECTION_FUNCTIONS : isRoot ? ['entitySetName'] : ['entityColNavigationProperty'];
  return rules.some((rule) => isListed(c, rule, owner[1]!)) ? Math.max(at, segmentReach(c, from)) : at;
}

const ENTITY_COLLECTION_FUNCTIONS = ['entityColFunction', 'entityColFunctionImport'];

const PRIMITIVES = new Set([
  'Binary', 'Boolean', 'Byte', 'Date', 'DateTimeOffset', 'Decimal', 'Double', 'Duration', 'Guid', 'Int16', 'Int32', 'Int64', 'SByte',
  'Single', 'Stream', 'String', 'TimeOfDay',
]);
const SPATIAL = /^(?:Geography|Geometry)(?:Collection|LineString|MultiLineString|MultiPoint|MultiPolygon|Point|Polygon)?$/;

/** Length of the longest primitive type name at the beginning of a text. */
function longestPrimitive(text: string): number {
  for (let length = text.length; length > 0; length--) if (isPrimitiveType(`Edm.${text.slice(0, length)}`)) return length;
  return 0;
}

export const isPrimitiveType = (qualified: string): boolean =>
  qualified.startsWith('Edm.') && (PRIMITIVES.has(qualified.slice(4)) || SPATIAL.test(qualified.slice(4)));

const TYPE_RULES = ['entityTypeName', 'complexTypeName', 'typeDefinitionName', 'enumerationTypeName'];

/** A type name as `cast` and `isof` take it; `at` is where it stands. */
export function checkTypeName(c: Check, written: string, at: number, mustQualify = false): void {
  const inner = /^Collection\((.*)\)$/.exec(written)?.[1];
  const name = inner ?? written;
  const start = inner === undefined ? at : at + 'Collection('.length;
  if (isPrimitiveType(name)) return;
  const parts = splitName(name);
  const known = TYPE_RULES.some((rule) => isOf(c, rule, parts.name)) && isNamespace(c, parts.namespace);
  if (!known || (mustQualify && parts.namespace === '')) refuseAt(nameReach(c, name, start), 'a type name');
}
