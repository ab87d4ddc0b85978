/**
 * The answer of `getDetails` as a shape over our model. In: how the account is named, and which additional
 * columns were asked for. Out: the shape and the values of its parameters. One statement reads all of it.
 */
import type { ShapeMember, ShapeRead, ShapeRows } from '../../query/index.ts';
import { LOAN, RELATIONS } from './wire.ts';
import type { Column, Relation, WireObject } from './wire.ts';

/** Additional columns that were asked for, by the object they belong to. */
export type Asked = ReadonlyMap<WireObject, readonly Column[]>;
export type AccountRead = { readonly read: ShapeRead; readonly values: readonly string[] };

const RECORD_URL = '/services/data/v30.0/sobjects';
const ENVELOPE = { rows: 'records', count: 'totalSize', flags: { done: true }, absentWhenEmpty: true };

/** Record ids are letters and digits, 18 of them, or the first 15; account names hold a hyphen. */
const RECORD_ID = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/;
const SHORT_ID_LENGTH = 15;

export function accountRead(id: string, asked: Asked): AccountRead {
  const { by, options, values } = lookup(id);
  const names = [LOAN, ...RELATIONS].map((object) => (asked.get(object) ?? []).map(([name]) => name).join(','));
  const parameters = Object.fromEntries(values.map((_, index) => [`p${index}`, 'Edm.String' as const]));
  const members = [...membersOf(LOAN, asked), ...RELATIONS.map((relation) => relatedRows(relation, asked))];
  return { read: { id: `loan account by ${by} ${names.join(';')}`, set: 'Loans', answer: 'entity', options, parameters, members }, values };
}

type Lookup = { readonly by: string; readonly options: string; readonly values: readonly string[] };

/** A short record id stands for the range of ids it begins; no letter or digit sorts behind `z`. */
function lookup(id: string): Lookup {
  if (!RECORD_ID.test(id)) return { by: 'name', options: '$filter=name eq @p0', values: [id] };
  if (id.length > SHORT_ID_LENGTH) return { by: 'record', options: '$filter=recordId eq @p0', values: [id] };
  return { by: 'short record', options: '$filter=recordId ge @p0 and recordId le @p1', values: [id, `${id}zzz`] };
}

function membersOf(object: WireObject, asked: Asked): readonly ShapeMember[] {
  const { type, standard, references = [] } = object;
  return [
    attributes(type),
    ...[...standard, ...(asked.get(object) ?? [])].map(valueOf),
    ...references.map((reference): ShapeRows => ({ name: reference.name, rows: reference.navigation, members: [attributes(reference.type), ...reference.columns.map(valueOf)] })),
  ];
}

const valueOf = ([name, is, spelled]: Column): ShapeMember => (spelled === undefined ? { name, is } : { name, is, spelled });

const attributes = (type: string): ShapeMember =>
  ({ name: 'attributes', parts: [{ name: 'type', is: `'${type}'` }, { name: 'url', is: `concat('${RECORD_URL}/${type}/',recordId)` }] });

const relatedRows = (relation: Relation, asked: Asked): ShapeRows =>
  ({ name: relation.name, rows: relation.navigation, options: `$orderby=${relation.order}`, envelope: ENVELOPE, members: membersOf(relation, asked) });
