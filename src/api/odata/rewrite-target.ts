/**
 * Requests that stand for other reads: `POST …/$query` carries its options in the body, and
 * `$entity?$id=…` names an entity by its address. In: the request. Out: the target that is meant.
 */
import { fail } from '../../base/index.ts';
import type { Limits } from '../../base/index.ts';
import type { HttpRequest } from '../../http/index.ts';

export type Rewritten = {
  readonly target: string;
  readonly isRead: boolean;
  /** Bytes the target may have: options in a body have a limit of their own, and have met it. */
  readonly urlBytes: number;
};

const POSTED_QUERY = /\/(\$|%24)query\/?$/;

export async function rewriteTarget(request: HttpRequest, limits: Limits): Promise<Rewritten> {
  const { target, method } = request;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  if (isPostedQuery(path)) return postedQuery(request, { path, query }, limits.queryBytes);
  const isRead = method === 'GET' || method === 'HEAD';
  if (!/^\/(\$|%24)entity(\/|$)/.test(path)) return { target, isRead, urlBytes: limits.urlBytes };
  if (!isRead) return fail('URL112', `$entity takes GET, not ${method.slice(0, 20)}: an entity is changed at its own address.`, { target: '$entity', headers: { Allow: 'GET, HEAD' } });
  return { target: entityTarget(request, path, query), isRead, urlBytes: limits.urlBytes };
}

export const isPostedQuery = (target: string): boolean => POSTED_QUERY.test(target.split('?', 1)[0] ?? '');

async function postedQuery(request: HttpRequest, { path, query }: { path: string; query: string }, queryBytes: number): Promise<Rewritten> {
  if (request.method !== 'POST') return fail('URL112', '/$query takes POST with the options in the body.', { target: '$query', headers: { Allow: 'POST' } });
  if (!/^\s*text\/plain\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return fail('BOD302', '/$query takes a body of type text/plain.', { target: 'Content-Type' });
  }
  const body = await request.body();
  if (body.length > queryBytes) return fail('BOD306', `The query in the body has ${body.length} bytes; the limit queryBytes is ${queryBytes}.`, { target: '$query' });
  const options = new TextDecoder('utf-8').decode(body).trim();
  const encoded = options.replace(/[^!-~]/g, (char) => (char === '\uFFFD' || /[\uD800-\uDFFF]/.test(char) ? char : encodeURIComponent(char)));
  const all = [query, encoded].filter((part) => part !== '').join('&');
  const target = `${path.replace(POSTED_QUERY, '')}${all === '' ? '' : `?${all}`}`;
  return { target, isRead: true, urlBytes: Buffer.byteLength(target) };
}

/** The entity's own address with the other options; a cast after `$entity` is kept behind it. */
function entityTarget(request: HttpRequest, path: string, query: string): string {
  const options = query.split('&').filter((option) => option !== '');
  const isId = (option: string): boolean => /^(\$|%24)?id=/i.test(option);
  const id = options.find(isId);
  if (id === undefined) return fail('URL105', '$entity needs the option $id with the address of an entity.', { target: '$id' });
  const address = decodeAddress(id.slice(id.indexOf('=') + 1));
  const relative = belowRoot(address, request.baseUrl);
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative) || relative.startsWith('//')) return fail('URL106', `$id=${relative.slice(0, 80)} is not an address of this service.`, { target: '$id' });
  const rest = options.filter((option) => !isId(option)).join('&');
  const cast = path.replace(/^\/(\$|%24)entity/, '');
  return `/${relative.replace(/^\//, '').replace(/[?#].*$/, '')}${cast}${rest === '' ? '' : `?${rest}`}`;
}

/** An address may be absolute, an absolute path, or relative to the service root. */
function belowRoot(address: string, baseUrl: string): string {
  const rootPath = baseUrl.replace(/^[a-z]+:\/\/[^/]*/i, '');
  const root = [baseUrl, rootPath].find((start) => address.startsWith(`${start}/`));
  return root === undefined ? address : address.slice(root.length);
}

function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail('URL102', '$id holds an invalid percent escape.', { target: '$id' });
  }
}
