/**
 * Which rows come to hold other values in some columns. In: the steps of a change, a table, its columns.
 * Out: keys and paths of new rows, and of rows whose stored value differs; a value that is repeated is no news.
 */
import type { KeyTexts } from '../payload/index.ts';
import type { ChangeStep } from './change-set.ts';
import type { TableShape } from './table-shape.ts';

export type HoldingRow = { readonly key: KeyTexts; readonly path: string };

export function newlyHolding(steps: readonly ChangeStep[], { table, key }: TableShape, columns: ReadonlySet<string>): readonly HoldingRow[] {
  return steps.flatMap((step): readonly HoldingRow[] => {
    if (step.kind === 'delete' || step.shape.table.name !== table.name) return [];
    const places = step.columns.flatMap(({ name }, index) => (columns.has(name) ? [index] : []));
    if (step.kind === 'insert') {
      const holding = step.rows.filter(({ values }) => places.some((place) => (values[place] ?? null) !== null));
      return holding.map(({ values, path }) => ({ path, key: values.slice(0, key.length).map((text) => text ?? '') }));
    }
    const changed = step.rows.filter(({ values, before }) => places.some((place) => values[place] !== undefined && values[place] !== null && values[place] !== before[place]));
    return changed.map((row) => ({ key: row.key, path: row.path }));
  });
}
