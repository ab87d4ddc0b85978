/**
 * Collects what is wrong with a body, so that the client learns all of it at once.
 * In: one problem at a time, with the JSON path it concerns. Out: one fault with details.
 * It decides only which code the whole fault carries.
 */
import { fail } from '../base/index.ts';
import type { FaultCode, FaultDetail } from '../base/index.ts';

export type Problems = { readonly list: FaultDetail[]; truncated: boolean };
type BodyCode = Extract<FaultCode, 'BOD303' | 'BOD304'>;

/** A body of ten thousand bad items is refused with the first hundred reasons. */
const DETAILS_MAX = 100;

/** Names in a body may be as long as the body; the client knows them. */
const TEXT_MAX = 500;
const excerpt = (text: string): string => (text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`);

export const makeProblems = (): Problems => ({ list: [], truncated: false });

export function addProblem(problems: Problems, code: BodyCode, { path, message }: { path: string; message: string }): void {
  if (problems.list.length >= DETAILS_MAX) problems.truncated = true;
  else problems.list.push({ code, message: excerpt(message), ...(path === '' ? {} : { target: excerpt(path) }) });
}

export function failOnProblems({ list, truncated }: Problems): void {
  const first = list[0];
  if (first === undefined) return;
  const code = list.some((problem) => problem.code === 'BOD303') ? 'BOD303' : first.code;
  const count = truncated ? `more than ${list.length}` : `${list.length}`;
  const message = list.length === 1 ? first.message : `The body has ${count} problems; the first: ${first.message}`;
  fail(code, message, { ...(first.target === undefined ? {} : { target: first.target }), details: list });
}

/** `Lines/results/1` + `code`; the root has the empty path. */
export const joinPath = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);
