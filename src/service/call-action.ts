/**
 * Calls an action on one entity for another API shape, which has no URL of ours for it.
 * In: the names of set and action, a key, parameters in our names. Out: nothing; what the entity is then
 * is read by the shape. Rights, locks, transaction and audit are those of every call (see `operate`).
 */
import type { Caller } from '../identity/index.ts';
import { maySeeSecrets } from '../identity/index.ts';
import { printJson } from '../payload/index.ts';
import type { JsonObject, KeyTexts } from '../payload/index.ts';
import { buildActionCall } from '../query/index.ts';
import type { Deps } from './deps.ts';
import { operate } from './operate.ts';
import { PLAIN } from './read-shape.ts';

export type ActionCall = {
  readonly set: string;
  readonly key: KeyTexts;
  /** Qualified name; the action has one overload. */
  readonly action: string;
  readonly parameters: JsonObject;
  readonly requestId: string;
};

export async function callAction(deps: Deps, caller: Caller, { set: name, key, action: actionName, parameters, requestId }: ActionCall): Promise<void> {
  const { model, limits } = deps;
  const set = model.entitySets.get(name);
  const operation = model.operations.get(actionName)?.[0];
  if (set === undefined || operation === undefined) throw new Error(`the model has no ${actionName} on ${name}`);
  const request = buildActionCall({ model, limits, seesSecrets: maySeeSecrets(caller) }, set, operation);
  const body = Buffer.from(printJson(parameters));
  const action = { contentType: 'application/json', body: () => Promise.resolve(body), wantsNothing: true, ifMatch: undefined, ifNoneMatch: undefined, requestId };
  await operate(deps, caller, request, { target: '', baseUrl: '', shape: PLAIN, maxPageSize: undefined, action, key });
}
