/**
 * Enumerations, type definitions, and structured types with their properties and keys.
 * In: declarations, annotations, mapping. Out: the types of the model, inheritance flattened, base first.
 * Navigations and tables are made elsewhere: they need all properties to exist.
 */
import { broken, childrenNamed, firstNamed, flagAttribute, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import type { Declaration } from './csdl-document.ts';
import { annotationsOf } from './annotations.ts';
import { propertyPath } from './build.ts';
import type { Build, Shell } from './build.ts';
import { buildProperty, readFacets } from './build-properties.ts';
import { PRIMITIVES } from './primitives.ts';
import type { ComplexType, EntityType, EnumType, KeyProperty, PrimitiveName, PrimitiveType, TypeDefinition } from './model.ts';

const INTEGERS: ReadonlySet<string> = new Set(['Edm.Byte', 'Edm.SByte', 'Edm.Int16', 'Edm.Int32', 'Edm.Int64']);

export function buildTypes(build: Build): void {
  for (const name of PRIMITIVES.keys()) build.types.set(name, { kind: 'primitive', name });
  for (const declaration of build.document.declarations.values()) {
    if (declaration.element.name === 'EnumType') build.types.set(declaration.name, buildEnum(declaration));
    if (declaration.element.name === 'TypeDefinition') build.types.set(declaration.name, buildDefinition(build, declaration));
  }
  for (const declaration of build.hierarchy.baseFirst) {
    const shell = createShell(build, declaration);
    build.shells.set(declaration.name, shell);
    build.types.set(declaration.name, shell.type);
  }
  for (const shell of build.shells.values()) fillProperties(build, shell);
  for (const shell of build.shells.values()) fillKey(build, shell);
}

function primitiveOf(build: Build, where: string, name: string): PrimitiveType {
  const type = build.types.get(name);
  return type?.kind === 'primitive' ? type : broken(where, `${name} is not a primitive type`);
}

function buildEnum({ name, element }: Declaration): EnumType {
  const underlying = element.attributes.get('UnderlyingType') ?? 'Edm.Int32';
  if (!isInteger(underlying)) return broken(name, `an enumeration cannot have the underlying type ${underlying}`);
  const members = new Map<string, bigint>();
  let next = 0n;
  for (const member of childrenNamed(element, 'Member')) {
    const label = requiredAttribute(member, 'Name');
    const text = member.attributes.get('Value');
    if (text !== undefined && !/^[+-]?\d+$/.test(text.trim())) broken(`${name}/${label}`, `${text} is not an integer`);
    const value = text === undefined ? next : BigInt(text.trim().replace(/^\+/, ''));
    if (members.has(label)) broken(`${name}/${label}`, 'it is declared twice');
    members.set(label, value);
    next = value + 1n;
  }
  if (members.size === 0) broken(name, 'an enumeration needs a member');
  return { kind: 'enum', name, underlying, isFlags: flagAttribute(element, 'IsFlags', false), members };
}

const isInteger = (name: string): name is PrimitiveName => INTEGERS.has(name);

function buildDefinition(build: Build, { name, element }: Declaration): TypeDefinition {
  const underlying = primitiveOf(build, name, requiredAttribute(element, 'UnderlyingType'));
  return { kind: 'typeDefinition', name, underlying, facets: readFacets(element, underlying) };
}

function createShell(build: Build, declaration: Declaration): Shell {
  const { name, element } = declaration;
  const baseType = build.hierarchy.baseOf.get(name);
  const base = baseType === undefined ? undefined : build.shells.get(baseType)?.type;
  const properties: Shell['properties'] = new Map();
  const navigations: Shell['navigations'] = new Map();
  const key: KeyProperty[] = [];
  const structured = {
    name,
    baseType,
    family: build.hierarchy.familyOf.get(name) ?? [name],
    isAbstract: flagAttribute(element, 'Abstract', false),
    isOpen: flagAttribute(element, 'OpenType', false) || base?.isOpen === true,
    properties,
    navigations,
    annotations: annotationsOf(build.annotations, element, name),
  };
  const type: ComplexType | EntityType =
    element.name === 'ComplexType'
      ? { kind: 'complex', ...structured }
      : { kind: 'entity', ...structured, hasStream: hasStream(element, base), key, table: tableOf(build, name) };
  return { type, declaration, properties, navigations, key };
}

const hasStream = (element: XmlElement, base: EntityType | ComplexType | undefined): boolean =>
  flagAttribute(element, 'HasStream', false) || (base?.kind === 'entity' && base.hasStream);

const tableOf = (build: Build, name: string) => build.tables.get(name) ?? broken(name, 'it has no table');

/** Inherited properties first; one is made anew where a derived type is annotated on its own. */
function fillProperties(build: Build, shell: Shell): void {
  const { name, element } = shell.declaration;
  const base = build.shells.get(shell.type.baseType ?? '');
  for (const inherited of base?.properties.values() ?? []) {
    const source = build.shells.get(inherited.declaredBy)?.declaration.element;
    const declared = childrenNamed(source ?? element, 'Property').find((p) => p.attributes.get('Name') === inherited.name);
    const annotated = build.annotations.external.has(`${name}/${inherited.name}`) && declared !== undefined;
    const property = annotated ? buildProperty(build, declared, { declaredBy: inherited.declaredBy, owner: name }) : inherited;
    shell.properties.set(property.name, property);
  }
  for (const declared of childrenNamed(element, 'Property')) {
    const property = buildProperty(build, declared, { declaredBy: name, owner: name });
    if (shell.properties.has(property.name)) broken(`${name}/${property.name}`, 'it is declared twice');
    shell.properties.set(property.name, property);
  }
}

function fillKey(build: Build, shell: Shell): void {
  if (shell.type.kind !== 'entity') return;
  const { name, element } = shell.declaration;
  const declared = firstNamed(element, 'Key');
  const inherited = build.shells.get(shell.type.baseType ?? '')?.key ?? [];
  if (declared !== undefined && inherited.length > 0) broken(name, 'its base type already has a key');
  const own = childrenNamed(declared ?? { ...element, children: [] }, 'PropertyRef').map((ref) => readKeyPart(build, name, ref));
  shell.key.push(...inherited, ...own);
  if (shell.key.length === 0 && !shell.type.isAbstract) broken(name, 'it is not abstract and has no key');
}

function readKeyPart(build: Build, typeName: string, ref: XmlElement): KeyProperty {
  const written = requiredAttribute(ref, 'Name');
  const alias = ref.attributes.get('Alias') ?? written;
  if (alias.includes('/')) broken(`${typeName}, key`, `the path ${written} needs an Alias`);
  const path = propertyPath(build, typeName, written);
  for (const property of path) {
    if (property.nullable || property.collection) broken(`${typeName}/${property.name}`, 'a key property must be a single value with Nullable="false"');
  }
  if (path.at(-1)?.type.kind === 'complex') broken(`${typeName}, key`, `${written} is not primitive`);
  return { alias, path };
}
