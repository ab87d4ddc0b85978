/**
 * Net effect to steps: sets of rows per table, in an order no constraint can object to.
 * In: row states. Out: steps. The order: owned rows go (leaf first), rows that others will refer to
 * come (leaf first), flags are given up, the rest is updated, other new rows come (root first), stored rows
 * that refer to one of them are updated, rows that nobody refers to any more go.
 * The number of steps depends on the tables touched, never on the number of rows.
 */
import type { EdmModel } from '../edm/index.ts';
import type { KeyTexts, Scalar } from '../payload/index.ts';
import { givesUpFlag } from './check-flags.ts';
import type { ChangeStep, InsertRow, UpdateRow } from './change-set.ts';
import { identityOf } from './row-state.ts';
import type { RowState, Rows } from './row-state.ts';
import { columnOfShape, propertyAt } from './table-shape.ts';
import type { Column } from './table-shape.ts';

const LEAF_FIRST = -1;
const ROOT_FIRST = 1;

export function orderSteps(model: EdmModel, rows: Rows): readonly ChangeStep[] {
  const all = [...rows.values()];
  const gone = all.filter((row) => row.stored && row.removed);
  const fresh = all.filter((row) => !row.stored && !row.removed);
  const changed = all.filter((row) => row.stored && !row.removed && row.touched);
  const [followers, leaders] = split(changed, ({ follows }) => follows);
  const [demoted, updated] = split(leaders, (row) => givesUpFlag(model, row));
  const [goneLast, goneFirst] = split(gone, (row) => row.referenced);
  const [freshFirst, freshLast] = split(fresh, (row) => row.referenced);
  return [
    ...grouped(goneFirst, LEAF_FIRST, deleteStep),
    ...grouped(freshFirst, LEAF_FIRST, insertStep),
    ...grouped(demoted, ROOT_FIRST, updateStep),
    ...grouped(updated, ROOT_FIRST, updateStep),
    ...grouped(freshLast, ROOT_FIRST, insertStep),
    ...grouped(followers, ROOT_FIRST, updateStep),
    ...grouped(goneLast, ROOT_FIRST, deleteStep),
  ];
}

function split(rows: readonly RowState[], test: (row: RowState) => boolean): readonly [RowState[], RowState[]] {
  return [rows.filter(test), rows.filter((row) => !test(row))];
}

/** One step per table and depth; rows keep the order in which the body spoke of them. */
function grouped(rows: readonly RowState[], direction: 1 | -1, toStep: (rows: readonly RowState[]) => ChangeStep): readonly ChangeStep[] {
  const groups = new Map<string, RowState[]>();
  for (const row of rows) {
    const id = `${row.depth} ${row.shape.table.name} ${row.shape.key.map(({ name }) => name).join()}`;
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  const sorted = [...groups.values()].toSorted(([a], [b]) => direction * ((a?.depth ?? 0) - (b?.depth ?? 0)));
  return sorted.map(toStep);
}

const first = (rows: readonly RowState[]): RowState => {
  const [row] = rows;
  if (row === undefined) throw new Error('a step without rows');
  return row;
};

/** As the row is stored, whatever has been changed of it. */
const identity = ({ shape, key, before, bound }: RowState): KeyTexts => identityOf(shape, key, (column) => before.get(column) ?? bound.get(column)).map((text) => text ?? '');

function deleteStep(rows: readonly RowState[]): ChangeStep {
  return { kind: 'delete', shape: first(rows).shape, rows: rows.map((row) => ({ key: identity(row), path: row.path })) };
}

function updateStep(rows: readonly RowState[]): ChangeStep {
  const { shape } = first(rows);
  const columns = changedColumns(rows);
  const toRow = (row: RowState): UpdateRow => {
    const { changes, before, path } = row;
    return { key: identity(row), path, values: columns.map(({ name }) => changes.get(name)?.value), before: columns.map(({ name }) => before.get(name)) };
  };
  return { kind: 'update', shape, columns, rows: rows.map(toRow) };
}

function insertStep(rows: readonly RowState[]): ChangeStep {
  const { shape } = first(rows);
  const keys = new Set(shape.key.map(({ name }) => name));
  const others = changedColumns(rows).filter(({ name }) => !keys.has(name));
  const toRow = (row: RowState): InsertRow => ({ path: row.path, values: [...row.key, ...others.map((column) => valueOrDefault(row, column))] });
  return { kind: 'insert', shape, columns: [...shape.key, ...others], rows: rows.map(toRow) };
}

function changedColumns(rows: readonly RowState[]): readonly Column[] {
  const names = new Set(rows.flatMap(({ changes }) => [...changes.keys()]));
  return [...names].map((name) => columnOfShape(first(rows).shape, name));
}

/** Rows of one statement share their columns; what a row does not set takes the model's default. */
function valueOrDefault({ changes, shape }: RowState, { name }: Column): Scalar {
  return changes.get(name)?.value ?? (changes.has(name) ? null : (propertyAt(shape, name)?.defaultValue ?? null));
}
