/**
 * CSDL XML → CSDL JSON 4.01, for any model: the same declarations in the spelling of the other format.
 * In: the document's elements. Out: JSON text. What XML leaves out and JSON takes otherwise is written out:
 * Nullable, Scale 0 of a Decimal, Precision 0 of a temporal value. Names stay as written, aliases too.
 */
import { childrenNamed, firstNamed, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { resolveName } from './csdl-document.ts';
import type { CsdlDocument } from './csdl-document.ts';
import { convertAnnotations, vocabularyUri } from './csdl-json-values.ts';
import type { Json, JsonRecord } from './csdl-json-values.ts';

const NUMERIC = new Set(['Edm.Byte', 'Edm.SByte', 'Edm.Int16', 'Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Single', 'Edm.Double']);
const TEMPORAL = new Set(['Edm.DateTimeOffset', 'Edm.Duration', 'Edm.TimeOfDay']);

export function printCsdlJson(document: CsdlDocument): string {
  const result = emptyRecord();
  result['$Version'] = document.version;
  const container = [...document.declarations.values()].find(({ element }) => element.name === 'EntityContainer');
  if (container !== undefined) result['$EntityContainer'] = container.name;
  if (document.references.length > 0) result['$Reference'] = convertReferences(document);
  for (const schema of document.schemas) result[schema.namespace] = convertSchema(document, schema.element);
  return JSON.stringify(result);
}

/** Names of a model may be anything, `__proto__` too. */
const emptyRecord = (): JsonRecord => Object.create(null);

function convertReferences(document: CsdlDocument): JsonRecord {
  const references = emptyRecord();
  for (const { uri, element } of document.references) {
    const reference = emptyRecord();
    const includes = childrenNamed(element, 'Include').map((include) => annotated(document, include, copy(include, ['Namespace', 'Alias'])));
    if (includes.length > 0) reference['$Include'] = includes;
    const terms = childrenNamed(element, 'IncludeAnnotations').map((part) => copy(part, ['TargetNamespace', 'TermNamespace', 'Qualifier']));
    if (terms.length > 0) reference['$IncludeAnnotations'] = terms;
    references[vocabularyUri(uri)] = annotated(document, element, reference);
  }
  return references;
}

function copy(element: XmlElement, names: readonly string[]): JsonRecord {
  const record = emptyRecord();
  for (const name of names) {
    const value = element.attributes.get(name);
    if (value !== undefined) record[`$${name}`] = value;
  }
  return record;
}

/** The record, with the element's own annotations under `@Term` or `member@Term`. */
function annotated(document: CsdlDocument, element: XmlElement, record: JsonRecord, member = ''): JsonRecord {
  return Object.assign(record, convertAnnotations(document, element, member));
}

function convertSchema(document: CsdlDocument, element: XmlElement): JsonRecord {
  const schema = copy(element, ['Alias']);
  annotated(document, element, schema);
  const targets = convertTargets(document, element);
  if (targets !== undefined) schema['$Annotations'] = targets;
  for (const child of element.children) {
    const convert = DECLARATIONS.get(child.name);
    if (convert !== undefined) schema[requiredAttribute(child, 'Name')] = convert(document, child);
  }
  for (const operation of childrenNamed(element, 'Function', 'Action')) {
    const name = requiredAttribute(operation, 'Name');
    const overloads = schema[name];
    const converted = convertOperation(document, operation);
    schema[name] = Array.isArray(overloads) ? [...overloads, converted] : [converted];
  }
  return schema;
}

function convertTargets(document: CsdlDocument, schema: XmlElement): JsonRecord | undefined {
  const blocks = childrenNamed(schema, 'Annotations');
  if (blocks.length === 0) return undefined;
  const targets = emptyRecord();
  for (const block of blocks) {
    const target = requiredAttribute(block, 'Target');
    const earlier = targets[target];
    const record = typeof earlier === 'object' && earlier !== null && !Array.isArray(earlier) ? earlier : emptyRecord();
    targets[target] = Object.assign(record, convertAnnotations(document, block, '', block.attributes.get('Qualifier')));
  }
  return targets;
}

const DECLARATIONS: ReadonlyMap<string, (document: CsdlDocument, element: XmlElement) => JsonRecord> = new Map([
  ['EntityType', convertStructured],
  ['ComplexType', convertStructured],
  ['EnumType', convertEnum],
  ['TypeDefinition', convertDefinition],
  ['Term', convertTerm],
  ['EntityContainer', convertContainer],
]);

function flags(element: XmlElement, names: readonly string[]): JsonRecord {
  const record = emptyRecord();
  for (const name of names) {
    if (element.attributes.get(name) === 'true') record[`$${name}`] = true;
  }
  return record;
}

function convertStructured(document: CsdlDocument, element: XmlElement): JsonRecord {
  const type: JsonRecord = { $Kind: element.name, ...copy(element, ['BaseType']), ...flags(element, ['Abstract', 'OpenType', 'HasStream']) };
  const record = Object.assign(emptyRecord(), type);
  const key = firstNamed(element, 'Key');
  if (key !== undefined) record['$Key'] = childrenNamed(key, 'PropertyRef').map(convertKeyPart);
  annotated(document, element, record);
  for (const property of childrenNamed(element, 'Property')) {
    record[requiredAttribute(property, 'Name')] = annotated(document, property, convertTyped(property));
  }
  for (const navigation of childrenNamed(element, 'NavigationProperty')) {
    record[requiredAttribute(navigation, 'Name')] = convertNavigation(document, navigation);
  }
  return record;
}

function convertKeyPart(ref: XmlElement): Json {
  const name = requiredAttribute(ref, 'Name');
  const alias = ref.attributes.get('Alias');
  return alias === undefined ? name : Object.assign(emptyRecord(), { [alias]: name });
}

/** Type, nullability and facets of a property, parameter, return type or term. */
function convertTyped(element: XmlElement): JsonRecord {
  const record = emptyRecord();
  const written = element.attributes.get('Type') ?? 'Edm.String';
  const inner = /^Collection\((.*)\)$/.exec(written)?.[1];
  const type = inner ?? written;
  if (inner !== undefined) record['$Collection'] = true;
  if (type !== 'Edm.String') record['$Type'] = type;
  if ((element.attributes.get('Nullable') ?? String(inner === undefined)) === 'true') record['$Nullable'] = true;
  return Object.assign(record, convertFacets(element, type), convertDefault(element, type));
}

function convertFacets(element: XmlElement, type: string): JsonRecord {
  const record = emptyRecord();
  const maxLength = element.attributes.get('MaxLength');
  if (maxLength !== undefined && maxLength !== 'max') record['$MaxLength'] = Number(maxLength);
  if (element.attributes.get('Unicode') === 'false') record['$Unicode'] = false;
  const precision = element.attributes.get('Precision') ?? (TEMPORAL.has(type) ? '0' : undefined);
  if (precision !== undefined) record['$Precision'] = Number(precision);
  const scale = element.attributes.get('Scale') ?? (type === 'Edm.Decimal' ? '0' : undefined);
  if (scale !== undefined && scale !== 'variable') record['$Scale'] = numberOrText(scale);
  const srid = element.attributes.get('SRID');
  if (srid !== undefined) record['$SRID'] = srid; // the one facet that JSON spells as a string
  return record;
}

const numberOrText = (text: string): Json => (/^\d+$/.test(text) ? Number(text) : text);

function convertDefault(element: XmlElement, type: string): JsonRecord {
  const text = element.attributes.get('DefaultValue');
  if (text === undefined) return {};
  if (type === 'Edm.Boolean') return { $DefaultValue: text === 'true' };
  const value = Number(text);
  const exact = NUMERIC.has(type) && text !== '' && Number.isFinite(value);
  return { $DefaultValue: exact ? value : text };
}

function convertNavigation(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = Object.assign(emptyRecord(), { $Kind: 'NavigationProperty' }, convertTyped(element), copy(element, ['Partner']));
  if (record['$Collection'] === true) delete record['$Nullable'];
  Object.assign(record, flags(element, ['ContainsTarget']));
  const constraints = childrenNamed(element, 'ReferentialConstraint');
  if (constraints.length > 0) {
    const pairs = emptyRecord();
    for (const constraint of constraints) {
      const property = requiredAttribute(constraint, 'Property');
      pairs[property] = requiredAttribute(constraint, 'ReferencedProperty');
      annotated(document, constraint, pairs, property);
    }
    record['$ReferentialConstraint'] = pairs;
  }
  const onDelete = firstNamed(element, 'OnDelete');
  if (onDelete !== undefined) {
    record['$OnDelete'] = requiredAttribute(onDelete, 'Action');
    annotated(document, onDelete, record, '$OnDelete');
  }
  return annotated(document, element, record);
}

function convertEnum(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = Object.assign(emptyRecord(), { $Kind: 'EnumType' }, flags(element, ['IsFlags']));
  const underlying = element.attributes.get('UnderlyingType');
  if (underlying !== undefined && underlying !== 'Edm.Int32') record['$UnderlyingType'] = underlying;
  let next = 0;
  for (const member of childrenNamed(element, 'Member')) {
    const name = requiredAttribute(member, 'Name');
    const value = Number(member.attributes.get('Value') ?? next);
    record[name] = value;
    annotated(document, member, record, name);
    next = value + 1;
  }
  return annotated(document, element, record);
}

function convertDefinition(document: CsdlDocument, element: XmlElement): JsonRecord {
  const underlying = requiredAttribute(element, 'UnderlyingType');
  const record = Object.assign(emptyRecord(), { $Kind: 'TypeDefinition', $UnderlyingType: underlying }, convertFacets(element, underlying));
  return annotated(document, element, record);
}

function convertTerm(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = Object.assign(emptyRecord(), { $Kind: 'Term' }, copy(element, ['BaseTerm']), convertTyped(element));
  const appliesTo = element.attributes.get('AppliesTo');
  if (appliesTo !== undefined) record['$AppliesTo'] = appliesTo.trim().split(/\s+/);
  return annotated(document, element, record);
}

function convertOperation(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = Object.assign(emptyRecord(), { $Kind: element.name }, flags(element, ['IsBound', 'IsComposable']), copy(element, ['EntitySetPath']));
  const parameters = childrenNamed(element, 'Parameter').map((parameter) =>
    annotated(document, parameter, Object.assign(copy(parameter, ['Name']), convertTyped(parameter))),
  );
  if (parameters.length > 0) record['$Parameter'] = parameters;
  const returned = firstNamed(element, 'ReturnType');
  if (returned !== undefined) record['$ReturnType'] = annotated(document, returned, convertTyped(returned));
  return annotated(document, element, record);
}

function convertContainer(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = Object.assign(emptyRecord(), { $Kind: 'EntityContainer' }, copy(element, ['Extends']));
  for (const child of childrenNamed(element, 'EntitySet', 'Singleton', 'FunctionImport', 'ActionImport')) {
    record[requiredAttribute(child, 'Name')] = convertContainerChild(document, child);
  }
  return annotated(document, element, record);
}

/** `Ns.Container/Set` → `Set`: targets in the same container are named without it. */
function withoutContainer(document: CsdlDocument, target: string): string {
  const [first = '', ...rest] = target.split('/');
  return document.declarations.get(resolveName(document, first))?.element.name === 'EntityContainer' ? rest.join('/') : target;
}

function convertContainerChild(document: CsdlDocument, element: XmlElement): JsonRecord {
  const record = emptyRecord();
  const listed = element.attributes.get('IncludeInServiceDocument');
  if (element.name === 'EntitySet') {
    Object.assign(record, { $Collection: true, $Type: requiredAttribute(element, 'EntityType') });
    if (listed === 'false') record['$IncludeInServiceDocument'] = false;
  } else if (element.name === 'Singleton') {
    record['$Type'] = requiredAttribute(element, 'Type');
    Object.assign(record, flags(element, ['Nullable']));
  } else {
    Object.assign(record, copy(element, ['Function', 'Action']));
    const set = element.attributes.get('EntitySet');
    if (set !== undefined) record['$EntitySet'] = withoutContainer(document, set);
    if (listed === 'true') record['$IncludeInServiceDocument'] = true;
  }
  const bindings = emptyRecord();
  for (const binding of childrenNamed(element, 'NavigationPropertyBinding')) {
    bindings[requiredAttribute(binding, 'Path')] = withoutContainer(document, requiredAttribute(binding, 'Target'));
  }
  if (Object.keys(bindings).length > 0) record['$NavigationPropertyBinding'] = bindings;
  return annotated(document, element, record);
}
