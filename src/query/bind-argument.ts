/**
 * One argument of a function: a literal, a parameter alias, or JSON, as a value of the parameter's type.
 * In: the parameter and what was written for it. Out: canonical text, or JSON with exact numbers.
 * Refuses (MOD205) what is no value of the type; members of structured values are judged where bodies are.
 */
import { fail } from '../base/index.ts';
import { parseValue, rowOf, typeName } from '../edm/index.ts';
import type { Parameter, ValueType } from '../edm/index.ts';
import { shorten } from './bind-value.ts';
import { parseExpression } from './parse-url.ts';
import { resolveAlias } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ExprSyntax, LiteralSyntax } from './syntax.ts';
import type { Argument, ArgumentJson } from './typed.ts';

/** The text of a query option that is a parameter. */
export function bindArgumentText(scope: Scope, parameter: Parameter, text: string): Argument {
  return bindArgument(scope, parameter, parseExpression(text, { limits: scope.limits, lenient: scope.model.rules.lenient }));
}

export function bindArgument(scope: Scope, parameter: Parameter, syntax: ExprSyntax): Argument {
  const written = resolveAlias(scope, syntax);
  const { type, collection, nullable, name } = parameter;
  if (type.kind === 'entity') return fail('URL109', `The parameter ${name} is an entity; such parameters are not offered.`, { target: name });
  if (written === undefined || isNull(written)) {
    if (!nullable) return fail('MOD205', `The parameter ${name} is null; a value of ${typeName(type)} is needed.`, { target: name });
    return { kind: 'value', text: null };
  }
  if (collection || type.kind === 'complex') return { kind: 'json', json: structured(parameter, written) };
  return { kind: 'value', text: single(scope, parameter, { type, syntax: written }) };
}

const isNull = (syntax: ExprSyntax): boolean => syntax.kind === 'literal' && syntax.type === 'null';

function structured(parameter: Parameter, syntax: ExprSyntax): ArgumentJson {
  const wanted = parameter.collection ? 'array' : 'object';
  if (syntax.kind !== wanted) {
    return fail('MOD205', `The parameter ${parameter.name} needs a JSON ${wanted}, given by a parameter alias.`, { target: parameter.name });
  }
  return toJson(parameter, syntax);
}

function toJson(parameter: Parameter, syntax: ExprSyntax): ArgumentJson {
  switch (syntax.kind) {
    case 'array': return syntax.items.map((item) => toJson(parameter, item));
    case 'object': {
      const members: { [name: string]: ArgumentJson } = Object.create(null);
      for (const { name, value } of syntax.members) members[name] = toJson(parameter, value);
      return members;
    }
    case 'literal': return jsonLiteral(syntax);
    case 'negate': if (syntax.operand.kind === 'literal') return { number: `-${syntax.operand.text}` };
  }
  return fail('MOD205', `The parameter ${parameter.name} holds something that is no JSON value.`, { target: parameter.name });
}

function jsonLiteral({ type, text }: LiteralSyntax): ArgumentJson {
  if (type === 'null') return null;
  if (type === 'boolean') return text === 'true';
  return type === 'integer' || type === 'decimal' || type === 'double' ? { number: text } : text;
}

type Kind = LiteralSyntax['type'];
const NUMBERS: readonly Kind[] = ['integer', 'decimal', 'double'];
/** The spellings of a literal that may stand for a value, by what the value is; quoted texts for all that is no number. */
const SPELLINGS: Readonly<Record<string, readonly Kind[]>> = {
  number: NUMBERS, text: ['string'], boolean: ['boolean'], guid: ['guid', 'string'], duration: ['duration', 'string'],
  temporal: ['date', 'dateTimeOffset', 'timeOfDay', 'string'], binary: ['binary', 'string'], geo: ['geography', 'geometry'], stream: [],
};

function single(scope: Scope, parameter: Parameter, { type, syntax }: { readonly type: ValueType; readonly syntax: ExprSyntax }): string {
  const literal = literalOf(syntax);
  const text = literal === undefined || !isSpelled(type, literal, scope.model.rules.lenient) ? undefined : parseValue(type, literal.text);
  if (text === undefined) {
    const found = literal === undefined ? 'no literal' : literal.type === 'string' ? `the string '${shorten(literal.text)}'` : `'${shorten(literal.text)}'`;
    return fail('MOD205', `The parameter ${parameter.name} is ${found}; a value of ${typeName(type)} is needed.`, { target: parameter.name });
  }
  const { maxLength } = parameter.facets;
  if (maxLength !== undefined && literal?.type === 'string' && [...text].length > maxLength) {
    return fail('MOD205', `The parameter ${parameter.name} has ${[...text].length} characters; at most ${maxLength} are allowed.`, { target: parameter.name });
  }
  return text;
}

/** `-INF` and `-(5)` are a sign before a literal. */
function literalOf(syntax: ExprSyntax): LiteralSyntax | undefined {
  if (syntax.kind === 'literal') return syntax;
  if (syntax.kind !== 'negate' || syntax.operand.kind !== 'literal') return undefined;
  return { ...syntax.operand, text: `-${syntax.operand.text}` };
}

/** The older dialect writes numbers and flags as strings, too. */
function isSpelled(type: ValueType, literal: LiteralSyntax, lenient: boolean): boolean {
  if (lenient && literal.type === 'string' && rowOf(type)?.family !== 'geo') return true;
  if (type.kind === 'enum') return literal.type === 'string' || literal.type === 'integer' || (literal.type === 'enum' && literal.typeName === type.name);
  const family = rowOf(type)?.family;
  return family !== undefined && SPELLINGS[family]?.includes(literal.type) === true;
}
