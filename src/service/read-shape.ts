/**
 * Reads in the shape of another API: the same statements, plan cache and tenancy as any read.
 * In: a shape, values for its parameters, and the query options of a client in the shape's own names.
 * Out: finished texts. Compiled once a shape and form of the options.
 */
import { maySeeSecrets } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { planRead } from '../plan/index.ts';
import type { ResultShape } from '../plan/index.ts';
import { buildShapeRead, parseUrl, scanShape } from '../query/index.ts';
import type { ReadRequest, ScannedLiteral } from '../query/index.ts';
import { compileRead } from '../sql/index.ts';
import type { Statement } from '../sql/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';
import type { CompiledRead } from './plan-cache.ts';
import { answerOf } from './read.ts';
import type { Answer } from './read.ts';
import type { ShapeInput } from './store.ts';

export const PLAIN: ResultShape = { metadata: 'none', prefix: '@', version: '4.01', ieee754Compatible: false };

/** A missing entity is undefined: what that means is the business of the API shape. */
export async function readShape(deps: Deps, caller: Caller, input: ShapeInput): Promise<Answer | undefined> {
  const { compiled, statement } = shapeStatement(deps, caller, input);
  const { rows } = await deps.database.read({ tenant: caller.tenant }, statement, compiled.mode);
  if (compiled.request.target.kind === 'entity' && (rows[0]?.[0] ?? null) === null) return undefined;
  return answerOf(compiled.request, rows);
}

export type ShapeStatement = { readonly compiled: CompiledRead; readonly statement: Statement };

/** The statement alone, to be run inside a transaction; first column: the body, second: the ETag. */
export function shapeStatement(deps: Deps, caller: Caller, input: ShapeInput): ShapeStatement {
  const target = `?${input.query ?? ''}`;
  const { shape, literals } = scanShape(target);
  const compiled = compiledOf(deps, caller, input, { target, shape, literals });
  const filling = { target, literals, tenant: caller.tenant, baseUrl: '', cursor: undefined, arguments: input.values };
  return { compiled, statement: fillStatement(compiled, filling) };
}

type Scanned = { readonly target: string; readonly shape: string; readonly literals: readonly ScannedLiteral[] };

function compiledOf(deps: Deps, caller: Caller, { read, query, omitsNulls = false }: ShapeInput, scanned: Scanned): CompiledRead {
  const { model, limits } = deps;
  const seesSecrets = maySeeSecrets(caller);
  const key = `shape ${read.id} ${omitsNulls} ${seesSecrets} ${scanned.shape}`;
  const known = deps.plans.find(key, scanned.literals);
  if (known !== undefined) return known;
  const asked = query === undefined ? undefined : parseUrl(scanned.target, { limits, lenient: false }).options;
  const request: ReadRequest = buildShapeRead({ model, limits, seesSecrets }, read, asked);
  const plan = planRead({ model, limits, seesSecrets, shape: { ...PLAIN, omitsNulls }, pageSize: limits.pageSize }, request, undefined);
  const compiled = { request, template: compileRead(plan), mode: plan.mode, literals: scanned.literals };
  deps.plans.keep(key, compiled);
  return compiled;
}
