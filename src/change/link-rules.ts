/**
 * What the mapping asks of new links, as columns of the tables concerned.
 * In: the model and a link table or a type. Out: requirements and column names. It judges nothing.
 * A requirement belongs to the table that holds the links, however a link comes into it.
 */
import { entityTypeOf } from '../edm/index.ts';
import type { EdmModel, EntityType, JoinPair, LinkRequirement, Navigation } from '../edm/index.ts';
import { columnOf } from '../payload/index.ts';

/** One end of the links of a table: the type it leads to, by which columns, and what is asked of it. */
export type RequiredEnd = {
  readonly navigation: Navigation;
  readonly type: EntityType;
  readonly pairs: readonly JoinPair[];
  readonly requirement: LinkRequirement;
};

type TableEnd = RequiredEnd & { readonly table: string };
const known = new WeakMap<EdmModel, readonly TableEnd[]>();

function allEnds(model: EdmModel): readonly TableEnd[] {
  const ends = known.get(model) ?? readEnds(model);
  known.set(model, ends);
  return ends;
}

function readEnds(model: EdmModel): readonly TableEnd[] {
  return [...(model.rules.linkRequires ?? [])].flatMap(([path, requirement]) => {
    const [owner = '', name = ''] = path.split('/');
    const declaring = model.types.get(owner);
    const navigation = declaring?.kind === 'entity' ? declaring.navigations.get(name) : undefined;
    if (declaring?.kind !== 'entity' || navigation?.link.kind !== 'linkTable') return [];
    const { table, source, target } = navigation.link;
    const isSource = requirement.end === 'source';
    return [{ navigation, requirement, table: table.name, type: isSource ? declaring : entityTypeOf(model, navigation), pairs: isSource ? source : target }];
  });
}

export const requiredEnds = (model: EdmModel, table: string): readonly RequiredEnd[] => allEnds(model).filter((end) => end.table === table);

/** Columns of a type that links to it depend on; with a navigation, only of those that it makes. */
export function requiredColumns(model: EdmModel, type: EntityType, navigation?: Navigation): readonly string[] {
  const table = navigation === undefined ? undefined : tableOf(model, navigation);
  const ends = allEnds(model).filter((end) => end.type.family.includes(type.name) && (table === undefined || end.table === table));
  return [...new Set(ends.map(({ requirement }) => columnNamed(type, requirement.property)))];
}

/** The table whose rows a navigation makes: that of the links, or of the entities it leads to. */
const tableOf = (model: EdmModel, navigation: Navigation): string =>
  (navigation.link.kind === 'linkTable' ? navigation.link.table.name : entityTypeOf(model, navigation).table.name);

export function columnNamed(type: EntityType, name: string): string {
  const property = type.properties.get(name);
  const column = property === undefined ? undefined : columnOf(property);
  if (column === undefined) throw new Error(`${type.name} has no column for ${name}`);
  return column;
}
