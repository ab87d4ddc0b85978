/**
 * The table of each entity type: named by its entity set, shared by a hierarchy, overridden by the mapping.
 * In: declarations and mapping. Out: one `TableMapping` per entity type.
 * A hierarchy that shares a table needs a discriminator, or rows could not be told apart.
 */
import { broken, childrenNamed, requiredAttribute } from './xml.ts';
import { readTypeName, resolveName } from './csdl-document.ts';
import type { CsdlDocument } from './csdl-document.ts';
import { ancestorsOf } from './build.ts';
import type { Hierarchy } from './build.ts';
import { toSnakeCase } from './mapping.ts';
import type { Mapping, TableSetting } from './mapping.ts';
import type { TableMapping } from './model.ts';

/** Where a media entity keeps its stream, by convention. */
const MEDIA_COLUMNS = { content: 'content', contentType: 'content_type' };

type Sources = { readonly document: CsdlDocument; readonly hierarchy: Hierarchy; readonly mapping: Mapping };

export function buildTables(sources: Sources): Map<string, TableMapping> {
  const homes = readHomes(sources.document);
  const tables = new Map<string, TableMapping>();
  for (const { name, element } of sources.hierarchy.baseFirst) {
    if (element.name === 'EntityType') tables.set(name, buildTable(sources, homes, name));
  }
  for (const name of tables.keys()) checkDiscriminator(sources, tables, name);
  return tables;
}

/** Where entities of a type live: their set, else their singleton, else the navigation that contains them. */
function readHomes(document: CsdlDocument): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  const note = (type: string, name: string): void => {
    if (!homes.has(type)) homes.set(type, name);
  };
  const containers = [...document.declarations.values()].filter(({ element }) => element.name === 'EntityContainer');
  for (const [kind, attribute] of [['EntitySet', 'EntityType'], ['Singleton', 'Type']] as const) {
    for (const child of containers.flatMap(({ element }) => childrenNamed(element, kind))) {
      note(resolveName(document, requiredAttribute(child, attribute)), requiredAttribute(child, 'Name'));
    }
  }
  for (const { element } of document.declarations.values()) {
    for (const navigation of childrenNamed(element, 'NavigationProperty')) {
      if (navigation.attributes.get('ContainsTarget') !== 'true') continue;
      note(readTypeName(document, requiredAttribute(navigation, 'Type')).name, requiredAttribute(navigation, 'Name'));
    }
  }
  return homes;
}

function buildTable({ document, hierarchy, mapping }: Sources, homes: ReadonlyMap<string, string>, type: string): TableMapping {
  const chain = ancestorsOf(hierarchy.baseOf, type);
  const housed = chain.findLast((ancestor) => homes.has(ancestor) || mapping.tables.get(ancestor)?.table !== undefined);
  const settings = chain.toReversed().map((ancestor) => mapping.tables.get(ancestor) ?? {});
  const setting: TableSetting = Object.assign({}, ...settings);
  const name = setting.table ?? toSnakeCase(homes.get(housed ?? type) ?? type.slice(type.lastIndexOf('.') + 1));
  const discriminator = chain.map((ancestor) => mapping.discriminators.get(ancestor)).find((found) => found !== undefined);
  const isMedia = chain.some((ancestor) => document.declarations.get(ancestor)?.element.attributes.get('HasStream') === 'true');
  return {
    ...tableMapping(mapping, name, setting),
    ...(isMedia ? { media: MEDIA_COLUMNS } : {}),
    discriminator: discriminator && { column: discriminator.column, values: new Map(Object.entries(discriminator.values)) },
  };
}

/** A setting of null means: this table has no such column. */
export function tableMapping(mapping: Mapping, name: string, setting: TableSetting): TableMapping {
  const { tenantColumn, versionColumn, deletedColumn, updatedColumn } = { ...mapping.defaults, ...setting };
  return {
    name,
    read: setting.read ?? (typeof tenantColumn === 'string' ? `${name}_read` : name),
    tenantColumn: tenantColumn ?? undefined,
    versionColumn: versionColumn ?? undefined,
    deletedColumn: deletedColumn ?? undefined,
    updatedColumn: updatedColumn ?? undefined,
    discriminator: undefined,
  };
}

function checkDiscriminator({ hierarchy, document }: Sources, tables: ReadonlyMap<string, TableMapping>, type: string): void {
  const table = tables.get(type);
  const isConcrete = (name: string) => document.declarations.get(name)?.element.attributes.get('Abstract') !== 'true';
  const sharing = (hierarchy.familyOf.get(type) ?? []).filter((name) => isConcrete(name) && tables.get(name)?.name === table?.name);
  if (sharing.length < 2) return;
  const values = table?.discriminator?.values ?? broken(type, `${sharing.join(' and ')} share the table ${table?.name}, but no discriminator is mapped`);
  for (const name of sharing) {
    if (!values.has(name)) broken(type, `its discriminator has no value for ${name}`);
  }
}
