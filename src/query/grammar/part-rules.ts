/**
 * Rules for parts of URLs that hardly stand alone: single segments, nested options, calls, names of
 * types. Each is wrapped in the smallest URL that holds it and runs like any other.
 */

import { checkTypeName, isNamespace, isOf, isPrimitiveType, nameReach, refuseAt, splitName } from './names.ts';
import type { Check } from './names.ts';
import { common, path, query, wrapped } from './url-rules.ts';
import type { Rule } from './value-rules.ts';

/** Behind a stand-in of the kind a rule continues. */
const inPath = (list: string, before = '_'): Rule => wrapped({ before, rule: path, list: before === '_/_' ? [list, 'singletonEntity'] : list });
const inExpression = (list: string, before = '_'): Rule => wrapped({ before, rule: common, list });
const inExpand = wrapped({ before: '$expand=_(', after: ')', rule: query, list: 'entityColNavigationProperty' });
const inSelect = wrapped({ before: '$select=_(', after: ')', rule: query, list: 'complexColProperty' });
const inCount = wrapped({ before: '$expand=_/$count(', after: ')', rule: query, list: 'entityColNavigationProperty' });
const inReference = wrapped({ before: '$expand=_/$ref(', after: ')', rule: query, list: 'entityColNavigationProperty' });
const inAggregate = (before: string, after: string): Rule => wrapped({ before: `$apply=aggregate(${before}`, after: `${after})`, rule: query });
const inGrouping = wrapped({ before: '$apply=groupby((', after: '))', rule: query });
const selected = wrapped({ before: '$select=', rule: query });
const expanded = wrapped({ before: '$expand=', rule: query });

const qualified = (rules: readonly string[], must: boolean): Rule => (c) => {
  const { namespace, name } = splitName(c.text);
  const isKnown = /^[A-Za-z_][\w.]*$/.test(c.text) && isNamespace(c, namespace) && rules.some((rule) => isOf(c, rule, name));
  if (!isKnown || (must && namespace === '')) refuseAt(nameReach(c, c.text, 0), 'a known name');
};

const typeName = (mustQualify: boolean, mayCollect: boolean): Rule => (c: Check) => {
  if (!mayCollect && c.text.startsWith('Collection(')) refuseAt('Collection'.length, 'the end');
  if (!isPrimitiveType(c.text)) checkTypeName(c, c.text, 0, mustQualify);
};

const name = (...rules: readonly string[]): Rule => (c) => {
  const end = /^[A-Za-z_]\w{0,127}/.exec(c.text)?.[0].length ?? 0;
  if (end === 0 || !rules.some((rule) => isOf(c, rule, c.text.slice(0, end))) || end < c.text.length) refuseAt(end, 'a known name');
};

const FUNCTIONS = ['entityFunction', 'entityColFunction', 'complexFunction', 'complexColFunction', 'primitiveFunction', 'primitiveColFunction'];
const IMPORTS = FUNCTIONS.map((rule) => `${rule}Import`);
const CALLS = FUNCTIONS.map((rule) => `bound${rule[0]!.toUpperCase()}${rule.slice(1)}Call`);
const STRUCTURED = ['entityTypeName', 'complexTypeName'];

export const PART_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['collectionNavPath', inPath('entitySetName')], ['keyPathSegments', inPath('entitySetName')], ['filterInPath', inPath('entitySetName')],
  ['each', inPath('entitySetName')], ['count', inPath('entitySetName')], ['ref', inPath('entitySetName')], ['querySegment', inPath('entitySetName')],
  ['value', inPath('singletonEntity')], ['singleNavPath', inPath('singletonEntity')], ['boundOperation', inPath('singletonEntity')],
  ['collectionPath', inPath('primitiveColProperty', '_/_')], ['primitivePath', inPath('primitiveNonKeyProperty', '_/_')],
  ['complexColPath', inPath('complexColProperty', '_/_')], ['complexPath', inPath('complexProperty', '_/_')],
  ['complexNavPath', inPath('complexProperty', '_/_')], ['ordinalIndex', inPath('primitiveColProperty', '_/_')],
  ['actionImportCall', path], ['functionImportCallNoParens', path], ...IMPORTS.map((rule): [string, Rule] => [`${rule}Call`, path]),
  ...['boundActionCall', 'boundFunctionCallNoParens', ...CALLS].map((rule): [string, Rule] => [rule, inPath('singletonEntity', '_/')]),
  ['batchOption', query], ['metadataOption', query], ['entityIdOption', query], ['entityCastOption', query],
  ['expandOption', inExpand], ['levels', inExpand], ['expandCountOption', inCount], ['expandRefOption', inReference],
  ['selectOption', inSelect], ['selectOptionPC', inSelect],
  ['searchOrExpr', wrapped({ before: '$search=a', rule: query })], ['searchAndExpr', wrapped({ before: '$search=a', rule: query })],
  ['optionallyQualifiedActionName', qualified(['action'], false)], ['optionallyQualifiedFunctionName', selected],
  ['qualifiedActionName', qualified(['action'], true)], ['qualifiedFunctionName', selected],
  ['complexAnnotationInQuery', common], ['entityAnnotationInQuery', expanded], ['primitiveAnnotationInQuery', selected],
  ['primitiveColAnnotationInQuery', selected], ['collectionNavNoCastExpr', inExpression('entityColNavigationProperty')],
  ['complexColPathExpr', inExpression('complexColProperty')], ['primitivePathExpr', inExpression('primitiveNonKeyProperty')],
  ['member', wrapped({ before: '{', after: '}', rule: common })],
  ['qualifiedTypeName', typeName(true, true)], ['optionallyQualifiedTypeName', typeName(false, true)], ['singleQualifiedTypeName', typeName(true, false)],
  ['qualifiedEntityTypeName', qualified(['entityTypeName'], true)], ['qualifiedComplexTypeName', qualified(['complexTypeName'], true)],
  ['qualifiedTypeDefinitionName', qualified(['typeDefinitionName'], true)], ['qualifiedEnumTypeName', qualified(['enumerationTypeName'], true)],
  ['optionallyQualifiedEntityTypeName', qualified(['entityTypeName'], false)], ['optionallyQualifiedComplexTypeName', qualified(['complexTypeName'], false)],
  ['singleTypeName', name(...STRUCTURED, 'typeDefinitionName', 'enumerationTypeName')],
  ['primitiveProperty', name('primitiveKeyProperty', 'primitiveNonKeyProperty', 'customAggregate')],
  ['navigationProperty', name('entityNavigationProperty', 'entityColNavigationProperty')], ['function', name(...FUNCTIONS)],
  ...IMPORTS.map((rule): [string, Rule] => [rule, name(rule)]),
  ['aggregatableExpW', inAggregate('', ' as _')], ['aggregateCount', inAggregate('', ' as _')], ['aggregateCustom', inAggregate('', '')],
  ['groupingProperties', inGrouping], ['snglPropPath', inGrouping], ['snglPrimPath', inGrouping], ['rollupLevels', inGrouping], ['rollupRecursive', inGrouping],
  ['rollupUnnamedHier', wrapped({ before: '$apply=groupby((rollup(', after: ')))', rule: query })],
  ['rollupNamedHier', wrapped({ before: '$apply=groupby((rollup(', after: ')))', rule: query })],
  ['nestApplyExpr', wrapped({ before: '$apply=nest(', after: ')', rule: query })],
  ['joinProperty', wrapped({ before: '$apply=join(', after: ' as _)', rule: query, list: 'expressionAlias' })],
]);
