/**
 * Rules that are URLs or parts of them: each runs the production parser, then checks names.
 * In: a whole input. Out: facts, or a refusal with an offset. A part that cannot stand alone is
 * wrapped in the smallest URL that holds it, and offsets are shifted back.
 */

import { RequestError } from '../../base/index.ts';
import { parseExpression, parseOptions, parseResourcePath, parseUrl } from '../parse-url.ts';
import type { ParseOptions } from '../parse-url.ts';
import type { ExprSyntax } from '../syntax.ts';
import { checkExpr } from './check-expr.ts';
import { checkQuery } from './check-options.ts';
import { checkPath } from './check-path.ts';
import { checkContext } from './context-rules.ts';
import { finish, need, openCursor, match, take } from './cursor.ts';
import { note, refuseAt } from './names.ts';
import type { Check } from './names.ts';
import type { Rule } from './value-rules.ts';

const REPEATABLE = { mayRepeat: true } as const;

export const query: Rule = (c, options) => {
  if (c.text === '') refuseAt(0, 'a query option');
  checkQuery(c, parseOptions(c.text, { ...options, ...REPEATABLE }));
};

export const path: Rule = (c, options) => {
  if (c.text === '' || c.text.startsWith('/')) refuseAt(0, 'an entity set');
  checkPath(c, parseResourcePath(c.text, options));
  if (c.text.endsWith('/')) refuseAt(c.text.length, 'a segment');
};

/** Options of `$metadata` and `$batch`, and of `$entity` without and with a cast. */
const FOR_METADATA = ['format'];
const FOR_ENTITY = ['format', 'id'];
const FOR_ENTITY_CAST = ['format', 'id', 'expand', 'select'];

const relativeUri: Rule = (c, options) => {
  const hash = c.text.indexOf('#');
  const isMetadata = hash > 0 && /^\$metadata(?:\?|#)/.test(c.text);
  const text = isMetadata ? c.text.slice(0, hash) : c.text;
  const mark = text.indexOf('?');
  const pathText = mark < 0 ? text : text.slice(0, mark);
  if (pathText === '' || pathText.startsWith('/')) refuseAt(0, 'a resource path');
  const tree = parseAll(text, mark, options);
  checkPath({ ...c, text }, tree.path);
  if (pathText.endsWith('/')) refuseAt(pathText.length, 'a segment');
  checkTop({ ...c, text }, tree, mark);
  if (isMetadata) checkContext(c, hash);
};

type Tree = Pick<ReturnType<typeof parseUrl>, 'path' | 'options'>;

/** Path and query apart, because a grammar has no rule against giving an option twice. */
function parseAll(text: string, mark: number, options: ParseOptions): Tree {
  if (mark < 0) return parseUrl(text, options);
  const { path: segments } = parseUrl(text.slice(0, mark), options);
  const rest = text.slice(mark + 1);
  const parsed = shifted(mark + 1, text.length, () => parseOptions(rest, { ...options, ...REPEATABLE }));
  return { path: segments, options: parsed };
}

function checkTop(c: Check, tree: Tree, mark: number): void {
  const first = tree.path[0]?.kind;
  const allowed = first === 'metadata' || first === 'batch' ? FOR_METADATA : first !== 'entity' ? undefined : tree.path.length > 1 ? FOR_ENTITY_CAST : FOR_ENTITY;
  if (mark < 0) return first === 'entity' ? refuseAt(c.text.length, '"?"') : undefined;
  shifted(mark + 1, c.text.length, () => checkQuery({ ...c, text: c.text.slice(mark + 1) }, tree.options, allowed));
  if (first === 'entity' && tree.options.id === undefined) refuseAt(c.text.length, '$id');
}

/** Runs a rule on a later stretch of the input and moves its offsets back. */
function shifted<T>(by: number, length: number, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof RequestError) || error.fault.at === undefined) throw error;
    throw new RequestError({ ...error.fault, at: Math.min(Math.max(error.fault.at + by, 0), length) });
  }
}

const SEGMENT = /[A-Za-z0-9\-._~%!$&'()*+,;=:@]+/;

const uri: Rule = (c, options) => {
  const root = rootEnd(c);
  if (root === c.text.length) return;
  const rest: Check = { ...c, text: c.text.slice(root) };
  shifted(root, c.text.length, () => relativeUri(rest, options));
};

/** Everything up to the last slash before the query is service root. */
function rootEnd(c: Check): number {
  const k = openCursor(c.text);
  if (!take(k, 'https')) need(k, 'http');
  need(k, '://');
  match(k, /(?:\[[0-9A-Fa-f:.v]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]*)(?::\d*)?/, 'a host');
  need(k, '/');
  for (;;) {
    const from = k.pos;
    const found = new RegExp(SEGMENT.source, 'y');
    found.lastIndex = from;
    const segment = found.exec(c.text)?.[0];
    if (segment === undefined || c.text[from + segment.length] !== '/') return from;
    k.pos = from + segment.length + 1;
  }
}

const serviceRoot: Rule = (c) => {
  const k = openCursor(c.text);
  k.pos = rootEnd(c);
  finish(k);
};

/** Calls are refused at once when they do not begin with their word. */
const CALLS: Readonly<Record<string, RegExp>> = {
  isofExpr: /^isof(?:\(|%28)/i, castExpr: /^cast(?:\(|%28)/i, caseMethodCallExpr: /^case(?:\(|%28)/i, isdefinedExpr: /^isdefined(?:\(|%28)/i,
  anyExpr: /^any(?:\(|%28)/i, allExpr: /^all(?:\(|%28)/i, parenExpr: /^(?:\(|%28)/, negateExpr: /^-/, notExpr: /^not/i,
};

const expression = (name: string, kinds?: readonly ExprSyntax['kind'][]): Rule => (c, options) => {
  if (CALLS[name]?.test(c.text) === false) refuseAt(0, name);
  const tree = parseExpression(c.text, options);
  if (kinds && !kinds.includes(tree.kind)) refuseAt(0, name);
  note(c, name, tree);
  checkExpr(c, tree);
};

/** One option alone: its own name first, and no second option. */
const option = (name: string): Rule => (c, options) => {
  const written = /^\$?[A-Za-z]*/.exec(c.text)![0].toLowerCase();
  const base = written.replace(/^\$/, '');
  if (base !== name && !base.startsWith(name)) refuseAt(0, name);
  oneOption(c, options);
};

const oneOption: Rule = (c, options) => {
  const amp = c.text.indexOf('&');
  query({ ...c, text: amp < 0 ? c.text : c.text.slice(0, amp) }, options);
  if (amp >= 0) refuseAt(amp, 'the end of the option');
};

const customOption: Rule = (c, options) => {
  if (/^[$@]/.test(c.text)) refuseAt(0, 'a custom query option');
  oneOption(c, options);
};

type Wrapping = { readonly before: string; readonly after?: string; readonly rule: Rule; readonly list?: string | readonly string[] };

/** A part inside the smallest whole that may hold it; `list` gives the stand-in name `_` its kind. */
export const wrapped = ({ before, after = '', rule, list }: Wrapping): Rule => (c, options) => {
  const names = new Map(c.names);
  for (const one of [list ?? []].flat()) if (c.names.has(one)) names.set(one, new Set([...(c.names.get(one) ?? []), '_']));
  const inner: Check = { ...c, text: before + c.text + after, names };
  shifted(-before.length, c.text.length, () => rule(inner, options));
};

export const common = expression('commonExpr');

const lambda = (name: string): Rule => (c, options) => {
  if (CALLS[name]?.test(c.text) === false) refuseAt(0, name);
  wrapped({ before: '_/', rule: common, list: 'primitiveColProperty' })(c, options);
};

/** Paths that begin with a property: a range variable is none. */
const member = (name: string): Rule => (c, options) => {
  const names = name === 'propertyPathExpr' || name === 'memberExpr' || name === 'directMemberExpr' ? new Map([...c.names, ['lambdaVariableExpr', new Set<string>()]]) : c.names;
  expression(name, ['path', 'alias'])({ ...c, names }, options);
};

const METHODS = [
  'indexOf', 'toLower', 'toUpper', 'trim', 'substring', 'concat', 'length', 'matchesPattern', 'year', 'month', 'day', 'hour', 'minute', 'second',
  'fractionalseconds', 'totalseconds', 'date', 'time', 'round', 'floor', 'ceiling', 'distance', 'geoLength', 'totalOffsetMinutes', 'minDateTime',
  'maxDateTime', 'now', 'endsWith', 'startsWith', 'contains', 'intersects', 'hasSubset', 'hasSubsequence', 'bool',
];
const OPTIONS = [
  'filter', 'search', 'orderby', 'skip', 'top', 'select', 'expand', 'compute', 'apply', 'index', 'format', 'id', 'schemaversion', 'deltatoken', 'skiptoken',
];
const TAILS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'has', 'in', 'add', 'sub', 'mul', 'div', 'divby', 'mod', 'and', 'or'];
const TRANSFORMATIONS = [
  'applyTrafo', 'aggregateTrafo', 'computeTrafo', 'concatTrafo', 'groupbyTrafo', 'joinTrafo', 'nestTrafo', 'outerjoinTrafo', 'preservingTrafo', 'preservingTrafos',
  'bottomcountTrafo', 'bottompercentTrafo', 'bottomsumTrafo', 'filterTrafo', 'identityTrafo', 'orderbyTrafo', 'searchTrafo', 'skipTrafo', 'topTrafo',
  'topcountTrafo', 'toppercentTrafo', 'topsumTrafo', 'ancestorsTrafo', 'descendantsTrafo', 'traverseTrafo', 'customFunction', 'applyExpr',
];
const MEMBERS = ['firstMemberExpr', 'memberExpr', 'directMemberExpr', 'propertyPathExpr', 'annotationExpr', 'rootExpr', 'inscopeVariableExpr', 'implicitVariableExpr', 'currCollectionExpr'];
const ANY_EXPRESSIONS = ['commonExpr', 'boolCommonExpr', 'parenExpr', 'parameterValue', 'aggregatableExpr', 'collectionExpr', 'lambdaPredicateExpr', 'valueInUrl'];

const ITEMS: readonly (readonly [string, string])[] = [
  ['selectItem', '$select='], ['selectProperty', '$select='], ['selectPath', '$select='], ['allOperationsInSchema', '$select='], ['expandItem', '$expand='],
  ['expandPath', '$expand='], ['orderbyItem', '$orderby='], ['computeItem', '$compute='], ['searchExpr', '$search='], ['searchParenExpr', '$search='],
  ['searchNegateExpr', '$search='], ['searchPhrase', '$search='], ['searchWord', '$search='], ['searchExpr-incomplete', '$search='],
  ...TRANSFORMATIONS.map((name): readonly [string, string] => [name, '$apply=']),
];

export const URL_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['odataUri', uri], ['serviceRoot', serviceRoot], ['odataRelativeUri', relativeUri], ['resourcePath', path], ['crossjoin', path],
  ['queryOptions', query], ['queryOption', oneOption], ['systemQueryOption', oneOption], ['customQueryOption', customOption], ['aliasAndValue', oneOption],
  ['nameAndValue', oneOption], ['inlinecount', option('count')],
  ['batchOptions', query], ['metadataOptions', query], ['entityOptions', query], ['entityCastOptions', query],
  ...OPTIONS.map((name): [string, Rule] => [name, option(name)]),
  ...ANY_EXPRESSIONS.map((name): [string, Rule] => [name, expression(name)]),
  ...MEMBERS.map((name): [string, Rule] => [name, member(name)]),
  ...METHODS.map((name): [string, Rule] => [`${name}MethodCallExpr`, expression(`${name}MethodCallExpr`, ['call'])]),
  ['methodCallExpr', expression('methodCallExpr', ['call', 'case'])], ['caseMethodCallExpr', expression('caseMethodCallExpr', ['case'])],
  ['isofExpr', expression('isofExpr', ['isof'])], ['castExpr', expression('castExpr', ['cast'])], ['isdefinedExpr', expression('isdefinedExpr', ['call'])],
  ['negateExpr', expression('negateExpr', ['negate'])], ['notExpr', expression('notExpr', ['not', 'logic', 'compare', 'arithmetic'])],
  ['functionExpr', expression('functionExpr', ['path'])], ['boundFunctionExpr', expression('boundFunctionExpr', ['path'])],
  ['arrayOrObject', expression('arrayOrObject', ['array', 'object'])], ['array', expression('array', ['array'])], ['object', expression('object', ['object'])],
  ['parameterAlias', expression('parameterAlias', ['alias'])], ['annotationInQuery', expression('annotationInQuery', ['path', 'alias'])],
  ...['anyExpr', 'allExpr'].map((name): [string, Rule] => [name, lambda(name)]),
  ['collectionPathExpr', wrapped({ before: '_', rule: common, list: 'primitiveColProperty' })],
  ['collectionNavigationExpr', wrapped({ before: '_', rule: common, list: 'entityColNavigationProperty' })],
  ['singleNavigationExpr', wrapped({ before: '_', rule: common, list: 'entityNavigationProperty' })],
  ['complexPathExpr', wrapped({ before: '_', rule: common, list: 'complexProperty' })],
  ['filterExpr', wrapped({ before: '_', rule: common, list: 'primitiveColProperty' })],
  ['listExpr', wrapped({ before: '1 in ', rule: common })],
  ...TAILS.map((name): [string, Rule] => [`${name}Expr`, wrapped({ before: '1', rule: common })]),
  ...ITEMS.map(([name, before]): [string, Rule] => [name, wrapped({ before, rule: query })]),
  ['groupbyList', wrapped({ before: '$apply=groupby(', after: ')', rule: query })],
  ['aggregateExpr', wrapped({ before: '$apply=aggregate(', after: ')', rule: query })],
  ['computeExpr', wrapped({ before: '$apply=compute(', after: ')', rule: query })],
  ['groupbyElement', wrapped({ before: '$apply=groupby((', after: '))', rule: query })],
  ['groupingProperty', wrapped({ before: '$apply=groupby((', after: '))', rule: query })],
  ['aggregateFunctionExpr', wrapped({ before: '$these/aggregate(', after: ')', rule: common })],
  ['keyPredicate', wrapped({ before: '_', rule: path, list: 'entitySetName' })],
  ['simpleKey', wrapped({ before: '_', rule: path, list: 'entitySetName' })],
  ['compoundKey', wrapped({ before: '_', rule: path, list: 'entitySetName' })],
  ['keyValuePair', wrapped({ before: '_(', after: ')', rule: path, list: 'entitySetName' })],
  ['keyPropertyValue', wrapped({ before: '_(', after: ')', rule: path, list: 'entitySetName' })],
  ['collectionNavigation', wrapped({ before: '_', rule: path, list: 'entitySetName' })],
  ['singleNavigation', wrapped({ before: '_', rule: path, list: 'singletonEntity' })],
  ['propertyPath', wrapped({ before: '_/', rule: path, list: 'singletonEntity' })],
  ['functionParameters', wrapped({ before: '_', rule: path, list: 'primitiveFunctionImport' })],
  ['functionParameter', wrapped({ before: '_(', after: ')', rule: path, list: 'primitiveFunctionImport' })],
  ['functionExprParameters', wrapped({ before: '_', rule: common, list: 'primitiveFunction' })],
  ['functionExprParameter', wrapped({ before: '_(', after: ')', rule: common, list: 'primitiveFunction' })],
]);
