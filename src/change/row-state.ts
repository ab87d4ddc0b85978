/**
 * Rows as they stand while items are applied, one after the other, in memory.
 * In: stored rows of the before-image and new ones. Out: the net effect per row.
 * A row is one object however many paths of the body lead to it, so that the last word counts.
 */
import { fail } from '../base/index.ts';
import { appended } from '../payload/index.ts';
import type { KeyTexts, Scalar, ValueInput } from '../payload/index.ts';
import { keyOfRow } from './before-rows.ts';
import type { BeforeRow } from './before-rows.ts';
import type { TableShape } from './table-shape.ts';

export type RowState = {
  readonly shape: TableShape;
  key: KeyTexts;
  readonly stored: boolean;
  removed: boolean;
  /** Its version grows, even when none of its own columns changed. */
  touched: boolean;
  readonly before: Map<string, Scalar>;
  readonly changes: Map<string, { readonly value: Scalar; readonly path: string }>;
  /** Path of the item that spoke of it last. */
  path: string;
  readonly depth: number;
  /** The parent holds the reference: such rows are stored before it and removed after it. */
  referenced: boolean;
  /** It refers to a row that is new: such rows are changed after that one is stored. */
  follows: boolean;
  readonly isLink: boolean;
  /** Foreign keys that tie it to the parent it was reached through: they never change. */
  readonly bound: Map<string, Scalar>;
};

export type Rows = Map<string, RowState>;

/** `texts`: one for each column of the shape's identity, which is the key of rows that are not contained. */
export const rowId = ({ table, identity }: TableShape, texts: readonly Scalar[]): string => `${table.name} ${identity.map(({ name }) => name).join()} ${JSON.stringify(texts)}`;

export const identityOf = (shape: TableShape, key: KeyTexts, valueOf: (column: string) => Scalar | undefined): readonly Scalar[] =>
  shape.identity.map((column) => key[shape.key.indexOf(column)] ?? valueOf(column.name) ?? null);

type Placed = { readonly depth: number; readonly referenced: boolean; readonly isLink: boolean; readonly path: string };

/** The state of a stored row; the same object whenever the same row is met again. */
export function storedRow(rows: Rows, shape: TableShape, { values, placed }: { values: ReadonlyMap<string, Scalar>; placed: Placed }): RowState {
  const key = keyOfRow(shape.key, values);
  const id = rowId(shape, identityOf(shape, key, (column) => values.get(column)));
  const known = rows.get(id);
  if (known !== undefined) {
    for (const [column, value] of values) if (!known.before.has(column)) known.before.set(column, value);
    return known;
  }
  const row: RowState = { shape, key, stored: true, removed: false, touched: false, follows: false, before: new Map(values), changes: new Map(), bound: new Map(), ...placed };
  rows.set(id, row);
  return row;
}

type New = { readonly key: KeyTexts; readonly placed: Placed; /** Columns that the parent gives. */ readonly given?: ReadonlyMap<string, Scalar> };

export function newRow(rows: Rows, shape: TableShape, { key, placed, given }: New): RowState {
  const row: RowState = { shape, key, stored: false, removed: false, touched: true, follows: false, before: new Map(), changes: new Map(), bound: new Map(), ...placed };
  rows.set(rowId(shape, identityOf(shape, key, (column) => given?.get(column))), row);
  return row;
}

export function setValue(row: RowState, column: string, { value, path }: { value: Scalar; path: string }): void {
  row.changes.set(column, { value, path });
  row.touched = true;
}

/**
 * A foreign key that an item of the body moves. Rows keep the parent they were reached through, and
 * what the model calls immutable; anything else would hand a row from one owner to another.
 */
export function setReference(row: RowState, column: string, { value, path }: { value: Scalar; path: string }): void {
  const property = row.shape.columns.get(column)?.property;
  const isFixed = row.bound.has(column) || (row.stored && property?.immutable === true);
  if (!isFixed) {
    setValue(row, column, { value, path });
    return;
  }
  const kept = row.bound.get(column) ?? row.before.get(column) ?? null;
  if (kept === value) return;
  fail('BOD304', `${path}: ${property?.name ?? column} is ${kept ?? 'null'} and stays so; a row cannot be given to another parent.`, { target: path });
}

export function setValues(row: RowState, values: readonly ValueInput[]): void {
  const keys = new Set(row.shape.key.map(({ name }) => name));
  for (const { property, column, value, path, appends } of values) {
    if (row.stored && (property?.immutable === true || keys.has(column))) continue;
    setValue(row, column, { value: appends === true && value !== null ? appended(currentValue(row, column) ?? null, value) : value, path });
  }
}

/** The value of a column as things stand: changed, part of the key, or stored. */
export function currentValue(row: RowState, column: string): Scalar | undefined {
  const change = row.changes.get(column);
  if (change !== undefined) return change.value;
  const index = row.shape.key.findIndex(({ name }) => name === column);
  return index >= 0 ? row.key[index] : row.before.get(column);
}

/** Members of one navigation, by key. */
export type Member = { readonly row: RowState; readonly before: BeforeRow | undefined; readonly link: RowState | undefined };
export type Members = Map<string, Member>;
export const memberId = (key: KeyTexts): string => JSON.stringify(key);
