/**
 * The resource path: segment by segment from the service root to what is asked for.
 * In: segment syntax. Out: row source and target, or one of the service's own resources.
 * Refuses what the model does not have (MOD201, 404) and what is not offered (URL109, 501).
 */
import { fail } from '../base/index.ts';
import { suggest, typeName } from '../edm/index.ts';
import type { EdmModel, EntityType, Property } from '../edm/index.ts';
import { bindBoolean, bindExpr, bindOperand } from './bind-expr.ts';
import { checkCapability } from './bind-options.ts';
import { bindKeyArguments, bindKeySegments, incompleteKey } from './bind-key.ts';
import { bindOperation, isOperationName, rowsOfCall, valuesOfCall } from './bind-operation.ts';
import type { Called } from './bind-operation.ts';
import { castTo, narrowed, rowsOfNavigation, rowsOfSet } from './row-source.ts';
import { checkPathLength, scopeOver, withOption } from './scope.ts';
import type { Scope } from './scope.ts';
import type { SegmentSyntax } from './syntax.ts';
import { elementsOf } from './element-rows.ts';
import { rowsOfValues } from './value-rows.ts';
import type { OperationCall, RowSource, Target } from './typed.ts';

type Named = Extract<SegmentSyntax, { kind: 'name' }>;
type Position =
  | { readonly kind: 'rows'; readonly rows: RowSource }
  /** After the first segments of a key with several parts. */
  | { readonly kind: 'key'; readonly rows: RowSource; readonly texts: readonly string[] }
  | { readonly kind: 'property'; readonly rows: RowSource; readonly path: readonly Property[] }
  | { readonly kind: 'operation'; readonly call: OperationCall; readonly rows: RowSource | undefined; readonly path: readonly Property[] }
  | { readonly kind: 'end'; readonly rows: RowSource; readonly target: Target };

export type Resource = Exclude<Position, { kind: 'rows' | 'key' | 'property' }>;
const binders = { value: bindExpr, boolean: bindBoolean, operand: bindOperand };

/** Binds a path that begins with a set, a singleton or an operation import. */
export function bindResource(scope: Scope, segments: readonly SegmentSyntax[]): Resource {
  const [first, ...rest] = segments;
  if (first?.kind !== 'name') return fail('MOD201', `The resource '${segmentText(first)}' does not exist at the service root.`, { target: segmentText(first) });
  checkPathLength(scope, segments.length);
  const end = rest.reduce((at: Position, segment) => step(scope, at, segment), start(scope, first));
  return finish(end);
}

function start(scope: Scope, segment: Named): Position {
  const { model } = scope;
  const set = model.entitySets.get(segment.name) ?? model.singletons.get(segment.name);
  if (set !== undefined) return { kind: 'rows', rows: keyed(scope, rowsOfSet(set), segment) };
  const operationImport = model.imports.get(segment.name);
  if (operationImport !== undefined) return called(scope, segment, { name: operationImport.operation, operationImport, binding: undefined });
  return missing(segment.name, [...model.entitySets.keys(), ...model.singletons.keys(), ...model.imports.keys()], 'The service');
}

/** A composable function that answers entities is rows like any other; a key may follow its parameters. */
function called(scope: Scope, segment: Named, what: Called): Position {
  const call = bindOperation(scope, segment, what);
  const rows = rowsOfCall(scope.model, call) ?? (call.operation.composable ? valuesOfCall(call) : undefined);
  if (rows === undefined || !call.operation.composable) return { kind: 'operation', call, rows, path: [] };
  return { kind: 'rows', rows: segment.key === undefined ? rows : keyed(scope, rows, { ...segment, args: segment.key }) };
}

function keyed(scope: Scope, rows: RowSource, segment: Named): RowSource {
  if (rows.origin.kind === 'values' && segment.args !== undefined) return fail('MOD204', `${segment.name}: complex values have no keys.`, { target: segment.name });
  const isSecond = segment.key !== undefined && segment.args !== segment.key;
  if (isSecond) return fail('MOD204', `${segment.name} is followed by two keys; one was expected.`, { target: segment.name });
  if (segment.args === undefined) return rows;
  if (segment.args.length > 0) return bindKeyArguments(withOption(scope, `the key of ${segment.name}`), rows, segment.args, binders);
  if (scope.model.rules.lenient && rows.cardinality === 'many') return rows;
  return fail('MOD204', `${segment.name}(): the key is empty.`, { target: segment.name });
}

function step(scope: Scope, at: Position, segment: SegmentSyntax): Position {
  if (at.kind === 'end') return fail('MOD201', `Nothing can follow '${at.target.kind}' in the path; found '${segmentText(segment)}'.`, { target: segmentText(segment) });
  if (at.kind === 'operation') return stepAnswer(at, segment);
  if (at.kind === 'key') return segment.kind === 'name' && segment.args === undefined ? withSegment(scope, at.rows, [...at.texts, segment.name]) : incompleteKey(at.rows);
  if (segment.kind === 'name') return at.kind === 'rows' ? stepRows(scope, at.rows, segment) : stepComplex(at.rows, at.path, segment);
  return at.kind === 'rows' ? stepSystem(scope, at.rows, segment) : endProperty(at.rows, at.path, segment);
}

/** Into a structured answer: one of its values, or the rows of a collection it holds. */
function stepAnswer({ call, path }: Position & { kind: 'operation' }, segment: SegmentSyntax): Position {
  const { operation } = call;
  const type = path.length === 0 ? operation.returns?.type : path.at(-1)?.type;
  if (!operation.composable || type?.kind !== 'complex' || segment.kind !== 'name' || segment.args !== undefined) {
    const why = operation.composable ? 'of what it answers' : 'it is not composable';
    return fail('MOD201', `Nothing can follow ${operation.name} in the path: ${why}; found '${segmentText(segment)}'.`, { target: segmentText(segment) });
  }
  const property = type.properties.get(segment.name);
  if (property === undefined) return missing(segment.name, [...type.properties.keys()], typeName(type));
  if (path.length === 0 && property.collection && property.type.kind === 'complex') return { kind: 'rows', rows: rowsOfValues(call, property, property.type) };
  return { kind: 'operation', call, rows: undefined, path: [...path, property] };
}

const isMany = (rows: RowSource): boolean => rows.cardinality === 'many';

function stepRows(scope: Scope, rows: RowSource, segment: Named): Position {
  if (rows.origin.kind === 'values') return fail('MOD201', `'${segment.name}' cannot follow a collection of complex values: they have no keys and are of one type.`, { target: segment.name });
  if (isOperationName(scope.model, segment.name, rows)) {
    return called(scope, segment, { name: segment.name, operationImport: undefined, binding: rows });
  }
  if (segment.name.includes('.')) return { kind: 'rows', rows: keyed(scope, castTo(rows, castType(scope.model, segment.name)), segment) };
  return isMany(rows) ? stepKeySegment(scope, rows, segment) : stepMember(scope, rows, segment);
}

function withSegment(scope: Scope, rows: RowSource, texts: readonly string[]): Position {
  const keyed = bindKeySegments(scope, rows, texts);
  return keyed === undefined ? { kind: 'key', rows, texts } : { kind: 'rows', rows: keyed };
}

/** After a collection a plain segment is a key, or the first part of one. */
function stepKeySegment(scope: Scope, rows: RowSource, segment: Named): Position {
  const { type } = rows.range;
  const isMember = type.properties.has(segment.name) || type.navigations.has(segment.name);
  if (isMember || segment.args !== undefined) {
    return fail('MOD201', `'${segment.name}' follows a collection of ${typeName(type)}; it needs a key first.`, { target: segment.name });
  }
  return withSegment(scope, rows, [segment.name]);
}

function stepMember(scope: Scope, rows: RowSource, segment: Named): Position {
  const { type } = rows.range;
  const navigation = type.navigations.get(segment.name);
  if (navigation !== undefined) return { kind: 'rows', rows: keyed(scope, rowsOfNavigation(scope.model, rows, navigation), segment) };
  const property = type.properties.get(segment.name);
  if (property === undefined || segment.args !== undefined) return missing(segment.name, [...type.navigations.keys(), ...type.properties.keys()], typeName(type));
  return { kind: 'property', rows, path: [property] };
}

function stepComplex(rows: RowSource, path: readonly Property[], segment: Named): Position {
  const last = path.at(-1);
  const type = last?.type;
  if (type?.kind !== 'complex' || last?.collection === true) return missing(segment.name, [], `The value of ${last?.name ?? ''}`);
  const property = type.properties.get(segment.name);
  if (property === undefined) return missing(segment.name, [...type.properties.keys()], typeName(type));
  return { kind: 'property', rows, path: [...path, property] };
}

function stepSystem(scope: Scope, rows: RowSource, segment: Exclude<SegmentSyntax, Named>): Position {
  if (rows.origin.kind === 'values' && segment.kind !== 'count' && segment.kind !== 'filter') return refuseAfter(rows, `$${segment.kind}`);
  switch (segment.kind) {
    case 'count': {
      if (!isMany(rows)) return refuseAfter(rows, '$count');
      checkCapability(rows, 'count');
      return end(rows, { kind: 'count' });
    }
    case 'ref': return end(rows, { kind: isMany(rows) ? 'references' : 'reference' });
    case 'value': return mediaEnd(rows);
    case 'filter': {
      if (!isMany(rows)) return refuseAfter(rows, '$filter');
      checkCapability(rows, 'filter');
      const inner = withOption(scopeOver(scope, rows), '/$filter');
      return { kind: 'rows', rows: narrowed(rows, bindBoolean(inner, segment.filter)) };
    }
    case 'each': return fail('URL109', 'Set-based changes (/$each) are not offered yet.', { target: '$each' });
    default: return fail('MOD201', `'${segmentText(segment)}' cannot follow '${rows.range.name}'.`, { target: segmentText(segment) });
  }
}

function mediaEnd(rows: RowSource): Position {
  if (isMany(rows)) return refuseAfter(rows, '$value');
  if (rows.range.type.hasStream) return end(rows, { kind: 'media', property: undefined });
  return fail('URL105', `${typeName(rows.range.type)} has no media stream; /$value needs a media entity or a property.`, { target: '$value' });
}

function endProperty(rows: RowSource, path: readonly Property[], segment: Exclude<SegmentSyntax, Named>): Position {
  const last = path.at(-1);
  if (segment.kind === 'count' && last?.collection === true) return end(elementsOf(rows, path), { kind: 'count' });
  if (segment.kind === 'value' && last !== undefined && isStream(last)) return end(rows, { kind: 'media', property: last });
  if (segment.kind === 'value' && last?.type.kind !== 'complex' && last?.collection === false) return end(rows, { kind: 'property', path, raw: true });
  return fail('MOD201', `'${segmentText(segment)}' cannot follow the property ${last?.name ?? ''}.`, { target: segmentText(segment) });
}

const end = (rows: RowSource, target: Target): Position => ({ kind: 'end', rows, target });

const refuseAfter = (rows: RowSource, what: string): never =>
  fail('MOD201', `${what} does not fit after ${isMany(rows) ? 'a collection' : 'a single entity'} of ${typeName(rows.range.type)}.`, { target: what });

function finish(at: Position): Resource {
  switch (at.kind) {
    case 'rows': return { kind: 'end', rows: at.rows, target: { kind: isMany(at.rows) ? 'collection' : 'entity' } };
    case 'key': return incompleteKey(at.rows);
    case 'property': return { kind: 'end', rows: at.rows, target: propertyTarget(at.path) };
    default: return at;
  }
}

const isStream = (property: Property): boolean => property.storage.kind === 'stream';

function propertyTarget(path: readonly Property[]): Target {
  const last = path.at(-1);
  return last !== undefined && isStream(last) ? { kind: 'media', property: last } : { kind: 'property', path, raw: false };
}

function castType(model: EdmModel, name: string): EntityType {
  const type = model.types.get(name);
  if (type?.kind === 'entity') return type;
  return missing(name, [...model.types.keys()], 'The model');
}

function missing(name: string, candidates: readonly string[], where: string): never {
  const nearest = suggest(name, candidates);
  const hint = nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` };
  return fail('MOD201', `${where} has no '${name}'.${hint.hint === undefined ? '' : ` ${hint.hint}`}`, { target: name, ...hint });
}

function segmentText(segment: SegmentSyntax | undefined): string {
  if (segment === undefined) return '/';
  return segment.kind === 'name' ? segment.name : `$${segment.kind}`;
}
