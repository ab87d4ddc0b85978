/**
 * SQLSTATE → fault, as a table. In: whatever the driver threw. Out: a RequestError whose message is
 * ours; the database's own text never leaves. What the write room needs to name a target (state,
 * constraint, index of the statement) travels as the error's `cause` and is read with `failureOf`.
 */
import { RequestError } from '../base/index.ts';
import type { FaultCode, Observe } from '../base/index.ts';

export type DatabaseFailure = {
  readonly kind: 'databaseFailure';
  /** Absent when the connection failed before the server could answer. */
  readonly sqlstate?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  /** Which statement of the batch failed, counted from 0; -1 for the ones around it (begin, commit). */
  readonly statement: number;
};

type Mapping = { readonly code: FaultCode; readonly message: string; readonly hint?: string };

const CONNECTION: Mapping = { code: 'DBS502', message: 'The database is not reachable at the moment.', hint: 'Try again shortly.' };
const TOO_LARGE: Mapping = {
  code: 'DBS504',
  message: 'The answer or the statement is larger than the database can build.',
  hint: 'Ask for fewer rows or properties.',
};
const CONCURRENT: Mapping = {
  code: 'PRE405',
  message: 'Another change to the same data got in between; nothing of this request was applied.',
  hint: 'Send the request again.',
};
const UNFIT: Mapping = { code: 'BOD303', message: 'A value breaks a rule of the model that the database checks.' };
const BUG: Mapping = { code: 'BUG900', message: 'An internal error occurred; it has been logged.' };

/** Exact states first, then two-character classes. */
const BY_STATE: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  ['22003', { code: 'DBS501', message: 'A number is out of the range of its type.' }],
  ['22008', { code: 'DBS501', message: 'A date or time is out of range.' }],
  ['22012', { code: 'DBS501', message: 'A division by zero occurred.' }],
  // A limit is negative only where `sql/compile-breadth` makes it so.
  ['2201W', { code: 'LIM602', message: 'The expanded collections would hold more rows than the limit expandedRows allows, many of them again and again. Ask for fewer with $top, $filter or Prefer: maxpagesize.' }],
  ['22021', { code: 'URL108', message: 'A text holds a character that cannot be stored, such as NUL.' }],
  ['22P05', { code: 'URL108', message: 'A text holds a character that cannot be stored.' }],
  ['23502', { code: 'BOD303', message: 'A required value is missing.' }],
  ['23503', { code: 'PRE404', message: 'The change refers to data that does not exist, or removes data that others refer to.' }],
  ['23505', { code: 'PRE403', message: 'A value that must be unique is already in use.' }],
  ['23514', UNFIT],
  ['23P01', { code: 'PRE403', message: 'A value or flag that only one may have is already taken.' }],
  ['26000', CONNECTION],
  ['40001', CONCURRENT],
  ['40P01', CONCURRENT],
  ['53200', TOO_LARGE],
  ['53300', CONNECTION],
  ['54000', { ...TOO_LARGE, message: 'The answer, the statement or a text that is kept in an index is larger than the database can build.', hint: 'Ask for fewer rows or properties, or store a shorter text.' }],
  ['54001', TOO_LARGE],
  ['55P03', CONCURRENT],
  ['57014', { code: 'DBS503', message: 'The statement took longer than the statement timeout.', hint: 'Narrow the request.' }],
  ['57P01', CONNECTION],
  ['57P02', CONNECTION],
  ['57P03', CONNECTION],
]);
const BY_CLASS: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  ['08', CONNECTION],
  ['22', { code: 'DBS501', message: 'A value is out of range or malformed for the operation.' }],
  ['40', CONCURRENT],
]);
/** Mapped, yet worth a line in the log: the operator has to know, or a check of ours let a value through. */
const OBSERVED: ReadonlySet<FaultCode> = new Set<FaultCode>(['BUG900', 'DBS502', 'DBS504']);

/** The server's error report, as far as we read it. Anything without a SQLSTATE is a broken connection. */
type DriverError = { readonly code?: unknown; readonly constraint?: unknown; readonly table?: unknown; readonly column?: unknown };

const decodeDriverError = (error: unknown): DriverError => (typeof error === 'object' && error !== null ? error : {});
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function sqlstateOf(error: unknown): string | undefined {
  const code = textOf(decodeDriverError(error).code);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : undefined;
}

/** Whether the connection may no longer be used after this error. */
export function isBroken(error: unknown): boolean {
  const state = sqlstateOf(error);
  return state === undefined || state === '26000' || state.startsWith('08') || state.startsWith('57P');
}

export function toFault(error: unknown, statement: number, observe: Observe): RequestError {
  if (error instanceof RequestError) return error;
  const mapping = mappingOf(sqlstateOf(error));
  if (OBSERVED.has(mapping.code)) observe({ kind: 'error', where: 'database', error });
  const { code, message, hint } = mapping;
  const fault = new RequestError(hint === undefined ? { code, message } : { code, message, hint });
  fault.cause = failureFrom(error, statement);
  return fault;
}

function mappingOf(state: string | undefined): Mapping {
  if (state === undefined) return CONNECTION;
  return BY_STATE.get(state) ?? BY_CLASS.get(state.slice(0, 2)) ?? BUG;
}

function failureFrom(error: unknown, statement: number): DatabaseFailure {
  const { constraint, table, column } = decodeDriverError(error);
  const entries = Object.entries({ sqlstate: sqlstateOf(error), constraint: textOf(constraint), table: textOf(table), column: textOf(column) });
  return { kind: 'databaseFailure', statement, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

const isFailure = (value: unknown): value is DatabaseFailure =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'databaseFailure';

/** What the database said, for rooms that can name a target: undefined for every other error. */
export function failureOf(error: unknown): DatabaseFailure | undefined {
  return error instanceof Error && isFailure(error.cause) ? error.cause : undefined;
}
