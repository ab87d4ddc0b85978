/**
 * Keys of nested items that are their parent's and their own together, such as a line's order and number.
 * In: a decoded body and the key of its root. Out: the same body, where items that say only their own half are
 * known by the whole key, so that they mean the row that is there, if there is one.
 */
import { fail } from '../base/index.ts';
import type { EntityType } from '../edm/index.ts';
import { columnOf } from './decode-members.ts';
import type { EntityInput, KeyTexts, NavigationInput, Scalar } from './entity-input.ts';

export function completeKeys(input: EntityInput, key: KeyTexts | undefined): EntityInput {
  if (key === undefined || input.navigations.length === 0) return input;
  return { ...input, navigations: input.navigations.map((navigation) => completeItems(navigation, { type: input.type, key })) };
}

type Parent = { readonly type: EntityType; readonly key: KeyTexts };

function completeItems(related: NavigationInput, parent: Parent): NavigationInput {
  const given = givenBy(related, parent);
  const items = related.items.map((item) => {
    const key = item.mayExist === true ? keyOf(item, given) : undefined;
    return completeKeys(key === undefined ? item : { ...item, action: 'merge', key }, key ?? item.key);
  });
  refuseTwice(items);
  return { ...related, items };
}

/** Columns of the child that its parent's key fills. */
function givenBy({ navigation: { link } }: NavigationInput, { type, key }: Parent): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  if (link.kind !== 'foreignKey' || link.holder === 'source') return given;
  for (const { source, target } of link.pairs) {
    const text = key[keyColumns(type).indexOf(source)];
    if (text !== undefined) given.set(target, text);
  }
  return given;
}

/** The columns of a key, where each part is a property of its own. */
export const keyColumns = ({ key }: EntityType): readonly (string | undefined)[] =>
  key.map(({ path }) => (path.length === 1 && path[0] !== undefined ? columnOf(path[0]) : undefined));

function keyOf({ type, values }: EntityInput, given: ReadonlyMap<string, string>): KeyTexts | undefined {
  const textOf = (column: string): Scalar | undefined => values.find((value) => value.column === column)?.value ?? given.get(column);
  const texts = keyColumns(type).map((column) => (column === undefined ? undefined : textOf(column)));
  return texts.every((text): text is string => typeof text === 'string') ? texts : undefined;
}

function refuseTwice(items: readonly EntityInput[]): void {
  const seen = new Map<string, string>();
  for (const { key, path } of items) {
    const text = JSON.stringify(key);
    const first = key === undefined ? undefined : seen.get(text);
    if (first !== undefined) fail('BOD304', `${path} names the same row as ${first} (${key?.join(', ')}); each row may occur once.`, { target: path });
    seen.set(text, path);
  }
}
