/**
 * Relates rows: a row of a link table, or a foreign key on whichever side holds it.
 * In: an item that links, or a row just created. Out: changed row states.
 * What is linked must exist for the caller; a row that is linked already stays so.
 */
import { fail } from '../base/index.ts';
import type { Navigation } from '../edm/index.ts';
import type { EntityInput, KeyTexts } from '../payload/index.ts';
import { missingReference } from './check-references.ts';
import type { DiffContext } from './diff-context.ts';
import type { Parted } from './remove-row.ts';
import { currentValue, newRow, rowId, setReference, setValues, storedRow } from './row-state.ts';
import type { Member, RowState } from './row-state.ts';
import { linkShapeOf, shapeOf } from './table-shape.ts';

type Linking = Parted & { readonly member: Member | undefined; readonly isNew?: boolean };

export function linkRow(context: DiffContext, item: EntityInput, linking: Linking): RowState | undefined {
  const { navigation, parent, path, member, isNew } = linking;
  const key = item.key ?? [];
  if (isNew !== true && member === undefined && !context.exists(item.type, key)) {
    if (item.byReference === true) missingReference(item, key);
    fail('BOD305', `${path} names ${item.type.name} ${key.join(', ')}, which does not exist.`, { target: path });
  }
  if (navigation.link.kind === 'linkTable') return linkThrough(context, item, { ...linking, key });
  const target = targetRow(context, item, { key, parent, path });
  refer(parent, target, { navigation, path });
  parent.touched = true;
  return target;
}

function targetRow(context: DiffContext, item: EntityInput, { key, parent, path }: { key: KeyTexts; parent: RowState; path: string }): RowState {
  const shape = shapeOf(item.type);
  const known = context.rows.get(rowId(shape, key));
  if (known !== undefined) return known;
  const values = new Map(shape.key.map((column, index) => [column.name, key[index] ?? null]));
  return storedRow(context.rows, shape, { values, placed: { depth: parent.depth + 1, referenced: false, isLink: false, path } });
}

/** Sets the foreign key between the two, where the navigation has one. */
export function refer(parent: RowState, child: RowState, { navigation, path }: { navigation: Navigation; path: string }): void {
  const { link } = navigation;
  if (link.kind !== 'foreignKey') return;
  for (const pair of link.pairs) {
    if (link.holder === 'source') setReference(parent, pair.source, { value: currentValue(child, pair.target) ?? null, path });
    else if (child.stored) setReference(child, pair.target, { value: currentValue(parent, pair.source) ?? null, path });
  }
  if (link.holder === 'target' && child.stored && !parent.stored) child.follows = true;
}

function linkThrough(context: DiffContext, item: EntityInput, linking: Linking & { readonly key: KeyTexts }): RowState | undefined {
  const { navigation, parent, member, key } = linking;
  if (member?.link !== undefined && !member.link.removed) {
    if (item.linkValues.length > 0) parent.touched = true;
    setValues(member.link, item.linkValues);
    return member.row;
  }
  const link = newLink(context, item, linking);
  setValues(link, item.linkValues);
  parent.touched = true;
  return targetRow(context, item, { key, parent, path: navigation.name });
}

function newLink(context: DiffContext, item: EntityInput, { navigation, parent, path, key }: Linking & { readonly key: KeyTexts }): RowState {
  const { type } = parent.shape;
  if (type === undefined) throw new Error('a link row cannot be the parent of another');
  const shape = linkShapeOf(context.model, navigation, type);
  const columns = linkColumns(navigation, { parent, shape: shapeOf(item.type), key });
  const linkKey = shape.key.map(({ name }) => columns.get(name) ?? '');
  return newRow(context.rows, shape, { key: linkKey, placed: { depth: parent.depth + 2, referenced: false, isLink: true, path } });
}

type Ends = { readonly parent: RowState; readonly shape: ReturnType<typeof shapeOf>; readonly key: KeyTexts };

function linkColumns({ link }: Navigation, { parent, shape, key }: Ends): ReadonlyMap<string, string> {
  const columns = new Map<string, string>();
  if (link.kind !== 'linkTable') return columns;
  for (const pair of link.source) columns.set(pair.source, currentValue(parent, pair.target) ?? '');
  for (const pair of link.target) columns.set(pair.source, key[shape.key.findIndex(({ name }) => name === pair.target)] ?? '');
  return columns;
}
