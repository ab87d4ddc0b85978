/**
 * Which rows a row belongs to or refers to, read from the model: owners, whose version grows when the row
 * comes or goes at its own URL, and the targets of foreign keys that a body spells.
 * In: types and values. Out: navigations and keys. It sees no rows.
 */
import { entityTypeOf } from '../edm/index.ts';
import type { EdmModel, EntityType, Link, Navigation } from '../edm/index.ts';
import type { EntityInput, KeyTexts, Scalar } from '../payload/index.ts';
import { shapeOf } from './table-shape.ts';

export type Ownership = {
  readonly owner: EntityType;
  readonly navigation: Navigation;
  readonly link: Extract<Link, { kind: 'foreignKey' }>;
  /** Name under which the owners of a row stand in its before-image. */
  readonly alias: string;
};

const known = new WeakMap<EdmModel, Map<EntityType, readonly Ownership[]>>();

/** Every navigation that owns rows of the type. */
export function ownersOf(model: EdmModel, type: EntityType): readonly Ownership[] {
  const ofModel = known.get(model) ?? new Map<EntityType, readonly Ownership[]>();
  known.set(model, ofModel);
  const found = ofModel.get(type) ?? findOwners(model, type);
  ofModel.set(type, found);
  return found;
}

function findOwners(model: EdmModel, type: EntityType): readonly Ownership[] {
  const owners = [...new Set(model.types.values())].filter((candidate) => candidate.kind === 'entity');
  return owners.flatMap((owner) =>
    [...owner.navigations.values()].flatMap((navigation): readonly Ownership[] => {
      const { link } = navigation;
      const isOwner = navigation.owned && navigation.declaredBy === owner.name && entityTypeOf(model, navigation).family.includes(type.name);
      return isOwner && link.kind === 'foreignKey' ? [{ owner, navigation, link, alias: `^${owner.name}/${navigation.name}` }] : [];
    }),
  );
}

/** What tells the owner from all others, as the row's own foreign key spells it; undefined where the row refers to none. */
export function ownerKey({ owner, link }: Ownership, valueOf: (column: string) => Scalar | undefined): KeyTexts | undefined {
  if (link.holder !== 'target') return undefined;
  return keyThrough(shapeOf(owner).identity, link.pairs.map((pair) => ({ column: pair.source, value: valueOf(pair.target) })));
}

export type ReferenceInput = { readonly type: EntityType; readonly key: KeyTexts; readonly columns: readonly string[]; readonly path: string };

/** Foreign keys among the values of an item: where each leads. */
export function referencesOf(model: EdmModel, { type, values }: EntityInput): readonly ReferenceInput[] {
  return [...type.navigations.values()].flatMap((navigation) => {
    const { link } = navigation;
    if (link.kind !== 'foreignKey' || link.holder !== 'source') return [];
    const target = entityTypeOf(model, navigation);
    const given = link.pairs.map((pair) => ({ pair, input: values.find(({ column }) => column === pair.source) }));
    const key = keyThrough(shapeOf(target).key, given.map(({ pair, input }) => ({ column: pair.target, value: input?.value })));
    const path = given[0]?.input?.path ?? '';
    return key === undefined ? [] : [{ type: target, key, columns: link.pairs.map(({ source }) => source), path }];
  });
}

function keyThrough(key: readonly { readonly name: string }[], pairs: readonly { column: string; value: Scalar | undefined }[]): KeyTexts | undefined {
  const texts = key.map(({ name }) => pairs.find(({ column }) => column === name)?.value);
  if (pairs.length !== key.length || !texts.every((text) => typeof text === 'string')) return undefined;
  return texts;
}

/** The same join seen from the other side. */
export const reversed = ({ holder, pairs }: Ownership['link']): Ownership['link'] => ({
  kind: 'foreignKey',
  holder: holder === 'source' ? 'target' : 'source',
  pairs: pairs.map(({ source, target }) => ({ source: target, target: source })),
});
