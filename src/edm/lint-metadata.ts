/**
 * What strict readers of metadata stumble over, although the document is valid and the service could run.
 * In: CSDL XML. Out: findings in words, none for a clean document.
 * It trusts that `parseModel` accepts the document, and repeats nothing that is refused there.
 */
import { childrenNamed } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { readDocument, readTypeName, resolveName, resolvePath } from './csdl-document.ts';
import type { CsdlDocument } from './csdl-document.ts';
import { findMember, readHierarchy } from './build.ts';
import type { Hierarchy } from './build.ts';

type Lint = { readonly document: CsdlDocument; readonly hierarchy: Hierarchy; readonly findings: string[] };

const FACETS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['MaxLength', new Set(['Edm.String', 'Edm.Binary', 'Edm.Stream'])],
  ['Unicode', new Set(['Edm.String'])],
  ['Precision', new Set(['Edm.Decimal', 'Edm.DateTimeOffset', 'Edm.Duration', 'Edm.TimeOfDay'])],
  ['Scale', new Set(['Edm.Decimal'])],
]);
const SIMPLE_NAME = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u;
const PATHS = ['PropertyPath', 'NavigationPropertyPath'];

export function lintMetadata(csdlXml: string): readonly string[] {
  const document = readDocument(csdlXml);
  const lint: Lint = { document, hierarchy: readHierarchy(document), findings: [] };
  if (document.version !== '4.0') lint.findings.push(`Version is ${document.version}; older readers know 4.0 only`);
  for (const { name, element } of document.declarations.values()) {
    lintNames(lint, name, element);
    if (element.name === 'TypeDefinition') lintFacets(lint, name, element, element.attributes.get('UnderlyingType'));
    if (element.name === 'EntityContainer') lintContainer(lint, name, element);
    for (const property of childrenNamed(element, 'Property')) lintTyped(lint, `${name}/${property.attributes.get('Name')}`, property);
    for (const navigation of childrenNamed(element, 'NavigationProperty')) lintNavigation(lint, name, element, navigation);
  }
  for (const [name, overloads] of document.operations) {
    for (const part of overloads.flatMap((overload) => childrenNamed(overload, 'Parameter', 'ReturnType'))) {
      lintTyped(lint, `${name}/${part.attributes.get('Name') ?? '$ReturnType'}`, part);
    }
  }
  return lint.findings;
}

/** Members are simple identifiers, and no two differ by case alone. */
function lintNames({ findings }: Lint, where: string, element: XmlElement): void {
  const seen = new Map<string, string>();
  for (const child of element.children) {
    const name = child.attributes.get('Name');
    if (name === undefined || child.name === 'PropertyRef') continue;
    if (!SIMPLE_NAME.test(name)) findings.push(`${where}/${name}: the name is no simple identifier`);
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) findings.push(`${where}/${name}: the name differs from ${other} by case alone`);
    seen.set(name.toLowerCase(), name);
  }
}

function lintTyped(lint: Lint, where: string, element: XmlElement): void {
  const { name } = readTypeName(lint.document, element.attributes.get('Type') ?? 'Edm.String');
  lintFacets(lint, where, element, name);
}

/** Facets only where the type takes them, and all a Decimal needs: without Scale it would have none. */
function lintFacets({ document, findings }: Lint, where: string, element: XmlElement, typeName: string | undefined): void {
  const declared = document.declarations.get(typeName ?? '')?.element;
  const type = declared?.name === 'TypeDefinition' ? (declared.attributes.get('UnderlyingType') ?? '') : (typeName ?? '');
  for (const [facet, types] of FACETS) {
    if (element.attributes.has(facet) && !types.has(type)) findings.push(`${where}: ${facet} on ${type}`);
  }
  if (type !== 'Edm.Decimal' || declared !== undefined) return;
  if (!element.attributes.has('Scale')) findings.push(`${where}: a Decimal without Scale has no decimals`);
  if (!element.attributes.has('Precision')) findings.push(`${where}: a Decimal without Precision`);
}

function lintNavigation(lint: Lint, typeName: string, type: XmlElement, element: XmlElement): void {
  const where = `${typeName}/${element.attributes.get('Name')}`;
  const { name: target, collection } = readTypeName(lint.document, element.attributes.get('Type') ?? '');
  if (type.name === 'ComplexType') lint.findings.push(`${where}: older readers know no navigation in a complex type`);
  if (collection && element.attributes.has('Nullable')) lint.findings.push(`${where}: Nullable on a collection`);
  const partner = element.attributes.get('Partner');
  if (partner === undefined || partner.includes('/')) return;
  const back = findMember(lint.document, target, partner)?.element.attributes.get('Partner');
  if (back !== element.attributes.get('Name')) {
    lint.findings.push(`${where}: its partner ${target}/${partner} names ${back ?? 'no partner'}`);
  }
}

function lintContainer(lint: Lint, containerName: string, container: XmlElement): void {
  for (const element of childrenNamed(container, 'EntitySet', 'Singleton')) {
    const name = element.attributes.get('Name') ?? '';
    const type = resolveName(lint.document, element.attributes.get('EntityType') ?? element.attributes.get('Type') ?? '');
    const bound = new Set(
      childrenNamed(element, 'NavigationPropertyBinding').map((binding) => resolvePath(lint.document, binding.attributes.get('Path') ?? '')),
    );
    for (const path of pathsToBind(lint, type, [])) {
      if (!bound.has(path)) lint.findings.push(`${containerName}/${name}: the navigation ${path} is not bound`);
    }
    for (const block of annotationBlocks(lint.document, `${containerName}/${name}`, element)) lintPaths(lint, `${containerName}/${name}`, type, block);
  }
}

/** Navigations that lead out of a set: through derived types, complex values and contained entities. */
function pathsToBind(lint: Lint, typeName: string, visited: readonly string[]): readonly string[] {
  if (visited.includes(typeName)) return [];
  const seen = [...visited, typeName];
  const family = lint.hierarchy.familyOf.get(typeName) ?? [];
  const inherited = baseNames(lint, typeName);
  return [...inherited, ...family].flatMap((owner) => {
    const cast = owner === typeName || inherited.includes(owner) ? '' : `${owner}/`;
    const element = lint.document.declarations.get(owner)?.element;
    const members = element === undefined ? [] : childrenNamed(element, 'NavigationProperty', 'Property');
    return members.flatMap((member) => memberPaths(lint, member, seen)).map((path) => `${cast}${path}`);
  });
}

function baseNames(lint: Lint, typeName: string): readonly string[] {
  const base = lint.hierarchy.baseOf.get(typeName);
  return base === undefined ? [] : [...baseNames(lint, base), base];
}

function memberPaths(lint: Lint, member: XmlElement, visited: readonly string[]): readonly string[] {
  const name = member.attributes.get('Name') ?? '';
  const isNavigation = member.name === 'NavigationProperty';
  if (isNavigation && member.attributes.get('ContainsTarget') !== 'true') return [name];
  const target = readTypeName(lint.document, member.attributes.get('Type') ?? '').name;
  const partner = isNavigation ? member.attributes.get('Partner') : undefined;
  // The way back from a contained entity needs no binding: its parent is known.
  return pathsToBind(lint, target, visited).filter((path) => path !== partner).map((path) => `${name}/${path}`);
}

function annotationBlocks(document: CsdlDocument, target: string, element: XmlElement): readonly XmlElement[] {
  const external = document.schemas.flatMap(({ element: schema }) => childrenNamed(schema, 'Annotations'));
  return [element, ...external.filter((block) => resolvePath(document, block.attributes.get('Target') ?? '') === target)];
}

/** Property paths inside the annotations of a set must exist on its type. */
function lintPaths(lint: Lint, where: string, typeName: string, element: XmlElement): void {
  const written = PATHS.flatMap((kind) => (element.name === kind ? [element.text.trim()] : (element.attributes.get(kind) ?? [])));
  for (const path of written) {
    if (!pathExists(lint, typeName, resolvePath(lint.document, path))) lint.findings.push(`${where}: an annotation names ${path}, which does not exist`);
  }
  for (const child of element.children) {
    if (child.name !== 'NavigationPropertyBinding') lintPaths(lint, where, typeName, child);
  }
}

function pathExists(lint: Lint, typeName: string, path: string): boolean {
  const [name = '', ...rest] = path.split('/');
  if (name.includes('.')) return lint.document.declarations.has(name) && (rest.length === 0 || pathExists(lint, name, rest.join('/')));
  const member = findMember(lint.document, typeName, name);
  if (member === undefined || rest.length === 0) return member !== undefined;
  return pathExists(lint, readTypeName(lint.document, member.element.attributes.get('Type') ?? '').name, rest.join('/'));
}
