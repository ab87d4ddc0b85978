/**
 * Context URLs (Protocol 10): `#Orders(id,total)`, `#Orders/$entity`, `#Orders(555)/total` …
 * In 4.0 an expanded navigation is listed only with the selection inside it (`Nav()` breaks readers of
 * 4.0); in 4.01 always, with parentheses.
 */
import type { Expand, Projection, ReadRequest } from '../../query/index.ts';
import type { Version } from './version.ts';

/** The fragment after `#`, in readable form. `address`: of the entity whose property is answered, or of what contains the answer. */
export function contextFragment(request: ReadRequest, address: string, version: Version): string {
  const { rows, target, options } = request;
  switch (target.kind) {
    case 'references': return 'Collection($ref)';
    case 'reference': return '$ref';
    case 'property': {
      const { selected } = options.projection;
      return `${[address, ...target.path.map(({ name }) => name)].join('/')}${selected === undefined ? '' : `(${selected.join(',')})`}`;
    }
    default: break;
  }
  const type = rows.range.type.name;
  const home = homeName(rows, address);
  const name = home ?? (target.kind === 'collection' ? `Collection(${type})` : type);
  const cast = rows.cast === undefined ? '' : `/${rows.cast.name}`;
  const list = selectList(options.projection, version);
  const isEntity = target.kind === 'entity' && home !== undefined && (rows.set?.kind !== 'singleton' || home.includes('/'));
  return `${name}${cast}${list === undefined ? '' : `(${list})`}${isEntity ? '/$entity' : ''}`;
}

/** The set, or the containment as a path from its own set. */
function homeName({ set, origin }: ReadRequest['rows'], address: string): string | undefined {
  if (set !== undefined) return set.name;
  return address !== '' && origin.kind === 'navigation' && origin.navigation.containsTarget ? `${address}/${origin.navigation.name}` : undefined;
}

/** Below a navigation that is expanded by levels, `within`, the same navigation is told by the sign behind the first. */
function selectList(projection: Projection, version: Version, within?: string): string | undefined {
  const expands = projection.expands.filter(({ navigation }) => navigation.name !== within).flatMap((expand) => expandItem(expand, version) ?? []);
  if (projection.selected === undefined) return expands.length === 0 ? undefined : expands.join(',');
  return [...projection.selected, ...expands].join(',');
}

function expandItem(expand: Expand, version: Version): string | undefined {
  if (expand.answer !== 'entities') return undefined;
  const { name, isRecursive, navigation, options } = expand;
  const inner = selectList(options.projection, version, isRecursive ? navigation.name : undefined);
  if (version.version === '4.0' && inner === undefined && !isRecursive) return undefined;
  return `${name}${isRecursive ? '+' : ''}(${inner ?? ''})`;
}
