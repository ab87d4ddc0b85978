/**
 * The read use case: request target → shape → (parse → bind → plan → compile, once a shape) → run.
 * In: a target below the service root, the caller, the dress of the answer. Out: the bound request and
 * finished texts, which an API shape wraps. One SQL statement a read, whatever it expands.
 */
import { fail } from '../base/index.ts';
import { failureOf } from '../db/index.ts';
import type { Row } from '../db/index.ts';
import { maySeeSecrets } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { planRead } from '../plan/index.ts';
import type { Cursor, ResultShape } from '../plan/index.ts';
import { bindUrl, parseUrl, scanShape } from '../query/index.ts';
import type { ReadRequest, ScannedLiteral, TypedRequest } from '../query/index.ts';
import { compileRead } from '../sql/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';
import { shapeKey } from './plan-cache.ts';
import type { CompiledRead } from './plan-cache.ts';
import { piecesOf } from './read-pieces.ts';
import type { Pieces } from './read-pieces.ts';
import { decodeRawToken, decodeSkipToken } from './skip-token.ts';

export type ReadInput = {
  /** The raw target below the service root. */
  readonly target: string;
  readonly baseUrl: string;
  readonly shape: ResultShape;
  /** Rows of a page the client would like at most (Prefer: maxpagesize). */
  readonly maxPageSize: number | undefined;
  /** What another dialect means where its URL says nothing; it depends on the request and the dress of the answer alone. */
  readonly adapt?: (request: ReadRequest) => ReadRequest;
};

/** What came back, by the kind of resource; `null` texts are absent values. */
export type Answer =
  | { readonly kind: 'collection'; readonly body: string; readonly token: string | null; readonly count: string | null; /** Address of what contains the entities. */ readonly container?: string | null }
  | { readonly kind: 'entity'; readonly body: string; readonly etag: string | null; readonly container?: string | null }
  | { readonly kind: 'value'; readonly value: string | null; readonly etag: string | null; readonly contentType: string | null; /** The entity's canonical address. */ readonly address: string | null; /** How many elements a collection of values has. */ readonly count?: string | undefined; /** A long stream, of which `value` is the first piece. */ readonly pieces?: Pieces | undefined }
  | { readonly kind: 'count'; readonly count: string }
  /** A single-valued navigation that leads nowhere: 204. */
  | { readonly kind: 'nothing' };

export type Read = { readonly request: ReadRequest; readonly answer: Answer };
/** A request that reads no rows: the service document, metadata, batch, an operation. */
export type Unread = { readonly request: Exclude<TypedRequest, ReadRequest> };

export async function read(deps: Deps, caller: Caller, input: ReadInput): Promise<Read | Unread> {
  const scanned = scanShape(input.target);
  const cursor = cursorOf(scanned.literals);
  const found = compile(deps, caller, input, { ...scanned, cursor });
  if (!('template' in found)) return { request: found };
  const filling = { target: input.target, literals: scanned.literals, tenant: caller.tenant, baseUrl: input.baseUrl, cursor };
  const { rows } = await deps.database.read({ tenant: caller.tenant }, fillStatement(found, filling), found.mode).catch((error: unknown) => blameToken(error, cursor));
  const answer = answerOf(found.request, rows);
  if (answer.kind !== 'value' || rows[0] === undefined) return { request: found.request, answer };
  const pieces = piecesOf(rows[0], { database: deps.database, scope: { tenant: caller.tenant }, found, filling });
  return { request: found.request, answer: { ...answer, pieces } };
}

function cursorOf(literals: readonly ScannedLiteral[]): Cursor | undefined {
  const token = literals.find((literal) => literal.tag === 'token');
  return token === undefined ? undefined : decodeRawToken(token.text);
}

type Scanned = { readonly shape: string; readonly literals: readonly ScannedLiteral[]; readonly cursor: Cursor | undefined };

function compile(deps: Deps, caller: Caller, input: ReadInput, scanned: Scanned): CompiledRead | Unread['request'] {
  const settings = settingsOf(deps, caller, input);
  const key = `${variantOf(settings)} ${input.adapt === undefined ? '' : 'adapted '}${nullsOf(scanned.cursor)} ${scanned.shape}`;
  const known = deps.plans.find(key, scanned.literals);
  if (known !== undefined) return known;
  const context = { model: deps.model, limits: deps.limits, seesSecrets: settings.seesSecrets };
  const bound = bindUrl(context, parseUrl(input.target, { limits: deps.limits, lenient: deps.model.rules.lenient }));
  if (bound.kind !== 'read') return bound;
  const request = input.adapt === undefined ? bound : input.adapt(bound);
  const plan = planRead(settings, request, cursorFor(request, scanned.cursor));
  const compiled = { request, template: compileRead(plan), mode: plan.mode, literals: scanned.literals };
  deps.plans.keep(key, compiled);
  return compiled;
}

export function settingsOf(deps: Deps, caller: Caller, input: ReadInput): Parameters<typeof planRead>[0] {
  const pageSize = Math.min(input.maxPageSize ?? Infinity, deps.limits.pageSize);
  return { model: deps.model, limits: deps.limits, seesSecrets: maySeeSecrets(caller), shape: input.shape, pageSize };
}

/** Everything besides the URL that changes the plan or its result. */
function variantOf({ shape, seesSecrets, pageSize }: ReturnType<typeof settingsOf>): string {
  return `${shapeKey(shape)} ${seesSecrets} ${pageSize}`;
}

/** Where a cursor has nulls the keyset conditions differ. */
const nullsOf = (cursor: Cursor | undefined): string => (cursor === undefined ? '-' : cursor.map((v) => (v === null ? 'n' : 'v')).join(''));

export function cursorFor(request: ReadRequest, scanned: Cursor | undefined): Cursor | undefined {
  return request.skiptoken === undefined ? undefined : (scanned ?? decodeSkipToken(request.skiptoken.text));
}

/** Of all values only those of a token reach the database unchecked: what it cannot read was never issued. */
export function blameToken(error: unknown, cursor: Cursor | undefined): never {
  const state = failureOf(error)?.sqlstate;
  if (cursor !== undefined && (state === '22P02' || state === '22007' || state === '22021')) {
    return fail('URL113', '$skiptoken is not a token this service has issued.', { target: '$skiptoken' });
  }
  throw error;
}

export function answerOf(request: ReadRequest, rows: readonly Row[]): Answer {
  const [row] = rows;
  switch (request.target.kind) {
    case 'collection': case 'references': return collectionAnswer(request, row);
    case 'entity': case 'reference': return entityAnswer(request, row);
    case 'count': return row?.[1] === 'f' ? missing(request) : { kind: 'count', count: row?.[0] ?? '0' };
    case 'property': case 'media': {
      if (row === undefined) return missing(request);
      const count = request.target.kind === 'property' && row[4] !== null ? row[4] : undefined;
      return { kind: 'value', value: row[0] ?? null, etag: row[1] ?? null, contentType: row[2] ?? null, address: row[3] ?? null, count };
    }
  }
}

function collectionAnswer(request: ReadRequest, row: Row | undefined): Answer {
  if (row === undefined || row[3] === 'f') return missing(request);
  return { kind: 'collection', body: row[0] ?? '[]', token: row[1] ?? null, count: row[2] ?? null, container: row[4] ?? null };
}

function entityAnswer(request: ReadRequest, row: Row | undefined): Answer {
  if (row?.[0] !== undefined && row[0] !== null) return { kind: 'entity', body: row[0], etag: row[1] ?? null, container: row[3] ?? null };
  const isNavigation = request.rows.origin.kind === 'navigation' && !request.rows.keyed && row?.[2] === 't';
  return isNavigation ? { kind: 'nothing' } : missing(request);
}

function missing(request: ReadRequest): never {
  const type = request.rows.range.type.name;
  return fail('MOD209', `There is no such ${type.slice(type.lastIndexOf('.') + 1)}.`, { target: request.rows.set?.name ?? type });
}
