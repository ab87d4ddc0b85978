/**
 * The front door of binding: a parsed URL and the model make a `TypedRequest`.
 * Decides which options the addressed resource takes (URL105) and which resources are the service's own.
 */
import { fail } from '../base/index.ts';
import type { Property } from '../edm/index.ts';
import { bindElements, partNames } from './bind-elements.ts';
import { bindOptions } from './bind-options.ts';
import { checkCalls, implicitNames } from './bind-operation.ts';
import { bindResource } from './bind-resource.ts';
import type { Resource } from './bind-resource.ts';
import { rootScope, scopeOver } from './scope.ts';
import type { BindContext, Scope } from './scope.ts';
import type { ExprSyntax, OptionsSyntax, SegmentSyntax, UrlSyntax } from './syntax.ts';
import type { BoundOptions, OperationCall, ReadRequest, RowSource, Target, TypedRequest } from './typed.ts';

export function bindUrl(context: BindContext, url: UrlSyntax): TypedRequest {
  const { options } = url;
  checkSchemaVersion(context, options);
  const own = serviceResource(url.path, options);
  if (own !== undefined) return own;
  const root = rootScope(context, options.aliases ?? new Map<string, ExprSyntax>());
  const { custom, bare } = options;
  const scope: Scope = { ...root, ...(custom === undefined ? {} : { custom }), ...(bare === undefined ? {} : { bare }) };
  const resource = bindResource(scope, withoutQuery(url.path));
  const called = resource.kind === 'operation' ? resource.call : resource.rows;
  checkCalls(called, options);
  const left = withoutParameters(options, called);
  if (resource.kind === 'operation') return bindCalled(scope, resource, left);
  return bindRead(scope, resource.rows, resource.target, left);
}

/** `format='x'` is no system option where a function took it as its parameter. */
function withoutParameters(options: OptionsSyntax, called: OperationCall | RowSource): OptionsSyntax {
  const taken = new Set(implicitNames(called).flatMap((name) => options.bare?.get(name)?.option ?? []));
  return taken.size === 0 ? options : (Object.fromEntries(Object.entries(options).filter(([name]) => !taken.has(name))) as OptionsSyntax);
}

/** What an operation answers takes the options of a read when it is entities, and none otherwise. */
function bindCalled(scope: Scope, { call, rows, path }: Resource & { kind: 'operation' }, options: OptionsSyntax): TypedRequest {
  const { operation } = call;
  const { format } = options;
  if (rows === undefined) return refuseAll(operation.name, options) ?? { kind: 'operation', operation, call, result: undefined, path, format };
  const result = bindRead(scope, rows, { kind: rows.cardinality === 'many' ? 'collection' : 'entity' }, options);
  return operation.kind === 'function' ? result : { kind: 'operation', operation, call, result, path, format };
}

/** `POST …/$query` addresses the resource before it. */
const withoutQuery = (path: readonly SegmentSyntax[]): readonly SegmentSyntax[] => (path.at(-1)?.kind === 'query' ? path.slice(0, -1) : path);

export function bindRead(scope: Scope, rows: RowSource, target: Target, options: OptionsSyntax): ReadRequest {
  refuseOptions(target, options);
  const inner = scopeOver(scope, rows);
  const bound = target.kind === 'property' ? bindProperty(inner, rows, { path: target.path, options }) : bindOptions(inner, rows, options);
  return { kind: 'read', rows, target, options: bound, skiptoken: options.skiptoken, format: options.format };
}

/** The options of a property's own resource concern its elements and parts; of its entity nothing else is answered. */
function bindProperty(scope: Scope, rows: RowSource, { path, options }: { readonly path: readonly Property[]; readonly options: OptionsSyntax }): BoundOptions {
  const given = Object.entries(options).filter(([name]) => FOR_PROPERTIES.has(name));
  const property = bindElements(scope, { of: rows, path, around: '' }, { at: options.at, end: options.end, ...Object.fromEntries(given) }, bindOptions);
  const projection = { properties: [property], computed: [], expands: [], navigationLinks: [], selected: partNames(property) };
  return { filter: undefined, search: undefined, orderby: [], top: undefined, skip: undefined, count: false, levels: undefined, projection };
}

function serviceResource(path: readonly SegmentSyntax[], options: OptionsSyntax): TypedRequest | undefined {
  const { format } = options;
  const [first, second] = path;
  if (first === undefined) return refuseAll('the service document', options) ?? { kind: 'service', format };
  if (second !== undefined && first.kind !== 'name' && first.kind !== 'all') {
    return fail('MOD201', `Nothing can follow '$${first.kind}'.`, { target: `$${first.kind}` });
  }
  switch (first.kind) {
    case 'metadata': return refuseAll('$metadata', options) ?? { kind: 'metadata', format };
    case 'batch': return { kind: 'batch' };
    case 'all': return second === undefined ? { kind: 'all', skiptoken: options.skiptoken, format } : fail('URL109', 'Casts after $all are not offered.', { target: '$all' });
    case 'crossjoin': return fail('URL109', '$crossjoin is not offered yet.', { target: '$crossjoin' });
    case 'entity': return fail('URL105', '$entity needs the option $id with the address of an entity.', { target: '$entity' });
    default: return undefined;
  }
}

const READ_OPTIONS = ['filter', 'orderby', 'search', 'compute', 'top', 'skip', 'count', 'select', 'expand', 'skiptoken', 'index', 'levels', 'id'] as const;
type ReadOption = (typeof READ_OPTIONS)[number];

const OF_COMPLEX: readonly ReadOption[] = ['select'];
const OF_ELEMENTS: readonly ReadOption[] = ['filter', 'orderby', 'top', 'skip', 'count', 'select'];
const FOR_PROPERTIES: ReadonlySet<string> = new Set(OF_ELEMENTS);

const ALLOWED: Readonly<Record<Exclude<Target['kind'], 'property'>, readonly ReadOption[]>> = {
  collection: ['filter', 'orderby', 'search', 'compute', 'top', 'skip', 'count', 'select', 'expand', 'skiptoken'],
  entity: ['select', 'expand', 'compute'],
  references: ['filter', 'orderby', 'search', 'compute', 'top', 'skip', 'count', 'skiptoken', 'id'],
  reference: [],
  count: ['filter', 'search', 'compute'],
  media: [],
};

function allowedOptions(target: Target): readonly ReadOption[] {
  if (target.kind !== 'property') return ALLOWED[target.kind];
  const last = target.path.at(-1);
  if (last?.collection === true) return OF_ELEMENTS;
  return last?.type.kind === 'complex' ? OF_COMPLEX : [];
}

function refuseOptions(target: Target, options: OptionsSyntax): void {
  refuseUnoffered(options);
  const allowed = allowedOptions(target);
  const refused = READ_OPTIONS.find((option) => options[option] !== undefined && !allowed.includes(option));
  if (refused !== undefined) fail('URL105', `$${refused} does not apply to ${describeTarget(target)}.`, { target: `$${refused}` });
}

/** Known options whose content is not offered: 501, never ignored. */
function refuseUnoffered(options: OptionsSyntax): void {
  if (options.apply !== undefined) fail('URL109', '$apply is not offered yet.', { target: '$apply' });
  if (options.deltatoken !== undefined) fail('URL109', '$deltatoken: change tracking is not offered yet.', { target: '$deltatoken' });
}

function refuseAll(what: string, options: OptionsSyntax): undefined {
  refuseUnoffered(options);
  const refused = READ_OPTIONS.find((option) => options[option] !== undefined);
  if (refused !== undefined) fail('URL105', `$${refused} does not apply to ${what}.`, { target: `$${refused}` });
  return undefined;
}

/** Whether the answer is bytes: a stream, or the raw value of a binary property. */
export const isBytes = (target: Target): boolean =>
  target.kind === 'media' || (target.kind === 'property' && target.raw && target.path.at(-1)?.type.name === 'Edm.Binary');

function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'collection': return 'a collection of entities';
    case 'entity': return 'a single entity';
    case 'count': return 'a count';
    case 'references': case 'reference': return 'entity references';
    case 'property': return target.path.at(-1)?.collection === true ? 'a collection of values' : 'a property';
    case 'media': return 'a media stream';
  }
}

function checkSchemaVersion(context: BindContext, options: OptionsSyntax): void {
  const asked = options.schemaversion;
  if (asked === undefined || asked === '*' || asked === context.model.schemaVersion) return;
  fail('URL114', `Schema version '${asked.slice(0, 40)}' does not exist; the current one is '${context.model.schemaVersion ?? 'unversioned'}'.`, { target: '$schemaversion' });
}
