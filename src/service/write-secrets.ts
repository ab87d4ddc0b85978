/**
 * Values that are stored as a hash: replaced before anything else sees them.
 * In: an `EntityInput` and the hash function. Out: the same tree, with hashes in the place of secrets.
 */
import type { EntityInput, ValueInput } from '../payload/index.ts';

export type HashSecret = (text: string) => Promise<string>;

export async function hashSecrets(input: EntityInput, hash: HashSecret): Promise<EntityInput> {
  const values: ValueInput[] = [];
  for (const value of input.values) values.push(await hashValue(value, hash));
  const navigations: EntityInput['navigations'][number][] = [];
  for (const navigation of input.navigations) {
    const items: EntityInput[] = [];
    for (const item of navigation.items) items.push(await hashSecrets(item, hash));
    navigations.push({ ...navigation, items });
  }
  return { ...input, values, navigations };
}

async function hashValue(input: ValueInput, hash: HashSecret): Promise<ValueInput> {
  if (input.property?.storage.kind !== 'hashed' || input.value === null) return input;
  return { ...input, value: await hash(input.value) };
}
