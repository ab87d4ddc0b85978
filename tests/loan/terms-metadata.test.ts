/** The metadata's LoanTerms and the JSON Schema of loan terms say the same: fields, types, required ones, allowed values. */
import { readLoanSources } from '../../metadata/loans/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { ComplexType, Property } from '../../src/edm/index.ts';
import { LOAN_TERMS_SCHEMA } from '../../src/loan/index.ts';

type Schema = { readonly [name: string]: unknown };
const model = parseModel(readLoanSources());
const membersOf = (schema: Schema): Readonly<Record<string, Schema>> => (schema['properties'] ?? {}) as Record<string, Schema>;
const forms = ['else', 'then'].map((form) => (LOAN_TERMS_SCHEMA as Schema)[form] as Schema);

/** A field of either form as the metadata should tell it. */
function told(schema: Schema): string {
  const pattern = String(schema['pattern'] ?? '');
  const type = [schema['type']].flat()[0];
  if (type === 'array') return `[${told(schema['items'] as Schema)}]`;
  if (type === 'object') return `{${fields([schema]).join(' ')}}`;
  if (type === 'integer') return 'Edm.Int32';
  if (type === 'boolean') return 'Edm.Boolean';
  if (pattern === '' || pattern.includes('/')) return `Edm.String${schema['enum'] === undefined ? '' : `:${(schema['enum'] as string[]).join(',')}`}`;
  return pattern.startsWith('^[0-9]{4}-') ? 'Edm.Date' : 'Edm.Decimal';
}

function fields(schemas: readonly Schema[]): readonly string[] {
  const all = schemas.flatMap((schema) => Object.entries(membersOf(schema)));
  const required = schemas.map((schema) => new Set((schema['required'] ?? []) as string[]));
  return [...new Map(all).keys()].map((name) => {
    const each = schemas.map((schema) => membersOf(schema)[name]).filter((schema) => schema !== undefined);
    const values = [...new Set(each.flatMap((schema) => (schema['enum'] ?? []) as string[]))];
    const first = values.length === 0 ? each[0] : { ...each[0], enum: values };
    return `${name}${required.every((names) => names.has(name)) ? '*' : ''}=${told(first ?? {})}`;
  });
}

function declared(type: ComplexType): readonly string[] {
  const single = ({ type: of, allowedValues }: Property): string => {
    if (of.kind === 'complex') return `{${declared(of).join(' ')}}`;
    return of.name + (allowedValues === undefined ? '' : `:${[...allowedValues].join(',')}`);
  };
  return [...type.properties.values()].map((property) => {
    const isRequired = !property.nullable && !property.collection;
    return `${property.name}${isRequired ? '*' : ''}=${property.collection ? `[${single(property)}]` : single(property)}`;
  });
}

test('every field of loan terms is a property of LoanTerms, with its type and its values', () => {
  const type = model.types.get('LoanService.LoanTerms');
  expect(type?.kind).toBe('complex');
  const both = fields(forms);
  expect(declared(type as ComplexType).toSorted()).toEqual([...both].toSorted());
});
