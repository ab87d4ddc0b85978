/**
 * Checks names in query options of grammar cases, option by option in the order written.
 * In: options of the production parser and the raw text they came from. Out: facts, or a refusal.
 */

import type { ExpandItemSyntax, OptionsSyntax, PathPartSyntax, SelectItemSyntax } from '../syntax.ts';
import { checkApply } from './check-apply.ts';
import { checkExpr, noteSearch } from './check-expr.ts';
import { isNamespace, isOf, nameReach, note, refuseAt, segmentReach, splitName, textOf } from './names.ts';
import type { Check } from './names.ts';

/** `allowed` names the options a rule admits; without it a query may hold all of them. */
export function checkQuery(c: Check, options: OptionsSyntax, allowed?: readonly string[]): void {
  let at = options.at;
  for (const piece of c.text.slice(options.at, options.end).split('&')) {
    const raw = piece.split('=')[0]!;
    const name = raw.replace(/^\$/, '').toLowerCase();
    if (piece !== '') checkPiece(c, options, { raw, name, at, allowed });
    at += piece.length + 1;
  }
}

type Piece = { readonly raw: string; readonly name: string; readonly at: number; readonly allowed: readonly string[] | undefined };

const SYSTEM = new Set([
  'filter', 'search', 'orderby', 'skip', 'top', 'count', 'select', 'expand', 'compute', 'apply', 'index', 'format', 'id', 'schemaversion',
  'deltatoken', 'skiptoken',
]);
/** These two are system options with the dollar only. */
const WITH_DOLLAR = new Set(['deltatoken', 'skiptoken']);

function checkPiece(c: Check, options: OptionsSyntax, piece: Piece): void {
  if (piece.raw.startsWith('@')) {
    const value = options.aliases?.get(piece.raw);
    return value && checkExpr(c, value);
  }
  const hasValue = c.text[piece.at + piece.raw.length] === '=';
  const isSystem = hasValue && SYSTEM.has(piece.name) && (piece.raw.startsWith('$') || !WITH_DOLLAR.has(piece.name));
  if (!isSystem) return checkCustom(c, piece);
  if (piece.allowed && !piece.allowed.includes(piece.name)) refuseAt(piece.at, 'another query option');
  c.facts.add(`systemQueryOption:${c.text.slice(piece.at).split('&')[0]!}`);
  checkOption(c, options, piece.name);
  const from = piece.at + piece.raw.length + 1;
  if (piece.name === 'format') checkFormat(c.text.slice(from).split('&')[0]!, from);
}

function checkFormat(value: string, at: number): void {
  if (!/^(?:atom|json|xml)$/i.test(value) && !/^[^/\s]+\/[^/\s]+$/.test(value)) refuseAt(at + (/^[^/\s]*/.exec(value)?.[0].length ?? 0), 'a media type');
}

/** What a custom option may hold unescaped, in its name and value. */
const CUSTOM = /[^A-Za-z0-9\-._~%!$'()*+,;:@/?=]/;

function checkCustom(c: Check, piece: Piece): void {
  const whole = c.text.slice(piece.at).split('&')[0]!;
  const bad = CUSTOM.exec(whole);
  if (bad) refuseAt(piece.at + bad.index, 'the character to be percent-encoded');
  if (isOf(c, 'customName', piece.raw) || isOf(c, 'parameterName', piece.raw)) return void c.facts.add(`customName:${piece.raw}`);
  refuseAt(piece.at + piece.raw.length, 'a custom query option');
}

function checkOptions(c: Check, options: OptionsSyntax): void {
  options.aliases?.forEach((value) => checkExpr(c, value));
  for (const name of SYSTEM) checkOption(c, options, name);
}

function checkOption(c: Check, options: OptionsSyntax, name: string): void {
  if (name === 'filter' && options.filter) checkExpr(c, options.filter);
  if (name === 'search' && options.search) noteSearch(c, options.search);
  if (name === 'apply' && options.apply) checkApply(c, options.apply);
  if (name === 'orderby') options.orderby?.forEach((item) => { note(c, 'orderbyItem', item); checkExpr(c, item.expr); });
  if (name === 'compute') options.compute?.forEach((item) => { note(c, 'computeItem', item); c.facts.add(`computedProperty:${item.name}`); checkExpr(c, item.expr); });
  if (name === 'select') options.select?.forEach((item) => checkSelect(c, item));
  if (name === 'expand') options.expand?.forEach((item) => checkExpand(c, item));
}

type Place = 'start' | 'cast' | 'structure' | 'structureCast' | 'annotation' | 'navigation' | 'navigationCast' | 'leaf';

type Rules = { readonly rules: readonly string[]; readonly place: Place };

const PROPERTY_PLACES: readonly Rules[] = [
  { rules: ['complexProperty', 'complexColProperty'], place: 'structure' },
  { rules: ['entityNavigationProperty', 'entityColNavigationProperty'], place: 'navigation' },
  { rules: ['primitiveKeyProperty', 'primitiveNonKeyProperty', 'primitiveColProperty', 'streamProperty', 'customAggregate'], place: 'leaf' },
];
const OPERATIONS = [
  'action', 'entityFunction', 'entityColFunction', 'complexFunction', 'complexColFunction', 'primitiveFunction', 'primitiveColFunction',
];

const MAY_CONTINUE: ReadonlySet<Place> = new Set(['start', 'cast', 'structure', 'structureCast', 'annotation']);

const isAny = (c: Check, rules: readonly string[], name: string): boolean => rules.some((rule) => isOf(c, rule, name));

/** Where a step leads, or a refusal. */
function placeOf(c: Check, part: PathPartSyntax, from: Place, isExpand: boolean): Place {
  if (part.kind === 'annotation') return annotationPlace(c, part, from);
  if (part.kind !== 'name') return refuseAt(part.at, 'a property');
  const { namespace, name } = splitName(part.name);
  const isType = isNamespace(c, namespace) && isAny(c, ['entityTypeName', 'complexTypeName'], name);
  if (from === 'navigation') return isExpand && isType && isOf(c, 'entityTypeName', name) ? 'navigationCast' : refuseAt(nameReach(c, part.name, part.at), 'a type');
  const property = namespace === '' ? PROPERTY_PLACES.find((place) => isAny(c, place.rules, name)) : undefined;
  if (property && (!isExpand || property.place !== 'leaf' || isOf(c, 'streamProperty', name))) return property.place;
  if (isType && from !== 'cast' && from !== 'structureCast') return from === 'start' ? 'cast' : 'structureCast';
  if (!isExpand && isNamespace(c, namespace) && isAny(c, OPERATIONS, name)) return 'leaf';
  return refuseAt(nameReach(c, part.name, part.at), 'a property');
}

function annotationPlace(c: Check, part: Extract<PathPartSyntax, { readonly kind: 'annotation' }>, from: Place): Place {
  const { namespace, name } = splitName(part.term.slice(1).split('#')[0]!);
  if (from === 'navigation' || !isNamespace(c, namespace) || !isOf(c, 'termName', name)) refuseAt(part.end, 'an annotation');
  return 'annotation';
}

function walk(c: Check, path: readonly PathPartSyntax[], isExpand: boolean): Place {
  let place: Place = 'start';
  let end = path[0]?.at ?? 0;
  for (const part of path) {
    if (!MAY_CONTINUE.has(place) && !(isExpand && place === 'navigation')) refuseAt(end, 'the end of the path');
    place = placeOf(c, part, place, isExpand);
    end = part.end;
  }
  return place;
}

function checkSelect(c: Check, item: SelectItemSyntax): void {
  note(c, 'selectItem', item);
  if (item.wildcard !== undefined) {
    const namespace = item.wildcard.slice(0, -2);
    if (item.wildcard !== '*' && !isNamespace(c, namespace)) refuseAt(nameReach(c, namespace, item.at), 'a namespace');
    return;
  }
  const place = walk(c, item.path, false);
  const last = item.path.at(-1);
  if (place === 'cast' && last) refuseAt(last.end, '"/" and a property');
  if (last?.kind === 'name') checkParameterNames(c, last);
  const isPlain = last?.kind === 'name' && (place === 'navigation' || (place === 'leaf' && !isOf(c, 'primitiveColProperty', last.name)));
  if (item.options && isPlain) refuseAt(last.end, 'the end of the item');
  if (item.options) checkOptions(c, item.options);
}

function checkParameterNames(c: Check, part: Extract<PathPartSyntax, { readonly kind: 'name' }>): void {
  for (const arg of part.args ?? []) {
    const name = c.text.slice(arg.at, arg.end);
    if (!isOf(c, 'parameterName', name)) refuseAt(arg.end, 'a parameter name');
  }
}

function checkExpand(c: Check, item: ExpandItemSyntax): void {
  note(c, 'expandItem', item);
  if (item.suffix !== 'value') {
    const place = walk(c, item.path, true);
    const end = item.path.at(-1)?.end ?? item.at;
    const last = item.path.at(-1);
    if (place === 'annotation' && last && !isOf(c, 'entityAnnotationInQuery', textOf(c, last)) && !item.wildcard) refuseAt(end, '"/" and a navigation property');
    if (item.wildcard && (place === 'navigation' || place === 'leaf')) refuseAt(end + 1, 'the end of the item');
    const needsMore = place === 'cast' || place === 'structure' || place === 'structureCast';
    if (needsMore && !item.wildcard && !item.options && !item.suffix) refuseAt(Math.max(end, end === c.text.length ? end : segmentEnd(c, end)), '"/" and a navigation property');
    if (needsMore && !item.wildcard && (item.options || item.suffix)) refuseAt(end + (item.suffix ? 1 : 0), '"/" and a navigation property');
    if (place === 'leaf' && (item.options || item.suffix)) refuseAt(end, 'the end of the item');
  }
  if (item.options) checkOptions(c, item.options);
}

/** A structure alone cannot be expanded: reading stops right behind it. */
function segmentEnd(c: Check, end: number): number {
  return Math.min(end, segmentReach(c, end));
}
