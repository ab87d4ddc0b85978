/**
 * `$search` over the searchable properties of an entity: whole words and phrases, case-insensitive.
 * A term matches when any of the properties holds it. Two-valued: a missing text matches nothing.
 */
import type { Range, SearchExpr } from '../query/index.ts';
import { column, fragment } from './context.ts';
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
  const terms = [...range.type.properties.values()].flatMap((property) => {
    if (!property.searchable || property.storage.kind !== 'column') return [];
    if (property.visibility !== 'plain' && !context.seesSecrets) return [];
    return [fragment('matchesWord', column(alias, property.storage.column), pattern)];
  });
  return { kind: 'any', terms };
}

/** The words as a regular expression: special characters escaped, blanks flexible, bounded by word ends. */
function wordPattern(text: string): string {
  const words = text.trim().split(/\s+/u).map((word) => word.replace(/[\\^$.|?*+()[\]{}]/gu, '\\$&'));
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
  const chars = [...text.trim()];
  return `${isWord(chars[0]) ? '\\m' : ''}${words.join('\\s+')}${isWord(chars.at(-1)) ? '\\M' : ''}`;
}
