/**
 * Takes rows away: owned rows with all they own, links, and references.
 * In: a row, its before-image, and the navigation that led to it. Out: changed row states.
 * Rows that are only marked as deleted keep what they own. Nothing is deleted here; steps come later.
 */
import { fail } from '../base/index.ts';
import type { EntityType, Navigation } from '../edm/index.ts';
import { letsGo, restrictingOf } from './before-image.ts';
import type { BeforeRow } from './before-rows.ts';
import type { DiffContext } from './diff-context.ts';
import { setReference, storedRow } from './row-state.ts';
import type { Member, RowState } from './row-state.ts';
import { propertyAt, shapeOf } from './table-shape.ts';

export type Parted = { readonly navigation: Navigation; readonly parent: RowState; readonly path: string };

/** Removes an owned child, unlinks any other; either way the parent's version grows. */
export function partWith(context: DiffContext, member: Member, parted: Parted): void {
  const { navigation, parent, path } = parted;
  parent.touched = true;
  if (navigation.owned) {
    if (navigation.link.kind === 'foreignKey' && navigation.link.holder === 'source') clearReference(parent, parted);
    removeRow(context, member.row, { before: member.before, path });
    return;
  }
  if (navigation.link.kind === 'linkTable') {
    if (member.link === undefined) return;
    member.link.removed = true;
    member.link.path = path;
    return;
  }
  if (navigation.link.holder === 'source') return clearReference(parent, parted);
  for (const { target } of navigation.link.pairs) member.row.bound.delete(target);
  clearReference(member.row, parted);
}

export function clearReference(holder: RowState, { navigation, path }: Parted): void {
  if (navigation.link.kind !== 'foreignKey') return;
  for (const pair of navigation.link.pairs) {
    const column = navigation.link.holder === 'source' ? pair.source : pair.target;
    if (propertyAt(holder.shape, column)?.nullable === false) {
      fail('PRE404', `${path} cannot be unlinked: ${navigation.name} is required.`, { target: path });
    }
    setReference(holder, column, { value: null, path });
  }
}

export function removeRow(context: DiffContext, row: RowState, { before, path }: { before: BeforeRow | undefined; path: string }): void {
  if (row.removed) return;
  row.removed = true;
  row.path = path;
  const { type } = row.shape;
  if (type !== undefined && before !== undefined) refuseRestricted(context, type, { before, path });
  if (type === undefined || before === undefined || row.shape.table.deletedColumn !== undefined) return;
  for (const [name, children] of before.children) {
    const navigation = type.navigations.get(name);
    const target = navigation === undefined ? undefined : context.model.types.get(navigation.target);
    if (navigation === undefined || target?.kind !== 'entity') continue;
    if (letsGo(navigation)) children.forEach((child) => letGo(context, row, { navigation, target, child, path }));
    if (!navigation.owned) continue;
    for (const child of children) removeRow(context, ownedRow(context, row, { navigation, target, child, path }), { before: child, path });
  }
}

/** The row stays without its reference; what it referred to goes last. */
function letGo(context: DiffContext, owner: RowState, owned: Owned): void {
  owner.referenced = true;
  clearReference(ownedRow(context, owner, owned), { navigation: owned.navigation, parent: owner, path: owned.path });
}

/** The model may forbid to delete what is still related to something. */
function refuseRestricted({ model }: DiffContext, type: EntityType, { before, path }: { before: BeforeRow; path: string }): void {
  for (const name of restrictingOf(model, type)) {
    const count = before.children.get(name)?.length ?? 0;
    if (count > 0) fail('PRE404', `A ${type.name} cannot be deleted while it has ${name}; this one has ${count}.`, { target: path === '' ? name : path });
  }
}

type Owned = { readonly navigation: Navigation; readonly target: EntityType; readonly child: BeforeRow; readonly path: string };

const ownedRow = (context: DiffContext, owner: RowState, { navigation, target, child, path }: Owned): RowState =>
  storedRow(context.rows, shapeOf(target), {
    values: child.values,
    placed: { depth: owner.depth + 1, referenced: isReferenced(navigation), isLink: false, path },
  });

export const isReferenced = ({ link }: Navigation): boolean => link.kind === 'foreignKey' && link.holder === 'source';
