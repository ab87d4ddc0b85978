/**
 * Annotations of an element: those written inside it and those written elsewhere with its name as target.
 * In: elements and canonical target names. Out: full term name → value. A target that names nothing and a
 * term of a vocabulary that is neither declared nor referenced are refused.
 * Dynamic expressions (If, Apply …) are kept as records named by their element; nobody evaluates them here.
 */
import { broken, childrenNamed, firstNamed, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { printTypeName, readTypeName, resolveName, resolvePath, resolveTarget } from './csdl-document.ts';
import type { CsdlDocument, Declaration } from './csdl-document.ts';
import type { AnnotationValue, Annotations } from './model.ts';

export type AnnotationIndex = { readonly document: CsdlDocument; readonly external: ReadonlyMap<string, readonly TargetBlock[]> };
type TargetBlock = { readonly element: XmlElement; readonly qualifier: string | undefined };

const PATHS = new Set(['Path', 'PropertyPath', 'NavigationPropertyPath', 'AnnotationPath', 'AnyPropertyPath', 'ModelElementPath']);
const NUMBERS = new Set(['Int', 'Float', 'Decimal']);
const TEXTS = new Set(['String', 'Binary', 'Date', 'DateTimeOffset', 'Duration', 'Guid', 'TimeOfDay', 'UrlRef']);

export function indexAnnotations(document: CsdlDocument): AnnotationIndex {
  const external = new Map<string, TargetBlock[]>();
  for (const schema of document.schemas) {
    for (const element of childrenNamed(schema.element, 'Annotations')) {
      const target = resolveTarget(document, requiredAttribute(element, 'Target'));
      if (!targetExists(document, target)) broken(`line ${element.line}`, `the annotation target ${target} does not exist`);
      const blocks = external.get(target) ?? [];
      blocks.push({ element, qualifier: element.attributes.get('Qualifier') });
      external.set(target, blocks);
    }
  }
  return { document, external };
}

/** What is said about `element` inside it and under any of `targets`; later targets win. */
export function annotationsOf(index: AnnotationIndex, element: XmlElement | undefined, ...targets: readonly string[]): Annotations {
  const found = new Map<string, AnnotationValue>();
  const take = (block: XmlElement, qualifier: string | undefined): void => {
    for (const annotation of childrenNamed(block, 'Annotation')) {
      found.set(termOf(index.document, annotation, qualifier), readAnnotation(index.document, annotation));
    }
  };
  if (element !== undefined) take(element, undefined);
  for (const target of targets) {
    for (const block of index.external.get(target) ?? []) take(block.element, block.qualifier);
  }
  return found;
}

function termOf(document: CsdlDocument, annotation: XmlElement, outer: string | undefined): string {
  const written = requiredAttribute(annotation, 'Term');
  const term = resolveName(document, written);
  const namespace = term.slice(0, term.lastIndexOf('.'));
  if (!document.namespaces.has(namespace)) {
    broken(`line ${annotation.line}`, `the term ${written} belongs to no schema here and to no referenced vocabulary`);
  }
  const qualifier = annotation.attributes.get('Qualifier') ?? outer;
  return qualifier === undefined ? term : `${term}#${qualifier}`;
}

/** The value of an annotation or of a record's property; a bare one is the tagging value true. */
function readAnnotation(document: CsdlDocument, element: XmlElement): AnnotationValue {
  for (const [name, value] of element.attributes) {
    const read = readConstant(document, name, value);
    if (read !== undefined) return read;
  }
  const expression = element.children.find((child) => child.name !== 'Annotation');
  return expression === undefined ? true : readExpression(document, expression);
}

function readConstant(document: CsdlDocument, kind: string, text: string): AnnotationValue | undefined {
  if (kind === 'Bool') return text === 'true' || text === '1';
  if (NUMBERS.has(kind)) return readNumber(text);
  if (PATHS.has(kind)) return resolvePath(document, text);
  if (kind === 'EnumMember') return text.trim().split(/\s+/).map((member) => resolvePath(document, member)).join(' ');
  return TEXTS.has(kind) ? text : undefined;
}

/** A number that a double cannot hold exactly stays text. */
export function readNumber(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text;
}

function readExpression(document: CsdlDocument, element: XmlElement): AnnotationValue {
  if (element.name === 'Null') return null;
  if (element.name === 'Collection') return parts(element).map((item) => readExpression(document, item));
  if (element.name === 'Record') return readRecord(document, element);
  const constant = readConstant(document, element.name, TEXTS.has(element.name) ? element.text : element.text.trim());
  if (constant !== undefined) return constant;
  const operands = parts(element).map((item) => readExpression(document, item));
  const label = element.attributes.get('Function') ?? element.attributes.get('Name') ?? element.attributes.get('Type');
  const all = label === undefined ? operands : [label, ...operands];
  return { record: new Map<string, AnnotationValue>([[`$${element.name}`, all]]) };
}

function readRecord(document: CsdlDocument, element: XmlElement): AnnotationValue {
  const record = new Map<string, AnnotationValue>();
  for (const value of childrenNamed(element, 'PropertyValue')) {
    record.set(requiredAttribute(value, 'Property'), readAnnotation(document, value));
  }
  return { record };
}

const parts = (element: XmlElement): readonly XmlElement[] => element.children.filter((child) => child.name !== 'Annotation');

/** Whether a canonical target names something this document declares. */
function targetExists(document: CsdlDocument, target: string): boolean {
  const [first = '', ...rest] = splitTarget(target);
  const operation = first.replace(/\(.*$/, '');
  const overloads = document.operations.get(operation);
  if (overloads !== undefined) return overloads.some((overload) => operationHas(document, overload, first, rest));
  const declaration = document.declarations.get(first);
  if (declaration !== undefined) return memberExists(document, declaration, rest);
  return rest.length === 0 && document.schemas.some((schema) => schema.namespace === first);
}

/** Splits at slashes outside parentheses. */
function splitTarget(target: string): readonly string[] {
  const close = target.lastIndexOf(')');
  const tail = target.slice(close + 1).split('/');
  return [target.slice(0, close + 1) + (tail[0] ?? ''), ...tail.slice(1)];
}

/** `(Type1,Type2)`: how a target names one overload. */
export const signatureOf = (document: CsdlDocument, overload: XmlElement): string =>
  `(${childrenNamed(overload, 'Parameter').map((p) => printTypeName(readTypeName(document, requiredAttribute(p, 'Type')))).join(',')})`;

function operationHas(document: CsdlDocument, overload: XmlElement, first: string, rest: readonly string[]): boolean {
  const open = first.indexOf('(');
  if (open >= 0 && first.slice(open) !== signatureOf(document, overload)) return false;
  const [part] = rest;
  if (part === undefined || part.startsWith('@')) return true;
  if (part === '$ReturnType') return firstNamed(overload, 'ReturnType') !== undefined;
  return childrenNamed(overload, 'Parameter').some((parameter) => parameter.attributes.get('Name') === part);
}

function memberExists(document: CsdlDocument, declaration: Declaration, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined || name.startsWith('@')) return true;
  if (name.includes('.')) return typeHas(document, name, rest);
  if (declaration.element.name === 'EnumType') return hasNamed(declaration.element, name);
  const member = findMember(document, declaration, name);
  if (member === undefined) return false;
  if (rest.length === 0 || rest[0]?.startsWith('@') === true) return true;
  const type = member.attributes.get('Type') ?? member.attributes.get('EntityType');
  return type !== undefined && typeHas(document, readTypeName(document, type).name, rest);
}

function typeHas(document: CsdlDocument, typeName: string, path: readonly string[]): boolean {
  const declaration = document.declarations.get(typeName);
  return declaration === undefined ? path.length === 0 : memberExists(document, declaration, path);
}

const hasNamed = (element: XmlElement, name: string): boolean => element.children.some((child) => child.attributes.get('Name') === name);

/** A property, navigation or container child by name, also one of a base type. */
function findMember(document: CsdlDocument, declaration: Declaration, name: string): XmlElement | undefined {
  const own = declaration.element.children.find((child) => child.attributes.get('Name') === name);
  const base = declaration.element.attributes.get('BaseType');
  if (own !== undefined || base === undefined) return own;
  const parent = document.declarations.get(resolveName(document, base));
  return parent === undefined ? undefined : findMember(document, parent, name);
}
