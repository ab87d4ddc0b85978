/**
 * Rules for header values and preferences, which are no URLs.
 * In: a whole header or preference. Out: nothing, or a refusal with an offset.
 */

import { finish, isAtEnd, match, matchMaybe, need, openCursor, take } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { isOf, refuseAt } from './names.ts';
import type { Check } from './names.ts';
import type { Rule } from './value-rules.ts';

type Part = (k: Cursor, c: Check) => void;

const blanks = (k: Cursor): void => void matchMaybe(k, /[ \t]*/);

const equals = (k: Cursor): void => {
  blanks(k);
  need(k, '=');
  blanks(k);
};

const field = (names: readonly string[], value: Part): Part => (k, c) => {
  if (!names.some((name) => take(k, name))) refuseAt(k.pos, names.join(' or '));
  need(k, ':');
  blanks(k);
  value(k, c);
};

const requestId: Part = (k) => void match(k, /[A-Za-z0-9\-._~]+/, 'a request id');
const version: Part = (k) => {
  match(k, /\d+/, 'a version');
  need(k, '.');
  match(k, /\d+/, 'a version');
};
const iri: Part = (k) => void match(k, /[\x21-\x7e\x80-\xff]+/, 'an IRI');

const HEADERS: Readonly<Record<string, Part>> = {
  asyncresult: field(['AsyncResult'], (k) => { for (let i = 0; i < 3; i++) match(k, /\d/, 'three digits'); }),
  'content-id': field(['Content-ID'], requestId),
  isolation: field(['OData-Isolation', 'Isolation'], (k) => need(k, 'snapshot')),
  'odata-entityid': field(['OData-EntityID'], iri),
  'odata-error': field(['OData-Error'], (k) => {
    need(k, '{"code":', true);
    matchMaybe(k, /[\x20-\x7e]*/);
  }),
  'odata-maxversion': field(['OData-MaxVersion'], version),
  'odata-version': field(['OData-Version'], (k) => {
    need(k, '4.0');
    matchMaybe(k, /[1-9]/);
  }),
  prefer: field(['Prefer'], (k, c) => {
    for (;;) {
      preference(k, c);
      const from = k.pos;
      blanks(k);
      if (!take(k, ',')) return void (k.pos = from);
      blanks(k);
    }
  }),
};

const named = (prefixed: boolean, name: string, value?: Part): Part => (k, c) => {
  const from = k.pos;
  if (prefixed) take(k, 'odata.');
  if (!take(k, name)) {
    k.pos = from;
    refuseAt(from, name);
  }
  value?.(k, c);
};

const words = (isExact: boolean, ...choices: readonly string[]): Part => (k) => {
  equals(k);
  if (!choices.some((choice) => take(k, choice, isExact))) refuseAt(k.pos, choices.join(' or '));
};

const callback: Part = (k) => {
  blanks(k);
  need(k, ';');
  blanks(k);
  need(k, 'url');
  equals(k);
  need(k, '"');
  match(k, /[A-Za-z][A-Za-z0-9+\-.]*/, 'a URI');
  need(k, ':');
  match(k, /[A-Za-z0-9\-._~%!$&'()*+,;=:@/?#[\]]+/, 'a URI');
  need(k, '"');
};

const annotations: Part = (k, c) => {
  equals(k);
  need(k, '"');
  do annotation(k, c); while (take(k, ','));
  need(k, '"');
};

const annotation: Part = (k, c) => {
  take(k, '-');
  if (!take(k, '*')) qualifiedTerm(k, c);
  if (take(k, '#')) match(k, /[A-Za-z_]\w{0,127}/, 'a qualifier');
};

/** `Ns.Term` or `Ns.*` */
function qualifiedTerm(k: Cursor, c: Check): void {
  let parts = 0;
  for (;;) {
    if (parts > 0 && take(k, '*')) return;
    const name = match(k, /[A-Za-z_]\w{0,127}/, 'a name');
    parts++;
    const isTerm = parts > 1 && k.text[k.pos] !== '.';
    if (!isOf(c, isTerm ? 'termName' : 'namespacePart', name)) refuseAt(k.pos, 'a known name');
    if (isTerm) return;
    need(k, '.');
  }
}

const PREFERENCES: Readonly<Record<string, Part>> = {
  allowEntityReferencesPreference: named(true, 'allow-entityreferences'),
  callbackPreference: named(true, 'callback', callback),
  continueOnErrorPreference: named(true, 'continue-on-error', (k, c) => {
    const from = k.pos;
    blanks(k);
    if (k.text[k.pos] !== '=') return void (k.pos = from);
    words(false, 'true', 'false')(k, c);
  }),
  includeAnnotationsPreference: named(true, 'include-annotations', annotations),
  maxpagesizePreference: named(true, 'maxpagesize', (k) => {
    equals(k);
    match(k, /[1-9]\d*/, 'a positive number');
  }),
  omitValuesPreference: named(false, 'omit-values', words(false, 'nulls', 'defaults')),
  respondAsyncPreference: named(false, 'respond-async'),
  returnPreference: named(false, 'return', words(true, 'representation', 'minimal')),
  trackChangesPreference: named(true, 'track-changes'),
  waitPreference: named(false, 'wait', (k) => {
    equals(k);
    match(k, /\d+/, 'seconds');
  }),
};

/** The one whose name stands here; its own rule blames what follows. */
function preference(k: Cursor, c: Check): void {
  const rest = k.text.slice(k.pos).toLowerCase().replace(/^odata\./, '');
  const known: readonly (readonly [string, string])[] = [
    ['allow-entityreferences', 'allowEntityReferencesPreference'], ['callback', 'callbackPreference'],
    ['continue-on-error', 'continueOnErrorPreference'], ['include-annotations', 'includeAnnotationsPreference'],
    ['maxpagesize', 'maxpagesizePreference'], ['omit-values', 'omitValuesPreference'], ['respond-async', 'respondAsyncPreference'],
    ['return', 'returnPreference'], ['track-changes', 'trackChangesPreference'], ['wait', 'waitPreference'],
  ];
  const found = known.find(([name]) => rest.startsWith(name));
  if (found === undefined) return refuseAt(k.text.slice(k.pos).toLowerCase().startsWith('odata.') ? k.pos + 6 : k.pos, 'a preference');
  const isPrefixed = /^odata\./i.test(k.text.slice(k.pos));
  if (isPrefixed && UNPREFIXED.has(found[0])) refuseAt(k.pos + 6, 'a preference that takes the prefix');
  PREFERENCES[found[1]]!(k, c);
}

const UNPREFIXED: ReadonlySet<string> = new Set(['omit-values', 'respond-async', 'return', 'wait']);

function anyHeader(k: Cursor, c: Check): void {
  const name = /^[^:]*/.exec(k.text)![0].toLowerCase();
  const key = name === 'odata-isolation' ? 'isolation' : name;
  const part = Object.hasOwn(HEADERS, key) ? HEADERS[key] : undefined;
  if (part === undefined) return refuseAt(0, 'a header');
  part(k, c);
}

const whole = (part: Part): Rule => (c) => {
  const k = openCursor(c.text);
  part(k, c);
  if (!isAtEnd(k)) finish(k);
};

export const HEADER_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...Object.entries({ ...HEADERS, ...PREFERENCES }).map(([name, part]): [string, Rule] => [name, whole(part)]),
  ['header', whole(anyHeader)], ['preference', whole(preference)], ['request-id', whole(requestId)],
  ['annotationIdentifier', whole(annotation)],
]);
