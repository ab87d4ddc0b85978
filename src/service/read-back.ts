/**
 * Reads an entity back inside the transaction that wrote it, expanded as deep as the body was.
 * In: set, key, the navigations the body went into, the dress. Out: a statement whose first column is
 * the entity's text and whose second is its ETag, and the request it stands for. Compiled once a shape.
 */
import { maySeeSecrets } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { planRead } from '../plan/index.ts';
import type { EntitySet, Singleton } from '../edm/index.ts';
import { buildEntityRead, buildKeysRead, scanShape } from '../query/index.ts';
import type { NavigationTree, OptionsSyntax, ReadRequest, RowSource } from '../query/index.ts';
import { compileRead } from '../sql/index.ts';
import type { Statement } from '../sql/index.ts';
import type { ResultShape } from '../plan/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';
import { shapeKey } from './plan-cache.ts';

export type ReadBackInput = {
  readonly set: EntitySet | Singleton;
  readonly shape: ResultShape;
  readonly baseUrl: string;
  readonly asked?: Asked | undefined;
  readonly within?: Within | undefined;
};
/** The rows among which a contained entity is read, and the target they were bound from. */
export type Within = { readonly rows: RowSource; readonly target: string };
/** $select and $expand of the request that wrote, and the target they stand in. */
export type Asked = { readonly options: OptionsSyntax; readonly target: string };
export type BackRead = { readonly statement: Statement; readonly request: ReadRequest };

export function readBack(deps: Deps, caller: Caller, input: ReadBackInput, entity: { readonly key: readonly string[]; readonly expand: NavigationTree }): BackRead {
  const { shape, set, baseUrl } = input;
  const seesSecrets = maySeeSecrets(caller);
  if (input.asked !== undefined || input.within !== undefined) return readAsked(deps, caller, input, entity);
  const key = `back ${set.name} ${treeText(entity.expand)} ${shapeKey(shape)} ${seesSecrets}`;
  const compiled = deps.plans.find(key, []) ?? compile();
  const filling = { target: '', literals: [], tenant: caller.tenant, baseUrl, cursor: undefined, arguments: entity.key };
  return { statement: fillStatement(compiled, filling), request: compiled.request };

  function compile(): NonNullable<ReturnType<typeof deps.plans.find>> {
    const { model, limits } = deps;
    const request = buildEntityRead({ model, limits, seesSecrets }, set, entity.expand);
    const plan = planRead({ model, limits, seesSecrets, shape, pageSize: limits.pageSize }, request, undefined);
    const made = { request, template: compileRead(plan), mode: plan.mode, literals: [] };
    deps.plans.keep(key, made);
    return made;
  }
}

/** Entities that were written together, in the order of their keys; however many, they are one page. */
export function readBackMany(deps: Deps, caller: Caller, input: ReadBackInput, entities: { readonly keys: readonly KeyTexts[]; readonly expand: NavigationTree }): BackRead {
  const { model, limits } = deps;
  const seesSecrets = maySeeSecrets(caller);
  const request = buildKeysRead({ model, limits, seesSecrets }, input.within?.rows ?? input.set, { ...entities, asked: input.asked?.options });
  return { statement: statementOf(deps, caller, input, { request, target: targetOf(input), results: [entities.keys] }), request };
}

/** A part of an entity, as the URL that wrote it reads it. */
export function readBackPart(deps: Deps, caller: Caller, input: ReadBackInput, { request, target }: { readonly request: ReadRequest; readonly target: string }): Statement {
  return statementOf(deps, caller, input, { request, target, results: [] });
}

type Bound = { readonly request: ReadRequest; readonly target: string; readonly results: readonly (readonly KeyTexts[])[] };

function statementOf({ model, limits }: Deps, caller: Caller, { shape, baseUrl }: ReadBackInput, { request, target, results }: Bound): Statement {
  const plan = planRead({ model, limits, seesSecrets: maySeeSecrets(caller), shape, pageSize: Number.MAX_SAFE_INTEGER }, request, undefined);
  const { literals } = scanShape(target);
  return fillStatement({ template: compileRead(plan), literals }, { target, literals, tenant: caller.tenant, baseUrl, cursor: undefined, results });
}

const treeText = (tree: NavigationTree): string => [...tree].map(([name, inner]) => `${name}(${treeText(inner)})`).join(',');

const targetOf = ({ asked, within }: ReadBackInput): string => asked?.target ?? within?.target ?? '';

/** What clients ask to see after a change, and what is contained in one entity or another, differ too much to be kept. */
function readAsked(deps: Deps, caller: Caller, input: ReadBackInput, entity: { readonly key: readonly string[]; readonly expand: NavigationTree }): BackRead {
  const { model, limits } = deps;
  const { asked, set, within, shape, baseUrl } = input;
  const target = targetOf(input);
  const seesSecrets = maySeeSecrets(caller);
  const request = buildEntityRead({ model, limits, seesSecrets }, within?.rows ?? set, entity.expand, asked?.options);
  const plan = planRead({ model, limits, seesSecrets, shape, pageSize: limits.pageSize }, request, undefined);
  const { literals } = scanShape(target);
  const filling = { target, literals, tenant: caller.tenant, baseUrl, cursor: undefined, arguments: entity.key };
  return { statement: fillStatement({ template: compileRead(plan), literals }, filling), request };
}
