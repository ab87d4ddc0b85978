/** The JSON Schema of loan terms, both forms; `form` tells which. Shipped as docs/loan-terms.schema.json. */
import { INSTALMENT_SCHEMA } from './instalment-schema.ts';
import type { JsonSchema } from './schema-parts.ts';

export const LOAN_TERMS_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Loan terms',
  ...INSTALMENT_SCHEMA,
};
