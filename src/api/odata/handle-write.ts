/**
 * Writes at OData URLs: resolves the addressed entity, lets the service write it, and dresses the answer.
 * In: request, caller, target. Out: response. What representation is acceptable is settled before
 * anything is written. It decides nothing about the body.
 */
import { fail } from '../../base/index.ts';
import { printLiteral } from '../../edm/index.ts';
import type { EntitySet, Singleton } from '../../edm/index.ts';
import { requestIdOf } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import { hashPassword, maySeeSecrets } from '../../identity/index.ts';
import type { Caller } from '../../identity/index.ts';
import { bindUrl, parseUrl } from '../../query/index.ts';
import type { ReadRequest, RowSource } from '../../query/index.ts';
import { readBack, writeEntity, writeTargetOf } from '../../service/index.ts';
import type { Deps, WriteMethod } from '../../service/index.ts';
import { contextFragment } from './context-url.ts';
import { jsonHeaders, shapeOf, withMember } from './respond-read.ts';
import type { Dress } from './respond-read.ts';

export type WriteExchange = { readonly request: HttpRequest; readonly target: string; readonly dress: Dress };

export async function handleWrite(deps: Deps, caller: Caller, method: WriteMethod, exchange: WriteExchange): Promise<HttpResponse> {
  const { request, dress } = exchange;
  const { rows, set } = addressed(deps, caller, method, exchange.target);
  let shown: ReadRequest | undefined;
  const shape = shapeOf(dress);
  const written = await writeEntity(
    {
      model: deps.model, database: deps.database, limits: deps.limits, hashSecret: hashPassword,
      readBack: ({ key, expand }) => {
        const back = readBack(deps, caller, { set, shape, baseUrl: request.baseUrl }, { key, expand });
        shown = back.request;
        return back.statement;
      },
      entityUrl: (key) => `${request.baseUrl}/${entityAddress(set, key)}`,
    },
    caller,
    {
      method, set, target: writeTargetOf(rows),
      contentType: request.headers.get('content-type'), body: request.body,
      ifMatch: request.headers.get('if-match'), ifNoneMatch: request.headers.get('if-none-match'),
      prefer: dress.prefer.return, version: bodyVersion(request), requestId: requestIdOf(request),
    },
  );
  const version = { 'OData-Version': dress.version };
  if (written.body === undefined || shown === undefined) return { status: written.status, headers: { ...version, ...written.headers } };
  const member = dress.format.metadata === 'none' ? '' : `"${dress.prefix}context":${JSON.stringify(`${request.baseUrl}/$metadata#${contextFragment(shown, '', dress)}`)}`;
  return { status: written.status, headers: { ...jsonHeaders(dress), ...written.headers }, body: withMember(member, written.body) };
}

const bodyVersion = (request: HttpRequest): '4.0' | '4.01' | undefined => {
  const named = request.headers.get('odata-version')?.trim();
  if (named === undefined) return undefined;
  return named === '4.01' ? '4.01' : '4.0';
};

type Addressed = { readonly rows: RowSource; readonly set: EntitySet | Singleton };

function addressed(deps: Deps, caller: Caller, method: WriteMethod, target: string): Addressed {
  const context = { model: deps.model, limits: deps.limits, seesSecrets: maySeeSecrets(caller) };
  const bound = bindUrl(context, parseUrl(target, { limits: deps.limits, lenient: deps.model.rules.lenient }));
  if (bound.kind === 'operation') return fail('URL109', `${bound.operation.name} has no handler.`, { target: bound.operation.name });
  if (bound.kind !== 'read') return fail('URL112', `${method} does not apply to the ${bound.kind} resource.`, { headers: { Allow: 'GET, HEAD' } });
  const { rows } = bound;
  if (bound.target.kind !== 'entity') return notWritable(method, bound);
  const { projection } = bound.options;
  if (projection.selected !== undefined || projection.expands.length > 0) {
    return fail('URL109', '$select and $expand on a change are not offered; the answer is expanded as deep as the body.', { target: '$select' });
  }
  if (rows.set === undefined) return fail('MOD208', `${rows.range.type.name} has no entity set to change it in.`, { headers: { Allow: 'GET, HEAD' } });
  return { rows, set: rows.set };
}

function notWritable(method: WriteMethod, bound: ReadRequest): never {
  const what = { collection: 'a collection', count: '/$count', references: 'a collection of references', reference: 'a reference', property: 'a single property', media: 'a media stream', entity: 'an entity' }[bound.target.kind];
  const isCollection = bound.target.kind === 'collection' || bound.target.kind === 'count';
  const message = `${method} does not apply to ${what}; address one entity by its key.`;
  return isCollection ? fail('URL112', message, { headers: { Allow: 'GET, HEAD' } }) : fail('URL109', `${message} (Not offered yet.)`);
}

function entityAddress(set: EntitySet | Singleton, key: readonly string[]): string {
  if (set.kind === 'singleton') return set.name;
  const parts = set.type.key.map((part, i) => {
    const type = part.path.at(-1)?.type;
    const literal = encodeURIComponent(type === undefined ? (key[i] ?? '') : printLiteral(type, key[i] ?? ''));
    return set.type.key.length === 1 ? literal : `${part.alias}=${literal}`;
  });
  return `${set.name}(${parts.join(',')})`;
}
