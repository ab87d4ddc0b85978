/**
 * One item of `aggregate(…)`: an expression or path, a method, grouping levels, an alias.
 * In: a reader at the item. Out: the item as written. Custom aggregates are recognised only by
 * having no method: whether the name is one is the binder's business.
 */

import { codeAt, dottedNameEnd, isBlank, rawAt, readName, refuse, takeWord } from './lex-reader.ts';
import type { Reader } from './lex-reader.ts';
import { refuseWord } from './parse-items.ts';
import { parseNamed } from './parse-member.ts';
import type { AggregateSyntax, ExprSyntax, PathPartSyntax } from './syntax.ts';

type From = NonNullable<AggregateSyntax['from']>[number];

/** `needsName`: in a transformation results need an alias; in a path expression they have none. */
export function parseAggregate(r: Reader, needsName: boolean): AggregateSyntax {
  const start = r.pos;
  const expr = parseAggregated(r);
  const method = isCount(expr) ? undefined : takeMethod(r);
  const from = parseFromList(r, method !== undefined || isCount(expr));
  const mustName = needsName && (method !== undefined || from.length > 0 || isCount(expr));
  const name = needsName ? takeAlias(r, mustName) : undefined;
  return {
    expr, ...(method !== undefined && { method }), ...(from.length > 0 && { from }), ...(name !== undefined && { name }),
    at: rawAt(r, start), end: rawAt(r, r.pos),
  };
}

/** `$count` alone is no expression; it stands for the number of instances. */
function parseAggregated(r: Reader): ExprSyntax | undefined {
  if (!r.text.startsWith('$count', r.pos)) return r.grammar.expression(r);
  r.pos += 6;
  return undefined;
}

function isCount(expr: ExprSyntax | undefined): boolean {
  if (expr === undefined) return true;
  return expr.kind === 'path' && expr.segments.at(-1)?.kind === 'count';
}

function takeMethod(r: Reader): string | undefined {
  if (!takeWord(r, 'with', true)) return undefined;
  const start = r.pos;
  r.pos = dottedNameEnd(r, start);
  const method = r.text.slice(start, r.pos);
  if (!METHODS.has(method) && !method.includes('.')) refuse(r, 'sum, min, max, average, countdistinct or a qualified method name');
  return method;
}

const METHODS: ReadonlySet<string> = new Set(['sum', 'min', 'max', 'average', 'countdistinct']);

function parseFromList(r: Reader, needsMethod: boolean): From[] {
  const levels: From[] = [];
  while (takeWord(r, 'from', true)) {
    const path = parseGroupingPath(r);
    const others: (readonly PathPartSyntax[])[] = [];
    for (let comma = commaEnd(r); comma > 0; comma = commaEnd(r)) {
      r.pos = comma;
      others.push(parseGroupingPath(r));
    }
    const method = takeMethod(r);
    if (method === undefined && needsMethod) refuseWord(r, 'with', 'a method');
    levels.push({ path, ...(others.length > 0 && { others }), ...(method !== undefined && { method }) });
  }
  return levels;
}

function parseGroupingPath(r: Reader): readonly PathPartSyntax[] {
  const start = r.pos;
  const end = dottedNameEnd(r, start);
  const path = end === start ? undefined : parseNamed(r, end);
  return path?.kind === 'path' ? path.segments : refuse(r, 'a property path', start);
}

/** Where the next path begins when a comma follows; 0 otherwise. */
function commaEnd(r: Reader): number {
  let at = r.pos;
  while (isBlank(codeAt(r, at))) at++;
  if (codeAt(r, at) !== 44) return 0;
  at++;
  while (isBlank(codeAt(r, at))) at++;
  return at;
}

function takeAlias(r: Reader, must: boolean): string | undefined {
  if (takeWord(r, 'as', true)) return readName(r, 'a name for the result');
  return must ? refuseWord(r, 'as', 'a name') : undefined;
}
