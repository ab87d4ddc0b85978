/**
 * Loan terms from JSON that anybody may have written. In: a value as parsed. Out: terms of the right shape.
 * Everything out of shape is named in one fault LON701; what the terms mean is checked by the loan room.
 */
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { fail } from '../base/index.ts';
import { LOAN_TERMS_SCHEMA } from '../loan/index.ts';
import type { LoanTerms } from '../loan/index.ts';

let validate: ValidateFunction<LoanTerms> | undefined;

export function readTerms(value: unknown): LoanTerms {
  validate ??= new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false }).compile<LoanTerms>(LOAN_TERMS_SCHEMA);
  if (validate(value)) return value;
  const details = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').slice(0, 50).map((error) => ({ code: 'LON701' as const, ...problemOf(error) }));
  const [first] = details;
  return fail('LON701', `The loan terms are out of shape: ${first?.target ?? ''} ${first?.message ?? ''}`, { ...(first === undefined ? {} : { target: first.target }), details });
}

function problemOf({ instancePath, keyword, params, message = 'is not allowed' }: ErrorObject): { readonly target: string; readonly message: string } {
  const path = instancePath.slice(1).replaceAll('/', '.').replace(/\.(\d+)/g, '[$1]');
  const inside = (name: unknown): string => (path === '' ? String(name) : `${path}.${String(name)}`);
  if (keyword === 'additionalProperties') return { target: inside(params['additionalProperty']), message: 'is no field of loan terms.' };
  if (keyword === 'required') return { target: inside(params['missingProperty']), message: 'is required.' };
  if (keyword === 'enum') return { target: path, message: `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}.` };
  return { target: path === '' ? 'terms' : path, message: `${message}.` };
}
