/**
 * $select and $expand: which properties, computed values and related entities are answered.
 * In: options syntax and the rows. Out: `Projection`. Refuses unknown names (MOD202), properties the
 * model does not let be expanded (MOD206), and expansion beyond the published depth and width (LIM602).
 */
import { fail } from '../base/index.ts';
import { suggest, typeName } from '../edm/index.ts';
import type { EntityType, Navigation, Property } from '../edm/index.ts';
import { bindElements, partNames } from './bind-elements.ts';
import type { BindOptions } from './bind-elements.ts';
import { pathText } from './bind-member.ts';
import { isBoundTo } from './bind-operation.ts';
import { castTo, relatedRows } from './row-source.ts';
import { scopeOver, spendExpand, withAliases } from './scope.ts';
import type { Scope } from './scope.ts';
import type { ExpandItemSyntax, OptionsSyntax, PathPartSyntax, SelectItemSyntax } from './syntax.ts';
import type { Computed, Expand, Projection, PropertyProjection, RowSource } from './typed.ts';

type Selected = { properties: Map<Property, PropertyProjection>; computed: Set<Computed>; links: Navigation[]; names: string[]; all: boolean };

const NO_OPTIONS: OptionsSyntax = { at: 0, end: 0 };

export function bindProjection(scope: Scope, rows: RowSource, syntax: OptionsSyntax, bindOptions: BindOptions): Projection {
  const expands = bindExpands(scope, rows, syntax.expand ?? [], bindOptions);
  const { type } = rows.range;
  if (syntax.select === undefined) {
    const properties = [...type.properties.values()].map((property) => ({ property, parts: undefined }));
    return { properties, computed: [...scope.computed.values()], expands, navigationLinks: [...type.navigations.values()], selected: undefined };
  }
  const selected: Selected = { properties: new Map(), computed: new Set(), links: [], names: [], all: false };
  for (const item of syntax.select) selectItem({ scope, rows, bindOptions }, item, selected);
  return {
    properties: inOrder(scope, type, selected.properties),
    computed: [...scope.computed.values()].filter((c) => selected.computed.has(c)),
    expands, navigationLinks: selected.links, selected: selected.all ? ['*', ...selected.links.map(({ name }) => name)] : selected.names,
  };
}

/** As declared: the type's own properties first, then those of derived types. */
function inOrder(scope: Scope, type: EntityType, selected: ReadonlyMap<Property, PropertyProjection>): readonly PropertyProjection[] {
  const family = type.family.flatMap((name) => scope.model.types.get(name) ?? []).filter((t): t is EntityType => t.kind === 'entity');
  const declared = new Set([type, ...family].flatMap((t) => [...t.properties.values()]));
  return [...declared].flatMap((property) => selected.get(property) ?? []);
}

type Selecting = { readonly scope: Scope; readonly rows: RowSource; readonly bindOptions: BindOptions };

function selectItem(selecting: Selecting, item: SelectItemSyntax, selected: Selected): void {
  const { scope, rows: { range: { type } } } = selecting;
  if (item.wildcard === '*') return selectAll(scope, type, selected);
  if (item.wildcard !== undefined) { selected.names.push(item.wildcard); return; } // Ns.*: operations, which are only advertised under metadata=full
  const [first, ...rest] = item.path.filter((part) => !isCast(part, type));
  const text = scope.around + pathText(item.path);
  if (first?.kind !== 'name') return fail('MOD202', `$select cannot hold '${text}'.`, { target: '$select' });
  if (item.options !== undefined) return selectWithOptions(selecting, { ...item, options: item.options }, selected);
  if (!selected.names.includes(text)) selected.names.push(text);
  const computed = scope.computed.get(first.name);
  if (computed !== undefined) { selected.computed.add(computed); return; }
  const navigation = type.navigations.get(first.name);
  if (navigation !== undefined) {
    if (rest.length > 0) fail('MOD202', `$select=${text}: ${navigation.name} leads to entities; their properties are selected inside $expand.`, { target: '$select' });
    selected.links.push(navigation);
    return;
  }
  const owner = castOwner(scope, type, item.path);
  const property = owner.properties.get(first.name);
  if (property === undefined && rest.length === 0 && isBoundTo(scope.model, first.name, owner)) return; // advertised where operations are, never a value
  if (property === undefined) return unknownMember(owner, first.name, '$select', text);
  const earlier = selected.properties.get(property);
  selected.properties.set(property, mergeParts(earlier, partsOf(property, rest, text)));
}

/** `Tags($filter=…;$top=2)`, `Site($select=Town,Zip)`: options that a property has of its own. */
function selectWithOptions({ scope, rows, bindOptions }: Selecting, { path, options }: SelectItemSyntax & { readonly options: OptionsSyntax }, selected: Selected): void {
  const { type } = rows.range;
  const text = scope.around + pathText(path);
  const names = path.filter((part) => !isCast(part, type));
  const [first] = names;
  if (first?.kind === 'name' && type.navigations.has(first.name)) fail('URL109', `$select=${text}(…): options of related entities are offered in $expand.`, { target: '$select' });
  const properties = propertiesAt(castOwner(scope, type, path), names, text);
  const projected = bindElements(scope, { of: rows.range, path: properties, around: `${text}/` }, options, bindOptions);
  selected.names.push(...(partNames(projected)?.map((name) => `${text}/${name}`) ?? [text]));
  const outermost = properties.slice(0, -1).reduceRight<PropertyProjection>((inner, property) => ({ property, parts: [inner] }), projected);
  selected.properties.set(outermost.property, mergeParts(selected.properties.get(outermost.property), outermost));
}

function propertiesAt(owner: EntityType, path: readonly PathPartSyntax[], text: string): readonly Property[] {
  const found: Property[] = [];
  for (const part of path) {
    const last = found.at(-1);
    const holder = last === undefined ? owner : last.type.kind === 'complex' ? last.type : undefined;
    const property = part.kind === 'name' ? holder?.properties.get(part.name) : undefined;
    if (property !== undefined) found.push(property);
    else if (last === undefined) unknownMember(owner, part.kind === 'name' ? part.name : text, '$select', text);
    else fail('MOD202', `$select=${text}: '${last.name}' has no such part.`, { target: '$select' });
  }
  return found;
}

function selectAll(scope: Scope, type: EntityType, selected: Selected): void {
  selected.all = true;
  for (const property of type.properties.values()) selected.properties.set(property, { property, parts: undefined });
  for (const computed of scope.computed.values()) selected.computed.add(computed);
}

/** The type that a cast at the head of a path names, or the type itself. */
function castOwner(scope: Scope, type: EntityType, [head]: readonly PathPartSyntax[]): EntityType {
  const cast = head?.kind === 'name' && isCast(head, type) ? scope.model.types.get(head.name) : undefined;
  return cast?.kind === 'entity' ? cast : type;
}

const isCast = (part: PathPartSyntax, type: EntityType): boolean => part.kind === 'name' && type.family.includes(part.name);

/** `Site/Town`: the part of a complex value that is answered. */
function partsOf(property: Property, rest: readonly PathPartSyntax[], text: string): PropertyProjection {
  const [next, ...more] = rest;
  if (next === undefined) return { property, parts: undefined };
  const inner = property.type.kind === 'complex' && next.kind === 'name' ? property.type.properties.get(next.name) : undefined;
  if (inner === undefined) return fail('MOD202', `$select=${text}: '${property.name}' has no such part.`, { target: '$select' });
  return { property, parts: [partsOf(inner, more, text)] };
}

function mergeParts(a: PropertyProjection | undefined, b: PropertyProjection): PropertyProjection {
  if (a === undefined) return b;
  const elements = b.elements ?? a.elements;
  const parts = a.parts === undefined || b.parts === undefined ? undefined : [...a.parts, ...b.parts];
  return { property: b.property, parts, ...(elements === undefined ? {} : { elements }) };
}

function bindExpands(scope: Scope, rows: RowSource, items: readonly ExpandItemSyntax[], bindOptions: BindOptions): readonly Expand[] {
  const spread = items.flatMap((item) => (item.wildcard ? everyNavigation(rows.range.type, item) : [item]));
  const merged = scope.model.rules.lenient ? mergePaths(spread) : spread;
  const seen = new Set<Navigation>();
  return merged.map((item) => {
    const expand = bindExpand(scope, rows, item, bindOptions);
    if (seen.has(expand.navigation)) fail('URL103', `$expand names ${expand.navigation.name} twice.`, { target: '$expand' });
    seen.add(expand.navigation);
    return expand;
  });
}

function everyNavigation(type: EntityType, item: ExpandItemSyntax): readonly ExpandItemSyntax[] {
  return [...type.navigations.keys()].map((name) => ({ ...item, wildcard: false, path: [{ kind: 'name', name, at: item.at, end: item.end }] }));
}

/** `$expand=A,A/B` of the older dialect: paths become nested expands, and items of one navigation join. */
function mergePaths(items: readonly ExpandItemSyntax[]): readonly ExpandItemSyntax[] {
  const merged = new Map<string, ExpandItemSyntax>();
  for (const item of items) {
    const [first, second] = item.path;
    const nested = first?.kind === 'name' && !first.name.includes('.') && second?.kind === 'name' && !second.name.includes('.');
    const key = nested || item.path.length === 1 ? pathText(item.path.slice(0, 1)) : pathText(item.path);
    const head = nested ? nestRest(item) : item;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? head : joinItems(earlier, head));
  }
  return [...merged.values()];
}

function nestRest(item: ExpandItemSyntax): ExpandItemSyntax {
  const { suffix, options, ...plain } = item;
  const inner: ExpandItemSyntax = { ...plain, path: item.path.slice(1), ...(suffix === undefined ? {} : { suffix }), ...(options === undefined ? {} : { options }) };
  return { ...plain, path: item.path.slice(0, 1), options: { at: item.at, end: item.end, expand: [inner] } };
}

function joinItems(a: ExpandItemSyntax, b: ExpandItemSyntax): ExpandItemSyntax {
  const onlyExpands = (item: ExpandItemSyntax): boolean => Object.keys(item.options ?? {}).every((key) => ['at', 'end', 'expand'].includes(key));
  if (a.suffix !== undefined || b.suffix !== undefined || !onlyExpands(b)) {
    return fail('URL103', `$expand names ${pathText(a.path)} twice.`, { target: '$expand' });
  }
  const expand = [...(a.options?.expand ?? []), ...(b.options?.expand ?? [])];
  return expand.length === 0 ? a : { ...a, options: { ...NO_OPTIONS, ...a.options, expand } };
}

function bindExpand(scope: Scope, rows: RowSource, item: ExpandItemSyntax, bindOptions: BindOptions): Expand {
  spendExpand(scope);
  const depth = (scope.expandDepth ?? 0) + 1;
  if (depth > scope.limits.expandDepth) fail('LIM602', `$expand may nest ${scope.limits.expandDepth} levels.`, { target: '$expand' });
  if (item.suffix === 'value') return fail('URL109', '$expand of media streams (/$value) is not offered.', { target: '$expand' });
  const path = item.path.filter((part) => !isCast(part, rows.range.type));
  const [first, cast, extra] = path;
  const text = pathText(item.path);
  if (first?.kind !== 'name' || extra !== undefined) return fail('MOD202', `$expand cannot hold '${text}'.`, { target: '$expand' });
  const navigation = rows.range.type.navigations.get(first.name) ?? unknownNavigation(rows.range.type, first.name, text);
  if (rows.set?.capabilities.nonExpandable.has(navigation.name) === true) fail('MOD206', `${navigation.name} cannot be expanded; the metadata says so.`, { target: '$expand' });
  const related = relatedRows(scope.model, rows, navigation);
  const target = cast === undefined ? related : castTo(related, entityNamed(scope, cast, text));
  const inner = withAliases({ ...scopeOver(scope, target), expandDepth: depth }, item.options?.aliases);
  const options = bindOptions(inner, target, withLevels(scope, item, target.range.type, depth));
  const written = { at: item.options?.at ?? 0, end: item.options?.end ?? 0, aliases: [...(scope.nestedAliases ?? [])].map(([alias, { at, end }]) => ({ name: alias, at, end })) };
  const isRecursive = item.options?.levels !== undefined && options.projection.expands.some((expand) => expand.navigation.name === navigation.name);
  return { navigation, name: text, rows: target, answer: answerOf(item, navigation), isRecursive, written, options };
}

function answerOf(item: ExpandItemSyntax, navigation: Navigation): Expand['answer'] {
  if (item.suffix === 'count' && !navigation.collection) return fail('MOD203', `${navigation.name}/$count: it is a single entity.`, { target: '$expand' });
  if (item.suffix === undefined) return 'entities';
  return item.suffix === 'ref' ? 'references' : 'count';
}

/** `$levels=n` is n nested expands of the same navigation, as deep as the target has it. */
function withLevels(scope: Scope, item: ExpandItemSyntax, target: EntityType, depth: number): OptionsSyntax {
  const { levels, ...options } = item.options ?? NO_OPTIONS;
  if (levels === undefined) return options;
  if (levels.value !== 'max' && levels.value < 1) fail('URL106', '$levels must be a positive number or max.', { target: '$levels' });
  const wanted = levels.value === 'max' ? scope.limits.expandDepth - depth + 1 : levels.value;
  const name = item.path[0]?.kind === 'name' ? item.path[0].name : '';
  if (wanted <= 1 || target.navigations.get(name)?.target !== target.name) return options;
  const inner: ExpandItemSyntax = { ...item, options: { ...options, levels: { ...levels, value: wanted - 1 } } };
  return { ...options, expand: [...(options.expand ?? []), inner] };
}

function entityNamed(scope: Scope, part: PathPartSyntax, text: string): EntityType {
  const type = part.kind === 'name' ? scope.model.types.get(part.name) : undefined;
  return type?.kind === 'entity' ? type : fail('MOD202', `$expand=${text}: '${part.kind === 'name' ? part.name : text}' is no entity type.`, { target: '$expand' });
}

function unknownNavigation(type: EntityType, name: string, text: string): never {
  if (type.properties.has(name)) return fail('MOD202', `$expand=${text}: ${name} is no navigation property; use $select.`, { target: '$expand' });
  return unknownMember(type, name, '$expand', text);
}

function unknownMember(type: EntityType, name: string, option: string, text: string): never {
  const nearest = suggest(name, [...type.navigations.keys(), ...type.properties.keys()]);
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
  return fail('MOD202', `${option}=${text}: ${typeName(type)} has no '${name}'.${hint}`, { target: option });
}
