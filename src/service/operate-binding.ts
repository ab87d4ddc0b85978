/**
 * What a call is called on: finds the rows' keys, locks the entity an action changes, checks its ETag.
 * In: the call's binding rows and an open transaction. Out: a `Binding` for the handler. An entity that
 * does not exist, or a collection of one that does not, is 404.
 */
import { fail } from '../base/index.ts';
import { shapeOf } from '../change/index.ts';
import type { Transaction } from '../db/index.ts';
import { typeName } from '../edm/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { planKeys } from '../plan/index.ts';
import type { PlanSettings } from '../plan/index.ts';
import type { OperationCall, RowSource } from '../query/index.ts';
import { compileRead, compileRootLock } from '../sql/index.ts';
import type { TenantText } from '../sql/index.ts';
import { fillStatement } from './fill.ts';
import type { Filling } from './fill.ts';
import type { Binding } from './operate-handlers.ts';
import { checkConditions } from './write-precondition.ts';
import type { Conditions } from './write-precondition.ts';

export type Resolving = {
  readonly tx: Transaction;
  readonly settings: PlanSettings;
  readonly filling: Filling;
  readonly tenant: TenantText;
  /** Given for actions: the entity is locked, and these are checked against its version. */
  readonly conditions: Conditions | undefined;
};

export async function resolveBinding(call: OperationCall, resolving: Resolving): Promise<Binding | undefined> {
  const { binding } = call;
  if (binding === undefined) return undefined;
  const { type } = binding.range;
  if (binding.cardinality === 'many') {
    // Below a parent the keys are read at once, for they tell whether it exists.
    const known = binding.origin.kind === 'navigation' ? await readKeys(binding, resolving) : undefined;
    return { kind: 'collection', type, keys: () => (known === undefined ? readKeys(binding, resolving) : Promise.resolve(known)) };
  }
  const [key] = await readKeys(binding, resolving);
  if (key === undefined) return missing(binding);
  if (resolving.conditions !== undefined) await lock(binding, key, { ...resolving, conditions: resolving.conditions });
  return { kind: 'entity', type, key };
}

const missing = (rows: RowSource): never => {
  const name = typeName(rows.range.type);
  return fail('MOD209', `There is no such ${name.slice(name.lastIndexOf('.') + 1)}.`, { target: rows.set?.name ?? name });
};

async function readKeys(rows: RowSource, { tx, settings, filling }: Resolving): Promise<readonly KeyTexts[]> {
  const template = compileRead(planKeys(settings, rows));
  const [result] = await tx.run([fillStatement({ template, literals: [] }, filling)]);
  const parts = rows.range.type.key.length;
  const found = result?.rows ?? [];
  if (found[0]?.[parts] === 'f') return missing(rows);
  return found.flatMap((row) => {
    const key = row.slice(0, parts);
    return key.every((text): text is string => text !== null) ? [key] : [];
  });
}

async function lock(rows: RowSource, key: KeyTexts, { tx, tenant, conditions }: Resolving & { readonly conditions: Conditions }): Promise<void> {
  if (rows.set?.capabilities.ifMatchRequired === true && conditions.ifMatch === undefined) {
    fail('PRE402', `Changes of ${rows.set.name} need an If-Match header with the entity's ETag.`, { target: 'If-Match' });
  }
  const shape = shapeOf(rows.range.type);
  const node = { shape, columns: new Set<string>(), children: [] };
  const [result] = await tx.run([compileRootLock(node, { shape, key, also: [], via: undefined }, tenant)]);
  const row = result?.rows[0];
  if (row === undefined) missing(rows);
  checkConditions(conditions, row?.[0] ?? null);
}
