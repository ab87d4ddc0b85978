/**
 * `$search` over the searchable properties of an entity: whole words and phrases, case-insensitive.
 * A term matches when any of the properties holds it. Two-valued: a missing text matches nothing.
 */
import type { Property } from '../edm/index.ts';
import type { Range, SearchExpr } from '../query/index.ts';
import { column, fragment, isHidden } from './context.ts';
import type { PlanContext } from './context.ts';
import type { PlanExpr } from './read-plan.ts';

export function planSearch(context: PlanContext, range: Range, search: SearchExpr): PlanExpr {
  switch (search.kind) {
    case 'term': return planTerm(context, range, search.text);
    case 'not': return fragment('isNotTrue', planSearch(context, range, search.operand));
    case 'and': return { kind: 'all', terms: search.terms.map((term) => planSearch(context, range, term)) };
    case 'or': return { kind: 'any', terms: search.terms.map((term) => planSearch(context, range, term)) };
  }
}

function planTerm(context: PlanContext, range: Range, text: string): PlanExpr {
  const alias = context.aliases.get(range);
  if (alias === undefined) throw new Error(`the range ${range.name} is not in scope of the plan`);
  const pattern: PlanExpr = { kind: 'param', source: { kind: 'slot', slot: { text: wordPattern(text) } }, sqlType: 'text' };
  const terms = searchedColumns(context, range.type.properties.values(), '').map((name) => fragment('matchesWord', column(alias, name), pattern));
  return { kind: 'any', terms };
}

/** Columns of searchable properties, those inside complex values with their prefix. */
function searchedColumns(context: PlanContext, properties: Iterable<Property>, prefix: string): readonly string[] {
  return [...properties].flatMap((property): readonly string[] => {
    const { storage, type } = property;
    if (storage.kind === 'complex' && type.kind === 'complex') return searchedColumns(context, type.properties.values(), prefix + storage.prefix);
    return property.searchable && storage.kind === 'column' && !isHidden(context, property) ? [prefix + storage.column] : [];
  });
}

/** The words as a regular expression: special characters escaped, blanks flexible, bounded by word ends. */
function wordPattern(text: string): string {
  const words = text.trim().split(/\s+/u).map((word) => word.replace(/[\\^$.|?*+()[\]{}]/gu, '\\$&'));
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
  const chars = [...text.trim()];
  return `${isWord(chars[0]) ? '\\m' : ''}${words.join('\\s+')}${isWord(chars.at(-1)) ? '\\M' : ''}`;
}
