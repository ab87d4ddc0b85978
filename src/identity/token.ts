/**
 * API tokens: random text for the holder, SHA-256 for the database. In: a token. Out: who it stands for.
 * The database is asked for a hash, never for a token, and what is kept in memory is kept by the hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../db/index.ts';
import type { Role } from './caller.ts';
import { keepBriefly } from './kept.ts';
import type { Find } from './kept.ts';

export type TokenHolder = {
  readonly tenant: number;
  readonly tenantName: string;
  readonly role: Role;
  readonly label: string;
  readonly isDemo: boolean;
};
export type FindToken = Find<TokenHolder>;

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([['reader', 'reader'], ['writer', 'writer'], ['admin', 'admin']]);

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
export const parseRole = (text: string | null | undefined): Role | undefined => ROLES.get(text ?? '');

/** `now` in milliseconds, from a clock that never goes back. */
export function makeFindToken(database: Database, now: () => number): FindToken {
  const find = keepBriefly((hash) => queryToken(database, hash), now);
  return (token) => find(hashToken(token));
}

async function queryToken(database: Database, hash: string): Promise<TokenHolder | undefined> {
  const text = "select tenant_id, tenant_name, role, label, is_demo from find_token(decode($1, 'hex'))";
  const { rows } = await database.read({ tenant: undefined }, { name: 'find_token', text, values: [hash] }, 'generic');
  const [tenant, tenantName, roleText, label, isDemo] = rows[0] ?? [];
  const role = parseRole(roleText);
  if (!tenant || !tenantName || role === undefined) return undefined;
  return { tenant: Number(tenant), tenantName, role, label: label ?? '', isDemo: isDemo === 't' };
}

/** The owner's connection, as far as making a token needs it. */
export type Owner = { readonly raw: (sql: string, values: readonly (string | number)[]) => PromiseLike<{ readonly rows: readonly unknown[] }> };
export type TokenRequest = { readonly tenant: string; readonly role: Role; readonly label: string };

/** Makes a token in the database and returns its text, which exists nowhere else; undefined: no such tenant. */
export async function createToken(owner: Owner, { tenant, role, label }: TokenRequest): Promise<string | undefined> {
  const token = randomBytes(32).toString('base64url');
  const sql = `
    insert into api_tokens (tenant_id, token_hash, role, label)
    select id, decode(?, 'hex'), ?, ? from tenants where name = ? returning id`;
  const { rows } = await owner.raw(sql, [hashToken(token), role, label, tenant]);
  return rows.length === 1 ? token : undefined;
}
