/**
 * What a function or action does: code registered beside the model, by the signature of the overload.
 * In: the model and a map of handlers. Out: the handler of an operation; a model that declares an
 * operation nobody handles does not start. The engine knows when a handler runs, never what it does.
 */
import type { AuditEntry } from '../change/index.ts';
import type { Transaction } from '../db/index.ts';
import type { EdmModel, EntityType, Operation } from '../edm/index.ts';
import type { Caller } from '../identity/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { parametersOf } from '../query/index.ts';
import type { Argument } from '../query/index.ts';
import type { Store } from './store.ts';
import type { TenantText } from '../sql/index.ts';

/** What an operation is called on. The keys of a collection are read only when they are asked for. */
export type Binding =
  | { readonly kind: 'entity'; readonly type: EntityType; readonly key: KeyTexts }
  | { readonly kind: 'collection'; readonly type: EntityType; readonly keys: () => Promise<readonly KeyTexts[]> };

export type OperationContext = {
  /** One transaction spans the lock on the binding entity, the handler, and the reading of its answer. */
  readonly tx: Transaction;
  /** The same transaction, in the model's own names. */
  readonly store: Store;
  readonly caller: Caller;
  readonly tenant: TenantText;
  readonly model: EdmModel;
  readonly operation: Operation;
  readonly binding: Binding | undefined;
  /** By parameter name; optional parameters that were not given are absent. */
  readonly arguments: ReadonlyMap<string, Argument>;
};

/** A value as its type's canonical text, or as JavaScript holds it exactly. */
export type ResultValue = string | number | bigint | boolean | null | readonly ResultValue[] | { readonly [name: string]: ResultValue };

/** Entities are answered by their keys, in order, and read by the engine. `audit`: what the audit trail is told. */
export type OperationResult =
  | { readonly kind: 'keys'; readonly keys: readonly KeyTexts[]; readonly audit?: readonly AuditEntry[] }
  | { readonly kind: 'value'; readonly value: ResultValue; readonly audit?: readonly AuditEntry[] }
  | { readonly kind: 'nothing'; readonly audit?: readonly AuditEntry[] };

/**
 * A handler that changes a row makes its version grow in the same statement. One that is exclusive runs
 * while no other request does, and brings its own transaction.
 */
export type OperationHandler =
  | ((context: OperationContext) => Promise<OperationResult>)
  | { readonly exclusive: (context: Omit<OperationContext, 'tx' | 'store'>) => Promise<OperationResult> };

/** By signature: `Ns.Function(a,b)`, `Ns.Function(Ns.Type;a)`, `Ns.Action(Collection(Ns.Type);)`; names in alphabetical order. */
export type OperationHandlers = ReadonlyMap<string, OperationHandler>;

export function signatureOf(operation: Operation): string {
  const [first] = operation.bound ? operation.parameters : [];
  const binding = first === undefined ? '' : first.collection ? `Collection(${first.type.name});` : `${first.type.name};`;
  return `${operation.name}(${binding}${parametersOf(operation).map(({ name }) => name).toSorted().join(',')})`;
}

/** Refuses, at composition, a model and handlers that do not fit each other. */
export function checkHandlers(model: EdmModel, handlers: OperationHandlers): void {
  const declared = new Map([...model.operations.values()].flat().map((operation) => [signatureOf(operation), operation]));
  const missing = [...declared.keys()].filter((signature) => !handlers.has(signature));
  const unknown = [...handlers.keys()].filter((signature) => !declared.has(signature));
  const bound = [...handlers].flatMap(([signature, handler]) => (typeof handler === 'object' && declared.get(signature)?.bound === true ? [signature] : []));
  const problems = [
    ...(missing.length === 0 ? [] : [`no handler for ${missing.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`handlers for operations it does not declare: ${unknown.join(', ')}`]),
    ...(bound.length === 0 ? [] : [`exclusive handlers of bound operations: ${bound.join(', ')}`]),
  ];
  if (problems.length > 0) throw new Error(`The model ${model.name} has ${problems.join('; ')}.`);
}

export function handlerOf(handlers: OperationHandlers | undefined, operation: Operation): OperationHandler {
  const handler = handlers?.get(signatureOf(operation));
  if (handler === undefined) throw new Error(`no handler for ${signatureOf(operation)}`);
  return handler;
}

/** The text of a single value; undefined for a parameter that was not given, or is null. */
export function textArgument({ arguments: given }: Pick<OperationContext, 'arguments'>, name: string): string | undefined {
  const argument = given.get(name);
  return argument?.kind === 'value' && argument.text !== null ? argument.text : undefined;
}
