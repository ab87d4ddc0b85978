/**
 * Annotations and their expressions, from XML to JSON.
 * In: an element with annotations. Out: members `@Term#Qualifier`, annotations of annotations among them.
 * Constants become JSON values; dynamic expressions become objects such as `{"$If":[…]}`.
 */
import { readNumber } from './annotations.ts';
import { childrenNamed, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import type { CsdlDocument } from './csdl-document.ts';
import { resolveName } from './csdl-document.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonRecord;
export type JsonRecord = { [name: string]: Json };

const TEXT = new Set(['String', 'Binary', 'Date', 'DateTimeOffset', 'Duration', 'Guid', 'TimeOfDay']);
const NUMBER = new Set(['Int', 'Decimal', 'Float']);
const PATH = new Set(['PropertyPath', 'NavigationPropertyPath', 'AnnotationPath', 'ModelElementPath', 'AnyPropertyPath']);
const FACETS = ['MaxLength', 'Precision', 'Scale', 'SRID'];
const VOCABULARIES = 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/';

/** OASIS publishes each vocabulary in both formats; a JSON document refers to the JSON one. */
export const vocabularyUri = (uri: string): string => (uri.startsWith(VOCABULARIES) ? uri.replace(/\.xml$/, '.json') : uri);

/** `member` is what the annotations belong to, where that is not the object itself. */
export function convertAnnotations(document: CsdlDocument, element: XmlElement, member = '', outer?: string): JsonRecord {
  const record: JsonRecord = Object.create(null);
  for (const annotation of childrenNamed(element, 'Annotation')) {
    const qualifier = annotation.attributes.get('Qualifier') ?? outer;
    const name = `${member}@${requiredAttribute(annotation, 'Term')}${qualifier === undefined ? '' : `#${qualifier}`}`;
    record[name] = convertValue(document, annotation);
    Object.assign(record, convertAnnotations(document, annotation, name));
  }
  return record;
}

/** The value of an annotation, of a record's property or of a wrapping expression; a bare one is true. */
function convertValue(document: CsdlDocument, element: XmlElement): Json {
  for (const [name, text] of element.attributes) {
    const value = convertConstant(name, text);
    if (value !== undefined) return value;
  }
  const [expression] = operandsOf(element);
  return expression === undefined ? true : convertExpression(document, expression);
}

const operandsOf = (element: XmlElement): readonly XmlElement[] => element.children.filter((child) => child.name !== 'Annotation');

function convertConstant(kind: string, text: string): Json | undefined {
  if (TEXT.has(kind) || PATH.has(kind)) return text;
  if (kind === 'Bool') return text === 'true' || text === '1';
  if (NUMBER.has(kind)) return readNumber(text);
  if (kind === 'EnumMember') return text.trim().split(/\s+/).map((member) => member.slice(member.indexOf('/') + 1)).join(',');
  if (kind === 'Path') return { $Path: text };
  return kind === 'UrlRef' ? { $UrlRef: text } : undefined;
}

function convertExpression(document: CsdlDocument, element: XmlElement): Json {
  if (element.name === 'Collection') return operandsOf(element).map((item) => convertExpression(document, item));
  if (element.name === 'Record') return convertRecord(document, element);
  const annotations = convertAnnotations(document, element);
  if (element.name === 'Null') return Object.keys(annotations).length === 0 ? null : { $Null: null, ...annotations };
  const constant = element.name === 'UrlRef' ? undefined : convertConstant(element.name, element.name === 'String' ? element.text : element.text.trim());
  return constant ?? { ...convertDynamic(document, element), ...annotations };
}

function convertRecord(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record: JsonRecord = Object.create(null);
  const type = element.attributes.get('Type');
  if (type !== undefined) record[document.version === '4.0' ? '@odata.type' : '@type'] = `${uriOfType(document, type)}#${type}`;
  for (const value of childrenNamed(element, 'PropertyValue')) {
    const name = requiredAttribute(value, 'Property');
    record[name] = convertValue(document, value);
    Object.assign(record, convertAnnotations(document, value, name));
  }
  return Object.assign(record, convertAnnotations(document, element));
}

/** Where the record's type is declared; empty for this document itself. */
function uriOfType(document: CsdlDocument, type: string): string {
  const resolved = resolveName(document, type);
  const namespace = resolved.slice(0, resolved.lastIndexOf('.'));
  const found = document.references.find(({ includes }) => includes.some((include) => include.namespace === namespace));
  return found === undefined ? '' : found.uri;
}

function convertDynamic(document: CsdlDocument, element: XmlElement): JsonRecord {
  const { name } = element;
  const operands = operandsOf(element).map((operand) => convertExpression(document, operand));
  if (name === 'Apply') return { $Apply: operands, $Function: requiredAttribute(element, 'Function') };
  if (name === 'LabeledElementReference') return { $LabeledElementReference: element.text.trim() };
  if (name === 'LabeledElement') return { $LabeledElement: convertValue(document, element), $Name: requiredAttribute(element, 'Name') };
  if (name === 'Not' || name === 'Neg' || name === 'UrlRef') return { [`$${name}`]: operands[0] ?? null };
  if (name === 'Cast' || name === 'IsOf') return { [`$${name}`]: operands[0] ?? null, ...convertCastType(element) };
  return { [`$${name}`]: operands };
}

function convertCastType(element: XmlElement): JsonRecord {
  const written = requiredAttribute(element, 'Type');
  const inner = /^Collection\((.*)\)$/.exec(written)?.[1];
  const record: JsonRecord = { $Type: inner ?? written };
  if (inner !== undefined) record['$Collection'] = true;
  for (const facet of FACETS) {
    const text = element.attributes.get(facet);
    if (text !== undefined) record[`$${facet}`] = /^\d+$/.test(text) ? Number(text) : text;
  }
  return record;
}
