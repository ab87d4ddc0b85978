/**
 * What the builders of the model share while it is being made: sources, and the types made so far.
 * In: the document and the mapping. Out: one `Build` record, and look-ups over declarations that know
 * inheritance. Types are created empty first and filled later, because they refer to each other in cycles.
 */
import { broken, childrenNamed } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { readTypeName, resolveName } from './csdl-document.ts';
import type { CsdlDocument, Declaration } from './csdl-document.ts';
import type { AnnotationIndex } from './annotations.ts';
import type { Mapping } from './mapping.ts';
import type { ComplexType, EdmType, EntityType, KeyProperty, Navigation, Property, TableMapping } from './model.ts';

/** A structured type and its still writable parts. */
export type Shell = {
  readonly type: EntityType | ComplexType;
  readonly declaration: Declaration;
  readonly properties: Map<string, Property>;
  readonly navigations: Map<string, Navigation>;
  readonly key: KeyProperty[];
};

export type Hierarchy = {
  /** Structured types, every base before the types derived from it. */
  readonly baseFirst: readonly Declaration[];
  readonly baseOf: ReadonlyMap<string, string>;
  /** A type and all derived from it. */
  readonly familyOf: ReadonlyMap<string, readonly string[]>;
};

export type Build = {
  readonly document: CsdlDocument;
  readonly mapping: Mapping;
  readonly annotations: AnnotationIndex;
  readonly hierarchy: Hierarchy;
  readonly types: Map<string, EdmType>;
  readonly shells: Map<string, Shell>;
  readonly tables: Map<string, TableMapping>;
  /** `Ns.Type/property` that `$search` looks at. */
  readonly searchable: ReadonlySet<string>;
};

export function readHierarchy(document: CsdlDocument): Hierarchy {
  const structured = [...document.declarations.values()].filter(({ element }) => /^(Entity|Complex)Type$/.test(element.name));
  const baseOf = new Map<string, string>();
  for (const declaration of structured) {
    const base = declaration.element.attributes.get('BaseType');
    if (base !== undefined) baseOf.set(declaration.name, checkBase(document, declaration, resolveName(document, base)));
  }
  const depth = (declaration: Declaration): number => ancestorsOf(baseOf, declaration.name).length;
  const baseFirst = structured.toSorted((a, b) => depth(a) - depth(b));
  const familyOf = new Map<string, string[]>(baseFirst.map(({ name }) => [name, []]));
  for (const { name } of baseFirst) {
    for (const ancestor of ancestorsOf(baseOf, name)) familyOf.get(ancestor)?.push(name);
  }
  return { baseFirst, baseOf, familyOf };
}

function checkBase(document: CsdlDocument, derived: Declaration, base: string): string {
  const found = document.declarations.get(base);
  if (found === undefined) return broken(derived.name, `its base type ${base} is not declared`);
  if (found.element.name === derived.element.name) return base;
  return broken(derived.name, `its base type ${base} is a <${found.element.name}>`);
}

/** The type itself, then its base, and so on. */
export function ancestorsOf(baseOf: ReadonlyMap<string, string>, name: string): readonly string[] {
  const chain: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = baseOf.get(at)) {
    if (chain.includes(at)) broken(name, 'it is derived from itself');
    chain.push(at);
  }
  return chain;
}

/** A member as it is declared: by the type itself or by one of its bases. */
export type Member = { readonly element: XmlElement; readonly declaredBy: string; readonly name: string };

export function findMember(document: CsdlDocument, typeName: string, name: string): Member | undefined {
  const declaration = document.declarations.get(typeName);
  if (declaration === undefined) return undefined;
  const members = childrenNamed(declaration.element, 'Property', 'NavigationProperty');
  const element = members.find((member) => member.attributes.get('Name') === name);
  if (element !== undefined) return { element, declaredBy: typeName, name };
  const base = declaration.element.attributes.get('BaseType');
  return base === undefined ? undefined : findMember(document, resolveName(document, base), name);
}

/** The members along a path of properties, or the first name that is missing. */
export function walkMembers(document: CsdlDocument, typeName: string, path: string): readonly Member[] {
  const found: Member[] = [];
  let at = typeName;
  for (const name of path.split('/')) {
    const member = findMember(document, at, name) ?? broken(`${typeName}/${path}`, `${at} has no property ${name}`);
    found.push(member);
    at = readTypeName(document, member.element.attributes.get('Type') ?? '').name;
  }
  return found;
}

/** Properties along a path, looked up in finished types. */
export function propertyPath(build: Build, typeName: string, path: string): readonly Property[] {
  const found: Property[] = [];
  let shell = build.shells.get(typeName);
  for (const name of path.split('/')) {
    const property = shell?.properties.get(name);
    if (property === undefined) return broken(`${typeName}/${path}`, `there is no property ${name}`);
    found.push(property);
    shell = property.type.kind === 'complex' ? build.shells.get(property.type.name) : undefined;
  }
  return found;
}
