/**
 * The first round trip of a write: locks the root, reads what the body concerns, makes keys for rows
 * to come. In: an `EntityInput`, where its root is, and an open transaction. Out: the before-image.
 * The statements differ with the shape of the body, never with the number of its items.
 */
import { randomUUID } from 'node:crypto';
import { countNewRows, planBeforeImage, readBeforeRow } from '../change/index.ts';
import type { Before, BeforeNode, BeforePlan, BeforeRow, LinkTargets, NewKeys } from '../change/index.ts';
import { shapeOf } from '../change/index.ts';
import type { StatementResult, Transaction } from '../db/index.ts';
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { EntityInput, Scalar } from '../payload/index.ts';
import { compileChildren, compileNewKeys, compileRootLock, compileTargets } from '../sql/index.ts';
import type { RootPath, Statement, TenantText } from '../sql/index.ts';
import { toPath } from './write-target.ts';
import type { WriteTarget } from './write-target.ts';

export type Stored = {
  /** Undefined: there is no such row, or the request creates one. */
  readonly root: BeforeRow | undefined;
  readonly version: string | null;
  readonly before: Before;
  readonly newKeys: NewKeys;
};

type Question = { readonly statement: Statement; readonly take: (result: StatementResult) => void };
type Place = { readonly model: EdmModel; readonly path: RootPath | undefined; readonly tenant: TenantText };

export async function readStored(tx: Transaction, input: EntityInput, { model, path, tenant }: Place): Promise<Stored> {
  const plan = planBeforeImage(model, input);
  const found = { row: undefined as readonly Scalar[] | undefined, children: '{}' };
  const known = new Map<string, ReadonlyMap<string, Scalar>>();
  const numbers = new Map<EntityType, string[]>();
  const questions = [
    ...(path === undefined ? [] : rootQuestions(plan, { path, tenant, found })),
    ...plan.targets.map((targets): Question => ({
      statement: compileTargets(targets, tenant),
      take: ({ rows }) => rows.forEach((row) => noteTarget(known, targets, row)),
    })),
    ...[...countNewRows(input)].map(([type, count]): Question => ({
      statement: compileNewKeys(shapeOf(type), count),
      take: ({ rows }) => numbers.set(type, rows.map(([number]) => number ?? '')),
    })),
  ];
  const results = questions.length === 0 ? [] : await tx.run(questions.map(({ statement }) => statement));
  questions.forEach(({ take }, index) => take(results[index] ?? { rows: [], affected: 0 }));
  const root = found.row === undefined ? undefined : rootRow(plan.root, found.row, found.children);
  return {
    root,
    version: found.row?.[0] ?? null,
    before: { root, exists: (type, key) => known.has(targetId(type, key)), targetValue: (type, key, column) => known.get(targetId(type, key))?.get(column) ?? null },
    newKeys: { next: (type) => takeNumber(numbers, type), guid: randomUUID },
  };
}

type Found = { row: readonly Scalar[] | undefined; children: string };

function rootQuestions(plan: BeforePlan, { path, tenant, found }: { path: RootPath; tenant: TenantText; found: Found }): readonly Question[] {
  const lock: Question = { statement: compileRootLock(plan.root, path, tenant), take: ({ rows }) => void (found.row = rows[0]) };
  const children = compileChildren(plan.root, path, tenant);
  if (children === undefined) return [lock];
  return [lock, { statement: children, take: ({ rows }) => void (found.children = rows[0]?.[0] ?? '{}') }];
}

function rootRow(node: BeforeNode, row: readonly Scalar[], children: string): BeforeRow {
  const values = [...node.columns].map((name, index): [string, Scalar] => [name, row[index + 1] ?? null]);
  const nested: object = JSON.parse(children);
  return readBeforeRow(node, { ...nested, ...Object.fromEntries(values) });
}

/** The target with the type that its row really has. */
export async function narrowTarget(tx: Transaction, target: WriteTarget, { model, tenant }: { model: EdmModel; tenant: TenantText }): Promise<WriteTarget> {
  const shape = shapeOf(target.type);
  const { discriminator } = shape.table;
  if (discriminator === undefined) return target;
  const node = { shape, columns: new Set([discriminator.column]), children: [] };
  const [found] = await tx.run([compileRootLock(node, toPath(target), tenant)]);
  const value = found?.rows[0]?.[1];
  const name = [...discriminator.values].find(([, text]) => text === value)?.[0];
  const type = name === undefined ? undefined : model.types.get(name);
  return type?.kind === 'entity' ? { ...target, type } : target;
}

function noteTarget(known: Map<string, ReadonlyMap<string, Scalar>>, { type, shape, columns }: LinkTargets, row: readonly Scalar[]): void {
  const parts = shape.key.length;
  const values = columns.map((column, index): [string, Scalar] => [column, row[parts + index] ?? null]);
  known.set(targetId(type, row.slice(0, parts).map((text) => text ?? '')), new Map(values));
}

const targetId = (type: EntityType, key: readonly string[]): string => `${type.name} ${JSON.stringify(key)}`;

function takeNumber(numbers: ReadonlyMap<EntityType, string[]>, type: EntityType): string {
  const number = numbers.get(type)?.shift();
  if (number === undefined) throw new Error(`no number was made for a new ${type.name}`);
  return number;
}
