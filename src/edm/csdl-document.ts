/**
 * The outer structure of a CSDL document: references, schemas, aliases, and what each schema declares.
 * In: the XML tree. Out: declarations by qualified name, and a resolver that replaces an alias by its
 * namespace wherever a qualified name is written. It builds no types and reads no annotations.
 */
import { broken, childrenNamed, firstNamed, parseXml, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';

export type Include = { readonly namespace: string; readonly alias: string | undefined };
export type Reference = { readonly uri: string; readonly element: XmlElement; readonly includes: readonly Include[] };
export type Schema = { readonly namespace: string; readonly alias: string | undefined; readonly element: XmlElement };
export type Declaration = { readonly name: string; readonly namespace: string; readonly element: XmlElement };

export type CsdlDocument = {
  readonly root: XmlElement;
  readonly version: string;
  readonly references: readonly Reference[];
  readonly schemas: readonly Schema[];
  /** Types, terms and containers by qualified name. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Overloads by qualified name, in the order of the document. */
  readonly operations: ReadonlyMap<string, readonly XmlElement[]>;
  /** Alias → namespace, of this document's schemas and of what it includes. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly namespaces: ReadonlySet<string>;
};

const DECLARED = ['EntityType', 'ComplexType', 'EnumType', 'TypeDefinition', 'Term', 'EntityContainer'];

export function readDocument(csdlXml: string): CsdlDocument {
  const root = parseXml(csdlXml);
  if (root.name !== 'Edmx') broken('the root element', `found <${root.name}>, expected <edmx:Edmx>`);
  const services = firstNamed(root, 'DataServices') ?? broken('<edmx:Edmx>', 'it has no <edmx:DataServices>');
  const schemas = childrenNamed(services, 'Schema').map((element) => ({
    namespace: requiredAttribute(element, 'Namespace'),
    alias: element.attributes.get('Alias'),
    element,
  }));
  if (schemas.length === 0) broken('<edmx:DataServices>', 'it has no <Schema>');
  const references = childrenNamed(root, 'Reference').map(readReference);
  return {
    root,
    version: requiredAttribute(root, 'Version'),
    references,
    schemas,
    declarations: readDeclarations(schemas),
    operations: readOperations(schemas),
    ...readNamespaces(schemas, references),
  };
}

function readReference(element: XmlElement): Reference {
  const includes = childrenNamed(element, 'Include').map((include) => ({
    namespace: requiredAttribute(include, 'Namespace'),
    alias: include.attributes.get('Alias'),
  }));
  return { uri: requiredAttribute(element, 'Uri'), element, includes };
}

function readNamespaces(schemas: readonly Schema[], references: readonly Reference[]) {
  const aliases = new Map<string, string>();
  const namespaces = new Set<string>(['Edm']);
  for (const { namespace, alias } of [...schemas, ...references.flatMap((reference) => reference.includes)]) {
    namespaces.add(namespace);
    if (alias === undefined) continue;
    const other = aliases.get(alias);
    if (other !== undefined && other !== namespace) broken(`alias ${alias}`, `it stands for ${other} and for ${namespace}`);
    aliases.set(alias, namespace);
  }
  return { aliases, namespaces };
}

function readDeclarations(schemas: readonly Schema[]): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const { namespace, element: schema } of schemas) {
    for (const element of childrenNamed(schema, ...DECLARED)) {
      const name = `${namespace}.${requiredAttribute(element, 'Name')}`;
      if (found.has(name)) broken(name, 'it is declared twice');
      found.set(name, { name, namespace, element });
    }
  }
  return found;
}

function readOperations(schemas: readonly Schema[]): ReadonlyMap<string, readonly XmlElement[]> {
  const found = new Map<string, XmlElement[]>();
  for (const { namespace, element: schema } of schemas) {
    for (const element of childrenNamed(schema, 'Function', 'Action')) {
      const name = `${namespace}.${requiredAttribute(element, 'Name')}`;
      const overloads = found.get(name) ?? [];
      overloads.push(element);
      found.set(name, overloads);
    }
  }
  return found;
}

/** `Alias.Name` → `Namespace.Name`; any other name comes back as it is. */
export function resolveName(document: CsdlDocument, name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return name;
  const namespace = document.aliases.get(name.slice(0, dot));
  return namespace === undefined ? name : `${namespace}${name.slice(dot)}`;
}

/** A path whose segments may be qualified names: casts, operations, `Ns.Type/property`, `@Ns.Term`. */
export function resolvePath(document: CsdlDocument, path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.startsWith('@') ? `@${resolveName(document, segment.slice(1))}` : resolveName(document, segment)))
    .join('/');
}

export type TypeName = { readonly name: string; readonly collection: boolean };

/** `Collection(Alias.Type)` → resolved element type. */
export function readTypeName(document: CsdlDocument, text: string): TypeName {
  const inner = /^Collection\((.*)\)$/.exec(text)?.[1];
  return { name: resolveName(document, inner ?? text), collection: inner !== undefined };
}

/** `Ns.Fn(Alias.T,Collection(Edm.String))/param` with every alias replaced. */
export function resolveTarget(document: CsdlDocument, target: string): string {
  const signature = /^([^/(]+)\(([^/]*)\)(\/.*)?$/.exec(target);
  if (signature === null) return resolvePath(document, target);
  const [, name = '', types = '', rest = ''] = signature;
  const resolved = types.split(',').filter((type) => type !== '').map((type) => printTypeName(readTypeName(document, type.trim())));
  return `${resolveName(document, name)}(${resolved.join(',')})${rest === '' ? '' : resolvePath(document, rest)}`;
}

export const printTypeName = (type: TypeName): string => (type.collection ? `Collection(${type.name})` : type.name);
