/** Paths of REST shapes find their handler, and wrong methods are told which would do. */
import { matchRoute, pathOf, queryOf } from '../../src/http/index.ts';
import type { Route } from '../../src/http/index.ts';

const ROUTES: readonly Route<string>[] = [
  { method: 'GET', pattern: '/clients', run: 'list' },
  { method: 'POST', pattern: '/clients', run: 'create' },
  { method: 'GET', pattern: '/clients/external/{key}', run: 'by key' },
  { method: 'GET', pattern: '/clients/{id}', run: 'one' },
  { method: 'POST', pattern: '/clients/{id}/close', run: 'close' },
];

test.each([
  ['GET', '/clients', 'list', {}],
  ['HEAD', '/clients?$top=1', 'list', {}],
  ['GET', '/clients/external/a%2Fb', 'by key', { key: 'a/b' }],
  ['GET', '/clients/7?x=/y', 'one', { id: '7' }],
  ['POST', '/clients/7/close', 'close', { id: '7' }],
])('%s %s', (method, target, run, values) => {
  expect(matchRoute(ROUTES, method, target)).toEqual({ kind: 'route', run, values });
});

test.each([
  ['DELETE', '/clients', 'GET, HEAD, POST'],
  ['PUT', '/clients/7', 'GET, HEAD'],
  ['GET', '/clients/7/close', 'POST'],
])('%s %s is refused with what would do', (method, target, allow) => {
  expect(matchRoute(ROUTES, method, target)).toEqual({ kind: 'method', allow });
});

test.each(['/Clients', '/clients/', '/clients/7/', '//clients', '/clients/7/close/now', ''])('%s is no path', (target) => {
  expect(matchRoute(ROUTES, 'GET', target)).toBeUndefined();
});

test('a broken escape is named', () => {
  expect(() => matchRoute(ROUTES, 'GET', '/clients/%zz')).toThrow(expect.objectContaining({ fault: expect.objectContaining({ code: 'URL101' }) }));
});

test('path and query are split at the first question mark', () => {
  expect([pathOf('/a?b?c'), queryOf('/a?b?c'), queryOf('/a')]).toEqual(['/a', 'b?c', '']);
});
