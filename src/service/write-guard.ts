/**
 * What forbids a write: the caller's role, the set's capabilities, preconditions, a row that is not there.
 * In: a request and the locked row. Out: nothing, or a fault before anything is written.
 */
import { fail } from '../base/index.ts';
import { checkEtag, shapeOf } from '../change/index.ts';
import type { EntitySet, Singleton } from '../edm/index.ts';
import { mayWrite } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import type { Stored } from './write-before.ts';
import type { Job } from './write-job.ts';
import { checkConditions } from './write-precondition.ts';
import type { WriteMethod, WriteRequest } from './write-request.ts';

/** Asked before anything else is looked at: who may not write learns nothing from how a body is refused. */
export function checkMayWrite(caller: Caller): void {
  if (!mayWrite(caller)) fail('AUT403', `The role ${caller.role} may read, but not change data.`);
}

export function authorise(caller: Caller, { method, set, target, part }: WriteRequest): void {
  checkMayWrite(caller);
  if (part !== undefined && (part.kind !== 'stream' || method !== 'POST')) {
    if (!set.capabilities.updatable) refuseMethod(method, set, ['GET', 'HEAD']);
    return;
  }
  const allowed = allowedMethods(set, method === 'POST' ? 'collection' : target.via === undefined && set.kind === 'singleton' ? 'singleton' : 'entity');
  if (!allowed.includes(method)) refuseMethod(method, set, allowed);
}

export function refuseMethod(method: WriteMethod, set: EntitySet | Singleton, allowed: readonly string[]): never {
  return fail('MOD208', `${method} is not allowed on ${set.name}.`, { target: set.name, headers: { Allow: allowed.join(', ') } });
}

/** What the set lets clients do with the resource, reading included. */
export function allowedMethods({ capabilities }: EntitySet | Singleton, kind: 'collection' | 'entity' | 'singleton'): readonly string[] {
  const { insertable, updatable, deletable, deltaUpdatable } = capabilities;
  if (kind === 'collection') return ['GET', 'HEAD', ...(insertable ? ['POST'] : []), ...(updatable && deltaUpdatable ? ['PATCH'] : [])];
  return ['GET', 'HEAD', ...(updatable ? ['PATCH', 'PUT'] : []), ...(deletable && kind === 'entity' ? ['DELETE'] : [])];
}

/** Conditions on the entity that the URL names, once its row is locked. */
export function checkStored(stored: Stored, request: WriteRequest, job: Job): void {
  const { ifMatch, ifNoneMatch, set, target } = request;
  if (set.capabilities.ifMatchRequired && ifMatch === undefined && job.etag === undefined) {
    fail('PRE402', `Changes in ${set.name} need an If-Match header with the entity's ETag.`, { target: 'If-Match' });
  }
  checkConditions({ ifMatch, ifNoneMatch }, stored.version);
  if (job.etag !== undefined) checkEtag({ ...job.input, etag: job.etag }, stored.version);
  if (request.part !== undefined) return;
  const actual = shapeOf(target.type).key.map(({ name }) => stored.root?.values.get(name) ?? '');
  const { key } = job.input;
  if (key?.some((text, index) => text !== actual[index]) === true) {
    fail('BOD304', `The body names the row ${key.join(', ')}, but the URL leads to ${actual.join(', ')}.`);
  }
}

/** There is no row, and none may be made. */
export function refuseMissing({ target, ifMatch }: Pick<WriteRequest, 'target' | 'ifMatch'>, hasClientKey: boolean): never {
  const name = target.key === undefined ? target.type.name : `${target.type.name} ${target.key.join(', ')}`;
  if (ifMatch !== undefined && hasClientKey) {
    return fail('PRE401', `If-Match is given, but ${name} does not exist; it was not created.`, { target: 'If-Match' });
  }
  return fail('MOD209', `${name} does not exist here.`);
}
