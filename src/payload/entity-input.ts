/**
 * What the client sent, checked against the model: a tree of entities and what is to happen to each.
 * In: made by `decodeEntity`. Out: read by `change`, which compares it with the stored rows.
 * Values are canonical text already; keys are texts in the order of the type's key. It says nothing
 * about which rows exist, nor about tables beyond the column of each value.
 */
import type { EntityType, Navigation, Property } from '../edm/index.ts';

/** A value on its way to the database: canonical text, or null. */
export type Scalar = string | null;

/** The entity's key values, in the order of `EntityType.key`. */
export type KeyTexts = readonly string[];

export type ValueInput = {
  /** Undefined only for a column of a link table that no entity type describes. */
  readonly property: Property | undefined;
  readonly column: string;
  readonly value: Scalar;
  /** The elements come behind those that are there. */
  readonly appends?: boolean;
  /** JSON path in the body, for faults. */
  readonly path: string;
};

/**
 * create: a new row under the parent. update, destroy: the child with this key, or the current child
 * of a single-valued navigation when no key was given. upsert: the current child, or a new one.
 * link: relate the existing entity with this key. unlink: end the relation, keep the entity.
 * mention: a child that is only named; it must exist.
 * merge: the child with this key, or a new one (bodies that state the exact membership, and deltas).
 * remove: end the relation and delete the entity.
 */
export type ItemAction = 'create' | 'update' | 'destroy' | 'upsert' | 'link' | 'unlink' | 'mention' | 'merge' | 'remove';

export type EntityInput = {
  readonly type: EntityType;
  readonly action: ItemAction;
  readonly key: KeyTexts | undefined;
  readonly path: string;
  /** The ETag that the body gives; the stored row must have it. */
  readonly etag?: string;
  /** A new row, unless its parent has one with the same key: half of it is the parent's. */
  readonly mayExist?: boolean;
  /** Named by the URL of an entity: one that leads nowhere is a mistake of the body, not a missing resource. */
  readonly byReference?: boolean;
  readonly values: readonly ValueInput[];
  readonly navigations: readonly NavigationInput[];
  /** Columns of the link row, for items of a many-to-many navigation. */
  readonly linkValues: readonly ValueInput[];
};

export type NavigationInput = {
  readonly navigation: Navigation;
  readonly target: EntityType;
  readonly path: string;
  readonly items: readonly EntityInput[];
  /**
   * named: only the items are touched. cleared: a single-valued navigation that was sent as null.
   * exact: children that the items do not name are removed.
   */
  readonly mode: 'named' | 'cleared' | 'exact';
};

/** Which navigations a body went into, as deep as it went: the answer is expanded alike. */
export type ExpandTree = ReadonlyMap<string, ExpandTree>;

export function expandTreeOf(input: EntityInput): ExpandTree {
  const tree = new Map<string, ExpandTree>();
  for (const { navigation, items } of input.navigations) {
    tree.set(navigation.name, mergeTrees([tree.get(navigation.name), ...items.map(expandTreeOf)]));
  }
  return tree;
}

function mergeTrees(trees: readonly (ExpandTree | undefined)[]): ExpandTree {
  const merged = new Map<string, ExpandTree>();
  for (const [name, subtree] of trees.flatMap((tree) => [...(tree ?? [])])) {
    merged.set(name, mergeTrees([merged.get(name), subtree]));
  }
  return merged;
}
