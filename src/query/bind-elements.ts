/**
 * Options of a property: which elements of a collection of values are answered, in which order, and which parts
 * of complex values. In: what holds the property, the path to it, and the options. Out: `PropertyProjection`.
 * Refuses (URL109) what is not offered for values: $search, $compute and $expand.
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { Property } from '../edm/index.ts';
import { elementsOf } from './element-rows.ts';
import { scopeOver, withAliases } from './scope.ts';
import type { Scope } from './scope.ts';
import type { OptionsSyntax } from './syntax.ts';
import type { BoundOptions, PropertyProjection, Range, RowSource } from './typed.ts';

export type BindOptions = (scope: Scope, rows: RowSource, syntax: OptionsSyntax) => BoundOptions;
/** A property, the properties of complex values that lead to it, and what of that is written before its options. */
type Held = { readonly of: Range | RowSource; readonly path: readonly Property[]; readonly around: string };

const FOR_COLLECTIONS: ReadonlySet<string> = new Set(['at', 'end', 'aliases', 'filter', 'orderby', 'skip', 'top', 'count', 'select']);
const FOR_COMPLEX: ReadonlySet<string> = new Set(['at', 'end', 'aliases', 'select']);

export function bindElements(scope: Scope, { of, path, around }: Held, syntax: OptionsSyntax, bindOptions: BindOptions): PropertyProjection {
  const property = path.at(-1);
  if (property === undefined) throw new Error('a property path is never empty');
  const offered = property.collection ? FOR_COLLECTIONS : FOR_COMPLEX;
  const other = Object.keys(syntax).find((name) => !offered.has(name));
  if (other !== undefined) refuseOption(property, other);
  const rows = elementsOf(of, path);
  const { projection, ...options } = bindOptions({ ...withAliases(scopeOver(scope, rows), syntax.aliases), around }, rows, syntax);
  const parts = syntax.select === undefined || projection.selected?.includes('*') === true ? undefined : projection.properties;
  return { property, parts, ...(property.collection ? { elements: { ...options, range: rows.range } } : {}) };
}

/** Names of the parts that are answered, as a context URL shows them; undefined where the whole value is. */
export const partNames = ({ parts }: PropertyProjection): readonly string[] | undefined =>
  parts?.flatMap((part) => partNames(part)?.map((name) => `${part.property.name}/${name}`) ?? [part.property.name]);

function refuseOption({ name, type, collection }: Property, option: string): never {
  const what = collection ? `the collection ${name}` : `${name}, a value of ${typeName(type)}`;
  return fail(collection ? 'URL109' : 'URL105', `$${option} is not offered for ${what}.`, { target: `$${option}` });
}
