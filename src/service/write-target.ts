/**
 * Where a write goes: the row, or the collection, that a bound URL addresses.
 * In: a bound request. Out: keys and the way through parents, without expressions. URLs that narrow
 * rows by anything but keys address nothing that can be written.
 */
import { fail } from '../base/index.ts';
import { columnOfPath } from '../edm/index.ts';
import type { EntityType, Navigation, Property } from '../edm/index.ts';
import { shapeOf } from '../change/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { isRowSource, keyTextsOf } from '../query/index.ts';
import type { Expr, RowSource } from '../query/index.ts';
import type { RootPath } from '../sql/index.ts';

export type WriteTarget = {
  readonly type: EntityType;
  readonly key: KeyTexts | undefined;
  /** Values of an alternate key, where the URL is written with one. */
  readonly alternate?: readonly Equality[];
  readonly via: { readonly parent: WriteTarget; readonly navigation: Navigation } | undefined;
};
type Equality = { readonly path: readonly Property[]; readonly text: string };

export function writeTargetOf(rows: RowSource): WriteTarget {
  const base = { type: rows.range.type, via: viaOf(rows) };
  const equalities = rows.conditions.flatMap(readCondition);
  const key = keyTextsOf(rows);
  return key === undefined ? { ...base, key, alternate: equalities } : { ...base, key };
}

/** Keys are equalities with a value; a cast is part of the type. */
function readCondition(condition: Expr): readonly Equality[] {
  if (condition.kind === 'isof') return [];
  const isEquality = condition.kind === 'compare' && condition.op === 'eq' && condition.left.kind === 'property' && condition.right.kind === 'value';
  if (!isEquality || condition.left.kind !== 'property' || condition.right.kind !== 'value') {
    return fail('URL109', 'Only entities addressed by their keys can be changed.');
  }
  return [{ path: condition.left.path, text: condition.right.slot.text }];
}

/** Where each of the entities lies that a collection URL means: for what is contained, below its parent. */
export const eachTargetOf = (rows: RowSource): WriteTarget => ({ type: rows.range.type, key: undefined, via: rows.parent === undefined ? undefined : viaOf(rows) });

function viaOf({ origin }: RowSource): WriteTarget['via'] {
  if (origin.kind === 'set') return undefined;
  if (origin.kind === 'elements') return fail('URL109', 'The elements of a collection of values have no addresses; change the collection.');
  if (origin.kind !== 'navigation') return fail('URL109', 'What an operation returns cannot be changed through its URL.');
  if (!isRowSource(origin.from)) throw new Error('a URL cannot start inside an expression');
  return { parent: writeTargetOf(origin.from), navigation: origin.navigation };
}

/** The same as tables and columns, for the statement that locks the row. */
export function toPath({ type, key, alternate = [], via }: WriteTarget): RootPath {
  const shape = shapeOf(type);
  const also = alternate.map(({ path, text }) => {
    const column = shape.columns.get(columnOfPath(path) ?? '');
    if (column === undefined) throw new Error(`no column for a key of ${type.name}`);
    return { column, text };
  });
  return { shape, key, also, via: via && { parent: toPath(via.parent), link: via.navigation.link } };
}
