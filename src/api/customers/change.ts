/**
 * What the customers API changes: create, give another external id, delete while pending, close.
 * In: a caller, the address of a customer, fields in our names. Out: the customer's text, or nothing.
 * A customer is read before it is changed; when somebody else changes it in between, all is done once more.
 */
import { RequestError, fail } from '../../base/index.ts';
import { hashPassword } from '../../identity/index.ts';
import type { Caller } from '../../identity/index.ts';
import { jsonObject, printJson } from '../../payload/index.ts';
import type { JsonValue } from '../../payload/index.ts';
import { callAction, readShape, shapeStatement, writeEntity } from '../../service/index.ts';
import type { Deps, WriteMethod } from '../../service/index.ts';
import type { Fields } from './to-core.ts';
import { ADDRESSING, FIRST_OFFICE, SYSTEM } from './wire.ts';
import type { Addressing } from './wire.ts';

export type Changing = { readonly deps: Deps; readonly caller: Caller; readonly requestId: string };
/** Which customer is meant. */
export type Address = { readonly by: Addressing; readonly value: string };
type State = { readonly id: number; readonly lifecycle: string; readonly firstName: string | null; readonly externalId: string | null };

export const notFound = (): never => fail('MOD209', 'The customer was not found.');

/** A customer of this API is active at once, belongs to the tenant's first office, and is called by its id. */
export async function createCustomer(changing: Changing, fields: Fields, today: string): Promise<string> {
  const externalId = fields.get('externalId') ?? null;
  const made = {
    externalSystem: SYSTEM, firstName: externalId, lastName: 'Customer', lifecycle: 'Active', status: 'Active', submittedDate: today, activationDate: today,
  };
  return write(changing, 'POST', { members: [...fields, ...Object.entries(made), ...(await firstOffice(changing))] });
}

async function firstOffice({ deps, caller }: Changing): Promise<readonly (readonly [string, JsonValue])[]> {
  const answer = await readShape(deps, caller, { read: FIRST_OFFICE, values: [] });
  const [office] = answer?.kind === 'collection' ? (JSON.parse(answer.body) as readonly { readonly officeId: number }[]) : [];
  return office === undefined ? [] : [['officeId', { number: String(office.officeId) }]];
}

/** A first name that is the external id follows it; the name of a person stays. */
export const renameCustomer = (changing: Changing, address: Address, fields: Fields): Promise<string> => onceMore(async () => {
  const { state, etag } = await readState(changing, address);
  const follows = state.firstName !== null && state.firstName === state.externalId;
  const named: readonly (readonly [string, JsonValue])[] = follows ? [['firstName', fields.get('externalId') ?? null]] : [];
  return write(changing, 'PUT', { id: state.id, etag, members: [...fields, ['externalSystem', SYSTEM], ...named] });
});

export const removeCustomer = (changing: Changing, address: Address): Promise<string> => onceMore(async () => {
  const { state, etag } = await readState(changing, address);
  if (state.lifecycle !== 'Pending') fail('PRE404', `The customer is ${state.lifecycle}; only a pending customer can be deleted.`);
  return write(changing, 'DELETE', { id: state.id, etag, members: [] });
});

export async function closeCustomer(changing: Changing, address: Address, fields: Fields): Promise<string> {
  const { deps, caller, requestId } = changing;
  const key = [String((await readState(changing, address)).state.id)];
  await callAction(deps, caller, { set: 'Customers', key, action: 'LoanService.Close', parameters: jsonObject(fields), requestId });
  return readCustomer(changing, { by: ADDRESSING.id, value: key[0] ?? '' });
}

export async function readCustomer({ deps, caller }: Changing, { by, value }: Address): Promise<string> {
  const answer = await readShape(deps, caller, { read: by.customer, values: [value], omitsNulls: true });
  return answer?.kind === 'entity' ? answer.body : notFound();
}

async function readState({ deps, caller }: Changing, { by, value }: Address): Promise<{ readonly state: State; readonly etag: string | undefined }> {
  const answer = await readShape(deps, caller, { read: by.state, values: [value] });
  return answer?.kind === 'entity' ? { state: JSON.parse(answer.body) as State, etag: answer.etag ?? undefined } : notFound();
}

type Written = { readonly id?: number; readonly etag?: string | undefined; readonly members: readonly (readonly [string, JsonValue])[] };

async function write({ deps, caller, requestId }: Changing, method: WriteMethod, { id, etag, members }: Written): Promise<string> {
  const set = deps.model.entitySets.get('Customers');
  if (set === undefined) throw new Error('the model has no Customers');
  const body = Buffer.from(printJson(jsonObject(members)));
  const readBack = ({ key }: { readonly key: readonly string[] }) => shapeStatement(deps, caller, { read: ADDRESSING.id.customer, values: key, omitsNulls: true }).statement;
  const written = await writeEntity({ ...deps, hashSecret: hashPassword, readBack, entityUrl: ([key = '']) => key }, caller, {
    method, set, target: { type: set.type, key: id === undefined ? undefined : [String(id)], via: undefined }, contentType: 'application/json', body: () => Promise.resolve(body),
    ifMatch: etag, ifNoneMatch: undefined, prefer: undefined, version: undefined, requestId,
  });
  return written.body ?? '';
}

async function onceMore(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestError && error.fault.code === 'PRE401') return work();
    throw error;
  }
}
