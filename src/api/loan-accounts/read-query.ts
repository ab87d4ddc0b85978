/**
 * The query parameters of `getDetails`: six lists of additional columns. In: the raw target. Out: the
 * columns, each once, in the order of the table. Names are compared without case, as the source does;
 * standard columns may be named and are shown once. Parameters of other names mean nothing here.
 */
import { fail } from '../../base/index.ts';
import { queryOf } from '../../http/index.ts';
import type { Asked } from './account-shape.ts';
import { LOAN, RELATIONS } from './wire.ts';
import type { Column, WireObject } from './wire.ts';

export function readAsked(target: string): Asked {
  const parameters = new URLSearchParams(queryOf(target));
  return new Map([LOAN, ...RELATIONS].map((object) => [object, columnsOf(object, parameters.getAll(object.parameter))]));
}

/** The account's name or record id, where the path ends before it. */
export const readLoanId = (target: string): string => new URLSearchParams(queryOf(target)).get('loanId')?.trim() ?? '';

function columnsOf(object: WireObject, lists: readonly string[]): readonly Column[] {
  const wanted = new Set(lists.flatMap((list) => list.split(',')).map((name) => name.trim().toLowerCase()).filter((name) => name !== ''));
  const known = new Set([...object.standard, ...object.additional].map(([name]) => name.toLowerCase()));
  const unknown = [...wanted].find((name) => !known.has(name));
  if (unknown !== undefined) refuseColumn(object, unknown, lists);
  return object.additional.filter(([name]) => wanted.has(name.toLowerCase()));
}

function refuseColumn({ type, parameter }: WireObject, unknown: string, lists: readonly string[]): never {
  const written = lists.flatMap((list) => list.split(',')).map((name) => name.trim()).find((name) => name.toLowerCase() === unknown) ?? unknown;
  return fail('MOD202', `No such column '${written.slice(0, 100)}' on entity '${type}'.`, { target: parameter });
}
