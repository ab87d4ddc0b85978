/**
 * CalculateSchedule: loan terms in, the schedule and what is disclosed with it out. Nothing is stored.
 * In: a call whose argument `terms` was judged by the metadata. Out: one `LoanSchedule`; every amount keeps its digits.
 * Fails with LON701 naming every problem of the terms, LON704 where they never repay.
 */
import { fail } from '../base/index.ts';
import { APR_METHODS, calculateSchedule, discloseSchedule } from '../loan/index.ts';
import type { AprMethod, InstalmentTerms, LoanTerms } from '../loan/index.ts';
import { isJsonArray, isJsonNumber, isJsonObject } from '../payload/index.ts';
import type { JsonValue } from '../payload/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, OperationResult, ResultValue } from '../service/index.ts';
import { readTerms } from './read-terms.ts';

export function calculateLoanSchedule(context: OperationContext): Promise<OperationResult> {
  const given = context.arguments.get('terms');
  const declared = context.operation.parameters.find(({ name }) => name === 'terms');
  if (given?.kind !== 'json' || declared === undefined) throw new Error('the parameter terms is required');
  const terms = readTerms(plainOf(given.json, declared.type));
  return Promise.resolve({ kind: 'value', value: isContract(terms) ? contractValue(terms) : scheduleValue(terms, methodOf(context)) });
}

const isContract = (terms: LoanTerms): terms is Exclude<LoanTerms, InstalmentTerms> => terms.form === 'contract';

function methodOf(context: OperationContext): AprMethod {
  const name = textArgument(context, 'aprMethod') ?? 'US-AppendixJ';
  return APR_METHODS.find((method) => method === name) ?? fail('LON702', `aprMethod: found '${name.slice(0, 40)}', expected one of ${APR_METHODS.join(', ')}.`, { target: 'aprMethod' });
}

export function scheduleValue(terms: InstalmentTerms, method: AprMethod): Readonly<Record<string, ResultValue>> {
  const { aprPercent, amountFinanced, totalOfPayments } = discloseSchedule(terms, method);
  return { ...calculateSchedule(terms), aprPercent, amountFinanced, totalOfPayments, events: [] };
}

function contractValue(terms: Exclude<LoanTerms, InstalmentTerms>): ResultValue {
  const { form, maturityDate, count, totals, rows } = calculateSchedule(terms);
  return { form, maturityDate, count, ...totals, rows: [], events: rows };
}

type DeclaredType = OperationContext['operation']['parameters'][number]['type'];

/** JSON as terms have it: counts as numbers, amounts and rates as text with all digits, members that are null left out. */
function plainOf(json: JsonValue, type: DeclaredType): unknown {
  if (isJsonArray(json)) return json.map((item) => plainOf(item, type));
  if (isJsonObject(json)) {
    const members = Object.entries(json).filter(([, value]) => value !== null);
    return Object.fromEntries(members.map(([name, value]) => [name, plainOf(value, memberType(type, name))]));
  }
  const text = isJsonNumber(json) ? json.number : json;
  if (type.name === 'Edm.Int32' && typeof text === 'string') return Number(text);
  if (type.name === 'Edm.Boolean' && typeof text === 'string') return text === '1' || text === 'true';
  return text;
}

const memberType = (type: DeclaredType, name: string): DeclaredType => (type.kind === 'complex' ? (type.properties.get(name)?.type ?? type) : type);
