/**
 * The recipe of a write: who may, what the body asks, what is stored, what changes, what is answered.
 * In: a caller, a resolved target and the request's parts. Out: status, headers and body as data.
 * All statements run in one transaction: one trip reads and locks, one trip writes, audits and reads
 * back. Rules live in `payload` and `change`; here is only their order.
 */
import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import { diff, shapeOf } from '../change/index.ts';
import type { ChangeSet } from '../change/index.ts';
import type { Database, StatementResult, Transaction } from '../db/index.ts';
import type { EdmModel, EntitySet, EntityType, Singleton } from '../edm/index.ts';
import { mayWrite } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { checkContentType, decodeEntity, expandTreeOf, readJson, typeOfTable } from '../payload/index.ts';
import type { EntityInput, ExpandTree, KeyTexts } from '../payload/index.ts';
import { compileAudit, compileStep } from '../sql/index.ts';
import type { RootPath, Statement, TenantText } from '../sql/index.ts';
import { answerOf } from './write-answer.ts';
import type { Preference, Written, WriteResult } from './write-answer.ts';
import { readStored } from './write-before.ts';
import type { Stored } from './write-before.ts';
import { withTarget } from './write-failure.ts';
import { checkConditions } from './write-precondition.ts';
import { hashSecrets } from './write-secrets.ts';
import { toPath } from './write-target.ts';
import type { WriteTarget } from './write-target.ts';
import type { HashSecret } from './write-secrets.ts';

export type WriteMethod = 'PUT' | 'PATCH' | 'POST' | 'DELETE';

export type WriteRequest = {
  readonly method: WriteMethod;
  /** The set the entity belongs to: its capabilities apply. */
  readonly set: EntitySet | Singleton;
  readonly target: WriteTarget;
  readonly contentType: string | undefined;
  readonly body: () => Promise<Uint8Array>;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly prefer: Preference | undefined;
  /** The OData-Version header as sent. */
  readonly version: '4.0' | '4.01' | undefined;
  readonly requestId: string;
};

export type ReadBack = (entity: { readonly type: EntityType; readonly key: KeyTexts; readonly expand: ExpandTree }) => Statement;

export type WriteDeps = {
  readonly model: EdmModel;
  readonly database: Database;
  readonly limits: Limits;
  readonly hashSecret: HashSecret;
  /** Reads the entity as it is after the change; first column: the body, second: the ETag. */
  readonly readBack: ReadBack;
  /** Absolute URL of an entity by its key, for OData-EntityId and Location. */
  readonly entityUrl: (key: KeyTexts) => string;
};

export async function writeEntity(deps: WriteDeps, caller: Caller, request: WriteRequest): Promise<WriteResult> {
  authorise(caller, request);
  const input = await readInput(deps, request);
  const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
  const written = await deps.database.transaction({ tenant: caller.tenant }, async (tx): Promise<Written> => {
    const stored = await readStored(tx, input, { model: deps.model, path: pathOf(request), tenant });
    if (request.method !== 'POST') checkStored(stored, request, input);
    const changes = diff(deps.model, input, stored);
    const results = await runChanges(tx, changes, { deps, caller, request, tenant, expand: expandTreeOf(input) });
    return { key: changes.rootKey, version: nextVersion(stored, changes), readBack: results };
  });
  return answerOf(deps, request, written);
}

function authorise(caller: Caller, { method, set }: WriteRequest): void {
  if (!mayWrite(caller)) fail('AUT403', `The role ${caller.role} may read, but not change data.`);
  const { insertable, updatable, deletable } = set.capabilities;
  const isAllowed = method === 'POST' ? insertable : method === 'DELETE' ? deletable : updatable;
  if (isAllowed) return;
  const allowed = ['GET', 'HEAD', ...(insertable ? ['POST'] : []), ...(updatable ? ['PATCH', 'PUT'] : []), ...(deletable ? ['DELETE'] : [])];
  fail('MOD208', `${method} is not allowed on ${set.name}.`, { target: set.name, headers: { Allow: allowed.join(', ') } });
}

async function readInput({ model, limits, hashSecret }: WriteDeps, request: WriteRequest): Promise<EntityInput> {
  const { type, key } = request.target;
  const nothing = { values: [], navigations: [], linkValues: [] };
  if (request.method === 'DELETE') return { type, key, action: 'destroy', path: '', ...nothing };
  const { ieee754Compatible } = checkContentType(request.contentType);
  const body = readJson(await request.body(), limits.bodyDepth);
  const { method, version } = request;
  return hashSecrets(decodeEntity({ type, key }, body, { model, limits, method, version, ieee754Compatible }), hashSecret);
}

const pathOf = ({ method, target }: WriteRequest): RootPath | undefined => (method === 'POST' ? undefined : toPath(target));

function checkStored(stored: Stored, { ifMatch, ifNoneMatch, target }: WriteRequest, input: EntityInput): void {
  if (stored.root === undefined) {
    const name = target.key === undefined ? target.type.name : `${target.type.name} ${target.key.join(', ')}`;
    return fail('MOD209', `${name} does not exist here.`);
  }
  checkConditions({ ifMatch, ifNoneMatch }, stored.version);
  const { key } = shapeOf(target.type);
  const actual = key.map(({ name }) => stored.root?.values.get(name) ?? '');
  const isOther = input.key?.some((text, index) => text !== actual[index]) === true;
  if (isOther) fail('BOD304', `The body names the row ${input.key?.join(', ')}, but the URL leads to ${actual.join(', ')}.`);
}

function nextVersion({ root, version }: Stored, { rootTouched }: ChangeSet): string | undefined {
  if (root === undefined || version === null) return undefined;
  return rootTouched ? String(BigInt(version) + 1n) : version;
}

type Running = {
  readonly deps: WriteDeps;
  readonly caller: Caller;
  readonly request: WriteRequest;
  readonly tenant: TenantText;
  readonly expand: ExpandTree;
};

/** The second round trip; returns the row that was read back, when the answer carries the entity. */
async function runChanges(tx: Transaction, changes: ChangeSet, running: Running): Promise<StatementResult | undefined> {
  const { deps, request, tenant, expand } = running;
  const wantsBody = request.method !== 'DELETE' && wantsEntity(deps.model, request);
  const statements = [
    ...changes.steps.map((step) => compileStep(step, tenant)),
    ...auditStatements(changes, running),
    ...(wantsBody ? [deps.readBack({ type: request.target.type, key: changes.rootKey, expand })] : []),
  ];
  if (statements.length === 0) return undefined;
  const results = await tx.run(statements).catch((error: unknown) => {
    throw withTarget(error, changes.steps);
  });
  changes.steps.forEach((step, index) => {
    if (results[index]?.affected === step.rows.length) return;
    const path = step.rows.length === 1 ? (step.rows[0]?.path ?? '') : '';
    fail('PRE405', 'Rows that this request changes were changed or removed by another request; nothing was applied.', path === '' ? {} : { target: path });
  });
  return wantsBody ? results.at(-1) : undefined;
}

export function wantsEntity({ rules }: EdmModel, { method, prefer }: WriteRequest): boolean {
  if (prefer !== undefined) return prefer === 'representation';
  return method === 'POST' || (method === 'PUT' && rules.put === 'merge');
}

function auditStatements({ audit }: ChangeSet, { deps, caller, request, tenant }: Running): readonly Statement[] {
  const table = deps.model.rules.auditTable;
  if (table === undefined || audit.length === 0) return [];
  const tenantColumn = typeOfTable(deps.model, table)?.table.tenantColumn;
  return [compileAudit(audit, { table, tenantColumn, actor: caller.actor, requestId: request.requestId }, tenant)];
}
