/**
 * What the mapping asks of new links, in columns: which of a type links to it depend on.
 * In: the model and a navigation or a type. Out: requirements and column names. It judges nothing.
 */
import type { EdmModel, EntityType, LinkRequirement, Navigation } from '../edm/index.ts';
import { columnOf } from '../payload/index.ts';

export const requirementOf = ({ rules }: EdmModel, { declaredBy, name }: Navigation): LinkRequirement | undefined => rules.linkRequires?.get(`${declaredBy}/${name}`);

export function sourceRequirement(model: EdmModel, navigation: Navigation): LinkRequirement | undefined {
  const requirement = requirementOf(model, navigation);
  return requirement?.end === 'source' ? requirement : undefined;
}

/** Columns of a type that links to it depend on. */
export function requiredColumns(model: EdmModel, type: EntityType): readonly string[] {
  const columns = [...(model.rules.linkRequires ?? [])].flatMap(([path, { end, property }]) => {
    const [owner = '', name = ''] = path.split('/');
    const declaring = model.types.get(owner);
    const navigation = declaring?.kind === 'entity' ? declaring.navigations.get(name) : undefined;
    return end === 'target' && navigation?.target === type.name ? [columnNamed(type, property)] : [];
  });
  return [...new Set(columns)];
}

export function columnNamed(type: EntityType, name: string): string {
  const property = type.properties.get(name);
  const column = property === undefined ? undefined : columnOf(property);
  if (column === undefined) throw new Error(`${type.name} has no column for ${name}`);
  return column;
}
