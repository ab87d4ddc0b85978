/**
 * Where entities are, and the set that stands for a containment: `Buyers(555)`, `Orders(1)/Lines(2)`.
 * In: row sources and keys. Out: relative URLs, and sets by which an entity is read back.
 * It looks nothing up in the database.
 */
import { printLiteral } from '../../edm/index.ts';
import type { EntitySet, EntityType, Singleton } from '../../edm/index.ts';
import type { RowSource } from '../../query/index.ts';
import { isRowSource, keyTextsOf } from '../../query/index.ts';

export type Home = EntitySet | Singleton;

/** The set of the rows; contained rows live in one of their own below their parent. */
export function homeOf(rows: RowSource): Home | undefined {
  if (rows.set !== undefined) return rows.set;
  const { origin } = rows;
  if (origin.kind !== 'navigation' || !isRowSource(origin.from) || !origin.navigation.containsTarget) return undefined;
  const parent = homeOf(origin.from);
  if (parent === undefined) return undefined;
  const { navigation } = origin;
  const name = `${entityAddress(parent, keyTextsOf(origin.from) ?? [])}/${navigation.name}`;
  const shared = { name, type: rows.range.type, bindings: parent.bindings, inServiceDocument: false, capabilities: parent.capabilities, annotations: navigation.annotations };
  return navigation.collection ? { kind: 'entitySet', ...shared, alternateKeys: [] } : { kind: 'singleton', ...shared };
}

export function entityAddress(set: Home, key: readonly string[]): string {
  return set.kind === 'singleton' ? set.name : `${set.name}(${keyText(set.type, key)})`;
}

function keyText({ key: parts }: EntityType, key: readonly string[]): string {
  const texts = parts.map((part, i) => {
    const type = part.path.at(-1)?.type;
    const literal = encodeURIComponent(type === undefined ? (key[i] ?? '') : printLiteral(type, key[i] ?? ''));
    return parts.length === 1 ? literal : `${part.alias}=${literal}`;
  });
  return texts.join(',');
}
