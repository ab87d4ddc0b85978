/**
 * Which entities a collection URL means, as keys: the first step of a change of each of them.
 * In: a bound collection and the target it was bound from. Out: a statement, and the reading of its row.
 * It is an ordinary read of references, so every condition of the URL counts, the tenant's first.
 */
import { fail } from '../base/index.ts';
import type { Row } from '../db/index.ts';
import type { EdmModel, EntityType } from '../edm/index.ts';
import { maySeeSecrets } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { readReference } from '../payload/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { planRead } from '../plan/index.ts';
import { scanShape } from '../query/index.ts';
import type { ReadRequest } from '../query/index.ts';
import { compileRead } from '../sql/index.ts';
import type { Statement } from '../sql/index.ts';
import type { Deps } from './deps.ts';
import { fillStatement } from './fill.ts';

export type Matching = { readonly statement: Statement; readonly keysOf: (row: Row | undefined) => readonly KeyTexts[] };

export function matchingKeys(deps: Deps, caller: Caller, { bound, target }: { bound: ReadRequest; target: string }): Matching {
  const { model, limits } = deps;
  const request: ReadRequest = { ...bound, target: { kind: 'references' } };
  const shape = { metadata: 'minimal', prefix: '@odata.', version: '4.01', ieee754Compatible: false } as const;
  const plan = planRead({ model, limits, seesSecrets: maySeeSecrets(caller), shape, pageSize: limits.bodyEntities }, request, undefined);
  const { literals } = scanShape(target);
  const compiled = { request, template: compileRead(plan), mode: plan.mode, literals };
  const statement = fillStatement(compiled, { target, literals, tenant: caller.tenant, baseUrl: '', cursor: undefined });
  return { statement, keysOf: (row) => readKeys(model, request.rows.range.type, { row, limit: limits.bodyEntities }) };
}

function readKeys(model: EdmModel, type: EntityType, { row, limit }: { row: Row | undefined; limit: number }): readonly KeyTexts[] {
  const [body, token] = row ?? [];
  if (token !== null && token !== undefined) fail('LIM602', `The request changes more entities than the limit bodyEntities of ${limit}.`);
  const references = JSON.parse(body ?? '[]') as readonly { readonly '@odata.id': string }[];
  return references.map((reference) => {
    const found = readReference(model, type, reference['@odata.id']);
    return 'key' in found ? found.key : fail('URL109', `${type.name} has no addresses of its own; its entities cannot be changed together.`);
  });
}
