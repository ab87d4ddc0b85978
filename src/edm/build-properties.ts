/**
 * One property: type and facets from the CSDL, rules from its annotations, storage from the mapping.
 * In: a <Property> element and the types it may refer to. Out: a finished `Property`.
 * The type that declares it names its column; the type that owns it may add annotations.
 */
import { broken, flagAttribute, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { readTypeName } from './csdl-document.ts';
import { annotationsOf } from './annotations.ts';
import type { Build } from './build.ts';
import { toSnakeCase } from './mapping.ts';
import { parseValue } from './values.ts';
import type { AnnotationValue, Annotations, EdmType, Facets, Property, Storage, ValueType, Visibility } from './model.ts';

type Placement = { readonly declaredBy: string; readonly owner: string };

export function buildProperty(build: Build, element: XmlElement, { declaredBy, owner }: Placement): Property {
  const name = requiredAttribute(element, 'Name');
  const where = `${declaredBy}/${name}`;
  const { name: typeName, collection } = readTypeName(build.document, element.attributes.get('Type') ?? 'Edm.String');
  const type = checkValueType(build.types.get(typeName), where, typeName);
  const targets = owner === declaredBy ? [where] : [where, `${owner}/${name}`];
  const annotations = annotationsOf(build.annotations, element, ...targets);
  const permissions = annotations.get('Org.OData.Core.V1.Permissions');
  const visibility = build.mapping.visibility.get(where) ?? visibilityOf(permissions);
  const searchable = build.searchable.has(where);
  if (searchable && visibility !== 'plain') broken(where, `it is ${visibility} and searchable; a search would tell what it hides`);
  return {
    kind: 'property',
    name,
    declaredBy,
    type,
    collection,
    nullable: flagAttribute(element, 'Nullable', !collection),
    facets: readFacets(element, type),
    defaultValue: readDefault(element, type, where),
    computed: annotations.get('Org.OData.Core.V1.Computed') === true || isReadOnly(permissions),
    immutable: annotations.get('Org.OData.Core.V1.Immutable') === true,
    searchable,
    visibility,
    allowedValues: readAllowedValues(annotations),
    pattern: readPattern(annotations, where),
    storage: storageOf(build, where, { type, collection }),
    annotations,
  };
}

function checkValueType(type: EdmType | undefined, where: string, typeName: string): ValueType {
  if (type === undefined) return broken(where, `its type ${typeName} is not declared`);
  return type.kind === 'entity' ? broken(where, `its type ${typeName} is an entity type; use a navigation property`) : type;
}

/** Facets as written, over those of a type definition; a Decimal without Scale has Scale 0. */
export function readFacets(element: XmlElement, type: EdmType): Facets {
  const facet = (name: string) => element.attributes.get(name);
  const number = (name: string): number | undefined => {
    const text = facet(name);
    if (text === undefined || text === 'max') return undefined;
    return /^\d+$/.test(text) ? Number(text) : broken(`line ${element.line}`, `the facet ${name} is ${text}, expected a number`);
  };
  const inherited = type.kind === 'typeDefinition' ? type.facets : {};
  const primitive = type.kind === 'typeDefinition' ? type.underlying.name : type.kind === 'primitive' ? type.name : undefined;
  const maxLength = number('MaxLength');
  const precision = number('Precision');
  const scaleText = facet('Scale')?.toLowerCase();
  const scale = scaleText === 'variable' || scaleText === 'floating' ? scaleText : number('Scale');
  const srid = facet('SRID')?.toLowerCase() === 'variable' ? 'variable' : number('SRID');
  return {
    ...(primitive === 'Edm.Decimal' ? { scale: 0 } : {}),
    ...inherited,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
    ...(srid === undefined ? {} : { srid }),
  };
}

/** The default in canonical text, as it is bound in SQL. */
function readDefault(element: XmlElement, type: ValueType, where: string): string | undefined {
  const text = element.attributes.get('DefaultValue');
  if (text === undefined) return undefined;
  const value = type.kind === 'complex' ? undefined : parseValue(type, text);
  return value ?? broken(where, `the default value ${text} is not a value of its type`);
}

const isReadOnly = (permissions: AnnotationValue | undefined): boolean =>
  typeof permissions === 'string' && /\/(Read|None)$/.test(permissions) && !permissions.includes('Write');

/** Core.Permissions may say that a value can be set and never read. */
const visibilityOf = (permissions: AnnotationValue | undefined): Visibility =>
  typeof permissions === 'string' && /\/Write$/.test(permissions) && !/\/Read(Write)?( |$)/.test(permissions) ? 'writeOnly' : 'plain';

function readAllowedValues(annotations: Annotations): ReadonlySet<string> | undefined {
  const value = annotations.get('Org.OData.Validation.V1.AllowedValues');
  if (!Array.isArray(value)) return undefined;
  const allowed = value.map((item) => recordField(item, 'Value')).filter((item) => item !== undefined && item !== null);
  return new Set(allowed.map(String));
}

/** A field of an annotation record. */
export function recordField(value: AnnotationValue | undefined, name: string): AnnotationValue | undefined {
  if (value === null || typeof value !== 'object' || !('record' in value)) return undefined;
  return value.record.get(name);
}

function readPattern(annotations: Annotations, where: string): string | undefined {
  const value = annotations.get('Org.OData.Validation.V1.Pattern');
  if (typeof value !== 'string') return undefined;
  try {
    new RegExp(value, 'u');
  } catch {
    broken(where, `its pattern ${value} is not a regular expression`);
  }
  return value;
}

function storageOf(build: Build, where: string, ref: { type: ValueType; collection: boolean }): Storage {
  const setting = build.mapping.columns.get(where);
  const name = toSnakeCase(where.slice(where.indexOf('/') + 1));
  const isComplex = ref.type.kind === 'complex' && !ref.collection;
  if (setting === undefined) {
    if (ref.type.kind === 'primitive' && ref.type.name === 'Edm.Stream') return { kind: 'stream', content: name, contentType: `${name}_content_type` };
    return isComplex ? { kind: 'complex', prefix: `${name}_` } : { kind: 'column', column: name };
  }
  if ('hashed' in setting) return { kind: 'hashed', column: setting.hashed };
  if ('link' in setting) return { kind: 'link', column: setting.link };
  if ('column' in setting) return { kind: 'column', column: setting.column };
  return isComplex ? { kind: 'complex', prefix: setting.prefix } : broken(where, 'the mapping gives a prefix to a property that is not complex');
}
