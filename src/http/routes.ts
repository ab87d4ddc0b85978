/**
 * Which handler answers a path of a REST shape. A pattern's segments are words, or `{name}` for one value.
 * In: routes, method, raw target. Out: the route with its decoded values, the methods the path does take,
 * or nothing. Segments are split before they are decoded, so an escaped slash is part of a value.
 */
import { fail } from '../base/index.ts';

export type Route<T> = { readonly method: string; readonly pattern: string; readonly run: T };
export type Matched<T> =
  | { readonly kind: 'route'; readonly run: T; readonly values: Readonly<Record<string, string>> }
  /** The path exists, not with this method; the methods for the Allow header. */
  | { readonly kind: 'method'; readonly allow: string }
  | undefined;

export function matchRoute<T>(routes: readonly Route<T>[], method: string, target: string): Matched<T> {
  const segments = pathOf(target).split('/');
  const fitting = routes.filter(({ pattern }) => fits(pattern.split('/'), segments));
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = fitting.find((route) => route.method === asked);
  if (found !== undefined) return { kind: 'route', run: found.run, values: valuesOf(found.pattern.split('/'), segments) };
  if (fitting.length === 0) return undefined;
  return { kind: 'method', allow: [...new Set(fitting.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])))].join(', ') };
}

/** The raw path of a target, without its query. */
export const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';
/** The raw query of a target, without the question mark. */
export const queryOf = (target: string): string => target.slice(pathOf(target).length + 1);

const isValue = (part: string): boolean => part.startsWith('{');
const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length && pattern.every((part, i) => part === segments[i] || (isValue(part) && segments[i] !== ''));

function valuesOf(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pattern.flatMap((part, i) => (isValue(part) ? [[part.slice(1, -1), decode(segments[i] ?? '')]] : [])));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return fail('URL101', `'${segment}' in the path is not valid percent-encoding.`, { target: segment });
  }
}
