/** The JSON Schema of loan terms, both forms; `form` tells which. Shipped as docs/loan-terms.schema.json. */
import { CONTRACT_SCHEMA } from './contract/schema.ts';
import { INSTALMENT_SCHEMA } from './instalments/schema.ts';
import type { JsonSchema } from './schema-parts.ts';

export const LOAN_TERMS_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Loan terms',
  type: 'object',
  if: { required: ['form'], properties: { form: { const: 'contract' } } },
  then: CONTRACT_SCHEMA,
  else: INSTALMENT_SCHEMA,
};
