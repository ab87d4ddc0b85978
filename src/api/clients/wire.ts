/**
 * The fields of a client, one row each, for both directions: their name, their type, and what stands for it
 * in our model. In: nothing. Out: the table, and the objects read with it as data of shapes.
 * A phone field is the first phone of its type; times of change are null until there was one.
 */
import type { PrimitiveName } from '../../edm/index.ts';
import type { ShapeMember, ShapeRead } from '../../query/index.ts';

/** A property of the customer. `absent` is what a PUT that leaves the field out stores; none: the field is required. */
export type StoredField = {
  readonly name: string;
  readonly type: PrimitiveName;
  readonly property: string;
  readonly absent?: null | 'false';
  readonly pattern?: RegExp;
  /** A property that gets the same value when the customer is created. */
  readonly createsToo?: string;
};
/** The phone of one type, among the phones the customer owns. */
export type PhoneField = { readonly name: string; readonly type: 'Edm.String'; readonly phoneType: string };
/** What clients may send and nobody reads. */
export type ShownField = { readonly name: string; readonly shows: string };
export type Field = StoredField | PhoneField | ShownField;

const optional = (name: string, type: PrimitiveName = 'Edm.String'): StoredField => ({ name, type, property: name, absent: null });
const flag = (name: string): StoredField => ({ name, type: 'Edm.Boolean', property: name, absent: 'false' });
const phone = (name: string, phoneType: string): PhoneField => ({ name, type: 'Edm.String', phoneType: `customer.phoneType.${phoneType}` });

/** The document's pattern, held to the whole text. */
const EMAIL = /^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/;
const CHANGED = 'case(lastUpdate ne created:lastUpdate,true:null)';

/** In the order of the document. External ids are unique within their system, which here is the source. */
export const FIELDS: readonly Field[] = [
  optional('externalId'),
  { ...optional('source'), createsToo: 'externalSystem' },
  optional('ownerId', 'Edm.Guid'),
  optional('referredById', 'Edm.Guid'),
  { name: 'email', type: 'Edm.String', property: 'email', pattern: EMAIL },
  phone('homePhone', 'home'),
  phone('workPhone', 'office'),
  phone('mobilePhone', 'cell'),
  phone('fax', 'fax'),
  flag('isSilenced'),
  flag('isArchived'),
  { name: 'createdOn', shows: 'created' },
  { name: 'updatedOn', shows: CHANGED },
  optional('fico', 'Edm.Int32'),
  optional('totalIncome', 'Edm.Double'),
  optional('totalDebtPayments', 'Edm.Double'),
  optional('firstTimeBuyer', 'Edm.Boolean'),
  optional('loginToken'),
  { name: 'id', shows: 'uid' },
  { name: 'firstName', type: 'Edm.String', property: 'firstName' },
  { name: 'lastName', type: 'Edm.String', property: 'lastName' },
];

const CLIENT: readonly ShapeMember[] = FIELDS.map((field) => {
  if ('shows' in field) return { name: field.name, is: field.shows };
  if ('property' in field) return { name: field.name, is: field.property };
  return { name: field.name, first: 'Phones', where: `type eq '${field.phoneType}'`, is: 'phone' };
});

const BY_UID = { set: 'Customers', answer: 'entity', options: '$filter=uid eq @uid', parameters: { uid: 'Edm.Guid' } } as const;

export const ONE_CLIENT: ShapeRead = { id: 'clients one', ...BY_UID, members: CLIENT };

/** What a change has to know beforehand: our key, and which phones there are. */
export const BEFORE_CHANGE: ShapeRead = {
  id: 'clients before', ...BY_UID,
  members: [{ name: 'id', is: 'id' }, { name: 'phones', rows: 'Phones', options: '$orderby=id', members: [{ name: 'id', is: 'id' }, { name: 'type', is: 'type' }] }],
};

/** The answer to every change, by our key. */
export const AUDIT_RECORD: ShapeRead = {
  id: 'clients audit', set: 'Customers', answer: 'entity', options: '$filter=id eq @id', parameters: { id: 'Edm.Int32' },
  members: [{ name: 'id', is: 'uid' }, { name: 'type', is: "'Client'" }, { name: 'createdTimestamp', is: 'created' }, { name: 'updatedTimestamp', is: CHANGED }],
};

const PHONE_TYPES = FIELDS.flatMap((field) => ('phoneType' in field ? [`'${field.phoneType}'`] : []));
const SEARCHED = ['firstName', 'lastName', "concat(concat(firstName,' '),lastName)", 'displayName', 'email', 'externalId'];
const holdsSearch = (text: string): string => `contains(tolower(${text}),tolower(@searchText))`;
const CONDITIONS = {
  ownerId: 'ownerId eq @ownerId',
  searchText: `(${[...SEARCHED.map(holdsSearch), `Phones/any(p:p/type in (${PHONE_TYPES.join(',')}) and ${holdsSearch('p/phone')})`].join(' or ')})`,
} as const;
/** The list's own parameters; a shape for each set of them that can be given. */
export type ListParameter = keyof typeof CONDITIONS;
export const LIST_PARAMETERS: Readonly<Record<ListParameter, PrimitiveName>> = { ownerId: 'Edm.Guid', searchText: 'Edm.String' };

export function listOf(given: readonly ListParameter[]): ShapeRead {
  const filter = given.length === 0 ? '' : `$filter=${given.map((name) => CONDITIONS[name]).join(' and ')}&`;
  const parameters = Object.fromEntries(given.map((name) => [name, LIST_PARAMETERS[name]]));
  return { id: `clients list ${given.join(' ')}`, set: 'Customers', answer: 'collection', options: `${filter}$orderby=id`, parameters, members: CLIENT };
}
