/**
 * Which stored rows a body concerns, before anything is decided: a tree shaped like the body.
 * In: an `EntityInput`. Out: a plan that names tables, columns and keys, for the SQL printer to read.
 * It asks for exactly the children the body names, the holders of unique flags, and, below rows that
 * are to go, everything they own. It sees no rows.
 */
import { entityTypeOf } from '../edm/index.ts';
import type { EdmModel, EntityType, Link, Navigation, UniqueFlag } from '../edm/index.ts';
import { columnOf } from '../payload/index.ts';
import type { EntityInput, KeyTexts, NavigationInput } from '../payload/index.ts';
import { ownersOf, referencesOf, reversed } from './owners.ts';
import type { Ownership } from './owners.ts';
import { requiredColumns } from './link-rules.ts';
import { linkShapeOf, shapeOf } from './table-shape.ts';
import type { TableShape } from './table-shape.ts';

export type BeforeNode = { readonly shape: TableShape; readonly columns: ReadonlySet<string>; readonly children: readonly BeforeChild[] };

export type BeforeChild = {
  readonly navigation: string;
  readonly link: Link;
  readonly node: BeforeNode;
  /** all: every child. Otherwise the children with these keys, and the holders of the flags. */
  readonly keys: 'all' | readonly KeyTexts[];
  readonly flags: readonly { readonly column: string; readonly value: string }[];
  /** Items carry ETags: the rows must not change between this look at them and the change. */
  readonly locked: boolean;
  readonly linked: { readonly shape: TableShape; readonly columns: ReadonlySet<string>; readonly flags: BeforeChild['flags'] } | undefined;
};

/** Rows outside the tree that the body wants to link: it is enough to know that they exist. */
export type LinkTargets = {
  readonly type: EntityType;
  readonly shape: TableShape;
  readonly keys: readonly KeyTexts[];
  /** Columns that tell whether they may be linked. */
  readonly columns: readonly string[];
  readonly locked: boolean;
};
export type BeforePlan = { readonly root: BeforeNode; readonly targets: readonly LinkTargets[] };

type Wanted = { readonly keys: KeyTexts[]; readonly columns: Set<string>; locked: boolean };
type Gathering = { readonly model: EdmModel; readonly targets: Map<EntityType, Wanted> };
type Draft = { readonly shape: TableShape; readonly columns: Set<string>; readonly children: Map<string, ChildDraft> };
type ChildDraft = {
  readonly navigation: Navigation;
  readonly owner: EntityType;
  readonly node: Draft;
  keys: 'all' | KeyTexts[];
  locked: boolean;
  readonly linkColumns: Set<string>;
};

/** Several inputs are bodies for roots of one type. */
export function planBeforeImage(model: EdmModel, input: EntityInput, others: readonly EntityInput[] = []): BeforePlan {
  const gathering: Gathering = { model, targets: new Map() };
  const root = makeDraft(model, input.type);
  for (const one of [input, ...others]) gatherEntity(gathering, root, one);
  for (const { link } of ownersOf(model, input.type)) if (link.holder === 'target') for (const { target } of link.pairs) root.columns.add(target);
  const owners = input.action === 'destroy' ? ownersOf(model, input.type).flatMap((ownership) => ownerChild(model, ownership)) : [];
  const planned = finish(model, root);
  return {
    root: { ...planned, children: [...planned.children, ...owners] },
    targets: [...gathering.targets].map(([type, { keys, columns, locked }]) => ({ type, shape: shapeOf(type), keys, columns: [...columns], locked })),
  };
}

/** Rows that hold a reference to the row that goes: they let go of it. */
function ownerChild(model: EdmModel, { owner, link, alias }: Ownership): readonly BeforeChild[] {
  if (link.holder !== 'source') return [];
  const node = finish(model, makeDraft(model, owner));
  const columns = new Set([...node.columns, ...link.pairs.map(({ source }) => source)]);
  return [{ navigation: alias, link: reversed(link), node: { ...node, columns }, keys: 'all', flags: [], locked: false, linked: undefined }];
}

function makeDraft(model: EdmModel, type: EntityType): Draft {
  const shape = shapeOf(type);
  const columns = new Set([...shape.key, ...shape.identity].map(({ name }) => name));
  for (const { property, scope } of flagsOf(model, type)) {
    for (const name of [property, ...scope]) addPropertyColumn(columns, type, name);
  }
  const guid = guidColumn(model, type);
  if (guid !== undefined) columns.add(guid);
  return { shape, columns, children: new Map() };
}

function addPropertyColumn(columns: Set<string>, type: EntityType, name: string): void {
  const property = type.properties.get(name);
  const column = property === undefined ? undefined : columnOf(property);
  if (column !== undefined) columns.add(column);
}

export const flagsOf = (model: EdmModel, type: EntityType | undefined): readonly UniqueFlag[] =>
  (type === undefined ? undefined : model.rules.uniqueFlags?.get(type.name)) ?? [];

/** The column of a server-made identifier beside the key, where the set declares one as alternate key. */
export function guidColumn(model: EdmModel, type: EntityType): string | undefined {
  for (const set of model.entitySets.values()) {
    if (set.type !== type) continue;
    for (const [part, ...others] of set.alternateKeys) {
      const property = others.length === 0 ? part?.path.at(-1) : undefined;
      const isGuid = property?.computed === true && property.type.kind === 'primitive' && property.type.name === 'Edm.Guid';
      if (isGuid) return columnOf(property);
    }
  }
  return undefined;
}

function gatherEntity(gathering: Gathering, draft: Draft, input: EntityInput): void {
  if (input.action === 'destroy' || input.action === 'remove') {
    gatherRestricting(gathering.model, draft, input.type);
    gatherOwned(gathering.model, draft, [input.type]);
  }
  if (input.etag !== undefined) for (const column of versionColumns(input.type)) draft.columns.add(column);
  for (const { column } of input.values) if (draft.shape.columns.get(column)?.isStream !== true) draft.columns.add(column);
  for (const { type, key } of referencesOf(gathering.model, input)) addTarget(gathering, type, key);
  for (const navigation of input.navigations) gatherNavigation(gathering, draft, { input: navigation, owner: input.type });
}

function gatherNavigation(gathering: Gathering, draft: Draft, { input, owner }: { input: NavigationInput; owner: EntityType }): void {
  const { navigation, target, items, mode } = input;
  if (navigation.collection && items.length === 0 && mode === 'named') return;
  const child = childOf(gathering.model, draft, { navigation, target, owner });
  for (const column of requiredColumns(gathering.model, owner, navigation)) draft.columns.add(column);
  if (!navigation.collection || mode === 'exact') child.keys = 'all';
  if (mode !== 'named' && navigation.owned) gatherOwned(gathering.model, child.node, [target]);
  for (const item of items) {
    if (item.key !== undefined && child.keys !== 'all') child.keys.push(item.key);
    const mayLink = item.action === 'link' || (item.action === 'merge' && !navigation.owned);
    if (item.etag !== undefined) child.locked = true;
    if (mayLink && item.key !== undefined) addTarget(gathering, item.type, item.key, item.etag !== undefined);
    for (const { column } of item.linkValues) child.linkColumns.add(column);
    if (item.action !== 'destroy' || navigation.owned) gatherEntity(gathering, child.node, item);
  }
}

function addTarget({ model, targets }: Gathering, type: EntityType, key: KeyTexts, hasEtag = false): void {
  const wanted = targets.get(type) ?? { keys: [], columns: new Set(requiredColumns(model, type)), locked: false };
  wanted.keys.push(key);
  if (hasEtag) for (const column of versionColumns(type)) wanted.columns.add(column);
  if (hasEtag) wanted.locked = true;
  targets.set(type, wanted);
}

const versionColumns = ({ table }: EntityType): readonly string[] => (table.versionColumn === undefined ? [] : [table.versionColumn]);

type Leading = { readonly navigation: Navigation; readonly target: EntityType; readonly owner: EntityType };

function childOf(model: EdmModel, draft: Draft, { navigation, target, owner }: Leading): ChildDraft {
  const known = draft.children.get(navigation.name);
  if (known !== undefined) return known;
  const child: ChildDraft = { navigation, owner, node: makeDraft(model, target), keys: [], locked: false, linkColumns: new Set() };
  draft.children.set(navigation.name, child);
  const { link } = navigation;
  if (link.kind === 'foreignKey') {
    for (const pair of link.pairs) {
      draft.columns.add(pair.source);
      child.node.columns.add(pair.target);
    }
  }
  return child;
}

/** Related rows that forbid to delete a row. */
function gatherRestricting(model: EdmModel, draft: Draft, type: EntityType): void {
  for (const name of restrictingOf(model, type)) {
    const navigation = type.navigations.get(name);
    if (navigation !== undefined) childOf(model, draft, { navigation, target: entityTypeOf(model, navigation), owner: type }).keys = 'all';
  }
}

export const restrictingOf = (model: EdmModel, type: EntityType): readonly string[] => model.rules.restrictDelete?.get(type.name) ?? [];

/** Rows that stay behind when the row they refer to goes. */
export const letsGo = ({ letsGo: declared, link }: Navigation): boolean => declared === true && link.kind === 'foreignKey' && link.holder === 'target';

/** Everything a row owns goes with it; rows that are only marked as deleted keep what they own. */
function gatherOwned(model: EdmModel, draft: Draft, trail: readonly EntityType[]): void {
  const type = trail.at(-1);
  if (type === undefined || type.table.deletedColumn !== undefined) return;
  for (const navigation of type.navigations.values()) {
    const target = model.types.get(navigation.target);
    if (!(navigation.owned || letsGo(navigation)) || target?.kind !== 'entity' || trail.includes(target)) continue;
    const child = childOf(model, draft, { navigation, target, owner: type });
    child.keys = 'all';
    if (navigation.owned) gatherOwned(model, child.node, [...trail, target]);
  }
}

function finish(model: EdmModel, draft: Draft): BeforeNode {
  const children = [...draft.children.values()].map((child) => finishChild(model, child));
  return { shape: draft.shape, columns: draft.columns, children };
}

function finishChild(model: EdmModel, { navigation, owner, node, keys, locked, linkColumns }: ChildDraft): BeforeChild {
  const isLinked = navigation.link.kind === 'linkTable';
  const shape = isLinked ? linkShapeOf(model, navigation, owner) : undefined;
  const linkFlags = shape === undefined ? [] : flagColumns(model, shape.type);
  for (const { column } of linkFlags) linkColumns.add(column);
  return {
    navigation: navigation.name,
    link: navigation.link,
    node: finish(model, node),
    keys,
    locked,
    flags: isLinked ? [] : flagColumns(model, node.shape.type),
    linked: shape && { shape, columns: new Set([...shape.key.map(({ name }) => name), ...linkColumns]), flags: linkFlags },
  };
}

function flagColumns(model: EdmModel, type: EntityType | undefined): BeforeChild['flags'] {
  return flagsOf(model, type).flatMap(({ property, value }) => {
    const declared = type?.properties.get(property);
    const column = declared === undefined ? undefined : columnOf(declared);
    return column === undefined ? [] : [{ column, value }];
  });
}
