/**
 * The recipe of a call: who may, with what arguments, on what, and what is answered.
 * In: a bound request whose path holds calls, and an action's body. Out: entities as an ordinary read
 * answers them, a value as JSON text, or nothing. One transaction spans all calls of a path and the
 * reading of what they answer. What an operation does is its handler's business.
 */
import { fail } from '../base/index.ts';
import type { Transaction } from '../db/index.ts';
import { mayWrite } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { checkArguments, decodeArguments, typeOfTable } from '../payload/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { planRead } from '../plan/index.ts';
import { callsOf, parametersOf } from '../query/index.ts';
import type { Argument, OperationCall, OperationRequest, ReadRequest } from '../query/index.ts';
import { compileAudit, compileRead } from '../sql/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';
import type { RowTexts } from './fill.ts';
import { resolveBinding } from './operate-binding.ts';
import { valueAt, valueTexts } from './operate-value.ts';
import { handlerOf } from './operate-handlers.ts';
import type { OperationContext, OperationResult, ResultValue } from './operate-handlers.ts';
import { storeOf } from './operate-store.ts';
import { answerOf, blameToken, cursorFor, settingsOf } from './read.ts';
import type { Read, ReadInput } from './read.ts';
import type { Conditions } from './write-precondition.ts';

export type ActionInput = Conditions & {
  readonly contentType: string | undefined;
  readonly body: () => Promise<Uint8Array>;
  readonly wantsNothing: boolean;
  readonly requestId: string;
};
export type OperateInput = ReadInput & {
  /** Undefined for functions. */
  readonly action: ActionInput | undefined;
  /** The key of the entity it is called on, where no URL holds it. */
  readonly key?: KeyTexts;
};

export type Operated =
  | { readonly kind: 'read'; readonly read: Read }
  | { readonly kind: 'value'; readonly value: ResultValue }
  | { readonly kind: 'nothing' };

type Running = { readonly deps: Deps; readonly caller: Caller; readonly input: OperateInput; readonly tenant: string | undefined };

export async function operate(deps: Deps, caller: Caller, request: ReadRequest | OperationRequest, input: OperateInput): Promise<Operated> {
  const calls = callsIn(request);
  const running: Running = { deps, caller, input, tenant: caller.tenant === undefined ? undefined : String(caller.tenant) };
  for (const call of calls) authorise(caller, call);
  const last = calls.at(-1);
  const action = last?.operation.kind === 'action' ? last : undefined;
  const body = action === undefined ? undefined : await actionArguments(running, action);
  const given = new Map(calls.map((call) => [call, call === action && body !== undefined ? body : functionArguments(running, call)]));
  const alone = action === undefined ? undefined : handlerOf(deps.operations, action.operation);
  if (action !== undefined && typeof alone === 'object') {
    const { operation } = action;
    const result = await alone.exclusive({ ...contextOf(running), operation, binding: undefined, arguments: given.get(action) ?? new Map() });
    return finish(running, request, { results: [rowsOf(result, request)], last: result, tx: undefined });
  }
  return deps.database.transaction({ tenant: caller.tenant }, (tx) => runCalls(tx, running, { request, calls, given }));
}

/** Whether the call must run while nothing else does. */
export const isExclusive = ({ operations }: Deps, request: ReadRequest | OperationRequest): boolean =>
  request.kind === 'operation' && request.operation.kind === 'action' && typeof handlerOf(operations, request.operation) === 'object';

const callsIn = (request: ReadRequest | OperationRequest): readonly OperationCall[] => {
  if (request.kind === 'read') return callsOf(request.rows);
  return [...(request.call.binding === undefined ? [] : callsOf(request.call.binding)), request.call];
};

const AVAILABLE = 'Org.OData.Core.V1.OperationAvailable';

function authorise(caller: Caller, { operation, operationImport }: OperationCall): void {
  if (operation.kind === 'action' && !mayWrite(caller)) fail('AUT403', `The role ${caller.role} may call functions, but not actions.`);
  const isOff = operation.annotations.get(AVAILABLE) === false || operationImport?.annotations.get(AVAILABLE) === false;
  if (isOff) fail('AUT403', `${operation.name} is not available; its metadata says so.`, { target: operationImport?.name ?? operation.name });
}

type Arguments = ReadonlyMap<string, Argument>;

async function actionArguments({ deps, input }: Running, { operation }: OperationCall): Promise<Arguments> {
  const { model, limits } = deps;
  const body = await input.action?.body();
  return decodeArguments(operation, { body, contentType: input.action?.contentType }, { parameters: parametersOf(operation), limits, lenient: model.rules.lenient });
}

function functionArguments({ deps }: Running, { operation, arguments: given }: OperationCall): Arguments {
  checkArguments(given, { parameters: parametersOf(operation), limits: deps.limits, lenient: deps.model.rules.lenient });
  return given;
}

const contextOf = ({ deps, caller, tenant }: Running): Pick<OperationContext, 'caller' | 'tenant' | 'model'> => ({ caller, tenant, model: deps.model });

type Called = { readonly request: ReadRequest | OperationRequest; readonly calls: readonly OperationCall[]; readonly given: ReadonlyMap<OperationCall, Arguments> };

async function runCalls(tx: Transaction, running: Running, { request, calls, given }: Called): Promise<Operated> {
  const { deps, caller, input, tenant } = running;
  const settings = settingsOf(deps, caller, input);
  const results: (readonly RowTexts[])[] = [];
  let last: OperationResult = { kind: 'nothing' };
  for (const call of calls) {
    const { operation } = call;
    const conditions = operation.kind === 'action' ? input.action : undefined;
    const binding = await resolveBinding(call, { tx, settings, filling: fillingOf(running, results), tenant, conditions });
    const handler = handlerOf(deps.operations, operation);
    if (typeof handler !== 'function') throw new Error(`${operation.name} runs alone; nothing can be called on what it answers`);
    const store = storeOf(deps, caller, tx, input.action?.requestId ?? '');
    last = await handler({ ...contextOf(running), tx, store, operation, binding, arguments: given.get(call) ?? new Map() });
    results.push(rowsOf(last, request));
    await audit(tx, running, last);
  }
  return finish(running, request, { results, last, tx });
}

const fillingOf = ({ caller, input }: Running, results: readonly (readonly RowTexts[])[]) =>
  ({ target: input.target, literals: [], tenant: caller.tenant, baseUrl: input.baseUrl, cursor: undefined, results, arguments: input.key ?? [] });

/** Each entity once, in the order of the answer; or the values that are read as rows. */
function rowsOf(result: OperationResult, request: Called['request']): readonly RowTexts[] {
  const read = request.kind === 'read' ? request.rows : undefined;
  if (result.kind === 'value' && read?.origin.kind === 'values') return valueTexts(result.value, read.origin.property?.name, [...read.range.type.properties.keys()]);
  if (result.kind !== 'keys') return [];
  return [...new Map(result.keys.map((key) => [JSON.stringify(key), key])).values()];
}

async function audit(tx: Transaction, { deps, caller, tenant, input }: Running, { audit: entries = [] }: OperationResult): Promise<void> {
  const table = deps.model.rules.auditTable;
  if (table === undefined || entries.length === 0) return;
  const tenantColumn = typeOfTable(deps.model, table)?.table.tenantColumn;
  await tx.run([compileAudit(entries, { table, tenantColumn, actor: caller.actor, requestId: input.action?.requestId ?? '' }, tenant)]);
}

type Finished = { readonly results: readonly (readonly RowTexts[])[]; readonly last: OperationResult; readonly tx: Transaction | undefined };

/** What is answered: the entities behind the keys, by the ordinary way of reading; or the value. */
async function finish(running: Running, request: ReadRequest | OperationRequest, { results, last, tx }: Finished): Promise<Operated> {
  const { deps, caller, input } = running;
  const read = request.kind === 'read' ? request : request.result;
  checkResult(request, last);
  if (input.action?.wantsNothing === true || last.kind === 'nothing') return { kind: 'nothing' };
  const isRead = read?.rows.origin.kind === 'values';
  if (last.kind === 'value' && !isRead) return valueAt(last.value, request.kind === 'operation' ? request.path : []);
  if (read === undefined) return { kind: 'nothing' };
  if (read.rows.origin.kind === 'result' && read.rows.cardinality !== 'many' && !read.rows.keyed && results.at(-1)?.length === 0) return { kind: 'nothing' };
  const cursor = cursorFor(read, undefined);
  // What an action answers cannot be asked for again, page by page.
  const settings = settingsOf(deps, caller, input);
  const plan = planRead(input.action === undefined ? settings : { ...settings, pageSize: Number.MAX_SAFE_INTEGER }, read, cursor);
  const statement = fillStatement({ template: compileRead(plan), literals: [] }, { ...fillingOf(running, results), cursor });
  const inTransaction = async (running: Transaction) => (await running.run([statement]))[0] ?? { rows: [], affected: 0 };
  const answered = tx === undefined ? deps.database.read({ tenant: caller.tenant }, statement, plan.mode) : inTransaction(tx);
  const { rows } = await answered.catch((error: unknown) => blameToken(error, cursor));
  return { kind: 'read', read: { request: read, answer: answerOf(read, rows) } };
}

/** A handler that answers something else than its operation declares is a bug of ours. */
function checkResult(request: ReadRequest | OperationRequest, { kind }: OperationResult): void {
  const operation = callsIn(request).at(-1)?.operation;
  const expected = operation?.returns === undefined ? 'nothing' : operation.returns.type.kind === 'entity' ? 'keys' : 'value';
  if (kind !== expected) throw new Error(`the handler of ${operation?.name ?? 'an operation'} answered ${kind} where ${expected} is declared`);
}
