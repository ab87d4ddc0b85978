/**
 * Loan terms from JSON that anybody may have written. In: a value as parsed. Out: terms of the right shape.
 * Everything out of shape is named in one fault LON701, with what is wrong with the values beside it; what the terms mean
 * is checked by the loan room.
 */
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { fail } from '../base/index.ts';
import type { FaultDetail } from '../base/index.ts';
import { LOAN_TERMS_SCHEMA, PATTERN_WORDS, problemsOfValues } from '../loan/index.ts';
import type { LoanTerms } from '../loan/index.ts';

let validate: ValidateFunction<LoanTerms> | undefined;

export function readTerms(value: unknown): LoanTerms {
  validate ??= new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false }).compile<LoanTerms>(LOAN_TERMS_SCHEMA);
  if (validate(value)) return value;
  const details = problemsOf(value, validate.errors ?? []);
  const [first] = details;
  return fail('LON701', `The loan terms are out of shape: ${first?.target ?? ''} ${first?.message ?? ''}`, { ...(first === undefined ? {} : { target: first.target }), details });
}

/** Problems told at once. */
const TOLD_MAX = 50;

type Problem = FaultDetail & { readonly target: string };

/** What is out of shape, then what else is wrong with members that are in shape. */
function problemsOf(value: unknown, errors: readonly ErrorObject[]): readonly Problem[] {
  const shape = errors.filter(({ keyword }) => keyword !== 'if').map((error): Problem => ({ code: 'LON701', ...problemOf(error) }));
  const told = new Set(shape.map(({ target }) => memberOf(target)));
  const others = typeof value === 'object' && value !== null ? Object.entries(value).filter(([name]) => !told.has(name)) : [];
  const values = problemsOfValues(Object.fromEntries(others) as LoanTerms).map((detail): Problem => ({ ...detail, target: detail.target ?? '' }));
  const all = told.has('terms') ? shape : [...shape, ...values.filter(({ target }) => !told.has(memberOf(target)))];
  return [...new Map(all.map((problem) => [`${problem.target} ${problem.message}`, problem])).values()].slice(0, TOLD_MAX);
}

const memberOf = (target: string): string => /^[^.[]*/.exec(target)?.[0] ?? target;

function problemOf({ instancePath, keyword, params, message = 'is not allowed' }: ErrorObject): { readonly target: string; readonly message: string } {
  const path = instancePath.slice(1).replaceAll('/', '.').replace(/\.(\d+)/g, '[$1]');
  const inside = (name: unknown): string => (path === '' ? String(name) : `${path}.${String(name)}`);
  if (keyword === 'additionalProperties') return { target: inside(params['additionalProperty']), message: 'is no field of loan terms.' };
  if (keyword === 'required') return { target: inside(params['missingProperty']), message: 'is required.' };
  if (keyword === 'enum') return { target: path, message: `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}.` };
  if (keyword === 'pattern') return { target: path, message: `must be ${PATTERN_WORDS.get(params['pattern']) ?? 'of another form'}.` };
  return { target: path === '' ? 'terms' : path, message: `${message}.` };
}
