/**
 * CSDL text and a mapping → one frozen, cross-linked `EdmModel`.
 * In: CSDL XML 4.0 or 4.01 and the mapping's JSON. Out: the model every later room reads.
 * A mistake in either throws an Error that names the place: a service with a broken model must not start.
 * It reads no files and knows no particular model.
 */
import { readDocument } from './csdl-document.ts';
import type { CsdlDocument } from './csdl-document.ts';
import { annotationsOf, indexAnnotations } from './annotations.ts';
import { readHierarchy, walkMembers } from './build.ts';
import type { Build } from './build.ts';
import { buildContainer } from './build-container.ts';
import type { Container } from './build-container.ts';
import { buildNavigations } from './build-navigations.ts';
import { buildOperations } from './build-operations.ts';
import { buildTables } from './build-tables.ts';
import { buildTypes } from './build-types.ts';
import { printCsdlJson } from './csdl-json.ts';
import { checkImportNames, checkMappingNames, readMapping } from './mapping.ts';
import type { Mapping } from './mapping.ts';
import type { EdmModel, EdmType } from './model.ts';
import { broken } from './xml.ts';

export type ModelSources = { readonly csdlXml: string; readonly mapping: unknown };

const VERSIONS: ReadonlySet<string> = new Set(['4.0', '4.01']);
const SCHEMA_VERSION = 'Org.OData.Core.V1.SchemaVersion';
const DEFAULT_NAMESPACE = 'Org.OData.Core.V1.DefaultNamespace';

export function parseModel({ csdlXml, mapping: written }: ModelSources): EdmModel {
  const document = readDocument(csdlXml);
  if (!VERSIONS.has(document.version)) broken('<edmx:Edmx>', `its Version is ${document.version}, expected 4.0 or 4.01`);
  const mapping = readMapping(written);
  const build = prepare(document, mapping);
  buildTypes(build);
  checkMappingNames(mapping, namesOf(build));
  buildNavigations(build);
  const operations = buildOperations(build);
  const container = buildContainer(build, operations);
  checkImportNames(mapping, new Set(container.imports.keys()));
  return Object.freeze({
    name: mapping.model,
    ...readNamespace(build, container),
    csdlXml,
    csdlJson: printCsdlJson(document),
    types: withAliases(build),
    operations: addAliases(document, operations),
    containerName: container.name,
    entitySets: container.entitySets,
    singletons: container.singletons,
    imports: container.imports,
    rules: mapping.rules,
  });
}

function prepare(document: CsdlDocument, mapping: Mapping): Build {
  const hierarchy = readHierarchy(document);
  const searchable = new Set<string>();
  for (const [type, paths] of mapping.searchable) {
    for (const path of paths) {
      for (const member of walkMembers(document, type, path)) searchable.add(`${member.declaredBy}/${member.name}`);
    }
  }
  return {
    document,
    mapping,
    hierarchy,
    annotations: indexAnnotations(document),
    types: new Map(),
    shells: new Map(),
    tables: buildTables({ document, hierarchy, mapping }),
    searchable,
  };
}

/** Operations of the default namespace may be called by their bare name. */
function readNamespace(build: Build, container: Container): Pick<EdmModel, 'namespace' | 'schemaVersion'> {
  const annotated = build.document.schemas.map((schema) => ({
    namespace: schema.namespace,
    annotations: annotationsOf(build.annotations, schema.element, schema.namespace),
  }));
  const version = annotated.map(({ annotations }) => annotations.get(SCHEMA_VERSION)).find((value) => value !== undefined);
  const named = annotated.find(({ annotations }) => annotations.get(DEFAULT_NAMESPACE) === true);
  return { namespace: named?.namespace ?? container.namespace, schemaVersion: typeof version === 'string' ? version : undefined };
}

function namesOf(build: Build): Parameters<typeof checkMappingNames>[1] {
  const shells = [...build.shells.values()];
  const own = (child: string): ReadonlySet<string> =>
    new Set(
      shells.flatMap(({ type, declaration }) =>
        declaration.element.children.filter(({ name }) => name === child).map((element) => `${type.name}/${element.attributes.get('Name')}`),
      ),
    );
  return {
    entityTypes: new Set(shells.filter(({ type }) => type.kind === 'entity').map(({ type }) => type.name)),
    types: new Set(shells.map(({ type }) => type.name)),
    properties: own('Property'),
    navigations: own('NavigationProperty'),
  };
}

const withAliases = (build: Build): ReadonlyMap<string, EdmType> => addAliases(build.document, build.types);

/** The same things once more under `Alias.Name`, for schemas that have an alias. */
function addAliases<T>(document: CsdlDocument, named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const all = new Map(named);
  for (const { namespace, alias } of document.schemas) {
    if (alias === undefined) continue;
    for (const [name, value] of named) {
      const simple = name.slice(namespace.length + 1);
      if (name.startsWith(`${namespace}.`) && !simple.includes('.')) all.set(`${alias}.${simple}`, value);
    }
  }
  return all;
}
