/**
 * Applies a body to the rows in memory: items one after the other, in the order given.
 * In: an `EntityInput` and the before-image of the same shape. Out: row states with their net effect.
 * An item that names a row which is not among its parent's children is refused with the item's path.
 * It writes nothing, and knows no SQL.
 */
import { fail } from '../base/index.ts';
import type { EntityInput, KeyTexts, NavigationInput } from '../payload/index.ts';
import type { BeforeRow } from './before-rows.ts';
import { columnsOfParent, createRow, requireComplete } from './create-row.ts';
import { checkEtag } from './check-etag.ts';
import type { DiffContext } from './diff-context.ts';
import { checkReferences, missingReference } from './check-references.ts';
import { linkRow, refer } from './link-row.ts';
import { isReferenced, partWith, removeRow } from './remove-row.ts';
import type { Parted } from './remove-row.ts';
import { memberId, setValues, storedRow } from './row-state.ts';
import type { Member, Members, RowState } from './row-state.ts';
import { linkShapeOf, shapeOf } from './table-shape.ts';

export function applyEntity(context: DiffContext, row: RowState, { input, before }: { input: EntityInput; before: BeforeRow | undefined }): void {
  if (input.values.length > 0) row.path = input.path;
  setValues(row, input.values);
  checkReferences(context, row, input);
  for (const navigation of input.navigations) applyNavigation(context, row, { input: navigation, before });
}

type Standing = Parted & { readonly members: Members };

function applyNavigation(context: DiffContext, parent: RowState, { input, before }: { input: NavigationInput; before: BeforeRow | undefined }): void {
  const members = membersOf(context, parent, { input, before });
  const standing: Standing = { navigation: input.navigation, parent, path: input.path, members };
  const kept = new Set<RowState>();
  for (const item of input.items) {
    const row = applyItem(context, item, standing);
    if (row !== undefined) kept.add(row);
  }
  if (input.mode === 'named') return;
  for (const member of members.values()) {
    if (!kept.has(member.row) && !member.row.removed) partWith(context, member, standing);
  }
}

/** The children of the before-image, as row states; rows removed by earlier items are no members any more. */
function membersOf(context: DiffContext, parent: RowState, { input, before }: { input: NavigationInput; before: BeforeRow | undefined }): Members {
  const { navigation, target, path } = input;
  const shape = shapeOf(target);
  const members: Members = new Map();
  for (const child of before?.children.get(navigation.name) ?? []) {
    const placed = { depth: parent.depth + 1, referenced: isReferenced(navigation), isLink: false, path };
    const row = storedRow(context.rows, shape, { values: child.values, placed });
    for (const [column, value] of columnsOfParent({ navigation, parent, path })) row.bound.set(column, value);
    members.set(memberId(row.key), { row, before: child, link: storedLink(context, parent, { input, child }) });
  }
  return members;
}

function storedLink(context: DiffContext, parent: RowState, { input, child }: { input: NavigationInput; child: BeforeRow }): RowState | undefined {
  const { type } = parent.shape;
  if (input.navigation.link.kind !== 'linkTable' || type === undefined) return undefined;
  const shape = linkShapeOf(context.model, input.navigation, type);
  const placed = { depth: parent.depth + 2, referenced: false, isLink: true, path: input.path };
  return storedRow(context.rows, shape, { values: child.link, placed });
}

/** The row the item is about, when it remains. */
function applyItem(context: DiffContext, item: EntityInput, standing: Standing): RowState | undefined {
  switch (item.action) {
    case 'create':
      return applyNew(context, item, standing);
    case 'upsert':
    case 'merge':
      return applyUpsert(context, item, standing);
    case 'update':
      return applyUpdate(context, item, { standing, member: memberFor(item, standing) });
    case 'destroy':
      partWith(context, checkedMember(item, standing), { ...standing, path: item.path });
      return undefined;
    case 'unlink':
      unlink(context, item, standing);
      return undefined;
    case 'remove':
      remove(context, item, standing);
      return undefined;
    case 'mention':
      return checkedMember(item, standing).row;
    case 'link':
      checkLinked(context, item, standing);
      partWithOther(context, item, standing);
      return linkRow(context, item, { ...standing, path: item.path, member: standing.members.get(memberId(item.key ?? [])) });
  }
}

function unlink(context: DiffContext, item: EntityInput, standing: Standing): void {
  const { navigation } = standing;
  if (navigation.owned) fail('PRE404', `${navigation.name}: what belongs to its parent cannot be unlinked; delete it instead.`, { target: navigation.name });
  partWith(context, checkedMember(item, standing), { ...standing, path: item.path });
}

/** The relation ends and the entity goes with it, although it does not belong to the parent. */
function remove(context: DiffContext, item: EntityInput, standing: Standing): void {
  const member = checkedMember(item, standing);
  if (member.link !== undefined) member.link.removed = true;
  standing.parent.touched = true;
  removeRow(context, member.row, { before: member.before, path: item.path });
}

/** A single-valued navigation whose target holds the reference: the former target lets go of it. */
function partWithOther(context: DiffContext, item: EntityInput, standing: Standing): void {
  const { navigation } = standing;
  const current = currentMember(standing);
  if (current === undefined || navigation.link.kind !== 'foreignKey' || navigation.link.holder === 'source') return;
  if (memberId(current.row.key) !== memberId(item.key ?? [])) partWith(context, current, { ...standing, path: item.path });
}

function applyUpsert(context: DiffContext, item: EntityInput, standing: Standing): RowState {
  const member = item.key === undefined ? currentMember(standing) : standing.members.get(memberId(item.key));
  if (member !== undefined && !member.row.removed) return applyUpdate(context, item, { standing, member });
  if (item.key !== undefined && !standing.navigation.owned && context.exists(item.type, item.key)) return applyLinked(context, item, standing);
  // The service makes these keys: one that no child has can only belong to somebody else.
  const isKeyMade = item.type.key.every((part) => part.path.at(-1)?.computed === true);
  if (item.key !== undefined && standing.navigation.owned && standing.parent.stored && isKeyMade) memberFor(item, standing);
  return applyNew(context, item, standing);
}

/** An entity that exists without being related: it is related, then changed. */
function applyLinked(context: DiffContext, item: EntityInput, standing: Standing): RowState {
  checkLinked(context, item, standing);
  const row = linkRow(context, item, { ...standing, path: item.path, member: undefined });
  if (row === undefined) throw new Error('a link to an existing row has no row');
  applyEntity(context, row, { input: item, before: undefined });
  return row;
}

function applyNew(context: DiffContext, item: EntityInput, standing: Standing): RowState {
  const { parent, navigation, members } = standing;
  checkEtag(item, undefined);
  const row = createRow(context, item, { ...standing, path: item.path });
  parent.touched = true;
  if (navigation.link.kind === 'foreignKey') refer(parent, row, { navigation, path: item.path });
  const link = navigation.link.kind === 'linkTable' ? linkRow(context, { ...item, key: row.key }, { ...standing, path: item.path, member: undefined, isNew: true }) : undefined;
  applyEntity(context, row, { input: { ...item, values: [] }, before: undefined });
  requireComplete(row, item);
  members.set(memberId(row.key), { row, before: undefined, link });
  return row;
}

function applyUpdate(context: DiffContext, item: EntityInput, { standing, member }: { standing: Standing; member: Member }): RowState {
  const { row, before, link } = member;
  refuseOtherParent(item, standing);
  checkMember(item, member);
  applyEntity(context, row, { input: item, before });
  if (link !== undefined && item.linkValues.length > 0) {
    setValues(link, item.linkValues);
    link.path = item.path;
    standing.parent.touched = true;
  }
  return row;
}

/** An update may repeat the foreign key to its parent, never change it. */
function refuseOtherParent(item: EntityInput, standing: Standing): void {
  const inherited = columnsOfParent(standing);
  for (const { property, column, value, path } of item.values) {
    const parent = inherited.get(column);
    if (parent === undefined || property?.immutable === true || value === parent) continue;
    fail('BOD304', `${path} is ${value}, but the row belongs to ${parent}: a row cannot be given to another parent here.`, { target: path });
  }
}

function checkMember(item: EntityInput, { row, before }: Member): void {
  const { versionColumn } = row.shape.table;
  checkEtag(item, before === undefined ? undefined : (before.values.get(versionColumn ?? '') ?? null));
}

function checkedMember(item: EntityInput, standing: Standing): Member {
  const member = memberFor(item, standing);
  checkMember(item, member);
  return member;
}

/** A row that is to be linked, or is a member already; one that is not there is refused elsewhere. */
function checkLinked({ exists, targetValue }: DiffContext, item: EntityInput, { members }: Standing): void {
  if (item.etag === undefined || item.key === undefined) return;
  const member = members.get(memberId(item.key));
  if (member !== undefined) return checkMember(item, member);
  if (exists(item.type, item.key)) checkEtag(item, targetValue(item.type, item.key, item.type.table.versionColumn ?? ''));
}

function memberFor(item: EntityInput, standing: Standing): Member {
  const member = item.key === undefined ? currentMember(standing) : standing.members.get(memberId(item.key));
  if (member !== undefined && !member.row.removed && member.link?.removed !== true) return member;
  const { navigation, parent } = standing;
  const owner = `${parent.shape.type?.name ?? 'the parent'} ${parent.stored ? describeKey(parent.key) : 'that is being created'}`;
  if (item.byReference === true) return missingReference(item, item.key);
  if (item.key === undefined) return fail('BOD305', `${item.path}: ${owner} has no ${navigation.name} at present.`, { target: item.path });
  return fail('BOD305', `${item.path} names ${item.type.name} ${describeKey(item.key)}, which is not among ${navigation.name} of ${owner}.`, {
    target: item.path,
  });
}

/** The current child of a single-valued navigation. */
function currentMember({ navigation, members }: Standing): Member | undefined {
  if (navigation.collection) return undefined;
  return [...members.values()].find(({ row }) => !row.removed);
}

const describeKey = (key: KeyTexts): string => key.join(', ');
