/** `$all` in OData's dress: entities of every set, each with its type and address (Protocol 11.2.13). */
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import type { Caller } from '../../identity/index.ts';
import { readAll } from '../../service/index.ts';
import type { Deps } from '../../service/index.ts';
import { jsonHeaders, shapeOf } from './respond-read.ts';
import type { Dress } from './respond-read.ts';

export type AllExchange = { readonly request: HttpRequest; readonly target: string; readonly dress: Dress; readonly token: string | undefined };

export async function respondAll(deps: Deps, caller: Caller, { request, target, dress, token }: AllExchange): Promise<HttpResponse> {
  const { prefix, format, prefer } = dress;
  const { baseUrl } = request;
  const page = await readAll(deps, caller, { target, baseUrl, shape: shapeOf(dress), maxPageSize: prefer.maxPageSize }, token);
  const members = [`"value":${page.body}`];
  if (format.metadata !== 'none') members.unshift(`"${prefix}context":${JSON.stringify(`${baseUrl}/$metadata#Collection(Edm.EntityType)`)}`);
  if (page.token !== null) members.push(`"${prefix}nextLink":${JSON.stringify(`${baseUrl}/$all?$skiptoken=${page.token}`)}`);
  return { status: 200, headers: jsonHeaders(dress), body: `{${members.join(',')}}` };
}
