/**
 * Names the place in the body for what only the database could find, such as a unique value taken in
 * a race. In: the error of a batch and the steps it was made of. Out: the same fault with a target.
 * Which item of a set-wise step failed is not known: the target is what its items have in common.
 */
import { RequestError } from '../base/index.ts';
import type { ChangeStep } from '../change/index.ts';
import { failureOf } from '../db/index.ts';

export function withTarget(error: unknown, steps: readonly ChangeStep[]): unknown {
  const failure = failureOf(error);
  if (!(error instanceof RequestError) || failure === undefined || error.fault.target !== undefined) return error;
  const step = steps[failure.statement];
  if (step === undefined) return error;
  const target = targetOf(step, failure.constraint ?? '', failure.column);
  if (target === '') return error;
  const named = new RequestError({ ...error.fault, message: `${target}: ${error.fault.message}`, target });
  named.cause = error.cause;
  return named;
}

/**
 * A constraint's name holds the names of its columns, or what a reference is called; the longest that
 * fits is the telling one.
 */
function targetOf(step: ChangeStep, constraint: string, column: string | undefined): string {
  const path = commonPath(step.rows.map((row) => row.path));
  if (step.kind === 'delete') return path;
  const changed = step.columns.filter(({ label }) => label !== undefined).toSorted((a, b) => b.name.length - a.name.length);
  const rule = constraint.replace(`${step.shape.table.name}_`, '');
  const telling = changed.find(({ name }) => name === column || rule.includes(name.replace(/_id$/, '')));
  if (telling?.label === undefined) return path;
  return path === '' ? telling.label : `${path}/${telling.label}`;
}

function commonPath(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => path.split('/'));
  if (first === undefined) return '';
  const length = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (length === -1 ? first : first.slice(0, length)).join('/');
}
