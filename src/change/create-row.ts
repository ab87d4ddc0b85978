/**
 * New rows: their key, the foreign keys that tie them to their parent, and what they cannot be without.
 * In: an item that is to be created. Out: a row state; children are applied by the caller.
 * The parent always wins over a foreign key that the body spells; another one is refused.
 */
import { fail } from '../base/index.ts';
import type { EntityType, Property } from '../edm/index.ts';
import { columnOf, missingProperties } from '../payload/index.ts';
import type { EntityInput, KeyTexts, Scalar } from '../payload/index.ts';
import { guidColumn } from './before-image.ts';
import type { DiffContext } from './diff-context.ts';
import { checkReferences } from './check-references.ts';
import { isReferenced } from './remove-row.ts';
import type { Parted } from './remove-row.ts';
import { currentValue, identityOf, newRow, rowId, setValue, setValues } from './row-state.ts';
import type { RowState } from './row-state.ts';
import { shapeOf } from './table-shape.ts';

export function createRow(context: DiffContext, item: EntityInput, via: Parted | undefined): RowState {
  const shape = shapeOf(item.type);
  const inherited = via === undefined ? new Map<string, Scalar>() : columnsOfParent(via);
  const key = newKey(context, item, inherited);
  const identity = identityOf(shape, key, (column) => inherited.get(column));
  if (context.rows.has(rowId(shape, identity))) fail('PRE403', `${item.path} has a key that this request uses twice.`, { target: item.path });
  const placed = { depth: (via?.parent.depth ?? -1) + 1, referenced: via !== undefined && isReferenced(via.navigation), isLink: false, path: item.path };
  const row = newRow(context.rows, shape, { key, placed, given: inherited });
  context.made.set(item, key);
  setValues(row, item.values);
  for (const [column, value] of inherited) inherit(row, item, { column, value });
  checkReferences(context, row, item);
  checkCreateValues(context, item);
  const guid = guidColumn(context.model, item.type);
  if (guid !== undefined && !row.changes.has(guid)) setValue(row, guid, { value: context.newKeys.guid(), path: item.path });
  const discriminator = item.type.table.discriminator;
  const kind = discriminator?.values.get(item.type.name);
  if (discriminator !== undefined && kind !== undefined) setValue(row, discriminator.column, { value: kind, path: item.path });
  return row;
}

/** Foreign keys of the child, with the parent's values. */
export function columnsOfParent({ navigation, parent }: Parted): ReadonlyMap<string, Scalar> {
  const { link } = navigation;
  if (link.kind !== 'foreignKey' || link.holder !== 'target') return new Map();
  return new Map(link.pairs.map((pair) => [pair.target, currentValue(parent, pair.source) ?? null]));
}

function inherit(row: RowState, item: EntityInput, { column, value }: { column: string; value: Scalar }): void {
  const spelled = item.values.find((input) => input.column === column);
  if (spelled !== undefined && spelled.value !== null && spelled.value !== value) {
    fail('BOD304', `${spelled.path} is ${spelled.value}, but the row is created under ${value}: a row cannot be given to another parent.`, { target: spelled.path });
  }
  setValue(row, column, { value, path: item.path });
  row.bound.set(column, value);
}

/** Some values are for later stages of an entity's life only. */
function checkCreateValues({ model }: DiffContext, { values }: EntityInput): void {
  for (const { property, value, path } of values) {
    const allowed = property === undefined ? undefined : model.rules.createValues?.get(`${property.declaredBy}/${property.name}`);
    if (allowed === undefined || value === null || allowed.has(value)) continue;
    fail('BOD303', `${path} is '${value}'; when it is created it may be ${[...allowed].join(' or ')}.`, { target: path });
  }
}

function newKey({ newKeys }: DiffContext, item: EntityInput, inherited: ReadonlyMap<string, Scalar>): KeyTexts {
  return item.type.key.map((part, index) => {
    const property = part.path.at(-1);
    const column = property === undefined ? undefined : columnOf(property);
    const inBody = item.values.find((value) => value.column === column)?.value;
    const inUrl = property?.computed === true ? undefined : item.key?.[index];
    const given = inherited.get(column ?? '') ?? inBody ?? inUrl ?? keyOfReference(item, column);
    if (given !== undefined && given !== null) return given;
    const path = item.path === '' ? part.alias : `${item.path}/${part.alias}`;
    if (property?.computed !== true) return fail('BOD303', `${path} is missing: it is part of the key.`, { target: path });
    return property.type.kind === 'primitive' && property.type.name === 'Edm.Guid' ? newKeys.guid() : newKeys.next(item.type);
  });
}

/** A key part that is a foreign key may be given by linking what it refers to: `"Parent@odata.bind": "Parents(7)"`. */
function keyOfReference({ navigations }: EntityInput, column: string | undefined): string | undefined {
  for (const { navigation: { link }, target, items: [linked] } of navigations) {
    const pair = link.kind === 'foreignKey' && link.holder === 'source' ? link.pairs.find(({ source }) => source === column) : undefined;
    const index = pair === undefined ? -1 : shapeOf(target).key.findIndex(({ name }) => name === pair.target);
    if (index >= 0 && linked?.key !== undefined) return linked.key[index];
  }
  return undefined;
}

/** For items that turned out to be new only now; certain creations were checked while decoding. */
export function requireComplete(row: RowState, item: EntityInput): void {
  const isGiven = (property: Property): boolean => {
    const column = columnOf(property);
    return column === undefined || typeof currentValue(row, column) === 'string';
  };
  const [missing] = missingProperties(item.type, isGiven);
  if (missing === undefined) return;
  const path = item.path === '' ? missing.name : `${item.path}/${missing.name}`;
  fail('BOD303', `${path} is missing: a ${item.type.name} cannot be stored without it.`, { target: path });
}

/** How many numbers each type may need: one for every item that might become a row. */
export function countNewRows(inputs: readonly EntityInput[]): ReadonlyMap<EntityType, number> {
  const counts = new Map<EntityType, number>();
  const visit = (item: EntityInput): void => {
    if (['create', 'upsert', 'merge'].includes(item.action) && needsNumber(item.type)) counts.set(item.type, (counts.get(item.type) ?? 0) + 1);
    for (const { items } of item.navigations) items.forEach(visit);
  };
  inputs.forEach(visit);
  return counts;
}

/** A single computed key that is no Guid comes from the table's sequence. */
const needsNumber = ({ key }: EntityType): boolean => {
  const property = key.length === 1 ? key[0]?.path.at(-1) : undefined;
  return property?.computed === true && property.type.kind === 'primitive' && property.type.name !== 'Edm.Guid';
};
