/**
 * Runs a job inside an open transaction: one trip reads and locks, one trip writes, audits and reads back.
 * In: a job and what stands around it. Out: what was written. Rules live in `payload` and `change`.
 */
import { fail } from '../base/index.ts';
import { diff } from '../change/index.ts';
import type { ChangeSet } from '../change/index.ts';
import type { StatementResult, Transaction } from '../db/index.ts';
import type { Caller } from '../identity/index.ts';
import { expandTreeOf, typeOfTable } from '../payload/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { compileAudit, compileStep } from '../sql/index.ts';
import type { Statement, TenantText } from '../sql/index.ts';
import type { Written } from './write-answer.ts';
import type { Stored } from './write-before.ts';
import { refuseDuplicates } from './write-duplicates.ts';
import { withTarget } from './write-failure.ts';
import type { Job } from './write-job.ts';
import type { WriteDeps, WriteRequest } from './write-request.ts';

export type Running = {
  readonly deps: WriteDeps;
  readonly caller: Caller;
  readonly request: WriteRequest;
  readonly tenant: TenantText;
  /** Whether the answer needs the entity, or its ETag, as it is afterwards. */
  readonly wantsEntity: boolean;
};

export async function runJob(tx: Transaction, job: Job, { stored, running }: { stored: Stored; running: Running }): Promise<Written> {
  const changes = diff(running.deps.model, job.input, { ...stored, asOne: running.request.asOne === true });
  const { subject } = job;
  const key = changes.made.get(subject) ?? (subject === job.input ? changes.rootKey : (subject.key ?? []));
  const [readBack] = await runChanges(tx, changes, { running, reading: readingOf(job, key, running) });
  return { key, version: subject === job.input ? nextVersion(stored, changes) : undefined, readBack, isNew: changes.made.has(subject) };
}

function nextVersion({ root, version }: Stored, { rootTouched }: ChangeSet): string | undefined {
  if (root === undefined || version === null) return undefined;
  return rootTouched ? String(BigInt(version) + 1n) : version;
}

function readingOf({ subject }: Job, key: KeyTexts, { deps, request, wantsEntity }: Running): readonly Statement[] {
  if (!wantsEntity) return [];
  if (request.part?.kind === 'property') return deps.readPart === undefined ? [] : [deps.readPart()];
  return [deps.readBack({ type: subject.type, key, expand: expandTreeOf(subject) })];
}

type Concerned = { readonly running: Running; readonly reading: readonly Statement[] };

/** The second round trip; returns what the statements of `reading` read. */
export async function runChanges(tx: Transaction, changes: ChangeSet, { running, reading }: Concerned): Promise<readonly StatementResult[]> {
  const { tenant, deps } = running;
  const statements = [...changes.steps.map((step) => compileStep(step, tenant)), ...auditStatements(changes, running), ...reading];
  if (statements.length === 0) return [];
  const results = await tx.run(statements).catch((error: unknown) => {
    throw withTarget(error, changes.steps);
  });
  changes.steps.forEach((step, index) => {
    if (results[index]?.affected === step.rows.length) return;
    const path = step.rows.length === 1 ? (step.rows[0]?.path ?? '') : '';
    fail('PRE405', 'Rows that this request changes were changed or removed by another request; nothing was applied.', path === '' ? {} : { target: path });
  });
  await refuseDuplicates(tx, changes.steps, { model: deps.model, rules: deps.duplicates ?? [], tenant });
  return results.slice(results.length - reading.length);
}

function auditStatements({ audit }: ChangeSet, { deps, caller, request, tenant }: Running): readonly Statement[] {
  const table = deps.model.rules.auditTable;
  if (table === undefined || audit.length === 0) return [];
  const tenantColumn = typeOfTable(deps.model, table)?.table.tenantColumn;
  return [compileAudit(audit, { table, tenantColumn, actor: caller.actor, requestId: request.requestId }, tenant)];
}
