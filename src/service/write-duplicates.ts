/**
 * Values that are rightly shared now and then, and wrongly more often: whoever writes them is told who has
 * them already. In: rules in the words of the model, and the steps of a change that has run. Out: nothing, or
 * PRE410 with a detail for each, upon which the transaction leaves nothing behind.
 * Only values that the change brings are looked at, as they stand after it. Searches of one tenant wait for
 * each other until their transactions end, so that none misses what another is about to commit.
 */
import { fail } from '../base/index.ts';
import type { FaultDetail } from '../base/index.ts';
import { newlyHolding, shapeOf } from '../change/index.ts';
import type { ChangeStep, HoldingRow } from '../change/index.ts';
import type { Transaction } from '../db/index.ts';
import { entityTypeOf } from '../edm/index.ts';
import type { EdmModel, EntitySet, Navigation } from '../edm/index.ts';
import { compileDuplicates, compileDuplicatesLock } from '../sql/index.ts';
import type { DuplicatesQuery, TenantText } from '../sql/index.ts';

/** Two entities of `set` that agree in all of `values`: properties of their own, or of those that `via` leads to. */
export type DuplicateRule = { readonly name: string; readonly set: string; readonly via?: string; readonly values: readonly string[] };

type Asked = { readonly rule: DuplicateRule; readonly set: EntitySet; readonly rows: readonly HoldingRow[]; readonly query: DuplicatesQuery };
type Setting = { readonly model: EdmModel; readonly rules: readonly DuplicateRule[]; readonly tenant: TenantText };

export async function refuseDuplicates(tx: Transaction, steps: readonly ChangeStep[], { model, rules, tenant }: Setting): Promise<void> {
  const asked = rules.flatMap((rule) => askedBy(model, rule, steps));
  if (asked.length === 0) return;
  const [, ...results] = await tx.run([compileDuplicatesLock(tenant), ...asked.map(({ query }) => compileDuplicates(query, tenant))]);
  const details = asked.flatMap((one, index) => (results[index]?.rows ?? []).map((row) => detailOf(one, row)));
  if (details.length > 0) fail('PRE410', 'The values look like those of another record; nothing was applied.', { details });
}

function askedBy(model: EdmModel, rule: DuplicateRule, steps: readonly ChangeStep[]): readonly Asked[] {
  const set = model.entitySets.get(rule.set);
  if (set === undefined) throw new Error(`the rule ${rule.name} speaks of ${rule.set}, which the model does not have`);
  const via = rule.via === undefined ? undefined : navigationOf(set, rule.via);
  const values = shapeOf(via === undefined ? set.type : entityTypeOf(model, via));
  const columns = [...values.columns.values()].filter(({ label }) => label !== undefined && rule.values.includes(label));
  const rows = newlyHolding(steps, values, new Set(columns.map(({ name }) => name)));
  const owner = via?.link.kind === 'foreignKey' ? { shape: shapeOf(set.type), pairs: via.link.pairs } : undefined;
  return rows.length === 0 ? [] : [{ rule, set, rows, query: { values, columns, owner, keys: rows.map(({ key }) => key) } }];
}

function navigationOf({ type }: EntitySet, name: string): Navigation {
  const navigation = type.navigations.get(name);
  if (navigation?.link.kind !== 'foreignKey') throw new Error(`${name} of ${type.name} is no navigation by a foreign key`);
  return navigation;
}

function detailOf({ rule, set, rows, query }: Asked, found: readonly (string | null)[]): FaultDetail {
  const parts = query.values.key.length;
  const mine = found.slice(0, parts).join();
  const path = rows.find(({ key }) => key.join() === mine)?.path ?? '';
  const [only, ...more] = rule.values;
  const target = [path, more.length === 0 ? only : undefined].filter((part) => part !== undefined && part !== '').join('/');
  const type = set.type.name.slice(set.type.name.lastIndexOf('.') + 1);
  return { code: 'PRE410', message: `${type} ${found.slice(parts).join(', ')} has the same ${rule.name}.`, ...(target === '' ? {} : { target }) };
}
