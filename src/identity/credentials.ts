/**
 * What a request says about its caller, pure. In: its headers. Out: the token it carries, if any, the
 * tenant it names, and whether it came through a proxy. It does not know whether any of that is true.
 */
export type CredentialHeaders = ReadonlyMap<string, string>;

/** API token from `Bearer <token>`, or from Basic with the token as the password of any user. */
export function readToken(headers: CredentialHeaders): string | undefined {
  const value = (headers.get('authorization') ?? '').trim();
  const blank = value.search(/\s/);
  const scheme = (blank < 0 ? value : value.slice(0, blank)).toLowerCase();
  const rest = blank < 0 ? '' : value.slice(blank).trim();
  if (scheme === 'bearer') return nonEmpty(rest);
  if (scheme !== 'basic') return undefined;
  const pair = Buffer.from(rest, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : nonEmpty(pair.slice(colon + 1));
}

const nonEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

/** Name or id of a tenant, in the header LoanPro's clients send. */
export const readTenantName = (headers: CredentialHeaders): string | undefined => nonEmpty((headers.get('autopal-instance-id') ?? '').trim());

const FORWARDING: ReadonlySet<string> = new Set([
  'forwarded', 'via', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'x-original-host', 'true-client-ip', 'cf-connecting-ip', 'fastly-client-ip',
]);

/** Whether something stood between the caller and us: then a loopback connection proves nothing. */
export function isForwarded(headers: CredentialHeaders): boolean {
  return [...headers.keys()].some((name) => name.startsWith('x-forwarded') || FORWARDING.has(name));
}
