/**
 * The mapping file: the exceptions to "the table is the snake_case of the set, the column of the property".
 * In: parsed JSON of unknown shape. Out: a checked record whose look-ups are Maps. Unknown settings are
 * refused here; names that the model does not have are refused by `checkMappingNames`.
 * It decides nothing about joins or types.
 */
import { Ajv } from 'ajv';
import { broken } from './xml.ts';
import { MAPPING_SCHEMA } from './mapping-schema.ts';
import { suggest } from './suggest.ts';
import type { LinkRequirement, Markers, MediaRule, ModelRules, UniqueFlag, Visibility } from './model.ts';

export type TableSetting = {
  readonly table?: string;
  readonly read?: string;
  readonly tenantColumn?: string | null;
  readonly versionColumn?: string | null;
  readonly deletedColumn?: string | null;
  readonly updatedColumn?: string | null;
};
export type ColumnSetting =
  | { readonly column: string }
  | { readonly prefix: string }
  | { readonly hashed: string }
  | { readonly link: string };
export type LinkSetting =
  | {
      readonly table: string;
      readonly source: Readonly<Record<string, string>>;
      readonly target: Readonly<Record<string, string>>;
    }
  | { readonly holder: 'source' | 'target'; readonly columns: Readonly<Record<string, string>> };
export type DiscriminatorSetting = { readonly column: string; readonly values: Readonly<Record<string, string>> };

type FlagSetting = readonly string[] | { readonly value: string; readonly scope: readonly string[] };

/** The file as written, after the schema accepted it. */
type MappingFile = {
  readonly model: string;
  readonly databaseSchema?: string;
  readonly tenantColumn?: string | null;
  readonly versionColumn?: string | null;
  readonly deletedColumn?: string | null;
  readonly updatedColumn?: string | null;
  readonly uniqueFlags?: Readonly<Record<string, Readonly<Record<string, FlagSetting>>>>;
  readonly media?: Readonly<Record<string, MediaRule>>;
  readonly createValues?: Readonly<Record<string, readonly string[]>>;
  readonly linkRequires?: Readonly<Record<string, LinkRequirement>>;
  readonly exactlyOne?: Readonly<Record<string, readonly string[]>>;
  readonly restrictDelete?: Readonly<Record<string, readonly string[]>>;
  readonly put?: 'replace' | 'merge';
  readonly lenient?: boolean;
  readonly postAs?: Readonly<Record<string, string>>;
  readonly auditTable?: string | null;
  readonly tables?: Readonly<Record<string, TableSetting>>;
  readonly columns?: Readonly<Record<string, ColumnSetting>>;
  readonly visibility?: Readonly<Record<string, Visibility>>;
  readonly searchable?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, LinkSetting>>;
  readonly discriminators?: Readonly<Record<string, DiscriminatorSetting>>;
  readonly markers?: Omit<Markers, 'linkColumns'> & { readonly linkColumns?: Readonly<Record<string, Readonly<Record<string, string>>>> };
};

export type Mapping = {
  readonly model: string;
  readonly rules: ModelRules;
  readonly defaults: { readonly tenantColumn?: string; readonly versionColumn?: string; readonly deletedColumn?: string; readonly updatedColumn?: string };
  readonly tables: ReadonlyMap<string, TableSetting>;
  readonly columns: ReadonlyMap<string, ColumnSetting>;
  readonly visibility: ReadonlyMap<string, Visibility>;
  /** Type → property paths. */
  readonly searchable: ReadonlyMap<string, readonly string[]>;
  readonly links: ReadonlyMap<string, LinkSetting>;
  readonly discriminators: ReadonlyMap<string, DiscriminatorSetting>;
};

const isMappingFile = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<MappingFile>(MAPPING_SCHEMA);

export function readMapping(value: unknown): Mapping {
  if (!isMappingFile(value)) {
    const errors = isMappingFile.errors ?? [];
    const texts = errors.map((e) => `${e.instancePath || '/'} ${e.message ?? ''} ${JSON.stringify(e.params)}`);
    return broken('the mapping file', texts.join('; '));
  }
  const file = value;
  return {
    model: file.model,
    rules: readRules(file),
    defaults: {
      ...(typeof file.tenantColumn === 'string' ? { tenantColumn: file.tenantColumn } : {}),
      ...(typeof file.versionColumn === 'string' ? { versionColumn: file.versionColumn } : {}),
      ...(typeof file.deletedColumn === 'string' ? { deletedColumn: file.deletedColumn } : {}),
      ...(typeof file.updatedColumn === 'string' ? { updatedColumn: file.updatedColumn } : {}),
    },
    tables: toMap(file.tables),
    columns: toMap(file.columns),
    visibility: toMap(file.visibility),
    searchable: toMap(file.searchable),
    links: toMap(file.links),
    discriminators: toMap(file.discriminators),
  };
}

const toMap = <T>(record: Readonly<Record<string, T>> | undefined): ReadonlyMap<string, T> => new Map(Object.entries(record ?? {}));

function readRules(file: MappingFile): ModelRules {
  const markers = file.markers;
  return {
    databaseSchema: file.databaseSchema ?? file.model,
    put: file.put ?? 'replace',
    lenient: file.lenient ?? false,
    auditTable: file.auditTable ?? undefined,
    uniqueFlags: new Map(Object.entries(file.uniqueFlags ?? {}).map(([type, flags]) => [type, readFlags(flags)])),
    restrictDelete: toMap(file.restrictDelete),
    postAs: toMap(file.postAs),
    createValues: new Map(Object.entries(file.createValues ?? {}).map(([path, values]) => [path, new Set(values)])),
    linkRequires: toMap(file.linkRequires),
    exactlyOne: toMap(file.exactlyOne),
    media: toMap(file.media),
    markers: markers && {
      ...markers,
      linkColumns: new Map(Object.entries(markers.linkColumns ?? {}).map(([path, columns]) => [path, toMap(columns)])),
    },
  };
}

const readFlags = (flags: Readonly<Record<string, FlagSetting>>): readonly UniqueFlag[] =>
  Object.entries(flags).map(([property, setting]) =>
    'scope' in setting ? { property, value: setting.value, scope: setting.scope } : { property, value: 'true', scope: setting },
  );

/** Names the model has, as the mapping may use them. */
export type ModelNames = {
  readonly entityTypes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** `Ns.Type/property`, by declaring type. */
  readonly properties: ReadonlySet<string>;
  readonly navigations: ReadonlySet<string>;
};

export function checkMappingNames(mapping: Mapping, names: ModelNames): void {
  const linkMarkers = mapping.rules.markers?.linkColumns ?? new Map<string, unknown>();
  const discriminated = [...mapping.discriminators.values()].flatMap((setting) => Object.keys(setting.values));
  checkNames('tables', mapping.tables.keys(), names.entityTypes);
  checkNames('columns', mapping.columns.keys(), names.properties);
  checkNames('visibility', mapping.visibility.keys(), names.properties);
  checkNames('searchable', mapping.searchable.keys(), names.types);
  checkNames('links', mapping.links.keys(), names.navigations);
  checkNames('discriminators', mapping.discriminators.keys(), names.entityTypes);
  checkNames('discriminators', discriminated, names.entityTypes);
  const flags = [...(mapping.rules.uniqueFlags ?? [])].flatMap(([type, list]) =>
    list.flatMap(({ property, scope }) => [property, ...scope].map((name) => `${type}/${name}`)),
  );
  checkNames('uniqueFlags', flags, names.properties);
  const kept = [...(mapping.rules.media ?? [])].flatMap(([type, { size, name }]) => [size, name].flatMap((property) => (property === undefined ? [] : [`${type}/${property}`])));
  checkNames('createValues', mapping.rules.createValues?.keys() ?? [], names.properties);
  checkNames('linkRequires', mapping.rules.linkRequires?.keys() ?? [], names.navigations);
  const choices = [...(mapping.rules.exactlyOne ?? [])].flatMap(([type, list]) => list.map((name) => `${type}/${name}`));
  checkNames('exactlyOne', choices, names.properties);
  checkNames('media', kept, names.properties);
  const restricting = [...(mapping.rules.restrictDelete ?? [])].flatMap(([type, list]) => list.map((name) => `${type}/${name}`));
  checkNames('restrictDelete', restricting, names.navigations);
  checkNames('markers/linkColumns', linkMarkers.keys(), names.navigations);
}

function checkNames(section: string, used: Iterable<string>, known: ReadonlySet<string>): void {
  for (const name of used) {
    if (known.has(name)) continue;
    const near = suggest(name, known);
    broken(`the mapping file, ${section}`, `the model has no ${name}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
}

/** Imports are known when the container is built. */
export function checkImportNames({ rules }: Mapping, imports: ReadonlySet<string>): void {
  checkNames('postAs', [...(rules.postAs ?? [])].flat(), imports);
}

/** `OrderLines` → `order_lines`, `line1` → `line1`, `IDCode` → `id_code`. */
export const toSnakeCase = (name: string): string =>
  name
    .replace(/([\p{Ll}\p{Nd}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase();
