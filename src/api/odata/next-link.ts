/**
 * The next link of a page: the request's own URL with a skip token, without $skip (it has been applied)
 * and with what is left of $top. In: the raw target, the page's size, the token. Out: an absolute URL.
 */

export type NextPage = { readonly baseUrl: string; readonly target: string; readonly token: string; readonly top: number | undefined; readonly pageSize: number };

export function nextLink({ baseUrl, target, token, top, pageSize }: NextPage): string {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const kept = query.split('&').filter((option) => option !== '' && !DROPPED.has(optionName(option)));
  const left = top === undefined ? [] : [`$top=${top - pageSize}`];
  return `${baseUrl}${path}?${[...kept, ...left, `$skiptoken=${token}`].join('&')}`;
}

const DROPPED: ReadonlySet<string> = new Set(['skip', 'top', 'skiptoken']);

/** `$Top`, `%24top` and `top` are one option. */
function optionName(option: string): string {
  const [name = ''] = option.split('=', 1);
  return name.replace(/^(\$|%24)/, '').toLowerCase();
}
