/**
 * The settings every session starts with, as one SQL text.
 * In: schema, role and statement timeout. Out: SET commands for the runtime (which owns nothing)
 * or for the owner (migrations). Identifiers come from configuration and are quoted here.
 */
export type SessionOptions = {
  readonly schema: string;
  /** The role that reads through views and writes under row-level security. */
  readonly role: string;
  readonly statementTimeoutMs: number;
};

const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export function runtimeSession(options: SessionOptions): string {
  return [
    `set role ${quoteIdentifier(options.role)}`,
    `set search_path to ${quoteIdentifier(options.schema)}, public`,
    "set TimeZone to 'UTC'",
    "set IntervalStyle to 'iso_8601'",
    "set DateStyle to 'ISO, YMD'",
    'reset extra_float_digits',
    'set standard_conforming_strings to on',
    'set client_min_messages to warning',
    'set jit to off',
    `set statement_timeout to ${Math.trunc(options.statementTimeoutMs)}`,
    `set idle_in_transaction_session_timeout to ${IDLE_IN_TRANSACTION_MS}`,
  ].join('; ');
}

/** A transaction whose work never comes back must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** The session of the schema's owner. Only the embedded database needs it: there, one session serves both. */
export function ownerSession(schema: string): string {
  return [
    'reset role',
    `set search_path to ${quoteIdentifier(schema)}, public`,
    "set TimeZone to 'UTC'",
    'set statement_timeout to 0',
    'set idle_in_transaction_session_timeout to 0',
    'reset plan_cache_mode',
  ].join('; ');
}
