/**
 * The names of the customers API, each beside our expression for its value, and the fields of its bodies
 * beside our properties: the only place where they meet. In: nothing. Out: tables, and the objects read
 * with them. What has no value is left out of an answer.
 */
import type { PrimitiveName } from '../../edm/index.ts';
import type { ShapeMember, ShapeRead } from '../../query/index.ts';

/** External ids of this API; those that other systems gave are not shown as its own. */
export const SYSTEM = 'lms';

/** The same phone that other APIs call mobile. */
const CELL_PHONE = "type eq 'customer.phoneType.cell'";

const CUSTOMER: readonly ShapeMember[] = [
  { name: 'id', is: 'id', spelled: 'text' },
  { name: 'accountNo', is: 'accountNo' },
  { name: 'externalId', is: `case(externalSystem eq '${SYSTEM}':externalId)` },
  { name: 'status', is: 'lifecycle' },
  { name: 'active', is: "lifecycle eq 'Active'" },
  { name: 'officeId', is: 'officeId', spelled: 'text' },
  { name: 'officeName', is: 'Office/name' },
  { name: 'firstname', is: 'firstName' },
  { name: 'middlename', is: 'middleName' },
  { name: 'lastname', is: 'lastName' },
  { name: 'displayName', is: 'displayName' },
  { name: 'mobileNo', first: 'Phones', where: CELL_PHONE, is: 'phone' },
  { name: 'emailAddress', is: 'email' },
  { name: 'dateOfBirth', is: 'birthDate' },
  { name: 'activationDate', is: 'activationDate' },
  { name: 'submittedDate', is: 'submittedDate' },
];

/** What a change has to know of a customer, in our names. */
const STATE: readonly ShapeMember[] = ['id', 'lifecycle', 'firstName', 'externalId'].map((name) => ({ name, is: name }));

/** The two ways to address a customer. */
type Address = { readonly filter: string; readonly parameters: Readonly<Record<string, PrimitiveName>> };
const BY_ID: Address = { filter: 'id eq @id', parameters: { id: 'Edm.Int32' } };
const BY_EXTERNAL_ID: Address = { filter: `externalSystem eq '${SYSTEM}' and externalId eq @id`, parameters: { id: 'Edm.String' } };

const one = (id: string, { filter, parameters }: Address, members: readonly ShapeMember[]): ShapeRead =>
  ({ id: `lms ${id}`, set: 'Customers', answer: 'entity', options: `$filter=${filter}`, parameters, members });

export type Addressing = { readonly customer: ShapeRead; readonly state: ShapeRead };
export const ADDRESSING = {
  id: { customer: one('customer by id', BY_ID, CUSTOMER), state: one('state by id', BY_ID, STATE) },
  externalId: { customer: one('customer by external id', BY_EXTERNAL_ID, CUSTOMER), state: one('state by external id', BY_EXTERNAL_ID, STATE) },
} as const satisfies Record<string, Addressing>;

export const LIST: ShapeRead = { id: 'lms customers', set: 'Customers', answer: 'collection', members: CUSTOMER };
export const LOOK_UP: ShapeRead = { ...LIST, id: 'lms customers by external id', options: `$filter=${BY_EXTERNAL_ID.filter}`, parameters: BY_EXTERNAL_ID.parameters };
/** The office that new customers belong to: the tenant's first. */
export const FIRST_OFFICE: ShapeRead = { id: 'lms first office', set: 'Offices', answer: 'collection', options: '$orderby=id&$top=1', members: [{ name: 'officeId', is: 'id' }] };

/** Members that a list can be ordered by. */
export const ORDERS: readonly string[] = ['id', 'displayName', 'submittedDate', 'activationDate'];

/** A field of a body: their name, our property or parameter, and its type. */
export type Field = { readonly name: string; readonly ours: string; readonly type: PrimitiveName };
export const IDENTITY_FIELDS: readonly Field[] = [{ name: 'externalId', ours: 'externalId', type: 'Edm.String' }];
export const CLOSING_FIELDS: readonly Field[] = [
  { name: 'closureDate', ours: 'closureDate', type: 'Edm.Date' },
  { name: 'closureReasonId', ours: 'closureReasonId', type: 'Edm.Int32' },
];

/** Their name of one of our properties, for messages. */
export const theirName = (ours: string): string => [...IDENTITY_FIELDS, ...CLOSING_FIELDS].find((field) => field.ours === ours)?.name ?? ours;
