/**
 * The first round trip of a write: locks the root, reads what the body concerns, makes keys for rows
 * to come. In: an `EntityInput`, where its root is, and an open transaction. Out: the before-image.
 * The statements differ with the shape of the body, never with the number of its items.
 */
import { randomUUID } from 'node:crypto';
import { countNewRows, planBeforeImage, readBeforeRow } from '../change/index.ts';
import type { Before, BeforeNode, BeforePlan, BeforeRow, LinkTargets, NewKeys } from '../change/index.ts';
import { shapeOf } from '../change/index.ts';
import type { Row, StatementResult, Transaction } from '../db/index.ts';
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { EntityInput, KeyTexts, Scalar } from '../payload/index.ts';
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

export async function readStored(tx: Transaction, input: EntityInput, place: Place): Promise<Stored> {
  const { roots, exists, targetValue, newKeys } = await readRoots(tx, [input], place);
  const [found] = roots;
  return { root: found?.root, version: found?.version ?? null, before: { root: found?.root, exists, targetValue }, newKeys };
}

export type StoredRoots = Required<Pick<Before, 'exists' | 'targetValue'>> & {
  readonly roots: readonly { readonly root: BeforeRow; readonly version: string | null }[];
  readonly newKeys: NewKeys;
};

/** The same for all rows that the path leads to; those that are gone by now are left out. */
export async function readRoots(tx: Transaction, inputs: readonly EntityInput[], { model, path, tenant }: Place): Promise<StoredRoots> {
  const [input, ...others] = inputs;
  if (input === undefined) throw new Error('a change without a body');
  const plan = planBeforeImage(model, input, others);
  const found: Found = { rows: [], children: [] };
  const known = new Map<string, ReadonlyMap<string, Scalar>>();
  const numbers = new Map<EntityType, string[]>();
  const questions = [
    ...(path === undefined ? [] : rootQuestions(plan, { path, tenant, found })),
    ...plan.targets.map((targets): Question => ({
      statement: compileTargets(targets, tenant),
      take: ({ rows }) => rows.forEach((row) => noteTarget(known, targets, row)),
    })),
    ...[...countNewRows(inputs)].map(([type, count]): Question => ({
      statement: compileNewKeys(shapeOf(type), count),
      take: ({ rows }) => numbers.set(type, rows.map(([number]) => number ?? '')),
    })),
  ];
  const results = questions.length === 0 ? [] : await tx.run(questions.map(({ statement }) => statement));
  questions.forEach(({ take }, index) => take(results[index] ?? { rows: [], affected: 0 }));
  return {
    roots: rootRows(plan.root, found, path?.keys !== undefined),
    exists: (type, key) => known.has(targetId(type, key)),
    targetValue: (type, key, column) => known.get(targetId(type, key))?.get(column) ?? null,
    newKeys: { next: (type) => takeNumber(numbers, type), guid: randomUUID },
  };
}

type Found = { rows: readonly Row[]; children: readonly Row[] };

function rootQuestions(plan: BeforePlan, { path, tenant, found }: { path: RootPath; tenant: TenantText; found: Found }): readonly Question[] {
  const lock: Question = { statement: compileRootLock(plan.root, path, tenant), take: ({ rows }) => void (found.rows = rows) };
  const children = compileChildren(plan.root, path, tenant);
  if (children === undefined) return [lock];
  return [lock, { statement: children, take: ({ rows }) => void (found.children = rows) }];
}

/** Children are told apart by their root's key where there are several roots. */
function rootRows(node: BeforeNode, { rows, children }: Found, isMany: boolean): StoredRoots['roots'] {
  const parsed = children.map(([text]) => JSON.parse(text ?? '{}') as Readonly<Record<string, Scalar>>);
  const keyOf = (values: Readonly<Record<string, Scalar>>): string => (isMany ? JSON.stringify(node.shape.key.map(({ name }) => values[name])) : '');
  const nested = new Map(parsed.map((record) => [keyOf(record), record]));
  return rows.map((row) => {
    const values = Object.fromEntries([...node.columns].map((name, index): [string, Scalar] => [name, row[index + 1] ?? null]));
    return { root: readBeforeRow(node, { ...nested.get(keyOf(values)), ...values }), version: row[0] ?? null };
  });
}

/** The target with the type that its row really has. */
export async function narrowTarget(tx: Transaction, target: WriteTarget, { model, tenant }: { model: EdmModel; tenant: TenantText }): Promise<WriteTarget> {
  const shape = shapeOf(target.type);
  const { discriminator } = shape.table;
  if (discriminator === undefined) return target;
  const node = { shape, columns: new Set([discriminator.column]), children: [] };
  const [found] = await tx.run([compileRootLock(node, toPath(target), tenant)]);
  return { ...target, type: typeOfValue(model, target.type, found?.rows[0]?.[1] ?? '') };
}

type Keys = { readonly keys: readonly KeyTexts[]; readonly model: EdmModel; readonly tenant: TenantText };

/** Rows of a hierarchy, locked, by the type that each really has. */
export async function narrowKeys(tx: Transaction, target: WriteTarget, { keys, model, tenant }: Keys): Promise<ReadonlyMap<EntityType, readonly KeyTexts[]>> {
  const { type } = target;
  const path = toPath({ ...target, key: undefined });
  const { shape } = path;
  const column = shape.table.discriminator?.column ?? '';
  const columns = new Set([...shape.key.map(({ name }) => name), column]);
  const [found] = await tx.run([compileRootLock({ shape, columns, children: [] }, { ...path, keys }, tenant)]);
  const byType = new Map<EntityType, KeyTexts[]>();
  for (const row of found?.rows ?? []) {
    const key = row.slice(1, 1 + shape.key.length).map((text) => text ?? '');
    const own = typeOfValue(model, type, row[[...columns].indexOf(column) + 1] ?? '');
    byType.set(own, [...(byType.get(own) ?? []), key]);
  }
  return byType;
}

/** The type that a value of the discriminator stands for. */
function typeOfValue(model: EdmModel, type: EntityType, value: string): EntityType {
  const name = [...(type.table.discriminator?.values ?? [])].find(([, text]) => text === value)?.[0];
  const found = name === undefined ? undefined : model.types.get(name);
  return found?.kind === 'entity' ? found : type;
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
