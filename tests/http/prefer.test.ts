/** What a Prefer header asks for. */
import { parsePrefer } from '../../src/http/index.ts';
import type { Preferences } from '../../src/http/index.ts';

const cases: readonly (readonly [string | undefined, Preferences])[] = [
  [undefined, {}],
  ['', {}],
  ['return=minimal', { return: 'minimal' }],
  ['return=representation', { return: 'representation' }],
  ['return="minimal"', { return: 'minimal' }],
  ['Return = minimal', { return: 'minimal' }],
  ['return=everything', {}],
  ['return', {}],
  ['odata.maxpagesize=50', { maxPageSize: 50 }],
  ['maxpagesize=50', { maxPageSize: 50 }],
  ['odata.maxpagesize="7"', { maxPageSize: 7 }],
  ['maxpagesize=0', {}],
  ['maxpagesize=-3', {}],
  ['maxpagesize=1e3', {}],
  ['maxpagesize=99999999999999999999', { maxPageSize: Number.MAX_SAFE_INTEGER }],
  ['odata.continue-on-error', { continueOnError: true }],
  ['continue-on-error=true', { continueOnError: true }],
  ['continue-on-error=false', { continueOnError: false }],
  ['continue-on-error=maybe', {}],
  ['respond-async, wait=10', { respondAsync: true, wait: 10 }],
  ['odata.track-changes', { trackChanges: true }],
  ['omit-values=nulls', { omitValues: 'nulls' }],
  ['omit-values=defaults', { omitValues: 'defaults' }],
  ['omit-values=all', {}],
  ['odata.include-annotations="*"', { includeAnnotations: '*' }],
  ['odata.include-annotations="display.*,-Org.*"', { includeAnnotations: 'display.*,-Org.*' }],
  ['include-annotations=""', {}],
  ['odata.allow-entityreferences', { allowEntityReferences: true }],
  ['return=minimal, odata.maxpagesize=3, foo; bar=1, handling=lenient', { return: 'minimal', maxPageSize: 3 }],
  ['return=minimal, return=representation', { return: 'minimal' }],
  ['maxpagesize=5, odata.maxpagesize=9', { maxPageSize: 5 }],
  ['callback; url="http://x/,y;z", return=minimal', { return: 'minimal' }],
  ['return=minimal; foo="some,param"', { return: 'minimal' }],
  ['__proto__=x, constructor=y, toString', {}],
  [',,,=,;', {}],
];

it.each(cases)('Prefer: %s', (header, expected) => {
  expect(parsePrefer(header)).toEqual(expected);
});
