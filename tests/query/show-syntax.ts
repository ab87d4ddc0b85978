// Prints expression trees as one line, so that a test is a row: text → tree.
import type { ExprSyntax, PathPartSyntax, SearchSyntax } from '../../src/query/syntax.ts';

export function show(e: ExprSyntax): string {
  switch (e.kind) {
    case 'literal': return `${e.typeName ?? ''}${e.type}:${e.text}`;
    case 'alias': return e.name;
    case 'path': return e.segments.map(showPart).join('/');
    case 'call': return `${e.name}(${e.args.map(show).join(', ')})`;
    case 'cast':
    case 'isof': return `${e.kind}(${e.operand ? `${show(e.operand)}, ` : ''}${e.typeName})`;
    case 'case': return `case(${e.branches.map((branch) => `${show(branch.when)}: ${show(branch.then)}`).join(', ')})`;
    case 'not':
    case 'negate': return `${e.kind}(${show(e.operand)})`;
    case 'logic': return `${e.op}(${e.terms.map(show).join(', ')})`;
    case 'compare':
    case 'arithmetic': return `${e.op}(${show(e.left)}, ${show(e.right)})`;
    case 'list': return `(${e.items.map(show).join(', ')})`;
    case 'array': return `[${e.items.map(show).join(', ')}]`;
    case 'object': return `{${e.members.map((member) => `${member.name}: ${show(member.value)}`).join(', ')}}`;
  }
}

function showPart(part: PathPartSyntax): string {
  switch (part.kind) {
    case 'name': return part.name + showArguments(part.args) + showArguments(part.key);
    case 'root':
    case 'alias': return part.name;
    case 'annotation': return part.term;
    case 'lambda': return `${part.quantifier}(${part.variable ?? ''}${part.body ? `: ${show(part.body)}` : ''})`;
    case 'count': return `$count${part.filter ? `(${show(part.filter)})` : ''}`;
    case 'filter': return `$filter(${show(part.filter)})`;
    case 'aggregate': return 'aggregate(…)';
  }
}

const showArguments = (args: readonly { readonly name?: string; readonly value: ExprSyntax }[] | undefined): string =>
  args ? `(${args.map((arg) => `${arg.name === undefined ? '' : `${arg.name}=`}${show(arg.value)}`).join(',')})` : '';

export function showSearch(s: SearchSyntax): string {
  if (s.kind === 'term') return s.phrase ? JSON.stringify(s.text) : s.text;
  return s.kind === 'not' ? `not(${showSearch(s.operand)})` : `${s.kind}(${s.terms.map(showSearch).join(', ')})`;
}
