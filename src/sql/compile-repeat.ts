/**
 * Statements about repeatable requests: claim one, look at what was claimed, store its answer, forget old ones.
 * In: the caller's key of a request, its answer, the tenant. Out: statements on the engine's own table, which
 * the migrations of every model make. A second claim of the same key waits for the transaction of the first.
 */
import type { TenantText } from './compile-write.ts';
import type { Statement } from './statement.ts';
import { joined, piece, printStatement, typed } from './write-fragments.ts';
import type { Piece } from './write-fragments.ts';

export type RepeatKey = { readonly caller: string; readonly requestId: string };
/** Instants are ISO 8601 texts. */
export type RepeatClaim = RepeatKey & { readonly firstSent: string; readonly fingerprint: string };
export type RepeatAnswer = { readonly status: string; readonly headers: string; readonly body: string | null };

const TABLE = 'repeatable_requests';
/** Old rows that one request clears away: more than it adds. */
const FORGOTTEN_AT_ONCE = 100;

const tenantIs = (tenant: TenantText): readonly Piece[] => (tenant === undefined ? [] : [piece('r.tenant_id = ?', [typed(tenant, 'int')])]);

const isRow = ({ caller, requestId }: RepeatKey, tenant: TenantText): Piece =>
  joined([...tenantIs(tenant), piece('r.caller = ?', [typed(caller, 'text')]), piece('r.request_id = ?', [typed(requestId, 'uuid')])], ' and ');

/** Affects one row for whoever comes first, none for everybody else. */
export function compileClaim({ caller, requestId, firstSent, fingerprint }: RepeatClaim, tenant: TenantText): Statement {
  const columns = [
    ...(tenant === undefined ? [] : [{ name: 'tenant_id', value: typed(tenant, 'int') }]),
    { name: 'caller', value: typed(caller, 'text') },
    { name: 'request_id', value: typed(requestId, 'uuid') },
    { name: 'first_sent', value: typed(firstSent, 'timestamptz') },
    { name: 'fingerprint', value: typed(fingerprint, 'text') },
  ];
  const target = piece(`?? (${columns.map(() => '??').join(', ')})`, [TABLE, ...columns.map(({ name }) => name)]);
  return printStatement(piece('insert into ? values (?) on conflict do nothing', [target, joined(columns.map(({ value }) => value), ', ')]));
}

/** Columns: fingerprint, status, headers, body. */
export const compileRecall = (key: RepeatKey, tenant: TenantText): Statement =>
  printStatement(piece('select r.fingerprint, r.status, r.headers, r.body from ?? r where ?', [TABLE, isRow(key, tenant)]));

export const compileRemember = (key: RepeatKey, { status, headers, body }: RepeatAnswer, tenant: TenantText): Statement =>
  printStatement(piece('update ?? r set status = ?, headers = ?, body = ? where ?', [TABLE, typed(status, 'int'), typed(headers, 'text'), typed(body, 'text'), isRow(key, tenant)]));

/** Requests that clear the same rows at the same time do not wait for each other. */
export function compileForget(firstSentBefore: string, tenant: TenantText): Statement {
  const isOld = joined([...tenantIs(tenant), piece('r.first_sent < ?', [typed(firstSentBefore, 'timestamptz')])], ' and ');
  const old = piece('select r.caller, r.request_id from ?? r where ? order by r.first_sent limit ? for update skip locked', [TABLE, isOld, typed(String(FORGOTTEN_AT_ONCE), 'int')]);
  const isMeant = joined([...tenantIs(tenant), piece('r.caller = o.caller and r.request_id = o.request_id')], ' and ');
  return printStatement(piece('delete from ?? r using (?) o where ?', [TABLE, old, isMeant]));
}
