/**
 * `$search`: words and phrases over the properties that the model marks as searchable.
 * In: search syntax. Out: search tree. Refuses types that have nothing to search (MOD206).
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { EntityType } from '../edm/index.ts';
import type { SearchSyntax } from './syntax.ts';
import type { SearchExpr } from './typed.ts';

export function bindSearch(type: EntityType, syntax: SearchSyntax): SearchExpr {
  if (![...type.properties.values()].some((property) => property.searchable)) {
    return fail('MOD206', `${typeName(type)} has no searchable properties; use $filter.`, { target: '$search' });
  }
  return convert(syntax);
}

function convert(syntax: SearchSyntax): SearchExpr {
  switch (syntax.kind) {
    case 'term': {
      if (syntax.text.trim() === '') return fail('URL106', '$search has an empty phrase.', { target: '$search' });
      return { kind: 'term', text: syntax.text, phrase: syntax.phrase };
    }
    case 'not': return { kind: 'not', operand: convert(syntax.operand) };
    case 'and': case 'or': return { kind: syntax.kind, terms: syntax.terms.map(convert) };
  }
}
