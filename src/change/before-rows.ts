/**
 * The before-image as data: the rows that a `BeforePlan` asked for.
 * In: the JSON that the printed plan returns, all values as text or null. Out: rows with their children.
 * Columns stand under their names, the link row's under `~name`, children under `>index`.
 */
import type { KeyTexts, Scalar } from '../payload/index.ts';
import type { BeforeNode } from './before-image.ts';

export type BeforeRow = {
  readonly values: ReadonlyMap<string, Scalar>;
  readonly link: ReadonlyMap<string, Scalar>;
  /** By navigation name. */
  readonly children: ReadonlyMap<string, readonly BeforeRow[]>;
};

export const LINK_PREFIX = '~';
export const childAlias = (index: number): string => `>${index}`;

/** `json` is what our own statement printed, so its shape is known by construction. */
export function readBeforeRow(node: BeforeNode, json: unknown): BeforeRow {
  const record = json as Readonly<Record<string, unknown>>;
  const values = new Map<string, Scalar>();
  const link = new Map<string, Scalar>();
  for (const [name, value] of Object.entries(record)) {
    if (name.startsWith('>')) continue;
    if (name.startsWith(LINK_PREFIX)) link.set(name.slice(1), value as Scalar);
    else values.set(name, value as Scalar);
  }
  const children = node.children.map(({ navigation, node: child }, index): [string, readonly BeforeRow[]] => {
    const rows = (record[childAlias(index)] ?? []) as readonly unknown[];
    return [navigation, rows.map((row) => readBeforeRow(child, row))];
  });
  return { values, link, children: new Map(children) };
}

export const keyOfRow = (key: readonly { readonly name: string }[], values: ReadonlyMap<string, Scalar>): KeyTexts =>
  key.map(({ name }) => values.get(name) ?? '');
