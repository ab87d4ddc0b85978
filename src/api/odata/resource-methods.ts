/**
 * Which methods each kind of resource takes: one table, from which the Allow header of a 405 comes too.
 * In: a bound URL. Out: its kind, and what may be done with it after the set's capabilities are applied.
 * It performs nothing.
 */
import { fail } from '../../base/index.ts';
import type { EntitySet, EntityType, Singleton } from '../../edm/index.ts';
import type { ReadRequest, TypedRequest } from '../../query/index.ts';

export type ResourceKind =
  | 'service' | 'metadata' | 'batch' | 'all' | 'function' | 'action' | 'collection' | 'entity' | 'singleton' | 'single navigation'
  | 'count' | 'set references' | 'references' | 'member reference' | 'reference' | 'property' | 'collection property' | 'value'
  | 'media' | 'stream property' | 'each' | 'read-only property';

type Row = { readonly title: string; readonly methods: readonly string[] };
const READ = ['GET', 'HEAD'] as const;

const ROWS: Readonly<Record<ResourceKind, Row>> = {
  service: { title: 'the service document', methods: READ },
  metadata: { title: 'the metadata', methods: READ },
  batch: { title: '$batch', methods: ['POST'] },
  all: { title: '$all', methods: READ },
  function: { title: 'a function', methods: READ },
  action: { title: 'an action', methods: ['POST'] },
  collection: { title: 'a collection of entities', methods: [...READ, 'POST', 'PATCH'] },
  entity: { title: 'an entity', methods: [...READ, 'PATCH', 'PUT', 'DELETE'] },
  singleton: { title: 'a singleton', methods: [...READ, 'PATCH', 'PUT'] },
  'single navigation': { title: 'a related entity', methods: [...READ, 'PATCH', 'PUT', 'DELETE'] },
  count: { title: 'a count', methods: READ },
  'set references': { title: 'references to entities of a set', methods: READ },
  references: { title: 'a collection of references', methods: [...READ, 'POST', 'PUT', 'DELETE'] },
  'member reference': { title: 'a reference in a collection', methods: [...READ, 'DELETE'] },
  reference: { title: 'a reference', methods: [...READ, 'PUT', 'DELETE'] },
  property: { title: 'a property', methods: [...READ, 'PUT', 'PATCH', 'DELETE'] },
  'collection property': { title: 'a collection of values', methods: [...READ, 'POST', 'PUT', 'DELETE'] },
  'read-only property': { title: 'a read-only property', methods: READ },
  value: { title: 'a raw value', methods: [...READ, 'PUT', 'DELETE'] },
  media: { title: 'a media stream', methods: [...READ, 'PUT'] },
  'stream property': { title: 'a stream property', methods: [...READ, 'PUT', 'DELETE'] },
  each: { title: 'each entity of a collection', methods: ['PATCH', 'DELETE'] },
};

/** The kind of a bound URL; `isEach` says that it ended in `/$each`. */
export function kindOf(bound: TypedRequest, isEach: boolean): ResourceKind {
  if (bound.kind === 'operation') return bound.operation.kind;
  if (bound.kind !== 'read') return bound.kind;
  if (isEach) return 'each';
  const { rows, target } = bound;
  switch (target.kind) {
    case 'collection': case 'count': return target.kind;
    case 'references': return rows.origin.kind === 'navigation' ? 'references' : 'set references';
    case 'entity': return entityKind(bound);
    case 'reference': return rows.keyed && rows.origin.kind === 'navigation' ? 'member reference' : rows.origin.kind === 'set' ? 'set references' : 'reference';
    case 'media': return target.property === undefined ? 'media' : 'stream property';
    case 'property': return propertyKind(target, rows.range.type);
  }
}

function entityKind({ rows }: ReadRequest): ResourceKind {
  if (rows.origin.kind === 'navigation') return rows.keyed ? 'entity' : 'single navigation';
  return rows.set?.kind === 'singleton' ? 'singleton' : 'entity';
}

function propertyKind({ path, raw }: Extract<ReadRequest['target'], { kind: 'property' }>, { key }: EntityType): ResourceKind {
  const isKey = key.some((part) => part.path[0] === path[0]);
  if (isKey || path.some(({ computed, storage }) => computed || storage.kind === 'link')) return 'read-only property';
  if (raw) return 'value';
  return path.at(-1)?.collection === true ? 'collection property' : 'property';
}

/** The methods the resource takes; capabilities of the set narrow them. */
export function methodsOf(kind: ResourceKind, set: EntitySet | Singleton | undefined): readonly string[] {
  const { methods } = ROWS[kind];
  if (set === undefined) return methods;
  const { insertable, updatable, deletable, deltaUpdatable } = set.capabilities;
  const isWhole = ['entity', 'single navigation', 'each'].includes(kind);
  const isKept = (method: string): boolean => {
    if (method === 'POST') return kind === 'collection' ? insertable : kind === 'action' || updatable;
    if (method === 'PATCH' && kind === 'collection') return updatable && deltaUpdatable;
    if (method === 'PUT' || method === 'PATCH') return updatable;
    return method !== 'DELETE' || (isWhole ? deletable : updatable);
  };
  return methods.filter(isKept);
}

export function checkMethod(method: string, kind: ResourceKind, set: EntitySet | Singleton | undefined): void {
  const allowed = methodsOf(kind, set);
  if (allowed.includes(method)) return;
  const isOfModel = ROWS[kind].methods.includes(method);
  const name = set === undefined ? ROWS[kind].title : `${ROWS[kind].title} in ${set.name}`;
  fail(isOfModel ? 'MOD208' : 'URL112', `${method.slice(0, 20)} is not allowed on ${name}.`, { headers: { Allow: allowed.join(', ') } });
}
