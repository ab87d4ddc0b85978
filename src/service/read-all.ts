/**
 * `$all`: the entities of every set, one set after the other. A page holds rows of one set; its token
 * names the set and the place in it. Sets that are empty are passed over.
 * In: caller, dress, token. Out: the page's text and the token of what follows.
 */
import { fail } from '../base/index.ts';
import { maySeeSecrets } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { planRead } from '../plan/index.ts';
import type { Cursor } from '../plan/index.ts';
import type { EntitySet } from '../edm/index.ts';
import { buildSetRead } from '../query/index.ts';
import { compileRead } from '../sql/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';
import type { ReadInput } from './read.ts';
import { decodeSkipToken } from './skip-token.ts';

export type AllPage = { readonly body: string; readonly token: string | null };
type Place = { readonly set: EntitySet; readonly cursor: Cursor | undefined };

export async function readAll(deps: Deps, caller: Caller, input: ReadInput, token: string | undefined): Promise<AllPage> {
  const sets = [...deps.model.entitySets.values()];
  const start = token === undefined ? { index: 0, cursor: undefined } : placeOf(sets, decodeSkipToken(token));
  for (let index = start.index; index < sets.length; index += 1) {
    const set = sets[index];
    if (set === undefined) break;
    const page = await readSet(deps, caller, input, { set, cursor: index === start.index ? start.cursor : undefined });
    if (page.token !== null) return { body: page.body, token: encode([set.name, ...decodeSkipToken(page.token)]) };
    const next = sets[index + 1];
    if (page.body !== '[]') return { body: page.body, token: next === undefined ? null : encode([next.name]) };
  }
  return { body: '[]', token: null };
}

function placeOf(sets: readonly EntitySet[], [name, ...cursor]: Cursor): { readonly index: number; readonly cursor: Cursor | undefined } {
  const index = sets.findIndex((set) => set.name === name);
  const keys = sets[index]?.type.key.length;
  if (index < 0 || (cursor.length > 0 && cursor.length !== keys)) return fail('URL113', '$skiptoken is not a token this service has issued.', { target: '$skiptoken' });
  return { index, cursor: cursor.length === 0 ? undefined : cursor };
}

async function readSet(deps: Deps, caller: Caller, input: ReadInput, { set, cursor }: Place): Promise<AllPage> {
  const { model, limits } = deps;
  const seesSecrets = maySeeSecrets(caller);
  const request = buildSetRead({ model, limits, seesSecrets }, set);
  const pageSize = Math.min(input.maxPageSize ?? Infinity, limits.pageSize);
  const plan = planRead({ model, limits, seesSecrets, shape: { ...input.shape, mixed: true }, pageSize }, request, cursor);
  const compiled = { request, template: compileRead(plan), mode: plan.mode, literals: [] };
  const filling = { target: '', literals: [], tenant: caller.tenant, baseUrl: input.baseUrl, cursor };
  const { rows } = await deps.database.read({ tenant: caller.tenant }, fillStatement(compiled, filling), plan.mode);
  return { body: rows[0]?.[0] ?? '[]', token: rows[0]?.[1] ?? null };
}

const encode = (values: readonly (string | null)[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');
